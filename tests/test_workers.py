"""Many files counted by workers: the same to the last count, whoever is lost on the way."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pandas as pd
import pytest
from distributed import Client, LocalCluster
from hypothesis import given, settings, strategies as st

from critical_points.errors import UnreadableError, WorkersError
from critical_points.fingerprints import of_program
from critical_points.tallies import Counted, count_all, count_file, counting_of, sum_files, tally_files, workers
from critical_points.tallies.workers import count_each
from critical_points.workspace import Review
from tests.counting_steps import add_lengths, count_length, count_length_once_killed, kill, stumble, wait_to_be_killed
from tests.many_files import write_workspace


def written(folder: Path, *names: str) -> list[Path]:
    """Write files of as many characters as their names."""
    for name in names:
        (folder / name).write_text(name, encoding="utf-8")
    return [folder / name for name in names]


@pytest.fixture(scope="module", autouse=True)
def program() -> None:
    """Read the checksum of the program when the workers do: a suite runs long, and files may be edited meanwhile."""
    of_program.cache_clear()


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(3) as pool:
        yield pool


@settings(max_examples=30)
@given(st.integers(1, 2_500))
def test_every_file_is_counted_once_however_many_there_are(files: int) -> None:
    paths = [Path(f"{n}.csv") for n in range(files)]
    with ThreadPoolExecutor(3) as pool:
        counted = count_each("2026", paths, name_of, join_names, pool)
    names = [str(n) for n in range(files)]
    assert sorted(counted, key=int) == names
    assert count_each("2026", paths, name_of, join_names) == names


def name_of(path: Path) -> list[str]:
    return [path.stem]


def join_names(parts: Sequence[list[str]]) -> list[str]:
    return [name for part in parts for name in part]


@pytest.mark.parametrize("alone", [True, False])
def test_all_files_that_cannot_be_counted_are_told_at_once_and_nothing_is_given(
    alone: bool, tmp_path: Path, threads: ThreadPoolExecutor
) -> None:
    paths = written(tmp_path, "a.csv", "bad-2.csv", "b.csv", "bad-1.csv")
    with pytest.raises(UnreadableError) as caught:
        count_each("2026", paths, count_length, add_lengths, None if alone else threads)
    assert str(caught.value).splitlines() == [
        "2 files of wave 2026 cannot be read.",
        "  - bad-1.csv is bad.",
        "  - bad-2.csv is bad.",
    ]


def test_one_file_that_cannot_be_counted_is_told_in_its_own_words(tmp_path: Path, threads: ThreadPoolExecutor) -> None:
    with pytest.raises(UnreadableError, match=r"^bad.csv is bad.$"):
        count_each("2026", written(tmp_path, "a.csv", "bad.csv"), count_length, add_lengths, threads)


def test_a_fault_of_the_program_is_no_fault_of_a_worker(tmp_path: Path, threads: ThreadPoolExecutor) -> None:
    with pytest.raises(KeyError) as caught:
        count_each("2026", written(tmp_path, "a.csv"), stumble, add_lengths, threads)
    assert "in stumble" in caught.value.__notes__[0]


def test_a_worker_with_another_installation_is_refused(
    tmp_path: Path, threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = threading.get_ident()
    monkeypatch.setattr(workers, "of_program", lambda *_: "here" if threading.get_ident() == here else "there")
    with pytest.raises(WorkersError, match="another installation"):
        count_each("2026", written(tmp_path, "a.csv"), count_length, add_lengths, threads)


@pytest.mark.slow
def test_processes_that_end_with_no_one_to_take_over_leave_no_result(tmp_path: Path) -> None:
    """A pool of Python's own does not survive the loss of a process; what is not counted yet is told by name."""
    marker = tmp_path / "killed"
    step = partial(count_length_once_killed, victim="b.csv", marker=marker)
    paths = written(tmp_path, "a.csv", "b.csv", "c.csv")
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool, pytest.raises(WorkersError) as caught:
        count_each("2026", paths, step, add_lengths, pool)
    assert marker.exists()
    told = str(caught.value).splitlines()
    assert told[0] == "The workers ended before every file was counted; there is no result."
    assert "BrokenProcessPool" in told[1]
    assert "b.csv, c.csv" in told[2]
    assert "start the workers again" in told[3]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert count_each("2026", paths, step, add_lengths, pool) == 15


@pytest.fixture(scope="module")
def dask() -> Iterator[Executor]:
    """Two processes of Dask, as on two machines."""
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        yield client.get_executor()


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Review:
    return write_workspace(tmp_path_factory.mktemp("schools"), files=6, rows=150)


def assert_same(one: Counted, other: Counted) -> None:
    """Compare everything that was counted, to the last bit; only those who count apart say that they do."""
    assert one.tally is not None
    assert other.tally is not None
    for name in ("counts", "items", "sums", "ratios"):
        pd.testing.assert_frame_equal(getattr(one.tally, name), getattr(other.tally, name), check_exact=True)
    problems = one.problems["why"].str.contains("nobody looked for respondents")
    assert problems.sum() == 1
    pd.testing.assert_frame_equal(one.problems[~problems], other.problems, check_exact=True)
    for name in ("account", "people"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)
    assert (one.flags, one.headers) == (other.flags, other.headers)


@pytest.mark.slow
def test_processes_of_an_engine_count_the_same_as_one_process_alone(review: Review, dask: Executor) -> None:
    alone = tally_files(review, "2026", by=["group", "unit"])
    assert_same(tally_files(review, "2026", by=["group", "unit"], executor=dask), alone)
    assert int(alone.account["problems"].sum()) == len(alone.problems) > 0


@pytest.mark.slow
def test_a_process_that_is_killed_loses_nothing(review: Review, dask: Executor, tmp_path: Path) -> None:
    """It is killed with the counts of a file in hand; another one, or the one that is started anew, counts it again."""
    items = tuple(sorted(item.key for item in review.instrument.items))
    how = replace(counting_of(review, "2026", "group"), items=items)
    paths, marker = review.raw_files("2026"), tmp_path / "process"
    step = partial(wait_to_be_killed, step=partial(count_file, how=how), victim=paths[2].name, marker=marker)
    killer = threading.Thread(target=kill_when_told, args=[marker], daemon=True)
    killer.start()
    counted = count_each("2026", paths, step, sum_files, dask)
    killer.join(timeout=10)
    assert not killer.is_alive()
    one, other = counted.tally, count_all(paths, how).tally
    for name in ("counts", "items", "sums", "ratios"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)


def kill_when_told(marker: Path) -> None:
    """Kill the process that writes its number into the marker; whoever is not killed fails after a minute."""
    while not marker.exists():
        time.sleep(0.02)
    kill(int(marker.read_text(encoding="utf-8")))


@pytest.mark.slow
def test_an_engine_names_every_file_that_cannot_be_read_and_gives_no_result(dask: Executor, tmp_path: Path) -> None:
    review = write_workspace(tmp_path, files=3, rows=20)
    for name in ("school-0.csv", "school-2.csv"):
        (review.raw("2026") / name).write_bytes(b"")
    with pytest.raises(UnreadableError) as caught:
        tally_files(review, "2026", executor=dask)
    told = str(caught.value)
    assert told.startswith("2 files of wave 2026 cannot be read.")
    assert told.index("school-0.csv") < told.index("school-2.csv")
    assert "school-1.csv" not in told
