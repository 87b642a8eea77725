"""What is shown for a choice: calls of public functions, which are also the code to copy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from critical_points import estimates
from critical_points.disclosure import Protected
from critical_points.explorer.choices import Choice
from critical_points.language import Language
from critical_points.tallies import ALL

#: What a function does where it is told nothing: not written into the code.
_DEFAULTS = {"kind": "point", "group": ALL, "unit": ALL, "columns": "group", "subject": ALL}

#: The columns that are shown of each frame; the code gives all of them.
COLUMNS = {
    "heatmap": ("subject", "group", "unit", "n", "mean", "low", "high"),
    "scores": ("subject", "n", "mean", "low", "high", "top_two", "dont_know"),
    "distribution": ("subject", "rating", "answers", "share", "n"),
    "groups": (
        "subject",
        "group",
        "other",
        "n",
        "n_other",
        "higher",
        "pairs_of_100",
        "pairs_low",
        "pairs_high",
        "clear",
    ),
    "change": (
        *("subject", "n_before", "mean_before", "n", "mean", "difference", "difference_low", "difference_high"),
        "verdict",
    ),
    "priorities": ("subject", "n", "below", "voters", "votes", "front", "rank_low", "rank_high", "suggested"),
}


@dataclass(frozen=True)
class Call:
    """A call of a public function, perhaps with the rows to keep of its frame; as a text, its code.

    Parameters
    ----------
    name : str
        The function.
    arguments : Mapping of str to str
        Its arguments beside the results.
    where : Mapping of str to str
        Column → value of the rows that are kept.
    """

    name: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    where: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the code."""
        told = ", ".join(["safe", *(f"{name}={value!r}" for name, value in self._given.items())])
        return f"cp.{self.name}({told})" + (f".query({self._condition!r})" if self.where else "")

    def __call__(self, safe: Protected) -> Any:
        """Return what the code gives."""
        from critical_points import figures

        function = getattr(estimates, self.name, None) or getattr(figures, self.name)
        found = function(safe, **self._given)
        return found.query(self._condition) if self.where else found

    @property
    def _given(self) -> dict[str, str]:
        return {name: value for name, value in self.arguments.items() if value and _DEFAULTS.get(name) != value}

    @property
    def _condition(self) -> str:
        return " and ".join(f"{name} == {value!r}" for name, value in self.where.items())


@dataclass(frozen=True)
class Look:
    """What is shown for a choice.

    Parameters
    ----------
    frame : DataFrame or None
        The tidy frame, with every column.
    ax : Axes or None
        The figure.
    code : tuple of str
        The lines that give both from ``safe``.
    note : str
        What there is to know beside them, or why there is nothing to see.
    """

    frame: pd.DataFrame | None
    ax: Any
    code: tuple[str, ...]
    note: str = ""


def look(safe: Protected, choice: Choice) -> Look:
    """Make what a choice asks for.

    Parameters
    ----------
    safe : Protected
        Protected counts of the waves.
    choice : Choice
        What is chosen.

    Returns
    -------
    Look
        Of what is not published nothing but the reason.
    """
    language = safe.labels.language
    if choice.crossed:
        return Look(None, None, (), _explain_crossing(language))
    if choice.view == "change" and not choice.against:
        return Look(None, None, (), language.text("There is no earlier survey to compare with yet."))
    rows, figure = _calls(choice)
    frame = rows(safe)
    code = [f"frame = {rows}"]
    if frame.empty and choice.view != "groups":
        return Look(frame, None, tuple(code), language.text("There are no results of this."))
    if figure is None:
        note = language.text("There is a figure of all respondents only: the frame has the numbers.")
        return Look(frame, None, tuple(code), note)
    note = language.text("There are not two groups that could be compared.") if frame.empty else ""
    return Look(frame, figure(safe), (*code, f"cp.show({figure})"), note)


def _calls(choice: Choice) -> tuple[Call, Call | None]:
    """Return what gives the frame, and what gives the figure where there is one."""
    wave, kind = {"wave": choice.wave}, {"kind": choice.kind}
    one = {} if choice.subject == ALL else {"subject": choice.subject}
    place = {"group": choice.group, "unit": choice.unit}
    other = {"unit" if choice.columns == "group" else "group": ALL}
    columns = {"columns": choice.columns}
    by_unit = {"columns": "group" if choice.unit == ALL else "unit"}
    whole = place == {"group": ALL, "unit": ALL}
    waves = {**wave, "against": choice.against, **kind}
    near = {"point": choice.subject} if one and choice.kind == "point" else {}
    found: dict[str, tuple[Call, Call | None]] = {
        "heatmap": (Call("describe", where={**wave, **kind, **other}), Call("heatmap", {**wave, **kind, **columns})),
        "scores": (
            Call("describe", where={**wave, **kind, **one, **place}),
            Call("group_intervals", {**wave, **one, **kind})
            if one and choice.unit == ALL
            else Call("heatmap", {**wave, **kind, **by_unit}),
        ),
        "distribution": (
            Call("distribution", where={**wave, **kind, **one, "group": choice.group, "unit": ALL}),
            Call("distributions", {**wave, **kind, "group": choice.group, **near}),
        ),
        "groups": (
            Call("compare_groups", {**wave, **kind}, where=one),
            Call("group_intervals", {**wave, **one, **kind}),
        ),
        "change": (
            Call("compare_waves", {**waves, **place}, where=one),
            Call("wave_changes", {**waves, **near}) if whole else None,
        ),
        "priorities": (Call("priorities", wave), Call("priorities_chart", wave)),
    }
    return found[choice.view]


def _explain_crossing(language: Language) -> str:
    return language.text(
        "A group within one unit is not shown. Results are published of each group and of each unit: from both "
        "together, the answers of a few people could be worked out. Choose all groups or all units."
    )
