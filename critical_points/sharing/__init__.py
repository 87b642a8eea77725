"""Protected counts for other organisations, and one organisation beside the sum of others."""

from critical_points.sharing.addition import Others, add_up
from critical_points.sharing.benchmarks import name_copy, open_benchmark, take_files
from critical_points.sharing.comparison import OTHERS, compare_with_others
from critical_points.sharing.files import Shared, schema_of, wording_of
from critical_points.sharing.reading import read_shared
from critical_points.sharing.writing import share_wave, write_shared

__all__ = [
    "OTHERS",
    "Others",
    "Shared",
    "add_up",
    "compare_with_others",
    "name_copy",
    "open_benchmark",
    "read_shared",
    "schema_of",
    "share_wave",
    "take_files",
    "wording_of",
    "write_shared",
]
