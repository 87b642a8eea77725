"""What the respondents of one file answered: a respondent a row, an item a column, each answer a small whole number."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from critical_points.cleaning.checking import Checked, columns_by_item
from critical_points.instrument import Instrument, Item
from critical_points.mapping import MappedColumn
from critical_points.scales import HIGHEST, Reading, answer_of

Whole = npt.NDArray[np.int8]

#: What a text of the file means that no respondent has, such as the column's own header.
_NOBODY = Reading("blank")

_BLANK = np.int8(answer_of(_NOBODY))


@dataclass(frozen=True)
class Given:
    """The answers of one file to the items that it asks.

    Parameters
    ----------
    items : tuple of Item
        The k items, in the instrument's order.
    answers : array of n × k
        Answers as `scales.answer_of` numbers them, as they were given: ratings of reversed items are not turned.
    """

    items: tuple[Item, ...]
    answers: Whole

    @cached_property
    def rated(self) -> npt.NDArray[np.bool_]:
        """Which answers are ratings."""
        found: npt.NDArray[np.bool_] = self.answers <= HIGHEST
        return found

    @cached_property
    def times(self) -> npt.NDArray[np.integer]:
        """How many items each respondent rated."""
        return count_true(self.rated)

    @property
    def blanks(self) -> npt.NDArray[np.integer]:
        """How many items each respondent left blank."""
        return count_true(self.answers == _BLANK)

    def turned(self, instrument: Instrument) -> Whole:
        """Return the answers with the ratings of reversed items turned, by the range of the scale."""
        if not any(item.reverse for item in self.items):
            return self.answers
        answers = self.answers.copy(order="F")
        for column, item in enumerate(self.items):
            if item.reverse:
                scale = instrument.scale(item.scale)
                told = np.int8(scale.lowest + scale.highest) - answers[:, column]
                answers[:, column] = np.where(self.rated[:, column], told, answers[:, column])
        return answers


def given_of(part: Checked, instrument: Instrument) -> Given:
    """Return what each respondent answered to each item: the first of its columns that is not blank.

    Parameters
    ----------
    part : Checked
        The file, or a part of it.
    instrument : Instrument
        What is asked.
    """
    found = columns_by_item(part.columns)
    items = tuple(item for item in instrument.items if item.key in found)
    answers = np.empty((len(part.export.cells), len(items)), dtype=np.int8, order="F")
    for place, item in enumerate(items):
        for number, column in enumerate(found[item.key]):
            told, before = _read(part, column), answers[:, place]
            answers[:, place] = np.where(before == _BLANK, told, before) if number else told
    return Given(items, answers)


def _read(part: Checked, column: MappedColumn) -> Whole:
    """Return the answer in each cell: each distinct text is read once."""
    texts, codes = part.export.coded(column.column.position)
    told = np.array([answer_of(column.readings.get(text, _NOBODY)) for text in texts], dtype=np.int8)
    return told.take(codes, mode="clip")


def count_true(marks: npt.NDArray[np.bool_]) -> npt.NDArray[np.integer]:
    """Return how many marks of each row are true."""
    small = np.int8 if marks.shape[1] <= np.iinfo(np.int8).max else np.intp  # which adds up several times as fast
    found: npt.NDArray[np.integer] = marks.view(np.int8).sum(axis=1, dtype=small)
    return found
