from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from jupyter_client.kernelspec import KernelSpec

from critical_points.errors import NotebookError, SettingsError, UnreadableError, WriteError
from critical_points.language import Language
from critical_points.reports import build_reports
from critical_points.reports.markup import describes, forbidden, put_in_order
from critical_points.reports.notebooks import paragraphs, prepare
from tests.killing import Run, descendants, is_alive, rehearse
from tests.pages_support import FIGURE, INTRODUCTION, notebook, tiny_workspace, without_answers

FI = Language("fi")


@pytest.fixture(autouse=True)
def no_answers() -> Iterator[None]:
    """The files of a tiny workspace are not answers."""
    with without_answers():
        yield


def in_order(body: str, folder: Path = Path()) -> BeautifulSoup:
    html = put_in_order(f"<html><body><main>{body}</main></body></html>", "Etusivu", Language("en"), folder)
    return BeautifulSoup(html, "html.parser")


def words(html: BeautifulSoup, selector: str) -> list[str]:
    return [" ".join(tag.get_text().split()) for tag in html.select(selector)]


# --- a whole report


def test_each_notebook_becomes_a_page_with_its_parameters(tmp_path: Path) -> None:
    steps: list[tuple[int, int, str]] = []
    pages = build_reports(tiny_workspace(tmp_path), "2026", progress=lambda *step: steps.append(step))
    assert pages == [tmp_path / "reports" / "2026" / name for name in ("index.html", "01_points.html")]
    html = BeautifulSoup(pages[0].read_text(encoding="utf-8"), "html.parser")
    assert html.html is not None
    assert html.html["lang"] == "fi"
    assert words(html, "title") == ["Kriittisten pisteiden katselmus – 2026 – Kärki & <Pohja> koulutuskuntayhtymä"]
    assert words(html, "h1") == ["Kriittisten pisteiden katselmus"]
    assert "2026 2025 fi" in words(html, "pre")
    assert "import" not in html.get_text()
    assert words(html, "nav.pages a[aria-current=page]") == ["Kriittisten pisteiden katselmus"]
    assert [a["href"] for a in html.select("nav.pages a")] == ["index.html", "01_points.html"]
    assert [img["alt"] for img in html.select("figure > img")] == ["Siirtymät 2,9. Työpaikkaohjaus 3,6."]
    # two waves are cleaned; the index has six cells of code and the other page five, parameters twice
    assert [done for done, _, _ in steps] == list(range(1, 14))
    assert {total for _, total, _ in steps} == {13}


