"""The sum of what other organisations shared, where it can be told without telling of one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from critical_points.errors import Fault, SettingsError
from critical_points.messages import introduce, said, said_plural
from critical_points.sharing.files import Shared

#: At least so many other organisations stand behind every sum, and none of them gives more than so large a share of it.
FEWEST, LARGEST_SHARE = 3, 0.5

_RESULT = ["group", "kind", "subject"]


@dataclass(frozen=True)
class Others:
    """Other organisations' answers, added up.

    Parameters
    ----------
    organisations : tuple of (str, str)
        Name and wave of each that was added, by name.
    counts : DataFrame
        One row a group × kind × subject × status × score; columns group, kind, subject, status, score, n. Only results
        that at least three organisations stand behind, none of them with over half of the respondents.
    bases : DataFrame
        One row a group × kind × subject that anybody shared; columns group, kind, subject, organisations (how many),
        largest (the largest share of the respondents that one of them gives, 0–1), told (bool).
    wordings : Mapping of str to str
        The checksum of each statement, "" where the organisations asked it in different words.
    left_out : tuple of str
        Files that are this organisation's own.
    """

    organisations: tuple[tuple[str, str], ...]
    counts: pd.DataFrame
    bases: pd.DataFrame
    wordings: Mapping[str, str]
    left_out: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Tell how many organisations were added, and how much of the sum can be told."""
        told = int(self.bases["told"].sum())
        return introduce(
            "Others",
            said_plural("{n} organisation", "{n} organisations", len(self.organisations)),
            said("{told} of {all} results can be told", told=told, all=len(self.bases)),
            step="cp.compare_with_others(safe, others, wave)",
        )


def add_up(files: Iterable[Shared], organisation: str) -> Others:
    """Add up what other organisations shared.

    Parameters
    ----------
    files : iterable of Shared
        One for each organisation.
    organisation : str
        This organisation: its own file is left out.

    Returns
    -------
    Others

    Raises
    ------
    SettingsError
        When one organisation is there twice, or fewer than three others are.
    """
    given = sorted(files, key=lambda shared: (_name(shared.organisation), shared.wave, shared.file))
    own = tuple(shared.file for shared in given if _name(shared.organisation) == _name(organisation))
    others = [shared for shared in given if _name(shared.organisation) != _name(organisation)]
    names = [_name(shared.organisation) for shared in others]
    faults = [
        Fault(
            said(
                "{organisation} ({wave}) is there {n} times",
                organisation=shared.organisation,
                wave=shared.wave,
                n=names.count(name),
            ),
            shared.file,
        )
        for shared, name in zip(others, names, strict=True)
        if names.count(name) > 1
    ]
    if faults:
        raise SettingsError(
            said("An organisation would be counted twice."), faults, said("keep one file of each organisation")
        )
    if len(others) < FEWEST:
        found = ", ".join(shared.organisation for shared in others) or said("none")
        few = said("{n} others: {names}", n=len(others), names=found)
        hint = said("At least {n} are needed: fewer could be told.", n=FEWEST)
        raise SettingsError(
            said("There are too few organisations to compare with."),
            [Fault(few, suggestion=hint)],
            said("ask more organisations for the file that critical-points share makes"),
        )
    every = pd.concat([one.counts.assign(organisation=i) for i, one in enumerate(others)], ignore_index=True)
    bases = _bases(every)
    told = every.merge(bases.loc[bases["told"], _RESULT], on=_RESULT)
    keys = [*_RESULT, "status", "score"]
    counts = told.groupby(keys, dropna=False)["n"].sum().reset_index()
    known = {key for shared in others for key in shared.wordings}
    wordings = {key: _same(shared.wordings.get(key) for shared in others) for key in sorted(known)}
    return Others(tuple((one.organisation, one.wave) for one in others), counts, bases, wordings, own)


def _bases(every: pd.DataFrame) -> pd.DataFrame:
    """Return, for each result, how many organisations stand behind it and the largest one's share.

    The votes for a point rest on the voters: a point that nobody of an organisation chose has no row of its own.
    """
    beside = ["non-answer", "blank", "problem", "too few", "chosen"]
    resting = every[~every["status"].isin(beside) & ~((every["kind"] == "answers") & (every["status"] == "rated"))]
    by_result = resting.groupby([*_RESULT, "organisation"])["n"].sum().groupby(level=_RESULT)
    bases = pd.DataFrame({"organisations": by_result.size(), "largest": by_result.max() / by_result.sum()})
    bases = bases.assign(told=(bases["organisations"] >= FEWEST) & (bases["largest"] <= LARGEST_SHARE)).reset_index()
    chosen = every.loc[every["status"] == "chosen", _RESULT].drop_duplicates()
    voters = bases[bases["kind"] == "vote"].drop(columns=["kind", "subject"])
    return pd.concat([bases, chosen.merge(voters, on="group")], ignore_index=True)


def _same(checksums: Iterable[str | None]) -> str:
    found = set(checksums)
    return (found.pop() or "") if len(found) == 1 else ""


def _name(organisation: str) -> str:
    return " ".join(organisation.casefold().split())
