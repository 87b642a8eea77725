"""Protected counts, and how a tally becomes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from critical_points.disclosure.blocks import (
    LAYERS,
    SMALLEST_DISTRIBUTION,
    blocks,
    measure,
    protect_block,
    protect_votes,
)
from critical_points.disclosure.derivation import Audit, Rule
from critical_points.disclosure.detail import DETAILS, FULL, HIDDEN, tell_less
from critical_points.disclosure.families import Bools, Family, Ints, families
from critical_points.disclosure.risks import Narrowness
from critical_points.disclosure.sums import visible_sums, within
from critical_points.disclosure.suppression import suppress
from critical_points.disclosure.wholes import WHOLES, protect_partition, protect_unflagged
from critical_points.errors import Fault, SettingsError
from critical_points.instrument import Labels
from critical_points.messages import said
from critical_points.tallies import ALL, CELL, Tally
from critical_points.wall import keep_out

#: The smallest number of respondents whose result may be shown, in Finnish education statistics.
SMALLEST_MINIMUM = 5

#: Wave, group, unit, kind, subject, n and detail.
Cell = tuple[str, str, str, str, str, int, str]

#: Why a cell is hidden that rests on enough respondents itself.
OTHER = "protects another cell"


@dataclass(frozen=True)
class Protected:
    """What may be shown: figures, tables and sentences are made from this and nothing else.

    The counts, cells and what is hidden may be told to anybody as they are, every digit. Sums and ratios are made of
    answers of ten respondents or more: print what is computed from them, rounded, not they themselves.

    Parameters
    ----------
    counts : DataFrame
        As `Tally.counts`, of the cells whose detail is "full".
    hidden : DataFrame
        One row a hidden cell; columns wave, group, unit, kind, subject, why: "fewer than 5", "protects another cell",
        of votes also "fewer than 10 voters", since votes are a distribution.
        It holds no numbers.
    cells : DataFrame
        One row a shown cell; columns `CELL`; n (respondents it rests on: with a rating of the item, with a score on the
        point or level, with any answer to its items, voters); detail: "full" (its distribution is in `counts`), "mean"
        (n and the mean, nothing else) or "band" (n and two whole ratings that hold the mean); mean (one decimal; NaN
        unless "mean"), band_low, band_high (1–5; NaN unless "band").
    items : DataFrame
        As `Tally.items`.
    labels : Labels
        Names in the reader's language.
    minimum : int
        The smallest number of respondents shown.
    sums, ratios : DataFrame
        As `Tally.sums` and `Tally.ratios`, without the rows that rest on a cell whose detail is not "full".
    headcounts : Mapping of str to (Mapping of str to int)
        People asked, by wave and group; empty where nobody has told.
    """

    counts: pd.DataFrame
    hidden: pd.DataFrame
    cells: pd.DataFrame
    items: pd.DataFrame
    labels: Labels
    minimum: int
    sums: pd.DataFrame
    ratios: pd.DataFrame
    headcounts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Tell the waves, the cells shown and the cells hidden."""
        waves = ", ".join(sorted(self.cells["wave"].unique()))
        told = f"{len(self.cells)} cells shown, {len(self.hidden)} hidden, minimum {self.minimum}"
        return f"Protected(waves {waves}; {told})"


