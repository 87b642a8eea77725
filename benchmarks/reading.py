"""Wall time and peak memory of reading an export of 100,000 × 45 beside bare pandas, in the same run.

``python -m benchmarks.reading [ROWS] [TIMES]`` writes an invented export of Google Forms as CSV and as xlsx (40
statements with answers as texts, time, group, unit and two comments), and reads it in processes of their own, turn by
turn, TIMES times each: with pandas alone, as an `Export`, as a checked file with its questions, and down to the frames
of clean answers. Printed are the medians, and their ratios to `pandas.read_csv` and to `pandas.read_excel` with the
same reader of cells (calamine) and with the usual one (openpyxl).
"""

from __future__ import annotations

import csv
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROWS, TIMES, SEED = 100_000, 3, 20261122
STATEMENTS = 40


def invent(folder: Path, rows: int) -> None:
    """Write the export as CSV and as xlsx."""
    import random

    import openpyxl

    from critical_points.instrument import load_instrument

    instrument = load_instrument()
    dice = random.Random(SEED)
    labels = [variants[0] for variants in instrument.scale("realised").labels["fi"]] + ["En osaa sanoa", ""]
    statements = [item.text["fi"] for item in instrument.items]
    statements += [f"Muu väittämä {n}" for n in range(len(statements), STATEMENTS)]
    header = ["Aikaleima", *statements[:STATEMENTS], "Vastaajaryhmä", "Toimipiste", "Mikä toimii?", "Mitä kehittää?"]
    groups, units = [group.name["fi"] for group in instrument.groups], ["Keskusta", "Ranta", "Mäki"]
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Form Responses 1")
    with (folder / "answers.csv").open("w", encoding="utf-8", newline="") as handle:
        out = csv.writer(handle)
        for write in (out.writerow, sheet.append):
            write(header)
        for n in range(rows):
            marks = dice.choices(labels, weights=(1, 2, 3, 4, 2, 1, 1), k=STATEMENTS)
            notes = [f"Huomio {n}: ohjaus toimii hyvin" if n % 5 == 0 else "", ""]
            moment = f"{1 + n % 28}.3.2026 klo {8 + n % 9}.{n % 60:02}.{n % 59:02}"
            row = [moment, *marks, dice.choice(groups), dice.choice(units), *notes]
            out.writerow(row)
            sheet.append([cell or None for cell in row])
    book.save(folder / "answers.xlsx")


def by_pandas(path: Path) -> int:
    """Read a CSV with `pandas.read_csv`."""
    import pandas as pd

    return len(pd.read_csv(path))


def by_calamine(path: Path) -> int:
    """Read a workbook with `pandas.read_excel` and calamine."""
    import pandas as pd

    return len(pd.read_excel(path, engine="calamine"))


def by_openpyxl(path: Path) -> int:
    """Read a workbook with `pandas.read_excel` as it comes."""
    import pandas as pd

    return len(pd.read_excel(path, engine="openpyxl"))


def exported(path: Path) -> int:
    """Read an export: the tool, the columns, every cell as it stands."""
    from critical_points.exports import read_export

    return len(read_export(path).cells)


def checked(path: Path) -> int:
    """Check an export: what each column is, how each answer is read, what must be decided."""
    from critical_points.cleaning import check_file
    from critical_points.instrument import load_instrument

    return len(check_file(path, load_instrument()).export.cells)


def cleaned(path: Path) -> int:
    """Clean an export: the frames of its answers, the account of every cell."""
    from critical_points.cleaning import check_file
    from critical_points.cleaning.frames import frames_of
    from critical_points.instrument import load_instrument
    from critical_points.mapping import Confirmed

    instrument = load_instrument()
    file = check_file(path, instrument)
    frames = frames_of(file, "2026", instrument, Confirmed())
    fates = frames["account"][["rated", "non_answers", "blanks", "problems"]].sum(axis=1)
    assert (fates == len(file.export.cells)).all()
    return len(frames["respondents"])


Reading = Callable[[Path], int]

#: File → ways to read it; the bare ones come first.
WAYS: dict[str, tuple[Reading, ...]] = {
    "answers.csv": (by_pandas, exported, checked, cleaned),
    "answers.xlsx": (by_calamine, by_openpyxl, exported, checked, cleaned),
}


def measure(read: Reading, path: Path, rows: int) -> tuple[float, float]:
    """Return the seconds and the megabytes that a process needs to start and to read a file."""
    begun = time.perf_counter()
    child = os.spawnv(
        os.P_NOWAIT, sys.executable, [sys.executable, "-m", "benchmarks.reading", read.__name__, str(path), str(rows)]
    )
    _, status, usage = os.wait4(child, 0)
    if status:
        raise SystemExit(f"{read.__name__} of {path.name} ended with {status}")
    return time.perf_counter() - begun, usage.ru_maxrss / 1024


def main(rows: int, times: int) -> None:
    """Print the medians and their ratios."""
    with tempfile.TemporaryDirectory() as folder:
        invent(Path(folder), rows)
        for name, ways in WAYS.items():
            path = Path(folder) / name
            found: dict[str, list[tuple[float, float]]] = {read.__name__: [] for read in ways}
            for _ in range(times):
                for read in ways:
                    found[read.__name__].append(measure(read, path, rows))
            print(f"{name}: {rows:,} × 45, {path.stat().st_size / 1024**2:.0f} MB, medians of {times}")
            medians = {
                way: tuple(statistics.median(column) for column in zip(*told, strict=True))
                for way, told in found.items()
            }
            for way, (seconds, megabytes) in medians.items():
                bare = [medians[read.__name__] for read in ways if read.__name__.startswith("by_")]
                ratios = "   ".join(f"× {seconds / s:5.2f} time  × {megabytes / m:5.2f} memory" for s, m in bare)
                print(f"  {way:12}{seconds:8.2f} s{megabytes:8.0f} MB   {ratios}")


if __name__ == "__main__":
    words = sys.argv[1:]
    own = {read.__name__: read for ways in WAYS.values() for read in ways}
    if words and words[0] in own:
        assert own[words[0]](Path(words[1])) == int(words[2])
    else:
        main(*(int(word) for word in words), *((ROWS, TIMES)[len(words) :]))
