"""What ``check`` tells of the files of a wave, and what it asks; the same as records for other programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from critical_points.cleaning import Checked, problems_of
from critical_points.decisions import KINDS
from critical_points.errors import CAP
from critical_points.instrument import Instrument
from critical_points.language import Language
from critical_points.mapping import Changes, Confirmed, MappedColumn, shorten
from critical_points.messages import grouped, said, said_plural, spoken, to_say, translated
from critical_points.terminal.printing import printable, say_more, show_problems, tell_cells

#: At most this many columns of a file are listed one by one; `--json` gives all.
_MOST_COLUMNS = 80

#: What a column is, in characters; longer keys are cut.
_WIDEST_ITEM = 22

#: So many headers that are new, gone or reworded are shown of each.
_MOST_CHANGES = 5

#: What a column is, in words; in other languages than English, what ``mapping.toml`` calls it stands beside.
_KINDS = {
    "group": to_say("group"),
    "unit": to_say("unit"),
    "vote": to_say("vote"),
    "ignore": to_say("ignore"),
    "rating": to_say("rating"),
    "choice": to_say("choice"),
    "text": to_say("text"),
    "number": to_say("number"),
    "metadata": to_say("metadata"),
    "unknown": to_say("unknown"),
}

#: Why a row of a file is no respondent.
_CAUSES = {
    "header": to_say("header"),
    "blank": to_say("blank"),
    "total": to_say("total"),
    "title": to_say("title"),
    "legend": to_say("legend"),
    "preview": to_say("preview"),
    "continued": to_say("continued"),
    "duplicate": to_say("duplicate"),
}


def as_record(
    checked: Checked, instrument: Instrument, confirmed: Confirmed, changes: Changes | None = None
) -> dict[str, Any]:
    """Return one checked file as a record for ``check --json``."""
    export = checked.export
    problems = problems_of(checked, instrument, confirmed)
    return {
        "file": str(export.path),
        "tool": export.tool,
        "respondents": export.respondents,
        "left_out": dict(export.left_out),
        "columns": [_column_record(column) for column in checked.columns],
        "problems": [
            {key: None if pd.isna(value) else value for key, value in row.items()}
            for row in problems.astype({"row": "object"}).to_dict("records")
        ],
        "questions": [{"column": q.where, "question": q.what, "suggestion": q.suggestion} for q in checked.questions],
        "missing": {kind: [c.column.header for c in columns] for kind, columns in _missing(checked).items()},
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


def show_checked(checked: Checked, instrument: Instrument, confirmed: Confirmed) -> None:
    """Print how a file is understood, and its problems."""
    console = Console()
    export = checked.export
    n = export.respondents
    head = said_plural("{file}: {tool}, {n} respondent", "{file}: {tool}, {n} respondents", n,
                       file=export.path.name, tool=export.tool)  # fmt: skip
    console.print(Text(printable(head), style="bold"))
    left = ", ".join(f"{translated(_CAUSES.get(why, why))} {grouped(n)}" for why, n in export.left_out.items() if n)
    if left:
        console.print(Text(said("Rows that are not respondents: {causes}.", causes=left)))
    console.print(_columns_table(checked))
    rated = [column for column in checked.columns if column.kind == "rating"]
    fates = {"rated": "rated", "non_answers": "non-answer", "blanks": "blank", "problems": "problem"}
    totals = {name: sum(column.fates[fate] for column in rated) for name, fate in fates.items()}
    cells = tell_cells({"cells": len(rated) * n, **totals})
    told = said("Columns of ratings × respondents: {columns} × {n}; {cells}.", columns=len(rated), n=grouped(n),
                cells=cells)  # fmt: skip
    console.print(Text(told))
    show_problems(console, problems_of(checked, instrument, confirmed))
    _show_missing(console, checked)


def _columns_table(checked: Checked) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), expand=True)
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column(said("header"), no_wrap=True, overflow="ellipsis", ratio=1)
    table.add_column(said("is"), no_wrap=True, overflow="ellipsis", max_width=_WIDEST_ITEM)
    for name in (said("rated"), said("d.k."), said("blank"), said("prob."), said("mean")):
        table.add_column(name, justify="right", no_wrap=True)
    language = Language(spoken())
    for column in checked.columns[:_MOST_COLUMNS]:
        rating = column.kind == "rating"
        counts = [grouped(n) if rating else "" for n in column.fates.values()]
        table.add_row(
            str(column.column.position),
            _cell(column.column.sub or column.column.question, 200),
            _cell(_what(column) + ("" if column.certain else " ?"), 40),
            *counts,
            language.number(column.mean, 2) if column.mean is not None else "",
        )
    if len(checked.columns) > _MOST_COLUMNS:
        n = len(checked.columns) - _MOST_COLUMNS
        table.add_row("", said_plural("… and {n} more (all with --json)", "… and {n} more (all with --json)", n))
    return table


def _what(column: MappedColumn) -> str:
    if column.kind == "rating":
        return column.item or said("rating {scale}", scale=column.scale)
    word = translated(_KINDS[column.kind])
    return f"{word} ({column.kind})" if column.kind in KINDS and word != column.kind else word


def _cell(value: object, width: int = 60) -> Text:
    return Text(printable(shorten(" ".join(str(value).split()), width)))


def _missing(checked: Checked) -> dict[str, list[MappedColumn]]:
    """Return the columns that may be the group or the unit of respondents, where no column is known to be it."""
    kinds = {column.kind for column in checked.columns}
    choices = [column for column in checked.columns if column.kind == "choice"]
    if "rating" not in kinds or not choices:
        return {}
    return {kind: choices for kind in ("group", "unit") if kind not in kinds}


def _show_missing(console: Console, checked: Checked) -> None:
    """Tell that no column is the group or unit, and which may be: without one nothing of it would be reported."""
    missing = _missing(checked)
    if not missing:
        return
    if "group" in missing:
        told = said("No column is known as the group of respondents: no group would be reported.")
        console.print(Text(f"\n{told}", style="bold"))
    if "unit" in missing:
        told = said("No column is known as the unit of respondents, such as a campus: no unit would be reported.")
        console.print(Text(f"\n{told}", style="bold"))
    columns = next(iter(missing.values()))
    listed = ", ".join(f"{c.column.position} {shorten(c.column.header, 50)!r}" for c in columns[:CAP])
    step = said(
        "if one of these is, give it  kind = {kinds}  (check --excel, or mapping.toml), and the others  "
        'kind = "ignore": {columns}.',
        kinds=" / ".join(f'"{kind}"' for kind in missing),
        columns=listed,
    )
    console.print(Text(printable(said("What to do: {step}", step=step))))


def show_changes(changes: Changes | None) -> None:
    """Print what a wave asks anew, no longer, or in other words than the wave before."""
    if changes is None or not (changes.new or changes.gone or changes.reworded):
        return
    console = Console()
    against = said("Against {wave}:", wave=changes.against)
    console.print(Text(f"\n{against}", style="bold"))
    for pair in changes.reworded[:_MOST_CHANGES]:
        about = pair.item or ""
        about += said(", not compared") if pair.item and not pair.comparable else ""
        was, now = shorten(pair.before), shorten(pair.now)
        told = said("reworded ({item}): {was!r} → {now!r}", item=about, was=was, now=now)
        told = told if about else said("reworded: {was!r} → {now!r}", was=was, now=now)
        console.print(Text(printable(f"  {told}")))
    for header in changes.new[:_MOST_CHANGES]:
        console.print(Text(printable(f"  {said('new: {header}', header=shorten(header))}")))
    for header in changes.gone[:_MOST_CHANGES]:
        console.print(Text(printable(f"  {said('gone: {header}', header=shorten(header))}")))
    say_more(console, sum(max(0, len(all_) - _MOST_CHANGES) for all_ in (changes.reworded, changes.new, changes.gone)))
    if any(pair.item for pair in changes.reworded):
        hint = said("A statement whose meaning has changed gets  comparable = false  in mapping.toml.")
        console.print(Text(f"  {hint}"))
