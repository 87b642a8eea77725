"""Sheets of comparisons: groups against each other, this survey against the one before, and what to develop first."""

from __future__ import annotations

import pandas as pd

from critical_points import estimates
from critical_points.disclosure import Protected
from critical_points.documents.tidy import (
    Sheet,
    Value,
    as_share,
    as_shown,
    column,
    hidden_mark,
    hide,
    mean_as_shown,
    whole,
)
from critical_points.language import Language
from critical_points.results import one_subject, tell_verdict, weigh, yes_or_no

_SMALL_P = 0.01
_KINDS = ("point", "level")


def make_gaps(safe: Protected, wave: str) -> Sheet:
    """Make the sheet of how far the groups diverge on each point, the most divergent first."""
    labels, language = safe.labels, safe.labels.language
    frame = estimates.find_gaps(safe, wave)
    frame = frame.head(0) if (frame["groups"].fillna(0) < 2).all() else frame
    verdicts = {
        "diverges": language.text("diverge"),
        "converges": language.text("alike"),
        "cannot tell": language.text("cannot be told"),
    }
    return Sheet(
        "gaps",
        language.text("Where groups differ"),
        language.text("Where the groups differ, {wave}", wave=wave),
        language.text("The two groups that differ most on each point; n is that of all groups compared."),
        (
            column(one_subject(language, "point"), [labels.point(str(key), short=False) for key in frame["subject"]]),
            column(language.text("The groups"), [verdicts[str(verdict)] for verdict in frame["verdict"]]),
            column(language.text("Rates higher"), [labels.group(key) if key else None for key in frame["higher"]]),
            column(language.text("Rates lower"), [labels.group(key) if key else None for key in frame["lower"]]),
            column(language.text("Higher in pairs of 100"), map(whole, frame["pairs_of_100"]), "count"),
            column(language.text("n"), map(whole, frame["n"]), "count"),
        ),
    )


def make_pairs(safe: Protected, wave: str) -> Sheet:
    """Make the sheet of each two groups that were tested, point by point."""
    labels, language = safe.labels, safe.labels.language
    frame = estimates.compare_groups(safe, wave)
    frame = frame[frame["tested"].astype(bool)]
    ahead = frame["higher"] == frame["other"]
    higher, lower = frame["group"].mask(ahead, frame["other"]), frame["other"].mask(ahead, frame["group"])
    n_higher, n_lower = frame["n"].mask(ahead, frame["n_other"]), frame["n_other"].mask(ahead, frame["n"])
    return Sheet(
        "pairs",
        language.text("Groups in pairs"),
        language.text("Groups in pairs, {wave}", wave=wave),
        language.text("In how many of 100 pairs of respondents the one of the first group rates the point higher."),
        (
            column(one_subject(language, "point"), [labels.point(str(key), short=False) for key in frame["subject"]]),
            column(language.text("Rates higher"), [labels.group(str(key)) for key in higher]),
            column(language.text("n, rates higher"), map(whole, n_higher), "count"),
            column(language.text("Rates lower"), [labels.group(str(key)) for key in lower]),
            column(language.text("n, rates lower"), map(whole, n_lower), "count"),
            column(language.text("Higher in pairs of 100"), map(whole, frame["pairs_of_100"]), "count"),
            column(language.text("95 % interval, lower limit"), map(whole, frame["pairs_low"]), "count"),
            column(language.text("95 % interval, upper limit"), map(whole, frame["pairs_high"]), "count"),
            column(language.text("p, adjusted"), [_p_value(language, p) for p in frame["p_adjusted"]], "p"),
            column(language.text("Clear difference"), [yes_or_no(language, bool(clear)) for clear in frame["clear"]]),
        ),
    )


