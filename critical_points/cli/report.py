"""``critical-points report``: the pages of a wave."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from critical_points.cli.app import (
    AS_IN_REVIEW,
    WaveName,
    Workspace,
    app,
    open_workspace,
    tell_opened,
    tell_opened_documents,
)
from critical_points.cli.help import LANGUAGE, WAVE, Part
from critical_points.messages import said, said_plural, to_say

if TYPE_CHECKING:
    from critical_points.workspace import Review

_CODES = to_say("fi, sv, en or all; may be repeated.")
Languages = Annotated[
    list[str] | None, typer.Option("--language", help=_CODES, metavar=LANGUAGE, show_default=AS_IN_REVIEW)
]

_EARLIER, _BEFORE = to_say("The earlier wave."), to_say("the one before")
Against = Annotated[str | None, typer.Option("--against", help=_EARLIER, metavar=WAVE, show_default=_BEFORE)]

_WITHDRAW = to_say("Remove an earlier report that this one cannot stand beside.")
Withdraw = Annotated[bool, typer.Option("--withdraw", help=_WITHDRAW)]


_PDF = to_say("Make the report as a PDF, too: report.pdf.")
Pdf = Annotated[bool, typer.Option("--pdf", help=_PDF)]

_EXCEL = to_say("Make the results as an Excel workbook, too: results.xlsx.")
Excel = Annotated[bool, typer.Option("--excel", help=_EXCEL)]

_SLIDES = to_say("Make PowerPoint slides, too: slides.pptx.")
Slides = Annotated[bool, typer.Option("--slides", help=_SLIDES)]

_KERNELS = to_say("Run each notebook in a kernel of its own, as Jupyter does; slower.")
Kernels = Annotated[bool, typer.Option("--kernels", help=_KERNELS)]


@app.command(cls=Part)
def report(  # noqa: PLR0913, PLR0917 - an argument an option
    context: typer.Context,
    wave: WaveName = None,
    against: Against = None,
    language: Languages = None,
    pdf: Pdf = False,
    excel: Excel = False,
    slides: Slides = False,
    kernels: Kernels = False,
    withdraw: Withdraw = False,
    workspace: Workspace = None,
) -> None:
    """Clean what has changed, run the notebooks, and write reports/<wave>/*.html."""
    from critical_points.messages import LANGUAGES

    review = open_workspace(context, workspace)
    languages = LANGUAGES if "all" in (language or ()) else language
    chosen = wave or review.newest
    tell_opened(review, chosen)
    tell_opened_documents(review, chosen)
    before = _published(review) if withdraw else []
    forms = [form for form, asked in (("pdf", pdf), ("excel", excel), ("slides", slides)) if asked]
    if not forms and not kernels and _tell_unchanged(review, chosen, against, languages):
        return
    from critical_points.reports import build_reports
    from critical_points.reports.build import KERNELS
    from critical_points.terminal import progress_bar

    there, standing = _documents(review, chosen), _documents(review, chosen, kept=True)
    with progress_bar() as advance:
        files = build_reports(
            review, chosen, against, languages, advance,
            forms=forms, withdraw=withdraw, execution=KERNELS if kernels else None,
        )  # fmt: skip
    from critical_points.storage import load
    from critical_points.terminal import show_missing

    pages = [path for path in files if path.suffix == ".html"]
    made = [path for path in files if path.suffix != ".html"]
    removed = [path for path in before if not path.exists() and path not in there]
    told = said_plural("Wrote {n} page into {folder}.", "Wrote {n} pages into {folder}.", len(pages),
                       folder=review.reports_folder(chosen))  # fmt: skip
    kept = [path for path in _documents(review, chosen, kept=True) if path not in standing]
    lines = [*_tell_removed(removed), told, *_tell_documents(made, there, kept), *_tell_where_to_begin(pages)]
    sys.stdout.write("\n".join(lines) + "\n")
    show_missing(load(review, chosen), review.instrument, chosen)


def _tell_unchanged(review: Review, wave: str, against: str | None, languages: Iterable[str] | None) -> bool:
    """Tell that the pages are as a run would make them, and return whether they are: it is found out at once."""
    from critical_points.reports.reuse import unchanged_since

    codes = list(languages or [review.language.code])
    since = unchanged_since(review, wave, against, codes)
    if since is None:
        return False
    told = said("Nothing has changed since {when}: the pages are as they were.", when=review.language.time(since))
    folder = review.reports_folder(wave)
    there = [folder / ("" if code == review.language.code else code) / "index.html" for code in codes]
    lines = [told, *_tell_where_to_begin(page for page in there if page.is_file())]
    sys.stdout.write("\n".join(lines) + "\n")
    return True


def _documents(review: Review, wave: str, *, kept: bool = False) -> list[Path]:
    """Return the documents beside the pages of a wave, in every language; or the kept copies of edited ones."""
    from critical_points.documents import FORMS

    folder = review.reports_folder(wave)
    names = [name.replace(".", " *.") if kept else name for name in FORMS.values()]
    return [path for place in ("", "*/") for name in names for path in sorted(folder.glob(f"{place}{name}"))]


def _tell_documents(made: Iterable[Path], before: Iterable[Path], kept: Iterable[Path]) -> list[str]:
    """Return which documents were made, which are gone because they told earlier results, and which were kept."""
    lines = [said("Wrote {document}.", document=path) for path in made]
    lines += [
        said("Removed {document}: it told earlier results. Ask for it again if you need it.", document=path)
        for path in before
        if not path.exists()
    ]
    lines += [
        said("Kept {document}: it was changed after it had been written. It tells earlier results.", document=path)
        for path in kept
    ]
    return lines


def _published(review: Review) -> list[Path]:
    """Return the files that a record tells of: pages, workbooks and shared files."""
    from critical_points.releases import read_editions

    editions = read_editions(review)
    files = {
        review.reports_folder(edition.report) / name
        for edition in editions
        for names in edition.pages.values()
        for name in names
    }
    return sorted(path for path in files if path.exists())


def _tell_removed(files: list[Path]) -> list[str]:
    """Return which files are gone with an edition that was withdrawn."""
    from critical_points.errors import CAP

    if not files:
        return []
    lines = [
        said_plural("Removed {n} file of an earlier report:", "Removed {n} files of an earlier report:", len(files))
    ]
    lines += [f"  {path}" for path in files[:CAP]]
    if len(files) > CAP:
        lines.append("  " + said_plural("… and {n} more", "… and {n} more", len(files) - CAP))
    return [*lines, said("This is right only if nobody has been given them.")]


def _tell_where_to_begin(pages: Iterable[Path]) -> list[str]:
    """Return which page to open, in each language."""
    return [said("Open this in a browser: {page}", page=page) for page in pages if page.name == "index.html"]
