"""``critical-points new``: a workspace to begin with."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from critical_points.cli.app import app
from critical_points.cli.help import FOLDER, LANGUAGE, Part
from critical_points.messages import LANGUAGES, said, speak, to_say

if TYPE_CHECKING:
    from critical_points.scaffold import Scaffold

_FOLDER = to_say("The folder to make; it may exist if it is empty.")
Folder = Annotated[Path, typer.Argument(help=_FOLDER, metavar=FOLDER)]

_DEMO = to_say("Fill it with the invented demonstration.")
Demo = Annotated[bool, typer.Option("--demo", help=_DEMO)]

_WHOSE, _NAME, _ITS = to_say("Whose workspace it is."), to_say("NAME"), to_say("the folder's name")
Organisation = Annotated[str | None, typer.Option("--organisation", help=_WHOSE, metavar=_NAME, show_default=_ITS)]

_CODES, _SYSTEM = to_say("The language of the reports: fi, sv or en."), to_say("the computer's")
Code = Annotated[str | None, typer.Option("--language", help=_CODES, metavar=LANGUAGE, show_default=_SYSTEM)]


@app.command(cls=Part)
def new(folder: Folder, demo: Demo = False, organisation: Organisation = None, language: Code = None) -> None:
    """Make a workspace: review.toml, folders for data and reports, and the notebooks."""
    from critical_points.scaffold import new_workspace

    if language in LANGUAGES:
        speak(language)
    made = new_workspace(folder, demo=demo, organisation=organisation, language=language)
    sys.stdout.write("\n".join(_lines(made, demo=demo)) + "\n")


def _lines(made: Scaffold, *, demo: bool) -> list[str]:
    """Return what was made, and what to type next."""
    here = Path.cwd()
    place = made.root.relative_to(here) if made.root.is_relative_to(here) else made.root
    raw = Path("data", "raw", made.wave)
    lines = [said("Made {folder}.", folder=made.root)]
    if made.around is not None:
        lines.append(said("It lies inside another workspace, {folder}: move it if that was not meant.",
                          folder=made.around))  # fmt: skip
    lines += [said("Next, type:"), f'  cd "{place}"']
    if demo:
        return [*lines, "  critical-points report"]
    lines.append("  critical-points check")
    told = said(
        "Before the last line, put the survey tool's export into {folder}. The wave is called {wave} by today's date: "
        "name the folder, and [waves.{wave}] in review.toml, otherwise if it is another.",
        folder=raw,
        wave=made.wave,
    )
    return [*lines, told]
