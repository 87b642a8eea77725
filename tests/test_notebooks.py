"""Notebooks narrate: no logic, no paths, no stored outputs; and they run in Jupyter as they are."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path

import nbformat
import pytest

import critical_points as cp
from critical_points.reports.execution import run_notebooks
from critical_points.reports.notebooks import read_notebook

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NAMES = [path.stem for path in NOTEBOOKS]


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def test_the_notebooks_of_the_report_are_there() -> None:
    pages = ["01_data_quality", "02_points_and_levels", "03_groups", "04_year_over_year", "05_priorities", "06_plan"]
    assert [*pages, "07_discussion", "08_points", "09_benchmark", "10_methods", "index"] == NAMES


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_no_outputs_are_stored(path: Path) -> None:
    assert all(not cell.outputs and cell.execution_count is None for cell in code_cells(path))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_the_parameters_come_first_and_each_has_its_plain_value(path: Path) -> None:
    first = code_cells(path)[0]
    assert first.metadata["tags"] == ["parameters"]
    names = [ast.unparse(node.targets[0]) for node in ast.parse(first.source).body if isinstance(node, ast.Assign)]
    assert names == ["wave", "against", "language", *(["point"] if path.stem == "08_points" else [])]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_cells_hold_no_logic_no_paths_and_only_public_names(path: Path) -> None:
    for cell in code_cells(path)[1:]:
        tree = ast.parse(cell.source)
        logic = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.If, ast.Lambda, ast.Try, ast.ListComp)
        assert not [node for node in ast.walk(tree) if isinstance(node, logic)], cell.source
        used = re.findall(r"\bcp\.(\w+)", cell.source)
        assert set(used) <= set(cp.__all__)
        assert "/" not in cell.source


SETUP = """import critical_points as cp

review = cp.open_review(language=language)
safe = cp.open_results(review, [wave, against])"""

#: What gives answers of respondents, or counts of them that are not protected; a page is made without these.
UNPROTECTED = {"clean", "discussion", "load", "protect", "tabulate_problems", "tally"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_they_have_protected_results_and_no_way_to_anything_else(path: Path) -> None:
    assert code_cells(path)[1].source.startswith(SETUP)
    for cell in code_cells(path)[1:]:
        tree = ast.parse(cell.source)
        imported = [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
        assert set(imported) <= {"import critical_points as cp"}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                name = ast.unparse(node)
                assert name in {"review.language", "review.threshold"} or name.removeprefix("cp.") in cp.__all__, name
                assert node.attr not in UNPROTECTED, name
            elif isinstance(node, ast.Name):
                assert not node.id.startswith("_")
                assert node.id not in {"open", "getattr", "vars", "eval", "exec", "globals", "locals"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_every_result_follows_a_claim(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    assert cells[0].source.startswith("# ")
    results = [n for n, cell in enumerate(cells) if cell.cell_type == "code" and "import" not in cell.source][1:]
    for n in results:
        assert cells[n - 1].cell_type == "markdown" or n - 1 in results, cells[n].source


@pytest.mark.slow
def test_they_run_in_jupyter_as_they_are_from_their_own_folder(tmp_path: Path) -> None:
    for name in ("notebooks", "data/raw"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns(".*"))
    shutil.copy(ROOT / "review.toml", tmp_path)
    notebooks = {path: read_notebook(path) for path in sorted((tmp_path / "notebooks").glob("*.ipynb"))}
    failures = run_notebooks(notebooks, tmp_path / "notebooks", lambda _: None)
    assert not failures
    shown = [output for node in notebooks.values() for cell in node.cells for output in cell.get("outputs", [])]
    pictures = [output for output in shown if "image/svg+xml" in output.get("data", {})]
    assert len(pictures) == 18
    assert all(output["metadata"]["image/svg+xml"]["alt"] for output in pictures)
