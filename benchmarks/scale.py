"""A nation's answers in one file, counted beside polars written by hand, in the same run.

``python -m benchmarks.scale [--rows 1000000] [--times 5] [--folder FOLDER] [--baseline-too] [--sizes]`` invents an
export of Google Forms as CSV (time, 40 statements with Finnish labels, group and unit; some 790 MB of 1,000,000 rows),
and counts it turn by turn in processes of their own:

polars
    as one would write it by hand: each column read as an Enum of its labels, counts by column and group. It gives
    neither ratings, scores nor an account.
ours
    `count_file`: every cell a rating, a non-answer, a blank or a listed problem; copies, doubts, scores; the tally by
    group with all its sums.
tokenising
    the limit of our reading: pyarrow splits the lines into coded columns, and nothing else.
bytes
    the limit of any reading: the bytes of the file, read once.

Printed are the medians of wall time, CPU time (of the process, with its threads) and peak memory, and the ratios to
polars. Of more rows than 2,000,000 polars and the limits are left out, but with ``--baseline-too``: what is asked then
is how ours compares with 1,000,000 rows, which are counted in the same run. ``--sizes`` counts files of 200 to 200,000
rows instead, each for the second time in its process: what a file costs, and what a respondent. The files are removed
at the end.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SEED, STATEMENTS, AT_ONCE = 20261122, 40, 100_000
ROWS = 1_000_000
SIZES = (200, 2_000, 20_000, 200_000)

#: About so many bytes has a row.
_WIDTH = 800

Measured = dict[str, float]


def invent(path: Path, rows: int) -> None:
    """Write an export; each hundred thousand rows are drawn anew, from the one seed."""
    import numpy as np

    from critical_points.instrument import load_instrument

    instrument = load_instrument()
    labels = [variants[0] for variants in instrument.scale("realised").labels["fi"]] + ["En osaa sanoa", ""]
    statements = [item.text["fi"] for item in instrument.items]
    statements += [f"Muu väittämä {n}" for n in range(len(statements), STATEMENTS)]
    groups, units = [group.name["fi"] for group in instrument.groups], ["Keskusta", "Ranta", "Mäki"]
    dice, words = np.random.default_rng(SEED), np.array(labels, dtype=object)
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerow(["Aikaleima", *statements[:STATEMENTS], "Vastaajaryhmä", "Toimipiste"])
        for start in range(0, rows, AT_ONCE):
            n = min(AT_ONCE, rows - start)
            marks = words[dice.choice(len(labels), size=(n, STATEMENTS), p=np.array([1, 2, 3, 4, 2, 1, 1]) / 14)]
            group, unit = dice.integers(0, len(groups), n), dice.integers(0, len(units), n)
            for row in range(n):
                k = start + row
                moment = f"{1 + k % 28}.3.2026 klo {8 + k % 9}.{k % 60:02}.{k % 59:02}"
                handle.write(f"{moment},{','.join(marks[row])},{groups[group[row]]},{units[unit[row]]}\r\n")


def by_polars(path: Path) -> int:
    """Read each column as an Enum of the labels of the first rows, and count it by group."""
    import polars as pl

    head = pl.read_csv(path, n_rows=20_000, infer_schema=False)
    schema: dict[str, pl.DataType | type[pl.DataType]] = {}
    for name in head.columns:
        texts = head[name].drop_nulls().unique().to_list()
        schema[name] = pl.Enum(sorted(texts)) if len(texts) <= 20 else pl.String
    frame = pl.read_csv(path, schema=schema)
    counts = [frame.group_by("Vastaajaryhmä", name).len() for name in frame.columns[1 : STATEMENTS + 1]]
    return sum(int(count["len"].sum()) for count in counts) // STATEMENTS


def by_counting(path: Path) -> int:
    """Count the file as an analyst would, its last four statements being items of one's own."""
    from dataclasses import replace

    from critical_points.instrument import Labels, load_instrument
    from critical_points.language import Language
    from critical_points.tallies import Counting, count_file

    asked = load_instrument()
    own = [
        replace(asked.items[0], key=f"own_{n}", point=None, level=None, text={"fi": f"Muu väittämä {n}"})
        for n in range(len(asked.items), STATEMENTS)
    ]
    labels = Labels(replace(asked, items=(*asked.items, *own)), Language("fi"))
    counted = count_file(path, Counting("2026", labels, groupings=("group",)))
    assert counted.tally is not None
    account = counted.account
    assert len(account) == STATEMENTS
    assert (account[["rated", "non_answers", "blanks", "problems"]].sum(axis=1) == account["respondents"]).all()
    return int(account["respondents"].iloc[0])


def by_tokenising(path: Path) -> int:
    """Split the lines into coded columns with pyarrow, block by block."""
    import pyarrow as pa
    from pyarrow import csv as arrow

    names = [str(place) for place in range(STATEMENTS + 3)]
    kinds = {name: pa.dictionary(pa.int32(), pa.string()) for name in names} | {"0": pa.string()}
    blocks = arrow.open_csv(
        path,
        arrow.ReadOptions(block_size=1 << 20, column_names=names, skip_rows=1),
        convert_options=arrow.ConvertOptions(column_types=kinds, strings_can_be_null=False),
    )
    return sum(block.num_rows for block in blocks)


