"""What can be found out: its kinds, and one finding."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.attacker.publications import Key

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
