"""Processed data in and out, each wave with the origin of what it holds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path

import pandas as pd

from critical_points import __version__
from critical_points.cleaning import Answers, clean, join
from critical_points.publication import only_run, publishing
from critical_points.wall import keep_out
from critical_points.workspace import SETTINGS, Review

#: Where a wave's frames come from, and the checksums of both.
PROVENANCE = "provenance.json"

#: Two notebooks may be opened at once: the second one waits so many seconds for the first one to clean.
_PATIENCE = 60

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
    """Return every file that a wave's processed data rests on: exports, decisions so far, settings, instrument."""
    before = takewhile(lambda name: name != wave, review.waves)
    decided = [review.mapping_file(name) for name in (wave, *before)]
    paths = [*review.raw_files(wave), *decided, review.root / SETTINGS]
    found = tuple(_source(path, review.root) for path in paths if path.is_file())
    return (*found, Source("instrument", review.instrument.fingerprint))


def save(review: Review, wave: str, answers: Answers, origin: tuple[Source, ...] | None = None) -> Path:
    """Write a wave's processed data, whole or not at all.

    Parameters
    ----------
    review : Review
        The workspace.
    wave : str
        The wave.
    answers : Answers
        Its clean answers.
    origin : tuple of Source, optional
        The files that the answers were made from, as they were before; by default as they are now.

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
    with only_run(review.root), publishing(folder) as staged:
        for name in _FRAMES:
            getattr(answers, name).to_parquet(staged / f"{name}.parquet", index=False)
        facts = {
            "wave": wave,
            "version": __version__,
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "sources": {source.name: source.sha256 for source in origin or sources(review, wave)},
            "frames": {name: _checksum(staged / f"{name}.parquet") for name in _FRAMES},
        }
        text = json.dumps(facts, ensure_ascii=False, indent=1)
        (staged / PROVENANCE).write_text(text, encoding="utf-8")
    return folder


def is_fresh(review: Review, wave: str) -> bool:
    """Tell whether a wave's processed data is whole and rests on the files as they are now."""
    folder = review.processed(wave)
    try:
        facts = json.loads((folder / PROVENANCE).read_text(encoding="utf-8"))
        frames = {name: _checksum(folder / f"{name}.parquet") for name in _FRAMES}
    except (OSError, ValueError):
        return False
    now = {source.name: source.sha256 for source in sources(review, wave)}
    wanted = {"version": __version__, "sources": now, "frames": frames}
    return isinstance(facts, dict) and {key: facts.get(key) for key in wanted} == wanted


def refresh(review: Review, wave: str) -> bool:
    """Clean a wave again where its files have changed; where another run is cleaning it, wait for that.

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
    with only_run(review.root, _PATIENCE):
        if is_fresh(review, wave):
            return False
        origin = sources(review, wave)
        save(review, wave, clean(review, wave), origin)
    return True


def load(review: Review, waves: str | Iterable[str | None] | None = None) -> Answers:
    """Return clean answers, cleaning first where raw files have changed.

    Parameters
    ----------
    review : Review
        The workspace.
    waves : str or iterable of (str or None), optional
        The waves wanted, each once and None passed over; by default every wave that has raw files.

    Returns
    -------
    Answers

    Raises
    ------
    CriticalPointsError
        As `clean`, and within a notebook of a report: that has `open_results`.
    """
    keep_out("cp.load")
    wanted = [waves] if isinstance(waves, str) else [name for name in waves or () if name is not None]
    names = list(dict.fromkeys(wanted)) or [name for name in review.waves if review.raw_files(name)] or [review.newest]
    parts = []
    for wave in names:
        refresh(review, review.wave(wave).name)
        folder = review.processed(wave)
        parts.append({name: pd.read_parquet(folder / f"{name}.parquet") for name in _FRAMES})
    return join(parts, review.labels)


def _source(path: Path, root: Path) -> Source:
    """Return a file with its checksum, "" for one that cannot be read: reading it will say why."""
    try:
        checksum = _checksum(path)
    except OSError:
        checksum = ""
    return Source(path.relative_to(root).as_posix(), checksum)


def _checksum(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
