"""The command ``critical-points``: new, check, clean, report."""

from __future__ import annotations

import json
import sys
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from critical_points.errors import CriticalPointsError, SettingsError

if TYPE_CHECKING:
    from critical_points.cleaning import Checked
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
        _print_json({"error": error.message, "problems": faults, "next": error.next_step})
    else:
        from critical_points.terminal import printable

        sys.stderr.write(printable(str(error)) + "\n")
    return error.exit_code


def _tell_unexpected(error: Exception) -> int:
    """Keep the traceback in a file, and tell where it is."""
    with tempfile.NamedTemporaryFile("w", prefix="critical-points-", suffix=".txt", delete=False) as handle:
        traceback.print_exception(error, file=handle)
    sys.stderr.write(
        f"Something went wrong that should not have: {type(error).__name__}: {error}\n"
        f"Earlier results are as they were. What to do: send the file {handle.name} to those who maintain this tool.\n"
    )
    return 2


def _print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


@app.callback()
def _common(context: typer.Context, workspace: Workspace = None) -> None:
    context.obj = workspace


def _open(context: typer.Context, workspace: Path | None, language: str | None = None) -> Review:
    from critical_points.workspace import open_review

    return open_review(workspace or context.obj or Path.cwd(), language=language)


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(help="The folder to make; it may exist if it is empty.")],
    demo: Annotated[bool, typer.Option("--demo", help="Fill it with the invented demonstration.")] = False,
) -> None:
    """Make a workspace: review.toml, folders for data and reports, and the notebooks."""
    from critical_points.scaffold import new_workspace

    made = new_workspace(folder, demo=demo)
    step = "critical-points report" if demo else f"put the survey tool's export into {made.raw_hint}"
    sys.stdout.write(f"Made {made.root}.\nNext: {step} (in that folder).\n")


@app.command()
def check(  # noqa: PLR0913, PLR0917 – each is an option of the command
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="One export; without it, every file of the wave.")] = None,
    wave: WaveName = None,
    as_json: AsJson = False,
    write: Annotated[bool, typer.Option("--write", help="Write the proposals to the wave's mapping.toml.")] = False,
    accept: Annotated[bool, typer.Option("--accept", help="Write them, confirmed as they stand.")] = False,
    excel: Annotated[
        bool, typer.Option("--excel", help="Write the proposals to the wave's mapping.xlsx, to be filled in.")
    ] = False,
    workspace: Workspace = None,
) -> None:
    """Tell how each column of an export is understood, and what is not."""
    from critical_points.cleaning import changes_since
    from critical_points.terminal import as_record, show_changes, show_checked

    review, wave, checked = _check(context, file, wave, workspace)
    if _take_sheet(review, wave):
        review, wave, checked = _check(context, file, wave, workspace)
        _write_sheet(review, wave, checked)
    if write or accept:
        _write_decisions(review, wave, checked, accept=accept)
        review, wave, checked = _check(context, file, wave, workspace)
    if excel:
        path = _write_sheet(review, wave, checked)
        sys.stderr.write(f"Wrote {path}.\nFill it in, save it, and run  critical-points check  again.\n")
    instrument = _instrument(review)
    confirmed = _confirmed(review, wave)
    changes = changes_since(review, wave, checked) if review is not None and wave is not None else None
    if as_json:
        records = [as_record(one, instrument, confirmed, changes) for one in checked]
        _print_json(records[0] if file is not None else records)
    else:
        for one in checked:
            show_checked(one, instrument, confirmed, wave if review is not None else None)
        show_changes(changes)
    if any(one.questions for one in checked):
        raise typer.Exit(1)


def _check(
    context: typer.Context, file: Path | None, wave: str | None, workspace: Path | None
) -> tuple[Review | None, str | None, tuple[Checked, ...]]:
    from critical_points.cleaning import check_file, check_wave

    try:
        start = workspace or context.obj or (file.parent if file and file.exists() else Path.cwd())
        review: Review | None = _open(context, start)
    except SettingsError:
        if file is None or workspace is not None or context.obj is not None:
            raise
        review = None
    if file is None:
        assert review is not None
        wave = wave or review.newest
        return review, wave, check_wave(review, wave)
    if review is not None and wave is None:
        wave = next((name for name in review.waves if file.resolve() in review.raw_files(name)), None)
    return review, wave, (check_file(file, _instrument(review), _confirmed(review, wave)),)


def _instrument(review: Review | None) -> Any:
    from critical_points.instrument import load_instrument

    return load_instrument() if review is None else review.instrument


def _confirmed(review: Review | None, wave: str | None) -> Any:
    from critical_points.decisions import decisions_of
    from critical_points.mapping import Confirmed

    if review is None or wave is None:
        return Confirmed()
    return decisions_of(review, wave)


def _take_sheet(review: Review | None, wave: str | None) -> bool:
    """Read the wave's workbook into mapping.toml, if it was filled in, and say so."""
    from critical_points.decisions import sheet_of, take_sheet

    if review is None or wave is None or not take_sheet(review, wave):
        return False
    sys.stderr.write(f"Read {sheet_of(review, wave)} into {review.mapping_file(wave).name}.\n")
    return True


def _write_sheet(review: Review | None, wave: str | None, checked: tuple[Checked, ...]) -> Path:
    from critical_points.decisions import write_sheet

    if review is None or wave is None:
        raise _no_wave("mapping.xlsx")
    return write_sheet(review, wave, [column for one in checked for column in one.columns])


def _no_wave(name: str) -> SettingsError:
    return SettingsError(
        f"There is no wave whose {name} could be written.",
        next_step="put the file into data/raw/<wave>/ of a workspace, and run the command there",
    )


def _write_decisions(review: Review | None, wave: str | None, checked: tuple[Checked, ...], *, accept: bool) -> None:
    from critical_points.decisions import write_decisions

    if review is None or wave is None:
        raise _no_wave("mapping.toml")
    columns = [column for one in checked for column in one.columns]
    write_decisions(review, wave, columns, accept=accept)
    sys.stderr.write(f"Wrote {review.mapping_file(wave)}.\n")


@app.command()
def clean(context: typer.Context, wave: WaveName = None, as_json: AsJson = False, workspace: Workspace = None) -> None:
    """Clean the raw files into data/processed; without --wave, every wave that has files."""
    from critical_points.storage import load, refresh
    from critical_points.terminal import show_account, summarise, working

    review = _open(context, workspace)
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
        _print_json(records)


@app.command()
def report(
    context: typer.Context,
    wave: WaveName = None,
    against: Annotated[
        str | None, typer.Option("--against", help="The earlier wave.", show_default="the one before")
    ] = None,
    language: LanguageCode = None,
    workspace: Workspace = None,
) -> None:
    """Clean what has changed, run the notebooks, and write reports/<wave>/*.html."""
    from critical_points.reports import build_reports
    from critical_points.terminal import progress_bar

    review = _open(context, workspace, language)
    chosen = wave or review.newest
    with progress_bar() as advance:
        pages = build_reports(review, chosen, against=against, progress=advance)
    sys.stdout.write("\n".join([f"Wrote {len(pages)} pages:", *(f"  {page}" for page in pages)]) + "\n")
