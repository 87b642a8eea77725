"""Why what is hidden, in numbers of cells: for the analyst."""

from __future__ import annotations

import pandas as pd

from critical_points.disclosure.admission import only_protected
from critical_points.disclosure.protection import Protected


def explain_protection(safe: Protected) -> pd.DataFrame:
    """Count what is told and what is hidden.

    Parameters
    ----------
    safe : Protected
        Protected counts.

    Returns
    -------
    DataFrame
        One row a wave × group × unit × kind × what; columns wave, group, unit, kind ("respondents", "item", "point",
        …), what ("full", "mean", "band": how much is told; else why it is hidden: "fewer than 5", "protects another
        cell", "fewer than 10 voters"), cells (their number).
    """
    only_protected(safe)
    shown, hidden = safe.cells.rename(columns={"detail": "what"}), safe.hidden.rename(columns={"why": "what"})
    by = ["wave", "group", "unit", "kind", "what"]
    return pd.concat([shown[by], hidden[by]]).groupby(by).size().rename("cells").reset_index()
