"""Seeded random surveys in which small cells abound."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from critical_points.cleaning import Answers
from critical_points.cleaning.answers import typed
from critical_points.instrument import Group, Instrument, Item, Labels, Level, Point, load_instrument
from critical_points.language import Language

Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]

#: What a cell of the matrix of answers means where it holds no rating.
UNKNOWN, BLANK = 0, -1


@dataclass(frozen=True)
class Survey:
    """A random survey.

    Parameters
    ----------
    seed : int
        What it was drawn from.
    answers : Answers
        What was answered, in one to three waves.
    absent : DataFrame
        Groups that do not exist in a unit, as everyone at work there knows; columns group, unit.
    """

    seed: int
    answers: Answers
    absent: pd.DataFrame


def draw_survey(seed: int, *, small: bool = False) -> Survey:
    """Draw a survey.

    Parameters
    ----------
    seed : int
        What it is drawn from.
    small : bool, default False
        True for one wave of at most two points, 4 groups and 3 units; else 2–9 groups, 1–6 units, 1–3 waves, 1–4 points
        of 1–4 items, at times a level.
    """
    random = np.random.default_rng([seed, 20261122])
    groups = [f"g{n}" for n in range(1, random.integers(2, 5 if small else 10) + 1)]
    units = [f"u{n}" for n in range(1, random.integers(1, 4 if small else 7) + 1)]
    instrument = _instrument(random, groups, units, 2 if small else 4)
    there = _existing(random, len(groups), len(units))
    sizes = _sizes(random, there) * (0.5 if small else 1.0)
    waves = [str(2024 + n) for n in range(1 if small else random.integers(1, 4))]
    habits = _habits(random, len(groups), len(instrument.items))
    parts = [_wave(random, wave, instrument, sizes, habits) for wave in waves]
    people, ratings, votes, account = (pd.concat(frames, ignore_index=True) for frames in zip(*parts, strict=True))
    answers = Answers(people, ratings, votes, account, pd.DataFrame(), Labels(instrument, Language("en")))
    absent = [(groups[g], units[u]) for g, u in np.argwhere(~there)]
    return Survey(seed, answers, pd.DataFrame(absent, columns=["group", "unit"], dtype="str"))


def _instrument(random: np.random.Generator, groups: list[str], units: list[str], most: int) -> Instrument:
    points = [f"p{n}" for n in range(1, _up_to(random, most) + 1)]
    items = [Item(f"{key}{'abcd'[n]}", _text(key), "realised", key) for key in points for n in range(_up_to(random, 4))]
    levels = ["l1"] if random.random() < 0.3 else []
    if levels:
        items += [Item(f"l1{'abcd'[n]}", _text("l1"), "realised", None, "l1") for n in range(_up_to(random, 2))]
        if random.random() < 0.3:
            items[0] = replace(items[0], level="l1")
    return replace(
        load_instrument(),
        points=tuple(Point(key, n, _text(key), _text(key)) for n, key in enumerate(points, 1)),
        levels=tuple(Level(key, _text(key), _text(key), n) for n, key in enumerate(levels, 1)),
        items=tuple(items),
        groups=tuple(Group(key, _text(key), {}) for key in groups),
        units=tuple(Group(key, _text(key), {}) for key in units),
    )


def _text(key: str) -> dict[str, str]:
    return dict.fromkeys(("fi", "sv", "en"), key)


def _up_to(random: np.random.Generator, most: int) -> int:
    return int(random.integers(1, most + 1))


def _existing(random: np.random.Generator, groups: int, units: int) -> Booleans:
    """Return which groups exist in which units: each in at least one, some in one only."""
    there: Booleans = random.random((groups, units)) < random.choice([0.5, 0.8, 1.0])
    for group in range(groups):
        if not there[group].any() or random.random() < 0.15:
            there[group] = np.arange(units) == random.integers(units)
    return there


def _sizes(random: np.random.Generator, there: Booleans) -> Floats:
    """Return how many are expected of each group in each unit, skewed: a few large groups and many small ones."""
    by_group = random.lognormal(0.0, 1.2, there.shape[0])
    by_unit = random.lognormal(0.0, 0.7, there.shape[1])
    sizes: Floats = np.outer(by_group, by_unit) * random.lognormal(0.0, 0.3, there.shape) * there
    expected = float(random.choice([15.0, 30.0, 60.0, 120.0]))
    return sizes * (expected / float(sizes.sum()))


@dataclass(frozen=True)
class _Habits:
    """How each group answers each item: the typical answer, its spread, and how often none is given."""

    typical: Floats
    spread: Floats
    silent: Floats
    agreed: Booleans


def _habits(random: np.random.Generator, groups: int, items: int) -> _Habits:
    typical = random.normal(3.3, 0.6, (groups, items))
    typical[random.random(groups) < 0.2] -= 1.8  # a group that finds nearly everything poor
    agreed = random.random(groups) < 0.15
    typical[agreed] = random.integers(1, 6, (int(agreed.sum()), 1))
    silent = random.beta(1.0, 8.0, (groups, items))
    silent[:, random.random(items) < 0.2] += 0.4
    silent[random.random((groups, items)) < 0.05] = 0.8
    silent = np.where(random.random() < 0.2, 0.0, silent)  # in some surveys every answer is compulsory
    return _Habits(typical, random.uniform(0.3, 1.3, (groups, items)), np.minimum(silent, 0.9), agreed)


def _wave(
    random: np.random.Generator, wave: str, instrument: Instrument, sizes: Floats, habits: _Habits
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return respondents, ratings, votes and account of one wave."""
    counts = random.poisson(sizes * random.uniform(0.7, 1.2))
    counts[np.unravel_index(sizes.argmax(), sizes.shape)] += 1
    group, unit = (np.repeat(place.ravel(), counts.ravel()) for place in np.indices(counts.shape))
    names = np.array([f"{wave}-{n}" for n in random.permutation(len(group))])
    people = {
        "wave": np.repeat(wave, len(group)),
        "respondent": names,
        "group": np.array([place.key for place in instrument.groups])[group],
        "unit": np.array([place.key for place in instrument.units])[unit],
        "source": np.where(random.random(len(group)) < 0.1, f"{wave} late.csv", f"{wave}.csv"),
        "flags": np.where(random.random(len(group)) < 0.15, "straight line", ""),
    }
    asked = random.random(len(instrument.items)) < 0.95
    asked[0] = True
    matrix = _matrix(random, group, habits)
    ratings = _long(wave, names, instrument, matrix, asked)
    points = [point.key for point in instrument.points]
    chosen = random.random((len(group), len(points))) < random.choice([0.1, 0.3, 0.6, 1.0])
    votes = [(wave, names[r], points[p]) for r, p in np.argwhere(chosen)] if random.random() < 0.8 else []
    comparable = random.random(len(instrument.items)) < 0.9
    account = [
        (wave, item.key, bool(same))
        for item, same, there in zip(instrument.items, comparable, asked, strict=True)
        if there
    ]
    return (
        typed("respondents", pd.DataFrame(people)),
        ratings,
        pd.DataFrame(votes, columns=["wave", "respondent", "point"], dtype="str"),
        pd.DataFrame(account, columns=["wave", "item", "comparable"]),
    )


