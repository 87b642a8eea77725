"""What an attack finds out, and how much of it is about one to four respondents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from benchmarks.attacker.bounds import FEW, Unknowns, least_unfavourable, ranges
from benchmarks.attacker.publications import ALL, Cell, Key, Publication, is_at
from benchmarks.attacker.sets import derive
from benchmarks.attacker.truth import Truth

Floats = npt.NDArray[np.float64]

#: Fewer respondents than this are not told about; fewer than `SMALL` not in detail.
MINIMUM, SMALL = 5, 10

#: Layers that are told of all respondents of a wave only.
WHOLES = ("flag", "source", "unflagged")

#: What counts as a leak, in the order of the table.
KINDS = {
    "told": "numbers beside a mark of hidden",
    "recovered": "hidden cells of 1–4 recovered",
    "unions": "unions of 1–4 recovered",
    "unfavourable": "certain unfavourable answers",
    "scores": "answers of 1–4 without a score",
    "sums": "complete cases of 1–4 in the sums",
    "small": "distributions of 1–9 or unanimous",
    "votes": "votes of 1–9",
    "details": "more than a mean with one decimal of 5–9",
    "others": "hidden cells of 5 and more recovered",
    "near": "hidden counts of 1–4 within 5 by non-response",
    "exact": "hidden counts of 1–4 exact by non-response",
    "reasons": "hidden counts exact by the reasons told",
}

#: What is told apart: nothing that these respondents answered is known by it, only how many they were.
APART = ("others", "near", "exact", "reasons", "votes")


@dataclass(frozen=True)
class Finding:
    """One thing that was found out.

    Parameters
    ----------
    kind : str
        A key of `KINDS`.
    wave : str
        Of which wave.
    key : Key
        The cell; for a union the layer and the subject, and "all" for its place.
    what : str
        What is known now.
    members : tuple of (str, str, str)
        Group, unit and item or subject of what a union is made of.
    """

    kind: str
    wave: str
    key: Key
    what: str
    members: tuple[tuple[str, str, str], ...] = ()


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
        *_unions(publication),
        *_pooled(publication),
        *_without_score(publication),
        *_wholes(publication),
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


def _unions(publication: Publication) -> Iterator[Finding]:
    """Find small sets of respondents, and small distributions, that follow by adding and subtracting."""
    atoms = publication.atoms()
    for (layer, subject), cells in _by_layer(publication).items():
        if layer in WHOLES:
            continue
        known = {key: cell for key, cell in cells.items() if cell.n is not None}
        numbers = np.array([[cell.n] for cell in known.values()], dtype=float).reshape(-1, 1)
        derived = derive(_incidence(list(known), atoms))
        counts = np.rint(derived.weights @ numbers)[:, 0]
        for number in np.flatnonzero((counts > 0) & (counts < MINIMUM)):
            members = tuple((*atoms[atom], subject) for atom in np.flatnonzero(derived.members[number]))
            what = f"{counts[number]:g} respondents"
            kind = "sums" if layer in ("sums", "ratios") else "unions"
            yield Finding(kind, publication.wave, Key(ALL, ALL, layer, subject), what, members)
        told = {key: _spread(cell) for key, cell in known.items() if _spread(cell)}
        if layer in ("item", "point", "level", "vote"):
            yield from _small(publication, layer, subject, told)


def _spread(cell: Cell) -> dict[float, float]:
    """Return how many gave each answer, or have each score; of votes how many voted for each point."""
    if cell.counts is not None:
        return {rating: count for rating, count in enumerate(cell.counts, 1) if count}
    if cell.votes is not None:
        return {float(number): count for number, count in enumerate(cell.votes.values()) if count}
    return cell.scores or {}


def _small(
    publication: Publication, layer: str, subject: str, told: Mapping[Key, Mapping[float, float]]
) -> Iterator[Finding]:
    """Find distributions of one to nine respondents or of unanimous ones."""
    if not told:
        return
    atoms = publication.atoms()
    derived = derive(_incidence(list(told), atoms))
    values = sorted(set(chain(*told.values())))
    matrix = np.array([[spread.get(value, 0.0) for value in values] for spread in told.values()])
    people = np.array([publication.cells[key].n for key in told], dtype=float)
    spread, n = np.rint(derived.weights @ matrix), np.rint(derived.weights @ people)
    kind = "votes" if layer == "vote" else "small"
    alike = (n - spread.max(axis=1, initial=0) < 2) & (layer != "vote")
    for number in np.flatnonzero((n > 0) & ((n < SMALL) | alike)):
        members = tuple((*atoms[atom], subject) for atom in np.flatnonzero(derived.members[number]))
        key = Key(ALL, ALL, layer, subject)
        yield Finding(kind, publication.wave, key, f"n = {n[number]:g}: {spread[number].astype(int)}", members)


def _pooled(publication: Publication) -> Iterator[Finding]:
    """Find small sets of answers that follow from a point's pooled answers and its shown items."""
    atoms = publication.atoms()
    for (kind, subject), items in publication.subjects.items():
        rows, numbers = [], []
        shown = {
            (key.group, key.unit, key.subject): cell
            for key, cell in publication.cells.items()
            if key.layer == "item" and key.subject in items and cell.n is not None
        }
        pooled = {
            key: cell.counts
            for key, cell in publication.cells.items()
            if key.layer == "answers" and key.subject == subject and cell.counts is not None
        }
        open_ = [key for key in pooled if not all((key.group, key.unit, item) in shown for item in items)]
        if not open_:
            continue
        for key in open_:
            rows.append(np.concatenate([_incidence([key], atoms)[0]] * len(items)))
            numbers.append(sum(pooled[key] or ()))
        for (group, unit, item), cell in shown.items():
            row = np.zeros((len(items), len(atoms)))
            row[items.index(item)] = _incidence([Key(group, unit, "item", item)], atoms)[0]
            rows.append(row.ravel())
            numbers.append(cell.n or 0)
        derived = derive(np.array(rows))
        counts = np.rint(derived.weights @ np.array(numbers))
        names = [(*atom, item) for item in items for atom in atoms]
        for number in np.flatnonzero((counts > 0) & (counts < MINIMUM * len(items))):
            members = tuple(names[atom] for atom in np.flatnonzero(derived.members[number]))
            if len({item for *_, item in members}) > 1 or counts[number] < MINIMUM:
                key = Key(ALL, ALL, "answers", subject)
                yield Finding("unions", publication.wave, key, f"{counts[number]:g} answers ({kind})", members)


