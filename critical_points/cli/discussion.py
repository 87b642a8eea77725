"""``critical-points discussion``: the teams' notes as a list, in which the analyst chooses what is shown."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import typer

from critical_points.cli.app import AsJson, WaveName, Workspace, app, open_workspace, print_json, tell_opened
from critical_points.cli.help import Part
from critical_points.messages import grouped, said, said_plural


@app.command(cls=Part)
def discussion(
    context: typer.Context, wave: WaveName = None, as_json: AsJson = False, workspace: Workspace = None
) -> None:
    """Write the notes of the filled workbooks to discussion.xlsx, or bring that file up to date."""
    from critical_points.notes import find_names, published_notes, sheet_of, update_sheet
    from critical_points.terminal import printable

    review = open_workspace(context, workspace)
    name = review.wave(wave or review.newest).name
    tell_opened(review, name)
    rows = update_sheet(review, name)
    states = {state: int((rows["state"] == state).sum()) for state in ("new", "changed", "gone")}
    record: dict[str, Any] = {"wave": name, "file": str(sheet_of(review, name)), "notes": len(rows), **states}
    notes = published_notes(review, name)
    record |= {"shown": len(notes), "names": find_names(notes, review.language)}
    if as_json:
        print_json(record)
        return
    sys.stdout.write(printable("\n".join(_lines(record, review.raw(name)))) + "\n")


def _lines(record: dict[str, Any], folder: Path) -> list[str]:
    """Return what is told of the list of notes."""
    if not record["notes"]:
        nothing = said("There is no filled workbook in {folder}.", folder=folder)
        return [nothing, said("What to do: {step}", step=said("put them there, and run this again."))]
    told = said_plural("Wrote {file}: {n} note, {shown} to be shown.", "Wrote {file}: {n} notes, {shown} to be shown.",
                       record["notes"], file=record["file"], shown=grouped(record["shown"]))  # fmt: skip
    lines = [told]
    if record["new"]:
        lines.append(said("New: {n}.", n=grouped(record["new"])))
    if record["changed"]:
        lines.append(said("Changed by the team: {n}. See that what is shown of them is still right.",
                          n=grouped(record["changed"])))  # fmt: skip
    if record["gone"]:
        lines.append(said("In no workbook any more: {n}. They are kept, and are not shown.",
                          n=grouped(record["gone"])))  # fmt: skip
    if record["names"]:
        words = ", ".join(record["names"])
        lines.append(said("Words in what is shown that may be names: {words}. Nobody is to be named.", words=words))
    return [*lines, said("Write into the column publish what may be shown; an empty cell is not shown.")]
