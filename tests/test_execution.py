"""Notebooks run in warm processes: as a kernel would, from a fresh state each, and without a trace."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from critical_points.language import Language
from critical_points.releases import prepare_release, write_protected
from critical_points.reports.execution import run_notebooks
from critical_points.reports.failures import Failure
from critical_points.reports.notebooks import list_pages, prepare
from critical_points.reports.warm import FORKS, TURNS, usual_way, warm_processes
from critical_points.wall import PROTECTED
from critical_points.workspace import open_review
from tests.pages_support import FIGURE, TABLE, notebook

WAYS = [FORKS, TURNS] if usual_way() == FORKS else [TURNS]


def ready(cells: Sequence[str]) -> NotebookNode:
    return prepare(notebook(cells), {"wave": "2026"}, Language("fi"))


def run(
    root: Path, notebooks: Mapping[str, Sequence[str]], way: str | None, told: list[str] | None = None
) -> tuple[dict[str, NotebookNode], dict[str, Failure]]:
    """Run notebooks in warm processes, or in kernels where no way is named."""
    nodes = {root / f"{name}.ipynb": ready(cells) for name, cells in notebooks.items()}
    tell = told.append if told is not None else None
    if way is None:
        failures = run_notebooks(nodes, root, tell, {"OF_THE_REPORT": "here"})
    else:
        with warm_processes(root, way) as warm:
            failures = run_notebooks(nodes, root, tell, {"OF_THE_REPORT": "here"}, warm)
    named = {path.stem: failure for path, failure in failures.items()}
    return {path.stem: node for path, node in nodes.items()}, named


def shown(node: NotebookNode) -> list[list[dict[str, Any]]]:
    """Return the outputs of the code cells after the parameters, as a page can tell them apart."""
    return [[dict(output) for output in cell.outputs] for cell in node.cells[1:] if cell.cell_type == "code"]


def printed(node: NotebookNode) -> list[str]:
    return [output.text for cell in node.cells for output in cell.get("outputs", []) if output.output_type == "stream"]


@pytest.fixture
def no_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be run in a kernel."""

    def fail(notebooks: object, *_: object) -> None:
        pytest.fail(f"run in kernels: {notebooks}")

    monkeypatch.setattr("critical_points.reports.kernels.run_in_kernels", fail)


# --- as a kernel does

OWN_KIND = """
class Own:
    def _repr_mimebundle_(self, **_):
        return {"text/plain": "own", "text/html": "<i>own</i>"}, {"text/html": {"n": 1}}
Own()
"""
ONE_OF_EACH = {
    "shown": [
        "%%# Sivu",
        FIGURE,
        TABLE,
        "import sys\nprint('a')\nprint('b')\nprint('c', file=sys.stderr)\nprint('d')",
        "frame['n'] * 2;",
        "len(frame); frame['n'].sum()",
        "from IPython.display import HTML, Markdown, clear_output, display",
        "print('gone')\nclear_output()\nHTML('<b>1</b>')",
        "handle = display(Markdown('*old*'), display_id=True)",
        "handle.update(Markdown('*new*'))\nprint(_, _7 if '_7' in globals() else '', Out.get(7))",
        "import os\nprint(wave, os.environ['OF_THE_REPORT'], __name__, sys.stdin.read() if False else '')",
        OWN_KIND,
        "1, 'zwei', None",
        "import warnings\nwarnings.simplefilter('ignore')\nwarnings.warn('silent')",
    ],
    "drawn": ["import matplotlib.pyplot as plt\nplt.plot([1, 2, 3])\nplt.title('T')", "plt.rcParams['figure.dpi']"],
    "empty": ["%%# Vain tekstiä", "", "# vain huomautus"],
}


@pytest.fixture(scope="module")
def by_kernels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, NotebookNode]:
    nodes, failures = run(tmp_path_factory.mktemp("kernels"), ONE_OF_EACH, None)
    assert failures == {}
    return nodes


