"""Files counted without holding their answers: the additive step, and a wave counted by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from critical_points.cleaning import Checked, check_wave, stream_file
from critical_points.cleaning.account import account_of, as_problems, problems_in, remarks_on
from critical_points.cleaning.answers import typed
from critical_points.cleaning.doubts import Doubts, doubts_of, flags_of
from critical_points.cleaning.given import Given, given_of
from critical_points.cleaning.people import Named, Understood, names_of, votes_of
from critical_points.cleaning.problems import Problem
from critical_points.cleaning.waves import place_of, problems_of_wave, refuse_open, spellings
from critical_points.decisions import decisions_of
from critical_points.errors import Fault
from critical_points.exports.threads import side_by_side
from critical_points.instrument import Labels
from critical_points.mapping import Confirmed
from critical_points.messages import grouped, introduce, said, said_plural
from critical_points.scales import NOT_ASKED, normalise
from critical_points.tallies.counting import Tally, items_of, tally_of
from critical_points.tallies.counts import Counts, add_counts, columns_by_subject, counts_of, rename_places
from critical_points.tallies.matrix import Matrix
from critical_points.tallies.origins import origin_rows
from critical_points.tallies.places import ALL, GROUPINGS, UNKNOWN, common_keys, groupings_of
from critical_points.tallies.workers import count_each
from critical_points.wall import keep_out
from critical_points.workspace import Review

#: So many problems of one file are listed; all of them are counted in its account.
MOST_LISTED = 10_000

#: Files that have no more bytes together are looked through together: respondents that stand in two of them are found.
TOGETHER = 1 << 28

#: So many parts are counted before their counts are added.
_ADDED = 16

#: The columns of `Counted.people`.
Small = npt.NDArray[np.int8]

_PEOPLE = ["file", "group", "unit", "n"]


@dataclass(frozen=True)
class Counting:
    """How the files of a wave are counted.

    Parameters
    ----------
    wave : str
        The wave.
    labels : Labels
        What is asked, and names in the reader's language.
    confirmed : Confirmed
        What the analyst decided.
    groupings : tuple of {"group", "unit"}
        By what respondents are grouped.
    items : tuple of str
        The items that the wave asks, where other files ask more than one of them does; by default a file's own.
    scratch : Path, optional
        Where temporary files may stand.
    """

    wave: str
    labels: Labels
    confirmed: Confirmed = field(default_factory=Confirmed)
    groupings: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    scratch: Path | None = None


@dataclass(frozen=True)
class Counted:
    """What was counted of files; two of them add.

    Parameters
    ----------
    how : Counting
        How they were counted.
    account, problems : DataFrame
        As `Answers.account` and `Answers.problems`; of each file, so many problems are listed.
    people : DataFrame
        Columns file, group, unit and n: respondents as they say (missing where they do not).
    headers : Mapping of str to str
        Normalised header → header of every column.
    flags : Mapping of str to int
        Doubt → respondents.
    counts : Counts or None
        The counts; None where a question is open.
    questions : tuple of Fault
        What the analyst has to decide first.
    strangers : tuple of str
        Files that are no survey.
    """

    how: Counting
    account: pd.DataFrame
    problems: pd.DataFrame
    people: pd.DataFrame
    headers: Mapping[str, str]
    flags: Mapping[str, int]
    counts: Counts | None
    questions: tuple[Fault, ...] = ()
    strangers: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Tell the wave, the files and how many respondents there are; no counts, for they are not protected."""
        n = int(self.people["n"].sum())
        return introduce(
            "Counted",
            said("waves {waves}", waves=self.how.wave),
            said_plural("{n} file", "{n} files", self.account["file"].nunique()),
            said_plural("{n} respondent", "{n} respondents", n),
            said_plural("{n} problem", "{n} problems", len(self.problems)),
            step="cp.protect(counted.tally)",
        )

    @cached_property
    def tally(self) -> Tally | None:
        """The tally, None where a question is open."""
        if self.counts is None:
            return None
        wave, labels = self.how.wave, self.how.labels
        sources = _sums(self.people, "file")
        origins = origin_rows(wave, {"source": sources, "flag": self.flags})
        return tally_of([self.counts], origins, items_of(self.account), labels, self.how.groupings)

    def __add__(self, other: Counted) -> Counted:
        """Return what was counted of the files of both."""
        return sum_files([self, other])


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
        nobody = pd.DataFrame(columns=_PEOPLE)
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
        people=pd.DataFrame(rows, columns=_PEOPLE),
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


def _sums(people: pd.DataFrame, name: str) -> dict[str, int]:
    """Return the respondents by a column of `Counted.people`, without those who do not tell."""
    return {str(key): int(n) for key, n in people.groupby(name)["n"].sum().items()}


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


def sum_files(counted: Sequence[Counted]) -> Counted:
    """Return what was counted of all files together.

    Parameters
    ----------
    counted : sequence of Counted
        At least one; all of one wave, counted alike.
    """
    flags: Counter[str] = Counter()
    for one in counted:
        flags.update(one.flags)
    counts = [one.counts for one in counted if one.counts is not None]
    whole = len(counts) == len(counted) and len({tuple(one.items["item"]) for one in counts}) == 1
    return Counted(
        how=counted[0].how,
        account=pd.concat([one.account for one in counted], ignore_index=True),
        problems=pd.concat([one.problems for one in counted], ignore_index=True),
        people=pd.concat([one.people for one in counted], ignore_index=True),
        headers={key: header for one in counted for key, header in one.headers.items()},
        flags=dict(flags),
        counts=add_counts(counts) if whole else None,
        questions=tuple(question for one in counted for question in one.questions),
        strangers=tuple(name for one in counted for name in one.strangers),
    )


