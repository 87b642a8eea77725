"""What measures the program runs, on little."""

from __future__ import annotations

from pathlib import Path

from benchmarks import comparisons, scale, xlsx
from benchmarks.reading import cleaned
from critical_points.disclosure import protect
from critical_points.instrument import load_instrument
from critical_points.tallies import tally


def test_every_comparison_that_is_timed_tells_something_of_few_and_of_many() -> None:
    few = tally(comparisons.draw(comparisons.SMALL, load_instrument()), by="group")
    many = comparisons.multiply(few, 1000)
    assert int(many.counts["n"].sum()) == 1000 * int(few.counts["n"].sum())
    told = {name: [result(protect(one)) for one in (few, many)] for name, result in comparisons.RESULTS.items()}
    assert all(len(frame) for frames in told.values() for frame in frames)
    assert {name for name, (small, large) in told.items() if len(small) > len(large)} == set()


def test_the_exports_that_are_timed_are_read_to_the_last_row(tmp_path: Path) -> None:
    scale.invent(tmp_path / "a.csv", 120)
    xlsx.invent(tmp_path / "a.xlsx", 60)
    assert scale.by_counting(tmp_path / "a.csv") == 120
    assert cleaned(tmp_path / "a.xlsx") == 60
