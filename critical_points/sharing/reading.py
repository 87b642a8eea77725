"""A shared file in: every line is checked before anything is added up."""

from __future__ import annotations

import csv
from collections.abc import Hashable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from critical_points.disclosure import SMALLEST_MINIMUM
from critical_points.errors import Fault, UnreadableError
from critical_points.instrument import Instrument
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
        fault = Fault("its first line is not that of a shared tally", str(path), f"expected: # {TITLE}")
        raise UnreadableError("This file cannot be added up.", [fault], "ask for a file made by critical-points share")
    head = [line for line in lines if line.startswith("#")][1:]
    told = {name.strip(): value.strip() for name, _, value in (line[1:].partition(":") for line in head)}
    faults = [Fault(f"no line '# {name}: …'", str(path)) for name in ("organisation", "wave") if not told.get(name)]
    minimum = int(told["minimum"]) if told.get("minimum", "").isdecimal() else 0
    if minimum < SMALLEST_MINIMUM:
        suggestion = f"The smallest allowed is {SMALLEST_MINIMUM}."
        faults.append(Fault(f"minimum is {told.get('minimum', 'not told')!r}", str(path), suggestion))
    counts = _counts(lines, str(path), faults)
    if not faults:
        faults += _small(counts, minimum, str(path))
    if faults:
        raise UnreadableError("This file cannot be added up.", faults, "ask its sender for a new one")
    wordings = {name.removeprefix("item "): value for name, value in told.items() if name.startswith("item ")}
    known = counts["subject"].isin([ALL, *_subjects(instrument)]) & counts["group"].isin(_groups(instrument))
    return Shared(
        told["organisation"], told["wave"], minimum, wordings, counts[known].reset_index(drop=True), str(path)
    )


def _lines(path: Path) -> list[str]:
    try:
        if path.stat().st_size > _LARGEST:
            raise UnreadableError("This file is too large for a shared tally.", [Fault("over 100 MB", str(path))])
        return path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else "it is not UTF-8 text"
        raise UnreadableError("This file cannot be read.", [Fault(why, str(path))]) from error


def _counts(lines: list[str], where: str, faults: list[Fault]) -> pd.DataFrame:
    """Return the rows; what is wrong with them is noted in `faults`."""
    numbered = [(n, line) for n, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    rows = list(zip((n for n, _ in numbered), csv.reader(line for _, line in numbered), strict=False))
    if not rows or tuple(rows[0][1]) != COLUMNS:
        faults.append(Fault("the header is not as expected", where, "expected: " + ",".join(COLUMNS)))
        return pd.DataFrame(columns=list(COLUMNS))
    good = []
    for line, cells in rows[1:]:
        row = _row(cells)
        if isinstance(row, str):
            faults.append(Fault(row, f"{where}, line {line}"))
        else:
            good.append(row)
    frame = pd.DataFrame(good, columns=list(COLUMNS)).astype({"score": float, "n": "int64"})
    twice = frame[frame.duplicated(list(COLUMNS[:-1]))].to_dict("records")
    faults += [Fault(f"{_named(row)} stands twice", where) for row in twice]
    return frame


def _row(cells: list[str]) -> tuple[str, str, str, str, float, int] | str:
    """Return a row, or what is wrong with it."""
    if len(cells) != len(COLUMNS):
        return f"{len(cells)} values where {len(COLUMNS)} were expected"
    group, kind, subject, status, score, n = cells
    if status not in STATUSES.get(kind, ()):
        return f"kind {kind!r} with status {status!r} is not known"
    if not (n.isascii() and n.isdecimal()) or not 0 < int(n) < _MOST:
        return f"n is {n!r}, not a whole number above 0"
    value = _number(score)
    if (status == "rated") != bool(score) or (score and not 1 <= value <= 5):
        return f"score is {score!r} where the status is {status!r}; a rating is a number from 1 to 5, others have none"
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
        yield Fault(f"{_named(row)} rests on {row['n']}, fewer than {minimum}", where)


def _named(row: Mapping[Hashable, Any]) -> str:
    return f"{row['kind']} {row['subject']} of {row['group']}"


def _subjects(instrument: Instrument) -> list[str]:
    return [one.key for many in (instrument.items, instrument.points, instrument.levels) for one in many]


def _groups(instrument: Instrument) -> list[str]:
    return [ALL, *(group.key for group in instrument.groups)]
