"""HTML of notebooks read as blocks: a closed set of elements; of any other one the content is read."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

from critical_points.documents.blocks import Block, Heading, Items, Lines, Paragraph, Picture, Run, Runs, Table
from critical_points.documents.grids import read_table
from critical_points.facts import harmless

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_STYLES = {"strong": "strong", "b": "strong", "em": "emphasis", "i": "emphasis", "code": "code", "kbd": "code"}
_INLINE = {*_STYLES, "a", "abbr", "br", "cite", "label", "mark", "q", "s", "small", "span", "sub", "sup", "time", "u"}
_SILENT = {"style", "script", "template", "title", "hr"}
_WEB = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE)
_EMBEDDED = re.compile(
    r"data:image/(?:x-)?(?P<kind>\w+)(?:\+xml)?(?:;[\w=-]+)*?(?P<base64>;base64)?,(?P<data>.*)", re.DOTALL
)
#: Names of SVG that HTML is read without the capital letters of.
_NAMES = {
    name.lower(): name
    for name in ("viewBox", "preserveAspectRatio", "clipPath", "clipPathUnits", "linearGradient", "radialGradient",
                 "gradientUnits", "gradientTransform", "patternUnits", "patternTransform", "textLength")
}  # fmt: skip
_CASED = re.compile(rf"(?<=[<\s/])(?:{'|'.join(_NAMES)})(?=[\s=>/])")
_KINDS = {"png", "jpg", "jpeg", "gif", "svg", "webp"}


def read_html(html: str, folder: Path | None = None) -> list[Block]:
    """Return what stands in HTML, in its order.

    Parameters
    ----------
    html : str
        Whatever a notebook shows.
    folder : Path, optional
        Where pictures that it names are looked for.

    Returns
    -------
    list of Block
        Nothing that a reader sees is left out: a picture that is not there is told by its words.
    """
    return list(_blocks(BeautifulSoup(html, "html.parser"), folder, ""))


def _blocks(parent: Tag, folder: Path | None, language: str) -> Iterator[Block]:
    """Yield the blocks in an element; words between them are paragraphs."""
    loose: list[Run] = []
    for child in parent.children:
        if isinstance(child, PreformattedString):
            continue  # comments and the like
        if isinstance(child, NavigableString):
            loose.append(Run(str(child)))
        elif isinstance(child, Tag) and child.name in _INLINE and child.find(["img", "svg", "table", "p"]) is None:
            loose += _runs(child, Run(""))
        elif isinstance(child, Tag) and child.name not in _SILENT and not child.has_attr("hidden"):
            yield from _paragraph(loose, language)
            loose = []
            yield from _block(child, folder, str(child.get("lang", "")) or language)
    yield from _paragraph(loose, language)


def _block(tag: Tag, folder: Path | None, language: str) -> Iterator[Block]:
    if tag.name in _HEADINGS:
        runs = tidy(_runs(tag, Run("")))
        yield from [Heading(_HEADINGS[tag.name], runs)] if runs else []
    elif tag.name in ("ul", "ol"):
        items = tag.find_all("li", recursive=False)
        read = [tuple(_blocks(item, folder, str(item.get("lang", "")) or language)) for item in items]
        yield Items(tuple(item for item in read if item), ordered=tag.name == "ol")
    elif tag.name == "dl":
        yield Items(tuple(_facts(tag, folder, language)))
    elif tag.name == "table":
        yield read_table(tag, lambda cell: tidy(_runs(cell, Run(""))))
    elif tag.name == "details":
        yield from _folded(tag, folder, language)
    elif tag.name == "pre":
        yield Lines(harmless(tag.get_text()).strip("\n"))
    elif tag.name in ("img", "svg"):
        yield from _picture(tag, folder)
    else:
        yield from _blocks(tag, folder, language)


def _paragraph(runs: list[Run], language: str) -> Iterator[Paragraph]:
    told = tidy(runs)
    if told:
        yield Paragraph(told, language)


def _facts(tag: Tag, folder: Path | None, language: str) -> Iterator[tuple[Block, ...]]:
    """Yield each term with its description, the term in bold."""
    for term in tag.find_all("dt"):
        told: list[Block] = [Paragraph(tidy([Run(term.get_text(), "strong")]), language)]
        for after in term.find_next_siblings():
            if after.name != "dd":
                break
            told += _blocks(after, folder, language)
        yield tuple(told)


def _folded(tag: Tag, folder: Path | None, language: str) -> Iterator[Block]:
    """Yield what is folded away: tables know under which words; other things stand below these words."""
    summary = tag.summary.extract().get_text() if tag.summary is not None else ""
    heads = [Paragraph(tidy([Run(summary, "strong")]), language)] if summary.strip() else []
    inside = list(_blocks(tag, folder, language))
    if not all(isinstance(block, Table) for block in inside):
        yield from heads
    for block in inside:
        yield replace(block, summary=" ".join(summary.split())) if isinstance(block, Table) else block


def _picture(tag: Tag, folder: Path | None) -> Iterator[Block]:
    title = tag.title.get_text() if tag.name == "svg" and tag.title is not None else ""
    alt = " ".join(str(tag.get("alt") or tag.get("aria-label") or title).split())
    if tag.name == "svg":
        drawing = _CASED.sub(lambda found: _NAMES[found[0]], str(tag))
        yield Picture(drawing.encode(), "svg", alt)
        return
    found = _embedded(str(tag.get("src", ""))) or _beside(str(tag.get("src", "")), folder)
    if found is not None:
        yield Picture(found[0], found[1], alt)
    elif alt:
        yield Paragraph((Run(harmless(alt)),))


def _embedded(source: str) -> tuple[bytes, str] | None:
    found = _EMBEDDED.fullmatch(source.strip())
    if found is None or found["kind"] not in _KINDS:
        return None
    try:
        return (base64.b64decode(found["data"]) if found["base64"] else unquote(found["data"]).encode()), found["kind"]
    except binascii.Error:
        return None


def _beside(source: str, folder: Path | None) -> tuple[bytes, str] | None:
    path = (folder or Path()) / unquote(source)
    kind = path.suffix.removeprefix(".").lower()
    return (path.read_bytes(), kind) if folder is not None and kind in _KINDS and path.is_file() else None


def _runs(tag: Tag, like: Run) -> list[Run]:
    """Return the words of an element and of those in it."""
    if tag.name == "br":
        return [replace(like, text="\n")]
    if tag.name in _SILENT or tag.has_attr("hidden"):
        return []
    look = _look(tag, like)
    found: list[Run] = []
    for child in tag.children:
        if isinstance(child, Tag):
            apart = child.name not in _INLINE and bool(found)
            found += [Run("\n")] * apart + _runs(child, look)
        elif not isinstance(child, PreformattedString):
            found.append(replace(look, text=re.sub(r"[^\S\u00a0\u202f]+", " ", str(child))))
    return found


def _look(tag: Tag, like: Run) -> Run:
    """Return how words in an element look, in one that looks like `like`."""
    look = replace(like, style=_STYLES.get(tag.name, like.style))
    if tag.name == "a":
        address = str(tag.get("href", ""))
        page = re.fullmatch(r"([^/:?#]+)\.html(?:#.*)?", address)
        look = replace(look, link=unquote(page[1]) if page else address if _WEB.fullmatch(address) else "")
    return replace(look, whole=look.whole or "nowrap" in str(tag.get("style", "")))


def tidy(runs: list[Run]) -> Runs:
    """Return runs with single blanks, none at their ends, and without signs that steer the direction of writing."""
    tidied: list[Run] = []
    for run in runs:
        text = harmless(run.text) if run.text != "\n" else "\n"
        if run.text != "\n":
            text = re.sub(r"[^\S\u00a0\u202f]+", " ", text)
        if not tidied or tidied[-1].text.endswith((" ", "\n")):
            text = text.lstrip(" ") if text != "\n" or tidied else ""
        if text:
            tidied.append(replace(run, text=text))
    while tidied and not tidied[-1].text.rstrip(" \n"):
        tidied.pop()
    if tidied:
        tidied[-1] = replace(tidied[-1], text=tidied[-1].text.rstrip(" \n"))
    return tuple(tidied)
