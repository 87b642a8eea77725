"""The tables of the notebooks: what was read, what is in doubt, and the results."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from critical_points.cleaning import Answers
from critical_points.disclosure import Protected, protect
from critical_points.display import DisplayTable
from critical_points.errors import SettingsError
from critical_points.instrument import Labels
from critical_points.language import Language
from critical_points.tables import (
    tabulate_account,
    tabulate_flags,
    tabulate_problems,
    tabulate_respondents,
    tabulate_scores,
    tabulate_sources,
    tabulate_votes,
)
from critical_points.tallies import Tally, tally
from tests.in_full import in_full
from tests.small_answers import Row, small_answers, small_instrument

INSTRUMENT = small_instrument({"i1": "p1", "i2": "p2"}, groups=["staff", "heads"])
ROWS: list[Row] = [
    *[("2026", "staff", None, (4, 2), ("p1",))] * 5,
    ("2026", "staff", None, (5, "?"), ("p1", "p2")),
    *[("2026", "heads", None, (1, 1), ("p2",))] * 3,
]


def answers(code: str = "en") -> Answers:
    """Return small answers with problems and flags, as cleaning gives them."""
    small = small_answers(INSTRUMENT, ROWS)
    problems = pd.DataFrame(
        [("2026", "b.csv", "", 17 + n, "One", "<b>7</b>", "outside the scale", "") for n in range(3)]
        + [("2026", "b.csv", "S", None, "Two", "x", "not a label", "Did you mean 'y'?")],
        columns=["wave", "file", "sheet", "row", "column", "value", "why", "suggestion"],
    )
    flags = ["over half blank", "", "straight line;over half blank", "new doubt", "", "", "", "", ""]
    return replace(
        small,
        problems=problems,
        respondents=small.respondents.assign(flags=flags),
        labels=Labels(INSTRUMENT, Language(code)),
    )


@pytest.fixture(scope="module")
def safe() -> Protected:
    """Return small groups as if all of them could be told: how results are told does not depend on it."""
    return in_full(tally(small_answers(INSTRUMENT, ROWS), by="group"))


@pytest.fixture(scope="module")
def shown() -> Protected:
    return protect(tally(small_answers(INSTRUMENT, ROWS), by="group"))


def rows(table: DisplayTable) -> list[list[str]]:
    return [list(map(str, row)) for row in table.frame.to_numpy()]


#: 40 respondents: one statement that all rated, and one with don't-knows, blanks and a problem.
MANY: list[Row] = [
    (
        "2026",
        "staff" if n % 2 else "heads",
        None,
        (n % 5 + 1, "?" if n < 6 else "" if n < 10 else "!" if n < 11 else n % 5 + 1),
        (),
    )
    for n in range(40)
]


def counted(code: str = "en", flags: str = "") -> Tally:
    """Return many answers from two files; each seventh respondent has the flags."""
    small = small_answers(INSTRUMENT, MANY)
    sources, doubts = (
        ["b.csv" if n < 16 else "a.csv" for n in range(40)],
        [flags if n % 7 == 0 else "" for n in range(40)],
    )
    people = small.respondents.assign(source=sources, flags=doubts)
    return tally(replace(small, respondents=people, labels=Labels(INSTRUMENT, Language(code))))


def test_the_account_has_a_row_a_statement_and_adds_up() -> None:
    table = tabulate_account(protect(counted()))
    assert table.caption == "The fate of every cell of the rating columns, 2026"
    assert list(table.frame.columns) == ["Statement", "Cells", "Rated", "Non-answers", "Blanks", "Problems"]
    assert rows(table) == [
        ["i1", "40", "40", "0", "0", "0"],
        ["i2", "40", "29", "6", "4", "1"],
        ["All statements", "80", "69", "6", "4", "1"],
    ]


def test_of_statements_that_few_rated_the_account_tells_nothing_or_their_number() -> None:
    few: list[Row] = [
        ("2026", "staff", None, (n % 5 + 1 if n < 3 else "", n % 5 + 1 if n < 7 else "?"), ()) for n in range(12)
    ]
    assert rows(tabulate_account(protect(tally(small_answers(INSTRUMENT, few))))) == [
        ["i1", *["under 5"] * 5],
        ["i2", "–", "7", "–", "–", "–"],
    ]


def test_an_unknown_wave_is_told() -> None:
    with pytest.raises(SettingsError, match="no wave '1999'"):
        tabulate_account(protect(counted()), "1999")


def test_files_are_counted_each_once() -> None:
    assert rows(tabulate_sources(protect(counted()))) == [["a.csv", "24"], ["b.csv", "16"]]


def test_problems_tell_where_what_and_why_and_missing_places_are_dashes() -> None:
    table = tabulate_problems(answers())
    assert rows(table)[0] == ["b.csv", "", "17", "One", "<b>7</b>", "outside the scale", ""]
    assert rows(table)[-1] == ["b.csv", "S", "–", "Two", "x", "not a label", "Did you mean 'y'?"]
    assert "&lt;b&gt;7&lt;/b&gt;" in table._repr_html_()


def test_many_problems_are_cut_and_the_caption_says_of_how_many() -> None:
    table = tabulate_problems(answers(), "2026", most=2)
    assert len(table.frame) == 2
    assert table.caption == "Cells that were not understood, 2026: the first 2 of 4"
    assert repr(tabulate_problems(answers(), "2025")) == "Every cell was understood."


def test_doubts_are_counted_with_their_share() -> None:
    table = tabulate_flags(protect(counted("fi", "over half blank;new doubt")))
    assert table.caption == "Vastauksiin liittyvät epäilyt, 2026 (n = 40)"
    assert rows(table) == [["new doubt", "6", "15"], ["yli puolet vastauksista tyhjiä", "6", "15"]]
    assert repr(tabulate_flags(protect(counted()))) == "There is no doubt about any respondent's answers."


def test_a_doubt_about_fewer_than_five_is_hidden() -> None:
    small = answers()
    people = small.respondents.assign(flags=["fast;duplicate id", *[""] * 8])
    assert rows(tabulate_flags(protect(tally(replace(small, respondents=people))))) == [
        ["another submission with the same id but other answers", "under 5", "under 5"],
        ["answered in less than a third of the usual time", "under 5", "under 5"],
    ]


def test_scores_have_n_mean_interval_and_shares(safe: Protected) -> None:
    table = tabulate_scores(safe, group="staff")
    assert table.caption == "Critical points, staff, 2026"
    assert list(table.frame.columns) == [
        *["Critical point", "n", "Mean (1–5)", "95% interval", "Two best answers, %", "Don't know, %"]
    ]
    assert [row[:3] + row[4:] for row in rows(table)] == [
        ["p1", "6", "4.2", "100", "0"],  # 5 × 4 and a 5
        ["p2", "5", "2.0", "0", "17"],  # 5 × 2 and a don't know
    ]


def test_scores_of_a_hidden_group_tell_nothing(shown: Protected) -> None:
    assert rows(tabulate_scores(shown, group="heads")) == [["p1", *["under 5"] * 5], ["p2", *["under 5"] * 5]]


def test_respondents_by_group_with_the_small_one_hidden_and_the_one_that_gives_it_away(shown: Protected) -> None:
    """Six and three: either the six or the nine may be told, not both."""
    assert rows(tabulate_respondents(shown)) == [
        ["staff", *["protects another result"] * 2],
        ["heads", "under 5", "under 5"],
        ["All respondents", "9", "100"],
    ]


def test_votes_have_voters_and_their_share(safe: Protected) -> None:
    table = tabulate_votes(safe)
    assert list(table.frame.columns) == ["Critical point", "Votes", "Voters (n)", "Share of voters, %"]
    assert rows(table) == [["p1", "6", "9", "67"], ["p2", "4", "9", "44"]]


def test_a_wave_without_votes_says_so() -> None:
    silent: list[Row] = [("2026", "staff", None, (4, 2), ())] * 5
    table = tabulate_votes(protect(tally(small_answers(INSTRUMENT, silent))))
    assert repr(table) == "Nobody chose any point."


def test_a_wrong_name_gets_a_message(safe: Protected) -> None:
    with pytest.raises(SettingsError, match="Did you mean 'staff'"):
        tabulate_scores(safe, group="stuff")
