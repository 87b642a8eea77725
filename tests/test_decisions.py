"""mapping.toml: what it can say, what is wrong with it, and what is proposed for it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from critical_points.decisions import propose, read_decisions, write_decisions
from critical_points.errors import SettingsError
from critical_points.instrument import Instrument
from critical_points.mapping import Confirmed, Entry, map_columns, open_questions
from critical_points.scales import DECISIONS, Reading
from tests.small_exports import INSTRUMENT, LABELS, PHONE, csv_of, small_export, small_workspace

FOUR = ["2", "3", "4", "5"]


def read(tmp_path: Path, toml: str, instrument: Instrument = INSTRUMENT) -> Confirmed:
    path = tmp_path / "mapping.toml"
    path.write_text(toml, encoding="utf-8")
    return read_decisions(path, instrument)


def faults(tmp_path: Path, toml: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, toml)
    return [str(fault).removeprefix("mapping.toml: ").removeprefix("mapping.toml, ") for fault in caught.value.faults]


def proposed(tmp_path: Path, *table: tuple[str, list[str]], accept: bool = False, text: str | None = None) -> str:
    """Return what is proposed for a file of these columns, given what stands in mapping.toml."""
    path = tmp_path / "mapping.toml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    confirmed = read_decisions(path, INSTRUMENT)
    columns = map_columns(small_export(table), INSTRUMENT, confirmed)
    return propose(path, columns, INSTRUMENT, confirmed, accept=accept)


def questions(tmp_path: Path, text: str, *table: tuple[str, list[str]]) -> list[str]:
    """Return what is still asked with this mapping.toml."""
    confirmed = read(tmp_path, text)
    columns = map_columns(small_export(table), INSTRUMENT, confirmed)
    return [str(fault) for fault in open_questions(columns, INSTRUMENT, confirmed)]


# Reading


def test_no_file_confirms_nothing(tmp_path: Path) -> None:
    assert read_decisions(tmp_path / "mapping.toml", INSTRUMENT) == Confirmed()


def test_everything_that_can_be_said(tmp_path: Path) -> None:
    confirmed = read(
        tmp_path,
        """
        [[column]]
        header = "Palaute | Palautteesta opitaan"
        kind = "rating"
        item = "feedback_1"
        comparable = false
        [column.labels]
        "0" = 1
        "9" = "non-answer"

        [[column]]
        header = "Roolisi?"
        position = 7
        kind = "group"
        confirmed = false

        [[column]]
        header = "Valitse | Näytöt"
        kind = "vote"
        item = "demonstrations"

        [[column]]
        header = "Ikä"
        kind = "ignore"

        [labels]
        "Hyvin MENEE" = 4
        "En tiedä vielä" = "non-answer"
        "??" = "problem"
        "avoin" = ""

        [groups]
        "Ope" = "teaching"
        "Muu" = "unknown"
        "Auki" = ""

        [units]
        "Satama" = "Satamakampus"
        """,
    )
    assert confirmed.columns == {
        ("palaute | palautteesta opitaan", None): Entry(
            "rating", "feedback_1", False, True, {"0": Reading("rated", 1, decided=True), "9": DECISIONS["non-answer"]}
        ),
        ("roolisi?", 7): Entry("group", None, True, False),
        ("valitse | näytöt", None): Entry("vote", "demonstrations"),
        ("ikä", None): Entry("ignore"),
    }
    assert confirmed.labels == {
        "hyvin menee": Reading("rated", 4, decided=True),
        "en tiedä vielä": DECISIONS["non-answer"],
        "??": DECISIONS["problem"],
    }
    assert confirmed.groups == {"ope": "teaching", "muu": "unknown"}
    assert confirmed.units == {"satama": "Satamakampus"}


def test_every_fault_is_listed_at_once_with_what_may_have_been_meant(tmp_path: Path) -> None:
    assert faults(
        tmp_path,
        """
        colums = 1
        [[column]]
        header = "A"
        kind = "ratings"
        [[column]]
        header = "B"
        kind = "rating"
        item = "feedbak_1"
        [[column]]
        header = "C"
        kind = "rating"
        item = ""
        [[column]]
        kind = "ignore"
        [[column]]
        header = "D"
        kind = "vote"
        item = "demonstration"
        comparabel = true
        [[column]]
        header = "E"
        kind = "group"
        item = "feedback_1"
        [[column]]
        header = "f"
        kind = "ignore"
        confirmed = "no"
        [[column]]
        header = "F "
        kind = "ignore"
        position = "2"
        [labels]
        "x" = 6
        "y" = "3"
        "z" = "nonanswer"
        "v" = true
        "A b" = 3
        "a  B" = 4
        [groups]
        "Ope" = "teachers"
        "Muu" = 3
        "Johtaja" = "management"
        "johtaja " = "supervisors"
        """,
    ) == [
        "unknown field 'colums'. Did you mean 'column'?",
        "A: kind 'ratings' is not known. Did you mean 'rating'?",
        "B: item 'feedbak_1' is not known. Did you mean 'feedback_1'?",
        "C: a rating needs its item. Give the key of a statement of the instrument.",
        "column no. 4: 'header' is missing. A column without a header is named by its position.",
        "column no. 5: unknown field 'comparabel'. Did you mean 'comparable'?",
        "D: item 'demonstration' is not known. Did you mean 'demonstrations'?",
        "E: a group has no item. Delete the line of the item.",
        "f: 'confirmed' is 'no'. Write true or false, without quotes.",
        "column no. 8: 'position' is '2'. Write a whole number, without quotes.",
        "F: the header stands here twice. Say of each which position it has in the file.",
        '[labels]: \'x\' is 6. Expected 1–5, "non-answer" or "problem".',
        "[labels]: 'y' is '3'. Expected 1–5, \"non-answer\" or \"problem\".",
        "[labels]: 'z' is 'nonanswer'. Expected 1–5, \"non-answer\" or \"problem\".",
        '[labels]: \'v\' is True. Expected 1–5, "non-answer" or "problem".',
        "[labels]: 'a  B' stands here twice, with two meanings. Keep one.",
        "[groups]: 'Ope' is 'teachers'. Did you mean 'teaching'?",
        "[groups]: 'Muu' is 3. Known: teaching, supervisors, management, development, services, student_services, "
        "instructors, employers, students, unknown.",
        "[groups]: 'johtaja ' stands here twice, with two meanings. Keep one.",
    ]


@pytest.mark.parametrize(
    ("toml", "fault"),
    [
        ("[column]\nheader = 1", "'column' is not a list of tables. Write each as [[column]]."),
        ("labels = 3", "'labels' is not a table. Write [labels], and under it \"answer\" = meaning."),
        ("[[groups]]\na = 1", "'groups' is not a table. Write [groups], and under it \"answer\" = meaning."),
        (
            '[[column]]\nheader = "A"\nkind = "ignore"\nlabels = 1',
            "A: 'labels' is not a table. Write [labels], and under it \"answer\" = meaning.",
        ),
        ("[units]\nx = 3", "[units]: 'x' is 3. Known: unknown."),
    ],
)
def test_a_wrong_shape_is_one_clear_fault(tmp_path: Path, toml: str, fault: str) -> None:
    assert faults(tmp_path, toml) == [fault]


def test_a_file_that_is_no_toml_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="line 2, column"):
        read(tmp_path, "[labels]\n x = = 3\n")


def test_the_message_names_the_wave_and_what_to_do(tmp_path: Path) -> None:
    folder = tmp_path / "2026"
    folder.mkdir()
    (folder / "mapping.toml").write_text("labels = 3", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        read_decisions(folder / "mapping.toml", INSTRUMENT)
    assert caught.value.message == "2026/mapping.toml has 1 fault."
    assert caught.value.next_step == f"correct {folder / 'mapping.toml'} and try again"


# Proposing

NEW = """
[[column]]
header = "Työpaikka saa meihin helposti yhteyttä."
kind = "rating"
item = "reachability_1"
comparable = true
confirmed = false # 92% like 'työpaikka saa meihin helposti yhteyden'

