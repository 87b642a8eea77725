"""Answers that name a group, a unit or points to develop."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from rapidfuzz import fuzz, process

from critical_points.facts import harmless
from critical_points.instrument import Group, Instrument
from critical_points.mapping.columns import Confirmed, MappedColumn
from critical_points.messages import said
from critical_points.scales import all_non_answers, normalise, whole_number

#: What ``mapping.toml`` says of an answer that names no group or unit.
UNKNOWN = "unknown"

#: A group or unit named by at least this many respondents is asked about; a rarer one is a listed problem.
_FEWEST_NAMED = 5

#: Two names that differ by less than this, of 100, are about as like a text.
_ABOUT_AS_LIKE = 15

#: From here on, of 100, one name is proposed: below, words that only end alike are as near.
_MUCH_LIKE = 80

#: Marks by which a survey tool tells that an option was chosen, or was not.
_CHOSEN = frozenset(
    [*("x", "k", "kyllä", "j", "ja", "y", "yes", "t", "true"), *("checked", "valittu", "vald", "selected", "quoted")]
)
_NOT_CHOSEN = frozenset(
    [*("e", "ei", "n", "nej", "no", "f", "false"), *("ei valittu", "inte vald", "unchecked", "not selected")]
)

#: What may stand between two points, or before one.
_BETWEEN = re.compile(r"(?:ja|sekä|och|samt|and|&|/|-|\d{1,2}[.)]?)")


def named(groups: Iterable[Group], confirmed: Mapping[str, str]) -> Callable[[str], str | None]:
    """Return a function from an answer text to the key of the group or unit it names, or None."""
    known = {
        normalise(word): group.key
        for group in groups
        for words in (group.name.values(), *group.synonyms.values())
        for word in words
    } | dict(confirmed)
    return lambda text: known.get(normalise(text))


def finder(kind: str, instrument: Instrument, confirmed: Confirmed) -> Callable[[str], str | None]:
    """Return `named` for groups or for units; without a list of units, each text is a unit of its own."""
    if kind == "group":
        return named(instrument.groups, confirmed.names("group"))
    find, silent = named(instrument.units, confirmed.names("unit")), {"", *all_non_answers(instrument)}
    if instrument.units:
        return find
    return lambda text: find(text) or (None if normalise(text) in silent else " ".join(harmless(text).split()))


def suggest(text: str, groups: Iterable[Group]) -> str:
    """Return "Did you mean …" for a group or unit that is much like a text, else the nearest ones, if any is near."""
    names = {
        normalise(word): group.key
        for group in groups
        for words in (group.name.values(), *group.synonyms.values())
        for word in words
    }
    close = process.extract(normalise(text), list(names), scorer=fuzz.ratio, score_cutoff=60, limit=None)
    best: dict[str, tuple[str, float]] = {}
    for name, score, _ in close:  # the most like first
        if score > close[0][1] - _ABOUT_AS_LIKE:
            best.setdefault(names[name], (name, score))
    shown = [f"{name!r} ({key})" for key, (name, _) in best.items()]
    if len(shown) == 1 and close[0][1] >= _MUCH_LIKE:
        return said("Did you mean {name}?", name=shown[0])
    return said("Nearest: {names}. It may be none of these.", names=", ".join(shown[:3])) if shown else ""


def unknown_names(column: MappedColumn, instrument: Instrument, confirmed: Confirmed) -> list[tuple[str, int, str]]:
    """Return the answers of a group or unit column that must be asked about: text, respondents, suggestion.

    Units are asked about only where the workspace names its units; else each text is a unit of its own.
    """
    groups = instrument.groups if column.kind == "group" else instrument.units
    find = finder(column.kind, instrument, confirmed)
    silent = {"", *all_non_answers(instrument)}
    counts: dict[str, int] = {}
    for text, label in column.said.items():
        if normalise(label) not in silent and find(label) is None:
            counts[label] = counts.get(label, 0) + column.counts[text]
    return [(label, n, suggest(label, groups)) for label, n in counts.items() if n >= _FEWEST_NAMED]


def read_votes(text: str, points: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Return the points that an answer names, and the parts of it that name none.

    The parts are divided by ``;`` or line breaks, or by commas; names of points may hold commas themselves, so known
    names are taken out first, the longest first.

    Parameters
    ----------
    text : str
        An answer.
    points : Mapping of str to str
        Normalised name → key; see `point_names`.
    """
    found: list[str] = []
    strange: list[str] = []
    for part in re.split(r"[;\r\n]", text):
        rest = normalise(part)
        before = len(found)
        for name in sorted(points, key=len, reverse=True):
            if name not in rest:
                continue  # to look so is quick, to look for whole words is not
            rest, times = re.subn(rf"(?<!\w){re.escape(name)}(?!\w)", ",", rest)
            found += [points[name]] * bool(times)
        left = [word for word in map(normalise, rest.split(",")) if word]
        strange += [word for word in left if len(found) == before or not _BETWEEN.fullmatch(word)]
    return list(dict.fromkeys(found)), strange


def read_mark(text: str, point: str, points: Mapping[str, str]) -> bool | None:
    """Tell whether an answer in the column of one point chooses it; None where the answer says something else."""
    plain = normalise(text)
    number = whole_number(plain)
    if not plain or plain in _NOT_CHOSEN or number == 0:
        return False
    if plain in _CHOSEN or (number is not None and number > 0):
        return True
    return True if points.get(plain) == point else None


def chosen_points(
    column: MappedColumn, points: Mapping[str, str], non_answers: frozenset[str]
) -> dict[str, tuple[list[str], list[str]]]:
    """Return, for each answer text of a vote column, the points it chooses and the parts that say something else."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for text, label in column.said.items():
        if normalise(label) in {"", *non_answers}:
            found[text] = ([], [])
        elif column.item:
            mark = read_mark(label, column.item, points)
            found[text] = ([column.item] if mark else [], [label] if mark is None else [])
        else:
            named_points, strange = read_votes(label, points)
            found[text] = (named_points, [word for word in strange if word not in non_answers])
    return found
