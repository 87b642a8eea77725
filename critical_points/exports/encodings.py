"""Which encoding a text is in, told by its bytes."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from critical_points.errors import Fault, UnreadableError
from critical_points.messages import said

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
#: A two-byte letter of UTF-8 such as ä, ö, å.
_LETTER = re.compile(rb"[\xc3-\xc5][\x80-\xbf]")


def encoding_of(path: Path) -> tuple[str, bool]:
    """Return the encoding, and whether stray NUL bytes must be dropped.

    Parameters
    ----------
    path : Path
        A file that is not empty.

    Raises
    ------
    UnreadableError
        When it is no text, or mixes encodings.
    """
    with path.open("rb") as handle:
        head = handle.read(4096)
        for mark, name in _MARKS:
            if head.startswith(mark):
                return name, name == "utf-8-sig" and b"\0" in path.read_bytes()
        if half := len(head) // 2:
            even, odd = head[::2].count(0), head[1::2].count(0)
            if max(even, odd) > 0.3 * half and min(even, odd) < 0.1 * half:
                return ("utf-16-le" if odd > even else "utf-16-be"), False
        handle.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        nul = 0
        try:
            while chunk := handle.read(1 << 20):
                nul += chunk.count(0)
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return _not_utf8(path)
    return "utf-8", nul > 0


def _not_utf8(path: Path) -> tuple[str, bool]:
    """Return cp1252 for a file that fits it, and refuse one that mixes encodings."""
    content = path.read_bytes()
    broken = content.decode("utf-8", "replace").count("\ufffd")
    if len(_LETTER.findall(content)) > broken:
        place = content[: _first_error(content)].count(b"\n") + 1
        raise UnreadableError(
            said("{path} mixes encodings: most of it is UTF-8, but some letters are broken.", path=path),
            [Fault(said("a character that is not UTF-8"), said("{file}, line {line}", file=path.name, line=place))],
            said("export the file again from the survey tool, as UTF-8 or Excel"),
        )
    try:
        content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise not_text(path) from error
    return "cp1252", b"\0" in content


def _first_error(content: bytes) -> int:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return len(content)


def not_text(path: Path) -> UnreadableError:
    """Return the error for a file that is neither text nor workbook."""
    return UnreadableError(
        said("{path} is neither a text file nor a workbook that can be read.", path=path),
        [Fault(said("expected CSV in UTF-8, UTF-16 or Windows-1252, or an .xlsx or .xls workbook"), path.name)],
        said("export the individual answers from the survey tool again, as Excel or CSV"),
    )


def lines_of(path: Path, encoding: str, dirty: bool) -> Iterator[str]:
    """Give the lines of a text, with their line ends.

    Parameters
    ----------
    path : Path
        The file.
    encoding, dirty
        What `encoding_of` found.

    Raises
    ------
    UnreadableError
        When the text breaks its encoding further on.
    """
    with path.open(encoding=encoding, newline="") as handle:
        try:
            if dirty:
                yield from (line.replace("\0", "") for line in handle)
            else:
                yield from handle
        except UnicodeError as error:
            raise not_text(path) from error
