"""A shared file is read line by line: what it should not hold is told with its line, and nothing is added up."""

from __future__ import annotations

from pathlib import Path

import pytest

from critical_points.errors import UnreadableError
from critical_points.instrument import load_instrument
from critical_points.sharing import read_shared

GOOD = """# critical-points tally 1
# organisation: Rannikon opisto: etelä
# wave: 2026
# instrument: critical_points
# minimum: 5
# made: 2026-04-10
# item feedback_1: 0a1b2c3d4e5f
group,kind,subject,status,score,n
all,respondents,all,all,,12
all,item,feedback_1,rated,2.0,3
all,item,feedback_1,rated,4.0,8
all,item,feedback_1,non-answer,,1
all,point,feedback,rated,3.6666666666666665,12
all,vote,all,voters,,9
all,vote,feedback,chosen,,2
cleaners,item,feedback_1,rated,2.0,30
all,item,unknown_item,rated,2.0,12
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "tally.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file_gives_its_counts_and_leaves_out_what_is_not_known_here(tmp_path: Path) -> None:
    found = read_shared(written(tmp_path, GOOD), load_instrument())
    assert (found.organisation, found.wave, found.minimum) == ("Rannikon opisto: etelä", "2026", 5)
    assert found.wordings == {"feedback_1": "0a1b2c3d4e5f"}
    assert found.counts["n"].tolist() == [12, 3, 8, 1, 12, 9, 2]
    assert found.counts["score"].dropna().tolist() == [2.0, 4.0, 11 / 3]
    assert repr(found) == "Shared(Rannikon opisto: etelä, 2026; 12 respondents)"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("tally 1", "tally 9", "its first line is not that of a shared tally"),
        ("# wave: 2026\n", "", "no line '# wave: …'"),
        ("minimum: 5", "minimum: 3", "minimum is '3'"),
        ("group,kind", "Group,kind", "the header is not as expected"),
        ("rated,4.0,8", "rated,4.0", "5 values where 6 were expected"),
        ("rated,4.0,8", "rated,4.0,-8", "n is '-8', not a whole number above 0"),
        ("rated,4.0,8", "rated,4.0,8.0", "n is '8.0', not a whole number above 0"),
        ("rated,4.0,8", "rated,6.0,8", "score is '6.0' where the status is 'rated'"),
        ("rated,4.0,8", "rated,nan,8", "score is 'nan' where the status is 'rated'"),
        ("rated,4.0,8", "rated,,8", "score is '' where the status is 'rated'"),
        ("non-answer,,1", "non-answer,3,1", "score is '3' where the status is 'non-answer'"),
        ("rated,4.0,8", "=1+1,4.0,8", "kind 'item' with status '=1+1' is not known"),
        ("all,vote,all,voters,,9", "all,vote,all,voters,,4", "vote all of all rests on 4, fewer than 5"),
        ("rated,4.0,8", "rated,2.0,8", "item feedback_1 of all stands twice"),
    ],
)
def test_what_a_file_should_not_hold_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert GOOD.count(old) == 1
    with pytest.raises(UnreadableError) as error:
        read_shared(written(tmp_path, GOOD.replace(old, new)), load_instrument())
    assert told in str(error.value)
    assert "tally.csv" in str(error.value)


def test_all_faults_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    text = GOOD.replace("rated,4.0,8", "rated,6.0,8").replace("voters,,9", "voters,,x")
    with pytest.raises(UnreadableError) as error:
        read_shared(written(tmp_path, text), load_instrument())
    assert [fault.where.rsplit(", ", 1)[-1] for fault in error.value.faults] == ["line 11", "line 14"]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"PK\x03\x04", b"group;kind\n"])
def test_what_is_no_shared_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "tally.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableError):
        read_shared(path, load_instrument())
