"""What a report has published: the record beside its pages, and who stood behind it, beside the answers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from critical_points import __version__
from critical_points.disclosure import Protected
from critical_points.errors import Fault, UnreadableError
from critical_points.messages import introduce, said, said_plural, to_say, translated
from critical_points.releases.members import Members
from critical_points.storage import sources
from critical_points.tallies import CELL
from critical_points.workspace import SETTINGS, Review

#: The record of a report, beside its pages.
RECORD = "published.json"

_ABOUT = to_say(
    "What this report has published, so that a later one does not tell together with it what neither may tell alone. "
    "Keep it with the pages. It holds no answers."
)

_COLUMNS = [*CELL[1:], "n", "detail"]


@dataclass(frozen=True)
class Told:
    """What was published of one wave of data.

    Parameters
    ----------
    sources : Mapping of str to str
        What the data was made from, with checksums.
    cells : DataFrame
        One row a shown cell: group, unit, kind, subject, n, detail; as `Protected.cells`.
    """

    sources: Mapping[str, str]
    cells: pd.DataFrame


@dataclass(frozen=True)
class Edition:
    """One publication of a report.

    Parameters
    ----------
    report : str
        The wave that the report tells: the name of its folder.
    number : int
        1 for the first.
    made : str
        When, as ISO 8601.
    pages : Mapping of str to (tuple of str)
        The pages by language, as paths inside the report's folder.
    minimum : int
        The smallest number of respondents shown.
    merges : Mapping of str to (Mapping of str to str)
        By "group" and "unit": the key of each group that was shown as part of another → that one's key.
    waves : Mapping of str to Told
        What was published of each wave of data.
    """

    report: str
    number: int
    made: str
    pages: Mapping[str, tuple[str, ...]]
    minimum: int
    merges: Mapping[str, Mapping[str, str]]
    waves: Mapping[str, Told]

    def __repr__(self) -> str:
        """Tell which report it is, when it was made and of how many pages."""
        pages = sum(map(len, self.pages.values()))
        told = said_plural("{n} page", "{n} pages", pages)
        return introduce("Edition", f"{self.report} ({self.number})", self.made, told)


def edition_of(review: Review, report: str, safe: Protected) -> Edition:
    """Return what a report of these results would publish, not yet numbered and without its pages."""
    shown = safe.cells.sort_values(CELL, ignore_index=True)
    told = {}
    for wave in shown["wave"].unique():
        cells = shown.loc[shown["wave"] == wave, _COLUMNS].reset_index(drop=True)
        made_from = {source.name: source.sha256 for source in sources(review, str(wave)) if source.name != SETTINGS}
        told[str(wave)] = Told(made_from, cells)
    made = datetime.now().astimezone().isoformat(timespec="seconds")
    return Edition(report, 0, made, {}, safe.minimum, merges_of(review), told)


def merges_of(review: Review) -> dict[str, dict[str, str]]:
    """Return which groups and units are shown as part of another one, as `Edition.merges`."""
    every = {"group": review.instrument.groups, "unit": review.instrument.units}
    return {name: {part: group.key for group in groups for part in group.merges} for name, groups in every.items()}


def read_editions(review: Review) -> list[Edition]:
    """Return every publication of every report of a workspace, by report and number.

    Raises
    ------
    UnreadableError
        When a record is damaged: without it nobody knows what was published.
    """
    folder = review.reports_folder("any").parent
    return [edition for path in sorted(folder.glob(f"*/{RECORD}")) for edition in read_record(path)]


def read_record(path: Path) -> list[Edition]:
    """Return the publications that a record tells, the first one first."""
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        return [_edition(path.parent.name, row) for row in facts["editions"]]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise UnreadableError(
            said("The record of what a report has published cannot be read."),
            [Fault(said("it is damaged, or is not what was written"), str(path))],
            said("take the file back from a backup; or, if nobody has been given that report, remove its folder"),
        ) from error


def _edition(report: str, row: Mapping[str, Any]) -> Edition:
    pages = {str(code): tuple(map(str, names)) for code, names in row["pages"].items()}
    waves = {
        str(wave): Told(dict(told["sources"]), pd.DataFrame(told["cells"], columns=_COLUMNS))
        for wave, told in row["waves"].items()
    }
    return Edition(report, int(row["number"]), str(row["made"]), pages, int(row["minimum"]), row["merges"], waves)


def write_record(folder: Path, editions: Iterable[Edition]) -> None:
    """Write the record of a report into a folder."""
    rows = [
        {
            "number": edition.number,
            "made": edition.made,
            "pages": {code: list(names) for code, names in edition.pages.items()},
            "minimum": edition.minimum,
            "merges": edition.merges,
            "waves": {
                wave: {"sources": dict(told.sources), "cells": told.cells.to_numpy(object).tolist()}
                for wave, told in edition.waves.items()
            },
        }
        for edition in editions
    ]
    facts = {"about": translated(_ABOUT), "version": __version__, "editions": rows}
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    (folder / RECORD).write_text(text.replace(',["', ',\n["'), encoding="utf-8", newline="\n")


def same_results(one: Edition, other: Edition) -> bool:
    """Tell whether two publications tell the same, in whatever languages."""
    return (
        (one.minimum, one.merges) == (other.minimum, other.merges)
        and one.waves.keys() == other.waves.keys()
        and all(_same_cells(told, other.waves[wave]) for wave, told in one.waves.items())
    )


def _same_cells(one: Told, other: Told) -> bool:
    rows = [told.cells.sort_values(_COLUMNS[:4]).to_numpy(object).tolist() for told in (one, other)]
    return bool(rows[0] == rows[1])


def add_pages(edition: Edition, pages: Mapping[str, tuple[str, ...]]) -> Edition:
    """Return an edition with pages in further languages; they take the place of those of the same names."""
    taken = {name for names in pages.values() for name in names}
    others = {code: names for code, names in edition.pages.items() if taken.isdisjoint(names)}
    return replace(edition, pages={**others, **pages})


def members_file(review: Review, wave: str, edition: Edition) -> Path:
    """Return the place of the respondents of a wave as a publication saw them: private, on this machine only."""
    return review.processed(wave) / f"published-{edition.report}-{edition.number}.parquet"


def read_members(review: Review, wave: str, edition: Edition) -> Members | None:
    """Return the respondents behind a publication; None where this machine does not know them."""
    try:
        return Members(pd.read_parquet(members_file(review, wave, edition)))
    except (OSError, ValueError):
        return None


def write_members(review: Review, wave: str, edition: Edition, members: Members) -> None:
    """Keep the respondents behind a publication beside the answers."""
    path = members_file(review, wave, edition)
    part = path.with_name(f".{path.name}.part")
    members.frame.to_parquet(part, index=False)
    part.replace(path)