@pytest.mark.usefixtures("no_kernels")
@pytest.mark.parametrize("way", WAYS)
def test_every_output_is_that_of_a_kernel(tmp_path: Path, way: str, by_kernels: dict[str, NotebookNode]) -> None:
    told: list[str] = []
    nodes, failures = run(tmp_path, ONE_OF_EACH, way, told)
    assert failures == {}
    for name, node in nodes.items():
        assert shown(node) == shown(by_kernels[name]), name
        assert [cell.get("execution_count") for cell in node.cells] == [
            cell.get("execution_count") for cell in by_kernels[name].cells
        ]
        nbformat.validate(node)
    assert (told.count("shown"), told.count("drawn"), told.count("empty")) == (14, 3, 2)


@pytest.mark.parametrize("way", WAYS)
def test_what_only_a_kernel_does_is_run_in_a_kernel(tmp_path: Path, way: str) -> None:
    cells = {
        "magic": ["%matplotlib inline\nprint('magic')"],
        "system": ["!echo system"],
        "awaited": ["import asyncio\nawait asyncio.sleep(0)\nprint('awaited')"],
        "usual": ["print('usual')"],
    }
    told: list[str] = []
    nodes, failures = run(tmp_path, cells, way, told)
    assert failures == {}
    assert {name: "".join(printed(node)).strip() for name, node in nodes.items()} == {name: name for name in cells}
    assert sorted(told) == sorted([*cells, *cells])  # the parameters and a cell each, whoever has run them


NO_INPUT = "raw_input was called, but this frontend does not support input requests."


@pytest.mark.usefixtures("no_kernels")
@pytest.mark.parametrize("way", WAYS)
def test_a_notebook_that_fails_is_as_far_as_it_came(tmp_path: Path, way: str) -> None:
    cells = {
        "a": ["print('first')", "rows = {}\nrows['mean']", "print('never')"],
        "b": ["input('who?')"],
        "c": ["def broken(:\n  pass"],
        "d": ["import sys\nsys.exit(3)"],
    }
    nodes, failures = run(tmp_path, cells, way)
    assert {
        name: (failure.fault.where, failure.fault.what.partition("(")[0]) for name, failure in failures.items()
    } == {
        "a": ("a.ipynb, cell 2", "KeyError: 'mean'"),
        "b": (
            "b.ipynb, cell 1",
            "StdinNotImplementedError: raw_input was called, but this frontend does not support input requests.",
        ),
        "c": ("c.ipynb, cell 1", "SyntaxError: invalid syntax "),
        "d": ("d.ipynb, cell 1", "SystemExit: 3"),
    }
    assert printed(nodes["a"]) == ["first\n"]
    assert nodes["a"].cells[2].outputs[-1].ename == "KeyError"
    assert "rows['mean']" in failures["a"].fault.suggestion


@pytest.mark.parametrize("way", WAYS)
def test_a_notebook_is_handed_on_as_soon_as_it_is_whole(tmp_path: Path, way: str) -> None:
    seen = tmp_path / "seen"
    waits = f"""
import pathlib, time
until = time.monotonic() + 60
while not pathlib.Path({str(seen)!r}).exists() and time.monotonic() < until:
    time.sleep(0.01)
print(pathlib.Path({str(seen)!r}).exists())
"""
    cells = {"quick": ["print('first')", "1", "2", "3"], "waits": [waits], "fails": ["1 / 0"], "magic": ["%who_ls"]}
    nodes = {tmp_path / f"{name}.ipynb": ready(sources) for name, sources in cells.items()}
    handed_on = []

    def done(path: Path) -> None:
        handed_on.append((path.stem, "".join(printed(nodes[path]))))
        seen.touch()

    with warm_processes(tmp_path, way) as warm:
        failures = run_notebooks(nodes, tmp_path, None, None, warm, done)
    assert [path.stem for path in failures] == ["fails"]
    assert handed_on[0] == ("quick", "first\n")
    assert sorted(handed_on[1:]) == [("magic", ""), ("waits", "True\n")]


