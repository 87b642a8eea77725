"""How far the cells of a sheet reach is found in pieces of its XML, however they are written."""

from __future__ import annotations

from hypothesis import given, strategies as st
from openpyxl.utils import get_column_letter

from critical_points.exports.package import _beyond, _bounds

Place = tuple[int, int]
PLACES = st.tuples(
    st.integers(1, 1_048_576) | st.sampled_from([9, 10, 99, 100, 9_999, 10_000, 99_999, 100_000, 999_999, 1_000_000]),
    st.integers(1, 16_384) | st.sampled_from([26, 27, 52, 53, 701, 702, 703]),
)


def piece(rows: list[list[Place]], quote: str) -> bytes:
    """Return rows of cells as a sheet's XML has them; a row is named after its first cell."""
    told = ""
    for row in rows:
        cells = "".join(
            f"<c r={quote}{get_column_letter(column)}{number}{quote}><v>1</v></c>" for number, column in row
        )
        told += f'<row r="{row[0][0]}" spans="1:9">{cells}</row>'
    return told.encode()


@given(st.lists(st.lists(PLACES, min_size=1, max_size=4), min_size=1, max_size=6), st.sampled_from("\"'"), PLACES)
def test_no_cell_lies_beyond_what_is_found(rows: list[list[Place]], quote: str, known: Place) -> None:
    last_row, last_column = _bounds(piece(rows, quote), *known)
    places = [known, *(place for row in rows for place in row)]
    named = [known[0], *(row[0][0] for row in rows)]
    far = [row for row, _ in places if row >= 10_000]  # nearer ones are told by their rows
    assert last_row >= max(named + far)
    assert last_row == max(named + far) or last_row in {row for row, _ in places}
    columns = [column for _, column in places]
    assert last_column == max([26, *columns]) if known[1] < max(columns) else last_column in {known[1], 26}


@given(PLACES, PLACES)
def test_a_place_is_beyond_another_in_a_later_row_or_column(known: Place, place: Place) -> None:
    cell = f'<c r="{get_column_letter(place[1])}{place[0]}" t="s">'.encode()
    assert bool(_beyond(*known).search(cell)) == (place[0] > known[0] or place[1] > known[1])


def test_words_that_look_like_a_place_reach_nowhere() -> None:
    text = b'<row r="1"><c r="A1" t="inlineStr"><is><t>solu r="XFD99999" puuttuu</t></is></c></row><row r="2"></row>'
    assert _bounds(text, 1, 30) == (2, 30)
