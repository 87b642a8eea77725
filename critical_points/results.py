"""Results as figures and tables take them: chosen, and told in the reader's language."""

from __future__ import annotations

import pandas as pd

from critical_points.errors import Fault, SettingsError, did_you_mean
from critical_points.instrument import Labels
from critical_points.language import Language


def subjects(language: Language, kind: str) -> str:
    """Return what results are about: the points, the levels or the statements."""
    return {
        "point": language.text("Critical points"),
        "level": language.text("Levels of partnership"),
        "item": language.text("Statements"),
    }[kind]


def one_subject(language: Language, kind: str) -> str:
    """Return the header of a column of subjects."""
    return {
        "point": language.text("Critical point"),
        "level": language.text("Level of partnership"),
        "item": language.text("Statement"),
    }[kind]


def under(language: Language, minimum: int) -> str:
    """Return what stands in a hidden cell."""
    return language.text("under {minimum}", minimum=language.integer(minimum))


def respondents(language: Language, n: float) -> str:
    """Return the number of respondents as it stands beside a result."""
    return language.text("n = {n}", n=language.integer(n))


def member(labels: Labels, columns: str, key: str) -> str:
    """Return the name of a group or a unit."""
    return labels.unit(key) if columns == "unit" else labels.group(key)


def or_hidden(language: Language, row: pd.Series, text: str, minimum: int) -> str:
    """Return a text of a row, or what stands in its place where the row is hidden."""
    return under(language, minimum) if row["hidden"] else text


def choose(frame: pd.DataFrame, **where: str) -> pd.DataFrame:
    """Return the rows with the given values.

    Raises
    ------
    SettingsError
        When a value is not among the results; the message names those that are.
    """
    for column, value in where.items():
        known = [str(key) for key in frame[column].unique()]
        if value not in known:
            fault = Fault(f"no {column} {value!r}.", suggestion=did_you_mean(value, known))
            raise SettingsError("There are no such results.", [fault])
        frame = frame[frame[column] == value]
    return frame
