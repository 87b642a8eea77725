"""TOML files read as facts: every fault of a file is listed, not only the first one."""

from __future__ import annotations

import json
import pickle
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from critical_points.errors import Fault, SettingsError, did_you_mean, why_not
from critical_points.memory import Memory
from critical_points.messages import LANGUAGES, said, said_plural
from critical_points.syntax import explain

_KEY = re.compile(r"[a-z][a-z0-9_]*")

#: A day as it is written in Finland.
_DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\.?")
_DECIMAL = re.compile(r"(\d{1,9})(?:[.,](\d{1,9}))?")

#: How the parser begins where a value is not written as TOML writes it.
_OF_VALUES = ("Invalid value", "Invalid date", "Expected newline", "Illegal character", "Unterminated string")

#: Characters that make no difference: invisible ones fall away, quotes and dashes of every kind become plain ones.
_ALIKE = str.maketrans(
    dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", "")
    | dict.fromkeys("\u2018\u2019\u00b4`", "'")
    | dict.fromkeys("\u201c\u201d\u201e", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
)

#: Texts up to so many characters are kept in their compared form.
_SHORT = 200

#: What TOML texts say, as bytes: everybody is given tables of their own.
_told: Memory[bytes] = Memory()

_ODD = re.compile("[" + "".join(map(chr, _ALIKE)) + "]")

#: Characters that steer a terminal or turn the direction of writing; blanks and line breaks are none of them.
_STEERING = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def read_toml(path: Path) -> dict[str, Any]:
    """Return what a TOML file says.

    Parameters
    ----------
    path : Path
        The file, UTF-8 with or without a byte order mark.

    Returns
    -------
    dict
        Its tables, as `tomllib` gives them.

    Raises
    ------
    SettingsError
        When there is no such file, or it is not TOML; the fault says line and column.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        told: dict[str, Any] = pickle.loads(_told.find(text, lambda: pickle.dumps(tomllib.loads(text))))
        return told  # nobody else's
    except tomllib.TOMLDecodeError as error:
        what, place = explain(error)
        fault = Fault(f"{what}.", f"{path}, {place}", _expected_form(path, str(error)))
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        place = said("{file}, line {line}", file=path, line=line)
        fault = Fault(said("a character that is not UTF-8."), place, said("Save the file as UTF-8."))
    except OSError as error:
        fault = Fault(why_not(error), str(path), said("Give the path of a file that is there."))
    raise SettingsError(said("A settings file cannot be read."), [fault], said("Mend the file and try again."))


def _expected_form(path: Path, error: str) -> str:
    """Return the line of a fault as it may have been meant: a text in quotes, a day as 2026-03-16, 3.5 for 3,5."""
    found = re.search(r"at line (\d+)", error)
    lines = path.read_bytes().decode("utf-8-sig").split("\n")
    line = lines[int(found[1]) - 1] if found and int(found[1]) <= len(lines) else ""
    key, _, value = (part.strip() for part in line.partition("="))
    value = value.partition("#")[0].strip().strip("\"'\u201c\u201d\u201e")
    if not error.startswith(_OF_VALUES) or not _KEY.fullmatch(key) or not value or value[0] in "[{":
        return said("A text stands in quotes, and a table has one name once.")
    if day := _DAY.fullmatch(value):
        value = f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}"
    elif number := _DECIMAL.fullmatch(value):
        value = f"{int(number[1])}.{number[2]}" if number[2] else str(int(number[1]))
    else:
        value = json.dumps(value, ensure_ascii=False)
    return said("Write it like this: {line}", line=f"{key} = {value}")


def visible(text: str) -> str:
    """Return what can be seen of a text, "" where it is blank."""
    return _plainly(text).strip()


def harmless(text: str) -> str:
    r"""Return a text without the characters that steer a terminal or turn the direction of writing.

    Examples
    --------
    >>> harmless("\x1b[31mYhteinen \u202esuunnittelu")
    '[31mYhteinen suunnittelu'
    """
    return _STEERING.sub("", text)


def normalise(text: str) -> str:
    r"""Return a text as it is compared: capitals, blanks, kinds of quotes and dashes, a final full stop do not count.

    Examples
    --------
    >>> normalise(" Täysin\xa0SAMAA  mieltä. ")
    'täysin samaa mieltä'
    """
    return _of_short(text) if len(text) <= _SHORT else _normalised(text)


def _normalised(text: str) -> str:
    plain = _plainly(unicodedata.normalize("NFKC", _plainly(harmless(text))))
    return " ".join(plain.casefold().split()).strip(" .,;:!")


#: Labels, names and headers come again and again; long texts do not, and are not kept.
_of_short = lru_cache(maxsize=1 << 16)(_normalised)


def _plainly(text: str) -> str:
    return text.translate(_ALIKE) if _ODD.search(text) else text


@dataclass(frozen=True)
class Block:
    """One table of a TOML file; what is asked of it and is not there is noted as a fault.

    Parameters
    ----------
    values : Mapping
        What the table holds.
    where : str
        File and key, as the analyst would look for it.
    faults : list of Fault
        The list that grows, shared by all blocks of a file.
    """

    values: Mapping[str, Any]
    where: str
    faults: list[Fault] = field(default_factory=list)

    def fault(self, what: str, suggestion: str = "", where: str = "") -> None:
        """Note a fault of this block, or of a place within it."""
        self.faults.append(Fault(what, f"{self.where}, {where}" if where else self.where, suggestion))

    def only(self, known: Iterable[str]) -> None:
        """Note every field that is not a known one."""
        names = tuple(known)
        for name in self.values:
            if name not in names:
                self.fault(said("unknown field {name!r}.", name=name), did_you_mean(name, names))

    def blocks(self, name: str) -> list[Block]:
        """Return the tables ``[[name]]``, each with its key as its place."""
        tables = self.values.get(name, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self.fault(
                said("{name!r} is not a list of tables.", name=name), said("Write each as [[{name}]].", name=name)
            )
            return []
        return [
            Block(table, f"{self.where}: {name} {table.get('key') or said('no. {n}', n=n)}", self.faults)
            for n, table in enumerate(tables, 1)
        ]

    def tables(self, name: str) -> dict[str, Block]:
        """Return the tables ``[name.key]``, by key."""
        tables = self.values.get(name, {})
        if not isinstance(tables, dict):
            self.fault(
                said("{name!r} is not a table.", name=name), said("Write [{name}.key] above its facts.", name=name)
            )
            return {}
        found = {}
        for key, table in tables.items():
            block = Block(table if isinstance(table, dict) else {}, f"{self.where}, [{name}.{key}]", self.faults)
            if not isinstance(table, dict):
                block.fault(said("is not a table."), said("Write [{name}] above its facts.", name=f"{name}.{key}"))
            found[key] = block
        return found

    def key(self) -> str:
        """Return the block's key: small letters a–z, digits and underscores."""
        key = self.word("key")
        if key and not _KEY.fullmatch(key):
            self.fault(
                said("key {key!r} cannot be used.", key=key),
                said("A key has small letters a–z, digits and underscores."),
            )
        return key

    def word(self, name: str, default: str | None = None) -> str:
        """Return a text; one that is missing or empty is a fault where there is no default."""
        value = self.values.get(name, default)
        if isinstance(value, str) and (harmless(value).strip() or default is not None):
            return harmless(value).strip()
        missing = said("{name!r} is missing.", name=name)
        self.fault(missing if value is None else said("{name!r} is not a text, or is empty.", name=name))
        return ""

    def flag(self, name: str, default: bool) -> bool:
        """Return true or false."""
        value = self.values.get(name, default)
        if isinstance(value, bool):
            return value
        self.fault(_is(name, value), said("Write true or false, without quotes."))
        return default

    def whole(self, name: str) -> int | None:
        """Return a whole number, or None where there is none."""
        value = self.values.get(name)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        self.fault(_is(name, value), said("Write a whole number, without quotes."))
        return None

    def day(self, name: str) -> date | None:
        """Return a date, or None where there is none."""
        value = self.values.get(name)
        if value is None or type(value) is date:  # a datetime is a date, too, and cannot be compared with one
            return value
        self.fault(_is(name, value), said("Write a date without quotes: 2026-03-16."))
        return None

    def words(self, name: str) -> tuple[str, ...]:
        """Return a list of texts, empty where there is none."""
        return self._texts(self.values.get(name, []), name)

    def text(self, name: str, limit: int | None = None) -> dict[str, str]:
        """Return a text in every language; none may be missing, empty or longer than `limit`."""
        found = {}
        for language, value in self._languages(name, needed=True).items():
            place = f"{name}.{language}"
            if not isinstance(value, str) or not harmless(value).strip():
                self.fault(said("is empty, or is not a text."), where=place)
                continue
            found[language] = harmless(value).strip()
            if limit is not None and len(found[language]) > limit:
                n = len(found[language])
                long = said_plural("{text!r} has {n} character.", "{text!r} has {n} characters.", n, text=value)
                self.fault(long, said("At most {n}.", n=limit), place)
        return found

    def lists(self, name: str) -> dict[str, tuple[str, ...]]:
        """Return a list of texts in each language that has one, empty in the others."""
        found = self._languages(name)
        return {code: self._texts(found.get(code, []), f"{name}.{code}") for code in LANGUAGES}

    def rows(self, name: str) -> dict[str, tuple[tuple[str, ...], ...]]:
        """Return a list of lists of texts in every language."""
        found = {}
        for language, value in self._languages(name, needed=True).items():
            rows = value if isinstance(value, list) else [value]
            found[language] = tuple(self._texts(row, f"{name}.{language}") for row in rows)
        return found

    def _languages(self, name: str, needed: bool = False) -> dict[str, Any]:
        values = self.values.get(name, {})
        if not isinstance(values, dict):
            self.fault(said("{name!r} has no languages.", name=name), said("Write one each: fi, sv, en."))
            return {}
        for code in values:
            if code not in LANGUAGES:
                self.fault(said("unknown language {code!r}.", code=code), did_you_mean(code, LANGUAGES), name)
        for code in LANGUAGES if needed else ():
            if code not in values:
                self.fault(said("is missing."), where=f"{name}.{code}")
        return {code: values[code] for code in LANGUAGES if code in values}

    def _texts(self, values: object, place: str) -> tuple[str, ...]:
        if isinstance(values, list) and all(isinstance(value, str) and harmless(value).strip() for value in values):
            return tuple(harmless(value).strip() for value in values)
        self.fault(said("is not a list of texts, or has an empty one."), said('Write ["one", "another"].'), place)
        return ()


def _is(name: str, value: object) -> str:
    return said("{name!r} is {value!r}.", name=name, value=value)
