"""Notebooks run: in warm processes side by side, or each in a fresh kernel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from nbformat import NotebookNode

from critical_points.reports.failures import Failure
from critical_points.reports.warm import Warm


def code_cells(notebooks: Iterable[NotebookNode]) -> int:
    """Return how many cells will be run."""
    cells = [cell for node in notebooks for cell in node.cells if cell.cell_type == "code"]
    return sum(bool(cell.source.strip()) for cell in cells)


def run_notebooks(
    notebooks: Mapping[Path, NotebookNode],
    root: Path,
    told: Callable[[str], None] | None = None,
    environment: Mapping[str, str] | None = None,
    warm: Warm | None = None,
    done: Callable[[Path], None] | None = None,
) -> dict[Path, Failure]:
    """Run notebooks to their end; their outputs are put into them.

    Nothing leaks from one into the next. One that fails does not stop the others: the analyst learns of every fault at
    once.

    Parameters
    ----------
    notebooks : Mapping of Path to NotebookNode
        Notebooks that `prepare` made, by their files.
    root : Path
        The folder in which they run.
    told : callable, optional
        Told the notebook's name after each cell.
    environment : Mapping of str to str, optional
        Variables that notebooks have beside those of this process.
    warm : Warm, optional
        Processes that wait for notebooks. A notebook that asks for what only a kernel has – magics, other programs'
        output, an event loop – or that ends its process has a kernel of its own; without `warm`, every one has.
    done : callable, optional
        Told the file of each notebook that has run to its end: in a warm process while others still run, in a kernel
        when all have.

    Returns
    -------
    dict of Path to Failure
        Those that did not run to their end.
    """
    counted: Counter[str] = Counter()

    def tell(name: str) -> None:
        counted[name] += 1
        if told is not None and counted[name] > 0:
            told(name)

    def hand_on(path: Path) -> None:
        if done is not None:
            done(path)

    failures: dict[Path, Failure] = {}
    left: Iterable[Path] = notebooks
    if warm is not None:
        failures, left = warm.run(notebooks, environment or {}, tell, hand_on)
    if left:
        from critical_points.reports.kernels import run_in_kernels

        counted = Counter({name: -n for name, n in counted.items()})  # cells that were told of run again
        failures |= run_in_kernels({path: notebooks[path] for path in left}, root, tell, environment)
        for path in left:
            if path not in failures:
                hand_on(path)
    return {path: failures[path] for path in notebooks if path in failures}
