"""The form of the file that other organisations may have: its columns, its kinds, its schema."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from critical_points.instrument import Item
from critical_points.tallies import ALL

#: The first line of the file, and the version of its form.
TITLE = "critical-points tally 1"

#: The columns of the file: units stay at home.
COLUMNS = ("group", "kind", "subject", "status", "score", "n")

#: What may be counted, by kind: the statuses of its rows. A row that is rated has a score.
STATUSES: Mapping[str, tuple[str, ...]] = {
    "respondents": (ALL,),
    "item": ("rated", "non-answer", "blank", "problem"),
    "point": ("rated", "too few"),
    "level": ("rated", "too few"),
    "answers": ("rated", "non-answer", "blank", "problem", "respondents"),
    "vote": ("chosen", "voters"),
}


@dataclass(frozen=True)
class Shared:
    """What one organisation shared of one wave.

    Parameters
    ----------
    organisation, wave : str
        Whose answers, and which run of the survey.
    minimum : int
        The smallest number of respondents shown in it.
    wordings : Mapping of str to str
        A short checksum of each statement that was asked, by its key: equal where the same was asked.
    counts : DataFrame
        One row a group × kind × subject × status × score; columns `COLUMNS`; score is NaN unless rated.
    file : str
        Where it was read from.
    """

    organisation: str
    wave: str
    minimum: int
    wordings: Mapping[str, str]
    counts: pd.DataFrame
    file: str = ""

    def __repr__(self) -> str:
        """Tell whose answers they are, and of how many."""
        everyone = self.counts[(self.counts["kind"] == "respondents") & (self.counts["group"] == ALL)]
        return f"Shared({self.organisation}, {self.wave}; {int(everyone['n'].sum())} respondents)"


def wording_of(item: Item) -> str:
    """Return a short checksum of a statement: of its texts, its scale and whether it is turned."""
    told = json.dumps([sorted(item.text.items()), item.scale, item.reverse, item.point, item.level], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def schema_of(path: Path) -> Path:
    """Return the place of the schema of a shared file."""
    return path.with_suffix(".schema.json")


def describe_file(minimum: int) -> dict[str, Any]:
    """Return the file's Table Schema (Frictionless), for those who read it with other programs."""
    told = {
        "group": "respondent group; all: every respondent",
        "kind": "respondents, item (statement), point or level (scores), answers (to its statements), vote",
        "subject": "the key of the statement, point or level; all",
        "status": "rated, non-answer, blank, problem, too few (rated under half of the statements), chosen, voters",
        "score": "1-5: a rating, or a respondent's mean over the statements; empty unless rated",
        "n": f"respondents (answers, in kind answers); a group's result of fewer than {minimum} is not in the file",
    }
    types = {"score": "number", "n": "integer"}
    limits = {
        "score": {"minimum": 1, "maximum": 5},
        "n": {"required": True, "minimum": 1},
        "kind": {"required": True, "enum": list(STATUSES)},
    }
    fields = [
        {
            "name": name,
            "type": types.get(name, "string"),
            "description": told[name],
            "constraints": limits.get(name, {"required": True}),
        }
        for name in COLUMNS
    ]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": fields,
        "primaryKey": list(COLUMNS[:-1]),
        "missingValues": [""],
    }
