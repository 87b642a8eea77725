"""One sentence and where it comes from."""

from __future__ import annotations

import pandas as pd

from critical_points.instrument import Labels
from critical_points.tallies import ALL

#: A sentence, the function whose frame it is made from, and the keys of that frame's rows.
Row = tuple[str, str, str]
COLUMNS = ["sentence", "source", "subject"]


def everybody(frame: pd.DataFrame, wave: str) -> pd.DataFrame:
    """Return the rows of all respondents of a wave."""
    return frame[(frame["wave"] == wave) & (frame["group"] == ALL) & (frame["unit"] == ALL)]


def names(labels: Labels, points: pd.Series) -> str:
    """Return the full names of points as a list in a sentence."""
    return labels.language.listing([labels.point(str(key), short=False) for key in points])


def joined(keys: pd.Series) -> str:
    """Return keys as one text."""
    return ";".join(str(key) for key in keys)
