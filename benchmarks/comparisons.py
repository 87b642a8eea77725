"""The time of all comparisons on the tally of a thousand respondents and on that of ten million.

``python -m benchmarks.comparisons`` draws answers, counts them, and times every result from the counts five times, side
by side in one run. The large tally is that of 20,000 drawn respondents added to itself until there are 10,000,000:
tallies add. Of the thousand, no group has less than ninety in a wave, so that both tallies have the same results to
tell: what is not told of few respondents takes no time.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter

import numpy as np
import pandas as pd

from critical_points.cleaning import Answers
from critical_points.disclosure import Protected, protect
from critical_points.estimates import (
    agreement,
    compare_groups,
    compare_targets,
    compare_waves,
    describe,
    find_gaps,
    priorities,
    reliability,
    trend,
)
from critical_points.estimates.memory import forget
from critical_points.instrument import Instrument, Labels, load_instrument
from critical_points.language import Language
from critical_points.tallies import Tally, tally

SMALL, DRAWN, LARGE = 1_000, 20_000, 10_000_000
WAVES = ("2025", "2026")
SEED = 20261122

RESULTS: dict[str, Callable[[Protected], pd.DataFrame]] = {
    "describe": describe,
    "compare_groups, points": compare_groups,
    "compare_groups, items": lambda safe: compare_groups(safe, kind="item"),
    "find_gaps": find_gaps,
    "compare_waves, points": compare_waves,
    "compare_waves, items": lambda safe: compare_waves(safe, kind="item"),
    "trend": trend,
    "priorities": priorities,
    "compare_targets": lambda safe: compare_targets(safe, [safe.labels.instrument.points[0].key], lowest=True),
    "reliability": reliability,
    "agreement": agreement,
}


def draw(people: int, instrument: Instrument) -> Answers:
    """Return invented answers of two waves, half of the people in each."""
    random = np.random.default_rng(SEED)
    groups = np.array([group.key for group in instrument.groups[:5]])
    points = np.array([point.key for point in instrument.points])
    each = people // len(WAVES)
    names = pd.DataFrame({"wave": np.repeat(WAVES, each), "respondent": [f"r{n}" for n in range(each * len(WAVES))]})
    own = random.normal(3.1, 0.6, len(names))
    parts = []
    for item in instrument.items:
        rating = np.clip(np.rint(own + random.normal(0, 0.8, len(names))), 1, 5)
        rated = random.random(len(names)) > 0.02
        facts = {"item": item.key, "point": item.point, "level": item.level}
        status = np.where(rated, "rated", "blank")
        parts.append(names.assign(**facts, rating=pd.array(np.where(rated, rating, np.nan), "Int8"), status=status))
    chosen = np.argsort(random.random((len(names), len(points))), axis=1)[:, :2]
    votes = pd.concat([names.assign(point=points[column]) for column in chosen.T], ignore_index=True)
    asked = [(wave, item.key, True) for wave in WAVES for item in instrument.items]
    return Answers(
        respondents=names.assign(
            group=random.choice(groups, len(names), p=[0.28, 0.18, 0.18, 0.18, 0.18]),
            unit=None,
            source="a.csv",
            flags="",
        ),
        ratings=pd.concat(parts, ignore_index=True).astype({"point": "str", "level": "str"}),
        votes=votes,
        account=pd.DataFrame(asked, columns=["wave", "item", "comparable"]),
        problems=pd.DataFrame(),
        labels=Labels(instrument, Language("en")),
    )


def multiply(counted: Tally, times: int) -> Tally:
    """Return a tally added to itself until it is there so many times."""
    if times == 1:
        return counted
    half = multiply(counted, times // 2)
    return half + half + counted if times % 2 else half + half


def seconds(result: Callable[[Protected], pd.DataFrame], safe: Protected, times: int = 5) -> float:
    """Return the median time of a few runs, each from the counts themselves."""
    found = []
    for _ in range(times):
        forget()
        start = perf_counter()
        result(safe)
        found.append(perf_counter() - start)
    return median(found)


def main() -> None:
    """Print the times and their ratio."""
    instrument = load_instrument()
    small = tally(draw(SMALL, instrument), by="group")
    large = multiply(tally(draw(DRAWN, instrument), by="group"), LARGE // DRAWN)
    tallies = {SMALL: small, LARGE: large}
    people = {n: int(t.counts.query("kind == 'respondents' and group == 'all'")["n"].sum()) for n, t in tallies.items()}
    safe = {n: protect(t, headcounts={w: dict.fromkeys(_groups(t), 2 * n) for w in WAVES}) for n, t in tallies.items()}
    sys.stdout.write(f"Seconds from the tallies of {people[SMALL]:,} and of {people[LARGE]:,} respondents\n")
    sys.stdout.write(f"{'rows of the tally':24}{len(small.counts):10,}{len(large.counts):14,}\n")
    total = {SMALL: 0.0, LARGE: 0.0}
    for name, result in RESULTS.items():
        found = {n: seconds(result, safe[n]) for n in tallies}
        total = {n: total[n] + found[n] for n in tallies}
        _line(name, found)
    _line("all", total)


def _groups(counted: Tally) -> list[str]:
    return [group for group in counted.counts["group"].unique() if group != "all"]


def _line(name: str, found: dict[int, float]) -> None:
    ratio = found[LARGE] / found[SMALL]
    sys.stdout.write(f"{name:24}{found[SMALL]:10.3f}{found[LARGE]:14.3f}   ratio {ratio:.2f}\n")


if __name__ == "__main__":
    main()
