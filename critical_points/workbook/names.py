"""Names by which a workbook's fields are found again: defined names of the file, whatever moves or is renamed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from critical_points.exports.archive import FORM

#: The name of the cell that tells the version, the wave and the language; `exports` knows a workbook by it.
STAMP = FORM


def name_field(key: str) -> str:
    """Return the defined name of a field: ``cp_point_reachability_works``; no spreadsheet takes it for a cell."""
    return "cp_" + key.replace(".", "_")


def keys_by_name(keys: Iterable[str]) -> Mapping[str, str]:
    """Return the key of each defined name; names are compared without regard to capitals, as spreadsheets do."""
    return {name_field(key).casefold(): key for key in keys}


def write_stamp(version: int, wave: str, language: str) -> str:
    """Return what tells a form apart: ``1 · fi · 2026``."""
    return f"{version} · {language} · {wave}"


def read_stamp(text: str) -> tuple[int | None, str, str]:
    """Return version, wave and language of a stamp; None and "" where it is none."""
    parts = [part.strip() for part in text.split("·", 2)]
    if len(parts) < 3 or not parts[0].isdecimal():
        return None, "", ""
    return int(parts[0]), parts[2], parts[1]
