"""Sheets of results: respondents, scores, distributions and votes, of every place and survey of the report."""

from __future__ import annotations

import pandas as pd

from critical_points import estimates
from critical_points.disclosure import Protected
from critical_points.display import whole_percentages
from critical_points.documents.tidy import (
    Column,
    Sheet,
    as_share,
    as_shown,
    column,
    hide,
    mean_as_shown,
    whole,
)
from critical_points.results import one_subject, subjects
from critical_points.tallies import ALL

_RATINGS = range(1, 6)


def make_respondents(safe: Protected) -> Sheet:
    """Make the sheet of the respondents of each group and unit."""
    language = safe.labels.language
    frame = _in_order(safe, estimates.respondents(safe))
    totals = frame[(frame["group"] == ALL) & (frame["unit"] == ALL)].set_index("wave")["n"]
    shares = 100 * frame["n"] / frame["wave"].map(totals)
    told = [
        column(language.text("Respondents"), map(whole, frame["n"]), "count"),
        column(language.text("Share of respondents, %"), map(as_share, shares), "share"),
        column(language.text("People asked"), map(whole, frame["headcount"]), "count"),
        column(language.text("Response rate, %"), map(as_share, 100 * frame["response_rate"]), "share"),
    ]
    return Sheet(
        "respondents",
        language.text("Respondents"),
        language.text("Respondents"),
        language.text("How many answered, of each group and unit."),
        (*_places(safe, frame), *hide(told, list(frame["hidden"].astype(bool)), language)),
    )


def make_scores(safe: Protected, kind: str) -> Sheet:
    """Make the sheet of the points', levels' or statements' means with n, intervals and shares."""
    labels, language = safe.labels, safe.labels.language
    frame = estimates.describe(safe)
    frame = _in_order(safe, frame[frame["kind"] == kind])
    told = [
        column(language.text("n"), map(whole, frame["n"]), "count"),
        column(language.text("Mean (1–5)"), (mean_as_shown(language, row) for _, row in frame.iterrows()), "one"),
        column(language.text("95 % interval, lower limit"), _rounded(frame["low"]), "one"),
        column(language.text("95 % interval, upper limit"), _rounded(frame["high"]), "one"),
        column(language.text("Two best answers, %"), map(as_share, 100 * frame["top_two"]), "share"),
        column(language.text("Don't know, %"), map(as_share, 100 * frame["dont_know"]), "share"),
    ]
    names = [labels.subject(kind, str(key), short=False) for key in frame["subject"]]
    return Sheet(
        {"point": "points", "level": "levels", "item": "statements"}[kind],
        {"point": language.text("Points"), "level": language.text("Levels"), "item": language.text("Statements")}[kind],
        subjects(language, kind),
        language.text(
            "Means on the scale 1–5 with their 95 % intervals, of all respondents, each group and each unit."
        ),
        (
            *_places(safe, frame),
            column(one_subject(language, kind), names),
            *hide(told, list(frame["hidden"].astype(bool)), language),
        ),
    )


def make_distributions(safe: Protected) -> Sheet:
    """Make the sheet of the answers 1–5 to points, levels and statements; small groups have none."""
    labels, language = safe.labels, safe.labels.language
    long = estimates.distribution(safe)
    keys = ["wave", "group", "unit", "kind", "subject"]
    shares = long.pivot_table(index=keys, columns="rating", values="share", dropna=False, observed=True)
    frame = _in_order(safe, long.drop_duplicates(keys).reset_index(drop=True))
    percents = [
        whole_percentages([float(shares.loc[tuple(row[key] for key in keys), rating]) for rating in _RATINGS])
        for _, row in frame.iterrows()
    ]
    told = [column(language.text("n"), map(whole, frame["n"]), "count")]
    told += [
        column(
            language.text("Answer {rating}, %", rating=rating),
            (as_share(percent[place]) for percent in percents),
            "share",
        )
        for place, rating in enumerate(_RATINGS)
    ]
    kinds = [one_subject(language, str(kind)) for kind in frame["kind"]]
    pairs = zip(frame["kind"], frame["subject"], strict=True)
    return Sheet(
        "distributions",
        language.text("Distributions"),
        language.text("Distribution of answers"),
        language.text("Whole per cent of the answers 1–5, which total 100; n is the number of respondents."),
        (
            *_places(safe, frame),
            column(language.text("Kind"), kinds),
            column(language.text("Name"), [labels.subject(str(kind), str(key), short=False) for kind, key in pairs]),
            *hide(told, list(frame["hidden"].astype(bool)), language),
        ),
    )


