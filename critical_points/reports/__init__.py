"""From notebooks to the pages that management reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from critical_points.reports.build import build_reports as build_reports

__all__ = ["build_reports"]


def __getattr__(name: str) -> Any:
    """Import what is asked for then only: the warm processes need none of it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from critical_points.reports import build

    return getattr(build, name)
