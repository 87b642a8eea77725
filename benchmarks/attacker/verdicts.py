"""What an attack finds out, and how much of it is about one to four respondents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

import numpy as np
import numpy.typing as npt

from benchmarks.attacker.bounds import FEW, Unknowns, least_unfavourable, ranges
from benchmarks.attacker.findings import MINIMUM, SMALL, WHOLES, Finding
from benchmarks.attacker.publications import ALL, Cell, Key, Publication
from benchmarks.attacker.subtraction import subtract
from benchmarks.attacker.truth import Truth

Floats = npt.NDArray[np.float64]


def attack(publication: Publication, *, apart: bool = False) -> list[Finding]:
    """Return what follows from a publication.

    Parameters
    ----------
    publication : Publication
        What is published of one wave.
    apart : bool, default False
        Whether to search, which takes long, for hidden counts that follow from who can have answered at all.

    Returns
    -------
    list of Finding
    """
    return [
        *_told(publication),
        *_details(publication),
        *subtract(publication),
        *_bounds(publication, apart),
    ]


def _told(publication: Publication) -> Iterator[Finding]:
    for key, cell in publication.cells.items():
        if cell.hidden and cell.is_told:
            yield Finding("told", publication.wave, key, f"{cell}")


def _details(publication: Publication) -> Iterator[Finding]:
    """Find cells of 5–9 respondents with more than a mean of one decimal, and unanimous ones with any mean."""
    for key, cell in publication.cells.items():
        if key.layer in ("respondents", "vote") or not cell.n:
            continue
        pooled = cell.counts or publication.cells.get(key._replace(layer="answers"), Cell()).counts
        if cell.n < SMALL and (cell.extras or cell.counts or cell.decimals > 1):
            what = ", ".join(sorted(cell.extras)) or ("distribution" if cell.counts else f"{cell.decimals} decimals")
            yield Finding("details", publication.wave, key, f"n = {cell.n:g}: {what}")
        elif cell.counts and key.layer == "item" and _is_unanimous(cell.counts):
            yield Finding("details", publication.wave, key, f"unanimous: {cell.counts}")
        elif cell.mean and not pooled and _is_extreme(cell):
            yield Finding("details", publication.wave, key, f"n = {cell.n:g}: a mean of {sum(cell.mean) / 2:g}")


def _is_unanimous(counts: tuple[float, ...]) -> bool:
    return sum(counts) > 0 and sum(counts) - max(counts) < 2


def _is_extreme(cell: Cell) -> bool:
    """Tell whether a mean is so close to an end of the scale that all answers, or all but one, are known."""
    low, high = cell.mean or (1.0, 5.0)
    return bool(cell.n) and ((high - 1) * (cell.n or 0) < 1.5 or (5 - low) * (cell.n or 0) < 1.5)


def _bounds(publication: Publication, apart: bool) -> Iterator[Finding]:
    """Find hidden counts that are known too well, and unfavourable answers that are certain."""
    hidden = [key for key, cell in publication.cells.items() if cell.hidden and not cell.is_told]
    for items, subjects in _families(publication):
        names = {("respondents", ALL)} if not items else {("item", item) for item in items}
        names |= {(layer, key) for kind, key in subjects for layer in (kind, "answers")}
        here = [key for key in hidden if (key.layer, key.subject) in names]
        if not here:
            continue
        for kind, key, what in _known_counts(publication, items, subjects, here, apart):
            yield Finding(kind, publication.wave, key, what)
        answered = [key for key in here if key.layer in ("item", "answers")]
        if answered:
            rated = Unknowns(publication, items, subjects, ratings=True)
            for key, least in least_unfavourable(rated, answered).items():
                yield Finding("unfavourable", publication.wave, key, f"at least {np.ceil(least - 1e-6):g}")


def _known_counts(
    publication: Publication, items: tuple[str, ...], subjects: list[tuple[str, str]], hidden: list[Key], apart: bool
) -> Iterator[tuple[str, Key, str]]:
    """Yield the hidden counts that are known too well: by adding up, or by who can have answered at all."""
    few = [key for key in hidden if publication.cells[key].why.startswith(FEW)]
    adding = ranges(Unknowns(publication, items, subjects, logic=False), hidden, stop=lambda found: found.is_open)
    for key, found in adding.items():
        if not found.is_open:
            yield "recovered" if key in few else "others", key, f"{found}"
    if not apart:
        return
    joint = ranges(Unknowns(publication, items, subjects), hidden, stop=lambda found: found.is_open)
    for key in few:
        if adding[key].is_open and not joint[key].is_open:
            yield "exact" if joint[key].is_exact else "near", key, f"{joint[key]}"
    marked = Unknowns(publication, items, subjects, reasons=True)
    by_reason = ranges(marked, hidden, stop=lambda found: not found.is_exact)
    yield from (("reasons", key, f"{by_reason[key].high:g}") for key in few if by_reason[key].is_exact)


def _families(publication: Publication) -> Iterator[tuple[tuple[str, ...], list[tuple[str, str]]]]:
    """Yield the items and subjects that share items; first the respondents, who have none."""
    yield (), []
    left = dict(publication.subjects)
    while left:
        family = [next(iter(left))]
        items = set(left.pop(family[0]))
        while joined := [name for name, asked in left.items() if items & set(asked)]:
            for name in joined:
                items |= set(left.pop(name))
            family += joined
        yield tuple(dict.fromkeys(chain(*(publication.subjects[name] for name in family)))), family
    owned = set(chain(*publication.subjects.values()))
    alone = dict.fromkeys(key.subject for key in publication.cells if key.layer == "item")
    yield from (((item,), []) for item in alone if item not in owned)


def score(findings: list[Finding], truth: Truth) -> list[Finding]:
    """Keep the findings that are true and harmful.

    Parameters
    ----------
    findings : list of Finding
        Of one wave.
    truth : Truth
        Of the same wave.

    Returns
    -------
    list of Finding
    """
    return [finding for finding in findings if _is_harmful(finding, truth)]


def _is_harmful(finding: Finding, truth: Truth) -> bool:
    key = finding.key
    if finding.members:
        people = _people(finding, truth)
        n = int(people.sum())
        if key.layer != "answers" and finding.kind == "unions" and f"{n} respondents" != finding.what:
            raise AssertionError(f"{finding} is not true: {n}")
        return finding.kind not in ("unions", "sums") or 0 < n < MINIMUM
    if key.layer in WHOLES:
        return True
    n = int((truth.members((key.group, key.unit)) & truth.base(key.layer, key.subject)).sum())
    return finding.kind not in ("recovered", "unfavourable", "reasons") or 0 < n < MINIMUM


def _people(finding: Finding, truth: Truth) -> npt.NDArray[np.bool_]:
    people = np.zeros(len(truth.group), dtype=bool)
    for group, unit, subject in finding.members:
        layer = "item" if finding.key.layer == "answers" and subject in truth.items else finding.key.layer
        people |= truth.members((group, unit)) & truth.base(layer, subject)
    return people


def share_shown(publication: Publication, truth: Mapping[Key, Cell]) -> dict[str, tuple[int, int]]:
    """Return how many of the safe cells (five or more, of five or more respondents) are shown, by layer."""
    found: dict[str, tuple[int, int]] = {}
    for key, cell in truth.items():
        people = truth[key._replace(layer="respondents", subject=ALL)].n or 0
        if (cell.n or 0) >= MINIMUM and people >= MINIMUM:
            seen = publication.cells.get(key)
            shown, safe = found.get(key.layer, (0, 0))
            found[key.layer] = shown + int(seen is not None and seen.n is not None), safe + 1
    return found
