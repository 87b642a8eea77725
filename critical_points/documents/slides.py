"""The results as PowerPoint slides: a claim as each title, a figure with alt text, the sentences in the notes."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from critical_points.documents.logo import draw_logo
from critical_points.documents.packing import fix_times
from critical_points.documents.slide_master import CONTENT, SIDE, TITLE_SLIDE, new_presentation
from critical_points.documents.story import Scene, tell_story
from critical_points.facts import harmless

if TYPE_CHECKING:
    from critical_points.documents.content import Content

#: The language of a text as Office knows it.
_LANGUAGES = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}

#: Inches from the left, from above, wide, high: text beside a figure, text alone, the figure, the logo.
_TEXT = (0.55, 1.75, 4.5, 4.95)
_ALONE = (0.55, 1.75, 12.2, 4.95)
_PICTURE = (5.3, 1.65, 7.5, 5.1)
_LOGO = (0.9, 0.7, 4.0, 1.0)

#: Characters of text beside a figure, and where there is none, at each size of letters in points.
_SIZES = {True: ((18, 300), (16, 420)), False: ((22, 620), (20, 800), (18, 1100))}

#: A longer title has smaller letters: characters, points.
_LONG, _SMALLER = 85, 24


@dataclass(frozen=True)
class Figure:
    """A figure: the file's bytes, its width and height in any unit, and what it shows in words."""

    png: bytes
    size: tuple[float, float]
    alt: str


def write_slides(content: Content, path: Path) -> Path:
    """Write the results of a report as slides.

    Parameters
    ----------
    content : Content
        What the report tells.
    path : Path
        Where to; a file there is replaced.

    Returns
    -------
    Path
        The file: a title, then a slide a topic. Every picture has alt text, every slide a title of its own and notes;
        the same results give the same bytes but for the day.
    """
    review, language = content.review, content.review.language
    title = f"{review.instrument.title[language.code]} {content.wave}"
    deck = new_presentation(review.appearance.colour.removeprefix("#"))
    _add_first(deck, title, content)
    for scene in tell_story(content):
        _add_scene(deck, scene, f"{review.organisation} · {title}")
    for slide in deck.slides:
        _speak(slide, _LANGUAGES[language.code])
    made, properties = content.stamp.made.replace(tzinfo=None, microsecond=0), deck.core_properties
    properties.title, properties.language = _brief(title), language.code
    properties.author = properties.last_modified_by = _brief(review.organisation)
    properties.created = properties.modified = made
    properties.revision = 1
    deck.save(str(path))
    fix_times(path, made)
    return path


def _brief(text: str) -> str:
    """Return a text as a property of the file: one line of at most 255 characters."""
    return " ".join(harmless(text).split())[:255]


def _add_first(deck: Any, title: str, content: Content) -> None:
    language = content.review.language
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_SLIDE])
    _fill(slide.shapes.title.text_frame, [title])
    lines = [content.review.organisation, language.text("Made {time}.", time=language.date(content.stamp.made))]
    lines += [language.text("Compared with {wave}.", wave=content.against)] if content.against else []
    _fill(slide.placeholders[1].text_frame, lines)
    logo = draw_logo(content.review.appearance)
    if logo is not None:
        words = language.text("Logo: {organisation}", organisation=content.review.organisation)
        _add_picture(slide, Figure(logo.data, logo.size, words), _LOGO, middle=False)
    few = language.text(
        "Results of fewer than {minimum} respondents are not shown.", minimum=language.integer(content.safe.minimum)
    )
    _fill(
        slide.notes_slide.notes_text_frame,
        [few, language.text("The same results are told on the pages of the report.")],
    )


def _add_scene(deck: Any, scene: Scene, footer: str) -> None:
    """Add a slide: title, text, figure, footer, in the order in which they are read."""
    figure = _draw(scene)
    slide = deck.slides.add_slide(deck.slide_layouts[CONTENT if figure is None else SIDE])
    _fill(slide.shapes.title.text_frame, [scene.claim], _SMALLER if len(scene.claim) > _LONG else None)
    shown, size = _fitting(scene.sentences, figure is not None)
    body = slide.placeholders[1]
    _place(body, _ALONE if figure is None else _TEXT)
    _fill(body.text_frame, shown, size)
    if figure is not None:
        _add_picture(slide, figure)
    _add_footer(slide, footer)
    _fill(slide.notes_slide.notes_text_frame, [*scene.sentences, *([figure.alt] if figure else [])])


def _draw(scene: Scene) -> Figure | None:
    """Return the figure of a slide as a picture."""
    if scene.draw is None:
        return None
    from critical_points.figures import alt_text, render_png

    ax = scene.draw()
    figure = ax.get_figure(root=True)
    if figure is None:
        return None
    width, height = figure.get_size_inches()
    return Figure(render_png(figure), (float(width), float(height)), " ".join(alt_text(ax).split()))


def _fitting(sentences: tuple[str, ...], beside: bool) -> tuple[list[str], int]:
    """Return the sentences that fit on the slide, the first ones, and the size of their letters."""
    whole = sum(len(sentence) + 12 for sentence in sentences)
    size, room = next((one for one in _SIZES[beside] if whole <= one[1]), _SIZES[beside][-1])
    shown: list[str] = []
    for sentence in sentences:
        if shown and sum(len(one) + 12 for one in shown) + len(sentence) > room:
            break
        shown.append(sentence)
    return shown, size


def _fill(frame: Any, lines: list[str], size: int | None = None) -> None:
    """Write lines as paragraphs; what looks like markup stays text."""
    from pptx.util import Pt

    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = " ".join(harmless(line).split())
        if size is not None:
            run.font.size = Pt(size)


def _place(shape: Any, box: tuple[float, float, float, float]) -> None:
    from pptx.util import Inches

    shape.left, shape.top, shape.width, shape.height = (Inches(part) for part in box)


def _add_picture(slide: Any, figure: Figure, place: tuple[float, ...] = _PICTURE, *, middle: bool = True) -> None:
    """Put a picture into its place, as large as it fits, with its alt text."""
    left, top, width, height = place
    scale = min(width / figure.size[0], height / figure.size[1])
    wide, high = figure.size[0] * scale, figure.size[1] * scale
    from pptx.util import Inches

    picture = slide.shapes.add_picture(
        BytesIO(figure.png), Inches(left + middle * (width - wide) / 2), Inches(top), Inches(wide), Inches(high)
    )
    described = picture._element.nvPicPr.cNvPr  # python-pptx has no public name for alt text
    described.set("descr", harmless(figure.alt))


def _add_footer(slide: Any, text: str) -> None:
    """Add the layout's footer and number to a slide; python-pptx leaves them out."""
    from pptx.enum.shapes import PP_PLACEHOLDER

    for placeholder in slide.slide_layout.placeholders:
        kind = placeholder.placeholder_format.type
        if kind not in (PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER):
            continue
        element = deepcopy(placeholder._element)
        slide.shapes._spTree.append(element)
        added = slide.shapes[-1]
        added._element.nvSpPr.cNvPr.set("id", str(len(slide.shapes) + 100))
        if kind == PP_PLACEHOLDER.FOOTER:
            added.text_frame.clear()
            _fill(added.text_frame, [text])


def _speak(slide: Any, code: str) -> None:
    """Set the language of every run, so that a screen reader pronounces it right."""
    from pptx.oxml.ns import qn

    for page in (slide, slide.notes_slide):
        for run in page._element.iter(qn("a:r"), qn("a:fld")):
            run.get_or_add_rPr().set("lang", code)
