"""mapping.xlsx: written with the proposals, filled in by an analyst, read back into mapping.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from critical_points.cleaning import check_wave, clean
from critical_points.decisions import sheet_of, take_sheet, write_sheet
from critical_points.decisions.taking import AnswerRow, ColumnRow, with_decisions
from critical_points.errors import SettingsError, UnreadableError
from critical_points.workspace import Review
from tests.small_exports import INSTRUMENT, csv_of, small_workspace
from tests.test_cli import Run, run

__all__ = ["run"]

ITEMS = [item.text["fi"] for item in INSTRUMENT.items]
HEADS = ["header", "kind", "item", "comparable", "confirmed", "example answers", "why", "position"]


@pytest.fixture
def review(tmp_path: Path) -> Review:
    """A wave with a question about a group, one about a label, a rating of nothing, and a reworded statement."""
    rows = [["Vastaajaryhmä", ITEMS[0].rstrip("."), ITEMS[1] + " nyt", "Ruoka", "=Vapaa sana"]]
    rows += [["talonmies", "ehkä", str(n % 5 + 1), str(n % 4 + 1), f"sana {n}"] for n in range(6)]
    return small_workspace(tmp_path, {"2026/a.csv": csv_of(*rows)})


def write(review: Review) -> Path:
    return write_sheet(review, "2026", [column for file in check_wave(review, "2026") for column in file.columns])


def fill(path: Path, change: Callable[[Any], None]) -> None:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def told(review: Review) -> dict[str, Any]:
    return tomllib.loads(review.mapping_file("2026").read_text(encoding="utf-8"))


def filled(book: Any) -> None:
    columns, answers = book["columns"], book["answers"]
    rows = {columns.cell(row, 1).value: row for row in range(2, columns.max_row + 1)}
    columns.cell(rows[ITEMS[1] + " nyt"], 4).value = "no"
    columns.cell(rows[ITEMS[1] + " nyt"], 5).value = "yes"
    columns.cell(rows["Ruoka"], 2).value = "ignore"
    columns.cell(rows["Ruoka"], 5).value = "yes"
    for row in range(2, answers.max_row + 1):
        answers.cell(row, 3).value = {"talonmies": "services", "ehkä": 3.0}[answers.cell(row, 2).value]


def test_the_sheet_has_a_row_a_column_and_a_row_an_answer_to_decide(review: Review) -> None:
    book = openpyxl.load_workbook(write(review))
    assert book.sheetnames == ["columns", "answers", "items", "state"]
    rows = list(book["columns"].iter_rows(values_only=True))
    assert list(rows[0]) == HEADS
    assert [row[:5] for row in rows[1:]] == [
        ("Vastaajaryhmä", "group", None, "yes", "yes"),
        (ITEMS[0].rstrip("."), "rating", "reachability_1", "yes", "yes"),
        (ITEMS[1] + " nyt", "rating", "reachability_2", "yes", "no"),
        ("Ruoka", "rating", None, "yes", "no"),
        ("=Vapaa sana", None, None, "yes", "no"),
    ]
    assert rows[1][5] == "talonmies"
    assert [row[:3] for row in book["answers"].iter_rows(min_row=2, values_only=True)] == [
        ("labels", "ehkä", None),
        ("groups", "talonmies", None),
    ]
    assert book["columns"]["A6"].data_type == "s"
    lists = {str(v.sqref): v.formula1 for v in book["columns"].data_validations.dataValidation}
    assert lists["C2:C6"] == "items!$B$2:$B$45"
    assert [book["items"].cell(row, 2).value for row in (2, 45)] == ["reachability_1", INSTRUMENT.points[-1].key]
    assert [cell.value for cell in book["items"][46]] == ["group", "teaching", "opetus- ja ohjaushenkilöstö"]


def test_the_workbook_is_no_export(review: Review) -> None:
    write(review)
    assert [path.name for path in review.raw_files("2026")] == ["a.csv"]


def test_a_sheet_that_nobody_filled_in_is_not_read(review: Review) -> None:
    fill(write(review), lambda book: None)  # saved again, as Excel does
    assert not take_sheet(review, "2026")
    assert not review.mapping_file("2026").exists()


def test_a_filled_sheet_answers_every_question(review: Review) -> None:
    fill(write(review), filled)
    assert take_sheet(review, "2026")
    decided = told(review)
    assert decided["labels"] == {"ehkä": 3}
    assert decided["groups"] == {"talonmies": "services"}
    assert decided["column"][2] == {
        "header": ITEMS[1] + " nyt", "kind": "rating", "item": "reachability_2", "comparable": False,
    }  # fmt: skip
    assert decided["column"][3] == {"header": "Ruoka", "kind": "ignore"}
    answers = clean(review, "2026")
    assert set(answers.respondents["group"]) == {"services"}
    first = answers.ratings[answers.ratings["item"] == "reachability_1"]
    assert first["rating"].tolist() == [3] * 6


def test_what_mapping_toml_says_besides_stays(review: Review) -> None:
    path = write(review)
    own = '# ours\n[[column]]\nheader = "Ruoka" # food\nkind = "rating"\nitem = ""\nconfirmed = false\n\n'
    review.mapping_file("2026").write_text(own + '[labels]\n# words\n"EHKÄ" = ""\n"joo" = 4\n', encoding="utf-8")
    fill(path, filled)
    assert take_sheet(review, "2026")
    text = review.mapping_file("2026").read_text(encoding="utf-8")
    assert text.startswith('# ours\n[[column]]\nkind = "ignore"\nheader = "Ruoka" # food\n')
    assert told(review)["labels"] == {"joo": 4, "ehkä": 3}
    assert "# words" in text


def test_what_the_sheet_cannot_say_is_told_and_changes_nothing(review: Review) -> None:
    def wrong(book: Any) -> None:
        book["columns"]["B2"].value = "grupp"
        book["columns"]["C3"].value = "reachability_9"

    fill(write(review), wrong)
    with pytest.raises(SettingsError, match="was not read") as caught:
        take_sheet(review, "2026")
    assert len(caught.value.faults) == 2
    assert "Did you mean 'group'?" in str(caught.value)
    assert not review.mapping_file("2026").exists()


@pytest.mark.parametrize("content", [b"", b"not a workbook"])
def test_another_file_of_that_name_is_told(review: Review, content: bytes) -> None:
    sheet_of(review, "2026").write_bytes(content)
    with pytest.raises(UnreadableError, match=r"mapping\.xlsx"):
        take_sheet(review, "2026")


def test_a_workbook_without_these_sheets_is_told(review: Review) -> None:
    openpyxl.Workbook().save(sheet_of(review, "2026"))
    with pytest.raises(UnreadableError, match="no sheets 'columns'"):
        take_sheet(review, "2026")


def test_check_writes_it_and_reads_it_back(review: Review, run: Run) -> None:
    code, _, err = run("check", "--workspace", review.root, "--excel")
    assert code == 1
    assert "mapping.xlsx" in err
    fill(sheet_of(review, "2026"), filled)
    code, out, err = run("check", "--workspace", review.root)
    assert code == 0
    assert "into mapping.toml" in err
    assert "Nothing to decide." in out
    assert "into mapping.toml" not in run("check", "--workspace", review.root)[2]


def test_numbers_of_one_column_stay_with_it(tmp_path: Path) -> None:
    rows = [[ITEMS[0], ITEMS[1]], *[[str(n % 5), str(n % 5 + 1)] for n in range(20)]]
    review = small_workspace(tmp_path, {"2026/a.csv": csv_of(*rows)})

    def shift(book: Any) -> None:
        for row in range(2, book["answers"].max_row + 1):
            book["answers"].cell(row, 3).value = int(book["answers"].cell(row, 2).value) + 1

    fill(write(review), shift)
    assert take_sheet(review, "2026")
    assert told(review)["column"][0]["labels"] == {str(n): n + 1 for n in range(5)}
    assert "labels" not in told(review)["column"][1]
    assert clean(review, "2026").problems.empty


def test_columns_of_one_header_are_told_by_their_place() -> None:
    text = '[[column]]\nheader = "A"\nposition = 2\nkind = "ignore"\n'
    changed = with_decisions(
        text,
        [ColumnRow("A", 2, "rating", "x", confirmed=True), ColumnRow("A", 3, "vote"), ColumnRow("B", None, "")],
        [
            AnswerRow("labels", "0", "1", "A", 3),
            AnswerRow("units", "Satama", ""),
            AnswerRow("labels", "ehkä", "problem"),
        ],
    )
    assert tomllib.loads(changed) == {
        "column": [
            {"header": "A", "position": 2, "kind": "rating", "item": "x", "comparable": True},
            {"header": "A", "position": 3, "kind": "vote", "confirmed": False, "labels": {"0": 1}},
        ],
        "labels": {"ehkä": "problem"},
    }
