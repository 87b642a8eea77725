"""The analyst's decisions about a wave's files: ``mapping.toml``, read and proposed."""

from __future__ import annotations

from critical_points.decisions.proposals import propose, write_decisions
from critical_points.decisions.reading import KINDS, NON_ANSWER, read_decisions

__all__ = ["KINDS", "NON_ANSWER", "propose", "read_decisions", "write_decisions"]
