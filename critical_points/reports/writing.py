"""The pages of a report, each as soon as its notebook has been run, with links between them."""

from __future__ import annotations

import base64
import hashlib
import platform
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

from nbformat import NotebookNode

from critical_points.documents import FORMS, Stamp
from critical_points.errors import Fault, UnreadableError, why_not
from critical_points.language import Language
from critical_points.messages import LANGUAGES, said
from critical_points.notes import sheet_of
from critical_points.reports.notebooks import heading, told_of
from critical_points.reports.pages import Document, Link, Page, Translation, page_faults, plain_heading, to_html
from critical_points.workbook import find_workbooks
from critical_points.workspace import Review
from critical_points.workspace.appearance import Appearance, read_logo

_PROGRAMS = ("critical-points", "pandas", "numpy", "scipy", "matplotlib", "seaborn", "nbconvert")

#: The page that the documents are linked from.
FRONT = "index"

_CHECKSUM = 12  # characters: enough to tell files apart by eye


@dataclass(frozen=True)
class Part:
    """The notebooks of a report in one language.

    Parameters
    ----------
    language : Language
        The language.
    folder : str
        Where its pages stand inside the report's folder: "" or, for example, "sv/".
    notebooks : Mapping of Path to NotebookNode
        The notebooks, ready to run or run, by their files.
    """

    language: Language
    folder: str
    notebooks: Mapping[Path, NotebookNode]

    @property
    def names(self) -> tuple[str, ...]:
        """The pages as paths inside the report's folder."""
        return tuple(f"{self.folder}{path.stem}.html" for path in self.notebooks)

    @cached_property
    def links(self) -> dict[Path, Link]:
        """A link to each page, with its title, by the notebook's file."""
        return {
            path: Link(path.stem, plain_heading(heading(node)) or path.stem, told_of(node).get("each", ""))
            for path, node in self.notebooks.items()
        }


@dataclass(frozen=True)
class Report:
    """What all pages of a report have in common.

    Parameters
    ----------
    review : Review
        The workspace.
    parts : tuple of Part
        The notebooks in each language.
    stamp : Stamp
        What they are made from.
    others : Mapping of str to (tuple of str)
        Pages in other languages that are there already and tell the same.
    documents : collection of str
        The documents that will stand beside the pages, as paths inside the report's folder.
    """

    review: Review
    parts: tuple[Part, ...]
    stamp: Stamp
    others: Mapping[str, tuple[str, ...]]
    documents: Collection[str] = ()

    @property
    def pages(self) -> dict[str, tuple[str, ...]]:
        """The pages of every language, as paths inside the report's folder."""
        return {**self.others, **{part.language.code: part.names for part in self.parts}}


def write_page(report: Report, part: Part, path: Path, staged: Path) -> list[Fault]:
    """Write the page of a notebook that has been run, and return what is wrong with it.

    Parameters
    ----------
    report : Report
        The report; its other notebooks may still be running.
    part : Part
        The notebooks of the page's language.
    path : Path
        The notebook's file.
    staged : Path
        The folder that stands for the report's.
    """
    review, name = report.review, f"{path.stem}.html"
    page = Page(
        name=path.stem,
        title=part.links[path].title,
        organisation=review.organisation,
        review=review.instrument.title[part.language.code],
        language=part.language,
        stamp=report.stamp,
        pages=tuple(part.links.values()),
        translations=_translations(part, name, report.pages),
        documents=_documents(part, report.documents) if path.stem == FRONT else (),
        front=path.stem == FRONT,
        colour=review.appearance.colour,
        logo=_logo(review.appearance),
    )
    html = to_html(part.notebooks[path], page, path.parent)
    (staged / part.folder).mkdir(exist_ok=True)
    (staged / part.folder / name).write_text(html, encoding="utf-8", newline="\n")
    return page_faults(path, html)


def _logo(appearance: Appearance) -> str:
    """Return the organisation's logo as an address that asks for nothing; programs in it are never run."""
    if appearance.logo is None:
        return ""
    return f"data:{appearance.kind};base64,{base64.b64encode(read_logo(appearance)).decode()}"


def _documents(part: Part, documents: Collection[str]) -> tuple[Document, ...]:
    """Return the documents in the language of a page, with what they are in words."""
    language = part.language
    words = {
        "pdf": language.text("The whole report to print (PDF)"),
        "excel": language.text("All results as tables (Excel)"),
        "slides": language.text("Slides to present (PowerPoint)"),
    }
    return tuple(Document(name, words[form]) for form, name in FORMS.items() if f"{part.folder}{name}" in documents)


def _translations(part: Part, name: str, known: Mapping[str, tuple[str, ...]]) -> tuple[Translation, ...]:
    """Return the same page in every language that has it."""
    up = "../" if part.folder else ""
    found = [
        Translation(code, name if code == part.language.code else up + page)
        for code in LANGUAGES
        for page in known.get(code, ())
        if page.rpartition("/")[2] == name
    ]
    return tuple(found) if len(found) > 1 else ()


def make_stamp(review: Review, wave: str, against: str | None) -> Stamp:
    """Return what the report of a wave is made from, with what, and when."""
    waves = [name for name in (wave, against) if name]
    sources = [path for name in waves for path in _sources(review, name)]
    return Stamp(
        wave=wave,
        against=against or "",
        sources=tuple((path.relative_to(review.root).as_posix(), _checksum(path)) for path in sources),
        versions={"Python": platform.python_version()} | {name: version(name) for name in _PROGRAMS},
        made=datetime.now().astimezone(),
    )


def _sources(review: Review, wave: str) -> list[Path]:
    """Return the files that pages tell of a wave: answers, the teams' workbooks, notes to be shown, others' tallies."""
    notes = [path for path in [sheet_of(review, wave)] if path.is_file()]
    return [*review.raw_files(wave), *find_workbooks(review, wave), *notes, *review.benchmark_files(wave)]


def _checksum(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:_CHECKSUM]
    except OSError as error:
        raise UnreadableError(
            said("A source file cannot be read."),
            [Fault(why_not(error), str(path))],
            said("Close it in other programs and try again."),
        ) from error
