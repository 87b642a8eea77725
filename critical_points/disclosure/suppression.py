"""Which places to hide: those that are too small, and others beside them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from critical_points.disclosure.derivation import Audit, Rule, follows
from critical_points.disclosure.families import Bools, Ints
from critical_points.disclosure.risks import Risk

#: A weight smaller than this is none.
_NOTHING = 1e-9


def suppress(audit: Audit, costs: Ints, shown: Bools, rules: list[Rule], risks: Sequence[Risk] = ()) -> Bools:
    """Return the places that may be shown: no unsafe set follows from them.

    Parameters
    ----------
    audit : Audit
        The family's search.
    costs : array
        What hiding each place costs.
    shown : array of bool
        The places that are shown so far.
    rules : list of Rule
        Which sets are unsafe when they follow.
    risks : sequence of Risk, optional
        What else is unsafe.

    Returns
    -------
    array of bool

    Notes
    -----
    Primary cells are hidden, then the cheapest places that break what still follows; in the end each place that was
    hidden without need is shown again, the dearest first. Ties go by the order of places, so that the same answers
    always give the same result.
    """
    shown = shown & ~_small(audit.members, rules)
    first = shown.copy()
    while True:
        found = [(rule, audit.unsafe(shown, rule)) for rule in rules]
        found = [(rule, sets) for rule, sets in found if sets is None or len(sets)]
        if found:
            place = _choose(audit.members, costs, shown, found)
        else:
            at_risk = next(((risk, wanted) for risk in risks if (wanted := risk.find(shown)) is not None), None)
            if at_risk is None or not shown.any():
                break
            place = _choose_against(audit.members, costs, shown, *at_risk)
        shown = shown.copy()
        shown[place] = False
    hidden = np.flatnonzero(first & ~shown)
    for place in hidden[np.argsort(-costs[hidden], kind="stable")]:
        more = shown.copy()
        more[place] = True
        if len(hidden) > 1 and audit.safe(more, rules) and all(risk.find(more) is None for risk in risks):
            shown = more
    return shown


def _small(members: Ints, rules: list[Rule]) -> Bools:
    """Tell which places are unsafe themselves."""
    small = np.zeros(len(members), dtype=bool)
    for rule in rules:
        small |= rule.unsafe(members)
    return small


def _choose(members: Ints, costs: Ints, shown: Bools, found: list[tuple[Rule, Ints | None]]) -> int:
    """Return the place to hide next: the cheapest for each unsafe set that it breaks, the total only at last."""
    places = _by_cost(costs, shown)
    rule, sets = found[0]
    if sets is None or len(places) == 1:
        return int(places[0])
    there = rule.present > 0
    best, price = -1, np.inf
    for place in places[:-1]:
        if costs[place] / len(sets) >= price:
            break
        others = shown.copy()
        others[place] = False
        rows = members[others][:, there]
        broken = sum(not follows(rows, one[there]) for one in sets)
        if broken and costs[place] / broken < price:
            best, price = int(place), costs[place] / broken
    return best if best >= 0 else _part_of(members[:, there], places, sets[0][there])


def _part_of(members: Ints, places: Ints, wanted: Ints) -> int:
    """Return the cheapest place that a set is made of, where it can be made in several ways."""
    weights = np.linalg.lstsq(members[places].T.astype(float), wanted.astype(float), rcond=None)[0]
    used = places[np.abs(weights) > _NOTHING]
    return int(used[0])


def _by_cost(costs: Ints, shown: Bools) -> Ints:
    """Return the shown places, the cheapest first."""
    places = np.flatnonzero(shown)
    return places[np.argsort(costs[places], kind="stable")]


def _choose_against(members: Ints, costs: Ints, shown: Bools, risk: Risk, wanted: Ints) -> int:
    """Return the cheapest place without which some atoms are no longer at risk, else the cheapest that has them."""
    places = _by_cost(costs, shown)
    for place in places:
        others = shown.copy()
        others[place] = False
        if not risk.holds(others, wanted):
            return int(place)
    touching = places[(members[places] @ wanted) > 0]
    return int(touching[0] if len(touching) else places[0])