[[column]]
header = "Vastaajaryhmä"
kind = "group"

[[column]]
header = "Ruoka"
kind = "rating"
item = ""
comparable = true
confirmed = false # its answers are those of a scale
"""
TABLE = [
    ("Työpaikka saa meihin helposti yhteyttä.", FOUR * 5),
    ("Vastaajaryhmä", ["opettaja"] * 20),
    ("Ruoka", FOUR * 5),
    ("Ikä", ["25", "30", "35", "40"] * 5),
]


def test_a_new_file_has_a_preamble_and_an_entry_for_each_column_that_counts(tmp_path: Path) -> None:
    text = proposed(tmp_path, *TABLE)
    assert text.startswith("# What each column of this wave's files is, and what their answers mean.\n")
    assert text.split("\n\n", 1)[1] == NEW.lstrip("\n")
    assert len(questions(tmp_path, text, *TABLE)) == 2


def test_accept_confirms_what_has_a_proposal_and_leaves_the_rest_open(tmp_path: Path) -> None:
    text = proposed(tmp_path, *TABLE, accept=True)
    assert text.count("\nconfirmed = false") == 1
    assert questions(tmp_path, text, *TABLE) == [
        "Ruoka: looks like a rating, but of which item? "
        '(bare numbers do not tell which end is good) Give its item, or kind = "ignore".'
    ]
    text = text.replace(
        'kind = "rating"\nitem = ""\ncomparable = true\nconfirmed = false # its', 'kind = "ignore" # its'
    )
    assert questions(tmp_path, text, *TABLE) == []


def test_accept_confirms_proposals_that_stand_in_the_file(tmp_path: Path) -> None:
    table = [*TABLE, ("Kuka olet?", ["opettaja", "johto"] * 10)]
    table[1] = ("Muu kysymys", ["a", "b"] * 10)
    text = proposed(tmp_path, *table)
    assert text.count("\nconfirmed = false") == 3
    text = proposed(tmp_path, *table, text=text, accept=True)
    assert text.count("\nconfirmed = false") == 1
    assert 'header = "Kuka olet?"\nkind = "group"\n' in text


MINE = """# Kysely 2026, Maija
[[column]] # vanha sanamuoto
header = "Työpaikka saa meihin helposti yhteyttä."
kind = "rating"
item = "reachability_1"
comparable = false   # eri asia kuin ennen

