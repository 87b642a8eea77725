"""A file as a grid of texts, recognised by what it holds and never by its name."""

from __future__ import annotations

from pathlib import Path

from critical_points.errors import UnreadableError
from critical_points.exports.export import Table
from critical_points.exports.limits import MOST_BYTES
from critical_points.exports.spreadsheet import read_workbook
from critical_points.exports.spss import MAGIC, read_sav
from critical_points.exports.textfile import read_text

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

#: First bytes of files that are something else, and what to do with them.
_STRANGERS = (
    (b"%PDF", "a PDF", "export the individual answers from the survey tool as Excel or CSV"),
    (b"\x89PNG", "a picture", "export the individual answers from the survey tool as Excel or CSV"),
    (b"\xff\xd8\xff", "a picture", "export the individual answers from the survey tool as Excel or CSV"),
    (b"GIF8", "a picture", "export the individual answers from the survey tool as Excel or CSV"),
    (b"{\\rtf", "a text document", "export the individual answers from the survey tool as Excel or CSV"),
    (b"\x1f\x8b", "a compressed file", "unpack it and put what is inside into data/raw/…"),
    (b"7z\xbc\xaf", "a compressed file", "unpack it and put what is inside into data/raw/…"),
    (b"Rar!", "a compressed file", "unpack it and put what is inside into data/raw/…"),
    (b"SQLite format 3", "a database", "export the answers as Excel or CSV"),
)
_MARKUP = (b"<!doctype", b"<html", b"<head", b"<body", b"<table", b"<meta", b"<?xml", b"<svg", b"<div")


def read_table(path: Path) -> Table:
    """Read a text file or a workbook into a grid of texts.

    Parameters
    ----------
    path : Path
        A CSV or other separated text, an .xlsx, an .xls or a .sav, whatever its name.

    Returns
    -------
    Table
        Every cell as it stands.

    Raises
    ------
    UnreadableError
        When the file is missing, empty, too large, locked or something else than a table.
    """
    path = Path(path)
    head = _head(path)
    _refuse_strangers(path, head)
    if head.startswith(b"PK") or head.startswith(_OLE):
        return read_workbook(path, zipped=head.startswith(b"PK"))
    if head.startswith(MAGIC):
        return read_sav(path)
    return read_text(path)


def _head(path: Path) -> bytes:
    """Return the first bytes of a file that is there, is not empty and is not too large."""
    try:
        size = path.stat().st_size
        with path.open("rb") as handle:
            head = handle.read(4096)
    except FileNotFoundError as error:
        raise UnreadableError(f"There is no file {path}.", next_step="check the name and the folder") from error
    except (OSError, ValueError) as error:
        raise UnreadableError(
            f"{path} cannot be opened: {getattr(error, 'strerror', None) or error}.",
            next_step="close it in Excel, or check that you may read it, and try again",
        ) from error
    if size > MOST_BYTES:
        raise UnreadableError(
            f"{path} has {size / 1024**2:.0f} MB; at most {MOST_BYTES // 1024**2} MB are read.",
            next_step="export the wave in parts, for example one unit a file, into the same folder",
        )
    if not head:
        raise UnreadableError(
            f"{path} is empty.", next_step="export the answers from the survey tool again and replace this file"
        )
    return head


def _refuse_strangers(path: Path, head: bytes) -> None:
    for magic, kind, next_step in _STRANGERS:
        if head.startswith(magic):
            raise UnreadableError(
                f"{path} is {kind}, not a table of answers, whatever its name says.", next_step=next_step
            )
    start = head.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").removeprefix(b"\xff\xfe").lstrip().lower()
    if start.startswith(_MARKUP):
        raise UnreadableError(
            f"{path} is a web page (HTML or XML), not a table of answers, whatever its name says.",
            next_step="open it in Excel and save a copy as .xlsx, or export the answers again as Excel or CSV",
        )
    if b"\0" not in head[:64] and start.startswith((b'{"', b'[{"', b"[[")):
        raise UnreadableError(
            f"{path} is JSON, not a table of answers.",
            next_step="export the individual answers from the survey tool as Excel or CSV",
        )
