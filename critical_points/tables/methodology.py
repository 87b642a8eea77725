"""How the results of a wave were made, in plain words: every number from the results and from the code itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

from critical_points.disclosure import Protected
from critical_points.display import unbroken
from critical_points.estimates import choose_waves
from critical_points.language import Language
from critical_points.tables.method_texts import (
    Told,
    tell_answers,
    tell_benchmark,
    tell_change,
    tell_groups,
    tell_intervals,
    tell_plan,
    tell_priorities,
    tell_programs,
    tell_protection,
    tell_scores,
    tell_sources,
    tell_statements,
)
from critical_points.workspace import Review


@dataclass(frozen=True)
class Methodology:
    """How results were made, part by part.

    Parameters
    ----------
    parts : tuple of (str, tuple of str)
        A heading, and its sentences; several lines in a sentence are a list under its first.
    language : Language
        The language of all of it.
    """

    parts: tuple[tuple[str, tuple[str, ...]], ...]
    language: Language

    def __repr__(self) -> str:
        """Return the parts as plain text."""
        return "\n\n".join("\n".join((heading, *told)) for heading, told in self.parts)

    def _repr_html_(self) -> str:
        parts = [f"<h2>{escape(heading)}</h2>{''.join(map(_html, told))}" for heading, told in self.parts]
        return f'<div lang="{escape(self.language.code)}">{"".join(parts)}</div>'


def methods(review: Review, safe: Protected, wave: str | None = None, against: str | None = None) -> Methodology:
    """Tell how the results of a wave were made: what was counted, compared, protected, and by which rules.

    Parameters
    ----------
    review : Review
        The workspace.
    safe : Protected
        Protected counts of the wave, and of the one it is compared with.
    wave, against : str, optional
        The wave and the earlier one; by default the newest and the one before it.

    Returns
    -------
    Methodology
        Only what was computed is told: a part that has nothing to tell is left out. Every number is one of the results,
        or a constant of the code that made them.
    """
    wave, against = choose_waves(safe, wave, against)
    told, language = Told(review, safe, wave, against), safe.labels.language
    parts: tuple[tuple[str, Callable[[Told], Iterator[str]]], ...] = (
        (language.text("Answers"), tell_answers),
        (language.text("From ratings to scores"), tell_scores),
        (language.text("Uncertainty"), tell_intervals),
        (language.text("Comparing groups"), tell_groups),
        (language.text("Comparing years"), tell_change),
        (language.text("What to develop first"), tell_priorities),
        (language.text("Plan and partnership"), tell_plan),
        (language.text("Comparing with other organisations"), tell_benchmark),
        (language.text("Protecting small groups"), tell_protection),
        (language.text("What was asked"), tell_statements),
        (language.text("Programs"), tell_programs),
        (language.text("Sources of the methods"), tell_sources),
    )
    found = ((heading, tuple(tell(told))) for heading, tell in parts)
    return Methodology(tuple((heading, sentences) for heading, sentences in found if sentences), language)


def _html(told: str) -> str:
    first, *entries = told.split("\n")
    items = "".join(f"<li>{unbroken(escape(entry))}</li>" for entry in entries)
    return f"<p>{unbroken(escape(first))}</p>" + (f"<ul>{items}</ul>" if entries else "")
