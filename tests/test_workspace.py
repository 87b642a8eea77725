"""review.toml and the folders: what is told, what is wrong, and which waves there are."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from critical_points.errors import SettingsError
from critical_points.workspace import Review, Wave, find_root, natural, open_review
from tests.small_exports import INSTRUMENT, small_workspace

NORTH = '[units.north]\nname = { fi = "Pohjoinen", sv = "Norra", en = "North" }\n'


def faults(tmp_path: Path, settings: str) -> list[str]:
    """Return the faults of a review.toml."""
    with pytest.raises(SettingsError) as caught:
        small_workspace(tmp_path, {}, settings)
    return [str(fault) for fault in caught.value.faults]


def waves(tmp_path: Path, *names: str, settings: str = "") -> Review:
    return small_workspace(tmp_path, {f"{name}/a.csv": "x" for name in names}, settings)


def test_everything_that_can_be_told(tmp_path: Path) -> None:
    review = small_workspace(
        tmp_path,
        {"2026/a.csv": "x"},
        """
        organisation = "Aalto"
        language = "sv"
        minimum = 8
        threshold = 3.75

        [units.north]
        name = { fi = "Pohjoinen", sv = "Norra", en = "North" }
        synonyms = { fi = ["Pohj."] }

        [groups.teaching]
        name = { fi = "opettajat", sv = "lärare", en = "teachers" }

        [groups.board]
        name = { fi = "hallitus", sv = "styrelsen", en = "board" }

        [waves.2026]
        funding_decision = 2026-01-20
        started = 2026-03-02
        responsible = "laatupäällikkö"
        respondents = "henkilöstö"
        period = [2026-03-16, 2026-04-03]
        headcount = { teaching = 120, board = 0 }
        plan_made = 2026-05-15
        plan_checked = 2027-05-10
        """,
    )
    assert (review.organisation, review.language.code, review.minimum) == ("Aalto", "sv", 8)
    assert review.threshold == 3.75
    assert review.wave("2026") == Wave(
        "2026",
        date(2026, 1, 20),
        date(2026, 3, 2),
        "laatupäällikkö",
        "henkilöstö",
        (date(2026, 3, 16), date(2026, 4, 3)),
        {"teaching": 120, "board": 0},
        date(2026, 5, 15),
        date(2027, 5, 10),
    )
    keys = [group.key for group in review.instrument.groups]
    assert keys == [*(group.key for group in INSTRUMENT.groups), "board"]
    assert review.labels.group("teaching") == "lärare"
    assert review.labels.unit("north") == "Norra"


def test_an_empty_file_is_enough(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    review = waves(tmp_path / "mine", "2026")
    assert (review.organisation, review.language.code, review.minimum) == ("mine", "fi", 5)
    assert review.threshold == 3.5
    assert review.instrument == INSTRUMENT
    assert review.wave("2026") == Wave("2026")


def test_a_language_asked_for_comes_before_that_of_the_file(tmp_path: Path) -> None:
    small_workspace(tmp_path, {}, 'language = "sv"')
    assert open_review(tmp_path, language="en").language.code == "en"
    with pytest.raises(SettingsError, match="no language 'se'"):
        open_review(tmp_path, language="se")


def test_every_fault_is_listed_at_once_with_what_may_have_been_meant(tmp_path: Path) -> None:
    assert faults(
        tmp_path,
        """
        organization = "Aalto"
        language = "se"
        minimum = 4
        [units.north]
        name = { fi = "Pohjoinen", sv = "Norra" }
        synonym = { fi = ["Pohj."] }
        [units.all]
        name = { fi = "Kaikki", sv = "Alla", en = "All" }
        [units."Etelä"]
        name = { fi = "Etelä", sv = "Södra", en = "South" }
        [waves."../x"]
        [waves.2026]
        start = 2026-01-01
        started = "2026-03-02"
        funding_decision = 2026-03-02T10:00:00
        responsible = 3
        period = [2026-04-03, 2026-03-16]
        headcount = { teachers = 3, teaching = -1, management = "x", supervisors = true }
        """,
    ) == [
        "review.toml: unknown field 'organization'. Did you mean 'organisation'?",
        "review.toml, [units.north]: unknown field 'synonym'. Did you mean 'synonyms'?",
        "review.toml, [units.north], name.en: is missing.",
        "review.toml, [units.all]: key 'all' cannot be used. A key has small letters a–z, digits and underscores, "
        "and is not one of: all, unknown.",
        "review.toml, [units.Etelä]: key 'Etelä' cannot be used. A key has small letters a–z, digits and underscores, "
        "and is not one of: all, unknown.",
        "review.toml, [waves.../x]: '../x' cannot be a folder's name. Use letters, digits and - only.",
        "review.toml, [waves.2026]: unknown field 'start'. Did you mean 'started'?",
        "review.toml, [waves.2026]: 'funding_decision' is datetime.datetime(2026, 3, 2, 10, 0). "
        "Write a date without quotes: 2026-03-16.",
        "review.toml, [waves.2026]: 'started' is '2026-03-02'. Write a date without quotes: 2026-03-16.",
        "review.toml, [waves.2026]: 'responsible' is not a text, or is empty.",
        "review.toml, [waves.2026]: 'period' is [datetime.date(2026, 4, 3), datetime.date(2026, 3, 16)]. "
        "Write the first and the last day: [2026-03-16, 2026-04-03].",
        "review.toml, [waves.2026]: headcount of an unknown group 'teachers'. Did you mean 'teaching'?",
        "review.toml, [waves.2026]: headcount of 'teaching' is -1. Write a whole number, 0 or more.",
        "review.toml, [waves.2026]: headcount of 'management' is 'x'. Write a whole number, 0 or more.",
        "review.toml, [waves.2026]: headcount of 'supervisors' is True. Write a whole number, 0 or more.",
        "review.toml: minimum = 4. The smallest allowed is 5.",
        "review.toml: language = 'se'. Known: fi, sv, en.",
    ]


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ("organisation = 3", "review.toml: 'organisation' is not a text, or is empty."),
        ("minimum = 5.0", "review.toml: 'minimum' is 5.0. Write a whole number, without quotes."),
        ("minimum = true", "review.toml: 'minimum' is True. Write a whole number, without quotes."),
        ('minimum = "5"', "review.toml: 'minimum' is '5'. Write a whole number, without quotes."),
        ("threshold = 1", "review.toml: threshold = 1. Write a number above 1 and at most 5: 3.5."),
        ("threshold = 5.1", "review.toml: threshold = 5.1. Write a number above 1 and at most 5: 3.5."),
        ("threshold = nan", "review.toml: threshold = nan. Write a number above 1 and at most 5: 3.5."),
        ("threshold = true", "review.toml: threshold = True. Write a number above 1 and at most 5: 3.5."),
        ('threshold = "3,5"', "review.toml: threshold = '3,5'. Write a number above 1 and at most 5: 3.5."),
        ("[waves.2026]\nplan_made = 2026-05-15\nplan_checked = 2026-05-14", "review.toml, [waves.2026]: 'plan_checked' "
         "is 2026-05-14, before 'plan_made' 2026-05-15. Correct one of them."),
        ("waves = 3", "review.toml: 'waves' is not a table. Write [waves.key] above its facts."),
        ("[[waves]]\nname = 3", "review.toml: 'waves' is not a table. Write [waves.key] above its facts."),
        ("[waves]\n2026 = 3", "review.toml, [waves.2026]: is not a table. Write [waves.2026] above its facts."),
        ("[waves.2026]\nheadcount = 3", "review.toml, [waves.2026]: 'headcount' is not a table. "
         "Write { teaching = 120, supervisors = 14 }."),
        ("[waves.2026]\nperiod = [2026-03-01]", "review.toml, [waves.2026]: 'period' is [datetime.date(2026, 3, 1)]. "
         "Write the first and the last day: [2026-03-16, 2026-04-03]."),
        ("[waves.2026]\nperiod = [2026-03-01, 2026-04-01T10:00:00]", "review.toml, [waves.2026]: 'period' is "
         "[datetime.date(2026, 3, 1), datetime.datetime(2026, 4, 1, 10, 0)]. "
         "Write the first and the last day: [2026-03-16, 2026-04-03]."),
        (NORTH + 'synonyms = { fi = "Pohj." }', "review.toml, [units.north], synonyms.fi: is not a list of texts, "
         'or has an empty one. Write ["one", "another"].'),
        (NORTH + 'synonyms = { no = ["Nord"] }', "review.toml, [units.north], synonyms: unknown language 'no'. "
         "Known: fi, sv, en."),
        (NORTH + NORTH.replace("north", "n2").replace("Norra", "N2"), "review.toml, unit n2: 'Pohjoinen' is also a "
         "word for 'north'. A word belongs to one unit."),
        ('[groups.own]\nname = { fi = "Oma", sv = "Egen", en = "Own" }\nsynonyms = { fi = ["LEHTORI"] }',
         "review.toml, group own: 'LEHTORI' is also a word for 'teaching'. A word belongs to one group."),
    ],
)  # fmt: skip
def test_a_fault_is_told_in_words(tmp_path: Path, settings: str, fault: str) -> None:
    assert faults(tmp_path, settings)[:1] == [fault]


def test_a_text_that_is_no_toml_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="line 2, column"):
        small_workspace(tmp_path, {}, "organisation = 'x'\nlanguage = = 3\n")


def test_the_faults_of_an_own_instrument_stand_beside_those_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('key = "own"\ntitle = 3\n', encoding="utf-8")
    found = faults(tmp_path, 'instrument = "own.toml"\nminimum = 3\n')
    assert "review.toml: minimum = 3. The smallest allowed is 5." in found
    assert any(fault.startswith(str(tmp_path / "own.toml")) for fault in found)
    assert "none.toml" in faults(tmp_path, 'instrument = "none.toml"')[0]


def test_statements_on_another_range_than_1_to_5_are_refused(tmp_path: Path) -> None:
    default = files("critical_points").joinpath("instruments/critical_points.toml").read_text(encoding="utf-8")
    (tmp_path / "own.toml").write_text(
        default.replace("lowest = 1\nhighest = 5", "lowest = 0\nhighest = 4", 1), encoding="utf-8"
    )
    (fault,) = faults(tmp_path, 'instrument = "own.toml"\n')
    assert "own.toml, scale realised: 'reachability_1' is rated 0–4" in fault


def test_the_workspace_is_found_from_a_folder_within_it(tmp_path: Path) -> None:
    small_workspace(tmp_path, {"2026/a.csv": "x"})
    assert find_root(tmp_path / "data" / "raw" / "2026") == tmp_path
    empty = tmp_path.parent / "elsewhere"
    empty.mkdir(exist_ok=True)
    with pytest.raises(SettingsError) as caught:
        open_review(empty)
    assert str(caught.value) == (
        f"There is no review.toml in {empty} nor in a folder above it.\n"
        "What to do: go to your workspace, name it with --workspace, or make one: critical-points new FOLDER"
    )


# Waves


@pytest.mark.parametrize(
    "names",
    [
        ["2025", "2026"],
        ["2026-2", "2026-10"],
        ["2025-autumn", "2026-spring", "2026-autumn"],
        ["2026 kevät", "2026 syksy", "2027 kevät"],
        ["2026-vår", "2026-höst"],
        ["2025", "2026", "pilotti"],
    ],
)
def test_waves_come_in_the_order_of_time(tmp_path: Path, names: list[str]) -> None:
    review = waves(tmp_path, *reversed(names))
    assert list(review.waves) == names
    assert review.newest == names[-1]
    assert review.earlier(names[-1]) == names[-2]
    assert review.earlier(names[0]) is None


def test_natural_order_takes_any_name() -> None:
    assert sorted(["b", "a10", "a9", "²", "A1", ""], key=natural) == ["", "A1", "a9", "a10", "b", "²"]


def test_the_newest_wave_is_the_newest_that_has_files(tmp_path: Path) -> None:
    review = waves(tmp_path, "2025", settings="[waves.2026]\nresponsible = 'x'\n")
    assert list(review.waves) == ["2025", "2026"]
    assert review.newest == "2025"
    assert review.earlier("2026") == "2025"
    (tmp_path / "new").mkdir()
    assert small_workspace(tmp_path / "new", {}, "[waves.2026]").newest == "2026"


def test_a_workspace_without_waves_says_what_to_do(tmp_path: Path) -> None:
    review = small_workspace(tmp_path, {})
    with pytest.raises(SettingsError) as caught:
        _ = review.newest
    assert str(caught.value) == (
        f"There is no wave yet in {tmp_path}.\n"
        "What to do: make a folder such as data/raw/2026 and put the survey tool's export into it"
    )


@pytest.mark.parametrize("name", ["2027", "../2026", "", ".", "2026/../2025"])
def test_an_unknown_wave_is_told_with_those_that_are_known(tmp_path: Path, name: str) -> None:
    review = waves(tmp_path, "2026")
    with pytest.raises(SettingsError, match="The wave is not known"):
        review.wave(name)


@pytest.mark.parametrize("name", ["../x", "a/b", "a\\\\b", ".hidden", "_old", "x.", "x ", "a:b", ""])
def test_a_name_that_could_leave_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    found = faults(tmp_path, f'[waves."{name}"]\n')
    assert "cannot be a folder's name" in found[0]


def test_folders_that_cannot_be_waves_are_passed_over(tmp_path: Path) -> None:
    review = waves(tmp_path, "2026", ".git", "_old", "x.")
    assert list(review.waves) == ["2026"]


def test_only_exports_of_part_one_are_raw_files(tmp_path: Path) -> None:
    exports = ["b.xlsx", "A.csv", "planning survey.csv", "keskustelu.csv", "workbooks.csv"]
    others = [
        *("mapping.toml", "README.txt", "readme", "notes.md", ".hidden", "~$b.xlsx", "Thumbs.db", "desktop.ini"),
        *("workbook.xlsx", "Plan 2026.pdf", "plan_2026.xlsx", "plan2.xlsx", "discussion.xlsx", "Discussion-1.xlsx"),
    ]
    review = small_workspace(tmp_path, {f"2026/{name}": "x" for name in [*exports, *others]})
    (review.raw("2026") / "folder.csv").mkdir()
    assert [path.name for path in review.raw_files("2026")] == sorted(exports)
    assert review.raw_files("2027") == ()


def test_where_things_are(tmp_path: Path) -> None:
    review = small_workspace(tmp_path, {"2026/a.csv": "x"})
    (tmp_path / "notebooks").mkdir()
    for name in ("02_b.ipynb", "index.ipynb", "01_a.ipynb", "notes.txt"):
        (tmp_path / "notebooks" / name).write_text("", encoding="utf-8")
    assert [path.name for path in review.notebooks] == ["index.ipynb", "01_a.ipynb", "02_b.ipynb"]
    assert review.mapping_file("2026") == tmp_path / "data" / "raw" / "2026" / "mapping.toml"
    assert review.processed("2026") == tmp_path / "data" / "processed" / "2026"
    assert review.reports_folder("2026") == tmp_path / "reports" / "2026"
