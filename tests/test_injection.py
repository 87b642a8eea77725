"""A survey whose every text is hostile: nothing of it is done by any output."""

from __future__ import annotations

import json
import re
import sys
import tomllib
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import openpyxl
import pytest
from bs4 import BeautifulSoup

from critical_points import cli
from tests.hostile import ATTACKS, FILE, MARK, SHEET, make_workspace

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command in this process; give its exit code and what it printed."""

    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["critical-points", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        told = capsys.readouterr()
        code = end.value.code
        return (code if isinstance(code, int) else 0 if code is None else 1), told.out, told.err

    return call


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return make_workspace(tmp_path)


def steering(text: str) -> set[str]:
    """Return the characters of a text that steer a terminal, or turn the direction of writing."""
    return {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") and c != "\n"}


def strings(value: object) -> Iterator[str]:
    """Return every text in a value of JSON or TOML."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, cell in value.items():
            yield str(key)
            yield from strings(cell)
    elif isinstance(value, list):
        for cell in value:
            yield from strings(cell)


def test_the_terminal_is_not_steered(workspace: Path, run: Run) -> None:
    for words in (("check",), ("check", "--accept"), ("check",), ("clean",), ("doctor",)):
        _, out, err = run("--workspace", workspace, *words)
        assert steering(out + err) == set(), words
        assert MARK in out or words != ("check",)
    _, out, _ = run("--workspace", workspace, "check", workspace / "data" / "raw" / "2026" / FILE)
    assert steering(out) == set()
    assert f"{FILE}: google_forms" in out.replace("\n", "")


def test_json_is_one_value_without_control_characters_and_with_the_texts_as_they_stand(
    workspace: Path, run: Run
) -> None:
    _, out, _ = run("--workspace", workspace, "check", "--json")
    assert steering(out) == set()
    told = set(strings(json.loads(out)))
    assert any(ATTACKS[8] in text for text in told)
    assert any(ATTACKS[9] in text for text in told)


def test_mapping_toml_says_what_it_should_and_nothing_else(workspace: Path, run: Run) -> None:
    run("--workspace", workspace, "check", "--wave", "2026", "--write")
    path = workspace / "data" / "raw" / "2026" / "mapping.toml"
    text = path.read_text(encoding="utf-8")
    told = tomllib.loads(text)
    assert set(told) <= {"column", "labels", "groups", "units"}
    assert told["column"]
    known = {"header", "position", "kind", "item", "comparable", "confirmed", "labels"}
    assert all(set(column) <= known for column in told["column"])
    assert steering(text) == set()
    assert run("--workspace", workspace, "check", "--wave", "2026", "--accept")[0] in (0, 1)
    assert {*tomllib.loads(path.read_text(encoding="utf-8"))} <= {"column", "labels", "groups", "units"}


def harmless_workbook(path: Path) -> list[str]:
    """Look through a workbook for formulas, links and hidden sheets; return its texts."""
    book = openpyxl.load_workbook(path)
    texts = []
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", (sheet.title, cell.coordinate, cell.value)
                assert cell.hyperlink is None or (
                    cell.hyperlink.target is None and MARK not in str(cell.hyperlink.location)
                )
                texts += [cell.value] if isinstance(cell.value, str) else []
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            content = archive.read(name).decode("utf-8", "replace")
            assert not re.search(r"<(?:\w+:)?f[ >]", content), name
            assert not re.search(r"externalLink|ddeLink|TargetMode=.External", name + content), name
            assert steering(content) <= {"\t", "\r", "\u2060"}, name
    return texts


def test_the_workbook_of_decisions_calculates_nothing(workspace: Path, run: Run) -> None:
    run("--workspace", workspace, "check", "--wave", "2026", "--excel")
    texts = harmless_workbook(workspace / "data" / "raw" / "2026" / "mapping.xlsx")
    assert any(text.startswith("=1+1|" + MARK) for text in texts)
    assert any(text.startswith("@SUM(" + MARK) for text in texts)


def test_nothing_is_written_outside_the_workspace(workspace: Path, run: Run) -> None:
    before = sorted(workspace.parent.iterdir())
    run("--workspace", workspace, "check", "--accept")
    run("--workspace", workspace, "clean")
    assert sorted(workspace.parent.iterdir()) == before
    names = [path.relative_to(workspace).as_posix() for path in (workspace / "data" / "processed").rglob("*")]
    assert not [name for name in names if MARK in name]


