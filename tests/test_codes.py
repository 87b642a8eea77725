"""Numbers that may mean "don't know", "no answer" or another scale: a question, and never a silent shift."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from critical_points.cleaning import Checked, check_file, problems_of
from critical_points.cleaning.checking import check_export
from critical_points.decisions.proposals import propose
from critical_points.exports import read_export
from critical_points.instrument import Instrument, Scale
from critical_points.mapping import Confirmed
from critical_points.scales import DECISIONS, all_non_answers, numeric_range, recognise_scale, rival_scale
from tests.small_exports import INSTRUMENT, PHONE, small_export

#: A hundred answers on 1–5.
HUNDRED = ["1", "2", "3", "4", "5"] * 20
OTHER = INSTRUMENT.item("feedback_1").text["fi"]


def on(lowest: int, highest: int) -> Instrument:
    """Return the instrument with statements on another range of numbers."""
    labels = dict.fromkeys(("fi", "sv", "en"), ((),) * (highest - lowest + 1))
    scale = Scale("grades", lowest, highest, labels)
    items = tuple(replace(item, scale="grades") for item in INSTRUMENT.items)
    return replace(INSTRUMENT, scales=(*INSTRUMENT.scales, scale), items=items)


def checked(answers: list[str], instrument: Instrument = INSTRUMENT, confirmed: Confirmed | None = None) -> Checked:
    return check_export(small_export([(PHONE["fi"], answers)]), instrument, confirmed)


def asked(answers: list[str], instrument: Instrument = INSTRUMENT, confirmed: Confirmed | None = None) -> list[str]:
    return [question.what for question in checked(answers, instrument, confirmed).questions]


@pytest.mark.parametrize(
    ("instrument", "answers", "codes"),
    [
        (INSTRUMENT, [*HUNDRED, "6", "6", "6"], {"6": 3}),
        (INSTRUMENT, [*HUNDRED, "9", "9", "9"], {"9": 3}),
        (INSTRUMENT, [*HUNDRED, "0", "0", "0"], {"0": 3}),
        (INSTRUMENT, [*HUNDRED, "999"], {"999": 1}),
        (INSTRUMENT, [*HUNDRED, "-77"], {"-77": 1}),
        (INSTRUMENT, [*HUNDRED, "98", "99", "99"], {"98": 1, "99": 2}),
        (on(0, 5), [*HUNDRED, "0", "6", "6", "6"], {"6": 3}),
        (on(2, 5), ["2", "3", "4", "5"] * 25 + ["1"] * 4, {"1": 4}),
    ],
    ids=["6 on 1-5", "9 on 1-5", "0 on 1-5", "999", "-77", "98 and 99", "6 beside 0-5", "1 beside 2-5"],
)
def test_a_code_beside_the_scale_is_asked_about_and_counted_as_no_rating(
    instrument: Instrument, answers: list[str], codes: dict[str, int]
) -> None:
    scale = "'grades'" if instrument is not INSTRUMENT else "'realised'"
    assert asked(answers, instrument) == [
        f"is {code!r} the code of a don't-know? ({n} {'answer' if n == 1 else 'answers'} outside the scale {scale})."
        for code, n in codes.items()
    ]
    file = checked(answers, instrument)
    rest = len(answers) - sum(codes.values())
    assert file.columns[0].fates == {"rated": rest, "non-answer": 0, "blank": 0, "problem": sum(codes.values())}
    assert set(problems_of(file, INSTRUMENT)["value"]) == set(codes)
    told = Confirmed(labels=dict.fromkeys(codes, DECISIONS["non-answer"]))
    assert asked(answers, instrument, told) == []
    assert checked(answers, instrument, told).columns[0].fates["non-answer"] == sum(codes.values())


def test_grades_from_zero_with_a_code_on_a_scale_from_one_are_asked_about_as_a_whole() -> None:
    answers = [*HUNDRED, *["0"] * 5, *["6"] * 5]
    assert asked(answers) == ["the column's numbers run 0–6, those of the scale 1–5."]
    readings = checked(answers).columns[0].readings
    assert {text: r.rating for text, r in readings.items() if r.rating is not None} == {str(n): n for n in range(1, 6)}


def test_numbers_from_zero_to_four_stay_doubtful_beside_a_code_far_away() -> None:
    answers = ["0", "1", "2", "3", "4"] * 20 + ["99"] * 4
    file = checked(answers)
    assert [question.what for question in file.questions] == ["the column's numbers run 0–4, those of the scale 1–5."]
    assert file.columns[0].fates == {"rated": 80, "non-answer": 0, "blank": 0, "problem": 24}


def test_a_column_without_a_zero_is_doubted_beside_one_that_runs_from_zero_to_four() -> None:
    shifted, silent = ["0", "1", "2", "3", "4"] * 4, ["1", "2", "3", "4"] * 5
    file = check_export(small_export([(PHONE["fi"], shifted), (OTHER, silent)]), INSTRUMENT)
    assert [question.what for question in file.questions] == [
        "the column's numbers run 0–4, those of the scale 1–5.",
        "other columns of the file run from 0, and this one may, too.",
    ]
    assert file.columns[1].fates["rated"] == 20
    five = check_export(small_export([(PHONE["fi"], shifted), (OTHER, [*silent[:-1], "5"])]), INSTRUMENT)
    assert len(five.questions) == 1


def test_a_lowest_value_apart_from_the_others_is_asked_about_and_counts_as_it_stands() -> None:
    answers = ["1"] * 4 + ["3", "4", "5"] * 10
    file = checked(answers)
    (question,) = file.questions
    assert question.what == "is '1' the code of a don't-know? (4 answers, counted as 1)."
    assert file.columns[0].fates["rated"] == 34
    told = propose(Path("mapping.toml"), file.columns, INSTRUMENT, Confirmed())
    assert '[column.labels]\n"1" = ""' in told  # true of this column alone
    assert asked([*answers, "2"]) == []
    assert asked(answers[:20]) == []


@pytest.mark.parametrize(
    ("answers", "question"),
    [
        (["1", "2", "3", "4", "5", "eos"] * 3, "is '1' the code of a don't-know? (3 answers, counted as 1)."),
        (
            ["1", "2", "3", "4", "6", "eos"] * 3,
            "is '6' the code of a don't-know? (3 answers outside the scale 'realised').",
        ),
        (["1", "2", "3", "4", "5", ""] * 3, None),
    ],
    ids=["grades 2-5", "grades 0-5", "another kind of scale"],
)
def test_arvo_s_two_kinds_of_grades_with_a_code_are_known_by_what_stands_beside(
    tmp_path: Path, answers: list[str], question: str | None
) -> None:
    path = tmp_path / "kysely.csv"
    rows = [f"V{n};2026-03-04;{answer}\r\n" for n, answer in enumerate(answers)]
    path.write_text(f"Vastaajatunnus;Vastausaika;{PHONE['fi']}\r\n" + "".join(rows), encoding="utf-8-sig", newline="")
    assert [one.what for one in check_file(path, INSTRUMENT).questions] == ([question] if question else [])


def test_ranks_of_seven_in_columns_without_a_common_question_are_asked_about() -> None:
    ranks = list(permutations("1234567"))[::200]
    table = [(f"Asia {n}", [row[n] for row in ranks]) for n in range(7)]
    rated = [(PHONE["fi"], ["3", "4"] * 13), (OTHER, ["5", "2"] * 13)]
    file = check_export(small_export([*rated, *table]), INSTRUMENT)
    told = [question.where for question in file.questions if "each of 1–7 stands once in a row" in question.what]
    assert told == [f"Asia {n}" for n in range(7)]


def test_columns_stored_from_zero_that_belong_to_no_statement_say_so() -> None:
    (question,) = check_export(
        small_export([("Into", ["0", "1", "3", "4"]), ("Apu", ["0", "2", "4", "1"])]), INSTRUMENT
    ).questions
    assert "In 2 of them the numbers run 0–4, as where 1–5 was asked and stored from 0." in question.what


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["0", "1", "5"], "0-5"),
        (["0", "3", "6"], "0-6"),
        (["1", "2", "3", "4", "5", "9"], "1-5"),
        (["1", "2", "3", "98", "99"], "1-5"),
        (["3", "5", "9"], "1-10"),
        (["4", "5", "9"], "4-10"),
    ],
)
def test_a_range_beside_codes(texts: list[str], expected: str) -> None:
    assert numeric_range(texts, all_non_answers(INSTRUMENT)) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["very poor", "poor", "fair", "good", "very good", "not applicable"], "quality"),
        (["poor", "fair", "good", "very good", "excellent"], "excellence"),
        (["Erittäin huono", "Hyvä", "Erittäin hyvä"], "quality"),
        (["Mycket missnöjd", "Nöjd"], "satisfaction"),
        (["extremely important", "very", "moderately", "slightly important"], "importance"),
        (["tyydyttävä", "hyvä", "kiitettävä"], "grade"),
        (["Erittäin helppo", "Vaikea"], "difficulty"),
        (["Mycket sannolikt", "Osannolikt"], "likelihood"),
    ],
)
def test_more_scales_are_known_by_their_labels(texts: list[str], expected: str) -> None:
    assert recognise_scale(texts, {}, INSTRUMENT) == expected


def test_labels_of_two_scales_with_different_ratings_are_asked_about() -> None:
    quality = INSTRUMENT.scale("quality")
    assert rival_scale(quality, ["Good", "Very good"], {}, INSTRUMENT) == "excellence"
    assert rival_scale(quality, ["Good", "Very good", "Very poor"], {}, INSTRUMENT) is None
    file = checked(["Good", "Very good"] * 5)
    assert file.columns[0].mean == 4.5
    assert asked(["Good", "Very good"] * 5) == [
        "is this 'reachability_1'? (its labels are read on the scale 'quality', and fit 'excellence' with other "
        "ratings as well)"
    ]


def test_a_question_of_one_choice_in_one_column_an_option_is_drawn_together(tmp_path: Path) -> None:
    rows = [
        "Respondent ID,Collector ID,How well?,,,,,,Do you agree?,,What did you use?,,\n",
        ",,- 1,- 2,- 3,- 4,- 5,Other (please specify),Yes,No,Phone,Mail,Post\n",
        "101,7,,,,4,,because,Yes,,Phone,Mail,\n",
        "102,7,1,,,,,,,No,Phone,,\n",
        "103,7,,2,,,,,Yes,,,,Post\n",
        "104,7,,,,,5,,Yes,,Phone,,Post\n",
        "105,7,,,,,5,,,No,Phone,,\n",
    ]
    path = tmp_path / "answers.csv"
    path.write_text("".join(rows), encoding="utf-8")
    export = read_export(path)
    assert [column.header for column in export.columns] == [
        "Respondent ID", "Collector ID", "How well?", "How well? | Other (please specify)", "Do you agree?",
        "What did you use? | Phone", "What did you use? | Mail", "What did you use? | Post",
    ]  # fmt: skip
    assert list(export.cells[2]) == ["4", "1", "2", "5", "5"]
    assert list(export.cells[4]) == ["Yes", "No", "Yes", "Yes", "No"]
    assert list(export.cells.index) == [3, 4, 5, 6, 7]


def test_two_numbers_in_one_question_are_both_kept_and_listed(tmp_path: Path) -> None:
    head = f"Respondent ID,Collector ID,{PHONE['en']},,\n,,- 1,- 2,- 3\n"
    rows = ["1,7,1,2,\n", *(f"{n},7,,,3\n" for n in range(2, 30))]
    path = tmp_path / "answers.csv"
    path.write_text(head + "".join(rows), encoding="utf-8")
    file = check_file(path, INSTRUMENT)
    assert file.columns[2].fates == {"rated": 28, "non-answer": 0, "blank": 0, "problem": 1}
    (problem,) = problems_of(file, INSTRUMENT).to_dict("records")
    assert (problem["row"], problem["value"]) == (3, "1; 2")


def test_a_bare_file_of_typeform_is_known_by_its_other_choices_and_yes_or_no(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("Which job?,Other,Did it help?,Again?\nteacher,,1,0\n,cook,0,1\nhead,,1,1\n", encoding="utf-8")
    assert read_export(path).tool == "typeform"
    path.write_text("Which job?,Other,Did it help?,Again?\nteacher,x,1,0\n,cook,0,1\n", encoding="utf-8")
    assert read_export(path).tool == "table"
