"""From one organisation's answers to a file, and from files of others to a comparison, as a reader would count it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from critical_points.disclosure import Protected, protect
from critical_points.sharing import Others, add_up, compare_with_others, read_shared, write_shared
from critical_points.tables import tabulate_benchmark
from critical_points.tallies import GROUPINGS, tally
from tests.small_answers import Row, small_answers, small_instrument

ASKED = small_instrument({"a1": "alpha", "a2": "alpha", "b1": "beta"}, ["teaching", "management"], units=["north"])


def protected(a1: list[int], *, management: int = 0, wave: str = "2026") -> Protected:
    """Protect answers: both statements of alpha are rated the same, beta is rated 3 and 4 in turn."""
    rows: list[Row] = []
    for i, rating in enumerate(a1):
        group = "management" if i < management else "teaching"
        rows.append((wave, group, "north", (rating, rating, 3 + i % 2), ("beta",)))
    return protect(tally(small_answers(ASKED, rows), by=GROUPINGS), margins=GROUPINGS)


def others(folder: Path, *ratings: list[int]) -> Others:
    files = [write_shared(protected(a1), "2026", f"Opisto {i}", folder / f"{i}.csv") for i, a1 in enumerate(ratings)]
    return add_up([read_shared(path, ASKED) for path in files], "Oma opisto")


def row_of(frame: pd.DataFrame, subject: str) -> pd.Series:
    rows = frame[frame["subject"] == subject]
    assert len(rows) == 1
    return rows.iloc[0]


def test_what_was_shared_reads_back_to_the_same_counts(tmp_path: Path) -> None:
    safe = protected([2, 3, 4, 5] * 6, management=6)
    path = write_shared(safe, "2026", "Opisto", tmp_path / "tally.csv")
    found = read_shared(path, ASKED).counts
    alpha = found[(found["kind"] == "point") & (found["subject"] == "alpha") & (found["group"] == "all")]
    assert alpha[["score", "n"]].to_numpy().tolist() == [[2, 6], [3, 6], [4, 6], [5, 6]]
    of_management = found[(found["group"] == "management") & (found["kind"] != "respondents")]
    assert set(of_management["kind"]) <= {"vote"}, "six respondents tell a mean only, which cannot be added up"
    assert (tmp_path / "tally.schema.json").is_file()


def test_the_mean_of_the_others_is_that_of_all_their_respondents(tmp_path: Path) -> None:
    sum_of_others = others(tmp_path, [2] * 10 + [3] * 10, [3] * 10 + [4] * 20, [4] * 10 + [5] * 10)
    compared = compare_with_others(protected([4] * 10 + [5] * 20), sum_of_others, "2026")
    row = row_of(compared, "alpha")
    assert (row["organisations"], row["n_others"], row["n"]) == (3, 70, 30)
    assert row["mean_others"] == pytest.approx((20 + 60 + 120 + 50) / 70)
    assert row["mean"] == pytest.approx(140 / 30)
    assert row["difference"] == pytest.approx(140 / 30 - 250 / 70)
    assert row["verdict"] == "higher"
    assert row_of(compared, "beta")["verdict"] == "no meaningful difference"


def test_where_one_of_the_others_gives_over_half_nothing_is_told(tmp_path: Path) -> None:
    sum_of_others = others(tmp_path, [2, 3] * 30, [3, 4] * 10, [4, 5] * 10)
    row = row_of(compare_with_others(protected([4, 5] * 15), sum_of_others, "2026"), "alpha")
    assert row["verdict"] == "too few organisations"
    assert pd.isna(row["mean_others"])
    assert pd.isna(row["n_others"])


def test_what_this_organisation_hides_stays_hidden(tmp_path: Path) -> None:
    sum_of_others = others(tmp_path, [2, 3] * 10, [3, 4] * 10, [4, 5] * 10)
    row = row_of(compare_with_others(protected([4, 5, 4, 3]), sum_of_others, "2026"), "alpha")
    assert row["verdict"] == "hidden"
    assert pd.isna(row["mean"])


def test_a_point_with_other_statements_is_not_compared(tmp_path: Path) -> None:
    sum_of_others = others(tmp_path, [2, 3] * 10, [3, 4] * 10, [4, 5] * 10)
    reworded = Others(
        sum_of_others.organisations, sum_of_others.counts, sum_of_others.bases, {**sum_of_others.wordings, "a2": ""}
    )
    compared = compare_with_others(protected([4, 5] * 15), reworded, "2026")
    assert row_of(compared, "alpha")["verdict"] == "not comparable"
    assert row_of(compared, "beta")["verdict"] != "not comparable"


def test_the_table_says_how_many_stand_behind_it(tmp_path: Path) -> None:
    sum_of_others = others(tmp_path, [2, 3] * 10, [3, 4] * 10, [4, 5] * 10)
    shown = tabulate_benchmark(protected([4] * 10 + [5] * 20), sum_of_others, "2026")
    assert shown.caption == "Critical points, 2026, beside 3 other organisations"
    first = shown.frame.iloc[0].tolist()
    assert first[0] == "alpha"
    assert first[1].startswith("4.7 (")
    assert first[1].endswith("n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}30")
    assert first[2].startswith("3.5 (")
    assert first[3] == "3"
    assert first[5] == "higher than the others"
    nobody = tabulate_benchmark(protected([4, 5] * 15), None, "2026")
    assert repr(nobody) == "No other organisation has shared its results yet."
