"""Small literal results, as `estimates` gives them, and what tests ask of a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation, Text

from critical_points.figures.style import look
from critical_points.instrument import Labels, load_instrument
from critical_points.language import Language

NAN = float("nan")

#: A cell of a small table: mean and n; "hidden" or "protects"; "4-5" for a band, of 12; or None where nobody answered.
Cell = tuple[float, int] | str | None

#: Why a cell is hidden.
WHY = {"hidden": "fewer than 5", "protects": "protects another cell"}

#: Means of fewer than this are told without an interval.
_SMALL = 10

POINTS = ("reachability", "student_readiness", "joint_planning")


def labels(code: str = "fi") -> Labels:
    return Labels(load_instrument(), Language(code))


def long_labels(code: str = "fi") -> Labels:
    """Labels as long as an organisation may make them: full names for short ones, groups of ten words."""
    instrument = load_instrument()
    points = tuple(replace(point, short=point.name) for point in instrument.points)
    groups = tuple(
        replace(
            group,
            name={
                key: f"Ammatillisen koulutuksen {name} sekä hyvinvointipalvelukokonaisuuden väki"
                for key, name in group.name.items()
            },
        )
        for group in instrument.groups
    )
    return Labels(replace(instrument, points=points, groups=groups), Language(code))


NUMBERS = ["n", "mean", "low", "high", "band_low", "band_high"]


def described(
    cells: Mapping[str, Sequence[Cell]], subjects: Sequence[str] = POINTS, kind: str = "point", by: str = "group"
) -> pd.DataFrame:
    """Return rows of `describe`: cells is group → one cell a subject. Intervals are ±0.2 within 1–5."""
    rows = []
    for member, column in cells.items():
        for subject, cell in zip(subjects, column, strict=True):
            place = {"wave": "2026", "group": "all", "unit": "all", by: member, "kind": kind, "subject": subject}
            row: dict[str, object] = {**dict.fromkeys(NUMBERS, NAN), "hidden": cell in WHY, "why": "", "detail": "full"}
            if isinstance(cell, tuple):
                mean, n = cell
                row |= {"n": float(n), "mean": mean, "detail": "full" if n >= _SMALL else "mean"}
                row |= {"low": max(1, mean - 0.2), "high": min(5, mean + 0.2)} if n >= _SMALL else {}
            elif cell is None:
                row |= {"n": 0.0}
            elif cell in WHY:
                row |= {"why": WHY[cell], "detail": ""}
            else:
                low, high = cell.split("-")
                row |= {"n": 12.0, "detail": "band", "band_low": float(low), "band_high": float(high)}
            rows.append(place | row)
    return pd.DataFrame(rows)


def distributed(
    rows: Mapping[str, tuple[Sequence[int], int] | str | None], kind: str = "point", group: str = "all"
) -> pd.DataFrame:
    """Return rows of `distribution`: rows is subject → (answers 1–5, n), or as `Cell`; "mean" is a group of 7."""
    found = []
    for subject, row in rows.items():
        for rating in range(1, 6):
            place = {"wave": "2026", "group": group, "unit": "all", "kind": kind, "subject": subject}
            value: dict[str, object] = {
                "answers": NAN,
                "share": NAN,
                "n": NAN,
                "hidden": isinstance(row, str) and row in WHY,
            }
            value |= {"why": WHY.get(str(row), ""), "detail": "" if isinstance(row, str) and row in WHY else "full"}
            if isinstance(row, tuple):
                answers, n = row
                value |= {"answers": answers[rating - 1], "share": answers[rating - 1] / sum(answers), "n": float(n)}
            elif row is None:
                value |= {"answers": 0.0, "n": 0.0}
            elif row == "mean":
                value |= {"n": 7.0, "detail": "mean"}
            found.append(place | {"rating": rating} | value)
    return pd.DataFrame(found)


def changed(rows: dict[str, tuple[str, float, float]], n: tuple[int, int] = (180, 210)) -> pd.DataFrame:
    """Return rows of `compare_waves`: rows is subject → (verdict, mean before, mean now)."""
    found = []
    for subject, (verdict, before, now) in rows.items():
        gone = verdict == "hidden"
        difference = NAN if gone or verdict == "not comparable" else now - before
        found.append(
            {
                "subject": subject,
                "n_before": NAN if gone else float(n[0]),
                "mean_before": NAN if gone else before,
                "n": NAN if gone else float(n[1]),
                "mean": NAN if gone else now,
                "difference": difference,
                "difference_low": difference - 0.15,
                "difference_high": difference + 0.15,
                "verdict": verdict,
                "why": "",
                **dict.fromkeys(["band_low", "band_high", "band_low_before", "band_high_before"], NAN),
                "hidden": gone,
                "hidden_before": gone,
                "why_hidden": WHY["hidden"] if gone else "",
                "why_hidden_before": WHY["hidden"] if gone else "",
            }
        )
    return pd.DataFrame(found)


def voted(votes: dict[str, int], n: int, hidden: bool = False) -> pd.DataFrame:
    """Return rows of `votes`: point → votes."""
    return pd.DataFrame(
        {
            "wave": "2026",
            "group": "all",
            "unit": "all",
            "subject": subject,
            "votes": NAN if hidden else float(count),
            "n": NAN if hidden else float(n),
            "share": NAN if hidden or not n else count / n,
            "hidden": hidden,
            "why": WHY["hidden"] if hidden else "",
        }
        for subject, count in votes.items()
    )


def annotation(ax: Axes, text: str) -> Annotation:
    """Return the text that stands beside a place."""
    (found,) = (t for t in ax.texts if isinstance(t, Annotation) and t.get_text() == text)
    return found


def texts(ax: Axes) -> list[str]:
    """Return every text of a figure, tick labels included."""
    return [text.get_text() for text in _texts(figure_of(ax))]


def texts_near(ax: Axes, y: float) -> list[str]:
    """Return the texts that stand at a height of the axes, in data units."""
    return [text.get_text() for text in ax.texts if getattr(text, "xy", text.get_position())[1] == y]


def points_of(line: Line2D) -> list[tuple[float, float]]:
    """Return the places that a line joins."""
    return [(float(x), float(y)) for x, y in np.asarray(line.get_xydata())]


def marked(ax: Axes) -> list[Line2D]:
    """Return the dots of a figure, as lines of one place, from the top down."""
    found = [line for line in ax.lines if line.get_marker() not in ("None", "", None)]
    return sorted(found, key=lambda line: points_of(line)[0][1])


def bars_of(ax: Axes) -> list[Rectangle]:
    """Return the bars of a figure."""
    return [bar for container in ax.containers for bar in container if isinstance(bar, Rectangle)]


def row_names(ax: Axes) -> list[str]:
    """Return the names of the rows from the top down, each on one line."""
    ticks = zip(ax.get_yticks(), ax.get_yticklabels(), strict=True)
    order = sorted(ticks, key=lambda tick: -ax.transData.transform((0, tick[0]))[1])
    return [one_line(label.get_text()) for _, label in order]


def one_line(text: str) -> str:
    return text.replace("/\n", "/").replace("-\n", "").replace("\n", " ")


def cut_or_overlapping(ax: Axes) -> list[tuple[str, ...]]:
    """Return the texts that leave the figure, and the pairs of texts that cover each other."""
    figure = figure_of(ax)
    with look():
        figure.draw_without_rendering()
        renderer: RendererAgg = figure.canvas.get_renderer()  # type: ignore[attr-defined] # Agg's own method
        boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in _texts(figure)]
    page = figure.bbox
    cut = [
        (name,) for name, box in boxes if box.x0 < page.x0 or box.x1 > page.x1 or box.y0 < page.y0 or box.y1 > page.y1
    ]
    air = 1.0  # pixels at 100 dots an inch: line boxes are a little higher than their letters
    pairs = [
        (one, other)
        for (one, a), (other, b) in combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > air and min(a.y1, b.y1) - max(a.y0, b.y0) > air
    ]
    return [*cut, *pairs]


def _texts(figure: Figure) -> list[Text]:
    found = figure.findobj(Text)
    return [text for text in found if isinstance(text, Text) and text.get_text() and text.get_visible()]


def figure_of(ax: Axes) -> Figure:
    """Return the figure of axes."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    return figure


