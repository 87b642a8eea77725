"""The blank workbook put in its place, to be sent to the teams; what somebody has filled in is never overwritten."""

from __future__ import annotations

import tempfile
from pathlib import Path

from critical_points.errors import CriticalPointsError, Fault, SettingsError, WriteError, did_you_mean
from critical_points.messages import said
from critical_points.publication import explain, only_run, publishing
from critical_points.releases import Release, record_release
from critical_points.workbook.form import Form
from critical_points.workbook.reading import read_workbook
from critical_points.workspace import Review

#: The kinds of files.
FORMATS = ("xlsx", "pdf")


def blank_place(review: Review, form: Form, kind: str = "xlsx") -> Path:
    """Return where a blank workbook is put: ``reports/2026/workbook-2026-fi.xlsx``."""
    return review.reports_folder(form.wave) / f"workbook-{form.wave}-{form.language.code}.{kind}"


def write_workbook(
    review: Review, form: Form, kind: str = "xlsx", path: Path | None = None, *, release: Release | None = None
) -> Path:
    """Write a workbook whole or not at all.

    Parameters
    ----------
    review : Review
        The workspace.
    form : Form
        The workbook.
    kind : {"xlsx", "pdf"}
        The kind of file.
    path : Path, optional
        Where to; by default `blank_place`.
    release : Release, optional
        What the results of part 1 in it come from: it is recorded, so that later reports do not tell together with the
        workbook what neither may tell alone.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    SettingsError
        When the kind is not known.
    WriteError
        When the file cannot be written, or one is there that was filled in or is something else.
    """
    if kind not in FORMATS:
        fault = Fault(said("no format {kind!r}.", kind=kind), suggestion=did_you_mean(kind, FORMATS))
        raise SettingsError(said("The format is not known."), [fault])
    target = (path or blank_place(review, form, kind)).resolve()
    _refuse_to_overwrite(review, target)
    folder = review.reports_folder(form.wave)
    if path is None:
        with only_run(review.root), publishing(folder) as staged:
            _write(form, kind, staged / target.name)
            _record(review, release, target.name, staged)
        return target
    try:
        with tempfile.TemporaryDirectory(prefix=f".{target.stem}.", dir=target.parent) as beside:
            made = _write(form, kind, Path(beside) / target.name)
            if release is not None:
                with only_run(review.root), publishing(folder) as staged:
                    _record(review, release, target.name, staged)
            made.replace(target)
    except OSError as error:
        raise explain(error, target) from error
    return target


def _record(review: Review, release: Release | None, name: str, staged: Path) -> None:
    if release is not None:
        record_release(review, release, {name: (name,)}, staged)


def _write(form: Form, kind: str, path: Path) -> Path:
    if kind == "pdf":
        from critical_points.workbook.pdf import write_pdf

        return write_pdf(form, path)
    from critical_points.workbook.sheets import write_sheets

    return write_sheets(form, path)


def _refuse_to_overwrite(review: Review, target: Path) -> None:
    """Refuse to write over what is not a blank workbook."""
    if not target.exists():
        return
    try:
        filled = read_workbook(target, review.instrument)
    except CriticalPointsError as error:
        raise _kept(target, said("a file is there: it is not a blank workbook.")) from error
    if filled.values:
        raise _kept(target, said("a file is there: it was filled in."))


def _kept(target: Path, why: str) -> WriteError:
    step = said("move that file (a filled one into data/raw/<wave>), or name another place with --out")
    return WriteError(said("The workbook was not written."), [Fault(why, str(target))], step)