# ryhmät
[groups]
"Ope" = "teaching" # sovittu 3.4.

# loppu"""


def test_what_the_analyst_wrote_stays_as_it_is(tmp_path: Path) -> None:
    table = [
        (TABLE[0][0], ["0", "1", "2", "3", "4"] * 2),
        ("Mihin ryhmään kuulut?", ["Ope", "Opettajaa"] * 5),
        ("Toimipiste", ["A", "B"] * 5),
    ]
    text = proposed(tmp_path, *table, text=MINE)
    assert (
        text
        == """# Kysely 2026, Maija
[[column]] # vanha sanamuoto
header = "Työpaikka saa meihin helposti yhteyttä."
kind = "rating"
item = "reachability_1"
comparable = false   # eri asia kuin ennen

[column.labels]
"0" = "" # Expected 1–5.
"1" = "" # Counted as 1; say in mapping.toml what it means.
"2" = "" # Counted as 2; say in mapping.toml what it means.
"3" = "" # Counted as 3; say in mapping.toml what it means.
"4" = "" # Counted as 4; say in mapping.toml what it means.

[[column]]
header = "Mihin ryhmään kuulut?"
kind = "group"
confirmed = false # 84% like 'mihin vastaajaryhmään kuulut?'

[[column]]
header = "Toimipiste"
kind = "unit"

# ryhmät
[groups]
"Ope" = "teaching" # sovittu 3.4.
"Opettajaa" = "" # Did you mean 'opettaja' (teaching)?

# loppu
"""
    )
    assert proposed(tmp_path, *table, text=text) == text


