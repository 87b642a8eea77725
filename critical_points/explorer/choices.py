"""What can be chosen in the explorer, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from critical_points.disclosure import Protected
from critical_points.estimates.cells import in_order, waves_of
from critical_points.instrument import Labels
from critical_points.language import Language
from critical_points.messages import LANGUAGES
from critical_points.results import one_subject, subjects
from critical_points.tallies import ALL, PLACE

#: The names of the languages, each in itself.
LANGUAGE_NAMES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}

#: What can be seen, and what is chosen for it, in the order of the lists.
USES = {
    "heatmap": ("wave", "kind", "columns"),
    "scores": ("wave", "kind", "subject", "group", "unit"),
    "distribution": ("wave", "kind", "subject", "group"),
    "groups": ("wave", "kind", "subject"),
    "change": ("wave", "against", "kind", "subject", "group", "unit"),
    "priorities": ("wave",),
}

#: A list's choices: what is shown, and the key.
Options = list[tuple[str, str]]


@dataclass(frozen=True)
class Choice:
    """What is chosen.

    Parameters
    ----------
    view : str
        One of `USES`.
    wave, against : str
        The wave and the earlier one.
    kind : {"point", "level", "item"}
        What the results are about.
    subject, group, unit : str
        The key of one of them, or "all".
    columns : {"group", "unit"}
        What stands in the columns of the heatmap.
    """

    view: str = "heatmap"
    wave: str = ""
    against: str = ""
    kind: str = "point"
    subject: str = ALL
    group: str = ALL
    unit: str = ALL
    columns: str = "group"

    @property
    def crossed(self) -> bool:
        """Whether one group within one unit is asked for."""
        both = {"group", "unit"} <= set(USES[self.view])
        return both and ALL not in (self.group, self.unit)


def first_choice(safe: Protected) -> Choice:
    """Return what is seen first: the newest wave, beside the one before it."""
    waves = waves_of(safe)
    return Choice(wave=waves[-1], against=waves[-2] if len(waves) > 1 else "")


def name_controls(language: Language, kind: str) -> dict[str, str]:
    """Return the name of each list."""
    return {
        "view": language.text("What to see"),
        "wave": language.text("Survey"),
        "against": language.text("Compared with"),
        "kind": language.text("About"),
        "subject": one_subject(language, kind),
        "group": language.text("Group"),
        "unit": language.text("Unit"),
        "columns": language.text("Columns"),
        "language": language.text("Language"),
    }


def list_options(safe: Protected, choice: Choice) -> dict[str, Options]:
    """Return what can be chosen in each list, as things stand."""
    labels, waves = safe.labels, waves_of(safe)
    language = labels.language
    earlier = waves[: waves.index(choice.wave)] if choice.wave in waves else []
    return {
        "view": list(name_views(language).items()),
        "wave": [(wave, wave) for wave in reversed(waves)],
        "against": [(wave, wave) for wave in reversed(earlier)],
        "kind": [(subjects(language, kind), kind) for kind in ("point", "level", "item")],
        "subject": [(language.text("All"), ALL), *_subjects(labels, choice.kind)],
        "group": [(labels.group(key), key) for key in _members(safe, choice.wave, "group")],
        "unit": [(labels.unit(key), key) for key in _members(safe, choice.wave, "unit")],
        "columns": [(language.text("Groups"), "group"), (language.text("Units"), "unit")],
        "language": [(LANGUAGE_NAMES[code], code) for code in LANGUAGES],
    }


def name_views(language: Language) -> dict[str, str]:
    """Return what can be seen, by its name."""
    return {
        language.text("Heatmap"): "heatmap",
        language.text("Ratings with intervals"): "scores",
        language.text("How answers are spread"): "distribution",
        language.text("Groups compared"): "groups",
        language.text("Change between surveys"): "change",
        language.text("What to develop first"): "priorities",
    }


def tell_choice(safe: Protected, choice: Choice) -> str:
    """Return what is seen, in one line."""
    labels, language = safe.labels, safe.labels.language
    name = next(name for name, view in name_views(language).items() if view == choice.view)
    told = [name, choice.wave]
    uses = USES[choice.view]
    if "against" in uses and choice.against:
        told[-1] = f"{choice.against} → {choice.wave}"
    if "kind" in uses:
        told.append(subjects(language, choice.kind))
    if "subject" in uses and choice.subject != ALL:
        told[-1] = labels.subject(choice.kind, choice.subject, short=False)
    if "group" in uses and choice.group != ALL:
        told.append(labels.group(choice.group))
    if "unit" in uses and choice.unit != ALL:
        told.append(labels.unit(choice.unit))
    return " · ".join(told)


def _subjects(labels: Labels, kind: str) -> Options:
    instrument = labels.instrument
    keys: Iterable[str] = {
        "point": [point.key for point in instrument.points],
        "level": [level.key for level in instrument.levels],
        "item": [item.key for item in instrument.items],
    }[kind]
    return [(labels.subject(kind, key, short=False), key) for key in keys]


def _members(safe: Protected, wave: str, name: str) -> list[str]:
    """Return the groups or units of a wave, all of them first."""
    places = [frame.loc[frame["wave"] == wave, PLACE] for frame in (safe.cells, safe.hidden)]
    instrument = safe.labels.instrument
    known = [one.key for one in (instrument.groups if name == "group" else instrument.units)]
    found = {str(key) for frame in places for key in frame[name].unique()}
    return [ALL, *(key for key in in_order(pd.Series(sorted(found), dtype="str"), known) if key != ALL)]
