"""The report of a thousand invented answers, in one language and in the next, beside the same notebooks by papermill.

``python -m benchmarks.report [--runs 5] [--answers 1000] [--only ROW …] [--keep FILE]`` makes a workspace with invented
answers in a folder of its own, and times, turn by turn in one run, as processes from start to end, with compiled
bytecode, by default all rows but those of papermill:

- ``report``: the export → every page, beside the same notebooks executed by papermill one after the other and written
  by nbconvert, as they run in Jupyter: each protects the answers for itself;
- ``ready``: the same, with the protected results put ready for papermill, the cleaning and protecting not counted;
- ``again``: the same with nothing changed, beside the first time;
- ``language``: a second language added in the same run (what both take, less what one takes), and in a later run;
- ``help``, ``check``: the command's help, and checking the export, beside ``python -c "import pandas"``.

papermill is of the dependency group ``bench``. Printed are medians of wall and processor seconds, and of the ratios of
each round. A round of ``report`` takes two minutes: ``--keep`` notes the rounds in a file and counts those that stand
there, so that several short runs give one table. Run it on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path

from benchmarks.bytecode import with_bytecode

WAVE, AGAINST = "2026", "2025"
LIBRARIES = ("critical-points", "pandas", "matplotlib", "ipython", "nbconvert", "papermill")
ROWS = ("report", "ready", "again", "language", "help", "check")
USUAL = ("again", "language", "help", "check")
COMMAND = [sys.executable, "-m", "critical_points"]
IMPORT = [sys.executable, "-c", "import pandas"]


@dataclass(frozen=True)
class Spent:
    """Wall and processor seconds of a process and of those that it started."""

    wall: float
    processor: float

    def __sub__(self, other: Spent) -> Spent:
        return Spent(self.wall - other.wall, self.processor - other.processor)


def invent(folder: Path, answers: int) -> None:
    """Make the workspace of the demonstration with so many answers in its newest wave."""
    from critical_points.instrument import load_instrument
    from critical_points.scaffold import new_workspace
    from scripts.make_demonstration import WAVES, answers_of, forms

    new_workspace(folder, demo=True)
    newest = WAVES[-1]
    times = answers / sum(newest.groups.values())
    groups = {group: round(n * times) for group, n in newest.groups.items()}
    raw = folder / "data" / "raw" / WAVE
    for export in raw.glob("Kriittiset*.xlsx"):
        export.unlink()
    instrument = load_instrument()
    drawn = answers_of(instrument, replace(newest, groups=groups))
    (raw / f"Kriittiset pisteet {WAVE}(1-{len(drawn)}).xlsx").write_bytes(forms(instrument, drawn))
    settings = folder / "review.toml"
    told = settings.read_text(encoding="utf-8")
    head, wave, rest = told.partition(f"[waves.{WAVE}]")
    rest = re.sub(r"(= )(\d+)(?=[,} ])", lambda n: f"{n[1]}{round(int(n[2]) * times)}", rest, count=len(groups))
    settings.write_text(head + wave + rest, encoding="utf-8")


def spend(command: Iterable[str], environment: Mapping[str, str] | None = None) -> Spent:
    """Run a command to its end, and return what it took; a check with questions ends with 1."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        list(command),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        env={**with_bytecode(), **(environment or {})},
    )
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr.decode()[-2000:])
    return Spent(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def forget(root: Path) -> None:
    """Remove everything that is made from the raw files."""
    for name in ("data/processed", "reports"):
        shutil.rmtree(root / name, ignore_errors=True)


def by_papermill(root: Path, pages: Path) -> None:
    """Run the notebooks of every page one after the other, and write each as HTML."""
    import nbformat
    import papermill
    from nbconvert import HTMLExporter

    from critical_points.instrument import Labels
    from critical_points.reports.notebooks import list_pages
    from critical_points.workspace import open_review

    review = open_review(root)
    parameters = {"wave": WAVE, "against": AGAINST, "language": review.language.code}
    exporter = HTMLExporter(exclude_input=True)
    for path, notebook in list_pages(review.notebooks, parameters, Labels(review.instrument, review.language)).items():
        ready = pages / path.name
        nbformat.write(notebook, ready)
        papermill.execute_notebook(ready, ready, cwd=root, kernel_name="python3", progress_bar=False)
        html, _ = exporter.from_filename(str(ready))
        ready.with_suffix(".html").write_text(html, encoding="utf-8")


def put_ready(root: Path, folder: Path) -> None:
    """Write the protected results of both waves into a folder, as a report does for its notebooks."""
    from critical_points.releases import prepare_release, write_protected
    from critical_points.workspace import open_review

    write_protected(prepare_release(open_review(root), WAVE, [AGAINST, WAVE]).safe, folder)


def measure(root: Path, scratch: Path, wanted: Iterable[str], note: Callable[[str, Spent], None]) -> None:
    """Measure everything once."""
    report = [*COMMAND, "report", "--workspace", str(root)]
    if {"report", "ready", "again", "language"} & set(wanted):
        forget(root)
        first = spend(report)
        note("report", first)
    if "again" in wanted:
        note("again", spend(report))
    if "language" in wanted:
        note("another language, later", spend([*report, "--language", "sv"]))
        forget(root)
        note("another language, same run", spend([*report, "--language", "fi", "--language", "sv"]) - first)
    mill = [sys.executable, "-m", "benchmarks.report", "--papermill", str(root), str(scratch)]
    if "report" in wanted:
        forget(root)
        note("papermill", spend(mill))
    if "ready" in wanted:
        results = Path(tempfile.mkdtemp(dir=scratch))
        put_ready(root, results)
        note("papermill, results ready", spend(mill, {"CRITICAL_POINTS_PROTECTED": str(results)}))
    if {"help", "check"} & set(wanted):
        note("import pandas", spend(IMPORT))
        note("help", spend([*COMMAND, "--help"]))
        note("check", spend([*COMMAND, "check", "--workspace", str(root), "--wave", WAVE]))


#: What is held against what, and the target.
RATIOS = (
    ("report", "papermill", 0.35),
    ("report", "papermill, results ready", None),
    ("again", "report", 0.1),
    ("another language, same run", "report", 0.4),
    ("another language, later", "report", 0.4),
    ("help", "import pandas", 0.5),
    ("check", "import pandas", 2.0),
)


def tell(spent: Mapping[str, list[Spent]]) -> None:
    """Print the table."""
    print("| work | wall, s | processor, s |\n|---|---|---|")
    for name, runs in spent.items():
        wall, processor = (statistics.median(getattr(run, kind) for run in runs) for kind in ("wall", "processor"))
        print(f"| {name} | {wall:.2f} | {processor:.2f} |")
    print("\n| work / against | ratio of wall | of processor | target |\n|---|---|---|---|")
    for name, other, target in RATIOS:
        if name in spent and other in spent:
            pairs = list(zip(spent[name], spent[other], strict=True))
            wall = statistics.median(one.wall / two.wall for one, two in pairs)
            processor = statistics.median(one.processor / two.processor for one, two in pairs)
            print(f"| {name} / {other} | {wall:.2f} | {processor:.2f} | {'' if target is None else target} |")


def read_rounds(kept: Path | None) -> dict[str, list[Spent]]:
    """Return the rounds that were measured before, by what was measured."""
    facts = json.loads(kept.read_text()) if kept and kept.is_file() else {}
    return defaultdict(list, {name: [Spent(**run) for run in runs] for name, runs in facts.items()})


def main() -> None:
    """Read the command line, measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--answers", type=int, default=1000)
    parser.add_argument("--only", nargs="+", choices=ROWS, default=USUAL)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--papermill", nargs=2, type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.papermill:
        by_papermill(*asked.papermill)
        return
    spent = read_rounds(asked.keep)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        root, scratch = Path(name) / "workspace", Path(name)
        invent(root, asked.answers)
        for _ in range(asked.runs):
            measure(root, scratch, asked.only, lambda what, one: spent[what].append(one))
    if asked.keep:
        asked.keep.write_text(json.dumps({name: [asdict(run) for run in runs] for name, runs in spent.items()}))
    versions = ", ".join(f"{library} {version(library)}" for library in LIBRARIES)
    runs = max(map(len, spent.values()))
    print(f"{asked.answers} answers, {runs} runs; {os.cpu_count()} processors, {platform.platform()}")
    print(f"Python {platform.python_version()}, {versions}\n")
    tell(spent)


if __name__ == "__main__":
    main()
