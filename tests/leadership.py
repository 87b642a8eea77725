"""The reference data: real answers about leadership in six units and two waves, with values computed in R."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from critical_points.cleaning import Answers
from critical_points.tallies import Tally, tally
from tests.small_answers import small_answers, small_instrument

REFERENCE = Path(__file__).parents[2] / "shared" / "statistics"


def count_leadership() -> Tally:
    if not REFERENCE.is_dir():
        pytest.skip("the reference values are not beside this checkout; tests/test_plain.py stands alone")
    data = pd.read_csv(REFERENCE / "leadership.csv", dtype={"rating": "Int8"})
    items: dict[str, str] = dict(data[["item", "point"]].drop_duplicates().itertuples(index=False))
    asked = small_instrument(items, groups=sorted(data["group"].unique()))
    told = small_answers(asked, [])
    people = data[["wave", "respondent", "group"]].drop_duplicates().assign(unit="only", source="one", flags="")
    status = data["rating"].isna().map({True: "blank", False: "rated"})
    level = pd.Series(None, index=data.index, dtype="str")
    answers = Answers(
        people,
        data.assign(level=level, status=status),
        told.votes,
        data[["wave", "item"]].drop_duplicates().assign(comparable=True),
        told.problems,
        told.labels,
    )
    return tally(answers, by="group")


def read_headcounts() -> dict[str, dict[str, int]]:
    rows = pd.read_csv(REFERENCE / "leadership_headcounts.csv")
    return {str(wave): dict(zip(rows["group"], rows["headcount"], strict=True)) for wave, rows in rows.groupby("wave")}


def read_reference() -> pd.DataFrame:
    rows = pd.read_csv(REFERENCE / "leadership_reference.csv", skipinitialspace=True, keep_default_na=False)
    value = pd.to_numeric(rows["value"].astype("str").str.strip().replace({"Inf": "inf"}), errors="coerce")
    names = ["section", "wave", "unit", "group", "group2", "stat", "method"]
    return rows[names].astype("str").assign(value=value)
