"""Exports of one wave into tidy answers and an account of every cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from itertools import combinations
from pathlib import Path

import pandas as pd

from critical_points.decisions import read_decisions
from critical_points.errors import CriticalPointsError, DecisionNeededError, Fault, UnreadableError
from critical_points.exports import read_export
from critical_points.exports.export import Export
from critical_points.instrument import Instrument, Labels
from critical_points.mapping import (
    Confirmed,
    MappedColumn,
    map_columns,
    named,
    open_questions,
    option_labels,
    read_votes,
    suggest,
)
from critical_points.scales import all_non_answers, normalise
from critical_points.workspace import Review

#: A straight line is the same answer to at least this many items, and to all that were answered.
STRAIGHT_LINE = 10

#: The times by which a submission is known again, the more telling one first.
_TIMES = ("submitted", "started")

_ACCOUNT = ["wave", "file", "position", "column", "item", "scale", "comparable", "respondents"]
_PROBLEM = ["wave", "file", "sheet", "row", "column", "value", "why", "suggestion"]
_RESPONDENT = ["wave", "respondent", "submitted", "group", "unit", "language", "source", "flags"]


@dataclass(frozen=True)
class Answers:
    """Clean answers of one or more waves, one tidy frame a subject.

    Parameters
    ----------
    respondents : DataFrame
        One row a respondent: wave, respondent (file and row), submitted (text, as the tool wrote it), group and unit
        (keys, missing where not told or not understood), language, source (file), flags (doubts, joined by ``;``:
        "over half blank", "straight line").
    ratings : DataFrame
        One row a respondent × item: wave, respondent, item, point, level, rating (Int8, 1–5, reversed items
        turned; missing unless rated), status ("rated", "non-answer", "blank", "problem").
    votes : DataFrame
        One row a respondent × chosen point: wave, respondent, point.
    account : DataFrame
        One row a file × rating column: wave, file, position, column (header), item, scale, comparable, respondents,
        rated, non_answers, blanks, problems; the last four add up to respondents.
    problems : DataFrame
        One row a cell that was not understood, or a question about cells: wave, file, sheet, row, column, value, why,
        suggestion.
    labels : Labels
        Names in the reader's language.
    """

    respondents: pd.DataFrame
    ratings: pd.DataFrame
    votes: pd.DataFrame
    account: pd.DataFrame
    problems: pd.DataFrame
    labels: Labels

    def __repr__(self) -> str:
        """Tell the waves and how many respondents and ratings there are."""
        n = self.respondents.groupby("wave").size()
        waves = ", ".join(f"{wave}: {count} respondents" for wave, count in n.items())
        return f"Answers({waves}; {int((self.ratings['status'] == 'rated').sum())} ratings)"


@dataclass(frozen=True)
class Checked:
    """One file, read and mapped.

    Parameters
    ----------
    export : Export
        What the file holds.
    columns : tuple of MappedColumn
        What each column is taken for.
    questions : tuple of Fault
        What the analyst has to decide.
    """

    export: Export
    columns: tuple[MappedColumn, ...]
    questions: tuple[Fault, ...]


def check_file(path: Path, instrument: Instrument, confirmed: Confirmed | None = None) -> Checked:
    """Read and map one file.

    Parameters
    ----------
    path : Path
        An export of part 1.
    instrument : Instrument
        What is asked.
    confirmed : Confirmed, optional
        What the analyst confirmed.

    Returns
    -------
    Checked

    Raises
    ------
    UnreadableError
        When it is no export that can be read.
    """
    confirmed = confirmed or Confirmed()
    export = read_export(path)
    columns = map_columns(export, instrument, confirmed)
    return Checked(export, columns, open_questions(columns, instrument, confirmed))


def check_wave(review: Review, wave: str) -> tuple[Checked, ...]:
    """Read and map every file of a wave.

    Parameters
    ----------
    review : Review
        The workspace.
    wave : str
        The wave.

    Returns
    -------
    tuple of Checked
        One a file, by name.

    Raises
    ------
    UnreadableError
        When the wave has no files, or one of them cannot be read.
    SettingsError
        When the wave is not known, or its ``mapping.toml`` has faults.
    DecisionNeededError
        When two files hold the same respondents.
    """
    review.wave(wave)
    paths = review.raw_files(wave)
    if not paths:
        folder = review.raw(wave)
        raise UnreadableError(
            f"There is no export of wave {wave}.", [Fault("no file", str(folder))], f"put the export into {folder}"
        )
    confirmed = read_decisions(review.mapping_file(wave), review.instrument)
    checked, errors = [], []
    for path in paths:
        try:
            checked.append(check_file(path, review.instrument, confirmed))
        except CriticalPointsError as error:
            errors.append(error)
    if len(errors) == 1:
        raise errors[0]
    if errors:
        faults = [Fault(str(error)) for error in errors]
        raise UnreadableError(f"{len(errors)} files of wave {wave} cannot be read.", faults)
    _refuse_overlaps(wave, checked)
    return tuple(checked)


def clean(review: Review, wave: str) -> Answers:
    """Clean a wave's files.

    Parameters
    ----------
    review : Review
        The workspace.
    wave : str
        The wave.

    Returns
    -------
    Answers
        Every cell of every rating column is a rating, a non-answer, a blank or a listed problem.

    Raises
    ------
    DecisionNeededError
        When something is open that only the analyst can decide.
    UnreadableError, SettingsError
        As `check_wave`.
    """
    checked = check_wave(review, wave)
    confirmed = read_decisions(review.mapping_file(wave), review.instrument)
    questions = [
        Fault(q.what, f"{file.export.path.name}, column {q.where!r}", q.suggestion)
        for file in checked
        for q in file.questions
    ]
    if not any(column.item for file in checked for column in file.columns if column.kind == "rating"):
        questions.insert(0, Fault("no column is a statement of the instrument", f"wave {wave}"))
    if questions:
        raise DecisionNeededError(
            f"Wave {wave}: {len(questions)} question(s) must be decided first.",
            questions,
            f"run  critical-points check --wave {wave} --write  and confirm the proposals in "
            f"{review.mapping_file(wave).relative_to(review.root).as_posix()}",
        )
    parts = [_clean_file(file, wave, review.instrument, confirmed) for file in checked]
    return join(parts, review.labels)


def join(parts: Iterable[Mapping[str, pd.DataFrame]], labels: Labels) -> Answers:
    """Return the frames of several files or waves as one set of answers."""
    parts = list(parts)
    names = [field.name for field in fields(Answers) if field.name != "labels"]
    frames = {name: pd.concat([part[name] for part in parts], ignore_index=True) for name in names}
    return Answers(**frames, labels=labels)


def _clean_file(file: Checked, wave: str, instrument: Instrument, confirmed: Confirmed) -> dict[str, pd.DataFrame]:
    """Return the frames of one file, by their names in `Answers`."""
    ids = pd.Series(file.export.path.name + ":" + file.export.cells.index.astype(str), index=file.export.cells.index)
    rated = [column for column in file.columns if column.kind == "rating" and column.item]
    ratings = pd.concat([_ratings(file.export, column, ids, instrument) for column in rated], ignore_index=True)
    votes, vote_problems = _votes(file, ids, instrument)
    groups, group_problems = _names(file, "group", instrument, confirmed)
    units, unit_problems = _names(file, "unit", instrument, confirmed)
    respondents = pd.DataFrame(
        {
            "respondent": ids,
            "submitted": _role(file.export, "submitted"),
            "group": groups,
            "unit": units,
            "language": _role(file.export, "language"),
            "source": file.export.path.name,
        }
    )
    respondents = respondents.assign(flags=ids.map(_flags(ratings)).fillna(""))
    problems = [*_rating_problems(file, rated), *vote_problems, *group_problems, *unit_problems]
    account = account_of(file)
    frames = {"respondents": respondents, "ratings": ratings, "votes": votes, "account": account}
    listed = pd.DataFrame(problems, columns=_PROBLEM[1:])
    frames = {name: frame.assign(wave=wave) for name, frame in {**frames, "problems": listed}.items()}
    order = {"respondents": _RESPONDENT, "problems": _PROBLEM, "votes": ["wave", "respondent", "point"]}
    return {name: frame[order.get(name, ["wave", *frame.columns.drop("wave")])] for name, frame in frames.items()}


def account_of(file: Checked) -> pd.DataFrame:
    """Return the fate of every cell of a file's rating columns.

    Returns
    -------
    DataFrame
        One row a rating column: file, position, column (header), item (missing where it has none), scale,
        comparable, respondents, rated, non_answers, blanks, problems; the last four add up to respondents.
    """
    rows = [
        {
            "file": file.export.path.name,
            "position": column.column.position,
            "column": column.column.header,
            "item": column.item,
            "scale": column.scale,
            "comparable": column.comparable,
            "respondents": len(file.export.cells),
            "rated": column.fates["rated"],
            "non_answers": column.fates["non-answer"],
            "blanks": column.fates["blank"],
            "problems": column.fates["problem"],
        }
        for column in file.columns
        if column.kind == "rating"
    ]
    return pd.DataFrame(rows, columns=[*_ACCOUNT[1:], "rated", "non_answers", "blanks", "problems"])


def problems_of(file: Checked, instrument: Instrument, confirmed: Confirmed | None = None) -> pd.DataFrame:
    """Return every cell of a file that was not understood, and every question about cells.

    Returns
    -------
    DataFrame
        file, sheet, row (as a spreadsheet counts, missing for a question about a whole column), column, value, why,
        suggestion.
    """
    ids = pd.Series(file.export.cells.index.astype(str), index=file.export.cells.index)
    confirmed = confirmed or Confirmed()
    rated = [column for column in file.columns if column.kind == "rating"]
    rows = [
        *_rating_problems(file, rated),
        *_votes(file, ids, instrument)[1],
        *_names(file, "group", instrument, confirmed)[1],
        *_names(file, "unit", instrument, confirmed)[1],
    ]
    return pd.DataFrame(rows, columns=_PROBLEM[1:])


def _role(export: Export, role: str) -> pd.Series:
    column = next((c for c in export.columns if c.role == role), None)
    if column is None:
        return pd.Series("", index=export.cells.index, dtype="str")
    return export.cells[column.position]


def _ratings(export: Export, column: MappedColumn, ids: pd.Series, instrument: Instrument) -> pd.DataFrame:
    item = instrument.item(str(column.item))
    scale = instrument.scale(item.scale)
    turned = {text: r.rating for text, r in column.readings.items()}
    if item.reverse:
        turned = {t: None if r is None else scale.lowest + scale.highest - r for t, r in turned.items()}
    texts = export.cells[column.column.position]
    return pd.DataFrame(
        {
            "respondent": ids,
            "item": item.key,
            "point": item.point,
            "level": item.level,
            "rating": texts.map(turned).astype("Int8"),
            "status": texts.map({text: reading.fate for text, reading in column.readings.items()}),
        }
    ).astype({"point": "str", "level": "str"})


def _rating_problems(file: Checked, columns: Iterable[MappedColumn]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for column in columns:
        cells = file.export.cells[column.column.position]
        for text, reading in column.readings.items():
            if reading.fate == "problem":
                rows += [
                    _problem(file, column, text, reading.why, reading.suggestion, row)
                    for row in cells.index[cells == text]
                ]
            elif reading.question:
                rows.append(_problem(file, column, text, reading.why, reading.suggestion))
    return rows


def _problem(
    file: Checked, column: MappedColumn, value: str, why: str, suggestion: str, row: int | None = None
) -> dict[str, object]:
    return {
        "file": file.export.path.name,
        "sheet": file.export.sheet,
        "row": row,
        "column": column.column.header,
        "value": value,
        "why": why,
        "suggestion": suggestion,
    }


def _votes(file: Checked, ids: pd.Series, instrument: Instrument) -> tuple[pd.DataFrame, list[dict[str, object]]]:
    """Return one row a respondent × chosen point, and the cells that name no point."""
    rows, problems = [], []
    for column in (c for c in file.columns if c.kind == "vote"):
        cells = file.export.cells[column.column.position]
        labels = option_labels(column)
        for text in (str(t) for t in column.counts.index if normalise(str(t))):
            points, strange = read_votes(labels[text], instrument)
            if column.item:
                points, strange = [column.item], []
            chosen = cells.index[cells == text]
            rows += [(ids[row], point) for row in chosen for point in points]
            problems += [
                _problem(file, column, word, "not the name of a point", "", row) for row in chosen for word in strange
            ]
    votes = pd.DataFrame(rows, columns=["respondent", "point"], dtype="str").drop_duplicates()
    return votes, problems


def _names(
    file: Checked, kind: str, instrument: Instrument, confirmed: Confirmed
) -> tuple[pd.Series, list[dict[str, object]]]:
    """Return each respondent's group or unit, and the cells that name none."""
    groups = instrument.groups if kind == "group" else instrument.units
    find = named(groups, confirmed.groups if kind == "group" else confirmed.units)
    non_answers = all_non_answers(instrument)
    names = pd.Series(None, index=file.export.cells.index, dtype="str")
    problems: list[dict[str, object]] = []
    for column in (c for c in file.columns if c.kind == kind):
        cells = file.export.cells[column.column.position]
        keys: dict[str, str | None] = {}
        for text, label in option_labels(column).items():
            keys[text] = find(label)
            if keys[text] is not None or normalise(label) in {"", *non_answers}:
                continue
            if kind == "unit" and not groups:
                keys[text] = " ".join(label.split())
                continue
            problems += [
                _problem(file, column, label, f"not a known {kind}", suggest(label, groups), row)
                for row in cells.index[cells == text]
            ]
        names = names.fillna(cells.map(keys).astype("str"))
    return names, problems


