"""One organisation's reviews: the facts of ``review.toml`` and the folders beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from critical_points.errors import Fault, SettingsError, did_you_mean
from critical_points.facts import read_toml
from critical_points.instrument import Group, Instrument, Labels, load_instrument
from critical_points.language import LANGUAGES, Language

SETTINGS = "review.toml"
MAPPING = "mapping.toml"

#: Files of a wave's raw folder that are not exports of part 1.
OTHER_FILES = re.compile(r"(mapping\.toml|(workbook|plan|discussion)\b.*|readme\b.*|.*\.md|\..*|~\$.*)", re.I)

_WAVE_NAME = re.compile(r"[^\W_][\w.-]*")
_REVIEW_KEYS = ("organisation", "language", "instrument", "minimum", "groups", "units", "waves")
_WAVE_KEYS = ("funding_decision", "started", "responsible", "respondents", "period", "headcount")


@dataclass(frozen=True)
class Wave:
    """One run of the survey, and what ``review.toml`` tells of it.

    Parameters
    ----------
    name : str
        A year or another label: "2026", "2026-spring".
    funding_decision, started : date or None
        When funding was granted; when the review was started.
    responsible, respondents : str
        Who is responsible; who answers.
    period : (date, date) or None
        First and last day of answering.
    headcount : Mapping of str to int
        People asked, by group.
    """

    name: str
    funding_decision: date | None = None
    started: date | None = None
    responsible: str = ""
    respondents: str = ""
    period: tuple[date, date] | None = None
    headcount: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Review:
    """A workspace: where it is, what is asked, which waves there are.

    Parameters
    ----------
    root : Path
        The folder that holds ``review.toml``.
    organisation : str
        The provider's name.
    language : Language
        The language of the reports.
    instrument : Instrument
        What is asked, with the workspace's own groups and units.
    minimum : int
        The smallest number of respondents whose result is shown.
    waves : Mapping of str to Wave
        Every wave that has settings or raw files, oldest first.
    """

    root: Path
    organisation: str
    language: Language
    instrument: Instrument
    minimum: int
    waves: Mapping[str, Wave]

    @property
    def labels(self) -> Labels:
        """Names of points, groups and units in the review's language."""
        return Labels(self.instrument, self.language)

    @property
    def notebooks(self) -> tuple[Path, ...]:
        """The notebooks that reports are made from, in the order of their names; ``index`` comes first."""
        found = sorted((self.root / "notebooks").glob("*.ipynb"))
        return tuple(sorted(found, key=lambda path: path.stem != "index"))

    @property
    def newest(self) -> str:
        """The newest wave that has raw files, else the newest of ``review.toml``."""
        with_files = [name for name in self.waves if self.raw_files(name)]
        if not self.waves:
            raise SettingsError(
                f"There is no wave yet in {self.root}.",
                next_step="make a folder such as data/raw/2026 and put the survey tool's export into it",
            )
        return (with_files or list(self.waves))[-1]

    def earlier(self, wave: str) -> str | None:
        """Return the last wave before `wave` that has raw files, or None."""
        names = list(self.waves)
        before = [name for name in names[: names.index(self.wave(wave).name)] if self.raw_files(name)]
        return before[-1] if before else None

    def wave(self, name: str) -> Wave:
        """Return a wave by its name.

        Raises
        ------
        SettingsError
            When there is no such wave.
        """
        if name not in self.waves:
            fault = Fault(f"no wave {name!r}", suggestion=did_you_mean(name, list(self.waves)))
            raise SettingsError(
                "The wave is not known.", [fault], f"name one of these, or put its export into data/raw/{name}"
            )
        return self.waves[name]

    def raw(self, wave: str) -> Path:
        """Return the folder of a wave's raw files."""
        return self.root / "data" / "raw" / wave

    def raw_files(self, wave: str) -> tuple[Path, ...]:
        """Return a wave's exports of part 1, by name."""
        folder = self.raw(wave)
        if not folder.is_dir():
            return ()
        return tuple(
            sorted(path for path in folder.iterdir() if path.is_file() and not OTHER_FILES.fullmatch(path.name))
        )

    def mapping_file(self, wave: str) -> Path:
        """Return the place of what the analyst confirmed about a wave's files."""
        return self.raw(wave) / MAPPING

    def processed(self, wave: str) -> Path:
        """Return the folder of a wave's processed data."""
        return self.root / "data" / "processed" / wave

    def reports_folder(self, wave: str) -> Path:
        """Return the folder of a wave's reports."""
        return self.root / "reports" / wave


def natural(name: str) -> list[tuple[int, str]]:
    """Return a sort key that puts "2026-2" before "2026-10"."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", name.casefold())]


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
        f"There is no {SETTINGS} in {here} nor in a folder above it.",
        next_step="go to your workspace, name it with --workspace, or make one: critical-points new FOLDER",
    )


def open_review(path: str | Path = ".", *, language: str | None = None) -> Review:
    """Open a workspace.

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
    settings = read_toml(root / SETTINGS)
    faults = _faults(settings)
    if faults:
        raise SettingsError(
            f"{SETTINGS} has {len(faults)} fault(s).", faults, f"correct {root / SETTINGS} and try again"
        )
    own = settings.get("instrument")
    instrument = load_instrument(root / own if own else None)
    instrument = replace(
        instrument,
        groups=_extend(instrument.groups, settings.get("groups", {})),
        units=_extend(instrument.units, settings.get("units", {})),
    )
    told = {name: _wave(name, facts) for name, facts in settings.get("waves", {}).items()}
    raw = root / "data" / "raw"
    found = [p.name for p in raw.iterdir() if p.is_dir() and _WAVE_NAME.fullmatch(p.name)] if raw.is_dir() else []
    names = sorted({*told, *found}, key=natural)
    return Review(
        root=root,
        organisation=settings.get("organisation", root.name),
        language=Language(language or settings.get("language", "fi")),
        instrument=instrument,
        minimum=settings.get("minimum", 5),
        waves={name: told.get(name, Wave(name)) for name in names},
    )


