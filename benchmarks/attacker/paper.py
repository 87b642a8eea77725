"""What stands in a tagged PDF, read by its structure as a screen reader reads it."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.attacker.markup import Page, PageTable, plain

#: Elements whose words are one text.
_BLOCKS = {"/P", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/Title", "/LBody", "/Caption", "/Code"}

#: How the reading library gives a hyphen at the end of a line that is not in the word.
_HYPHEN = "\x02"

#: Marked content on a page: the page's number and that of the content.
_Mark = tuple[int, int]


def read_pdf(path: Path) -> Page:
    """Return the tables, the words for pictures and the texts of a tagged PDF.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    Page
        What the structure holds; a table that goes on on the next page is one table.
    """
    from pypdf import PdfReader

    reader = PdfReader(path)
    catalogue: Any = reader.trailer["/Root"]
    page = Page(str(catalogue.get("/Lang", ""))[:2])
    numbers = {one.indirect_reference.idnum: n for n, one in enumerate(reader.pages) if one.indirect_reference}
    structure = _Structure(_marked_texts(path), numbers)
    for element in structure.kids(catalogue["/StructTreeRoot"]):
        structure.read(element, page)
    return page


class _Structure:
    """Reads elements of the structure tree; each has its words by the marks on the pages."""

    def __init__(self, texts: dict[_Mark, str], numbers: dict[int, int]) -> None:
        self.texts, self.numbers, self.caption = texts, numbers, ""

    @staticmethod
    def kids(element: Any) -> list[Any]:
        """Return the elements directly in one."""
        found = element.get("/K", [])
        listed = found if isinstance(found, list) else [found]
        return [kid for kid in (one.get_object() for one in listed) if isinstance(kid, dict) and "/S" in kid]

    def read(self, element: Any, page: Page) -> None:
        """Add what an element holds to the page."""
        kind = element["/S"]
        if "/Alt" in element and kind == "/Figure":
            page.alts.append(plain(str(element["/Alt"])))
        elif kind == "/Table":
            captions = [one for one in self._all(element) if one["/S"] == "/Caption"]
            rows = [row for row in self._all(element) if row["/S"] == "/TR"]
            cells = [[self.words(cell) for cell in self.kids(row)] for row in rows]
            page.tables.append(PageTable(" ".join(map(self.words, captions)) or self.caption, cells))
            self.caption = ""
        elif kind == "/Caption":  # of a table on the next page
            self.caption = self.words(element)
        elif kind in _BLOCKS or not self.kids(element):
            page.texts.append(self.words(element))
        elif kind != "/TOC":
            for kid in self.kids(element):
                self.read(kid, page)

    def _all(self, element: Any) -> Iterator[Any]:
        for kid in self.kids(element):
            yield kid
            yield from self._all(kid)

    def words(self, element: Any) -> str:
        """Return the words of an element and of those in it."""
        return plain(re.sub(rf"{_HYPHEN} ?", "", "".join(self._pieces(element, -1))))

    def _pieces(self, element: Any, page: int) -> Iterator[str]:
        page = self.numbers[element.raw_get("/Pg").idnum] if "/Pg" in element else page
        found = element.get("/K", [])
        for one in found if isinstance(found, list) else [found]:
            kid = one.get_object()
            if isinstance(kid, int):
                yield self.texts.get((page, kid), "")
            elif "/MCID" in kid:
                on = self.numbers[kid.raw_get("/Pg").idnum] if "/Pg" in kid else page
                yield self.texts.get((on, int(kid["/MCID"])), "")
            elif "/S" in kid:
                yield from self._pieces(kid, page)


def _marked_texts(path: Path) -> dict[_Mark, str]:
    """Return the words of each piece of marked content."""
    import pypdfium2
    from pypdfium2 import raw

    document, texts = pypdfium2.PdfDocument(path), dict[_Mark, str]()
    for number, page in enumerate(document):
        on_page, line = page.get_textpage(), 0.0
        for item in page.get_objects():
            if item.type != raw.FPDF_PAGEOBJ_TEXT:
                continue
            mark = (number, raw.FPDFPageObj_GetMarkedContentID(item.raw))
            goes_on, line = abs(item.get_matrix().f - line) < 1, item.get_matrix().f
            if mark[1] >= 0:
                texts[mark] = texts.get(mark, "") + " " * (not goes_on) + _text(raw, item.raw, on_page.raw)
    document.close()
    return texts


def _text(raw: Any, item: Any, page: Any) -> str:
    length = raw.FPDFTextObj_GetText(item, page, None, 0)
    buffer = ctypes.create_string_buffer(length)
    raw.FPDFTextObj_GetText(item, page, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    return buffer.raw[: max(length - 2, 0)].decode("utf-16-le", "replace")
