"""What a zip that calls itself a workbook may hold: kinds, numbers and sizes of its parts."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

from critical_points.errors import Fault, UnreadableError

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

_KINDS = (
    ("word/document.xml", "a Word document", "export the individual answers from the survey tool as Excel or CSV"),
    ("ppt/presentation.xml", "a PowerPoint file", "export the individual answers as Excel or CSV"),
    ("xl/workbook.bin", "a binary workbook (.xlsb)", "open it in Excel and save a copy as .xlsx"),
    ("content.xml", "an OpenDocument file", "open it in LibreOffice or Excel and save a copy as .xlsx"),
)


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


def _refuse_other_kinds(path: Path, names: list[str]) -> None:
    if any(name.lower() == "xl/workbook.xml" for name in names):
        return
    for part, kind, next_step in _KINDS:
        if part in names:
            raise UnreadableError(f"{path} is {kind}, not an .xlsx workbook.", next_step=next_step)
    raise UnreadableError(
        f"{path} is a zip archive, not a workbook.",
        next_step="unpack it and put the Excel or CSV file that is inside into data/raw/…",
    )


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
        raise too_many(path, f"{count:,} files" if count > _MOST_PARTS else f"a list of {listed:,} bytes")


def too_many(path: Path, what: str) -> UnreadableError:
    """Return the error for a workbook of more parts than any export has."""
    return UnreadableError(
        f"{path} holds {what}: it is not opened.",
        [Fault(f"at most {_MOST_PARTS:,} files and {MOST_SHEETS} sheets are in an export", path.name)],
        "save the sheet with the answers as a workbook of its own, or export the answers again from the survey tool",
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
            f"{path} would unpack to {unpacked / 1024**2:,.0f} MB from {packed / 1024**2:,.1f} MB: it is not opened.",
            [Fault("no export of a survey grows like this", path.name)],
            "export the answers again from the survey tool, as CSV if the wave is very large",
        )


def _refuse_entities(path: Path, archive: zipfile.ZipFile) -> None:
    """Refuse declared entities, and unpack shared texts once: a part that is larger than it says ends here."""
    for info in archive.infolist():
        if not info.filename.lower().endswith((".xml", ".rels")):
            continue
        with archive.open(info) as part:
            if b"<!DOCTYPE" in (head := part.read(65536)) or b"<!ENTITY" in head:
                raise UnreadableError(
                    f"{path} declares XML entities, as no survey tool does: it is not opened.",
                    [Fault("a document type declaration", f"{path.name}, {info.filename}")],
                    "export the answers again from the survey tool",
                )
            if info.filename.lower().endswith(("sharedstrings.xml", "styles.xml")):
                while part.read(_CHUNK):
                    pass
