"""What the teams of a review discussed and planned, as tidy frames."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from critical_points.instrument import Labels
from critical_points.messages import introduce, said, said_plural

#: The columns of each frame.
DISCUSSION = ("wave", "team", "file", "kind", "subject", "question", "text")
PLAN = ("wave", "team", "point", "results", "promise", "present_state", "goals")
TARGETS = ("wave", "team", "number", "point", "target_rating", "criterion")
ACTIONS = ("wave", "team", "number", "point", "action", "owner", "due", "status", "done")
FILES = ("wave", "team", "file", "fields", "discussed", "problems", "criterion", "summary")
PROBLEMS = ("wave", "file", "sheet", "field", "value", "why", "suggestion")


class KeptOut(pd.DataFrame):
    """A frame of notes that a report has no rows of; shown, it says so and what to use instead."""

    def __repr__(self) -> str:
        """Tell that the notes are not for a report."""
        return said("Raw notes are not for a report: cp.published_notes(review, wave, safe) gives those to be shown.")

    def _repr_html_(self) -> str:
        return f"<p>{self!r}</p>"


@dataclass(frozen=True)
class Plan:
    """Everything that filled workbooks say; texts stand letter for letter as they were written.

    Parameters
    ----------
    discussion : DataFrame
        One row a text; columns wave, team, file, kind ("point", "level"), subject (its key), question ("works",
        "develop" and "results" of a point, "notes" of a level), text.
    plan : DataFrame
        One row a team × point with anything written; columns wave, team, point, results, promise, present_state,
        goals ("" where blank).
    actions : DataFrame
        One row an action; columns wave, team, number (1, 2, …), point (key or ""), action, owner, due (datetime64,
        NaT where blank), status ("not_started", "under_way", "done" or ""), done (0–1, NaN where blank).
    targets : DataFrame
        One row a target; columns wave, team, number, point (key or ""), target_rating (1–5, NaN where blank),
        criterion (the team's, for all of its targets).
    problems : DataFrame
        One row a thing that was not understood or not read; columns wave, file, sheet, field, value, why, suggestion.
    files : DataFrame
        One row a file that was read; columns wave, team, file, fields (how many hold something), discussed (how many
        of them are notes of the discussion), problems (how many), criterion, summary.
    labels : Labels
        Names in the reader's language.

    Notes
    -----
    In a notebook of a report discussion has no rows, and values of problems are "": raw notes are not for a report.
    `cp.published_notes` gives those that the analyst has chosen.
    """

    discussion: pd.DataFrame
    plan: pd.DataFrame
    actions: pd.DataFrame
    targets: pd.DataFrame
    problems: pd.DataFrame
    files: pd.DataFrame
    labels: Labels

    def __repr__(self) -> str:
        """Tell the waves and teams, and how much they wrote."""
        problems = said_plural("{n} problem", "{n} problems", len(self.problems))
        if self.files.empty:
            return introduce("Plan", said("no filled workbooks"), problems)
        waves = "; ".join(
            f"{wave}: {', '.join(sorted(teams))}" for wave, teams in self.files.groupby("wave", sort=False)["team"]
        )
        notes = said_plural("{n} note", "{n} notes", len(self.discussion))
        if isinstance(self.discussion, KeptOut):
            notes = said("no raw notes within a report (cp.published_notes gives those to be shown)")
        targets = said_plural("{n} target", "{n} targets", len(self.targets))
        actions = said_plural("{n} action", "{n} actions", len(self.actions))
        told = ", ".join([notes, targets, actions, problems])
        return introduce("Plan", waves, told, step="cp.target_progress(safe, plan)")

    def for_readers(self, labels: Labels) -> Plan:
        """Return the same plan with frames of its own, for readers of the language of `labels`."""
        frames: dict[str, Any] = {
            name: part.copy(deep=False) for name, part in vars(self).items() if isinstance(part, pd.DataFrame)
        }
        return replace(self, **frames, labels=labels)

    def without_notes(self) -> Plan:
        """Return the plan as a report may see it: no raw notes, and no texts of what was not understood."""
        return replace(self, discussion=KeptOut(self.discussion.iloc[:0]), problems=self.problems.assign(value=""))


def frame_of(rows: Iterable[dict[str, object]], columns: tuple[str, ...]) -> pd.DataFrame:
    """Return rows as a frame whose columns have their types where there are no rows, too."""
    whole = ("number", "fields", "discussed", "problems")
    kinds: dict[str, Any] = dict.fromkeys(columns, "str")
    kinds |= dict.fromkeys(whole, "int64") | {"target_rating": "float64", "done": "float64"}
    kinds |= {"due": "datetime64[s]"}
    frame = pd.DataFrame(list(rows), columns=list(columns))
    return frame.astype({name: kinds[name] for name in columns})
