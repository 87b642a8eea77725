"""A tiny workspace whose notebooks show one of each: narration, figure, table, output, words of the reader."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import nbformat
import pandas as pd

from critical_points.disclosure import Protected
from critical_points.instrument import Instrument
from critical_points.language import Language
from critical_points.releases import Edition
from critical_points.releases.preparing import Release
from critical_points.reports import build_reports
from critical_points.workspace import Review, Wave

FIGURE = """
from io import BytesIO
from IPython.display import display
from matplotlib.figure import Figure
figure, png = Figure(figsize=(6, 2.4), layout="constrained"), BytesIO()
figure.subplots().barh(["Siirtymät", "Työpaikkaohjaus"], [2.9, 3.6])
figure.savefig(png, dpi=200)
alt = "Siirtymät 2,9. Työpaikkaohjaus 3,6."
display({"image/png": png.getvalue()}, raw=True, metadata={"image/png": {"alt": alt}})
"""

TABLE = """
import pandas as pd
frame = pd.DataFrame({"n": [182, 210], "ka.": ["3,4", "3,6"], "Selite": ["heikko", "hyvä"]}, index=["2025", "2026"])
frame
"""

WIDE = "pd.DataFrame([[1000.5] * 25], columns=[f'Pitkähkö sarakeotsikko {n}' for n in range(25)])"

DETAILS = """
from IPython.display import HTML
HTML(f"<details class='data'><summary>Kuvion luvut</summary>{frame.to_html()}</details>")
"""

INTRODUCTION = """# Kriittisten pisteiden *katselmus*

Henkilöstö arvioi kahdeksan pistettä. Kyselyn <b>tulokset</b> & tulkinta ovat [sivuilla](01_points.html).

## Mitä kehitetään

- Siirtymät ja poikkeustilanteet
- Kehittävä palaute

#### Yhteistyövelvoitteidenhuomioimiskäytännöt organisaatiossamme
"""

Cells = Sequence[str]
INDEX: Cells = (f"%%{INTRODUCTION}", "#parameters", FIGURE, TABLE, DETAILS, "## Ero", "print(wave, against, language)")
POINTS: Cells = (
    "%%# Pisteet ja tasot\n\n## Pisteet\n\nLuvut **kaikista** vastaajista.\n\n### Siirtymät",
    "#parameters",
    FIGURE,
    "%%### Palaute",
    TABLE,
    WIDE,
    "%%## Tasot",
)


def notebook(cells: Cells) -> nbformat.NotebookNode:
    """Return a notebook; a cell that begins with %% is narration, "#parameters" the parameters cell."""
    made = nbformat.v4.new_notebook()
    for source in cells:
        if source.startswith(("%%", "## ")):
            made.cells.append(nbformat.v4.new_markdown_cell(source.removeprefix("%%").strip()))
        elif source == "#parameters":
            text = 'wave = "2026"\nagainst = None\nlanguage = "fi"'
            made.cells.append(nbformat.v4.new_code_cell(text, metadata={"tags": ["parameters"]}))
        else:
            made.cells.append(nbformat.v4.new_code_cell(source.strip()))
    return made


def tiny_workspace(root: Path, notebooks: Mapping[str, Cells] | None = None, code: str = "fi") -> Review:
    """Write a workspace of two waves, and return it as a review."""
    shown = {"index": INDEX, "01_points": POINTS} if notebooks is None else notebooks
    (root / "notebooks").mkdir(parents=True, exist_ok=True)
    for name, cells in shown.items():
        nbformat.write(notebook(cells), root / "notebooks" / f"{name}.ipynb")
    for wave in ("2025", "2026"):
        folder = root / "data" / "raw" / wave
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "vastaukset.csv").write_text(f"wave;{wave}\n", encoding="utf-8")
    return opened(root, code)


def opened(root: Path, code: str = "fi") -> Review:
    """Return the review of a tiny workspace, with nothing in its instrument but the title."""
    title = {"fi": "Kriittiset pisteet", "sv": "Kritiska punkter", "en": "Critical points"}
    nothing = Instrument("tiny", title, (), (), (), (), (), (), (), {}, ())
    waves = {wave: Wave(wave) for wave in ("2025", "2026")}
    return Review(root, "Kärki & <Pohja> koulutuskuntayhtymä", Language(code), nothing, 5, waves)


def nothing_released(review: Review, report: str, _waves: Sequence[str], *, withdraw: bool = False) -> Release:
    """Return a release without results: the files of a tiny workspace are not answers."""
    places = ["wave", "group", "unit", "kind", "subject"]
    counts = pd.DataFrame(columns=[*places, "status", "score", "n"])
    hidden, cells = pd.DataFrame(columns=[*places, "why"]), pd.DataFrame(columns=[*places, "n", "detail"])
    items = pd.DataFrame(columns=["wave", "item", "comparable"])
    safe = Protected(counts, hidden, cells, items, review.labels, 5, counts.head(0), counts.head(0))
    return Release(safe, {}, Edition(report, 1, "2026-05-04T12:00:00+03:00", {}, 5, {}, {}), (), ())


@contextmanager
def without_answers() -> Iterator[None]:
    """Make reports of tiny workspaces, whose files are not answers."""
    with (
        patch("critical_points.reports.making.refresh"),
        patch("critical_points.reports.making.prepare_release", nothing_released),
    ):
        yield


if __name__ == "__main__":
    with without_answers():
        build_reports(opened(Path(sys.argv[1])), "2026")
