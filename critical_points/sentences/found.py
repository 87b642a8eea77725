"""Sentences with where each comes from, as a notebook shows them."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import pandas as pd

from critical_points.display import unbroken


@dataclass(frozen=True)
class Findings:
    """What stands out, in sentences.

    Parameters
    ----------
    rows : DataFrame
        One row a sentence. Columns: topic (one of `TOPICS`, or "benchmark"); sentence, in the reader's language; source
        (the function whose frame it is made from: "describe", "compare_waves", …); subject (the keys of the rows of
        that frame, joined by ``;``; for a pair of groups ``point:group:other``).
    """

    rows: pd.DataFrame

    def __str__(self) -> str:
        """Return the sentences, one a line."""
        return "\n".join(self.rows["sentence"])

    def __repr__(self) -> str:
        """Return the sentences, one a line."""
        return str(self)

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{unbroken(escape(sentence))}</li>" for sentence in self.rows["sentence"])
        return f'<ul class="findings">{items}</ul>'
