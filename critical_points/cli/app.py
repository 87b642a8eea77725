"""The command ``critical-points``: what its parts share, and how it ends."""

from __future__ import annotations

import atexit
import gc
import itertools
import json
import sys
import tempfile
import tomllib
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from critical_points.cli.help import FOLDER, LANGUAGE, WAVE, Whole, explain_usage
from critical_points.errors import CriticalPointsError, WriteError
from critical_points.messages import LANGUAGES, said, speak, to_say

if TYPE_CHECKING:
    from critical_points.workspace import Review

app = typer.Typer(
    cls=Whole,
    help=to_say("From a survey of the critical points of work-based learning to a report."),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog=to_say("Exit code: 0 well, 1 a decision is needed, 2 something cannot be read or written."),
)

#: A command ends soon, and what it imports stays: rings of objects are looked for after so many new ones, not 700.
_SELDOM = 300_000

_REVIEW, _HERE = to_say("The folder of review.toml."), to_say("the folder you are in")
Workspace = Annotated[Path | None, typer.Option("--workspace", help=_REVIEW, metavar=FOLDER, show_default=_HERE)]

_WAVE, _NEWEST = to_say("The wave, for example 2026."), to_say("the newest")
WaveName = Annotated[str | None, typer.Option("--wave", help=_WAVE, metavar=WAVE, show_default=_NEWEST)]

AsJson = Annotated[bool, typer.Option("--json", help=to_say("Print JSON for other programs."))]

AS_IN_REVIEW = to_say("as in review.toml")
_CODES = to_say("fi, sv or en.")
LanguageCode = Annotated[
    str | None, typer.Option("--language", help=_CODES, metavar=LANGUAGE, show_default=AS_IN_REVIEW)
]


def main() -> None:
    """Run the command; every error ends as a message and an exit code, never as a traceback."""
    gc.set_threshold(_SELDOM)
    atexit.register(gc.freeze)  # nobody looks through what ends with the process
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    _speak_as_the_workspace()
    try:
        code = typer.main.get_command(app).main(standalone_mode=False)
    except CriticalPointsError as error:
        sys.exit(_tell(error))
    except typer.Abort:
        sys.exit(1)
    except Exception as error:
        sys.exit(_tell_unexpected(error))
    sys.exit(code if isinstance(code, int) else 0)


def _speak_as_the_workspace() -> None:
    """Speak the language of the workspace that is named, or that one is in; it is read without anything heavy."""
    words = sys.argv[1:]
    named = [word.partition("=")[2] for word in words if word.startswith("--workspace=")]
    named += [after for word, after in itertools.pairwise(words) if word == "--workspace"]
    folder = Path(named[-1] if named else ".").absolute()
    for place in (folder, *folder.parents):
        try:
            told = tomllib.loads((place / "review.toml").read_bytes().decode("utf-8-sig"))
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, ValueError):
            return
        speak(str(told.get("language", LANGUAGES[0])))
        return


def _tell(error: CriticalPointsError) -> int:
    if "--json" in sys.argv:
        faults = [{"what": f.what, "where": f.where, "suggestion": f.suggestion} for f in error.faults]
        print_json({"error": error.message, "problems": faults, "next": error.next_step})
    else:
        from critical_points.terminal import printable

        sys.stderr.write(printable(str(error)) + "\n")
    return error.exit_code


def _tell_unexpected(error: Exception) -> int:
    """Keep the traceback in a file, and tell where it is; what was typed wrong, and what is locked, is told simply."""
    if hasattr(error, "format_message"):  # Typer's own, from whichever module it comes
        return _tell_usage(error)
    if isinstance(error, PermissionError):
        return _tell(_locked(error))
    with tempfile.NamedTemporaryFile("w", prefix="critical-points-", suffix=".txt", delete=False) as handle:
        traceback.print_exception(error, file=handle)
    from critical_points.terminal import printable

    what = f"{type(error).__name__}: {error}"
    step = said("send the file {file} to those who maintain this tool.", file=handle.name)
    told = [
        said("Something went wrong that should not have: {what}", what=what),
        said("Earlier results are as they were."),
        said("What to do: {step}", step=step),
    ]
    sys.stderr.write(printable("\n".join(told)) + "\n")
    return 2


def _tell_usage(error: Any) -> int:
    """Tell what was typed wrong; a command without any words gets its help."""
    if type(error).__name__ != "NoArgsIsHelpError":
        return _tell(explain_usage(error))
    sys.stderr.write(error.format_message() + "\n")
    return 2


def _locked(error: PermissionError) -> WriteError:
    return WriteError(
        said("{path} is in use, or may not be read or written.", path=error.filename or ""),
        next_step=said("close it in Excel and other programs, wait until OneDrive has synchronised, and try again."),
    )


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


def tell_opened(review: Review, wave: str) -> None:
    """Tell on stderr which files of a wave Excel has open: what is not saved yet is not read."""
    names = review.opened_files(wave)
    if names:
        told = said("Open in Excel: {files}. What is not saved yet is not read.", files=", ".join(names))
        sys.stderr.write(told + "\n")


def tell_opened_documents(review: Review, wave: str) -> None:
    """Tell on stderr which files of a wave's report another program has open, before the time of a run is spent."""
    names = review.opened_documents(wave)
    if names:
        told = said(
            "Open in another program: {files}. Close it now: a file that is open may not be replaced.",
            files=", ".join(names),
        )
        sys.stderr.write(told + "\n")
