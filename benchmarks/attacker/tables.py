"""What a reader gets: a folder of tables, written from protected results, and read again as an outsider reads it."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

import critical_points as cp
from benchmarks.attacker.publications import ALL, Cell, Key, Place, Publication

#: What is told of all answers to a point's items, and not of the scores on it.
POOLED = {"top_two", "top_two_low", "top_two_high", "dont_know", "non_answers", "blanks"}

#: What tells no more than a mean: these columns of a table of means are read by name.
PLAIN = {"n", "mean", "hidden", "why", "detail", "band", "band_low", "band_high", "headcount", "response_rate"}


def write_publication(safe: Any, folder: Path, absent: pd.DataFrame, *, comparisons: bool = True) -> None:
    """Write every table that the estimates give, and the counts they are made from, in full precision.

    Parameters
    ----------
    safe : Protected
        Protected counts.
    folder : Path
        Where to.
    absent : DataFrame
        Groups that do not exist in a unit: what everyone knows.
    comparisons : bool, default True
        Whether comparisons of groups and waves are written too; they take most of the time.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tables: dict[str, Callable[[], pd.DataFrame]] = {
        "describe": lambda: cp.describe(safe),
        "distribution": lambda: cp.distribution(safe),
        "votes": lambda: cp.votes(safe),
        "respondents": lambda: cp.respondents(safe),
    }
    if comparisons:
        tables |= {"pairs": lambda: _pairs(safe), "changes": lambda: _changes(safe)}
    for name in ("cells", "counts", "sums", "ratios"):
        getattr(safe, name).to_csv(folder / f"{name}.csv", index=False)
    for name, table in tables.items():
        table().to_csv(folder / f"{name}.csv", index=False)
    known = {item.key: (item.point or "", item.level or "") for item in safe.labels.instrument.items}
    items = [(wave, item, *known[item]) for wave, item in zip(safe.items["wave"], safe.items["item"], strict=True)]
    pd.DataFrame(items, columns=["wave", "item", "point", "level"]).to_csv(folder / "items.csv", index=False)
    absent.to_csv(folder / "absent.csv", index=False)


def _kinds(safe: Any) -> list[str]:
    return ["point", "item", "level"] if safe.labels.instrument.levels else ["point", "item"]


def _waves(safe: Any) -> list[str]:
    return sorted(safe.items["wave"].unique())


def _pairs(safe: Any) -> pd.DataFrame:
    frames = [
        cp.compare_groups(safe, wave, "point", by=by).assign(wave=wave, kind="point", by=by)
        for wave in _waves(safe)
        for by in ("group", "unit")
    ]
    return pd.concat(frames, ignore_index=True)


def _changes(safe: Any) -> pd.DataFrame:
    waves = _waves(safe)
    if len(waves) < 2:
        return pd.DataFrame(columns=["wave", "against", "group", "unit", "kind", "subject"])
    frames = []
    for group, unit in [(ALL, ALL), *_smallest(safe)]:
        keys = {"wave": waves[-1], "against": waves[-2], "group": group, "unit": unit, "kind": "point"}
        frames.append(cp.compare_waves(safe, waves[-1], waves[-2], "point", group=group, unit=unit).assign(**keys))
    return pd.concat(frames, ignore_index=True)


def _smallest(safe: Any, most: int = 2) -> list[Place]:
    """Return the smallest groups or units that are shown: of them a comparison may tell too much."""
    frame = cp.respondents(safe)
    frame = frame[(frame["group"] == ALL) ^ (frame["unit"] == ALL)]
    frame = frame[frame["n"] > 0].sort_values(["n", "group", "unit"]).drop_duplicates(["group", "unit"])
    return [(str(group), str(unit)) for group, unit in frame[["group", "unit"]].head(most).itertuples(index=False)]


def read_publication(folder: Path) -> dict[str, Publication]:
    """Return what the files of a folder tell, by wave."""
    subjects: dict[str, dict[tuple[str, str], tuple[str, ...]]] = defaultdict(dict)
    for row in _rows(folder / "items.csv"):
        subjects[row["wave"]].setdefault(("item", row["item"]), (row["item"],))
        for kind in ("point", "level"):
            if row[kind]:
                asked = subjects[row["wave"]].get((kind, row[kind]), ())
                subjects[row["wave"]][kind, row[kind]] = (*asked, row["item"])
    absent = {(row["group"], row["unit"]) for row in _rows(folder / "absent.csv")}
    cells: dict[str, dict[Key, Cell]] = defaultdict(lambda: defaultdict(Cell))
    for name, read in READERS.items():
        for row in _rows(folder / f"{name}.csv"):
            read(cells, row)
    found = {}
    for wave, of_wave in cells.items():
        of_subjects = {key: items for key, items in subjects[wave].items() if key[0] != "item"}
        found[wave] = Publication(wave, dict(of_wave), of_subjects, absent)
    return found


Row = Mapping[str, str]
Cells = Mapping[str, dict[Key, Cell]]


def _rows(path: Path) -> Iterator[Row]:
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def _number(text: str | None) -> float | None:
    """Return a number, or None where none is told."""
    if not text:
        return None
    number = float(text)
    return None if math.isnan(number) else number


def _mark(cell: Cell, row: Row) -> None:
    if row.get("hidden") == "True":
        cell.hidden, cell.why = True, row.get("why") or cell.why


