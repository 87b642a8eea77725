"""What stands where in the report's PDF, as data for the layout in ``report.typ``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO

from critical_points.documents.blocks import Block, Heading, Items, Lines, Paragraph, Picture, Run, Runs, Table, words
from critical_points.documents.chapters import FRONT, Chapter
from critical_points.documents.pdf_columns import SIZES, UPRIGHT, Fit, fit_table
from critical_points.errors import Fault, NotebookError
from critical_points.language import Language
from critical_points.messages import said

#: The greatest height of a picture, in millimetres: of one that is higher than wide, and of others.
_TALL, _HEIGHT = 205.0, 112.0

#: The same in management's chapter; its first picture stands on one page with the sentences.
_FRONT_TALL, _FRONT_HEIGHT, _FIRST_HEIGHT = 96.0, 80.0, 108.0

#: Dots of a picture on a millimetre of paper.
_DOTS = 200 / 25.4

#: Units of the figures as SVG in a millimetre.
_POINTS = 72 / 25.4

#: The sizes of type of the tables in the appendix.
_SMALL = SIZES[1:]

#: A table of no more letters and rows than these stands on one page.
_WHOLE, _ROWS = 1500, 12

#: Longer than this, a word that cannot be broken with a hyphen is broken without one.
_UNBROKEN = 30

#: The second headings are listed in the table of contents as long as it has no more lines than this.
_CONTENTS = 48

_PAGE = "\x00"


@dataclass
class Layout:
    """The chapters as data, and the pictures as files.

    Parameters
    ----------
    language : Language
        The language of the report.
    names : frozenset of str
        Names of the chapters: links lead to these.
    chapters : list of dict
        Strings, numbers and lists only.
    files : dict of str to bytes
        Pictures by the names by which the chapters refer to them.
    """

    language: Language
    names: frozenset[str]
    chapters: list[dict[str, object]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    _tables: dict[Table, tuple[str, list[str]]] = field(default_factory=dict)
    _count: int = 0
    _name: str = ""

    def add(self, chapter: Chapter) -> None:
        """Add a chapter; the tables that a page folds away are kept for the appendix."""
        self._name = chapter.name
        title = {"kind": "heading", "level": 1, "runs": self._runs(chapter.title), "key": _page_key(chapter.name)}
        height = _FRONT_HEIGHT if chapter.name == FRONT else _HEIGHT
        self.chapters.append({"blocks": [title, *self._turned(self._blocks(chapter.blocks, height))]})

    def add_appendix(self) -> None:
        """Add the numbers of the figures, as a chapter."""
        if not self._tables:
            return
        blocks: list[dict[str, object]] = [self._heading(1, self.language.text("The figures as numbers"))]
        for table, (key, pictures) in self._tables.items():
            first, *more = fit_table(table, _SMALL)
            back = [self._pointer(self.language.text("The figure is on page {page}", page=_PAGE), p) for p in pictures]
            blocks += [self._table(first, key), *(self._table(fit) for fit in more)]
            blocks[-1]["back"] = back
        self.chapters.append({"blocks": self._turned(blocks)})

    @property
    def depth(self) -> int:
        """How deep the table of contents goes."""
        found = [block for chapter in self.chapters for block in _flat(chapter["blocks"])]
        listed = [block for block in found if block["kind"] == "heading" and int(str(block["level"])) <= 2]
        return 2 if len(listed) <= _CONTENTS else 1

    def _key(self, what: str) -> str:
        self._count += 1
        return f"{what}-{self._count}"

    def _heading(self, level: int, text: str) -> dict[str, object]:
        return {"kind": "heading", "level": level, "runs": self._runs((Run(text),)), "key": self._key("heading")}

    def _blocks(self, blocks: Sequence[Block], height: float) -> list[dict[str, object]]:
        laid: list[dict[str, object]] = []
        for block in blocks:
            if isinstance(block, Table) and block.summary and laid and laid[-1]["kind"] == "picture":
                self._fold(block, laid[-1])
            else:
                new = list(self._block(block, height))
                if new and new[0]["kind"] in ("picture", "table") and laid and laid[-1]["kind"] == "paragraph":
                    laid[-1]["kept"] = True
                laid += new
        return laid

    def _block(self, block: Block, height: float) -> Iterator[dict[str, object]]:
        if isinstance(block, Heading):
            key = self._key("heading")
            yield {"kind": "heading", "level": block.level, "runs": self._runs(block.runs), "key": key}
        elif isinstance(block, Paragraph):
            language = block.language if re.fullmatch(r"[a-z]{2,3}", block.language) else ""
            language = "" if language == self.language.code else language
            yield {"kind": "paragraph", "language": language, "runs": self._runs(block.runs), "kept": False}
        elif isinstance(block, Lines):
            yield {"kind": "lines", "text": "\n".join(_soft(line) for line in block.text.split("\n"))}
        elif isinstance(block, Items):
            items = [[laid for one in item for laid in self._block(one, height)] for item in block.items]
            yield {"kind": "items", "ordered": block.ordered, "items": items}
        elif isinstance(block, Table):
            yield from [self._table(fit) for fit in fit_table(block)] if block.header else []
        else:
            yield from self._picture(block, height)

    def _fold(self, table: Table, picture: dict[str, object]) -> None:
        """Keep a figure's table for the appendix, and link both; the same table stands there once."""
        key, pictures = self._tables.setdefault(table, (self._key("numbers"), []))
        pictures.append(str(picture["key"]))
        words = self.language.text("{numbers}, page {page}", numbers=table.summary, page=_PAGE)
        picture["numbers"] = [*_list(picture["numbers"]), self._pointer(words, key)]

    @staticmethod
    def _pointer(words: str, target: str) -> dict[str, object]:
        before, _, after = words.partition(_PAGE)
        return {"before": before, "after": after, "target": target}

    def _picture(self, picture: Picture, height: float) -> Iterator[dict[str, object]]:
        if not picture.alt.strip():
            raise NotebookError(
                said("The report was not made; the earlier one is as it was."),
                [Fault(said("a picture without a description ({text!r})", text=""), self._name,
                       said("Give it an alt text."))],
            )  # fmt: skip
        size = _size(picture)
        if size is None:  # what no reader could open; its words stay
            yield {"kind": "paragraph", "language": "", "runs": self._runs((Run(picture.alt),)), "kept": False}
            return
        across, down = size
        if down > across:
            height = _TALL if height == _HEIGHT else _FRONT_TALL
        if self._name == FRONT and not self.files:
            height = _FIRST_HEIGHT
        width = min(UPRIGHT, across / (_POINTS if picture.kind == "svg" else _DOTS), height * across / down)
        name = f"/picture-{len(self.files) + 1}.{picture.kind}"
        self.files[name] = picture.data
        key = self._key("picture")
        yield {"kind": "picture", "file": name, "alt": picture.alt, "width": width, "key": key, "numbers": []}

    def _table(self, fit: Fit, key: str = "") -> dict[str, object]:
        table = fit.table
        return {
            "kind": "table",
            "caption": table.caption,
            "header": [self._runs(head) for head in table.header],
            "headed": any(words(head) for head in table.header),
            "rows": [
                [self._cell(cell, right) for cell, right in zip(row, table.numeric, strict=True)] for row in table.rows
            ],
            "numeric": list(table.numeric),
            "widths": list(fit.widths),
            "size": fit.size,
            "lying": fit.lying,
            "whole": sum(len(words(cell)) for row in table.rows for cell in row) < _WHOLE and len(table.rows) <= _ROWS,
            "key": key,
            "back": [],
        }

    def _cell(self, cell: Runs, numeric: bool) -> list[dict[str, object]]:
        if not numeric:
            return self._runs(cell)
        return self._runs(tuple(Run(run.text, run.style, run.link, whole=run.text != "\n") for run in cell))

    def _runs(self, runs: Runs) -> list[dict[str, object]]:
        return [
            {
                "text": run.text if run.whole else _soft(run.text),
                "style": run.style,
                "whole": run.whole,
                "target": _page_key(run.link) if run.link in self.names else None,
                "address": run.link if ":" in run.link and run.link not in self.names else None,
            }
            for run in runs
        ]

    def _turned(self, blocks: Iterable[dict[str, object]]) -> list[dict[str, object]]:
        """Put wide tables, with the heading and the paragraphs above them, on pages that lie."""
        turned: list[dict[str, object]] = []
        for block in blocks:
            if not block.get("lying"):
                turned.append(block)
                continue
            above = len(turned)
            while above and turned[above - 1]["kind"] in ("heading", "paragraph"):
                above -= 1
                if turned[above]["kind"] == "heading":
                    break
            lead = turned[above:] if above < len(turned) and turned[above]["kind"] == "heading" else []
            del turned[len(turned) - len(lead) :]
            if turned and turned[-1]["kind"] == "lying" and not lead:
                _list(turned[-1]["blocks"]).append(block)
            else:
                turned.append({"kind": "lying", "blocks": [*lead, block]})
        return turned