@pytest.mark.parametrize(
    "mine",
    [
        "",
        "# only a note",
        '[groups]\nope = "teaching"',
        '[groups]\nope = "teaching"\n\n[[column]]\nheader = "x"\nkind = "ignore"',
        '[[column]]\nheader = "x"\nkind = "ignore"\n[labels]\n"a" = 3\n[[column]]\nheader = "y"\nkind = "ignore"',
        '[[column]]\nheader = "x"\nkind = "ignore"\n[column.labels]\n"a" = 3\n[units]\n"a" = "b"',
    ],
)
def test_a_file_of_any_order_is_added_to(tmp_path: Path, mine: str) -> None:
    table = [
        (PHONE["fi"], ["0", "1", "2", "3", "4"] * 2),
        ("Vastaajaryhmä", ["Opettajaa"] * 10),
        (INSTRUMENT.item("feedback_1").text["fi"], ["aivan muuta"] * 10),
    ]
    before = tomllib.loads(mine)
    told = tomllib.loads(proposed(tmp_path, *table, text=mine))
    old, new = told["column"][: len(before.get("column", []))], told["column"][len(before.get("column", [])) :]
    assert old == before.get("column", [])
    assert [entry["header"] for entry in new] == [header for header, _ in table]
    assert new[0]["labels"] == dict.fromkeys("01234", "")
    assert told["labels"] == {**before.get("labels", {}), "aivan muuta": ""}
    assert told["groups"] == {**before.get("groups", {}), "Opettajaa": ""}
    assert told.get("units", {}) == before.get("units", {})


def test_a_file_whose_tables_stand_inline_is_left_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="its tables stand inline"):
        proposed(tmp_path, *TABLE, text='column = [{ header = "x", kind = "ignore" }]')


def test_line_ends_stay_as_they_are(tmp_path: Path) -> None:
    review = small_workspace(tmp_path, {"2026/a.csv": "x"})
    review.mapping_file("2026").write_bytes(b'[groups]\r\nope = "teaching"\r\n')
    write_decisions(review, "2026", map_columns(small_export([("Toimipiste", FOUR)]), INSTRUMENT))
    assert review.mapping_file("2026").read_bytes() == (
        b'[groups]\r\nope = "teaching"\r\n\r\n[[column]]\r\nheader = "Toimipiste"\r\nkind = "unit"\r\n'
    )


def test_answers_to_decide_on_are_listed_with_a_hint(tmp_path: Path) -> None:
    strange = [LABELS[3]] * 8 + ["Toteutuu hyvn", "aivan muuta"]
    text = proposed(tmp_path, (PHONE["fi"], strange), ("Vastaajaryhmä", ["opettajaa"] * 5 + ["johto"] * 5))
    told = tomllib.loads(text)
    assert told["labels"] == {"Toteutuu hyvn": "", "aivan muuta": ""}
    assert told["groups"] == {"opettajaa": ""}
    assert """\n"Toteutuu hyvn" = "" # Did you mean 'toteutuu hyvin' (4)?\n""" in text
    assert """\n"opettajaa" = "" # Did you mean 'opettaja' (teaching)?\n""" in text
    assert """\n"aivan muuta" = "" # to decide; "problem" or "unknown" leaves these answers out\n""" in text


def test_answering_the_questions_closes_them(tmp_path: Path) -> None:
    table = [
        (PHONE["fi"], [LABELS[3]] * 8 + ["Toteutuu hyvn", "aivan muuta"]),
        ("Vastaajaryhmä", ["opettajaa"] * 5 + ["muu"] * 5),
    ]
    text = proposed(tmp_path, *table)
    assert len(questions(tmp_path, text, *table)) == 3
    for name, value in (("Toteutuu hyvn", "4"), ("aivan muuta", '"problem"')):
        text = text.replace(f'"{name}" = ""', f'"{name}" = {value}')
    for name, value in (("opettajaa", "teaching"), ("muu", "unknown")):
        text = text.replace(f'"{name}" = ""', f'"{name}" = "{value}"')
    assert questions(tmp_path, text, *table) == []
    assert proposed(tmp_path, *table, text=text) == text


