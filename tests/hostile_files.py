"""Files that want too much time or memory, and a runner that measures what checking each of them takes.

``python -m tests.hostile_files FOLDER [NAME …]`` builds every file, checks each in a process of its own with limits on
memory and time, and prints one line of JSON for each: name, message or crash, seconds of the processor, megabytes.
"""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import struct
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape

#: Seconds and megabytes that checking a file may take at most.
MOST_SECONDS, MOST_MEGABYTES = 10, 1024

SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{}</sheets>{}</workbook>'
)
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)
HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>Arvio</t></is></c></row>'


def package(path: Path, parts: dict[str, bytes | str], sheets: int = 1, extra: str = "") -> None:
    """Write a minimal workbook whose parts are these beside its outline."""
    book = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId{n}"/>' for n in range(1, sheets + 1))
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, sheets + 1)
    )
    links += f'<Relationship Id="rIdS" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    outline: dict[str, bytes | str] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS.format(
            f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        ),
        "xl/workbook.xml": BOOK.format(book, extra),
        "xl/_rels/workbook.xml.rels": RELATIONS.format(links),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in {**outline, **parts}.items():
            archive.writestr(name, content)


def zip_bomb(path: Path) -> None:
    """150 MB of blanks in a sheet."""
    package(path, {"xl/worksheets/sheet1.xml": SHEET.format(" " * (150 << 20))})


