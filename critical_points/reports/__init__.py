"""From notebooks to the pages that management reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from critical_points.reports.build import build_reports as build_reports

__all__ = ["build_reports"]  # noqa: F822 – imported when it is asked for: the warm processes need none of it


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from critical_points.reports import build

    return getattr(build, name)
