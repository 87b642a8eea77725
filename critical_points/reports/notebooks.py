"""Notebooks as they are read and made ready: parameters put in, narration in the reader's language."""

from __future__ import annotations

import copy
import re
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from critical_points.errors import Fault, UnreadableError, why_not
from critical_points.instrument import Labels
from critical_points.language import Language
from critical_points.messages import said

_PARAMETERS, _INJECTED = "parameters", "injected-parameters"
_BLANK_LINES = re.compile(r"(\n[ \t]*(?:\n[ \t]*)+)")
_LINES_SHOWN = 3

#: What a notebook tells the report of itself, in its metadata: {"each": "point"} – it is run once for each point, with
#: the parameter point; {"needs": "benchmark"} – only where other organisations' files are there.
_TOLD = "critical_points"


def read_notebook(path: Path) -> NotebookNode:
    """Return a notebook as it stands in its file.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    NotebookNode

    Raises
    ------
    UnreadableError
        When the file is not a notebook.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # cells without an id, from older Jupyters, are well
            return nbformat.read(path, as_version=4)
    except (OSError, ValueError, nbformat.ValidationError) as error:
        reason = why_not(error) if isinstance(error, OSError) else said("it is damaged, or is no notebook")
        raise UnreadableError(
            said("A notebook cannot be read."),
            [Fault(reason, str(path))],
            said("Open it in Jupyter and save it again, or take the original one back."),
        ) from error


def paragraphs(notebook: NotebookNode) -> list[str]:
    """Return the paragraphs of a notebook's narration, each as it is looked up in the catalogue."""
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    return [piece.strip() for source in cells for piece in _BLANK_LINES.split(source) if piece.strip()]


def prepare(notebook: NotebookNode, parameters: Mapping[str, object], language: Language) -> NotebookNode:
    """Return a copy of a notebook that is ready to run.

    Parameters
    ----------
    notebook : NotebookNode
        The notebook as it stands.
    parameters : Mapping of str to object
        Name → literal; assigned in a cell after the one tagged "parameters", or before all.
    language : Language
        The language into which its Finnish paragraphs are translated.

    Returns
    -------
    NotebookNode
        Narrated in `language`, with the parameters put in, without outputs.
    """
    ready = narrate(notebook, language)
    ready.cells = [cell for cell in ready.cells if not _tagged(cell, _INJECTED)]
    after = next((n for n, cell in enumerate(ready.cells, 1) if _tagged(cell, _PARAMETERS)), 0)
    lines = [f"{name} = {value!r}" for name, value in parameters.items()]
    ready.cells.insert(after, nbformat.v4.new_code_cell("\n".join(lines), metadata={"tags": [_INJECTED]}))
    return ready


def narrate(notebook: NotebookNode, language: Language) -> NotebookNode:
    """Return a copy of a notebook that is narrated in a language, without outputs."""
    told = copy.deepcopy(notebook)
    for cell in told.cells:
        if cell.cell_type == "markdown":
            cell.source = _translated(cell.source, language)
        elif cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return told


def translate_notebook(path: Path, language: Language) -> None:
    """Write a notebook anew, narrated in a language; its paragraphs are Finnish before."""
    nbformat.write(narrate(read_notebook(path), language), path)


def list_pages(
    notebooks: Iterable[Path], parameters: Mapping[str, object], labels: Labels, there: Collection[str] = ()
) -> dict[Path, NotebookNode]:
    """Return the pages of a report, each with the notebook that is ready to run for it.

    Parameters
    ----------
    notebooks : iterable of Path
        The workspace's notebooks, in order.
    parameters : Mapping of str to object
        As `prepare`.
    labels : Labels
        The points, and their names in the language of the pages.
    there : collection of str
        What is there of that which notebooks may need: "benchmark".

    Returns
    -------
    dict of Path to NotebookNode
        The page's place beside its notebook, named by it (``point_<key>`` where the notebook is run for each point) →
        the notebook. One whose needs are not there has no page.
    """
    pages: dict[Path, NotebookNode] = {}
    for path in notebooks:
        notebook = read_notebook(path)
        told = told_of(notebook)
        if told.get("needs", "") not in ("", *there):
            continue
        for page, more, name in _runs(path, told, labels):
            ready = prepare(notebook, {**parameters, **more}, labels.language)
            ready.metadata[_TOLD] = {**told, "file": path.name}
            if name:
                _rename(ready, name)
            pages[page] = ready
    return pages


def told_of(notebook: NotebookNode) -> dict[str, str]:
    """Return what a notebook tells the report of itself, {} for nothing."""
    told = notebook.metadata.get(_TOLD, {})
    return {str(name): str(value) for name, value in told.items()} if isinstance(told, dict) else {}


def _runs(path: Path, told: Mapping[str, str], labels: Labels) -> Iterator[tuple[Path, dict[str, object], str]]:
    """Yield each page of a notebook, its further parameters, and its heading where that is not the notebook's own."""
    if told.get("each") != "point":
        yield path, {}, ""
        return
    for point in labels.instrument.points:
        yield path.with_name(f"point_{point.key}.ipynb"), {"point": point.key}, labels.point(point.key, short=False)


def _rename(notebook: NotebookNode, name: str) -> None:
    """Put a name, letter for letter, in the place of a notebook's first heading."""
    letters = re.sub(r"[^\w\s]", lambda found: f"&#{ord(found[0])};", " ".join(name.split()))
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and heading(nbformat.v4.new_notebook(cells=[cell])):
            cell.source = re.sub(r"^# .*$", lambda _: f"# {letters}", cell.source, count=1, flags=re.MULTILINE)
            return
    notebook.cells.insert(0, nbformat.v4.new_markdown_cell(f"# {letters}"))


def _tagged(cell: NotebookNode, tag: str) -> bool:
    return tag in cell.metadata.get("tags", [])


def _translated(source: str, language: Language) -> str:
    pieces = _BLANK_LINES.split(source)
    return "".join(
        piece.replace(piece.strip(), language.narration(piece.strip())) if piece.strip() else piece for piece in pieces
    )


def heading(notebook: NotebookNode) -> str:
    """Return the notebook's first heading as it stands in Markdown, "" where it has none."""
    lines = [line for cell in notebook.cells if cell.cell_type == "markdown" for line in cell.source.splitlines()]
    return next((line.removeprefix("# ").strip() for line in lines if line.startswith("# ")), "")


def name_of(path: Path, notebook: NotebookNode) -> str:
    """Return the analyst's own file, and the page where it has several: "08_points.ipynb (point_feedback)"."""
    file = told_of(notebook).get("file", path.name)
    return file if file == path.name else f"{file} ({path.stem})"


def place(path: Path, notebook: NotebookNode, index: int) -> str:
    """Return "name.ipynb, cell n", as the cells are counted in the analyst's own file."""
    ours = sum(_tagged(cell, _INJECTED) for cell in notebook.cells[:index])
    return said("{file}, cell {cell}", file=name_of(path, notebook), cell=index + 1 - ours)


def excerpt(source: str) -> str:
    """Return the first lines of a cell, to find it by."""
    lines = source.strip().splitlines()
    shown = [*lines[:_LINES_SHOWN], "…"] if len(lines) > _LINES_SHOWN else lines
    return "".join(f"\n      | {line}" for line in shown)
