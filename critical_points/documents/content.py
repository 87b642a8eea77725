"""What a document is made from: the same as the pages beside it, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nbformat import NotebookNode

from critical_points.disclosure import Protected
from critical_points.workbook import Plan
from critical_points.workspace import Review


@dataclass(frozen=True)
class Stamp:
    """What a report was made from, with what, and when.

    Parameters
    ----------
    wave, against : str
        The wave that is told, and the one it is compared with ("" for none).
    sources : tuple of (str, str)
        Source files, each with the beginning of its checksum.
    versions : Mapping of str to str
        Program → version.
    made : datetime
        When its making began; the same for all pages of a report.
    """

    wave: str
    against: str
    sources: tuple[tuple[str, str], ...]
    versions: Mapping[str, str]
    made: datetime


@dataclass(frozen=True)
class Content:
    """What a report tells in one language.

    Parameters
    ----------
    review : Review
        The workspace, in the language of the document.
    safe : Protected
        The results from which the pages were made, with names in that language.
    plan : Plan or None
        The teams' plans, without their notes; None where nobody has made any.
    wave : str
        The wave that is told.
    against : str or None
        The one it is compared with.
    notebooks : Mapping of Path to NotebookNode
        The pages' notebooks, run.
    stamp : Stamp
        What all of it was made from.
    """

    review: Review
    safe: Protected
    plan: Plan | None
    wave: str
    against: str | None
    notebooks: Mapping[Path, NotebookNode]
    stamp: Stamp
