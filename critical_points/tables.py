"""Tables for notebooks: the fate of every cell, problems, doubts, scores and votes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from critical_points import estimates
from critical_points.cleaning import Answers
from critical_points.disclosure import Protected
from critical_points.display import DisplayTable
from critical_points.language import NO_VALUE, Language
from critical_points.results import choose, one_subject, or_hidden, subjects
from critical_points.tallies import ALL

#: So many problems are listed; a table of thousands is read by nobody.
LISTED = 50

_FATES = ("rated", "non_answers", "blanks", "problems")


def tabulate_account(answers: Answers, wave: str | None = None) -> DisplayTable:
    """Make a table of the fate of every cell, by file and column.

    Parameters
    ----------
    answers : Answers
        Clean answers.
    wave : str, optional
        The wave; by default all of them.

    Returns
    -------
    DisplayTable
        One row a rating column: its respondents, and how many cells are ratings, non-answers, blanks and problems.
        The last row adds up all columns. A single file stands in the caption, several in a column.
    """
    language, account = answers.labels.language, _of_wave(answers.account, wave)
    names = {"column": [language.text("All columns")], "file": [language.text("All files")]}
    total = pd.DataFrame({**names, **{name: [account[name].sum()] for name in ("respondents", *_FATES)}})
    rows = pd.concat([account, total], ignore_index=True) if len(account) else account
    headers = {
        "column": language.text("Column"),
        "file": language.text("File"),
        "respondents": language.text("Cells"),
        "rated": language.text("Rated"),
        "non_answers": language.text("Non-answers"),
        "blanks": language.text("Blanks"),
        "problems": language.text("Problems"),
    }
    caption = _for_wave(language, language.text("The fate of every cell of the rating columns"), wave)
    if account["file"].nunique() == 1:
        del headers["file"]
        caption = language.text("{caption}, {file}", caption=caption, file=account["file"].iloc[0])
    return DisplayTable(
        _display(rows, headers, language), caption, language, empty=language.text("There are no rating columns.")
    )


def tabulate_problems(answers: Answers, wave: str | None = None, most: int = LISTED) -> DisplayTable:
    """Make a table of the cells that were not understood.

    Parameters
    ----------
    answers : Answers
        Clean answers.
    wave : str, optional
        The wave; by default all of them.
    most : int, default 50
        How many are listed; the caption tells how many there are.

    Returns
    -------
    DisplayTable
        One row a cell: where it is, what stands in it, why it is a problem, and what may have been meant.
    """
    language, problems = answers.labels.language, _of_wave(answers.problems, wave)
    headers = {
        "file": language.text("File"),
        "sheet": language.text("Sheet"),
        "row": language.text("Row"),
        "column": language.text("Column"),
        "value": language.text("Value"),
        "why": language.text("Why"),
        "suggestion": language.text("Suggestion"),
    }
    caption = _for_wave(language, language.text("Cells that were not understood"), wave)
    if len(problems) > most:
        caption = language.text(
            "{caption}: the first {most} of {n}",
            caption=caption,
            most=language.integer(most),
            n=language.integer(len(problems)),
        )
    none = language.text("Every cell was understood.")
    return DisplayTable(_display(problems.head(most), headers, language), caption, language, empty=none)


def tabulate_flags(answers: Answers, wave: str | None = None) -> DisplayTable:
    """Make a table of the doubts about respondents: how many, and their share. Nobody is left out for a doubt.

    Parameters
    ----------
    answers : Answers
        Clean answers.
    wave : str, optional
        The wave; by default all of them.

    Returns
    -------
    DisplayTable
        One row a doubt.
    """
    language, people = answers.labels.language, _of_wave(answers.respondents, wave)
    flags = people["flags"].str.split(";").explode()
    counts = flags[flags.fillna("") != ""].value_counts(sort=False).sort_index()
    rows = pd.DataFrame({"flag": [_doubt(language, str(flag)) for flag in counts.index], "n": counts.to_numpy()})
    rows["share"] = [language.number(100 * n / len(people)) for n in rows["n"]]
    headers = {
        "flag": language.text("Doubt"),
        "n": language.text("Respondents"),
        "share": language.text("Share of respondents, %"),
    }
    caption = language.text(
        "{caption} (n = {n})",
        caption=_for_wave(language, language.text("Doubts about answers"), wave),
        n=language.integer(len(people)),
    )
    none = language.text("There is no doubt about any respondent's answers.")
    return DisplayTable(_display(rows, headers, language), caption, language, empty=none)


def tabulate_scores(
    safe: Protected, wave: str | None = None, kind: str = "point", group: str = ALL, unit: str = ALL
) -> DisplayTable:
    """Make a table of points, levels or items.

    Parameters
    ----------
    safe : Protected
        Protected counts.
    wave : str, optional
        The wave; by default the newest one.
    kind : {"point", "level", "item"}
        What stands on the rows.
    group, unit : str, default "all"
        Whose answers.

    Returns
    -------
    DisplayTable
        n, mean with its 95 % interval, share of the two best answers, share of don't-knows.
    """
    labels, language, wave = safe.labels, safe.labels.language, estimates.choose_waves(safe, wave, None)[0]
    frame = choose(estimates.describe(safe), wave=wave, kind=kind, group=group, unit=unit)
    numbers: dict[str, Iterable[str]] = {
        language.text("n"): frame["n"].map(language.integer),
        language.text("Mean (1–5)"): frame["mean"].map(language.number),
        language.text("95 % interval"): [
            language.interval(low, high) if n > 0 else NO_VALUE
            for low, high, n in zip(frame["low"], frame["high"], frame["n"], strict=True)
        ],
        language.text("Two best answers, %"): (frame["top_two"] * 100).map(language.integer),
        language.text("Don't know, %"): (frame["dont_know"] * 100).map(language.integer),
    }
    table = _with_hidden(safe, frame, numbers)
    names = [labels.subject(kind, str(key), short=False) for key in frame["subject"]]
    table.insert(0, one_subject(language, kind), names)
    whose = [labels.group(group)] * (group != ALL) + [labels.unit(unit)] * (unit != ALL)
    caption = ", ".join([subjects(language, kind), *whose, wave])
    return DisplayTable(table, caption, language)


def tabulate_respondents(safe: Protected, wave: str | None = None) -> DisplayTable:
    """Make a table of the respondents of each group.

    Parameters
    ----------
    safe : Protected
        Protected counts.
    wave : str, optional
        The wave; by default the newest one.

    Returns
    -------
    DisplayTable
        One row a group, all respondents last: how many answered, and their share of all.
    """
    labels, language, wave = safe.labels, safe.labels.language, estimates.choose_waves(safe, wave, None)[0]
    frame = choose(estimates.respondents(safe), wave=wave, unit=ALL)
    total = frame.loc[frame["group"] == ALL, "n"].sum()
    numbers: dict[str, Iterable[str]] = {
        language.text("Respondents"): frame["n"].map(language.integer),
        language.text("Share of respondents, %"): [
            language.integer(100 * n / total) if total else NO_VALUE for n in frame["n"]
        ],
    }
    table = _with_hidden(safe, frame, numbers)
    table.insert(0, language.text("Group"), [labels.group(str(key)) for key in frame["group"]])
    return DisplayTable(table, f"{language.text('Respondents')}, {wave}", language)


def tabulate_votes(safe: Protected, wave: str | None = None, group: str = ALL) -> DisplayTable:
    """Make a table of the points chosen as most in need of development.

    Parameters
    ----------
    safe : Protected
        Protected counts.
    wave : str, optional
        The wave; by default the newest one.
    group : str, default "all"
        Whose votes.

    Returns
    -------
    DisplayTable
        Votes, voters and their share, point by point; without rows where nobody voted.
    """
    labels, language, wave = safe.labels, safe.labels.language, estimates.choose_waves(safe, wave, None)[0]
    frame = estimates.votes(safe)
    voted = wave in set(frame["wave"])
    frame = choose(frame, wave=wave, group=group, unit=ALL) if voted else frame.head(0)
    numbers = {
        language.text("Votes"): frame["votes"].map(language.integer),
        language.text("Voters (n)"): frame["n"].map(language.integer),
        language.text("Share of voters, %"): (frame["share"] * 100).map(language.integer),
    }
    table = _with_hidden(safe, frame, numbers)
    table.insert(0, one_subject(language, "point"), [labels.point(str(key), short=False) for key in frame["subject"]])
    caption = ", ".join(
        [language.text("Chosen as most in need of development"), *[labels.group(group)] * (group != ALL), wave]
    )
    return DisplayTable(table, caption, language, empty=language.text("Nobody chose any point."))


def _of_wave(frame: pd.DataFrame, wave: str | None) -> pd.DataFrame:
    return frame if wave is None else frame[frame["wave"] == wave]


def _for_wave(language: Language, caption: str, wave: str | None) -> str:
    return caption if wave is None else language.text("{caption}, {wave}", caption=caption, wave=wave)


def _display(rows: pd.DataFrame, headers: dict[str, str], language: Language) -> pd.DataFrame:
    """Return the columns under their headers, whole numbers and texts as they are read."""
    table = pd.DataFrame(index=range(len(rows)))
    for column, name in headers.items():
        table[name] = [
            NO_VALUE if missing else cell if isinstance(cell, str) else language.integer(cell)
            for cell, missing in zip(rows[column], rows[column].isna(), strict=True)
        ]
    return table


def _with_hidden(safe: Protected, frame: pd.DataFrame, numbers: Mapping[str, Iterable[str]]) -> pd.DataFrame:
    """Return columns of display strings; a hidden row says so in each."""
    return pd.DataFrame(
        {
            name: [
                or_hidden(safe.labels.language, row, text, safe.minimum)
                for (_, row), text in zip(frame.iterrows(), texts, strict=True)
            ]
            for name, texts in numbers.items()
        }
    )


def _doubt(language: Language, flag: str) -> str:
    """Return the words for a doubt; one that has none is shown as it stands."""
    words = {
        "over half blank": language.text("over half of the answers are blank"),
        "straight line": language.text("the same answer to every statement"),
    }
    return words.get(flag, flag)
