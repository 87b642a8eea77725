"""A figure where there is nothing to draw: a title, and why."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from critical_points.figures.description import Description, attach, sentences
from critical_points.figures.lettering import wrap_note, wrap_title
from critical_points.figures.style import BASE, INK, LINE, TITLE, Sheet, in_our_look, lines_high, write_title
from critical_points.language import Language


@in_our_look
def draw_absence(title: str, why: str, language: Language, ax: Axes | None = None) -> Axes:
    """Draw a title and the reason why there is nothing below it, so that a page is still made.

    Parameters
    ----------
    title : str
        What would be drawn.
    why : str
        One sentence.
    language : Language
        The language of both.
    ax : Axes, optional
        Where to draw; by default in a new figure.

    Returns
    -------
    Axes
        With both as its alt text, and as its data table.
    """
    head, words = wrap_title(title), wrap_note(why)
    sheet = Sheet(body=lines_high(words) + 0.15, top=lines_high(head, TITLE) + 0.16, left=0.05)
    ax = sheet.axes(ax)
    ax.set(xticks=[], yticks=[])
    ax.text(0, 1, words, transform=ax.transAxes, va="top", size=BASE, color=INK, linespacing=LINE)
    write_title(ax, sheet, head)
    return attach(ax, Description(sentences(f"{title}.", why), pd.DataFrame({title: [why]}), title, language))
