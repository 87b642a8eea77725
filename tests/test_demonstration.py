"""The demonstration is what its script makes, and holds what a reader can count by hand."""

from __future__ import annotations

import csv
import subprocess
import sys
import tomllib
import zipfile
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from critical_points.instrument import load_instrument
from critical_points.notes import published_notes
from critical_points.sharing import open_benchmark
from critical_points.workbook import load_plan, read_workbook
from critical_points.workspace import open_review

ROOT = Path(__file__).resolve().parents[1]
RAW = ROOT / "data" / "raw"
WEBROPOL = RAW / "2025" / "Kriittisten pisteiden kysely 2025.csv"
FORMS = RAW / "2026" / "Kriittiset pisteet 2026(1-211).xlsx"

#: Bytes; a PDF holds the fonts that filling it in needs.
LARGEST = {".xlsx": 60_000, ".pdf": 400_000}

LABELS = (
    "Toteutuu erittäin heikosti",
    "Toteutuu heikosti",
    "Toteutuu kohtalaisesti\N{NO-BREAK SPACE}",
    "Toteutuu hyvin",
    "Toteutuu erittäin hyvin",
)


@pytest.fixture(scope="module")
def webropol() -> list[list[str]]:
    with WEBROPOL.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.reader(handle, delimiter=";"))


@pytest.fixture(scope="module")
def forms() -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(FORMS)["Sheet1"].iter_rows(values_only=True))


def parts(path: Path) -> list[tuple[str, tuple[int, ...], bytes]]:
    """Return what a workbook holds; how it is packed may differ between builds of zlib."""
    with zipfile.ZipFile(path) as book:
        return [(entry.filename, entry.date_time, book.read(entry)) for entry in book.infolist()]


def told(path: Path) -> object:
    """Return what a filled workbook or a list of notes says."""
    if path.name.startswith("workbook"):
        filled = read_workbook(path, load_instrument())
        assert not filled.problems
        return filled.values
    rows = openpyxl.load_workbook(path)["discussion"].iter_rows(min_row=2, values_only=True)
    return [(row[0], *row[4:]) for row in rows]


def test_the_script_makes_exactly_these_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        command = [sys.executable, str(ROOT / "scripts" / "make_demonstration.py"), str(tmp_path / name)]
        subprocess.run(command, check=True, capture_output=True)
    made = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.*"))
    assert made == sorted(
        [Path("review.toml"), *(path.relative_to(ROOT) for path in RAW.rglob("*.*") if path.name[0] not in "~.")]
    )
    for file in made:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
        if file.name.startswith(("workbook", "discussion")):
            assert (tmp_path / "one" / file).stat().st_size < LARGEST[file.suffix]
            assert told(tmp_path / "one" / file) == told(ROOT / file)  # their look may come from an earlier version
        elif file.suffix == ".xlsx":
            assert parts(tmp_path / "one" / file) == parts(ROOT / file)
        else:
            assert (tmp_path / "one" / file).read_bytes() == (ROOT / file).read_bytes()


# 2025, Webropol


def test_2025_respondents_then_two_blank_rows_then_the_legend(webropol: list[list[str]]) -> None:
    assert len(webropol) == 2 + 182 + 2 + 8
    assert {len(row) for row in webropol} == {1 + 2 + 24 + 12 + 8 + 1}
    assert [n for n, row in enumerate(webropol) if not any(row)] == [184, 185]
    assert [row[1] for row in webropol[186:]] == [
        "1 = Opettaja tai ohjaaja",
        "2 = Esimies",
        "3 = Johto",
        "4 = Hanketyöntekijä",
        "5 = Työelämäpalvelut",
        "",
        "",
        "",
    ]
    assert [row[3] for row in webropol[186:193]] == [
        "1 = Toteutuu erittäin heikosti",
        "2 = Toteutuu heikosti",
        "3 = Toteutuu kohtalaisesti",
        "4 = Toteutuu hyvin",
        "5 = Toteutuu erittäin hyvin",
        "6 = En osaa sanoa",
        "",
    ]
    assert webropol[193][39] == "8 = Asiakassuhteen ylläpito"


