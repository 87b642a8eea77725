"""Releases: one protected set for everything told of a wave, what was published of it, and what may follow."""

from __future__ import annotations

from critical_points.releases.checking import Conflict, find_conflicts, refuse
from critical_points.releases.members import Members, members_of
from critical_points.releases.opening import open_results, protect_answers
from critical_points.releases.records import (
    RECORD,
    Edition,
    add_pages,
    edition_of,
    members_file,
    read_editions,
    read_record,
    same_results,
    write_members,
    write_record,
)
from critical_points.releases.storing import read_protected, write_protected

__all__ = [
    "RECORD",
    "Conflict",
    "Edition",
    "Members",
    "add_pages",
    "edition_of",
    "find_conflicts",
    "members_file",
    "members_of",
    "open_results",
    "protect_answers",
    "read_editions",
    "read_protected",
    "read_record",
    "refuse",
    "same_results",
    "write_members",
    "write_protected",
    "write_record",
]
