"""``critical-points share``: the file that other organisations may have."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from critical_points.cli.app import WaveName, Workspace, app, open_workspace
from critical_points.cli.help import Part
from critical_points.messages import said


@app.command(cls=Part)
def share(context: typer.Context, wave: WaveName = None, workspace: Workspace = None) -> None:
    """Write a wave's protected counts, without units, for other organisations or a coordinator."""
    from critical_points.sharing import schema_of, share_wave
    from critical_points.terminal import working

    review = open_workspace(context, workspace)
    name = review.wave(wave or review.newest).name
    with working(said("Counting wave {wave}", wave=name)):
        path: Path = share_wave(review, name)
    lines = [
        said("Wrote {file}", file=path),
        said("and {file}, which tells what its columns hold.", file=schema_of(path)),
        said(
            "No respondent's answers are in it, and no result of fewer than {n}: another organisation or a "
            "coordinator may have both.",
            n=review.minimum,
        ),
    ]
    sys.stdout.write("\n".join(lines) + "\n")
