"""Three leaks put into the code on purpose, one at a time: which tests catch each.

``python benchmarks/mutations.py`` runs the tests of the protection and of the attack as they are, then with each leak,
and prints the tests that fail, the first five of each. It returns 1 where the tests fail without a leak, or where one
is not caught. Nothing is written to the code: the leaks are in memory.
"""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # so that it runs as a file, too

#: Tests that must catch every leak.
TESTS = ("tests/attack", "tests/disclosure")

#: Before the name of a test that failed.
MARK = "FAILING "

CELL = ["wave", "group", "unit", "kind", "subject"]


@contextmanager
def a_total_too_many() -> Iterator[None]:
    """Show one place again, of those that are hidden to protect another: the dearest, most often a total."""
    package = importlib.import_module("critical_points.disclosure")
    names = [f"{package.__name__}.{module.name}" for module in pkgutil.iter_modules(package.__path__)]
    original = importlib.import_module("critical_points.disclosure.suppression").suppress

    def suppress(audit: Any, costs: Any, shown: Any, rules: Any, *rest: Any) -> Any:
        found = original(audit, costs, shown, rules, *rest)
        small = np.zeros(len(shown), dtype=bool)
        for rule in rules:
            small |= (audit.members @ rule.present > 0) & (audit.members @ rule.weight <= rule.limit)
        again = np.flatnonzero(shown & ~found & ~small)
        if len(again):
            found = found.copy()
            found[again[np.asarray(costs)[again].argmax()]] = True
        return found

    with _patched([(name, "suppress", suppress) for name in names]):
        yield


@contextmanager
def a_second_decimal() -> Iterator[None]:
    """Tell means of small cells with two decimals."""
    module = importlib.import_module("critical_points.disclosure.protection")
    original = module.tell_less

    def tell_less(cells: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
        told: pd.DataFrame = original(cells, counts)
        rated = counts[counts["status"] == "rated"].assign(total=lambda rows: rows["n"] * rows["score"])
        sums = rated.groupby(CELL)[["n", "total"]].sum()
        mean = told[CELL].join((sums["total"] / sums["n"]).rename("exact"), on=CELL)["exact"]
        return told.assign(mean=mean.round(2).where(told["mean"].notna()))

    with _patched([(module.__name__, "tell_less", tell_less)]):
        yield


@contextmanager
def an_unprotected_figure() -> Iterator[None]:
    """Make the distributions from the counts as they were before they were protected."""
    disclosure, estimates = (importlib.import_module(f"critical_points.{name}") for name in ("disclosure", "estimates"))
    protect, distribution = disclosure.protect, estimates.distribution
    before: dict[int, Any] = {}

    def remember(tally: Any, *rest: Any, **options: Any) -> Any:
        safe = protect(tally, *rest, **options)
        every = pd.concat([safe.cells, safe.hidden[CELL]], ignore_index=True).assign(detail="full")
        n = every["n"].fillna(0)
        raw = replace(safe, counts=tally.counts, cells=every.assign(n=n), hidden=safe.hidden.head(0))
        before[id(safe)] = safe, raw
        return safe

    def unprotected(safe: Any) -> Any:
        return distribution(before[id(safe)][1] if id(safe) in before else safe)

    rooms = ("critical_points.disclosure", "critical_points.disclosure.protection")
    changes = [(room, "protect", remember) for room in rooms]
    with _patched([*changes, ("critical_points.estimates", "distribution", unprotected)]):
        yield


LEAKS: dict[str, Callable[[], Any]] = {
    "a total too many": a_total_too_many,
    "a second decimal of a small cell's mean": a_second_decimal,
    "a figure made from unprotected counts": an_unprotected_figure,
}


@contextmanager
def _patched(changes: list[tuple[str, str, Any]]) -> Iterator[None]:
    patches = [
        patch.object(importlib.import_module(name), attribute, value)
        for name, attribute, value in changes
        if hasattr(importlib.import_module(name), attribute)
    ]
    for change in patches:
        change.start()
    try:
        yield
    finally:
        for change in reversed(patches):
            change.stop()


@dataclass
class _Failures:
    """The names of the tests that fail."""

    names: list[str] = field(default_factory=list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the name of a test that failed."""
        if report.failed:
            self.names.append(report.nodeid)


def failing(leak: str = "") -> list[str]:
    """Run the tests in a process of their own, with a leak or without, and return the names of those that fail."""
    command = [sys.executable, str(Path(__file__).resolve()), "--run", leak]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return [line.removeprefix(MARK) for line in found.stdout.splitlines() if line.startswith(MARK)]


def run(leak: str) -> None:
    """Run the tests in this process, and print the names of those that fail."""
    failures = _Failures()
    options = ["-q", "--no-header", "--tb=no", "-p", "no:cacheprovider", "-m", "not slow"]
    options += ["--maxfail=5"] if leak else []
    with LEAKS[leak]() if leak else nullcontext():
        pytest.main([*options, *(str(ROOT / test) for test in TESTS)], plugins=[failures])
    print("", *(f"{MARK}{name}" for name in failures.names), sep="\n")


def main() -> int:
    """Print which tests catch which leak."""
    if sys.argv[1:2] == ["--run"]:
        run(sys.argv[2])
        return 0
    missed: list[str] = []
    without = failing()
    for name in LEAKS:
        found = [test for test in failing(name) if test not in without]
        print(f"\n{name}: caught by {len(found)} tests", *found, sep="\n    ", flush=True)
        missed += [] if found else [name]
    if without:
        print("\nfailing without any leak:", *without, sep="\n    ")
    return int(bool(missed or without))


if __name__ == "__main__":
    raise SystemExit(main())
