"""Two simple ways of hiding, to compare with: small cells only, and two a line."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.attacker.publications import ALL, Cell, Key, Publication
from benchmarks.attacker.truth import Truth

MINIMUM = 5


def publish_primary(truth: Truth, absent: set[tuple[str, str]], *, crossing: bool) -> Publication:
    """Hide the cells of one to four respondents, and nothing else."""
    cells = truth.cells(crossing=crossing)
    return _publication(truth, absent, cells, _small(cells))


def publish_two_per_line(truth: Truth, absent: set[tuple[str, str]], *, crossing: bool) -> Publication:
    """Hide small cells, and in every line where one is hidden alone the smallest other one."""
    cells = truth.cells(crossing=crossing)
    hidden = _small(cells)
    lines = [sorted(line) for line in _lines(cells).values()]
    changed = True
    while changed:
        changed = False
        for line in lines:
            open_ = [key for key in line if key not in hidden and cells[key].n]
            if len(line) - len([key for key in line if key not in hidden]) == 1 and open_:
                hidden.add(min(open_, key=lambda key: cells[key].n or 0))
                changed = True
    return _publication(truth, absent, cells, hidden)


def _small(cells: Mapping[Key, Cell]) -> set[Key]:
    return {key for key, cell in cells.items() if 0 < (cell.n or 0) < MINIMUM}


def _lines(cells: Mapping[Key, Cell]) -> dict[tuple[str, ...], list[Key]]:
    """Return the cells that add up to a total: groups, units, groups of a unit, units of a group."""
    lines: dict[tuple[str, ...], list[Key]] = {}
    for key in cells:
        if key.group != ALL:
            lines.setdefault(("groups", key.unit, key.layer, key.subject), []).append(key)
        if key.unit != ALL:
            lines.setdefault(("units", key.group, key.layer, key.subject), []).append(key)
    return lines


def _publication(
    truth: Truth, absent: set[tuple[str, str]], cells: Mapping[Key, Cell], hidden: set[Key]
) -> Publication:
    small = _small(cells)
    reasons = {key: "fewer than 5" if key in small else "protects another cell" for key in hidden}
    marked = {key: Cell(hidden=True, why=reasons[key]) if key in hidden else cell for key, cell in cells.items()}
    return Publication(truth.wave, marked, truth.subjects, absent)
