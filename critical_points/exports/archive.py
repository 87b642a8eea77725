"""What a zip that calls itself a workbook may hold: kinds, numbers and sizes of its parts."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

from critical_points.errors import Fault, UnreadableError
from critical_points.messages import grouped, said

#: Unpacked, a survey's workbook is some ten times its size; a zip bomb a thousand times.
MOST_UNPACKED = 2 * 1024**3
MOST_RATIO = 100
_SMALL = 100 * 1024**2

#: Shared texts are all held in memory, whether a cell has them or not.
_MOST_SHARED = 300 * 1024**2

#: A survey's workbook has some ten parts and a few sheets; the list of parts alone can keep a reader busy.
_MOST_PARTS, _MOST_LIST, MOST_SHEETS = 10_000, 4 * 1024**2, 250
_TAIL = 66_000

_CHUNK = 1 << 20

#: The defined name by which a workbook of part 2 is known, whatever it is called.
FORM = "cp_form"


def refuse_archive(path: Path, archive: zipfile.ZipFile) -> None:
    """Refuse a zip that is no workbook, would unpack to far more than a survey's answers, or declares entities.

    Raises
    ------
    UnreadableError
        With what to do instead.
    """
    _refuse_other_kinds(path, archive.namelist())
    _refuse_bombs(path, archive)
    _refuse_entities(path, archive)
    _refuse_own_form(path, archive)


def _refuse_other_kinds(path: Path, names: list[str]) -> None:
    if any(name.lower() == "xl/workbook.xml" for name in names):
        return
    raise UnreadableError(*_kind(path, names))


def _refuse_own_form(path: Path, archive: zipfile.ZipFile) -> None:
    """Refuse the workbook of part 2 under another name: it would seem to be a survey without ratings."""
    name = next(name for name in archive.namelist() if name.lower() == "xl/workbook.xml")
    with archive.open(name) as part:
        found = f'"{FORM}"'.encode() in part.read(_CHUNK)
    if found:
        raise UnreadableError(
            said("{path} is a workbook of part 2, not an export of answers.", path=path),
            next_step=said("if a team has filled it in, rename it workbook-<team>.xlsx; else move it elsewhere"),
        )


def _kind(path: Path, names: list[str]) -> tuple[str, tuple[()], str]:
    """Return what a zip that is no .xlsx is, and what to do with it."""
    if "word/document.xml" in names:
        export = said("move it out of data/raw; the answers are exported from the survey tool as Excel or CSV")
        return said("{path} is a Word document, not an .xlsx workbook.", path=path), (), export
    if "ppt/presentation.xml" in names:
        export = said("export the individual answers as Excel or CSV")
        return said("{path} is a PowerPoint file, not an .xlsx workbook.", path=path), (), export
    if "xl/workbook.bin" in names:
        save = said("open it in Excel and save a copy as .xlsx")
        return said("{path} is a binary workbook (.xlsb), not an .xlsx workbook.", path=path), (), save
    if "content.xml" in names:
        save = said("open it in LibreOffice or Excel and save a copy as .xlsx")
        return said("{path} is an OpenDocument file, not an .xlsx workbook.", path=path), (), save
    unpack = said("unpack it and put the Excel or CSV file that is inside into data/raw/…")
    return said("{path} is a zip archive, not a workbook.", path=path), (), unpack


def refuse_many_parts(path: Path) -> None:
    """Refuse a zip whose list of parts is long, before anything reads that list."""
    with path.open("rb") as handle:
        size = handle.seek(0, 2)
        handle.seek(max(0, size - _TAIL))
        tail = handle.read()
        end = tail.rfind(b"PK\x05\x06")
        if end < 0 or len(tail) < end + 22:
            return  # no zip: the library says so
        count, listed = struct.unpack_from("<HI", tail, end + 10)
        if tail[max(0, end - 20) : end].startswith(b"PK\x06\x07"):
            handle.seek(min(struct.unpack_from("<Q", tail, end - 12)[0], size))
            record = handle.read(56)
            if len(record) == 56 and record.startswith(b"PK\x06\x06"):
                count, listed = struct.unpack_from("<QQ", record, 32)
    if count > _MOST_PARTS or listed > _MOST_LIST:
        many = count > _MOST_PARTS
        files = said("{path} holds {n} files: it is not opened.", path=path, n=grouped(count))
        long = said("{path} holds a list of {n} bytes: it is not opened.", path=path, n=grouped(listed))
        raise too_many(path, files if many else long)


def too_many(path: Path, message: str) -> UnreadableError:
    """Return the error for a workbook of more parts than any export has."""
    fault = said("at most {n} files and {sheets} sheets are in an export", n=grouped(_MOST_PARTS), sheets=MOST_SHEETS)
    return UnreadableError(
        message,
        [Fault(fault, path.name)],
        said(
            "save the sheet with the answers as a workbook of its own, or export the answers again from the survey tool"
        ),
    )


def _refuse_bombs(path: Path, archive: zipfile.ZipFile) -> None:
    parts = [(info.file_size, info.compress_size, info.filename.lower()) for info in archive.infolist()]
    unpacked, packed = sum(size for size, _, _ in parts), sum(size for _, size, _ in parts)
    dense = any(
        size > _SMALL and size > MOST_RATIO * max(small, 1) for size, small, _ in (*parts, (unpacked, packed, ""))
    )
    shared = any(size > _MOST_SHARED and name.endswith("sharedstrings.xml") for size, _, name in parts)
    if unpacked > MOST_UNPACKED or dense or shared:
        raise UnreadableError(
            said(
                "{path} would unpack to {unpacked} MB from {packed} MB: it is not opened.",
                path=path,
                unpacked=grouped(unpacked // 1024**2),
                packed=grouped(-(-packed // 1024**2)),
            ),
            [Fault(said("no export of a survey grows like this"), path.name)],
            said("export the answers again from the survey tool, as CSV if the wave is very large"),
        )


def _refuse_entities(path: Path, archive: zipfile.ZipFile) -> None:
    """Refuse declared entities, and unpack shared texts once: a part that is larger than it says ends here."""
    for info in archive.infolist():
        if not info.filename.lower().endswith((".xml", ".rels")):
            continue
        with archive.open(info) as part:
            if b"<!DOCTYPE" in (head := part.read(65536)) or b"<!ENTITY" in head:
                raise UnreadableError(
                    said("{path} declares XML entities, as no survey tool does: it is not opened.", path=path),
                    [Fault(said("a document type declaration"), f"{path.name}, {info.filename}")],
                    said("export the answers again from the survey tool"),
                )
            if info.filename.lower().endswith(("sharedstrings.xml", "styles.xml")):
                while part.read(_CHUNK):
                    pass
