"""What an .xlsx holds before it is unpacked: sizes, hidden dangers, and errors in cells.

An .xlsx is a zip of XML parts. The library that reads the cells trusts it, and gives an error such as ``#N/A`` as
a blank; so the parts are looked through here first.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from critical_points.errors import Fault, UnreadableError
from critical_points.exports.archive import MOST_SHEETS, refuse_archive, refuse_many_parts, too_many
from critical_points.exports.limits import MOST_CELLS, MOST_COLUMNS, MOST_SPARSE, damaged, too_large
from critical_points.exports.sheetcells import Cells, cells_of, sheet_of
from critical_points.exports.textcells import IrregularError
from critical_points.messages import grouped, said

_MOST_ROWS = 1_048_576

_CHUNK = 1 << 20
_LONGEST = 4 << 20

#: So much XML without a single value is cells that are only formatted; reading them takes long for nothing.
_MOST_EMPTY = 150 << 20
_CONTENT = (b"<v", b"<is", b":v", b":is")
_MOST_OUTLINE = 10 << 20

#: Shared texts of more bytes are not written twice.
_MOST_TWICE = 100 << 20

#: What an excerpt holds besides its sheet.
_KEPT = ("[content_types].xml", ".rels", "workbook.xml", "sharedstrings.xml", "styles.xml")

#: Where a piece with values has the first of them.
_HEAD = 4096

# No pattern looks beyond the tag it is in, or further than a tag is long: a hostile sheet must not keep them busy.
_ROW = re.compile(rb"""<(?:\w{1,20}:)?row\s[^<>]{0,300}?\br=["'](\d{1,9})["']""")
_ROW_AS_WRITTEN = re.compile(rb'<row r="(\d{1,9})"')
_FAR = re.compile(rb"""\sr=["']([A-Z]{2,3})\d{1,9}["'][^<>/]{0,300}>""")
_DEEP = re.compile(rb"""\sr=["'][A-Z]{1,3}(\d{5,9})["'][^<>/]{0,300}>""")
_REF = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,9})["']""")
_TAG = rb"<(?:\w{1,20}:)?"
_END = rb"</(?:\w{1,20}:)?"
_F = _TAG + rb"f\b(?:[^<>]{0,300}/>|[^<>]{0,300}>[^<]*" + _END + rb"f>)\s*"
_ERROR = re.compile(
    _TAG + rb"""c\s([^<>]{0,300}\bt=["']e["'][^<>]{0,300})>\s*(?:""" + _F + rb")?" + _TAG + rb"v>([^<]*)<"
)
_FORMULA = re.compile(
    _TAG
    + rb"c\s([^<>]{0,300})>\s*"
    + _F
    + rb"("
    + _TAG
    + rb"v\s*/>|"
    + _TAG
    + rb"v>\s*"
    + _END
    + rb"v>)?\s*"
    + _END
    + rb"c>"
)


