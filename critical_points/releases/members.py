"""Who stands behind each published result: kept beside the answers, on this machine only, to compare two releases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from critical_points.cleaning import Answers
from critical_points.messages import introduce, said_plural
from critical_points.tallies import UNKNOWN

Keys = npt.NDArray[np.uint64]
Mask = npt.NDArray[np.bool_]

#: What a cell of an answer is in a fingerprint, where it is not a rating 1–5; a blank is 0.
_CODES = {"non-answer": 6, "problem": 7}

_BASE = np.uint64(8)


@dataclass(frozen=True)
class Members:
    """The respondents of one wave as a release of it saw them.

    Parameters
    ----------
    frame : DataFrame
        One row a respondent: group, unit (keys; "unknown" where not told), source, flags; ``whole``, a fingerprint of
        all answers; and one column a ``kind:subject`` with a fingerprint of the answers that the result rests on, 0 for
        a respondent whom it does not rest on.
    """

    frame: pd.DataFrame

    def __repr__(self) -> str:
        """Tell how many there are, and nothing of them."""
        return introduce("Members", said_plural("{n} respondent", "{n} respondents", len(self)))

    def __len__(self) -> int:
        """Return the number of respondents."""
        return len(self.frame)

    def fingerprints(self, kind: str, subject: str) -> Keys:
        """Return the fingerprint of each respondent's part in a result, 0 where there is none."""
        name = "vote" if kind == "vote" else f"{'point' if kind == 'unflagged' else kind}:{subject}"
        whole: Keys = self.frame["whole"].to_numpy(np.uint64)
        found: Keys = whole if kind in ("respondents", "source", "flag") else self._column(name)
        return found

    def within(self, kind: str, subject: str) -> Mask:
        """Tell who belongs to a file, to those with a doubt, or to those without any; everybody for other results."""
        if kind == "source":
            return (self.frame["source"] == subject).to_numpy(bool)
        doubts = self.frame["flags"].fillna("").str.split(";")
        if kind == "flag":
            return np.array([subject in flags for flags in doubts], dtype=bool)
        if kind == "unflagged":
            return np.array([flags == [""] for flags in doubts], dtype=bool)
        return np.ones(len(self), dtype=bool)

    def _column(self, name: str) -> Keys:
        if name not in self.frame:
            return np.zeros(len(self), dtype=np.uint64)
        return self.frame[name].to_numpy(np.uint64)


def members_of(answers: Answers, wave: str) -> Members:
    """Return the respondents of one wave with the fingerprints of their answers.

    Parameters
    ----------
    answers : Answers
        Clean answers.
    wave : str
        The wave.

    Returns
    -------
    Members
    """
    people = answers.respondents[answers.respondents["wave"] == wave].reset_index(drop=True)
    ratings = answers.ratings[answers.ratings["wave"] == wave]
    items = ratings[["item", "point", "level"]].drop_duplicates("item").sort_values("item", ignore_index=True)
    codes = _codes(people, ratings, items)
    columns: dict[str, Keys] = {}
    for place, item in enumerate(items["item"]):
        columns[f"item:{item}"] = _fingerprint(codes[:, [place]], _rated(codes[:, [place]]) > 0)
    for kind in ("point", "level"):
        for subject in items[kind].dropna().unique():
            of_subject = codes[:, np.flatnonzero((items[kind] == subject).to_numpy(bool))]
            answered = _rated(of_subject)
            enough = (answered > 0) & (2 * answered >= of_subject.shape[1])
            columns[f"{kind}:{subject}"] = _fingerprint(of_subject, enough)
            columns[f"answers:{subject}"] = _fingerprint(of_subject, answered > 0)
    chosen = _votes(people, answers.votes[answers.votes["wave"] == wave])
    columns["vote"] = _fingerprint(chosen, (chosen > 0).sum(axis=1) > 0)
    everything = np.hstack([codes, chosen])
    columns["whole"] = _fingerprint(everything, np.ones(len(people), dtype=bool))
    frame = people[["group", "unit", "source", "flags"]].fillna({"group": UNKNOWN, "unit": UNKNOWN, "flags": ""})
    return Members(pd.concat([frame, pd.DataFrame(columns)], axis=1))


def _codes(people: pd.DataFrame, ratings: pd.DataFrame, items: pd.DataFrame) -> Keys:
    codes = np.zeros((len(people), len(items)), dtype=np.uint64)
    row = pd.Index(people["respondent"]).get_indexer(pd.Index(ratings["respondent"]))
    column = pd.Index(items["item"]).get_indexer(pd.Index(ratings["item"]))
    told = ratings["status"].map(_CODES).fillna(0).to_numpy(np.uint64)
    codes[row, column] = np.where(told > 0, told, ratings["rating"].fillna(0).to_numpy(np.uint64))
    return codes


def _votes(people: pd.DataFrame, votes: pd.DataFrame) -> Keys:
    points = sorted(votes["point"].unique())
    chosen = np.zeros((len(people), len(points)), dtype=np.uint64)
    row = pd.Index(people["respondent"]).get_indexer(pd.Index(votes["respondent"]))
    column = pd.Index(points).get_indexer(pd.Index(votes["point"]))
    chosen[row, column] = 1
    return chosen


def _rated(codes: Keys) -> npt.NDArray[np.int64]:
    found: npt.NDArray[np.int64] = ((codes >= 1) & (codes <= 5)).sum(axis=1)
    return found


def _fingerprint(codes: Keys, there: Mask) -> Keys:
    """Return one number for each row of codes, 0 for the rows that are not there."""
    weights = np.power(np.uint64(0x9E3779B97F4A7C15) + _BASE, np.arange(codes.shape[1], dtype=np.uint64))
    with np.errstate(over="ignore"):
        found = (codes * weights).sum(axis=1, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    return np.where(there, found, np.uint64(0))
