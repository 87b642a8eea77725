"""Lines that fit: nothing cut, nothing wider than its room."""

from __future__ import annotations

from hypothesis import given, strategies as st

from critical_points.figures.lettering import text_width, wrap

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
