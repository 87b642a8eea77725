"""What one critical point is, and what a team talks about it: the instrument's own texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from critical_points.disclosure import Protected, only_protected
from critical_points.display import unbroken
from critical_points.language import Language
from critical_points.workbook.facts import list_laws

#: A text, and the texts that belong to it.
Entry = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class TextList:
    """Texts as a notebook shows them: an opening, then a list whose entries may have entries of their own.

    Parameters
    ----------
    language : Language
        The language of all of it.
    opening : tuple of str
        Paragraphs before the list.
    entries : tuple of (str, tuple of str)
        The list.
    empty : str
        What is told where there is neither.
    """

    language: Language
    opening: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    empty: str = ""

    def __repr__(self) -> str:
        """Return the texts, one a line."""
        lines = list(self.opening)
        for text, parts in self.entries:
            lines += [f"- {text}", *(f"  - {part}" for part in parts)]
        return "\n".join(lines) or self.empty

    def _repr_html_(self) -> str:
        told = [f"<p>{_html(text)}</p>" for text in (self.opening or (() if self.entries else (self.empty,)))]
        if self.entries:
            told.append(f"<ul>{''.join(_item(text, parts) for text, parts in self.entries)}</ul>")
        return f'<div lang="{escape(self.language.code)}">{"".join(told)}</div>'


def introduce_point(safe: Protected, point: str) -> TextList:
    """Tell what a point covers, which statements measure it, and which sections of law bear on it.

    Parameters
    ----------
    safe : Protected
        Protected counts: their instrument is told, nothing else of them.
    point : str
        The key of the point.

    Returns
    -------
    TextList
        Only sections of law that are verified.

    Raises
    ------
    SettingsError
        When the instrument has no such point.
    """
    only_protected(safe)
    labels, language = safe.labels, safe.labels.language
    asked = labels.instrument.point(point)
    about = asked.about.get(language.code, "")
    statements = tuple(labels.item(item.key) for item in labels.instrument.items_of("point", point))
    laws = tuple(text for _, text in list_laws(labels.instrument, point, language))
    entries: list[Entry] = []
    if statements:
        entries.append((language.text("It is measured by these statements:"), statements))
    if laws:
        entries.append((language.text("Provisions of law that bear on it:"), laws))
    empty = language.text("The instrument says no more of this point than its name.")
    return TextList(language, (about,) if about else (), tuple(entries), empty)


def list_prompts(safe: Protected, point: str) -> TextList:
    """List what a team talks about a point in part 2: each question with those that help to go on.

    Parameters
    ----------
    safe : Protected
        Protected counts: their instrument is told, nothing else of them.
    point : str
        The key of the point.

    Returns
    -------
    TextList

    Raises
    ------
    SettingsError
        When the instrument has no such point.
    """
    only_protected(safe)
    language = safe.labels.language
    code = language.code
    prompts = [
        (prompt.question[code], tuple(text[code] for text in prompt.follow_ups))
        for prompt in safe.labels.instrument.prompts_of("point", point)
    ]
    empty = language.text("The instrument has no questions for the discussion of this point.")
    return TextList(language, (), tuple(prompts), empty)


def _item(text: str, parts: Sequence[str]) -> str:
    inner = f"<ul>{''.join(f'<li>{_html(part)}</li>' for part in parts)}</ul>" if parts else ""
    return f"<li>{_html(text)}{inner}</li>"


def _html(text: str) -> str:
    return unbroken(escape(text))
