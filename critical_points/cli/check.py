"""``critical-points check``: how an export is understood, and what is decided about it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from critical_points.cli.app import AsJson, WaveName, Workspace, app, open_workspace, print_json
from critical_points.errors import SettingsError

if TYPE_CHECKING:
    from critical_points.cleaning import Checked
    from critical_points.disclosure import MergeProposal
    from critical_points.workspace import Review


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
    from critical_points.terminal import as_record, show_changes, show_checked, show_merge

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
        print_json(records[0] if file is not None else records)
    else:
        for one in checked:
            show_checked(one, instrument, confirmed, wave if review is not None else None)
        show_changes(changes)
        show_merge(_propose_merge(review, wave, checked) if file is None else None)
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
    from critical_points.cleaning import clean
    from critical_points.disclosure import propose_merge

    if review is None or wave is None or not checked or any(one.questions for one in checked):
        return None
    return propose_merge(clean(review, wave), wave, review.minimum)


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
