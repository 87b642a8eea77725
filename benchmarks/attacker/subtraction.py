"""Small sets of respondents, and small distributions, that follow by adding and subtracting what is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

import numpy as np
import numpy.typing as npt

from benchmarks.attacker.findings import MINIMUM, SMALL, WHOLES, Finding
from benchmarks.attacker.publications import ALL, Cell, Key, Publication, is_at
from benchmarks.attacker.sets import derive

Floats = npt.NDArray[np.float64]


def subtract(publication: Publication) -> Iterator[Finding]:
    """Find everything that follows by adding and subtracting.

    Parameters
    ----------
    publication : Publication
        What is published of one wave.

    Yields
    ------
    Finding
    """
    yield from _unions(publication)
    yield from _pooled(publication)
    yield from _without_score(publication)
    yield from _wholes(publication)


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
