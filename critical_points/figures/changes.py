"""Means of one wave beside those of an earlier one, with a verdict in words."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import Transform

from critical_points.decimals import tell_change
from critical_points.disclosure import Protected
from critical_points.estimates import choose_waves, compare_waves
from critical_points.figures.absence import draw_absence
from critical_points.figures.description import Description, attach, sentences, tell_protected
from critical_points.figures.lettering import text_width, wrap, wrap_note, wrap_title
from critical_points.figures.rows import hide_row, lay_names, name_rows, row_height, write_beside, write_near
from critical_points.figures.style import (
    BEFORE,
    INK,
    NOW,
    PAPER,
    QUIET,
    SMALL,
    TITLE,
    Sheet,
    draw_scale,
    in_our_look,
    lines_high,
    write_note,
    write_title,
)
from critical_points.instrument import Labels
from critical_points.language import Language
from critical_points.results import (
    not_asked,
    of_point,
    one_subject,
    subjects,
    tell_mean,
    tell_verdict,
    why_hidden,
)

#: Room for the difference and the verdict, in inches.
_VERDICTS = 1.7

#: Height of a hidden row, in inches.
_BAND = 0.25

#: Air at both ends of the scale for the values beside the dots, in steps of the scale.
_AIR = 0.75


def wave_changes(
    safe: Protected,
    wave: str | None = None,
    against: str | None = None,
    kind: str = "point",
    ax: Axes | None = None,
    *,
    point: str | None = None,
) -> Axes:
    """Draw the means of a wave beside those of an earlier one, joined by a line, with a verdict in words.

    Parameters
    ----------
    safe : Protected
        Protected counts of both waves.
    wave, against : str, optional
        The wave, and the earlier one it is compared with; by default the newest, and the one before it.
    kind : {"point", "level", "item"}
        What stands on the rows.
    ax : Axes, optional
        Where to draw; by default in a new figure.
    point : str, optional
        The key of a point: it and its statements stand on the rows, whatever `kind` says.

    Returns
    -------
    Axes
        With alt text and data table (`alt_text`, `data_table`). Where there is no earlier wave, a title and a sentence
        that says so.
    """
    now, before = choose_waves(safe, wave, against)
    labels, language = safe.labels, safe.labels.language
    about = subjects(language, kind) if point is None else labels.point(point, short=False)
    if before is None:
        none = language.text("There is no earlier survey to compare with yet.")
        return draw_absence(f"{about}, {now}", none, language, ax)
    kinds = [kind] if point is None else ["point", "item"]
    frame = pd.concat([compare_waves(safe, now, before, each).assign(kind=each) for each in kinds], ignore_index=True)
    if point is not None:
        frame = of_point(frame, labels, point)
        if frame.empty:
            return draw_absence(f"{about}, {now}", not_asked(language, now), language, ax)
    return draw_wave_changes(frame, labels, safe.minimum, (now, before), kinds[-1], ax)


@in_our_look
def draw_wave_changes(
    frame: pd.DataFrame,
    labels: Labels,
    minimum: int,
    waves: tuple[str, str],
    kind: str = "point",
    ax: Axes | None = None,
) -> Axes:
    """Draw the rows of `compare_waves` as `wave_changes` does; `waves` are the wave and the earlier one."""
    language = labels.language
    kinds = frame["kind"] if "kind" in frame else [kind] * len(frame)
    rows = frame.assign(
        name=[labels.subject(str(each), str(key)) for each, key in zip(kinds, frame["subject"], strict=True)]
    )
    room, names = lay_names(rows["name"])
    beside = [_beside(row, language) for _, row in rows.iterrows()]
    title, note = wrap_title(_title(rows, labels, waves, kind)), wrap_note(_note(rows, language))
    row_high = max(row_height(names, 0.45), row_height(beside, 0.45, SMALL))
    sheet = Sheet(
        body=len(rows) * row_high,
        top=lines_high(title, TITLE) + 0.3,
        bottom=lines_high(note, SMALL) + 0.42,
        left=room,
        right=_VERDICTS,
    )
    ax = sheet.axes(ax)
    draw_scale(ax, air=_AIR)
    name_rows(ax, names)
    _name_waves(ax, sheet, rows, waves)
    for y, (_, row) in enumerate(rows.iterrows()):
        write_beside(ax, y, beside[y])
        if row["verdict"] == "hidden":
            hide_row(ax, y, why_hidden(language, _why(row), minimum), _BAND / row_high)
        elif pd.notna(row["difference"]):
            _draw_pair(ax, y, row, language)
    write_title(ax, sheet, title)
    write_note(ax, sheet, note, gap=0.32)
    return attach(ax, _tell(rows, labels, minimum, waves, kind))


def _draw_pair(ax: Axes, y: float, row: pd.Series, language: Language) -> None:
    """Draw both means, hollow before and filled now, their values outside."""
    before, now = row["mean_before"], row["mean"]
    ax.plot([before, now], [y, y], color=BEFORE, linewidth=2, zorder=1.5)
    _dot(ax, (before, y), ax.transData, filled=False)
    _dot(ax, (now, y), ax.transData, filled=True)
    side = 8 if now >= before else -8
    write_near(ax, language.number(before), (before, y), (-side, 0), QUIET)
    write_near(ax, language.number(now), (now, y), (side, 0), INK, "bold")


def _name_waves(ax: Axes, sheet: Sheet, rows: pd.DataFrame, waves: tuple[str, str]) -> None:
    """Write the waves over the first pair of dots, or above the axes where their names are too long for that."""
    pairs = [(y, row) for y, (_, row) in enumerate(rows.iterrows()) if pd.notna(row["difference"])]
    if not pairs:
        return
    y, row = pairs[0]
    step = sheet.width / (4 + 2 * _AIR)
    side = 1 if row["mean"] >= row["mean_before"] else -1
    names = ((waves[1], row["mean_before"], -side, QUIET, "normal"), (waves[0], row["mean"], side, INK, "bold"))
    if all(text_width(n, SMALL, w) < step * (_AIR + (5 - x if to > 0 else x - 1)) for n, x, to, _, w in names):
        for name, x, to, ink, weight in names:
            write_near(ax, name, (x, y), (2 * to, 9), ink, weight)
        return
    place = 0.15
    for name, _, _, ink, weight in names:
        _dot(ax, (sheet.across(place), sheet.above(0.12)), ax.transAxes, filled=weight == "bold")
        at = (sheet.across(place + 0.12), sheet.above(0.12))
        ax.text(*at, name, transform=ax.transAxes, va="center", size=SMALL, color=ink, weight=weight)
        place += 0.5 + text_width(name, SMALL, weight)


def _dot(ax: Axes, at: tuple[float, float], transform: Transform, filled: bool) -> None:
    face, edge = (NOW, NOW) if filled else (PAPER, BEFORE)
    ax.plot(
        *at, "o", markersize=8, color=face, markeredgecolor=edge, markeredgewidth=2, transform=transform, clip_on=False
    )


def _beside(row: pd.Series, language: Language) -> str:
    """Return what stands beside a row: the difference, the verdict and both n."""
    verdict = tell_verdict(language, row)
    if pd.isna(row["difference"]):
        return wrap(verdict, _VERDICTS - 0.12, SMALL)
    words = wrap(f"{_change(language, row)[0]} {verdict}", _VERDICTS - 0.12, SMALL)
    return f"{words}\n{_counts(row, language)}"


def _change(language: Language, row: pd.Series) -> tuple[str, str]:
    return tell_change(language, row["difference"], row["difference_low"], row["difference_high"])


def _counts(row: pd.Series, language: Language) -> str:
    return language.text(
        "n = {before} → {now}", before=language.integer(row["n_before"]), now=language.integer(row["n"])
    )


def _title(rows: pd.DataFrame, labels: Labels, waves: tuple[str, str], kind: str) -> str:
    about = subjects(labels.language, kind)
    if "kind" in rows and len(set(rows["kind"])) > 1:  # one point and its statements
        about = labels.point(str(rows["subject"].iloc[0]), short=False)
    return labels.language.text(
        "{subjects}, means, {before} and {wave}",
        subjects=about,
        before=waves[1],
        wave=waves[0],
    )


def _note(rows: pd.DataFrame, language: Language) -> str:
    """Return what the numbers are; that differences are not of rounded means where a reader would see it."""
    shown = rows.dropna(subset=["difference"])
    apart = (shown["mean"].round(1) - shown["mean_before"].round(1) - shown["difference"].round(1)).abs()
    return sentences(
        language.text("All respondents, scale 1–5. n is the number of respondents."),
        language.text("Differences are computed before rounding.") if (apart > 0.05).any() else "",
    )


def _tell(rows: pd.DataFrame, labels: Labels, minimum: int, waves: tuple[str, str], kind: str) -> Description:
    language, title = labels.language, _title(rows, labels, waves, kind)
    better = rows["difference"] > 0
    changed, compared = rows["verdict"] == "changed", rows["difference"].notna()
    alt = sentences(
        language.text("Pairs of dots: {title}.", title=title),
        _name_changed(language, language.text("Improved"), rows[changed & better]),
        _name_changed(language, language.text("Declined"), rows[changed & ~better]),
        language.text("Nothing has clearly changed.") if compared.any() and not changed.any() else "",
        _name(language.text("No meaningful change"), rows[rows["verdict"] == "no meaningful change"]),
        _name(language.text("Cannot tell"), rows[rows["verdict"] == "cannot tell"]),
        _name(language.text("Not comparable"), rows[rows["verdict"] == "not comparable"]),
        language.text("Where only the mean is told, to protect small groups, whether it changed cannot be told.")
        if (rows["why"] == "small group").any()
        else "",
        tell_protected(language, _hidden(rows), minimum),
    )
    return Description(alt, _table(rows, language, minimum, waves, kind), title, language)


def _why(row: pd.Series) -> str:
    """Return why a comparison is hidden: in the wave itself, or else in the earlier one."""
    return str(row["why_hidden"] if row["hidden"] == 1 else row["why_hidden_before"])


def _hidden(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of hidden comparisons with their names and reasons."""
    rows = rows[rows["verdict"] == "hidden"]
    return pd.DataFrame(
        {
            "member": rows["name"],
            "full": rows["name"],
            "hidden": True,
            "why": pd.Series([_why(row) for _, row in rows.iterrows()], index=rows.index, dtype="str"),
        }
    )