def test_2025_has_a_question_title_only_in_its_first_column(webropol: list[list[str]]) -> None:
    titles, subs = webropol[:2]
    assert titles[:7] == [
        "Vastausaika",
        "Mihin henkilöstöryhmään kuulut?",
        "Toimipiste",
        "Tavoitettavuus ja näkyvyys",
        "",
        "",
        "Opiskelijan valmiudet",
    ]
    assert subs[:5] == [
        "",
        "-",
        "-",
        "Työpaikka saa meihin helposti yhteyden.",
        "Jokaisella asiakkaalla on meillä oma vastuuhenkilö.",
    ]
    assert (titles[39], subs[39], titles[40]) == (
        "Mitkä pisteet vaativat eniten kehittämistä?",
        "Tavoitettavuus ja näkyvyys",
        "",
    )


def test_2025_groups_and_campuses(webropol: list[list[str]]) -> None:
    people = webropol[2:184]
    assert Counter(row[1] for row in people) == {"1": 118, "2": 26, "3": 6, "4": 11, "5": 21}
    assert Counter(row[2] for row in people) == {"1": 111, "2": 71}
    assert people[0][0] == "17.03.2025 09:55:41"


def test_2025_cells_of_every_fate(webropol: list[list[str]]) -> None:
    cells = Counter(cell for row in webropol[2:184] for cell in row[3:39])
    assert sum(cells.values()) == 182 * 36
    assert cells == {
        "1": 338, "2": 1378, "3": 2258, "4": 1555, "5": 488, "6": 306, "": 226, "7": 1, "1,5": 1, "0": 1,
    }  # fmt: skip
    broken = {
        (number, position): row[position]
        for number, row in enumerate(webropol[2:184], 1)
        for position in range(3, 39)
        if row[position] not in {"", "1", "2", "3", "4", "5", "6"}
    }
    assert broken == {(34, 6): "7", (88, 11): "1,5", (142, 38): "0"}


def test_2025_some_stopped_half_way_and_nobody_chose_more_than_three(webropol: list[list[str]]) -> None:
    people = webropol[2:184]
    assert [n for n, row in enumerate(people, 1) if row[3:39].count("") > 18] == [23, 71, 119, 160]
    chosen = Counter(8 - row[39:47].count("") for row in people)
    assert set(chosen) == {0, 1, 2, 3}
    assert all(row[39 + n] in {"", str(n + 1)} for row in people for n in range(8))


def test_2025_was_asked_in_other_words_where_the_mapping_says_so(
    webropol: list[list[str]], forms: list[tuple[object, ...]]
) -> None:
    older = {old: new for old, new in zip(webropol[1][3:39], forms[0][7:43], strict=True) if old != new}
    assert older == {
        "Jokaisella asiakkaalla on meillä oma vastuuhenkilö.": "Jokaiselle asiakkaalle on nimetty vastuuhenkilö.",
        "Työpaikkaohjaajat perehdytetään opiskelijan ohjaamiseen.": (
            "Työpaikkaohjaaja perehdytetään ohjaustehtäväänsä."
        ),
        "Muutoksista tiedotetaan työpaikalle ajoissa.": "Työpaikka saa muutoksista tiedon ajoissa.",
        "Näyttöjen ajankohdat on merkitty lukuvuoden suunnitelmaan.": (
            "Näytön ajankohta sovitaan opiskelijan osaamisen mukaan."
        ),
    }
    decided = tomllib.loads((RAW / "2025" / "mapping.toml").read_text(encoding="utf-8"))
    assert [(column["item"], column["comparable"]) for column in decided["column"]] == [
        ("reachability_2", True),
        ("workplace_guidance_1", True),
        ("transitions_3", True),
        ("demonstrations_2", False),
    ]
    assert [column["header"].split(" | ")[1] for column in decided["column"]] == list(older)
    assert decided["groups"] == {"Opettaja tai ohjaaja": "teaching", "Hanketyöntekijä": "development"}


