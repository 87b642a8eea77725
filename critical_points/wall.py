"""The wall of a report: its notebooks see protected results, and nothing that they were made from."""

from __future__ import annotations

import os
from pathlib import Path

from critical_points.errors import CriticalPointsError
from critical_points.messages import said

#: Where a report's notebooks find the protected results; set by the run that makes the report, in their kernels only.
PROTECTED = "CRITICAL_POINTS_PROTECTED"


class WallError(CriticalPointsError):
    """A notebook of a report that asks for answers of respondents."""


def protected_folder() -> Path | None:
    """Return the folder of the report's protected results; None outside of a report."""
    folder = os.environ.get(PROTECTED)
    return Path(folder) if folder else None


def keep_out(name: str) -> None:
    """Refuse, in a notebook of a report, what gives answers or counts that are not protected.

    Parameters
    ----------
    name : str
        The function as the analyst knows it, such as ``cp.load``.

    Raises
    ------
    WallError
        Within a report.
    """
    if protected_folder() is not None:
        raise WallError(
            said("{name} is not for a report: its pages are made from protected results only.", name=name),
            next_step=said(
                "use  safe = cp.open_results(review, [wave, against])  in the notebook, and keep what needs "
                "single answers in a notebook outside of the folder notebooks"
            ),
        )
