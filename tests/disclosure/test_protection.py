"""What may be shown: small tables in which a reader sees who could be worked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import pytest

from critical_points.disclosure import Protected, protect
from critical_points.errors import SettingsError
from critical_points.tallies import tally
from tests.small_answers import Row, small_answers, small_instrument

GROUPS, UNITS = ["x", "y", "z", "w"], ["n", "s"]
ASKED = small_instrument({"a1": "a", "a2": "a", "a3": "a"}, groups=GROUPS, units=UNITS)
ONE_WAY = ("group", "unit")


def people(n: int, group: str | None, unit: str | None = None, wave: str = "1") -> list[Row]:
    """Return n respondents whose answers are spread over the scale."""
    return [(wave, group, unit, (i % 5 + 1, (i + 1) % 5 + 1, (i + 2) % 5 + 1), ()) for i in range(n)]


def shown(rows: Sequence[Row], by: Sequence[str] = ("group",), kind: str = "respondents") -> dict[str, str]:
    """Return what is told of each place: its detail, or why it is hidden."""
    return told(protect(tally(small_answers(ASKED, rows), by=by), margins=ONE_WAY), kind)


def told(safe: Protected, kind: str, subject: str | None = None) -> dict[str, str]:
    frame = pd.concat([safe.cells.assign(told=safe.cells["detail"]), safe.hidden.assign(told=safe.hidden["why"])])
    frame = frame[(frame["kind"] == kind) & ((frame["subject"] == subject) | (subject is None))]
    names = np.where(frame["unit"] == "all", frame["group"], frame["unit"])
    return dict(zip(names, frame["told"], strict=True))


SIZES = [("w", 40), ("y", 30), ("x", 8)]
SMALL, OTHER = "fewer than 5", "protects another cell"


def test_a_group_of_four_takes_the_smallest_other_group_with_it() -> None:
    rows = people(20, "x") + people(12, "y") + people(4, "z")
    assert shown(rows) == {"all": "full", "x": "full", "y": OTHER, "z": SMALL}


def test_two_groups_of_two_are_a_union_of_four() -> None:
    rows = people(20, "x") + people(12, "y") + people(2, "z") + people(2, "w")
    assert shown(rows) == {"all": "full", "x": "full", "y": OTHER, "z": SMALL, "w": SMALL}


def test_two_groups_of_three_and_two_are_a_union_of_five() -> None:
    assert shown(people(20, "x") + people(3, "z") + people(2, "w")) == {
        "all": "full",
        "x": "full",
        "z": SMALL,
        "w": SMALL,
    }


def test_where_a_line_is_exhausted_only_the_total_is_left() -> None:
    assert shown(people(20, "x") + people(4, "z")) == {"all": "full", "x": OTHER, "z": SMALL}
    assert shown(people(4, "z")) == {"all": SMALL, "z": SMALL}


def test_a_unit_less_the_group_that_works_there_only() -> None:
    rows = people(20, "x", "n") + people(3, "y", "n") + people(15, "y", "s")
    found = shown(rows, ONE_WAY)
    assert found["all"] == "full"
    assert OTHER in {found["x"], found["n"]}, "n − x are the three of y in n"
    assert OTHER in {found["y"], found["s"]}, "y − s are the same three"


def test_the_total_is_the_last_to_be_hidden() -> None:
    safe = protect(tally(small_answers(ASKED, people(6, "x", "n") + people(3, "y", "s")), by=ONE_WAY))
    assert told(safe, "respondents")["all"] == "full"
    assert set(safe.cells["group"]) == set(safe.cells["unit"]) == {"all"}


def test_waves_are_audited_apart() -> None:
    large = people(20, "x", wave="2") + people(12, "z", wave="2")
    both = protect(tally(small_answers(ASKED, large + people(20, "x") + people(4, "z")), by="group"))
    alone = protect(tally(small_answers(ASKED, large), by="group"))
    pd.testing.assert_frame_equal(both.cells[both.cells["wave"] == "2"].reset_index(drop=True), alone.cells)
    assert set(both.hidden["wave"]) == {"1"}


def with_item(group: str, cells: Mapping[int, tuple[int | str, int | str, int | str]], n: int) -> list[Row]:
    rows = people(n, group)
    return [(w, g, u, cells.get(i, row), votes) for i, (w, g, u, row, votes) in enumerate(rows)]


def test_an_item_takes_another_item_with_it_since_they_add_up_to_the_point() -> None:
    few = {i: ("?", 1 + i % 5, 5 - i % 5) for i in range(16)}
    safe = protect(tally(small_answers(ASKED, with_item("x", few, 20) + people(30, "y") + people(40, "w")), by="group"))
    assert told(safe, "item", "a1") == {"all": "full", "x": SMALL, "y": OTHER, "w": "full"}
    companions = [item for item in ("a2", "a3") if told(safe, "item", item)["x"] == OTHER]
    assert len(companions) == 1
    assert told(safe, "item", companions[0])["y"] == OTHER
    assert told(safe, "answers", "a") == dict.fromkeys(["all", "x", "y", "w"], "full")


def test_an_item_alone_in_its_point_takes_the_point_with_it() -> None:
    alone = small_instrument({"a1": "a"}, groups=GROUPS)
    rows: list[Row] = [("1", "x", None, (i % 5 + 1 if i < 4 else "?",), ()) for i in range(20)]
    rows += [("1", "y", None, (i % 5 + 1,), ()) for i in range(20)]
    safe = protect(tally(small_answers(alone, rows), by="group"))
    for kind in ("item", "point", "answers"):
        assert told(safe, kind) == {"all": "full", "x": SMALL, "y": OTHER}


def test_a_point_on_which_nobody_has_a_score_but_a_few_have_an_answer_is_hidden() -> None:
    rows: list[Row] = [("1", "x", None, (3 if n < 2 else "", "", ""), ()) for n in range(8)]
    safe = protect(tally(small_answers(ASKED, rows)))
    assert not {"item", "point", "answers"} & set(safe.cells["kind"])


def test_five_to_nine_tell_their_mean_and_so_does_the_group_that_would_tell_the_rest() -> None:
    safe = protect(tally(small_answers(ASKED, people(7, "z") + people(12, "y") + people(40, "x")), by="group"))
    assert told(safe, "item", "a1") == {"all": "full", "x": "full", "y": "mean", "z": "mean"}
    cell = safe.cells[(safe.cells["kind"] == "item") & (safe.cells["group"] == "z")].iloc[0]
    assert (cell["n"], cell["mean"]) == (7, round((1 + 2 + 3 + 4 + 5 + 1 + 2) / 7, 1))
    assert set(safe.counts.loc[safe.counts["kind"].isin(["item", "point", "answers"]), "group"]) == {"all", "x"}
    assert set(safe.sums["group"]) == set(safe.ratios["group"]) == {"all", "x"}


def alike(n: int, group: str, rating: int) -> list[Row]:
    return [("1", group, None, (rating, i % 5 + 1, 5 - i % 5), ()) for i in range(n)]


def test_the_unanimous_tell_a_band_and_so_does_the_group_that_would_tell_the_rest() -> None:
    safe = protect(tally(small_answers(ASKED, alike(15, "z", 5) + people(20, "y") + people(40, "x")), by="group"))
    assert told(safe, "item", "a1") == {"all": "full", "x": "full", "y": "band", "z": "band"}
    cells = safe.cells[(safe.cells["subject"] == "a1") & (safe.cells["detail"] == "band")]
    assert cells[["group", "band_low", "band_high"]].to_numpy().tolist() == [["y", 3, 4], ["z", 4, 5]]
    assert cells["mean"].isna().all()


def test_the_unanimously_unfavourable_are_hidden() -> None:
    rows = [*alike(14, "z", 1), ("1", "z", None, (5, 3, 2), ()), *people(20, "y"), *people(40, "x")]
    found = told(protect(tally(small_answers(ASKED, rows), by="group")), "item", "a1")
    assert found == {"all": "full", "x": "full", "y": OTHER, "z": OTHER}


def test_votes_are_hidden_alike_whoever_was_chosen() -> None:
    two = small_instrument({"a1": "a", "b1": "b"}, groups=GROUPS)
    rows: list[Row] = [("1", group, None, (3, 4), ("a",) if n < 4 else ()) for group in "xy" for n in range(12)]
    rows += [("1", "w", None, (3, 4), ("a",) if n % 2 else ("b",)) for n in range(30)]
    hidden = protect(tally(small_answers(two, rows), by="group")).hidden
    assert hidden[["group", "kind", "subject", "why"]].to_numpy().tolist() == [
        [group, "vote", subject, why]
        for group, why in (("w", OTHER), ("x", SMALL), ("y", SMALL))
        for subject in ("a", "all", "b")
    ]


def test_votes_of_five_to_nine_voters_are_hidden_for_their_own_sake() -> None:
    two = small_instrument({"a1": "a", "b1": "b"}, groups=GROUPS)
    rows: list[Row] = [
        ("1", group, None, (n % 5 + 1, 3), ("a",) if n % 2 else ("b",)) for group, size in SIZES for n in range(size)
    ]
    safe = protect(tally(small_answers(two, rows), by="group"))
    found = safe.hidden[(safe.hidden["kind"] == "vote") & (safe.hidden["subject"] == "a")]
    assert dict(zip(found["group"], found["why"], strict=True)) == {"x": "fewer than 10 voters", "y": OTHER}


def test_an_answer_without_a_score_does_not_follow_from_pooled_answers_and_scores() -> None:
    """Sixteen rated all three items, one rated one: 49 answers less three times the scores are that one's."""
    rows: list[Row] = [("1", "x", None, (n % 5 + 1, n % 3 + 2, n % 4 + 1), ()) for n in range(16)]
    rows.append(("1", "x", None, ("?", "?", 5), ()))
    assert told(protect(tally(small_answers(ASKED, rows), by="group")), "point")["all"] == "mean"
    several: list[Row] = [("1", "x", None, (n % 5 + 1, "?", n % 5 + 1), ()) for n in range(4)]
    assert told(protect(tally(small_answers(ASKED, [*rows, *several]), by="group")), "point")["all"] == "full"