@pytest.mark.parametrize("way", WAYS)
def test_a_notebook_that_ends_its_process_ends_no_other(tmp_path: Path, way: str) -> None:
    cells = {
        "a": ["print('well')"],
        "b": ["import os\nprint('so far', flush=True)", "os._exit(3)"],
        "c": ["import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"],
        "d": ["print('well')"],
    }
    told: list[str] = []
    nodes, failures = run(tmp_path, cells, way, told)
    assert printed(nodes["a"]) == printed(nodes["d"]) == ["well\n"]
    assert {name: failure.fault.where for name, failure in failures.items()} == {
        "b": "b.ipynb, cell 2",
        "c": "c.ipynb, cell 1",
    }
    assert all(failure.fault.what.startswith("its Python stopped") for failure in failures.values())
    assert printed(nodes["b"]) == ["so far\n"]


def test_where_no_warm_process_starts_kernels_run_the_notebooks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "simplemma.py").write_text("raise SystemExit('broken')")  # only the warm processes import it now
    nodes, failures = run(tmp_path, {"a": ["print('well')"]}, TURNS)
    assert failures == {}
    assert printed(nodes["a"]) == ["well\n"]


# --- nothing leaks

HOSTILE = """
import builtins, gc, json, locale, os, random, sys, warnings
import decimal, matplotlib as mpl, numpy as np, pandas as pd, seaborn
import critical_points as cp
import critical_points.figures.style as style
from critical_points.estimates import cells, memory
mine = "leaked"
import helper
helper.state = "leaked"
builtins.hex = lambda _: 42
builtins.leaked = True
os.environ["LEAKED"] = "1"
os.environ.pop("HOME", None)
os.makedirs("elsewhere", exist_ok=True)
os.chdir("elsewhere")
sys.path.insert(0, "/leaked")
mpl.rcParams["font.size"] = 77
mpl.use("svg")
pd.set_option("display.max_rows", 3)
pd.set_option("display.precision", 1)
pd.DataFrame.mean = lambda *_, **__: "leaked"
pd.leaked = True
pd.read_csv = None
np.set_printoptions(precision=1)
np.seterr(all="raise")
warnings.simplefilter("error")
style.RATINGS = ("leaked",)
style._looks.append(True)
cp.leaked = True
cells.FULL = "leaked"
memory._results["leaked"] = pd.DataFrame()
memory.fingerprint = lambda _: "leaked"
json.dumps, json.leaked = None, True
decimal.getcontext().prec = 2
random.seed(1), np.random.seed(1)
cp.messages.speak("sv") if hasattr(cp, "messages") else __import__("critical_points.messages").messages.speak("sv")
import matplotlib.pyplot as plt
plt.figure()
sys.excepthook = None
import csv
csv.reader = None
gc.disable()
print("done")
"""

LOOK = """
import builtins, csv, decimal, gc, json, os, random, sys, warnings
import matplotlib as mpl, numpy as np, pandas as pd
import critical_points as cp
import critical_points.figures.style as style
from critical_points.estimates import cells, memory
from critical_points import messages
import helper
import matplotlib.pyplot as plt
warnings.warn("heard", UserWarning)
found = {
    "names": "mine" in globals(), "hex": hex(16), "builtins": hasattr(builtins, "leaked"),
    "environment": [os.environ.get("LEAKED"), "HOME" in os.environ], "folder": os.path.basename(os.getcwd()),
    "path": "/leaked" in sys.path, "style": mpl.rcParams["font.size"], "figures": plt.get_fignums(),
    "backend": mpl.get_backend(), "rows": pd.get_option("display.max_rows"),
    "precision": pd.get_option("display.precision"), "mean": float(pd.DataFrame({"a": [1, 3]}).mean().iloc[0]),
    "pandas": hasattr(pd, "leaked"), "csv": callable(pd.read_csv) and callable(csv.reader),
    "printing": np.get_printoptions()["precision"], "errors": np.geterr()["divide"],
    "ratings": style.RATINGS == ("leaked",), "looks": style._looks, "house": hasattr(cp, "leaked"),
    "full": cells.FULL, "memory": [key for key in memory._results if key == "leaked"],
    "fingerprint": memory.fingerprint.__name__, "json": hasattr(json, "leaked"),
    "decimal": decimal.getcontext().prec, "spoken": messages._spoken, "hook": sys.excepthook is not None,
    "helper": helper.state, "gc": gc.isenabled(),
}
print(json.dumps(found))
"""


