"""Points chosen as those that most need development: the share of voters for each."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from critical_points import estimates
from critical_points.disclosure import Protected
from critical_points.figures.description import Description, Result, attach, sentences, tell_extremes, tell_protected
from critical_points.figures.lettering import wrap_note, wrap_title
from critical_points.figures.rows import hide_row, lay_names, name_rows, row_height, write_near
from critical_points.figures.style import (
    NOW,
    SMALL,
    TITLE,
    Sheet,
    in_our_look,
    lines_high,
    write_note,
    write_title,
)
from critical_points.instrument import Labels
from critical_points.language import Language
from critical_points.results import choose, one_subject, or_hidden, respondents, why_hidden
from critical_points.tallies import ALL

#: Inches: a bar's height, and the room for the numbers at the right.
_BAR, _COUNTS = 0.24, 1.1


def votes_chart(safe: Protected, wave: str | None = None, group: str = ALL, ax: Axes | None = None) -> Axes:
    """Draw the share of voters that chose each point as one to develop, in the points' own order.

    Parameters
    ----------
    safe : Protected
        Protected counts.
    wave : str, optional
        The wave; by default the newest one.
    group : str, default "all"
        Whose votes.
    ax : Axes, optional
        Where to draw; by default in a new figure.

    Returns
    -------
    Axes
        With alt text and data table (`alt_text`, `data_table`).
    """
    wave, frame = estimates.choose_waves(safe, wave, None)[0], estimates.votes(safe)
    if wave not in set(frame["wave"]):
        frame = _nobody(safe.labels, wave, group)
    return draw_votes(choose(frame, wave=wave, group=group, unit=ALL), safe.labels, safe.minimum, ax)


@in_our_look
def draw_votes(frame: pd.DataFrame, labels: Labels, minimum: int, ax: Axes | None = None) -> Axes:
    """Draw rows of `votes`, of one wave and group, as `votes_chart` does."""
    language = labels.language
    rows = frame.assign(name=[labels.point(str(key)) for key in frame["subject"]])
    room, names = lay_names(rows["name"])
    title = wrap_title(_title(frame, labels))
    note = wrap_note(_note(rows, labels))
    row_high = row_height(names, 0.38)
    bar = _BAR / row_high
    sheet = Sheet(
        body=len(rows) * row_high,
        top=lines_high(title, TITLE) + 0.2,
        bottom=lines_high(note, SMALL) + 0.2,
        left=room,
        right=_COUNTS,
    )
    ax = sheet.axes(ax)
    ax.barh(range(len(rows)), rows["share"].fillna(0.0), bar, color=NOW)
    ax.set_xlim(0, max(0.1, rows["share"].max()) if rows["share"].notna().any() else 1)
    ax.set_xticks([])
    name_rows(ax, names)
    for y, (_, row) in enumerate(rows.iterrows()):
        if row["hidden"]:
            hide_row(ax, y, why_hidden(language, str(row["why"]), minimum), bar)
        else:
            write_near(ax, _result(row, labels), (row["share"] if row["n"] > 0 else 0, y), (5, 0))
    write_title(ax, sheet, title)
    write_note(ax, sheet, note)
    return attach(ax, _tell(rows, labels, minimum))


def _result(row: pd.Series, labels: Labels) -> str:
    """Return the share and the number of votes: "42 % (54)"."""
    language = labels.language
    if row["n"] == 0:
        return respondents(language, 0)
    return f"{language.percent(row['share'])} ({language.integer(row['votes'])})"


def _title(frame: pd.DataFrame, labels: Labels) -> str:
    language, group, wave = labels.language, str(frame["group"].iloc[0]), str(frame["wave"].iloc[0])
    if group == ALL:
        return language.text("Chosen as most in need of development, {wave}", wave=wave)
    return language.text("Chosen as most in need of development, {group}, {wave}", group=labels.group(group), wave=wave)


def _note(rows: pd.DataFrame, labels: Labels) -> str:
    language, shown = labels.language, rows[~rows["hidden"]]
    several = language.text("One respondent may choose several points.")
    if shown.empty:
        return several
    share = language.text(
        "Share of those who chose at least one point (n = {n}); in brackets, how many chose this one.",
        n=language.integer(shown["n"].max()),
    )
    return sentences(share, several)


def _tell(rows: pd.DataFrame, labels: Labels, minimum: int) -> Description:
    language, title = labels.language, _title(rows, labels)
    shown = rows[~rows["hidden"]]
    alt = sentences(
        language.text("Bars: {title}.", title=title),
        tell_extremes(
            language,
            language.text("Share of voters"),
            [Result(row["share"], str(row["name"]), row["n"]) for _, row in shown.iterrows()],
            language.percent,
        ),
        "" if shown.empty or shown["n"].max() > 0 else language.text("Nobody chose any point."),
        tell_protected(language, rows.assign(member=rows["name"], full=rows["name"]), minimum),
    )
    table = pd.DataFrame({one_subject(language, "point"): list(rows["name"])})
    for header, texts in (
        (language.text("Share of voters, %"), _percentages(rows["share"], language)),
        (language.text("Votes"), rows["votes"].map(language.integer)),
        (language.text("Voters (n)"), rows["n"].map(language.integer)),
    ):
        table[header] = [
            or_hidden(language, row, text, minimum) for (_, row), text in zip(rows.iterrows(), texts, strict=True)
        ]
    return Description(alt, table, title, language)


def _percentages(shares: pd.Series, language: Language) -> pd.Series:
    return (shares * 100).map(language.integer)


def _nobody(labels: Labels, wave: str, group: str) -> pd.DataFrame:
    """Return the votes of a wave in which nobody voted."""
    subjects = [point.key for point in labels.instrument.points]
    frame = pd.DataFrame({"wave": wave, "group": group, "unit": ALL, "subject": subjects})
    return frame.assign(votes=0.0, n=0.0, share=float("nan"), hidden=False, why="")
