"""Answer texts read as ratings: each distinct text once, by label, by number, or as a question to the analyst."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz import fuzz, process

from critical_points.instrument import Instrument, Scale

#: The fates of a cell; every cell of a rating column ends as one of them.
FATES = ("rated", "non-answer", "blank", "problem")

#: A text at least this similar (0–100) to a known one is proposed to the analyst.
SIMILAR = 82

#: A label at least this similar is offered as "did you mean", and never taken by itself.
_NEAR = 60

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_NUMBER_FIRST = re.compile(r"(\d+)\s*[-–—=:.)]\s*(\D.*)")
_NUMBER_LAST = re.compile(r"(.*\D)\(\s*(\d+)\s*\)")


def normalise(text: str) -> str:
    """Return a text as it is compared: case, blanks of every kind, quotes and a final full stop do not count."""
    plain = unicodedata.normalize("NFKC", text).replace("\u2019", "'").replace("\u00ad", "")
    return " ".join(plain.casefold().split()).strip(" .,;:!")


@dataclass(frozen=True)
class Reading:
    """How one answer text is read.

    Parameters
    ----------
    fate : {"rated", "non-answer", "blank", "problem"}
        What the cell is.
    rating : int or None
        The value on the scale, as it stands (a reversed item is turned later); None unless rated.
    why : str
        For a problem or a question, what is odd.
    suggestion : str
        What may have been meant, or what to decide.
    """

    fate: str
    rating: int | None = None
    why: str = ""
    suggestion: str = ""

    @property
    def question(self) -> bool:
        """True for a rating that counts as the plain reading of its number until the analyst has decided."""
        return self.fate == "rated" and bool(self.why)


@dataclass(frozen=True)
class AnswerKey:
    """What answer texts mean on one scale.

    Parameters
    ----------
    scale : Scale
        The scale.
    non_answers : frozenset of str
        Normalised texts that are no rating: "en osaa sanoa".
    options : Mapping of str to str
        Code → label, from the file's legend.
    confirmed : Mapping of str to (int or None)
        Normalised text → rating (None: a non-answer), as the analyst confirmed.
    """

    scale: Scale
    non_answers: frozenset[str]
    options: Mapping[str, str] = field(default_factory=dict)
    confirmed: Mapping[str, int | None] = field(default_factory=dict)

    @cached_property
    def labels(self) -> dict[str, int]:
        """Normalised label → rating, in all languages."""
        return {
            normalise(label): self.scale.lowest + step
            for language in self.scale.labels.values()
            for step, variants in enumerate(language)
            for label in variants
        }

    def read(self, text: str) -> Reading:
        """Return how a text is read; never guesses."""
        plain = normalise(text)
        if not plain:
            return Reading("problem", None, "only punctuation") if text.strip() else Reading("blank")
        known = self._read_known(plain)
        if known is not None:
            return known
        if self.options:
            code = _whole_number(plain)
            label = self.options.get(str(code)) if code is not None else None
            return self._read_option(plain, code, label)
        return self._read_text(plain)

    def _read_known(self, plain: str) -> Reading | None:
        if plain in self.confirmed:
            rating = self.confirmed[plain]
            return Reading("non-answer") if rating is None else Reading("rated", rating)
        if plain in self.labels:
            return Reading("rated", self.labels[plain])
        if plain in self.non_answers:
            return Reading("non-answer")
        return None

    def _read_option(self, plain: str, code: int | None, label: str | None) -> Reading:
        if code is None:
            return self._read_text(plain)
        if label is None:
            options = ", ".join(self.options)
            return Reading("problem", None, "no such option in the file's legend", f"Expected one of {options}.")
        meant = self._read_text(normalise(label))
        if meant.fate == "non-answer" and self._is_gap(code):
            return self._middle(code)
        if meant.fate == "problem":
            return Reading("problem", None, f"the label {label!r} is not on the scale", meant.suggestion)
        return meant

    def _is_gap(self, code: int) -> bool:
        """Tell whether a code labelled as a non-answer is a value of the scale that no other option stands for."""
        others = {
            self.labels.get(normalise(label), self.labels.get(_split(normalise(label))[1]))
            for other, label in self.options.items()
            if other != str(code)
        }
        inside = self.scale.lowest < code < self.scale.highest
        return inside and code not in others and len(others - {None}) == self.scale.highest - self.scale.lowest

    def _middle(self, number: int) -> Reading:
        return Reading(
            "rated",
            number,
            "a value in the middle of the scale is labelled as a non-answer",
            f"Counted as {number}; decide in mapping.toml whether it is {number} or a non-answer.",
        )

    def _read_text(self, plain: str) -> Reading:
        known = self._read_known(plain)
        if known is not None:
            return known
        if _NUMBER.fullmatch(plain):
            return self._read_number(plain)
        number, label = _split(plain)
        if number is not None:
            if label in self.labels:
                return Reading("rated", self.labels[label])
            if label in self.non_answers:
                inside = self.scale.lowest < number < self.scale.highest
                return self._middle(number) if inside else Reading("non-answer")
            return self._read_number(str(number))
        return Reading("problem", None, "not a label of the scale", self._nearest(plain))

    def _read_number(self, plain: str) -> Reading:
        number = _whole_number(plain)
        lowest, highest = self.scale.lowest, self.scale.highest
        if number is None:
            return Reading("problem", None, "not a whole number", f"Expected {lowest}–{highest}.")
        if not lowest <= number <= highest:
            return Reading("problem", None, "outside the scale", f"Expected {lowest}–{highest}.")
        return Reading("rated", number)

    def _nearest(self, plain: str) -> str:
        close = process.extractOne(plain, list(self.labels), scorer=fuzz.ratio, score_cutoff=_NEAR)
        if close is None:
            return ""
        return f"Did you mean {close[0]!r} ({self.labels[close[0]]})?"


def _whole_number(plain: str) -> int | None:
    if not _NUMBER.fullmatch(plain):
        return None
    value = float(plain.replace(",", "."))
    return int(value) if value.is_integer() else None


def _split(plain: str) -> tuple[int | None, str]:
    """Return the number and the label of "3 - label" or "label (3)"."""
    first = _NUMBER_FIRST.fullmatch(plain)
    if first:
        return int(first[1]), normalise(first[2])
    last = _NUMBER_LAST.fullmatch(plain)
    if last:
        return int(last[2]), normalise(last[1])
    return None, plain


def all_non_answers(instrument: Instrument) -> frozenset[str]:
    """Return the instrument's non-answers of every language, normalised."""
    return frozenset(normalise(text) for texts in instrument.non_answers.values() for text in texts)


