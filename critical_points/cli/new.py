"""``critical-points new``: a workspace to begin with."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from critical_points.cli.app import app


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(help="The folder to make; it may exist if it is empty.")],
    demo: Annotated[bool, typer.Option("--demo", help="Fill it with the invented demonstration.")] = False,
) -> None:
    """Make a workspace: review.toml, folders for data and reports, and the notebooks."""
    from critical_points.scaffold import new_workspace

    made = new_workspace(folder, demo=demo)
    step = "critical-points report" if demo else f"put the survey tool's export into {made.raw_hint}"
    sys.stdout.write(f"Made {made.root}.\nNext: {step} (in that folder).\n")
