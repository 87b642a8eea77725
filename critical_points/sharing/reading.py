"""A shared file in: every line is checked before anything is added up."""

from __future__ import annotations

import csv
from collections.abc import Hashable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from critical_points.disclosure import SMALLEST_MINIMUM
from critical_points.errors import Fault, UnreadableError, why_not
from critical_points.instrument import Instrument
from critical_points.messages import said, said_plural
from critical_points.sharing.files import COLUMNS, STATUSES, TITLE, Shared
from critical_points.tallies import ALL

#: A shared file has some thousand rows: so many bytes at most, and no count as large as this.
_LARGEST, _MOST = 100_000_000, 10**10


def read_shared(path: Path, instrument: Instrument) -> Shared:
    """Read a shared file.

    Parameters
    ----------
    path : Path
        The CSV.
    instrument : Instrument
        What this organisation asks; what it does not know is left out of the counts.

    Returns
    -------
    Shared

    Raises
    ------
    UnreadableError
        When it is not such a file, or its lines do not hold what they should: every fault with its line.
    """
    lines = _lines(path)
    if not lines or lines[0].strip() != f"# {TITLE}":
        odd, hint = said("its first line is not that of a shared tally"), said("expected: {text}", text=f"# {TITLE}")
        step = said("ask for a file made by critical-points share")
        raise UnreadableError(said("This file cannot be added up."), [Fault(odd, str(path), hint)], step)
    head = [line for line in lines if line.startswith("#")][1:]
    told = {name.strip(): value.strip() for name, _, value in (line[1:].partition(":") for line in head)}
    missing = [name for name in ("organisation", "wave") if not told.get(name)]
    faults = [Fault(said("no line '# {name}: …'", name=name), str(path)) for name in missing]
    minimum = int(told["minimum"]) if told.get("minimum", "").isdecimal() else 0
    if minimum < SMALLEST_MINIMUM:
        few = said("minimum is {value!r}", value=told.get("minimum", ""))
        faults.append(Fault(few, str(path), said("The smallest allowed is {n}.", n=SMALLEST_MINIMUM)))
    counts = _counts(lines, str(path), faults)
    if not faults:
        faults += _small(counts, minimum, str(path))
    if faults:
        raise UnreadableError(said("This file cannot be added up."), faults, said("ask its sender for a new one"))
    wordings = {name.removeprefix("item "): value for name, value in told.items() if name.startswith("item ")}
    known = counts["subject"].isin([ALL, *_subjects(instrument)]) & counts["group"].isin(_groups(instrument))
    return Shared(
        told["organisation"], told["wave"], minimum, wordings, counts[known].reset_index(drop=True), str(path)
    )


def _lines(path: Path) -> list[str]:
    try:
        if path.stat().st_size > _LARGEST:
            large = Fault(said("over {n} MB", n=100), str(path))
            raise UnreadableError(said("This file is too large for a shared tally."), [large])
        return path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = why_not(error) if isinstance(error, OSError) else said("it is not UTF-8 text")
        raise UnreadableError(said("This file cannot be read."), [Fault(why, str(path))]) from error


def _counts(lines: list[str], where: str, faults: list[Fault]) -> pd.DataFrame:
    """Return the rows; what is wrong with them is noted in `faults`."""
    numbered = [(n, line) for n, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    rows = list(zip((n for n, _ in numbered), csv.reader(line for _, line in numbered), strict=False))
    if not rows or tuple(rows[0][1]) != COLUMNS:
        hint = said("expected: {text}", text=",".join(COLUMNS))
        faults.append(Fault(said("the header is not as expected"), where, hint))
        return pd.DataFrame(columns=list(COLUMNS))
    good = []
    for line, cells in rows[1:]:
        row = _row(cells)
        if isinstance(row, str):
            faults.append(Fault(row, said("{file}, line {line}", file=where, line=line)))
        else:
            good.append(row)
    frame = pd.DataFrame(good, columns=list(COLUMNS)).astype({"score": float, "n": "int64"})
    twice = frame[frame.duplicated(list(COLUMNS[:-1]))].to_dict("records")
    faults += [Fault(said("{result} stands twice", result=_named(row)), where) for row in twice]
    return frame


def _row(cells: list[str]) -> tuple[str, str, str, str, float, int] | str:
    """Return a row, or what is wrong with it."""
    if len(cells) != len(COLUMNS):
        return said_plural(
            "{n} value where {usual} were expected",
            "{n} values where {usual} were expected",
            len(cells),
            usual=len(COLUMNS),
        )
    group, kind, subject, status, score, n = cells
    if status not in STATUSES.get(kind, ()):
        return said("kind {kind!r} with status {status!r} is not known", kind=kind, status=status)
    if not (n.isascii() and n.isdecimal()) or not 0 < int(n) < _MOST:
        return said("n is {value!r}, not a whole number above 0", value=n)
    value = _number(score)
    if (status == "rated") != bool(score) or (score and not 1 <= value <= 5):
        return said(
            "score is {score!r} where the status is {status!r}; a rating is a number from 1 to 5, others have none",
            score=score,
            status=status,
        )
    return group, kind, subject, status, value, int(n)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _small(counts: pd.DataFrame, minimum: int, where: str) -> Iterable[Fault]:
    """Tell every result that rests on fewer respondents than the file says it shows."""
    base = counts[counts["status"].isin([ALL, "rated", "voters"])].groupby(["group", "kind", "subject"])["n"].sum()
    for row in base[base < minimum].reset_index().to_dict("records"):
        few = said("{result} rests on {n}, fewer than {minimum}", result=_named(row), n=row["n"], minimum=minimum)
        yield Fault(few, where)


def _named(row: Mapping[Hashable, Any]) -> str:
    return said("{kind} {subject} of {group}", kind=row["kind"], subject=row["subject"], group=row["group"])


def _subjects(instrument: Instrument) -> list[str]:
    return [one.key for many in (instrument.items, instrument.points, instrument.levels) for one in many]


def _groups(instrument: Instrument) -> list[str]:
    return [ALL, *(group.key for group in instrument.groups)]
