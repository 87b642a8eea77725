"""What an earlier run of a report has left: pages whose notebooks need not be run again, or nothing to do at all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from critical_points.fingerprints import of_file, of_parts, of_program, of_workspace
from critical_points.publication import is_settled
from critical_points.workspace import Review

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from critical_points.reports.writing import Part

#: Beside a wave's answers, on this machine only: what notebooks have shown, and what the report was made from.
_FOLDER, _REPORT = "pages", "report.json"


@dataclass(frozen=True)
class Made:
    """A report as it was made last.

    Parameters
    ----------
    inputs : str
        The checksum of all that it was made from.
    notebooks : str
        The checksum of the workspace's notebooks.
    against : str or None
        The wave of comparison.
    when : str
        The time of making, as its pages tell it.
    languages : list of str
        The languages that its pages link to.
    pages : Mapping of str to (Mapping of str to str)
        By language, the checksum of each page.
    records : Mapping of str to str
        The checksum of the record of every report in the workspace.
    """

    inputs: str
    notebooks: str
    against: str | None
    when: str
    languages: list[str]
    pages: Mapping[str, Mapping[str, str]]
    records: Mapping[str, str]


@dataclass(frozen=True)
class Past:
    """What may be taken from earlier runs of the report of a wave.

    Parameters
    ----------
    folder : Path
        Where it is kept.
    inputs : str
        The checksum of all that pages follow from beside their own notebooks.
    kept : set of str
        The keys of notebooks that were run with these inputs.
    """

    folder: Path
    inputs: str
    kept: set[str] = field(default_factory=set)

    def key(self, path: Path, notebook: NotebookNode) -> str:
        """Return what tells a notebook that is ready to run from every other."""
        cells = [(cell.cell_type, cell.source, cell.metadata.get("tags", [])) for cell in notebook.cells]
        return of_parts(self.inputs, path.name, cells)

    def take(self, path: Path, notebook: NotebookNode) -> bool:
        """Put into a notebook what it showed when it was last run with the same inputs; tell whether it was."""
        from nbformat import from_dict

        with suppress(OSError, ValueError, KeyError, IndexError):
            shown = json.loads(self._file(path, notebook).read_text(encoding="utf-8"))
            for index, outputs, count in shown:
                notebook.cells[index].outputs = [from_dict(output) for output in outputs]
                notebook.cells[index].execution_count = count
            return True
        return False

    def keep(self, notebooks: Mapping[Path, NotebookNode]) -> None:
        """Keep what notebooks have shown."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for path, notebook in notebooks.items():
            file = self._file(path, notebook)
            self.kept.add(file.name)
            if not file.exists():
                shown = [
                    (index, cell.outputs, cell.execution_count)
                    for index, cell in enumerate(notebook.cells)
                    if cell.cell_type == "code"
                ]
                _write(file, shown)

    def forget_others(self) -> None:
        """Remove what was run with other inputs."""
        for file in self.folder.glob("*-*.json"):
            if file.name.partition("-")[0] != self.inputs[:16]:
                file.unlink(missing_ok=True)

    def _file(self, path: Path, notebook: NotebookNode) -> Path:
        return self.folder / f"{self.inputs[:16]}-{self.key(path, notebook)}.json"


def past_of(review: Review, wave: str) -> Past:
    """Return what earlier runs have left for the report of a wave as its files are now."""
    return Past(review.processed(wave) / _FOLDER, _inputs(review))


def unchanged_since(
    review: Review, wave: str, against: str | None = None, languages: Iterable[str] = ()
) -> datetime | None:
    """Return when the pages were made, where a run would make them the same; else None.

    Parameters
    ----------
    review : Review
        The workspace.
    wave : str
        The wave that is told.
    against : str, optional
        The wave it is compared with; by default the one before it.
    languages : iterable of str
        The languages wanted; by default that of the review.
    """
    before = review.wave(against).name if against else review.earlier(review.wave(wave).name)
    made = _read(review, wave)
    folder = review.reports_folder(wave)
    if made is None or made.against != before or made.records != _records(review) or not is_settled(folder):
        return None
    wanted = list(languages) or [review.language.code]
    if not all(code in made.pages for code in wanted) or sorted(made.pages) != made.languages:
        return None
    if {of_file(folder / name) == told for pages in made.pages.values() for name, told in pages.items()} != {True}:
        return None
    if made.notebooks != _notebooks(review) or made.inputs != _inputs(review):
        return None
    return datetime.fromisoformat(made.when)


def remember(
    review: Review,
    wave: str,
    against: str | None,
    past: Past,
    parts: Iterable[Part],
    when: datetime,
    known: Iterable[str],
) -> None:
    """Note what the pages of a report that has just been published were made from; without the note nothing is lost."""
    before, folder = _read(review, wave), review.reports_folder(wave)
    pages = {part.language.code: {name: of_file(folder / name) for name in part.names} for part in parts}
    languages = sorted({*known, *pages})
    made = Made(past.inputs, _notebooks(review), against, when.isoformat(), languages, pages, _records(review))
    if before is not None and (before.inputs, before.notebooks, before.against, before.languages) == (
        made.inputs, made.notebooks, made.against, made.languages
    ):  # fmt: skip
        made = Made(**{**asdict(made), "pages": {**before.pages, **pages}})
    with suppress(OSError):
        for part in parts:
            past.keep(part.notebooks)
        past.forget_others()
        _write(past.folder / _REPORT, asdict(made))


def sources_of(review: Review, against: str | None) -> str:
    """Return the checksum of the files that a report is made from: what a document tells is as old as these."""
    return of_parts(of_workspace(review.root, without=review.notebooks), _notebooks(review), repr(against))


def _inputs(review: Review) -> str:
    """Return the checksum of what every page follows from: files, settings, this program, and the day it is told on."""
    told = of_workspace(review.root, without=review.notebooks)
    return of_parts(of_program(), told, repr(review.instrument), date.today().isoformat())


def _notebooks(review: Review) -> str:
    return of_parts([(path.name, of_file(path)) for path in review.notebooks])


def _records(review: Review) -> dict[str, str]:
    folder = review.reports_folder("any").parent
    return {path.parent.name: of_file(path) for path in sorted(folder.glob("*/published.json"))}


def _read(review: Review, wave: str) -> Made | None:
    with suppress(OSError, ValueError, TypeError):
        facts: dict[str, Any] = json.loads((review.processed(wave) / _FOLDER / _REPORT).read_text(encoding="utf-8"))
        return Made(**facts)
    return None


def _write(path: Path, facts: object) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    part.replace(path)
