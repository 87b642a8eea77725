"""Protected counts of one wave, with what was asked, as a file that other organisations may have."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from critical_points.disclosure import Protected
from critical_points.disclosure.detail import FULL
from critical_points.publication import only_run, publishing
from critical_points.releases import prepare_files, record_release
from critical_points.sharing.files import COLUMNS, STATUSES, TITLE, describe_file, schema_of, wording_of
from critical_points.tallies import ALL, CELL
from critical_points.workspace import Review


def write_shared(safe: Protected, wave: str, organisation: str, path: Path) -> Path:
    """Write the counts of a wave that may be shown in full, without units, and beside them the schema of the file.

    Parameters
    ----------
    safe : Protected
        The protected set that everything published of the wave comes from.
    wave : str
        The wave.
    organisation : str
        Whose answers they are.
    path : Path
        The CSV to be made; the schema takes its name with ``.schema.json``.

    Returns
    -------
    Path
        The CSV: UTF-8, commas, lines of metadata that begin with "#" before the header.
    """
    full = safe.cells[(safe.cells["detail"] == FULL) & (safe.cells["wave"] == wave) & (safe.cells["unit"] == ALL)]
    rows = safe.counts.merge(full[CELL], on=CELL)
    rows = rows[rows["kind"].isin(list(STATUSES))].sort_values([*CELL, "status", "score"], kind="stable")
    lines = io.StringIO()
    for name, value in _metadata(safe, wave, organisation):
        lines.write(f"# {name}: {value}\n" if value else f"# {name}\n")
    rows[list(COLUMNS)].to_csv(lines, index=False, lineterminator="\n")
    path.write_text(lines.getvalue(), encoding="utf-8", newline="\n")
    schema = json.dumps(describe_file(safe.minimum), ensure_ascii=False, indent=1)
    schema_of(path).write_text(schema + "\n", encoding="utf-8", newline="\n")
    return path


def share_wave(review: Review, wave: str) -> Path:
    """Write what other organisations may have of a wave into its report's folder, ``shared``.

    Parameters
    ----------
    review : Review
        The workspace.
    wave : str
        The wave.

    Returns
    -------
    Path
        The CSV; see `write_shared`.

    Raises
    ------
    DecisionNeededError
        When the file and what was published before would tell together of fewer respondents than may be told of.
    WriteError
        When the folder cannot be written to.
    """
    name = f"shared/tally-{review.wave(wave).name}.csv"
    with only_run(review.root), publishing(review.reports_folder(wave)) as staged:
        release = prepare_files(review, wave)
        (staged / name).parent.mkdir()
        path = write_shared(release.safe, wave, review.organisation, staged / name)
        record_release(review, release, {"shared": (name, f"shared/{schema_of(path).name}")}, staged)
    return review.reports_folder(wave) / name


def _metadata(safe: Protected, wave: str, organisation: str) -> Iterator[tuple[str, str]]:
    instrument = safe.labels.instrument
    yield TITLE, ""
    yield "organisation", _one_line(organisation)
    yield "wave", wave
    yield "instrument", instrument.key
    yield "minimum", str(safe.minimum)
    yield "made", date.today().isoformat()
    asked = set(safe.items.loc[safe.items["wave"] == wave, "item"])
    for item in instrument.items:
        if item.key in asked:
            yield f"item {item.key}", wording_of(item)


def _one_line(text: str) -> str:
    """Return a text without line breaks and control characters: it stands in a line of its own."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
