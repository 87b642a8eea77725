"""The report as one PDF: for the screen, for paper, and for a screen reader.

typst sets the pages, as it does those of the workbook: it writes tagged PDF (PDF/UA-1) on every system from one wheel.
It gets every text as data, so that nothing in it is read as markup. pypdf then names the first cell of each row of a
table its header.
"""

from __future__ import annotations

import json
from datetime import datetime
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from critical_points.documents.blocks import Block, Heading, Items, Paragraph, Run
from critical_points.documents.chapters import Chapter, read_chapters
from critical_points.documents.pdf_layout import Layout
from critical_points.errors import Fault, WriteError
from critical_points.language import Language
from critical_points.messages import said
from critical_points.workbook.pdf_structure import mark_row_headers
from critical_points.workbook.typesetting import typeset
from critical_points.workspace.appearance import read_logo

if TYPE_CHECKING:
    from critical_points.documents import Content
    from critical_points.workspace import Review

#: The name of the last chapter but for the numbers of the figures.
_MADE = "made"


def write_pdf(content: Content, path: Path) -> Path:
    """Write the report of a wave as one accessible PDF.

    Parameters
    ----------
    content : Content
        The notebooks of the report, run, and what they were made from.
    path : Path
        Where to; a file there is replaced.

    Returns
    -------
    Path
        The file: the page for management first, then a table of contents and a chapter a page; at the end the numbers
        of the figures as tables, and how the report was made. The same results give the same bytes but for the day.
    """
    language = content.review.language
    chapters = [*read_chapters(content.notebooks), _tell_making(content, language)]
    layout = Layout(language, frozenset(chapter.name for chapter in chapters))
    for chapter in chapters[:-1]:
        layout.add(chapter)
    layout.add_appendix()
    layout.add(chapters[-1])
    path.write_bytes(_finish(_typeset(layout, _describe(content, layout), content.stamp.made)))
    return path


def _describe(content: Content, layout: Layout) -> dict[str, object]:
    """Return what the pages tell besides their chapters."""
    review, stamp, language = content.review, content.stamp, content.review.language
    title = f"{review.instrument.title[language.code]}, {stamp.wave}"
    day = language.date(stamp.made)
    beside = [language.text("Compared with {wave}", wave=stamp.against)] if stamp.against else []
    return {
        "title": title,
        "organisation": review.organisation,
        "language": language.code,
        "date": {"year": stamp.made.year, "month": stamp.made.month, "day": stamp.made.day},
        "subtitle": " · ".join([*beside, language.text("Made on {day}", day=day)]),
        "running": f"{review.organisation} · {title}",
        "made": language.text(
            "Made on {day} with critical-points {version}", day=day, version=stamp.versions.get("critical-points", "")
        ),
        "words": {"contents": language.text("Contents")},
        "colour": review.appearance.colour,
        "logo": _add_logo(layout, review),
        "depth": layout.depth,
        "chapters": layout.chapters,
    }


def _add_logo(layout: Layout, review: Review) -> dict[str, str] | None:
    """Put the organisation's logo among the pictures, with what it is in words; None where there is none."""
    logo = review.appearance.logo
    if logo is None:
        return None
    name = f"/logo{logo.suffix.casefold()}"
    layout.files[name] = read_logo(review.appearance)
    return {"file": name, "alt": layout.language.text("Logo: {organisation}", organisation=review.organisation)}


def _tell_making(content: Content, language: Language) -> Chapter:
    """Return the last chapter: what the report was made from, with what, and when."""
    stamp, text = content.stamp, language.text
    blocks: list[Block] = [Paragraph((Run(f"{text('Survey wave')}: {stamp.wave}"),))]
    if stamp.against:
        blocks.append(Paragraph((Run(f"{text('Compared with')}: {stamp.against}"),)))
    if stamp.sources:
        blocks.append(Heading(2, (Run(text("Source files, with the first characters of their SHA-256 checksums")),)))
        told = [Paragraph((Run(f"{name} "), Run(checksum, "code"))) for name, checksum in stamp.sources]
        blocks.append(Items(tuple((one,) for one in told)))
    programs = ", ".join(f"{program}\N{NO-BREAK SPACE}{version}" for program, version in stamp.versions.items())
    blocks += [Heading(2, (Run(text("Programs")),)), Paragraph((Run(programs),))]
    blocks += [Heading(2, (Run(text("Made")),)), Paragraph((Run(language.time(stamp.made)),))]
    return Chapter(_MADE, (Run(language.text("How this report was made")),), tuple(blocks))


def _typeset(layout: Layout, report: dict[str, object], made: datetime) -> bytes:
    from critical_points.figures import font_folder

    source = (files("critical_points.documents") / "report.typ").read_bytes()
    with TemporaryDirectory(prefix="critical-points-") as folder:
        for name, data in layout.files.items():
            Path(folder, name.removeprefix("/")).write_bytes(data)
        told = {"report": json.dumps(report, ensure_ascii=False)}
        try:
            return typeset(source, told, Path(folder), int(made.timestamp()), [font_folder()])
        except RuntimeError as error:  # a logo or picture that is not what its name says
            fault = Fault(str(error).strip().splitlines()[0])
            raise WriteError(
                said("The PDF could not be set."), [fault], said("Look at the logo and the pictures.")
            ) from error


def _finish(pdf: bytes) -> bytes:
    """Name the first cell of each row its header."""
    from pypdf import PdfReader, PdfWriter

    writer, finished = PdfWriter(clone_from=PdfReader(BytesIO(pdf))), BytesIO()
    mark_row_headers(writer)
    writer.pdf_header = "%PDF-1.7"
    writer.add_metadata({"/Creator": "critical-points", "/Producer": "typst, pypdf"})
    writer.write(finished)
    return finished.getvalue()
