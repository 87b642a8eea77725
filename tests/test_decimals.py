"""One decimal, two where one would hide on which side a number lies, and words where two would."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from critical_points.decimals import interval_at, tell_change
from critical_points.language import Language

NAN = float("nan")


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ((0.57, 0.43, 0.70), ("+0,6", "+0,4…+0,7")),
        ((-0.18, -0.31, -0.06), ("−0,2", "−0,3…−0,1")),
        ((0.13, -0.02, 0.28), ("+0,13", "−0,02…+0,28")),  # −0,02 would be 0,0
        ((0.01, -0.12, 0.14), ("+0,01", "−0,12…+0,14")),  # +0,01 would be 0,0
        ((0.142, 0.003, 0.280), ("+0,14", "yli 0 … +0,28")),  # no third decimal
        ((-0.15, -0.3, -0.0041), ("−0,15", "−0,30 … alle 0")),
        ((0.0, -0.2, 0.2), ("0,0", "−0,2…+0,2")),  # nothing is nothing
        ((-0.3, NAN, NAN), ("−0,3", "–")),
        ((0.04, NAN, NAN), ("0,0", "–")),  # of a small group: one decimal, whatever it hides
        ((NAN, NAN, NAN), ("–", "–")),
    ],
)
def test_a_change_in_finnish(numbers: tuple[float, float, float], told: tuple[str, str]) -> None:
    assert tell_change(Language("fi"), *numbers) == told


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("fi", ("+0,57", "+0,43…+0,70", "yli 0 … +0,28")),
        ("sv", ("+0,57", "+0,43…+0,70", "över 0 … +0,28")),
        ("en", ("+0.57", "+0.43 to +0.70", "above 0 to +0.28")),
    ],
)
def test_a_table_has_two_decimals_in_every_language(code: str, told: tuple[str, str, str]) -> None:
    language = Language(code)
    assert (*tell_change(language, 0.57, 0.43, 0.7, 2), tell_change(language, 0.14, 0.003, 0.28, 2)[1]) == told


@given(st.floats(-4, 4), st.floats(0, 4), st.floats(0, 4), st.sampled_from([None, 2]))
def test_no_limit_is_told_on_the_other_side_of_zero_nor_with_a_third_decimal(
    difference: float, below: float, above: float, digits: int | None
) -> None:
    low, high = difference - below, difference + above
    interval = tell_change(Language("en"), difference, low, high, digits)[1]
    for limit, words in zip((low, high), interval.split(" to "), strict=True):
        assert words.startswith(("+", "above")) == (limit > 1e-9)
        assert words.startswith(("−", "below")) == (limit < -1e-9)
        assert len(words.partition(".")[2]) <= 2


@given(st.floats(1, 5), st.floats(1, 5), st.sampled_from([3.0, 3.25, 3.5]))
def test_a_limit_below_a_mark_is_never_told_as_if_it_had_reached_it(one: float, other: float, mark: float) -> None:
    low, high = sorted((one, other))
    interval = interval_at(Language("en"), low, high, mark).replace(" – ", "–")
    for limit, words in zip((low, high), interval.split("–"), strict=True):
        assert words.startswith("below") or (float(words) >= mark) == (limit >= mark)
        assert len(words.partition(".")[2]) <= 2
