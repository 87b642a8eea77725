"""An xlsx of 50,000 × 45 → ratings with the full account, beside a bare read by the fastest reader of xlsx files.

``python -m benchmarks.xlsx [--rows 50000] [--runs 5]`` writes an invented export as Excel writes one (shared texts, 40
statements with answers as texts, time, group, unit and two comments), and reads it in processes of their own, turn by
turn: with fastexcel alone, with python-calamine alone, as an `Export`, and down to the frames of clean answers with the
account of every cell. Printed are medians of wall and processor seconds and of peak memory, and the ratios to the bare
read of each round. fastexcel is of the dependency group ``bench``. Run it on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from xml.sax.saxutils import escape

from benchmarks.bytecode import with_bytecode
from benchmarks.reading import cleaned, exported

SEED, STATEMENTS = 20261122, 40
LIBRARIES = ("critical-points", "pandas", "python-calamine", "fastexcel")

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_SHEET}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="Form Responses 1" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
}


def invent(path: Path, rows: int) -> None:
    """Write an export of Google Forms as an xlsx with shared texts."""
    from openpyxl.utils import get_column_letter

    from critical_points.instrument import load_instrument

    instrument, dice = load_instrument(), random.Random(SEED)
    labels = [variants[0] for variants in instrument.scale("realised").labels["fi"]] + ["En osaa sanoa", ""]
    groups, units = [group.name["fi"] for group in instrument.groups], ["Keskusta", "Ranta", "Mäki"]
    asked = [item.text["fi"] for item in instrument.items]
    asked += [f"Muu väittämä {n}" for n in range(len(asked), STATEMENTS)]
    head = ["Aikaleima", *asked[:STATEMENTS], "Vastaajaryhmä", "Toimipiste", "Mikä toimii?", "Mitä kehittää?"]
    known: dict[str, int] = {}

    def row(number: int, texts: list[str]) -> str:
        cells = (
            f'<c r="{letter}{number}" t="s"><v>{known.setdefault(text, len(known))}</v></c>'
            for letter, text in zip(letters, texts, strict=True)
            if text
        )
        return f'<row r="{number}">{"".join(cells)}</row>'

    letters = [get_column_letter(n) for n in range(1, len(head) + 1)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in _PARTS.items():
            book.writestr(name, text)
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'<worksheet xmlns="{_MAIN}"><sheetData>{row(1, head)}'.encode())
            for n in range(rows):
                marks = dice.choices(labels, weights=(1, 2, 3, 4, 2, 1, 1), k=STATEMENTS)
                moment = f"{1 + n % 28}.3.2026 klo {8 + n % 9}.{n % 60:02}.{n % 59:02}"
                notes = [f"Huomio {n}: ohjaus toimii hyvin" if n % 5 == 0 else "", ""]
                texts = [moment, *marks, dice.choice(groups), dice.choice(units), *notes]
                sheet.write(row(n + 2, texts).encode())
            sheet.write(b"</sheetData></worksheet>")
        shared = "".join(f"<si><t>{escape(text)}</t></si>" for text in known)
        book.writestr("xl/sharedStrings.xml", f'<sst xmlns="{_MAIN}" uniqueCount="{len(known)}">{shared}</sst>')


def by_fastexcel(path: Path) -> int:
    """Read the sheet bare: Arrow columns."""
    import fastexcel

    return int(fastexcel.read_excel(path).load_sheet(0).to_arrow().num_rows)


def by_calamine(path: Path) -> int:
    """Read the sheet bare: a list of rows."""
    from python_calamine import CalamineWorkbook

    return len(list(CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows())) - 1


#: The bare read is the first.
WAYS: tuple[Callable[[Path], int], ...] = (by_fastexcel, by_calamine, exported, cleaned)


def measure(read: Callable[[Path], int], path: Path, rows: int) -> tuple[float, float, float]:
    """Return wall and processor seconds and megabytes of a process that starts, reads the file and ends."""
    command = [sys.executable, "-m", "benchmarks.xlsx", "--rows", str(rows), "--read", read.__name__, str(path)]
    begun = time.perf_counter()
    child = os.spawnve(os.P_NOWAIT, sys.executable, command, with_bytecode())
    _, status, usage = os.wait4(child, 0)
    if status:
        raise SystemExit(f"{read.__name__} ended with {status}")
    return time.perf_counter() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def tell(found: dict[str, list[tuple[float, float, float]]]) -> None:
    """Print the table."""
    print("| work | wall, s | processor, s | MB | ratio of wall | of processor |\n|---|---|---|---|---|---|")
    bare = found[WAYS[0].__name__]
    for name, runs in found.items():
        wall, processor, megabytes = (statistics.median(column) for column in zip(*runs, strict=True))
        ratios = [statistics.median(r[k] / b[k] for r, b in zip(runs, bare, strict=True)) for k in (0, 1)]
        print(f"| {name} | {wall:.2f} | {processor:.2f} | {megabytes:.0f} | {ratios[0]:.2f} | {ratios[1]:.2f} |")


def main() -> None:
    """Read the command line, measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--read", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.read:
        name, path = asked.read
        assert next(read for read in WAYS if read.__name__ == name)(Path(path)) == asked.rows
        return
    found: dict[str, list[tuple[float, float, float]]] = {read.__name__: [] for read in WAYS}
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        path = Path(folder) / "answers.xlsx"
        invent(path, asked.rows)
        for _ in range(asked.runs):
            for read in WAYS:
                found[read.__name__].append(measure(read, path, asked.rows))
        size = path.stat().st_size / 1024**2
    versions = ", ".join(f"{library} {version(library)}" for library in LIBRARIES)
    print(f"{asked.rows:,} × 45, {size:.0f} MB, {asked.runs} runs; {os.cpu_count()} processors, {platform.platform()}")
    print(f"Python {platform.python_version()}, {versions}\n")
    tell(found)


if __name__ == "__main__":
    main()
