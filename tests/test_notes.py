"""Notes of the discussions: single notes, their words in base forms, search and counts."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, strategies as st

import critical_points as cp
from critical_points.errors import SettingsError
from critical_points.language import Language
from critical_points.notes.counting import count_notes, frequent_words
from critical_points.notes.lines import lines_of, split_notes
from critical_points.notes.words import base_forms, language_of
from critical_points.wall import PROTECTED, WallError
from critical_points.workspace import Review
from tests.small_notes import Box, discuss, workspace

BOXES: list[Box] = [
    ("2025", "Kone", "point", "feedback", "develop", "Palaute jää käsittelemättä."),
    ("2026", "Hoiva", "point", "transitions", "works", "- Uusi ohje löytyy\n- Yhteys työpaikkoihin"),
    ("2026", "Hoiva", "point", "feedback", "develop", "Palautteen käsittelyyn\ntarvitaan aikaa.\n\nKiitos unohtuu."),
    ("2026", "Kone", "point", "feedback", "works", "Näyttöjen palaute kirjataan HOKSiin."),
    ("2026", "Kone", "level", "networks", "notes", "Ei vielä."),
]


def notes(*texts: str) -> pd.DataFrame:
    return pd.DataFrame({"text": list(texts)})


# Single notes


@pytest.mark.parametrize(
    ("box", "found"),
    [
        ("Ohje on hyvä.", ["Ohje on hyvä."]),
        ("- Ohje\n– Kalenteri\n•\tTiimi", ["Ohje", "Kalenteri", "Tiimi"]),
        ("Kun opiskelija vaihtaa paikkaa,\ntieto ei kulje.", ["Kun opiskelija vaihtaa paikkaa,\ntieto ei kulje."]),
        ("Ohje puuttuu.\nTieto ei kulje.", ["Ohje puuttuu.", "Tieto ei kulje."]),
        ("- ohje\n- tieto", ["ohje", "tieto"]),
        ("ohje\n\ntieto", ["ohje", "tieto"]),
        ("-5 astetta\n=1+1", ["-5 astetta", "=1+1"]),
        (" \n - \n", ["-"]),
        ("", []),
    ],
)
def test_a_line_is_a_note_unless_it_goes_on_with_the_one_above(box: str, found: list[str]) -> None:
    assert lines_of(box) == found


@given(st.text())
def test_nothing_that_can_be_read_is_lost(box: str) -> None:
    bullets = str.maketrans("", "", "-–—•·*▪◦‣")
    assert "".join("".join(lines_of(box)).split()).translate(bullets) == "".join(box.split()).translate(bullets)


def test_notes_keep_their_place_and_are_numbered_within_their_box() -> None:
    boxes = pd.DataFrame(BOXES, columns=["wave", "team", "kind", "subject", "question", "text"]).assign(file="a.xlsx")
    found = split_notes(boxes)
    assert list(found[found["team"] == "Hoiva"][["subject", "number", "text"]].itertuples(index=False, name=None)) == [
        ("transitions", 1, "Uusi ohje löytyy"),
        ("transitions", 2, "Yhteys työpaikkoihin"),
        ("feedback", 1, "Palautteen käsittelyyn\ntarvitaan aikaa."),
        ("feedback", 2, "Kiitos unohtuu."),
    ]


# Words


@pytest.mark.parametrize(
    ("text", "code", "found"),
    [
        ("Näyttöjen aikataulu ja näytöt.", "fi", {"näyttö", "aikataulu"}),
        ("HOKSin laatiminen vie ajan; HOKS-työ myös.", "fi", {"HOKS", "laatiminen", "viedä", "aika"}),
        ("Työpaikkaohjaajille tulee koulutussopimuksia.", "fi", {"työpaikkaohjaaja", "koulutussopimus"}),
        ("Oppisopimuksia poikkeustilanteissa", "fi", {"oppisopimus", "poikkeustilanne"}),
        ("Se on myös meille, ja he ovat siitä.", "fi", set()),
        ("Studerandena får PUK av arbetsplatshandledaren.", "sv", {"studerande", "PUK", "arbetsplatshandledare"}),
        ("Yrkesproven och responsen", "sv", {"yrkesprov", "respons"}),
        ("The instructors discuss demonstrations.", "en", {"instructor", "discuss", "demonstration"}),
        ("", "fi", set()),
    ],
)  # fmt: skip
def test_words_are_counted_by_their_base_form(text: str, code: str, found: set[str]) -> None:
    assert base_forms(text, code) == found


@pytest.mark.parametrize(
    "text",
    [
        "Kysytään aina, mitä Virtanen sanoo.",
        "Virtanen sanoo.",
        "Soitetaan Kaukovaaran Jaskalle.",
        "Jaskalle soitetaan.",
        "virtanen sanoo",
        "VIRTANEN sanoo",
    ],
)
def test_names_of_persons_are_no_words(text: str) -> None:
    words = base_forms(text, "fi")
    assert words <= {"kysyä", "sanoa", "soittaa"}
    assert words


@pytest.mark.parametrize(
    ("text", "usual", "found"),
    [
        ("Palautetta ei ole, mutta se on tulossa.", "sv", "fi"),
        ("Responsen behandlas inte av oss.", "fi", "sv"),
        ("The feedback is not handled.", "fi", "en"),
        ("Uusi ohje", "sv", "sv"),
        ("", "en", "en"),
    ],
)
def test_the_language_of_a_note_is_that_of_its_common_words(text: str, usual: str, found: str) -> None:
    assert language_of(text, usual) == found


def test_a_word_counts_once_a_note_and_is_listed_from_three_notes_on() -> None:
    told = notes("Ohje, ohje, ohje!", "Ohje puuttuu.", "Ohjetta ei ole, aikaa ei ole.", "Aika puuttuu.", "Kalenteri")
    assert list(frequent_words(told).itertuples(index=False, name=None)) == [("ohje", 3)]
    assert list(frequent_words(told, least=2).itertuples(index=False, name=None)) == [
        ("ohje", 3), ("aika", 2), ("puuttua", 2),
    ]  # fmt: skip
    assert list(frequent_words(notes(), Language("sv")).columns) == ["word", "notes"]


def test_an_unknown_word_at_the_beginning_counts_where_it_is_also_written_small() -> None:
    told = notes("Jälkiohjaus puuttuu.", "Tarvitaan jälkiohjausta.", "Jaskalle soitetaan.")
    assert dict(frequent_words(told, least=1).itertuples(index=False, name=None))["jälkiohjaus"] == 2
    assert not {"jaska", "jaskalle"} & set(frequent_words(told, least=1)["word"])
    assert "jälkiohjaus" not in set(frequent_words(told.head(1), least=1)["word"])


def test_the_page_may_be_in_another_language_than_its_notes() -> None:
    told = notes("Ohjeet ovat hyviä, mutta ne ovat hajallaan.", "Ohjeen paikka", "Ohjetta")
    assert dict(frequent_words(told, Language("en")).itertuples(index=False, name=None)) == {"ohje": 3}


def test_a_report_never_lists_words_of_fewer_than_three_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PROTECTED, "somewhere")
    assert frequent_words(notes("Ohje", "Ohje"), least=1).empty


def test_a_name_is_not_listed_however_often_it_is_written() -> None:
    assert frequent_words(notes(*["Kysy ohje: Virtanen."] * 5), least=1)["word"].tolist() == ["kysyä", "ohje"]


@given(st.lists(st.text(max_size=40), max_size=4))
def test_any_text_can_be_counted(texts: list[str]) -> None:
    counts = frequent_words(notes(*texts), least=1)
    assert (counts["notes"] <= len(texts)).all()
    assert counts["word"].is_unique


# Search


def found(review: Review, **asked: str) -> list[tuple[str, str, str]]:
    frame = cp.discussion(review, **asked)
    return list(frame[["wave", "team", "subject"]].itertuples(index=False, name=None))


def test_everything_newest_first_and_letter_for_letter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    discuss(monkeypatch, BOXES)
    frame = cp.discussion(workspace(tmp_path))
    assert list(frame.columns) == ["wave", "team", "kind", "subject", "question", "text", "file"]
    assert list(frame[["wave", "team", "subject", "question"]].itertuples(index=False, name=None)) == [
        ("2026", "Hoiva", "transitions", "works"),
        ("2026", "Kone", "feedback", "works"),
        ("2026", "Hoiva", "feedback", "develop"),
        ("2026", "Kone", "networks", "notes"),
        ("2025", "Kone", "feedback", "develop"),
    ]
    assert set(frame["text"]) == {box[-1] for box in BOXES}


def test_words_are_found_in_any_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    discuss(monkeypatch, BOXES)
    review = workspace(tmp_path)
    kone, hoiva, older = ("2026", "Kone", "feedback"), ("2026", "Hoiva", "feedback"), ("2025", "Kone", "feedback")
    assert found(review, words="palaute") == [kone, hoiva, older]
    assert found(review, words="palautetta", wave="2026") == [kone, hoiva]
    assert found(review, words="näyttö palaute") == [kone]
    assert found(review, words="hoks") == [kone]
    assert found(review, words="palautteen aika") == [hoiva]
    assert found(review, words="löyty", point="transitions") == [("2026", "Hoiva", "transitions")]
    assert found(review, words="kalenteri") == []
    assert list(cp.discussion(review, words=["jää käsittelemättä"])["wave"]) == ["2025"]


def test_notes_of_a_point_or_team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    discuss(monkeypatch, BOXES)
    review = workspace(tmp_path)
    assert found(review, point="networks") == [("2026", "Kone", "networks")]
    assert [row[2] for row in found(review, team="Hoiva")] == ["transitions", "feedback"]
    with pytest.raises(SettingsError, match="Did you mean 'feedback'"):
        cp.discussion(review, point="feedbak")
    with pytest.raises(SettingsError, match="Did you mean 'Hoiva'"):
        cp.discussion(review, team="Hoivaa")
    with pytest.raises(SettingsError, match="not known"):
        cp.discussion(review, wave="2027")


def test_jupyter_shows_texts_in_full_and_escaped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = "Tieto ei kulje. " * 30
    discuss(monkeypatch, [("2026", "<b>", "point", "feedback", "works", f"{long}\n<script>alert(1)</script>")])
    html = cp.discussion(workspace(tmp_path))._repr_html_()
    assert long.strip() in html
    assert "&lt;script&gt;" in html
    assert "Kehittävä palaute · " in html
    assert "<b>" not in html
    assert "<script>" not in html


def test_no_report_reads_the_notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    discuss(monkeypatch, BOXES)
    review = workspace(tmp_path)
    monkeypatch.setenv(PROTECTED, "somewhere")
    with pytest.raises(WallError, match=r"cp\.discussion is not for a report"):
        cp.discussion(review)


# Counts


def test_notes_are_counted_by_team_and_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    discuss(monkeypatch, BOXES)
    review = workspace(tmp_path)
    counts = count_notes(review, "2026")
    assert list(counts[["team", "subject", "question", "n"]].itertuples(index=False, name=None)) == [
        ("Hoiva", "transitions", "works", 2),
        ("Hoiva", "feedback", "develop", 2),
        ("Kone", "feedback", "works", 1),
        ("Kone", "networks", "notes", 1),
    ]
    table = cp.tabulate_note_counts(review, "2026")
    assert table.frame.to_numpy().tolist() == [
        ["Siirtymät, poikkeustilanteet", "2", "0", "2"],
        ["Kehittävä palaute", "2", "1", "3"],
        ["Kumppanuus- ja palveluverkostot", "0", "1", "1"],
        [review.language.text("All notes"), "4", "2", "6"],
    ]
    assert list(table.frame.columns)[1:3] == ["Hoiva", "Kone"]


def test_no_workbooks_no_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    discuss(monkeypatch, [])
    review = workspace(tmp_path)
    assert len(count_notes(review, "2026")) == 0
    assert repr(cp.tabulate_note_counts(review, "2026")) == review.language.text("There are no filled workbooks.")


def test_words_of_notes_as_a_table() -> None:
    language = Language("en")
    told = notes(*["Guidance works."] * 4, *["Guidance and time."] * 3, "Time", "Other")
    table = cp.tabulate_words(told, language)
    assert table.frame.to_numpy().tolist() == [["guidance", "7"], ["time", "4"], ["work", "4"]]
    assert "n = 9" in table.caption
    assert cp.tabulate_words(told, language, most=1).frame.to_numpy().tolist() == [["guidance", "7"]]
    assert repr(cp.tabulate_words(notes("Time"), language)) == "No word is in 3 notes or more."
