"""How far partnership has come, and whether its basis is in order."""

from __future__ import annotations

from critical_points.disclosure import Protected
from critical_points.estimates import partnership, steps_reached
from critical_points.outcomes import tell_basis, tell_climb
from critical_points.sentences.rows import Row, everybody


def tell_partnership(safe: Protected, wave: str, threshold: float) -> list[Row]:
    """Tell the step reached, what stops the climb, and the basis of mutual partnership."""
    if everybody(partnership(safe, wave, threshold), wave)["hidden"].all():  # or none was asked
        return []
    rows = everybody(steps_reached(safe, wave, threshold), wave)
    row = rows.iloc[0]
    levels = ";".join(key for key in (row["reached"], row["stopped_by"]) if key)
    return [
        (" ".join(tell_climb(row, safe.labels)), "steps_reached", levels),
        (tell_basis(row, safe.labels), "steps_reached", "all"),
    ]
