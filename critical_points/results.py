"""Results as figures and tables take them: chosen, and told in the reader's language."""

from __future__ import annotations

import pandas as pd

from critical_points import estimates
from critical_points.disclosure import Protected
from critical_points.errors import Fault, SettingsError, did_you_mean
from critical_points.instrument import Labels
from critical_points.language import NO_VALUE, Language
from critical_points.messages import said
from critical_points.releases import WITHHELD
from critical_points.tallies import ALL


def subjects(language: Language, kind: str) -> str:
    """Return what results are about: the points, the levels or the statements."""
    return {
        "point": language.text("Critical points"),
        "level": language.text("Levels of partnership"),
        "item": language.text("Statements"),
    }[kind]


def one_subject(language: Language, kind: str) -> str:
    """Return the header of a column of subjects."""
    return {
        "point": language.text("Critical point"),
        "level": language.text("Level of partnership"),
        "item": language.text("Statement"),
    }[kind]


def under(language: Language, minimum: int) -> str:
    """Return what stands in a hidden cell."""
    return language.text("under {minimum}", minimum=language.integer(minimum))


def why_hidden(language: Language, why: str, minimum: int) -> str:
    """Return what stands in a hidden cell: too few, it would give away another one, or (published) either."""
    if why == WITHHELD:
        return language.text("protected")
    if why.startswith("protects"):
        return language.text("protects another result")
    return under(language, max(minimum, 10) if why.endswith("voters") else minimum)


def tell_mean(language: Language, row: pd.Series) -> str:
    """Return the mean of a row of `describe`, or the band that is told in its place: "4–5"."""
    if pd.notna(row["band_low"]):
        return language.interval(row["band_low"], row["band_high"], 0)
    return language.number(row["mean"])


def respondents(language: Language, n: float) -> str:
    """Return the number of respondents as it stands beside a result."""
    return language.text("n = {n}", n=language.integer(n))


def member(labels: Labels, columns: str, key: str) -> str:
    """Return the name of a group or a unit."""
    return labels.unit(key) if columns == "unit" else labels.group(key)


def or_hidden(language: Language, row: pd.Series, text: str, minimum: int) -> str:
    """Return a text of a row, or what stands in its place where the row is hidden."""
    return why_hidden(language, str(row["why"]), minimum) if row["hidden"] else text


def yes_or_no(language: Language, true: bool) -> str:
    """Return "yes" or "no"."""
    return language.text("yes") if true else language.text("no")


def tell_verdict(language: Language, row: pd.Series) -> str:
    """Return the verdict of a row of `compare_waves`, with the direction of a change."""
    if row["verdict"] == "changed":
        return language.text("improved") if row["difference"] > 0 else language.text("declined")
    return {
        "no meaningful change": language.text("no meaningful change"),
        "cannot tell": language.text("cannot tell"),
        "not comparable": language.text("not comparable"),
        "hidden": language.text("protected"),
    }[str(row["verdict"])]


def tell_standing(language: Language, verdict: str) -> str:
    """Return the verdict of a row of `compare_with_others` in words."""
    return {
        "higher": language.text("higher than the others"),
        "lower": language.text("lower than the others"),
        "no meaningful difference": language.text("no meaningful difference"),
        "cannot tell": language.text("cannot tell"),
        "not comparable": language.text("not comparable"),
        "hidden": language.text("protected"),
        "too few organisations": language.text("too few organisations"),
    }[verdict]


def weigh(safe: Protected, wave: str) -> pd.DataFrame:
    """Return the rows of `priorities` with votes_hidden and votes_why: whether votes are hidden, and why."""
    votes = estimates.votes(safe)
    votes = votes[(votes["wave"] == wave) & (votes["group"] == ALL) & (votes["unit"] == ALL)]
    hidden = votes[votes["hidden"].astype(bool)].set_index("subject")["why"]
    frame = estimates.priorities(safe, wave)
    return frame.assign(
        votes_hidden=frame["subject"].isin(hidden.index),
        votes_why=[str(hidden.get(key, "")) for key in frame["subject"]],
    )


def list_priorities(frame: pd.DataFrame, labels: Labels, minimum: int, *, short: bool = False) -> pd.DataFrame:
    """Return rows of `weigh` as display strings: both shares with n, and how sure a place among the first is."""
    language = labels.language

    rows = []
    for _, row in frame.iterrows():
        shares = [100 * row["below"], row["n"]]
        votes = [100 * row["votes"], row["voters"]]
        told = [yes_or_no(language, bool(row[name])) for name in ("front", "suggested")]
        known = pd.notna(row["below"])
        few, few_votes = (why_hidden(language, str(row[name]), minimum) for name in ("why", "votes_why"))
        rows.append(
            [
                labels.point(str(row["subject"]), short=short),
                *[few if row["hidden"] else language.integer(value) for value in shares],
                *[few_votes if row["votes_hidden"] else language.integer(value) for value in votes],
                told[0] if known else NO_VALUE,
                _ranks(language, row["rank_low"], row["rank_high"]),
                language.integer(100 * row["among_first"]),
                told[1] if known else NO_VALUE,
            ]
        )
    columns = [
        one_subject(language, "point"),
        language.text("Rated below the scale's middle, %"),
        language.text("Respondents (n)"),
        language.text("Share of voters, %"),
        language.text("Voters (n)"),
        language.text("On the front"),
        language.text("Possible ranks by mean"),
        language.text("Among the first two, times out of 100"),
        language.text("Suggested"),
    ]
    return pd.DataFrame(rows, columns=columns)


def _ranks(language: Language, low: float, high: float) -> str:
    return language.interval(low, high, 0) if low < high else language.integer(low)


def of_point(frame: pd.DataFrame, labels: Labels, point: str) -> pd.DataFrame:
    """Return the rows of a point, then those of its statements, in the instrument's order.

    Parameters
    ----------
    frame : DataFrame
        With the columns kind and subject; there may be several rows of a subject.
    labels : Labels
        Of the instrument.
    point : str
        The key of the point.

    Raises
    ------
    SettingsError
        When the instrument has no such point.
    """
    keys = [("point", point), *(("item", item.key) for item in labels.instrument.items_of("point", point))]
    places = {key: place for place, key in enumerate(keys)}
    found = [places.get(key, -1) for key in zip(frame["kind"], frame["subject"], strict=True)]
    rows = frame.assign(place=found)
    return rows[rows["place"] >= 0].sort_values("place", kind="stable", ignore_index=True).drop(columns="place")


def not_asked(language: Language, wave: str) -> str:
    """Return that nothing was asked about a point."""
    return language.text("Nothing was asked about this point in {wave}.", wave=wave)


def choose(frame: pd.DataFrame, **where: str) -> pd.DataFrame:
    """Return the rows with the given values.

    Raises
    ------
    SettingsError
        When a value is not among the results; the message names those that are.
    """
    for column, value in where.items():
        known = [str(key) for key in frame[column].unique()]
        if value not in known:
            fault = Fault(
                said("no {column} {value!r}.", column=column, value=value), suggestion=did_you_mean(value, known)
            )
            raise SettingsError(said("There are no such results."), [fault])
        frame = frame[frame[column] == value]
    return frame
