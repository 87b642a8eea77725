"""Processed data in and out, each wave with the origin of what it holds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from critical_points import __version__
from critical_points.cleaning import Answers, clean, join
from critical_points.publication import only_run, publishing
from critical_points.workspace import Review

#: Written last into a wave's folder: where its frames come from.
PROVENANCE = "provenance.json"

_FRAMES = tuple(field.name for field in fields(Answers) if field.name != "labels")


@dataclass(frozen=True)
class Source:
    """A file that results rest on.

    Parameters
    ----------
    name : str
        Its path inside the workspace, with forward slashes.
    sha256 : str
        Its checksum.
    """

    name: str
    sha256: str


def sources(review: Review, wave: str) -> tuple[Source, ...]:
    """Return every file that a wave's processed data rests on: exports, decisions, settings, instrument."""
    paths = [*review.raw_files(wave), review.mapping_file(wave), review.root / "review.toml"]
    found = tuple(Source(_name(path, review.root), _checksum(path)) for path in paths if path.is_file())
    asked = hashlib.sha256(repr(review.instrument).encode()).hexdigest()
    return (*found, Source("instrument", asked))


def save(review: Review, wave: str, answers: Answers) -> Path:
    """Write a wave's processed data, whole or not at all.

    Parameters
    ----------
    review : Review
        The workspace.
    wave : str
        The wave.
    answers : Answers
        Its clean answers.

    Returns
    -------
    Path
        The wave's folder: a Parquet file a frame, and ``provenance.json``.

    Raises
    ------
    WriteError
        When the folder cannot be written; what was there stays.
    """
    folder = review.processed(wave)
    facts = {
        "wave": wave,
        "version": __version__,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "sources": {source.name: source.sha256 for source in sources(review, wave)},
    }
    with only_run(review.root), publishing(folder) as staged:
        for name in _FRAMES:
            getattr(answers, name).to_parquet(staged / f"{name}.parquet", index=False)
        text = json.dumps(facts, ensure_ascii=False, indent=1)
        (staged / PROVENANCE).write_text(text, encoding="utf-8")
    return folder


def is_fresh(review: Review, wave: str) -> bool:
    """Tell whether a wave's processed data rests on the files as they are now."""
    try:
        facts = json.loads((review.processed(wave) / PROVENANCE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    now = {source.name: source.sha256 for source in sources(review, wave)}
    whole = all((review.processed(wave) / f"{name}.parquet").is_file() for name in _FRAMES)
    return whole and facts.get("version") == __version__ and facts.get("sources") == now


def refresh(review: Review, wave: str) -> bool:
    """Clean a wave again where its files have changed.

    Returns
    -------
    bool
        True where it was cleaned.

    Raises
    ------
    CriticalPointsError
        As `clean` and `save`.
    """
    if is_fresh(review, wave):
        return False
    save(review, wave, clean(review, wave))
    return True


def load(review: Review, waves: str | Iterable[str | None] | None = None) -> Answers:
    """Return clean answers, cleaning first where raw files have changed.

    Parameters
    ----------
    review : Review
        The workspace.
    waves : str or iterable of (str or None), optional
        The waves wanted, None passed over; by default every wave that has raw files.

    Returns
    -------
    Answers

    Raises
    ------
    CriticalPointsError
        As `clean`.
    """
    wanted = [waves] if isinstance(waves, str) else [name for name in waves or () if name is not None]
    names = wanted or [name for name in review.waves if review.raw_files(name)] or [review.newest]
    parts = []
    for wave in names:
        refresh(review, review.wave(wave).name)
        folder = review.processed(wave)
        parts.append({name: pd.read_parquet(folder / f"{name}.parquet") for name in _FRAMES})
    return join(parts, review.labels)


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _checksum(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
