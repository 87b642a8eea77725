"""A filled PDF, read back: every field by its key, texts letter for letter."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from critical_points.errors import UnreadableError, did_you_mean, why_not
from critical_points.instrument import Instrument
from critical_points.messages import said, translated
from critical_points.workbook.filled import Filled, Problem, Value
from critical_points.workbook.form import VERSION
from critical_points.workbook.names import STAMP, read_stamp
from critical_points.workbook.pdf_values import Found, find_fields
from critical_points.workbook.values import Words, gather_words, understand


def read_pdf(path: Path, instrument: Instrument) -> Filled:
    """Read a workbook that was filled in as a PDF.

    Parameters
    ----------
    path : Path
        The file.
    instrument : Instrument
        What the workbook asks about.

    Returns
    -------
    Filled
        Texts are as they were written; only the line breaks, which programs write in three ways, are of one kind.
        What was not understood, fields that the workbook does not know, fields that the file lacks and signs of
        damage are problems.

    Raises
    ------
    UnreadableError
        When the file is not a PDF, is broken or protected by a password, has no fields (it was printed or scanned),
        or is the form of something else.
    """
    with _warnings() as heard:
        found = _open(path)
    words = gather_words(instrument)
    version, wave, language = read_stamp(next((field.text for field in found if field.key == STAMP), ""))
    boxes = [field for field in found if field.key != STAMP]
    _check(path, boxes, words)
    values, problems = _understand(boxes, words)
    problems = [*_about_file(version, heard), *problems, *_missing(boxes, words)]
    return Filled(values, path.name, tuple(problems), wave, language, version)


def _open(path: Path) -> list[Found]:
    """Return the fields of a PDF."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    try:
        with path.open("rb") as handle:
            reader = PdfReader(handle)
            if reader.is_encrypted and not reader.decrypt(""):
                raise _locked(path)
            return find_fields(reader)
    except UnreadableError:
        raise
    except DependencyError as error:
        raise _locked(path) from error
    except OSError as error:
        raise UnreadableError(said("{path} cannot be opened: {why}.", path=path.name, why=why_not(error))) from error
    except Exception as error:  # a broken file may break any line of a reader
        message = said("{file} is not a PDF, or it is broken.", file=path.name)
        raise UnreadableError(message, next_step=said("Open it in a PDF viewer and save it anew.")) from error


def _locked(path: Path) -> UnreadableError:
    message = said("{file} is protected by a password.", file=path.name)
    return UnreadableError(message, next_step=said("Save it without the protection, and put that file in its place."))


def _fill_again() -> str:
    return said("Fill in the workbook's own PDF, save it (do not print it to a new PDF), and put it in its place.")


def _check(path: Path, found: list[Found], words: Words) -> None:
    """Refuse a PDF without fields, and a form that is not the workbook."""
    if not found:
        message = said(
            "{file} has no fields to read: it was printed to a new PDF, flattened or scanned.", file=path.name
        )
        raise UnreadableError(message, next_step=_fill_again())
    if not any(words.field(field.key) for field in found):
        message = said(
            "{file} is a form, but not the workbook of this review: it has none of its fields.", file=path.name
        )
        raise UnreadableError(message, next_step=_fill_again())


def _understand(found: list[Found], words: Words) -> tuple[dict[str, Value], list[Problem]]:
    values: dict[str, Value] = {}
    problems: list[Problem] = []
    first: dict[str, Found] = {}
    for field in found:
        if field.key in first:
            if field.text != first[field.key].text:
                page = first[field.key].page or said("another page")
                why = said("the field is twice in the file, with another text on {page}", page=page)
                problems.append(Problem(field.page, field.key, field.text, why, said("Keep one of them.")))
            continue
        first[field.key] = field
        known = words.field(field.key)
        if known is None:
            if field.text.strip():
                why, hint = said("the workbook has no such field"), did_you_mean(field.key, list(words.fields))
                problems.append(Problem(field.page, field.key, field.text, why, hint))
            continue
        value, why, hint = understand(known, field.text, words)
        if value is not None:
            values[field.key] = value
        if why:
            problems.append(Problem(field.page, field.key, field.text, why, hint))
        if field.fault:
            hint = said("Compare it with the PDF.")
            problems.append(Problem(field.page, field.key, field.text, translated(field.fault), hint))
    return values, problems


def _about_file(version: int | None, heard: list[str]) -> Iterator[Problem]:
    if heard:
        why = said("the file is damaged; it was read as far as it can be")
        yield Problem("", "", heard[0], why, said("Compare it."))
    if version is None:
        why = said("the field that tells wave, language and version is missing or changed")
        yield Problem("", STAMP, "", why, said("The other fields were read by their names."))
    elif version != VERSION:
        why = said("made for version {version} of the form; this is version {own}", version=version, own=VERSION)
        yield Problem("", STAMP, str(version), why, said("What has the same name was read."))


def _missing(found: list[Found], words: Words) -> Iterator[Problem]:
    """Yield fields that the file lacks, those of one page or row together."""
    here = {field.key for field in found}
    lacking: dict[str, list[str]] = {}
    for key in words.fields:
        if key not in here:
            above, _, name = key.rpartition(".")
            lacking.setdefault(above, []).append(name)
    for above, names in lacking.items():
        key = f"{above}.{names[0]}" if len(names) == 1 and above else above or ", ".join(names)
        why = said("the file has no such fields: {fields}", fields=", ".join(names))
        yield Problem("", key, "", why, said("They are taken as blank."))


class _Ear(logging.Handler):
    """What the reading library says of a file."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


@contextmanager
def _warnings() -> Iterator[list[str]]:
    """Listen to the library's warnings, and keep them from the terminal."""
    logger: Any = logging.getLogger("pypdf")
    ear, aloud = _Ear(), logger.propagate
    logger.addHandler(ear)
    logger.propagate = False
    try:
        yield ear.heard
    finally:
        logger.removeHandler(ear)
        logger.propagate = aloud
