"""The proposals of a wave as ``mapping.xlsx``, to be filled in instead of ``mapping.toml``, and read back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from critical_points.decisions.proposals import add_answers, checked, leave_out, preamble, unlisted, with_places
from critical_points.decisions.reading import KINDS, decisions_of, read_decisions
from critical_points.decisions.taking import AnswerRow, ColumnRow, with_decisions
from critical_points.errors import Fault, SettingsError, UnreadableError
from critical_points.facts import harmless
from critical_points.instrument import Instrument
from critical_points.mapping import Confirmed, MappedColumn, shorten
from critical_points.messages import everywhere, said, to_say, translated
from critical_points.publication import only_run, publishing
from critical_points.workspace import Review

#: The heads of the sheets' columns; what was written in one language is read back in any.
_COLUMNS = (
    to_say("header"),
    to_say("kind"),
    to_say("item"),
    to_say("comparable"),
    to_say("confirmed"),
    to_say("example answers"),
    to_say("why"),
    to_say("position"),
)
_ANSWERS = (
    to_say("about"),
    to_say("answer"),
    to_say("means"),
    to_say("note"),
    to_say("column"),
    to_say("position"),
)
_KEYS = (to_say("for"), to_say("key"), to_say("text"))

#: The names of the sheets, and the words for true and false.
_SHEETS = (to_say("columns"), to_say("answers"), to_say("items"))
_YES, _NO = to_say("yes"), to_say("no")

#: So many answers of a column are shown; no decision is more than this many bytes.
_EXAMPLES, _LARGEST = 4, 20_000_000

Row = tuple[str, ...]


def sheet_of(review: Review, wave: str) -> Path:
    """Return the place of a wave's ``mapping.xlsx``."""
    return review.mapping_file(wave).with_suffix(".xlsx")


def write_sheet(review: Review, wave: str, mapped: Iterable[MappedColumn]) -> Path:
    """Write the proposals of a wave as a workbook to be filled in.

    Parameters
    ----------
    review : Review
        The workspace.
    wave : str
        The wave.
    mapped : iterable of MappedColumn
        The columns of its files, one file after the other.

    Returns
    -------
    Path
        The workbook: a row a column, a second sheet for the answers to decide, a third one for the items, points,
        groups and units that can be named.

    Raises
    ------
    WriteError
        When it cannot be written, for example since it is open in another program.
    """
    path = sheet_of(review, wave)
    confirmed = decisions_of(review, wave)
    columns, answers = _rows(list(mapped), review.instrument, confirmed)
    with only_run(review.root), publishing(path.parent) as staged:
        _save(staged / path.name, columns, answers, review.instrument, review.language.code)
    return path


def take_sheet(review: Review, wave: str) -> bool:
    """Read a workbook that was filled in into ``mapping.toml``.

    Returns
    -------
    bool
        True where it was read; False where there is none, or nobody has changed it.

    Raises
    ------
    UnreadableError
        When it is no workbook of these sheets.
    SettingsError
        When it says what ``mapping.toml`` cannot say; ``mapping.toml`` stays as it was.
    """
    path, target = sheet_of(review, wave), review.mapping_file(wave)
    if not path.is_file():
        return False
    columns, answers, state = _load(path)
    if _digest(columns, answers) == state:
        return False
    text = target.read_text(encoding="utf-8-sig") if target.is_file() else preamble()
    decided = with_decisions(text, map(_column_row, columns), map(_answer_row, answers))
    ends = "\r\n" if target.is_file() and b"\r\n" in target.read_bytes() else "\n"
    with only_run(review.root), publishing(target.parent) as staged:
        (staged / target.name).write_text(checked(target, decided), encoding="utf-8", newline=ends)
        try:
            read_decisions(staged / target.name, review.instrument)
        except SettingsError as error:
            message = said(
                "{file} of wave {wave} was not read into {target}.", file=path.name, wave=wave, target=target.name
            )
            step = said("correct {file}, save it, and run check again", file=path)
            told = [replace(fault, where=fault.where.replace(target.name, path.name)) for fault in error.faults]
            raise SettingsError(message, told, step) from error
    return True


def _rows(mapped: Sequence[MappedColumn], instrument: Instrument, confirmed: Confirmed) -> tuple[list[Row], list[Row]]:
    columns: list[Row] = []
    numbers: list[Row] = []
    answers: dict[str, dict[str, str]] = {"labels": {}, "groups": {}, "units": {}}
    seen = set()
    for column, place in with_places(mapped):
        if column.kind == "metadata" or place in seen:
            continue
        seen.add(place)
        header, position = column.column.header, "" if place[1] is None else str(place[1])
        own = unlisted(add_answers(answers, column, instrument, confirmed), ())
        numbers += [("labels", text, "", note, header, position) for text, note in own.items()]
        complete = column.kind in KINDS and (column.kind != "rating" or column.item is not None)
        flags = [translated(_YES if flag else _NO) for flag in (column.comparable, complete and column.certain)]
        kind = column.kind if column.kind in KINDS else ""
        examples = " / ".join(shorten(text, 40) for text in _examples(column))
        columns.append((header, kind, column.item or "", *flags, examples, translated(column.reason), position))
    common = [
        (name, text, "", note or leave_out(), "", "")
        for name, wanted in answers.items()
        for text, note in unlisted(wanted, ()).items()
    ]
    return columns, [*common, *numbers]