@dataclass(frozen=True)
class Package:
    """An .xlsx whose sizes were found to be sound.

    Parameters
    ----------
    path : Path
        The file.
    sheets : tuple of str
        The part of each sheet, in the workbook's order; "" where it is not told.
    """

    path: Path
    sheets: tuple[str, ...]

    @classmethod
    def open(cls, path: Path) -> Package:
        """Look through the zip's directory and the workbook's own part.

        Raises
        ------
        UnreadableError
            When it is damaged, is not a workbook, or would unpack to far more than a survey's answers.
        """
        try:
            refuse_many_parts(path)
            with zipfile.ZipFile(path) as archive:
                refuse_archive(path, archive)
                sheets = _sheet_parts(archive)
                if len(sheets) > MOST_SHEETS:
                    raise too_many(
                        path, said("{path} holds {n} sheets: it is not opened.", path=path, n=grouped(len(sheets)))
                    )
                return cls(path, sheets)
        except UnreadableError:
            raise
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, KeyError) as error:
            raise damaged(path, said("its parts cannot be told apart")) from error
        except NotImplementedError as error:  # a compression that Excel never writes
            raise damaged(path, said("its parts are packed in a way that Excel never uses")) from error

    def check_sheet(self, index: int) -> Mapping[tuple[int, int], str]:
        """Look through a sheet, and return its error cells: (row, column), counted from 0 → ``#N/A``.

        Raises
        ------
        UnreadableError
            When its cells lie too far apart, or formulas have no stored result.
        """
        part = self.sheets[index] if index < len(self.sheets) else ""
        try:
            with zipfile.ZipFile(self.path) as archive:
                if part not in archive.namelist():
                    return {}
                return _look_through(self.path, part, archive)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError) as error:
            raise damaged(self.path, said("a sheet ends too early, or is broken")) from error

    def distinct_cells(self, index: int) -> Cells | None:
        """Tell the cells of a sheet apart; None where it must be read as a whole.

        Raises
        ------
        UnreadableError
            When the sheet is broken.
        """
        part = self.sheets[index] if index < len(self.sheets) else ""
        try:
            with zipfile.ZipFile(self.path) as archive:
                shared = (info.file_size for info in archive.infolist() if info.filename.lower().endswith(_KEPT))
                if part not in archive.namelist() or sum(shared) > _MOST_TWICE:
                    return None
                with archive.open(part) as handle:
                    return cells_of(handle)
        except IrregularError:
            return None
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError) as error:
            raise damaged(self.path, said("a sheet ends too early, or is broken")) from error

    def excerpt(self, index: int, cells: Cells) -> io.BytesIO:
        """Return this workbook with nothing in a sheet but the different cells, one a row, and without other sheets."""
        found = io.BytesIO()
        with zipfile.ZipFile(self.path) as archive, zipfile.ZipFile(found, "w") as small:
            for name in dict.fromkeys(archive.namelist()):
                if name.lower().endswith(_KEPT):
                    small.writestr(name, archive.read(name))
            small.writestr(self.sheets[index], sheet_of(cells))
        found.seek(0)
        return found


def _sheet_parts(archive: zipfile.ZipFile) -> tuple[str, ...]:
    names = {name.lower(): name for name in archive.namelist()}
    workbook, relations = names["xl/workbook.xml"], names["xl/_rels/workbook.xml.rels"]
    if max(archive.getinfo(workbook).file_size, archive.getinfo(relations).file_size) > _MOST_OUTLINE:
        raise ValueError("the list of sheets is too long")
    targets = {}
    for tag in re.findall(rb"<(?:\w{1,20}:)?Relationship\s[^<>]{0,2000}>", archive.read(relations)):
        key, target = re.search(rb"""\bId=["']([^"']*)""", tag), re.search(rb"""\bTarget=["']([^"']*)""", tag)
        if key and target:
            name = target[1].decode("utf-8", "replace")
            targets[key[1]] = name.removeprefix("/") if name.startswith("/") else f"xl/{name}"
    keys = re.findall(rb"""<(?:\w{1,20}:)?sheet\s[^<>]{0,2000}?\w{1,20}:id=["']([^"']*)""", archive.read(workbook))
    return tuple(names.get(targets.get(key, "").lower(), "") for key in keys)


def _chunks(part: IO[bytes]) -> Iterator[bytes]:
    """Give a sheet's XML in pieces that end between two cells, or after a tag where there are no cells."""
    rest = b""
    while block := part.read(_CHUNK):
        rest += block
        cut = max(rest.rfind(b"</c>") + 4, rest.rfind(b"<row"))
        if len(rest) > _LONGEST and cut < _LONGEST // 2:
            cut = rest.rfind(b">") + 1 or len(rest)
        if cut > 4:
            yield rest[:cut]
            rest = rest[cut:]
    yield rest


