"""A wave starts from what was decided for the wave before, and what has changed is shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from critical_points.cleaning import changes_since, check_wave, clean
from critical_points.decisions import decisions_of
from critical_points.mapping import Changes, MappedColumn, Reworded
from critical_points.storage import refresh
from critical_points.workspace import Review
from tests.small_exports import INSTRUMENT, PHONE, csv_of, small_workspace
from tests.test_cli import Run, run

__all__ = ["run"]

ITEMS = [item.text["fi"] for item in INSTRUMENT.items]

BEFORE = """
[[column]]
header = "Ruoka oli hyvää"
kind = "rating"
item = "feedback_1"

[[column]]
header = "Puhelin"
kind = "ignore"

[labels]
"ehkä" = "non-answer"

[groups]
"talonmies" = "services"
"""


def review_of(folder: Path, now: list[list[str]], mapping: str = BEFORE, own: str = "") -> Review:
    """Return a workspace whose wave before asked for food, a telephone and the first statement."""
    before = [["Ryhmä", "Ruoka oli hyvää", "Puhelin", ITEMS[0]], *[["talonmies", "4", "040", "ehkä"]] * 6]
    files = {"2025/a.csv": csv_of(*before), "2025/mapping.toml": mapping, "2026/a.csv": csv_of(*now)}
    return small_workspace(folder, files | ({"2026/mapping.toml": own} if own else {}))


def columns(review: Review) -> dict[str, MappedColumn]:
    (file,) = check_wave(review, "2026")
    return {column.column.header: column for column in file.columns}


def test_equal_headers_are_what_they_were_confirmed_to_be_the_year_before(tmp_path: Path) -> None:
    rows = [["Ryhmä", "ruoka oli HYVÄÄ.", "Puhelin", ITEMS[0]], *[["talonmies", "3", "050", "ehkä"]] * 6]
    review = review_of(tmp_path, rows)
    told = columns(review)
    food, phone = told["ruoka oli HYVÄÄ."], told["Puhelin"]
    assert (food.kind, food.item, food.certain, food.reason) == ("rating", "feedback_1", True, "as in 2025")
    assert (phone.kind, phone.certain, phone.reason) == ("ignore", True, "as in 2025")
    answers = clean(review, "2026")
    assert set(answers.respondents["group"]) == {"services"}
    assert set(answers.ratings.loc[answers.ratings["item"] == "reachability_1", "status"]) == {"non-answer"}


def test_a_reworded_header_is_a_proposal(tmp_path: Path) -> None:
    review = review_of(tmp_path, [["Ruoka oli tosi hyvää", ITEMS[0]], *[["3", "4"]] * 6])
    food = columns(review)["Ruoka oli tosi hyvää"]
    assert (food.item, food.certain) == ("feedback_1", False)
    assert food.reason == "as in 2025, 86% like 'ruoka oli hyvää'"


def test_what_this_wave_says_itself_comes_first(tmp_path: Path) -> None:
    own = '[[column]]\nheader = "Ruoka oli hyvää"\nkind = "ignore"\n\n[groups]\n"talonmies" = "unknown"\n'
    review = review_of(tmp_path, [["Ryhmä", "Ruoka oli hyvää", ITEMS[0]], *[["talonmies", "3", "4"]] * 6], own=own)
    assert columns(review)["Ruoka oli hyvää"].kind == "ignore"
    assert clean(review, "2026").respondents["group"].isna().all()


def test_what_was_only_proposed_the_year_before_is_not_taken(tmp_path: Path) -> None:
    mapping = '[[column]]\nheader = "Ruoka oli hyvää"\nkind = "rating"\nitem = "feedback_1"\nconfirmed = false\n'
    review = review_of(tmp_path, [["Ruoka oli hyvää", ITEMS[0]], *[["3", "4"]] * 6], mapping)
    assert columns(review)["Ruoka oli hyvää"].item is None


def test_decisions_of_two_waves_before_still_count(tmp_path: Path) -> None:
    rows = [["Ruoka oli hyvää", ITEMS[0]], ["3", "4"], ["2", "ehkä"]]
    review = review_of(tmp_path, rows)
    review = small_workspace(tmp_path, {"2027/a.csv": csv_of(*rows)})
    told = decisions_of(review, "2027")
    assert told.before["ruoka oli hyvää"][1] == "2025"
    assert set(clean(review, "2027").ratings["status"]) == {"rated", "non-answer"}


def test_a_wave_is_cleaned_again_when_decisions_of_the_wave_before_change(tmp_path: Path) -> None:
    review = review_of(tmp_path, [[ITEMS[0], ITEMS[1]], ["3", "4"], ["2", "1"]])
    assert refresh(review, "2026")
    assert not refresh(review, "2026")
    review.mapping_file("2025").write_text(BEFORE.replace("non-answer", "problem"), encoding="utf-8")
    assert refresh(review, "2026")


def test_what_is_new_gone_and_reworded(tmp_path: Path) -> None:
    rows = [["Ryhmä", "Ruoka oli tosi hyvää", "Kahvi", PHONE["sv"]], *[["johto", "3", "1", "4"]] * 6]
    review = review_of(tmp_path, rows)
    assert changes_since(review, "2026", check_wave(review, "2026")) == Changes(
        "2025",
        new=("Kahvi",),
        gone=("Puhelin",),
        reworded=(Reworded("Ruoka oli hyvää", "Ruoka oli tosi hyvää", "feedback_1", True),),
    )
    assert changes_since(review, "2025", check_wave(review, "2025")) is None


def test_check_shows_the_changes(tmp_path: Path, run: Run) -> None:
    review_of(tmp_path, [["Ruoka oli tosi hyvää", "Kahvi", ITEMS[0]], *[["3", "hyvää", "4"]] * 6])
    _, out, _ = run("check", "--workspace", tmp_path)
    assert "Against 2025:" in out
    assert "new: Kahvi" in out
    assert "gone: Puhelin" in out
    _, out, _ = run("check", "--workspace", tmp_path, "--json")
    changes = json.loads(out)[0]["changes"]
    assert changes["against"] == "2025"
    assert changes["reworded"] == [
        {"before": "Ruoka oli hyvää", "now": "Ruoka oli tosi hyvää", "item": "feedback_1", "comparable": True}
    ]
    assert json.loads(run("check", "--workspace", tmp_path, "--wave", "2025", "--json")[1])[0]["changes"] is None


@pytest.mark.parametrize("comparable", ["true", "false"])
def test_not_comparable_is_carried_over(tmp_path: Path, comparable: str) -> None:
    mapping = BEFORE.replace('item = "feedback_1"', f'item = "feedback_1"\ncomparable = {comparable}')
    review = review_of(tmp_path, [["Ruoka oli hyvää", ITEMS[0]], *[["3", "4"]] * 6], mapping)
    assert columns(review)["Ruoka oli hyvää"].comparable is (comparable == "true")
