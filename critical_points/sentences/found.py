"""Sentences with where each comes from, as a notebook shows them."""

from __future__ import annotations

import re
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
        One row a sentence. Columns: topic (one of `TOPICS`, "summary" or "benchmark"); sentence, in the reader's
        language; source (the function whose frame it is made from: "describe", "compare_waves", …); subject (the keys
        of the rows of that frame, joined by ``;``; for a pair of groups ``point:group:other``).
    """

    rows: pd.DataFrame

    def __str__(self) -> str:
        """Return the sentences, one a line."""
        return "\n".join(self.rows["sentence"])

    def __repr__(self) -> str:
        """Return the sentences, one a line."""
        return str(self)

    def _repr_html_(self) -> str:
        if len(self.rows) and (self.rows["topic"] == "summary").all():
            items = "".join(f"<li>{_with_lead(sentence)}</li>" for sentence in self.rows["sentence"])
            return f'<ol class="findings summary">{items}</ol>'
        items = "".join(f"<li>{unbroken(escape(sentence))}</li>" for sentence in self.rows["sentence"])
        return f'<ul class="findings">{items}</ul>'


def _with_lead(sentence: str) -> str:
    """Return a sentence whose first words, up to a comma or a colon, stand out: what it is about."""
    sentence = re.sub(r" (?=[=→…] )|(?<= [=→…]) ", "\N{NO-BREAK SPACE}", sentence)
    lead = re.match(r"[^,;:]*", sentence)[0]  # type: ignore[index] # matches always
    return f"<strong>{unbroken(escape(lead))}</strong>{unbroken(escape(sentence.removeprefix(lead)))}"
