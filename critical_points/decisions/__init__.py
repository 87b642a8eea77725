"""The analyst's decisions about a wave's files: ``mapping.toml``, read and proposed."""

from __future__ import annotations

from critical_points.decisions.proposals import propose, write_decisions
from critical_points.decisions.reading import KINDS, NON_ANSWER, decisions_of, read_decisions
from critical_points.decisions.sheets import sheet_of, take_sheet, write_sheet

__all__ = [
    "KINDS",
    "NON_ANSWER",
    "decisions_of",
    "propose",
    "read_decisions",
    "sheet_of",
    "take_sheet",
    "write_decisions",
    "write_sheet",
]
