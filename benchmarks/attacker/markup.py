"""What stands in a page: its tables, the words for its pictures, and its paragraphs."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree

_BLOCKS = {"p", "li", "summary", "figcaption", "h1", "h2", "h3", "dd", "dt"}
_SILENT = {"style", "script", "svg", "nav"}


@dataclass
class PageTable:
    """A table as text: its caption and its rows, the headers first."""

    caption: str = ""
    rows: list[list[str]] = field(default_factory=list)


@dataclass
class Page:
    """A page: its language, tables, alt texts, blocks of text, and the words that stand in its pictures."""

    language: str = ""
    tables: list[PageTable] = field(default_factory=list)
    alts: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)


def read_page(path: Path) -> Page:
    """Return what stands in an HTML file."""
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader.page


def plain(text: str) -> str:
    """Return a text with single blanks, and without what only keeps it on one line."""
    for joiner in ("\N{WORD JOINER}", "\N{SOFT HYPHEN}", "\N{ZERO WIDTH SPACE}"):
        text = text.replace(joiner, "")
    return " ".join(text.split())


def _words_in(source: str) -> list[str]:
    """Return the texts of a picture that is SVG."""
    head, _, content = source.partition(",")
    if not head.startswith("data:image/svg+xml"):
        return []
    svg = b64decode(content) if head.endswith(";base64") else unquote_to_bytes(content)
    return [plain(text) for text in ElementTree.fromstring(svg).itertext() if text.strip()]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._table: PageTable | None = None
        self._text: list[str] | None = None
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "html":
            self.page.language = told.get("lang") or ""
        elif tag in _SILENT:
            self._silent += 1
        elif tag == "img" and told.get("alt"):
            self.page.alts.append(plain(told["alt"] or ""))
            self.page.drawn += _words_in(told.get("src") or "")
        elif tag == "table":
            self._table = PageTable()
            self.page.tables.append(self._table)
        elif tag == "tr" and self._table is not None:
            self._table.rows.append([])
        elif tag in ("th", "td", "caption", *_BLOCKS):
            self._close()
            self._text = []
        if tag == "svg" and told.get("aria-label"):
            self.page.alts.append(plain(told["aria-label"] or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(self._silent - 1, 0)
        elif tag == "table":
            self._table = None
        elif tag in ("th", "td", "caption") and self._table is not None:
            text = plain("".join(self._text or []))
            if tag == "caption":
                self._table.caption = text
            else:
                self._table.rows[-1].append(text)
            self._text = None
        elif tag in _BLOCKS:
            self._close()

    def handle_data(self, data: str) -> None:
        if not self._silent and self._text is not None:
            self._text.append(data)

    def _close(self) -> None:
        """Keep the words of a block that ends, or that holds another one."""
        text = plain("".join(self._text or []))
        if text and self._table is None:
            self.page.texts.append(text)
        self._text = None
