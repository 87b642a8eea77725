"""Exports of one wave into tidy answers and an account of every cell."""

from __future__ import annotations

from critical_points.cleaning.account import account_of, problems_of
from critical_points.cleaning.answers import Answers, join
from critical_points.cleaning.checking import Checked, check_file, stream_file
from critical_points.cleaning.waves import changes_since, check_wave, clean, clean_files, group_sizes, tell_way_out

__all__ = [
    "Answers",
    "Checked",
    "account_of",
    "changes_since",
    "check_file",
    "check_wave",
    "clean",
    "clean_files",
    "group_sizes",
    "join",
    "problems_of",
    "stream_file",
    "tell_way_out",
]
