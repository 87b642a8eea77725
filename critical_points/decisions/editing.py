"""Lines added to a TOML text under the headings where they belong; what stands there is left as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_HEADING = re.compile(r"\s*(\[\[?)\s*([\w.]+)\s*\]\]?\s*(?:#.*)?")


@dataclass(frozen=True)
class Section:
    """A heading and the lines under it.

    Parameters
    ----------
    name : str
        "labels" for ``[labels]``, "column" for ``[[column]]``, "column.labels" for ``[column.labels]``.
    first : int
        The line of the heading.
    last : int
        The last line that belongs to it: blank lines and comments before the next heading are that one's.
    """

    name: str
    first: int
    last: int


def sections_of(lines: Sequence[str]) -> list[Section]:
    """Return the sections of a TOML text, in its order."""
    headings = [(number, match[2]) for number, line in enumerate(lines) if (match := _HEADING.fullmatch(line))]
    ends = [*(number for number, _ in headings), len(lines)][1:]
    found = []
    for (first, name), end in zip(headings, ends, strict=False):
        last = end - 1
        while last > first and (not lines[last].strip() or lines[last].lstrip().startswith("#")):
            last -= 1
        found.append(Section(name, first, last))
    return found


@dataclass(frozen=True)
class Edits:
    """What is changed in a text: lines put behind a line, and lines left out."""

    behind: dict[int, list[str]] = field(default_factory=dict)
    dropped: set[int] = field(default_factory=set)

    def add(self, number: int, lines: Sequence[str]) -> None:
        """Put lines behind a line, after those that were put there before."""
        self.behind.setdefault(number, []).extend(lines)

    def applied(self, lines: Sequence[str]) -> list[str]:
        """Return the changed text."""
        changed = list(self.behind.get(-1, []))
        for number, line in enumerate(lines):
            changed += [line] * (number not in self.dropped)
            changed += self.behind.get(number, [])
        return changed


def quoted(value: str | bool | int) -> str:
    """Return a value as TOML writes it."""
    text = json.dumps(value, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in text)


def pair(key: str, value: str | bool | int, note: str = "") -> str:
    """Return the line ``key = value``, with a note behind it."""
    plain = "".join(character if character.isprintable() else " " for character in note)
    return f"{key} = {quoted(value)}" + (f" # {plain}" if plain else "")


def undecided(pairs: Mapping[str, str]) -> list[str]:
    """Return one line an answer that is not decided yet: text → note."""
    return [pair(quoted(text), "", note) for text, note in pairs.items()]


def table(heading: str, pairs: Mapping[str, str]) -> list[str]:
    """Return a new section of answers that are not decided yet, none where there are no answers."""
    return ["", heading, *undecided(pairs)] if pairs else []
