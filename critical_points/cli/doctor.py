"""``critical-points doctor``: what is installed, found and missing."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import typer

from critical_points.cli.app import AsJson, Workspace, app, print_json

_MARKS = {"well": "ok  ", "note": "note", "wrong": "STOP"}


@app.command()
def doctor(context: typer.Context, as_json: AsJson = False, workspace: Workspace = None) -> None:
    """Tell what is installed, found and missing, and what to do about it."""
    from critical_points.diagnosis import diagnose
    from critical_points.terminal import printable

    findings = diagnose(workspace or context.obj or Path.cwd())
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            step = f"\n      What to do: {finding.step}" if finding.step else ""
            sys.stdout.write(printable(f"{_MARKS[finding.state]}  {finding.what}{step}") + "\n")
    if any(finding.state == "wrong" for finding in findings):
        raise typer.Exit(2)
