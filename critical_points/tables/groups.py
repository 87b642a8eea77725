"""Where groups see things differently, and each two groups against each other."""

from __future__ import annotations

import pandas as pd

from critical_points.disclosure import Protected
from critical_points.display import DisplayTable
from critical_points.estimates import choose_waves, compare_groups, find_gaps
from critical_points.instrument import Labels
from critical_points.language import NO_VALUE, Language
from critical_points.results import one_subject, yes_or_no

#: A p-value below this is told as no more than that.
_SMALL_P = 0.01

#: A table with more rows is folded away under its caption.
_UNFOLDED = 20


def tabulate_gaps(safe: Protected, wave: str | None = None) -> DisplayTable:
    """Make a table of the points by how far the groups diverge, the most divergent first.

    Parameters
    ----------
    safe : Protected
        Protected counts, by group.
    wave : str, optional
        The wave; by default the newest one.

    Returns
    -------
    DisplayTable
        One row a point: whether the groups diverge, which two differ most and which of them rates higher, in how many
        of 100 pairs, and n of all groups compared. Without rows where there are not two groups to compare.
    """
    labels, language, wave = safe.labels, safe.labels.language, choose_waves(safe, wave, None)[0]
    frame = find_gaps(safe, wave)
    frame = frame.head(0) if (frame["groups"].fillna(0) < 2).all() else frame
    verdicts = {
        "diverges": language.text("diverge"),
        "converges": language.text("alike"),
        "cannot tell": language.text("cannot be told"),
    }
    table = pd.DataFrame(
        {
            one_subject(language, "point"): [labels.point(str(key), short=False) for key in frame["subject"]],
            language.text("The groups"): [verdicts[str(verdict)] for verdict in frame["verdict"]],
            language.text("Rates higher"): [_group(labels, key) for key in frame["higher"]],
            language.text("Rates lower"): [_group(labels, key) for key in frame["lower"]],
            language.text("Higher in pairs of 100"): frame["pairs_of_100"].map(language.integer).tolist(),
            language.text("n"): frame["n"].map(language.integer).tolist(),
        }
    )
    caption = language.text("Where the groups differ, {wave}", wave=wave)
    none = language.text("There are not two groups that could be compared.")
    return DisplayTable(table, caption, language, empty=none)


def tabulate_pairs(safe: Protected, wave: str | None = None) -> DisplayTable:
    """Make a table of each two groups that were tested, point by point, the largest differences of a point first.

    Parameters
    ----------
    safe : Protected
        Protected counts, by group.
    wave : str, optional
        The wave; by default the newest one.

    Returns
    -------
    DisplayTable
        The group that rates higher and the other one with their n; in how many of 100 pairs it does, with the 95 %
        interval; p, adjusted for all comparisons (a dash where the groups do not differ on the point at all); whether
        the difference is clear. More than 20 pairs are folded away under the caption.
    """
    labels, language, wave = safe.labels, safe.labels.language, choose_waves(safe, wave, None)[0]
    frame = compare_groups(safe, wave)
    frame = frame[frame["tested"].astype(bool)]
    order = {point.key: place for place, point in enumerate(labels.instrument.points)}
    frame = frame.assign(place=frame["subject"].map(order), size=-frame["delta"].astype(float).abs())
    frame = frame.sort_values(["place", "size"], kind="stable")
    sides = [_sides(row) for _, row in frame.iterrows()]
    table = pd.DataFrame(
        {
            one_subject(language, "point"): [labels.point(str(key)) for key in frame["subject"]],
            language.text("Rates higher"): [labels.group(higher) for (higher, _), _ in sides],
            language.text("n, rates higher"): [language.integer(n) for (_, n), _ in sides],
            language.text("Rates lower"): [labels.group(lower) for _, (lower, _) in sides],
            language.text("n, rates lower"): [language.integer(n) for _, (_, n) in sides],
            language.text("Higher in pairs of 100"): frame["pairs_of_100"].map(language.integer).tolist(),
            language.text("95 % interval"): [
                language.interval(low, high, 0)
                for low, high in zip(frame["pairs_low"], frame["pairs_high"], strict=True)
            ],
            language.text("p, adjusted"): [_p_value(language, p) for p in frame["p_adjusted"]],
            language.text("Clear difference"): [yes_or_no(language, bool(clear)) for clear in frame["clear"]],
        }
    )
    caption = language.text("Groups in pairs, {wave}", wave=wave)
    none = language.text("There are not two groups that are large enough to be tested.")
    return DisplayTable(table, caption, language, empty=none, summary=caption if len(table) > _UNFOLDED else "")


def _group(labels: Labels, key: str) -> str:
    return labels.group(key) if key else NO_VALUE


def _sides(row: pd.Series) -> tuple[tuple[str, float], tuple[str, float]]:
    """Return the group that rates higher and the other one, each with its n; equals in the instrument's order."""
    one, other = (str(row["group"]), float(row["n"])), (str(row["other"]), float(row["n_other"]))
    return (other, one) if row["higher"] == other[0] else (one, other)


def _p_value(language: Language, p: float) -> str:
    """Return "< 0.01", or p with two decimals; never 1.00 or 0.05 by rounding across them."""
    if p < _SMALL_P:
        return language.text("< {limit}", limit=language.number(_SMALL_P, 2))
    return language.number(p, 3 if round(p, 2) == 0.05 else 2)
