"""Small groups that are told as one with a larger one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from critical_points.disclosure import propose_merge, protect
from critical_points.errors import SettingsError
from critical_points.estimates import respondents
from critical_points.instrument import Group
from critical_points.tallies import tally
from critical_points.workspace import Review, open_review
from tests.disclosure.test_protection import ONE_WAY, people
from tests.small_answers import same, small_answers, small_instrument

HEAD = 'organisation = "X"\nlanguage = "en"\n'
NAME = '\nname = { fi = "Muut", sv = "Andra", en = "Others" }\n'


def review_of(folder: Path, text: str) -> Review:
    (folder / "review.toml").write_text(HEAD + text, encoding="utf-8")
    return open_review(folder)


def test_merged_groups_stand_after_their_parts_and_share_their_headcount(tmp_path: Path) -> None:
    waves = "[waves.2025]\nheadcount = { management = 7, development = 16, teaching = 100 }\n"
    waves += "[waves.2026]\nheadcount = { management = 7, teaching = 100 }\n"
    review = review_of(tmp_path, f'[merge.others]{NAME}groups = ["management", "development"]\n{waves}')
    keys = [group.key for group in review.instrument.groups]
    assert keys.index("others") == max(keys.index("management"), keys.index("development")) + 1
    assert review.merges == {"others": ("management", "development")}
    assert review.headcounts == {"2025": {"teaching": 100, "others": 23}, "2026": {"teaching": 100}}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (f'[merge.others]{NAME}groups = ["managment", "development"]', r"'managment' is not known.*'management'"),
        (f'[merge.others]{NAME}groups = ["management"]', "at least two"),
        (f'[merge.teaching]{NAME}groups = ["management", "development"]', "key 'teaching' cannot be used"),
        (f'[merge.all]{NAME}groups = ["management", "development"]', "key 'all' cannot be used"),
        (f"[merge.others]{NAME}", "must name groups, or units"),
        (f'[merge.others]{NAME}groups = ["management", "development"]\nunits = ["x"]', "must name groups, or units"),
        (
            f'[merge.one]{NAME}groups = ["management", "development"]\n'
            f'[merge.two]{NAME}groups = ["management", "services"]',
            r"'management' is merged twice.*\[merge.one\]",
        ),
        ('[merge.others]\ngroups = ["management", "development"]', "name.fi"),
    ],
)
def test_what_cannot_be_merged_is_told(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(SettingsError, match=fault):
        review_of(tmp_path, text)


ASKED = small_instrument({"a1": "a", "a2": "a"}, groups=["x", "y", "z"], units=["n", "s"])
MERGED = replace(ASKED, groups=(*ASKED.groups, Group("yz", same("Y and Z"), {}, ("y", "z"))))
ROWS = [(*row[:3], row[3][:2], row[4]) for row in people(20, "x") + people(12, "y") + people(4, "z")]


def test_merged_groups_are_counted_as_one_and_hide_nothing() -> None:
    safe = protect(tally(small_answers(MERGED, ROWS), by="group"))
    assert dict(zip(respondents(safe)["group"], respondents(safe)["n"], strict=True)) == {"x": 20, "yz": 16, "all": 36}
    assert safe.hidden[safe.hidden["kind"] != "vote"].empty


def test_a_merge_is_proposed_where_a_group_is_small_and_not_where_all_are_large() -> None:
    proposal = propose_merge(small_answers(ASKED, ROWS), "1", 5)
    assert proposal is not None
    assert proposal.small == {"z": 4}
    assert proposal.groups == ("z", "y")
    # two groups × (respondents, two items, the point, its answers) are hidden for the sake of four people
    assert (proposal.hidden, proposal.hidden_merged) == (10, 0)
    assert 'groups = ["z", "y"]' in proposal.toml
    assert propose_merge(small_answers(MERGED, ROWS), "1", 5) is None
    assert propose_merge(small_answers(ASKED, ROWS[:32]), "1", 5) is None


def test_units_are_merged_too() -> None:
    units = replace(ASKED, units=(*ASKED.units, Group("ns", same("N and S"), {}, ("n", "s"))))
    rows = [(*row[:3], row[3][:2], row[4]) for row in people(12, "x", "n") + people(3, "x", "s")]
    assert set(protect(tally(small_answers(units, rows), by=ONE_WAY)).cells["unit"]) == {"ns", "all"}
