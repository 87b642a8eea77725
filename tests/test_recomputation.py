"""The demonstration's numbers, counted again from the raw files by another way, and nothing of ours on that way."""

from __future__ import annotations

import csv
import math
import shutil
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from critical_points.disclosure import Protected, protect
from critical_points.estimates import compare_waves, describe, votes
from critical_points.storage import load
from critical_points.tallies import Tally, tally
from critical_points.workspace import open_review
from tests.in_full import in_full

ROOT = Path(__file__).resolve().parents[1]

POINTS = (
    *("reachability", "student_readiness", "joint_planning", "workplace_guidance"),
    *("transitions", "feedback", "demonstrations", "customer_relations"),
)
LEVELS = ("foundation", "everyday", "developing", "strategic", "networks", "monitoring")

#: Point or level → the places of its statements among the 36 of the survey: three a point, then two a level.
STATEMENTS = {point: range(3 * n, 3 * n + 3) for n, point in enumerate(POINTS)} | {
    level: range(24 + 2 * n, 26 + 2 * n) for n, level in enumerate(LEVELS)
}
ITEMS: dict[str, tuple[int, ...]] = {
    f"{subject}_{k}": (place,) for subject, places in STATEMENTS.items() for k, place in enumerate(places, 1)
}
KINDS: dict[str, dict[str, tuple[int, ...]]] = {
    "item": ITEMS,
    "point": {point: tuple(STATEMENTS[point]) for point in POINTS},
    "level": {level: tuple(STATEMENTS[level]) for level in LEVELS},
}

Cell = int | str

LABELS: dict[str, Cell] = {
    "Toteutuu erittäin heikosti": 1,
    "Toteutuu heikosti": 2,
    "Toteutuu kohtalaisesti": 3,
    "Toteutuu hyvin": 4,
    "Toteutuu erittäin hyvin": 5,
    "En osaa sanoa": "?",
    "": "",
}
CODES: dict[str, Cell] = {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "6": "?", "": ""}
GROUP_CODES = {"1": "teaching", "2": "supervisors", "3": "management", "4": "development", "5": "services"}
GROUP_NAMES = {
    "Opetus- ja ohjaushenkilöstö": "teaching",
    "Esihenkilöt": "supervisors",
    "Johto": "management",
    "Hanke- ja kehittämishenkilöstö": "development",
    "Työelämä- ja asiakaspalvelu": "services",
}
POINT_NAMES = {
    "Tavoitettavuus ja näkyvyys": "reachability",
    "Opiskelijan valmiudet": "student_readiness",
    "Yhteinen ennakkosuunnittelu": "joint_planning",
    "Työpaikkaohjaus": "workplace_guidance",
    "Siirtymät, poikkeustilanteet": "transitions",
    "Kehittävä palaute": "feedback",
    "Näyttöjen laatu": "demonstrations",
    "Asiakassuhteen ylläpito": "customer_relations",
}


@dataclass(frozen=True)
class Person:
    """One respondent: 36 cells (1–5, "?" don't know, "" blank, "!" broken) and the points chosen."""

    group: str
    cells: tuple[Cell, ...]
    votes: frozenset[str]