def protect(
    tally: Tally,
    minimum: int = SMALLEST_MINIMUM,
    headcounts: Mapping[str, Mapping[str, int]] | None = None,
    *,
    margins: Iterable[str] | None = None,
) -> Protected:
    """Hide every cell that rests on too few respondents.

    Parameters
    ----------
    tally : Tally
        Counts with margins.
    minimum : int, default 5
        The smallest number of respondents shown.
    headcounts : Mapping of str to (Mapping of str to int), optional
        People asked, by wave and group, as `Wave.headcount` tells them; intervals then take into account how many of
        them answered.
    margins : iterable of {"group", "unit", "cross"}, optional
        What is published beside the total: results by group, by unit, by group within unit; by default everything the
        tally is counted by. What is not published is not in the result.

    Returns
    -------
    Protected

    Raises
    ------
    SettingsError
        When `minimum` is below 5, or a margin is not known.
    WallError
        Within a notebook of a report.
    """
    keep_out("cp.protect")
    if minimum < SMALLEST_MINIMUM:
        raise SettingsError(
            said("The minimum is too small."),
            [Fault(f"minimum = {minimum}", suggestion=said("The smallest allowed is {n}.", n=SMALLEST_MINIMUM))],
        )
    waves = list(families(tally, margins))
    found = [cell for family in waves for cell in _protect_wave(family, tally, minimum)]
    every = pd.DataFrame(found, columns=[*CELL, "n", "detail"])
    every = every.astype(dict.fromkeys([*CELL, "detail"], "str")).sort_values(CELL, ignore_index=True)
    small = (every["n"] > 0) & (every["n"] < minimum)
    distribution = max(minimum, SMALLEST_DISTRIBUTION)
    voters = (every["kind"] == "vote") & (every["n"] > 0) & (every["n"] < distribution)
    why = np.select([small, voters], [f"fewer than {minimum}", f"fewer than {distribution} voters"], OTHER)
    hidden = every.assign(why=why)[every["detail"] == HIDDEN]
    shown = every[every["detail"] != HIDDEN].reset_index(drop=True)
    full = shown[shown["detail"] == FULL]
    sums, ratios = visible_sums(tally, full, minimum, waves)
    told = {wave: dict(by_group) for wave, by_group in (headcounts or {}).items()}
    return Protected(
        counts=within(tally.counts, full, CELL).reset_index(drop=True),
        hidden=hidden[[*CELL, "why"]].reset_index(drop=True),
        cells=tell_less(shown, tally.counts),
        items=tally.items,
        labels=tally.labels,
        minimum=minimum,
        sums=sums,
        ratios=ratios,
        headcounts=told,
    )


def _protect_wave(family: Family, tally: Tally, minimum: int) -> Iterator[Cell]:
    """Yield the cells of a wave with their detail."""
    audit = Audit(family.members)
    every = np.ones(len(family.places), dtype=bool)
    narrow = Narrowness(family, family.people, minimum)
    base = suppress(audit, family.costs, every, [Rule(family.people, family.people, minimum - 1)], [narrow])
    yield from _cells(family, "respondents", ALL, family.people, [base] * len(LAYERS))
    points: dict[str, list[Bools]] = {}
    for block in blocks(family, tally.labels.instrument):
        told = protect_block(family, audit, base, block, minimum)
        for kind, subject in [*block.subjects, *block.keys]:
            layers = [told[layer, (kind, subject)] for layer in LAYERS]
            points |= {subject: layers} if kind == "point" else {}
            for name in (kind,) if kind == "item" else (kind, "answers"):
                yield from _cells(family, name, subject, measure(family.counts[name, subject], name).present, layers)
    votes = protect_votes(family, audit, base, minimum)
    for subject in [subject for kind, subject in family.counts if kind == "vote"]:
        voters = family.counts["vote", ALL].of("voters")
        yield from _cells(family, "vote", subject, voters, [votes] * len(LAYERS))
    yield from _protect_wholes(family, tally, base, points, minimum)


def _protect_wholes(
    family: Family, tally: Tally, base: Bools, points: Mapping[str, list[Bools]], minimum: int
) -> Iterator[Cell]:
    """Yield the cells that are counted for a whole wave only."""
    rows = tally.counts[tally.counts["wave"] == family.wave]
    of_kind = {kind: rows[rows["kind"] == kind] for kind in WHOLES}
    visible = bool(base[family.places.index((ALL, ALL))])
    told = {
        "source": protect_partition(family, of_kind["source"], minimum, disjoint=True),
        "flag": protect_partition(family, of_kind["flag"], minimum, disjoint=False),
        "unflagged": protect_unflagged(family, of_kind["unflagged"], points, minimum),
    }
    for kind, subjects in told.items():
        for subject, n, layers in subjects:
            yield family.wave, ALL, ALL, kind, subject, n, DETAILS[sum(layers) if visible else 0]


def _cells(family: Family, kind: str, subject: str, n: Ints, layers: list[Bools]) -> Iterator[Cell]:
    """Yield the cells of a subject, one a place, with n and their detail."""
    for place, people, *told in zip(family.places, family.members @ n, *layers, strict=True):
        yield family.wave, *place, kind, subject, int(people), DETAILS[sum(map(bool, told))]
