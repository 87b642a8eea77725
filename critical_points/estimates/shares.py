"""Shares of answers and of respondents, with their intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd

from critical_points.disclosure import Protected, only_protected
from critical_points.estimates.cells import (
    FULL,
    HIGHEST,
    LOWEST,
    TOP_TWO,
    Floats,
    cells,
    headcounts,
    name_kinds,
    places,
)
from critical_points.estimates.memory import remembered
from critical_points.tallies import ALL, CELL, PLACE


def wilson_interval(
    chosen: Floats, n: Floats, level: float = 0.95, *, headcount: Floats | None = None
) -> tuple[Floats, Floats]:
    """Return Wilson's interval of a share.

    Parameters
    ----------
    chosen, n : arrays
        How many of how many.
    level : float, default 0.95
        The level of confidence.
    headcount : array, optional
        People asked, NaN where not known: n then counts as n(N−1)/(N−n), the interval is widened by half a person,
        and kept between what all the others or none of them would make of it.

    Returns
    -------
    low, high : arrays
        0–1; NaN where n is 0.

    Notes
    -----
    Without continuity correction, as R's ``prop.test(correct=FALSE)``. Source: Wilson (1927), Journal of the American
    Statistical Association 22, 209–212; with a headcount Burstein (1975), JASA 70, 67–69, for the idea.
    """
    known = np.full_like(n, np.nan, dtype=float) if headcount is None else headcount
    with np.errstate(divide="ignore", invalid="ignore"):
        share = chosen / n
        # all asked have answered: the share is known, whatever n stands for
        sized = np.where(np.isfinite(known), np.where(known > n, n * (known - 1) / (known - n), np.inf), n)
        low, high = _wilson(share, sized, level)
        low = np.where(np.isfinite(known), np.maximum(low - 0.5 / known, chosen / known), low)
        high = np.where(np.isfinite(known), np.minimum(high + 0.5 / known, (chosen + known - n) / known), high)
    return low, high


def _wilson(share: Floats, n: Floats, level: float) -> tuple[Floats, Floats]:
    from scipy.special import ndtri

    z = float(ndtri((1 + level) / 2))
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + (z / (2 * n)) ** 2)
    return middle - half, middle + half


def ratio_of_sums(ratios: pd.DataFrame) -> tuple[Floats, Floats]:
    """Return the share of the two best of all answers to a subject's items, and its standard error.

    Parameters
    ----------
    ratios : DataFrame
        n respondents and their sums t, m, tt, tm, mm, as `Tally.ratios`.

    Returns
    -------
    share, error : arrays
        p̂ = Σt/Σm, and √[n/(n−1) · Σ(t − p̂·m)²]/Σm: the respondent is the cluster, for one respondent's answers are
        alike. Source: Cochran (1977), Sampling Techniques, chapter 6; the same as ``survey::svyratio`` in R.
    """
    n, m = ratios["n"].to_numpy(float), ratios["m"].to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = ratios["t"].to_numpy(float) / m
        squares = ratios["tt"] - 2 * share * ratios["tm"] + share**2 * ratios["mm"]
        error = np.sqrt(n / np.where(n > 1, n - 1, np.nan) * np.maximum(squares.to_numpy(float), 0)) / m
    return share, error


def ratio_interval(
    ratios: pd.DataFrame, level: float = 0.95, *, headcount: Floats | None = None
) -> tuple[Floats, Floats]:
    """Return the interval of the share of the two best of all answers to a subject's items.

    Parameters
    ----------
    ratios : DataFrame
        As `ratio_of_sums`.
    level : float, default 0.95
        The level of confidence.
    headcount : array, optional
        People asked, NaN where not known (finite population correction).

    Returns
    -------
    low, high : arrays
        0–1: Wilson's interval with as many answers as would have the same standard error, p̂(1−p̂)/SE²; where all
        answers are alike, with as many as there are respondents. Source: Korn and Graubard (1998), Survey
        Methodology 24, 193–201; Dean and Pagano (2015), Journal of Survey Statistics and Methodology 3, 484–503.
    """
    share, error = ratio_of_sums(ratios)
    n = ratios["n"].to_numpy(float)
    known = np.full_like(n, np.nan) if headcount is None else headcount
    unseen = np.where(np.isfinite(known), 1 - n / known, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        sized = np.where(error > 0, share * (1 - share) / error**2, n) / unseen
        low, high = _wilson(share, sized, level)
    return np.maximum(np.where(unseen > 0, low, share), 0), np.minimum(np.where(unseen > 0, high, share), 1)


def answer_shares(safe: Protected) -> pd.DataFrame:
    """Return top-two share, don't-know share, don't-knows and blanks: of an item, or of all items of a subject."""
    rows = name_kinds(safe, safe.counts[safe.counts["kind"].isin(["item", "answers"])])
    count = {
        "rated": rows["status"] == "rated",
        "top": (rows["status"] == "rated") & (rows["score"] >= TOP_TWO),
        "non_answers": rows["status"] == "non-answer",
        "blanks": rows["status"] == "blank",
    }
    rows = rows.assign(**{name: rows["n"].where(mask, 0) for name, mask in count.items()})
    frame = rows.groupby(CELL)[list(count)].sum().reset_index()
    decided = frame["rated"] + frame["non_answers"]
    frame["top_two"] = frame["top"] / frame["rated"].where(frame["rated"] > 0)
    frame["dont_know"] = frame["non_answers"] / decided.where(decided > 0)
    return frame


@remembered
def distribution(safe: Protected) -> pd.DataFrame:
    """Return how the answers are spread over the scale.

    Parameters
    ----------
    safe : Protected
        Protected counts.

    Returns
    -------
    DataFrame
        One row a wave × group × unit × kind × subject × rating 1–5. Columns: those of the cell; rating; answers (of
        an item, or of all items of a point or level); share (0–1, of the rated answers; the five add up to 1); n
        (respondents with at least one of these answers); hidden, why, detail (as `describe`: answers and shares are NaN
        unless "full"). A value that nobody chose is a row with 0.
    """
    frame = cells(safe, answers=True).merge(pd.DataFrame({"rating": range(LOWEST, HIGHEST + 1)}), how="cross")
    rated = safe.counts[safe.counts["kind"].isin(["item", "answers"]) & (safe.counts["status"] == "rated")]
    rated = name_kinds(safe, rated)
    answers = rated.rename(columns={"score": "rating", "n": "answers"})[[*CELL, "rating", "answers"]]
    frame = frame.merge(answers, on=[*CELL, "rating"], how="left")
    frame["answers"] = frame["answers"].fillna(0.0).astype(float).where(frame["detail"] == FULL)
    total = frame.groupby(CELL)["answers"].transform("sum")
    frame["share"] = frame["answers"] / total.where(total > 0)
    return frame[[*CELL, "rating", "answers", "share", "n", "hidden", "why", "detail"]]


@remembered
def votes(safe: Protected) -> pd.DataFrame:
    """Return how many chose each point as one that most needs development.

    Parameters
    ----------
    safe : Protected
        Protected counts.

    Returns
    -------
    DataFrame
        One row a wave × group × unit × point, points in the instrument's order. Columns: wave, group, unit, subject;
        votes; n (respondents who chose at least one point); share (0–1, votes of n), low, high (95 %, Wilson); hidden,
        why.
        Waves in which nobody voted have no rows.
    """
    only_protected(safe)
    chosen = safe.counts[safe.counts["kind"] == "vote"]
    voters = chosen[chosen["subject"] == ALL].rename(columns={"n": "voters"})[[*PLACE, "voters"]]
    hidden = safe.hidden[safe.hidden["kind"] == "vote"].drop_duplicates(PLACE)[[*PLACE, "why"]].assign(hidden=True)
    voting = {*voters["wave"], *hidden["wave"]}
    voting_places = places(safe)
    voting_places = voting_places[voting_places["wave"].isin(voting)]
    points = pd.DataFrame({"subject": [point.key for point in safe.labels.instrument.points]})
    frame = voting_places.merge(points, how="cross").merge(voters, on=PLACE, how="left")
    frame = frame.merge(hidden, on=PLACE, how="left")
    frame = frame.assign(hidden=frame["hidden"].notna(), why=frame["why"].fillna(""))
    counted = chosen.rename(columns={"n": "votes"})[[*PLACE, "subject", "votes"]]
    frame = frame.merge(counted, on=[*PLACE, "subject"], how="left")
    frame["n"] = frame["voters"].fillna(0.0).astype(float).mask(frame["hidden"])
    frame["votes"] = frame["votes"].fillna(0.0).astype(float).mask(frame["hidden"])
    frame["share"] = frame["votes"] / frame["n"].where(frame["n"] > 0)
    low, high = wilson_interval(frame["votes"].to_numpy(float), frame["n"].to_numpy(float))
    return frame.assign(low=low, high=high)[[*PLACE, "subject", "votes", "n", "share", "low", "high", "hidden", "why"]]


@remembered
def respondents(safe: Protected) -> pd.DataFrame:
    """Return the number of respondents in every group.

    Parameters
    ----------
    safe : Protected
        Protected counts.

    Returns
    -------
    DataFrame
        One row a wave × group × unit; columns wave, group, unit, n (NaN where hidden), hidden, why, headcount (people
        asked, NaN where hidden or not known), response_rate (0–1, n of headcount).
    """
    only_protected(safe)
    counted = safe.cells[safe.cells["kind"] == "respondents"][[*PLACE, "n"]]
    hidden = safe.hidden[safe.hidden["kind"] == "respondents"][[*PLACE, "why"]].assign(hidden=True)
    frame = places(safe).merge(counted, on=PLACE, how="left").merge(hidden, on=PLACE, how="left")
    frame = frame.assign(hidden=frame["hidden"].notna(), why=frame["why"].fillna(""))
    frame["n"] = frame["n"].fillna(0.0).astype(float).mask(frame["hidden"])
    frame = frame.merge(headcounts(safe), on=PLACE, how="left")
    frame["headcount"] = frame["headcount"].astype(float).mask(frame["hidden"])
    return frame.assign(response_rate=frame["n"] / frame["headcount"])
