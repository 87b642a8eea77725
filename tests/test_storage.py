"""Processed data: equal to what was cleaned, and made again whenever what it rests on has changed."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from critical_points import storage
from critical_points.cleaning import Answers, clean
from critical_points.errors import CriticalPointsError, DecisionNeededError, SettingsError, UnreadableError
from critical_points.storage import is_fresh, load, refresh, save, sources
from critical_points.workspace import Review, open_review
from tests.small_exports import INSTRUMENT, csv_of, small_workspace

ITEM = INSTRUMENT.items[0].text["fi"]
VOTES = "Mitkä pisteet vaativat eniten kehittämistä?"
FRAMES = ("respondents", "ratings", "votes", "account", "problems")

ROWS = csv_of(
    ("Aikaleima", "Vastaajaryhmä", ITEM, VOTES),
    ("1.3.2026 12:00:00", "opettaja", "3", "Näyttöjen laatu"),
    ("1.3.2026 13:00:00", "vahtimestari", "9", ""),
    *((f"2.3.2026 9:0{n}:00", "johto", "4", "") for n in range(10)),
    *((f"2.3.2026 10:0{n}:00", "johto", "5", "") for n in range(10)),
)
PLAIN = csv_of((ITEM, "Mitä muuta?"), ("3", "a"), ("4", "b"))


@pytest.fixture
def review(tmp_path: Path) -> Review:
    return small_workspace(tmp_path, {"2025/a.csv": PLAIN, "2026/a.csv": ROWS}, "minimum = 5\n")


ROOT = Path(__file__).resolve().parents[1]


def same(one: Answers, other: Answers) -> None:
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


def rated(answers: Answers) -> int:
    return int((answers.ratings["status"] == "rated").sum())


def test_what_is_loaded_equals_what_was_cleaned_types_included(review: Review) -> None:
    for wave in ("2025", "2026"):
        same(load(review, wave), clean(review, wave))
    answers = load(review, "2026")
    assert len(answers.problems) == 2
    assert answers.ratings.dtypes.astype(str).to_dict() == {
        **dict.fromkeys(("wave", "respondent", "item", "point", "level", "status"), "str"),
        "rating": "Int8",
    }


def test_frames_that_hold_nothing_have_the_same_types_as_full_ones(review: Review) -> None:
    empty, full = load(review, "2025"), load(review, "2026")
    assert (len(empty.votes), len(empty.problems)) == (0, 0)
    for name in FRAMES:
        assert getattr(empty, name).dtypes.to_dict() == getattr(full, name).dtypes.to_dict()


def test_all_waves_are_loaded_oldest_first_and_each_once(review: Review) -> None:
    assert load(review).respondents["wave"].tolist() == ["2025"] * 2 + ["2026"] * 22
    assert load(review, ["2026", "2026"]).respondents["wave"].tolist() == ["2026"] * 22
    assert load(review, ["2026", None]).respondents["wave"].unique().tolist() == ["2026"]
    with pytest.raises(SettingsError, match="no wave '2062'"):
        load(review, ["2062"])


def test_a_second_run_finds_nothing_to_do(review: Review) -> None:
    assert refresh(review, "2026") is True
    before = {path.name: path.stat().st_mtime_ns for path in review.processed("2026").iterdir()}
    assert refresh(review, "2026") is False
    assert {path.name: path.stat().st_mtime_ns for path in review.processed("2026").iterdir()} == before
    assert sorted(before) == sorted([*(f"{name}.parquet" for name in FRAMES), "provenance.json"])


def change_raw(review: Review) -> None:
    path = review.raw("2026") / "a.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(";9;", ";2;"), encoding="utf-8")


def add_raw(review: Review) -> None:
    (review.raw("2026") / "b.csv").write_text(PLAIN, encoding="utf-8")


def change_mapping(review: Review) -> None:
    review.mapping_file("2026").write_text('[labels]\n"9" = "non-answer"\n', encoding="utf-8")


def change_settings(review: Review) -> None:
    (review.root / "review.toml").write_text("minimum = 6\n", encoding="utf-8")


@pytest.mark.parametrize("change", [change_raw, add_raw, change_mapping, change_settings])
def test_what_has_changed_is_cleaned_again(review: Review, change: Callable[[Review], None]) -> None:
    refresh(review, "2026")
    change(review)
    changed = open_review(review.root)
    assert not is_fresh(changed, "2026")
    same(load(changed, "2026"), clean(changed, "2026"))
    assert is_fresh(changed, "2026")


def test_another_instrument_or_version_cleans_again(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    refresh(review, "2026")
    items = tuple(replace(item, reverse=True) for item in INSTRUMENT.items)
    assert not is_fresh(replace(review, instrument=replace(INSTRUMENT, items=items)), "2026")
    assert is_fresh(review, "2026")
    monkeypatch.setattr(storage, "__version__", "99")
    assert not is_fresh(review, "2026")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def spoil(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[20] ^= 0xFF
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("name", [*(f"{name}.parquet" for name in FRAMES), "provenance.json"])
@pytest.mark.parametrize("damage", [cut, spoil, lambda path: path.write_bytes(b""), lambda path: path.unlink()])
def test_damaged_data_is_made_again(review: Review, name: str, damage: Callable[[Path], object]) -> None:
    whole = load(review, "2026")
    damage(review.processed("2026") / name)
    assert not is_fresh(review, "2026")
    same(load(review, "2026"), whole)


@pytest.mark.parametrize(
    "text", ["[]", "null", "3", '"x"', "{}", '{"version": 1, "sources": []}', "\udcff", "nonsense"]
)
def test_a_provenance_that_says_something_else_is_made_again(review: Review, text: str) -> None:
    refresh(review, "2026")
    (review.processed("2026") / "provenance.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert not is_fresh(review, "2026")
    assert rated(load(review, "2026")) == 21


def test_the_provenance_tells_every_file_with_its_checksum(review: Review) -> None:
    change_mapping(review)
    refresh(review, "2026")
    facts = json.loads((review.processed("2026") / "provenance.json").read_text(encoding="utf-8"))
    assert list(facts["sources"]) == ["data/raw/2026/a.csv", "data/raw/2026/mapping.toml", "review.toml", "instrument"]
    settings = (review.root / "review.toml").read_bytes()
    assert facts["sources"]["review.toml"] == hashlib.sha256(settings).hexdigest()
    assert facts["wave"] == "2026"
    assert set(facts["frames"]) == set(FRAMES)


def test_a_file_that_changes_while_it_is_cleaned_is_cleaned_again(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(review: Review, wave: str) -> Answers:
        answers = clean(review, wave)
        change_raw(review)
        return answers

    monkeypatch.setattr(storage, "clean", slowly)
    refresh(review, "2026")
    monkeypatch.undo()
    assert not is_fresh(review, "2026")
    assert rated(load(review, "2026")) == 22


def test_earlier_data_stays_where_cleaning_stops(review: Review) -> None:
    refresh(review, "2026")
    before = {path.name: path.read_bytes() for path in review.processed("2026").iterdir()}
    (review.raw("2026") / "b.csv").write_bytes(b"%PDF-1.7")
    with pytest.raises(UnreadableError, match="is a PDF"):
        load(review, "2026")
    (review.raw("2026") / "b.csv").write_text(ROWS, encoding="utf-8")
    with pytest.raises(DecisionNeededError, match="22 respondents are in both"):
        load(review, "2026")
    assert {path.name: path.read_bytes() for path in review.processed("2026").iterdir()} == before


def test_a_folder_that_cannot_be_written_is_told(review: Review) -> None:
    answers = clean(review, "2026")
    (review.root / "data" / "processed").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(CriticalPointsError, match="could not be written"):
        save(review, "2026", answers)


def test_sources_are_named_from_the_workspace(review: Review) -> None:
    assert [source.name for source in sources(review, "2025")] == ["data/raw/2025/a.csv", "review.toml", "instrument"]
    assert all(len(source.sha256) == 64 for source in sources(review, "2025"))


def test_two_notebooks_that_load_at_once_clean_once_and_both_get_the_answers(tmp_path: Path) -> None:
    for name in ("data/raw", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "review.toml", tmp_path)
    code = "import critical_points as cp; print(len(cp.load(cp.open_review('.')).respondents))"
    runs = [
        subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    told = [run.communicate(timeout=120) for run in runs]
    assert [out.split() for out, _ in told] == [[b"393"]] * 3, told
