"""Releases: one protected set for everything told of a wave, what was published of it, and what may follow."""

from __future__ import annotations

from critical_points.releases.checking import Conflict, find_conflicts, refuse
from critical_points.releases.members import Members, members_of
from critical_points.releases.opening import WITHHELD, open_results, protect_answers, withhold_reasons
from critical_points.releases.preparing import Release, prepare_files, prepare_release, record_release
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
    "WITHHELD",
    "Conflict",
    "Edition",
    "Members",
    "Release",
    "add_pages",
    "edition_of",
    "find_conflicts",
    "members_file",
    "members_of",
    "open_results",
    "prepare_files",
    "prepare_release",
    "protect_answers",
    "read_editions",
    "read_protected",
    "read_record",
    "record_release",
    "refuse",
    "same_results",
    "withhold_reasons",
    "write_members",
    "write_protected",
    "write_record",
]
