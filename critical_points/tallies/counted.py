"""What was counted of files: their counts, their account and their problems; two of them add."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from critical_points.errors import Fault
from critical_points.instrument import Labels
from critical_points.mapping import Confirmed
from critical_points.messages import introduce, said, said_plural
from critical_points.tallies.counting import Tally, items_of, tally_of
from critical_points.tallies.counts import Counts, add_counts
from critical_points.tallies.origins import origin_rows

#: The columns of `Counted.people`.
PEOPLE = ["file", "group", "unit", "n"]


@dataclass(frozen=True)
class Counting:
    """How the files of a wave are counted.

    Parameters
    ----------
    wave : str
        The wave.
    labels : Labels
        What is asked, and names in the reader's language.
    confirmed : Confirmed
        What the analyst decided.
    groupings : tuple of {"group", "unit"}
        By what respondents are grouped.
    items : tuple of str
        The items that the wave asks, where other files ask more than one of them does; by default a file's own.
    scratch : Path, optional
        Where temporary files may stand.
    """

    wave: str
    labels: Labels
    confirmed: Confirmed = field(default_factory=Confirmed)
    groupings: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    scratch: Path | None = None


@dataclass(frozen=True)
class Counted:
    """What was counted of files; two of them add.

    Parameters
    ----------
    how : Counting
        How they were counted.
    account, problems : DataFrame
        As `Answers.account` and `Answers.problems`; of each file, so many problems are listed.
    people : DataFrame
        Columns file, group, unit and n: respondents as they say (missing where they do not).
    headers : Mapping of str to str
        Normalised header → header of every column.
    flags : Mapping of str to int
        Doubt → respondents.
    counts : Counts or None
        The counts; None where a question is open.
    questions : tuple of Fault
        What the analyst has to decide first.
    strangers : tuple of str
        Files that are no survey.
    """

    how: Counting
    account: pd.DataFrame
    problems: pd.DataFrame
    people: pd.DataFrame
    headers: Mapping[str, str]
    flags: Mapping[str, int]
    counts: Counts | None
    questions: tuple[Fault, ...] = ()
    strangers: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Tell the wave, the files and how many respondents there are; no counts, for they are not protected."""
        n = int(self.people["n"].sum())
        return introduce(
            "Counted",
            said("waves {waves}", waves=self.how.wave),
            said_plural("{n} file", "{n} files", self.account["file"].nunique()),
            said_plural("{n} respondent", "{n} respondents", n),
            said_plural("{n} problem", "{n} problems", len(self.problems)),
            step="cp.protect(counted.tally)",
        )

    @cached_property
    def tally(self) -> Tally | None:
        """The tally, None where a question is open."""
        if self.counts is None:
            return None
        wave, labels = self.how.wave, self.how.labels
        sources = sum_people(self.people, "file")
        origins = origin_rows(wave, {"source": sources, "flag": self.flags})
        return tally_of([self.counts], origins, items_of(self.account), labels, self.how.groupings)

    def __add__(self, other: Counted) -> Counted:
        """Return what was counted of the files of both."""
        return sum_files([self, other])


def sum_files(counted: Sequence[Counted]) -> Counted:
    """Return what was counted of all files together.

    Parameters
    ----------
    counted : sequence of Counted
        At least one; all of one wave, counted alike.
    """
    flags: Counter[str] = Counter()
    for one in counted:
        flags.update(one.flags)
    counts = [one.counts for one in counted if one.counts is not None]
    whole = len(counts) == len(counted) and len({tuple(one.items["item"]) for one in counts}) == 1
    return Counted(
        how=counted[0].how,
        account=pd.concat([one.account for one in counted], ignore_index=True),
        problems=pd.concat([one.problems for one in counted], ignore_index=True),
        people=pd.concat([one.people for one in counted], ignore_index=True),
        headers={key: header for one in counted for key, header in one.headers.items()},
        flags=dict(flags),
        counts=add_counts(counts) if whole else None,
        questions=tuple(question for one in counted for question in one.questions),
        strangers=tuple(name for one in counted for name in one.strangers),
    )


def sum_people(people: pd.DataFrame, name: str) -> dict[str, int]:
    """Return the respondents by a column of `Counted.people`, without those who do not tell."""
    return {str(key): int(n) for key, n in people.groupby(name)["n"].sum().items()}
