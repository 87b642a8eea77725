"""``critical-points doctor``: what is installed, found and missing."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import typer

from critical_points.cli.app import AsJson, Workspace, app, print_json
from critical_points.cli.help import Part
from critical_points.messages import said, to_say, translated

_MARKS = {"well": to_say("ok"), "note": to_say("note"), "wrong": to_say("STOP")}


@app.command(cls=Part)
def doctor(context: typer.Context, as_json: AsJson = False, workspace: Workspace = None) -> None:
    """Tell what is installed, found and missing, and what to do about it."""
    from critical_points.diagnosis import diagnose
    from critical_points.terminal import printable, working

    with working(said("Opening the files of the workspace"), quiet=as_json):
        findings = diagnose(workspace or context.obj or Path.cwd())
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        width = max(len(translated(mark)) for mark in _MARKS.values())
        for finding in findings:
            step = said("What to do: {step}", step=finding.step) if finding.step else ""
            below = " " * (width + 2)
            lines = [line for line in (*finding.what.split("\n"), step) if line]
            told = translated(_MARKS[finding.state]).ljust(width) + "  " + f"\n{below}".join(lines)
            sys.stdout.write(printable(told) + "\n")
    if any(finding.state == "wrong" for finding in findings):
        raise typer.Exit(2)
