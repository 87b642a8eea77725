"""How one answer text is read on a scale: by what the analyst decided, by its label, by its number; never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from rapidfuzz import fuzz, process

from critical_points.facts import normalise, visible
from critical_points.instrument import Scale
from critical_points.messages import said, to_say

#: The fates of a cell; every cell of a rating column ends as one of them.
FATES = ("rated", "non-answer", "blank", "problem")

#: Why a number beside a scale is a problem that is asked about, and why one of the scale is asked about.
CODE = to_say("outside the scale, perhaps the code of a don't-know")
INSIDE = to_say("on the scale, but perhaps the code of a don't-know")

#: A label at least this similar (0–100) is offered as "did you mean", and never taken by itself.
_NEAR = 60

#: No label of a scale is longer; a longer text is not taken apart.
_LONGEST = 200

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_NUMBER_FIRST = re.compile(r"(\d{1,4})(?:[.,]0+)?\s*[-=:.)(]\s*(\D.*)")
_NUMBER_BEFORE = re.compile(r"(\d{1,4}) (\D.*)")
_NUMBER_LAST = re.compile(r"(\D.*?)\s*[-=:(]\s*(\d{1,4})\s*\)?")


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
        For a problem or a question, what is odd; some are compared, so `messages.translated` shows them.
    suggestion : str
        What may have been meant, or what to decide.
    decided : bool
        True where the analyst said so in ``mapping.toml``.
    """

    fate: str
    rating: int | None = None
    why: str = ""
    suggestion: str = ""
    decided: bool = False

    @property
    def question(self) -> bool:
        """True for what counts as it plainly reads until the analyst has decided otherwise."""
        return self.fate != "problem" and bool(self.why)