def _examples(column: MappedColumn) -> list[str]:
    """Return the commonest answers."""
    given = [text for text in sorted(column.counts, key=lambda text: -column.counts[text]) if text.strip()]
    return [column.said[text] or text for text in given[:_EXAMPLES]]


def _save(path: Path, columns: Sequence[Row], answers: Sequence[Row], instrument: Instrument, code: str) -> None:
    from openpyxl import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation

    keys = [("item", item.key, item.text.get(code, "")) for item in instrument.items]
    keys += [("vote", point.key, point.name.get(code, "")) for point in instrument.points]
    places = [("group", group.key, group.name.get(code, "")) for group in instrument.groups]
    places += [("unit", unit.key, unit.name.get(code, "")) for unit in instrument.units]
    book = Workbook()
    book.remove(book.worksheets[0])
    first, second, third = map(translated, _SHEETS)
    for title, heads, rows in ((first, _COLUMNS, columns), (second, _ANSWERS, answers),
                               (third, _KEYS, [*keys, *places])):  # fmt: skip
        _fill(book.create_sheet(title), [tuple(map(translated, heads)), *rows])
    state = book.create_sheet("state")
    state["A1"] = _digest(columns, answers)
    state.sheet_state = "hidden"
    last = len(columns) + 1
    flags = f'"{translated(_YES)},{translated(_NO)}"'
    lists = {"B": f'"{",".join(KINDS)}"', "C": f"{third}!$B$2:$B${len(keys) + 1}", "D": flags, "E": flags}
    for letter, choice in lists.items():
        valid = DataValidation(type="list", formula1=choice, allow_blank=True)
        valid.add(f"{letter}2:{letter}{last}")
        book[first].add_data_validation(valid)
    book.save(path)


def _fill(sheet: Any, rows: Sequence[Row]) -> None:
    """Write texts as texts: a header that begins with an equals sign is no formula."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for y, row in enumerate(rows, 1):
        for x, text in enumerate(row, 1):
            cell = sheet.cell(y, x)
            if text:
                cell.value = ILLEGAL_CHARACTERS_RE.sub("", harmless(text))[:32_767]
                cell.data_type = "s"
            cell.font = Font(bold=y == 1)
    for x in range(1, len(rows[0]) + 1):
        widest = max(len(row[x - 1]) for row in rows)
        sheet.column_dimensions[get_column_letter(x)].width = min(60, max(10, widest + 2))
    sheet.freeze_panes = "A2"


def _load(path: Path) -> tuple[list[Row], list[Row], str]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    one, other = map(translated, _SHEETS[:2])
    fault = Fault(said("it has no sheets {one!r} and {other!r} as they were written.", one=one, other=other), path.name)
    message = said("{file} cannot be read.", file=path)
    what = said("delete it, and write it again: critical-points check --excel")
    try:
        if path.stat().st_size > _LARGEST:
            raise UnreadableError(message, [fault], what)
        book = load_workbook(path, data_only=True)
        columns, answers = (
            _texts(book[_named(title, book.sheetnames)], heads)
            for title, heads in zip(_SHEETS, (_COLUMNS, _ANSWERS), strict=False)
        )
        state = str(book["state"]["A1"].value) if "state" in book.sheetnames else ""
    except (BadZipFile, InvalidFileException, KeyError, OSError, ValueError, TypeError) as error:
        raise UnreadableError(message, [fault], what) from error
    return columns, answers, state


def _texts(sheet: Any, heads: Sequence[str]) -> list[Row]:
    """Return the rows under the header, cells as texts, in the order in which they were written."""
    rows = [tuple("" if cell is None else str(cell) for cell in row) for row in sheet.iter_rows(values_only=True)]
    places = [rows[0].index(_named(head, rows[0])) for head in heads]
    told = [tuple(row[place] for place in places) for row in rows[1:]]
    return [row for row in told if any(row)]


def _named(word: str, found: Iterable[str]) -> str:
    """Return the one of some names that is a word in one of the languages."""
    names = everywhere(word)
    for name in found:
        if name in names:
            return name
    raise ValueError(word)


def _digest(columns: Iterable[Row], answers: Iterable[Row]) -> str:
    """Return the checksum of what can be decided, blanks around texts aside."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    shown = ((ILLEGAL_CHARACTERS_RE.sub("", harmless(text))[:32_767] for text in row) for row in (*columns, *answers))
    told = [[text.split() for text in row] for row in shown]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _column_row(row: Row) -> ColumnRow:
    header, kind, item, comparable, confirmed, _, _, position = row
    truth = {"true", "1"} | everywhere(_YES)
    yes = [word.strip().casefold() in truth for word in (comparable or "yes", confirmed)]
    kind, item = kind.strip(), item.strip()
    return ColumnRow(header, _whole(position), kind, item if kind in ("rating", "vote") else "", *yes)


def _answer_row(row: Row) -> AnswerRow:
    table, answer, means, _, header, position = row
    number = _whole(means)
    return AnswerRow(table.strip(), answer, means.strip() if number is None else str(number), header, _whole(position))


def _whole(text: str) -> int | None:
    plain = text.strip().removesuffix(".0")
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 10 else None
