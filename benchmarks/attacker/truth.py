"""Who answered what: for the score of an attack, and for baselines that are counted from it. No attack reads it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.attacker.publications import ALL, Cell, Key, Place, places_of
from critical_points.cleaning import Answers

Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]

#: A group that is not told.
UNTOLD = "unknown"


@dataclass(frozen=True)
class Truth:
    """One wave, respondent by respondent.

    Parameters
    ----------
    wave : str
        Its name.
    group, unit : array of str
        Where each respondent is.
    ratings : array
        Respondents × items, NaN unless rated.
    items : tuple of str
        The columns of `ratings`.
    subjects : dict of (str, str) to tuple of str
        The items of each ("point", key) and ("level", key) that was asked.
    chosen : array
        Respondents × points, True where voted for.
    points : tuple of str
        The columns of `chosen`.
    """

    wave: str
    group: npt.NDArray[np.str_]
    unit: npt.NDArray[np.str_]
    ratings: Floats
    items: tuple[str, ...]
    subjects: dict[tuple[str, str], tuple[str, ...]]
    chosen: Booleans
    points: tuple[str, ...]

    def absent(self) -> set[Place]:
        """Return the groups without respondents in a unit that has some."""
        every = {(str(group), str(unit)) for group in set(self.group) for unit in set(self.unit)}
        return every - set(zip(self.group.tolist(), self.unit.tolist(), strict=True))

    def members(self, place: Place) -> Booleans:
        """Return who is there."""
        here = np.ones(len(self.group), dtype=bool)
        for keys, name in zip((self.group, self.unit), place, strict=True):
            here &= (keys == name) | (name == ALL)
        return here

    def answers_to(self, layer: str, subject: str) -> Floats:
        """Return the ratings of an item, or of all items of a point or level: respondents × items."""
        if layer == "item":
            return self.ratings[:, [self.items.index(subject)]]
        kind = "point" if ("point", subject) in self.subjects else "level"
        return self.ratings[:, [self.items.index(item) for item in self.subjects[kind, subject]]]

    def scores(self, subject: str) -> Floats:
        """Return each respondent's score on a point or level, NaN with fewer than half of its items rated."""
        ratings = self.answers_to("answers", subject)
        rated = np.isfinite(ratings).sum(axis=1)
        enough = (rated > 0) & (2 * rated >= ratings.shape[1])
        return np.where(enough, np.nansum(ratings, axis=1) / np.maximum(rated, 1), np.nan)

    def base(self, layer: str, subject: str) -> Booleans:
        """Return the respondents a cell counts: its n."""
        if layer == "respondents":
            return np.ones(len(self.group), dtype=bool)
        if layer == "vote":
            return np.asarray(self.chosen.any(axis=1))
        if layer == "sums":
            return self._with_both(*subject.split(":", 2))
        if layer in ("point", "level"):
            return np.isfinite(self.scores(subject))
        return np.asarray(np.isfinite(self.answers_to(layer, subject)).any(axis=1))

    def _with_both(self, kind: str, subject: str, pair: str) -> Booleans:
        """Return the respondents behind a sum of products: with all variables of its cell, or with both of a pair."""
        if kind in ("point", "level"):
            return np.asarray(np.isfinite(self.answers_to(kind, subject)).all(axis=1))
        if kind == "flags":
            return np.ones(len(self.group), dtype=bool)
        asked = [key for of, key in self.subjects if of == "point"]
        names = pair.split(":") if kind == "pairs" else asked
        found: Booleans = np.all([np.isfinite(self.scores(name)) for name in names], axis=0)
        return found

    def layers(self) -> Iterator[tuple[str, str]]:
        """Yield everything that is counted: respondents, items, scores, pooled answers, votes."""
        yield "respondents", ALL
        yield from (("item", item) for item in self.items)
        for kind, subject in self.subjects:
            yield kind, subject
            yield "answers", subject
        if self.chosen.any():
            yield "vote", ALL

    def cells(self, *, crossing: bool) -> dict[Key, Cell]:
        """Return every cell, nothing hidden; with or without groups in units."""
        places = places_of(zip(self.group, self.unit, strict=True), crossing=crossing)
        members = {place: self.members(place) for place in places}
        found = {}
        for layer, subject in self.layers():
            base = self.base(layer, subject)
            for place, here in members.items():
                found[Key(*place, layer, subject)] = self._cell(layer, subject, here, int((base & here).sum()))
        return found

    def _cell(self, layer: str, subject: str, here: Booleans, n: int) -> Cell:
        cell = Cell(n=n)
        if layer in ("item", "answers"):
            answers = self.answers_to(layer, subject)[here]
            cell.counts = tuple(float((answers == rating).sum()) for rating in range(1, 6))
        if layer in ("item", "point", "level") and n:
            values = self.answers_to(layer, subject)[here, 0] if layer == "item" else self.scores(subject)[here]
            cell.add_mean(repr(float(np.nanmean(values))))
            if layer != "item":
                found, times = np.unique(values[np.isfinite(values)], return_counts=True)
                cell.scores = dict(zip(found.tolist(), times.astype(float).tolist(), strict=True))
        if layer == "vote":
            cell.votes = {key: float(self.chosen[here, p].sum()) for p, key in enumerate(self.points)}
        return cell


def read_truth(answers: Answers) -> dict[str, Truth]:
    """Return the truth of each wave."""
    return {str(wave): _wave(answers, str(wave)) for wave in sorted(answers.respondents["wave"].unique())}


def _wave(answers: Answers, wave: str) -> Truth:
    people = answers.respondents[answers.respondents["wave"] == wave].reset_index(drop=True)
    ratings = answers.ratings[answers.ratings["wave"] == wave]
    known = ratings[["item", "point", "level"]].drop_duplicates("item")
    items = tuple(known["item"])
    names = pd.Index(people["respondent"])
    matrix = np.full((len(people), len(items)), np.nan)
    rows, columns = (
        names.get_indexer(pd.Index(ratings["respondent"])),
        pd.Index(items).get_indexer(pd.Index(ratings["item"])),
    )
    matrix[rows, columns] = ratings["rating"].to_numpy(float, na_value=np.nan)
    subjects = {
        (kind, str(key)): tuple(known.loc[known[kind] == key, "item"])
        for kind in ("point", "level")
        for key in known[kind].dropna().unique()
    }
    votes = answers.votes[answers.votes["wave"] == wave]
    points = tuple(point.key for point in answers.labels.instrument.points)
    chosen = np.zeros((len(people), len(points)), dtype=bool)
    chosen[names.get_indexer(pd.Index(votes["respondent"])), pd.Index(points).get_indexer(pd.Index(votes["point"]))] = (
        True
    )
    group, unit = (people[name].fillna(UNTOLD).to_numpy(str) for name in ("group", "unit"))
    return Truth(wave, group, unit, matrix, items, subjects, chosen, points)
