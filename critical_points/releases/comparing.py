"""Two publications of a wave side by side: whether a few respondents follow from both together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from critical_points.disclosure.derivation import Rule, unsafe_sets
from critical_points.releases.members import Keys, Mask, Members
from critical_points.tallies import ALL

#: Kinds of results that are told of the same people: they are looked at together.
_TOGETHER = {"unflagged": "point", "source": "doubts", "flag": "doubts"}

_CELL = ["group", "unit", "kind", "subject"]


@dataclass(frozen=True)
class Seen:
    """What was published of one wave, and of whom.

    Parameters
    ----------
    cells : DataFrame
        One row a shown cell: group, unit, kind, subject, n.
    members : Members
        The respondents.
    merges : Mapping of str to (Mapping of str to str)
        As `Edition.merges`.
    """

    cells: pd.DataFrame
    members: Members
    merges: Mapping[str, Mapping[str, str]]

    def sets(self, kind: str, subject: str) -> Iterator[Mask]:
        """Yield, for each place where a result is shown, who is counted there."""
        rows = self.cells[(self.cells["kind"] == kind) & (self.cells["subject"] == subject)]
        there = self.members.within(kind, subject) & (self.members.fingerprints(kind, subject) > 0)
        for group, unit in zip(rows["group"], rows["unit"], strict=True):
            yield there & self._in("group", str(group)) & self._in("unit", str(unit))

    def _in(self, name: str, key: str) -> Mask:
        if key == ALL:
            return np.ones(len(self.members), dtype=bool)
        shown = self.members.frame[name].astype(str).replace(dict(self.merges.get(name, {})))
        return (shown == key).to_numpy(bool)


@dataclass(frozen=True)
class Revealed:
    """A few respondents who would be told of.

    Parameters
    ----------
    size : int
        How many.
    group, unit : str
        Where they are, "all" where they are in several.
    """

    size: int
    group: str
    unit: str


def revealed(new: Seen, earlier: Sequence[Seen], minimum: int) -> list[Revealed]:
    """Return the sets of fewer than `minimum` respondents that follow from publications of one wave together.

    Parameters
    ----------
    new : Seen
        What would be published.
    earlier : sequence of Seen
        What was published before.
    minimum : int
        The smallest number of respondents that may be told of.

    Returns
    -------
    list of Revealed
        Each set once; empty where nothing follows.

    Notes
    -----
    A respondent is the same in both where group, unit and all answers are the same, or else the answers that a result
    rests on; a changed answer is one respondent who left and one who came. Who is in one publication only is left out
    of the other in turn, as if an attacker knew those answers: they may be the attacker's own.
    """
    found: dict[Revealed, None] = {}
    known: set[tuple[bytes, bytes]] = set()
    same = [_same_people(old.members, new.members) for old in earlier]
    for results in _results(new, earlier):
        matches = [_match(old.members, new.members, people, results) for old, people in zip(earlier, same, strict=True)]
        sides = [(new, [(old, _inverse(match, len(new.members))) for old, match in zip(earlier, matches, strict=True)])]
        sides += [(old, [(new, match)]) for old, match in zip(earlier, matches, strict=True)]
        for side, others in sides:
            for one in _small_sets(side, others, results, minimum, known):
                found[one] = None
    return list(found)


def differing_numbers(new: pd.DataFrame, old: pd.DataFrame, minimum: int) -> list[Revealed]:
    """Return where two publications tell numbers of respondents that differ by fewer than `minimum`.

    This is what can be done where nobody knows any more who stood behind the earlier one.
    """
    both = new.merge(old, on=_CELL, suffixes=("", "_before"))
    apart = (both["n"] - both["n_before"]).abs()
    rows = both.assign(apart=apart)[(apart > 0) & (apart < minimum)]
    found = zip(rows["apart"], rows["group"], rows["unit"], strict=True)
    return list(dict.fromkeys(Revealed(int(size), str(group), str(unit)) for size, group, unit in found))


def _results(new: Seen, earlier: Sequence[Seen]) -> list[tuple[tuple[str, str], ...]]:
    """Return the results that rest on the same people's answers, together."""
    cells = pd.concat([seen.cells[["kind", "subject"]] for seen in (new, *earlier)]).drop_duplicates()
    together: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for kind, subject in cells.itertuples(index=False):
        name = _TOGETHER.get(kind, str(kind))
        key = (name, "" if name in ("doubts", "vote") else str(subject))
        together.setdefault(key, []).append((str(kind), str(subject)))
    return [tuple(found) for found in together.values()]


