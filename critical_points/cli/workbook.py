"""``critical-points workbook``: the workbook of part 2, to be filled in by teams, and what was read back of it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from critical_points.cli.app import AsJson, LanguageCode, WaveName, Workspace, app, open_workspace, print_json

if TYPE_CHECKING:
    from critical_points.workbook import Plan


@app.command()
def workbook(  # noqa: PLR0913, PLR0917 – each is an option of the command
    context: typer.Context,
    wave: WaveName = None,
    kind: Annotated[
        str | None, typer.Option("--format", help="xlsx, or pdf to be filled in on a screen or by hand.")
    ] = None,
    language: LanguageCode = None,
    blank: Annotated[bool, typer.Option("--blank", help="Without the results of part 1.")] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="The file.", show_default="reports/<wave>/workbook-…")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Tell what was read of the filled ones instead.")] = False,
    as_json: AsJson = False,
    workspace: Workspace = None,
) -> None:
    """Write the workbook that teams fill in, or tell with --check what was read of those in data/raw/<wave>."""
    from critical_points.releases import prepare_files
    from critical_points.workbook import load_plan, make_form, write_workbook

    review = open_workspace(context, workspace, language)
    name = review.wave(wave or review.newest).name
    if check:
        _tell(load_plan(review, name), name, as_json=as_json)
        return
    kind = kind or (out.suffix.lower().removeprefix(".") if out and out.suffix else "xlsx")
    release = None if blank or not review.raw_files(name) else prepare_files(review, name)
    safe = None if release is None else release.safe
    path = write_workbook(review, make_form(review, name, safe, review.language), kind, out, release=release)
    if as_json:
        print_json({"file": str(path), "wave": name, "results": safe is not None})
        return
    told = "with the results of part 1" if safe is not None else "without results of part 1"
    if safe is None and not blank:
        told += f" (data/raw/{name} has no answers)"
    sys.stdout.write(
        f"Wrote {path}\n{told}.\n"
        f"Next: send it to the teams. Each fills it in and saves it as workbook-<team>{path.suffix}; put these files "
        f"into {review.raw(name)}, and see with  critical-points workbook --wave {name} --check  what was read.\n"
    )


def _tell(plan: Plan, wave: str, *, as_json: bool) -> None:
    """Tell of each file what was read, and every problem."""
    from critical_points.terminal import printable

    files: list[dict[str, Any]] = plan.files.to_dict("records")  # type: ignore[assignment]  # the columns are texts
    problems: list[dict[str, Any]] = plan.problems.to_dict("records")  # type: ignore[assignment]
    if as_json:
        print_json({"files": files, "problems": problems})
    else:
        lines = [
            f"{row['file']}: {row['team']}, {row['fields']} boxes read, {row['problems']} problems" for row in files
        ]
        lines += _list_problems(problems)
        nothing = f"data/raw/{wave} has no filled workbooks."
        sys.stdout.write(printable("\n".join(lines) or nothing) + "\n")
    if problems:
        raise typer.Exit(1)


def _list_problems(problems: list[dict[str, Any]]) -> list[str]:
    from critical_points.errors import CAP
    from critical_points.mapping import shorten

    lines = []
    for row in problems[:CAP]:
        place = ", ".join(row[name] for name in ("file", "sheet", "field") if row[name])
        value = shorten(" ".join(row["value"].split()), 60)
        lines.append(f"  {place}: {repr(value) + ': ' if value else ''}{row['why']}. {row['suggestion']}".rstrip())
    if len(problems) > CAP:
        lines.append(f"  … and {len(problems) - CAP} more problems (all with --json)")
    return lines
