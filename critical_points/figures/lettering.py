"""Text that fits: widths are measured, lines broken between words, long words at a syllable."""

from __future__ import annotations

import math
import re
from functools import cache

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.textpath import TextToPath

from critical_points.figures.style import BASE, POINTS_PER_INCH, SMALL, TITLE, WIDTH, look
from critical_points.memory import Memory

_PATHS = TextToPath()

_measures: Memory[tuple[float, float, float]] = Memory(most=16_384)

_VOWELS = "aeiouyåäöé"

#: Second parts of long words of the field: a word is divided before them rather than at another syllable.
_SECOND_PARTS = (
    *("henkilö", "kumppanuu", "ohja", "palvelu", "suhte", "suunnittel", "verkosto"),
    *("handled", "partnerskap", "personal", "planering", "service"),
)


@cache
def text_width(text: str, size: float = BASE, weight: str = "normal") -> float:
    """Return the width of one line of text in inches."""
    with look():
        return measure(text, FontProperties(size=size, weight=weight))[0] / POINTS_PER_INCH


def measure(text: str, font: FontProperties) -> tuple[float, float, float]:
    """Return width, height and descent of one line of text in points, as figures as SVG are drawn.

    It takes a ninth of a millisecond for each text, and the same names stand in many figures: they are kept. Ask in the
    look of the figures, which tells the fonts.
    """
    return _measures.find((text, font.copy()), lambda: _PATHS.get_text_width_height_descent(text, font, False))


#: Letters stand closer to each other than one by one, by less than this share of a line; never wider, but for rounding.
_CLOSER, _ROUNDING = 0.06, 0.01


def _fits(text: str, width: float, size: float, weight: str) -> bool:
    """Tell whether a line is at most so wide; it is measured only where its letters one by one do not tell."""
    rough = sum(_letter_width(sign, weight) for sign in text) * size / POINTS_PER_INCH
    if rough + _ROUNDING <= width or rough * (1 - _CLOSER) > width:
        return rough <= width
    return text_width(text, size, weight) <= width


@cache
def _letter_width(sign: str, weight: str) -> float:
    """Return the room of one sign as a share of the font's size; not a number where the font does not have it."""
    with look():
        font = get_font(findfont(FontProperties(weight=weight)))
    if not font.get_char_index(ord(sign)):
        return math.nan
    font.set_size(_PATHS.FONT_SCALE, POINTS_PER_INCH)
    glyph = font.load_char(ord(sign), flags=LoadFlags.NO_HINTING)
    return float(glyph.linearHoriAdvance) / (1 << 16) / _PATHS.FONT_SCALE


#: What stays on one line: a word with what a no-break space ties to it, or a part of it up to a hyphen or a slash.
_PIECES = re.compile(r"[\S\u00a0\u202f]+?[-/–](?=[^\W\d])|[\S\u00a0\u202f]+\s*")


def wrap(text: str, width: float, size: float = BASE, weight: str = "normal") -> str:
    """Break a text into lines of at most `width` inches.

    Lines are broken between words, after a hyphen or a slash; a word that is wider than the line is divided
    where a second part begins, or before a consonant with a vowel, as Finnish words are, and gets a hyphen.

    Parameters
    ----------
    text : str
        The text, on one line.
    width : float
        Inches.
    size : float
        Font size in points.
    weight : {"normal", "bold"}
        Font weight.

    Returns
    -------
    str
        The same text with line breaks. Nothing is cut.
    """
    lines: list[str] = []
    width += 1e-6
    for piece in _PIECES.findall(text):
        joined = f"{lines[-1]}{piece}" if lines else piece
        if lines and _fits(joined.rstrip(), width, size, weight):
            lines[-1] = joined
        else:
            lines += _divide(piece, width, size, weight)
    return "\n".join(line.rstrip() for line in lines)


def _divide(word: str, width: float, size: float, weight: str) -> list[str]:
    parts: list[str] = []
    while not _fits(word.rstrip(), width, size, weight):
        fitting = [i for i in range(1, len(word.rstrip())) if _fits(f"{word[:i]}-", width, size, weight)]
        if not fitting:
            break
        best = [i for i in fitting if word[i:].lower().startswith(_SECOND_PARTS)]
        good = [i for i in fitting if _syllable_starts(word, i)]
        cut = (best or good or fitting)[-1]
        parts.append(f"{word[:cut]}-")
        word = word[cut:]
    return [*parts, word]


def _syllable_starts(word: str, i: int) -> bool:
    letters = word.strip().lower()
    consonant, vowel = letters[i : i + 1], letters[i + 1 : i + 2]
    inside = 2 <= i <= len(letters) - 3
    return inside and consonant.isalpha() and consonant not in _VOWELS and vowel != "" and vowel in _VOWELS


def wrap_title(text: str) -> str:
    """Break a title into lines as wide as the figure."""
    return wrap(text, WIDTH - 0.15, TITLE, "bold")


def wrap_note(text: str) -> str:
    """Break a note into lines as wide as the figure."""
    return wrap(text, WIDTH - 0.15, SMALL)
