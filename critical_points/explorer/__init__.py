"""Results chosen from lists in Jupyter: the figure, the frame, and the code that gives both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from critical_points.errors import CriticalPointsError, Fault
from critical_points.explorer.choices import Choice
from critical_points.explorer.views import Call, Look, look
from critical_points.messages import said
from critical_points.releases import open_results
from critical_points.wall import WallError, protected_folder
from critical_points.workspace import Review, open_review

if TYPE_CHECKING:
    from ipywidgets import VBox

__all__ = ["Call", "Choice", "Look", "explore", "look"]


def explore(review: Review | None = None) -> VBox:
    """Choose results from lists and see them: a figure, a tidy frame, and the code that gives the same.

    Parameters
    ----------
    review : Review, optional
        The workspace; by default the one that the notebook is in.

    Returns
    -------
    VBox
        Lists of what to see, the wave, the group, the unit, the point and the language; below them the result. All of
        it comes from `open_results`: what a report hides is hidden here.

    Raises
    ------
    CriticalPointsError
        When ipywidgets is not installed, or there are no results yet.
    WallError
        In a notebook of a report, whose pages cannot be clicked.
    """
    if protected_folder() is not None:
        raise WallError(
            said("cp.explore is not for a report: nothing can be chosen on a page."),
            next_step=said("keep it in a notebook outside of the folder notebooks"),
        )
    if review is not None and not isinstance(review, Review):
        raise CriticalPointsError(
            said("cp.explore takes a workspace."),
            [Fault(said("this is {kind}.", kind=type(review).__name__))],
            "cp.explore(cp.open_review())",
        )
    try:
        from critical_points.explorer.panel import build_panel
    except ImportError as error:
        raise CriticalPointsError(
            said("The explorer needs the package ipywidgets, and it is not installed."),
            next_step=said("run  python -m pip install ipywidgets  and restart the notebook's kernel"),
        ) from error
    opened = open_review() if review is None else review
    return build_panel(opened, open_results(opened))
