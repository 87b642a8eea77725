"""Merging a small group into a named larger one keeps more results than hiding it: what ``check`` proposes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from critical_points.cleaning import Answers
from critical_points.disclosure.protection import protect
from critical_points.instrument import Group
from critical_points.tallies import ALL, UNKNOWN, Tally, tally

_MARGINS = ("group", "unit")


@dataclass(frozen=True)
class MergeProposal:
    """Groups that could be told as one.

    Parameters
    ----------
    wave : str
        The wave.
    small : Mapping of str to int
        The groups of fewer respondents than the minimum, with their respondents.
    groups : tuple of str
        The groups to merge: the small ones, and larger ones as long as they are too few together.
    hidden, hidden_merged : int
        Results that are hidden as it is, and after the merge.
    """

    wave: str
    small: dict[str, int]
    groups: tuple[str, ...]
    hidden: int
    hidden_merged: int

    @property
    def toml(self) -> str:
        """What to write into ``review.toml``."""
        keys = ", ".join(f'"{key}"' for key in self.groups)
        return f'[merge.{"_".join(self.groups)}]\nname = {{ fi = "…", sv = "…", en = "…" }}\ngroups = [{keys}]'


def propose_merge(answers: Answers, wave: str, minimum: int) -> MergeProposal | None:
    """Return which groups of a wave to merge; None where every group is large enough, or nothing is won.

    Parameters
    ----------
    answers : Answers
        Clean answers of the wave.
    wave : str
        The wave.
    minimum : int
        The smallest number of respondents shown.
    """
    now = tally(answers, by=_MARGINS)
    sizes = _sizes(now, wave)
    small = {group: n for group, n in sizes.items() if n < minimum}
    groups = list(small)
    for group in sorted(set(sizes) - set(small), key=lambda group: (sizes[group], group)):
        if sum(sizes[key] for key in groups) >= minimum and len(groups) > 1:
            break
        groups.append(group)
    if not small or len(groups) < 2:
        return None
    name = dict.fromkeys(("fi", "sv", "en"), "+".join(groups))
    instrument = answers.labels.instrument
    merged = replace(instrument, groups=(*instrument.groups, Group("+".join(groups), name, {}, tuple(groups))))
    after = tally(replace(answers, labels=replace(answers.labels, instrument=merged)), by=_MARGINS)
    hidden, fewer = (len(protect(counted, minimum, margins=_MARGINS).hidden) for counted in (now, after))
    return MergeProposal(wave, small, tuple(groups), hidden, fewer) if fewer < hidden else None


def _sizes(counted: Tally, wave: str) -> dict[str, int]:
    """Return the respondents of each known group."""
    rows = counted.counts
    rows = rows[(rows["wave"] == wave) & (rows["kind"] == "respondents") & (rows["unit"] == ALL)]
    rows = rows[~rows["group"].isin([ALL, UNKNOWN])].sort_values(["n", "group"])
    return {str(group): int(n) for group, n in zip(rows["group"], rows["n"], strict=True)}
