"""The report of a wave is begun: it is found out whether anything has changed, and processes start before all else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from critical_points.errors import NotebookError
from critical_points.messages import said
from critical_points.publication import only_run, settle
from critical_points.reports.reuse import unchanged_since
from critical_points.reports.warm import Warm, warm_processes
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
    forms = list(forms)
    if not review.notebooks:
        raise NotebookError(
            said("There is no notebook in {folder}.", folder=review.root / "notebooks"),
            next_step=said("Take the original ones back."),
        )
    with only_run(review.root):
        settle(review.reports_folder(wave).parent)
        unchanged = unchanged_since(review, wave, against, codes) is not None
        with _processes(review, codes, execution, unchanged=unchanged) as warm:
            from critical_points.reports import import_notebooks

            import_notebooks()
            from critical_points.reports.making import Order, make_report

            order = Order(wave, before, codes, forms, withdraw, execution)
            return make_report(review, order, progress, warm, unchanged=unchanged)


def _processes(
    review: Review, languages: Iterable[str], execution: str | None, *, unchanged: bool
) -> AbstractContextManager[Warm | None]:
    """Start the processes that run notebooks: they import what they need while all else is imported and counted."""
    if unchanged or execution == KERNELS:
        return nullcontext()
    return warm_processes(review.root, execution, languages)
