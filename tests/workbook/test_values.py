"""Whatever stands in a box is understood or told as a problem, never both, never neither."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, strategies as st

from critical_points.language import Language
from critical_points.messages import LANGUAGES
from critical_points.workbook.days import read_day
from critical_points.workbook.form import name_points, name_statuses
from critical_points.workbook.values import gather_words, understand
from tests.workbook.pdf_support import INSTRUMENT

WORDS = gather_words(INSTRUMENT)
KINDS = ("summary", "team", "action.01.due", "action.01.done", "action.01.status", "action.01.point", "target.1.rating")

ANYTHING = st.one_of(
    st.text(max_size=30), st.from_regex(r"[0-9.,/ %-]{1,14}", fullmatch=True), st.integers(), st.floats(),
    st.booleans(), st.dates(), st.datetimes(), st.times(), st.timedeltas(), st.just(10**400), st.none(),
)  # fmt: skip


@given(key=st.sampled_from(KINDS), raw=ANYTHING, is_share=st.booleans())
def test_nothing_breaks_it_and_nothing_is_lost(key: str, raw: object, is_share: bool) -> None:
    value, why, suggestion = understand(WORDS.fields[key], raw, WORDS, is_share=is_share)
    blank = raw is None or (isinstance(raw, str) and not raw.strip())
    assert [value is not None, why != ""].count(True) == (0 if blank else 1)
    assert why or not suggestion
    if isinstance(value, float):
        low, high = (0, 1) if key.endswith("done") else (1, 5)
        assert low <= value <= high


@given(st.text(st.characters(exclude_characters="\r"), min_size=1))
def test_a_text_is_kept_letter_for_letter(text: str) -> None:
    value, _, _ = understand(WORDS.fields["summary"], text, WORDS)
    assert value == (text if text.strip() else None)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_point_and_state_is_known_by_its_name_in_every_language(code: str) -> None:
    point, status = WORDS.fields["action.01.point"], WORDS.fields["action.01.status"]
    for key, name in name_points(INSTRUMENT, Language(code)):
        assert understand(point, name, WORDS)[0] == key
        assert understand(point, name.upper(), WORDS)[0] == key
    for key, name in name_statuses(Language(code)):
        assert understand(status, name, WORDS)[0] == key


def test_line_breaks_are_of_one_kind() -> None:
    assert understand(WORDS.fields["summary"], "a\r\nb\rc\nd", WORDS)[0] == "a\nb\nc\nd"


def test_cells_of_other_kinds_become_texts() -> None:
    told = {
        7.0: "7", 0.1: "0.1", True: "TRUE", datetime(2026, 3, 5): "2026-03-05",
        datetime(2026, 3, 5, 12, 30): "2026-03-05 12:30:00", time(12, 30): "12:30:00", timedelta(hours=1): "1:00:00",
    }  # fmt: skip
    assert {raw: understand(WORDS.fields["summary"], raw, WORDS)[0] for raw in told} == told


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_every_day_is_read_in_every_usual_form(day: date) -> None:
    forms = [
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%d.%m.%Y}",
        f"{day.day}. {day.month}. {day.year}",
        day.isoformat(),
        *(f"{day.day}. {month(day, code)} {day.year}" for code in LANGUAGES),
    ]
    assert {read_day(form) for form in forms} == {(day, "", "")}


def month(day: date, code: str) -> str:
    from babel.dates import format_date

    return format_date(day, "MMMM", code)
