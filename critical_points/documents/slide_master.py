"""The master of the slides: 16:9, three layouts, quiet letters; everything on a slide can be edited in PowerPoint."""

from __future__ import annotations

from typing import Any

#: The layouts, by their places.
TITLE_SLIDE, CONTENT, SIDE = 0, 1, 2

_WIDE, _HIGH = 13.333, 7.5
_INK, _BLUE, _QUIET = "111111", "1F4E86", "555555"

#: Inches from the left, from above, wide, high, by kind of placeholder.
_TITLE, _BODY = (0.55, 0.4, 12.2, 1.15), (0.55, 1.75, 12.2, 4.95)
_FIRST, _SECOND = (0.9, 2.2, 11.5, 1.7), (0.9, 4.1, 11.5, 1.9)
_FOOTER, _NUMBER = (0.55, 6.95, 9.0, 0.35), (11.75, 6.95, 1.0, 0.35)

_NAMES = ("Title", "Title and text", "Title, text and figure")


def new_presentation(colour: str = "") -> Any:
    """Return an empty presentation.

    Parameters
    ----------
    colour : str, default ""
        The organisation's colour as six hexadecimal digits, for titles; "" for our own.

    Returns
    -------
    Presentation
        With the layouts `TITLE_SLIDE`, `CONTENT` and `SIDE`, and nothing of the library's own file left in it.
    """
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(_WIDE), Inches(_HIGH)
    layouts = [deck.slide_layouts[place] for place in (0, 1, 5)]
    for layout in list(deck.slide_layouts):
        if layout not in layouts:
            deck.slide_layouts.remove(layout)
    _remake_side(deck.slide_layouts[SIDE], deck.slide_layouts[CONTENT])
    for page in (deck.slide_master, *deck.slide_layouts):
        _arrange(page, first=page == deck.slide_layouts[TITLE_SLIDE])
    for layout, name in zip(deck.slide_layouts, _NAMES, strict=True):
        layout.name = name
    _style(deck.slide_master, colour or _BLUE)
    _forget_the_template(deck)
    return deck


def _remake_side(side: Any, content: Any) -> None:
    """Give the layout with a figure the body of the one without."""
    from copy import deepcopy

    body = next(one for one in content.placeholders if one.placeholder_format.idx == 1)
    side.shapes._spTree.insert(3, deepcopy(body._element))


def _arrange(page: Any, *, first: bool) -> None:
    """Put the placeholders of a master or layout into their places; dates are left out."""
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND
    from pptx.util import Inches

    boxes = {
        KIND.TITLE: _TITLE,
        KIND.CENTER_TITLE: _FIRST,
        KIND.SUBTITLE: _SECOND,
        KIND.BODY: _BODY,
        KIND.OBJECT: _BODY,
        KIND.FOOTER: _FOOTER,
        KIND.SLIDE_NUMBER: _NUMBER,
    }
    for one in list(page.placeholders):
        kind = one.placeholder_format.type
        if kind == KIND.SUBTITLE:
            _align(one)
        if kind == KIND.DATE or (first and kind in (KIND.FOOTER, KIND.SLIDE_NUMBER)):
            one._element.getparent().remove(one._element)
            continue
        one.left, one.top, one.width, one.height = (Inches(part) for part in boxes[kind])
        if kind in (KIND.FOOTER, KIND.SLIDE_NUMBER):
            _quieten(one, right=kind == KIND.SLIDE_NUMBER)


def _align(subtitle: Any) -> None:
    """Write what stands below the title of the first slide like all text: dark, at the left."""
    from pptx.oxml.ns import qn

    for style in subtitle._element.iter(qn("a:lstStyle")):
        for old in list(style):
            style.remove(old)
        level = _add(style, "a:lvl1pPr", marL="0", indent="0", algn="l")
        _add(level, "a:buNone")
        _colour(_add(level, "a:defRPr", sz="2000"), _INK)


def _quieten(placeholder: Any, *, right: bool) -> None:
    """Make footers small, grey and aligned with the edge."""
    from pptx.oxml.ns import qn

    for style in placeholder._element.iter(qn("a:lstStyle")):
        for old in list(style):
            style.remove(old)
        level = _add(style, "a:lvl1pPr", algn="r" if right else "l")
        _colour(_add(level, "a:defRPr", sz="1100"), _QUIET)


def _style(master: Any, colour: str) -> None:
    """Set letters: titles bold in the colour, at the left and at the bottom of their box; text dark."""
    from pptx.oxml.ns import qn

    styles = master._element.find(qn("p:txStyles"))
    for name, sizes, ink in (("p:titleStyle", (28,), colour), ("p:bodyStyle", (20, 18, 16, 16, 16), _INK)):
        for level, size in enumerate(sizes, 1):
            paragraph = styles.find(qn(name)).find(qn(f"a:lvl{level}pPr"))
            paragraph.set("algn", "l")
            letters = paragraph.find(qn("a:defRPr"))
            letters.set("sz", str(100 * size))
            letters.set("b", "1" if name == "p:titleStyle" else "0")
            for fill in letters.findall(qn("a:solidFill")):
                letters.remove(fill)
            _colour(letters, ink)
            if name == "p:bodyStyle":
                _space(paragraph)


def _space(paragraph: Any) -> None:
    """Put room between paragraphs."""
    from pptx.oxml.ns import qn

    for old in paragraph.findall(qn("a:spcBef")):
        paragraph.remove(old)
    _add(_add(paragraph, "a:spcBef", first=True), "a:spcPts", val="900")


def _colour(letters: Any, ink: str) -> None:
    _add(_add(letters, "a:solidFill", first=True), "a:srgbClr", val=ink)


def _add(parent: Any, tag: str, *, first: bool = False, **attributes: str) -> Any:
    """Add an element to another one, at its end or as its first, and return it."""
    from pptx.oxml.ns import qn

    element = parent.makeelement(qn(tag), attributes)
    parent.insert(0 if first else len(parent), element)
    return element


def _forget_the_template(deck: Any) -> None:
    """Take away what the library's own file carries: a thumbnail and settings of somebody's printer."""
    from pptx.opc.constants import RELATIONSHIP_TYPE

    for part in (deck.part.package, deck.part):
        for key, relation in list(part._rels.items()):
            if relation.reltype in (RELATIONSHIP_TYPE.THUMBNAIL, RELATIONSHIP_TYPE.PRINTER_SETTINGS):
                part._rels.pop(key)
