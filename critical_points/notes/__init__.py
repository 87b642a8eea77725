"""Notes of the teams' discussions: searched and counted, and those that are published."""

from __future__ import annotations

from critical_points.notes.counting import count_notes, find_names, frequent_words
from critical_points.notes.lines import QUESTIONS, split_notes
from critical_points.notes.publishing import published_notes
from critical_points.notes.search import NoteFrame, discussion
from critical_points.notes.sheet import sheet_of, update_sheet

__all__ = [
    "QUESTIONS",
    "NoteFrame",
    "count_notes",
    "discussion",
    "find_names",
    "frequent_words",
    "published_notes",
    "sheet_of",
    "split_notes",
    "update_sheet",
]