# 2026, Microsoft Forms


def test_2026_is_one_table_with_finnish_headers(forms: list[tuple[object, ...]]) -> None:
    sheet = openpyxl.load_workbook(FORMS)["Sheet1"]
    assert [(table.name, table.ref) for table in sheet.tables.values()] == [("Table1", "A1:AS212")]
    assert forms[0][:8] == (
        "ID",
        "Aloitusaika",
        "Valmistumisaika",
        "Sähköposti",
        "Nimi",
        "Henkilöstöryhmä",
        "Kampus",
        "Työpaikka saa meihin helposti yhteyden.",
    )
    assert forms[0][43:] == ("Mitkä pisteet vaativat eniten kehittämistä?", "Mitä muuta haluat sanoa?")
    assert sheet["B2"].is_date
    assert {row[3] for row in forms[1:]} == {"anonymous"}
    assert [row[0] for row in forms[1:]] == list(range(1, 212))


def test_2026_groups_and_campuses(forms: list[tuple[object, ...]]) -> None:
    assert Counter(row[5] for row in forms[1:]) == {
        "Opetus- ja ohjaushenkilöstö": 138,
        "Esihenkilöt": 31,
        "Johto": 4,
        "Hanke- ja kehittämishenkilöstö": 14,
        "Työelämä- ja asiakaspalvelu": 24,
    }
    assert Counter(row[6] for row in forms[1:]) == {"Satamakampus": 129, "Metsäkampus": 82}


def test_2026_cells_of_every_fate(forms: list[tuple[object, ...]]) -> None:
    cells = Counter(cell for row in forms[1:] for cell in row[7:43])
    assert sum(cells.values()) == 211 * 36
    assert [cells[label] for label in LABELS] == [267, 1368, 2675, 2064, 608]
    assert (cells["En osaa sanoa"], cells[None]) == (345, 264)
    broken = {
        (row[0], position): row[position]
        for row in forms[1:]
        for position in range(7, 43)
        if row[position] not in {*LABELS, "En osaa sanoa", None}
    }
    assert broken == {
        (17, 7): "Toteutuu hyvn",
        (58, 24): "?",
        (93, 14): 7,
        (131, 20): "3-4",
        (176, 25): "hyvin/kohtalaisesti",
    }


def test_2026_some_stopped_half_way_and_nobody_chose_more_than_three(forms: list[tuple[object, ...]]) -> None:
    assert [row[0] for row in forms[1:] if row[7:43].count(None) > 18] == [12, 64, 101, 150, 199]
    assert Counter(str(row[43] or "").count(";") for row in forms[1:]) == {3: 86, 2: 71, 1: 30, 0: 24}
    chosen = Counter(point for row in forms[1:] for point in str(row[43] or "").split(";") if point)
    assert chosen == {
        "Tavoitettavuus ja näkyvyys": 29,
        "Opiskelijan valmiudet": 48,
        "Yhteinen ennakkosuunnittelu": 101,
        "Työpaikkaohjaus": 51,
        "Siirtymät, poikkeustilanteet": 70,
        "Kehittävä palaute": 67,
        "Näyttöjen laatu": 4,
        "Asiakassuhteen ylläpito": 60,
    }


# What the two tell together


def mean(ratings: list[int]) -> float:
    return sum(ratings) / len(ratings)


def test_transitions_got_better_and_customer_relations_did_not_change(
    webropol: list[list[str]], forms: list[tuple[object, ...]]
) -> None:
    values = {label: value for value, label in enumerate(LABELS, 1)}
    changes = {}
    for point, first in (("transitions", 12), ("customer_relations", 21)):
        before = [int(cell) for row in webropol[2:184] for cell in row[3 + first : 6 + first] if cell in set("12345")]
        after = [values[str(cell)] for row in forms[1:] for cell in row[7 + first : 10 + first] if cell in values]
        changes[point] = round(mean(after) - mean(before), 2)
    assert changes == {"transitions": 0.56, "customer_relations": 0.08}


