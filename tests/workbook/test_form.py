"""What the workbook asks and tells: every field once, verified law only, and of part 1 what may be shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from critical_points.disclosure import protect
from critical_points.instrument import Labels
from critical_points.language import Language
from critical_points.tallies import tally
from critical_points.workbook.form import Form, fill_form, make_form
from critical_points.workspace import Review, Wave
from tests.small_answers import Row, small_answers, small_instrument
from tests.workbook.pdf_support import INSTRUMENT
from tests.workbook.xlsx_support import small_review


def section(form: Form, key: str) -> dict[str, object]:
    return vars(next(section for section in form.sections if section.key == key))


@pytest.mark.parametrize("code", ["fi", "sv", "en"])
def test_the_form_has_every_field_of_every_point_level_target_and_action_once(code: str) -> None:
    form = make_form(small_review(), "2026", None, Language(code))
    keys = [field.key for field in form.fields]
    points = [
        f"point.{point.key}.{name}"
        for point in INSTRUMENT.points
        for name in ("works", "develop", "results", "promise", "present_state", "goals")
    ]
    levels = [f"level.{level.key}.notes" for level in INSTRUMENT.levels]
    targets = [f"target.{n}.{name}" for n in (1, 2) for name in ("point", "rating")]
    actions = [
        f"action.{n:02}.{name}"
        for n in range(1, 13)
        for name in ("point", "action", "owner", "due", "status", "done")
    ]  # fmt: skip
    assert keys == ["team", *points, *levels, *targets, "criterion", *actions, "summary"]
    assert len(form.sections) == 1 + 8 + 6 + 3


def test_every_prompt_of_the_instrument_stands_on_the_page_of_its_point_or_level() -> None:
    form = make_form(small_review(), "2026", None, Language("sv"))
    asked = [
        (f"{prompt.about}.{prompt.subject}", prompt.question["sv"], tuple(more["sv"] for more in prompt.follow_ups))
        for prompt in INSTRUMENT.prompts
    ]
    assert sorted((each.key, *prompt) for each in form.sections for prompt in each.prompts) == sorted(asked)
    assert all(section(form, f"point.{point.key}")["prompts"] for point in INSTRUMENT.points)


def test_the_cover_tells_the_facts_of_the_review_and_a_dash_where_there_is_none() -> None:
    wave = Wave("2026", date(2026, 1, 20), None, "laatupäällikkö", "", (date(2026, 3, 16), date(2026, 4, 2)))
    review = Review(Path("/nowhere"), "Mallikunta", Language("fi"), INSTRUMENT, 5, {"2026": wave})
    values = [value for _, value in make_form(review, "2026", None, Language("fi")).sections[0].facts]
    assert values == ["Mallikunta", "2026", "laatupäällikkö", "–", "20.1.2026", "–", "16.3.2026–2.4.2026"]


def test_only_verified_law_is_shown() -> None:
    form = make_form(small_review(), "2026", None, Language("en"))
    told = {each.key: [value for _, value in each.facts] for each in form.sections}
    assert told["point.demonstrations"] == [
        "Act on Vocational Education and Training 531/2017, 52 §: A competence demonstration is given in genuine work."
    ]
    assert told["point.workplace_guidance"] == []  # its section of law is not verified
    laws = tuple(replace(law, verified=False) for law in INSTRUMENT.laws)
    unsure = replace(small_review(), instrument=replace(INSTRUMENT, laws=laws))
    pages = make_form(unsure, "2026", None, Language("en")).sections[1:]
    assert not any(each.facts for each in pages)


ASKED = small_instrument({"a1": "a", "b1": "b", "l1": "l"}, groups=["staff"], levels=["l"])
#: Forty respondents: a is rated 2, 3, 4, 5 by ten each, b by four of them only, l by all but one alike; of the 24 who
#: choose a point, 16 choose a.
ROWS: list[Row] = [
    ("2026", "staff", None, (2 + n % 4, 3 if n < 4 else "?", 3 if n else 4), ("a",) if n < 16 else ("b",) * (n < 24))
    for n in range(40)
]


@pytest.fixture(scope="module")
def told() -> Form:
    answers = small_answers(ASKED, ROWS)
    review = replace(small_review(), instrument=ASKED)
    return make_form(review, "2026", protect(tally(answers)), Language("en"))


def cells(form: Form, key: str) -> list[list[str]]:
    table = next(each.results for each in form.sections if each.key == key)
    assert table is not None
    return [list(map(str, row)) for row in table.frame.to_numpy()]


def test_a_point_s_page_has_its_n_mean_interval_and_share_of_votes(told: Form) -> None:
    (row,) = cells(told, "point.a")
    assert row[:3] == ["a", "40", "3.5"]
    assert row[3].count("–") == 1
    assert row[4:] == ["67", "24"]


def test_what_fewer_than_five_rated_is_not_told(told: Form) -> None:
    (row,) = cells(told, "point.b")
    assert row[:4] == ["b", "under 5", "under 5", "under 5"]


def test_a_level_has_no_votes_and_a_band_where_its_mean_would_tell_of_one_person(
    told: Form,
) -> None:
    assert [row[:3] for row in cells(told, "level.l")] == [["l", "40", "3–4"]]
    assert len(cells(told, "level.l")[0]) == 4
    assert [row[0] for row in cells(told, "targets")] == ["a", "b"]


def test_without_results_no_page_has_any() -> None:
    review = replace(small_review(), instrument=ASKED)
    assert not any(each.results for each in make_form(review, "2026", None, Language("en")).sections)
    other = small_answers(ASKED, [("2025", *row[1:]) for row in ROWS])
    empty = make_form(review, "2026", protect(tally(other)), Language("en"))
    assert not any(each.results for each in empty.sections)


def test_the_names_are_in_the_form_s_language_whatever_the_results_language_is() -> None:
    answers = small_answers(ASKED, ROWS)
    safe = protect(tally(replace(answers, labels=Labels(ASKED, Language("fi")))))
    form = make_form(replace(small_review(), instrument=ASKED), "2026", safe, Language("en"))
    table = next(each.results for each in form.sections if each.key == "point.a")
    assert table is not None
    assert table.frame.columns[0] == "Critical point"


def test_a_field_that_there_is_not_cannot_be_filled() -> None:
    with pytest.raises(KeyError, match=r"point\.x\.works"):
        fill_form(make_form(small_review(), "2026", None, Language("fi")), {"point.x.works": "?"})
