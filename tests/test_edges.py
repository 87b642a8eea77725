"""Little or nothing to tell: every result is sensible, and none is an error or a warning."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
import pytest

from critical_points.disclosure import Protected, protect
from critical_points.errors import SettingsError
from critical_points.estimates import (
    agreement,
    compare_groups,
    compare_targets,
    compare_waves,
    describe,
    distribution,
    find_gaps,
    priorities,
    reliability,
    respondents,
    trend,
    votes,
)
from critical_points.tallies import tally
from tests.in_full import in_full
from tests.small_answers import Row, small_answers, small_instrument

ASKED = small_instrument(
    {"a1": "a", "a2": "a", "a3": "a", "b1": "b", "l1": "low", "l2": "low"}, groups=["x", "y", "z"], levels=["low"]
)


def respond(wave: str, group: str | None, n: int, cells: tuple[int | str, ...] | None = None) -> list[Row]:
    return [(wave, group, None, cells or ((i % 5 + 1,) * 3 + (i % 3 + 2,) * 3), ("a",)) for i in range(n)]


CASES: dict[str, list[Row]] = {
    "one wave": respond("1", "x", 12) + respond("1", "y", 12),
    "an empty group": respond("1", "x", 12) + respond("1", "y", 12) + respond("2", "x", 12),
    "a group of one": respond("1", "x", 12) + respond("1", "y", 1) + respond("2", "x", 12) + respond("2", "y", 1),
    "one respondent": respond("1", "x", 1),
    "four respondents": respond("1", "x", 4) + respond("2", "x", 4),
    "five respondents": respond("1", "x", 5) + respond("2", "x", 5),
    "all equal": respond("1", "x", 60, (4,) * 6) + respond("1", "y", 60, (4,) * 6) + respond("2", "x", 60, (4,) * 6),
    "all lowest": respond("1", "x", 12, (1,) * 6) + respond("2", "y", 12, (1,) * 6),
    "nobody rated": respond("1", "x", 12, ("?",) * 6) + respond("2", "x", 12, ("",) * 6),
    "one point rated": respond("1", "x", 12, (1, 2, 3, "", "", "")) + respond("2", "x", 12),
    "no votes": [(*row[:4], ()) for row in respond("1", "x", 12) + respond("2", "y", 12)],
    "no groups": respond("1", None, 60) + respond("2", None, 60),
}
HEADCOUNTS = {"1": {"x": 60, "y": 70, "z": 4}, "2": {"x": 11}}
RESULTS: dict[str, Callable[[Protected], pd.DataFrame]] = {
    "describe": describe,
    "describe by t": lambda safe: describe(safe, "t"),
    "distribution": distribution,
    "votes": votes,
    "respondents": respondents,
    "pairs": compare_groups,
    "pairs of items": lambda safe: compare_groups(safe, kind="item"),
    "gaps": find_gaps,
    "gaps by unit": lambda safe: find_gaps(safe, by="unit"),
    "trend": trend,
    "priorities": lambda safe: priorities(safe, times=50),
    "reliability": reliability,
    "agreement": agreement,
}


@pytest.fixture(params=CASES)
def safe(request: pytest.FixtureRequest) -> Iterator[Protected]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield protect(tally(small_answers(ASKED, CASES[request.param]), by="group"), headcounts=HEADCOUNTS)


def test_there_is_always_a_result(safe: Protected) -> None:
    for name, result in RESULTS.items():
        frame = result(safe)
        numbers = frame.select_dtypes("number").to_numpy(float)
        assert not np.isinf(numbers).any(), name
        assert frame.equals(result(safe)), name


def test_waves_are_compared_or_the_lack_of_one_is_told(safe: Protected) -> None:
    if len(set(safe.items["wave"])) == 1:
        for compare in (compare_waves, lambda told: compare_targets(told, ["a"])):
            with pytest.raises(SettingsError, match="no earlier wave"):
                compare(safe)
        return
    frame = compare_waves(safe)
    assert set(frame["verdict"]) <= {"changed", "no meaningful change", "cannot tell", "not comparable", "hidden"}
    for lowest in (False, True):
        row = compare_targets(safe, ["a"], lowest=lowest).iloc[0]
        assert row["verdict"] in {
            *("moved more", "moved less", "no meaningful difference", "cannot tell", "not comparable", "hidden")
        }


def test_no_result_of_a_hidden_group_is_told() -> None:
    told = protect(tally(small_answers(ASKED, CASES["a group of one"]), by="group"), headcounts=HEADCOUNTS)
    for name, result in RESULTS.items():
        frame = result(told)
        columns = [column for column in ("group", "other", "higher", "lower") if column in frame]
        rows = frame[(frame[columns] == "y").any(axis=1)] if columns else frame.iloc[:0]
        shown = rows.select_dtypes("number").drop(columns="rating", errors="ignore")
        assert shown.isna().all().all(), name


def test_where_all_asked_have_answered_the_mean_is_known() -> None:
    told = protect(tally(small_answers(ASKED, respond("2", "x", 11)), by="group"), headcounts=HEADCOUNTS)
    row = describe(told).query("group == 'x' and subject == 'a'").iloc[0]
    assert row["response_rate"] == 1
    assert row["low"] == row["mean"] == row["high"] == row["worst_low"] == row["worst_high"]
    assert row["top_two_low"] == row["top_two"] == row["top_two_high"]


def test_a_headcount_below_the_respondents_is_not_believed() -> None:
    told = protect(tally(small_answers(ASKED, respond("2", "x", 12)), by="group"), headcounts=HEADCOUNTS)
    assert describe(told)["headcount"].isna().all()


def test_the_total_has_a_headcount_where_every_group_has_one() -> None:
    rows = respond("1", "x", 12) + respond("1", "y", 3) + respond("1", None, 2)
    told = protect(tally(small_answers(ASKED, rows), by="group"), headcounts=HEADCOUNTS)
    by_group = respondents(told).set_index("group")["headcount"]
    assert by_group["all"] == 134
    assert np.isnan(by_group["y"])  # hidden
    assert by_group["x"] == 60


def test_all_equal_answers_leave_doubt_only_about_the_unseen() -> None:
    counted = tally(small_answers(ASKED, CASES["all equal"]), by="group")
    band = describe(protect(counted)).query("group == 'all' and subject == 'a' and wave == '1'").iloc[0]
    assert (band["detail"], band["band_low"], band["band_high"]) == ("band", 4, 5)
    assert band[["mean", "low", "sd", "top_two"]].isna().all()
    told = in_full(counted)
    row = describe(told).query("group == 'x' and subject == 'a' and wave == '1'").iloc[0]
    assert row["low"] < 4 == row["mean"] <= row["high"]
    assert set(find_gaps(told, "1")["verdict"]) == {"converges"}
    assert set(compare_waves(told)["verdict"]) == {"no meaningful change"}
    assert set(reliability(told).query("group == 'all' and kind == 'point' and subject == 'a'")["why"]) == {
        "an item has no variance"
    }
