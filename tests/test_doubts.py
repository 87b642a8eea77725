"""Submissions that stand twice, and doubts that are told and leave nobody out."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from critical_points.cleaning import Answers, check_file, check_wave, clean
from critical_points.cleaning.doubts import _between, _clock_of, _each, _span_of
from critical_points.errors import DecisionNeededError
from tests.small_exports import INSTRUMENT, csv_of, small_workspace

ITEMS = [item.text["fi"] for item in INSTRUMENT.items]


def wave(folder: Path, settings: str = "", **files: list[list[str]]) -> Answers:
    texts = {f"2026/{name}.csv": csv_of(*rows) for name, rows in files.items()}
    return clean(small_workspace(folder, texts, settings), "2026")


def twice(answers: Answers) -> list[tuple[object, ...]]:
    found = answers.problems[answers.problems["why"] == "the same submission id twice"]
    return list(found[["file", "row", "suggestion"]].itertuples(index=False, name=None))


def flags(answers: Answers) -> list[str]:
    return [str(told) for told in answers.respondents["flags"]]


#: Each answer of the table below; lasting ids as SurveyMonkey gives them.
HEAD = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", *ITEMS[:2]]


def monkey(number: str, first: str, second: str, minute: int = 0) -> list[str]:
    return [number, "1", f"03/02/2026 08:{minute:02}:00 AM", f"03/02/2026 08:{minute + 5:02}:00 AM", "", first, second]


def test_a_submission_that_stands_twice_in_a_file_counts_once_and_is_listed(tmp_path: Path) -> None:
    rows = [HEAD, monkey("10580280001", "3", "4"), monkey("10580280002", "3", "4", 1),
            monkey("10580280001", "3", "4", 9), monkey("10580280003", "5", "4")]  # fmt: skip
    answers = wave(tmp_path, a=rows)
    assert answers.respondents["respondent"].tolist() == ["a.csv:2", "a.csv:3", "a.csv:5"]
    assert twice(answers) == [("a.csv", 4, "Left out, with the same answers as in row 2.")]
    assert set(answers.account["respondents"]) == {3}
    (checked,) = check_wave(small_workspace(tmp_path, {}), "2026")
    assert checked.export.left_out == {"header": 1, "duplicate": 1}
    assert len(checked.export.cells) + sum(checked.export.left_out.values()) == len(rows)


def test_one_id_with_other_answers_stays_and_is_a_doubt(tmp_path: Path) -> None:
    rows = [HEAD, monkey("10580280001", "3", "4"), monkey("10580280001", "3", "5"), monkey("10580280003", "5", "4")]
    answers = wave(tmp_path, a=rows)
    assert flags(answers) == ["duplicate id", "duplicate id", ""]
    assert twice(answers) == []


def test_over_two_files_the_later_copy_is_left_out(tmp_path: Path) -> None:
    first = [HEAD, monkey("10580280001", "3", "4"), monkey("10580280002", "3", "4", 1)]
    later = [HEAD, monkey("10580280002", "3", "4", 1), monkey("10580280001", "2", "4"), monkey("10580280009", "1", "1")]
    answers = wave(tmp_path, a=first, b=later)
    assert answers.respondents["respondent"].tolist() == ["a.csv:2", "a.csv:3", "b.csv:3", "b.csv:4"]
    assert flags(answers) == ["duplicate id", "", "duplicate id", ""]
    assert twice(answers) == [("b.csv", 2, "Left out, with the same answers as in a.csv, row 3.")]


def test_running_numbers_of_two_files_are_nobody_s_id(tmp_path: Path) -> None:
    first = [HEAD, monkey("1", "3", "4"), monkey("2", "2", "4", 1)]
    later = [HEAD, monkey("1", "3", "4", 7), monkey("2", "5", "5", 8)]
    answers = wave(tmp_path, a=first, b=later)
    assert len(answers.respondents) == 4
    assert set(flags(answers)) == {""}


def test_a_file_of_nothing_but_copies_is_refused(tmp_path: Path) -> None:
    rows = [HEAD, monkey("10580280001", "3", "4"), monkey("10580280002", "3", "1", 1)]
    with pytest.raises(DecisionNeededError, match="respondents twice"):
        wave(tmp_path, a=rows, b=rows)


def test_identical_answers_within_ten_minutes_are_a_doubt(tmp_path: Path) -> None:
    like, other = ["4", "3"] * 5, ["4", "3"] * 4 + ["4", "5"]
    times = ["2.3.2026 klo 8.00.00", "2.3.2026 klo 8.10.00", "2.3.2026 klo 8.20.01", "3.3.2026 klo 8.01.00"]
    rows = [["Aikaleima", *ITEMS[:10]], *([time, *like] for time in times), ["2.3.2026 klo 8.01.00", *other]]
    assert flags(wave(tmp_path, a=rows)) == ["identical answers", "identical answers", "", "", ""]


def test_nine_answers_alike_are_no_doubt(tmp_path: Path) -> None:
    like = [*["4", "3", "2"] * 3, "EOS"]
    rows = [["Aikaleima", *ITEMS[:10]], *([f"2.3.2026 klo 8.0{n}.00", *like] for n in range(2))]
    assert flags(wave(tmp_path, a=rows)) == ["", ""]


def test_faster_than_a_third_of_the_median_is_a_doubt(tmp_path: Path) -> None:
    took = [300] * 9 + [100, 99]
    head = ["ID", "Aloitusaika", "Valmistumisaika", "Sähköposti", "Nimi", *ITEMS[:2]]
    rows = [
        [str(n), "2.3.2026 8:00:00", f"2.3.2026 8:{s // 60:02}:{s % 60:02}", "", "", "3", str(n % 5 + 1)]
        for n, s in enumerate(took)
    ]
    assert flags(wave(tmp_path, a=[head, *rows])) == [*[""] * 10, "fast"]


@pytest.mark.parametrize(
    ("start", "end", "seconds"),
    [
        ("17.03.2025 09:55:41", "17.03.2025 10:00:41", 300),
        ("3/17/25 11:55 AM", "3/17/25 12:05 PM", 10 * 60 + 59),
        ("Mar 17, 2026 08:00:05 AM", "Mar 17, 2026 08:00:35 AM", 30),
        ("2025-03-17T09:55:41+02:00", "2025-03-17T09:56:41+02:00", 60),
        ("6.10.2015 klo 23.36.27", "6.10.2015 klo 23.37.27", 60),
        ("17.03.2025 23:55:41", "18.03.2025 00:05:41", None),
        ("17.03.2025", "17.03.2025", None),
        ("17.03.2025 09:55", "17.03.2025 09:50", None),
    ],
)
def test_the_time_between_start_and_end(start: str, end: str, seconds: float | None) -> None:
    assert _between(_clock_of(start), _clock_of(end)) == seconds


@pytest.mark.parametrize(
    ("text", "seconds"), [("312", 312), ("312,5", 312.5), ("0:05:12", 312), ("05:12", 312), ("", None), ("5 min", None)]
)
def test_durations_as_tools_write_them(text: str, seconds: float | None) -> None:
    assert _span_of(text) == seconds


def test_more_respondents_than_people_is_a_remark_for_the_group(tmp_path: Path) -> None:
    rows = [["Vastaajaryhmä", *ITEMS[:1]], *[["opettaja", "3"]] * 3, *[["johto", "4"]] * 2]
    answers = wave(tmp_path, "[waves.2026]\nheadcount = { teaching = 2, management = 2 }\n", a=rows)
    (told,) = answers.problems.to_dict("records")
    assert (told["file"], told["value"], told["why"]) == (
        "review.toml", "teaching", "3 respondents, and the headcount is 2",
    )  # fmt: skip
    assert pd.isna(told["row"])


def test_one_file_alone_is_read_without_its_copies(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(csv_of(HEAD, monkey("10580280001", "3", "4"), monkey("10580280001", "3", "4")), encoding="utf-8")
    assert len(check_file(path, INSTRUMENT).export.cells) == 1


def test_times_that_are_all_different_beside_one_that_is_missing() -> None:
    """Texts of which each stands once, one of them without a time of day."""
    cells = pd.Series(["17.03.2025 09:55:41", "", "17.03.2025 10:00:41"], dtype="category")
    assert list(_each(cells, _clock_of)) == [("17.03.2025", 35741, True), None, ("17.03.2025", 36041, True)]
