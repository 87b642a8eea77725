"""How often 95 % intervals hold the truth: means and δ of small groups, and targets that were the lowest.

``python -m benchmarks.coverage [samples]`` draws answers from known distributions and prints, for means, the
scale-bounded interval beside Student's t, and for two groups the interval of δ beside Cliff's usual one. Seeded: it
prints the same each time.
"""

from __future__ import annotations

import sys
import warnings

import numpy as np

from critical_points.estimates.blocks import Block
from critical_points.estimates.cells import Floats
from critical_points.estimates.differences import Sample, welch
from critical_points.estimates.dominance import cliff_interval, cliffs_delta, delta_interval
from critical_points.estimates.means import bounded_interval, t_interval
from critical_points.estimates.targets import regression_to_the_mean

#: The probability of each answer, 1–5.
SHAPES = {
    "flat": (0.20, 0.20, 0.20, 0.20, 0.20),
    "skewed": (0.03, 0.07, 0.15, 0.35, 0.40),
    "ceiling": (0.00, 0.01, 0.04, 0.15, 0.80),
    "polarised": (0.42, 0.06, 0.04, 0.06, 0.42),
}
SIZES = (5, 8, 12, 20, 50)
VALUES = np.arange(1.0, 6.0)
SEED = 20261122


def coverage_of_means(odds: tuple[float, ...], n: int, samples: int) -> dict[str, float]:
    """Return the share of samples whose interval holds the true mean, and the mean width of each interval."""
    counts = np.random.default_rng(SEED).multinomial(n, odds, size=samples).astype(float)
    truth = float(np.dot(odds, VALUES))
    mean, squares, sizes = counts @ VALUES / n, counts @ VALUES**2, np.full(samples, float(n))
    sd = np.sqrt(np.maximum(squares - n * mean**2, 0) / (n - 1))
    found = {}
    for name, (low, high) in {
        "bounded": bounded_interval(sizes, mean, squares),
        "t": t_interval(sizes, mean, sd),
    }.items():
        found[name] = float(((low <= truth) & (truth <= high)).mean())
        found[f"{name} width"] = float((high - low).mean())
    return found


def coverage_of_delta(odds: tuple[float, ...], against: tuple[float, ...], n: int, samples: int) -> dict[str, float]:
    """Return the share of pairs of samples whose interval holds the true δ."""
    random = np.random.default_rng(SEED)
    first, second = (random.multinomial(n, given, size=samples).astype(float) for given in (odds, against))
    truth = cliffs_delta(np.array(odds), np.array(against))
    held = {"described": 0, "usual": 0}
    for one, other in zip(first, second, strict=True):
        held["described"] += _holds(delta_interval(VALUES, one, other), truth)
        held["usual"] += _holds(cliff_interval(one, other), truth)
    return {name: count / samples for name, count in held.items()}


def coverage_of_targets(means: Floats, n: int, samples: int) -> dict[str, float]:
    """Return the share of pairs of waves without a change whose interval holds 0 for the two lowest points."""
    random, names = np.random.default_rng(SEED), tuple(f"p{number}" for number in range(len(means)))
    held = {"plain": 0, "corrected": 0}
    for sample in range(samples):
        people = random.normal(0, 0.5, (2, n, 1))
        before, after = np.clip(np.rint(means + people + random.normal(0, 1, (2, n, len(means)))), 1, 5)
        lowest = np.argsort(before.mean(axis=0), kind="stable")[:2]
        weights = np.where(np.isin(np.arange(len(means)), lowest), 1 / 2, -1 / (len(means) - 2))
        block = Block(names, n, before.sum(axis=0), before.T @ before)
        shift = {"plain": 0.0, "corrected": regression_to_the_mean(block, names, 2, 1000, sample)}
        contrasts = [
            Sample(n, float((wave @ weights).mean()), float((wave @ weights).std(ddof=1))) for wave in (before, after)
        ]
        for name, moved in shift.items():
            found = welch(contrasts[0], contrasts[1]._replace(mean=contrasts[1].mean + moved))
            held[name] += found.low <= 0 <= found.high
    return {name: count / samples for name, count in held.items()}


def _holds(interval: tuple[float, float, float], truth: float) -> bool:
    _, low, high = interval
    return bool(low - 1e-12 <= truth <= high + 1e-12)


def _write(*words: str) -> None:
    sys.stdout.write("  ".join(words) + "\n")


def _percent(share: float) -> str:
    return f"{100 * share:8.1f}"


def tell_means(samples: int) -> None:
    """Print the table of means."""
    _write(f"Coverage of 95 % intervals of a mean, %, {samples} samples each (width in steps of the scale)")
    _write("shape     ", "  n", " bounded", "       t", "width bounded", "width t")
    for name, odds in SHAPES.items():
        for n in SIZES:
            found = coverage_of_means(odds, n, samples)
            widths = f"{found['bounded width']:13.2f}  {found['t width']:7.2f}"
            _write(f"{name:10}", f"{n:3}", _percent(found["bounded"]), _percent(found["t"]), widths)


def tell_deltas(samples: int) -> None:
    """Print the table of δ: each shape against itself, and against the flat one."""
    _write(f"\nCoverage of 95 % intervals of δ, %, {samples} pairs of samples of n each")
    _write("shapes                ", "    δ", "  n", "described", "   usual")
    against_flat = [(name, "flat") for name in SHAPES if name != "flat"]
    for name, other in [*((name, name) for name in SHAPES), *against_flat]:
        truth = cliffs_delta(np.array(SHAPES[name]), np.array(SHAPES[other]))
        for n in SIZES:
            found = coverage_of_delta(SHAPES[name], SHAPES[other], n, samples)
            held = f"{100 * found['described']:9.1f}"
            _write(f"{name + ' – ' + other:22}", f"{truth:5.2f}", f"{n:3}", held, _percent(found["usual"]))


def tell_targets(samples: int) -> None:
    """Print the table of targets that were chosen because they were the lowest."""
    _write(f"\nCoverage of the 95 % interval of how the two lowest of eight points moved, %, {samples} pairs of waves")
    _write("true means ", "  n", "   plain", "corrected")
    for spread in (0.0, 0.2, 0.6):
        for n in (30, 100):
            found = coverage_of_targets(np.linspace(3 - spread / 2, 3 + spread / 2, 8), n, samples)
            held = f"{100 * found['corrected']:9.1f}"
            _write(f"{3 - spread / 2:.1f} – {3 + spread / 2:.1f}  ", f"{n:3}", _percent(found["plain"]), held)


def main(samples: int = 20_000) -> None:
    """Print the tables."""
    tell_means(samples)
    tell_deltas(samples // 5)
    tell_targets(samples // 40)


if __name__ == "__main__":
    # the usual interval divides by nothing where all answers are equal
    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
        main(*(int(word) for word in sys.argv[1:2]))
