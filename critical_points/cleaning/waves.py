"""All files of a wave: checked, and cleaned into answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches

import numpy as np
import pandas as pd

from critical_points.cleaning.answers import Answers, join, typed
from critical_points.cleaning.checking import Checked, check_file
from critical_points.cleaning.copies import without_copies
from critical_points.cleaning.doubts import over_headcount
from critical_points.cleaning.frames import frames_of
from critical_points.cleaning.overlaps import refuse_overlaps
from critical_points.cleaning.people import Understood, names_of
from critical_points.decisions import decisions_of
from critical_points.errors import CriticalPointsError, DecisionNeededError, Fault, UnreadableError, did_you_mean
from critical_points.mapping import Changes, Confirmed, changes_of
from critical_points.messages import said, said_plural
from critical_points.scales import normalise
from critical_points.wall import keep_out
from critical_points.workspace import MAPPING, Review


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
    paths = review.raw_files(review.wave(wave).name)
    if not paths:
        folder = review.raw(wave)
        raise UnreadableError(
            said("There is no export of wave {wave}.", wave=wave),
            [Fault(said("no file"), str(folder))],
            said("put the export into {folder}", folder=folder),
        )
    confirmed = decisions_of(review, wave)
    checked: list[Checked] = []
    errors: list[CriticalPointsError] = []
    for path in paths:
        try:
            checked.append(check_file(path, review.instrument, confirmed))
        except CriticalPointsError as error:
            errors.append(error)
    if len(errors) == 1:
        raise errors[0]
    if errors:
        faults = [Fault(str(error).replace("\n", "\n    ")) for error in errors]
        raise UnreadableError(said("{n} files of wave {wave} cannot be read.", n=len(errors), wave=wave), faults)
    files = without_copies(checked, review.instrument, confirmed)
    refuse_overlaps(wave, files)
    return files


def changes_since(review: Review, wave: str, checked: Sequence[Checked]) -> Changes | None:
    """Compare a wave's files with those of the wave before; None where there is none that can be read."""
    against = review.earlier(wave)
    if against is None:
        return None
    try:
        earlier = check_wave(review, against)
    except CriticalPointsError:
        return None
    now, before = ([column for file in files for column in file.columns] for files in (checked, earlier))
    return changes_of(now, before, against, review.instrument)


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
    WallError
        Within a notebook of a report.
    """
    keep_out("cp.clean")
    return clean_files(review, wave, check_wave(review, wave))


def clean_files(review: Review, wave: str, checked: Sequence[Checked]) -> Answers:
    """Clean a wave's files that were read just now; see `clean`.

    Parameters
    ----------
    review : Review
        The workspace.
    wave : str
        The wave.
    checked : sequence of Checked
        What `check_wave` gave.
    """
    keep_out("cp.clean")
    confirmed = decisions_of(review, wave)
    questions = [
        Fault(question.what, place_of(file, question), question.suggestion)
        for file in checked
        for question in file.questions
    ]
    refuse_open(review, wave, questions, [file.export.path.name for file in checked if not file.is_survey])
    parts = [frames_of(file, wave, review.instrument, confirmed) for file in checked]
    headers = {normalise(column.header): column.header for file in checked for column in file.export.columns}
    groups = pd.concat([part["respondents"]["group"] for part in parts], ignore_index=True).value_counts()
    sizes = {str(group): int(n) for group, n in groups.items()}
    told = problems_of_wave(review, wave, confirmed, headers, sizes)
    parts[-1]["problems"] = pd.concat([parts[-1]["problems"], told], ignore_index=True)
    answers = join(parts, review.labels)
    return answers if review.instrument.units else _with_one_spelling(answers)


def refuse_open(review: Review, wave: str, questions: Sequence[Fault], strangers: Sequence[str]) -> None:
    """Raise where something is open that only the analyst can decide.

    Raises
    ------
    DecisionNeededError
        With all questions.
    """
    if not questions:
        return
    what = said_plural(
        "Wave {wave}: {n} question must be decided first.",
        "Wave {wave}: {n} questions must be decided first.", len(questions), wave=wave,
    )  # fmt: skip
    step = _way_out(strangers) if strangers else _how_to_decide(review, wave, decisions_of(review, wave))
    raise DecisionNeededError(what, questions, step)


def problems_of_wave(
    review: Review, wave: str, confirmed: Confirmed, headers: Mapping[str, str], respondents: Mapping[str, int]
) -> pd.DataFrame:
    """Return what only all files of a wave together tell.

    Parameters
    ----------
    review : Review
        The workspace.
    wave : str
        The wave.
    confirmed : Confirmed
        What the analyst confirmed.
    headers : Mapping of str to str
        Normalised header → header of every column of every file.
    respondents : Mapping of str to int
        Key of a group → respondents.
    """
    gone = _gone(headers, confirmed)
    many = pd.DataFrame(over_headcount(respondents, review.wave(wave).headcount))
    return pd.concat([typed("problems", found.assign(wave=wave)) for found in (gone, many)], ignore_index=True)


def group_sizes(review: Review, wave: str, checked: Sequence[Checked]) -> dict[str, int]:
    """Return how many respondents each group of a wave has, of files that were read just now.

    Parameters
    ----------
    review, wave, checked
        As `clean_files`.

    Returns
    -------
    dict of str to int
        Key of the group → respondents; those who name none are not counted.
    """
    confirmed, sizes = decisions_of(review, wave), Counter[str]()
    for file in checked:
        known = Understood(file, review.instrument, confirmed)
        for part in file.parts():
            named, _ = names_of(part, "group", known)
            counts = np.bincount(named.codes[named.codes >= 0], minlength=len(named.keys))
            sizes.update(dict(zip(named.keys, counts.tolist(), strict=True)))
    return {key: n for key, n in sizes.items() if n}


def tell_way_out(files: Iterable[Checked]) -> str:
    """Return what to do with files that are no survey."""
    return _way_out([file.export.path.name for file in files])


def _way_out(files: Sequence[str]) -> str:
    return said(
        "move {files} out of data/raw/<wave>; if it is the survey, export it again with one row for each respondent.",
        files=", ".join(files),
    )


def _how_to_decide(review: Review, wave: str, confirmed: Confirmed) -> str:
    path = review.mapping_file(wave).with_name(confirmed.file).relative_to(review.root).as_posix()
    if confirmed.in_sheet or confirmed.columns:
        return said("answer in {file}, save it, and run  critical-points check --wave {wave}", file=path, wave=wave)
    return said(
        "run  critical-points check --wave {wave} --write  and confirm the proposals in {file}", wave=wave, file=path
    )


def place_of(file: Checked, question: Fault) -> str:
    """Return where a question stands: its file and column."""
    name = file.export.path.name
    return said("{file}, column {column!r}", file=name, column=question.where) if question.where else name


def _with_one_spelling(answers: Answers) -> Answers:
    """Return the answers with units that differ in capitals or blanks only as one, by its commonest spelling."""
    units = answers.respondents["unit"]
    spelling = spellings({str(unit): int(n) for unit, n in units.value_counts().items()})
    same = units.map(spelling).astype("str")
    return replace(answers, respondents=answers.respondents.assign(unit=same))


def spellings(units: Mapping[str, int]) -> dict[str, str]:
    """Return units that differ in capitals or blanks only by their commonest spelling.

    Parameters
    ----------
    units : Mapping of str to int
        Unit as it is spelled → respondents.
    """
    spelling: dict[str, str] = {}
    for unit in sorted(units, key=lambda unit: (-units[unit], unit.isupper(), unit)):
        spelling.setdefault(normalise(unit), unit)
    return {unit: spelling[normalise(unit)] for unit in units}


def _gone(headers: Mapping[str, str], confirmed: Confirmed) -> pd.DataFrame:
    """Return the headers of ``mapping.toml`` that no file of the wave has, as problems."""
    rows = []
    for header in dict.fromkeys(header for header, _ in confirmed.columns if header not in headers):
        hint = did_you_mean(header, list(headers)) if get_close_matches(header, headers, n=1) else ""
        rows.append((MAPPING, "", header, "", said("no file of the wave has this column"), hint))
    return pd.DataFrame(rows, columns=["file", "sheet", "column", "value", "why", "suggestion"])
