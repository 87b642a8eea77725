"""Two publications side by side: what a reader of both could subtract."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from critical_points.disclosure import protect
from critical_points.releases.comparing import Revealed, Seen, differing_numbers, revealed
from critical_points.releases.members import members_of
from critical_points.tallies import tally
from tests.small_answers import Row, small_answers, small_instrument

ASKED = small_instrument({"a1": "a", "a2": "a", "b1": "b"}, groups=["x", "y", "z"], units=["u", "v"])

#: Twelve of x, eleven of y, six of z, in two units; no two groups answer alike.
ROWS: list[Row] = [
    *[("1", "x", "u" if n < 6 else "v", (n % 5 + 1, n % 3 + 1, n % 4 + 1), ("a",)) for n in range(12)],
    *[("1", "y", "u" if n < 5 else "v", (n % 4 + 2, n % 5 + 1, n % 2 + 3), ("b",)) for n in range(11)],
    *[("1", "z", "v", (n % 3 + 2, n % 2 + 2, n % 5 + 1), ("a", "b")) for n in range(6)],
]


def seen(rows: list[Row], minimum: int = 5, merges: Mapping[str, Mapping[str, str]] | None = None) -> Seen:
    """Return what is published of some answers, with groups as they are merged."""
    answers, merges = small_answers(ASKED, rows), merges or {}
    shown = [
        (
            wave,
            merges.get("group", {}).get(str(group), group),
            merges.get("unit", {}).get(str(unit), unit),
            cells,
            votes,
        )
        for wave, group, unit, cells, votes in rows
    ]
    counted = tally(small_answers(ASKED, shown), by=("group", "unit"))
    safe = protect(counted, minimum, margins=("group", "unit"))
    return Seen(safe.cells, members_of(answers, "1"), merges)


def late(group: str, n: int, unit: str = "v") -> list[Row]:
    return [("1", group, unit, (k % 5 + 1, 5 - k % 5, 3), ("a",)) for k in range(n)]


def test_the_same_answers_in_another_order_tell_nothing_new() -> None:
    assert revealed(seen(ROWS), [seen(ROWS[::-1])], 5) == []


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_fewer_than_five_late_answers_follow_by_subtraction(n: int) -> None:
    assert Revealed(n, "x", "v") in revealed(seen(ROWS + late("x", n)), [seen(ROWS)], 5)
    assert Revealed(n, "x", "v") in revealed(seen(ROWS), [seen(ROWS + late("x", n))], 5)


def test_five_late_answers_of_one_group_and_unit_may_follow() -> None:
    assert revealed(seen(ROWS + late("x", 5)), [seen(ROWS)], 5) == []


def test_five_late_answers_of_two_groups_may_not() -> None:
    found = revealed(seen(ROWS + late("x", 3) + late("y", 2)), [seen(ROWS)], 5)
    assert {Revealed(3, "x", "v"), Revealed(2, "y", "v")} <= set(found)


def test_five_late_respondents_of_whom_two_rated_a_statement_are_told_of() -> None:
    shy: list[Row] = [("1", "x", "v", (3, 3, 3 if n < 2 else ""), ()) for n in range(5)]
    assert Revealed(2, "x", "v") in revealed(seen(ROWS + shy), [seen(ROWS)], 5)


def test_one_changed_answer_is_one_who_left_and_one_who_came() -> None:
    wave, group, unit, cells, votes = ROWS[0]
    changed: list[Row] = [(wave, group, unit, (5 if cells[0] != 5 else 1, *cells[1:]), votes), *ROWS[1:]]
    assert Revealed(1, "x", "u") in revealed(seen(changed), [seen(ROWS)], 5)


def test_five_changed_answers_of_one_group_and_unit_may_follow() -> None:
    changed: list[Row] = [
        (wave, group, unit, (cells[0], cells[1], 5), votes) if n < 6 else (wave, group, unit, cells, votes)
        for n, (wave, group, unit, cells, votes) in enumerate(ROWS)
    ]
    assert revealed(seen(changed), [seen(ROWS)], 5) == []


def test_one_respondent_moved_to_another_group_is_told_of() -> None:
    wave, _, unit, cells, votes = ROWS[0]
    found = revealed(seen([(wave, "y", unit, cells, votes), *ROWS[1:]]), [seen(ROWS)], 5)
    assert any(one.size == 1 for one in found)


def test_a_merge_that_gives_a_hidden_group_away_is_told() -> None:
    few: list[Row] = [*ROWS[:23], ("1", "z", "v", (1, 2, 3), ()), ("1", "z", "v", (2, 2, 2), ())]
    with_y, with_x = (seen(few, merges={"group": {"z": other}}) for other in ("y", "x"))
    assert revealed(with_y, [with_y], 5) == []
    assert Revealed(2, "z", "v") in revealed(with_y, [with_x], 5)


def test_a_larger_minimum_on_the_same_answers_tells_of_nobody_below_the_smaller_one() -> None:
    assert revealed(seen(ROWS, 10), [seen(ROWS)], 5) == []


def test_three_publications_may_tell_together_what_no_two_tell() -> None:
    six: list[Row] = [("1", "x", "v", (5, n % 5 + 1, n % 2 + 1), ()) for n in range(6)]
    others: list[Row] = [("1", "x", "v", (n % 2 + 1, n % 5 + 1, 5), ()) for n in range(5)]
    first, second, third = seen(ROWS), seen(ROWS + six), seen(ROWS + six[:1] + others)
    for one, other in ((second, first), (third, first), (third, second)):
        assert revealed(one, [other], 5) == []
    assert Revealed(1, "x", "v") in revealed(third, [first, second], 5)


def test_without_the_respondents_only_numbers_are_compared() -> None:
    old, new = seen(ROWS).cells, seen(ROWS + late("x", 3)).cells
    assert Revealed(3, "x", "all") in differing_numbers(new, old, 5)
    assert differing_numbers(old, old, 5) == []
    assert differing_numbers(seen(ROWS + late("x", 5)).cells, old, 5) == []
