"""One file counted part by part, without holding its answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from critical_points.cleaning import Checked, stream_file
from critical_points.cleaning.account import account_of, as_problems, problems_in, remarks_on
from critical_points.cleaning.answers import typed
from critical_points.cleaning.doubts import Doubts, doubts_of, flags_of
from critical_points.cleaning.given import Given, given_of
from critical_points.cleaning.people import Named, Understood, names_of, votes_of
from critical_points.cleaning.problems import Problem
from critical_points.cleaning.waves import place_of
from critical_points.errors import Fault
from critical_points.exports.threads import side_by_side
from critical_points.messages import grouped, said
from critical_points.scales import NOT_ASKED, normalise
from critical_points.tallies.counted import PEOPLE, Counted, Counting
from critical_points.tallies.counts import Counts, add_counts, columns_by_subject, counts_of
from critical_points.tallies.matrix import Matrix
from critical_points.tallies.places import ALL, GROUPINGS, UNKNOWN, common_keys

#: So many problems of one file are listed; all of them are counted in its account.
MOST_LISTED = 10_000

#: So many parts are counted before their counts are added.
_ADDED = 16

Small = npt.NDArray[np.int8]


def count_file(path: Path, how: Counting) -> Counted:
    """Count one file, whatever its size, in little memory.

    Parameters
    ----------
    path : Path
        An export.
    how : Counting
        How the wave is counted.

    Returns
    -------
    Counted
        Without counts where the analyst has to decide something first.

    Raises
    ------
    UnreadableError
        When it is no export that can be read.
    """
    return count_checked(stream_file(path, how.labels.instrument, how.confirmed, how.scratch), how)


def count_checked(file: Checked, how: Counting) -> Counted:
    """Count a file that was checked; see `count_file`."""
    name = file.export.path.name
    questions = tuple(Fault(q.what, place_of(file, q), q.suggestion) for q in file.questions)
    headers = {normalise(column.header): column.header for column in file.export.columns}
    account = typed("account", account_of(file).assign(wave=how.wave))
    if questions:
        nothing = typed("problems", pd.DataFrame())
        nobody = pd.DataFrame(columns=PEOPLE)
        strangers = () if file.is_survey else (name,)
        return Counted(how, account, nothing, nobody, headers, {}, None, questions, strangers)
    instrument = how.labels.instrument
    known, doubts = Understood(file, instrument, how.confirmed), doubts_of(file, instrument)
    parts: list[Counts] = []
    people: Counter[tuple[str | None, str | None]] = Counter()
    flags: Counter[str] = Counter()
    problems: list[Problem] = []
    unlisted = 0
    step = partial(_count_part, how=how, doubts=doubts, known=known, asked=_Asked(how, file))
    for part in side_by_side(step, file.parts()):
        flags.update(part.flags)
        people.update(part.people)
        unlisted += max(len(part.problems) - MOST_LISTED + len(problems), 0)
        problems += part.problems[: MOST_LISTED - len(problems)]
        parts.append(part.counts)
        parts = [add_counts(parts)] if len(parts) > _ADDED else parts
    if unlisted:
        problems.append(_unlisted(file, unlisted))
    frame = as_problems([*problems, *remarks_on(file)]).assign(wave=how.wave)
    rows = [(name, group, unit, n) for (group, unit), n in people.items()]
    return Counted(
        how=how,
        account=account,
        problems=typed("problems", frame),
        people=pd.DataFrame(rows, columns=PEOPLE),
        headers=headers,
        flags={doubt: n for doubt, n in flags.items() if n},
        counts=add_counts(parts),
    )


@dataclass(frozen=True)
class _Part:
    """What was counted of one part of a file."""

    counts: Counts
    people: Counter[tuple[str | None, str | None]]
    flags: dict[str, int]
    problems: list[Problem]


@dataclass(frozen=True)
class _Asked:
    """The items of a file's matrix, the same for all of its parts."""

    how: Counting
    file: Checked

    @cached_property
    def items(self) -> pd.DataFrame:
        """One row an item, sorted by it: those of the wave, else the file's own."""
        own = {column.item for column in self.file.columns if column.kind == "rating" and column.item}
        items = [self.how.labels.instrument.item(str(key)) for key in sorted(self.how.items or own)]
        return pd.DataFrame([(i.key, i.point, i.level) for i in items], columns=["item", "point", "level"])

    @cached_property
    def columns(self) -> dict[tuple[str, str], npt.NDArray[np.intp]]:
        """The columns of each point and level."""
        return columns_by_subject(self.items)


