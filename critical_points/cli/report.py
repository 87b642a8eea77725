"""``critical-points report``: the pages of a wave."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from critical_points.cli.app import WaveName, Workspace, app, open_workspace

Languages = Annotated[
    list[str] | None,
    typer.Option("--language", help="fi, sv, en or all; may be repeated.", show_default="as in review.toml"),
]


@app.command()
def report(
    context: typer.Context,
    wave: WaveName = None,
    against: Annotated[
        str | None, typer.Option("--against", help="The earlier wave.", show_default="the one before")
    ] = None,
    language: Languages = None,
    withdraw: Annotated[
        bool,
        typer.Option("--withdraw", help="Remove an earlier report that this one cannot stand beside."),
    ] = False,
    workspace: Workspace = None,
) -> None:
    """Clean what has changed, run the notebooks, and write reports/<wave>/*.html."""
    from critical_points.messages import LANGUAGES
    from critical_points.reports import build_reports
    from critical_points.terminal import progress_bar

    review = open_workspace(context, workspace)
    languages = LANGUAGES if "all" in (language or ()) else language
    chosen = wave or review.newest
    with progress_bar() as advance:
        pages = build_reports(review, chosen, against, languages, advance, withdraw=withdraw)
    sys.stdout.write("\n".join([f"Wrote {len(pages)} pages:", *(f"  {page}" for page in pages)]) + "\n")
