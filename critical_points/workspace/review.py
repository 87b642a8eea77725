"""A workspace: its waves, and the folders of each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from critical_points.errors import Fault, SettingsError, did_you_mean
from critical_points.instrument import Instrument, Labels
from critical_points.language import Language
from critical_points.messages import introduce, said, said_plural
from critical_points.workspace.appearance import Appearance

SETTINGS = "review.toml"
MAPPING = "mapping.toml"

#: The mean, 1–5, from which a point or a level of partnership counts as in order, unless ``review.toml`` tells another.
THRESHOLD = 3.5

#: Files of a wave's raw folder that are not exports of part 1.
OTHER_FILES = re.compile(
    r"mapping\.(?:toml|xlsx)|(?:workbook|plan|discussion)(?![^\W\d_]).*|readme\b.*|.*\.md|\..*|~\$.*|desktop\.ini|thumbs\.db",
    re.I,
)

#: What a wave can be called: it is a folder's name, too.
WAVE_NAME = re.compile(r"[^\W_](?:[\w .-]*[\w-])?")


#: Seasons in the order of the year, for waves such as "2026-spring".
_SEASONS = {
    word: str(place)
    for place, words in enumerate(
        [("talvi", "vinter", "winter"), ("kevät", "vår", "spring"), ("kesä", "sommar", "summer"),
         ("syksy", "höst", "autumn", "fall")], 1
    )
    for word in words
}  # fmt: skip


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
    plan_made, plan_checked : date or None
        When the plan was made; when it was checked.
    """

    name: str
    funding_decision: date | None = None
    started: date | None = None
    responsible: str = ""
    respondents: str = ""
    period: tuple[date, date] | None = None
    headcount: Mapping[str, int] = field(default_factory=dict)
    plan_made: date | None = None
    plan_checked: date | None = None

    def __repr__(self) -> str:
        """Tell its name, its beginning and how many were asked."""
        asked = sum(self.headcount.values())
        return introduce(
            "Wave",
            self.name,
            said("started {day}", day=self.started) if self.started else "",
            said_plural("{n} person asked", "{n} people asked", asked) if asked else "",
        )


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
    threshold : float
        The mean from which a point or a level of partnership counts as in order.
    appearance : Appearance
        The organisation's logo and colour.
    """

    root: Path
    organisation: str
    language: Language
    instrument: Instrument
    minimum: int
    waves: Mapping[str, Wave]
    threshold: float = THRESHOLD
    appearance: Appearance = field(default_factory=Appearance)

    def __repr__(self) -> str:
        """Tell whose it is, its waves, its language and its minimum."""
        return introduce(
            "Review",
            self.organisation,
            said("waves {waves}", waves=", ".join(self.waves)) if self.waves else said("no waves yet"),
            said("language {code}", code=self.language.code),
            said("minimum {n}", n=self.minimum),
            step="cp.open_results(review)",
        )

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
                said("There is no wave yet in {folder}.", folder=self.root),
                next_step=said("make a folder such as data/raw/2026 and put the survey tool's export into it"),
            )
        return (with_files or list(self.waves))[-1]

    @property
    def headcounts(self) -> dict[str, Mapping[str, int]]:
        """The people asked in each wave, by group: for response rates and narrower intervals.

        Merged groups have the sum of theirs; where not all are told, none.
        """
        return {name: self._merged(wave.headcount) for name, wave in self.waves.items() if wave.headcount}

    @property
    def merges(self) -> dict[str, tuple[str, ...]]:
        """The groups and units that are told as one, by their common key."""
        every = (*self.instrument.groups, *self.instrument.units)
        return {group.key: group.merges for group in every if group.merges}

    def _merged(self, headcount: Mapping[str, int]) -> dict[str, int]:
        parts = {key for keys in self.merges.values() for key in keys}
        whole = {key: [headcount.get(part) for part in keys] for key, keys in self.merges.items()}
        sums = {key: sum(n for n in found if n is not None) for key, found in whole.items() if None not in found}
        return {key: n for key, n in headcount.items() if key not in parts} | sums

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
            fault = Fault(said("no wave {name!r}", name=name), suggestion=did_you_mean(name, list(self.waves)))
            raise SettingsError(
                said("The wave is not known."),
                [fault],
                said("name one of these, or put its export into data/raw/{name}", name=name),
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

    def benchmark_folder(self, wave: str) -> Path:
        """Return the folder of the files that other organisations shared."""
        return self.raw(wave) / "benchmark"

    def benchmark_files(self, wave: str) -> tuple[Path, ...]:
        """Return the files that other organisations shared, by name."""
        folder = self.benchmark_folder(wave)
        return tuple(sorted(folder.glob("*.csv"))) if folder.is_dir() else ()

    def opened_files(self, wave: str) -> tuple[str, ...]:
        """Return the names of a wave's raw files that Excel or LibreOffice has open."""
        return _opened_in(self.raw(wave))

    def opened_documents(self, wave: str) -> tuple[str, ...]:
        """Return the names of the files of a wave's report that Excel, PowerPoint or LibreOffice has open."""
        return _opened_in(self.reports_folder(wave))

    def mapping_file(self, wave: str) -> Path:
        """Return the place of what the analyst confirmed about a wave's files."""
        return self.raw(wave) / MAPPING

    def processed(self, wave: str) -> Path:
        """Return the folder of a wave's processed data."""
        return self.root / "data" / "processed" / wave

    def reports_folder(self, wave: str) -> Path:
        """Return the folder of a wave's reports."""
        return self.root / "reports" / wave


def _opened_in(folder: Path) -> tuple[str, ...]:
    """Return the names of the files of a folder that another program has open, by the lock files beside them."""
    if not folder.is_dir():
        return ()
    names = [path.name.removeprefix("~$") for path in folder.glob("~$*")]
    names += [path.name.removeprefix(".~lock.").removesuffix("#") for path in folder.glob(".~lock.*#")]
    return tuple(sorted(set(names)))


def natural(name: str) -> list[tuple[int, str]]:
    """Return a sort key that puts "2026-2" before "2026-10", and spring before autumn."""
    parts = re.split(r"(\d+)", re.sub(r"[^\W\d_]+", lambda word: _SEASONS.get(word[0], word[0]), name.casefold()))
    return [(int(part), "") if part.isdecimal() else (0, part) for part in parts]