def _without_score(publication: Publication) -> Iterator[Finding]:
    """Find the answers of one to four respondents who rated too few items for a score.

    Where all others rated every item, the sum of their scores gives the sum of their answers, and what is left of the
    pooled answers is that of those without a score.
    """
    atoms = publication.atoms()
    for (kind, subject), items in publication.subjects.items():
        told = {}
        for key, cell in publication.cells.items():
            scores = publication.cells.get(key._replace(layer=kind), Cell())
            if (
                (key.layer, key.subject) == ("answers", subject)
                and cell.counts is not None
                and _sum(scores) is not None
            ):
                told[key] = scores.n or 0, cell.n or 0, sum(cell.counts)
        if not told:
            continue
        derived = derive(_incidence(list(told), atoms))
        scored, answering, answers = np.rint(derived.weights @ np.array(list(told.values()), dtype=float)).T
        left = answering - scored
        most = left * ((len(items) + 1) // 2 - 1)
        sure = (left > 0) & (left < MINIMUM) & (answers == len(items) * scored + most)
        for number in np.flatnonzero(sure):
            members = tuple((*atoms[atom], subject) for atom in np.flatnonzero(derived.members[number]))
            what = f"{most[number]:g} answers of {left[number]:g} respondents"
            yield Finding("scores", publication.wave, Key(ALL, ALL, "answers", subject), what, members)


def _sum(cell: Cell) -> float | None:
    """Return the sum of the scores of a cell, where it is known as well as whole answers are."""
    if cell.scores is not None:
        return sum(score * n for score, n in cell.scores.items())
    if cell.mean is not None and cell.n and (cell.mean[1] - cell.mean[0]) * cell.n < 0.2:
        return sum(cell.mean) / 2 * cell.n
    return None


def _wholes(publication: Publication) -> Iterator[Finding]:
    """Find one to four respondents by file, by doubt, or by having a doubt."""
    total = publication.cells.get(Key(ALL, ALL, "respondents", ALL), Cell()).n
    shown = {key: cell.n for key, cell in publication.cells.items() if key.layer in WHOLES and cell.n is not None}
    for key, n in shown.items():
        if key.layer == "unflagged":
            whole = publication.cells.get(Key(ALL, ALL, "point", key.subject), Cell()).n
        else:
            whole = total
        for what, number in (("in it", n), ("not in it", (whole or 0) - n)):
            if 0 < number < MINIMUM:
                yield Finding("unions", publication.wave, key, f"{number:g} respondents {what}")
    sources = [n for key, n in shown.items() if key.layer == "source"]
    if sources and total is not None and 0 < total - sum(sources) < MINIMUM:
        key = Key(ALL, ALL, "source", "the rest")
        yield Finding("unions", publication.wave, key, f"{total - sum(sources):g} respondents")


def _by_layer(publication: Publication) -> dict[tuple[str, str], dict[Key, Cell]]:
    found: dict[tuple[str, str], dict[Key, Cell]] = {}
    for key, cell in publication.cells.items():
        found.setdefault((key.layer, key.subject), {})[key] = cell
    return found


def _incidence(keys: list[Key], atoms: list[tuple[str, str]]) -> Floats:
    rows = [[float(is_at((key.group, key.unit), atom)) for atom in atoms] for key in keys]
    return np.array(rows, dtype=float).reshape(len(keys), len(atoms))


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
