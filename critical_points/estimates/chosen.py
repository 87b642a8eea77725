"""The point that a page or a notebook is about."""

from __future__ import annotations

from critical_points.disclosure import Protected
from critical_points.errors import SettingsError
from critical_points.estimates.cells import choose_waves, subjects_of
from critical_points.estimates.priorities import priorities
from critical_points.messages import said


def choose_point(safe: Protected, wave: str | None = None, point: str | None = None) -> str:
    """Return the key of the point to look at: the one that is named, else the first that is suggested as a target.

    Parameters
    ----------
    safe : Protected
        Protected counts.
    wave : str, optional
        The wave; by default the newest.
    point : str, optional
        The key of the point.

    Returns
    -------
    str
        Where none is named and none suggested, the instrument's first point.

    Raises
    ------
    SettingsError
        When the wave or the point is not known, or the instrument has no points.
    """
    if point is not None:
        return safe.labels.instrument.point(point).key
    chosen, _ = choose_waves(safe, wave, None)
    frame = priorities(safe, chosen)
    suggested = frame[frame["suggested"].astype(bool)].sort_values("among_first", ascending=False, kind="stable")
    found = [*suggested["subject"], *subjects_of(safe, "point")]
    if not found:
        raise SettingsError(
            said("The instrument has no points."), next_step=said("name an instrument with points in review.toml")
        )
    return str(found[0])
