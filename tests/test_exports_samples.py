"""Real files of the survey tools, where they are at hand: the tool, the respondents and the rows left out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from critical_points.cleaning.checking import check_export
from critical_points.exports import Export, read_export
from critical_points.instrument import load_instrument

SAMPLES = Path(__file__).parents[2] / "shared" / "exports" / "samples"


def sample(name: str) -> Export:
    path = SAMPLES / name
    if not path.is_file():
        pytest.skip(f"no real exports at {SAMPLES}")
    return read_export(path)


@pytest.mark.parametrize(
    ("name", "tool", "respondents", "left_out"),
    [
        (
            "webropol/koodiaapinen-tutkimuskysely-osa2-anonymisoitu.csv",
            "webropol",
            107,
            {"header": 2, "blank": 2, "legend": 8},
        ),
        ("google_forms/dask-2019.csv", "google_forms", 259, {"header": 1}),
        ("google_forms/dask-2020.csv", "google_forms", 239, {"header": 1}),
        ("google_forms/koodiaapinen-taustakysely-anonymisoitu.csv", "google_forms", 1001, {"header": 1}),
        ("surveymonkey/contribex-survey-2018.csv", "surveymonkey", 160, {"header": 1}),
        ("surveymonkey/maintainer-survey-results-2019-h1.csv", "surveymonkey", 64, {"header": 2}),
        ("surveymonkey/maintainer-survey-results-2019-h2.csv", "surveymonkey", 70, {"header": 2}),
        ("limesurvey/sealuzh.csv", "limesurvey", 70, {"header": 1}),
        ("limesurvey/international-2016-uk.csv", "limesurvey", 273, {"header": 1}),
        ("qualtrics/jensroes.csv", "qualtrics", 65, {"header": 3}),
        ("typeform/coderefinery-2017.csv", "typeform", 27, {"header": 1}),
        ("aplus/python-1.csv", "aplus", 288, {"header": 1}),
    ],
)
def test_real_exports(name: str, tool: str, respondents: int, left_out: dict[str, int]) -> None:
    export = sample(name)
    assert (export.tool, len(export.cells), dict(export.left_out)) == (tool, respondents, left_out)
    assert len(export.columns) == export.cells.shape[1]
    assert export.remarks == ()


def test_the_webropol_legend_keeps_the_numbers_inside_its_labels() -> None:
    export = sample("webropol/koodiaapinen-tutkimuskysely-osa2-anonymisoitu.csv")
    matrix = [column for column in export.columns if column.question == "Mielipiteet"]
    assert len(matrix) == 29
    assert {tuple(column.options.items()) for column in matrix} == {
        (
            ("1", "1 = Täysin eri mieltä"),
            ("2", "2 = Osittain eri mieltä"),
            ("3", "3 = En osaa sanoa"),
            ("4", "4 = Osittain samaa mieltä"),
            ("5", "5 = Täysin samaa mieltä"),
        )
    }
    assert export.columns[0].role == "respondent"


def test_google_grids_are_split_into_question_and_row() -> None:
    export = sample("google_forms/dask-2019.csv")
    grid = [c.sub for c in export.columns if c.question == "What common feature requests do you care about most?"]
    assert len(grid) == 10
    assert grid[:2] == ["Better Numpy/Pandas support", "Better Scikit-Learn/ML support"]


def test_a_qualtrics_matrix_is_split_at_its_stem() -> None:
    export = sample("qualtrics/jensroes.csv")
    matrix = [c for c in export.columns if c.question.startswith("How would you evaluate the quiz")]
    assert len(matrix) == 7
    assert matrix[1].sub == "I found the quiz too difficult."


@pytest.mark.parametrize(
    ("name", "scales"),
    [
        ("webropol/koodiaapinen-tutkimuskysely-osa2-anonymisoitu.csv", {"agreement": 29}),
        ("google_forms/dask-2019.csv", {"1-5": 1}),
        ("google_forms/dask-2020.csv", {"1-5": 1}),
        ("google_forms/koodiaapinen-taustakysely-anonymisoitu.csv", {}),
        ("surveymonkey/contribex-survey-2018.csv", {"1-5": 26}),  # of them 9 of "Blocker"
        ("surveymonkey/maintainer-survey-results-2019-h1.csv", {"1-5": 10}),
        ("surveymonkey/maintainer-survey-results-2019-h2.csv", {"agreement": 7, "1-10": 2}),
        ("limesurvey/sealuzh.csv", {"quality": 70, "importance": 17}),
        ("limesurvey/international-2016-uk.csv", {"1-5": 1, "agreement": 19}),
        ("qualtrics/jensroes.csv", {"0-6": 7}),
        ("typeform/coderefinery-2017.csv", {}),
        ("aplus/python-1.csv", {"0-4": 8}),
    ],
)
def test_rating_columns_of_real_exports_and_their_account(name: str, scales: dict[str, int]) -> None:
    export = sample(name)
    file = check_export(export, load_instrument())
    ratings = [column for column in file.columns if column.kind == "rating"]
    assert Counter(column.scale for column in ratings) == scales
    assert all(sum(column.fates.values()) == len(export.cells) for column in ratings)
    assert file.questions  # none of these is a survey of the instrument, and the analyst is told so