def _same_people(old: Members, new: Members) -> npt.NDArray[np.intp]:
    """Return, for each earlier respondent, the place of the same one now, −1 where there is none."""
    found = np.full(len(old), -1)
    for names in (["group", "unit", "whole"], ["whole"]):
        free = ~np.isin(np.arange(len(new)), found)
        _pair(old.frame[names], new.frame[names], found, free)
    return found


def _match(
    old: Members, new: Members, people: npt.NDArray[np.intp], results: tuple[tuple[str, str], ...]
) -> npt.NDArray[np.intp]:
    """Return the same for the answers of some results: others whose answers are the same in the same place are one."""
    kind, subject = results[0]
    found = people.copy()
    free = ~np.isin(np.arange(len(new)), found)
    old_keys, new_keys = (_answers(members, kind, subject) for members in (old, new))
    places = ["group", "unit"]
    rows = old.frame[places].assign(key=old_keys)[old_keys > 0]
    _pair(rows, new.frame[places].assign(key=new_keys), found, free & (new_keys > 0))
    return found


def _answers(members: Members, kind: str, subject: str) -> Keys:
    """Return the fingerprints that make people alike: for the number of respondents, everybody in a place is."""
    keys = members.fingerprints(kind, subject)
    return np.ones_like(keys) if kind == "respondents" else keys


def _pair(old: pd.DataFrame, new: pd.DataFrame, found: npt.NDArray[np.intp], free: Mask) -> None:
    """Pair those who have no partner yet and are alike, one to one; `found` is filled in."""
    left, right = old[found[old.index] < 0], new[free]
    names = list(old.columns)
    one = left.assign(turn=left.groupby(names).cumcount(), old=left.index)
    other = right.assign(turn=right.groupby(names).cumcount(), new=right.index)
    pairs = one.merge(other, on=[*names, "turn"])
    found[pairs["old"].to_numpy(int)] = pairs["new"].to_numpy(int)


def _inverse(match: npt.NDArray[np.intp], size: int) -> npt.NDArray[np.intp]:
    found = np.full(size, -1)
    paired = np.flatnonzero(match >= 0)
    found[match[paired]] = paired
    return found


def _small_sets(
    side: Seen,
    others: list[tuple[Seen, npt.NDArray[np.intp]]],
    results: tuple[tuple[str, str], ...],
    minimum: int,
    known: set[tuple[bytes, bytes]],
) -> Iterator[Revealed]:
    """Yield the small sets of one side's respondents that follow from its own sets and from those of the others."""
    rows = [mask for result in results for mask in side.sets(*result)]
    for other, partner in others:
        there = partner >= 0
        if there.any():
            rows += [there & mask[partner] for result in results for mask in other.sets(*result)]
    if not rows:
        return
    table = np.array(rows, dtype=np.int64)
    atoms, of_atom, weights = np.unique(table, axis=1, return_inverse=True, return_counts=True)
    weights = np.where(atoms.any(axis=0), weights, 0)
    key = np.unique(atoms, axis=0).tobytes(), weights.tobytes()
    if key in known:
        return
    known.add(key)
    unsafe = unsafe_sets(atoms, Rule(weights, weights, minimum - 1))
    if unsafe is None:
        yield Revealed(1, ALL, ALL)
        return
    for chosen in unsafe:
        people = side.members.frame[chosen[of_atom.reshape(-1)] > 0]
        yield Revealed(len(people), _only(people["group"]), _only(people["unit"]))


def _only(keys: pd.Series) -> str:
    """Return the key that all have, "all" where they differ."""
    return str(keys.iloc[0]) if (keys == keys.iloc[0]).all() else ALL
