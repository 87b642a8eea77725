"""``critical-points check``: how an export is understood, and what is decided about it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from critical_points.cli.app import AsJson, WaveName, Workspace, app, open_workspace, print_json, tell_opened
from critical_points.cli.help import FILE, Part
from critical_points.errors import SettingsError, WriteError
from critical_points.messages import said, to_say

if TYPE_CHECKING:
    from critical_points.cleaning import Checked
    from critical_points.disclosure import MergeProposal
    from critical_points.workspace import Review

_FILE = to_say("One export; without it, every file of the wave.")
File = Annotated[Path | None, typer.Argument(help=_FILE, metavar=FILE)]

_WRITE = to_say("Write the proposals to the wave's mapping.toml.")
Write = Annotated[bool, typer.Option("--write", help=_WRITE)]

_ACCEPT = to_say("Write them, confirmed as they stand.")
Accept = Annotated[bool, typer.Option("--accept", help=_ACCEPT)]

_EXCEL = to_say("Write the proposals to the wave's mapping.xlsx, to be filled in.")
Excel = Annotated[bool, typer.Option("--excel", help=_EXCEL)]


@app.command(cls=Part)
def check(  # noqa: PLR0913, PLR0917 – each is an option of the command
    context: typer.Context,
    file: File = None,
    wave: WaveName = None,
    as_json: AsJson = False,
    write: Write = False,
    accept: Accept = False,
    excel: Excel = False,
    workspace: Workspace = None,
) -> None:
    """Tell how each column of an export is understood, and what is not."""
    from critical_points.cleaning import changes_since
    from critical_points.terminal import as_record, show_changes, show_checked, show_merge, show_questions, show_unasked

    review, wave, checked = _check(context, file, wave, workspace)
    if _take_sheet(review, wave):
        review, wave, checked = _check(context, file, wave, workspace)
        _renew_sheet(review, wave, checked)
    if write or accept:
        _write_decisions(review, wave, checked, accept=accept)
        review, wave, checked = _check(context, file, wave, workspace)
    if excel:
        path = _write_sheet(review, wave, checked)
        sys.stderr.write(said("Wrote {file}.", file=path) + "\n")
        review, wave, checked = _check(context, file, wave, workspace)
    instrument = _instrument(review)
    confirmed = _confirmed(review, wave)
    changes = changes_since(review, wave, checked) if review is not None and wave is not None else None
    if as_json:
        records = [as_record(one, instrument, confirmed, changes) for one in checked]
        print_json(records[0] if file is not None else records)
    else:
        for one in checked:
            show_checked(one, instrument, confirmed)
        show_changes(changes)
        show_merge(_propose_merge(review, wave, checked) if file is None else None, instrument)
        show_unasked(checked, instrument)
        show_questions(checked, wave if review is not None else None, confirmed)
    if any(one.questions for one in checked):
        raise typer.Exit(1)


def _check(
    context: typer.Context, file: Path | None, wave: str | None, workspace: Path | None
) -> tuple[Review | None, str | None, tuple[Checked, ...]]:
    from critical_points.cleaning import check_file, check_wave

    try:
        start = workspace or context.obj or (file.parent if file and file.exists() else Path.cwd())
        review: Review | None = open_workspace(context, start)
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


def _propose_merge(review: Review | None, wave: str | None, checked: tuple[Checked, ...]) -> MergeProposal | None:
    from critical_points.cleaning import clean_files, group_sizes

    if review is None or wave is None or not checked or any(one.questions for one in checked):
        return None
    sizes = group_sizes(review, wave, checked)
    if sizes and min(sizes.values()) >= review.minimum:
        return None  # nothing is small: cleaning, counting and protecting would take longer than all the rest
    from critical_points.disclosure import propose_merge

    return propose_merge(clean_files(review, wave, checked), wave, review.minimum)


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

    if review is None or wave is None:
        return False
    tell_opened(review, wave)
    if not take_sheet(review, wave):
        return False
    sys.stderr.write(said("Read {file} into mapping.toml.", file=sheet_of(review, wave)) + "\n")
    return True


def _renew_sheet(review: Review | None, wave: str | None, checked: tuple[Checked, ...]) -> None:
    """Bring a workbook that was read up to date, and say so; one that is open stays, and is read again later."""
    try:
        path = _write_sheet(review, wave, checked)
    except WriteError as error:
        sys.stderr.write(f"{error.message}\n{said('What to do: {step}', step=error.next_step)}\n")
        return
    if any(one.questions for one in checked):
        told = said("In {file} stands now what is still open: open it again.", file=path.name)
    else:
        told = said("{file} is up to date: nothing in it is open.", file=path.name)
    sys.stderr.write(told + "\n")


def _write_sheet(review: Review | None, wave: str | None, checked: tuple[Checked, ...]) -> Path:
    from critical_points.decisions import write_sheet

    if review is None or wave is None:
        raise _no_wave("mapping.xlsx")
    return write_sheet(review, wave, [column for one in checked for column in one.columns])


def _no_wave(name: str) -> SettingsError:
    return SettingsError(
        said("There is no wave whose {file} could be written.", file=name),
        next_step=said("put the file into data/raw/<wave>/ of a workspace, and run the command there."),
    )


def _write_decisions(review: Review | None, wave: str | None, checked: tuple[Checked, ...], *, accept: bool) -> None:
    from critical_points.decisions import write_decisions

    if review is None or wave is None:
        raise _no_wave("mapping.toml")
    columns = [column for one in checked for column in one.columns]
    write_decisions(review, wave, columns, accept=accept)
    sys.stderr.write(said("Wrote {file}.", file=review.mapping_file(wave)) + "\n")
