"""How long the protection of a large survey takes, and how much it still shows.

``python -m benchmarks.protection`` invents 9 groups × 12 units × 60 statements × 3 waves and prints seconds.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from critical_points.cleaning import Answers
from critical_points.disclosure import Protected, protect
from critical_points.tallies import Tally, tally
from tests.small_answers import small_answers, small_instrument

GROUPS, UNITS, ITEMS, WAVES, ITEMS_A_POINT = 9, 12, 60, 3, 5


def invent(respondents: int, seed: int = 1) -> Tally:
    """Return the tally of an invented survey whose groups and units are of very unlike sizes."""
    random = np.random.default_rng(seed)
    groups, units = [f"g{n}" for n in range(GROUPS)], [f"u{n}" for n in range(UNITS)]
    items = {f"i{n}": f"p{n // ITEMS_A_POINT}" for n in range(ITEMS)}
    asked = small_instrument(items, groups=groups, units=units)
    told = small_answers(asked, [])
    people = pd.concat(list(_people(random, groups, units, respondents)), ignore_index=True)
    ratings = people[["wave", "respondent"]].merge(
        pd.DataFrame({"item": list(items), "point": list(items.values())}), how="cross"
    )
    answered = random.random(len(ratings)) < 0.93
    chosen = random.choice(5, size=len(ratings), p=[0.05, 0.1, 0.25, 0.35, 0.25]) + 1
    rating = pd.Series(chosen, dtype="Int8").mask(~answered)
    status = pd.Series(np.where(answered, "rated", "blank"), dtype="str")
    ratings = ratings.assign(level=pd.Series([None] * len(ratings), dtype="str"), rating=rating, status=status)
    account = pd.MultiIndex.from_product([people["wave"].unique(), list(items)], names=["wave", "item"])
    answers = Answers(
        people, ratings, told.votes, account.to_frame(index=False).assign(comparable=True), told.problems, told.labels
    )
    return tally(answers, by=["group", "unit"])


def _people(
    random: np.random.Generator, groups: Sequence[str], units: Sequence[str], respondents: int
) -> Iterator[pd.DataFrame]:
    for wave in range(WAVES):
        sizes = [np.exp(-np.arange(len(names)) / 3) for names in (groups, units)]
        picked = [
            random.choice(names, size=respondents, p=size / size.sum())
            for names, size in zip((groups, units), sizes, strict=True)
        ]
        frame = pd.DataFrame({"wave": f"w{wave}", "group": picked[0], "unit": picked[1]})
        yield frame.assign(respondent=[f"w{wave}r{n}" for n in range(respondents)], source="one", flags="").astype(
            "str"
        )


def share_shown(safe: Protected) -> dict[str, float]:
    """Return the share of the cells with each detail, and of those hidden."""
    sizes = safe.cells["detail"].value_counts()
    total = len(safe.cells) + len(safe.hidden)
    return {**{str(detail): n / total for detail, n in sizes.items()}, "hidden": len(safe.hidden) / total}


def main() -> None:
    """Print the seconds and the shares for small and large surveys."""
    for respondents in map(int, sys.argv[1:] or ["300", "1000", "5000"]):
        counted = invent(respondents)
        for margins in (("group", "unit"), None):
            start = time.perf_counter()
            safe = protect(counted, margins=margins)
            seconds = time.perf_counter() - start
            shares = ", ".join(f"{name} {share:.0%}" for name, share in sorted(share_shown(safe).items()))
            print(f"{respondents} respondents a wave, margins {margins or 'all'}: {seconds:.1f} s; {shares}")


if __name__ == "__main__":
    main()