@pytest.mark.usefixtures("no_kernels")
@pytest.mark.parametrize("way", WAYS)
def test_nothing_leaks_from_one_notebook_to_the_next(tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("critical_points.reports.warm.SIDE_BY_SIDE", 1)
    (tmp_path / "helper.py").write_text("state = 'fresh'\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    nodes, failures = run(tmp_path, {"before": [LOOK], "hostile": [HOSTILE], "after": [LOOK]}, way)
    assert {name: failure.fault.what for name, failure in failures.items()} == {}
    assert printed(nodes["hostile"]) == ["done\n"]
    tells = {name: printed(nodes[name]) for name in ("before", "after")}
    assert [len(told) for told in tells.values()] == [2, 2]
    assert all("UserWarning: heard" in told[0] for told in tells.values())
    before, after = (json.loads(told[1]) for told in tells.values())
    assert after == before
    assert (before["hex"], before["mean"], before["helper"], before["spoken"]) == ("0x10", 2.0, "fresh", [])


@pytest.mark.usefixtures("no_kernels")
@pytest.mark.parametrize("way", WAYS)
def test_random_numbers_are_other_ones_in_each_notebook(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("critical_points.reports.warm.SIDE_BY_SIDE", 1)
    draw = ["import random, numpy as np\nprint(random.random(), np.random.random(), np.random.default_rng().random())"]
    nodes, _ = run(tmp_path, {"a": draw, "b": draw, "c": draw}, way)
    assert len({number for node in nodes.values() for number in printed(node)[0].split()}) == 9


@pytest.mark.usefixtures("no_kernels")
@pytest.mark.parametrize(
    "rest",
    ["import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()", "import xlwt"],
)
def test_a_process_whose_state_cannot_be_put_back_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rest: str
) -> None:
    monkeypatch.setattr("critical_points.reports.warm.SIDE_BY_SIDE", 1)
    tell = "import os\nprint(os.getpid())"
    nodes, failures = run(tmp_path, {"a": [tell, ""], "b": [tell, rest], "c": [tell, ""], "d": [tell, ""]}, TURNS)
    assert failures == {}
    first, second, third, fourth = (int(printed(node)[0]) for node in nodes.values())
    assert first == second
    assert third == fourth != first


def test_a_cell_that_ends_with_a_magic_word_of_the_shell_is_still_python(tmp_path: Path) -> None:
    nodes, failures = run(tmp_path, {"a": ["ls = [1]\nls"]}, usual_way())
    assert failures == {}
    assert nodes["a"].cells[1].outputs[0]["data"]["text/plain"] == "[1]"


@pytest.mark.slow
def test_the_demonstrations_notebooks_show_the_same_whoever_runs_them(tmp_path: Path) -> None:
    repository, root, results = Path(__file__).parents[1], tmp_path / "workspace", tmp_path / "results"
    for part in ("data/raw", "notebooks"):
        shutil.copytree(repository / part, root / part)
    shutil.copy(repository / "review.toml", root)
    review = open_review(root)
    results.mkdir()
    write_protected(prepare_release(review, "2026", ["2025", "2026"]).safe, results)
    environment = {PROTECTED: str(results)}
    parameters = {"wave": "2026", "against": "2025", "language": "fi"}
    told: dict[str | None, dict[str, list[list[dict[str, Any]]]]] = {}
    for way in (None, *WAYS):
        nodes = list_pages(review.notebooks, parameters, review.labels)
        if way is None:
            assert run_notebooks(nodes, root, None, environment) == {}
        else:
            with warm_processes(root, way) as warm:
                warm.prepare(environment, ["2026", "2025"])
                assert run_notebooks(nodes, root, None, environment, warm) == {}
        told[way] = {path.stem: shown(node) for path, node in nodes.items()}
    for way in WAYS:
        assert told[way].keys() == told[None].keys()
        assert [name for name, outputs in told[way].items() if outputs != told[None][name]] == []
