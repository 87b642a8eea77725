"""The same invented survey, written as every tool writes it, reads back to the same answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from critical_points.exports import Export, read_export
from tests.survey_files import CODES, WRITERS, Survey, arvo_text, invented, plain_reading


def written(folder: Path, name: str, survey: Survey) -> Path:
    # a name that tells nothing: files are recognised by what they hold
    path = folder / "answers.dat"
    WRITERS[name][1](path, survey)
    return path


def position(export: Export, names: tuple[str, ...]) -> int:
    found = [
        column.position for column in export.columns if not column.metadata and (column.sub or column.question) in names
    ]
    assert len(found) == 1, (names, [column.header for column in export.columns])
    return found[0]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("name", WRITERS)
def test_every_format_in_every_language_reads_back_to_identical_ratings(
    tmp_path: Path, name: str, language: str
) -> None:
    survey = invented(language)
    export = read_export(written(tmp_path, name, survey))

    assert export.tool == WRITERS[name][0]
    assert len(export.cells) == 150
    wanted = CODES.get(name, survey.statements)
    for item, text in enumerate(wanted):
        place = position(export, (text, arvo_text(text)))
        assert plain_reading(export.cells[place], survey) == [ratings[item] for ratings in survey.ratings]


@pytest.mark.parametrize("name", WRITERS)
def test_respondents_and_rows_left_out_add_up_to_the_rows_of_the_file(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, name, invented("fi", 20))
    export = read_export(path)
    rows = {
        "webropol text": 2 + 20 + 2 + 6,
        "webropol xlsx": 2 + 20 + 2 + 6,
        "arvo long": 1 + 6 * 20,
        "surveymonkey": 2 + 20,
        "qualtrics csv": 3 + 2 + 20,
        "qualtrics xlsx": 2 + 2 + 20,
        "sosci": 2 + 20,
    }.get(name, 1 + 20)
    assert len(export.cells) + sum(export.left_out.values()) == rows


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        ("webropol text", {0: "submitted"}),
        ("microsoft forms xlsx", {0: "respondent", 1: "started", 2: "submitted", 3: "", 4: ""}),
        ("microsoft forms csv", {0: "respondent", 1: "started", 2: "submitted"}),
        ("google forms csv", {0: "submitted"}),
        ("arvo wide", {0: "respondent", 1: "submitted"}),
        ("arvo long", {0: "respondent", 1: "submitted"}),
        # all dates are 1 January 1980: an anonymous survey, whose dates nobody may read
        ("limesurvey text", {0: "respondent", 1: "", 2: "status", 3: "language", 4: ""}),
        ("limesurvey code", {0: "respondent", 1: "", 2: "status", 3: "language", 4: ""}),
        ("limesurvey code and text", {0: "respondent", 1: "", 2: "status", 3: "language", 4: ""}),
        ("surveymonkey", {0: "respondent", 1: "", 2: "started", 3: "submitted", 4: "", 5: ""}),
        (
            "qualtrics csv",
            {0: "started", 1: "submitted", 2: "", 3: "", 4: "", 5: "duration", 6: "status", 7: "", 8: "respondent",
             9: "", 10: "", 11: "language"},
        ),
        ("typeform", {0: "respondent", 7: "started", 8: "submitted", 9: ""}),
        ("alchemer", {0: "respondent", 1: "started", 2: "submitted", 3: "status", 4: "language"}),
        ("unipark", {0: "respondent", 1: "", 2: "", 3: "status", 4: "", 5: "", 6: "duration"}),
        (
            "sosci",
            {0: "respondent", 1: "", 2: "", 3: "", 4: "", 5: "started", 12: "duration", 13: "submitted", 14: "status"},
        ),
        ("redcap", {0: "respondent", 1: "", 2: "submitted", 9: "status"}),
        ("aplus", {0: "submitted"}),
        ("plain cp1252", {}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_what_the_tool_adds_itself_is_metadata_in_its_role(
    tmp_path: Path, name: str, roles: dict[int, str], language: str
) -> None:
    export = read_export(written(tmp_path, name, invented(language, 5)))
    assert {column.position: column.role for column in export.columns if column.metadata} == roles


def test_webropol_gives_the_legend_to_the_whole_matrix(tmp_path: Path) -> None:
    export = read_export(written(tmp_path, "webropol text", invented("fi", 4)))
    labels = {
        "1": "1 = Täysin eri mieltä",
        "2": "2 = Jokseenkin eri mieltä",
        "3": "3 = Ei samaa eikä eri mieltä",
        "4": "4 = Jokseenkin samaa mieltä",
        "5": "5 = Täysin samaa mieltä",
        "6": "En osaa sanoa",
    }
    assert [column.options for column in export.columns] == [
        {},
        labels,
        labels,
        labels,
        labels,
        {"1": "Opetushenkilöstö", "2": "Johto", "3": "Opiskelija"},
        {},
    ]
    assert [column.header for column in export.columns][:3] == [
        "Vastausaika",
        "Miten hyvin nämä toteutuvat? | Yritys tietää, kenelle soittaa",
        "Miten hyvin nämä toteutuvat? | Opiskelija tuntee työpaikan säännöt ennen jaksoa",
    ]
    assert export.left_out == {"header": 2, "blank": 2, "legend": 6}
    assert list(export.cells.index) == [3, 4, 5, 6]


def test_qualtrics_previews_and_spam_are_counted_and_the_unfinished_stay(tmp_path: Path) -> None:
    export = read_export(written(tmp_path, "qualtrics csv", invented("en", 5)))
    assert export.left_out == {"header": 3, "preview": 1, "spam": 1}
    assert list(export.cells[6]) == ["True", "True", "False", "True", "True"]
    assert list(export.cells.index) == [6, 7, 8, 9, 10]


def test_arvo_long_counts_the_rows_that_carry_a_respondent_on(tmp_path: Path) -> None:
    survey = invented("fi", 3)
    export = read_export(written(tmp_path, "arvo long", survey))
    assert export.left_out == {"header": 1, "continued": 15}
    assert list(export.cells[0]) == ["V00000", "V00001", "V00002"]
    assert list(export.cells.index) == [2, 8, 14]
    assert len(export.columns) == 3 + 6


def test_limesurvey_takes_the_mark_before_an_equals_sign_away(tmp_path: Path) -> None:
    export = read_export(written(tmp_path, "limesurvey text", invented("fi", 3)))
    assert export.cells.loc[2, 10] == "=2+3"


def test_codes_of_no_answer_are_told(tmp_path: Path) -> None:
    unipark = read_export(written(tmp_path, "unipark", invented("fi", 3)))
    sosci = read_export(written(tmp_path, "sosci", invented("fi", 3)))
    assert unipark.no_answer == {"-66": "blank", "-77": "blank", "-99": "blank"}
    assert sosci.no_answer == {"-9": "blank", "-1": "non-answer"}


@pytest.mark.parametrize(("text", "workbook"), [("google forms csv", "google forms xlsx")])
def test_comments_are_kept_to_the_letter(tmp_path: Path, text: str, workbook: str) -> None:
    survey = invented("fi", 40)
    for name in (text, workbook, "microsoft forms csv", "limesurvey code and text", "surveymonkey", "qualtrics csv"):
        export = read_export(written(tmp_path, name, survey))
        place = position(export, (survey.heading("free"),))
        assert list(export.cells[place]) == list(survey.comments), name
