"""The explorer shows what may be shown, gives the code for it, and says everything else in words."""

from __future__ import annotations

import re
import sys
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import ipywidgets
import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import Javascript

import critical_points as cp
from critical_points.disclosure import Protected, protect
from critical_points.errors import CriticalPointsError, SettingsError
from critical_points.explorer import explore, panel
from critical_points.explorer.choices import USES, Choice, first_choice, list_options
from critical_points.explorer.panel import build_panel
from critical_points.explorer.rows import present
from critical_points.explorer.views import COLUMNS, look
from critical_points.figures import alt_text
from critical_points.tallies import ALL, GROUPINGS, tally
from critical_points.wall import PROTECTED, WallError
from tests.small_answers import Row, small_answers, small_instrument

ASKED = small_instrument(
    {"a1": "aamu", "a2": "aamu", "b1": "ilta", "p1": "perusta"}, ["x", "y", "w", "z"], ["perusta"], ["u", "v"]
)

#: Group z has four respondents in each wave, and unit v has nine; group w protects group z.
PEOPLE: list[Row] = [
    (wave, group, "v" if n % 4 == 0 and group == "x" else "u", (n % 5 + 1, n % 4 + 1, n % 3 + 2, n % 5 + 1), ("aamu",))
    for wave in ("2025", "2026")
    for group, many in (("x", 36), ("y", 30), ("w", 8), ("z", 4))
    for n in range(many)
]

SAFE = protect(tally(small_answers(ASKED, PEOPLE), by=GROUPINGS), margins=GROUPINGS)

REVIEW: Any = SimpleNamespace(root=Path("/nowhere/työtila"), language=SAFE.labels.language)


def choices() -> list[Choice]:
    """Return every combination that the lists allow."""
    found = []
    for view, uses in USES.items():
        options = {"group": ("group", ["all", "x", "w", "z"]), "unit": ("unit", ["all", "u", "v"])}
        groups, units = (keys if name in uses else ["all"] for name, keys in options.values())
        kinds = {"point": ("all", "aamu"), "level": ("all", "perusta"), "item": ("all", "b1")}
        for wave, group, unit, kind in product(["2025", "2026"], groups, units, kinds):
            against = "2025" if wave == "2026" else ""
            subjects = kinds[kind] if "subject" in uses else ("all",)
            for subject, columns in product(subjects, ("group", "unit") if view == "heatmap" else ("group",)):
                found.append(Choice(view, wave, against, kind, subject, group, unit, columns))
    return found


def test_no_combination_shows_a_result_that_a_report_hides() -> None:
    hidden = {tuple(row) for row in SAFE.hidden[["wave", "group", "unit", "kind", "subject"]].itertuples(index=False)}
    assert ("2026", "z", "all", "point", "aamu") in hidden
    seen = 0
    for choice in choices():
        found = look(SAFE, choice)
        if found.frame is None or "group" not in found.frame or "unit" not in found.frame:
            continue
        for _, row in found.frame.iterrows():
            place = (row["wave"], row["group"], row["unit"])
            assert ALL in place[1:]
            if (*place, row["kind"], row["subject"]) in hidden:
                seen += 1
                assert row[["n", "mean"] if "mean" in row else ["n", "answers", "share"]].isna().all()
    assert seen > 50


def test_one_group_within_one_unit_is_explained_and_nothing_is_shown() -> None:
    for view in ("scores", "change"):
        found = look(SAFE, Choice(view, "2026", "2025", group="x", unit="v"))
        assert (found.frame, found.ax, found.code) == (None, None, ())
        assert found.note.startswith("A group within one unit is not shown. Results are published of each group and")


def test_the_code_gives_the_same_frame_and_the_same_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Any] = []
    monkeypatch.setattr("critical_points.figures.show", drawn.append)
    few = [c for c in choices() if c.wave == "2026" and c.kind == "point" and c.group != "z" and c.unit != "v"]
    for choice in few:
        found = look(SAFE, choice)
        if choice.crossed or found.frame is None:
            continue
        names: dict[str, Any] = {"cp": cp, "safe": SAFE}
        exec("\n".join(found.code), names)
        pd.testing.assert_frame_equal(names["frame"], found.frame)
        assert len(drawn) == (found.ax is not None)
        if drawn:
            assert alt_text(drawn.pop()) == alt_text(found.ax)


def test_the_code_says_no_more_than_it_must() -> None:
    assert look(SAFE, Choice("scores", "2026", subject="aamu", group="x")).code == (
        "frame = cp.describe(safe).query(\"wave == '2026' and kind == 'point' and subject == 'aamu' and group == 'x'"
        " and unit == 'all'\")",
        "cp.show(cp.group_intervals(safe, wave='2026', subject='aamu'))",
    )


