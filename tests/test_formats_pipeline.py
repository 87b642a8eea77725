"""The same invented survey in every format and language ends as the same cleaned ratings."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from critical_points.cleaning import Checked, account_of, check_file
from critical_points.cleaning.frames import frames_of
from critical_points.instrument import Instrument, Item
from critical_points.mapping import Confirmed, Entry
from critical_points.scales import DECISIONS, Reading
from tests.small_exports import INSTRUMENT
from tests.survey_files import CODES, SIX, STATEMENTS, WRITERS, invented

LANGUAGES = ("fi", "sv", "en")


def asked() -> Instrument:
    """Return the default instrument with the invented survey's four statements."""
    texts = zip(*(STATEMENTS[language] for language in LANGUAGES), strict=True)
    like = INSTRUMENT.item("reachability_1")
    items: list[Item] = [
        replace(like, key=f"item_{n}", text=dict(zip(LANGUAGES, text, strict=True)), scale="agreement")
        for n, text in enumerate(texts)
    ]
    return replace(INSTRUMENT, items=tuple(items))


ASKED = asked()


def decided(name: str) -> Confirmed:
    """Return what an analyst has to say of a format that exports codes: which item, and what the codes stand for."""
    codes = CODES.get(name, ())
    heads = {code: f"item_{n}" for n, code in enumerate(codes)}
    if name == "limesurvey code":
        heads = {f"q1 | {code}": item for code, item in heads.items()}
    columns: dict[tuple[str, int | None], Entry] = {
        (head.casefold(), None): Entry("rating", item) for head, item in heads.items()
    }
    prefix = "a" if name == "limesurvey code" else ""
    labels = {f"{prefix}{n}": Reading("rated", n, decided=True) for n in range(1, 6)} if prefix else {}
    labels |= {f"{prefix}{SIX}": DECISIONS["non-answer"]} if codes else {}
    return Confirmed(columns, labels)


def read(folder: Path, name: str, language: str) -> Checked:
    path = folder / "answers.dat"
    WRITERS[name][1](path, invented(language))
    return check_file(path, ASKED, decided(name))


def ratings_of(file: Checked) -> list[tuple[int | None, ...]]:
    """Return each respondent's cleaned ratings: 1–5, 6 for a non-answer, None for a blank, -1 for a problem."""
    frame = frames_of(file, "2026", ASKED, Confirmed())["ratings"]
    marks = {"non-answer": SIX, "blank": None, "problem": -1}
    told = [
        int(rating) if status == "rated" else marks[status]
        for rating, status in zip(frame["rating"], frame["status"], strict=True)
    ]
    frame = pd.DataFrame({**frame[["respondent", "item"]], "told": pd.Series(told, dtype="object")})
    wide = frame.pivot_table(
        index="respondent", columns="item", values="told", aggfunc="first", sort=False, dropna=False
    )
    return [tuple(None if pd.isna(cell) else int(cell) for cell in row) for row in wide.to_numpy()]


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_in_every_language_is_cleaned_to_identical_ratings(tmp_path: Path, name: str) -> None:
    told = f"{name:26}"
    for language in LANGUAGES:
        file = read(tmp_path, name, language)
        assert ratings_of(file) == list(invented(language).ratings), language
        account = account_of(file).dropna(subset="item")
        fates = account[["rated", "non_answers", "blanks", "problems"]].sum(axis=1)
        assert fates.tolist() == [150] * 4
        assert account["problems"].sum() == 0
        told += f" {language}: equal"
    sys.stdout.write(f"{told}\n")


def test_codes_of_no_answer_are_silent_in_comments_and_groups_too(tmp_path: Path) -> None:
    file = read(tmp_path, "unipark", "fi")
    comment, group = file.columns[12], file.columns[11]
    assert (comment.said["-99"], comment.said["tab here"]) == ("", "tab here")
    assert "-77" not in group.said
    assert file.columns[7].fates["blank"] == sum(row[0] is None for row in invented("fi").ratings)


def test_the_analyst_s_word_on_a_code_of_no_answer_comes_first(tmp_path: Path) -> None:
    path = tmp_path / "answers.dat"
    WRITERS["sosci"][1](path, invented("fi"))
    own = replace(decided("sosci"), labels={"-9": DECISIONS["non-answer"]})
    told = check_file(path, ASKED, own).columns[6].fates
    first = [row[0] for row in invented("fi").ratings]
    assert (told["non-answer"], told["blank"]) == (first.count(None) + first.count(SIX), 0)
