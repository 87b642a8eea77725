"""The frames of one file: respondents, ratings, votes, account, problems."""

from __future__ import annotations

import pandas as pd

from critical_points.cleaning.account import account_of, problems_of
from critical_points.cleaning.answers import TYPES, typed
from critical_points.cleaning.checking import Checked, columns_by_item
from critical_points.cleaning.doubts import flags_of
from critical_points.cleaning.people import names_of, respondent_ids, role, votes_of
from critical_points.exports.export import Export
from critical_points.instrument import Instrument, Item
from critical_points.mapping import Confirmed, MappedColumn


def frames_of(file: Checked, wave: str, instrument: Instrument, confirmed: Confirmed) -> dict[str, pd.DataFrame]:
    """Return the frames of one file that has nothing left to decide, by their names in `Answers`."""
    ids = respondent_ids(file)
    found = columns_by_item(file.columns)
    items = [item for item in instrument.items if item.key in found]
    given = pd.concat([_given(file.export, found[item.key], item, ids) for item in items], ignore_index=True)
    respondents = pd.DataFrame(
        {
            "respondent": ids,
            "submitted": role(file, "submitted"),
            "group": names_of(file, "group", instrument, confirmed)[0],
            "unit": names_of(file, "unit", instrument, confirmed)[0],
            "language": role(file, "language"),
            "source": file.export.path.name,
            "flags": ids.map(flags_of(file, given)),
        }
    )
    frames = {
        "respondents": respondents.reset_index(drop=True),
        "ratings": given.assign(rating=_turned(given, items, instrument)),
        "votes": votes_of(file, instrument)[0],
        "account": account_of(file),
        "problems": problems_of(file, instrument, confirmed),
    }
    return {name: typed(name, frames[name].assign(wave=wave)) for name in TYPES}


def _given(export: Export, columns: list[MappedColumn], item: Item, ids: pd.Series) -> pd.DataFrame:
    """Return what each respondent answered to an item: the first of its columns that is not blank."""
    index = export.cells.index
    for number, column in enumerate(columns):
        codes, texts = pd.factorize(export.cells[column.column.position])
        readings = [column.readings[str(text)] for text in texts]
        fates = pd.Series([reading.fate for reading in readings], dtype="str").take(codes).set_axis(index)
        found = pd.Series([reading.rating for reading in readings], dtype="Int8").take(codes).set_axis(index)
        if number == 0:
            status, rating = fates, found
        else:
            told = status == "blank"
            status, rating = status.where(~told, fates), rating.where(~told, found)
    about = {"respondent": ids, "item": item.key, "point": item.point, "level": item.level}
    return pd.DataFrame({**about, "rating": rating, "status": status}).astype({"point": "str", "level": "str"})


def _turned(given: pd.DataFrame, items: list[Item], instrument: Instrument) -> pd.Series:
    """Return the ratings with those of reversed items turned, by the range of the scale."""
    scales = {item.key: instrument.scale(item.scale) for item in items if item.reverse}
    ends = given["item"].map({key: scale.lowest + scale.highest for key, scale in scales.items()}).astype("Int8")
    return given["rating"].where(ends.isna(), ends - given["rating"])
