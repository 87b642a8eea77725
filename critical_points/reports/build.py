"""The report of a wave: its notebooks run, and all their pages put in place at once."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from critical_points.documents import choose_forms
from critical_points.errors import Fault, NotebookError
from critical_points.instrument import Labels
from critical_points.language import Language
from critical_points.messages import LANGUAGES, said
from critical_points.publication import only_run, publishing, settle, take_away
from critical_points.releases import Release, prepare_release, record_release, write_protected
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
from critical_points.reports.reuse import Past, past_of, remember, sources_of, unchanged_since
from critical_points.reports.warm import Warm, warm_processes
from critical_points.reports.writing import Part, make_stamp, write_pages
from critical_points.storage import refresh
from critical_points.wall import PROTECTED
from critical_points.workspace import Review

#: A way to run notebooks that is slower than the others: each in a fresh kernel, as Jupyter does.
KERNELS = "kernels"

#: Told after each step: steps done, steps in all, and the wave or notebook of the step.
Progress = Callable[[int, int, str], None]


def build_reports(  # noqa: PLR0913 – each is a choice about the report
    review: Review,
    wave: str,
    against: str | None = None,
    language: str | Iterable[str] | None = None,
    progress: Progress | None = None,
    *,
    forms: Iterable[str] = (),
    withdraw: bool = False,
    execution: str | None = None,
) -> list[Path]:
    """Run every notebook of the workspace and write each as a page of the wave's report.

    Waves whose files have changed are cleaned first. What is told of them is protected once, and the notebooks see
    nothing else; together with earlier reports of the same waves it must not tell of a few respondents. The pages and
    the record of what they tell are written all together or not at all: until every one is ready, the earlier report
    stays.

    Parameters
    ----------
    review : Review
        The workspace.
    wave : str
        The wave that is told.
    against : str, optional
        The wave it is compared with; by default the one before it.
    language : {"fi", "sv", "en"} or iterable of them, optional
        The languages of the pages; by default that of the review. Pages in the review's language stand in the report's
        folder, others in a folder of their own inside it.
    progress : callable, optional
        Told after each step: steps done, steps in all, and the wave or notebook of the step.
    forms : iterable of {"pdf", "excel", "slides"}, optional
        Documents that are made beside the pages of each language: ``report.pdf``, ``results.xlsx``, ``slides.pptx``.
        One that is there already and is not made anew stays where it tells the same results; else it goes.
    withdraw : bool, default False
        True to remove earlier reports, which nobody must have been given, where this one cannot stand beside them.
    execution : {"forks", "turns", "kernels"}, optional
        How each notebook has a fresh state: in a copy of a warm process, in a warm process whose state is put back
        after each, or in a Jupyter kernel of its own, which takes longest; by default the fastest of the system.

    Returns
    -------
    list of Path
        The pages, in the order of the languages and of the notebooks, and after them the documents.

    Raises
    ------
    NotebookError
        When a notebook does not run to its end, or shows what a page must not hold.
    DecisionNeededError
        When this report and an earlier one would tell together of fewer respondents than may be told of.
    SettingsError
        When there is no such document.
    WriteError
        When a page cannot be written; the earlier report is as it was.
    """
    before = review.wave(against).name if against else review.earlier(review.wave(wave).name)
    codes = [language] if isinstance(language, str) else list(language or [review.language.code])
    languages = tuple(Language(code) for code in dict.fromkeys(codes))
    order = _Order(wave, before, languages, choose_forms(forms), withdraw, execution)
    folder = review.reports_folder(wave)
    if not review.notebooks:
        raise NotebookError(
            said("There is no notebook in {folder}.", folder=review.root / "notebooks"),
            next_step=said("Take the original ones back."),
        )
    with only_run(review.root):
        parts = [
            Part(one, "" if one == review.language else f"{one.code}/", _prepared(review, wave, before, one))
            for one in languages
        ]
        settle(folder.parent)
        unchanged = unchanged_since(review, wave, against, codes)
        again = bool(order.forms) or execution == KERNELS or unchanged is None
        documents = _make(review, order, parts, progress) if again else ()
        for part in parts:
            for path in part.notebooks:
                with suppress(OSError):  # open in Jupyter, perhaps
                    _kept(path, folder / part.folder).unlink()
    return [folder / name for names in (*(part.names for part in parts), documents) for name in names]


@dataclass(frozen=True)
class _Order:
    """What is to be made: the arguments of `build_reports`."""

    wave: str
    before: str | None
    languages: tuple[Language, ...]
    forms: Sequence[str]
    withdraw: bool
    execution: str | None

    @property
    def waves(self) -> list[str]:
        """All waves of data in the report."""
        return [name for name in (self.before, self.wave) if name]


def _make(review: Review, order: _Order, parts: Sequence[Part], progress: Progress | None) -> tuple[str, ...]:
    """Make pages and documents and put them in place; return the documents."""
    folder, past = review.reports_folder(order.wave), past_of(review, order.wave)
    sources = sources_of(review, order.before)
    current = current_documents(past.folder, sources)
    left = _left(parts, past if order.execution != KERNELS else None)
    step = _steps(progress, len(order.waves) + _length(left, parts, order.forms))
    with publishing(folder) as staged, _processes(review, order.execution, parts, left) as warm:
        settle(review.processed(order.wave).parent)
        for name in order.waves:
            refresh(review, name)
            step(name)
        release = prepare_release(review, order.wave, order.waves, withdraw=order.withdraw)
        faults = _run(review, parts, left, release, staged, step, warm)
        stamp = make_stamp(review, order.wave, order.before)
        if not faults:
            standing = standing_documents(release, order.forms, parts, folder, current)
            faults = write_pages(review, parts, stamp, release.edition.pages, staged, standing)
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


def _processes(
    review: Review, execution: str | None, parts: Iterable[Part], left: Iterable[Mapping[Path, NotebookNode]]
) -> AbstractContextManager[Warm | None]:
    """Start the processes that run notebooks; they import what they need while the answers are counted."""
    languages = [part.language.code for part, notebooks in zip(parts, left, strict=True) if notebooks]
    return warm_processes(review.root, execution, languages) if execution != KERNELS and languages else nullcontext()


def _length(left: Iterable[Mapping[Path, NotebookNode]], parts: Sequence[Part], forms: Sequence[str]) -> int:
    """Return the number of steps of the notebooks and the documents."""
    return sum(code_cells(notebooks.values()) for notebooks in left) + len(parts) * len(forms)


def _prepared(review: Review, wave: str, before: str | None, language: Language) -> dict[Path, NotebookNode]:
    parameters = {"wave": wave, "against": before, "language": language.code}
    there = ["benchmark"] if review.benchmark_files(wave) else []
    return list_pages(review.notebooks, parameters, Labels(review.instrument, language), there)


def _run(
    review: Review,
    parts: Iterable[Part],
    left: Iterable[Mapping[Path, NotebookNode]],
    release: Release,
    staged: Path,
    step: Callable[[str], None],
    warm: Warm | None,
) -> list[Fault]:
    """Run the notebooks of every language, and return what is wrong with them; they see protected results only."""
    faults = []
    with tempfile.TemporaryDirectory(prefix=".protected-", dir=staged) as protected:
        write_protected(release.safe, Path(protected))
        if warm is not None:
            waves = sorted(release.edition.waves, key=lambda name: name != release.edition.report)
            warm.prepare({PROTECTED: protected}, waves)
        for part, notebooks in zip(parts, left, strict=True):
            failures = run_notebooks(notebooks, review.root, step, {PROTECTED: protected}, warm)
            faults += [failure.fault for failure in failures.values()]
            whole = {path: node for path, node in part.notebooks.items() if path not in failures}
            faults += [fault for path, node in whole.items() for fault in figure_faults(path, node)]
            if faults:
                break  # what is wrong is wrong in every language
    return faults


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
