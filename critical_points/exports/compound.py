"""What an .xls holds before it is read: its container, its records, and errors in cells.

An .xls is a compound file (a small file system) with a stream of records. The library that reads the cells trusts both,
and gives an error such as ``#N/A`` as a blank; so they are looked through here first. Layouts after Microsoft's
published [MS-CFB] and [MS-XLS].
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from critical_points.exports.limits import MOST_CELLS, MOST_COLUMNS, MOST_SPARSE, damaged, locked, too_large
from critical_points.messages import said

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

_END_OF_CHAIN = 0xFFFFFFFE
_LAST_SECTOR = 0xFFFFFFFA
_STREAM, _ROOT = 2, 5

_BOUND_SHEET, _FILE_PASS, _SHARED_TEXTS, _DIMENSIONS, _END = 0x85, 0x2F, 0xFC, 0x200, 0x0A
_BOOL_OR_ERROR, _FORMULA = 0x205, (0x06, 0x206, 0x406)
_CELLS = {0x203, 0xFD, 0x204, 0xD6, 0x27E, 0xBD, 0x205, *_FORMULA}
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


@dataclass(frozen=True)
class OldWorkbook:
    """An .xls whose container and records were found to be sound.

    Parameters
    ----------
    errors : tuple of Mapping
        For each sheet: (row, column), counted from 0 → ``#N/A``.
    """

    errors: tuple[Mapping[tuple[int, int], str], ...]

    def errors_on(self, index: int) -> Mapping[tuple[int, int], str]:
        """Return the error cells of a sheet by its place in the workbook."""
        return self.errors[index] if index < len(self.errors) else {}

    @classmethod
    def open(cls, path: Path) -> OldWorkbook:
        """Look through the container and the records.

        Raises
        ------
        UnreadableError
            When it is damaged, locked or hostile.
        """
        try:
            content = path.read_bytes()
            if _ENCRYPTED in content:
                raise locked(path)
            streams = _streams(content)
            book = streams.get("workbook") or streams.get("book")
            if not book:
                raise ValueError(said("it holds no workbook"))
            return cls(tuple(_sheets(path, book)))
        except (struct.error, IndexError) as error:
            raise damaged(path, said("it ends too early")) from error
        except ValueError as error:
            raise damaged(path, str(error)) from error


@dataclass(frozen=True)
class _Container:
    content: bytes
    sector: int
    table: tuple[int, ...]

    def read(self, start: int) -> bytes:
        """Return what a chain of sectors holds; a chain that turns back on itself is an error."""
        pieces: list[bytes] = []
        while start != _END_OF_CHAIN:
            if start >= len(self.table) or len(pieces) > len(self.table):
                raise ValueError(said("its sectors are not in order"))
            place = (start + 1) * self.sector
            pieces.append(self.content[place : place + self.sector])
            start = self.table[start]
        return b"".join(pieces)


def _streams(content: bytes) -> dict[str, bytes]:
    """Return the streams of a compound file by their names in small letters."""
    sector, mini = (1 << shift for shift in _shifts(content))
    tables, first, cutoff, mini_first, mini_count, extra, extras = _header(content)
    most = len(content) // sector + 1
    if max(tables, mini_count, extras, struct.unpack_from("<I", content, 40)[0]) > most:
        raise ValueError(said("it tells of more sectors than it has"))
    container = _Container(content, sector, _table(content, sector, extra))
    directory = container.read(first)
    entries = [directory[place : place + 128] for place in range(0, len(directory) - 127, 128)]
    if len(directory) % 128 or not entries or entries[0][66] != _ROOT:
        raise ValueError(said("its list of streams is broken"))
    small = container.read(_start(entries[0])) if _start(entries[0]) <= _LAST_SECTOR else b""
    mini_table = container.read(mini_first) if mini_first <= _LAST_SECTOR else b""
    minis = _Container(bytes(mini) + small, mini, struct.unpack(f"<{len(mini_table) // 4}I", mini_table))
    streams = {}
    for entry in entries:
        size = struct.unpack_from("<I", entry, 120)[0]
        if size > len(content):
            raise ValueError(said("a stream is longer than the file"))
        if entry[66] == _STREAM and size:
            source = minis if size < cutoff else container
            name = entry[: max(0, struct.unpack_from("<H", entry, 64)[0] - 2)].decode("utf-16-le", "replace")
            streams[name.lower()] = source.read(_start(entry))[:size]
    return streams


def _shifts(content: bytes) -> tuple[int, int]:
    sector, mini = struct.unpack_from("<HH", content, 30)
    if sector not in (9, 12) or mini != 6:
        raise ValueError(said("its sectors have an unknown size"))
    return sector, mini


def _header(content: bytes) -> tuple[int, ...]:
    """Return the counts and first sectors that the header tells."""
    tables, first, _, cutoff, mini_first, mini_count, extra, extras = struct.unpack_from("<8I", content, 44)
    return tables, first, cutoff, mini_first, mini_count, extra, extras


def _start(entry: bytes) -> int:
    return int(struct.unpack_from("<I", entry, 116)[0])


def _table(content: bytes, sector: int, extra: int) -> tuple[int, ...]:
    """Return which sector follows which: the parts of this table are listed in the header and in extra sectors."""
    parts = list(struct.unpack_from("<109I", content, 76))
    count = sector // 4
    visited = 0
    while extra < _LAST_SECTOR:
        visited += 1
        if visited > len(content) // sector:
            raise ValueError(said("its sectors are not in order"))
        numbers = struct.unpack_from(f"<{count}I", content, (extra + 1) * sector)
        parts += numbers[:-1]
        extra = numbers[-1]
    table: list[int] = []
    for part in parts:
        if part <= _LAST_SECTOR:
            table += struct.unpack_from(f"<{count}I", content, (part + 1) * sector)
    return tuple(table)


def _records(book: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """Give the records of a workbook from a place on, up to the end of that sheet."""
    while place + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, place)
        yield kind, book[place + 4 : place + 4 + size]
        if kind == _END:
            return
        place += 4 + size


def _sheets(path: Path, book: bytes) -> Iterator[Mapping[tuple[int, int], str]]:
    places = []
    for kind, data in _records(book, 0):
        if kind == _FILE_PASS:
            raise locked(path)
        if kind == _SHARED_TEXTS and struct.unpack_from("<I", data, 4)[0] > len(book):
            raise ValueError(said("it tells of more texts than it has"))
        if kind == _BOUND_SHEET:
            places.append(struct.unpack_from("<I", data)[0])
    for place in places:
        if place >= len(book):
            raise ValueError(said("a sheet lies outside the file"))
        yield _look_through(path, book, place)


def _look_through(path: Path, book: bytes, place: int) -> Mapping[tuple[int, int], str]:
    """Return a sheet's error cells; refuse a sheet whose cells lie too far apart."""
    errors: dict[tuple[int, int], str] = {}
    rows = columns = cells = 0
    for kind, data in _records(book, place):
        if kind == _DIMENSIONS and len(data) >= 12:
            _, last, _, right = struct.unpack_from("<IIHH", data)
            if last * right > MOST_CELLS:
                raise too_large(path, last, right)
        if kind not in _CELLS:
            continue
        row, column = struct.unpack_from("<HH", data)
        rows, columns, cells = max(rows, row + 1), max(columns, column + 1), cells + 1
        code = _error_code(kind, data)
        if code is not None:
            errors[row, column] = _ERRORS.get(code, "#N/A")
    if columns > MOST_COLUMNS or rows * columns > max(MOST_SPARSE, 10 * cells):
        raise too_large(path, rows, columns)
    return errors


def _error_code(kind: int, data: bytes) -> int | None:
    """Return the code of the error that a cell holds, None for any other cell."""
    if kind == _BOOL_OR_ERROR and len(data) >= 8 and data[7]:
        return data[6]
    if kind in _FORMULA and len(data) >= 14 and data[12:14] == b"\xff\xff" and data[6] == 2:
        return data[8]
    return None
