"""Where a workbook's fields are: by their names, whatever moved; by their labels where the names are gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from critical_points.facts import normalise
from critical_points.instrument import Instrument
from critical_points.language import Language
from critical_points.messages import LANGUAGES, to_say
from critical_points.workbook.form import Section, make_sections
from critical_points.workbook.names import keys_by_name

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet


#: Why a box is lost.
NO_SHEET = to_say("there is no such sheet")
NO_BOX = to_say("there is no such box on its sheet")


@dataclass(frozen=True)
class Place:
    """One cell: the name of its sheet, its row and its column."""

    sheet: str
    row: int
    column: int


@dataclass(frozen=True)
class Found:
    """Where fields were found.

    Parameters
    ----------
    places : Mapping of str to Place
        Key → its cell.
    lost : Mapping of str to str
        Key of a field that was not found → why.
    """

    places: Mapping[str, Place]
    lost: Mapping[str, str]


def find_fields(book: Workbook, instrument: Instrument) -> Found:
    """Find the cell of every field.

    Parameters
    ----------
    book : Workbook
        The workbook.
    instrument : Instrument
        What is asked.

    Returns
    -------
    Found
    """
    forms = [make_sections(instrument, Language(code)) for code in LANGUAGES]
    places = dict(_named(book, [field.key for section in forms[0] for field in section.fields]))
    lost: dict[str, str] = {}
    for versions in zip(*forms, strict=True):
        missing = [field.key for field in versions[0].fields if field.key not in places]
        if not missing:
            continue
        sheet = _sheet_of(book, versions, places)
        found = _labelled(sheet, versions) if sheet is not None else {}
        taken = set(places.values())
        places |= {key: place for key, place in found.items() if key in missing and place not in taken}
        why = NO_SHEET if sheet is None else NO_BOX
        lost |= {key: why for key in missing if key not in places}
    extra = _more_actions(book, places)
    return Found(places | extra, lost)


def find_names(book: Workbook) -> Iterator[tuple[str, Place]]:
    """Give every defined name of the workbook that leads to a cell, as it is compared, and the cell."""
    for name, defined in book.defined_names.items():
        place = _target(book, defined)
        if place is not None:
            yield name.casefold(), place


def _named(book: Workbook, keys: Iterable[str]) -> Iterator[tuple[str, Place]]:
    wanted = keys_by_name(keys)
    for name, place in find_names(book):
        if name in wanted:
            yield wanted[name], place


def _target(book: Workbook, defined: Any) -> Place | None:
    """Return the first cell that a name stands for; None where it leads nowhere."""
    from openpyxl.utils import range_boundaries

    try:
        sheet, cells = next(iter(defined.destinations))
        column, row, _, _ = range_boundaries(cells)
    except (StopIteration, ValueError, TypeError, AttributeError):
        return None
    if sheet not in book.sheetnames or row is None or column is None:
        return None
    return Place(sheet, row, column)


def _sheet_of(book: Workbook, versions: Sequence[Section], places: Mapping[str, Place]) -> Worksheet | None:
    """Return the sheet of a section: where others of its fields are, or the one of its title in any language."""
    for field in versions[0].fields:
        if field.key in places:
            return book[places[field.key].sheet]
    titles = {normalise(text) for section in versions for text in (section.title, section.tab)}
    for sheet in book.worksheets:
        if {normalise(sheet.title), normalise(str(sheet["A1"].value or ""))} & titles:
            return sheet
    return None


def _labelled(sheet: Worksheet, versions: Sequence[Section]) -> dict[str, Place]:
    """Return where the boxes of a section are, by their labels in any language."""
    spots: dict[str, list[tuple[int, int]]] = {}
    for cells in sheet.iter_rows():
        for cell in cells:
            if isinstance(cell.value, str) and cell.value.strip():
                spots.setdefault(normalise(cell.value), []).append((cell.row, cell.column))
    labelled: dict[str, list[tuple[int, int]]] = {}
    for fields in zip(*(section.fields for section in versions), strict=True):
        labels = {normalise(field.label) for field in fields}
        labelled[fields[0].key] = [spot for label in labels for spot in spots.get(label, ())]
    heads = Counter(row for key, found in labelled.items() if _number(key) == 1 for row, _ in set(found))
    head = heads.most_common(1)[0][0] if heads else 0  # the header of a table: the row with most of its labels
    places: dict[str, Place] = {}
    for key, found in labelled.items():
        if number := _number(key):
            columns = [column for row, column in found if row == head]
            places.update({key: Place(sheet.title, head + number, columns[0])} if columns else {})
        elif found:
            row, column = min(found, key=lambda spot: (spot[1], -spot[0]))  # a heading of the same name is above
            below = key == "criterion"
            places[key] = Place(sheet.title, row + below, column + (not below))
    return places


def _more_actions(book: Workbook, places: Mapping[str, Place]) -> dict[str, Place]:
    """Return the cells of actions in rows that were added to the table, between the others or below them."""
    columns = {key.rpartition(".")[2]: place for key, place in places.items() if key.startswith("action.01.")}
    if not columns:
        return {}
    sheet = book[next(iter(columns.values())).sheet]
    known = {place.row for key, place in places.items() if key.startswith("action.") and place.sheet == sheet.title}
    number = max(_number(key) for key in places if key.startswith("action."))
    found = {}
    for row in range(min(known), sheet.max_row + 1):
        cells = {name: Place(sheet.title, row, place.column) for name, place in columns.items()}
        written = [sheet.cell(row, place.column).value for place in cells.values()]
        if row not in known and any(str(value).strip() for value in written if value is not None):
            number += 1
            found.update({f"action.{number:02}.{name}": place for name, place in cells.items()})
    return found


def _number(key: str) -> int:
    """Return the row of a field in its table, 0 where it is in none."""
    parts = key.split(".")
    return int(parts[1]) if len(parts) == 3 and parts[0] in ("target", "action") else 0
