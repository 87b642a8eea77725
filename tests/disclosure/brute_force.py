"""Every set of answers that follows from published results, found by trying all of them: another way than ours."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from scipy.linalg import null_space

from critical_points.cleaning import Answers
from critical_points.disclosure import Protected

#: A set of answers: who gave them, and what they are.
Found = tuple[str, frozenset[str], tuple[int, ...]]


def sets_that_follow(answers: Answers, safe: Protected, wave: str, point: str, details: set[str]) -> list[Found]:
    """Return each set of answers to a point's items that follows from its results with one of the details.

    The unknowns are the answers to one item in one group of one unit; an equation is a published cell of an item, or of
    the point's pooled answers. A set follows when it is a combination of equations.
    """
    ratings = answers.ratings[(answers.ratings["wave"] == wave) & (answers.ratings["point"] == point)]
    people = answers.respondents[["wave", "respondent", "group", "unit"]].fillna("unknown")
    for name in ("group", "unit"):
        if set(safe.cells[name]) | set(safe.hidden[name]) == {"all"}:
            people = people.assign(**{name: "all"})
    rated = ratings[ratings["status"] == "rated"].merge(people, on=["wave", "respondent"])
    unknowns = [
        ((str(group), str(unit), str(item)), rows)
        for (group, unit, item), rows in rated.groupby(["group", "unit", "item"])
    ]
    cells = safe.cells[(safe.cells["wave"] == wave) & safe.cells["detail"].isin(details)]
    told = [
        row
        for row in cells.to_dict("records")
        if (row["kind"], row["subject"]) == ("answers", point) or row["kind"] == "item"
    ]
    equations = [[float(_holds(row, *unknown)) for unknown, _ in unknowns] for row in told]
    if not equations or not unknowns:
        return []
    free = null_space(np.array(equations))
    sets = np.array(list(product([0, 1], repeat=len(unknowns))), dtype=float)
    follow = sets[(np.abs(sets @ free) < 1e-9).all(axis=1)] if free.size else sets
    return [_tell(unknowns, one) for one in follow if one.any()]


def _holds(cell: dict[Any, Any], group: str, unit: str, item: str) -> bool:
    there = cell["group"] in ("all", group) and cell["unit"] in ("all", unit)
    return there and (cell["kind"] == "answers" or cell["subject"] == item)


def _tell(unknowns: list[tuple[tuple[str, str, str], pd.DataFrame]], chosen: np.ndarray) -> Found:
    own = [part for part, there in zip(unknowns, chosen, strict=True) if there]
    rows = pd.concat([rows for _, rows in own])
    name = " + ".join("/".join(key) for key, _ in own)
    return name, frozenset(rows["respondent"]), tuple(int(rating) for rating in rows["rating"])