def make_changes(safe: Protected, wave: str, against: str | None) -> Sheet:
    """Make the sheet of what changed since the survey before, what did not, and what cannot be told."""
    labels, language = safe.labels, safe.labels.language
    asked = [kind for kind in _KINDS if (safe.cells["kind"] == kind).any() or (safe.hidden["kind"] == kind).any()]
    frames = [estimates.compare_waves(safe, wave, against, kind).assign(kind=kind) for kind in asked if against]
    rows = [(str(row["kind"]), row) for frame in frames for _, row in frame.iterrows()]
    told = [row for _, row in rows]
    limits = [_limits(row) for row in told]
    names = [labels.subject(kind, str(row["subject"]), short=False) for kind, row in rows]
    pairs = [whole(50 * (1 + row["delta"])) for row in told]
    now, before = {"wave": wave}, {"wave": against or ""}
    return Sheet(
        "changes",
        language.text("Changes"),
        language.text("Changes from {against} to {wave}", against=against or "", wave=wave),
        language.text("All respondents. Only statements that were asked in both surveys with the same meaning."),
        (
            column(language.text("Kind"), [one_subject(language, kind) for kind, _ in rows]),
            column(language.text("Name"), names),
            column(language.text("n {wave}", **before), [_of(language, row, "n", "_before") for row in told], "count"),
            column(language.text("n {wave}", **now), [_of(language, row, "n", "") for row in told], "count"),
            column(
                language.text("Mean {wave} (1–5)", **before),
                [_of(language, row, "mean", "_before") for row in told],
                "one",
            ),
            column(language.text("Mean {wave} (1–5)", **now), [_of(language, row, "mean", "") for row in told], "one"),
            column(language.text("Difference"), [_difference(row) for row in told], "difference"),
            column(language.text("Difference, lower limit (95 %)"), [low for low, _ in limits], "difference"),
            column(language.text("Difference, upper limit (95 %)"), [up for _, up in limits], "difference"),
            column(
                language.text("Higher in {wave}, pairs of 100", **now),
                pairs,
                "count",
            ),
            column(
                language.text("Difference, same mix of groups"),
                [as_shown(row["standardised"], 2) for row in told],
                "difference",
            ),
            column(language.text("Verdict"), [tell_verdict(language, row) for row in told]),
        ),
    )


def make_priorities(safe: Protected, wave: str) -> Sheet:
    """Make the sheet of what to develop first: both shares, and how sure a place among the first is."""
    labels, language = safe.labels, safe.labels.language
    frame = weigh(safe, wave)
    known = frame["below"].notna()
    rated = [
        column(language.text("Rated below the scale's middle, %"), map(as_share, 100 * frame["below"]), "share"),
        column(language.text("Respondents (n)"), map(whole, frame["n"]), "count"),
    ]
    voted = [
        column(language.text("Share of voters, %"), map(as_share, 100 * frame["votes"]), "share"),
        column(language.text("Voters (n)"), map(whole, frame["voters"]), "count"),
    ]
    verdicts = {name: _yes(language, frame[name], known) for name in ("front", "suggested")}
    return Sheet(
        "priorities",
        language.text("Priorities"),
        language.text("What to develop first, {wave}", wave=wave),
        language.text("A suggestion for discussion. On the front: no other point is ahead in both shares."),
        (
            column(one_subject(language, "point"), [labels.point(str(key), short=False) for key in frame["subject"]]),
            *hide(rated, list(frame["hidden"].astype(bool)), language),
            *hide(voted, list(frame["votes_hidden"].astype(bool)), language),
            column(language.text("On the front"), verdicts["front"]),
            column(language.text("Best possible rank by mean"), map(whole, frame["rank_low"]), "count"),
            column(language.text("Worst possible rank by mean"), map(whole, frame["rank_high"]), "count"),
            column(
                language.text("Among the first two, times out of 100"),
                map(as_share, 100 * frame["among_first"]),
                "share",
            ),
            column(language.text("Suggested"), verdicts["suggested"]),
        ),
    )


def _yes(language: Language, values: pd.Series, known: pd.Series) -> list[Value]:
    return [yes_or_no(language, bool(value)) if there else None for value, there in zip(values, known, strict=True)]


def _p_value(language: Language, p: float) -> Value:
    """Return "< 0.01", or p as the pages show it."""
    if pd.isna(p) or p >= _SMALL_P:
        return as_shown(p, 3 if round(p, 2) == 0.05 else 2)
    return language.text("< {limit}", limit=language.number(_SMALL_P, 2))


def _of(language: Language, row: pd.Series, what: str, tail: str) -> Value:
    """Return n or the mean of one of the two surveys."""
    if row[f"hidden{tail}"] == 1:
        return hidden_mark(language)
    return whole(row[f"n{tail}"]) if what == "n" else mean_as_shown(language, row, tail)


def _difference(row: pd.Series) -> Value:
    return as_shown(row["difference"], 1 if row["why"] == "small group" else 2)


def _limits(row: pd.Series) -> tuple[Value, Value]:
    """Return both limits of a difference, in so many decimals that it is seen on which side of 0 each lies."""
    low, high = float(row["difference_low"]), float(row["difference_high"])
    digits = 2 if min(abs(low), abs(high)) >= 0.005 else 3
    return as_shown(low, digits), as_shown(high, digits)
