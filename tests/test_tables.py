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
    tabulate_votes,
)
from critical_points.tallies import tally
from tests.small_answers import Row, small_answers, small_instrument

INSTRUMENT = small_instrument({"i1": "p1", "i2": "p2"}, groups=["staff", "heads"])
ROWS: list[Row] = [
    *[("2026", "staff", None, (4, 2), ("p1",))] * 5,
    ("2026", "staff", None, (5, "?"), ("p1", "p2")),
    *[("2026", "heads", None, (1, 1), ("p2",))] * 3,
]


def answers(code: str = "en") -> Answers:
    """Return small answers with an account, problems and flags, as cleaning gives them."""
    small = small_answers(INSTRUMENT, ROWS)
    account = pd.DataFrame(
        [
            ("2025", "a.csv", 3, "One", "i1", True, 7, 5, 1, 1, 0),
            ("2026", "b.csv", 3, "One", "i1", True, 1200, 1150, 30, 19, 1),
            ("2026", "b.csv", 4, "Two", None, True, 1200, 1190, 10, 0, 0),
        ],
        columns=[
            "wave",
            "file",
            "position",
            "column",
            "item",
            "comparable",
            "respondents",
            "rated",
            "non_answers",
            "blanks",
            "problems",
        ],
    )
    problems = pd.DataFrame(
        [("2026", "b.csv", "", 17 + n, "One", "<b>7</b>", "outside the scale", "") for n in range(3)]
        + [("2026", "b.csv", "S", None, "Two", "x", "not a label", "Did you mean 'y'?")],
        columns=["wave", "file", "sheet", "row", "column", "value", "why", "suggestion"],
    )
    flags = ["over half blank", "", "straight line;over half blank", "new doubt", "", "", "", "", ""]
    return replace(
        small,
        account=account,
        problems=problems,
        respondents=small.respondents.assign(flags=flags),
        labels=Labels(INSTRUMENT, Language(code)),
    )


@pytest.fixture(scope="module")
def safe() -> Protected:
    return protect(tally(small_answers(INSTRUMENT, ROWS), by="group"))


def rows(table: DisplayTable) -> list[list[str]]:
    return [list(map(str, row)) for row in table.frame.to_numpy()]


def test_the_account_has_a_row_a_column_and_adds_up() -> None:
    table = tabulate_account(answers(), "2026")
    assert table.caption == "The fate of every cell of the rating columns, 2026, b.csv"
    assert list(table.frame.columns) == ["Column", "Cells", "Rated", "Non-answers", "Blanks", "Problems"]
    assert rows(table) == [
        ["One", "1,200", "1,150", "30", "19", "1"],
        ["Two", "1,200", "1,190", "10", "0", "0"],
        ["All columns", "2,400", "2,340", "40", "19", "1"],
    ]


def test_several_files_have_a_column_of_their_own() -> None:
    table = tabulate_account(answers())
    assert list(table.frame.columns)[:2] == ["Column", "File"]
    assert [row[1] for row in rows(table)][-1] == "All files"


def test_the_account_is_written_in_the_reader_s_language() -> None:
    table = tabulate_account(answers("fi"))
    assert rows(table)[-1] == ["Kaikki sarakkeet", "Kaikki tiedostot", "2\N{NO-BREAK SPACE}407", *rows(table)[-1][3:]]
    assert "Ei osaa sanoa" in table.frame.columns


def test_an_account_without_columns_says_so() -> None:
    nothing = tabulate_account(answers(), "1999")
    assert nothing.frame.empty
    assert repr(nothing) == "There are no rating columns."


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
    table = tabulate_flags(answers("fi"), "2026")
    assert table.caption == "Vastauksiin liittyvät epäilyt, 2026 (n = 9)"
    assert rows(table) == [
        ["new doubt", "1", "11,1"],
        ["yli puolet vastauksista tyhjiä", "2", "22,2"],
        ["sama vastaus kaikkiin väittämiin", "1", "11,1"],
    ]
    assert repr(tabulate_flags(answers(), "1999")) == "There is no doubt about any respondent's answers."


def test_each_doubt_has_its_words() -> None:
    small = answers()
    flags = ["identical answers;fast", "duplicate id", "fast", "", "", "", "", "", ""]
    doubted = replace(small, respondents=small.respondents.assign(flags=flags))
    assert rows(tabulate_flags(doubted)) == [
        ["another submission with the same id but other answers", "1", "11.1"],
        ["answered in less than a third of the usual time", "2", "22.2"],
        ["exactly the same answers as another respondent within minutes", "1", "11.1"],
    ]


def test_scores_have_n_mean_interval_and_shares(safe: Protected) -> None:
    table = tabulate_scores(safe, group="staff")
    assert table.caption == "Critical points, staff, 2026"
    assert list(table.frame.columns) == [
        *["Critical point", "n", "Mean (1–5)", "95 % interval", "Two best answers, %", "Don't know, %"]
    ]
    assert [row[:3] + row[4:] for row in rows(table)] == [
        ["p1", "6", "4.2", "100", "0"],  # 5 × 4 and a 5
        ["p2", "5", "2.0", "0", "17"],  # 5 × 2 and a don't know
    ]


def test_scores_of_a_hidden_group_tell_nothing(safe: Protected) -> None:
    assert rows(tabulate_scores(safe, group="heads")) == [["p1", *["under 5"] * 5], ["p2", *["under 5"] * 5]]


def test_respondents_by_group_with_the_small_one_hidden(safe: Protected) -> None:
    assert rows(tabulate_respondents(safe)) == [
        ["staff", "6", "67"],
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
