"""From notebooks to the pages that management reads."""

from __future__ import annotations

from critical_points.reports.build import build_reports

__all__ = ["build_reports"]
