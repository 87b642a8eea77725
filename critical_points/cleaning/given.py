"""What the respondents of one file answered: a respondent a row, an item a column, each answer a small whole number."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from critical_points.cleaning.checking import Checked, columns_by_item
from critical_points.instrument import Instrument, Item
from critical_points.mapping import MappedColumn
from critical_points.scales import FATES, Reading

Whole = npt.NDArray[np.int8]

_BLANK, _RATED = (np.int8(FATES.index(fate)) for fate in ("blank", "rated"))

#: What a text of the file means that no respondent has, such as the column's own header.
_NOBODY = Reading("blank")


@dataclass(frozen=True)
class Given:
    """The answers of one file to the items that it asks.

    Parameters
    ----------
    items : tuple of Item
        The k items, in the instrument's order.
    ratings : array of n × k
        Ratings as they were given (those of reversed items are not turned), 0 unless rated.
    fates : array of n × k
        Index of `FATES`.
    """

    items: tuple[Item, ...]
    ratings: Whole
    fates: Whole

    @cached_property
    def rated(self) -> npt.NDArray[np.bool_]:
        """Which answers are ratings."""
        found: npt.NDArray[np.bool_] = self.fates == _RATED
        return found

    @cached_property
    def times(self) -> npt.NDArray[np.intp]:
        """How many items each respondent rated."""
        found: npt.NDArray[np.intp] = self.rated.sum(axis=1)
        return found

    @property
    def blank(self) -> npt.NDArray[np.bool_]:
        """Which answers are blank."""
        found: npt.NDArray[np.bool_] = self.fates == _BLANK
        return found

    def turned(self, instrument: Instrument) -> Whole:
        """Return the ratings with those of reversed items turned, by the range of the scale."""
        if not any(item.reverse for item in self.items):
            return self.ratings
        ratings = self.ratings.copy(order="F")
        for column, item in enumerate(self.items):
            if item.reverse:
                scale = instrument.scale(item.scale)
                told = np.int8(scale.lowest + scale.highest) - ratings[:, column]
                ratings[:, column] = np.where(self.rated[:, column], told, 0)
        return ratings


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
    shape = (len(part.export.cells), len(items))
    ratings, fates = np.zeros(shape, dtype=np.int8, order="F"), np.full(shape, _BLANK, dtype=np.int8, order="F")
    for place, item in enumerate(items):
        for number, column in enumerate(found[item.key]):
            told, rated = _read(part, column)
            if number:
                open_ = fates[:, place] == _BLANK
                told, rated = np.where(open_, told, fates[:, place]), np.where(open_, rated, ratings[:, place])
            fates[:, place], ratings[:, place] = told, rated
    return Given(items, ratings, fates)


def _read(part: Checked, column: MappedColumn) -> tuple[Whole, Whole]:
    """Return the fate and the rating of each cell: each distinct text is read once."""
    texts, codes = part.export.coded(column.column.position)
    readings = [column.readings.get(text, _NOBODY) for text in texts]
    fates = np.array([FATES.index(reading.fate) for reading in readings], dtype=np.int8)
    ratings = np.array([reading.rating or 0 for reading in readings], dtype=np.int8)
    return fates.take(codes, mode="clip"), ratings.take(codes, mode="clip")
