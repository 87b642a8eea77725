"""A tour of what can be called: in which order, what each does, and an example."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from importlib import import_module
from inspect import signature
from typing import Any

from critical_points.errors import Fault, SettingsError, did_you_mean
from critical_points.language import Language
from critical_points.messages import catalogue, said, spoken, to_say
from critical_points.tour.parts import PARTS, Part, Stop

__all__ = ["PARTS", "Card", "Part", "Stop", "Tour", "help"]

#: What an analyst types first.
_FIRST = ("review = cp.open_review()", "safe = cp.open_results(review)", "cp.explore(review)")

_TITLE = to_say("A tour of critical_points")
_BEGIN = to_say("Begin with these three lines:")
_MORE = to_say('More about one function: cp.help("heatmap").')


def help(name: object = None, language: str | None = None) -> Tour | Card:  # noqa: A001 - read as cp.help
    """Show what can be called and in which order, or what one function does.

    Parameters
    ----------
    name : str or function, optional
        A public name, such as "heatmap"; by default the whole tour.
    language : {"fi", "sv", "en"}, optional
        By default the workspace's, once it is open.

    Returns
    -------
    Tour or Card
        Shown as HTML in a notebook and as text in a terminal.

    Raises
    ------
    SettingsError
        When there is no such name; the closest one is named.
    """
    code = spoken() if language is None else Language(language).code
    if name is None:
        return Tour(code)
    wanted = str(getattr(name, "__name__", name)).removeprefix("cp.").removesuffix("()")
    for part in PARTS:
        for stop in part.stops:
            if stop.name == wanted:
                return Card(stop, part.title, code)
    known = [stop.name for part in PARTS for stop in part.stops]
    fault = Fault(said("no {name!r}.", name=wanted), suggestion=did_you_mean(wanted, known))
    raise SettingsError(
        said("There is no function of this name."), [fault], said("type  cp.help()  for the whole list")
    )


@dataclass(frozen=True)
class Tour:
    """Every public name, part by part.

    Parameters
    ----------
    language : {"fi", "sv", "en"}
        In which it is told.
    """

    language: str

    def __repr__(self) -> str:
        """Return the tour as text."""
        lines = [self._in(_TITLE), "", self._in(_BEGIN), *(f"    {line}" for line in _FIRST)]
        for part in PARTS:
            lines += ["", self._in(part.title)]
            lines += [f"  {stop.code}\n      {self._in(stop.line)}" for stop in part.stops]
        return "\n".join([*lines, "", self._in(_MORE)])

    def _repr_html_(self) -> str:
        first = "".join(f"<li><code>{escape(line)}</code></li>" for line in _FIRST)
        parts = "".join(
            f"<details{' open' if part in PARTS[:2] else ''}><summary>{escape(self._in(part.title))}</summary>"
            f"<ul>{''.join(map(self._item, part.stops))}</ul></details>"
            for part in PARTS
        )
        return (
            f'<section lang="{self.language}" aria-label="{escape(self._in(_TITLE))}">'
            f"<h2>{escape(self._in(_TITLE))}</h2><p>{escape(self._in(_BEGIN))}</p><ol>{first}</ol>"
            f"{parts}<p>{escape(self._in(_MORE))}</p></section>"
        )

    def _item(self, stop: Stop) -> str:
        return f"<li><code>{escape(stop.code)}</code><br>{escape(self._in(stop.line))}</li>"

    def _in(self, text: str) -> str:
        return catalogue(self.language, "messages").gettext(text)


@dataclass(frozen=True)
class Card:
    """One public name: what it does, its arguments, an example.

    Parameters
    ----------
    stop : Stop
        The name.
    part : str
        The part of the tour that it stands in.
    language : {"fi", "sv", "en"}
        In which it is told.
    """

    stop: Stop
    part: str
    language: str

    def __repr__(self) -> str:
        """Return the card as text."""
        return "\n".join(
            [
                self._call,
                f"    {self._in(self.stop.line)}",
                f"{self._in(to_say('Example:'))} {self.stop.example}",
                f"{self._in(to_say('Part of the tour: {title}')).format(title=self._in(self.part))}",
                f"{self._in(to_say('All of its arguments, in English:'))} help(cp.{self.stop.name})",
            ]
        )

    def _repr_html_(self) -> str:
        head, line, example, part, more = (escape(text.strip()) for text in repr(self).splitlines())
        return (
            f'<section lang="{self.language}" aria-label="cp.{self.stop.name}"><p><code>{head}</code></p><p>{line}</p>'
            f"<p>{example}</p><p>{part}</p><p>{more}</p></section>"
        )

    @property
    def _call(self) -> str:
        """The name with its arguments, without their types."""
        thing: Any = getattr(import_module("critical_points"), self.stop.name)
        if isinstance(thing, type):
            return f"cp.{self.stop.name}"
        told = [one.replace(annotation=one.empty) for one in signature(thing).parameters.values()]
        return (
            f"cp.{self.stop.name}{signature(thing).replace(parameters=told, return_annotation=signature(thing).empty)}"
        )

    def _in(self, text: str) -> str:
        return catalogue(self.language, "messages").gettext(text)