def _name_changed(language: Language, about: str, rows: pd.DataFrame) -> str:
    told = [
        language.text(
            "{name} {difference} ({before} → {now}, {counts})",
            name=str(row["name"]).rstrip("."),
            difference=_change(language, row)[0],
            before=language.number(row["mean_before"]),
            now=language.number(row["mean"]),
            counts=_counts(row, language),
        )
        for _, row in rows.iterrows()
    ]
    return f"{about}: {'; '.join(told)}." if told else ""


def _name(about: str, rows: pd.DataFrame) -> str:
    return f"{about}: {'; '.join(rows['name'].str.rstrip('.'))}." if len(rows) else ""


def _table(rows: pd.DataFrame, language: Language, minimum: int, waves: tuple[str, str], kind: str) -> pd.DataFrame:
    wave, before = waves
    table = pd.DataFrame({one_subject(language, kind): rows["name"]})
    for name, tail in ((before, "_before"), (wave, "")):
        means, counts = _columns(rows, tail, language, minimum)
        table[language.text("Mean {wave} (1–5)", wave=name)] = means
        table[language.text("n {wave}", wave=name)] = counts
    changes = [_change(language, row) for _, row in rows.iterrows()]
    table[language.text("Difference")] = [difference for difference, _ in changes]
    table[language.text("95 % interval of the difference")] = [interval for _, interval in changes]
    table[language.text("Verdict")] = [tell_verdict(language, row) for _, row in rows.iterrows()]
    return table.reset_index(drop=True)


def _columns(rows: pd.DataFrame, tail: str, language: Language, minimum: int) -> tuple[list[str], list[str]]:
    """Return the means and the numbers of respondents of one of the waves, or why they are hidden."""
    means, counts = [], []
    for _, row in rows.iterrows():
        if row["verdict"] == "hidden" and row[f"hidden{tail}"] == 1:
            few = why_hidden(language, str(row[f"why_hidden{tail}"]), minimum)
            means.append(few)
            counts.append(few)
            continue
        names = ["mean", "band_low", "band_high"]
        means.append(tell_mean(language, pd.Series({name: row[f"{name}{tail}"] for name in names})))
        counts.append(language.integer(row[f"n{tail}"]))
    return means, counts
