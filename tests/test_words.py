"""One word for one thing: what the catalogues of reports and of messages must not say, and what they say instead."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from scripts.update_catalogues import CATALOGUES, messages, read_catalogue

#: By language: what is not said, as a regular expression, and the word that is said.
NOT_SAID = {
    "fi": {
        r"katselmu": "arviointi",
        r"arvosan": "arvio",
        r"\bresponden": "vastaaja",
        r"merkint|merkinnä|muistiinpan": "huomio",
        r"arviointisolu|arviointisarak": "arviosarake",
        r"uudelleenotan|uusinta-ot": "satunnaisotos, kertaa sadasta",
        r"etureun": "kärjessä",
        r"\baskel(?!eet$)": "porras",
        r"\bsiisti(?!nä)": "puhdistaa",
        r"95 prosentin väli\b|95 %:n väli\b": "luottamusväli",
        r"\((group|unit|vote|ignore)\)$": "the word alone",
    },
    "sv": {
        r"svarande": "respondent",
        r"betyg": "bedömning",
        r"(?<!öppna den i )anteckning(?!sb|sb)": "notering",
        r"(?<!förhands)granskning|översyn": "utvärdering",
        r"utvecklingsmål": "utvecklingsobjekt",
        r"vet ej(?!,)": "kan inte säga",
        r"arbetsyt": "arbetsmapp",
        r"omsampling": "gånger av 100",
        r"framkant": "främst",
        r"\bi skick\b": "i ordning",
        r"tvivelaktig": "tveksam",
        r"\brang\b": "placering",
        r"medeltal": "medelvärde",
        r"intervall på 95 procent|95 procents intervall": "95 % konfidensintervall",
        r"\((group|unit|vote|ignore|rating)\)$": "the word alone",
    },
    "en": {
        r"\bpercent\b|\d per cent": "%",
        r"organiz|\bcolor(?!s?=|s?\b *=)|behavior|\bcenter\b|analyz|summariz|recogniz": "British spelling",
        r"confidence interval": "95% interval",
        r"\d-\d(?!\d)(?<!-\d\d)": "an en dash between numbers",
        r"of resamplings": "times out of 100",
    },
}

#: Texts that must hold such a word: a name of a file, a program or a form, or a code.
LET_BE = re.compile(r"mapping\.toml|SHA-256|20\d\d-\d\d|UTF-|Windows-1252|a–z")


def said_in(language: str) -> Iterator[str]:
    """Yield every text of a language: its translations, or the English texts themselves."""
    for domain, languages in CATALOGUES.items():
        if language in languages:
            for message in read_catalogue(domain, language):
                forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
                yield from (form for form in forms if message.id)
        elif language == "en":
            for text, _ in messages(domain):
                yield from (text,) if isinstance(text, str) else text
        else:
            yield from (text for text, _ in messages(domain) if isinstance(text, str))


@pytest.mark.parametrize(
    ("language", "pattern", "instead"),
    [(language, pattern, word) for language, words in NOT_SAID.items() for pattern, word in words.items()],
)
def test_a_thing_has_one_word(language: str, pattern: str, instead: str) -> None:
    found = [text for text in said_in(language) if re.search(pattern, text, re.IGNORECASE) and not LET_BE.search(text)]
    assert not found, f"say {instead}"
