"""What was read: the fate of every cell, problems, and doubts about respondents."""

from __future__ import annotations

import pandas as pd

from critical_points.cleaning import Answers
from critical_points.display import DisplayTable
from critical_points.language import NO_VALUE, Language

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
    if len(set(account["file"])) == 1:
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
