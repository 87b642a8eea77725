"""The tutorial runs to its end in a fresh workspace, by itself and in JupyterLab, where the explorer answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Page

from critical_points.reports.execution import run_notebooks
from critical_points.reports.notebooks import paragraphs, read_notebook
from critical_points.scaffold import new_workspace
from critical_points.workspace import open_review
from tests.browser import REQUIRED, find_browser, open_browser
from tests.lab import open_notebook, run_all, run_lab

ROOT = Path(__file__).parents[1]
TUTORIAL = Path("notebooks", "tutorial", "tutorial.ipynb")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_workspace(tmp_path_factory.mktemp("ensimmäinen päivä") / "työtila", demo=True).root


def code(notebook: nbformat.NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def test_it_is_in_the_workspace_s_language_and_no_page_of_the_report(tmp_path: Path) -> None:
    titles = {"fi": "# Ensimmäiset askeleet", "sv": "# De första stegen", "en": "# First steps"}
    told = {}
    for language in titles:
        root = new_workspace(tmp_path / language, language=language).root
        told[language] = read_notebook(root / TUTORIAL)
        assert [path.parent.name for path in open_review(root).notebooks] == ["notebooks"] * len(
            open_review(root).notebooks
        )
    assert {language: paragraphs(notebook)[0] for language, notebook in told.items()} == titles
    assert code(told["fi"]) == code(told["sv"]) == code(told["en"])
    assert not set(paragraphs(told["fi"])) & set(paragraphs(told["en"]))


def test_it_is_stored_without_outputs_and_names_the_kernel_that_every_jupyter_has() -> None:
    notebook = read_notebook(ROOT / TUTORIAL)
    assert notebook.metadata["kernelspec"] == {"display_name": "Python 3", "language": "python", "name": "python3"}
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in cells)


@pytest.mark.parametrize("path", sorted(ROOT.glob("notebooks/**/*.ipynb")), ids=lambda path: path.stem)
def test_every_notebook_opens_in_jupyterlab_and_vs_code(path: Path) -> None:
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)  # cells have ids, which both editors keep
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    assert notebook.metadata["kernelspec"]["name"] == "python3"
    assert notebook.metadata["language_info"]["name"] == "python"  # without it, VS Code asks what language it is


@pytest.mark.parametrize("place", [".", "notebooks", "notebooks/tutorial", "data/raw/2026"])
def test_the_workspace_is_found_from_whatever_folder_an_editor_runs_in(
    place: str, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workspace / place)
    assert open_review().root == workspace


@pytest.mark.slow
def test_it_runs_to_its_end(workspace: Path) -> None:
    path = workspace / TUTORIAL
    notebook = read_notebook(path)
    assert not run_notebooks({path: notebook}, path.parent)
    shown = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", [])]
    assert "application/vnd.jupyter.widget-view+json" in shown[-1]
    assert sum(any(kind.startswith("image/") for kind in data) for data in shown) == 5
    assert (path.parent / "scores.xlsx").is_file()
    assert (path.parent / "votes.png").is_file()


@pytest.fixture
def page() -> Iterator[Page]:
    program = find_browser()
    if program is None:
        import os

        assert REQUIRED not in os.environ, "no Chromium was found"
        pytest.skip("no Chromium was found")
    with open_browser(program) as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.set_default_timeout(60_000)
        yield page


@pytest.mark.slow
@pytest.mark.browser
def test_in_jupyterlab_all_cells_run_and_the_explorer_answers(workspace: Path, page: Page, tmp_path: Path) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with run_lab(workspace, tmp_path) as address:
        open_notebook(page, address, TUTORIAL.as_posix())
        run_all(page)
        assert page.locator(".jp-OutputArea-output[data-mime-type*='error'], [data-mime-type*='stderr']").count() == 0
        view = page.get_by_label("Mitä näytetään")
        view.scroll_into_view_if_needed()
        heading = page.locator(".widget-output").page.get_by_role("status").last
        assert heading.inner_text() == "Lämpökartta · 2026 · Kriittiset pisteet"
        keys = "list => list.dataset.lmSuppressShortcuts === 'true'"  # until then, JupyterLab has the arrow keys
        page.wait_for_function(keys, arg=view.element_handle())
        view.focus()
        page.keyboard.press("ArrowDown")
        page.get_by_text("Arviot ja niiden luottamusvälit · 2026 · Kriittiset pisteet").wait_for()
        page.get_by_label("Ryhmä", exact=True).select_option(label="johto")
        page.get_by_label("Kieli").select_option(label="English")
        page.get_by_text("Ratings with intervals · 2026 · Critical points · management").wait_for()
        page.get_by_role("cell", name="under 5").first.wait_for()
        page.screenshot(path=tmp_path / "explorer.png")
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