def _flags(ratings: pd.DataFrame) -> dict[str, str]:
    """Return respondent → doubts, joined by ``;``; a doubt is told, and nobody is dropped for it."""
    by_respondent = ratings.groupby("respondent")
    blank = by_respondent["status"].agg(lambda status: (status == "blank").mean() > 0.5)
    answers = by_respondent["rating"].agg(["count", "nunique"])
    straight = (answers["count"] >= STRAIGHT_LINE) & (answers["nunique"] == 1)
    doubts = {"over half blank": blank, "straight line": straight}
    return {
        str(respondent): ";".join(doubt for doubt, marked in doubts.items() if marked[respondent])
        for respondent in blank.index
    }


def _refuse_overlaps(wave: str, checked: list[Checked]) -> None:
    """Raise when two files of a wave hold the same respondents."""
    faults = []
    for one, other in combinations(checked, 2):
        both = _shared_respondents(one, other)
        if both:
            names = f"{one.export.path.name} and {other.export.path.name}"
            faults.append(Fault(f"{both} respondents are in both: same time, same answers.", names))
    if faults:
        raise DecisionNeededError(
            f"Wave {wave} has respondents twice.", faults, "keep one of the files and move the other out of the folder"
        )


def _shared_respondents(one: Checked, other: Checked) -> int:
    """Return how many respondents two files share; without times, only a whole file inside the other counts."""
    first, second = _fingerprints(one), _fingerprints(other)
    both = len(set(first) & set(second))
    timed = all(any(c.role in _TIMES for c in file.export.columns) for file in (one, other))
    return both if timed or both == min(len(set(first)), len(set(second))) else 0


def _fingerprints(file: Checked) -> list[tuple[object, ...]]:
    """Return what tells each respondent apart: the time of answering, and the fate and rating of each item."""
    rated = sorted((c for c in file.columns if c.item and c.kind == "rating"), key=lambda column: str(column.item))
    parts = [
        file.export.cells[c.column.position].map({t: (c.item, r.fate, r.rating) for t, r in c.readings.items()})
        for c in rated
    ]
    times = next(
        (_role(file.export, role) for role in _TIMES if any(c.role == role for c in file.export.columns)), None
    )
    if times is not None:
        parts.append(pd.to_datetime(times, format="mixed", dayfirst=True, errors="coerce").dt.floor("s"))
    return list(zip(*parts, strict=True)) if rated else []
