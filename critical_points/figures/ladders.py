"""Partnership as stairs: the steps one above the other, what cuts across beside them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from critical_points.decimals import interval_at, tell_mark
from critical_points.disclosure import Protected
from critical_points.estimates import choose_waves, partnership, steps_reached
from critical_points.figures.absence import draw_absence
from critical_points.figures.description import Description, attach, sentences
from critical_points.figures.lettering import wrap, wrap_note, wrap_title
from critical_points.figures.style import (
    BASE,
    HATCH,
    INK,
    LINE,
    NOW,
    PAPER,
    RULE,
    SMALL,
    TITLE,
    WIDTH,
    Sheet,
    in_our_look,
    ink_on,
    lines_high,
    write_note,
    write_title,
)
from critical_points.instrument import Labels
from critical_points.language import NO_VALUE
from critical_points.outcomes import tell_basis, tell_climb, tell_state
from critical_points.results import choose, one_subject, or_hidden, respondents, tell_mean, why_hidden
from critical_points.tallies import ALL
from critical_points.workspace import THRESHOLD

#: Ground and edge of a step by its state; they are told apart in greyscale, too.
_LOOKS = {"in order": (NOW, PAPER), "cannot tell": ("#dcdcdc", INK), "not in order": (PAPER, INK)}

#: Inches: the margin, how far each step is set in, what stands beside, the gap before it, air in a block, room for
#: numbers.
_EDGE, _INDENT, _BESIDE, _GAP, _AIR, _NUMBERS = 0.06, 0.26, 1.3, 0.12, 0.09, 1.05


@dataclass(frozen=True)
class _Block:
    """One block: its row, its texts broken into lines, its place and size in inches."""

    row: pd.Series
    name: str
    state: str
    numbers: str
    left: float
    width: float
    height: float


def ladder(
    safe: Protected,
    wave: str | None = None,
    ax: Axes | None = None,
    *,
    group: str = ALL,
    threshold: float = THRESHOLD,
) -> Axes:
    """Draw the levels of partnership as stairs, each step with its state, its mean with interval, and n.

    Parameters
    ----------
    safe : Protected
        Protected counts.
    wave : str, optional
        The wave; by default the newest one.
    ax : Axes, optional
        Where to draw; by default in a new figure.
    group : str, default "all"
        Whose answers.
    threshold : float, default 3.5
        The mean from which a level counts as in order (`Review.threshold`).

    Returns
    -------
    Axes
        With alt text and data table (`alt_text`, `data_table`); with a sentence where no levels were asked.
    """
    wave, language = choose_waves(safe, wave, None)[0], safe.labels.language
    frame = partnership(safe, wave, threshold)
    if frame.empty:
        title = f"{language.text('Ladder of partnership')}, {wave}"
        return draw_absence(title, language.text("The survey did not ask about partnership."), language, ax)
    frame = choose(frame, group=group, unit=ALL)
    reached = choose(steps_reached(safe, wave, threshold), group=group, unit=ALL).iloc[0]
    return draw_ladder(frame, reached, safe.labels, safe.minimum, ax)


@in_our_look
def draw_ladder(frame: pd.DataFrame, reached: pd.Series, labels: Labels, minimum: int, ax: Axes | None = None) -> Axes:
    """Draw rows of `partnership` and the row of `steps_reached` of the same place as `ladder` does."""
    title = wrap_title(_title(frame, labels))
    head = "\n".join(wrap(told, WIDTH - 0.15, BASE, "bold") for told in tell_climb(reached, labels))
    note = wrap_note(_note(frame, reached, labels))
    steps, beside = frame.dropna(subset=["step"]), frame[frame["step"].isna()]
    across = WIDTH - 2 * _EDGE
    room = across - (_BESIDE + _GAP) * (len(beside) > 0)
    blocks = [_step(row, labels, minimum, place, room) for place, (_, row) in enumerate(steps.iterrows())]
    pillars = [_pillar(row, labels, minimum, across) for _, row in beside.iterrows()]
    body = max(sum(block.height for block in blocks), sum(block.height for block in pillars), 0.5)
    sheet = Sheet(
        body=body,
        top=lines_high(title, TITLE) + lines_high(head, BASE) + 0.26,
        bottom=lines_high(note, SMALL) + 0.2,
        left=_EDGE,
        right=_EDGE,
    )
    ax = sheet.axes(ax)
    ax.set(xlim=(0, across), ylim=(0, body), xticks=[], yticks=[])
    _draw_steps(ax, blocks)
    _draw_beside(ax, pillars, body)
    write_title(ax, sheet, title)
    under_title = sheet.above(lines_high(head, BASE) + 0.1)
    ax.text(0, under_title, head, transform=ax.transAxes, va="top", size=BASE, weight="bold", linespacing=LINE)
    write_note(ax, sheet, note, gap=0.1)
    return attach(ax, _tell(frame, reached, labels, minimum))


def _step(row: pd.Series, labels: Labels, minimum: int, place: int, room: float) -> _Block:
    """Return a step: the name and the state at the left, the numbers at the right."""
    left = place * _INDENT
    numbers = _numbers(row, labels, minimum)
    named = room - left - _NUMBERS - 3 * _AIR
    name = wrap(_name(row, labels), named, BASE, "bold")
    state = wrap(tell_state(labels.language, str(row["state"])), named, BASE)
    height = max(lines_high(name) + lines_high(state), lines_high(numbers, SMALL)) + 2 * _AIR
    return _Block(row, name, state, numbers, left, room - left, height)


def _pillar(row: pd.Series, labels: Labels, minimum: int, across: float) -> _Block:
    """Return what stands beside the steps: all of its texts below each other."""
    named = _BESIDE - 2 * _AIR
    name = wrap(_name(row, labels), named, BASE, "bold")
    state = wrap(tell_state(labels.language, str(row["state"])), named, BASE)
    numbers = "\n".join(wrap(line, named, SMALL) for line in _numbers(row, labels, minimum).split("\n"))
    height = lines_high(name) + lines_high(state) + lines_high(numbers, SMALL) + 4 * _AIR
    return _Block(row, name, state, numbers, across - _BESIDE, _BESIDE, height)


def _numbers(row: pd.Series, labels: Labels, minimum: int) -> str:
    """Return the mean, its interval and n, one a line; for a hidden row that it is."""
    language = labels.language
    if row["hidden"]:
        return wrap(why_hidden(language, str(row["why"]), minimum), _NUMBERS, SMALL)
    if row["why"] == "not asked":
        return language.text("not asked")
    interval = interval_at(language, row["low"], row["high"], row["threshold"])
    return "\n".join(text for text in (tell_mean(language, row), interval, respondents(language, row["n"])) if text)


def _draw_steps(ax: Axes, blocks: list[_Block]) -> None:
    low = 0.0
    for block in blocks:
        _draw_ground(ax, block, low, block.height)
        top, left = low + block.height - _AIR, block.left + _AIR
        _write(ax, block, (left, top), block.name, weight="bold")
        _write(ax, block, (left, top - lines_high(block.name)), block.state)
        _write(
            ax, block, (left + block.width - 2 * _AIR, low + block.height / 2), block.numbers, SMALL, at="right center"
        )
        low += block.height


def _draw_beside(ax: Axes, pillars: list[_Block], body: float) -> None:
    low = body
    for block in pillars:
        height = body / len(pillars)
        low -= height
        _draw_ground(ax, block, low, height)
        middle, y = block.left + block.width / 2, low + (height + block.height) / 2 - _AIR
        for text, size, weight in (
            (block.name, BASE, "bold"),
            (block.state, BASE, "normal"),
            (block.numbers, SMALL, "normal"),
        ):
            _write(ax, block, (middle, y), text, size, weight, at="center top")
            y -= lines_high(text, size) + _AIR


def _draw_ground(ax: Axes, block: _Block, low: float, height: float) -> None:
    face, edge = _LOOKS[str(block.row["state"])]
    ground = Rectangle((block.left, low), block.width, height, facecolor=face, edgecolor=edge, linewidth=1.2)
    if block.row["hidden"]:
        ground.set(facecolor=PAPER, edgecolor=RULE, hatch=HATCH)
    ground.set_clip_on(False)
    ax.add_patch(ground)


def _write(
    ax: Axes,
    block: _Block,
    place: tuple[float, float],
    text: str,
    size: float = BASE,
    weight: str = "normal",
    at: str = "left top",
) -> None:
    """Write a text of a block so that it can be read on its ground; `at` is which of its edges stands at the place."""
    across, up = at.split()
    words = ax.text(*place, text, ha=across, va=up, size=size, weight=weight, linespacing=LINE)
    if block.row["hidden"]:
        words.set(color=INK, bbox={"facecolor": PAPER, "edgecolor": "none", "boxstyle": "square,pad=0.15"})
    else:
        words.set_color(ink_on(_LOOKS[str(block.row["state"])][0]))


def _title(frame: pd.DataFrame, labels: Labels) -> str:
    group = str(frame["group"].iloc[0])
    parts = [labels.language.text("Ladder of partnership"), *[labels.group(group)] * (group != ALL)]
    return ", ".join([*parts, str(frame["wave"].iloc[0])])


def _note(frame: pd.DataFrame, reached: pd.Series, labels: Labels) -> str:
    language = labels.language
    rule = language.text(
        "Mean on the scale 1–5, its 95 % interval and n. In order: the lower limit is at least {threshold}. Not in "
        "order: the upper limit is below it. A step is reached when it and all steps before it are in order.",
        threshold=tell_mark(language, float(frame["threshold"].iloc[0])),
    )
    small = language.text("Where only the mean is told, to protect small groups, the state cannot be told.")
    return sentences(rule, small if (frame["why"] == "no interval").any() else "", tell_basis(reached, labels))


def _tell(frame: pd.DataFrame, reached: pd.Series, labels: Labels, minimum: int) -> Description:
    language, title = labels.language, _title(frame, labels)
    told = [_tell_row(row, labels, minimum) for _, row in frame.iterrows()]
    steps = int(frame["step"].notna().sum())
    alt = sentences(
        language.text("Stairs: {title}.", title=title),
        *tell_climb(reached, labels),
        f"{'; '.join(told[:steps])}.",
        language.text("Beside the steps: {levels}.", levels="; ".join(told[steps:])) if told[steps:] else "",
        tell_basis(reached, labels),
    )
    table = pd.DataFrame(
        {
            one_subject(language, "level"): [_name(row, labels) for _, row in frame.iterrows()],
            language.text("State"): [tell_state(language, str(state)) for state in frame["state"]],
            language.text("Mean (1–5)"): _column(frame, labels, minimum, "mean"),
            language.text("95 % interval"): _column(frame, labels, minimum, "interval"),
            language.text("n"): _column(frame, labels, minimum, "n"),
        }
    )
    return Description(alt, table, title, language)


def _name(row: pd.Series, labels: Labels) -> str:
    name = labels.level(str(row["subject"]), short=False)
    return f"{labels.language.integer(row['step'])}. {name}" if pd.notna(row["step"]) else name


def _tell_row(row: pd.Series, labels: Labels, minimum: int) -> str:
    numbers = ", ".join(_numbers(row, labels, minimum).split("\n"))
    return f"{_name(row, labels)}: {tell_state(labels.language, str(row['state']))}, {numbers}"


def _column(frame: pd.DataFrame, labels: Labels, minimum: int, what: str) -> list[str]:
    language, told = labels.language, []
    for _, row in frame.iterrows():
        text = {
            "mean": tell_mean(language, row),
            "interval": interval_at(language, row["low"], row["high"], row["threshold"]) or NO_VALUE,
            "n": language.integer(row["n"]),
        }[what]
        told.append(or_hidden(language, row, text, minimum))
    return told
