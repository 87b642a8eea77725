"""One sentence and where it comes from."""

from __future__ import annotations

import pandas as pd

from critical_points.decimals import tell_change
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


def tell_size(labels: Labels, row: pd.Series) -> str:
    """Return a point with its difference and interval: "Feedback +0.1 (+0.1 to +0.2)"."""
    difference, interval = tell_change(
        labels.language, row["difference"], row["difference_low"], row["difference_high"]
    )
    return labels.language.text(
        "{point} {difference} ({interval})",
        point=labels.point(str(row["subject"]), short=False),
        difference=difference,
        interval=interval,
    )


def joined(keys: pd.Series) -> str:
    """Return keys as one text."""
    return ";".join(str(key) for key in keys)
