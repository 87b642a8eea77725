"""The documents of a report beside its pages: made from the same results, and never older than those."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from critical_points.documents import FORMS, Content, Stamp, write_documents
from critical_points.releases import Edition, Release
from critical_points.reports.writing import Part
from critical_points.workbook import read_plan
from critical_points.workspace import Review


def standing_documents(release: Release, forms: Sequence[str], parts: Iterable[Part], folder: Path) -> tuple[str, ...]:
    """Return the documents that will stand beside the new pages: made anew, or there already and telling the same.

    Parameters
    ----------
    release, forms, parts, folder
        As `outdated_documents`.

    Returns
    -------
    tuple of str
        Paths inside the folder.
    """
    still = _published([release.edition])
    names = [(form, f"{part.folder}{FORMS[form]}") for part in parts for form in FORMS]
    return tuple(name for form, name in names if form in forms or (name in still and (folder / name).exists()))


def outdated_documents(release: Release, forms: Sequence[str], parts: Iterable[Part], folder: Path) -> tuple[str, ...]:
    """Return the documents beside the new pages that are not made anew and tell the results of an earlier edition.

    Parameters
    ----------
    release : Release
        What is published now.
    forms : sequence of str
        The documents that are made now.
    parts : iterable of Part
        The languages of the new pages.
    folder : Path
        The report's folder.

    Returns
    -------
    tuple of str
        Paths inside the folder; never a file that the record does not know.
    """
    still = _published([release.edition])
    before = _published(release.earlier) - still
    others = [f"{part.folder}{FORMS[form]}" for part in parts for form in FORMS if form not in forms]
    return tuple(name for name in others if name in before and (folder / name).exists())


def make_documents(
    review: Review,
    release: Release,
    parts: Iterable[Part],
    forms: Sequence[str],
    stamp: Stamp,
    staged: Path,
    step: Callable[[str], None],
) -> tuple[str, ...]:
    """Write the documents of every language into the folder that stands for the report's.

    Parameters
    ----------
    review : Review
        The workspace.
    release : Release
        What is published.
    parts : iterable of Part
        The notebooks that have been run.
    forms : sequence of str
        The documents.
    stamp : Stamp
        What the report was made from.
    staged : Path
        The folder.
    step : callable
        Told after each document.

    Returns
    -------
    tuple of str
        The documents as paths inside the folder.
    """
    if not forms:
        return ()
    plan = read_plan(review).without_notes()
    made = []
    for part in parts:
        spoken = replace(review, language=part.language)
        safe, told = replace(release.safe, labels=spoken.labels), replace(plan, labels=spoken.labels)
        content = Content(spoken, safe, told, stamp.wave, stamp.against or None, part.notebooks, stamp)
        for form in forms:
            made += write_documents([form], content, staged / part.folder)
            step(FORMS[form])
    return tuple(path.relative_to(staged).as_posix() for path in made)


def _published(editions: Iterable[Edition]) -> set[str]:
    return {name for edition in editions for names in edition.pages.values() for name in names}
