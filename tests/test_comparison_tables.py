"""Tables of groups, waves and priorities, against counts by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from critical_points.disclosure import Protected, protect
from critical_points.display import DisplayTable
from critical_points.instrument import Labels
from critical_points.language import Language
from critical_points.tables import tabulate_changes, tabulate_gaps, tabulate_pairs, tabulate_priorities
from critical_points.tallies import Tally, tally
from tests.in_full import in_full
from tests.small_answers import Row, small_answers, small_instrument

ARROW = "\N{NO-BREAK SPACE}→\N{NO-BREAK SPACE}"

INSTRUMENT = small_instrument({"i1": "p1", "i2": "p2"}, groups=["staff", "heads", "few"])

#: p1: of 400 pairs the heads rate higher in 375 and equally in 20, so in 96 of 100; p2: everybody rates 4.
APART: list[Row] = [
    *[("2026", "staff", None, (1, 4), ("p1",))] * 15,
    *[("2026", "staff", None, (2, 4), ("p1",))] * 5,
    *[("2026", "heads", None, (5, 4), ("p2",))] * 18,
    *[("2026", "heads", None, (2, 4), ("p2",))] * 1,
    *[("2026", "heads", None, (1, 4), ("p2",))] * 1,
]


def protected(rows: list[Row], code: str = "en", not_comparable: tuple[tuple[str, str], ...] = ()) -> Protected:
    return protect(counted(rows, code, not_comparable))


def in_words(rows: list[Row], code: str = "en", not_comparable: tuple[tuple[str, str], ...] = ()) -> Protected:
    """Return small groups as if all of them could be told: how results are told does not depend on it."""
    return in_full(counted(rows, code, not_comparable))


def counted(rows: list[Row], code: str, not_comparable: tuple[tuple[str, str], ...]) -> Tally:
    small = small_answers(INSTRUMENT, rows, not_comparable=not_comparable)
    return tally(replace(small, labels=Labels(INSTRUMENT, Language(code))), by="group")


def rows(table: DisplayTable) -> list[list[str]]:
    return [list(map(str, row)) for row in table.frame.to_numpy()]


def test_gaps_tell_the_most_divergent_point_first_and_who_rates_higher() -> None:
    turned: list[Row] = [(wave, group, unit, cells[::-1], votes) for wave, group, unit, cells, votes in APART]
    table = tabulate_gaps(in_words(turned))
    assert table.caption == "Where the groups differ, 2026"
    assert list(table.frame.columns) == [
        *["Critical point", "The groups", "Rates higher", "Rates lower", "Higher in pairs of 100", "n"]
    ]
    assert rows(table)[0] == ["p2", "diverge", "heads", "staff", "96", "40"]
    assert rows(table)[1] == ["p1", "alike", "–", "–", "50", "40"]


def test_gaps_of_groups_too_small_to_be_tested_in_pairs_name_no_pair() -> None:
    assert [row[2:5] for row in rows(tabulate_gaps(in_words(APART[14:28])))] == [["–", "–", "–"]] * 2


def test_one_group_alone_has_no_gaps_and_no_pairs() -> None:
    alone = in_words(APART[:12])
    assert tabulate_gaps(alone).frame.empty
    assert repr(tabulate_gaps(alone)) == "There are not two groups that could be compared."
    assert repr(tabulate_pairs(alone)) == "There are not two groups that are large enough to be tested."


def test_pairs_have_the_group_that_rates_higher_first() -> None:
    table = tabulate_pairs(in_words([*APART, *[("2026", "few", None, (3, 4), ())] * 6]))
    assert list(table.frame.columns) == [
        "Critical point",
        "Rates higher",
        "n, rates higher",
        "Rates lower",
        "n, rates lower",
        "Higher in pairs of 100",
        "95% interval",
        "p, adjusted",
        "Clear difference",
    ]
    found = rows(table)
    assert [row[:6] for row in found] == [  # the six are shown elsewhere, and not tested
        ["p1", "heads", "20", "staff", "20", "96"],
        ["p2", "staff", "20", "heads", "20", "50"],
    ]
    assert [row[6:] for row in found] == [["80–99", "< 0.01", "yes"], ["45–55", "–", "no"]]


def test_small_p_values_are_a_bound_in_the_language_s_digits_and_aligned_as_numbers() -> None:
    table = tabulate_pairs(in_words(APART, "fi"))
    assert rows(table)[0][7] == "< 0,01"
    assert '<td class="number" style="text-align:right">&lt; 0,01</td>' in table._repr_html_()


def wave(name: str, first: list[int], second: list[int]) -> list[Row]:
    return [(name, "staff", None, cells, ()) for cells in zip(first, second, strict=True)]


def test_changes_have_difference_pairs_and_verdict() -> None:
    before = wave("2025", [2] * 20 + [1] * 20, [3] * 20 + [4] * 20)
    after = wave("2026", [4] * 20 + [5] * 20, [3] * 20 + [4] * 20)
    table = tabulate_changes(in_words(before + after))
    assert table.caption == "Critical points, change from 2025 to 2026"
    assert list(table.frame.columns) == [
        "Critical point",
        "n",
        "Difference",
        "95% interval of the difference",
        "Higher in 2026, pairs of 100",
        "Difference, same mix of groups",
        "Verdict",
    ]
    one, other = rows(table)
    assert one[:3] == ["p1", "40 → 40".replace(" → ", ARROW), "+3.00"]
    # ± t(78) × √(2 × 0.2564 / 40): 1.9908 × 0.11323
    assert one[3:] == ["+2.77 to +3.23", "100", "–", "improved"]
    assert other[2:5] == ["0.00", "−0.23 to +0.23", "50"]
    assert other[6:] == ["no meaningful change"]


def test_a_change_that_cannot_be_told_says_so() -> None:
    table = tabulate_changes(in_words(wave("2025", [1, 5] * 4, [3] * 8) + wave("2026", [2, 5] * 4, [3] * 8)))
    assert rows(table)[0][6:] == ["cannot tell"]


def test_points_that_are_not_comparable_have_no_difference() -> None:
    both = wave("2025", [2] * 8, [3] * 8) + wave("2026", [3] * 8, [3] * 8)
    table = tabulate_changes(in_words(both, not_comparable=(("2025", "i1"),)))
    assert rows(table)[0] == ["p1", "8 → 8".replace(" → ", ARROW), "–", "–", "–", "–", "not comparable"]


def test_a_hidden_wave_tells_nothing_but_that() -> None:
    both = wave("2025", [2] * 3, [3] * 3) + wave("2026", [3] * 8, [3] * 8)
    assert rows(tabulate_changes(protected(both)))[0] == [
        *["p1", "under 5 → 8".replace(" → ", ARROW), "–", "–", "–", "–", "protected"]
    ]


def test_of_a_small_wave_only_rounded_means_and_n_are_compared() -> None:
    """2025: 1.875 of eight is told as 1.9; 2026: 3.5 of forty."""
    both = wave("2025", [1, 2, 3, 1, 2, 3, 1, 2], [3, 4] * 4) + wave("2026", [3, 4] * 20, [3, 4] * 20)
    table = tabulate_changes(protected(both))
    assert rows(table)[0] == ["p1", "8 → 40".replace(" → ", ARROW), "+1.6", "–", "–", "–", "cannot tell"]


def test_one_wave_alone_has_nothing_to_compare_with() -> None:
    table = tabulate_changes(in_words(APART), kind="item")
    assert table.frame.empty
    assert repr(table) == "There is no earlier survey to compare with yet."


def test_priorities_have_both_shares_with_n_and_their_certainty() -> None:
    asked = small_instrument({"i1": "p1", "i2": "p2", "i3": "p3"}, groups=["staff"])
    people: list[Row] = [
        *[("2026", "staff", None, (1, 2, 5), ("p1",))] * 20,
        *[("2026", "staff", None, (2, 4, 4), ("p1", "p2"))] * 20,
    ]
    table = tabulate_priorities(in_full(tally(small_answers(asked, people), by="group")))
    assert table.caption == "What to develop first: shares and ranks, 2026"
    assert rows(table) == [
        ["p1", "100", "40", "100", "40", "yes", "1", "100", "yes"],
        ["p2", "50", "40", "50", "40", "no", "2", "100", "yes"],
        ["p3", "0", "40", "0", "40", "no", "3", "0", "no"],
    ]


def test_priorities_without_votes_and_of_hidden_points() -> None:
    silent: list[Row] = [("2026", "staff", None, (1, 4), ())] * 6
    assert [row[3:5] for row in rows(tabulate_priorities(in_words(silent)))] == [["–", "–"], ["–", "–"]]
    gone = rows(tabulate_priorities(protected(silent[:3])))
    assert gone[0][:3] == ["p1", "under 5", "under 5"]


@pytest.mark.parametrize("code", ["fi", "sv"])
def test_every_header_is_in_the_reader_s_language(code: str) -> None:
    safe = in_words([*APART, *wave("2025", [2] * 8, [3] * 8)], code)
    english = in_words([*APART, *wave("2025", [2] * 8, [3] * 8)])
    for make in (tabulate_gaps, tabulate_pairs, tabulate_changes, tabulate_priorities):
        same = set(make(safe).frame.columns) & set(make(english).frame.columns)
        assert same <= {"n", "n 2025", "n 2026"}