def test_the_footer_tells_sources_versions_and_time_and_is_the_same_on_all_pages(tmp_path: Path) -> None:
    pages = build_reports(tiny_workspace(tmp_path), "2026", language="en")
    footers = [BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").footer for page in pages]
    footer = footers[0]
    assert footer is not None
    told = " ".join(footer.get_text().split())
    for wave in ("2026", "2025"):
        checksum = hashlib.sha256(f"wave;{wave}\n".encode()).hexdigest()[:12]
        assert f"data/raw/{wave}/vastaukset.csv {checksum}" in told
    assert f"Python\xa0{sys.version.split()[0]}" in footer.get_text()
    assert re.search(r"critical-points\s\d", told)
    assert footer.time is not None
    made = datetime.fromisoformat(str(footer.time["datetime"]))
    assert abs((datetime.now().astimezone() - made).total_seconds()) < 120
    assert str(footers[1]) == str(footer)


def test_narration_is_in_the_readers_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    swedish = {"# Pisteet": "# Punkter", "Luvut **kaikista**\nvastaajista.": "Siffror för *alla*."}
    monkeypatch.setattr(Language, "narration", lambda self, paragraph: swedish.get(paragraph, paragraph))
    review = tiny_workspace(tmp_path, {"a": ["%%# Pisteet\n\n\nLuvut **kaikista**\nvastaajista.\n\nLoppu."]})
    (page,) = build_reports(review, "2026", language="sv")
    html = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    assert words(html, "h1") == ["Punkter"]
    assert words(html, "main p") == ["Siffror för alla.", "Loppu."]
    assert words(html, "title")[0].startswith("Punkter – 2026")
    assert html.html is not None
    assert html.html["lang"] == "sv"


def test_a_notebook_runs_in_this_python_in_the_workspace_and_alone(tmp_path: Path) -> None:
    tell = "import json, os, sys; print(json.dumps([os.getcwd(), sys.executable, os.getpid(), 'mine' in globals()]))"
    review = tiny_workspace(tmp_path, {"a": ["mine = 1", tell], "b": [tell], "c": [tell]})
    for path in review.notebooks:
        node = nbformat.read(path, as_version=4)
        node.metadata["kernelspec"] = {"name": "ir", "display_name": "R", "language": "R"}
        nbformat.write(node, path)
    pages = build_reports(review, "2026")
    told = [json.loads(words(BeautifulSoup(page.read_text(), "html.parser"), "pre")[-1]) for page in pages]
    assert {(place, python) for place, python, _, _ in told} == {(os.path.realpath(tmp_path), sys.executable)}
    assert len({process for _, _, process, _ in told}) == 3
    assert [mine for *_, mine in told] == [True, False, False]


def test_files_of_others_stay_and_no_trace_of_the_making_is_left(tmp_path: Path) -> None:
    review = tiny_workspace(tmp_path, {"a": ["1 + 1"]})
    folder = review.reports_folder("2026")
    folder.mkdir(parents=True)
    (folder / "muistio.docx").write_text("mine")
    build_reports(review, "2026")
    assert sorted(path.name for path in folder.iterdir()) == ["a.html", "muistio.docx", "published.json"]
    assert [path.name for path in folder.parent.iterdir()] == ["2026"]


def test_an_unknown_wave_and_no_notebook_are_told(tmp_path: Path) -> None:
    review = tiny_workspace(tmp_path, {})
    with pytest.raises(SettingsError, match="2027"):
        build_reports(review, "2027")
    with pytest.raises(NotebookError, match="There is no notebook"):
        build_reports(review, "2026")
    assert not (tmp_path / "reports").exists()


# --- notebooks that fail


def test_every_notebook_that_fails_is_named_with_cell_source_and_error(tmp_path: Path) -> None:
    review = tiny_workspace(tmp_path, {"index": ["# comment\nwhole = 1\nwhole"], "b": ["1"]})
    before = {page: page.read_bytes() for page in build_reports(review, "2026")}
    fails = ["%%# Sivu", "#parameters", "fine = 1", "rows = {}\nrows['mean']\nprint('x')\nprint('y')"]
    tiny_workspace(tmp_path, {"b": fails, "c": ["1 / 0"]})
    with pytest.raises(NotebookError) as caught:
        build_reports(review, "2026")
    first, second = caught.value.faults
    assert (first.where, first.what) == ("b.ipynb, cell 4", "KeyError: 'mean'")
    assert first.suggestion.split("\n") == [
        "",
        *(f"      | {line}" for line in ["rows = {}", "rows['mean']", "print('x')", "…"]),
    ]
    assert (second.where, second.what) == ("c.ipynb, cell 1", "ZeroDivisionError: division by zero")
    assert {page: page.read_bytes() for page in before} == before
    kept = review.reports_folder("2026") / "b.failed.ipynb"
    assert str(kept) in caught.value.next_step
    outputs = nbformat.read(kept, as_version=4).cells[-1].outputs
    assert outputs[-1].ename == "KeyError"
    assert not (review.reports_folder("2026") / "c.html").exists()

    tiny_workspace(tmp_path, {"b": ["2"], "c": ["3"]})
    build_reports(review, "2026")
    assert not kept.exists()


def test_a_notebook_whose_python_dies_is_named(tmp_path: Path) -> None:
    review = tiny_workspace(tmp_path, {"a": ["import os\nos._exit(3)"]})
    with pytest.raises(NotebookError) as caught:
        build_reports(review, "2026")
    (fault,) = caught.value.faults
    assert fault.where == "a.ipynb, cell 1"
    assert fault.what.startswith("its Python stopped")


def test_a_python_that_does_not_start_is_tried_again_and_then_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = tiny_workspace(tmp_path, {"a": ["1"]})
    attempts = []

    def command(self: object, kernel_name: str) -> KernelSpec:
        attempts.append(kernel_name)
        broken = [sys.executable, "-c", "import sys; sys.exit('Address already in use')"]
        whole = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=broken if len(attempts) < works_at else whole, language="python")

    monkeypatch.setattr("critical_points.reports.kernels._ThisPython.get_kernel_spec", command)
    works_at = 2
    assert len(build_reports(review, "2026", execution="kernels")) == 1
    assert len(attempts) == 2
    works_at = 99
    with pytest.raises(NotebookError) as caught:
        build_reports(review, "2026", execution="kernels")
    assert caught.value.faults[0].where == "a.ipynb"
    assert caught.value.faults[0].what == "its Python did not start (Address already in use)"


