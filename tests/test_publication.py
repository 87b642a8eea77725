from __future__ import annotations

import errno
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from critical_points.errors import WriteError
from critical_points.publication import is_settled, only_run, publishing, settle, take_away

# Ends at once, as if killed, before the n-th thing it does to the file system within the folder.
DIES = """
import os, sys
from pathlib import Path
from critical_points import publication

folder, last = sys.argv[1], int(sys.argv[2])
CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "open"}
done = 0

def watch(event, arguments):
    global done
    if event in CHANGES and str(arguments[0]).startswith(folder):
        done += 1
        if done == last:
            os._exit(9)

sys.addaudithook(watch)
with publication.publishing(Path(folder) / "2026") as staged:
    for name in ("a.html", "b.html", "c.html"):
        (staged / name).write_text("new")
    publication.take_away(staged, ["d.html"])
"""


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "2026"
    folder.mkdir()
    (folder / "a.html").write_text("old")
    (folder / "b.html").write_text("old")
    (folder / "notes.docx").write_text("of somebody else")
    return folder


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted(folder.iterdir()) if path.is_file()}


def publish_new(target: Path, *names: str) -> None:
    with publishing(target) as staged:
        for name in names:
            (staged / name).write_text("new")


OLD = {"a.html": "old", "b.html": "old", "notes.docx": "of somebody else"}
NEW = {"a.html": "new", "b.html": "new", "c.html": "new", "notes.docx": "of somebody else"}


def test_all_files_take_their_place_and_files_of_others_stay(target: Path) -> None:
    with publishing(target) as staged:
        for name in ("a.html", "b.html", "c.html"):
            (staged / name).write_text("new")
        assert texts(target) == OLD
        assert not is_settled(target)
    assert texts(target) == NEW
    assert is_settled(target)
    assert [path.name for path in target.parent.iterdir()] == ["2026"]


def test_a_folder_that_is_not_there_yet_is_made(tmp_path: Path) -> None:
    publish_new(tmp_path / "reports" / "2026", "a.html")
    assert texts(tmp_path / "reports" / "2026") == {"a.html": "new"}


def test_an_error_while_building_leaves_everything_as_it_was(target: Path) -> None:
    def fails() -> None:
        with publishing(target) as staged:
            (staged / "a.html").write_text("new")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert texts(target) == OLD
    assert [path.name for path in target.parent.iterdir()] == ["2026"]


def test_a_full_disk_is_told_with_what_to_do(target: Path) -> None:
    with pytest.raises(WriteError) as caught, publishing(target):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert caught.value.next_step == "Make room on the disk and try again."
    assert "No space left on device" in str(caught.value)
    assert texts(target) == OLD


def test_a_file_that_cannot_be_replaced_leaves_all_as_they_were(target: Path) -> None:
    (target / "c.html").mkdir()  # as little to be replaced by a file as one that is open in Windows
    with pytest.raises(WriteError) as caught:
        publish_new(target, "0.html", "a.html", "b.html", "c.html")
    assert str(target / "c.html") in str(caught.value)
    assert "Close the files in other programs" in caught.value.next_step
    assert texts(target) == OLD
    assert is_settled(target)


def test_files_go_when_others_come(target: Path) -> None:
    with publishing(target) as staged:
        (staged / "a.html").write_text("new")
        take_away(staged, ["b.html", "never_there.html"])
        assert texts(target) == OLD
    assert texts(target) == {"a.html": "new", "notes.docx": "of somebody else"}
    assert [path.name for path in target.parent.iterdir()] == ["2026"]


def test_a_file_that_cannot_go_leaves_all_as_they_were(target: Path) -> None:
    (target / "z.html").mkdir()  # as little to be removed as a file that is open in Windows

    def takes_away() -> None:
        with publishing(target) as staged:
            (staged / "a.html").write_text("new")
            take_away(staged, ["b.html", "z.html"])

    with pytest.raises(WriteError):
        takes_away()
    assert texts(target) == OLD
    assert is_settled(target)


def test_without_links_the_old_files_are_copied(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.EOPNOTSUPP, "no links here")

    monkeypatch.setattr("os.link", no_links)
    test_a_file_that_cannot_be_replaced_leaves_all_as_they_were(target)


def test_a_reports_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("a file where the folder should be")
    with pytest.raises(WriteError, match="could not be written"), publishing(tmp_path / "reports" / "2026"):
        pass


def deaths(target: Path) -> Iterator[int]:
    """Publish again and again, dying one step later each time, until one does not die."""
    for last in range(1, 200):
        for path in target.glob("?.html"):
            path.unlink() if path.is_file() else None
        (target / "a.html").write_text("old")
        (target / "b.html").write_text("old")
        (target / "d.html").write_text("old")
        died = subprocess.run([sys.executable, "-c", DIES, str(target.parent), str(last)], check=False, stderr=-3)
        if died.returncode != 9:
            return
        yield last


def test_killed_at_any_step_the_next_run_finds_all_old_or_all_new(target: Path) -> None:
    found, was = [], OLD | {"d.html": "old"}
    for _ in deaths(target):
        between = texts(target)
        assert set(between.values()) <= {"old", "new", "of somebody else"}
        assert between.keys() >= OLD.keys()
        settle(target.parent)
        assert texts(target) in (was, NEW)
        assert is_settled(target)
        found.append(texts(target) == NEW)
    assert len(found) > 20
    assert found == sorted(found)  # once complete, always published
    assert {False, True} == set(found)


def test_killed_while_putting_back_the_next_run_puts_back_the_rest(target: Path) -> None:
    (target / "c.html").mkdir()
    killed = 0
    for _ in deaths(target):
        killed += 1
        with suppress(WriteError):  # it was complete, and c.html still cannot be replaced
            settle(target.parent)
        assert texts(target) == OLD | {"d.html": "old"}
        assert is_settled(target)
    assert killed > 20


def test_a_second_run_is_kept_out_and_a_killed_one_frees_the_workspace(tmp_path: Path) -> None:
    holds = f"""
import sys, time
from pathlib import Path
from critical_points.publication import only_run
with only_run(Path({str(tmp_path)!r})):
    print("held", flush=True)
    time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", holds], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(WriteError, match="Another run is under way") as caught, only_run(tmp_path):
            pass
        assert caught.value.next_step
        other.kill()
        other.wait()
        with only_run(tmp_path), only_run(tmp_path):  # a run may take its own lock again
            pass
