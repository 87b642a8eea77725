"""docs/scale.md says what the program does: its lines are run, on a small workspace and a small cluster."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from distributed import Client, LocalCluster

from critical_points.disclosure import Protected
from critical_points.exports.limits import MOST_COLUMNS
from critical_points.fingerprints import of_program
from critical_points.tallies.file_counts import MOST_LISTED
from critical_points.workspace import Review
from tests.many_files import write_workspace

PAGE = (Path(__file__).parents[1] / "docs" / "scale.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)

#: What the page calls the machine of the scheduler.
ADDRESS = "tcp://192.0.2.10:8786"


@pytest.fixture(scope="module", autouse=True)
def program() -> None:
    """Read the checksum of the program when the workers do: a suite runs long, and files may be edited meanwhile."""
    of_program.cache_clear()


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Review:
    return write_workspace(tmp_path_factory.mktemp("schools"), files=2, rows=60)


@pytest.mark.slow
def test_every_way_to_count_gives_the_same(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(review.root)
    assert [ADDRESS in block for block in BLOCKS] == [False, False, True]
    found = []
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster):
        for block in BLOCKS:
            names: dict[str, Any] = {}
            exec(block.replace(ADDRESS, cluster.scheduler_address), names)
            assert isinstance(names["safe"], Protected)
            found.append(names["counted"].tally.counts)
    assert found[0].equals(found[1])
    assert found[0].equals(found[2])


def test_the_limits_of_the_page_are_those_of_the_program() -> None:
    assert f"| columns of a file | {MOST_COLUMNS:,} |" in PAGE
    assert f"{MOST_LISTED:,} of each file are listed" in PAGE


_NUMBER = re.compile(r"\d[\d.,]*")


def table(head: str) -> dict[str, list[float]]:
    """Return a table of the page by the first cells of its rows, as numbers."""
    rows = PAGE.split(f"| {head} |", 1)[1].split("\n\n", 1)[0].split("\n")[2:]
    cells = [[cell.strip() for cell in row.split("|")[1:-1]] for row in rows]
    return {name: [number(cell) for cell in told] for name, *told in cells if all(map(_NUMBER.search, told))}


def number(cell: str) -> float:
    found = _NUMBER.search(cell)
    assert found
    return float(found[0].replace(",", "")) * (1_000_000 if "million" in cell else 1)


def test_what_is_extrapolated_follows_from_what_is_measured_and_assumed() -> None:
    assumed, cost, read = table("assumed"), table("ten years"), table("one file of … respondents")
    smallest, largest = read["200"], read["200,000"]
    each = (largest[1] - smallest[1]) / 200_000
    for column, (files, people) in enumerate(
        zip(assumed["providers, a file each a year"], assumed["respondents in a year"], strict=True)
    ):
        told = {name: values[column] for name, values in cost.items()}
        assert told["files"] == 10 * files
        assert told["respondents"] == 10 * people
        assert told["answers to 36 statements"] == pytest.approx(360 * people, rel=0.02)
        assert told["CSV"] == pytest.approx(10 * people * largest[0] / 200_000 / 1000, rel=0.04)
        assert told["processor seconds: files × 0.1"] == files
        assert told["+ respondents × 3.5 µs"] == pytest.approx(10 * people * each, rel=0.25)
        assert told["account of all columns"] == 360 * files
        minutes = (files + 10 * people * each) / 60
        assert told["together"] == pytest.approx(minutes, abs=0.5)
