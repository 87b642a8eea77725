"""The library equals reference values that were computed row by row with fractions, another way (tests/plain.py)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest

from critical_points.disclosure import Protected
from critical_points.estimates import agreement, compare_groups, compare_targets, compare_waves, describe, find_gaps
from critical_points.estimates.blocks import read_block, sums_of
from critical_points.estimates.differences import paired
from critical_points.estimates.ranks import brunner_munzel
from critical_points.estimates.reliability import cronbach_alpha
from critical_points.estimates.score_tables import score_tables
from critical_points.estimates.shares import ratio_of_sums
from critical_points.tallies import tally
from tests import plain
from tests.in_full import in_full
from tests.small_answers import small_answers


def stored() -> dict[str, Fraction]:
    with plain.FILE.open(encoding="utf-8", newline="") as handle:
        return {row["value"]: Fraction(row["fraction"]) for row in csv.DictReader(handle)}


@pytest.fixture(scope="module")
def safe() -> Protected:
    return in_full(tally(small_answers(plain.ASKED, plain.rows()), by="group"))


def of_cells(safe: Protected) -> Iterator[tuple[str, float]]:
    for row in describe(safe).query("kind == 'point'").to_dict("records"):
        cell = f"{row['wave']} {row['subject']} {row['group']}"
        yield from ((f"{cell} {name}", row[name]) for name in ("n", "mean", "median"))
        yield f"{cell} variance", row["sd"] ** 2
        if row["group"] == "all":
            yield f"{row['wave']} {row['subject']} top_two", row["top_two"]
    _, errors = ratio_of_sums(safe.ratios)
    for row, error in zip(safe.ratios.to_dict("records"), errors, strict=True):
        if row["group"] == "all":
            yield f"{row['wave']} {row['subject']} top_two_error²", error**2
    for row in agreement(safe).to_dict("records"):
        if row["kind"] == "all" and row["group"] != "all":
            for name in ("krippendorff_ordinal", "krippendorff_interval"):
                yield f"{row['wave']} {row['group']} {name}", row[name]
        if row["subject"] == "a1" and row["group"] != "all":
            for name in ("ad_mean", "ad_median", "rwg"):
                yield f"{row['wave']} a1 {row['group']} {name}", row[name]


def of_groups(safe: Protected) -> Iterator[tuple[str, float]]:
    for wave in "12":
        for row in find_gaps(safe, wave).to_dict("records"):
            yield f"{wave} {row['subject']} h", row["h"]
        for row in compare_groups(safe, wave, smallest_tested=5).to_dict("records"):
            pair = f"{wave} {row['subject']} {row['group']}{row['other']}"
            yield from ((f"{pair} delta", row["delta"]), (f"{pair} exact", row["p_exact"]))
        for table in score_tables(safe, wave, "point"):
            for one, other in ((0, 1), (0, 2), (1, 2)):
                pair = f"{wave} {table.subject} {table.groups[one]}{table.groups[other]}"
                yield f"{pair} brunner_munzel²", brunner_munzel(table.counts[one], table.counts[other]).statistic ** 2
        for point in "ab":
            sums = sums_of(safe, wave, "point")
            block = read_block(sums[sums["subject"] == point], plain.ITEMS)
            assert block is not None
            yield f"{wave} {point} alpha", cronbach_alpha(block.covariance, block.n).value


def of_waves(safe: Protected) -> Iterator[tuple[str, float]]:
    for row in compare_waves(safe).to_dict("records"):
        yield f"{row['subject']} standardised", row["standardised"]
        yield f"{row['subject']} composition", row["composition"]
        yield f"{row['subject']} delta between waves", row["delta"]
    yield "a did", compare_targets(safe, ["a"])["difference"].item()
    for wave in "12":
        pairs = sums_of(safe, wave, "pairs")
        both = pairs.loc[pairs["first"] != pairs["second"], ["n", "x", "y", "xx", "xy", "yy"]]
        n, x, y, *squares = both.to_numpy(float)[0]
        found = paired(n, x, y, (squares[0], squares[1], squares[2]))
        yield f"{wave} paired", found.value
        yield f"{wave} paired_t²", (found.value / found.error) ** 2


def test_the_stored_values_are_those_of_the_script() -> None:
    assert stored() == plain.reference_values()


def test_every_stored_value_is_the_librarys(safe: Protected) -> None:
    ours = {name: value for part in (of_cells, of_groups, of_waves) for name, value in part(safe)}
    expected = stored()
    assert set(ours) == set(expected)
    assert len(expected) == 157
    far = {name: (ours[name], float(value)) for name, value in expected.items() if abs(ours[name] - value) > 1e-12}
    assert np.isfinite(list(ours.values())).all()
    assert not far
