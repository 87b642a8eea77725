"""What the analyst reads in the terminal, in the language that is spoken."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import pandas as pd
from rich.console import Console
from rich.text import Text

from critical_points.cleaning import Answers
from critical_points.errors import CAP
from critical_points.instrument import Instrument
from critical_points.mapping import shorten
from critical_points.messages import grouped, said, said_plural, translated
from critical_points.scales import CODE, INSIDE

#: A value that stands in so many columns or more is told once.
_MANY_COLUMNS = 3


def printable(text: str) -> str:
    """Return a text without control characters: a label cannot steer the terminal."""
    return "".join(
        character if character.isprintable() or character in "\n\N{NO-BREAK SPACE}" else "\N{REPLACEMENT CHARACTER}"
        for character in text
    )


def say_more(console: Console, n: int) -> None:
    """Tell how many of a list are not shown."""
    if n > 0:
        told = said_plural("… and {n} more (all with --json)", "… and {n} more (all with --json)", n)
        console.print(Text(f"  {told}"))


def show_problems(console: Console, problems: pd.DataFrame) -> None:
    """Print the cells and columns that were not understood, those alike as one."""
    if problems.empty:
        return
    head = said_plural("{n} cell or column to look at:", "{n} cells or columns to look at:", len(problems))
    console.print(Text(f"\n{head}", style="bold"))
    alike = _alike(problems)
    for (column, value, why, suggestion), rows in alike[:CAP]:
        shown = shorten(" ".join(str(value).split()), 40)
        place = ", ".join(filter(None, (_rows(rows), shorten(str(column), 50))))
        reason = translated(why) if why in (CODE, INSIDE) else why
        told = f"{place}: {shown!r} {reason}. {suggestion}"
        console.print(Text(printable(f"  {told.rstrip()}")))
    say_more(console, len(alike) - CAP)


def _alike(problems: pd.DataFrame) -> list[tuple[Any, pd.Series]]:
    """Return problems that are alike as one, with their rows: of one column, or of many that have the same value."""
    same = ["value", "why", "suggestion"]
    columns = problems.groupby(same, dropna=False)["column"].transform("nunique")
    many = [said_plural("{n} column", "{n} columns", int(n)) for n in columns]
    named = problems.assign(column=problems["column"].where(columns < _MANY_COLUMNS, many))
    return list(named.groupby(["column", *same], sort=False, dropna=False)["row"])


def _rows(rows: pd.Series) -> str:
    """Return the first row of a problem, and in how many more it stands."""
    known = rows.dropna()
    if known.empty:
        return said("all its rows")
    row = int(known.iloc[0])
    if len(known) == 1:
        return said("row {row}", row=row)
    return said_plural("row {row} and {n} more", "row {row} and {n} more", len(known) - 1, row=row)


def summarise(answers: Answers, wave: str) -> dict[str, Any]:
    """Return the totals of a wave: respondents, and the fate of every cell of its rating columns."""
    account = answers.account
    return {
        "wave": wave,
        "respondents": len(answers.respondents),
        "groups": int(answers.respondents["group"].nunique()),
        "units": int(answers.respondents["unit"].nunique()),
        "rating_columns": len(account),
        "cells": int(account["respondents"].sum()),
        **{name: int(account[name].sum()) for name in ("rated", "non_answers", "blanks", "problems")},
    }


def show_account(answers: Answers, record: dict[str, Any]) -> None:
    """Print the totals of a wave."""
    state = said("cleaned") if record["cleaned"] else said("nothing has changed")
    n = record["respondents"]
    head = said_plural("{wave} ({state}): {n} respondent", "{wave} ({state}): {n} respondents", n,
                       wave=record["wave"], state=state)  # fmt: skip
    console = Console()
    console.print(Text(printable(f"{head}; {tell_cells(record)} → {record['folder']}")))
    show_problems(console, answers.problems)


def tell_cells(record: Mapping[str, int]) -> str:
    """Return how many cells there are, and what became of them."""
    counts = {name: grouped(record[name]) for name in ("cells", "rated", "non_answers", "blanks", "problems")}
    return said(
        "cells {cells} = rated {rated} + non-answers {non_answers} + blank {blanks} + problems {problems}", **counts
    )


def show_missing(answers: Answers, instrument: Instrument, wave: str) -> None:
    """Tell on stderr that no respondent of a wave has a group, or a unit although the workspace names its units."""
    lines = []
    if answers.respondents["group"].isna().all():
        lines.append(said("Wave {wave}: no group of respondents is known, so none is reported.", wave=wave))
    if instrument.units and answers.respondents["unit"].isna().all():
        lines.append(said("Wave {wave}: no unit of respondents is known, so none is reported.", wave=wave))
    if lines:
        step = said("critical-points check --wave {wave}  tells which columns may be it.", wave=wave)
        lines.append(said("What to do: {step}", step=step))
        sys.stderr.write(printable("\n".join(lines)) + "\n")
