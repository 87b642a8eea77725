"""``critical-points benchmark``: this organisation beside the sum of others."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from critical_points.cli.app import WaveName, Workspace, app, open_workspace

Files = Annotated[
    list[Path] | None,
    typer.Argument(help="Files made by critical-points share; without any, those taken before."),
]


@app.command()
def benchmark(context: typer.Context, files: Files = None, wave: WaveName = None, workspace: Workspace = None) -> None:
    """Show this organisation beside the sum of at least three others, and take their files for the report."""
    from critical_points.releases import open_results
    from critical_points.sharing import open_benchmark, take_files
    from critical_points.tables import tabulate_benchmark

    review = open_workspace(context, workspace)
    chosen = wave or review.newest
    if files:
        taken = take_files(review, chosen, files)
        sys.stderr.write(f"Took {len(taken)} files into {review.benchmark_folder(chosen)}.\n")
    others = open_benchmark(review, chosen)
    safe = open_results(review, [chosen])
    for kind in ("point", "level"):
        sys.stdout.write(f"{tabulate_benchmark(safe, others, chosen, kind)!r}\n\n")