def people_of_2025() -> list[Person]:
    with (ROOT / "data/raw/2025/Kriittisten pisteiden kysely 2025.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    answers = [row for row in rows[2:] if row[0]]
    return [
        Person(
            GROUP_CODES[row[1]],
            tuple(CODES.get(cell.strip(), "!") for cell in row[3:39]),
            frozenset(point for point, cell in zip(POINTS, row[39:47], strict=True) if cell),
        )
        for row in answers
    ]


def people_of_2026() -> list[Person]:
    sheet = openpyxl.load_workbook(ROOT / "data/raw/2026/Kriittiset pisteet 2026(1-211).xlsx")["Sheet1"]
    people = []
    for row in sheet.iter_rows(min_row=2, values_only=True):
        texts = ["" if cell is None else str(cell).replace("\N{NO-BREAK SPACE}", " ").strip() for cell in row]
        cells = tuple(LABELS.get(text, "!") for text in texts[7:43])
        chosen = frozenset(POINT_NAMES[name] for name in texts[43].split(";") if name)
        people.append(Person(GROUP_NAMES[texts[5]], cells, chosen))
    return people


WAVES = {"2025": people_of_2025(), "2026": people_of_2026()}
GROUPS = (*GROUP_CODES.values(), "all")


def members(wave: str, group: str) -> list[Person]:
    return [person for person in WAVES[wave] if group in ("all", person.group)]


def answers_to(people: Sequence[Person], places: Sequence[int]) -> list[Cell]:
    return [person.cells[place] for person in people for place in places]


def scores_of(people: Sequence[Person], places: Sequence[int]) -> list[float]:
    """Return the mean of each person's ratings, for those who rated at least half of the statements."""
    scores = []
    for person in people:
        rated = [cell for place in places if isinstance(cell := person.cells[place], int)]
        if rated and len(rated) / len(places) >= 0.5:
            scores.append(math.fsum(rated) / len(rated))
    return scores


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Tally:
    """Return what the product counts in a copy of the demonstration."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copy(ROOT / "review.toml", folder)
    shutil.copytree(ROOT / "data" / "raw", folder / "data" / "raw", ignore=shutil.ignore_patterns("~*", ".*"))
    return tally(load(open_review(folder)), by="group")


@pytest.fixture(scope="module")
def safe(counted: Tally) -> Protected:
    """Return every count as if it could be told."""
    return in_full(counted)


@pytest.fixture(scope="module")
def shown(counted: Tally) -> Protected:
    """Return what may be told."""
    return protect(counted)


@pytest.fixture(scope="module")
def described(safe: Protected) -> pd.DataFrame:
    return describe(safe).set_index(["wave", "group", "kind", "subject"])


def is_hidden(wave: str, group: str, kind: str, subject: str) -> bool:
    """Tell whether fewer than five are in the group, or fewer than five of them gave what the result rests on."""
    people, places = members(wave, group), KINDS[kind][subject]
    resting = len(scores_of(people, places))
    if not resting:
        resting = sum(any(isinstance(person.cells[place], int) for place in places) for person in people)
    return len(people) < 5 or 0 < resting < 5


PLACES = [
    (wave, group, kind, subject)
    for wave in WAVES
    for group in GROUPS
    for kind, subjects in KINDS.items()
    for subject in subjects
]


def test_the_mini_reader_reads_what_was_written() -> None:
    assert {wave: len(people) for wave, people in WAVES.items()} == {"2025": 182, "2026": 211}
    cells = {wave: [cell for person in people for cell in person.cells] for wave, people in WAVES.items()}
    assert [cells["2025"].count(cell) for cell in (1, 2, 3, 4, 5, "?", "", "!")] == [
        *(338, 1378, 2258, 1555, 488), 306, 226, 3,
    ]  # fmt: skip
    assert [cells["2026"].count(cell) for cell in (1, 2, 3, 4, 5, "?", "", "!")] == [
        *(267, 1368, 2675, 2064, 608), 345, 264, 5,
    ]  # fmt: skip
    assert {group: len(members("2026", group)) for group in GROUPS} == {
        "teaching": 138, "supervisors": 31, "management": 4, "development": 14, "services": 24, "all": 211,
    }  # fmt: skip


def test_every_result_is_there_once(described: pd.DataFrame) -> None:
    assert sorted(described.index) == sorted(PLACES)
    assert len(PLACES) == 2 * 6 * (36 + 8 + 6)


def test_hidden_is_what_rests_on_fewer_than_five_and_what_would_give_it_away(shown: Protected) -> None:
    described = describe(shown).set_index(["wave", "group", "kind", "subject"])
    hidden = described[described["hidden"]]
    few = {place for place in PLACES if is_hidden(*place)}
    assert set(hidden.index[hidden["why"] == "fewer than 5"]) == few
    assert set(hidden["why"]) == {"fewer than 5", "protects another cell"}
    whole_groups = {(wave, group) for wave in WAVES for group in GROUPS if len(members(wave, group)) < 5}
    assert whole_groups == {("2026", "management")}
    for wave, _, kind, subject in few:
        line = [place for place in hidden.index if (place[0], *place[2:]) == (wave, kind, subject)]
        sizes = [len(scores_of(members(wave, group), KINDS[kind][subject])) for _, group, *_ in line]
        assert ("all" in {group for _, group, *_ in line}) or sum(sizes) >= 5
    numbers = hidden.drop(columns=["unit", "hidden", "why", "detail"])
    assert numbers.drop(columns="headcount").isna().all(axis=None)
    counts = shown.counts
    assert counts[(counts["wave"] == "2026") & (counts["group"] == "management")].empty


def test_what_is_told_of_small_groups_is_their_mean_with_one_decimal(shown: Protected) -> None:
    told = describe(shown)
    small = told[told["detail"] == "mean"]
    assert len(small)
    for row in small.to_dict("records"):
        scores = scores_of(members(row["wave"], row["group"]), KINDS[row["kind"]][row["subject"]])
        assert (row["n"], row["mean"]) == (len(scores), pytest.approx(round(math.fsum(scores) / len(scores), 1)))
    assert small[["low", "high", "sd", "median", "worst_low", "worst_high"]].isna().all(axis=None)


@pytest.mark.parametrize("place", [place for place in PLACES if not is_hidden(*place)], ids="/".join)
def test_a_result_is_what_it_is_counted_to_be(described: pd.DataFrame, place: tuple[str, str, str, str]) -> None:
    wave, group, kind, subject = place
    people, places = members(wave, group), KINDS[kind][subject]
    row = described.xs(place)
    scores, cells = scores_of(people, places), answers_to(people, places)
    ratings = [cell for cell in cells if isinstance(cell, int)]
    assert row["n"] == len(scores)
    assert row["mean"] == pytest.approx(math.fsum(scores) / len(scores), rel=0, abs=1e-12)
    assert row["median"] == pytest.approx(statistics.median(scores), rel=0, abs=1e-12)
    assert row["sd"] == pytest.approx(statistics.stdev(scores), rel=0, abs=1e-9)
    assert row["top_two"] == pytest.approx(sum(r >= 4 for r in ratings) / len(ratings), rel=0, abs=1e-12)
    unknown = cells.count("?")
    assert row["dont_know"] == pytest.approx(unknown / (unknown + len(ratings)), rel=0, abs=1e-12)
    assert (row["non_answers"], row["blanks"]) == (unknown, cells.count(""))


@pytest.mark.parametrize("wave", WAVES)
@pytest.mark.parametrize("group", GROUPS)
def test_votes_are_what_they_are_counted_to_be(safe: Protected, shown: Protected, wave: str, group: str) -> None:
    few = len(members(wave, group)) < 5 or sum(bool(person.votes) for person in members(wave, group)) < 5
    frame = votes(shown if few else safe)
    frame = frame[(frame["wave"] == wave) & (frame["group"] == group)].set_index("subject")
    voters = [person.votes for person in members(wave, group) if person.votes]
    assert list(frame.index) == list(POINTS)
    if few:
        assert frame["hidden"].all()
        assert frame[["votes", "n", "share"]].isna().all(axis=None)
        return
    assert not frame["hidden"].any()
    assert frame["n"].tolist() == [len(voters)] * 8
    assert frame["votes"].to_dict() == {point: sum(point in chosen for chosen in voters) for point in POINTS}
    for point in POINTS:
        share = sum(point in chosen for chosen in voters) / len(voters)
        assert frame.loc[point, "share"] == pytest.approx(share, rel=0, abs=1e-12)


@pytest.mark.parametrize("kind", ["point", "level"])
def test_the_change_of_all_respondents_is_the_difference_of_the_means(safe: Protected, kind: str) -> None:
    frame = compare_waves(safe, "2026", "2025", kind=kind).set_index("subject")
    compared = 0
    for subject, places in KINDS[kind].items():
        before, after = (scores_of(members(wave, "all"), places) for wave in ("2025", "2026"))
        row = frame.loc[subject]
        if row["verdict"] == "not comparable":
            assert subject == "demonstrations"
            continue
        compared += 1
        assert row["difference"] == pytest.approx(statistics.fmean(after) - statistics.fmean(before), rel=0, abs=1e-12)
    assert compared == (7 if kind == "point" else 6)
