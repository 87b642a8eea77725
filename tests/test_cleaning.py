"""Exports into answers: every cell accounted for, every doubt listed, nobody counted twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from critical_points.cleaning import (
    Answers,
    Checked,
    account_of,
    check_file,
    check_wave,
    clean,
    clean_files,
    group_sizes,
    problems_of,
)
from critical_points.cleaning.checking import check_export
from critical_points.cleaning.frames import frames_of
from critical_points.cleaning.overlaps import moment_of, shared_respondents
from critical_points.errors import DecisionNeededError, Fault, SettingsError, UnreadableError
from critical_points.instrument import Instrument
from critical_points.mapping import Confirmed, Entry
from critical_points.scales import Reading
from critical_points.workspace import Review
from tests.small_exports import INSTRUMENT, LABELS, PHONE, csv_of, small_export, small_workspace

ITEMS = [item.text["fi"] for item in INSTRUMENT.items]
KEYS = [item.key for item in INSTRUMENT.items]
VOTES = "Mitkä pisteet vaativat eniten kehittämistä?"

Table = Sequence[tuple[str, list[str]]]


def review_of(tmp_path: Path, *files: str, mapping: str = "", settings: str = "") -> Review:
    """Return a workspace whose wave 2026 holds these texts as a.csv, b.csv …"""
    raw = {f"2026/{name}.csv": text for name, text in zip("abc", files, strict=False)}
    return small_workspace(tmp_path, raw | ({"2026/mapping.toml": mapping} if mapping else {}), settings)


def cleaned(tmp_path: Path, table: Table, mapping: str = "", instrument: Instrument | None = None) -> Answers:
    """Return the clean answers of one file of columns."""
    rows = [[header for header, _ in table], *map(list, zip(*(cells for _, cells in table), strict=True))]
    review = review_of(tmp_path, csv_of(*rows), mapping=mapping)
    return clean(replace(review, instrument=instrument) if instrument else review, "2026")


def problems(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    """Return the problems as row, column, value, why; None for a whole column."""
    rows = frame[["row", "column", "value", "why"]].astype(object).itertuples(index=False)
    return [tuple(None if pd.isna(cell) else cell for cell in row) for row in rows]


# One file


def test_every_cell_has_a_fate_and_the_account_adds_up(tmp_path: Path) -> None:
    answers = cleaned(
        tmp_path,
        [
            ("Vastaajaryhmä", ["opettaja", "Lehtori", "johto", "", "vahtimestari"]),
            (ITEMS[0], [LABELS[4], LABELS[0], "En osaa sanoa", "", "5"]),
            (ITEMS[1], ["1", "2", "2", "2", "2"]),
            ("Mitä muuta?", ["Hyvin menee", "", "Maija Meikäläinen, maija@example.org", "", ""]),
        ],
    )
    assert answers.account.to_dict("records") == [
        {"wave": "2026", "file": "a.csv", "position": 1, "column": ITEMS[0], "item": KEYS[0], "scale": "realised",
         "comparable": True, "respondents": 5, "rated": 3, "non_answers": 1, "blanks": 1, "problems": 0},
        {"wave": "2026", "file": "a.csv", "position": 2, "column": ITEMS[1], "item": KEYS[1], "scale": "realised",
         "comparable": True, "respondents": 5, "rated": 5, "non_answers": 0, "blanks": 0, "problems": 0},
    ]  # fmt: skip
    first = answers.ratings[answers.ratings["item"] == KEYS[0]]
    assert first["respondent"].tolist() == ["a.csv:2", "a.csv:3", "a.csv:4", "a.csv:5", "a.csv:6"]
    assert first["rating"].tolist() == [5, 1, pd.NA, pd.NA, 5]
    assert first["status"].tolist() == ["rated", "rated", "non-answer", "blank", "rated"]
    assert first["point"].unique().tolist() == ["reachability"]
    assert answers.respondents["group"].fillna("").tolist() == ["teaching", "teaching", "management", "", ""]
    assert problems(answers.problems) == [(6, "Vastaajaryhmä", "vahtimestari", "not a known group")]
    assert repr(answers) == 'Answers(2026: 5 respondents; 8 ratings; 1 problem) – next: cp.tally(answers, by="group")'


def test_names_addresses_and_ids_never_land_in_the_frames(tmp_path: Path) -> None:
    rows = [
        ["ID", "Aloitusaika", "Valmistumisaika", "Sähköposti", "Nimi", "IP-osoite", ITEMS[0], "Puhelin"],
        ["77001", "1.3.2026 12:00:00", "1.3.2026 12:05:00", "maija@example.org", "Maija M", "10.1.2.3", "3", "0401"],
        ["77002", "1.3.2026 13:00:00", "1.3.2026 13:05:00", "ville@example.org", "Ville V", "10.1.2.4", "4", "0402"],
    ]
    answers = clean(review_of(tmp_path, csv_of(*rows)), "2026")
    assert answers.respondents["respondent"].tolist() == ["a.csv:2", "a.csv:3"]
    assert answers.respondents["submitted"].tolist() == ["1.3.2026 12:05:00", "1.3.2026 13:05:00"]
    frames = (answers.respondents, answers.ratings, answers.votes, answers.account, answers.problems)
    everything = " ".join(frame.to_csv() for frame in frames)
    for secret in ("77001", "example", "Maija", "Ville", "10.1", "040"):
        assert secret not in everything


def test_a_reversed_item_is_turned_by_the_range_of_its_scale(tmp_path: Path) -> None:
    items = tuple(replace(item, reverse=item.key == KEYS[0]) for item in INSTRUMENT.items)
    table = [(ITEMS[0], ["2", "2", "3", "EOS"]), (ITEMS[1], ["2", "2", "3", "EOS"])]
    answers = cleaned(tmp_path, table, instrument=replace(INSTRUMENT, items=items))
    by_item = {key: rows["rating"].tolist() for key, rows in answers.ratings.groupby("item")}
    assert by_item == {KEYS[0]: [4, 4, 3, pd.NA], KEYS[1]: [2, 2, 3, pd.NA]}


def test_half_blank_and_straight_lines_are_flagged_and_nobody_is_dropped(tmp_path: Path) -> None:
    ten = range(10)
    rows = {
        "straight": ["4"] * 10,
        "straight with a don't know": ["4"] * 9 + ["EOS"],
        "nearly straight": ["4"] * 9 + ["5"],
        "five blank": ["4", "3"] + ["4"] * 3 + [""] * 5,
        "six blank": ["4", "3", "4", "4"] + [""] * 6,
        "all blank": [""] * 10,
    }
    table = [(ITEMS[n], [cells[n] for cells in rows.values()]) for n in ten]
    table.append(("Mitä muuta?", [f"kommentti {n}" for n in range(6)]))
    flags = cleaned(tmp_path, table).respondents["flags"].tolist()
    assert dict(zip(rows, flags, strict=True)) == {
        "straight": "straight line",
        "straight with a don't know": "",
        "nearly straight": "",
        "five blank": "",
        "six blank": "over half blank",
        "all blank": "over half blank",
    }


def test_a_straight_line_is_told_by_what_was_answered_not_by_what_it_was_turned_into(tmp_path: Path) -> None:
    items = tuple(replace(item, reverse=n % 2 == 0) for n, item in enumerate(INSTRUMENT.items))
    table = [(ITEMS[n], ["4", "4" if n % 2 else "2"]) for n in range(10)]
    flags = cleaned(tmp_path, table, instrument=replace(INSTRUMENT, items=items)).respondents["flags"]
    assert flags.tolist() == ["straight line", ""]


def test_votes_in_one_column_or_in_one_a_point(tmp_path: Path) -> None:
    answers = cleaned(
        tmp_path,
        [
            (ITEMS[0], ["3", "3", "3"]),
            (VOTES, ["Näyttöjen laatu, Siirtymät, poikkeustilanteet", "viestintä", "EOS"]),
        ],
    )
    assert answers.votes[["respondent", "point"]].sort_values("point").to_numpy().tolist() == [
        ["a.csv:2", "demonstrations"],
        ["a.csv:2", "transitions"],
    ]
    assert problems(answers.problems) == [(3, VOTES, "viestintä", "not the name of a point")]


def test_a_mark_that_says_no_is_no_vote() -> None:
    marks = ["7", "1", "x", "Kyllä", "0", "Ei", "", "EOS", "Näyttöjen laatu", "Kehittävä palaute", "ehkä"]
    export = small_export([(PHONE["fi"], ["3"] * 11), (f"{VOTES} | Näyttöjen laatu", marks)])
    file = check_export(export, INSTRUMENT)
    answers = problems(problems_of(file, INSTRUMENT))
    assert [(row, value) for row, _, value, _ in answers] == [(11, "Kehittävä palaute"), (12, "ehkä")]
    assert file.columns[1].item == "demonstrations"


def test_a_group_that_was_left_unknown_is_no_problem(tmp_path: Path) -> None:
    table = [(ITEMS[0], ["3"] * 6), ("Vastaajaryhmä", ["muu"] * 5 + ["johto"])]
    with pytest.raises(DecisionNeededError, match=r"which group is 'muu'\? \(5 respondents\)"):
        cleaned(tmp_path, table)
    answers = cleaned(tmp_path, table, '[groups]\n"Muu" = "unknown"\n')
    assert answers.respondents["group"].fillna("").tolist() == [""] * 5 + ["management"]
    assert answers.problems.empty


def test_of_two_columns_that_tell_the_group_the_first_that_is_answered_counts(tmp_path: Path) -> None:
    table = [
        (ITEMS[0], ["3"] * 4),
        ("Vastaajaryhmä", ["opettaja", "", "johto", ""]),
        ("Roolisi", ["", "johto", "opettaja", ""]),
    ]
    answers = cleaned(tmp_path, table)
    assert answers.respondents["group"].fillna("").tolist() == ["teaching", "management", "management", ""]
    assert problems(answers.problems) == [(4, "Roolisi", "opettaja", "another column says 'management', which counts")]


def test_units_are_taken_as_they_stand_where_none_are_listed(tmp_path: Path) -> None:
    units = ["Satama ", "satama", "Satama", "Metsä  A", "METSÄ A", "en tiedä", ""]
    answers = cleaned(tmp_path, [(ITEMS[0], ["3"] * 7), ("Toimipiste", units)])
    assert answers.respondents["unit"].fillna("").tolist() == [*["Satama"] * 3, "Metsä A", "Metsä A", "", ""]
    assert answers.problems.empty


# An item in two columns


def test_branches_of_a_form_are_joined_once_the_analyst_has_confirmed_it(tmp_path: Path) -> None:
    table = [
        (ITEMS[0], ["3", "", "EOS", "", "2", "4"] + ["1"] * 14),
        (PHONE["sv"], ["", "4", "", "", "5", ""] + [""] * 14),
        ("Mitä muuta?", [f"vastaus {n}" for n in range(20)]),
    ]
    with pytest.raises(DecisionNeededError, match="their answers would be joined"):
        cleaned(tmp_path, table)
    mapping = "".join(
        f'[[column]]\nheader = "{PHONE[code]}"\nkind = "rating"\nitem = "reachability_1"\n' for code in ("fi", "sv")
    )
    answers = cleaned(tmp_path, table, mapping)
    assert answers.ratings["rating"].tolist()[:6] == [3, 4, pd.NA, pd.NA, 2, 4]
    assert answers.ratings["status"].tolist()[:4] == ["rated", "rated", "non-answer", "blank"]
    assert problems(answers.problems) == [
        (6, PHONE["sv"], "5", "does not count: the item is answered in an earlier column, too")
    ]
    assert answers.account[["rated", "non_answers", "blanks", "problems"]].sum(axis=1).tolist() == [20, 20]


def test_an_item_that_many_answered_twice_is_asked_about(tmp_path: Path) -> None:
    mapping = "".join(
        f'[[column]]\nheader = "{PHONE[code]}"\nkind = "rating"\nitem = "reachability_1"\n' for code in ("fi", "sv")
    )
    with pytest.raises(DecisionNeededError) as caught:
        cleaned(tmp_path, [(ITEMS[0], ["3", "4", ""]), (PHONE["sv"], ["3", "3", "3"])], mapping)
    assert "is answered in more than one column (0 and 1) by 2 respondents." in str(caught.value)


# Questions


def test_what_is_open_is_told_once_with_file_and_column(tmp_path: Path) -> None:
    with pytest.raises(DecisionNeededError) as caught:
        cleaned(tmp_path, [("Työpaikka saa meihin helposti yhteyttä.", ["2", "3", "4"]), ("Ruoka", ["1", "2", "3"])])
    assert str(caught.value) == (
        "Wave 2026: 2 questions must be decided first.\n"
        "  - a.csv, column 'Ruoka': looks like a rating, but of which item? "
        "(bare numbers do not tell which end is good) "
        'Give its item, or kind = "ignore".\n'
        "  - a.csv, column 'Työpaikka saa meihin helposti yhteyttä.': is this 'reachability_1'? "
        "(92% like 'työpaikka saa meihin helposti yhteyden') Confirm it in mapping.toml.\n"
        "What to do: run  critical-points check --wave 2026 --write  and confirm the proposals in "
        "data/raw/2026/mapping.toml"
    )


def test_a_file_of_something_else_is_one_clear_question(tmp_path: Path) -> None:
    table = [(f"Sarake {n}", [f"arvo {n}.{row}" for row in range(3)]) for n in range(200)]
    with pytest.raises(DecisionNeededError) as caught:
        cleaned(tmp_path, table)
    assert [str(fault) for fault in caught.value.faults] == [
        "a.csv: no column holds ratings of the statements. "
        "Is this an export of the survey, with one row for each respondent?"
    ]
    assert caught.value.exit_code == 1


def test_a_second_file_without_ratings_is_asked_about_too(tmp_path: Path) -> None:
    review = review_of(tmp_path, csv_of((ITEMS[0],), ("3",), ("4",)), csv_of(("Nimi", "Ikä"), ("a", "31"), ("b", "32")))
    with pytest.raises(DecisionNeededError, match=r"b\.csv: no column holds ratings"):
        clean(review, "2026")


def test_an_empty_wave_and_an_unknown_wave_are_told_with_what_to_do(tmp_path: Path) -> None:
    review = review_of(tmp_path, "x")
    review.raw_files("2026")[0].unlink()
    with pytest.raises(UnreadableError) as empty:
        clean(review, "2026")
    folder = tmp_path / "data" / "raw" / "2026"
    assert str(empty.value) == (
        f"There is no export of wave 2026.\n  - {folder}: no file\nWhat to do: put the export into {folder}"
    )
    with pytest.raises(SettingsError) as unknown:
        clean(review, "2062")
    assert "no wave '2062'. Did you mean '2026'?" in str(unknown.value)


def test_files_that_cannot_be_read_are_told_all_at_once(tmp_path: Path) -> None:
    review = review_of(tmp_path, "", "only;a;header\n", csv_of((ITEMS[0],), ("3",), ("4",)))
    with pytest.raises(UnreadableError) as caught:
        check_wave(review, "2026")
    assert caught.value.message == "2 files of wave 2026 cannot be read."
    assert "a.csv is empty" in str(caught.value)
    assert "b.csv has one row and no answers" in str(caught.value)


def test_a_header_of_the_mapping_that_no_file_has_is_listed(tmp_path: Path) -> None:
    mapping = '[[column]]\nheader = "Tyopaikka saa meihin helposti yhteyden."\nkind = "ignore"\n'
    answers = cleaned(tmp_path, [(ITEMS[0], ["3", "4"])], mapping)
    (row,) = answers.problems.to_dict("records")
    assert (row["file"], row["column"]) == ("mapping.toml", "tyopaikka saa meihin helposti yhteyden")
    assert row["why"] == "no file of the wave has this column"
    assert row["suggestion"] == "Did you mean 'työpaikka saa meihin helposti yhteyden'?"


# Doubts that do not stop anything


def test_a_middle_that_may_be_a_dont_know_counts_and_is_listed_once(tmp_path: Path) -> None:
    cells = ["1 - erittäin heikosti", "3 - En osaa sanoa", "3 - En osaa sanoa", "5 - erittäin hyvin"]
    answers = cleaned(tmp_path, [(ITEMS[0], cells)])
    assert answers.ratings["rating"].tolist() == [1, 3, 3, 5]
    assert problems(answers.problems) == [
        (None, ITEMS[0], "3 - En osaa sanoa", "3 is a value of the scale, but its label is 'en osaa sanoa'")
    ]
    answers = cleaned(tmp_path, [(ITEMS[0], cells)], '[labels]\n"3 - En osaa sanoa" = "non-answer"\n')
    assert answers.ratings["rating"].tolist() == [1, pd.NA, pd.NA, 5]
    assert answers.problems.empty


def test_remarks_on_the_form_of_a_file_stand_among_the_problems() -> None:
    remarks = [
        Fault("3 cells where 2 were expected", "answers.csv, row 3", "Look at this row.", 3),
        Fault("quotation marks that do not match", "answers.csv"),
    ]
    file = check_export(small_export([(ITEMS[0], ["3", "4"])], remarks=remarks), INSTRUMENT)
    frame = problems_of(file, INSTRUMENT)
    assert problems(frame) == [
        (3, "", "", "3 cells where 2 were expected"),
        (None, "", "", "quotation marks that do not match"),
    ]
    assert frame["suggestion"].tolist() == ["Look at this row.", ""]


def test_a_ragged_row_is_listed(tmp_path: Path) -> None:
    rows = [[ITEMS[0], ITEMS[1], "Mitä muuta?"], *(["3", "4", "a"] for _ in range(5)), ["3", "4"], ["3", "4", "b", "c"]]
    answers = clean(review_of(tmp_path, csv_of(*rows)), "2026")
    assert [(row, why) for row, _, _, why in problems(answers.problems)] == [
        (7, "2 cells where 3 were expected"),
        (8, "4 cells where 3 were expected"),
    ]


# Two files of one wave


def test_files_of_two_campuses_and_two_languages_are_joined(tmp_path: Path) -> None:
    sv = INSTRUMENT.scale("realised").labels["sv"]
    finnish = csv_of(("Vastaajaryhmä", ITEMS[0], ITEMS[1]), ("opettaja", LABELS[3], LABELS[2]), ("johto", "EOS", ""))
    swedish = csv_of((PHONE["sv"], "Svarsgrupp"), (sv[0][0], "lärare"), ("Kan inte säga", "ledningen"))
    answers = clean(review_of(tmp_path, finnish, swedish), "2026")
    assert answers.respondents["source"].tolist() == ["a.csv", "a.csv", "b.csv", "b.csv"]
    assert answers.respondents["group"].tolist() == ["teaching", "management", "teaching", "management"]
    first = answers.ratings[answers.ratings["item"] == KEYS[0]]
    assert first["respondent"].tolist() == ["a.csv:2", "a.csv:3", "b.csv:2", "b.csv:3"]
    assert first["rating"].tolist() == [4, pd.NA, 1, pd.NA]
    assert answers.account[["file", "item"]].to_numpy().tolist() == [
        ["a.csv", KEYS[0]],
        ["a.csv", KEYS[1]],
        ["b.csv", KEYS[0]],
    ]
    assert len(answers.ratings) == answers.account["respondents"].sum() == 6


def timed(*moments: str, answers: Sequence[str] = ("3", "4", "5")) -> str:
    return csv_of(("Aikaleima", ITEMS[0]), *zip(moments, answers, strict=True))


def test_a_copy_of_a_file_is_refused(tmp_path: Path) -> None:
    text = timed("1.3.2026 12:00:01", "1.3.2026 12:30:01", "2.3.2026 9:00:01")
    with pytest.raises(DecisionNeededError) as caught:
        clean(review_of(tmp_path, text, text), "2026")
    assert str(caught.value) == (
        "Wave 2026 has respondents twice.\n"
        "  - a.csv and b.csv: 3 respondents are in both files, with the same answers.\n"
        "What to do: keep one of the files and move the other out of the folder"
    )


def test_an_overlap_of_two_files_is_refused_and_a_mere_likeness_is_not(tmp_path: Path) -> None:
    first = timed("1.3.2026 12:00:01", "1.3.2026 12:30:01", "2.3.2026 9:00:01")
    later = timed("2.3.2026 9:00:01", "3.3.2026 10:00:00", "3.3.2026 11:00:00", answers=("5", "3", "4"))
    with pytest.raises(DecisionNeededError, match="1 respondent is in both files"):
        clean(review_of(tmp_path, first, later), "2026")
    other_people = timed("4.3.2026 12:00:01", "4.3.2026 12:30:01", "5.3.2026 9:00:01")
    assert len(clean(review_of(tmp_path, first, other_people), "2026").respondents) == 6


def test_the_same_answers_as_text_and_as_a_workbook_are_known_again(tmp_path: Path) -> None:
    review = review_of(tmp_path, timed("3/4/2026 9:55:41 AM", "3/14/2026 1:05:00 PM", "12/1/2026 8:00:00 AM"))
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    moments = ["2026-03-04 09:55:41", "2026-03-14 13:05:00", "2026-12-01 08:00:00"]
    sheet.append(["Aikaleima", ITEMS[0]])
    for moment, answer in zip(moments, (LABELS[2], 4, 5.0), strict=True):
        sheet.append([pd.Timestamp(moment).to_pydatetime(), answer])
    book.save(tmp_path / "data" / "raw" / "2026" / "b.xlsx")
    with pytest.raises(DecisionNeededError, match=r"a\.csv and b\.xlsx: 3 respondents are in both files"):
        check_wave(review, "2026")


def untimed(rows: Sequence[Sequence[str]], count: int = 10) -> Checked:
    return check_export(small_export([(ITEMS[n], [row[n] for row in rows]) for n in range(count)]), INSTRUMENT)


def test_without_times_a_copy_and_a_part_are_known_again_by_their_answers() -> None:
    people = [list("3425413254"), list("4444433335"), list("1234512345"), list("5544332211")]
    assert shared_respondents(untimed(people), untimed(people)) == 4
    assert shared_respondents(untimed(people), untimed([people[2], people[0]])) == 2
    assert shared_respondents(untimed(people), untimed([people[2], list("1111222233")])) == 0


def test_without_times_straight_lines_and_few_answers_tell_nothing() -> None:
    people = [list("3333333333"), list("4444444444"), list("1234512345")]
    assert shared_respondents(untimed(people), untimed([people[0], people[0]])) == 0
    few = [row[:3] for row in [list("343"), list("454"), list("222")]]
    assert shared_respondents(untimed(few, 3), untimed([few[1]], 3)) == 0
    assert shared_respondents(untimed(few, 3), untimed(few, 3)) == 3


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("17.03.2025 09:55:41", (3, 17, 25, 9, 55)),
        ("3/17/25 9:55 AM", (3, 17, 25, 9, 55)),
        ("3/17/2025 9:55:41 PM", (3, 17, 25, 21, 55)),
        ("2025-03-17T21:55:41Z", (3, 17, 25, 21, 55)),
        ("17.3.2025 klo 9.55.41", (3, 17, 25, 9, 55)),
        ("12:05 AM", None),
        ("17.3.2025", None),
        ("2025-03-17 12:05:00 am", (3, 17, 25, 0, 5)),
        ("", None),
    ],
)
def test_the_minute_of_a_submission(text: str, moment: tuple[int, ...] | None) -> None:
    assert moment_of(text) == moment


# Any table

CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            *LABELS,
            "En osaa sanoa",
            "3",
            "4",
            "3,0",
            "0",
            "6",
            "5 - toteutuu hyvin",
            "3 = eos",
            "opettaja",
            "Näyttöjen laatu",
            "",
        ]
    ),
)


@st.composite
def tables(draw: st.DrawFn) -> list[tuple[str, list[str]]]:
    headers = st.sampled_from(
        [*ITEMS[:4], PHONE["sv"], "Vastaajaryhmä", "Toimipiste", VOTES, f"{VOTES} | Näyttöjen laatu", "Ikä", ""]
    )
    rows = draw(st.integers(1, 6))
    count = draw(st.integers(1, 6))
    cells = st.lists(CELLS, min_size=rows, max_size=rows)
    return [(draw(headers), draw(cells)) for _ in range(count)]


LEGENDS = st.dictionaries(st.integers(0, 5), st.dictionaries(st.sampled_from("0123456"), CELLS, max_size=7), max_size=3)


@given(table=tables(), legends=LEGENDS)
@settings(max_examples=200)
def test_whatever_a_table_holds_every_cell_of_a_rating_column_has_one_fate(
    table: list[tuple[str, list[str]]], legends: dict[int, dict[str, str]]
) -> None:
    file = check_export(small_export(table, options=legends), INSTRUMENT)
    account = account_of(file)
    fates = account[["rated", "non_answers", "blanks", "problems"]]
    assert fates.sum(axis=1).tolist() == account["respondents"].tolist() == [len(table[0][1])] * len(account)
    assert len(account) == sum(column.kind == "rating" for column in file.columns)
    listed = problems_of(file, INSTRUMENT)
    for column in (
        c for c in file.columns if c.kind == "rating" and account["column"].tolist().count(c.column.header) == 1
    ):
        cells = listed[(listed["column"] == column.column.header) & listed["row"].notna()]
        unearned = cells["why"].str.startswith("does not count")
        assert (~unearned).sum() == column.fates["problem"]


@given(table=tables())
@settings(max_examples=100)
def test_whatever_a_table_holds_it_is_cleaned_or_asked_about(
    tmp_path_factory: pytest.TempPathFactory, table: list[tuple[str, list[str]]]
) -> None:
    file = check_export(small_export(table), INSTRUMENT)
    if not file.questions:
        frames = frames_of(file, "2026", INSTRUMENT, Confirmed())
        assert len(frames["respondents"]) == len(table[0][1])
        assert frames["ratings"]["rating"].dropna().between(1, 5).all()
        rated = frames["ratings"]["status"] == "rated"
        assert (frames["ratings"]["rating"].notna() == rated).all()
        assert not frames["ratings"].duplicated(["respondent", "item"]).any()


def test_a_column_decided_on_its_own_is_read_so_in_the_frames() -> None:
    labels = {str(n): Reading("rated", n + 1, decided=True) for n in range(5)}
    confirmed = Confirmed({(ITEMS[0].casefold().rstrip("."), None): Entry("rating", KEYS[0], labels=labels)})
    file = check_export(small_export([(ITEMS[0], ["0", "1", "4"])]), INSTRUMENT, confirmed)
    assert file.questions == ()
    assert account_of(file)["rated"].tolist() == [3]
    assert file.columns[0].mean == pytest.approx(8 / 3)


def test_a_file_is_checked_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(csv_of((ITEMS[0],), ("3",), ("4",)), encoding="utf-8")
    assert check_file(path, INSTRUMENT).columns[0].mean == 3.5


def test_files_that_were_read_tell_the_sizes_of_groups_and_are_cleaned_without_reading_them_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [("opettaja", "3"), ("Lehtori", "4"), ("johto", "2"), ("", "1"), ("vahtimestari", "5")]
    files = [csv_of(("Vastaajaryhmä", ITEMS[0]), *part) for part in (rows, rows[:2])]
    review = review_of(tmp_path, *files)
    answers, checked = clean(review, "2026"), check_wave(review, "2026")
    sizes = group_sizes(review, "2026", checked)
    assert sizes == answers.respondents["group"].value_counts().to_dict() == {"teaching": 4, "management": 1}
    monkeypatch.setattr("critical_points.cleaning.checking.read_export", lambda path: pytest.fail(f"read {path}"))
    again = clean_files(review, "2026", checked)
    for name in ("respondents", "ratings", "votes", "account", "problems"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(answers, name))
