"""Facts from one page: its tables by their headers, and its words held against them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.attacker.markup import Page, PageTable
from benchmarks.attacker.publications import ALL, Cell, Key, Place, Publication
from benchmarks.attacker.vocabulary import Vocabulary


@dataclass
class Reading:
    """What was read of a folder of reports.

    Parameters
    ----------
    publications : dict of str to Publication
        The facts of each wave.
    understood : list of str
        Tables whose every column is understood: page and caption.
    not_understood : list of str
        Tables and files that are not, and why.
    unread : list of str
        Numbers beside an n in alt texts and sentences that stand in no understood table of the folder.
    contradictions : list of str
        Cells of which two places tell different n.
    compared : dict of (str, str, str) to float
        The n of all groups that were compared, by wave, kind and subject.
    """

    publications: dict[str, Publication]
    understood: list[str] = field(default_factory=list)
    not_understood: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    contradictions: list[str] = field(default_factory=list)
    compared: dict[tuple[str, str, str], float] = field(default_factory=dict)


@dataclass
class _Column:
    role: str
    wave: str
    place: Place | None


class PageReader:
    """Reads one page, or the sheets of a workbook, into a reading.

    Parameters
    ----------
    name : str
        The file, within the folder.
    page : Page
        What stands in it.
    words : Vocabulary
        Names and headers in its language.
    reading : Reading
        Where the facts are put.
    """

    def __init__(self, name: str, page: Page, words: Vocabulary, reading: Reading) -> None:
        self.name, self.page, self.words, self.reading = name, page, words, reading
        self.waves = list(reading.publications)
        self.folder_wave = next((wave for wave in self.waves if wave in Path(name).parts), self.waves[-1])
        self.seen: set[str] = set()

    def read(self) -> None:
        """Read the tables, and hold the words against them."""
        for table in self.page.tables:
            why = self._table(table)
            if why:
                self.reading.not_understood.append(f"{self.name}: {table.caption}: {why}")
            else:
                self.reading.understood.append(f"{self.name}: {table.caption}")
            self.seen.update(number for row in table.rows for cell in row for number in self.words.numbers(cell))
        for text in [*self.page.alts, *self.page.texts, *self.page.drawn]:
            self._words(text)

    def _table(self, table: PageTable) -> str:
        """Read a table; return why it is not understood, or "" where it is."""
        if not table.rows:
            return "no rows"
        waves = [wave for wave in self.waves if re.search(rf"(?<![\w-]){re.escape(wave)}(?![\w-])", table.caption)]
        columns = []
        for header in table.rows[0]:
            role, wave = self.words.role(header, self.waves)
            columns.append(_Column(role, wave, self.words.places.get(header) if role == "place column" else None))
        if columns and columns[0].role in ("free", "subject or other"):
            return ""  # the plan, its actions, the process, notes of teams: nothing of how anybody answered
        unknown = [header for header, column in zip(table.rows[0], columns, strict=True) if not column.role]
        if unknown and self._holds_words(table):
            return ""
        if unknown:
            return f"columns {', '.join(unknown)}"
        place = next((p for name, p in self.words.places.items() if f", {name}," in table.caption), (ALL, ALL))
        problems = [self._row(row, columns, waves or [self.folder_wave], place) for row in table.rows[1:]]
        return "; ".join(dict.fromkeys(problem for problem in problems if problem))

    def _holds_words(self, table: PageTable) -> bool:
        """Read a table that is words only, or names what a workbook is about; False for any other."""
        numbers = any(self.words.numbers(cell) for row in table.rows[1:] for cell in row)
        if numbers and table.rows[0][0] not in self.words.facts:
            return False
        for cell in (cell for row in table.rows for cell in row):
            self._words(cell)
        return True

    def _row(self, row: list[str], columns: list[_Column], waves: list[str], place: Place) -> str:
        told: dict[str, list[tuple[_Column, str]]] = defaultdict(list)
        for column, text in zip(columns, row, strict=True):
            told[column.role].append((column, text))
        if "place" in told:
            unknown = [name for _, name in told["place"] if name not in self.words.places]
            if unknown:
                return f"place {unknown[0]!r}"
            parts = [self.words.places[name] for _, name in told["place"]]
            place = _within(part[0] for part in parts), _within(part[1] for part in parts)
        if "survey" in told:
            waves = [told["survey"][0][1]]
        if "doubt" in told or "file" in told:
            self._whole(told, waves[-1])
            return ""
        if "subject" not in told:
            self._people(told, waves[-1], place)
            return ""
        subject = self.words.subject(told["subject"][0][1])
        if subject is None:
            return "" if "rated" in told else f"row {told['subject'][0][1]!r}"
        self._cells(told, waves, place, subject)
        return ""

    def _cells(
        self, told: Mapping[str, list[tuple[_Column, str]]], waves: list[str], place: Place, subject: tuple[str, str]
    ) -> None:
        of_groups = "groups" in told
        for role, cells in told.items():
            for column, text in cells:
                for wave, part in self._by_wave(column, text, waves):
                    if role == "n" and of_groups:
                        self.reading.compared[wave, *subject] = float(self.words.numbers(part)[0])
                    else:
                        self._fact(wave, place if column.place is None else column.place, subject, role, part, told)
        for side in ("higher", "lower"):
            if side in told and f"n {side}" in told and told[side][0][1] in self.words.places:
                of_side = Key(*self.words.places[told[side][0][1]], *subject)
                self._n(waves[-1], of_side, told[f"n {side}"][0][1])
                self._cell(waves[-1], of_side).extras.add("pairs")

    def _fact(
        self, wave: str, place: Place, subject: tuple[str, str], role: str, text: str, told: Mapping[str, object]
    ) -> None:
        """Read what one cell of a table tells of one wave."""
        key = Key(*place, *subject)
        pooled = key if subject[0] == "item" else key._replace(layer="answers")
        if role in ("n", "rated"):
            self._n(wave, pooled if "rating" in told else key, text)
        elif role in ("mean", "mean with n", "place column"):
            self._mean(wave, key, text)
        elif role in ("pooled", "rating", "extra"):
            self._extra(wave, key if role == "extra" else pooled, role, text)
        elif role in ("votes", "voters", "share of voters"):
            self._vote(wave, place, subject[1], role, text)
        elif role == "asked" and text not in self.words.hidden:
            self._n(wave, Key(*place, "respondents", ALL), text)
        elif role in ("mean without doubts", "n without doubts"):
            self._without_doubts(wave, subject[1], role, text)

    def _by_wave(self, column: _Column, text: str, waves: list[str]) -> list[tuple[str, str]]:
        """Return the parts of a cell by wave: "178 → 206" tells of two."""
        if column.wave:
            return [(column.wave, text)]
        parts = text.split("→")
        if len(parts) == 2:
            pair = waves[-2:] if len(waves) > 1 else self._pair(waves[-1])
            return list(zip(pair, (parts[0].strip(), parts[1].strip()), strict=False))
        return [(waves[-1], text)]

    def _pair(self, wave: str) -> list[str]:
        position = self.waves.index(wave)
        return self.waves[max(position - 1, 0) : position + 1]

    def _cell(self, wave: str, key: Key) -> Cell:
        return self.reading.publications[wave].cells.setdefault(key, Cell())

    def _is_told(self, wave: str, key: Key, text: str) -> bool:
        """Tell whether a cell tells a number; a mark of hidden is kept."""
        if text in self.words.hidden:
            cell = self._cell(wave, key)
            cell.hidden, cell.why = True, self.words.hidden[text]
            return False
        return text not in self.words.nothing and bool(self.words.numbers(text))

    def _n(self, wave: str, key: Key, text: str) -> None:
        if self._is_told(wave, key, text):
            n, cell = float(self.words.numbers(text)[-1]), self._cell(wave, key)
            if cell.n is not None and cell.n != n:
                self.reading.contradictions.append(f"{self.name}: {wave} {key}: n = {cell.n:g} and {n:g}")
            cell.n = n

    def _mean(self, wave: str, key: Key, text: str) -> None:
        """Read "3,4", a band "4–5", "3,4 (n = 136)" or "3,8 (3,7–3,9), n = 205"."""
        if not self._is_told(wave, key, text):
            return
        cell, head = self._cell(wave, key), text.split("(", maxsplit=1)[0].split(", n", maxsplit=1)[0]
        band = re.fullmatch(r"(\d)–(\d)", head.strip())
        numbers = self.words.numbers(head)
        if band:
            cell.band = float(band[1]), float(band[2])
        elif numbers:
            cell.add_mean(numbers[0])
        counted = re.search(r"n = ([\d\s.,]+)", text)
        if counted:
            self._n(wave, key, counted[1])

    def _extra(self, wave: str, key: Key, role: str, text: str) -> None:
        if self._is_told(wave, key, text):
            self._cell(wave, key).extras.add("distribution" if role == "rating" else role)

    def _vote(self, wave: str, place: Place, point: str, role: str, text: str) -> None:
        key = Key(*place, "vote", ALL)
        if not self._is_told(wave, key, text):
            return
        if role == "voters":
            self._n(wave, key, text)
        elif role == "votes":
            cell = self._cell(wave, key)
            cell.votes = {**(cell.votes or {}), point: float(self.words.numbers(text)[0])}

    def _without_doubts(self, wave: str, point: str, role: str, text: str) -> None:
        key = Key(ALL, ALL, "unflagged", point)
        if role.startswith("n"):
            self._n(wave, key, text)
        else:
            self._mean(wave, key, text)

    def _people(self, told: Mapping[str, list[tuple[_Column, str]]], wave: str, place: Place) -> None:
        key = Key(*place, "respondents", ALL)
        for _, text in told.get("people", []):
            self._n(wave, key, text)
        for _, text in told.get("rate", []):
            self._extra(wave, key, "rate", text)

    def _whole(self, told: Mapping[str, list[tuple[_Column, str]]], wave: str) -> None:
        layer = "flag" if "doubt" in told else "source"
        name = told["doubt" if "doubt" in told else "file"][0][1]
        for _, text in told.get("people", []):
            self._n(wave, Key(ALL, ALL, layer, name), text)

    def _words(self, text: str) -> None:
        """Hold every number of respondents in a text against the tables: what stands in none is listed."""
        for number in re.findall(r"n = (\d[\d\s.,]*\d|\d)(?: → (\d[\d\s.,]*\d|\d))?", text):
            for part in filter(None, number):
                told = self.words.numbers(part)[0]
                if told not in self.seen and not self._is_known(float(told)):
                    self.reading.unread.append(f"{self.name}: n = {part}: {text[:120]}")

    def _is_known(self, n: float) -> bool:
        return any(cell.n == n for p in self.reading.publications.values() for cell in p.cells.values())


def _within(keys: Iterable[str]) -> str:
    """Return the group or the unit that is told of, "all" where none is named."""
    return next((key for key in keys if key != ALL), ALL)
