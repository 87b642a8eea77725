"""Notebooks that have been run, as chapters of a document."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from nbformat import NotebookNode

from critical_points.documents.blocks import Block, Heading, Lines, Picture, Run, Runs
from critical_points.documents.markup import read_html

#: The page for management: the first one.
FRONT = "index"

#: What is taken of an output, the first that it has.
_SHOWN = ["text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg", "text/plain"]


@dataclass(frozen=True)
class Chapter:
    """A page of the report: its name, its title, and what stands below it; its headings are in order from level 2."""

    name: str
    title: Runs
    blocks: tuple[Block, ...]


def read_chapters(notebooks: Mapping[Path, NotebookNode]) -> list[Chapter]:
    """Return the chapters of a report, management's first and the others in their order.

    Parameters
    ----------
    notebooks : Mapping of Path to NotebookNode
        Notebooks that have been run, by their files or pages.

    Returns
    -------
    list of Chapter
        What a reader sees of the notebooks: narration and outputs, without code.
    """
    chapters = [_chapter(path, node) for path, node in notebooks.items()]
    return sorted(chapters, key=lambda chapter: chapter.name != FRONT)


def _chapter(path: Path, notebook: NotebookNode) -> Chapter:
    blocks = [block for cell in notebook.cells for block in _cell(cell, path.parent)]
    first = next((block for block in blocks if isinstance(block, Heading) and block.level == 1), None)
    title = first.runs if first is not None else (Run(path.stem),)
    return Chapter(path.stem, title, tuple(_in_order(block for block in blocks if block is not first)))


def _in_order(blocks: Iterator[Block]) -> Iterator[Block]:
    """Yield the blocks with headings from level 2, each at most one level below the one before it."""
    level = 1
    for block in blocks:
        if isinstance(block, Heading):
            level = min(max(block.level, 2), level + 1)
            yield replace(block, level=level)
        else:
            yield block


def _cell(cell: NotebookNode, folder: Path) -> Iterator[Block]:
    if cell.cell_type == "markdown":
        yield from _narration(cell.source, folder)
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            yield from [Lines(output.text.strip("\n"))] if output.name == "stdout" and output.text.strip() else []
        elif output.output_type in ("display_data", "execute_result"):
            yield from _output(output, folder)


def _output(output: NotebookNode, folder: Path) -> Iterator[Block]:
    kind = next((kind for kind in _SHOWN if kind in output.data), "")
    shown = str(output.data.get(kind, ""))
    if kind == "text/html":
        yield from read_html(shown, folder)
    elif kind == "text/markdown":
        yield from _narration(shown, folder)
    elif kind.startswith("image/"):
        alt = " ".join(str(output.metadata.get(kind, {}).get("alt", "")).split())
        data = shown.encode() if kind == "image/svg+xml" else base64.b64decode(shown)
        yield Picture(data, {"image/svg+xml": "svg", "image/jpeg": "jpg"}.get(kind, "png"), alt)
    elif shown.strip():
        yield Lines(shown.strip("\n"))


def _narration(markdown: str, folder: Path) -> Iterator[Block]:
    from nbconvert.filters import markdown2html

    for block in read_html(markdown2html(markdown), folder):
        if isinstance(block, Heading):  # nbconvert puts a sign to link by at its end
            runs = tuple(run for run in block.runs if run.text != "¶")
            yield replace(block, runs=runs)
        else:
            yield block
