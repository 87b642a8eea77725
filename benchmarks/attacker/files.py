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
    """Return the language of a workbook, its tables (rows under a row of known headers) and its other texts."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    sheets = [[[plain(str(cell)) for cell in row if cell is not None] for row in sheet.values] for sheet in book]
    found = {code: _tables(sheets, vocabulary, waves) for code, vocabulary in words.items()}
    code = max(found, key=lambda one: len(found[one][0]))
    return code, *found[code]


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
