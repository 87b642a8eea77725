"""The command ``critical-points``: what its parts share, and how it ends."""

from __future__ import annotations

import json
import sys
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from critical_points.errors import CriticalPointsError

if TYPE_CHECKING:
    from critical_points.workspace import Review

app = typer.Typer(
    help="From a survey of the critical points of work-based learning to a report.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog="Exit code: 0 well, 1 a decision is needed, 2 something cannot be read or written.",
)

Workspace = Annotated[
    Path | None, typer.Option("--workspace", help="The folder of review.toml.", show_default="the folder you are in")
]
WaveName = Annotated[str | None, typer.Option("--wave", help="The wave, for example 2026.", show_default="the newest")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")]
LanguageCode = Annotated[str | None, typer.Option("--language", help="fi, sv or en.", show_default="as in review.toml")]


def main() -> None:
    """Run the command; every error ends as a message and an exit code, never as a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        app()
    except CriticalPointsError as error:
        sys.exit(_tell(error))
    except Exception as error:
        sys.exit(_tell_unexpected(error))


def _tell(error: CriticalPointsError) -> int:
    if "--json" in sys.argv:
        faults = [{"what": f.what, "where": f.where, "suggestion": f.suggestion} for f in error.faults]
        print_json({"error": error.message, "problems": faults, "next": error.next_step})
    else:
        from critical_points.terminal import printable

        sys.stderr.write(printable(str(error)) + "\n")
    return error.exit_code


def _tell_unexpected(error: Exception) -> int:
    """Keep the traceback in a file, and tell where it is."""
    with tempfile.NamedTemporaryFile("w", prefix="critical-points-", suffix=".txt", delete=False) as handle:
        traceback.print_exception(error, file=handle)
    from critical_points.terminal import printable

    told = f"Something went wrong that should not have: {type(error).__name__}: {error}\n"
    told += "Earlier results are as they were. "
    told += f"What to do: send the file {handle.name} to those who maintain this tool."
    sys.stderr.write(printable(told) + "\n")
    return 2


def print_json(value: Any) -> None:
    """Print a value for other programs."""
    text = json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False)
    sys.stdout.write("".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text) + "\n")


@app.callback()
def _common(context: typer.Context, workspace: Workspace = None) -> None:
    context.obj = workspace


def open_workspace(context: typer.Context, workspace: Path | None, language: str | None = None) -> Review:
    """Open the workspace that the command was given, or the one it is run in."""
    from critical_points.workspace import open_review

    return open_review(workspace or context.obj or Path.cwd(), language=language)
