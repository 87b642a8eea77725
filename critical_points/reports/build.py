"""The report of a wave: its notebooks run, and all their pages put in place at once."""

from __future__ import annotations

import hashlib
import itertools
import platform
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from critical_points.errors import Fault, NotebookError, UnreadableError
from critical_points.language import Language
from critical_points.publication import only_run, publishing, settle
from critical_points.reports.execution import code_cells, run_notebooks
from critical_points.reports.notebooks import heading, prepare, read_notebook
from critical_points.reports.pages import (
    Link,
    Page,
    Stamp,
    figure_faults,
    page_faults,
    plain_heading,
    to_html,
)
from critical_points.storage import refresh
from critical_points.workspace import Review

#: Told after each step: steps done, steps in all, and the wave or notebook of the step.
Progress = Callable[[int, int, str], None]

_PROGRAMS = ("critical-points", "pandas", "numpy", "scipy", "matplotlib", "seaborn", "nbconvert")
_CHECKSUM = 12  # characters: enough to tell files apart by eye


def build_reports(
    review: Review,
    wave: str,
    against: str | None = None,
    language: str | None = None,
    progress: Progress | None = None,
) -> list[Path]:
    """Run every notebook of the workspace and write each as a page of the wave's report.

    Waves whose files have changed are cleaned first. The pages are written all together or not at all: until
    every one is ready, the earlier report stays.

    Parameters
    ----------
    review : Review
        The workspace.
    wave : str
        The wave that is told.
    against : str, optional
        The wave it is compared with; by default the one before it.
    language : {"fi", "sv", "en"}, optional
        The language of the pages; by default that of the review.
    progress : callable, optional
        Told after each step: steps done, steps in all, and the wave or notebook of the step.

    Returns
    -------
    list of Path
        The pages, in the order of the notebooks.

    Raises
    ------
    NotebookError
        When a notebook does not run to its end, or shows what a page must not hold.
    WriteError
        When a page cannot be written; the earlier report is as it was.
    """
    told = Language(language or review.language.code)
    before = review.wave(against).name if against else review.earlier(review.wave(wave).name)
    folder = review.reports_folder(wave)
    if not review.notebooks:
        raise NotebookError(
            f"There is no notebook in {review.root / 'notebooks'}.", next_step="Take the original ones back."
        )
    with only_run(review.root), publishing(folder) as staged:
        parameters = {"wave": wave, "against": before, "language": told.code}
        notebooks = {path: prepare(read_notebook(path), parameters, told) for path in review.notebooks}
        waves = [name for name in (before, wave) if name]
        step = _steps(progress, len(waves) + code_cells(notebooks.values()))
        settle(review.processed(wave).parent)
        for name in waves:
            refresh(review, name)
            step(name)
        stamp = _stamp(review, wave, before)
        failures = run_notebooks(notebooks, review.root, step)
        faults = [failure.fault for failure in failures.values()]
        whole = {path: node for path, node in notebooks.items() if path not in failures}
        faults += [fault for path, node in whole.items() for fault in figure_faults(path, node)]
        if not faults:
            faults = _write_pages(review, notebooks, told, stamp, staged)
        if faults:
            raise _failed(faults, notebooks, folder)
    for path in notebooks:
        with suppress(OSError):  # open in Jupyter, perhaps
            _kept(path, folder).unlink()
    return [folder / f"{path.stem}.html" for path in notebooks]


def _steps(progress: Progress | None, total: int) -> Callable[[str], None]:
    """Return what is told after each step; it counts them."""
    count = itertools.count(1)

    def step(what: str) -> None:
        if progress is not None:
            progress(next(count), total, what)

    return step


def _write_pages(
    review: Review, notebooks: Mapping[Path, NotebookNode], language: Language, stamp: Stamp, staged: Path
) -> list[Fault]:
    """Write every page, and return what is wrong with them."""
    titles = {path: plain_heading(heading(node)) or path.stem for path, node in notebooks.items()}
    links = tuple(Link(path.stem, title) for path, title in titles.items())
    faults = []
    for path, node in notebooks.items():
        page = Page(
            name=path.stem,
            title=titles[path],
            organisation=review.organisation,
            review=review.instrument.title[language.code],
            language=language,
            stamp=stamp,
            pages=links,
        )
        html = to_html(node, page, path.parent)
        faults += page_faults(path, html)
        (staged / f"{path.stem}.html").write_text(html, encoding="utf-8", newline="\n")
    return faults


def _stamp(review: Review, wave: str, against: str | None) -> Stamp:
    waves = [name for name in (wave, against) if name]
    sources = [path for name in waves for path in review.raw_files(name)]
    return Stamp(
        wave=wave,
        against=against or "",
        sources=tuple((path.relative_to(review.root).as_posix(), _checksum(path)) for path in sources),
        versions={"Python": platform.python_version()} | {name: version(name) for name in _PROGRAMS},
        made=datetime.now().astimezone(),
    )


def _checksum(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:_CHECKSUM]
    except OSError as error:
        raise UnreadableError(
            "A source file cannot be read.",
            [Fault(error.strerror or str(error), str(path))],
            "Close it in other programs and try again.",
        ) from error


def _failed(faults: list[Fault], notebooks: Mapping[Path, NotebookNode], folder: Path) -> NotebookError:
    """Return the error of a report that was not made; its notebooks at fault are kept as far as they came."""
    kept = list(_keep((path for path in notebooks if any(path.name in f.where for f in faults)), notebooks, folder))
    look = f"Look at {', '.join(str(path) for path in kept)}: what was shown up to the fault. " if kept else ""
    return NotebookError(
        "The report was not made; the earlier one is as it was.",
        faults,
        f"{look}Then correct the notebook in the folder notebooks and try again.",
    )


def _keep(paths: Iterable[Path], notebooks: Mapping[Path, NotebookNode], folder: Path) -> Iterable[Path]:
    for path in paths:
        kept = _kept(path, folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            nbformat.write(notebooks[path], kept)
        except OSError:
            continue  # it is only a help: the message says the same
        yield kept


def _kept(path: Path, folder: Path) -> Path:
    return folder / f"{path.stem}.failed.ipynb"