def test_a_figure_without_a_description_is_an_error(tmp_path: Path) -> None:
    nothing = FIGURE.replace("Siirtymät 2,9. Työpaikkaohjaus 3,6.", "")
    review = tiny_workspace(tmp_path, {"a": ["%%# Sivu", "#parameters", nothing]})
    with pytest.raises(NotebookError) as caught:
        build_reports(review, "2026")
    (fault,) = caught.value.faults
    assert (fault.where, fault.what) == ("a.ipynb, cell 3", "a figure without a description.")
    assert "| from io import BytesIO" in fault.suggestion


def test_what_would_be_loaded_from_elsewhere_is_an_error(tmp_path: Path) -> None:
    loads = (
        'from IPython.display import HTML\nHTML(\'<script>1</script><img src="https://example.org/a.png" alt="Logo">\')'
    )
    with pytest.raises(NotebookError) as caught:
        build_reports(tiny_workspace(tmp_path, {"a": [loads]}), "2026")
    assert [fault.what for fault in caught.value.faults] == [
        "a picture that is not in the page: https://example.org/a.png",
        "<script>: a page must be read without programs",
    ]


def test_a_file_that_is_no_notebook_is_told(tmp_path: Path) -> None:
    review = tiny_workspace(tmp_path, {"a": ["1"]})
    (tmp_path / "notebooks" / "b.ipynb").write_text("{broken")
    with pytest.raises(UnreadableError) as caught:
        build_reports(review, "2026")
    assert caught.value.faults[0].where.endswith("b.ipynb")


def test_a_page_that_cannot_be_written_leaves_the_earlier_report(tmp_path: Path) -> None:
    review = tiny_workspace(tmp_path, {"a": ["1"]})
    (page,) = build_reports(review, "2026")
    before = page.read_bytes()
    (review.reports_folder("2026") / "b.html").mkdir()
    tiny_workspace(tmp_path, {"b": ["1"]})
    with pytest.raises(WriteError, match="what was there before is as it was"):
        build_reports(review, "2026")
    assert page.read_bytes() == before


# --- made ready


def test_parameters_come_after_their_cell_and_earlier_ones_go() -> None:
    node = notebook(["%%# Sivu", "#parameters", "wave"])
    once = prepare(node, {"wave": "2026", "against": None}, FI)
    assert once.cells[2].source == "wave = '2026'\nagainst = None"
    twice = prepare(once, {"wave": "2025"}, FI)
    assert [cell.source for cell in twice.cells][2:] == ["wave = '2025'", "wave"]
    assert [cell.source for cell in prepare(notebook(["wave"]), {"wave": "x"}, FI).cells] == ["wave = 'x'", "wave"]
    assert len(node.cells) == 3


def test_paragraphs_are_what_the_catalogue_holds() -> None:
    assert paragraphs(notebook(["%%# Otsikko\n\nYksi\nkappale.\n \n\n- a\n- b\n", "1", "%%Toinen"])) == [
        "# Otsikko",
        "Yksi\nkappale.",
        "- a\n- b",
        "Toinen",
    ]


