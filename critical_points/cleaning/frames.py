"""The frames of one file: respondents, ratings, votes, account, problems."""

from __future__ import annotations

import numpy as np
import pandas as pd

from critical_points.cleaning.account import account_of, problems_of
from critical_points.cleaning.answers import TYPES, typed
from critical_points.cleaning.checking import Checked
from critical_points.cleaning.doubts import flags_of
from critical_points.cleaning.given import Given, given_of
from critical_points.cleaning.people import names_of, respondent_ids, role, votes_of
from critical_points.instrument import Instrument
from critical_points.mapping import Confirmed
from critical_points.scales import FATES


def frames_of(file: Checked, wave: str, instrument: Instrument, confirmed: Confirmed) -> dict[str, pd.DataFrame]:
    """Return the frames of one file that has nothing left to decide, by their names in `Answers`."""
    ids, given = respondent_ids(file), given_of(file, instrument)
    respondents = pd.DataFrame(
        {
            "respondent": ids,
            "submitted": role(file, "submitted"),
            "group": names_of(file, "group", instrument, confirmed)[0],
            "unit": names_of(file, "unit", instrument, confirmed)[0],
            "language": role(file, "language"),
            "source": file.export.path.name,
            "flags": flags_of(file, given),
        }
    )
    frames = {
        "respondents": respondents.reset_index(drop=True),
        "ratings": _ratings(given, ids, instrument),
        "votes": votes_of(file, instrument)[0],
        "account": account_of(file),
        "problems": problems_of(file, instrument, confirmed),
    }
    return {name: typed(name, frames[name].assign(wave=wave)) for name in TYPES}


def _ratings(given: Given, ids: pd.Series, instrument: Instrument) -> pd.DataFrame:
    """Return one row a respondent × item, item after item."""
    n, k = given.fates.shape
    item = np.repeat(np.arange(k), n)
    keys = pd.DataFrame([(i.key, i.point, i.level) for i in given.items], columns=["item", "point", "level"])
    ratings = given.turned(instrument).T.ravel()
    return pd.DataFrame(
        {
            "respondent": ids.array.take(np.tile(np.arange(n), k)),
            **{name: keys[name].astype("str").array.take(item) for name in keys},
            "rating": pd.arrays.IntegerArray(ratings, ~given.rated.T.ravel()),
            "status": pd.Series(FATES, dtype="str").array.take(given.fates.T.ravel()),
        }
    )
