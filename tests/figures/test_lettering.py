"""Lines that fit: nothing cut, nothing wider than its room."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from critical_points.figures import lettering
from critical_points.figures.lettering import text_width, wrap
from critical_points.instrument import load_instrument

WORDS = st.lists(st.text("abcdehijklmnoprstuvyäö", min_size=1, max_size=30), min_size=1, max_size=6)


def test_a_line_is_broken_between_words_and_after_a_hyphen() -> None:
    assert wrap("Opiskelijan valmiudet", 1.0) == "Opiskelijan\nvalmiudet"
    assert wrap("Transitions/exceptions", 1.0) == "Transitions/\nexceptions"
    assert wrap("työelämä- ja asiakaspalvelu", 0.9) == "työelämä-\nja\nasiakas-\npalvelu"


def test_a_text_that_fits_stays_as_it_is() -> None:
    assert wrap("Asteikko 1–5, tummempi on korkeampi.", 5) == "Asteikko 1–5, tummempi on korkeampi."


def test_a_long_word_is_divided_before_its_second_part_or_at_a_syllable() -> None:
    assert wrap("kehittämishenkilöstö", 1.0) == "kehittämis-\nhenkilöstö"
    assert wrap("Arbetsplatshandledning", 1.2) == "Arbetsplats-\nhandledning"
    assert wrap("kohtalaisesti", 0.8) == "kohtalai-\nsesti"


def test_width_grows_with_the_text_the_size_and_the_weight() -> None:
    assert text_width("Näytöt", 20) > text_width("Näytöt", 10) > text_width("Näyt", 10) > text_width("", 10) == 0
    assert text_width("Näytöt", 10, "bold") > text_width("Näytöt", 10)
    assert text_width("5 $ ja 10 $", 10) > text_width("5  ja 10 ", 10)  # a dollar sign is no formula


@given(WORDS, st.floats(0.5, 3))
def test_no_line_is_wider_than_its_room_and_no_letter_is_lost(words: list[str], width: float) -> None:
    broken = wrap(" ".join(words), width)
    assert max(text_width(line) for line in broken.split("\n")) <= width + 0.001
    assert broken.replace("-\n", "").replace("\n", "").replace(" ", "") == "".join(words)


@pytest.mark.filterwarnings("ignore:Glyph")
@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_lines_are_broken_as_if_each_were_measured(weight: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = load_instrument()
    told = [item.text for item in asked.items] + [group.name for group in asked.groups]
    told += [point.name for point in asked.points]
    texts = [text for texts in told for text in texts.values()] + ["95 % (Wilson); n = 123 – Ty. To, VAT", "1–5\u00a0%"]
    texts += ["漢字 in a name", "\x1b[31m \u202e👍 ab", "\ud7ff\u0301 e\u0301 \t\0"]
    room = [(text, width) for text in texts for width in (0.7, 1.3, 2.4, 6.1)]
    broken = [wrap(text, width, 9, weight) for text, width in room]
    monkeypatch.setattr(lettering, "_fits", lambda text, width, *font: text_width(text, *font) <= width)
    assert broken == [wrap(text, width, 9, weight) for text, width in room]
    assert len({line.count("\n") for line in broken}) > 5