def test_who_must_have_answered_unfavourably_is_not_told() -> None:
    """All six low answers of the unit n and all six of the group x: at least four of them are the four of x in n."""
    rows: list[Row] = [("1", "x", "n", (1, 3, 4), ()) for _ in range(4)]
    rows += [("1", "x", "s", (1 if n < 6 else 4, n % 5 + 1, 3), ()) for n in range(30)]
    rows += [("1", "y", "n", (1 if n < 6 else 5, 3, n % 5 + 1), ()) for n in range(30)]
    rows += [("1", "y", "s", (5 if n % 2 else 3, n % 5 + 1, 2), ()) for n in range(30)]
    found = told(protect(tally(small_answers(ASKED, rows), by=ONE_WAY), margins=ONE_WAY), "item", "a1")
    assert "mean" in found.values() or "band" in found.values()


def test_a_larger_minimum_hides_more_and_a_smaller_one_is_refused() -> None:
    counted = tally(small_answers(ASKED, people(9, "x")), by="group")
    assert protect(counted, 10).cells.empty
    with pytest.raises(SettingsError, match="smallest allowed is 5"):
        protect(counted, 4)


def test_an_unknown_margin_is_refused() -> None:
    counted = tally(small_answers(ASKED, people(9, "x")), by="group")
    with pytest.raises(SettingsError, match=r"no margin 'groups'.*Did you mean 'group'"):
        protect(counted, margins=("groups",))


def test_what_is_not_published_is_not_in_the_result() -> None:
    counted = tally(
        small_answers(ASKED, people(20, "x", "n") + people(20, "y", "s") + people(20, "x", "s")), by=ONE_WAY
    )
    safe = protect(counted, margins="group")
    assert set(safe.cells["unit"]) | set(safe.counts["unit"]) | set(safe.hidden["unit"]) == {"all"}
