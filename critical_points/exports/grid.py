"""A file as a grid of texts, recognised by what it holds and never by its name."""

from __future__ import annotations

from pathlib import Path

from critical_points.errors import TooLargeError, UnreadableError, why_not
from critical_points.exports.export import Table
from critical_points.exports.limits import MOST_BYTES
from critical_points.exports.spreadsheet import read_workbook
from critical_points.exports.spss import MAGIC, read_sav
from critical_points.exports.textfile import read_text
from critical_points.messages import said

#: A text of more bytes is read part by part, where its answers are counted only.
LARGE = 1 << 24

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

#: First bytes of files that are something else.
_STRANGERS = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"{\\rtf", "document"),
    (b"\x1f\x8b", "compressed"),
    (b"7z\xbc\xaf", "compressed"),
    (b"Rar!", "compressed"),
    (b"SQLite format 3", "database"),
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


def is_large_text(path: Path) -> bool:
    """Tell whether a file is a text of more than some megabytes, which is better read part by part."""
    try:
        if path.stat().st_size <= LARGE:
            return False
        with path.open("rb") as handle:
            head = handle.read(4096)
    except (OSError, ValueError):
        return False  # reading it will say why
    _refuse_strangers(path, head)
    return not head.startswith((b"PK", _OLE, *MAGIC))


def _head(path: Path) -> bytes:
    """Return the first bytes of a file that is there, is not empty and is not too large."""
    try:
        size = path.stat().st_size
        with path.open("rb") as handle:
            head = handle.read(4096)
    except FileNotFoundError as error:
        missing = said("There is no file {path}.", path=path)
        raise UnreadableError(missing, next_step=said("check the name and the folder")) from error
    except (OSError, ValueError) as error:
        raise UnreadableError(
            said("{path} cannot be opened: {why}.", path=path, why=_why(error)),
            next_step=said("close it in Excel, or check that you may read it, and try again"),
        ) from error
    if size > MOST_BYTES:
        raise TooLargeError(
            said(
                "{path} has {size} MB; at most {most} MB are read at once.",
                path=path,
                size=round(size / 1024**2),
                most=MOST_BYTES // 1024**2,
            ),
            next_step=said(
                "count it without holding it, by  cp.tally_files(review, wave)  in Python; or export the wave in "
                "parts, for example one unit a file, into the same folder"
            ),
        )
    if not head:
        raise UnreadableError(
            said("{path} is empty.", path=path),
            next_step=said("export the answers from the survey tool again and replace this file"),
        )
    return head


def _refuse_strangers(path: Path, head: bytes) -> None:
    for magic, kind in _STRANGERS:
        if head.startswith(magic):
            raise _stranger(path, kind)
    start = head.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").removeprefix(b"\xff\xfe").lstrip().lower()
    if start.startswith(_MARKUP):
        raise UnreadableError(
            said("{path} is a web page (HTML or XML), not a table of answers, whatever its name says.", path=path),
            next_step=said("open it in Excel and save a copy as .xlsx, or export the answers again as Excel or CSV"),
        )
    if b"\0" not in head[:64] and start.startswith((b'{"', b'[{"', b"[[")):
        raise UnreadableError(
            said("{path} is JSON, not a table of answers.", path=path),
            next_step=said("export the individual answers from the survey tool as Excel or CSV"),
        )


def _stranger(path: Path, kind: str) -> UnreadableError:
    """Return the error for a file of another kind, with what to do with it."""
    export = said("move it out of data/raw; the answers are exported from the survey tool as Excel or CSV")
    if kind == "pdf":
        export = said(
            "export the individual answers as Excel or CSV; a workbook that a team has filled in is called "
            "workbook-<team>.pdf"
        )
    elif kind == "compressed":
        export = said("unpack it and put what is inside into data/raw/…")
    elif kind == "database":
        export = said("export the answers as Excel or CSV")
    told = {
        "pdf": said("{path} is a PDF, not a table of answers, whatever its name says.", path=path),
        "picture": said("{path} is a picture, not a table of answers, whatever its name says.", path=path),
        "document": said("{path} is a text document, not a table of answers, whatever its name says.", path=path),
        "compressed": said("{path} is a compressed file, not a table of answers, whatever its name says.", path=path),
        "database": said("{path} is a database, not a table of answers, whatever its name says.", path=path),
    }
    return UnreadableError(told[kind], next_step=export)


def _why(error: OSError | ValueError) -> str:
    return why_not(error) if isinstance(error, OSError) else str(error)