#: What ``mapping.toml`` can say of an answer that is no rating.
DECISIONS = {
    "non-answer": Reading("non-answer", decided=True),
    "problem": Reading("problem", why=to_say("left as a problem in mapping.toml"), decided=True),
}


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
    decided : Mapping of str to Reading
        Normalised text → what the analyst decided; of an option, its label is decided on.
    beside : Mapping of int to str
        Number → normalised label, wherever the two stand side by side: in the legend or in the answers.
    doubt : str
        Why the column's bare numbers may not be what they look like; "" where there is no doubt.
    elsewhere : bool
        True where the doubt is that its numbers run over another range than the scale.
    codes : frozenset of int
        The numbers that may be codes of a non-answer.
    no_answer : Mapping of str to str
        Code → "blank" or "non-answer", where the survey tool writes by a code that there is no answer.
    """

    scale: Scale
    non_answers: frozenset[str]
    options: Mapping[str, str] = field(default_factory=dict)
    decided: Mapping[str, Reading] = field(default_factory=dict)
    beside: Mapping[int, str] = field(default_factory=dict)
    doubt: str = ""
    elsewhere: bool = False
    codes: frozenset[int] = frozenset()
    no_answer: Mapping[str, str] = field(default_factory=dict)

    @property
    def labels(self) -> dict[str, int]:
        """Normalised label → rating, in all languages."""
        return self.scale.ratings

    @cached_property
    def legend(self) -> dict[str, str]:
        """Code as an answer gives it → normalised label."""
        return {code: normalise(label) for code, label in labels_by_code(self.options).items()}

    def read_all(self, texts: Iterable[str]) -> dict[str, Reading]:
        """Return how each of a column's distinct texts is read, with a question where nobody chose the middle."""
        found = {text: self.read(text) for text in texts}
        middle, odd = divmod(self.scale.lowest + self.scale.highest, 2)
        others = set(range(self.scale.lowest, self.scale.highest + 1)) - {middle}
        by_labels = not self.beside and all(whole_number(normalise(text)) is None for text in found)
        if odd or not by_labels or {r.rating for r in found.values()} - {None} != others:
            return found
        why = said("nobody chose the middle of the scale, which may have been labelled so")
        asked = said("Counted as a non-answer; say in mapping.toml if it is {number}.", number=middle)
        return {
            text: replace(r, why=why, suggestion=asked) if r.fate == "non-answer" and not r.decided else r
            for text, r in found.items()
        }

    def read(self, text: str) -> Reading:
        """Return how a text is read."""
        plain = normalise(text)
        if not plain:
            return Reading("problem", None, said("only punctuation")) if visible(text) else Reading("blank")
        if plain not in self.decided and as_code(plain) in self.no_answer:
            return Reading(self.no_answer[as_code(plain)])
        if self.legend and as_code(plain) in self.legend:
            return self._read_option(plain, self.legend[as_code(plain)])
        known = self.known(plain)
        if known is None and self.legend and whole_number(plain) is not None:
            return Reading("problem", None, said("no such option in the file's legend"), self._expected())
        return known or self._read_text(plain)

    def known(self, plain: str) -> Reading | None:
        """Return what a normalised text means by decision or as a label or a non-answer, None for any other text."""
        if plain in self.decided:
            return self.decided[plain]
        if plain in self.labels:
            return Reading("rated", self.labels[plain])
        return Reading("non-answer") if plain in self.non_answers else None

    def rating_of(self, plain: str) -> int | None:
        """Return the rating of a normalised text that is known, else None."""
        known = self.known(plain)
        return None if known is None else known.rating

    def _expected(self) -> str:
        if len(self.options) <= 12:
            return said("Expected one of {options}.", options=", ".join(self.options))
        return said("Expected an option of the legend.")

    def _read_option(self, plain: str, label: str) -> Reading:
        number = whole_number(plain)
        if not label or label == plain:
            return self._read_text(plain)
        meant = self._read_text(label)
        if meant.fate == "non-answer" and not meant.decided and number is not None and self._is_gap(number):
            return self._middle(number, label)
        if meant.fate == "non-answer" and not meant.decided and number is not None and self._is_end(number):
            counted = said("Counted as a non-answer, by its label.")
            return replace(meant, why=_labelled(number, label), suggestion=counted)
        if meant.fate == "problem" and not meant.decided:
            return Reading(
                "problem", None, said("the option {option!r} is not on the scale", option=label), meant.suggestion
            )
        return meant

    def _read_text(self, plain: str) -> Reading:
        known = self.known(plain)
        if known is not None:
            return known
        if _NUMBER.fullmatch(plain):
            return self._read_number(plain)
        number, label = split(plain)
        known = self.known(label) if number is not None else None
        if known is None and number is not None and _NUMBER_FIRST.fullmatch(plain):
            return self._unknown_label(number, label)
        if known is None:
            return Reading("problem", None, said("not a label of the scale"), self._nearest(plain))
        if known.fate == "non-answer" and not known.decided and number is not None and self._is_gap(number):
            return self._middle(number, label)
        return known

    def _is_gap(self, number: int) -> bool:
        """Tell whether a number that is labelled as a non-answer is a value that nothing else stands for."""
        others = [label for other, label in self.beside.items() if other != number]
        stands_for = {*map(self.rating_of, others), *map(whole_number, others)}
        return self.scale.lowest < number < self.scale.highest and number not in stands_for

    def _is_end(self, number: int) -> bool:
        """Tell whether a number that is labelled as a non-answer is the lowest or highest value of the scale."""
        others = [self.rating_of(label) for other, label in self.beside.items() if other != number]
        return number in (self.scale.lowest, self.scale.highest) and number not in others

    def _middle(self, number: int, label: str) -> Reading:
        return Reading(
            "rated",
            number,
            _labelled(number, label),
            said("Counted as {number}; say in mapping.toml whether it is {number} or a non-answer.", number=number),
        )

    def _unknown_label(self, number: int, label: str) -> Reading:
        if not self.scale.lowest <= number <= self.scale.highest:
            return self._outside()
        return Reading(
            "rated",
            number,
            said("{label!r} is not a label of the scale", label=label),
            " ".join([said("Counted as {number}, by its number.", number=number), self._nearest(label)]).strip(),
        )

    def _read_number(self, plain: str) -> Reading:
        number = whole_number(plain)
        if number is None:
            return Reading("problem", None, said("not a whole number"), self._expected_range())
        on_scale = self.scale.lowest <= number <= self.scale.highest
        if number in self.codes and not on_scale:
            asked = said('Answer "non-answer" if it is one; "problem" leaves these answers out and lists them.')
            return Reading("problem", None, CODE, asked)
        if not on_scale:
            return self._outside()
        if number in self.codes:
            asked = said(
                "Counted as {number}; say in mapping.toml whether it is {number} or a non-answer.", number=number
            )
            return Reading("rated", number, INSIDE, asked)
        if self.doubt:
            asked = said("Counted as {number}; say in mapping.toml what it means.", number=number)
            return Reading("rated", number, self.doubt, asked)
        return Reading("rated", number)

    def _outside(self) -> Reading:
        return Reading("problem", None, self.doubt or said("outside the scale"), self._expected_range())

    def _expected_range(self) -> str:
        return said("Expected {lowest}–{highest}.", lowest=self.scale.lowest, highest=self.scale.highest)

    def _nearest(self, plain: str) -> str:
        if len(plain) > _LONGEST:
            return ""
        close = process.extractOne(plain, list(self.labels), scorer=fuzz.ratio, score_cutoff=_NEAR)
        if close is None:
            return ""
        return said("Did you mean {word!r} ({value})?", word=close[0], value=self.labels[close[0]])


def _labelled(number: int, label: str) -> str:
    return said("{number} is a value of the scale, but its label is {label!r}", number=number, label=label)


def whole_number(plain: str) -> int | None:
    """Return the whole number that a text is ("3", "3,0"), None for any other text."""
    if len(plain) > _LONGEST or not _NUMBER.fullmatch(plain):
        return None
    value = float(plain.replace(",", "."))
    return int(value) if value.is_integer() else None


def as_code(plain: str) -> str:
    """Return a text as the code of an option: "3,0" is 3."""
    number = whole_number(plain)
    return plain if number is None else str(number)


def labels_by_code(options: Mapping[str, str]) -> dict[str, str]:
    """Return a legend's labels by the codes as answers give them."""
    return {as_code(normalise(code)): label for code, label in options.items()}


def split(plain: str) -> tuple[int | None, str]:
    """Return the number and the label of "3 - label", "3 label", "label (3)" or "label = 3"; else None and the text."""
    if len(plain) > _LONGEST:
        return None, plain
    for pattern in (_NUMBER_FIRST, _NUMBER_BEFORE):
        if found := pattern.fullmatch(plain):
            return int(found[1]), _bare(found[2])
    found = _NUMBER_LAST.fullmatch(plain)
    return (int(found[2]), _bare(found[1])) if found else (None, plain)


def _bare(label: str) -> str:
    """Return a label without what stood between it and its number; its own pair of brackets stays."""
    plain = normalise(label.strip(" -=:"))
    return plain if plain.count("(") == plain.count(")") else normalise(plain.rstrip(")"))
