"""A filled workbook read back: every field by its key, and everything that was not understood."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from critical_points.errors import Fault, UnreadableError, why_not
from critical_points.instrument import Instrument
from critical_points.language import Language
from critical_points.messages import LANGUAGES, said, translated
from critical_points.workbook.filled import Filled, Problem, Value
from critical_points.workbook.form import VERSION, make_sections
from critical_points.workbook.names import STAMP, keys_by_name, read_stamp
from critical_points.workbook.places import NO_SHEET, Found, Place, find_fields, find_names
from critical_points.workbook.strays import list_strays
from critical_points.workbook.values import Words, gather_words, understand

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

#: The XML of a filled workbook has a tenth of this.
_MOST_UNPACKED = 100 * 1024**2

#: A control character, or an underscore before what would look like one, as a workbook's XML tells them.
_CONTROL = re.compile(r"_x(00[01][0-9A-Fa-f]|005[Ff])_")

#: A piece of text in a drawing.
_SHAPE = re.compile(r"<a:t>([^<]*)</a:t>")


def read_workbook(path: Path, instrument: Instrument) -> Filled:
    """Read a filled workbook, .xlsx or PDF, whatever it is called.

    Parameters
    ----------
    path : Path
        The file.
    instrument : Instrument
        What is asked.

    Returns
    -------
    Filled

    Raises
    ------
    UnreadableError
        When it is neither, or damaged, or has none of our fields.
    """
    try:
        with path.open("rb") as handle:
            head = handle.read(1024)
    except OSError as error:
        raise UnreadableError(said("{file} cannot be read.", file=path), [Fault(why_not(error), path.name)]) from error
    if b"%PDF-" in head:
        from critical_points.workbook.pdf_reading import read_pdf

        return read_pdf(path, instrument)
    if head.startswith(b"PK"):
        return read_sheets(path, instrument)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise _unreadable(path, said("it has a password, or is an older .xls."))
    raise _unreadable(path, said("it is neither an .xlsx workbook nor a PDF."))


def read_sheets(path: Path, instrument: Instrument) -> Filled:
    """Read a filled .xlsx, also one that was saved by another program or changed on the way.

    Parameters
    ----------
    path : Path
        The file.
    instrument : Instrument
        What is asked.

    Returns
    -------
    Filled

    Raises
    ------
    UnreadableError
        When it is damaged, or has none of our fields.
    """
    book = _load(path)
    words, found = gather_words(instrument), find_fields(book, instrument)
    if not found.places:
        raise _unreadable(path, said("it has none of the boxes of a workbook."))
    values: dict[str, Value] = {}
    problems: list[Problem] = []
    for key, place in found.places.items():
        value, faults = _read_field(book, key, place, found, words)
        problems += faults
        if value is not None:
            values[key] = value
    version, wave, language = _stamp(book)
    problems += _list_lost(found, instrument, language)
    if version != VERSION:
        problems.append(_other_version(version))
    problems += _list_unknown(book, words)
    read = {*found.places.values(), *(place for _, place in find_names(book))}
    problems += list_strays(book, instrument, read, wave)
    problems += _list_shapes(path)
    return Filled(values, path.name, tuple(problems), wave, language, version)


def _load(path: Path) -> Workbook:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(path) as archive:
            parts = [info for info in archive.infolist() if info.filename.lower().endswith((".xml", ".rels"))]
            if sum(info.file_size for info in parts) > _MOST_UNPACKED:
                raise _unreadable(path, said("it is far larger than a workbook can be."))
            for info in parts:
                with archive.open(info) as part:
                    if b"<!DOCTYPE" in part.read(65536):
                        raise _unreadable(path, said("it declares XML entities, as no spreadsheet does."))
        return load_workbook(path)
    except UnreadableError:
        raise
    except Exception as error:  # whatever the library meets in a damaged file
        raise _unreadable(path, said("it is damaged, or not a workbook.")) from error


def _unreadable(path: Path, why: str) -> UnreadableError:
    return UnreadableError(
        said("{path} cannot be read as a filled workbook.", path=path),
        [Fault(why, path.name)],
        said("open it in Excel or LibreOffice, save it as .xlsx without a password, and try again"),
    )


def _read_field(
    book: Workbook, key: str, place: Place, found: Found, words: Words
) -> tuple[Value | None, list[Problem]]:
    """Return what one box says, and what is wrong with it."""
    sheet, field = book[place.sheet], words.field(key)
    assert field is not None
    inside = next((r for r in sheet.merged_cells.ranges if (place.row, place.column) in set(r.cells)), None)
    if inside is not None and (inside.min_row, inside.min_col) != (place.row, place.column):
        other = Place(place.sheet, inside.min_row, inside.min_col)
        where = next((known for known, at in found.places.items() if at == other), sheet.cell(*_spot(other)).coordinate)
        why = said(
            "the box is merged with another one, {box}: what was written here stands there, or is gone", box=where
        )
        hint = said("Split the cells, and write each text into its own box.")
        return None, [Problem(place.sheet, key, "", why, hint)]
    cell: Any = sheet.cell(*_spot(place))
    raw = _decoded(cell.value)
    if cell.data_type == "f":
        text = str(getattr(raw, "text", raw))
        why, advice = (
            said("a formula"),
            said("Write the text or the number itself; to begin with =, write an apostrophe before it."),
        )
        return text if field.kind in ("text", "line") else None, [Problem(place.sheet, key, text, why, advice)]
    if cell.data_type == "e":
        why, advice = said("an error of the spreadsheet"), said("Write the value itself.")
        return None, [Problem(place.sheet, key, str(raw), why, advice)]
    value, why, advice = understand(field, raw, words, is_share="%" in (cell.number_format or ""))
    return value, [Problem(place.sheet, key, _shown(cell, raw), why, advice)] if why else []


def _spot(place: Place) -> tuple[int, int]:
    return place.row, place.column


def _shown(cell: Any, raw: object) -> str:
    """Return what a person sees in a cell, nearly."""
    from critical_points.workbook.values import as_text

    if isinstance(raw, int | float) and "%" in (cell.number_format or ""):
        return f"{as_text(100.0 * raw)} %"
    return as_text(raw)


def _decoded(raw: object) -> object:
    """Return a text with the characters that a workbook's XML tells by their number."""
    if not isinstance(raw, str):
        return raw
    return _CONTROL.sub(lambda found: chr(int(found[1], 16)), raw)