def test_review_says_who_was_asked_and_when() -> None:
    review = tomllib.loads((ROOT / "review.toml").read_text(encoding="utf-8"))
    assert "keksitty" in review["organisation"]
    assert list(review["waves"]) == ["2025", "2026"]
    assert review["waves"]["2026"]["headcount"] == {
        "teaching": 258, "supervisors": 36, "management": 7, "development": 19, "services": 31,
    }  # fmt: skip
    assert list(review["units"]) == ["harbour", "forest"]


# What other organisations have shared


def test_four_other_organisations_have_shared_and_none_is_over_half() -> None:
    review = open_review(ROOT)
    others = open_benchmark(review, "2026")
    assert others is not None
    assert [name for name, _ in others.organisations] == [
        "Hallavuoren koulutuskeskus (keksitty)",
        "Kivisalmen ammattiopisto (keksitty)",
        "Ruskolammin opisto (keksitty)",
        "Tuulikankaan ammattiopisto (keksitty)",
    ]
    answered = others.bases[others.bases["kind"] == "respondents"].set_index("group")
    assert answered["organisations"]["all"] == 4
    assert round(answered["largest"]["all"], 3) == 0.352  # 196 of 557
    assert not answered["told"]["development"]  # two organisations have such staff
    assert others.left_out == ()
    assert open_benchmark(review, "2025") is None


# Part 2


def test_three_teams_have_filled_in_their_workbooks_in_both_years() -> None:
    plan = load_plan(open_review(ROOT))
    assert plan.problems.empty
    assert list(plan.files[["wave", "team"]].itertuples(index=False, name=None)) == [
        (wave, team) for wave in ("2025", "2026") for team in ("Hyvinvointi", "Tekniikka", "Työelämäpalvelut")
    ]
    assert {path.rpartition(".")[2] for path in plan.files["file"]} == {"xlsx", "pdf"}
    counts = plan.discussion.groupby(["wave", "question"]).size()
    assert counts.to_dict() == {
        ("2025", "works"): 16, ("2025", "develop"): 18, ("2025", "results"): 4, ("2025", "notes"): 3,
        ("2026", "works"): 19, ("2026", "develop"): 18, ("2026", "results"): 5, ("2026", "notes"): 4,
    }  # fmt: skip


def test_the_teams_aim_at_two_points_a_year_and_some_actions_are_not_done() -> None:
    plan = load_plan(open_review(ROOT))
    targets = plan.targets.groupby(["wave", "point"], sort=False)["target_rating"].agg(["size", "max"])
    assert list(targets.itertuples(name=None)) == [
        (("2025", "transitions"), 3, 3.0),
        (("2025", "feedback"), 3, 3.3),
        (("2026", "joint_planning"), 3, 3.2),
        (("2026", "customer_relations"), 3, 3.4),
    ]
    assert plan.actions.groupby(["wave", "status"]).size().to_dict() == {
        ("2025", "done"): 4, ("2025", "under_way"): 2, ("2025", "not_started"): 1,
        ("2026", "done"): 1, ("2026", "under_way"): 4, ("2026", "not_started"): 2,
    }  # fmt: skip
    late = plan.actions[(plan.actions["due"] < "2026-11-01") & (plan.actions["status"] != "done")]
    assert late.groupby("wave").size().to_dict() == {"2025": 3, "2026": 3}


def test_some_notes_are_published_and_none_tells_its_team() -> None:
    review = open_review(ROOT)
    assert [len(published_notes(review, wave)) for wave in ("2025", "2026")] == [8, 25]
    assert "Hyvinvointi" not in published_notes(review, "2026").to_csv()
