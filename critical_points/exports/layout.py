"""What the readers share: header texts, where the respondents are, and the making of an Export."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from critical_points.errors import Fault, UnreadableError
from critical_points.exports.coding import CodedRows, taken
from critical_points.exports.export import Column, Export, Table
from critical_points.messages import said, said_plural

_TIME = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}"  # 2026-03-04, 4.3.2026, 3/4/26
    r"(?:[ T,]+(?:klo |kl\.? )?\d{1,2}[:.]\d{2}.*)?"
)


def squeeze(text: str) -> str:
    r"""Return a text on one line: line breaks, non-breaking and repeated blanks become one blank.

    Examples
    --------
    >>> squeeze(" Yhteinen\xa0\n suunnittelu ")
    'Yhteinen suunnittelu'
    """
    return " ".join(text.replace("\u200b", "").replace("\ufeff", "").split())


def is_blank(row: Sequence[str]) -> bool:
    """Whether a row holds nothing but blanks."""
    return not any(map(str.strip, row))


def carried(titles: Sequence[str], subs: Sequence[str]) -> tuple[str, ...]:
    """Carry each question on over the columns that continue it: its own header is blank, the one below is not.

    Parameters
    ----------
    titles, subs : sequence of str
        The two header rows.

    Returns
    -------
    tuple of str
        One question a column.
    """
    questions, current = [], ""
    for title, sub in zip(titles, subs, strict=True):
        current = squeeze(title) or (current if sub.strip() else "")
        questions.append(current)
    return tuple(questions)


def bracketed(header: str) -> tuple[str, str]:
    """Split ``Question [row]`` into the question and the row; other headers have no row.

    Examples
    --------
    >>> bracketed("How well do we …?  [plan together]")
    ('How well do we …?', 'plan together')
    """
    text = squeeze(header)
    start = text.find(" [")
    if start > 0 and text.endswith("]"):
        return text[:start].strip(), text[start + 2 : -1].strip()
    return text, ""


def looks_like_time(values: Sequence[str], share: float = 0.8) -> bool:
    """Whether most of the values that are not blank are dates or times."""
    filled = [value.strip() for value in values if value.strip()]
    return bool(filled) and sum(bool(_TIME.fullmatch(value)) for value in filled) >= share * len(filled)


def column_of(table: Table, position: int, first: int, most: int = 200) -> list[str]:
    """Return the first cells of a column, from row `first` on: enough to see what it is."""
    return [str(text) for text in table.coded.columns[position][first : first + most]]


def index_column(table: Table, first: int) -> dict[int, str]:
    """Return the first column as metadata where it has no header and only counts rows, as programs write it."""
    values = column_of(table, 0, first)
    counted = [int(value) for value in values if value.strip().isdecimal()]
    alone = table.width > 1 and not table.rows[first - 1][0].strip() and len(counted) == len(values) > 1
    return {0: ""} if alone and counted == list(range(counted[0], counted[0] + len(counted))) else {}


def with_metadata(columns: Sequence[Column], roles: Mapping[int, str]) -> tuple[Column, ...]:
    """Mark the columns whose positions are in `roles` as metadata."""
    return tuple(
        replace(column, metadata=True, role=roles[column.position]) if column.position in roles else column
        for column in columns
    )


def build(
    table: Table, tool: str, columns: Sequence[Column], first: int, causes: Mapping[int, str] | None = None
) -> Export:
    """Make the Export: rows before `first` are headers, blank rows and those in `causes` are no respondents.

    Parameters
    ----------
    table : Table
        The grid.
    tool : str
        The survey tool.
    columns : sequence of Column
        One a column of the grid.
    first : int
        Index of the first row under the headers, counted from 0.
    causes : Mapping of int to str, optional
        Index of a row → why it is no respondent.

    Raises
    ------
    UnreadableError
        When there is no respondent.
    """
    numbers, left_out = _respondents(table.coded, first, causes or {})
    if not len(numbers):
        raise no_answers(table)
    return Export(
        path=table.path,
        tool=tool,
        columns=tuple(columns),
        cells=_frame(table.coded, numbers),
        left_out=left_out,
        sheet=table.sheet,
        encoding=table.encoding,
        separator=table.separator,
        remarks=_of_respondents(table.remarks, numbers),
        heading=tuple(table.rows[first - 1]) if first else (),
    )


def _respondents(rows: CodedRows, first: int, causes: Mapping[int, str]) -> tuple[npt.NDArray[np.intp], dict[str, int]]:
    """Return the numbers of the respondents' rows, counted from 1, and the other rows counted by cause."""
    blank = rows.blank()
    header = rows.equal_to(rows[first - 1]) if first else np.zeros(len(rows), dtype=bool)
    header[:first] = True
    told = np.zeros(len(rows), dtype=bool)
    told[[index for index, cause in causes.items() if cause]] = True
    left_out = Counter(
        causes[index] if told[index] else "blank" if blank[index] else "header"
        for index in np.flatnonzero(blank | header | told).tolist()
    )
    return np.flatnonzero(~(blank | header | told)) + 1, dict(left_out)


def no_answers(table: Table) -> UnreadableError:
    """Return the error for a file that has headers but no respondent."""
    return UnreadableError(
        said_plural(
            "{path} has one row and no answers.",
            "{path} has {n} rows and no answers.",
            len(table.rows),
            path=table.path,
        ),
        [Fault(said("one row of answers or more was expected under the headers"), table.sheet or table.path.name)],
        said("check in the survey tool that there are answers, and export all individual answers again"),
    )


def _frame(rows: CodedRows, numbers: npt.NDArray[np.intp]) -> pd.DataFrame:
    index = pd.Index(numbers, name="row", dtype="int64")
    return pd.DataFrame({position: taken(c, numbers - 1) for position, c in enumerate(rows.columns)}, index=index)


def _of_respondents(remarks: Sequence[Fault], numbers: npt.NDArray[np.intp]) -> tuple[Fault, ...]:
    """Leave out remarks on rows that are no respondents."""
    if not remarks:
        return ()
    kept = set(numbers.tolist())
    return tuple(remark for remark in remarks if remark.row is None or remark.row in kept)
