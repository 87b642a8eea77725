"""Files that are counted part by part give what they give when they are held: to the last count."""

from __future__ import annotations

import csv
import io
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

import critical_points as cp
from critical_points.cleaning import Answers, check_file, fingerprints, stream_file
from critical_points.errors import DecisionNeededError, UnreadableError
from critical_points.exports import grid, read_export, regular, spool, stream_export, streaming
from critical_points.exports.streaming import Streamed
from critical_points.tallies import Counted, Tally, count_file, counting_of, file_counts, files, finish, sum_files
from critical_points.workspace import Review
from tests.small_exports import INSTRUMENT, csv_of, small_workspace

ITEMS = [item.text["fi"] for item in INSTRUMENT.items]
VOTES = "Mitkä pisteet vaativat eniten kehittämistä?"
LABELS = [variants[0] for variants in INSTRUMENT.scale(INSTRUMENT.items[0].scale).labels["fi"]]
FRAMES = {"counts": ["wave", "group", "unit", "kind", "subject", "status", "score"], "items": ["wave", "item"]}
FRAMES |= {"sums": [*FRAMES["counts"][:5], "first", "second"], "ratios": FRAMES["counts"][:5]}


@contextmanager
def in_parts(slab: int = 200, edge: int = 3) -> Iterator[None]:
    """Everything is too large to be held: a part has a few rows, and all of it is kept in a file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grid, "LARGE", 0)
        patch.setattr(regular, "_SLAB", slab)
        patch.setattr(streaming, "_EDGE", edge)
        patch.setattr(spool, "_IN_MEMORY", 2 * slab)
        patch.setattr(spool, "_ROWS", 2)
        patch.setattr(files, "TOGETHER", 0)
        patch.setattr(fingerprints, "_AT_ONCE", 4)
        yield


def review_of(tmp_path: Path, *texts: str, mapping: str = "", settings: str = "") -> Review:
    raw = {f"2026/{name}.csv": text for name, text in zip("abc", texts, strict=False)}
    return small_workspace(tmp_path, raw | ({"2026/mapping.toml": mapping} if mapping else {}), settings)


def same_frame(one: pd.DataFrame, other: pd.DataFrame, by: list[str]) -> None:
    one, other = (frame.sort_values(by, ignore_index=True)[list(one.columns)] for frame in (one, other))
    pd.testing.assert_frame_equal(one, other, check_dtype=False, check_exact=True)


def same_tally(one: Tally, other: Tally | None) -> None:
    assert other is not None
    for name, key in FRAMES.items():
        same_frame(getattr(one, name), getattr(other, name), key)


def same(answers: Answers, counted: Counted, by: tuple[str, ...]) -> None:
    same_tally(cp.tally(answers, by), counted.tally)
    pd.testing.assert_frame_equal(answers.account, counted.account)
    same_frame(answers.problems, counted.problems, list(answers.problems.columns))


def held_and_streamed(review: Review, by: tuple[str, ...] = ("group", "unit"), slab: int = 200) -> Counted:
    answers = cp.clean(review, "2026")
    with in_parts(slab):
        counted = cp.tally_files(review, "2026", by)
    if len(review.raw_files("2026")) > 1:
        assert counted.problems["why"].iloc[-1].endswith("nobody looked for respondents who stand in two of them")
        counted = replace(counted, problems=counted.problems.iloc[:-1])
    same(answers, counted, by)
    same(answers, cp.tally_files(review, "2026", by), by)
    return counted


def rows_of(n: int) -> list[list[str]]:
    """Answers to all items, no two alike."""
    return [[LABELS[(row + column * (row + 1)) % len(LABELS)] for column in range(len(ITEMS))] for row in range(n)]


def test_a_file_in_parts_is_counted_like_one_that_is_held(tmp_path: Path) -> None:
    answers = [["johto" if n % 3 else "opettaja", *row] for n, row in enumerate(rows_of(30))]
    review = review_of(tmp_path, csv_of(["Vastaajaryhmä", *ITEMS], *answers))
    with in_parts():
        read = stream_export(review.raw_files("2026")[0])
        assert isinstance(read, Streamed)
        assert sum(1 for _ in read.parts()) > 5
        counted = cp.tally_files(review, "2026", by="group")
    assert counted.tally is not None
    respondents = counted.tally.counts.query("kind == 'respondents'").set_index("group")["n"].to_dict()
    assert respondents == {"management": 20, "teaching": 10, "all": 30}
    assert (counted.account[["rated", "non_answers", "blanks", "problems"]].sum(axis=1) == 30).all()
    same(cp.clean(review, "2026"), counted, ("group",))


CELLS = st.sampled_from([*LABELS, *LABELS, "En osaa sanoa", "", " ", "3", "9", 'ehkä; "joskus"', "a\nb", "x\r\ny"])
ROWS = st.tuples(
    st.sampled_from(["opettaja", "johto", "Opettaja", "", "joku muu"]),
    st.sampled_from(["Ranta", "ranta", "RANTA", "Mäki", ""]),
    st.sampled_from(["1.3.2026 9.00", "1.3.2026 9.04", "2.3.2026 9.00", "eilen", ""]),
    st.sampled_from(["a-1", "a-2", "a-3", "a-4", ""]),
    st.lists(CELLS, min_size=12, max_size=12) | st.sampled_from(LABELS).map(lambda label: [label] * 12),
    st.sampled_from(["", "Ehkä", "Palaute; Yhteinen suunnittelu"]),
)


def written(rows: list[tuple[str, str, str, str, list[str], str]], end: str) -> str:
    """A table as a program writes it: what holds a separator, a mark or a line break stands in quotation marks."""
    header = ["Id", "Aikaleima", "Vastaajaryhmä", "Toimipiste", *ITEMS[:12], VOTES]
    table = [header, *([name, time, group, unit, *cells, votes] for group, unit, time, name, cells, votes in rows)]
    handle = io.StringIO()
    csv.writer(handle, delimiter=";", lineterminator=end).writerows(table)
    return handle.getvalue()


@settings(max_examples=25, deadline=None)
@given(
    rows=st.lists(ROWS, min_size=1, max_size=25),
    end=st.sampled_from(["\n", "\r\n"]),
    slab=st.integers(60, 2000),
    edge=st.integers(3, 12),
)
def test_wherever_parts_divide_the_counts_are_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, str, str, str, list[str], str]],
    end: str,
    slab: int,
    edge: int,
) -> None:
    review = review_of(tmp_path_factory.mktemp("any"))
    (review.raw("2026")).mkdir(parents=True)
    path = review.raw("2026") / "a.csv"
    path.write_bytes(written(rows, end).encode())
    review = cp.open_review(review.root)
    whole = check_file(path, review.instrument)
    with in_parts(slab, edge):
        parts = stream_file(path, review.instrument)
        assert isinstance(parts.export, Streamed) or "\r\n" in written(rows, "\n")
        counted = count_file(path, counting_of(review, "2026", ("group", "unit")))
    assert (whole.questions, dict(whole.removed), whole.doubted) == (
        parts.questions,
        dict(parts.removed),
        parts.doubted,
    )
    assert dict(whole.export.left_out) == dict(parts.export.left_out)
    if whole.questions:
        assert counted.tally is None
        return
    same(cp.clean(review, "2026"), finish(review, counted), ("group", "unit"))


def test_who_answered_alike_or_fast_is_known_across_parts(tmp_path: Path) -> None:
    """The first and the last answered all alike within five minutes; one took less than a third of the median."""
    rows = rows_of(20)
    rows[-1] = rows[0]
    times = [["1.3.2026 9.00", "1.3.2026 9.10"], *([f"{2 + n}.3.2026 9.00", f"{2 + n}.3.2026 9.12"] for n in range(18))]
    times += [["1.3.2026 9.12", "1.3.2026 9.14"]]
    text = csv_of(["Aloitusaika", "Lähetetty", *ITEMS], *(when + row for when, row in zip(times, rows, strict=True)))
    counted = held_and_streamed(review_of(tmp_path, text))
    assert {name: counted.flags[name] for name in ("identical answers", "fast")} == {"identical answers": 2, "fast": 1}


def test_a_label_that_comes_late_is_asked_about_like_any_other(tmp_path: Path) -> None:
    rows = rows_of(20)
    for row in rows[-3:]:
        row[0] = "aivan toisin"
    review = review_of(tmp_path, csv_of(ITEMS, *rows))
    with pytest.raises(DecisionNeededError) as held:
        cp.clean(review, "2026")
    with in_parts(), pytest.raises(DecisionNeededError) as streamed:
        cp.tally_files(review, "2026")
    assert str(streamed.value) == str(held.value)


def test_files_that_ask_different_items_are_counted_as_one_wave(tmp_path: Path) -> None:
    """One rating of three that the wave asks is too few, though this file asks two only."""
    few = csv_of(["Aikaleima", *ITEMS[:2]], ["1.3.2026 9.00", LABELS[0], ""], ["2.3.2026 9.00", LABELS[3], LABELS[2]])
    many = csv_of(["Aikaleima", *ITEMS[:4]], *[[f"{3 + n}.3.2026 9.00", *row[:4]] for n, row in enumerate(rows_of(4))])
    counted = held_and_streamed(review_of(tmp_path, few, many))
    assert counted.tally is not None
    counts = counted.tally.counts.query("group == 'all' and unit == 'all' and kind == 'point' and status == 'too few'")
    assert counts.set_index("subject")["n"].to_dict() == {"reachability": 1}


def test_units_have_their_commonest_spelling_in_all_files_together(tmp_path: Path) -> None:
    one, other = (
        csv_of(["Toimipiste", *ITEMS], *[[unit, *row] for unit, row in zip(units, rows, strict=True)])
        for units, rows in ((["ranta", "ranta", "Ranta"], rows_of(3)), (["Ranta", "Ranta"], rows_of(9)[-2:]))
    )
    mapping = '[[column]]\nheader = "Toimipiste"\nkind = "unit"\n'
    counted = held_and_streamed(review_of(tmp_path, one, other, mapping=mapping), by=("unit",))
    assert counted.tally is not None
    assert set(counted.tally.counts["unit"]) == {"Ranta", "all"}


def test_previews_between_the_first_and_last_rows_are_no_respondents(tmp_path: Path) -> None:
    names = ["StartDate", "EndDate", "Status", "ResponseId", "RecordedDate", *(f"Q1_{n}" for n in range(1, 4))]
    texts = [
        "Start Date",
        "End Date",
        "Response Type",
        "Response ID",
        "Recorded Date",
        *(f"Arvioi - {item}" for item in ITEMS[:3]),
    ]
    kinds = ["Survey Preview" if n % 4 == 0 else "IP Address" for n in range(20)]
    rows = [
        [f"2026-03-{n + 1:02} 09:00:00", f"2026-03-{n + 1:02} 09:10:00", kind, f"R_{n}", "", *row[:3]]
        for n, (kind, row) in enumerate(zip(kinds, rows_of(20), strict=True))
    ]
    review = review_of(tmp_path, csv_of(names, texts, *rows))
    path = review.raw_files("2026")[0]
    with in_parts():
        read = stream_export(path)
    assert isinstance(read, Streamed)
    assert (read.tool, read.respondents, dict(read.left_out)) == ("qualtrics", 15, dict(read_export(path).left_out))


def test_a_column_of_endless_texts_is_kept_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Free texts are passed over; ratings of endless texts are asked about."""
    monkeypatch.setattr(spool, "MOST_TEXTS", 8)
    rows = rows_of(20)
    text = csv_of(["Id", "Mitä muuta?", *ITEMS], *[[f"r-{n}", f"Huomio {n}", *row] for n, row in enumerate(rows)])
    held_and_streamed(review_of(tmp_path, text))
    odd = csv_of(ITEMS, *[[f"outo {n}", *row[1:]] for n, row in enumerate(rows)])
    with in_parts(), pytest.raises(DecisionNeededError, match="so many different answers"):
        cp.tally_files(review_of(tmp_path, odd), "2026")


