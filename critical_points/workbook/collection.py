"""The filled workbooks of a review, gathered into frames: one file a team, any number of teams."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from critical_points.errors import CriticalPointsError
from critical_points.facts import normalise, visible
from critical_points.fingerprints import of_file
from critical_points.instrument import Instrument
from critical_points.memory import Memory
from critical_points.messages import said, spoken
from critical_points.wall import protected_folder
from critical_points.workbook.filled import Filled, Problem
from critical_points.workbook.memory import read_once
from critical_points.workbook.plans import ACTIONS, DISCUSSION, FILES, PLAN, PROBLEMS, TARGETS, Plan, frame_of
from critical_points.workspace import Review

_OURS = re.compile(r"workbook(?![^\W\d_]).*", re.I)
_OTHERS = re.compile(r"plan(?![^\W\d_]).*", re.I)
_FORMATS = (".xlsx", ".pdf")
_DISCUSSED = ("works", "develop", "notes")

_kept_plans: Memory[Plan] = Memory(most=8)

_WORDS = ("results", "promise", "present_state", "goals")


@dataclass(frozen=True)
class _Source:
    """One file of a wave: whose it is and what it says."""

    wave: str
    team: str
    filled: Filled


def load_plan(review: Review, waves: str | Iterable[str] | None = None) -> Plan:
    """Read every filled workbook of a review.

    Parameters
    ----------
    review : Review
        The workspace; a team's workbook is ``data/raw/<wave>/workbook-<team>.xlsx`` or ``.pdf``.
    waves : str or iterable of str, optional
        The waves wanted; by default all.

    Returns
    -------
    Plan
        Discussion, plan, actions and targets, and every problem: nothing that was written is lost.

    Raises
    ------
    SettingsError
        When there is no such wave. A file that cannot be read is a problem of `Plan.problems`.

    Notes
    -----
    In a notebook of a report the plan is `Plan.without_notes`.
    """
    plan = read_plan(review, waves)
    return plan if protected_folder() is None else plan.without_notes()


def read_plan(review: Review, waves: str | Iterable[str] | None = None) -> Plan:
    """Read every filled workbook as `load_plan` does, with the raw notes: for counts, and for what is not a report."""
    wanted = [waves] if isinstance(waves, str) else list(review.waves if waves is None else waves)
    names = tuple(review.wave(wave).name for wave in dict.fromkeys(wanted))
    files = tuple((path, of_file(path)) for name in names for path in _candidates(review, name))
    if all(content for _, content in files):
        told = (names, files, review.instrument.fingerprint, spoken())  # problems are told in the language spoken
        plan = _kept_plans.find(told, lambda: _gather(review, names))
    else:
        plan = _gather(review, names)  # what cannot be read now may be read the next time
    return plan.for_readers(review.labels)


def _candidates(review: Review, wave: str) -> list[Path]:
    """Return the files of a wave that are, or may have been meant as, workbooks."""
    folder = review.raw(wave)
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    return [path for path in paths if path.is_file() and any(kind.fullmatch(path.name) for kind in (_OURS, _OTHERS))]


def _gather(review: Review, waves: Iterable[str]) -> Plan:
    """Return what the workbooks of waves say."""
    sources: list[_Source] = []
    problems: list[dict[str, object]] = []
    for wave in waves:
        found, unread = _read_wave(review, wave)
        sources += found
        problems += unread
    problems += [
        _problem(source.wave, source.filled.file, problem) for source in sources for problem in source.filled.problems
    ]
    return Plan(
        discussion=frame_of((row for source in sources for row in _notes(source, review.instrument)), DISCUSSION),
        plan=frame_of((row for source in sources for row in _plans(source, review.instrument)), PLAN),
        actions=frame_of((row for source in sources for row in _actions(source)), ACTIONS),
        targets=frame_of((row for source in sources for row in _targets(source)), TARGETS),
        problems=frame_of(problems, PROBLEMS),
        files=frame_of(map(_file, sources), FILES),
        labels=review.labels,
    )


def find_workbooks(review: Review, wave: str) -> tuple[Path, ...]:
    """Return a wave's filled workbooks by name, whatever their format."""
    folder = review.raw(wave)
    if not folder.is_dir():
        return ()
    return tuple(sorted(path for path in folder.iterdir() if path.is_file() and _OURS.fullmatch(path.name)))


def _misnamed(review: Review, wave: str) -> Iterator[dict[str, object]]:
    """Give a problem for each file that is no export of part 1 and is not called a workbook either."""
    folder = review.raw(wave)
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_file() and _OTHERS.fullmatch(path.name) and path.suffix.casefold() in _FORMATS:
            why, advice = (
                said("a plan that is not called a workbook is not read"),
                said("Name it workbook-{file}.", file=path.name),
            )
            yield _problem(wave, path.name, Problem("", "", "", why, advice))


