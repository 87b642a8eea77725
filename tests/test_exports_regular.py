"""Texts that are read in blocks hold what they hold when they are read cell by cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings, strategies as st

from critical_points.exports import regular, textcells
from critical_points.exports.coding import CodedRows, code, taken
from critical_points.exports.export import Table
from critical_points.exports.regular import read_regular, read_slabs
from critical_points.exports.spool import Spool
from critical_points.exports.textcells import IrregularError
from critical_points.exports.textfile import _irregular, _regular  # the two ways that must agree

CELLS = st.sampled_from(
    ["", "1", "hyvin", "en osaa sanoa", "å;ä", 'a "b"', '"', "a\nb", "a\r\nb", " ", "x" * 40, "=1", "日本"]
)


@st.composite
def written(draw: st.DrawFn) -> bytes:
    """A table as a program writes it, with any separator, quoting, line end and mark."""
    width = draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=12))
    handle = io.StringIO()
    quoting: Literal[0, 1] = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    csv.writer(handle, delimiter=draw(st.sampled_from(",;\t|")), quoting=quoting, lineterminator=end).writerows(rows)
    text = handle.getvalue() if draw(st.booleans()) else handle.getvalue().rstrip("\r\n")
    return draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + text.encode()


def both(path: Path, content: bytes) -> tuple[Table | None, Table | None]:
    path.write_bytes(content)
    try:
        odd = _irregular(path)
    except Exception:
        odd = None
    return _regular(path), odd


@settings(max_examples=300)
@given(content=written() | st.binary(max_size=60) | st.text(alphabet='a1;,"\n\r\t |ä', max_size=60).map(str.encode))
def test_blocks_and_cells_give_the_same(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    regular_, odd = both(tmp_path_factory.getbasetemp() / "any.csv", content)
    if regular_ is None or odd is None:
        return
    assert tuple(regular_.rows) == tuple(odd.rows)
    assert (regular_.separator, regular_.encoding, regular_.remarks) == (odd.separator, odd.encoding, odd.remarks)


def test_the_usual_export_is_read_in_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the size of a block: quotation marks and line breaks in cells stand over their borders, too."""
    rows = [("Aika", "Arvio; 1", "Sana")] + [(f"{n}.3.2026", "hyvin", f'"{n}"\n; ä' * (n % 3)) for n in range(200)]
    handle = io.StringIO()
    csv.writer(handle, delimiter=";").writerows(rows)
    (tmp_path / "a.csv").write_bytes(handle.getvalue().encode())
    for slab in (200, 333, 1 << 25):
        monkeypatch.setattr(regular, "_SLAB", slab)
        parts = list(read_regular(tmp_path / "a.csv", ";", quoting=True))
        assert tuple(CodedRows.joined(parts)) == tuple(rows)
        assert (len(parts) > 1) == (slab < 1000)


@pytest.mark.parametrize(
    "content",
    [
        b"a;b\n1\n",  # a short row
        b"a;b\n\n1;2\n",  # a blank line
        b"a;b\r\n1;2\n3;4\r\n",  # two line ends
        b"a;b\n1;2\r\n",
        b"a;b\r\n1\r;2\r\n",  # the end of a line within it
        b"a;b\r\n1;2\r\r\n",
        b"a;b\r\n1;2\r",
        b"a;b\n1\r;2\n",
        b"a;b\n1;2;3\n4\n",  # as many cells as two lines have, but not in each
        b'a;b\n1;x"y"\n',  # a mark inside a cell
        b'a;b\n1;"x\n',  # an open mark
        b'a;b\n1; "x"\n',  # a blank before a mark
        b"a;b\n1;\xe4\n",  # not UTF-8
        b"a;b\n1;\0\n",
    ],
)
def test_what_is_irregular_is_left_to_be_read_cell_by_cell(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(IrregularError):
        list(read_regular(tmp_path / "a.csv", ";", quoting=True))


@pytest.mark.parametrize("sparse", [0, 16])
def test_texts_are_numbered_in_the_order_in_which_they_come_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sparse: int
) -> None:
    """Whether a line has few cells or thousands."""
    rows = [("z", "b", "c"), ("b", "z", "c"), ("a", "z", "b"), ("z", "a", "c")]
    (tmp_path / "a.csv").write_text("\n".join([*map(";".join, rows), ""]))
    monkeypatch.setattr(textcells, "_SPARSE", sparse)
    (slab,) = read_slabs(tmp_path / "a.csv", ";", quoting=False)
    spool = Spool()
    spool.add(slab)
    assert [list(texts.numbers) for texts in spool.texts] == [["z", "b", "a"], ["b", "z", "a"], ["c", "b"]]
    assert spool.rows(0, 4) == rows
    assert [texts.n.tolist() for texts in spool.texts] == [[2, 1, 1], [1, 2, 1], [3, 1]]
    assert list(CodedRows.joined(list(read_regular(tmp_path / "a.csv", ";", quoting=False))).columns[1].categories) == [
        *("b", "z", "a")
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("plain", [(0,), (2,), (0, 1, 2)])
def test_columns_that_need_not_be_coded_hold_the_same(tmp_path: Path, end: str, plain: tuple[int, ...]) -> None:
    rows = [(f"{n}.3.2026", "hyvin", "å" * (n % 7)) for n in range(300)]
    (tmp_path / "a.csv").write_bytes("".join(";".join(row) + end for row in rows).encode())
    slabs = list(read_slabs(tmp_path / "a.csv", ";", quoting=True, plain=plain))
    assert all(tuple(slab.plain) == plain for slab in slabs)
    columns = [[text for slab in slabs for text in slab.column(p).to_pylist()] for p in range(3)]
    assert list(zip(*columns, strict=True)) == rows


@pytest.mark.parametrize("content", ["a;b\n1;2\r\n", "a;b\r\n1\r;2\r\n", "a;b\n1;\0\n", "a;b\n1\n2;3\n"])
def test_what_is_irregular_in_a_column_that_need_not_be_coded_is_found_too(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.csv").write_text(content, newline="")
    with pytest.raises(IrregularError):
        list(read_slabs(tmp_path / "a.csv", ";", quoting=True, plain=(0, 1)))


def test_coded_rows_are_a_sequence_of_rows() -> None:
    rows: Sequence[tuple[str, ...]] = [("a", "1"), (" ", ""), ("b", "1"), ("a", "1")]
    coded = CodedRows.of(rows)
    assert (len(coded), coded[2], coded[-1], list(coded[1:3])) == (4, ("b", "1"), ("a", "1"), [(" ", ""), ("b", "1")])
    assert coded == rows
    assert coded.blank().tolist() == [False, True, False, False]
    assert coded.equal_to(("a", "1")).tolist() == [True, False, False, True]
    with pytest.raises(IndexError):
        coded[4]


def test_texts_that_stand_in_no_row_taken_are_no_category() -> None:
    column = code(["header", "x", "y", "x"])
    assert list(taken(column, code(["0", "1", "1"]).codes.astype("intp")).categories) == ["header", "x"]
