"""Columns of display strings, as several tables have them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from critical_points.disclosure import Protected
from critical_points.results import or_hidden


def or_hidden_columns(safe: Protected, frame: pd.DataFrame, numbers: Mapping[str, Iterable[str]]) -> pd.DataFrame:
    """Return columns of display strings; a hidden row says so in each."""
    return pd.DataFrame(
        {
            name: [
                or_hidden(safe.labels.language, row, text, safe.minimum)
                for (_, row), text in zip(frame.iterrows(), texts, strict=True)
            ]
            for name, texts in numbers.items()
        }
    )