def _flat(blocks: object) -> Iterator[dict[str, object]]:
    for block in _list(blocks):
        yield block
        if block["kind"] == "lying":
            yield from _flat(block["blocks"])


def _list(value: object) -> list[dict[str, object]]:
    assert isinstance(value, list)
    return value


def _page_key(name: str) -> str:
    return f"page-{name}"


def _soft(text: str) -> str:
    """Return a text whose very long words may be broken."""
    return re.sub(rf"\S{{{_UNBROKEN},}}", lambda found: _broken(found[0]), text)


def _broken(word: str) -> str:
    return "\N{ZERO WIDTH SPACE}".join(word[start : start + 15] for start in range(0, len(word), 15))


def _size(picture: Picture) -> tuple[float, float] | None:
    """Return a picture's width and height, None where it cannot be read."""
    if picture.kind == "svg":
        return _svg_size(picture.data)
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(picture.data)) as image:
            image.load()
            return float(image.width), float(image.height)
    except (UnidentifiedImageError, OSError):
        return None


def _svg_size(data: bytes) -> tuple[float, float] | None:
    from xml.etree import ElementTree

    try:
        root = ElementTree.fromstring(data)
        _, _, width, height = (float(part) for part in root.attrib["viewBox"].replace(",", " ").split())
    except (ElementTree.ParseError, KeyError, ValueError):
        return None
    return (width, height) if width > 0 and height > 0 else None
