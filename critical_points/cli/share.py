"""``critical-points share``: the file that other organisations may have."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from critical_points.cli.app import WaveName, Workspace, app, open_workspace


@app.command()
def share(context: typer.Context, wave: WaveName = None, workspace: Workspace = None) -> None:
    """Write a wave's protected counts, without units, for other organisations or a coordinator."""
    from critical_points.sharing import schema_of, share_wave

    review = open_workspace(context, workspace)
    path: Path = share_wave(review, wave or review.newest)
    sys.stdout.write(
        f"Wrote {path}\nand  {schema_of(path)}, which tells what its columns hold.\n"
        "No respondent's answers are in it, and no result of fewer than "
        f"{review.minimum}: another organisation or a coordinator may have both.\n"
    )
