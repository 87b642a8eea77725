"""``critical-points clean``: raw files into processed data."""

from __future__ import annotations

import typer

from critical_points.cli.app import AsJson, WaveName, Workspace, app, open_workspace, print_json


@app.command()
def clean(context: typer.Context, wave: WaveName = None, as_json: AsJson = False, workspace: Workspace = None) -> None:
    """Clean the raw files into data/processed; without --wave, every wave that has files."""
    from critical_points.storage import load, refresh
    from critical_points.terminal import show_account, summarise, working

    review = open_workspace(context, workspace)
    waves = [wave] if wave else [name for name in review.waves if review.raw_files(name)] or [review.newest]
    records = []
    for name in waves:
        with working(f"Cleaning wave {name}", quiet=as_json):
            changed = refresh(review, name)
        answers = load(review, name)
        records.append({**summarise(answers, name), "cleaned": changed, "folder": str(review.processed(name))})
        if not as_json:
            show_account(answers, records[-1])
    if as_json:
        print_json(records)
