"""How a field's text looks before a viewer draws it anew: the font of the fields, and a text in a box."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import as_file, files
from math import floor
from typing import TYPE_CHECKING

from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
)

if TYPE_CHECKING:
    from PIL import ImageFont

#: The font's name in the form's resources, its size and how far lines are apart, in points.
FONT, SIZE, LEADING = "Inter", 10.0, 13.0

#: Names to choose from are written smaller where they are long, but not smaller than this.
SMALLEST = 6.0

_FILE = "Inter-Regular.ttf"
_CODING = "cp1252"  # WinAnsiEncoding
_SOFT_HYPHEN = "\N{SOFT HYPHEN}"  # drawn as a hyphen in WinAnsiEncoding
_PADDING = 3.0
_CAPITALS = 0.728  # how high capitals are, to the size of the font
_SYMBOLS_NOT = 32  # a font's flag: its letters are those of Latin


def style(size: float = SIZE) -> str:
    """Return what a field says of its text: the font, its size, black."""
    return f"/{FONT} {size:g} Tf 0 g"


def fit(texts: Iterable[str], width: float) -> float:
    """Return the size in which the longest of texts fits on one line of a box, no larger than usual."""
    longest = max((_length(text.encode(_CODING, "replace"), 1) for text in texts), default=0)
    room = width - 2 * _PADDING
    return SIZE if longest * SIZE <= room else max(SMALLEST, floor(10 * room / longest) / 10)


def can_draw(value: str) -> bool:
    """Tell whether the fields' font has every letter of a text."""
    try:
        value.encode(_CODING)
    except UnicodeEncodeError:
        return False
    return True


def describe_font(program: DecodedStreamObject) -> tuple[DictionaryObject, DictionaryObject]:
    """Describe the fields' font.

    Parameters
    ----------
    program : DecodedStreamObject
        The stream for the font's file, which is filled in.

    Returns
    -------
    font, descriptor : DictionaryObject
        To be put into the PDF; the descriptor's ``FontFile2`` and the font's ``FontDescriptor`` are the caller's.
    """
    data = (files("critical_points.workbook") / "fonts" / _FILE).read_bytes()
    program.set_data(data)
    program[NameObject("/Length1")] = NumberObject(len(data))
    descriptor = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/FontDescriptor"),
            NameObject("/FontName"): NameObject("/Inter-Regular"),
            NameObject("/Flags"): NumberObject(_SYMBOLS_NOT),
            NameObject("/FontBBox"): ArrayObject(map(NumberObject, (-739, -322, 2583, 1108))),
            NameObject("/ItalicAngle"): NumberObject(0),
            NameObject("/Ascent"): NumberObject(969),
            NameObject("/Descent"): NumberObject(-241),
            NameObject("/CapHeight"): NumberObject(728),
            NameObject("/StemV"): NumberObject(88),
        }
    )
    codes = range(32, 256)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/TrueType"),
            NameObject("/BaseFont"): NameObject("/Inter-Regular"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
            NameObject("/FirstChar"): NumberObject(codes[0]),
            NameObject("/LastChar"): NumberObject(codes[-1]),
            NameObject("/Widths"): ArrayObject(NumberObject(_width(bytes([code]))) for code in codes),
        }
    )
    return font, descriptor


def draw_text(value: str, width: float, height: float, *, many_lines: bool, size: float = SIZE) -> DecodedStreamObject:
    """Draw a text in a box.

    Parameters
    ----------
    value : str
        The text.
    width, height : float
        The box, in points.
    many_lines : bool
        Whether the text starts at the top and is broken into lines, or stands in the middle on one.
    size : float, default SIZE
        The size of the letters.

    Returns
    -------
    DecodedStreamObject
        The appearance stream; its resources are the caller's. A letter that the font does not have is drawn as "?".
    """
    stream = DecodedStreamObject()
    stream[NameObject("/Type")] = NameObject("/XObject")
    stream[NameObject("/Subtype")] = NameObject("/Form")
    stream[NameObject("/BBox")] = ArrayObject(map(FloatObject, (0, 0, round(width, 3), round(height, 3))))
    room = width - 2 * _PADDING
    lines = _break(value, room) if many_lines else [value.encode(_CODING, "replace")] if value else []
    top = height - _PADDING - size if many_lines else (height - _CAPITALS * size) / 2
    drawn = " ".join(f"<{line.hex()}> Tj T*" for line in lines)
    box = f"{_PADDING - 1:g} 1 {width - 2 * (_PADDING - 1):.2f} {height - 2:.2f} re W n"
    text = f"q {box} BT {style(size)} {LEADING:g} TL {_PADDING:g} {top:.2f} Td {drawn} ET Q" if lines else ""
    stream.set_data(f"/Tx BMC {text} EMC".encode("ascii"))
    return stream


def _break(value: str, room: float) -> list[bytes]:
    """Return a text in lines that fit, broken at blanks; a word longer than a line is cut."""
    lines: list[bytes] = []
    for paragraph in value.splitlines():
        line = b""
        for word in paragraph.encode(_CODING, "replace").split(b" "):
            longer = line + b" " + word if line else word
            if _length(longer) <= room:
                line = longer
                continue
            if line:
                lines.append(line)
            while _length(word) > room:
                cut = next(n for n in range(len(word), 0, -1) if n == 1 or _length(word[:n]) <= room)
                lines.append(word[:cut])
                word = word[cut:]  # noqa: PLW2901 - what is left of it
            line = word
        lines.append(line)
    return lines


def _length(letters: bytes, size: float = SIZE) -> float:
    return sum(_width(bytes([code])) for code in letters) * size / 1000


@cache
def _width(letter: bytes) -> int:
    """Return how wide a letter is, in thousandths of the font's size."""
    shown = letter.decode(_CODING, "replace").replace(_SOFT_HYPHEN, "-")
    return round(_font().getlength(shown))


@cache
def _font() -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    with as_file(files("critical_points.workbook") / "fonts" / _FILE) as path:
        return ImageFont.truetype(str(path), 1000)
