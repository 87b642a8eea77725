"""A notebook that has been run, as a page: one HTML file that needs nothing but itself."""

from __future__ import annotations

import atexit
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bs4 import BeautifulSoup
from nbconvert import HTMLExporter, TemplateExporter
from nbconvert.filters import Highlight2HTML, markdown2html
from nbformat import NotebookNode
from traitlets.config import Config

from critical_points.documents import Stamp
from critical_points.errors import Fault
from critical_points.language import Language
from critical_points.messages import said
from critical_points.reports.markup import describes, forbidden, put_in_order
from critical_points.reports.notebooks import excerpt, place
from critical_points.workspace.appearance import COLOUR

_SHOWN = ["text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg", "text/plain"]

#: The folder of the templates, as long as this process runs.
_OPEN = ExitStack()
atexit.register(_OPEN.close)

#: What cannot stand as it is in an address that stands in a page.
_ESCAPES = {ord(sign): f"%{ord(sign):02X}" for sign in '%#<>"&\n'}


@dataclass(frozen=True)
class Link:
    """A page as the others point to it.

    Parameters
    ----------
    name, title : str
        The file's name without ``.html``; the first heading.
    group : str
        "point" for the page of one critical point; pages of a group stand beside each other.
    """

    name: str
    title: str
    group: str = ""

    @property
    def address(self) -> str:
        """The page's address within the report."""
        return f"{quote(self.name)}.html"


#: Each language by its own name.
_AUTONYMS = {"fi": "suomeksi", "sv": "på svenska", "en": "in English"}


@dataclass(frozen=True)
class Translation:
    """The same page in a language: its code, and its address from the page that points to it."""

    code: str
    path: str

    @property
    def address(self) -> str:
        """The address as a link has it."""
        return quote(self.path)

    @property
    def name(self) -> str:
        """The language in its own words."""
        return _AUTONYMS[self.code]


@dataclass(frozen=True)
class Document:
    """The report in another form: its file beside the page, and what it is in words."""

    address: str
    name: str


@dataclass(frozen=True)
class Page:
    """What a page tells besides its notebook.

    Parameters
    ----------
    name, title : str
        The file's name without ``.html``; the first heading.
    organisation, review : str
        Whose report it is, and of what.
    language : Language
        The language of the page.
    stamp : Stamp
        What it was made from.
    pages : tuple of Link
        All pages of the report, in their order.
    translations : tuple of Translation
        The page in all its languages, this one included; empty where there is one only.
    documents : tuple of Document
        The report in other forms, for the first page.
    front : bool
        Whether it is the first page, which points to all others.
    colour, logo : str
        The organisation's colour; the data address of its logo, "" without one.
    """

    name: str
    title: str
    organisation: str
    review: str
    language: Language
    stamp: Stamp
    pages: tuple[Link, ...]
    translations: tuple[Translation, ...] = ()
    documents: tuple[Document, ...] = ()
    front: bool = False
    colour: str = COLOUR
    logo: str = ""

    @property
    def main_pages(self) -> tuple[Link, ...]:
        """The pages that stand by themselves."""
        return tuple(link for link in self.pages if not link.group)

    @property
    def point_pages(self) -> tuple[Link, ...]:
        """The pages of one critical point each."""
        return tuple(link for link in self.pages if link.group)


def to_html(notebook: NotebookNode, page: Page, folder: Path) -> str:
    """Return a notebook that has been run as a page.

    Parameters
    ----------
    notebook : NotebookNode
        With its outputs.
    page : Page
        What the page tells besides.
    folder : Path
        Where pictures that the narration shows are looked for.

    Returns
    -------
    str
        One HTML file that loads nothing.
    """
    html, _ = _exporter().from_notebook_node(notebook, resources={"page": page})
    return put_in_order(html, page.title, page.language, folder, [link.address for link in page.pages])


class _Exporter(HTMLExporter):  # type: ignore[misc]  # nbconvert tells no types
    """nbconvert's exporter without its last look through the page, which is ours: see `put_in_order`."""

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the page as the template gives it."""
        self.register_filter("highlight_code", Highlight2HTML(parent=self))
        told: tuple[str, dict[str, Any]] = TemplateExporter.from_notebook_node(self, nb, resources, **kw)
        return told


@cache
def _exporter() -> HTMLExporter:
    """Return what writes pages: the template is compiled once, and serves every page."""
    templates = _OPEN.enter_context(as_file(files("critical_points") / "templates"))
    return _Exporter(
        config=Config(
            {"NbConvertBase": {"display_data_priority": _SHOWN}, "Exporter": {"optimistic_validation": True}}
        ),
        extra_template_basedirs=[str(templates)],
        template_name="report",
        exclude_input=True,
        filters={"svg_address": _svg_address},
    )


def plain_heading(markdown: str) -> str:
    """Return a heading's Markdown as plain text: without stars, backquotes and links."""
    return BeautifulSoup(markdown2html(markdown), "html.parser").get_text().strip()


def figure_faults(path: Path, notebook: NotebookNode) -> list[Fault]:
    """Return a fault for each figure that a notebook shows without a description."""
    return [
        Fault(
            said("a figure without a description."),
            place(path, notebook, index),
            said("Show it with cp.show(…), which describes it.") + excerpt(cell.source),
        )
        for index, cell in enumerate(notebook.cells)
        for output in cell.get("outputs", [])
        if (kind := _picture(output)) and not describes(output.metadata.get(kind, {}).get("alt", ""))
    ]


def page_faults(path: Path, html: str) -> list[Fault]:
    """Return a fault for each thing that a page must not hold."""
    return [Fault(fault.what, path.name, fault.suggestion) for fault in forbidden(html)]


def _picture(output: NotebookNode) -> str:
    """Return the kind of picture that a page shows for an output, "" where it shows none."""
    shown = next((kind for kind in _SHOWN if kind in output.get("data", {})), "")
    return shown if shown.startswith("image/") else ""


def _svg_address(svg: str) -> str:
    """Return a picture as an address that asks for nothing: as text, which is shorter than in base 64."""
    return "data:image/svg+xml;charset=utf-8," + svg.translate(_ESCAPES)
