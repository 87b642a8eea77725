"""A few answers that a reader can count by hand, as clean answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from critical_points.cleaning import Answers
from critical_points.instrument import Group, Instrument, Item, Labels, Level, Point, load_instrument
from critical_points.language import Language

#: What a cell of a small table means: a rating, "?" don't know, "" blank, "!" a problem.
FATES = {"?": "non-answer", "": "blank", "!": "problem"}


def same(text: str) -> dict[str, str]:
    """Return one text for every language."""
    return dict.fromkeys(("fi", "sv", "en"), text)


def small_instrument(
    items: Mapping[str, str], groups: Sequence[str] = (), levels: Sequence[str] = (), units: Sequence[str] = ()
) -> Instrument:
    """Return an instrument with the points and levels that its items (key → point or level) name."""
    points = [key for key in dict.fromkeys(items.values()) if key not in levels]
    return replace(
        load_instrument(),
        points=tuple(Point(key, n, same(key), same(key)) for n, key in enumerate(points, 1)),
        levels=tuple(Level(key, same(key), same(key), n) for n, key in enumerate(levels, 1)),
        items=tuple(
            Item(key, same(key), "realised", None if of in levels else of, of if of in levels else None)
            for key, of in items.items()
        ),
        groups=tuple(Group(key, same(key), {}) for key in groups),
        units=tuple(Group(key, same(key), {}) for key in units),
    )


Row = tuple[str, str | None, str | None, Sequence[int | str], Sequence[str]]


def small_answers(
    instrument: Instrument, rows: Sequence[Row], *, not_comparable: Sequence[tuple[str, str]] = ()
) -> Answers:
    """Return answers from rows of (wave, group, unit, a cell for each item, points voted for)."""
    people, ratings, votes = [], [], []
    for n, (wave, group, unit, cells, chosen) in enumerate(rows, 1):
        people.append((wave, f"r{n}", group, unit))
        votes += [(wave, f"r{n}", point) for point in chosen]
        for item, cell in zip(instrument.items, cells, strict=True):
            rating = cell if isinstance(cell, int) else None
            status = "rated" if isinstance(cell, int) else FATES[cell]
            ratings.append((wave, f"r{n}", item.key, item.point, item.level, rating, status))
    columns = ["wave", "respondent", "item", "point", "level", "rating", "status"]
    waves = list(dict.fromkeys(row[0] for row in rows))
    account = [(w, item.key, (w, item.key) not in not_comparable) for w in waves for item in instrument.items]
    return Answers(
        respondents=pd.DataFrame(people, columns=["wave", "respondent", "group", "unit"])
        .assign(source="answers.csv", flags=None)
        .astype("str"),
        ratings=pd.DataFrame(ratings, columns=columns).astype(dict.fromkeys(columns, "str") | {"rating": "Int8"}),
        votes=pd.DataFrame(votes, columns=["wave", "respondent", "point"], dtype="str"),
        account=pd.DataFrame(account, columns=["wave", "item", "comparable"]),
        problems=pd.DataFrame(),
        labels=Labels(instrument, Language("en")),
    )