# --- put in order


def test_headings_are_in_order_and_each_has_its_own_address() -> None:
    html = in_order("<h2>Ennen</h2><h1>Sivu</h1><h4>Mitä äö</h4><h1>Toinen</h1><h3>Mitä äö</h3><h6>Content</h6>")
    assert [(h.name, h.get_text(), h["id"]) for h in html.find_all(re.compile(r"h\d"))] == [
        ("h1", "Sivu", "sivu"),
        ("h2", "Ennen", "ennen"),
        ("h3", "Mitä äö", "mita-ao"),
        ("h2", "Toinen", "toinen"),
        ("h3", "Mitä äö", "mita-ao-2"),
        ("h4", "Content", "content-2"),
    ]
    assert [(a.get_text(), a["href"]) for a in html.select("nav.contents > ul > li > a")] == [
        ("Ennen", "#ennen"),
        ("Toinen", "#toinen"),
    ]
    assert words(html, "nav.contents ul ul a") == ["Mitä äö", "Mitä äö"]


def test_a_page_without_headings_has_its_title_and_no_contents() -> None:
    html = in_order("<p>Vain tekstiä</p>")
    assert words(html, "h1") == ["Etusivu"]
    assert html.select("nav.contents") == []


def test_a_table_of_pandas_becomes_accessible() -> None:
    table = """<table border="1" class="dataframe">
    <thead><tr style="text-align: right;"><th></th><th>n</th><th>Nimi</th></tr></thead>
    <tbody><tr><th>A</th><td>1 200</td><td>x</td></tr><tr><th>B</th><td>–</td><td>3 pv</td></tr>
    <tr><th>C</th><td>3,4 %</td><td>y</td></tr></tbody></table>"""
    html = in_order(f"<h1>Sivu</h1><h2>Luvut</h2>{table}{table}")
    regions = html.select("[role=region]")
    assert [region["aria-label"] for region in regions] == ["Table: Luvut", "Table: Luvut (2)"]
    assert {region["tabindex"] for region in regions} == {"0"}
    assert [th["scope"] for th in regions[0].select("th")] == ["col", "col", "row", "row", "row"]
    assert words(html, "table:first-child thead td")[0] == ""
    assert [" ".join(cell.get_text().split()) for cell in regions[0].select(".number")] == ["n", "1 200", "–", "3,4 %"]
    assert "border" not in regions[0].decode()
    assert "style" not in regions[0].decode()


def test_a_table_with_a_region_of_its_own_keeps_its_name() -> None:
    region = '<div role="region" tabindex="0" aria-label="Kuvio"><table><tr><th scope="row">a</th></tr></table></div>'
    html = in_order(f"<h1>Sivu</h1>{region}{region}")
    assert [tag["aria-label"] for tag in html.select("[role=region]")] == ["Kuvio", "Kuvio (2)"]


def test_what_is_read_as_one_stays_on_one_line_and_code_stays_as_it_is() -> None:
    html = in_order("<h1>Sivu</h1><p>en osaa sanoa -osuus, 95 %:n väli, n = 187, ✗ ei, 9 §; 5 - 3;"
                    " yli 0 … +0,28</p>"
                    "<p><code>pip -upgrade n = 5</code></p>")  # fmt: skip
    shown, code = (tag.get_text() for tag in html.select("p"))
    blank, hyphen = "\N{NO-BREAK SPACE}", "\N{NON-BREAKING HYPHEN}"
    assert shown == (
        f"en osaa sanoa {hyphen}osuus, 95{blank}%:n väli, n{blank}={blank}187, ✗{blank}ei, 9{blank}§; 5 - 3;"
        f" yli{blank}0{blank}…{blank}+0,28"
    )
    assert code == "pip -upgrade n = 5"