def padded_bomb(path: Path) -> None:
    """600 MB of shared texts, beside so much noise that the ratio of the whole looks sound."""
    noise = random.Random(1).randbytes(8 << 20)
    package(path, {"xl/worksheets/sheet1.xml": SHEET.format(HEAD), "xl/media/noise.bin": noise})
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as part,
    ):
        part.write(b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">')
        for _ in range(600):
            part.write(b"<si><t>" + b"a" * (1 << 20) + b"</t></si>")
        part.write(b"</sst>")


def many_small_texts(path: Path) -> None:
    """Twelve million shared texts without a letter."""
    package(path, {"xl/worksheets/sheet1.xml": SHEET.format(HEAD + '<row r="2"><c r="A2"><v>4</v></c></row>')})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/media/noise.bin", random.Random(1).randbytes(4 << 20))
        with archive.open("xl/sharedStrings.xml", "w") as part:
            part.write(b"<sst>" + b"<si><t/></si>" * 12_000_000 + b"</sst>")


def entities(path: Path) -> None:
    """A billion laughs, declared behind a long comment."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<!--{"x" * 70_000}--><!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>'
    cells = '<row r="1"><c r="A1" t="str"><v>&l9;</v></c></row>'
    package(path, {"xl/worksheets/sheet1.xml": text + SHEET.format(cells)})


def external_links(path: Path) -> None:
    """A link to another file and to another host; what Excel stored of it is there."""
    link = RELATIONS.format(
        f'<Relationship Id="rId1" Type="{OFFICE}/externalLinkPath" Target="http://192.0.2.1/x.xlsx" '
        'TargetMode="External"/>'
    )
    cells = '<row r="2"><c r="A2"><f>[1]s!A1</f><v>4</v></c></row>'
    package(
        path,
        {
            "xl/worksheets/sheet1.xml": SHEET.format(HEAD + cells),
            "xl/externalLinks/externalLink1.xml": '<externalLink><externalBook r:id="rId1"/></externalLink>',
            "xl/externalLinks/_rels/externalLink1.xml.rels": link,
        },
        extra="<externalReferences/>",
    )


def formatted_rows(path: Path) -> None:
    """1,048,576 rows of five cells that are only formatted."""
    blank = "".join(f'<c r="{letter}{{0}}" s="1"/>' for letter in "ABCDE")
    rows = "".join(f'<row r="{n}">{blank.format(n)}</row>' for n in range(3, 1_048_577))
    package(path, {"xl/worksheets/sheet1.xml": SHEET.format(f'{HEAD}<row r="2"><c r="A2"><v>4</v></c></row>{rows}')})


def formulas(path: Path) -> None:
    """Ten thousand formulas that nobody calculated."""
    rows = "".join(f'<row r="{n}"><c r="A{n}"><f>1+{n}</f></c></row>' for n in range(2, 10_002))
    package(path, {"xl/worksheets/sheet1.xml": SHEET.format(HEAD + rows)})


def many_sheets(path: Path) -> None:
    """Three thousand sheets, the last one with a cell."""
    sheets = {f"xl/worksheets/sheet{n}.xml": SHEET.format("") for n in range(1, 3000)}
    package(path, {**sheets, "xl/worksheets/sheet3000.xml": SHEET.format(HEAD)}, sheets=3000)


def many_parts(path: Path) -> None:
    """A zip of 400,000 files."""
    package(path, {"xl/worksheets/sheet1.xml": SHEET.format(HEAD)})
    with zipfile.ZipFile(path, "a") as archive:
        for n in range(400_000):
            archive.writestr(zipfile.ZipInfo(f"x/{n}"), b"")


def deep_nesting(path: Path) -> None:
    """A million tags, each within the one before."""
    package(path, {"xl/worksheets/sheet1.xml": SHEET.format(HEAD + "<a>" * 1_000_000)})


def wide_text(path: Path) -> None:
    """5,000 columns of ratings and a hundred rows."""
    rows = [";".join(f"Kysymys {n}" for n in range(5000)), *[";".join("12345"[n % 5] for n in range(5000))] * 100]
    path.write_text("\n".join(rows), encoding="utf-8")


def wider_text(path: Path) -> None:
    """A row of thirty million cells."""
    path.write_bytes(b"a;b\n1;2\n" + b";" * 30_000_000)


def wide_workbook(path: Path) -> None:
    """5,001 columns."""
    cells = "".join(f'<c r="{_letters(n)}1"><v>1</v></c>' for n in range(5001))
    package(path, {"xl/worksheets/sheet1.xml": SHEET.format(f'<row r="1">{cells}</row>')})


def long_cells(path: Path) -> None:
    """A hundred rows of twenty cells with 32,767 characters each."""
    row = ";".join(["ä" * 32_767] * 20)
    path.write_text("\n".join([";".join(f"q{n}" for n in range(20)), *[row] * 100]), encoding="utf-8")


def too_long_a_cell(path: Path) -> None:
    """An open quotation mark that swallows a hundred megabytes."""
    path.write_bytes(b'a;b\n1;"' + b"x;y\n" * 25_000_000)


def one_line(path: Path) -> None:
    """A hundred megabytes without a line break."""
    path.write_bytes(b"x" * 100_000_000)


def too_large_a_text(path: Path) -> None:
    """More than 500 MB, of which the file system stores nothing."""
    with path.open("wb") as handle:
        handle.write(b"a;b\n1;2\n")
        handle.truncate(501 << 20)


def looping_old_workbook(path: Path) -> None:
    """An .xls whose sectors follow each other in a circle."""
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<8I", header, 44, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, 2, 1, *[0xFFFFFFFF] * 125)
    path.write_bytes(bytes(header) + table + bytes(1024))


def markup(path: Path) -> None:
    """Cells of markup and formulas: nothing of it is done."""
    bad = escape('=HYPERLINK("http://192.0.2.1")<script>alert(1)</script>')
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{bad}</t></is></c></row>' for n in range(2, 12))
    package(path, {"xl/worksheets/sheet1.xml": SHEET.format(HEAD + rows)})


#: Each hostile file, and words of the message that it ends in; "" where it is read.
FILES: dict[Callable[[Path], None], str] = {
    zip_bomb: "would unpack to",
    padded_bomb: "would unpack to",
    many_small_texts: "would unpack to",
    entities: "is damaged",
    external_links: "",
    formatted_rows: "",
    formulas: "formulas whose results are not stored",
    many_sheets: "sheets",
    many_parts: "files",
    deep_nesting: "no answers",
    wide_text: "",
    wider_text: "too large a table",
    wide_workbook: "too large a table",
    long_cells: "",
    too_long_a_cell: "a cell of more than 32,767 characters",
    one_line: "characters",
    too_large_a_text: "at most 500 MB are read",
    looping_old_workbook: "is damaged",
    markup: "",
}


def _letters(number: int) -> str:
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def check(path: Path) -> str:
    """Return the message that checking a file ends in, "" where it is read."""
    from critical_points.cleaning import check_file
    from critical_points.errors import CriticalPointsError
    from critical_points.instrument import load_instrument

    try:
        check_file(path, load_instrument())
    except CriticalPointsError as error:
        return str(error) if error.next_step else "it does not say what to do"
    return ""


def measured(path: Path) -> dict[str, object]:
    """Check a file in a process of its own, and return its outcome with what it took."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        with os.fdopen(write, "w") as out:
            signal.alarm(3 * MOST_SECONDS)
            resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
            try:
                told = {"message": check(path)}
            except BaseException as error:  # whatever is not one of ours is what is looked for here
                told = {"crash": f"{type(error).__name__}: {error}"[:300]}
            out.write(json.dumps(told))
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as answer:
        text = answer.read()
    _, _, usage = os.wait4(child, 0)
    told = json.loads(text) if text else {"crash": "ended without a word"}
    return {**told, "seconds": round(usage.ru_utime + usage.ru_stime, 2), "megabytes": usage.ru_maxrss // 1024}


def measure_all(folder: Path, names: list[str]) -> Iterator[dict[str, object]]:
    """Build each file, and measure what checking it takes."""
    import critical_points.cleaning  # noqa: F401 – loaded once, before the processes part

    for build in FILES:
        if names and build.__name__ not in names:
            continue
        path = folder / build.__name__
        if not os.fork():  # what building takes does not count
            build(path)
            os._exit(0)
        os.wait()
        yield {"name": build.__name__, **measured(path)}
        path.unlink()


if __name__ == "__main__":
    for record in measure_all(Path(sys.argv[1]), sys.argv[2:]):
        sys.stdout.write(json.dumps(record) + "\n")
        sys.stdout.flush()
