"""Notebooks that did not run to their end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from critical_points.errors import Fault
from critical_points.reports.notebooks import excerpt, name_of, place


@dataclass(frozen=True)
class Failure:
    """A notebook that did not run to its end, as far as it came, and why."""

    notebook: NotebookNode
    fault: Fault


def failed_at(node: NotebookNode, path: Path, begun: Sequence[int], what: str) -> Failure:
    """Return the failure of a notebook in the last of the cells that were begun."""
    if not begun:
        return Failure(node, Fault(what, name_of(path, node)))
    return Failure(node, Fault(what, place(path, node, begun[-1]), excerpt(node.cells[begun[-1]].source)))
