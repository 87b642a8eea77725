"""The tour leads past every public name, in three languages, with examples that work."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

import critical_points as cp
from critical_points.errors import SettingsError
from critical_points.messages import LANGUAGE_VARIABLE, speak
from critical_points.tour import PARTS

ROOT = Path(__file__).parents[1]

STOPS = [stop for part in PARTS for stop in part.stops]


def test_every_public_name_is_in_exactly_one_part() -> None:
    assert sorted(stop.name for stop in STOPS) == sorted(set(cp.__all__) - {"__version__"})


def test_it_begins_with_the_three_lines_that_an_analyst_types_first() -> None:
    assert repr(cp.help()).splitlines()[:9] == [
        "A tour of critical_points",
        "",
        "Begin with these three lines:",
        "    review = cp.open_review()",
        "    safe = cp.open_results(review)",
        "    cp.explore(review)",
        "",
        "Open a workspace",
        "  review = cp.open_review()",
    ]


def test_one_function_is_told_with_its_arguments_and_an_example() -> None:
    told = [
        "cp.heatmap(safe, wave=None, kind='point', columns='group', ax=None)",
        "    Means by group or unit, a coloured cell each.",
        'Example: cp.heatmap(safe, columns="unit")',
        "Part of the tour: Figures",
        "All of its arguments, in English: help(cp.heatmap)",
    ]
    for name in ("heatmap", "cp.heatmap()", cp.heatmap):
        assert repr(cp.help(name)).splitlines() == told
    assert repr(cp.help("Review")).startswith("cp.Review\n")


def test_a_mistyped_name_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(SettingsError, match="Did you mean 'heatmap'") as caught:
        cp.help("heatmpa")
    assert caught.value.next_step == "type  cp.help()  for the whole list"


def test_it_speaks_the_language_that_is_asked_for_or_the_workspace_s(monkeypatch: pytest.MonkeyPatch) -> None:
    assert repr(cp.help(language="fi")).splitlines()[2] == "Aloita näistä kolmesta rivistä:"
    assert repr(cp.help("show", language="sv")).splitlines()[3] == "Del av rundturen: Figurer"
    with pytest.raises(SettingsError, match="no language 'de'"):
        cp.help(language="de")
    monkeypatch.delenv(LANGUAGE_VARIABLE)
    speak("sv")
    assert repr(cp.help()).splitlines()[2] == "Börja med de här tre raderna:"


def test_in_a_notebook_it_is_a_named_section_with_parts_that_open() -> None:
    tour: Any = cp.help(language="fi")
    page = BeautifulSoup(tour._repr_html_(), "html.parser")
    section = page.section
    assert section is not None
    assert section.h2 is not None  # the title
    assert (section["lang"], section["aria-label"]) == ("fi", section.h2.get_text())
    parts = page.find_all("details")
    assert len(parts) == len(PARTS)
    opened = [summary.get_text() for summary in page.select("details[open] > summary")]
    assert opened == ["Avaa työtila", "Tulokset, jotka saa näyttää"]
    assert len(page.find_all("li")) == 3 + len(STOPS)
    card: Any = cp.help("protect")
    assert "<code>cp.protect(tally, minimum=5, headcounts=None, *, margins=None)</code>" in card._repr_html_()


#: They write files, or take long and have tests of their own.
NOT_RUN = {"new_workspace", "build_reports", "share_wave", "explore", "reliability", "CriticalPointsError"}


@pytest.mark.slow
def test_every_example_works_in_the_demonstration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "data" / "raw", tmp_path / "data" / "raw")
    shutil.copy(ROOT / "review.toml", tmp_path)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"cp": cp}
    first = ["open_review", "open_results", "load", "load_plan", "open_benchmark", "published_notes", "tally"]
    order = sorted(STOPS, key=lambda stop: first.index(stop.name) if stop.name in first else len(first))
    for stop in order:
        if stop.name not in NOT_RUN:
            exec(stop.example, names)
        if stop.name == "tally":
            names["ax"] = cp.heatmap(names["safe"])
