"""A sheet read by its distinct cells is the sheet read cell by cell, whatever stands in it."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from critical_points.errors import UnreadableError
from critical_points.exports import read_table, sheetcells, sheetrows
from critical_points.exports.package import Package

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TEXTS = ("Usein", "", "Ö &amp; y", "a;b", "  ", "7")
PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="Answers" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}">'
    f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="170" formatCode="[h]:mm:ss"/>'
    '</numFmts><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="20"/><xf numFmtId="170"/>'
    "</cellXfs></styleSheet>",
    "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{"".join(f"<si><t>{text}</t></si>" for text in TEXTS)}'
    '<si><r><t>ri</t></r><r><t xml:space="preserve">ch </t></r><rPh sb="0" eb="1"><t>no</t></rPh></si></sst>',
}
HEAD, TAIL = f'<worksheet xmlns="{MAIN}"><sheetData>', "</sheetData></worksheet>"

#: What survey tools write after the place of a cell, and what they hardly ever do.
USUAL = (
    *(f' t="s"><v>{n}</v></c>' for n in range(len(TEXTS) + 1)),
    *(f' s="{n}"><v>45123.75</v></c>' for n in range(4)),
    *(f"><v>{number}</v></c>" for number in ("3", "3.0", "-0", "0.1", "1E+3", "123456789012345678", "45123.123456789")),
    ' s="1" t="s"><v>0</v></c>',
    ' t="n"><v>4</v></c>',
    ' t="b"><v>1</v></c>',
    ' t="inlineStr"><is><t>Harvoin</t></is></c>',
    ' t="inlineStr"><is><t xml:space="preserve"> &lt;b&gt; &#228; </t></is></c>',
    ' s="2"/>',
    "></c>",
)
ODD = (
    ' t="e"><v>#N/A</v></c>',
    "><f>1+1</f><v>2</v></c>",
    "><f>1+1</f></c>",
    ' t="str"><v>text</v></c>',
    ' t="s"><v></v></c>',
    "><v/></c>",
    ' t="s"><v> 1 </v></c>',
    ' t="inlineStr"><is><t></t></is></c>',
    ' t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>',
    ' t="inlineStr"><is><t><![CDATA[<v>]]></t></is></c>',
    ' t="inlineStr"><is><t><![CDATA[</row>]]></t></is></c>',
    ' t="inlineStr"><is><t>row> w>/r></t></is></c>',
    ' t="d"><v>2026-03-01</v></c>',
    ' cm="1"><v>1</v></c>',
    "><v>1</v><!-- told --></c>",
    '><v>1</v><extLst><ext uri="x"/></extLst></c>',
)
WRONG = (' t="s"><v>99</v></c>', "><v>1.2.3</v></c>", ' t="inlineStr"><is><t>&no;</t></is></c>', "><v>1</c>", "><v>")


def written(path: Path, rows: str, head: str = HEAD, tail: str = TAIL) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in (PARTS | {"xl/worksheets/sheet1.xml": head + rows + tail}).items():
            archive.writestr(name, text)
    return path


def told(path: Path) -> object:
    """Return a sheet's rows and its columns' texts, or why it is not read."""
    try:
        rows = read_table(path).coded
    except UnreadableError as error:
        return str(error)
    return tuple(rows), [column.categories.tolist() for column in rows.columns]


def told_cell_by_cell(path: Path) -> object:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Package, "distinct_cells", lambda *_: None)
        return told(path)


def is_told_apart(path: Path) -> bool:
    return Package.open(path).distinct_cells(0) is not None


@pytest.fixture(autouse=True, scope="module")
def _small_parts() -> Iterator[None]:
    """Sheets in parts of some rows each."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sheetcells, "_BLOCK", 300)
        patched.setattr(sheetcells, "_LONGEST", 20_000)
        patched.setattr(sheetrows, "_LOOK", 50)
        yield


