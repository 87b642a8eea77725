"""The documents of a report beside its pages: made from the same results, and never older than those."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from critical_points.documents import FORMS, Content, Stamp, write_documents
from critical_points.fingerprints import of_file
from critical_points.releases import Edition, Release
from critical_points.reports.writing import Part
from critical_points.workbook import read_plan
from critical_points.workspace import Review

#: Beside what notebooks have shown: the documents, each with the checksums of the files it was made from and its own.
_NOTES = "documents.json"


def current_documents(past: Path, sources: str) -> frozenset[str]:
    """Return the documents that were made from the files as they are now, as paths inside the report's folder.

    Parameters
    ----------
    past : Path
        The folder of what earlier runs have left.
    sources : str
        The checksum of the files.
    """
    return frozenset(name for name, (made, _) in _noted(past).items() if made == sources)


def note_documents(past: Path, sources: str, documents: Iterable[str], folder: Path) -> None:
    """Note what documents were made from; one of which nothing is noted counts as older than the pages."""
    noted = _noted(past) | {name: (sources, of_file(folder / name)) for name in documents}
    with suppress(OSError):
        past.mkdir(parents=True, exist_ok=True)
        (past / _NOTES).write_text(json.dumps(noted, ensure_ascii=False), encoding="utf-8")


def _noted(past: Path) -> dict[str, tuple[str, str]]:
    with suppress(OSError, ValueError, TypeError):
        told = json.loads((past / _NOTES).read_text(encoding="utf-8"))
        return {name: (made, own) for name, (made, own) in told.items()}
    return {}


def keep_edited(past: Path, folder: Path, staged: Path, names: Iterable[str]) -> None:
    """Keep documents that somebody changed since they were written, under the time of their last change.

    Parameters
    ----------
    past : Path
        The folder of what earlier runs have left.
    folder, staged : Path
        The report's folder, and the one that stands for it.
    names : iterable of str
        The documents that are about to be replaced or removed, as paths inside the folder.
    """
    noted = _noted(past)
    for name in names:
        path = folder / name
        if not path.exists() or of_file(path) == noted.get(name, ("", ""))[1]:
            continue
        when = datetime.fromtimestamp(path.stat().st_mtime)
        copy = path.with_name(f"{path.stem} {when:%Y-%m-%d %H.%M.%S}{path.suffix}").relative_to(folder)
        (staged / copy).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, staged / copy)


def standing_documents(
    release: Release, forms: Sequence[str], parts: Iterable[Part], folder: Path, current: Collection[str]
) -> tuple[str, ...]:
    """Return the documents that will stand beside the new pages: made anew, or there already and telling the same.

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
    current : collection of str
        The documents that were made from the files as they are now.

    Returns
    -------
    tuple of str
        Paths inside the folder.
    """
    still = _published([release.edition]) & set(current)
    names = [(form, f"{part.folder}{FORMS[form]}") for part in parts for form in FORMS]
    return tuple(name for form, name in names if form in forms or (name in still and (folder / name).exists()))


def outdated_files(release: Release, parts: Sequence[Part], folder: Path, standing: Collection[str]) -> tuple[str, ...]:
    """Return what stands beside the new pages and is older: documents of earlier files, pages that are made no more.

    Parameters
    ----------
    release : Release
        What is published now.
    parts : sequence of Part
        The languages of the new pages.
    folder : Path
        The report's folder.
    standing : collection of str
        The documents that stay or are made now: see `standing_documents`.

    Returns
    -------
    tuple of str
        Paths inside the folder; never a file that the record does not know.
    """
    editions = [release.edition, *release.earlier]
    stay = {*standing, *(name for part in parts for name in part.names)}
    pages = {name for one in editions for part in parts for name in one.pages.get(part.language.code, ())}
    documents = {f"{part.folder}{name}" for part in parts for name in FORMS.values()} & _published(editions)
    return tuple(name for name in sorted(pages | documents) if name not in stay and (folder / name).exists())


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
