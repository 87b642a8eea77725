"""The report of a wave: its notebooks run, and all their pages put in place at once."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from critical_points.documents import choose_forms
from critical_points.errors import Fault, NotebookError
from critical_points.instrument import Labels
from critical_points.language import Language
from critical_points.messages import LANGUAGES, said
from critical_points.publication import publishing, settle, take_away
from critical_points.releases import Release, prepare_release, record_release, write_protected
from critical_points.reports.build import KERNELS, Progress
from critical_points.reports.execution import code_cells, run_notebooks
from critical_points.reports.forms import (
    current_documents,
    keep_edited,
    make_documents,
    note_documents,
    outdated_files,
    standing_documents,
)
from critical_points.reports.notebooks import list_pages, name_of
from critical_points.reports.pages import figure_faults
from critical_points.reports.reuse import Past, past_of, remember, sources_of
from critical_points.reports.warm import Warm
from critical_points.reports.writing import Part, Report, make_stamp, write_page
from critical_points.storage import refresh
from critical_points.wall import PROTECTED
from critical_points.workspace import Review


@dataclass(frozen=True)
class Order:
    """What is to be made: the arguments of `build_reports`.

    Parameters
    ----------
    wave : str
        The wave that is told.
    before : str or None
        The one it is compared with.
    codes : sequence of {"fi", "sv", "en"}
        The languages.
    forms : sequence of {"pdf", "excel", "slides"}
        The documents.
    withdraw : bool
        Whether earlier reports may be removed.
    execution : str or None
        How notebooks are run.
    """

    wave: str
    before: str | None
    codes: Sequence[str]
    forms: Sequence[str]
    withdraw: bool
    execution: str | None

    @property
    def waves(self) -> list[str]:
        """All waves of data in the report."""
        return [name for name in (self.before, self.wave) if name]


def make_report(
    review: Review, order: Order, progress: Progress | None, warm: Warm | None, *, unchanged: bool
) -> list[Path]:
    """Make what was ordered, and return its files; see `build_reports`.

    Parameters
    ----------
    review : Review
        The workspace.
    order : Order
        What is to be made.
    progress : callable or None
        Told after each step.
    warm : Warm or None
        Processes that run notebooks.
    unchanged : bool
        Whether the pages are as a run would make them.
    """
    languages = tuple(Language(code) for code in dict.fromkeys(order.codes))
    order = replace(order, forms=choose_forms(order.forms))
    folder = review.reports_folder(order.wave)
    parts = [
        Part(
            one,
            "" if one == review.language else f"{one.code}/",
            _prepared(review, order.wave, order.before, one),
        )
        for one in languages
    ]
    again = bool(order.forms) or order.execution == KERNELS or not unchanged
    documents = _make(review, order, parts, progress, warm) if again else ()
    for part in parts:
        for path in part.notebooks:
            with suppress(OSError):  # open in Jupyter, perhaps
                _kept(path, folder / part.folder).unlink()
    return [folder / name for names in (*(part.names for part in parts), documents) for name in names]


def _make(
    review: Review, order: Order, parts: Sequence[Part], progress: Progress | None, warm: Warm | None
) -> tuple[str, ...]:
    """Make pages and documents and put them in place; return the documents."""
    folder, past = review.reports_folder(order.wave), past_of(review, order.wave)
    sources = sources_of(review, order.before)
    current = current_documents(past.folder, sources)
    left = _left(parts, past if order.execution != KERNELS else None)
    step = _steps(progress, len(order.waves) + _length(left, parts, order.forms))
    with publishing(folder) as staged:
        settle(review.processed(order.wave).parent)
        for name in order.waves:
            refresh(review, name)
            step(name)
        release = prepare_release(review, order.wave, order.waves, withdraw=order.withdraw)
        standing = standing_documents(release, order.forms, parts, folder, current)
        stamp = make_stamp(review, order.wave, order.before)
        report = Report(review, tuple(parts), stamp, release.edition.pages, standing)
        faults = _run(report, left, release, staged, step, warm)
        if faults:
            raise _failed(faults, parts, folder, order.execution)
        documents = make_documents(review, release, parts, order.forms, stamp, staged, step)
        gone = outdated_files(release, parts, folder, standing)
        keep_edited(past.folder, folder, staged, [*documents, *(name for name in gone if not name.endswith(".html"))])
        take_away(staged, gone)
        pages = {part.language.code: part.names for part in parts}
        record_release(review, release, pages | {name: (name,) for name in documents}, staged)
    note_documents(past.folder, sources, documents, folder)
    remember(review, order.wave, order.before, past, parts, stamp.made, {*release.edition.pages} & {*LANGUAGES})
    return documents


def _left(parts: Sequence[Part], past: Past | None) -> list[dict[Path, NotebookNode]]:
    """Return, by part, the notebooks that are to be run; the others show what they did when all was as it is now."""
    return [
        {path: node for path, node in part.notebooks.items() if past is None or not past.take(path, node)}
        for part in parts
    ]


def _length(left: Iterable[Mapping[Path, NotebookNode]], parts: Sequence[Part], forms: Sequence[str]) -> int:
    """Return the number of steps of the notebooks and the documents."""
    return sum(code_cells(notebooks.values()) for notebooks in left) + len(parts) * len(forms)


def _prepared(review: Review, wave: str, before: str | None, language: Language) -> dict[Path, NotebookNode]:
    parameters = {"wave": wave, "against": before, "language": language.code}
    there = ["benchmark"] if review.benchmark_files(wave) else []
    return list_pages(review.notebooks, parameters, Labels(review.instrument, language), there)


def _run(
    report: Report,
    left: Sequence[Mapping[Path, NotebookNode]],
    release: Release,
    staged: Path,
    step: Callable[[str], None],
    warm: Warm | None,
) -> list[Fault]:
    """Run the notebooks of every language, write their pages while others run, and return what is wrong with them.

    They see protected results only.
    """
    with tempfile.TemporaryDirectory(prefix=".protected-", dir=staged) as protected:
        environment = {PROTECTED: protected}
        write_protected(release.safe, Path(protected))
        if warm is not None and any(left):
            waves = sorted(release.edition.waves, key=lambda name: name != release.edition.report)
            languages = [part.language.code for part, notebooks in zip(report.parts, left, strict=True) if notebooks]
            warm.prepare(environment, waves, languages)
        for part, notebooks in zip(report.parts, left, strict=True):
            if faults := _run_part(report, part, notebooks, environment, staged, step, warm):
                return faults  # what is wrong is wrong in every language
    return []


def _run_part(
    report: Report,
    part: Part,
    notebooks: Mapping[Path, NotebookNode],
    environment: Mapping[str, str],
    staged: Path,
    step: Callable[[str], None],
    warm: Warm | None,
) -> list[Fault]:
    """Run notebooks of one language, write all its pages, and return what is wrong with them."""
    found: dict[Path, list[Fault]] = {}

    def write(path: Path) -> None:
        found[path] = figure_faults(path, part.notebooks[path]) or write_page(report, part, path, staged)

    for path in part.notebooks:
        if path not in notebooks:  # it shows what it did
            write(path)
    failures = run_notebooks(notebooks, report.review.root, step, environment, warm, write)
    faults = [failure.fault for failure in failures.values()]
    return faults + [fault for path in part.notebooks for fault in found.get(path, [])]


def _steps(progress: Progress | None, total: int) -> Callable[[str], None]:
    """Return what is told after each step; it counts them."""
    count = itertools.count(1)

    def step(what: str) -> None:
        if progress is not None:
            progress(next(count), total, what)

    return step


def _failed(faults: list[Fault], parts: Iterable[Part], folder: Path, execution: str | None) -> NotebookError:
    """Return the error of a report that was not made; its notebooks at fault are kept as far as they came."""
    kept = [
        path
        for part in parts
        if any(cell.get("outputs") for node in part.notebooks.values() for cell in node.cells)
        for path in _keep(part.notebooks, faults, folder / part.folder)
    ]
    step = said("Then correct the notebook in the folder notebooks and try again.")
    if execution != KERNELS:
        step += " " + said("If it runs to its end in Jupyter, try: critical-points report --kernels")
    if kept:
        look = said("Look at {files}: what was shown up to the fault.", files=", ".join(map(str, kept)))
        step = f"{look} {step}"
    return NotebookError(said("The report was not made; the earlier one is as it was."), faults, step)


def _keep(notebooks: Mapping[Path, NotebookNode], faults: Iterable[Fault], folder: Path) -> Iterator[Path]:
    """Keep the notebooks that are at fault, and yield where."""
    for path, node in notebooks.items():
        if not any(name in fault.where for fault in faults for name in (path.name, name_of(path, node))):
            continue
        kept = _kept(path, folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            nbformat.write(node, kept)
        except OSError:
            continue  # it is only a help: the message says the same
        yield kept


def _kept(path: Path, folder: Path) -> Path:
    return folder / f"{path.stem}.failed.ipynb"