def test_a_picture_from_a_file_is_put_into_the_page(tmp_path: Path) -> None:
    (tmp_path / "oma kuva.png").write_bytes(b"picture")
    html = in_order('<h1>Sivu</h1><img src="oma%20kuva.png" alt="Vaihe 1: aloitus">', tmp_path)
    assert html.img is not None
    assert html.img["src"] == "data:image/png;base64," + base64.b64encode(b"picture").decode()
    assert list(forbidden(str(html))) == []


@pytest.mark.parametrize(
    ("html", "faults"),
    [
        ('<img src="data:x" alt="Palaute 3,9 > 3,5">', 0),
        ('<!-- <img src="x.png"> <script> --><img src="data:x" alt="Palaute 3,9">', 0),
        ('<img src="data:x" alt="Palaute 3,9"><IMG SRC="x.png" alt="Palaute 3,9">', 1),
        ('<img src="data:x" alt="Palaute 3,9"><img src="data:x" alt="a>b"><img src="data:x" title=">" alt="">', 1),
        ('<img src="data:x" alt="Palaute 3,9"><Script>1</Script><embed>', 2),
    ],
)
def test_what_a_page_must_not_hold_is_found_wherever_it_stands(html: str, faults: int) -> None:
    assert len(list(forbidden(html))) == faults


@pytest.mark.parametrize(
    "alt",
    [
        "",
        "  ",
        "kuva",
        "Figure",
        "No description has been provided for this image",
        "<Figure size 6>",
        "a.png",
        "1 – 2",
    ],
)
def test_a_placeholder_describes_nothing(alt: str) -> None:
    assert not describes(alt)
    assert describes("Lämpökartta: korkein Palaute 3,9 (n = 210)")


def test_markdown_of_the_narration_is_whole(tmp_path: Path) -> None:
    notebooks = {"a": [f"%%{INTRODUCTION}"], "01_points": ["%%# Pisteet"]}
    pages = {page.stem: page for page in build_reports(tiny_workspace(tmp_path, notebooks), "2026")}
    html = BeautifulSoup(pages["a"].read_text(encoding="utf-8"), "html.parser")
    assert words(html, "main b") == ["tulokset"]
    assert words(html, ".content > ul li") == ["Siirtymät ja poikkeustilanteet", "Kehittävä palaute"]
    assert [a["href"] for a in html.select(".content p a")] == ["01_points.html"]


# --- ended from outside


def test_it_runs_where_an_event_loop_runs_already_as_in_jupyter(tmp_path: Path) -> None:
    async def in_a_cell() -> list[Path]:
        return build_reports(tiny_workspace(tmp_path, {"a": ["1"]}), "2026")

    assert [page.name for page in asyncio.run(in_a_cell())] == ["a.html"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_ctrl_c_leaves_the_earlier_report_and_no_kernel(tmp_path: Path) -> None:
    cell = "import time\nfrom pathlib import Path\nPath('begun-{}').touch()\ntime.sleep(60)"
    tiny_workspace(tmp_path, {"a": [cell.format("a")], "b": [cell.format("b")]})
    command = [sys.executable, "-m", "tests.pages_support", str(tmp_path)]
    with subprocess.Popen(command, cwd=Path(__file__).parents[1], stderr=subprocess.PIPE) as process:
        while len(list(tmp_path.glob("begun-*"))) < 2 and process.poll() is None:
            time.sleep(0.1)
        kernels = descendants(process.pid)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=50)
    assert told.decode().splitlines()[-1] == "KeyboardInterrupt"
    assert len(kernels) == 3  # a warm process, and a copy of it for each notebook
    assert not any(map(is_alive, kernels))
    assert list((tmp_path / "reports").iterdir()) == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks for the kernels in /proc")
def test_killed_at_random_moments_every_page_is_whole_and_the_next_run_well(tmp_path: Path) -> None:
    tiny_workspace(tmp_path)
    command = [sys.executable, "-m", "tests.pages_support", str(tmp_path)]
    run = Run(command, Path(__file__).parents[1], tmp_path, tmp_path / "reports" / "2026")
    kills = list(rehearse(run, times=int(os.environ.get("KILLS", "6")), seed=1))
    assert [kill.faults for kill in kills] == [()] * len(kills)
