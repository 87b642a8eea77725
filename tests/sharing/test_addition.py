"""Other organisations are added up only where none of them can be told from the sum."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest

from critical_points.errors import SettingsError
from critical_points.sharing import Others, Shared, add_up
from critical_points.sharing.files import COLUMNS

NAN = float("nan")


def shared(name: str, n: int, *, score: float = 4.0, group: str = "all", voters: int = 0, **rest: str) -> Shared:
    """Return what an organisation shared: n respondents, each with the same score on one point."""
    rows = [(group, "respondents", "all", "all", NAN, n), (group, "point", "feedback", "rated", score, n)]
    rows += [(group, "vote", "all", "voters", NAN, voters)] if voters else []
    rows += [(group, "vote", "feedback", "chosen", NAN, int(rest["chosen"]))] if "chosen" in rest else []
    wordings = {"feedback_1": rest.get("wording", "same")}
    return Shared(name, "2026", 5, wordings, pd.DataFrame(rows, columns=list(COLUMNS)), f"{name}.csv")


def told(others: Others, kind: str = "point", subject: str = "feedback", group: str = "all") -> bool:
    bases = others.bases
    row = bases[(bases["kind"] == kind) & (bases["subject"] == subject) & (bases["group"] == group)]
    assert len(row) == 1
    assert bool(row["told"].iloc[0]) == bool(
        len(others.counts.query("kind == @kind and subject == @subject and group == @group"))
    )
    return bool(row["told"].iloc[0])


def test_three_others_are_added_up() -> None:
    others = add_up([shared("A", 20), shared("B", 30, score=3.0), shared("C", 40)], "Own")
    rows = others.counts[others.counts["kind"] == "point"].set_index("score")["n"]
    assert rows.to_dict() == {3.0: 30, 4.0: 60}
    assert others.organisations == (("A", "2026"), ("B", "2026"), ("C", "2026"))


def test_the_own_file_is_left_out_however_its_name_is_written() -> None:
    files = [shared("A", 20), shared("B", 20), shared("C", 20), shared(" OWN  koulutus", 500)]
    others = add_up(files, "Own koulutus")
    assert others.left_out == (" OWN  koulutus.csv",)
    assert others.counts.loc[others.counts["kind"] == "point", "n"].sum() == 60


def test_two_others_are_too_few() -> None:
    with pytest.raises(SettingsError, match="too few organisations") as error:
        add_up([shared("A", 20), shared("B", 20), shared("Own", 20)], "own")
    assert "2 others: A, B" in str(error.value)


def test_an_organisation_is_never_counted_twice() -> None:
    with pytest.raises(SettingsError, match="counted twice"):
        add_up([shared("A", 20), shared("a", 25), shared("B", 20), shared("C", 20)], "Own")


@pytest.mark.parametrize(("largest", "expected"), [(40, True), (41, False)])
def test_nobody_gives_over_half_of_a_sum(largest: int, expected: bool) -> None:
    others = add_up([shared("A", 20), shared("B", 20), shared("C", largest)], "Own")
    assert told(others) is expected


def test_a_group_that_two_of_three_share_is_not_told() -> None:
    teaching = [shared("A", 20, group="teaching"), shared("B", 20, group="teaching"), shared("C", 20)]
    assert not told(add_up(teaching, "Own"), group="teaching")


def test_votes_rest_on_the_voters_even_where_an_organisation_gave_none() -> None:
    files = [shared(name, 20, voters=15, chosen="4") for name in "AB"] + [shared("C", 20, voters=15)]
    others = add_up(files, "Own")
    assert told(others, "vote", "feedback")
    assert others.counts.query("status == 'chosen'")["n"].tolist() == [8]
    assert others.counts.query("status == 'voters'")["n"].tolist() == [45]
    few = add_up([*files[:2], shared("C", 20)], "Own")
    assert not told(few, "vote", "feedback")


def test_a_statement_is_the_same_only_where_all_asked_it_in_the_same_words() -> None:
    same = [shared("A", 20), shared("B", 20), shared("C", 20)]
    assert add_up(same, "Own").wordings == {"feedback_1": "same"}
    assert add_up([*same, shared("D", 20, wording="other")], "Own").wordings == {"feedback_1": ""}


def test_the_order_of_the_files_changes_nothing() -> None:
    files = [shared("A", 20), shared("B", 30, score=3.0), shared("C", 40), shared("D", 15, score=2.5)]
    sums = [add_up(order, "Own") for order in (files, files[::-1], [files[2], files[0], files[3], files[1]])]
    for one, other in pairwise(sums):
        pd.testing.assert_frame_equal(one.counts, other.counts)
        pd.testing.assert_frame_equal(one.bases, other.bases)
