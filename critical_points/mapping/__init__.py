"""Columns to items and answers to groups: by what the analyst confirmed, by equal text, or as a proposal."""

from __future__ import annotations

from critical_points.mapping.changes import Changes, Reworded, changes_of
from critical_points.mapping.choices import UNKNOWN, chosen_points, finder, read_votes, suggest, unknown_names
from critical_points.mapping.columns import KINDS, Confirmed, Entry, MappedColumn, shorten
from critical_points.mapping.headers import point_names
from critical_points.mapping.proposals import map_columns
from critical_points.mapping.questions import header_of, open_questions, unasked
from critical_points.mapping.ranks import with_filled_blanks

__all__ = [
    "KINDS",
    "UNKNOWN",
    "Changes",
    "Confirmed",
    "Entry",
    "MappedColumn",
    "Reworded",
    "changes_of",
    "chosen_points",
    "finder",
    "header_of",
    "map_columns",
    "open_questions",
    "point_names",
    "read_votes",
    "shorten",
    "suggest",
    "unasked",
    "unknown_names",
    "with_filled_blanks",
]
