"""Clean answers: tidy frames, each with the same columns and types whatever the files held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

import pandas as pd

from critical_points.instrument import Labels
from critical_points.messages import introduce, said_plural

#: The columns of each frame and their types.
TYPES = {
    "respondents": dict.fromkeys(
        ("wave", "respondent", "submitted", "group", "unit", "language", "source", "flags"), "str"
    ),
    "ratings": {
        **dict.fromkeys(("wave", "respondent", "item", "point", "level"), "str"),
        "rating": "Int8",
        "status": "str",
    },
    "votes": dict.fromkeys(("wave", "respondent", "point"), "str"),
    "account": {
        **{"wave": "str", "file": "str", "position": "int64", "column": "str", "item": "str", "scale": "str"},
        "comparable": "bool",
        **dict.fromkeys(("respondents", "rated", "non_answers", "blanks", "problems"), "int64"),
    },
    "problems": {
        **{"wave": "str", "file": "str", "sheet": "str", "row": "Int64"},
        **dict.fromkeys(("column", "value", "why", "suggestion"), "str"),
    },
}


@dataclass(frozen=True)
class Answers:
    """Clean answers of one or more waves, one tidy frame a subject.

    Parameters
    ----------
    respondents : DataFrame
        One row a respondent: wave, respondent (file and row), submitted (text, as the tool wrote it), group and unit
        (keys, missing where not told or not understood), language, source (file), flags (doubts, joined by ``;``:
        "over half blank", "straight line", "duplicate id", "identical answers", "fast").
    ratings : DataFrame
        One row a respondent × item: wave, respondent, item, point, level, rating (Int8, 1–5, reversed items
        turned; missing unless rated), status ("rated", "non-answer", "blank", "problem").
    votes : DataFrame
        One row a respondent × chosen point: wave, respondent, point.
    account : DataFrame
        One row a file × rating column: wave, file, position, column (header), item, scale, comparable, respondents,
        rated, non_answers, blanks, problems; the last four add up to respondents.
    problems : DataFrame
        One row a cell that was not understood, a question about cells, or a remark on a row of the file: wave, file,
        sheet, row (as a spreadsheet counts; missing where it is about a whole column or file), column, value, why,
        suggestion.
    labels : Labels
        Names in the reader's language.
    """

    respondents: pd.DataFrame
    ratings: pd.DataFrame
    votes: pd.DataFrame
    account: pd.DataFrame
    problems: pd.DataFrame
    labels: Labels

    def __repr__(self) -> str:
        """Tell the waves and how many respondents and ratings there are."""
        sizes = self.respondents.groupby("wave").size()
        waves = [f"{wave}: {said_plural('{n} respondent', '{n} respondents', int(n))}" for wave, n in sizes.items()]
        rated = int((self.ratings["status"] == "rated").sum())
        return introduce(
            "Answers",
            ", ".join(waves),
            said_plural("{n} rating", "{n} ratings", rated),
            said_plural("{n} problem", "{n} problems", len(self.problems)),
            step='cp.tally(answers, by="group")',
        )


def join(parts: Iterable[Mapping[str, pd.DataFrame]], labels: Labels) -> Answers:
    """Return the frames of several files or waves as one set of answers."""
    parts = list(parts)
    names = [field.name for field in fields(Answers) if field.name != "labels"]
    frames = {name: pd.concat([part[name] for part in parts], ignore_index=True) for name in names}
    return Answers(**frames, labels=labels)


def typed(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with the columns and types of its name, those that are not there missing."""
    return frame.reindex(columns=list(TYPES[name])).astype(TYPES[name])
