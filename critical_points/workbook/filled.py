"""A workbook that was read back: what stands in its fields, and what was not understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from critical_points.messages import introduce, said_plural

#: What a field may hold: a text, letter for letter, or the key of a choice; a day; a number, a share being 0–1.
Value = str | date | float


@dataclass(frozen=True)
class Problem:
    """Something in a workbook that was not understood, or not read.

    Parameters
    ----------
    sheet : str
        The sheet or page.
    field : str
        The key of the field, or what it is called where it has no key.
    value : str
        What stands there, letter for letter.
    why : str
        Why it is a problem.
    suggestion : str
        What may have been meant, or what to do.
    """

    sheet: str
    field: str
    value: str
    why: str
    suggestion: str = ""


@dataclass(frozen=True)
class Filled:
    """What one file says.

    Parameters
    ----------
    values : Mapping of str to Value
        Key → what was understood; a blank field and one that was not understood have no key here.
    file : str
        The file's name.
    problems : tuple of Problem
        Everything that was not understood or not read; the values themselves stand there.
    wave, language : str
        The wave and the language that the file says it was made for, "" where it does not tell.
    version : int or None
        The version of the form.
    """

    values: Mapping[str, Value]
    file: str
    problems: tuple[Problem, ...] = ()
    wave: str = ""
    language: str = ""
    version: int | None = None

    def __repr__(self) -> str:
        """Tell the file and how much was understood; no texts."""
        return introduce(
            "Filled",
            self.file,
            self.wave,
            said_plural("{n} field filled", "{n} fields filled", len(self.values)),
            said_plural("{n} problem", "{n} problems", len(self.problems)),
        )
