"""Sentences say what the tables say, in three languages, and nothing that is hidden."""

from __future__ import annotations

from dataclasses import replace

import pytest

from critical_points.disclosure import Protected, protect
from critical_points.findings import findings
from critical_points.instrument import Labels
from critical_points.language import Language
from critical_points.tallies import tally
from tests.small_answers import Row, small_answers, small_instrument

ASKED = small_instrument({"a1": "Aamu", "b1": "Ilta", "c1": "Yö"})
EARLIER: list[Row] = [("2025", None, None, (n % 2 + 1, 3, n % 2 + 3), ()) for n in range(20)]
NOW: list[Row] = [("2026", None, None, (n % 2 + 4, 3, n % 2 + 1), ("Yö",) if n < 12 else ("Aamu",)) for n in range(20)]


def told(rows: list[Row], language: str, **options: list[tuple[str, str]]) -> list[str]:
    answers = small_answers(ASKED, rows, **options)
    safe: Protected = protect(tally(replace(answers, labels=Labels(ASKED, Language(language)))))
    return list(findings(safe).rows["sentence"])


def test_the_sentences_in_finnish() -> None:
    sentences = told(EARLIER + NOW, "fi")
    assert sentences[0] == "Kyselyyn 2026 vastasi 20 henkilöä."
    assert (
        sentences[1] == "Heikoimmin arvioitu: Yö – keskiarvo 1,5 asteikolla 1–5 (95 %:n luottamusväli 1,3–1,9, n = 20)."
    )
    assert sentences[2].startswith("Parhaiten arvioitu: Aamu – keskiarvo 4,5 asteikolla 1–5")
    assert sentences[3] == "Kehittämiskohteeksi valittiin useimmin: Yö – 60\u00a0% valinnan tehneistä (n = 20)."
    assert sentences[4] == "Muuttui kyselyyn 2025 verrattuna: Aamu +3,0 ja Yö −2,0."
    assert sentences[5] == "Ei olennaista muutosta kyselyyn 2025 verrattuna: Ilta."
    assert sentences[-1].startswith("Tämä on arvioinnin osa 1")


@pytest.mark.parametrize(("language", "start"), [("sv", "20 personer svarade"), ("en", "20 people answered")])
def test_the_sentences_in_the_other_languages(language: str, start: str) -> None:
    sentences = told(EARLIER + NOW, language)
    assert sentences[0].startswith(start)
    assert len(sentences) == len(told(EARLIER + NOW, "fi"))


def test_a_point_whose_interval_overlaps_with_another_one_has_no_certain_place() -> None:
    close: list[Row] = [("2026", None, None, (n % 4 + 1, n % 4 + 1, n % 3 + 2), ()) for n in range(12)]
    assert "its place is not certain" in told(close, "en")[1]
    assert "its place is not certain" not in told(NOW, "en")[1]


def test_a_first_wave_says_that_there_is_nothing_to_compare_with() -> None:
    assert "There is no earlier survey to compare with yet." in told(NOW, "en")


def test_what_is_not_comparable_is_named_and_not_called_a_change() -> None:
    sentences = told(EARLIER + NOW, "en", not_comparable=[("2025", "a1")])
    assert "Not compared with 2025, since the statements differ: Aamu." in sentences
    assert "Changed from 2025: Yö −2.0." in sentences


def test_four_respondents_are_told_nothing_but_that_they_are_too_few() -> None:
    sentences = told(NOW[:4], "en")
    assert sentences[0] == "Fewer than 5 people answered in 2026, so no results are shown."
    assert len(sentences) == 3
    assert not any(
        character.isdigit() for character in " ".join(sentences[1:]).replace("part 1", "").replace("part 2", "")
    )


def test_a_tie_of_votes_names_both_points() -> None:
    rows: list[Row] = [("2026", None, None, (3, 3, 3), ("Yö", "Aamu")) for _ in range(6)]
    assert "Chosen most often as a point to develop: Aamu and Yö – 100% of those who chose (n = 6)." in told(rows, "en")
