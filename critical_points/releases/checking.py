"""Before a report is published: whether it tells, together with what was published before, of a few respondents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from critical_points.errors import DecisionNeededError, Fault
from critical_points.messages import said, said_plural
from critical_points.releases.comparing import Revealed, Seen, differing_numbers, revealed
from critical_points.releases.members import Members
from critical_points.releases.records import Edition, read_members
from critical_points.tallies import ALL
from critical_points.workspace import Review


@dataclass(frozen=True)
class Conflict:
    """A publication with which a new one would tell of a few respondents.

    Parameters
    ----------
    earlier : Edition
        The publication.
    wave : str
        The wave of data.
    found : tuple of Revealed
        Who would be told of.
    counted : bool
        True where only the published numbers of respondents could be compared.
    """

    earlier: Edition
    wave: str
    found: tuple[Revealed, ...]
    counted: bool = False


def find_conflicts(
    review: Review, new: Edition, members: Mapping[str, Members], earlier: Iterable[Edition]
) -> list[Conflict]:
    """Return the earlier publications that a new one must not stand beside.

    Parameters
    ----------
    review : Review
        The workspace.
    new : Edition
        What would be published.
    members : Mapping of str to Members
        The respondents of each of its waves.
    earlier : iterable of Edition
        What was published before, of whatever waves.

    Returns
    -------
    list of Conflict
        First what follows from the new one and one earlier publication; where nothing does, what follows from all.
    """
    found, editions = list[Conflict](), list(earlier)
    for wave, told in new.waves.items():
        now = Seen(told.cells, members[wave], new.merges)
        before = {}
        for old in (edition for edition in editions if wave in edition.waves):
            people = _members_then(review, wave, new, old, members[wave])
            if people is None:
                sets = differing_numbers(told.cells, old.waves[wave].cells, _limit(new, [old]))
                found += [Conflict(old, wave, tuple(sets), counted=True)] if sets else []
            elif not _same(seen := Seen(old.waves[wave].cells, people, old.merges), now):
                before[old.report, old.number] = (old, seen)
        found += _conflicts(wave, new, now, list(before.values()))
    return found


def refuse(new: Edition, conflicts: Sequence[Conflict]) -> DecisionNeededError:
    """Return the error of a report that must not be published, with the ways on."""
    faults = [
        Fault(_what(one, conflict.counted), _where(conflict, one)) for conflict in conflicts for one in conflict.found
    ]
    few = min(_limit(new, [conflict.earlier]) for conflict in conflicts)
    return DecisionNeededError(
        said(
            "The report was not made: together with an earlier one it would tell of fewer than {n} respondents.", n=few
        ),
        faults,
        said(
            "do one of these: keep the earlier report; wait until in every group and unit either nothing has changed "
            "or at least {n} have answered since; put groups, merges and the minimum back as they were; or, if nobody "
            "has been given the earlier report,  critical-points report --withdraw  removes it and makes the new one",
            n=few,
        ),
    )


def _conflicts(wave: str, new: Edition, now: Seen, before: list[tuple[Edition, Seen]]) -> list[Conflict]:
    found = []
    for old, seen in before:
        sets = revealed(now, [seen], _limit(new, [old]))
        found += [Conflict(old, wave, tuple(sets))] if sets else []
    if not found and len(before) > 1:
        editions, views = [old for old, _ in before], [seen for _, seen in before]
        sets = revealed(now, views, _limit(new, editions))
        found = [Conflict(old, wave, tuple(sets)) for old in editions] if sets else []
    return found


def _limit(new: Edition, earlier: Iterable[Edition]) -> int:
    return min([new.minimum, *(old.minimum for old in earlier)])


def _members_then(review: Review, wave: str, new: Edition, old: Edition, now: Members) -> Members | None:
    """Return the respondents as an earlier publication saw them: kept, or those of today if the data is the same."""
    kept = read_members(review, wave, old)
    if kept is None and dict(old.waves[wave].sources) == dict(new.waves[wave].sources):
        return now
    return kept


def _same(old: Seen, new: Seen) -> bool:
    """Tell whether an earlier publication showed the same results of the same answers: it adds nothing."""
    names = ["group", "unit", "kind", "subject"]
    old_cells, new_cells = (seen.cells[names].sort_values(names).to_numpy(object).tolist() for seen in (old, new))
    if old_cells != new_cells or dict(old.merges) != dict(new.merges):
        return False
    one, other = (seen.members.frame for seen in (old, new))
    if sorted(one.columns) != sorted(other.columns):
        return False
    keys = sorted(one.columns)
    rows = [frame[keys].astype("str").sort_values(keys, ignore_index=True) for frame in (one, other)]
    return bool(rows[0].equals(rows[1]))


def _what(one: Revealed, counted: bool) -> str:
    if counted:
        return said("the numbers of respondents differ by {n} (who they are is not known on this machine).", n=one.size)
    return said_plural("{n} respondent would be told of.", "{n} respondents would be told of.", one.size)


def _where(conflict: Conflict, one: Revealed) -> str:
    old = conflict.earlier
    place = [
        said("wave {wave}, with report {report} of {day}", wave=conflict.wave, report=old.report, day=old.made[:10])
    ]
    place += [said("group {group}", group=one.group)] if one.group != ALL else []
    place += [said("unit {unit}", unit=one.unit)] if one.unit != ALL else []
    return ", ".join(place)