def by_bytes(path: Path) -> int:
    """Read the bytes of the file."""
    room, lines = bytearray(1 << 24), 0
    with path.open("rb", buffering=0) as handle:
        while handle.readinto(room):
            lines += 1
    return lines


WAYS: dict[str, Callable[[Path], int]] = {
    "polars": by_polars,
    "ours": by_counting,
    "tokenising": by_tokenising,
    "bytes": by_bytes,
}


def _step(way: str, path: Path, before: int) -> None:
    """Do one thing in this process, and tell what it took; imports, and the times before, are left out of the times."""
    import numpy as np  # noqa: F401 - what both sides need is imported before the clock starts

    if way == "polars":
        import polars  # noqa: F401 - as above
    if way == "ours":
        import critical_points.tallies.file_counts  # noqa: F401 - as above
    for _ in range(before):
        WAYS[way](path)
    wall, used = time.perf_counter(), time.process_time()
    n = WAYS[way](path)
    taken = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - used, "n": n}
    print(json.dumps({**taken, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def measure(way: str, path: Path, before: int = 0) -> Measured:
    """Do one thing in a process of its own, which may have done it before."""
    command = [sys.executable, "-m", "benchmarks.scale", "--step", way, "--file", str(path), "--before", str(before)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{way}: {done.stderr}")
    found: Measured = json.loads(done.stdout.splitlines()[-1])
    return found


def medians(runs: list[Measured]) -> Measured:
    """Return the median of each figure."""
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def compare(path: Path, ways: list[str], times: int) -> dict[str, Measured]:
    """Do all things turn by turn, and return the medians; the system has the file in its memory for each of them."""
    by_bytes(path)
    runs: dict[str, list[Measured]] = {way: [] for way in ways}
    for _ in range(times):
        for way in ways:
            runs[way].append(measure(way, path))
    return {way: medians(found) for way, found in runs.items()}


def show(title: str, found: dict[str, Measured]) -> None:
    """Print the medians, and their ratios to polars."""
    print(f"\n{title}\n{'':12}{'wall s':>9}{'CPU s':>9}{'peak MB':>9}{'wall ×':>9}{'CPU ×':>9}")
    base = found.get("polars")
    for way, one in found.items():
        ratios = [f"{one[key] / base[key]:9.2f}" for key in ("wall", "cpu")] if base else []
        print(f"{way:12}{one['wall']:9.2f}{one['cpu']:9.2f}{one['mb']:9.0f}{''.join(ratios)}")


def show_sizes(folder: Path, times: int) -> None:
    """Count files of several sizes, and print what each takes."""
    print(f"medians of {times}\n{'rows':>9}{'MB':>9}{'wall s':>9}{'CPU s':>9}{'peak MB':>9}")
    for rows in SIZES:
        path = folder / f"answers{rows}.csv"
        invent(path, rows)
        one = medians([measure("ours", path, before=1) for _ in range(times)])
        size = path.stat().st_size / 1e6
        print(f"{rows:>9,}{size:9.1f}{one['wall']:9.3f}{one['cpu']:9.3f}{one['mb']:9.0f}")


def main() -> None:
    """Invent, measure, print, remove."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--baseline-too", action="store_true")
    parser.add_argument("--sizes", action="store_true")
    parser.add_argument("--before", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--step", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.step:
        _step(chosen.step, chosen.file, chosen.before)
        return
    with tempfile.TemporaryDirectory(dir=chosen.folder) as name:
        folder = Path(name)
        if chosen.sizes:
            show_sizes(folder, chosen.times)
            return
        needed, free = (chosen.rows + ROWS) * _WIDTH * 1.1, shutil.disk_usage(folder).free
        if needed > free:
            raise SystemExit(f"{needed / 1e9:.1f} GB are needed in {folder}, {free / 1e9:.1f} GB are free: --folder")
        sizes = [chosen.rows] if chosen.rows <= 2 * ROWS else [ROWS, chosen.rows]
        found: dict[int, dict[str, Measured]] = {}
        for rows in sizes:
            path = folder / f"answers{rows}.csv"
            invent(path, rows)
            ways = list(WAYS) if chosen.baseline_too or rows <= 2 * ROWS else ["ours"]
            found[rows] = compare(path, ways, chosen.times)
            title = f"{rows:,} × {STATEMENTS}, {path.stat().st_size / 1e6:.0f} MB, medians of {chosen.times}"
            show(title, found[rows])
            path.unlink()
        if len(sizes) == 2:
            few, many = (found[rows]["ours"] for rows in sizes)
            ratios = {key: many[key] / few[key] for key in ("wall", "cpu", "mb")}
            print(f"\n{sizes[1] / sizes[0]:.0f} × the rows: {ratios['wall']:.2f} × wall, {ratios['cpu']:.2f} × CPU, "
                  f"{ratios['mb']:.2f} × peak memory")  # fmt: skip


if __name__ == "__main__":
    main()