def _count_part(part: Checked, how: Counting, doubts: Doubts, known: Understood, asked: _Asked) -> _Part:
    given = given_of(part, known.instrument)
    found = flags_of(part, given, doubts)
    named = {kind: names_of(part, kind, known)[0] for kind in GROUPINGS}
    place, places = _places(named, how)
    matrix = Matrix(
        wave=how.wave,
        places=places,
        place=place,
        items=asked.items,
        answers=_in_columns(given, given.turned(known.instrument), asked),
        points=tuple(point.key for point in known.instrument.points),
        chosen=votes_of(part, known)[0],
        flagged=np.any(list(found.values()), axis=0),
    )
    flags = {doubt: int(np.count_nonzero(rows)) for doubt, rows in found.items()}
    return _Part(counts_of(matrix, asked.columns), _people(named), flags, problems_in(part, known))


def _in_columns(given: Given, answers: Small, asked: _Asked) -> Small:
    """Return the answers of a part in the columns of the matrix; an item that it has not is not asked."""
    own = {item.key: place for place, item in enumerate(given.items)}
    found = np.full((len(asked.items), len(answers)), NOT_ASKED, dtype=np.int8)
    for row, key in enumerate(asked.items["item"].tolist()):
        if key in own:
            found[row] = answers[:, own[key]]
    return found.T


def _people(named: Mapping[str, Named]) -> Counter[tuple[str | None, str | None]]:
    """Count respondents by group and unit as they say, None where they do not."""
    group, unit = (named[kind] for kind in GROUPINGS)
    width = len(unit.keys) + 1
    n = np.bincount((group.codes + 1) * width + unit.codes + 1, minlength=(len(group.keys) + 1) * width)
    groups, units = (None, *group.keys), (None, *unit.keys)
    return Counter({(groups[code // width], units[code % width]): int(n[code]) for code in np.flatnonzero(n).tolist()})


def _unlisted(file: Checked, n: int) -> Problem:
    why = said("{n} more cells were not understood and are not listed; the account counts them all", n=grouped(n))
    return {"file": file.export.path.name, "sheet": "", "row": None, "column": "", "value": "", "why": why,
            "suggestion": said("Put right what is listed, and count again.")}  # fmt: skip


def _places(named: Mapping[str, Named], how: Counting) -> tuple[npt.NDArray[np.intp], tuple[tuple[str, str], ...]]:
    """Return each respondent's place, and the group and unit of each; those that ``review.toml`` merges are one."""
    known = {"group": how.labels.instrument.groups, "unit": how.labels.instrument.units}
    codes, keys = [], []
    for kind in GROUPINGS:
        if kind not in how.groupings:
            codes.append(np.zeros_like(named[kind].codes))
            keys.append([ALL])
            continue
        common = common_keys(known[kind])
        told = [common.get(key, key) for key in (*named[kind].keys, UNKNOWN)]
        distinct = list(dict.fromkeys(told))
        number = np.array([distinct.index(key) for key in told], dtype=np.intp)
        codes.append(number.take(named[kind].codes))
        keys.append(distinct)
    width = len(keys[1])
    joint = codes[0] * width + codes[1]
    used = np.flatnonzero(np.bincount(joint, minlength=len(keys[0]) * width))
    where = np.zeros(len(keys[0]) * width, dtype=np.intp)
    where[used] = np.arange(len(used))
    return where[joint], tuple((keys[0][code // width], keys[1][code % width]) for code in used.tolist())
