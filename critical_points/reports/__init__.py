"""From notebooks to the pages that management reads."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from critical_points.reports.build import build_reports as build_reports

__all__ = ["build_reports"]

#: With JupyterLab installed, jsonschema imports this for a format of addresses that notebooks do not have; a second.
_UNNEEDED = "rfc3987_syntax"


def __getattr__(name: str) -> Any:
    """Import what is asked for then only: the warm processes need none of it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from critical_points.reports import build

    return getattr(build, name)


def import_notebooks() -> None:
    """Import nbformat without what it does not need; jsonschema goes without where it cannot be imported."""
    kept = sys.modules.get(_UNNEEDED)
    sys.modules[_UNNEEDED] = kept  # type: ignore[assignment]  # None: it cannot be imported now
    try:
        import nbformat  # noqa: F401 – for what it imports
    finally:
        if kept is None:
            del sys.modules[_UNNEEDED]