def _describe(cells: Cells, row: Row) -> None:
    cell = cells[row["wave"]][Key(row["group"], row["unit"], row["kind"], row["subject"])]
    _mark(cell, row)
    cell.n = _number(row["n"]) if cell.n is None else cell.n
    if _number(row["mean"]) is not None:
        cell.add_mean(row["mean"])
    low, high = _number(row.get("band_low")), _number(row.get("band_high"))
    if low is None and row.get("band"):
        low, high = (_number(part) for part in row["band"].replace("–", "-").split("-"))
    if low is not None and high is not None:
        cell.band = low, high
    told = {name for name in row if name not in PLAIN and name not in Key._fields and name not in ("wave", "kind")}
    pooled = cell
    if row["kind"] != "item":
        pooled = cells[row["wave"]][Key(row["group"], row["unit"], "answers", row["subject"])]
    for name in told:
        if cell.n and _number(row[name]) is not None:
            (pooled if name in POOLED else cell).extras.add(name)


def _distribution(cells: Cells, row: Row) -> None:
    layer = "item" if row["kind"] == "item" else "answers"
    cell = cells[row["wave"]][Key(row["group"], row["unit"], layer, row["subject"])]
    _mark(cell, row)
    cell.n = _number(row["n"]) if cell.n is None else cell.n
    answers = _number(row["answers"])
    if answers is not None:
        counts = list(cell.counts or (0.0,) * 5)
        counts[round(float(row["rating"])) - 1] = answers
        cell.counts = tuple(counts)


def _votes(cells: Cells, row: Row) -> None:
    cell = cells[row["wave"]][Key(row["group"], row["unit"], "vote", ALL)]
    _mark(cell, row)
    cell.n = _number(row["n"]) if cell.n is None else cell.n
    votes = _number(row["votes"])
    if votes is not None:
        cell.votes = {**(cell.votes or {}), row["subject"]: votes}


def _respondents(cells: Cells, row: Row) -> None:
    cell = cells[row["wave"]][Key(row["group"], row["unit"], "respondents", ALL)]
    _mark(cell, row)
    cell.n = _number(row["n"]) if cell.n is None else cell.n


def _pairs_of(cells: Cells, row: Row) -> None:
    for own, n, mean in (("group", "n", "mean"), ("other", "n_other", "mean_other")):
        place = (row[own], ALL) if row["by"] == "group" else (ALL, row[own])
        cell = cells[row["wave"]][Key(*place, row["kind"], row["subject"])]
        _told(cell, row, n, mean)
        cell.extras |= {name for name in ("delta", "u", "p") if _number(row[name]) is not None}


def _changes_of(cells: Cells, row: Row) -> None:
    for wave, n, mean in ((row["wave"], "n", "mean"), (row["against"], "n_before", "mean_before")):
        cell = cells[wave][Key(row["group"], row["unit"], row["kind"], row["subject"])]
        _told(cell, row, n, mean)
        names = ["low", "high"] if wave == row["wave"] else ["low_before", "high_before"]
        names += ["difference_low", "delta", "p", "hedges_g"]
        cell.extras |= {name for name in names if _number(row[name]) is not None}


def _told(cell: Cell, row: Row, n: str, mean: str) -> None:
    cell.n = _number(row[n]) if cell.n is None else cell.n
    if _number(row[mean]) is not None:
        cell.add_mean(row[mean])


def _counts(cells: Cells, row: Row) -> None:
    """Read counts: whoever has them may have every result."""
    place, n = (row["group"], row["unit"]), float(row["n"])
    if row["kind"] in ("point", "level") and row["status"] == "rated":
        cell = cells[row["wave"]][Key(*place, row["kind"], row["subject"])]
        cell.scores = {**(cell.scores or {}), float(row["score"]): n}
    elif row["kind"] in ("item", "answers") and row["status"] == "rated":
        cell = cells[row["wave"]][Key(*place, row["kind"], row["subject"])]
        counts = list(cell.counts or (0.0,) * 5)
        counts[round(float(row["score"])) - 1] = n
        cell.counts = tuple(counts)


def _cells(cells: Cells, row: Row) -> None:
    """Read the list of cells: how many respondents each rests on."""
    if row["kind"] != "vote" or row["subject"] == ALL:
        cell = cells[row["wave"]][Key(row["group"], row["unit"], row["kind"], row["subject"])]
        cell.n = _number(row["n"]) if cell.n is None else cell.n
        if _number(row.get("mean")) is not None:
            cell.add_mean(row["mean"])


def _sums(cells: Cells, row: Row) -> None:
    name = f"{row['kind']}:{row['subject']}:{row['first']}:{row['second']}"
    cells[row["wave"]][Key(row["group"], row["unit"], "sums", name)].n = float(row["n"])


def _ratios(cells: Cells, row: Row) -> None:
    cells[row["wave"]][Key(row["group"], row["unit"], "ratios", row["subject"])].n = float(row["n"])


#: How the rows of each table are read.
READERS: dict[str, Callable[[Cells, Row], None]] = {
    "describe": _describe,
    "distribution": _distribution,
    "votes": _votes,
    "respondents": _respondents,
    "pairs": _pairs_of,
    "changes": _changes_of,
    "cells": _cells,
    "counts": _counts,
    "sums": _sums,
    "ratios": _ratios,
}
