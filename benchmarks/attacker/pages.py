"""The published facts in the pages of a reports folder: every table, alt text and sentence, in every language."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

from benchmarks.attacker.files import read_book, read_record, read_shared, read_slides
from benchmarks.attacker.findings import WHOLES
from benchmarks.attacker.markup import Page, read_page
from benchmarks.attacker.paper import read_pdf
from benchmarks.attacker.publications import ALL, Cell, Key, Publication
from benchmarks.attacker.reader import PageReader, Reading
from benchmarks.attacker.vocabulary import Vocabulary
from critical_points.language import Language
from critical_points.workspace import Review

#: The record of what was published, beside the pages: it tells the n of every cell.
RECORD = "published.json"

#: The report as one document, beside its pages: it tells what they tell.
REPORT = "report.pdf"

#: A file that keeps an empty folder in git.
IGNORED = {".gitkeep"}


def read_reports(folder: Path, review: Review) -> Reading:
    """Read every page of a reports folder, of all waves and languages.

    Parameters
    ----------
    folder : Path
        It holds a folder for each wave, and these may hold one for each language.
    review : Review
        Names of what was asked; nothing else of it is used.
    """
    instrument, waves = review.instrument, list(review.waves)
    subjects = {
        (kind, subject): tuple(item.key for item in instrument.items if getattr(item, kind) == subject)
        for kind, keys in (("point", instrument.points), ("level", instrument.levels))
        for subject in (one.key for one in keys)
    }
    asked = {name: items for name, items in subjects.items() if items}
    reading = Reading({wave: Publication(wave, {}, asked, set()) for wave in waves})
    words = {code: Vocabulary(Language(code), instrument, review.minimum) for code in ("fi", "sv", "en")}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        _read_file(path, path.relative_to(folder).as_posix(), words, reading)
    _add_up_compared(reading)
    for publication in reading.publications.values():
        _mark_untold(publication)
    return reading


def _mark_untold(publication: Publication) -> None:
    """Mark what is told of some places as hidden in the others."""
    places = {(key.group, key.unit) for key in publication.cells if key.layer != "unflagged"}
    for layer, subject in {(key.layer, key.subject) for key in publication.cells} - {("respondents", ALL)}:
        if layer not in WHOLES:
            for place in places:
                publication.cells.setdefault(Key(*place, layer, subject), Cell(hidden=True))


def _read_file(path: Path, name: str, words: Mapping[str, Vocabulary], reading: Reading) -> None:
    """Read one file of the folder, by its kind."""
    why, waves = "", list(reading.publications)
    if path.suffix == ".html":
        page = read_page(path)
        PageReader(name, page, words[page.language or "fi"], reading).read()
        return
    if path.name == RECORD:
        contradicting = read_record(json.loads(path.read_text(encoding="utf-8")), reading.publications)
        reading.contradictions += [f"{name}: {line}" for line in contradicting]
    elif path.suffix == ".csv":
        why = read_shared(path, reading.publications)
    elif path.suffix == ".pdf":
        page = read_pdf(path)
        _respell(page, words[page.language or "fi"])
        PageReader(name, page, words[page.language or "fi"], reading).read()
        if path.name == REPORT:
            told = _numbers_beside(path, words[page.language or "fi"])
            reading.not_understood += [f"{name}: {number} stands on no page" for number in _alone(page, told, words)]
    elif path.suffix == ".xlsx":
        code, tables, texts = read_book(path, words, waves)
        PageReader(name, Page(code, tables, [], texts), words[code], reading).read()
    elif path.suffix == ".pptx":
        code, alts, texts = read_slides(path)
        PageReader(name, Page(code, [], alts, texts), words[code], reading).read()
    elif path.name not in IGNORED and not path.name.endswith(".schema.json"):
        why = "not a kind of file that is known"
    if path.name not in IGNORED:
        (reading.not_understood if why else reading.understood).append(f"{name}: {why}" if why else name)


def _respell(page: Page, words: Vocabulary) -> None:
    """Give names the hyphens back that cannot be told from those at the ends of lines."""
    names = [*words.roles, *words.places, *words.subjects]
    known = {re.sub(r"[\s-]", "", name): name for name in names}
    for table in page.tables:
        table.rows = [[known.get(re.sub(r"[\s-]", "", cell), cell) for cell in row] for row in table.rows]


def _numbers_beside(path: Path, words: Vocabulary) -> set[str]:
    """Return every number on the pages beside a file, their footers included."""
    pages = [read_page(page) for page in path.parent.glob("*.html")]
    return {number for page in pages for text in _texts(page) for number in words.numbers(text)}


def _alone(page: Page, told: set[str], words: Mapping[str, Vocabulary]) -> list[str]:
    """Return the numbers of a document that stand on no page, but for those that lead to one of its own pages."""
    vocabulary = words[page.language or "fi"]
    pointer = re.escape(vocabulary.language.text("{numbers}, page {page}", numbers="", page=""))
    back = re.escape(vocabulary.language.text("The figure is on page {page}", page=""))
    texts = (re.sub(rf"({pointer}|{back})\d+", "", text) for text in _texts(page))
    return sorted({number for text in texts for number in vocabulary.numbers(text)} - told)


def _texts(page: Page) -> list[str]:
    return [
        *page.texts,
        *page.alts,
        *(cell for table in page.tables for row in [[table.caption], *table.rows] for cell in row),
    ]


def _add_up_compared(reading: Reading) -> None:
    """Hold the n of all compared groups against those of the groups that are shown: no other may be among them."""
    for (wave, kind, subject), n in reading.compared.items():
        shown = [
            cell.n
            for key, cell in reading.publications[wave].cells.items()
            if key.unit == ALL and key.group != ALL and (key.layer, key.subject) == (kind, subject) and cell.n
        ]
        sums = {sum(some) for size in range(len(shown) + 1) for some in combinations(shown, size)}
        if n not in sums:
            reading.contradictions.append(f"{wave} {kind} {subject}: {n:g} were compared, of groups not shown")
