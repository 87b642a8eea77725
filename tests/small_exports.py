"""Small exports and workspaces, written out so that a reader can count them by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from critical_points.errors import Fault
from critical_points.exports.export import Column, Export
from critical_points.instrument import load_instrument
from critical_points.workspace import Review, open_review

INSTRUMENT = load_instrument()

#: The first statement of reachability, in the three languages.
PHONE = INSTRUMENT.item("reachability_1").text
#: The labels of the default scale, from 1 to 5.
LABELS = [variants[0] for variants in INSTRUMENT.scale("realised").labels["fi"]]

Table = Sequence[tuple[str, Sequence[str]]]


def small_export(
    table: Table,
    *,
    name: str = "answers.csv",
    options: Mapping[int, Mapping[str, str]] | None = None,
    roles: Mapping[int, str] | None = None,
    remarks: Sequence[Fault] = (),
) -> Export:
    """Return an export of columns (header, cells); the first respondent is in row 2.

    A header "question | statement" is that of a matrix. `options` are the legends by position, `roles` mark metadata.
    """
    columns = []
    for position, (header, _) in enumerate(table):
        question, _, sub = header.partition(" | ")
        legend = (options or {}).get(position, {})
        metadata, role = position in (roles or {}), (roles or {}).get(position, "")
        columns.append(Column(position, question, sub, metadata, role, legend))
    index = pd.RangeIndex(2, 2 + len(table[0][1]), name="row")
    cells = {position: pd.Series(list(texts), index=index, dtype="str") for position, (_, texts) in enumerate(table)}
    return Export(Path(name), "table", tuple(columns), pd.DataFrame(cells, index=index), remarks=tuple(remarks))


def small_workspace(folder: Path, files: Mapping[str, str], settings: str = "") -> Review:
    """Write a workspace with files (path under data/raw → text), and open it."""
    (folder / "review.toml").write_text(settings, encoding="utf-8")
    for name, text in files.items():
        path = folder / "data" / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return open_review(folder)


def csv_of(*rows: Sequence[str]) -> str:
    """Return rows as text with semicolons."""
    return "".join(";".join(row) + "\n" for row in rows)
