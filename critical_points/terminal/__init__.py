"""What the analyst reads in the terminal, and the same as records for other programs."""

from critical_points.terminal.inspection import as_record, show_changes, show_checked
from critical_points.terminal.printing import (
    printable,
    progress_bar,
    show_account,
    show_missing,
    summarise,
    working,
)
from critical_points.terminal.questions import show_merge, show_questions, show_unasked

__all__ = [
    "as_record",
    "printable",
    "progress_bar",
    "show_account",
    "show_changes",
    "show_checked",
    "show_merge",
    "show_missing",
    "show_questions",
    "show_unasked",
    "summarise",
    "working",
]