def harmless_page(path: Path) -> None:
    """Look through a page for markup, scripts and turned writing that came from a text."""
    content = path.read_text(encoding="utf-8")
    page = BeautifulSoup(content, "html.parser")
    for tag in page.find_all(True):
        for name, value in tag.attrs.items():
            assert not name.startswith("on"), (tag.name, name)
            told = " ".join(value) if isinstance(value, list) else str(value)
            assert not re.match(r"\s*(javascript:|file:|data:text)", told, re.IGNORECASE), (tag.name, name, told)
    for tag in page.find_all(["script", "style", "title"]):
        assert tag.name == "title" or MARK not in tag.get_text(), tag.name
    for tag in page.find_all(["img", "a", "svg", "b", "i", "h1"]):
        assert tag.name in ("a", "img", "h1") or MARK not in tag.get_text(), str(tag)[:200]
        source = str(tag.get("src", ""))
        if source.startswith("data:image/svg+xml;charset=utf-8,"):
            harmless_picture(unquote(source.partition(",")[2]))
        else:
            assert MARK not in source, str(tag)[:200]
        assert MARK not in str(tag.get("href", "")), str(tag)[:200]
    assert f"<script>alert('{MARK}" not in content
    assert steering(content) <= {"\t", "\r", "\u2060", "\u00ad"}, path.name


def harmless_picture(svg: str) -> None:
    """Look through a figure for anything but shapes and text, and for names that came from a text."""
    for tag in ElementTree.fromstring(svg).iter():
        name = tag.tag.removeprefix("{http://www.w3.org/2000/svg}")
        assert name in {"svg", "g", "path", "text", "defs", "clipPath", "pattern", "rect", "use"}, name
        assert MARK not in str(tag.attrib), tag.attrib
        for key, value in tag.attrib.items():
            assert not key.startswith("on"), key
            assert not key.endswith("href") or value.startswith("#"), value
            assert "url(" not in value or "url(#" in value, value


@pytest.mark.slow
def test_no_page_does_what_a_text_says(workspace: Path, run: Run) -> None:
    assert run("--workspace", workspace, "check", "--accept")[0] in (0, 1)
    for wave in ("2025", "2026"):
        run("--workspace", workspace, "check", "--wave", wave, "--accept")
    code, out, err = run("--workspace", workspace, "report", "--wave", "2026", "--language", "fi", "--language", "sv",
                         "--language", "en", "--excel", "--slides")  # fmt: skip
    assert code == 0, err[-2000:]
    assert steering(out + err) == set()
    pages = sorted((workspace / "reports" / "2026").rglob("*.html"))
    assert len(pages) >= 3 * 6
    for page in pages:
        harmless_page(page)
    assert sum(MARK in page.read_text(encoding="utf-8") for page in pages) == len(pages)
    books = list((workspace / "reports").rglob("*.xlsx"))
    assert len(books) == 3
    for book in books:
        assert any(text.startswith(("=1+1", "@SUM")) for text in harmless_workbook(book))
    decks = list((workspace / "reports").rglob("*.pptx"))
    assert len(decks) == 3
    for deck in decks:
        harmless_slides(deck)


def harmless_slides(path: Path) -> None:
    """Look through slides for links, fields and turned writing that came from a text."""
    with zipfile.ZipFile(path) as archive:
        for name in (name for name in archive.namelist() if name.endswith((".xml", ".rels"))):
            content = archive.read(name).decode()
            assert not re.search(r"hlinkClick|hlinkHover|TargetMode=.External|oleObj|<script", content), name
            assert steering(content) <= {"\t", "\r", "\u2060"}, name
        assert any(MARK in archive.read(name).decode() for name in archive.namelist() if "slides/slide" in name)


@pytest.mark.slow
def test_the_workbook_to_fill_in_does_nothing_that_a_text_says(workspace: Path, run: Run, tmp_path: Path) -> None:
    for wave in ("2025", "2026"):
        run("--workspace", workspace, "check", "--wave", wave, "--accept")
    code, out, err = run("--workspace", workspace, "workbook", "--wave", "2026")
    assert code == 0, err[-2000:]
    assert steering(out + err) == set()
    books = [path for path in workspace.rglob("*.xlsx") if MARK not in path.name]
    assert books
    for book in books:
        harmless_workbook(book)


def test_the_hostile_files_have_hostile_names(workspace: Path) -> None:
    folder = workspace / "data" / "raw" / "2026"
    assert (folder / FILE).is_file()
    assert openpyxl.load_workbook(folder / f"+{MARK}.xlsx").sheetnames == [SHEET]
