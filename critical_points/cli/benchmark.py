"""``critical-points benchmark``: this organisation beside the sum of others."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from critical_points.cli.app import WaveName, Workspace, app, open_workspace
from critical_points.cli.help import FILE, Part
from critical_points.messages import said, said_plural, to_say

_FILES = to_say("Files made by critical-points share; without any, those taken before.")
Files = Annotated[list[Path] | None, typer.Argument(help=_FILES, metavar=FILE)]


@app.command(cls=Part)
def benchmark(context: typer.Context, files: Files = None, wave: WaveName = None, workspace: Workspace = None) -> None:
    """Show this organisation beside the sum of at least three others, and take their files for the report."""
    from critical_points.releases import open_results
    from critical_points.sharing import open_benchmark, take_files
    from critical_points.tables import tabulate_benchmark
    from critical_points.terminal import working

    review = open_workspace(context, workspace)
    chosen = review.wave(wave or review.newest).name
    if files:
        taken = take_files(review, chosen, files)
        folder = review.benchmark_folder(chosen)
        told = said_plural("Took {n} file into {folder}.", "Took {n} files into {folder}.", len(taken), folder=folder)
        sys.stderr.write(told + "\n")
    others = open_benchmark(review, chosen)
    if others is None:
        _tell_none()
        return
    with working(said("Counting wave {wave}", wave=chosen)):
        safe = open_results(review, [chosen])
    for kind in ("point", "level"):
        sys.stdout.write(f"{tabulate_benchmark(safe, others, chosen, kind)!r}\n\n")


def _tell_none() -> None:
    """Tell that nobody has shared anything yet, and how they would."""
    nothing = said("There are no files of other organisations yet.")
    step = said(
        "ask at least three others for the file that  critical-points share  makes, and type  "
        "critical-points benchmark FILE FILE FILE"
    )
    sys.stdout.write(f"{nothing}\n{said('What to do: {step}', step=step)}\n")
