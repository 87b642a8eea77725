"""SPSS (.sav, .zsav): the cells as codes, with the labels that the file carries.

Evidence: pyreadstat's documentation, and files written with it by the tests. The library is no part of the product's
usual installation; without it the message says so.
"""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from critical_points.errors import UnreadableError
from critical_points.exports.export import Column, Export, Table
from critical_points.exports.layout import build, no_answers, squeeze, with_metadata
from critical_points.exports.limits import MOST_CELLS, MOST_COLUMNS, too_large
from critical_points.exports.metadata import leading
from critical_points.messages import said

TOOL = "spss"

#: How such a file begins, plain and compressed.
MAGIC = (b"$FL2", b"$FL3")


def read_sav(path: Path) -> Table:
    """Read an SPSS file into a grid: variable names, their labels, then one row a case.

    Parameters
    ----------
    path : Path
        The .sav or .zsav.

    Raises
    ------
    UnreadableError
        When pyreadstat is not installed, or the file is broken.
    """
    try:
        import pyreadstat  # type: ignore[import-not-found, unused-ignore]  # optional; it has no stubs
    except ImportError as error:
        raise UnreadableError(
            said("{path} is an SPSS file, and the library that reads it is not installed.", path=path),
            next_step=said("install it with `pip install pyreadstat`, or export the answers as Excel or CSV"),
        ) from error
    try:
        frame, meta = pyreadstat.read_sav(path, user_missing=True)
    except Exception as error:
        raise UnreadableError(
            said("{path} looks like an SPSS file but is damaged.", path=path),
            next_step=said("export it again from the survey tool, or as Excel or CSV"),
        ) from error
    if frame.shape[1] > MOST_COLUMNS or frame.size > MOST_CELLS:
        raise too_large(path, *frame.shape)
    names = tuple(map(str, frame.columns))
    texts = tuple(label or name for name, label in zip(names, meta.column_labels, strict=True))
    rows = zip(*([_text(value) for value in frame[name]] for name in frame.columns), strict=True)
    labels = {
        position: {_text(code): str(label) for code, label in meta.variable_value_labels[name].items()}
        for position, name in enumerate(names)
        if name in meta.variable_value_labels
    }
    return Table(path, (names, texts, *rows), encoding=meta.file_encoding or "", labels=labels)


def recognises(table: Table) -> bool:
    """Whether the table carries labels as only such a file does."""
    return table.labels is not None


def read(table: Table) -> Export:
    """Read every case as a respondent."""
    if len(table.rows) < 3:
        raise no_answers(table)
    labels = table.labels or {}
    columns = [
        Column(position, squeeze(text), options=labels.get(position, {})) for position, text in enumerate(table.rows[1])
    ]
    roles = leading(table.rows[0]) or leading(table.rows[1])
    return build(table, TOOL, with_metadata(columns, roles), 2)


def _text(value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)) or str(value) == "NaT":
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)
