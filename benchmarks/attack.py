"""An attack on what is published: on a thousand random surveys, or on a folder of reports.

``python benchmarks/attack.py --surveys 1000 --seed 1`` draws surveys, protects and publishes each of them, attacks the
files, and prints what was found out of one to four respondents, beside two simple ways of hiding. ``--reports
reports/`` attacks the pages of a workspace. The attacker reads published files only; who answered what is used for the
score and kept apart. Seeded: it prints the same each time.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that it runs as a file, too

import critical_points as cp
from benchmarks.attacker.baselines import publish_primary, publish_two_per_line
from benchmarks.attacker.findings import APART, KINDS, Finding
from benchmarks.attacker.pages import read_reports
from benchmarks.attacker.publications import Publication
from benchmarks.attacker.surveys import Survey, draw_survey
from benchmarks.attacker.tables import read_publication, write_publication
from benchmarks.attacker.truth import Truth, read_truth
from benchmarks.attacker.verdicts import attack, score, share_shown

#: What is published beside the total; with "crossed" also each group in each unit.
MARGINS = {"one way": ("group", "unit"), "crossed": None}

#: Ways to hide, in the order of the table.
WAYS = ("protected", "two per line", "primary only")

#: Of every so many surveys the comparisons are published, too.
COMPARED = 4

#: Kinds of findings that are searched for when asked only.
SLOW = ("near", "exact", "reasons")

#: The cells whose share shown is told, and their name.
LAYERS = {"point": "place × point", "item": "place × item"}


@dataclass
class Outcome:
    """What was found in one or more surveys, by margins and way."""

    findings: dict[tuple[str, str], list[tuple[int, Finding]]] = field(default_factory=dict)
    shown: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    safe: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)

    def took(self, name: str, start: float) -> None:
        """Add the time since a start."""
        self.seconds[name] = self.seconds.get(name, 0.0) + process_time() - start

    def __iadd__(self, other: Outcome) -> Outcome:
        """Add another outcome."""
        for name, found in other.findings.items():
            self.findings.setdefault(name, []).extend(found)
        self.shown.update(other.shown)
        self.safe.update(other.safe)
        for what, seconds in other.seconds.items():
            self.seconds[what] = self.seconds.get(what, 0.0) + seconds
        return self


def attack_survey(
    seed: int, ways: tuple[str, ...] = WAYS, *, apart: bool = False, small: bool = False, margins: Sequence[str] = ()
) -> Outcome:
    """Draw one survey, publish it in every way, and attack what is published.

    Parameters
    ----------
    seed : int
        Of the survey.
    ways : tuple of str
        Ways to hide, of `WAYS`.
    apart : bool, default False
        Whether to search for hidden counts that follow from who can have answered at all.
    small : bool, default False
        Whether to draw a small survey.
    margins : sequence of str, optional
        What is published, of `MARGINS`; by default both.
    """
    survey, outcome = draw_survey(seed, small=small), Outcome()
    truths = read_truth(survey.answers)
    tally = cp.tally(survey.answers, by=("group", "unit"))
    for name in margins or MARGINS:
        complete = {wave: truth.cells(crossing=name == "crossed") for wave, truth in truths.items()}
        for way in ways:
            start = process_time()
            publications = publish(survey, tally, truths, way, name)
            outcome.took(f"publishing, {way}", start)
            found = outcome.findings.setdefault((name, way), [])
            for wave, truth in truths.items():
                start = process_time()
                leaks = attack(publications[wave], apart=apart and way == "protected")
                found += [(seed, finding) for finding in score(leaks, truth)]
                outcome.took(f"attack, {way}", start)
                for layer, (shown, safe) in share_shown(publications[wave], complete[wave]).items():
                    outcome.shown[name, way, layer] += shown
                    outcome.safe[name, way, layer] += safe
    return outcome


def publish(
    survey: Survey, tally: cp.Tally, truths: dict[str, Truth], way: str, margins: str
) -> dict[str, Publication]:
    """Return what a reader has: of the product the files, of the simple ways their cells."""
    absent = set(survey.absent.itertuples(index=False, name=None))
    if way != "protected":
        simple = publish_primary if way == "primary only" else publish_two_per_line
        return {wave: simple(truth, absent, crossing=margins == "crossed") for wave, truth in truths.items()}
    safe = cp.protect(tally, 5, margins=MARGINS[margins])
    with TemporaryDirectory() as folder:
        comparisons = survey.seed % COMPARED == 0
        write_publication(safe, Path(folder), survey.absent, comparisons=comparisons)
        return read_publication(Path(folder))


def attack_surveys(
    seeds: range, ways: tuple[str, ...] = WAYS, workers: int = 1, *, apart: bool = False
) -> Iterator[Outcome]:
    """Yield what was found in each survey."""
    one = partial(attack_survey, ways=ways, apart=apart)
    if workers == 1:
        yield from map(one, seeds)
        return
    with get_context("spawn").Pool(workers) as pool:
        yield from pool.imap(one, seeds, chunksize=4)


def report(outcome: Outcome, surveys: int, examples: int, *, apart: bool) -> str:
    """Return the table of what was found, with some examples."""
    columns = [(margins, way) for margins in MARGINS for way in WAYS if (margins, way) in outcome.findings]
    lines = [f"{surveys} random surveys", "", _row("", [f"{margins}, {way}" for margins, way in columns])]
    for kind, name in KINDS.items():
        if kind in SLOW and not apart:
            continue
        found = [sum(finding.kind == kind for _, finding in outcome.findings[column]) for column in columns]
        seeds = [len({seed for seed, f in outcome.findings[column] if f.kind == kind}) for column in columns]
        both = [f"{n} in {s}" if n else "0" for n, s in zip(found, seeds, strict=True)]
        lines.append(_row(name, both))
    for layer, name in LAYERS.items():
        share = [outcome.shown[(*c, layer)] / max(outcome.safe[(*c, layer)], 1) for c in columns]
        lines.append(_row(f"safe cells shown, {name}", [f"{100 * part:.1f} %" for part in share]))
    lines += ["", *(f"{name}: {seconds:.1f} s" for name, seconds in outcome.seconds.items())]
    for kind in KINDS:
        found_here = [(s, f) for s, f in outcome.findings.get((columns[0][0], WAYS[0]), []) if f.kind == kind]
        lines += [f"seed {seed}: {finding}" for seed, finding in found_here[:examples]]
    return "\n".join(lines)


def _row(name: str, cells: list[str]) -> str:
    return f"{name:<42}" + "".join(f"{cell:>26}" for cell in cells)


def main(arguments: list[str] | None = None) -> int:
    """Attack, print what was found, and return 1 where anything was."""
    parser = argparse.ArgumentParser(description="Attack what is published.")
    parser.add_argument("--surveys", type=int, default=0, help="how many random surveys")
    parser.add_argument("--seed", type=int, default=1, help="of the first survey")
    parser.add_argument("--workers", type=int, default=1, help="processes")
    parser.add_argument("--ways", nargs="*", default=list(WAYS), choices=WAYS, help="ways to hide")
    parser.add_argument("--examples", type=int, default=0, help="findings of each kind that are printed")
    parser.add_argument("--apart", action="store_true", help="also how well hidden counts are known by non-response")
    parser.add_argument("--reports", type=Path, help="a folder of reports")
    chosen = parser.parse_args(arguments)
    total = Outcome()
    seeds = range(chosen.seed, chosen.seed + chosen.surveys)
    for done, outcome in enumerate(attack_surveys(seeds, tuple(chosen.ways), chosen.workers, apart=chosen.apart), 1):
        total += outcome
        if done % 50 == 0:
            print(f"{done} of {chosen.surveys}", file=sys.stderr, flush=True)
    if chosen.surveys:
        print(report(total, chosen.surveys, chosen.examples, apart=chosen.apart))
    found = [finding for (_, way), pairs in total.findings.items() for _, finding in pairs if way == "protected"]
    leaks = sum(finding.kind not in APART for finding in found)
    if chosen.reports:
        leaks += attack_reports(chosen.reports)
    return int(leaks > 0)


def attack_reports(folder: Path) -> int:
    """Attack the pages of a workspace, print what was read and found, and return the number of leaks."""
    review = cp.open_review(folder.resolve().parent)
    reading = read_reports(folder, review)
    print(f"{len(reading.understood)} tables understood", *reading.understood, sep="\n    ")
    for name, lines in [
        ("not understood", reading.not_understood),
        ("numbers in words that stand in no table", reading.unread),
        ("contradictions", reading.contradictions),
    ]:
        print(f"{len(lines)} {name}", *lines, sep="\n    ")
    truths, leaks = read_truth(cp.load(review)), 0
    for wave, publication in reading.publications.items():
        if wave not in truths or not publication.cells:
            continue
        cells = publication.cells.values()
        print(f"{wave}: {sum(cell.is_told for cell in cells)} cells told, {sum(cell.hidden for cell in cells)} hidden")
        for who in ("a reader", "a reader who knows in which units each group has respondents"):
            found = score(attack(publication, apart=True), truths[wave])
            print(f"{who}: {len(found)} findings", *found, sep="\n    ")
            leaks += sum(finding.kind not in APART for finding in found)
            publication.absent.update(truths[wave].absent())
    print(f"{leaks} leaks")
    return leaks + len(reading.not_understood) + len(reading.contradictions)


if __name__ == "__main__":
    raise SystemExit(main())
