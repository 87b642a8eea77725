"""What was found once is found again, and never what it has ceased to follow from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from critical_points.disclosure import Protected
from critical_points.estimates import memory
from critical_points.estimates.memory import fingerprint, remembered
from critical_points.facts import read_toml
from critical_points.instrument import Labels, load_instrument
from critical_points.language import Language
from critical_points.memory import Memory
from critical_points.releases import read_protected, write_protected


def test_those_last_asked_for_are_kept() -> None:
    kept: Memory[int] = Memory(most=2)
    made: list[int] = []

    def make(n: int) -> Callable[[], int]:
        def noted() -> int:
            made.append(n)
            return n

        return noted

    assert [kept.find(n, make(n)) for n in (1, 2, 1, 3, 1, 2)] == [1, 2, 1, 3, 1, 2]
    assert made == [1, 2, 3, 2]  # 2 had gone for 3, since 1 was asked for after it
    assert list(kept.copy().items()) == [(1, 1), (2, 2)]


def test_what_cannot_be_made_is_tried_again() -> None:
    kept: Memory[int] = Memory()
    with pytest.raises(ZeroDivisionError):
        kept.find("a", lambda: 1 // 0)
    assert kept.find("a", lambda: 1) == 1


def protected() -> Protected:
    counts = pd.DataFrame({"wave": ["2026", "2026"], "n": [12, 30]})
    rest = pd.DataFrame({"wave": ["2026"], "item": ["a"]})
    return Protected(counts, rest, rest, rest, Labels(load_instrument(), Language("fi")), 5, rest, rest)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Forget what other tests computed."""
    memory.forget()
    return []


def test_counts_that_are_changed_in_place_are_another_question(asked: list[int]) -> None:
    @remembered
    def total(safe: Protected) -> pd.DataFrame:
        asked.append(int(safe.counts["n"].sum()))
        return pd.DataFrame({"n": asked[-1:]})

    safe = protected()
    assert [total(safe)["n"][0], total(safe)["n"][0]] == [42, 42]
    safe.counts.loc[0, "n"] = 20
    assert total(safe)["n"][0] == 50
    safe.counts.loc[0, "wave"] = "2025"
    total(safe)
    safe.counts.loc[0, "wave"] = "2026"
    safe.counts.loc[0, "n"] = 12
    assert total(safe)["n"][0] == 42
    assert asked == [42, 50, 50]


def test_a_result_that_is_changed_is_not_so_for_the_next(asked: list[int]) -> None:
    @remembered
    def numbers(safe: Protected) -> pd.DataFrame:
        return safe.counts[["n"]]

    safe = protected()
    first = numbers(safe)
    first.loc[0, "n"] = 0
    assert list(numbers(safe)["n"]) == [12, 30]
    assert list(safe.counts["n"]) == [12, 30]


@pytest.mark.usefixtures("asked")
def test_the_language_of_the_labels_does_not_count() -> None:
    safe = protected()
    swedish = replace(safe, labels=Labels(load_instrument(), Language("sv")))
    assert fingerprint(safe) == fingerprint(swedish) != fingerprint(replace(safe, minimum=6))


def test_a_reader_of_results_cannot_change_them_for_the_next(tmp_path: Path) -> None:
    safe = protected()
    write_protected(safe, tmp_path)
    first = read_protected(tmp_path, safe.labels)
    first.counts.loc[0, "n"] = 0
    first.counts["more"] = 1
    pd.testing.assert_frame_equal(read_protected(tmp_path, safe.labels).counts, safe.counts, check_dtype=False)
    safe.counts.assign(n=7).to_parquet(tmp_path / "counts.parquet", index=False)
    assert list(read_protected(tmp_path, safe.labels).counts["n"]) == [7, 7]


def test_settings_are_everybodys_own_and_read_anew_when_they_change(tmp_path: Path) -> None:
    path = tmp_path / "review.toml"
    path.write_text("[waves]\nnames = ['2026']", encoding="utf-8")
    read_toml(path)["waves"]["names"].append("2027")
    assert read_toml(path) == {"waves": {"names": ["2026"]}}
    path.write_text("[waves]\nnames = ['2025']", encoding="utf-8")
    assert read_toml(path) == {"waves": {"names": ["2025"]}}