def make_votes(safe: Protected) -> Sheet:
    """Make the sheet of the points chosen as most in need of development."""
    labels, language = safe.labels, safe.labels.language
    frame = _in_order(safe, estimates.votes(safe))
    told = [
        column(language.text("Votes"), map(whole, frame["votes"]), "count"),
        column(language.text("Voters (n)"), map(whole, frame["n"]), "count"),
        column(language.text("Share of voters, %"), map(as_share, 100 * frame["share"]), "share"),
    ]
    names = [labels.point(str(key), short=False) for key in frame["subject"]]
    return Sheet(
        "votes",
        language.text("Votes"),
        language.text("Chosen as most in need of development"),
        language.text("Shares are of those who chose at least one point; fewer than ten voters are not shown."),
        (
            *_places(safe, frame),
            column(one_subject(language, "point"), names),
            *hide(told, list(frame["hidden"].astype(bool)), language),
        ),
    )


def make_account(safe: Protected) -> Sheet:
    """Make the sheet of what became of every cell of the rating columns, of all respondents."""
    labels, language = safe.labels, safe.labels.language
    frame = estimates.describe(safe)
    frame = _in_order(safe, frame[(frame["kind"] == "item") & (frame["group"] == ALL) & (frame["unit"] == ALL)])
    problems = _problems(safe)
    fates = frame[["n", "non_answers", "blanks"]].assign(
        problems=[problems.get((str(w), str(i)), 0) for w, i in zip(frame["wave"], frame["subject"], strict=True)]
    )
    told = [
        column(language.text("Cells"), map(whole, fates.sum(axis=1, skipna=False)), "count"),
        column(language.text("Rated"), map(whole, fates["n"]), "count"),
        column(language.text("Non-answers"), map(whole, fates["non_answers"]), "count"),
        column(language.text("Blanks"), map(whole, fates["blanks"]), "count"),
        column(language.text("Problems"), map(whole, fates["problems"].where(fates["blanks"].notna())), "count"),
    ]
    return Sheet(
        "account",
        language.text("Account of cells"),
        language.text("The fate of every cell of the rating columns"),
        language.text("Ratings, don't-knows, blanks and problems total the cells: nothing is left out."),
        (
            column(language.text("Survey"), map(str, frame["wave"])),
            column(one_subject(language, "item"), [labels.item(str(key)) for key in frame["subject"]]),
            *hide(told, list(frame["hidden"].astype(bool)), language),
        ),
    )


def _problems(safe: Protected) -> dict[tuple[str, str], float]:
    rows = safe.counts
    rows = rows[(rows["kind"] == "item") & (rows["group"] == ALL) & (rows["unit"] == ALL)]
    rows = rows[rows["status"] == "problem"]
    return {
        (str(wave), str(item)): float(n) for wave, item, n in zip(rows["wave"], rows["subject"], rows["n"], strict=True)
    }


def _in_order(safe: Protected, frame: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the newest survey first, and in each all respondents before the groups and units there are."""
    asked = safe.labels.instrument
    for name, known in (("group", asked.groups), ("unit", asked.units)):
        frame = frame if known else frame[frame[name] == ALL]
    newest = {wave: -place for place, wave in enumerate(dict.fromkeys(frame["wave"]))}
    part = (frame["group"] != ALL).astype(int) + 2 * (frame["unit"] != ALL).astype(int)
    frame = frame.assign(_newest=frame["wave"].map(newest), _part=part)
    return frame.sort_values(["_newest", "_part"], kind="stable", ignore_index=True)


def _places(safe: Protected, frame: pd.DataFrame) -> tuple[Column, ...]:
    """Return the columns that tell of which survey and of whom a row is; units only where there are any."""
    labels, language = safe.labels, safe.labels.language
    told = [
        column(language.text("Survey"), map(str, frame["wave"])),
        column(language.text("Group"), (labels.group(str(key)) for key in frame["group"])),
    ]
    if (frame["unit"] != ALL).any():
        told.append(column(language.text("Unit"), (labels.unit(str(key)) for key in frame["unit"])))
    return tuple(told)


def _rounded(values: pd.Series) -> list[float | None]:
    return [as_shown(value, 1) for value in values]
