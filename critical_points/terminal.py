"""What the analyst reads in the terminal, and the same as records for other programs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from critical_points.cleaning import Answers, Checked, problems_of
from critical_points.disclosure import MergeProposal
from critical_points.errors import CAP
from critical_points.facts import counted
from critical_points.instrument import Instrument
from critical_points.mapping import Changes, Confirmed, MappedColumn, shorten

#: At most this many columns of a file are listed one by one; `--json` gives all.
_MOST_COLUMNS = 80

#: What a column is, in characters; longer keys are cut.
_WIDEST_ITEM = 22


def printable(text: str) -> str:
    """Return a text without control characters: a label cannot steer the terminal."""
    return "".join(
        character if character.isprintable() or character == "\n" else "\N{REPLACEMENT CHARACTER}" for character in text
    )


def _cell(value: object, width: int = 60) -> Text:
    return Text(printable(shorten(" ".join(str(value).split()), width)))


def as_record(
    checked: Checked, instrument: Instrument, confirmed: Confirmed, changes: Changes | None = None
) -> dict[str, Any]:
    """Return one checked file as a record for ``check --json``."""
    export = checked.export
    problems = problems_of(checked, instrument, confirmed)
    return {
        "file": str(export.path),
        "tool": export.tool,
        "respondents": len(export.cells),
        "left_out": dict(export.left_out),
        "columns": [_column_record(column) for column in checked.columns],
        "problems": [
            {key: None if pd.isna(value) else value for key, value in row.items()}
            for row in problems.astype({"row": "object"}).to_dict("records")
        ],
        "questions": [{"column": q.where, "question": q.what, "suggestion": q.suggestion} for q in checked.questions],
        "changes": None if changes is None else asdict(changes),
    }


def _column_record(column: MappedColumn) -> dict[str, Any]:
    rating = column.kind == "rating"
    fates = column.fates
    return {
        "position": column.column.position,
        "header": column.column.header,
        "kind": column.kind,
        "item": column.item,
        "scale": column.scale,
        "rated": fates["rated"] if rating else None,
        "non_answers": fates["non-answer"] if rating else None,
        "blanks": fates["blank"] if rating else None,
        "problems": fates["problem"] if rating else None,
        "mean": column.mean if rating else None,
        "certain": column.certain,
        "reason": column.reason,
    }


def show_checked(checked: Checked, instrument: Instrument, confirmed: Confirmed, wave: str | None) -> None:
    """Print how a file is understood, its problems, and the questions to decide."""
    console = Console()
    export = checked.export
    left = ", ".join(f"{n} {cause}" for cause, n in export.left_out.items() if n)
    console.print(Text(f"{export.path.name}: {export.tool}, {len(export.cells)} respondents", style="bold"))
    if left:
        console.print(Text(f"Rows that are not respondents: {left}."))
    console.print(_columns_table(checked))
    rated = [column for column in checked.columns if column.kind == "rating"]
    totals = {fate: sum(column.fates[fate] for column in rated) for fate in ("rated", "non-answer", "blank", "problem")}
    console.print(
        Text(
            f"{len(rated)} rating columns × {len(export.cells)} respondents = {len(rated) * len(export.cells)} cells: "
            f"{totals['rated']} rated, {totals['non-answer']} non-answers, {totals['blank']} blank, "
            f"{totals['problem']} problems."
        )
    )
    _show_problems(console, problems_of(checked, instrument, confirmed))
    _show_missing(console, checked)
    _show_questions(console, checked, wave)


def _columns_table(checked: Checked) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), expand=True)
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column("header", no_wrap=True, overflow="ellipsis", ratio=1)
    table.add_column("is", no_wrap=True, overflow="ellipsis", max_width=_WIDEST_ITEM)
    for name in ("rated", "d.k.", "blank", "prob.", "mean"):
        table.add_column(name, justify="right", no_wrap=True)
    for column in checked.columns[:_MOST_COLUMNS]:
        fates = column.fates
        counts = [str(fates[fate]) if column.kind == "rating" else "" for fate in fates]
        mean = f"{column.mean:.2f}" if column.mean is not None else ""
        what = (column.item or f"rating {column.scale}") if column.kind == "rating" else column.kind
        table.add_row(
            str(column.column.position),
            _cell(column.column.sub or column.column.question, 200),
            _cell(what + ("" if column.certain else " ?"), 40),
            *counts,
            mean,
        )
    if len(checked.columns) > _MOST_COLUMNS:
        table.add_row("", f"… and {len(checked.columns) - _MOST_COLUMNS} more (all with --json)")
    return table


def _show_problems(console: Console, problems: pd.DataFrame) -> None:
    if problems.empty:
        return
    console.print(Text(f"\n{len(problems)} cells or columns to look at:", style="bold"))
    alike = problems.groupby(["column", "value", "why", "suggestion"], sort=False, dropna=False)["row"]
    for number, ((column, value, why, suggestion), rows) in enumerate(alike):
        if number == CAP:
            console.print(Text(f"  … and {alike.ngroups - CAP} more (all with --json)"))
            break
        shown = shorten(" ".join(str(value).split()), 40)
        console.print(Text(printable(f"  {_rows(rows)}, {shorten(str(column), 50)}: {shown!r} {why}. {suggestion}")))


def _rows(rows: pd.Series) -> str:
    """Return the first row of a problem, and in how many more it stands."""
    known = rows.dropna()
    if known.empty:
        return "all its rows"
    more = f" and {len(known) - 1} more" if len(known) > 1 else ""
    return f"row {int(known.iloc[0])}{more}"


def _show_missing(console: Console, checked: Checked) -> None:
    """Tell that no column is the group of respondents, and which columns may be: without one nothing would ask."""
    kinds = {column.kind for column in checked.columns}
    choices = [column for column in checked.columns if column.kind == "choice"]
    if "group" in kinds or "rating" not in kinds or not choices:
        return
    listed = ", ".join(f"{c.column.position} {shorten(c.column.header, 50)!r}" for c in choices[:CAP])
    console.print(Text("\nNo column is known as the group of respondents: no group would be reported.", style="bold"))
    text = f'What to do: if one of these is, give it  kind = "group"  (check --excel, or mapping.toml): {listed}.'
    console.print(Text(printable(text)))


def _show_questions(console: Console, checked: Checked, wave: str | None) -> None:
    if not checked.questions:
        console.print(Text("\nNothing to decide."))
        return
    console.print(Text(f"\n{counted(len(checked.questions), 'question')} to decide:", style="bold"))
    for question in checked.questions[:CAP]:
        console.print(Text(printable(f"  {question}")))
    if len(checked.questions) > CAP:
        console.print(Text(f"  … and {len(checked.questions) - CAP} more (all with --json)"))
    if wave is None:
        console.print(Text("What to do: put the file into data/raw/<wave>/ of a workspace and check it there."))
    else:
        console.print(
            Text(
                f"What to do: critical-points check --wave {wave} --write   writes data/raw/{wave}/mapping.toml, "
                f"where each question is answered in its place;\n            "
                f"critical-points check --wave {wave} --accept  confirms the proposals as they stand;\n            "
                f"critical-points check --wave {wave} --excel   writes them as a workbook to fill in instead."
            )
        )


def show_changes(changes: Changes | None) -> None:
    """Print what a wave asks anew, no longer, or in other words than the wave before."""
    if changes is None or not (changes.new or changes.gone or changes.reworded):
        return
    console = Console()
    console.print(Text(f"\nAgainst {changes.against}:", style="bold"))
    for pair in changes.reworded[:CAP]:
        about = f" ({pair.item}{'' if pair.comparable else ', not compared'})" if pair.item else ""
        was, now = shorten(pair.before), shorten(pair.now)
        console.print(Text(printable(f"  reworded{about}: {was!r} → {now!r}")))
    for word, headers in (("new", changes.new), ("gone", changes.gone)):
        for header in headers[:CAP]:
            console.print(Text(printable(f"  {word}: {shorten(header)}")))
    more = sum(max(0, len(listed) - CAP) for listed in (changes.reworded, changes.new, changes.gone))
    if more:
        console.print(Text(f"  … and {more} more (all with --json)"))
    if any(pair.item for pair in changes.reworded):
        hint = "  A statement whose meaning has changed gets  comparable = false  in mapping.toml."
        console.print(Text(hint))


def show_merge(proposal: MergeProposal | None) -> None:
    """Tell how much the protection of small groups hides, and how a merge would hide less."""
    if proposal is None:
        return
    console = Console(stderr=True)
    small = ", ".join(f"{group} ({n})" for group, n in proposal.small.items())
    console.print(
        Text(
            f"Wave {printable(proposal.wave)} has groups of fewer respondents than may be shown: {small}.\n"
            f"To protect them, {proposal.hidden} results are hidden; were these groups told as one, "
            f"{proposal.hidden_merged} would be. For that, write into review.toml:\n\n{proposal.toml}\n"
        )
    )


def summarise(answers: Answers, wave: str) -> dict[str, Any]:
    """Return the totals of a wave: respondents, and the fate of every cell of its rating columns."""
    account = answers.account
    return {
        "wave": wave,
        "respondents": len(answers.respondents),
        "rating_columns": len(account),
        "cells": int(account["respondents"].sum()),
        **{name: int(account[name].sum()) for name in ("rated", "non_answers", "blanks", "problems")},
    }


def show_account(answers: Answers, record: dict[str, Any]) -> None:
    """Print the totals of a wave."""
    state = "cleaned" if record["cleaned"] else "nothing has changed"
    Console().print(
        Text(
            printable(
                f"{record['wave']} ({state}): {record['respondents']} respondents; {record['cells']} cells: "
                f"{record['rated']} rated, {record['non_answers']} non-answers, {record['blanks']} blank, "
                f"{record['problems']} problems → {record['folder']}"
            )
        )
    )
    _show_problems(Console(), answers.problems)


@contextmanager
def working(what: str, *, quiet: bool = False) -> Iterator[None]:
    """Show that something is under way, on a terminal."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield
        return
    with console.status(what):
        yield


@contextmanager
def progress_bar() -> Iterator[Callable[[int, int, str], None]]:
    """Give a function ``advance(done, total, what)`` that moves a progress bar, or prints lines to a file."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda done, total, what: print(f"{done}/{total} {what}", file=sys.stderr, flush=True)  # noqa: T201
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total, what: bar.update(task, description=what, completed=done, total=total)
