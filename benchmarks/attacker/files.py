"""The published facts in files beside the pages: shared counts (CSV), records of what was published, workbooks."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.attacker.markup import PageTable, plain
from benchmarks.attacker.publications import ALL, Cell, Key, Publication
from benchmarks.attacker.vocabulary import Vocabulary

#: The columns of shared counts.
SHARED = ["group", "kind", "subject", "status", "score", "n"]


def read_shared(path: Path, publications: Mapping[str, Publication]) -> str:
    """Read shared counts; return why they are not understood, or "" where they are."""
    lines = path.read_text(encoding="utf-8").splitlines()
    told = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# ") and ": " in line)
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    if told.get("wave") not in publications or not rows or list(rows[0]) != SHARED:
        return "not a file of shared counts"
    cells = publications[told["wave"]].cells
    for row in rows:
        kind, n = row["kind"], float(row["n"])
        cell = cells.setdefault(Key(row["group"], ALL, kind, ALL if kind == "vote" else row["subject"]), Cell())
        if kind == "vote" and row["status"] == "chosen":
            cell.votes = {**(cell.votes or {}), row["subject"]: n}
        elif kind in ("respondents", "vote") or row["status"] == "respondents":
            cell.n = n
        elif row["status"] == "rated":
            _add_rated(cell, kind, float(row["score"]), n)
        else:
            cell.extras.add(row["status"])
    return ""


def _add_rated(cell: Cell, kind: str, score: float, n: float) -> None:
    if kind in ("item", "answers"):
        counts = list(cell.counts or (0.0,) * 5)
        counts[round(score) - 1] = n
        cell.counts = tuple(counts)
        cell.n = sum(counts) if kind == "item" else cell.n
    else:
        cell.scores = {**(cell.scores or {}), score: n}
        cell.n = sum(cell.scores.values())


def read_record(record: Mapping[str, Any], publications: Mapping[str, Publication]) -> Iterator[str]:
    """Read the n of every cell that a report's editions recorded; yield what contradicts the pages."""
    for edition in record["editions"]:
        for wave, told in edition["waves"].items():
            for group, unit, kind, subject, n, _ in told["cells"]:
                key = Key(group, unit, kind, ALL if kind == "vote" else subject)
                cell = publications[wave].cells.setdefault(key, Cell())
                if cell.n is not None and cell.n != n:
                    yield f"{wave} {key}: n = {cell.n:g} and {n:g}"
                cell.n = float(n)


def read_book(path: Path, words: Mapping[str, Vocabulary], waves: list[str]) -> tuple[str, list[PageTable], list[str]]:
    """Return the language of a workbook, its tables and its other texts.

    A table is Excel's own, or else rows under a row of known headers.
    """
    from openpyxl import load_workbook

    book = load_workbook(path)
    named = [sheet for sheet in book if sheet.tables]
    sheets = [_rows(sheet["A1" : sheet.dimensions.rpartition(":")[2]]) for sheet in book if not sheet.tables]
    found = {code: _tables(sheets, vocabulary, waves) for code, vocabulary in words.items()}
    code = max(found, key=lambda one: (len(found[one][0]), one == book.properties.language))
    tables, texts = found[code]
    for sheet in named:
        areas = [table.ref for table in sheet.tables.values()]
        title = plain(str(sheet["A1"].value))
        tables += [PageTable(title, _rows(sheet[area])) for area in areas]
        inside = {cell.coordinate for area in areas for row in sheet[area] for cell in row}
        texts += [
            plain(str(c.value)) for row in sheet for c in row if c.value is not None and c.coordinate not in inside
        ]
    return code, tables, texts


def _rows(cells: Any) -> list[list[str]]:
    """Return the cells of some rows as text, with every digit that stands in them."""
    rows = cells if isinstance(cells, tuple) else ((cells,),)
    return [[plain(_digits(cell)) for cell in row if cell.value is not None] for row in rows]


def _digits(cell: Any) -> str:
    """Return a cell's value: as it is shown where that is all of it, else with all its digits."""
    told = str(cell.value)
    decimals = cell.number_format.partition(".")[2].count("0")
    if isinstance(cell.value, int | float) and decimals:
        shown = f"{cell.value:.{decimals}f}"
        return max(told, shown, key=len)
    return told


def read_slides(path: Path) -> tuple[str, list[str], list[str]]:
    """Return the language of slides, the words for their pictures, and their texts with the notes."""
    from pptx import Presentation

    deck = Presentation(str(path))
    alts, texts = [], []
    for slide in deck.slides:
        shapes = [*slide.shapes, *(slide.notes_slide.shapes if slide.has_notes_slide else ())]
        alts += [plain(shape._element.xpath(".//p:cNvPr/@descr")[0]) for shape in shapes if _is_described(shape)]
        texts += [plain(line.text) for shape in shapes if shape.has_text_frame for line in shape.text_frame.paragraphs]
    return deck.core_properties.language, alts, [text for text in texts if text]


def _is_described(shape: Any) -> bool:
    return bool(shape._element.xpath(".//p:cNvPr/@descr"))


def _tables(sheets: list[list[list[str]]], words: Vocabulary, waves: list[str]) -> tuple[list[PageTable], list[str]]:
    tables: list[PageTable] = []
    texts: list[str] = []
    for rows in sheets:
        table: PageTable | None = None
        for row in rows:
            if len(row) > 1 and all(words.role(cell, waves)[0] for cell in row):
                table = PageTable(texts[-1] if texts else "", [row])
                tables.append(table)
            elif table is not None and len(row) == len(table.rows[0]):
                table.rows.append(row)
            else:
                table = None
                texts += row
    return tables, texts