def _stamp(book: Workbook) -> tuple[int | None, str, str]:
    """Return version, wave and language that the workbook tells."""
    place = dict(find_names(book)).get(STAMP)
    if place is not None:
        return read_stamp(str(book[place.sheet].cell(*_spot(place)).value or ""))
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and read_stamp(cell.value)[0] is not None:
                return read_stamp(cell.value)
    return None, "", ""


def _other_version(version: int | None) -> Problem:
    told = said("it does not tell the version of its form")
    if version is not None:
        told = said("it is of version {version} of the form", version=version)
    hint = said("Its boxes were read by their names.")
    return Problem("", "", "" if version is None else str(version), told, hint)


def _list_lost(found: Found, instrument: Instrument, code: str) -> Iterator[Problem]:
    """Give one problem for all boxes of a page, or of a column of actions, that are not there."""
    sections = make_sections(instrument, Language(code if code in LANGUAGES else LANGUAGES[0]))
    shown = {field.key: field.label for section in sections for field in section.fields}
    together: dict[tuple[str, str], list[str]] = {}
    for key, why in found.lost.items():
        parts = key.split(".")
        name = {"action": "action.*." + parts[-1], "target": "target.*." + parts[-1]}.get(parts[0], key)
        if why == NO_SHEET:
            name = ".".join(parts[:2]) if parts[0] in ("point", "level") else parts[0]
        together.setdefault((name, why), []).append(key)
    for (name, why), keys in together.items():
        boxes = ", ".join(dict.fromkeys(shown[key] for key in keys))
        hint = said("Nothing was read of it. Copy it from the workbook as it was sent.")
        yield Problem("", name, "", f"{translated(why)}: {boxes}", hint)


def _list_shapes(path: Path) -> Iterator[Problem]:
    """Give a problem for the texts of each drawing: shapes and text boxes laid over the cells."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.lower().startswith("xl/drawings/") and name.lower().endswith(".xml"):
                texts = [unescape(text) for text in _SHAPE.findall(archive.read(name).decode("utf-8", "replace"))]
                if any(map(str.strip, texts)):
                    why = said("a text box laid over the cells is not read")
                    yield Problem("", "", "\n".join(texts), why, said("Move its text into a box of the form."))


def _list_unknown(book: Workbook, words: Words) -> Iterable[Problem]:
    """Give a problem for each filled box that this version does not know."""
    known: Mapping[str, str] = keys_by_name(words.fields)
    for name, place in find_names(book):
        if name.startswith("cp_") and name not in known and name not in (STAMP, "cp_points"):
            raw = book[place.sheet].cell(*_spot(place)).value
            if raw is not None and str(raw).strip():
                key = name.removeprefix("cp_")
                why = said("a box that this version does not know")
                yield Problem(place.sheet, key, str(raw), why, said("Move its text."))