def test_numbers_are_decided_in_the_column_they_stand_in(tmp_path: Path) -> None:
    table = [
        (PHONE["fi"], ["0", "1", "2", "3", "4"]),
        (INSTRUMENT.item("feedback_1").text["fi"], ["1", "2", "3", "4", "5"]),
    ]
    text = proposed(tmp_path, *table)
    told = tomllib.loads(text)
    assert "labels" not in told
    assert told["column"][0]["labels"] == {"0": "", "1": "", "2": "", "3": "", "4": ""}
    assert "labels" not in told["column"][1]
    for n in range(5):
        text = text.replace(f'"{n}" = ""', f'"{n}" = {n + 1}')
    assert questions(tmp_path, text, *table) == []


def test_a_middle_that_may_be_a_dont_know_is_listed_but_closes_nothing(tmp_path: Path) -> None:
    table = [(PHONE["fi"], ["1 - erittäin heikosti", "3 - En osaa sanoa", "5 - erittäin hyvin"])]
    text = proposed(tmp_path, *table)
    assert tomllib.loads(text)["labels"] == {"3 - En osaa sanoa": ""}
    assert questions(tmp_path, text, *table) == []


def test_a_header_that_stands_twice_is_written_with_its_positions(tmp_path: Path) -> None:
    table = [(PHONE["fi"], FOUR), (PHONE["fi"], FOUR), ("", FOUR)]
    told = tomllib.loads(proposed(tmp_path, *table))
    assert [(entry["header"], entry.get("position"), entry.get("confirmed")) for entry in told["column"]] == [
        (PHONE["fi"], 0, None),
        (PHONE["fi"], 1, False),
        ("", 2, False),
    ]


def test_two_files_with_the_same_headers_have_one_entry_each(tmp_path: Path) -> None:
    table = [("Aika", FOUR), (PHONE["fi"], FOUR)]
    columns = [*map_columns(small_export(table), INSTRUMENT), *map_columns(small_export(table[1:]), INSTRUMENT)]
    told = tomllib.loads(propose(tmp_path / "mapping.toml", columns, INSTRUMENT, Confirmed()))
    assert [entry["header"] for entry in told["column"]] == ["Aika", PHONE["fi"]]


def test_write_decisions_changes_the_one_file_only(tmp_path: Path) -> None:
    raw = csv_of(("Vastaajaryhmä", "Työpaikka saa meihin helposti yhteyttä."), ("johto", "3"), ("johto", "4"))
    review = small_workspace(tmp_path, {"2026/a.csv": raw})
    columns = map_columns(small_export([(PHONE["sv"], FOUR)]), INSTRUMENT)
    path = write_decisions(review, "2026", columns)
    assert path == tmp_path / "data" / "raw" / "2026" / "mapping.toml"
    assert sorted(file.name for file in path.parent.iterdir()) == ["a.csv", "mapping.toml"]
    assert (path.parent / "a.csv").read_text(encoding="utf-8") == raw
    assert [item.item for item in read_decisions(path, INSTRUMENT).columns.values()] == ["reachability_1"]


def test_a_faulty_file_is_not_written_over(tmp_path: Path) -> None:
    review = small_workspace(tmp_path, {"2026/a.csv": "x", "2026/mapping.toml": "labels = 3"})
    with pytest.raises(SettingsError, match="has 1 fault"):
        write_decisions(review, "2026", [])
    assert review.mapping_file("2026").read_text(encoding="utf-8") == "labels = 3"
    assert not list((tmp_path / "data" / "raw").glob(".*"))


ODD = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(header=ODD, answers=st.lists(ODD, min_size=1, max_size=6), accept=st.booleans())
@settings(max_examples=200)
def test_whatever_headers_and_answers_hold_the_proposal_can_be_read_again(
    tmp_path_factory: pytest.TempPathFactory, header: str, answers: list[str], accept: bool
) -> None:
    folder = tmp_path_factory.mktemp("odd")
    table = [
        (header, FOUR * 6),
        (PHONE["fi"], (answers * 24)[:24]),
        ("Vastaajaryhmä", (answers * 24)[:24]),
    ]
    text = proposed(folder, *table, accept=accept)
    confirmed = read(folder, text)
    assert len(confirmed.columns) == 3
    again = propose(
        folder / "mapping.toml", map_columns(small_export(table), INSTRUMENT, confirmed), INSTRUMENT, confirmed
    )
    assert tomllib.loads(again).keys() == tomllib.loads(text).keys()
    assert again == text or accept
