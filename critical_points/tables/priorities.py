"""What to develop first."""

from __future__ import annotations

from critical_points.disclosure import Protected
from critical_points.display import DisplayTable
from critical_points.estimates import choose_waves
from critical_points.results import list_priorities, weigh


def tabulate_priorities(safe: Protected, wave: str | None = None) -> DisplayTable:
    """Make a table of what speaks for developing each point first.

    Parameters
    ----------
    safe : Protected
        Protected counts.
    wave : str, optional
        The wave; by default the newest one.

    Returns
    -------
    DisplayTable
        One row a point: the share of low ratings and the share of votes with their n, whether the point is on the
        front, the ranks its mean may truly have, how often it is among the first two when respondents are resampled,
        and whether it is suggested.
    """
    language, wave = safe.labels.language, choose_waves(safe, wave, None)[0]
    caption = language.text("What to develop first: shares and ranks, {wave}", wave=wave)
    return DisplayTable(list_priorities(weigh(safe, wave), safe.labels, safe.minimum), caption, language)
