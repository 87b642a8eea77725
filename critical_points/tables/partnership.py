"""The step of the ladder that each group sees reached, in each wave."""

from __future__ import annotations

import pandas as pd

from critical_points.decimals import tell_mark
from critical_points.disclosure import Protected
from critical_points.display import DisplayTable
from critical_points.estimates import choose_waves, partnership, steps_reached
from critical_points.language import NO_VALUE
from critical_points.outcomes import tell_state, tell_step
from critical_points.results import why_hidden
from critical_points.tallies import ALL
from critical_points.workspace import THRESHOLD


def tabulate_partnership(
    safe: Protected, wave: str | None = None, against: str | None = None, *, threshold: float = THRESHOLD
) -> DisplayTable:
    """Make a table of the step of the ladder that each group sees reached, now and in the earlier wave.

    Parameters
    ----------
    safe : Protected
        Protected counts.
    wave, against : str, optional
        The wave and the earlier one; by default the newest and the one before it.
    threshold : float, default 3.5
        The mean from which a level counts as in order (`Review.threshold`).

    Returns
    -------
    DisplayTable
        One row a group × wave, all respondents last: the step reached, the next one with its state, and whether the
        basis of mutual partnership is in order. Without rows where no levels were asked.
    """
    labels, language = safe.labels, safe.labels.language
    waves = [name for name in choose_waves(safe, wave, against) if name]
    frame = pd.concat([steps_reached(safe, name, threshold) for name in waves], ignore_index=True)
    frame = frame[frame["unit"] == ALL]
    order = {
        group: place for place, group in enumerate(dict.fromkeys([*frame.loc[frame["group"] != ALL, "group"], ALL]))
    }
    frame = frame.assign(place=frame["group"].map(order)).sort_values("place", kind="stable")
    unseen = _hidden_places(safe, waves, threshold)
    rows = []
    for _, row in frame.iterrows():
        name, why = labels.group(str(row["group"])), unseen.get((str(row["wave"]), str(row["group"])))
        told = [tell_step(labels, row), _next(safe, row)]
        told += [tell_state(language, str(row["basis"]))]
        told = told if why is None else [why_hidden(language, why, safe.minimum)] * 3
        rows.append([name, str(row["wave"]), *told])
    columns = [
        language.text("Group"),
        language.text("Survey"),
        language.text("Step reached"),
        language.text("Next step"),
        language.text("Basis of mutual partnership"),
    ]
    caption = language.text("Steps of partnership by group, {waves}", waves=language.listing(waves[::-1]))
    caption = language.text(
        "{caption}; in order from {threshold}", caption=caption, threshold=tell_mark(language, threshold)
    )
    none = language.text("The survey did not ask about partnership.")
    return DisplayTable(pd.DataFrame(rows, columns=columns if rows else None), caption, language, empty=none)


def _next(safe: Protected, row: pd.Series) -> str:
    """Return the step that is not reached, and why not."""
    if not row["stopped_by"]:
        return NO_VALUE
    level = safe.labels.level(str(row["stopped_by"]), short=False)
    return f"{level}: {tell_state(safe.labels.language, str(row['stopped']))}"


def _hidden_places(safe: Protected, waves: list[str], threshold: float) -> dict[tuple[str, str], str]:
    """Return the waves and groups of which every level is hidden, each with the reason."""
    cells = pd.concat([partnership(safe, wave, threshold) for wave in waves], ignore_index=True)
    places = cells[cells["unit"] == ALL].groupby(["wave", "group"])
    return {(str(wave), str(group)): str(rows["why"].iloc[0]) for (wave, group), rows in places if rows["hidden"].all()}
