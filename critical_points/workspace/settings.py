"""The facts of ``review.toml``, with every fault of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

from critical_points.errors import SettingsError, did_you_mean
from critical_points.facts import Block, read_toml
from critical_points.instrument import Group, Instrument, load_instrument
from critical_points.instrument_checks import RESERVED, check_names, words_of
from critical_points.language import Language
from critical_points.messages import LANGUAGES, said, said_plural, speak
from critical_points.workspace.appearance import read_appearance
from critical_points.workspace.merging import merge
from critical_points.workspace.review import SETTINGS, THRESHOLD, WAVE_NAME, Review, Wave, natural

_KEY = re.compile(r"[a-z][a-z0-9_]*")

_REVIEW_KEYS = (
    "organisation",
    "language",
    "instrument",
    "minimum",
    "threshold",
    "groups",
    "units",
    "waves",
    "merge",
    "appearance",
)
_WAVE_KEYS = ("funding_decision", "started", "responsible", "respondents", "period", "headcount")
_PLAN_KEYS = ("plan_made", "plan_checked")

_DEFAULT_LANGUAGE = "fi"

#: The smallest minimum that an organisation can choose.
_SMALLEST_MINIMUM = 5


def find_root(start: Path) -> Path:
    """Return `start` or the nearest folder above it that holds ``review.toml``.

    Raises
    ------
    SettingsError
        When there is none.
    """
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / SETTINGS).is_file():
            return folder
    raise SettingsError(
        said("There is no {file} in {folder} nor in a folder above it.", file=SETTINGS, folder=here),
        next_step=said("go to your workspace, name it with --workspace, or make one: critical-points new FOLDER"),
    )


def open_review(path: str | Path = ".", *, language: str | None = None) -> Review:
    """Open a workspace; from now on the analyst is told everything in its language.

    Parameters
    ----------
    path : str or Path
        The workspace, or a folder inside it.
    language : {"fi", "sv", "en"}, optional
        The language of figures and tables; by default that of ``review.toml``.

    Returns
    -------
    Review

    Raises
    ------
    SettingsError
        When ``review.toml`` or the instrument has faults; all of them are listed.
    """
    root = find_root(Path(path))
    speak(_language_of(root / SETTINGS))
    block = Block(read_toml(root / SETTINGS), SETTINGS)
    speak(str(block.values.get("language", _DEFAULT_LANGUAGE)))
    block.only(_REVIEW_KEYS)
    instrument = _instrument(block, root)
    told = {name: _wave(name, wave, instrument) for name, wave in block.tables("waves").items()}
    organisation = block.word("organisation", root.name)
    minimum = block.whole("minimum")
    if minimum is not None and minimum < _SMALLEST_MINIMUM:
        block.fault(
            said("{name} = {value}.", name="minimum", value=minimum),
            said("The smallest allowed is {n}.", n=_SMALLEST_MINIMUM),
        )
    threshold = _threshold(block)
    code = block.word("language", _DEFAULT_LANGUAGE)
    if code not in LANGUAGES:
        block.fault(said("{name} = {value}.", name="language", value=repr(code)), did_you_mean(code, LANGUAGES))
    shown = block.values.get("appearance", {})
    if not isinstance(shown, dict):
        block.fault(said("'appearance' is not a table."), said("Write [appearance] above its facts."))
        shown = {}
    appearance = read_appearance(Block(shown, f"{SETTINGS}, [appearance]", block.faults), root)
    if block.faults:
        what = said_plural("{file} has {n} fault.", "{file} has {n} faults.", len(block.faults), file=SETTINGS)
        raise SettingsError(what, block.faults, said("correct {file} and try again", file=root / SETTINGS))
    raw = root / "data" / "raw"
    found = [p.name for p in raw.iterdir() if p.is_dir() and WAVE_NAME.fullmatch(p.name)] if raw.is_dir() else []
    names = sorted({*told, *found}, key=natural)
    return Review(
        root=root,
        organisation=organisation or root.name,
        language=Language(language or code),
        instrument=instrument,
        minimum=minimum or _SMALLEST_MINIMUM,
        waves={name: told.get(name, Wave(name)) for name in names},
        threshold=threshold,
        appearance=appearance,
    )


def _language_of(path: Path) -> str:
    """Return the language that a settings file names, though it may be no TOML: its faults are told in it."""
    try:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return _DEFAULT_LANGUAGE
    found = re.search(r"""^\s*language\s*=\s*["'](\w+)["']?""", text, re.MULTILINE)
    return found[1] if found else _DEFAULT_LANGUAGE


def _threshold(block: Block) -> float:
    """Return the mean from which a result counts as in order: more than the lowest rating, at most the highest."""
    value = block.values.get("threshold", THRESHOLD)
    if isinstance(value, int | float) and not isinstance(value, bool) and 1 < value <= 5:
        return float(value)
    block.fault(
        said("{name} = {value}.", name="threshold", value=repr(value)),
        said("Write a number above 1 and at most 5: 3.5."),
    )
    return THRESHOLD


def _instrument(block: Block, root: Path) -> Instrument:
    """Return the instrument with the workspace's own groups and units; faults of either are noted in `block`."""
    own = block.word("instrument", "")
    try:
        instrument = load_instrument(root / own if own else None)
    except SettingsError as error:
        block.faults.extend(error.faults)
        instrument = load_instrument()
    for scale in instrument.scales:
        rated = [item.key for item in instrument.items if item.scale == scale.key]
        if rated and (scale.lowest, scale.highest) != (1, 5):
            what = said(
                "{item!r} is rated {lowest}–{highest}; results are computed for ratings 1–5.",
                item=rated[0],
                lowest=scale.lowest,
                highest=scale.highest,
            )
            block.fault(what, said("Ask it on a scale of five values."), f"{own}, scale {scale.key}")
    groups = {"groups": instrument.groups, "units": instrument.units}
    for name, known in groups.items():
        groups[name] = _extend(known, {key: _group(key, table) for key, table in block.tables(name).items()})
        check_names(
            name.removesuffix("s"), [(group.key, words_of(group.name, group.synonyms)) for group in groups[name]], block
        )
    return merge(replace(instrument, groups=groups["groups"], units=groups["units"]), block)


def _group(key: str, block: Block) -> Group:
    block.only(("name", "synonyms"))
    if not _KEY.fullmatch(key) or key in RESERVED:
        hint = said(
            "A key has small letters a–z, digits and underscores, and is not one of: {words}.",
            words=", ".join(RESERVED),
        )
        block.fault(said("key {key!r} cannot be used.", key=key), hint)
    return Group(key, block.text("name"), block.lists("synonyms"))


def _extend(known: tuple[Group, ...], own: dict[str, Group]) -> tuple[Group, ...]:
    """Return the instrument's groups, replaced and followed by the workspace's own."""
    return tuple(own.pop(group.key, group) for group in known) + tuple(own.values())


def _wave(name: str, block: Block, instrument: Instrument) -> Wave:
    block.only((*_WAVE_KEYS, *_PLAN_KEYS))
    if not WAVE_NAME.fullmatch(name):
        block.fault(said("{name!r} cannot be a folder's name.", name=name), said("Use letters, digits and - only."))
    return Wave(
        name=name,
        funding_decision=block.day("funding_decision"),
        started=block.day("started"),
        responsible=block.word("responsible", ""),
        respondents=block.word("respondents", ""),
        period=_period(block),
        headcount=_headcount(block, [group.key for group in instrument.groups]),
        **_plan_dates(block),
    )


def _plan_dates(block: Block) -> dict[str, date | None]:
    """Return when the plan was made and when it was checked; a check before the plan is a fault."""
    made, checked = block.day("plan_made"), block.day("plan_checked")
    if made and checked and checked < made:
        odd = said("'plan_checked' is {checked}, before 'plan_made' {made}.", checked=checked, made=made)
        block.fault(odd, said("Correct one of them."))
    return {"plan_made": made, "plan_checked": checked}


def _period(block: Block) -> tuple[date, date] | None:
    days = block.values.get("period")
    if days is None:
        return None
    if isinstance(days, list) and [type(day) for day in days] == [date, date] and days[0] <= days[1]:
        return days[0], days[1]
    block.fault(
        said("{name!r} is {value!r}.", name="period", value=days),
        said("Write the first and the last day: [2026-03-16, 2026-04-03]."),
    )
    return None


def _headcount(block: Block, groups: list[str]) -> dict[str, int]:
    told = block.values.get("headcount", {})
    if not isinstance(told, dict):
        block.fault(
            said("{name!r} is not a table.", name="headcount"),
            said("Write {example}.", example="{ teaching = 120, supervisors = 14 }"),
        )
        return {}
    for group, n in told.items():
        if group not in groups:
            block.fault(said("headcount of an unknown group {group!r}.", group=group), did_you_mean(group, groups))
        elif not isinstance(n, int) or isinstance(n, bool) or n < 0:
            block.fault(
                said("headcount of {group!r} is {value!r}.", group=group, value=n),
                said("Write a whole number, 0 or more."),
            )
    return dict(told)
