"""What the analyst reads in the terminal, and the same as records for other programs."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from critical_points.terminal.inspection import (
        as_record as as_record,
        show_changes as show_changes,
        show_checked as show_checked,
    )
    from critical_points.terminal.printing import (
        printable as printable,
        show_account as show_account,
        show_missing as show_missing,
        summarise as summarise,
    )
    from critical_points.terminal.progress import progress_bar as progress_bar, working as working
    from critical_points.terminal.questions import (
        show_merge as show_merge,
        show_questions as show_questions,
        show_unasked as show_unasked,
    )

_ROOMS = {
    "inspection": ("as_record", "show_changes", "show_checked"),
    "printing": ("printable", "show_account", "show_missing", "summarise"),
    "progress": ("progress_bar", "working"),
    "questions": ("show_merge", "show_questions", "show_unasked"),
}

__all__ = [name for names in _ROOMS.values() for name in names]


def __getattr__(name: str) -> Any:
    """Import what is asked for then only: whoever shows how far a run is needs no pandas."""
    for room, names in _ROOMS.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{room}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