def test_the_frame_is_told_with_names_rounded_and_with_the_reason_where_it_is_hidden() -> None:
    frame = look(SAFE, Choice("heatmap", "2026", kind="point")).frame
    assert frame is not None
    table = present(frame, COLUMNS["heatmap"], SAFE, "point").frame
    assert list(table.columns) == ["subject", "group", "n", "mean", "low", "high"]
    rows = {(row["subject"], row["group"]): [row["n"], row["mean"]] for _, row in table.iterrows()}
    assert rows["aamu", "All respondents"][0] == "78"
    assert re.fullmatch(r"\d\.\d", rows["aamu", "All respondents"][1])
    assert rows["aamu", "z"] == ["under 5", "under 5"]


def test_an_earlier_wave_that_is_not_there_is_said() -> None:
    assert look(SAFE, Choice("change", "2025", "")).note == "There is no earlier survey to compare with yet."


def test_the_newest_wave_is_seen_first_and_lists_have_the_groups_of_the_wave() -> None:
    first = first_choice(SAFE)
    assert (first.view, first.wave, first.against) == ("heatmap", "2026", "2025")
    options = list_options(SAFE, first)
    assert options["group"] == [("All respondents", "all"), ("x", "x"), ("y", "y"), ("w", "w"), ("z", "z")]
    assert options["subject"] == [("All", "all"), ("aamu", "aamu"), ("ilta", "ilta")]
    assert options["against"] == [("2025", "2025")]


class Shown:
    """The panel's lists, and what it has displayed."""

    def __init__(self, safe: Protected, monkeypatch: pytest.MonkeyPatch) -> None:
        self.texts: list[str] = []
        monkeypatch.setattr(panel, "display", self.keep)
        monkeypatch.setattr(panel, "show", lambda ax: self.texts.append(alt_text(ax)))
        self.box = build_panel(REVIEW, safe)
        self.lists = {one.description: one for one in self.box.children[0].children}

    def keep(self, one: Any) -> None:
        if not isinstance(one, Javascript):
            self.texts.append(getattr(one, "data", None) or repr(one))

    def choose(self, name: str, value: str) -> list[str]:
        self.texts.clear()
        next(one for text, one in self.lists.items() if text == name).value = value
        self.lists = {one.description: one for one in self.box.children[0].children}
        return self.texts


def test_choosing_from_a_list_shows_something_else_and_hides_lists_that_do_not_matter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = Shown(SAFE, monkeypatch)
    assert shown.texts[0].startswith("Heatmap: Critical points by group, means, 2026.")
    assert "cp.open_review('/nowhere/työtila', language='en')" in shown.texts[1].replace("&#x27;", "'")
    texts = shown.choose("What to see", "groups")
    assert texts[0].startswith("Dots with 95% intervals")
    there = [name for name, one in shown.lists.items() if one.layout.display != "none"]
    assert there == ["What to see", "Survey", "About", "Critical point", "Language"]
    assert 'role="status"' in shown.box.children[1].value
    assert "Groups compared · 2026 · Critical points" in shown.box.children[1].value


def test_another_language_names_everything_anew_and_keeps_what_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Shown(SAFE, monkeypatch)
    shown.choose("What to see", "scores")
    shown.choose("Group", "y")
    texts = shown.choose("Language", "fi")
    assert [name for name, one in shown.lists.items() if one.layout.display != "none"] == [
        *("Mitä näytetään", "Kysely", "Aihe", "Kriittinen piste", "Ryhmä", "Yksikkö", "Kieli")
    ]
    assert shown.lists["Ryhmä"].value == "y"
    assert dict(shown.lists["Ryhmä"].options)["Kaikki vastaajat"] == ALL
    assert texts[0].startswith("Lämpökartta: ")


def test_every_list_has_its_name_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Shown(SAFE, monkeypatch)
    assert all(isinstance(one, ipywidgets.Dropdown) and one.description for one in shown.lists.values())


@pytest.mark.parametrize("error", [SettingsError("No such <thing>."), ZeroDivisionError("oops")])
def test_what_goes_wrong_is_told_in_words(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    shown = Shown(SAFE, monkeypatch)

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(panel, "look", fail)
    (told,) = shown.choose("What to see", "priorities")
    wanted = "No such &lt;thing&gt;." if isinstance(error, SettingsError) else "This cannot be shown. Choose something"
    assert wanted in told
    assert "Traceback" not in told


def test_without_ipywidgets_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "critical_points.explorer.panel")
    monkeypatch.delattr("critical_points.explorer.panel")
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    with pytest.raises(CriticalPointsError, match="needs the package ipywidgets") as caught:
        explore()
    assert "python -m pip install ipywidgets" in caught.value.next_step


def test_it_is_not_for_a_report_and_takes_a_workspace(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CriticalPointsError, match=r"this is Protected\."):
        explore(SAFE)  # type: ignore[arg-type] # what a learner may well try
    monkeypatch.setenv(PROTECTED, "somewhere")
    with pytest.raises(WallError, match="nothing can be chosen on a page"):
        explore()


def test_an_error_in_a_cell_is_told_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    shell = InteractiveShell.instance()
    shell.run_cell("import critical_points as cp\ncp.open_review('/nowhere/at/all')")
    InteractiveShell.clear_instance()
    told = "".join(capsys.readouterr())
    assert "There is no review.toml" in told
    assert "Traceback" not in told
    assert "settings.py" not in told
