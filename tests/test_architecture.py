"""Imports point one way, and heavy libraries stay in their rooms."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "critical_points"

#: The rooms from the top of the house to the bottom; a room imports from those below it only.
HOUSE = [
    ["__main__"],
    ["cli"],
    ["terminal", "scaffold", "diagnosis", "explorer", "tour"],
    ["reports"],
    ["documents"],
    ["sentences", "figures", "tables"],
    ["plan", "schedule", "outcomes"],
    ["notes"],
    ["workbook"],
    ["display", "results", "decimals"],
    ["sharing"],
    ["estimates"],
    ["releases"],
    ["disclosure"],
    ["tallies"],
    ["storage"],
    ["cleaning"],
    ["decisions"],
    ["mapping"],
    ["scales"],
    ["exports"],
    ["workspace"],
    ["instrument", "instrument_checks"],
    ["facts", "fingerprints", "publication", "wall"],
    ["language"],
    ["errors", "syntax", "memory"],
    ["messages"],
]
FLOOR = {room: level for level, rooms in enumerate(HOUSE) for room in rooms}

#: Which rooms may import a library; the command imports none of them before it needs them.
RESERVED = {
    "matplotlib": {"figures"},
    "seaborn": {"figures"},
    "nbconvert": {"reports", "documents"},
    "nbclient": {"reports"},
    "nbformat": {"reports", "documents"},
    "openpyxl": {"workbook", "exports", "decisions", "notes", "documents"},
    "pptx": {"documents"},
    "python_calamine": {"exports"},
    "pypdf": {"workbook", "documents"},
    "typst": {"workbook"},
    "simplemma": {"notes"},
    "ipywidgets": {"explorer"},
    "typer": {"cli"},
    "distributed": set(),  # whoever counts with it hands its executor over
    "dask": set(),
    "rich": {"terminal"},
}


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


#: Rooms that tell results and therefore see protected ones only.
BEHIND_PROTECTION = {"documents"}
ANSWERS = {"storage", "cleaning", "decisions", "mapping", "scales", "exports"}

MODULES = [path for path in sorted(PACKAGE.rglob("*.py")) if path.parent != PACKAGE or path.name != "__init__.py"]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_point_down(path: Path) -> None:
    room = room_of(path)
    assert room in FLOOR, f"place {room!r} in the house"
    for name in imports(path):
        if name.startswith("critical_points."):
            other = name.split(".")[1]
            if other in ("__version__", room) or {other, room} == {"instrument", "instrument_checks"}:
                continue  # the checks name the types of what they check
            assert FLOOR[other] > FLOOR[room], f"{room} imports {other}, which is not below it"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_libraries_stay_in_their_rooms(path: Path) -> None:
    for name in imports(path):
        allowed = RESERVED.get(name.split(".")[0])
        assert allowed is None or room_of(path) in allowed, f"{name} does not belong into {room_of(path)}"


@pytest.mark.parametrize("path", [path for path in MODULES if room_of(path) in BEHIND_PROTECTION], ids=str)
def test_documents_see_protected_results_only(path: Path) -> None:
    rooms = {name.split(".")[1] for name in imports(path) if name.startswith("critical_points.")}
    assert not rooms & ANSWERS


def test_the_page_that_draws_the_house_names_every_room() -> None:
    page = (PACKAGE.parent / "ARCHITECTURE.md").read_text(encoding="utf-8")
    missing = [room for room in FLOOR if room != "__main__" and f"`{room}`" not in page]
    assert not missing
