"""Counts and sums of answers: the additive heart; everything after it costs the same at any number of respondents."""

from critical_points.tallies.counted import Counted, Counting, sum_files
from critical_points.tallies.counting import Tally, sum_up, tally
from critical_points.tallies.file_counts import count_file
from critical_points.tallies.files import count_all, counting_of, finish, tally_files
from critical_points.tallies.matrix import Matrix, matrices_of
from critical_points.tallies.places import ALL, CELL, GROUPINGS, PLACE, UNKNOWN, merge_keys
from critical_points.tallies.scores import score_respondents
from critical_points.tallies.sums import RATIO, SUMS

__all__ = [
    "ALL",
    "CELL",
    "GROUPINGS",
    "PLACE",
    "RATIO",
    "SUMS",
    "UNKNOWN",
    "Counted",
    "Counting",
    "Matrix",
    "Tally",
    "count_all",
    "count_file",
    "counting_of",
    "finish",
    "matrices_of",
    "merge_keys",
    "score_respondents",
    "sum_files",
    "sum_up",
    "tally",
    "tally_files",
]
