"""What was read: the fate of every cell, problems, and doubts about respondents."""

from __future__ import annotations

import pandas as pd

from critical_points.cleaning import Answers
from critical_points.disclosure import Protected
from critical_points.display import DisplayTable
from critical_points.estimates import FULL, choose_waves, describe, respondents
from critical_points.language import NO_VALUE, Language
from critical_points.results import choose, why_hidden
from critical_points.tallies import ALL

#: So many problems are listed; a table of thousands is read by nobody.
LISTED = 50

_FATES = ("rated", "non-answer", "blank", "problem")


def tabulate_account(safe: Protected, wave: str | None = None) -> DisplayTable:
    """Make a table of the fate of every cell, by statement.

    Parameters
    ----------
    safe : Protected
        Protected counts.
    wave : str, optional
        The wave; by default the newest one.

    Returns
    -------
    DisplayTable
        One row a statement that was asked: its respondents, and how many of their cells are ratings, non-answers,
        blanks and problems. The last row adds up the statements that are told in full. By file, and column by column,
        the account stands in `Answers.account`, for the analyst.
    """
    wave = choose_waves(safe, wave, None)[0]
    labels, language = safe.labels, safe.labels.language
    frame = choose(describe(safe), wave=wave, kind="item", group=ALL, unit=ALL)
    fates = _fates(safe, wave)
    rows = [[labels.item(str(row["subject"])), *_account_of(row, fates, language, safe)] for _, row in frame.iterrows()]
    full = fates[fates.index.isin(frame.loc[frame["detail"] == FULL, "subject"])]
    if len(full):
        every = len(full) == len(frame)
        name = language.text("All statements") if every else language.text("All statements told in full")
        rows.append([name, *map(language.integer, [full.to_numpy().sum(), *full.sum()])])
    headers = [
        language.text("Statement"),
        language.text("Cells"),
        language.text("Rated"),
        language.text("Non-answers"),
        language.text("Blanks"),
        language.text("Problems"),
    ]
    caption = _for_wave(language, language.text("The fate of every cell of the rating columns"), wave)
    empty = language.text("There are no rating columns.")
    return DisplayTable(pd.DataFrame(rows, columns=headers), caption, language, empty=empty)


def _fates(safe: Protected, wave: str) -> pd.DataFrame:
    """Return the cells of each statement of a wave by their fate; only those that are told in full."""
    rows = safe.counts
    rows = rows[(rows["wave"] == wave) & (rows["kind"] == "item") & (rows["group"] == ALL) & (rows["unit"] == ALL)]
    table = rows.pivot_table(index="subject", columns="status", values="n", aggfunc="sum")
    return table.reindex(columns=list(_FATES)).fillna(0)


def _account_of(row: pd.Series, fates: pd.DataFrame, language: Language, safe: Protected) -> list[str]:
    """Return the cells of one statement; of a small group only its ratings are told."""
    if row["hidden"]:
        return [why_hidden(language, str(row["why"]), safe.minimum)] * (len(_FATES) + 1)
    if row["detail"] != FULL or row["subject"] not in fates.index:
        return [NO_VALUE, language.integer(row["n"]), *[NO_VALUE] * (len(_FATES) - 1)]
    counts = fates.loc[row["subject"]]
    return [language.integer(n) for n in (counts.sum(), *counts)]


def tabulate_sources(safe: Protected, wave: str | None = None) -> DisplayTable:
    """Make a table of the files of a wave: how many respondents each one holds.

    Parameters
    ----------
    safe : Protected
        Protected counts.
    wave : str, optional
        The wave; by default the newest one.

    Returns
    -------
    DisplayTable
        One row a file.
    """
    wave = choose_waves(safe, wave, None)[0]
    language = safe.labels.language
    frame = _counted(safe, wave, "source")
    table = pd.DataFrame(
        {
            language.text("File"): frame["subject"].astype(str).tolist(),
            language.text("Respondents"): _numbers(frame, frame["n"], language, safe.minimum),
        }
    )
    caption = _for_wave(language, language.text("Files and their respondents"), wave)
    return DisplayTable(table, caption, language, empty=language.text("There are no files."))


def _counted(safe: Protected, wave: str, kind: str) -> pd.DataFrame:
    """Return the subjects of a kind that is counted for all respondents only: subject, n, hidden, why."""
    shown, hidden = (frame[(frame["wave"] == wave) & (frame["kind"] == kind)] for frame in (safe.cells, safe.hidden))
    rows = pd.concat(
        [shown[["subject", "n"]].assign(hidden=False, why=""), hidden[["subject", "why"]].assign(hidden=True)]
    )
    return rows.sort_values("subject", ignore_index=True)


def _numbers(frame: pd.DataFrame, values: pd.Series, language: Language, minimum: int) -> list[str]:
    """Return whole numbers, or why they are hidden."""
    return [
        why_hidden(language, str(why), minimum) if hidden else language.integer(value)
        for hidden, why, value in zip(frame["hidden"], frame["why"], values, strict=True)
    ]


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


def tabulate_flags(safe: Protected, wave: str | None = None) -> DisplayTable:
    """Make a table of the doubts about respondents: how many, and their share. Nobody is left out for a doubt.

    Parameters
    ----------
    safe : Protected
        Protected counts.
    wave : str, optional
        The wave; by default the newest one.

    Returns
    -------
    DisplayTable
        One row a doubt.
    """
    wave = choose_waves(safe, wave, None)[0]
    language = safe.labels.language
    frame, people = _counted(safe, wave, "flag"), respondents(safe)
    total = people.loc[(people["wave"] == wave) & (people["group"] == ALL) & (people["unit"] == ALL), "n"].sum()
    table = pd.DataFrame(
        {
            language.text("Doubt"): [_doubt(language, str(flag)) for flag in frame["subject"]],
            language.text("Respondents"): _numbers(frame, frame["n"], language, safe.minimum),
            language.text("Share of respondents, %"): _numbers(frame, 100 * frame["n"] / total, language, safe.minimum),
        }
    )
    caption = language.text(
        "{caption} (n = {n})",
        caption=_for_wave(language, language.text("Doubts about answers"), wave),
        n=language.integer(total),
    )
    none = language.text("There is no doubt about any respondent's answers.")
    return DisplayTable(table, caption, language, empty=none)


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


def _doubt(language: Language, flag: str) -> str:
    """Return the words for a doubt; one that has none is shown as it stands."""
    words = {
        "over half blank": language.text("over half of the answers are blank"),
        "straight line": language.text("the same answer to every statement"),
        "identical answers": language.text("exactly the same answers as another respondent within minutes"),
        "fast": language.text("answered in less than a third of the usual time"),
        "duplicate id": language.text("another submission with the same id but other answers"),
    }
    return words.get(flag, flag)
