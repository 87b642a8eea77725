"""What looks like a rating and may be something else: asked about, and never decided silently."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from critical_points.cleaning import check_file, problems_of
from critical_points.cleaning.checking import check_export
from critical_points.mapping import Confirmed, Entry
from critical_points.scales import DECISIONS, normalise
from tests.small_exports import INSTRUMENT, PHONE, small_export

SAMPLES = Path(__file__).parents[2] / "shared" / "exports" / "samples"

#: Twenty rankings of four things.
RANKS = list(permutations("1234"))[:20]


def ranking(rows: list[tuple[str, ...]], question: str = "Mikä on tärkeintä?") -> list[tuple[str, list[str]]]:
    return [(f"{question} | {name}", [row[n] for row in rows]) for n, name in enumerate("ABCD")]


def asked(table: list[tuple[str, list[str]]], confirmed: Confirmed | None = None) -> list[str]:
    return [str(question) for question in check_export(small_export(table), INSTRUMENT, confirmed).questions]


def test_ranks_that_look_like_ratings_are_asked_about() -> None:
    table = [(PHONE["fi"], ["3"] * 20), *ranking(RANKS)]
    told = [question for question in asked(table) if "as in a ranking" in question]
    assert told[0] == (
        "Mikä on tärkeintä? | A: is this 'rating'? (each of 1–4 stands once in a row, as in a ranking) "
        "Confirm it in mapping.toml."
    )
    assert len(told) == 4


@pytest.mark.parametrize(
    "rows",
    [
        [*RANKS[:17], *[("1", "1", "2", "3")] * 3],  # 85 % of the rows
        [tuple(str(int(rank) + 1) for rank in row) for row in RANKS],  # 2–5
        [("3", "4", "", "5")] * 20,
        RANKS[:4],
    ],
    ids=["too many ties", "not from 1", "no complete row", "too few rows"],
)
def test_other_ratings_are_no_ranks(rows: list[tuple[str, ...]]) -> None:
    assert not [question for question in asked(ranking(rows)) if "ranking" in question]


def test_incomplete_rows_and_a_slip_do_not_hide_a_ranking() -> None:
    rows = [*RANKS[:19], ("1", "1", "2", "3"), ("1", "", "", "")]
    assert len([question for question in asked(ranking(rows)) if "ranking" in question]) == 4


def test_columns_that_the_analyst_confirmed_are_not_asked_about_again() -> None:
    columns: dict[tuple[str, int | None], Entry] = {
        (normalise(header), None): Entry("ignore") for header, _ in ranking(RANKS)
    }
    assert asked([(PHONE["fi"], ["3"] * 20), *ranking(RANKS)], Confirmed(columns)) == []


@pytest.mark.parametrize("code", ["6", "9" * 2, "9" * 3])
def test_a_lone_code_beside_the_numbers_of_a_statement_is_asked_about(code: str) -> None:
    table = [(PHONE["fi"], ["1", "2", "3", "4", "5"] * 20 + [code] * 3)]
    assert asked(table) == [
        f"{PHONE['fi']}: is '{code}' the code of a don't-know? (3 answers outside the scale 'realised'). "
        f'Say under [labels] in mapping.toml: "{code}" = "non-answer", or "problem".'
    ]
    file = check_export(small_export(table), INSTRUMENT)
    assert file.columns[0].fates == {"rated": 100, "non-answer": 0, "blank": 0, "problem": 3}
    told = check_export(small_export(table), INSTRUMENT, Confirmed(labels={code: DECISIONS["non-answer"]}))
    assert told.columns[0].fates == {"rated": 100, "non-answer": 3, "blank": 0, "problem": 0}
    assert told.questions == ()


def test_two_slips_of_the_pen_are_problems_and_no_question() -> None:
    assert asked([(PHONE["fi"], ["1", "2", "3", "4", "5"] * 20 + ["6", "6"])]) == []


def test_a_far_code_does_not_hide_that_a_column_looks_like_a_rating() -> None:
    (column,) = check_export(small_export([("Ruoka", ["1", "2", "3", "99", "5"])]), INSTRUMENT).columns
    assert (column.kind, column.scale, column.fates["problem"]) == ("rating", "1-5", 1)


def test_an_end_that_is_labelled_as_a_don_t_know_counts_by_its_label_and_stands_in_problems() -> None:
    legend = {"1": "toteutuu heikosti", "2": "toteutuu hyvin", "5": "En osaa sanoa"}
    export = small_export([(PHONE["fi"], ["1", "2", "5", "5"])], options={0: legend})
    file = check_export(export, INSTRUMENT)
    assert file.columns[0].fates["non-answer"] == 2
    (told,) = problems_of(file, INSTRUMENT).to_dict("records")
    assert (told["value"], told["why"]) == ("5", "5 is a value of the scale, but its label is 'en osaa sanoa'")


def test_numbers_reversed_by_their_labels_are_read_by_the_labels() -> None:
    legend = {"1": "toteutuu erittäin hyvin", "2": "toteutuu hyvin", "4": "toteutuu heikosti"}
    file = check_export(small_export([(PHONE["fi"], ["1", "2", "4"])], options={0: legend}), INSTRUMENT)
    assert [file.columns[0].readings[text].rating for text in ("1", "2", "4")] == [5, 4, 2]
    assert file.questions == ()


def test_labels_tell_which_end_is_good_and_bare_numbers_do_not() -> None:
    words = ["Täysin eri mieltä", "Jokseenkin samaa mieltä", "Täysin samaa mieltä"]
    table = [(PHONE["fi"], ["3"] * 3), ("Ruoka", words), ("Kahvi", ["1", "2", "5"])]
    assert asked(table) == [
        'Ruoka: looks like a rating, but of which item? Give its item, or kind = "ignore".',
        "Kahvi: looks like a rating, but of which item? (bare numbers do not tell which end is good) "
        'Give its item, or kind = "ignore".',
    ]


def test_what_was_written_into_every_blank_is_a_blank() -> None:
    rows = ["3", "4", "n/a", "n/a", "5"]
    table = [(PHONE["fi"], rows), *((f"Kysymys {n}", ["n/a", "kyllä", "n/a", "ei", "ei"]) for n in range(10))]
    file = check_export(small_export(table), INSTRUMENT)
    assert file.columns[0].fates == {"rated": 3, "non-answer": 0, "blank": 2, "problem": 0}
    assert "'n/a' stands wherever nothing was answered." in set(problems_of(file, INSTRUMENT)["why"])
    few = check_export(
        small_export([table[0], *((name, ["", "kyllä", "", "ei", "ei"]) for name, _ in table[1:])]), INSTRUMENT
    )
    assert few.columns[0].fates["non-answer"] == 2


def test_of_a_real_file_all_columns_of_numbers_1_to_5_are_ratings_and_n_a_is_blank() -> None:
    path = SAMPLES / "surveymonkey" / "contribex-survey-2018.csv"
    if not path.is_file():
        pytest.skip(f"no real exports at {SAMPLES}")
    ratings = [column for column in check_file(path, INSTRUMENT).columns if column.kind == "rating"]
    assert [sum(c.column.header.startswith(head) for c in ratings) for head in ("Blocker", "Useful@", "Use freq")] == [
        9, 7, 9,
    ]  # fmt: skip
    assert ratings[0].fates == {"rated": 116, "non-answer": 0, "blank": 44, "problem": 0}


def test_numbers_beside_a_few_words_may_be_ratings_whose_words_are_asked_about() -> None:
    answers = ["9"] * 4 + ["8"] * 4 + ["7"] * 3 + ["Fantastic"] * 3
    file = check_export(small_export([(PHONE["fi"], ["3"] * 14), ("Feeling", answers)]), INSTRUMENT)
    feeling = file.columns[1]
    assert (feeling.kind, feeling.scale, feeling.certain) == ("rating", "1-10", False)
    assert feeling.fates == {"rated": 11, "non-answer": 0, "blank": 0, "problem": 3}
    few = [*answers[:11], "All of them", "as", "9"]
    assert check_export(small_export([("Feeling", few)]), INSTRUMENT).columns[0].kind == "choice"


def test_a_formula_of_the_tool_is_no_rating() -> None:
    table = [(PHONE["fi"], ["3"] * 4), ("{sum(R1.relevanceStatus, R2.relevanceStatus)}", ["0", "1", "2", "3"])]
    file = check_export(small_export(table), INSTRUMENT)
    assert file.columns[1].kind == "number"
    assert file.questions == ()
