"""What is published of small surveys tells nothing of one to four respondents; and what tells something is found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from benchmarks.attack import MARGINS, attack_survey
from benchmarks.attacker.findings import APART
from benchmarks.attacker.publications import ALL, Cell, Key, Publication
from benchmarks.attacker.verdicts import attack

FEW, OTHER = "fewer than 5", "protects another cell"


def leaks(seed: int, way: str, *, small: bool = True, margins: Sequence[str] = ()) -> list[str]:
    outcome = attack_survey(seed, (way,), small=small, margins=margins)
    every = [finding for found in outcome.findings.values() for _, finding in found]
    return [str(finding) for finding in every if finding.kind not in APART]


@pytest.mark.parametrize("seed", range(30))
def test_nothing_follows_from_what_is_published_of_a_small_survey(seed: int) -> None:
    assert leaks(seed, "protected", margins=(list(MARGINS)[seed % 2],)) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 31))
def test_nothing_follows_from_what_is_published_of_a_survey(seed: int) -> None:
    assert leaks(seed, "protected", small=False) == []


def test_hiding_small_cells_only_is_found_out() -> None:
    assert sum(bool(leaks(seed, "primary only", margins=("one way",))) for seed in range(10)) >= 5


def publication(
    cells: Mapping[tuple[str, str, str, str], Cell], subjects: Mapping[tuple[str, str], tuple[str, ...]] | None = None
) -> Publication:
    return Publication("1", {Key(*key): cell for key, cell in cells.items()}, dict(subjects or {}), set())


def kinds(found: Publication) -> set[str]:
    return {finding.kind for finding in attack(found)}


def hidden(why: str = FEW) -> Cell:
    return Cell(hidden=True, why=why)


def counted(*counts: float) -> Cell:
    return Cell(n=sum(counts), counts=counts)


def mean(n: float, text: str) -> Cell:
    cell = Cell(n=n)
    cell.add_mean(text)
    return cell


PEOPLE = ("respondents", ALL)
ITEM = ("item", "i")


def test_a_total_too_many_gives_the_hidden_group_away() -> None:
    groups = {("a", ALL, *PEOPLE): Cell(n=10), ("b", ALL, *PEOPLE): hidden(), ("c", ALL, *PEOPLE): Cell(n=7)}
    assert kinds(publication(groups)) == set()
    with_total = publication({**groups, (ALL, ALL, *PEOPLE): Cell(n=20)})
    assert kinds(with_total) == {"recovered", "unions"}
    [union] = [finding for finding in attack(with_total) if finding.kind == "unions"]
    assert (union.what, union.members) == ("3 respondents", (("b", ALL, ALL),))


def test_two_hidden_groups_that_are_four_together_are_a_union_of_four() -> None:
    cells = {
        ("a", ALL, *PEOPLE): Cell(n=10),
        ("b", ALL, *PEOPLE): hidden(),
        ("c", ALL, *PEOPLE): hidden(),
        (ALL, ALL, *PEOPLE): Cell(n=14),
    }
    assert kinds(publication(cells)) == {"recovered", "unions"}
    cells[ALL, ALL, *PEOPLE] = Cell(n=15)
    assert kinds(publication(cells)) == set()


def test_a_group_that_works_in_one_unit_only_is_subtracted_from_it() -> None:
    cells = {
        ("a", ALL, *PEOPLE): Cell(n=9),
        ("b", ALL, *PEOPLE): Cell(n=20),
        (ALL, "x", *PEOPLE): Cell(n=12),
        (ALL, "y", *PEOPLE): Cell(n=17),
    }
    assert kinds(publication(cells)) == set()
    knowing = publication(cells)
    knowing.absent.add(("a", "y"))
    [union] = attack(knowing)
    assert (union.what, union.members) == ("3 respondents", (("b", "x", ALL),))


@pytest.mark.parametrize(("text", "found"), [("3.2", set()), ("3.17", {"details"})])
def test_a_second_decimal_of_a_small_cell_is_found(text: str, found: set[str]) -> None:
    assert kinds(publication({("a", ALL, *ITEM): mean(6, text)})) == found


def test_a_mean_that_gives_unanimity_away_is_found() -> None:
    assert kinds(publication({("a", ALL, *ITEM): mean(8, "4.9")})) == {"details"}
    assert kinds(publication({("a", ALL, *ITEM): mean(8, "4.8")})) == set()


def test_a_number_beside_a_mark_of_hidden_is_found() -> None:
    cell = Cell(n=3, hidden=True, why=FEW)
    assert "told" in kinds(publication({("a", ALL, *ITEM): cell}))


def test_a_distribution_of_nine_is_found_by_subtraction() -> None:
    cells = {("a", ALL, *ITEM): counted(4, 5, 3, 0, 0), (ALL, ALL, *ITEM): counted(6, 9, 5, 1, 0)}
    assert kinds(publication({**cells, ("b", ALL, *ITEM): mean(9, "2.2")})) == {"small"}
    cells[ALL, ALL, *ITEM] = counted(6, 9, 5, 2, 0)
    assert kinds(publication({**cells, ("b", ALL, *ITEM): Cell(n=10)})) == set()


def test_unanimity_is_found_by_subtraction() -> None:
    cells = {("a", ALL, *ITEM): counted(4, 5, 3, 0, 0), (ALL, ALL, *ITEM): counted(4, 5, 3, 11, 1)}
    assert kinds(publication({**cells, ("b", ALL, *ITEM): Cell(n=12, band=(4, 5))})) == {"small"}


def test_an_unfavourable_answer_of_two_is_certain_by_a_mean() -> None:
    """The five in x and y have a sum of at most 14; nobody of b, who alone are in y, rated below 3."""
    cells = {
        ("a", ALL, *ITEM): counted(7, 6, 4, 3, 1),
        ("b", ALL, *ITEM): counted(0, 0, 3, 10, 0),
        (ALL, "z", *ITEM): mean(29, "2.9"),
        (ALL, "x", *ITEM): hidden(),
        (ALL, "y", *ITEM): hidden(),
        (ALL, ALL, *ITEM): counted(7, 6, 7, 13, 1),
    }
    found = publication(cells)
    assert "unfavourable" not in kinds(found)
    found.absent.update({("a", "y"), ("b", "x")})
    certain = [finding for finding in attack(found) if finding.kind == "unfavourable"]
    assert [finding.key for finding in certain] == [Key(ALL, "x", *ITEM)]


def test_an_item_follows_from_its_point_and_the_other_items() -> None:
    subjects = {("point", "p"): ("i", "j")}
    cells = {
        ("a", ALL, "item", "i"): counted(2, 2, 2, 2, 2),
        ("a", ALL, "item", "j"): hidden(),
        ("a", ALL, "answers", "p"): Cell(n=10, counts=(3, 2, 4, 2, 2)),
    }
    [union] = [finding for finding in attack(publication(cells, subjects)) if finding.kind == "unions"]
    assert (union.what, union.members) == ("3 answers (point)", (("a", ALL, "j"),))


def test_the_answers_of_who_has_no_score_follow_where_all_others_rated_everything() -> None:
    subjects = {("point", "p"): ("i", "j", "k")}
    scores = Cell(n=12, scores={2.0: 6, 3.0: 6})
    cells = {("a", ALL, "point", "p"): scores, ("a", ALL, "answers", "p"): Cell(n=14, counts=(4, 16, 14, 4, 0))}
    assert kinds(publication(cells, subjects)) == {"scores"}
    cells["a", ALL, "answers", "p"] = Cell(n=14, counts=(4, 16, 13, 4, 0))
    assert kinds(publication(cells, subjects)) == set()