def recognise_scale(texts: Iterable[str], options: Mapping[str, str], instrument: Instrument) -> str | None:
    """Return the key of the scale whose labels a column's answers use.

    Parameters
    ----------
    texts : iterable of str
        The distinct answers.
    options : Mapping of str to str
        Code → label, from the file's legend; where there is one, it decides.
    instrument : Instrument
        Its scales are tried in their order.

    Returns
    -------
    str or None
        A scale of which at least two values appear by their labels, and beside which nothing but non-answers,
        numbers of the scale and at most one other text appears; None where there is no such scale.
    """
    non_answers = all_non_answers(instrument)
    distinct = {normalise(text) for text in (options.values() if options else texts)} - {""}
    for scale in instrument.scales:
        key = AnswerKey(scale, non_answers)
        labelled = {label: _split(label)[1] for label in distinct}
        ratings = {key.labels[label] for label in labelled.values() if label in key.labels}
        strange = [label for label in distinct if key.read(label).fate == "problem"]
        allowed = 0 if options else len(ratings) // 2
        if len(ratings) >= 2 and len(strange) <= allowed:
            return scale.key
    return None


def numeric_range(texts: Iterable[str], non_answers: frozenset[str]) -> str | None:
    """Return the range that bare numbers suggest ("1-5"), or None where they do not look like ratings.

    Ratings are whole numbers of 0–10 with at least three distinct values; nothing but non-answers may stand beside.
    """
    plain = {normalise(text) for text in texts} - {""} - non_answers
    numbers = {_whole_number(text) for text in plain}
    values = {number for number in numbers if number is not None}
    if None in numbers or len(values) < 3 or min(values) < 0 or max(values) > 10:
        return None
    for lowest, highest in ((1, 5), (0, 4), (1, 6), (1, 7), (4, 10), (1, 10), (0, 10)):
        if lowest <= min(values) and max(values) <= highest:
            return f"{lowest}-{highest}"
    return None
