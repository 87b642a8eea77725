"""The protected set of a report, kept beside the answers: the same answers are protected once."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from critical_points.cleaning import Answers
from critical_points.disclosure import Protected
from critical_points.errors import CriticalPointsError
from critical_points.fingerprints import of_file, of_parts, of_program
from critical_points.publication import publishing
from critical_points.releases.opening import protect_answers
from critical_points.releases.storing import read_protected, write_protected
from critical_points.storage import PROVENANCE, sources
from critical_points.workspace import Review

#: A folder beside a wave's answers, on this machine only.
_FOLDER, _KEY = "protected", "rests-on.txt"


def protect_once(review: Review, answers: Answers, report: str, waves: Sequence[str]) -> Protected:
    """Return the protected results of the waves of a report: those of an earlier run where they rest on the same.

    Parameters
    ----------
    review : Review
        The workspace.
    answers : Answers
        The clean answers of the waves.
    report : str
        The wave that is told.
    waves : sequence of str
        All waves of data in the report.

    Returns
    -------
    Protected
        As `protect_answers`. What is kept is never older than an answer, a decision, a setting or this program.
    """
    folder, key = review.processed(report) / _FOLDER, _key(review, waves)
    kept = _read(folder, key, review)
    if kept is not None:
        return kept
    safe = protect_answers(review, answers)
    if key:
        with publishing(folder) as staged:
            write_protected(safe, staged)
            (staged / _KEY).write_text(_facts(key, staged), encoding="utf-8")
    return safe


def _key(review: Review, waves: Sequence[str]) -> str:
    """Return a checksum of all that the results follow from, "" where the answers are not kept themselves."""
    provenance = [of_file(review.processed(wave) / PROVENANCE) for wave in waves]
    if not all(provenance):
        return ""
    told = [sources(review, wave) for wave in waves]
    return of_parts(of_program(), list(waves), told, provenance, review.minimum, review.headcounts)


def _facts(key: str, folder: Path) -> str:
    """Return the key, and the checksums of the frames."""
    files = sorted(path for path in folder.iterdir() if path.suffix in (".json", ".parquet"))
    return "\n".join([key, *(f"{path.name} {of_file(path)}" for path in files)])


def _read(folder: Path, key: str, review: Review) -> Protected | None:
    with suppress(OSError, CriticalPointsError):
        if key and (folder / _KEY).read_text(encoding="utf-8") == _facts(key, folder):
            return read_protected(folder, review.labels)
    return None