def _matrix(random: np.random.Generator, group: npt.NDArray[np.intp], habits: _Habits) -> npt.NDArray[np.int8]:
    """Return respondents × items: a rating 1–5, `UNKNOWN` or `BLANK`."""
    own = random.normal(0, 0.4, (len(group), 1)) + random.normal(0, 1, (len(group), habits.typical.shape[1]))
    own = np.where(habits.agreed[group][:, None], 0.0, own * habits.spread[group])
    ratings = np.clip(np.rint(habits.typical[group] + own), 1, 5)
    silent = random.random(ratings.shape) < habits.silent[group]
    gone = random.random((len(group), 1)) < 0.03  # left before the first statement
    ratings = np.where(silent, np.where(random.random(ratings.shape) < 0.6, UNKNOWN, BLANK), ratings)
    return np.where(gone, BLANK, ratings).astype(np.int8)


def _long(
    wave: str, names: npt.NDArray[np.str_], instrument: Instrument, matrix: npt.NDArray[np.int8], asked: Booleans
) -> pd.DataFrame:
    frames = []
    for column, item in enumerate(instrument.items):
        if not asked[column]:
            continue
        given = pd.Series(matrix[:, column])
        frames.append(
            pd.DataFrame(
                {
                    "wave": wave,
                    "respondent": names,
                    "item": item.key,
                    "point": item.point,
                    "level": item.level,
                    "rating": given.where(given > 0).astype("Int8"),
                    "status": np.select([given > 0, given == UNKNOWN], ["rated", "non-answer"], "blank"),
                }
            )
        )
    return typed("ratings", pd.concat(frames, ignore_index=True))
