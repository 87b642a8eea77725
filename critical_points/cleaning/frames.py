"""The frames of one file: respondents, ratings, votes, account, problems."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from pandas.api.extensions import ExtensionArray

from critical_points.cleaning.account import account_of, problems_of
from critical_points.cleaning.answers import TYPES, typed
from critical_points.cleaning.checking import Checked
from critical_points.cleaning.doubts import Doubts, doubts_of, flags_of, told_flags
from critical_points.cleaning.given import Given, given_of
from critical_points.cleaning.people import Understood, names_of, respondent_ids, role, votes_of
from critical_points.instrument import Instrument, Item
from critical_points.mapping import Confirmed
from critical_points.scales import FATES, fates_in, ratings_in

_TEXT = pa.large_string()

#: The same text is held so many times at most.
_AT_ONCE = 1 << 13


def frames_of(file: Checked, wave: str, instrument: Instrument, confirmed: Confirmed) -> dict[str, pd.DataFrame]:
    """Return the frames of one file that has nothing left to decide, by their names in `Answers`."""
    doubts, known = doubts_of(file, instrument), Understood(file, instrument, confirmed)
    parts = [_of_part(part, doubts, known) for part in file.parts()]
    whole = {"account": account_of(file), "problems": problems_of(file, instrument, confirmed)}
    frames = parts[0]
    if len(parts) > 1:
        frames = {name: pd.concat([part[name] for part in parts], ignore_index=True) for name in frames}
    frames = frames | whole
    return {name: typed(name, _of_wave(frames[name], wave)) for name in TYPES}


def _of_wave(frame: pd.DataFrame, wave: str) -> pd.DataFrame:
    return frame.assign(wave=_under_each_other(_repeated(wave, len(frame))))


def _of_part(part: Checked, doubts: Doubts, known: Understood) -> dict[str, pd.DataFrame]:
    """Return the respondents of a file, or of a part of it, their ratings and their votes."""
    ids, given = respondent_ids(part), given_of(part, known.instrument)
    respondents = pd.DataFrame(
        {
            "respondent": ids,
            "submitted": role(part, "submitted"),
            "group": names_of(part, "group", known)[0].texts(ids.index),
            "unit": names_of(part, "unit", known)[0].texts(ids.index),
            "language": role(part, "language"),
            "source": part.export.path.name,
            "flags": told_flags(flags_of(part, given, doubts), ids.index),
        }
    )
    votes = _votes(votes_of(part, known)[0], ids, known.instrument)
    return {
        "respondents": respondents.reset_index(drop=True),
        "ratings": _ratings(given, ids, known.instrument),
        "votes": votes,
    }


def _votes(chosen: npt.NDArray[np.bool_], ids: pd.Series, instrument: Instrument) -> pd.DataFrame:
    """Return one row a respondent × chosen point, respondent after respondent."""
    row, point = np.nonzero(chosen)
    keys = pd.Series([point.key for point in instrument.points], dtype="str")
    return pd.DataFrame({"respondent": ids.array.take(row), "point": keys.array.take(point)})


def _ratings(given: Given, ids: pd.Series, instrument: Instrument) -> pd.DataFrame:
    """Return one row a respondent × item, item after item."""
    n = len(given.answers)
    answers = given.turned(instrument).T.ravel()
    own = {key: _repeated(key, n) for item in given.items for key in _keys(item)}
    return pd.DataFrame(
        {
            "respondent": _under_each_other([pa.array(ids.tolist(), _TEXT)] * len(given.items)),
            **{
                name: _under_each_other([piece for item in given.items for piece in own[_keys(item)[position]]])
                for position, name in enumerate(("item", "point", "level"))
            },
            "rating": pd.arrays.IntegerArray(ratings_in(answers), ~given.rated.T.ravel()),
            "status": pd.Series(FATES, dtype="str").array.take(fates_in(answers)),
        }
    )


def _keys(item: Item) -> tuple[str, str | None, str | None]:
    return item.key, item.point, item.level


def _repeated(text: str | None, n: int) -> list[pa.Array]:
    """Return a text n times, in pieces of which all but the last are one and the same."""
    piece = pa.repeat(pa.scalar(text, _TEXT), min(n, _AT_ONCE))
    return [piece] * (n // _AT_ONCE) + [piece[: n % _AT_ONCE]] if n > _AT_ONCE else [piece]


def _under_each_other(pieces: list[pa.Array]) -> ExtensionArray:
    """Return texts as one column that holds equal pieces once: to copy millions of texts takes long."""
    column: ExtensionArray = pd.array(pa.chunked_array(pieces, _TEXT), dtype="str")
    return column
