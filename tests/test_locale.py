"""Every text has its translation, and every translation its text."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Message

from critical_points.language import Language
from scripts.update_catalogues import CATALOGUES, LOCALE, messages, read_catalogue, to_bytes, untranslated, updated

DOMAINS = [(domain, language) for domain, languages in CATALOGUES.items() for language in languages]


@pytest.mark.parametrize(("domain", "language"), DOMAINS)
def test_the_catalogue_has_today_s_texts_no_more_and_no_less(domain: str, language: str) -> None:
    """Otherwise: python scripts/update_catalogues.py."""
    assert (LOCALE / language / f"{domain}.po").read_bytes() == to_bytes(updated(domain, language))


@pytest.mark.parametrize(("domain", "language"), DOMAINS)
def test_nothing_is_left_to_translate_and_nothing_is_fuzzy(domain: str, language: str) -> None:
    catalogue = read_catalogue(domain, language)
    assert len(catalogue) == len({text for text, _ in messages(domain)})
    assert untranslated(catalogue) == []
    assert not [message.id for message in catalogue if message.id and message.fuzzy]


def fields(text: str) -> list[str]:
    return sorted(re.findall(r"{[^}]*}", text))


def forms(message: Message) -> list[tuple[str, str]]:
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return list(zip(message.id, list(message.string or ()), strict=True))


@pytest.mark.parametrize(("domain", "language"), DOMAINS)
def test_translations_have_the_same_fields_and_the_same_end(domain: str, language: str) -> None:
    for message in read_catalogue(domain, language):
        for text, translation in forms(message) if message.id else []:
            assert fields(text) == fields(translation), text
            assert text.startswith("#") == translation.startswith("#"), text
            assert text.endswith(".") == translation.endswith("."), text


def test_numbers_are_written_as_the_language_writes_them() -> None:
    fi, sv, en = Language("fi"), Language("sv"), Language("en")
    assert (fi.number(3.449, 2), sv.number(3.449, 2), en.number(3.449, 2)) == ("3,45", "3,45", "3.45")
    assert (fi.percent(0.54), sv.percent(0.54), en.percent(0.54)) == ("54\u00a0%", "54\u00a0%", "54%")
    assert (fi.difference(0.26), fi.difference(-0.26), fi.difference(-0.04)) == ("+0,3", "−0,3", "0,0")
    assert fi.number(None) == fi.number(float("nan")) == "–"
    assert (fi.integer(12345), en.integer(12345)) == ("12\u00a0345", "12,345")
    assert fi.listing(["a", "b", "c"]) == "a, b ja c"
    assert fi.listing(["a", "siirtymät, poikkeukset", "c"]) == "a; siirtymät, poikkeukset ja c"


def test_a_plural_takes_the_form_of_its_number() -> None:
    one, many = "{n} person answered in {wave}.", "{n} people answered in {wave}."
    assert Language("fi").plural(one, many, 1, wave="2026") == "Kyselyyn 2026 vastasi 1 henkilö."
    assert Language("fi").plural(one, many, 2, wave="2026") == "Kyselyyn 2026 vastasi 2 henkilöä."
    assert Language("sv").plural(one, many, 2, wave="2026") == "2 personer svarade på enkäten 2026."
    assert Language("en").plural(one, many, 1, wave="2026") == "1 person answered in 2026."
