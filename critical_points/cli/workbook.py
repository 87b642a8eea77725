"""``critical-points workbook``: the workbook of part 2, to be filled in by teams, and what was read back of it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from critical_points.cli.app import (
    AsJson,
    LanguageCode,
    WaveName,
    Workspace,
    app,
    open_workspace,
    print_json,
    tell_opened,
)
from critical_points.cli.help import FILE, Part
from critical_points.messages import said, said_plural, to_say

if TYPE_CHECKING:
    from critical_points.workbook import Plan
    from critical_points.workspace import Review

_FORMAT = to_say("xlsx, or pdf to be filled in on a screen or by hand.")
Kind = Annotated[str | None, typer.Option("--format", help=_FORMAT, metavar=to_say("FORMAT"))]

_BLANK = to_say("Without the results of part 1.")
Blank = Annotated[bool, typer.Option("--blank", help=_BLANK)]

_FILE, _PLACE = to_say("The file."), to_say("reports/<wave>/workbook-…")
Out = Annotated[Path | None, typer.Option("--out", help=_FILE, metavar=FILE, show_default=_PLACE)]

_CHECK = to_say("Tell what was read of the filled ones instead.")
Check = Annotated[bool, typer.Option("--check", help=_CHECK)]


@app.command(cls=Part)
def workbook(  # noqa: PLR0913, PLR0917 – each is an option of the command
    context: typer.Context,
    wave: WaveName = None,
    kind: Kind = None,
    language: LanguageCode = None,
    blank: Blank = False,
    out: Out = None,
    check: Check = False,
    as_json: AsJson = False,
    workspace: Workspace = None,
) -> None:
    """Write the workbook that teams fill in, or tell with --check what was read of those in data/raw/<wave>."""
    from critical_points.publication import only_run
    from critical_points.releases import prepare_files
    from critical_points.terminal import working
    from critical_points.workbook import load_plan, make_form, write_workbook

    review = open_workspace(context, workspace, language)
    name = review.wave(wave or review.newest).name
    tell_opened(review, name)
    if check:
        with working(said("Reading the filled workbooks of wave {wave}", wave=name), quiet=as_json):
            plan = load_plan(review, name)
        _tell(plan, review, name, as_json=as_json)
        return
    kind = kind or (out.suffix.lower().removeprefix(".") if out and out.suffix else "xlsx")
    told = said("Making the workbook of wave {wave}", wave=name)
    # from what is prepared to what is recorded: no other run may come between
    with working(told, quiet=as_json), only_run(review.root):
        release = None if blank or not review.raw_files(name) else prepare_files(review, name)
        safe = None if release is None else release.safe
        path = write_workbook(review, make_form(review, name, safe, review.language), kind, out, release=release)
    if as_json:
        print_json({"file": str(path), "wave": name, "results": safe is not None})
        return
    without = said("without results of part 1 (data/raw/{wave} has no answers).", wave=name)
    told = said("without results of part 1.") if blank else without
    told = said("with the results of part 1.") if safe is not None else told
    sys.stdout.write(f"{said('Wrote {file}', file=path)}\n{told}\n{_next_step(review, name, path)}\n")


def _next_step(review: Review, wave: str, path: Path) -> str:
    return said(
        "Next: send it to the teams. Each fills it in and saves it as {file}; put these files into {folder}, and see "
        "with  critical-points workbook --wave {wave} --check  what was read.",
        file=said("workbook-<team>{suffix}", suffix=path.suffix),
        folder=review.raw(wave),
        wave=wave,
    )


def _tell(plan: Plan, review: Review, wave: str, *, as_json: bool) -> None:
    """Tell of each file what was read, and every problem."""
    from critical_points.terminal import printable

    files: list[dict[str, Any]] = plan.files.to_dict("records")  # type: ignore[assignment]  # the columns are texts
    problems: list[dict[str, Any]] = plan.problems.to_dict("records")  # type: ignore[assignment]
    if as_json:
        print_json({"files": files, "problems": problems})
    else:
        lines = [*map(_what_was_read, files), *_list_problems(problems, review)]
        nothing = said("There is no filled workbook in {folder}.", folder=review.raw(wave))
        step = said("put them there, and run this again.")
        lines = lines or [nothing, said("What to do: {step}", step=step)]
        sys.stdout.write(printable("\n".join(lines)) + "\n")
    if problems:
        raise typer.Exit(1)


def _what_was_read(row: dict[str, Any]) -> str:
    boxes = said_plural("{n} box read", "{n} boxes read", row["fields"])
    problems = said_plural("{n} problem", "{n} problems", row["problems"])
    return f"{row['file']}: {row['team']}, {boxes}, {problems}"


def _list_problems(problems: list[dict[str, Any]], review: Review) -> list[str]:
    """Return each problem as who filled the file in would look for it, and what to do."""
    from critical_points.errors import CAP
    from critical_points.mapping import shorten
    from critical_points.workbook import name_boxes

    names = name_boxes(review.instrument, review.language)
    lines = []
    for row in problems[:CAP]:
        sheet, box = names.get(row["field"], ("", row["field"]))
        place = ", ".join(filter(None, (row["file"], row["sheet"] or sheet, box)))
        value = shorten(" ".join(row["value"].split()), 60)
        lines.append(f"  {place}: {repr(value) + ': ' if value else ''}{row['why']}. {row['suggestion']}".rstrip())
    if len(problems) > CAP:
        more = said_plural("… and {n} more (all with --json)", "… and {n} more (all with --json)", len(problems) - CAP)
        lines.append(f"  {more}")
    if problems:
        step = said("correct it in the workbook, save it, and run this again.")
        lines.append(said("What to do: {step}", step=step))
    return lines