def test_the_cells_of_a_sheet_are_read_once_each(tmp_path: Path) -> None:
    row = '<row r="{0}"><c r="B{0}" t="s"><v>0</v></c><c r="D{0}" s="1"><v>45123</v></c><c r="AB{0}"><v>4</v></c></row>'
    path = written(tmp_path / "a.xlsx", "".join(row.format(n) for n in (3, 4, *range(9, 100))))
    cells = Package.open(path).distinct_cells(0)
    assert cells is not None
    assert len(cells.contents) == 3
    rows = read_table(path).rows
    blank = ("",) * 28
    answer = ("", "Usein", "", "2023-07-16", *[""] * 23, "4")
    assert tuple(rows) == (blank, blank, answer, answer, *[blank] * 4, *[answer] * 91)


@pytest.mark.parametrize("cell", USUAL)
def test_usual_cells_are_told_apart(tmp_path: Path, cell: str) -> None:
    path = written(tmp_path / "a.xlsx", f'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"{cell}</row>')
    assert is_told_apart(path)
    assert told(path) == told_cell_by_cell(path)


@pytest.mark.parametrize("cell", ODD)
def test_odd_cells_are_looked_at(tmp_path: Path, cell: str) -> None:
    path = written(tmp_path / "a.xlsx", f'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"{cell}</row>')
    assert not is_told_apart(path)


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        (f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>', "</x:sheetData></x:worksheet>"),
        (f'<?xml version="1.0" encoding="utf-16"?><worksheet xmlns="{MAIN}"><sheetData>', TAIL),
        (f'<!-- odd --><worksheet xmlns="{MAIN}"><sheetData>', TAIL),
        (HEAD, '</sheetData><sheetData><row r="2"><c r="A2"><v>1</v></c></row></sheetData></worksheet>'),
        (HEAD, "</sheetData><!-- odd --></worksheet>"),
        (HEAD, ""),
        (HEAD + "<!-- odd -->", TAIL),
        (HEAD + " ", TAIL),
    ],
)
def test_odd_sheets_are_looked_at(tmp_path: Path, head: str, tail: str) -> None:
    path = written(tmp_path / "a.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row>', head, tail)
    assert not is_told_apart(path)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c><v>1</v></c></row>',
        '<row><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c s="0" r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="a1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><row r="2"></row></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><c r="A2"><v>1</v></c>',
        '<row r="1" spans="\u00e4"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A2"><v>1</v></c></row>',
        '<row r="1">\n<c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="ALL1048576"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"/></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="B1"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c',
        '<row r="1"><c r="A1</row>',
        "<c",
        "</row>",
        "\n",
        "",
    ],
)
def test_odd_rows_are_looked_at(tmp_path: Path, rows: str) -> None:
    assert not is_told_apart(written(tmp_path / "a.xlsx", rows))


ATTRIBUTES = st.sampled_from(("", ' spans="1:9"', ' ht="15" customFormat="1" x14ac:dyDescent="0.25"'))
PLACES = st.sets(st.sampled_from(("A", "B", "C", "H", "Z", "AA", "AZ", "CV")), max_size=4)


@st.composite
def sheets(draw: st.DrawFn) -> str:
    """Rows in order with cells in order, as a rule; most of their cells are usual."""
    odd = draw(st.sampled_from(((), (), ODD, WRONG)))
    cells = st.sampled_from(USUAL + odd)
    xml, number = "", 0
    for _ in range(draw(st.integers(0, 12))):
        number += draw(st.sampled_from((1, 1, 1, 2, 97)))
        row = "".join(
            f'<c r="{letters}{number + draw(st.sampled_from((0,) * 60 + (1,)))}"{draw(cells)}'
            for letters in sorted(draw(PLACES), key=lambda letters: (len(letters), letters))
        )
        begin = f'<row r="{number}"{draw(ATTRIBUTES)}'
        xml += f"{begin}>{row}</row>" if row or draw(st.booleans()) else f"{begin}/>"
    return xml


@settings(max_examples=150, deadline=None)
@given(sheets())
def test_any_sheet_is_read_as_cell_by_cell(rows: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder) / "a.xlsx", rows)
        assert told(path) == told_cell_by_cell(path)
