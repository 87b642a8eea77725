"""``critical-points discussion``: the teams' notes as a list, in which the analyst chooses what is shown."""

from __future__ import annotations

import sys
from typing import Any

import typer

from critical_points.cli.app import AsJson, WaveName, Workspace, app, open_workspace, print_json


@app.command()
def discussion(
    context: typer.Context, wave: WaveName = None, as_json: AsJson = False, workspace: Workspace = None
) -> None:
    """Write the notes of the filled workbooks to discussion.xlsx, or bring that file up to date."""
    from critical_points.notes import find_names, published_notes, sheet_of, update_sheet
    from critical_points.terminal import printable

    review = open_workspace(context, workspace)
    name = review.wave(wave or review.newest).name
    rows = update_sheet(review, name)
    states = {state: int((rows["state"] == state).sum()) for state in ("new", "changed", "gone")}
    record: dict[str, Any] = {"wave": name, "file": str(sheet_of(review, name)), "notes": len(rows), **states}
    notes = published_notes(review, name)
    record |= {"shown": len(notes), "names": find_names(notes, review.language)}
    if as_json:
        print_json(record)
        return
    lines = [f"Wrote {record['file']}: {record['notes']} notes, {record['shown']} of them to be shown."]
    if states["new"]:
        lines.append(f"New: {states['new']}.")
    if states["changed"]:
        lines.append(f"Changed by the team: {states['changed']}. See that what is shown of them is still right.")
    if states["gone"]:
        lines.append(f"In no workbook any more: {states['gone']}. They are kept, and are not shown.")
    if record["names"]:
        lines.append(f"Words in what is shown that may be names: {', '.join(record['names'])}. Nobody is to be named.")
    if not len(rows):
        lines.append(f"There is no filled workbook in {review.raw(name)}: put them there, and run this again.")
    else:
        lines.append("Write into the column publish what may be shown; an empty cell is not shown.")
    sys.stdout.write(printable("\n".join(lines)) + "\n")
