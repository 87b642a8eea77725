"""Throughput of counting many files by the number of workers, beside one process alone.

``python -m benchmarks.workers [FILES] [ROWS] [TIMES]`` writes invented exports of many schools (40-odd statements with
Finnish answers as texts, group and unit), and counts them with `tally_files`: here, by processes of Python's own pool,
and by processes of Dask (``critical-points[scale]``), 1, 2 and 4 of them. Settings take turns, TIMES times; printed are
medians. "first" is from nothing to the tally, with the start of the workers and their imports; "again" with workers
that are there. Every tally is compared with that of one process alone. Run it on a machine that does nothing else: more
workers than processors cannot be faster.
"""

from __future__ import annotations

import csv
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from critical_points.instrument import load_instrument
from critical_points.tallies import Tally, count_all, counting_of
from critical_points.workspace import Review, open_review

FILES, ROWS, TIMES, SEED = 12, 8_000, 5, 20261122
WAVE, WORKERS = "2026", (1, 2, 4)


def invent(folder: Path, files: int, rows: int) -> Review:
    """Write a workspace with the exports of some schools, and open it."""
    instrument, dice = load_instrument(), np.random.default_rng(SEED)
    scale = [variants[0] for variants in instrument.scale("realised").labels["fi"]]
    labels = np.array([*scale, "En osaa sanoa", ""], dtype=object)
    groups = np.array([group.name["fi"] for group in instrument.groups[:5]], dtype=object)
    units = np.array(["Keskusta", "Ranta", "Mäki"], dtype=object)
    header = [*(item.text["fi"] for item in instrument.items), "Vastaajaryhmä", "Toimipiste"]
    raw = folder / "data" / "raw" / WAVE
    raw.mkdir(parents=True)
    (folder / "review.toml").write_text("", encoding="utf-8")
    for number in range(files):
        marks = dice.choice(labels, (rows, len(instrument.items)), p=[0.05, 0.1, 0.2, 0.35, 0.2, 0.05, 0.05])
        cells = np.column_stack([marks, dice.choice(groups, rows), dice.choice(units, rows)])
        with (raw / f"school-{number:04}.csv").open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle, delimiter=";").writerows([header, *cells.tolist()])
    return open_review(folder)


@contextmanager
def here(_: int) -> Iterator[None]:
    """Start nothing."""
    yield


@contextmanager
def pool(workers: int) -> Iterator[Executor]:
    """Start processes of Python's own pool."""
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as executor:
        yield executor


@contextmanager
def dask(workers: int) -> Iterator[Executor]:
    """Start a local cluster of Dask."""
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        yield client.get_executor()


def measure(review: Review, kind: str, workers: int) -> tuple[float, float, Tally]:
    """Return the seconds of the first and of the second count, and the tally."""
    start: Callable[[int], AbstractContextManager[Executor | None]] = {"here": here, "pool": pool, "dask": dask}[kind]
    begun = time.perf_counter()
    with start(workers) as executor:
        tally = count(review, executor)
        first = time.perf_counter() - begun
        begun = time.perf_counter()
        count(review, executor)
        return first, time.perf_counter() - begun, tally


def count(review: Review, executor: Executor | None) -> Tally:
    """Count every file by itself, and make the tally."""
    tally = count_all(review.raw_files(WAVE), counting_of(review, WAVE, "group"), executor).tally
    assert tally is not None
    return tally


def main(files: int, rows: int, times: int) -> None:
    """Print the table."""
    settings = [("here", 1), *(("pool", n) for n in WORKERS), *(("dask", n) for n in WORKERS)]
    found: dict[tuple[str, int], list[tuple[float, float]]] = {setting: [] for setting in settings}
    with tempfile.TemporaryDirectory() as name:
        review = invent(Path(name).resolve(), files, rows)
        size = sum(path.stat().st_size for path in review.raw_files(WAVE))
        alone = count(review, None)
        for _ in range(times):
            for setting in settings:
                first, again, tally = measure(review, *setting)
                assert tally.counts.equals(alone.counts)
                assert tally.sums.equals(alone.sums)
                found[setting].append((first, again))
    people = files * rows
    print(f"{files} files × {rows:,} respondents, {size / 1e6:.0f} MB; {os.cpu_count()} processors; medians of {times}")
    print("counted by                 first s   again s   respondents/s   MB/s   × one process alone")
    medians = {
        setting: [statistics.median(told) for told in zip(*all_, strict=True)] for setting, all_ in found.items()
    }
    for (kind, workers), (first, again) in medians.items():
        told = "one process alone" if kind == "here" else f"{kind}, {workers} worker{'s' * (workers > 1)}"
        ratio = medians["here", 1][1] / again
        print(f"{told:24}{first:10.2f}{again:10.2f}{people / again:16,.0f}{size / 1e6 / again:7.0f}{ratio:12.2f}")


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*given, *(FILES, ROWS, TIMES)[len(given) :])
