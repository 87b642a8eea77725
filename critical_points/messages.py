"""What the analyst is told, in the language that is spoken: errors, questions, and what the command prints."""

from __future__ import annotations

import gettext
import locale
import os
import re
from functools import cache
from importlib.resources import files
from io import BytesIO

#: The languages of the product, the customer's first.
LANGUAGES = ("fi", "sv", "en")

#: An environment variable with the language to speak, whatever the workspace says.
LANGUAGE_VARIABLE = "CRITICAL_POINTS_LANGUAGE"

_BLANK_PERCENT = re.compile(r"(?<=[\d}])[ \u00a0]%")

_spoken: list[str] = []  # the last one is spoken; empty until somebody has said


@cache
def catalogue(code: str, domain: str) -> gettext.NullTranslations:
    """Return the catalogue of a language and domain; an empty one where the texts themselves are in that language."""
    source = files("critical_points") / "locale" / code / f"{domain}.po"
    if not source.is_file():
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as handle:
        read = read_po(handle, locale=code)
    compiled = BytesIO()
    write_mo(compiled, read)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def speak(code: str) -> None:
    """Tell everything from now on in this language, where the environment does not ask for another.

    Parameters
    ----------
    code : {"fi", "sv", "en"}
        The workspace's language; anything else changes nothing.
    """
    if code in LANGUAGES:
        _spoken[:] = [code]


def fall_silent() -> None:
    """Forget what `speak` said: the system's language is spoken until somebody asks for another."""
    _spoken.clear()


def spoken() -> str:
    """Return the language that is spoken: the environment's, else the workspace's, else the system's, else English."""
    asked = os.environ.get(LANGUAGE_VARIABLE, "")
    if asked in LANGUAGES:
        return asked
    return _spoken[-1] if _spoken else _of_the_system()


@cache
def _of_the_system() -> str:
    asked = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    name = (locale.getlocale()[0] or "").casefold() if asked in {"", "C", "C.UTF-8", "POSIX"} else asked.casefold()
    named = {"fi": "fi", "finnish": "fi", "sv": "sv", "swedish": "sv"}
    return next((code for start, code in named.items() if name.startswith(start)), "en")


def said(message: str, **values: object) -> str:
    """Return a message (English, the key of the catalogue) in the language that is spoken, its fields filled in.

    Parameters
    ----------
    message : str
        The text itself, not a variable: ``scripts/update_catalogues.py`` looks for it.
    **values : object
        Its fields.
    """
    code = spoken()
    words = as_written(code, catalogue(code, "messages").gettext(message))
    return words.format(**values) if values else words


def said_plural(one: str, many: str, n: int, **values: object) -> str:
    """Return the form of a message that goes with `n`, which is available as the field ``{n}``."""
    words = catalogue(spoken(), "messages").ngettext(one, many, n)
    return words.format(n=grouped(n), **values)


def as_written(code: str, words: str) -> str:
    """Return a text as its language writes percentages: in English the sign follows the number without a blank."""
    return _BLANK_PERCENT.sub("%", words) if code == "en" and "%" in words else words


def to_say(message: str) -> str:
    """Return a message as it stands, marked for the catalogue: it is said later, by `translated`."""
    return message


def translated(message: str) -> str:
    """Return a message that was marked with `to_say` in the language that is spoken."""
    return catalogue(spoken(), "messages").gettext(message) if message else ""


def everywhere(message: str) -> frozenset[str]:
    """Return a message that was marked with `to_say` in all languages: it may have been written in any of them."""
    return frozenset(catalogue(code, "messages").gettext(message) for code in LANGUAGES)


def grouped(n: int) -> str:
    """Return a whole number as the language that is spoken writes it: 12 345 in Finnish."""
    if abs(n) < 1000:
        return str(n)
    from babel.numbers import format_decimal

    return str(format_decimal(n, locale=spoken()))


def decimal(value: float) -> str:
    """Return a number with one decimal as the language that is spoken writes it: 3,5 in Finnish."""
    from babel.numbers import format_decimal

    return str(format_decimal(value, "0.0", locale=spoken()))


def introduce(name: str, *parts: str, step: str = "") -> str:
    """Return what an object says of itself in one line: ``Review(2 surveys; language fi) – next: …``.

    Parameters
    ----------
    name : str
        Its class.
    *parts : str
        What it holds; empty ones are left out.
    step : str
        What to call now.
    """
    told = f"{name}({'; '.join(part for part in parts if part)})"
    return said("{object} – next: {step}", object=told, step=step) if step else told