def _unknown_keys(table: Mapping[str, Any], known: tuple[str, ...], where: str) -> list[Fault]:
    """Return a fault for each key of a TOML table that nobody reads."""
    return [Fault(f"unknown key {key!r}.", where, did_you_mean(key, known)) for key in table if key not in known]


def _faults(settings: Mapping[str, Any]) -> list[Fault]:
    faults = _unknown_keys(settings, _REVIEW_KEYS, SETTINGS)
    for key, kind in (("organisation", str), ("instrument", str), ("language", str), ("minimum", int)):
        if key in settings and (not isinstance(settings[key], kind) or isinstance(settings[key], bool)):
            faults.append(Fault(f"{key} = {settings[key]!r}", SETTINGS, f"Expected {_WORDS[kind]}."))
    if isinstance(settings.get("language"), str) and settings["language"] not in LANGUAGES:
        faults.append(
            Fault(f"language = {settings['language']!r}", SETTINGS, did_you_mean(settings["language"], LANGUAGES))
        )
    if isinstance(settings.get("minimum"), int) and settings["minimum"] < 5:
        faults.append(Fault(f"minimum = {settings['minimum']}", SETTINGS, "The smallest allowed is 5."))
    for table in ("groups", "units", "waves"):
        entries = settings.get(table, {})
        if not isinstance(entries, dict):
            faults.append(Fault(f"{table} is not a table", SETTINGS, f"Write [{table}.name] above its facts."))
            continue
        for name, facts in entries.items():
            where = f"{SETTINGS}, [{table}.{name}]"
            if not isinstance(facts, dict):
                faults.append(Fault("not a table", where, f"Write [{table}.{name}] above its facts."))
            elif table == "waves":
                faults += _wave_faults(name, facts, where)
            else:
                faults += _group_faults(facts, where)
    return faults


_WORDS = {str: 'a text in quotes: "…"', int: "a whole number", date: "a date: 2026-03-16"}


def _wave_faults(name: str, facts: Mapping[str, Any], where: str) -> list[Fault]:
    faults = _unknown_keys(facts, _WAVE_KEYS, where)
    if not _WAVE_NAME.fullmatch(name):
        faults.append(Fault(f"{name!r} cannot be a folder's name", where, "Use letters, digits and - only."))
    for key in ("funding_decision", "started"):
        if key in facts and not isinstance(facts[key], date):
            faults.append(Fault(f"{key} = {facts[key]!r}", where, f"Expected {_WORDS[date]} without quotes."))
    for key in ("responsible", "respondents"):
        if key in facts and not isinstance(facts[key], str):
            faults.append(Fault(f"{key} = {facts[key]!r}", where, f"Expected {_WORDS[str]}."))
    period = facts.get("period", [date.min, date.max])
    if (
        not isinstance(period, list)
        or len(period) != 2
        or not all(isinstance(day, date) for day in period)
        or period[0] > period[1]
    ):
        faults.append(Fault(f"period = {period!r}", where, "Expected [first day, last day] as dates."))
    headcount = facts.get("headcount", {})
    if not isinstance(headcount, dict):
        faults.append(Fault("headcount is not a table", where, "Expected { teaching = 120, … }."))
    else:
        faults += [
            Fault(f"headcount of {group!r} is {n!r}", where, "Expected a whole number, 0 or more.")
            for group, n in headcount.items()
            if not isinstance(n, int) or isinstance(n, bool) or n < 0
        ]
    return faults


def _group_faults(facts: Mapping[str, Any], where: str) -> list[Fault]:
    faults = _unknown_keys(facts, ("name", "synonyms"), where)
    name = facts.get("name")
    if not isinstance(name, dict) or sorted(name) != sorted(LANGUAGES):
        faults.append(Fault("name is not given in fi, sv and en", where, 'Write { fi = "…", sv = "…", en = "…" }.'))
    synonyms = facts.get("synonyms", {})
    if not isinstance(synonyms, dict) or not all(
        isinstance(words, list) and all(isinstance(word, str) for word in words) for words in synonyms.values()
    ):
        faults.append(Fault("synonyms are not lists of texts", where, 'Write { fi = ["…", "…"] }.'))
    return faults


def _extend(known: tuple[Group, ...], own: Mapping[str, Any]) -> tuple[Group, ...]:
    """Return the instrument's groups, replaced and followed by the workspace's own."""
    mine = {
        key: Group(
            key,
            dict(facts["name"]),
            {lang: tuple(words) for lang, words in facts.get("synonyms", {}).items()},
        )
        for key, facts in own.items()
    }
    return tuple(mine.pop(group.key, group) for group in known) + tuple(mine.values())


def _wave(name: str, facts: Mapping[str, Any]) -> Wave:
    period = facts.get("period")
    return Wave(
        name=name,
        funding_decision=facts.get("funding_decision"),
        started=facts.get("started"),
        responsible=facts.get("responsible", ""),
        respondents=facts.get("respondents", ""),
        period=(period[0], period[1]) if period else None,
        headcount=dict(facts.get("headcount", {})),
    )


__all__ = ["Review", "Wave", "find_root", "open_review"]
