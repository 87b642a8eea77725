"""A workspace with the answers of many schools, a file each."""

from __future__ import annotations

from pathlib import Path
from random import Random

from critical_points.workspace import Review
from tests.small_exports import INSTRUMENT, LABELS, csv_of, small_workspace

#: What a cell may hold: a label, a non-answer, nothing, or something that is not understood.
_CELLS = (*LABELS, "En osaa sanoa", "", "ehkä joskus")
_WEIGHTS = (20, 40, 60, 80, 40, 10, 10, 1)


def write_workspace(folder: Path, files: int, rows: int, seed: int = 20261122) -> Review:
    """Write the exports of some schools, each with so many respondents, as schools are.

    The last one left a statement out, and every second one writes its units in small letters.
    """
    dice = Random(seed)
    groups = [group.name["fi"] for group in INSTRUMENT.groups[:4]]
    made = {}
    for number in range(files):
        items = INSTRUMENT.items[: -1 if number == files - 1 else None]
        units = [unit.lower() if number % 2 else unit for unit in ("Keskusta", "Ranta", "Mäki")]
        answers = [
            [
                f"{1 + n % 28}.3.2026 klo {8 + number % 9}.{n % 60:02}.{dice.randrange(60):02}",
                *dice.choices(_CELLS, _WEIGHTS, k=len(items)),
                dice.choice(groups),
                dice.choice(units),
            ]
            for n in range(rows)
        ]
        head = ["Aikaleima", *(item.text["fi"] for item in items), "Vastaajaryhmä", "Toimipiste"]
        made[f"2026/school-{number}.csv"] = csv_of(head, *answers)
    return small_workspace(folder, made)