def count_all(paths: Sequence[Path], how: Counting, executor: Executor | None = None) -> Counted:
    """Count the files of a wave, each by itself.

    Parameters
    ----------
    paths : sequence of Path
        The files.
    how : Counting
        How they are counted.
    executor : Executor, optional
        Who counts them; see `tally_files`.

    Raises
    ------
    UnreadableError, WorkersError
        As `count_each`.
    """

    def count(how: Counting) -> Counted:
        return count_each(how.wave, paths, partial(count_file, how=how), sum_files, executor)

    return _by_file(_with_all_items(count, how))


def _with_all_items(count: Callable[[Counting], Counted], how: Counting) -> Counted:
    """Count files; where they ask different items, count them once more with the items of all."""
    whole = count(how)
    if whole.questions or whole.counts is not None:
        return whole
    return count(replace(how, items=tuple(sorted(whole.account["item"].dropna().unique()))))


def _by_file(counted: Counted) -> Counted:
    """Return the same in the order of the files, whichever was finished first."""
    frames = {
        name: getattr(counted, name).sort_values("file", kind="stable", ignore_index=True)
        for name in ("account", "problems", "people")
    }
    questions = tuple(sorted(counted.questions, key=lambda question: question.where))
    return replace(counted, **frames, questions=questions, strangers=tuple(sorted(counted.strangers)))


def finish(review: Review, counted: Counted) -> Counted:
    """Return what was counted of a whole wave, with what only all of its files together tell.

    Parameters
    ----------
    review : Review
        The workspace.
    counted : Counted
        All files of the wave.

    Raises
    ------
    DecisionNeededError
        When something is open that only the analyst can decide.
    """
    how = counted.how
    refuse_open(review, how.wave, counted.questions, counted.strangers)
    told = problems_of_wave(review, how.wave, how.confirmed, counted.headers, _sums(counted.people, "group"))
    counts = counted.counts
    if counts is not None and not review.instrument.units and "unit" in how.groupings:
        same = {UNKNOWN: UNKNOWN, **spellings(_sums(counted.people, "unit"))}
        counts = rename_places(counts, tuple((group, same[unit]) for group, unit in counts.places))
    problems = pd.concat([counted.problems, told], ignore_index=True)
    return replace(counted, problems=problems, counts=counts)


def counting_of(review: Review, wave: str, by: str | Iterable[str] = ()) -> Counting:
    """Return how the files of a wave of a workspace are counted.

    Parameters
    ----------
    review : Review
        The workspace.
    wave : str
        The wave.
    by : "group", "unit" or both, optional
        How respondents are grouped.

    Raises
    ------
    SettingsError
        When `by` names something else, the wave is not known, or its ``mapping.toml`` has faults.
    """
    name = review.wave(wave).name
    scratch = review.processed(name).parent
    return Counting(name, review.labels, decisions_of(review, name), groupings_of(by), scratch=scratch)


def tally_files(review: Review, wave: str, by: str | Iterable[str] = (), executor: Executor | None = None) -> Counted:
    """Count the files of a wave without holding their answers: of any size, in little memory.

    The same as ``cp.tally(cp.clean(review, wave), by)`` to the last count, where the answers could be held. What would
    have to be kept of each respondent is not made: there is nothing to be looked at or stored but counts, the account
    of every cell and the list of problems.

    Parameters
    ----------
    review : Review
        The workspace.
    wave : str
        The wave.
    by : "group", "unit" or both, optional
        How respondents are grouped; by default only the totals are counted.
    executor : Executor, optional
        Who counts the files, of whatever has the interface of `concurrent.futures`: a ``ProcessPoolExecutor`` for the
        processors of this machine, Dask's ``client.get_executor()`` for other machines (``docs/scale.md``). By default
        they are counted here, one after another. With an executor nobody looks for respondents who stand in two files.

    Returns
    -------
    Counted
        Its `tally` goes to ``cp.protect``; beside it stand the account and the problems.

    Raises
    ------
    CriticalPointsError
        As ``cp.clean`` and ``cp.tally``; `WorkersError` when workers were lost and the engine gave up.

    Examples
    --------
    >>> counted = cp.tally_files(review, "2026", by="group")  # doctest: +SKIP
    >>> safe = cp.protect(counted.tally)  # doctest: +SKIP
    """
    keep_out("cp.tally_files")
    how = counting_of(review, wave, by)
    paths = review.raw_files(how.wave)
    if not paths or (executor is None and sum(path.stat().st_size for path in paths) <= TOGETHER):
        files = check_wave(review, how.wave)
        whole = _with_all_items(lambda how: sum_files([count_checked(file, how) for file in files]), how)
        return finish(review, whole)
    whole = finish(review, count_all([path.resolve() for path in paths], how, executor))
    return _not_compared(whole) if len(paths) > 1 and executor is None else whole


def _not_compared(counted: Counted) -> Counted:
    """Tell that files were too large to look for respondents who stand in two of them."""
    why = said("so large files are counted each by itself: nobody looked for respondents who stand in two of them")
    hint = said("Make sure that no answer is in two files of the folder.")
    told = as_problems([{"file": "", "sheet": "", "column": "", "value": "", "why": why, "suggestion": hint}])
    told = typed("problems", told.assign(wave=counted.how.wave))
    return replace(counted, problems=pd.concat([counted.problems, told], ignore_index=True))
