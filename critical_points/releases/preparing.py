"""What is published next: protected once, held against what was published before, and recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from critical_points.disclosure import Protected
from critical_points.publication import explain
from critical_points.releases.checking import find_conflicts, refuse
from critical_points.releases.keeping import protect_once
from critical_points.releases.members import Members, members_of
from critical_points.releases.opening import withhold_reasons
from critical_points.releases.records import (
    RECORD,
    Edition,
    add_pages,
    edition_of,
    members_file,
    read_editions,
    same_results,
    write_members,
    write_record,
)
from critical_points.storage import load
from critical_points.workspace import Review


@dataclass(frozen=True)
class Release:
    """One report before it is published.

    Parameters
    ----------
    safe : Protected
        What its pages are made from.
    members : Mapping of str to Members
        The respondents of each wave.
    edition : Edition
        What will be recorded: numbered, with the pages that were there already if it tells the same again.
    earlier : tuple of Edition
        The report's earlier editions that stay in its record.
    withdrawn : tuple of Edition
        Earlier editions, of this or another report, that are removed for it.
    """

    safe: Protected
    members: Mapping[str, Members]
    edition: Edition
    earlier: tuple[Edition, ...]
    withdrawn: tuple[Edition, ...]


def prepare_release(review: Review, report: str, waves: Sequence[str], *, withdraw: bool = False) -> Release:
    """Protect the waves of a report once, and see that nothing follows from it together with earlier reports.

    Parameters
    ----------
    review : Review
        The workspace.
    report : str
        The wave that is told.
    waves : sequence of str
        All waves of data in the report.
    withdraw : bool, default False
        True where earlier reports that stand against it are removed.

    Raises
    ------
    DecisionNeededError
        When fewer respondents than may be told of would follow, and `withdraw` is False.
    """
    answers = load(review, waves)
    safe = withhold_reasons(protect_once(review, answers, report, waves))
    members = {wave: members_of(answers, wave) for wave in waves}
    editions = read_editions(review)
    edition, withdrawn = edition_of(review, report, safe), list[Edition]()
    while conflicts := find_conflicts(review, edition, members, (one for one in editions if one not in withdrawn)):
        if not withdraw:
            raise refuse(edition, conflicts)
        withdrawn += [conflict.earlier for conflict in conflicts if conflict.earlier not in withdrawn]
    kept = [one for one in editions if one.report == report and one not in withdrawn]
    numbers = [one.number for one in editions if one.report == report]
    if kept and same_results(kept[-1], edition):
        last = kept.pop()
        edition = replace(edition, number=last.number, pages=last.pages)
    else:
        edition = replace(edition, number=max(numbers, default=0) + 1)
    return Release(safe, members, edition, tuple(kept), tuple(withdrawn))


def prepare_files(review: Review, wave: str) -> Release:
    """Prepare files that are given away beside the report of a wave: they tell what the report tells by default.

    Raises
    ------
    DecisionNeededError
        As `prepare_release`.
    """
    return prepare_release(review, wave, [name for name in (review.earlier(wave), wave) if name])


def record_release(
    review: Review, release: Release, pages: Mapping[str, tuple[str, ...]], staged: Path
) -> tuple[Edition, ...]:
    """Write the record among the staged pages, keep who stands behind it, and remove what is withdrawn.

    Returns
    -------
    tuple of Edition
        The editions of the record.
    """
    edition = add_pages(release.edition, pages)
    write_record(staged, [*release.earlier, edition])
    try:
        for wave, people in release.members.items():
            write_members(review, wave, edition, people)
        _remove(review, release.withdrawn, edition)
    except OSError as error:
        raise explain(error, review.reports_folder(edition.report)) from error
    return (*release.earlier, edition)


def _remove(review: Review, withdrawn: Iterable[Edition], new: Edition) -> None:
    """Remove withdrawn editions: their pages that no other edition has, their record, who stood behind them."""
    for old in withdrawn:
        folder = review.reports_folder(old.report)
        others = [one for one in read_editions(review) if one.report == old.report and one.number != old.number]
        kept = {name for one in others for names in one.pages.values() for name in names}
        for name in {name for names in old.pages.values() for name in names} - kept:
            (folder / name).unlink(missing_ok=True)
        if others:
            write_record(folder, others)
        else:
            (folder / RECORD).unlink(missing_ok=True)
        for wave in old.waves:
            if (old.report, old.number) != (new.report, new.number):
                members_file(review, wave, old).unlink(missing_ok=True)
        with suppress(OSError):  # other files are in it
            folder.rmdir()