def test_of_very_many_problems_the_first_are_listed_and_all_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_counts, "MOST_LISTED", 3)
    rows = rows_of(200)
    for row in rows[::25]:
        row[0] = "outo"
    with in_parts(2000):
        counted = cp.tally_files(review_of(tmp_path, csv_of(ITEMS, *rows)), "2026")
    assert counted.account["problems"].tolist()[0] == 8
    assert counted.problems["row"].astype(object).fillna(0).tolist() == [2, 27, 52, 0]
    assert counted.problems["why"].iloc[-1].startswith("5 more cells")


def test_a_text_that_must_be_read_as_a_whole_is_read_so_unless_it_is_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = rows_of(6)
    review = review_of(tmp_path, csv_of(ITEMS, *rows) + "\n" + csv_of(*rows_of(8)[6:]))
    held_and_streamed(review)
    monkeypatch.setattr(grid, "MOST_BYTES", 100)
    with in_parts(), pytest.raises(UnreadableError, match="part by part"):
        cp.tally_files(review, "2026")
    with pytest.raises(UnreadableError, match=r"cp\.tally_files"):
        cp.clean(review, "2026")


def test_what_was_counted_is_small_and_adds_in_any_order(tmp_path: Path) -> None:
    texts = [csv_of(["Vastaajaryhmä", *ITEMS], *[["johto", *row] for row in rows_of(k)]) for k in (3, 5, 7)]
    review = review_of(tmp_path, *texts)
    how = counting_of(review, "2026", "group")
    a, b, c = (pickle.loads(pickle.dumps(count_file(path, how))) for path in review.raw_files("2026"))
    whole = sum_files([a, b, c])
    assert whole.tally is not None
    same_tally(whole.tally, (c + (b + a)).tally)
    same_tally(whole.tally, ((a + c) + b).tally)
    assert "answers" not in repr(whole)
    assert repr(whole).startswith("Counted(waves 2026; 3 files; 15 respondents")
