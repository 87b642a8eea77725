"""``critical-points clean``: raw files into processed data."""

from __future__ import annotations

import typer

from critical_points.cli.app import AsJson, WaveName, Workspace, app, open_workspace, print_json, tell_opened
from critical_points.cli.help import Part
from critical_points.messages import said


@app.command(cls=Part)
def clean(context: typer.Context, wave: WaveName = None, as_json: AsJson = False, workspace: Workspace = None) -> None:
    """Clean the raw files into data/processed; without --wave, every wave that has files."""
    from critical_points.storage import load, refresh
    from critical_points.terminal import show_account, show_missing, summarise, working

    review = open_workspace(context, workspace)
    waves = [wave] if wave else [name for name in review.waves if review.raw_files(name)] or [review.newest]
    records = []
    for name in waves:
        tell_opened(review, name)
        with working(said("Cleaning wave {wave}", wave=name), quiet=as_json):
            changed = refresh(review, name)
        answers = load(review, name)
        records.append({**summarise(answers, name), "cleaned": changed, "folder": str(review.processed(name))})
        if not as_json:
            show_account(answers, records[-1])
            show_missing(answers, review.instrument, name)
    if as_json:
        print_json(records)