def weighed(rows: Mapping[str, tuple[float, float] | str], n: int = 40, voters: int = 30) -> pd.DataFrame:
    """Return rows of `weigh`: rows is point → (share of low ratings, share of votes).

    A share of −1 is a hidden one and NaN one that nobody gave; "hidden" hides both. The first row is on the front,
    the first two are suggested.
    """
    found = []
    for place, (subject, row) in enumerate(rows.items()):
        below, votes = (-1.0, -1.0) if isinstance(row, str) else row
        found.append(
            {
                "subject": subject,
                "n": NAN if below < 0 else 0.0 if np.isnan(below) else float(n),
                "below": NAN if below < 0 else below,
                "voters": NAN if votes < 0 else 0.0 if np.isnan(votes) else float(voters),
                "votes": NAN if votes < 0 else votes,
                "front": place == 0 and below >= 0,
                "rank_low": 1.0 if below >= 0 else NAN,
                "rank_high": float(place + 1) if below >= 0 else NAN,
                "among_first": 0.9 / (place + 1) if below >= 0 else NAN,
                "suggested": place < 2 and below >= 0,
                "hidden": below < 0,
                "why": WHY["hidden"] if below < 0 else "",
                "votes_hidden": votes < 0,
                "votes_why": WHY["hidden"] if votes < 0 else "",
            }
        )
    return pd.DataFrame(found)