def _read_wave(review: Review, wave: str) -> tuple[list[_Source], list[dict[str, object]]]:
    sources, unread = [], list(_misnamed(review, wave))
    for path in find_workbooks(review, wave):
        if path.suffix.casefold() not in _FORMATS:
            why, hint = said("neither .xlsx nor .pdf: it was not read"), said("Save it as .xlsx.")
            problem = Problem("", "", "", why, hint)
            unread.append(_problem(wave, path.name, problem))
            continue
        try:
            filled = read_once(path, review.instrument)
        except CriticalPointsError as error:
            why = " ".join([error.message, *map(str, error.faults)]).removesuffix(".")
            unread.append(_problem(wave, path.name, Problem("", "", "", why, error.next_step)))
            continue
        sources.append(_named(wave, path, filled))
    return _told_twice(sources), unread


def _named(wave: str, path: Path, filled: Filled) -> _Source:
    """Return a file with the name of its team, and what is wrong with the file as a whole."""
    team, problems = " ".join(str(filled.values.get("team", "")).split()), []
    if not team:
        team = re.sub(r"^workbook[-_ ]*", "", path.stem, flags=re.I) or path.stem
        why = said("no team is named: {team!r} is taken from the file's name", team=team)
        problems.append(Problem("", "team", "", why, said("Write the team's name on the first page.")))
    if filled.wave and filled.wave != wave:
        why = said("it was made for wave {its}, and lies among those of {wave}", its=filled.wave, wave=wave)
        hint = said("Move it into data/raw/{wave} if it belongs there.", wave=filled.wave)
        problems.append(Problem("", "", filled.wave, why, hint))
    if not set(filled.values) - {"team"}:
        why, hint = said("nothing was filled in"), said("Put the filled file in its place.")
        problems.append(Problem("", "", "", why, hint))
    return _Source(wave, team, replace(filled, problems=(*filled.problems, *problems)))


def _told_twice(sources: list[_Source]) -> list[_Source]:
    """Note where two files are of one team, or say the same."""
    counts = Counter(normalise(source.team) for source in sources)
    told = []
    for source in sources:
        others = [other for other in sources if other is not source and normalise(other.team) == normalise(source.team)]
        problems = list(source.filled.problems)
        if counts[normalise(source.team)] > 1:
            same = any(dict(other.filled.values) == dict(source.filled.values) for other in others)
            names = ", ".join(other.filled.file for other in others)
            why = said("the team has another file, {files}: both are counted", files=names)
            if same:
                why = said("the team has another file, {files}, which says the same: both are counted", files=names)
            hint = said("Keep one file a team, or name the teams apart.")
            problems.append(Problem("", "team", source.team, why, hint))
        told.append(replace(source, filled=replace(source.filled, problems=tuple(problems))))
    return told


def _problem(wave: str, file: str, problem: Problem) -> dict[str, object]:
    return {"wave": wave, "file": file, **vars(problem)}


def _notes(source: _Source, instrument: Instrument) -> Iterator[dict[str, object]]:
    asked = [("point", point.key, name) for point in instrument.points for name in ("works", "develop", "results")]
    asked += [("level", level.key, "notes") for level in instrument.levels]
    for kind, subject, question in asked:
        text = source.filled.values.get(f"{kind}.{subject}.{question}")
        if text is not None:
            yield {
                **_whose(source), "file": source.filled.file, "kind": kind, "subject": subject, "question": question,
                "text": text,
            }  # fmt: skip


def _plans(source: _Source, instrument: Instrument) -> Iterator[dict[str, object]]:
    for point in instrument.points:
        texts = {name: source.filled.values.get(f"point.{point.key}.{name}", "") for name in _WORDS}
        if any(visible(str(text)) for text in texts.values()):
            yield {**_whose(source), "point": point.key, **texts}


def _targets(source: _Source) -> Iterator[dict[str, object]]:
    criterion = source.filled.values.get("criterion", "")
    for number, told in _rows(source, "target"):
        rating = told.get("rating")
        yield {
            **_whose(source), "number": number, "point": told.get("point", ""),
            "target_rating": rating if isinstance(rating, float) else float("nan"), "criterion": criterion,
        }  # fmt: skip


def _actions(source: _Source) -> Iterator[dict[str, object]]:
    for number, told in _rows(source, "action"):
        due, done = told.get("due"), told.get("done")
        yield {
            **_whose(source), "number": number,
            **{name: told.get(name, "") for name in ("point", "action", "owner", "status")},
            "due": due if isinstance(due, date) else None, "done": done if isinstance(done, float) else float("nan"),
        }  # fmt: skip


def _rows(source: _Source, kind: str) -> list[tuple[int, dict[str, Any]]]:
    """Return the filled rows of a table: number, and column → value."""
    rows: dict[int, dict[str, Any]] = {}
    for key, value in source.filled.values.items():
        parts = key.split(".")
        if parts[0] == kind and len(parts) == 3:
            rows.setdefault(int(parts[1]), {})[parts[2]] = value
    return sorted(rows.items())


def _whose(source: _Source) -> dict[str, object]:
    return {"wave": source.wave, "team": source.team}


def _file(source: _Source) -> dict[str, object]:
    values = source.filled.values
    discussed = sum(key.rpartition(".")[2] in _DISCUSSED and visible(str(text)) != "" for key, text in values.items())
    return {
        **_whose(source), "file": source.filled.file, "fields": len(values), "discussed": discussed,
        "problems": len(source.filled.problems), "criterion": values.get("criterion", ""),
        "summary": values.get("summary", ""),
    }  # fmt: skip