def _look_through(path: Path, part: str, archive: zipfile.ZipFile) -> Mapping[tuple[int, int], str]:
    errors: dict[tuple[int, int], str] = {}
    last_row = last_column = empty = 0
    with archive.open(part) as handle:
        for chunk in _chunks(handle):
            if not any(mark in chunk[:_HEAD] for mark in _CONTENT) and not any(mark in chunk for mark in _CONTENT):
                empty += len(chunk)
                if empty > _MOST_EMPTY:
                    raise _formatted(path)
                if b"<f" in chunk:
                    _refuse_formulas(path, chunk)
                continue
            last_row, last_column = _bounds(chunk, last_row, last_column)
            if last_column > MOST_COLUMNS:
                raise too_large(path, last_row, last_column)
            if b"<f" in chunk or b":f" in chunk:
                _refuse_formulas(path, chunk)
            if b't="e"' in chunk or b"t='e'" in chunk:
                errors.update(_errors(path, chunk))
    area = last_row * last_column
    if area > MOST_CELLS or (area > MOST_SPARSE and _count_cells(part, archive) < area / 10):
        raise too_large(path, last_row, last_column)
    return errors


def _bounds(chunk: bytes, row: int, column: int) -> tuple[int, int]:
    """Return the last row and the last column of a sheet so far, with a piece of it.

    As a rule cells stand in their order: the last row of the piece tells, and one pattern that no cell lies beyond.
    """
    started = _ROW_AS_WRITTEN.match(chunk, max(0, chunk.rfind(b"<row r=")))
    last = max(row, int(started[1])) if started else row
    if column and b"='" not in chunk and not _beyond(last, column).search(chunk):
        return last, column
    rows = (*map(int, _ROW.findall(chunk)), *map(int, set(_DEEP.findall(chunk))))
    return max(row, *rows, 0), max(column, *map(_number, set(_FAR.findall(chunk))), 26)


def _beyond(row: int, column: int) -> re.Pattern[bytes]:
    """Return a pattern that finds a place in a later row or a later column, and finds it fast."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    later, further = _greater(str(row), "0", "9", 9), _greater(letters, "A", "Z", 3)
    return re.compile(rf'r="(?:[A-Z]{{0,3}}(?:{later})|(?:{further})[0-9])'.encode())


def _greater(text: str, least: str, most: str, longest: int) -> str:
    """Return a pattern of what comes after a number, or after a column's letters: longer, or of the same length."""
    one, size = f"[{least}-{most}]", len(text)
    found = [f"{one}{{{size + 1},{longest}}}"] if size < longest else []
    for place, sign in enumerate(text):
        if sign < most:
            rest = f"{one}{{{size - place - 1}}}"
            found.append(f"{text[:place]}[{chr(ord(sign) + 1)}-{most}]{rest}")
    return "|".join(found) or "(?!)"


def _count_cells(part: str, archive: zipfile.ZipFile) -> int:
    with archive.open(part) as handle:
        filled = (chunk for chunk in _chunks(handle) if any(mark in chunk for mark in _CONTENT))
        return sum(chunk.count(b"<c ") + chunk.count(b":c ") for chunk in filled)


def _formatted(path: Path) -> UnreadableError:
    return UnreadableError(
        said("{path} holds millions of cells that are formatted but blank.", path=path),
        [Fault(said("only rows with answers were expected"), path.name)],
        said("open it in Excel, mark the blank rows under the answers, choose Delete > Delete Sheet Rows, and save it"),
    )


def _errors(path: Path, chunk: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    for attributes, value in _ERROR.findall(chunk):
        found = _REF.search(attributes)
        if not found or int(found[2]) > _MOST_ROWS:
            raise damaged(path, said("an error cell does not tell its place"))
        yield (int(found[2]) - 1, _number(found[1]) - 1), value.decode("utf-8", "replace")


def _refuse_formulas(path: Path, chunk: bytes) -> None:
    """Refuse formulas without a stored result; an empty text is a result."""
    bare = [
        found[1] for found in _FORMULA.finditer(chunk) if not (found[2] and re.search(rb"""\bt=["']str""", found[1]))
    ]
    if bare:
        cells = [found[0][3:-1].decode() for attributes in bare if (found := _REF.search(attributes))]
        raise UnreadableError(
            said("{path} holds formulas whose results are not stored in the file.", path=path),
            [
                Fault(said("a formula without a result"), said("{file}, cell {cell}", file=path.name, cell=cell))
                for cell in cells
            ],
            said("open it in Excel, let it calculate, save it, and try again"),
        )


def _number(letters: bytes) -> int:
    """Return a column's number, counted from 1: ``A`` → 1, ``AA`` → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
