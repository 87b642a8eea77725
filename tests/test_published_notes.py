"""The list of notes in which the analyst chooses, and what of it is published."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, strategies as st
from typer.testing import CliRunner

import critical_points as cp
from critical_points.cli import app
from critical_points.disclosure import Protected
from critical_points.errors import UnreadableError
from critical_points.instrument import load_instrument
from critical_points.language import Language
from critical_points.notes.sheet import COLUMNS, read_sheet, sheet_of, update_sheet
from critical_points.notes.updating import Row, merge
from critical_points.tables.notes import tell_rating
from critical_points.workspace import Review
from tests.small_answers import Row as Person, small_answers, small_instrument
from tests.small_notes import Box, discuss, workspace

KEYS = ["kind", "subject", "question", "team", "text"]


def box(text: str, team: str = "Kone", subject: str = "feedback", question: str = "develop") -> Box:
    return ("2026", team, "point", subject, question, text)


def fill(review: Review, cells: dict[str, dict[str, str]]) -> None:
    """Write into the rows of these texts what an analyst would: text → column → value."""
    path = sheet_of(review, "2026")
    book = openpyxl.load_workbook(path)
    sheet = book["discussion"]
    heads = {cell.value: place for place, cell in enumerate(sheet[1], 1)}
    for row in range(2, sheet.max_row + 1):
        for column, value in cells.get(str(sheet.cell(row, heads["text"]).value), {}).items():
            sheet.cell(row, heads[column]).value = value
    book.save(path)


def states(rows: pd.DataFrame) -> list[tuple[str, str, str]]:
    return list(rows[["text", "publish", "state"]].itertuples(index=False, name=None))


@pytest.fixture
def review(tmp_path: Path) -> Review:
    return workspace(tmp_path)


# The list


def test_one_row_a_note_in_the_order_of_the_points(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    discuss(monkeypatch, [box("Kiitos", subject="customer_relations"), box("- Aika\n- Malli"), box("Ohje", "Hoiva")])
    update_sheet(review, "2026")
    sheet = openpyxl.load_workbook(sheet_of(review, "2026"))["discussion"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == COLUMNS
    assert [row[1:6] for row in rows[1:]] == [
        ("Kehittävä palaute", rows[1][2], "Hoiva", "Ohje", None),
        ("Kehittävä palaute", rows[1][2], "Kone", "Aika", None),
        ("Kehittävä palaute", rows[1][2], "Kone", "Malli", None),
        ("Asiakassuhteen ylläpito", rows[1][2], "Kone", "Kiitos", None),
    ]
    assert len({row[0] for row in rows[1:]}) == 4
    assert all(str(row[0]).startswith("point.") for row in rows[1:])


def test_the_same_words_of_two_teams_are_two_notes(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    discuss(monkeypatch, [box("Aika"), box("Aika", "Hoiva"), box("Aika", "Hoiva", question="works")])
    assert update_sheet(review, "2026")["key"].is_unique
    assert len(update_sheet(review, "2026")) == 3


def test_an_update_keeps_what_the_analyst_wrote(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    discuss(monkeypatch, [box("Aikaa ei ole riittävästi"), box("Malli puuttuu"), box("Ohje on vanha"), box("Kiire")])
    assert states(update_sheet(review, "2026")) == [
        ("Aikaa ei ole riittävästi", "", ""), ("Malli puuttuu", "", ""), ("Ohje on vanha", "", ""), ("Kiire", "", ""),
    ]  # fmt: skip
    fill(
        review,
        {
            "Aikaa ei ole riittävästi": {"publish": "Aikaa kaivataan lisää."},
            "Malli puuttuu": {"publish": "Kaivataan mallia."},
            "Ohje on vanha": {"publish": "Ohje kaipaa päivitystä."},
        },
    )
    discuss(
        monkeypatch,
        [box("Kalenteri"), box("Malli puuttuu"), box("Aikaa ei ole riittävästi syksyllä"), box("Malli on", "Hoiva")],
    )
    rows = update_sheet(review, "2026")
    assert sorted(states(rows)) == [
        ("Aikaa ei ole riittävästi syksyllä", "Aikaa kaivataan lisää.", "changed"),
        ("Kalenteri", "", "new"),
        ("Malli on", "", "new"),
        ("Malli puuttuu", "Kaivataan mallia.", ""),
        ("Ohje on vanha", "Ohje kaipaa päivitystä.", "gone"),  # "Kiire" has gone, too, and nothing was written to it
    ]
    changed = rows[rows["state"] == "changed"].iloc[0]
    assert changed["before"] == "Aikaa ei ole riittävästi"
    again = update_sheet(review, "2026")
    assert sorted(again["state"]) == ["", "", "", "changed", "gone"]  # "changed" stays until the analyst clears it
    fill(review, {"Aikaa ei ole riittävästi syksyllä": {"state": ""}})
    assert sorted(update_sheet(review, "2026")["state"]) == ["", "", "", "", "gone"]
    assert set(cp.published_notes(review, "2026")["text"]) == {"Aikaa kaivataan lisää.", "Kaivataan mallia."}


def test_a_note_that_comes_back_is_shown_again(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    discuss(monkeypatch, [box("Aika")])
    update_sheet(review, "2026")
    fill(review, {"Aika": {"publish": "Aikaa lisää."}})
    discuss(monkeypatch, [])
    assert states(update_sheet(review, "2026")) == [("Aika", "Aikaa lisää.", "gone")]
    assert cp.published_notes(review, "2026").empty
    discuss(monkeypatch, [box("Aika")])
    assert states(update_sheet(review, "2026")) == [("Aika", "Aikaa lisää.", "")]


def test_a_team_that_changes_its_name_keeps_its_rows() -> None:
    before = pd.DataFrame(
        [("point.feedback.works.1", "point", "feedback", "works", "Kone", "Aika", "Lisää aikaa", "", "", "", "")],
        columns=["key", *KEYS, "publish", "group", "unit", "state", "before"],
    )
    notes = pd.DataFrame([("point", "feedback", "works", "Kone ja metalli", "Aika")], columns=KEYS)
    (row,) = merge(before, notes).to_dict("records")
    assert (row["key"], row["team"], row["publish"], row["state"]) == (
        "point.feedback.works.1", "Kone ja metalli", "Lisää aikaa", "",
    )  # fmt: skip


NOTES = st.lists(
    st.tuples(
        st.just("point"), st.sampled_from(["feedback", "transitions"]), st.sampled_from(["works", "develop"]),
        st.sampled_from(["Kone", "Hoiva"]), st.sampled_from(["Aika", "Aikaa", "Aikaa on", "Ohje", "Ohjeet", "=1+1"]),
    ),
    max_size=8,
)  # fmt: skip


@given(NOTES, NOTES)
def test_whatever_teams_change_nothing_of_the_analyst_is_lost(
    first: list[tuple[str, ...]], then: list[tuple[str, ...]]
) -> None:
    rows = merge(pd.DataFrame(columns=list(Row.__dataclass_fields__)), pd.DataFrame(first, columns=KEYS))
    rows["publish"] = pd.Series([f"Teksti {n}" for n in range(len(rows))], dtype="str")
    after = merge(rows, pd.DataFrame(then, columns=KEYS))
    assert sorted(text for text in after["publish"] if text) == sorted(rows["publish"])
    assert after["key"].is_unique
    here = after[after["state"] != "gone"]
    assert sorted(here[KEYS].itertuples(index=False, name=None)) == sorted(then)
    before = dict(zip(zip(rows["key"], rows["publish"], strict=True), rows["text"], strict=True))
    for _, row in after[after["publish"] != ""].iterrows():
        assert row["state"] == "changed" or row["text"] == before[row["key"], row["publish"]]
        assert (row["before"] or row["text"]) == before[row["key"], row["publish"]]


def test_texts_like_formulas_stay_texts_in_both_directions(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["=1+1", "+358 40", "@SUMMA(A1)", "-5 astetta", '=HYPERLINK("x")', "'lainaus", "<b>ä å ö 😀</b>"]
    discuss(monkeypatch, [box(text) for text in texts])
    update_sheet(review, "2026")
    sheet = openpyxl.load_workbook(sheet_of(review, "2026"))["discussion"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    assert {sheet.cell(row, 5).value for row in range(2, 9)} == set(texts)
    assert all(sheet.cell(row, 5).quotePrefix for row in range(2, 9) if str(sheet.cell(row, 5).value)[0] in "=+-@'")
    assert set(read_sheet(review, "2026")["text"]) == set(texts)
    assert not (update_sheet(review, "2026")["state"] != "").any()


def test_every_fault_of_the_file_is_said_and_the_file_stays(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    discuss(monkeypatch, [box("Aika"), box("Malli"), box("Ohje")])
    rows = update_sheet(review, "2026")
    path = sheet_of(review, "2026")
    book = openpyxl.load_workbook(path)
    sheet = book["discussion"]
    sheet["F2"] = "=1+1"
    sheet["A4"] = sheet["A3"].value
    sheet["F5"] = "Oma rivi"
    sheet["A6"], sheet["F6"] = "point.feedbak.works.12", "Väärä"
    book.save(path)
    bytes_before = path.read_bytes()
    with pytest.raises(UnreadableError) as caught:
        update_sheet(review, "2026")
    assert [(fault.what, fault.where) for fault in caught.value.faults] == [
        ("a formula is no text.", "row 2, column publish"),
        ("no key.", "row 5"),
        ("there is no note 'point.feedbak.works.12'.", "row 6"),
        (f"the key {rows['key'][1]!r} is in several rows.", ""),
    ]
    assert path.read_bytes() == bytes_before


def test_a_file_that_is_no_list_of_notes(review: Review) -> None:
    sheet_of(review, "2026").write_bytes(b"PK nonsense")
    with pytest.raises(UnreadableError, match="no sheet 'discussion'"):
        cp.published_notes(review, "2026")
    book = openpyxl.Workbook()
    book.worksheets[0].title = "discussion"
    book.worksheets[0].append(["key", "huomautuksia"])
    book.save(sheet_of(review, "2026"))
    with pytest.raises(UnreadableError) as caught:
        cp.published_notes(review, "2026")
    assert [fault.what for fault in caught.value.faults] == [
        "there is no column 'text'.",
        "there is no column 'publish'.",
    ]


# What is published


def test_only_the_analysts_words_are_published(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    discuss(monkeypatch, [box("Pekka myöhästelee"), box("Aika"), box("Kiire", question="works")])
    update_sheet(review, "2026")
    fill(review, {"Aika": {"publish": "Aikaa kaivataan.\nAikaa on vähän."}, "Kiire": {"publish": "  "}})
    frame = cp.published_notes(review, "2026")
    assert list(frame.columns) == ["wave", "kind", "subject", "question", "text", "group", "unit"]
    assert set(frame["text"]) == {"Aikaa kaivataan.", "Aikaa on vähän."}
    assert set(frame["subject"]) == {"feedback"}
    assert "Kone" not in frame.to_csv()


def test_no_list_nothing_published(review: Review) -> None:
    assert cp.published_notes(review, "2026").empty
    assert cp.published_notes(review, "2025")["text"].tolist() == []


def test_the_order_tells_nothing_of_teams_or_places(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    boxes = [box(f"Teksti {n}", team) for n in range(12) for team in ("Kone", "Hoiva")]
    wanted = {f"Teksti {n}": {"publish": f"Huomio {n}"} for n in range(12)}
    orders = []
    for folder in ("one", "two"):
        (review.root / folder).mkdir()
        here = workspace(review.root / folder)
        random.Random(folder).shuffle(boxes)
        renamed = [(*row[:1], f"{row[1]} {folder}", *row[2:]) for row in boxes]
        discuss(monkeypatch, renamed)
        update_sheet(here, "2026")
        fill(here, wanted)
        orders.append(cp.published_notes(here, "2026")["text"].tolist())
    assert orders[0] == orders[1]
    assert orders[0] != sorted(orders[0])
    assert orders[0] != sorted(orders[0], key=lambda text: int(text.split()[1]))


def test_points_come_in_order_and_works_before_develop(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    places = [
        ("customer_relations", "works"),
        ("feedback", "develop"),
        ("feedback", "works"),
        ("reachability", "works"),
    ]
    discuss(monkeypatch, [box(f"{s} {q}", subject=s, question=q) for s, q in places])
    update_sheet(review, "2026")
    fill(review, {f"{s} {q}": {"publish": "Huomio"} for s, q in places})
    frame = cp.published_notes(review, "2026")
    assert list(zip(frame["subject"], frame["question"], strict=True)) == places[::-1]


def protected(groups: dict[str, int], units: dict[str, int]) -> Protected:
    """Return counts of one item with so many respondents of each group, and of each unit."""
    everybody = [group for group, n in groups.items() for _ in range(n)]
    places = [unit for unit, n in units.items() for _ in range(n)]
    small = small_instrument({"q1": "feedback"}, list(groups), units=list(units))
    instrument = replace(small, points=load_instrument().points, levels=load_instrument().levels)
    rows: list[Person] = [
        ("2026", group, unit, [n % 5 + 1], []) for n, (group, unit) in enumerate(zip(everybody, places, strict=True))
    ]
    return cp.protect(cp.tally(small_answers(instrument, rows), by=("group", "unit")), 5)


def test_a_note_tells_its_group_only_where_ten_answered(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    discuss(monkeypatch, [box("Aika"), box("Malli"), box("Ohje"), box("Kiire"), box("Tieto")])
    update_sheet(review, "2026")
    filled = {
        "Aika": {"publish": "Aika", "group": "opettajat"},
        "Malli": {"publish": "Malli", "group": "Johto"},
        "Ohje": {"publish": "Ohje", "unit": "Satama"},
        "Kiire": {"publish": "Kiire", "group": "teaching", "unit": "harbour"},
        "Tieto": {"publish": "Tieto"},
    }
    fill(review, filled)
    safe = protected({"teaching": 10, "management": 9, "services": 20}, {"harbour": 30, "forest": 9})
    told = {row["text"]: (row["group"], row["unit"]) for _, row in cp.published_notes(review, "2026", safe).iterrows()}
    assert told == {
        "Aika": ("teaching", ""),
        "Malli": ("", ""),
        "Ohje": ("", "harbour"),
        "Kiire": ("teaching", ""),  # never both: they would tell of fewer
        "Tieto": ("", ""),
    }
    assert (cp.published_notes(review, "2026")[["group", "unit"]] == "").all(axis=None)
    assert (cp.published_notes(review, "2026", protected({"teaching": 9}, {"harbour": 9}))["group"] == "").all()


def test_a_group_that_nobody_knows_is_a_fault(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    discuss(monkeypatch, [box("Aika"), box("Malli")])
    update_sheet(review, "2026")
    fill(review, {"Aika": {"group": "techers"}, "Malli": {"unit": "Kuu"}})
    with pytest.raises(UnreadableError) as caught:
        cp.published_notes(review, "2026")
    assert [fault.what for fault in caught.value.faults] == ["there is no group 'techers'.", "there is no unit 'Kuu'."]


# On a page


def test_notes_stand_under_their_point_with_its_rating(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    discuss(
        monkeypatch, [box("Malli"), box("Aika <b>"), box("Ohje", question="works"), box("Ei", subject="transitions")]
    )
    update_sheet(review, "2026")
    fill(review, {name: {"publish": name} for name in ("Malli", "Aika <b>", "Ohje", "Ei")})
    safe = protected({"teaching": 20}, {"harbour": 20})
    safe = replace(safe, labels=replace(safe.labels, language=Language("en")))
    shown = cp.list_notes(safe, cp.published_notes(review, "2026", safe))
    lines = repr(shown).splitlines()
    assert lines[:3] == ["Transitions and exceptional situations", "No ratings", "What still needs development:"]
    assert lines[4] == "Developmental feedback"
    assert re.fullmatch(r"Mean: 3\.0 \(95% interval [\d.]+–[\d.]+, n = 20\)", lines[5])
    assert lines[6:8] == ["What already works:", "- Ohje"]
    assert lines[8] == "What still needs development:"
    assert set(lines[9:]) == {"- Malli", "- Aika <b>"}
    html = shown._repr_html_()
    assert re.findall(r"<(h\d)>(.*?)</h", html) == [
        ("h3", "Transitions and exceptional situations"), ("h4", "What still needs development"),
        ("h3", "Developmental feedback"), ("h4", "What already works"), ("h4", "What still needs development"),
    ]  # fmt: skip
    assert "Aika &lt;b&gt;" in html


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({}, "Mean: 3.2 (95% interval 3.0–3.4, n = 40)"),
        ({"n": 7, "low": None, "high": None}, "Mean: 3.2 (n = 7)"),
        ({"n": 7, "mean": None, "low": None, "band_low": 4, "band_high": 5}, "Mean: 4–5 (n = 7)"),
        ({"hidden": True, "why": "fewer than 5", "n": None, "mean": None}, "Mean: under 5"),
        ({"hidden": True, "why": "protects another cell", "n": None}, "Mean: protects another result"),
        ({"n": 0, "mean": None}, "No ratings"),
    ],
)
def test_a_rating_tells_no_more_than_it_may(told: dict[str, object], words: str) -> None:
    row = {"n": 40, "mean": 3.21, "low": 3.0, "high": 3.4, "band_low": None, "hidden": False, "why": ""}
    assert tell_rating(Language("en"), pd.Series(row | told, dtype=object), 5) == words


def test_a_note_in_another_language_than_the_page_says_so(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    discuss(monkeypatch, [box("Ohje"), box("Responsen når inte oss."), box("Tieto ei kulje, eikä se ole uutta.")])
    rows = update_sheet(review, "2026")
    fill(review, {text: {"publish": text} for text in rows["text"]})
    safe = protected({"teaching": 20}, {"harbour": 20})
    safe = replace(safe, labels=replace(safe.labels, language=Language("sv")))
    html = cp.list_notes(safe, cp.published_notes(review, "2026", safe))._repr_html_()
    assert '<li lang="fi">Ohje</li>' in html  # as most of the notes
    assert '<li lang="fi">Tieto ei kulje' in html
    assert "<li>Responsen når" in html


def test_a_page_without_notes_says_so(review: Review) -> None:
    safe = protected({"teaching": 20}, {"harbour": 20})
    nothing = safe.labels.language.text("No notes have been chosen to be shown.")
    shown = cp.list_notes(safe, cp.published_notes(review, "2026", safe))
    assert repr(shown) == nothing
    assert nothing in shown._repr_html_()


# The command


def run(review: Review, *words: str) -> str:
    done = CliRunner().invoke(app, ["--workspace", str(review.root), "discussion", *words])
    assert done.exit_code == 0, done.output
    return done.output


def test_the_command_writes_updates_and_tells(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    discuss(monkeypatch, [])
    assert "no filled workbook" in run(review, "--wave", "2026")
    discuss(monkeypatch, [box("Aika"), box("Malli")])
    told = json.loads(run(review, "--wave", "2026", "--json"))
    assert told == {
        "wave": "2026", "file": str(sheet_of(review, "2026")),
        "notes": 2, "new": 0, "changed": 0, "gone": 0, "shown": 0, "names": [],
    }  # fmt: skip
    fill(review, {"Aika": {"publish": "Aikaa lisää, sanoo Virtanen.\nHOKSin teko vie aikaa."}})
    discuss(monkeypatch, [box("Malli"), box("Aikaa"), box("Ohje")])
    output = run(review, "--wave", "2026")
    assert "3 notes, 2 to be shown" in output
    assert "may be names: Virtanen. Nobody" in output
    assert "New: 1." in output
    assert "Changed by the team: 1." in output
