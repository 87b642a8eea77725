"""Kill the demonstration's report at random moments and look at what is left: ``python scripts/kill_report.py``."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.killing import Run, rehearse

REPOSITORY = Path(__file__).parents[1]


def main() -> None:
    """Read the command line, kill, and tell; exit 1 where anything was not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="killed-") as name:
        root = Path(name) / "työtila"
        for part in ("data/raw", "notebooks"):
            shutil.copytree(REPOSITORY / part, root / part)
        shutil.copy(REPOSITORY / "review.toml", root)
        command = [sys.executable, "-m", "critical_points", "report", "--wave", "2026", "--workspace", str(root)]
        run = Run(command, root, root, root / "reports" / "2026", made_anew=root / "data" / "processed")
        phases: Counter[str] = Counter()
        wrong = 0
        for number, kill in enumerate(rehearse(run, told.times, told.seed), 1):
            phases[kill.phase] += 1
            wrong += bool(kill.faults)
            found = "; ".join(kill.faults) or "well"
            print(f"{number:3} after {kill.seconds:6.2f} s, {kill.phase}: {found}", flush=True)
    print(f"{told.times} kills (seed {told.seed}): {dict(phases)}; {wrong} with faults")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
