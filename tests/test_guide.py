"""The guides in docs/ say what the commands do today: each is run on the demonstration, and what it prints compared."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import critical_points
from critical_points import cli, messages, reports
from critical_points.messages import LANGUAGE_VARIABLE, LANGUAGES
from critical_points.workspace import Review
from scripts.update_catalogues import messages as texts_of, read_catalogue

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
GUIDES = ("opas.md", "guide.md")

#: The language in which each guide's commands speak.
SPOKEN = {"opas.md": "fi", "guide.md": "en"}

#: What the guide calls the folder in which its reader works.
HOME = r"C:\Kriittiset pisteet"

#: A picture is at most this many bytes.
LARGEST = 100_000

#: What cannot be run here: it changes the machine.
INSTALLING = ["py --version", r"py -m pip install C:\Ohjelmat\critical_points"]


@dataclass(frozen=True)
class Step:
    """A block of a guide: its kind, its text, and what the comments above it say of it."""

    kind: str
    text: str
    orders: tuple[tuple[str, str], ...] = ()


_PARTS = re.compile(
    r"<!-- (?P<name>[a-z]+): (?P<value>.*?) -->\n|```(?P<kind>\w+)\n(?P<text>.*?)\n```|(?P<table>(?:^\|[^\n]*\|\n)+)",
    re.MULTILINE | re.DOTALL,
)


def guide(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def steps(name: str) -> Iterator[Step]:
    """Yield the blocks and tables of a guide in their order; a comment belongs to what follows it."""
    orders: list[tuple[str, str]] = []
    for found in _PARTS.finditer(guide(name)):
        if found["name"]:
            orders.append((found["name"], found["value"]))
        else:
            yield Step(found["kind"] or "table", found["text"] or found["table"], tuple(orders))
            orders = []


def cells(table: str) -> list[list[str]]:
    """Return the rows of a Markdown table, without its head."""
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in table.strip().split("\n")[2:]]
    return [[cell.strip().replace(r"\|", "|") for cell in row] for row in rows]


def as_pattern(quoted: str) -> re.Pattern[str]:
    """Return what a quoted text stands for: "…" is anything, and blanks and line ends are one."""
    parts = [r"\s+".join(map(re.escape, part.split())) for part in quoted.split("…")]
    return re.compile(r"\s*" + r"\s*.*?\s*".join(parts) + r"\s*", re.DOTALL)


class Reader:
    """An analyst who does what the guide says, in a folder of their own."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home, self.here, self.monkeypatch = home, home, monkeypatch
        self.removed: dict[str, bytes] = {}

    def follow(self, step: Step) -> None:
        orders = dict(step.orders)
        for name, value in step.orders:
            path = self.here / value
            if name == "delete":
                self.removed.setdefault(value, path.read_bytes())
                path.unlink()
            elif name == "restore":
                path.write_bytes(self.removed[value])
            elif name == "lock":
                path.write_bytes(b"")
        if step.kind == "console":
            self._type(step.text, int(orders.get("exit", 0)))
        elif step.kind == "python":
            self._run(step.text)
        elif step.kind == "toml":
            self._write(step.text, orders)
        elif "fill" in orders:
            self._fill(self.here / orders["fill"], cells(step.text))

    def _type(self, block: str, code: int) -> None:
        """Type each command of a block, and compare what it prints with what stands under it."""
        for command, quoted in re.findall(r"^> (.*)\n?((?:(?!> ).*\n?)*)", block, re.MULTILINE):
            name, *words = shlex.split(command)
            if name == "cd":
                self.here = (self.here / words[0]).resolve()
                continue
            assert name == "critical-points"
            printed, ended = self._call(words)
            assert as_pattern(quoted).fullmatch(printed), f"{command} prints today:\n{printed}\n\nthe guide:\n{quoted}"
            assert ended == code, command

    def _call(self, words: list[str]) -> tuple[str, int]:
        self.monkeypatch.chdir(self.here)
        self.monkeypatch.setattr(sys, "argv", ["critical-points", *words])
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            try:
                cli.main()
                code = 0
            except SystemExit as end:
                code = int(end.code or 0)
        text = re.sub(re.escape(str(self.home)) + r"[^\n:]*", lambda m: m[0].replace("/", "\\"), printed.getvalue())
        return text.replace(str(self.home).replace("/", "\\"), HOME), code

    def _run(self, code: str) -> None:
        self.monkeypatch.chdir(self.here)
        *lines, last = [line for line in code.split("\n") if line]
        names: dict[str, Any] = {}
        exec("\n".join(lines), names)
        assert eval(last, names) is not None

    def _write(self, text: str, orders: dict[str, str]) -> None:
        if "in" in orders:
            assert text in (self.here / orders["in"]).read_text(encoding="utf-8")
        elif "append" in orders:
            with (self.here / orders["append"]).open("a", encoding="utf-8") as handle:
                handle.write(f"\n{text}\n")
        else:
            path = self.here / orders["write"]
            path.write_text(text, encoding="utf-8")
            critical_points.open_review(path.parent)

    def _fill(self, path: Path, rows: list[list[str]]) -> None:
        """Write into a workbook what the guide's table says: sheet, row, column, text."""
        book = load_workbook(path)
        for sheet, row, column, text in rows:
            heads = [cell.value for cell in book[sheet][1]]
            (place,) = [line for line in book[sheet].iter_rows(min_row=2) if row in [cell.value for cell in line]]
            place[heads.index(column)].value = text
        book.save(path)


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    def pages(
        review: Review, wave: str, against: str | None, language: Iterable[str] | None, *_: object, **__: object
    ) -> list[Path]:
        """Return the pages that a report has; making them is tested elsewhere."""
        assert wave in review.waves
        codes = list(language or [review.language.code])
        folders = [review.reports_folder(wave) / ("" if code == review.language.code else code) for code in codes]
        return [folder / f"{path.stem}.html" for folder in folders for path in review.notebooks]

    monkeypatch.setattr(reports, "build_reports", pages)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv(LANGUAGE_VARIABLE)
    return Reader(tmp_path.resolve(), monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("name", GUIDES)
def test_every_command_of_the_guide_prints_what_the_guide_shows(
    name: str, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "_of_the_system", lambda: SPOKEN[name])
    monkeypatch.setattr(messages, "_spoken", [])
    for step in steps(name):
        reader.follow(step)


def commands(block: str) -> list[str]:
    """Return what is typed in a block, whatever the language."""
    return [line.removesuffix(" --language en") for line in block.split("\n") if line.startswith("> ")]


def test_both_guides_have_the_same_commands_and_files() -> None:
    one, other = (
        [step for step in steps(name) if step.kind not in ("table", "python") or step.orders] for name in GUIDES
    )
    assert [(step.kind, step.orders) for step in one] == [(step.kind, step.orders) for step in other]
    for mine, theirs in zip(one, other, strict=True):
        if mine.kind == "table":
            assert [row[1] for row in cells(mine.text)] == [row[1] for row in cells(theirs.text)]
        elif mine.kind == "console":
            assert commands(mine.text) == commands(theirs.text)
        else:
            assert len(mine.text.split("\n")) == len(theirs.text.split("\n"))
    codes = [[re.sub(r"\s*#.*", "", step.text) for step in steps(name) if step.kind == "python"] for name in GUIDES]
    assert codes[0] == codes[1]
    assert re.findall(r"^#+", guide(GUIDES[0]), re.MULTILINE) == re.findall(r"^#+", guide(GUIDES[1]), re.MULTILINE)


@pytest.mark.parametrize("name", GUIDES)
def test_every_block_is_run_but_the_installing(name: str) -> None:
    kinds = {step.kind for step in steps(name)}
    assert kinds == {"bat", "console", "toml", "python", "table"}
    assert [line for step in steps(name) if step.kind == "bat" for line in step.text.split("\n")] == INSTALLING
    for step in steps(name):
        if step.kind == "toml":
            tomllib.loads(step.text)
            assert {order for order, _ in step.orders} & {"in", "append", "write"}


def test_the_command_has_every_part_that_is_documented() -> None:
    parts = {command.callback.__name__ for command in cli.app.registered_commands if command.callback}
    assert parts == {"benchmark", "check", "clean", "discussion", "doctor", "new", "report", "share", "workbook"}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert parts == set(re.findall(r"^\| `([a-z]+)", readme, re.MULTILINE)) | {"benchmark"}
    for name in GUIDES:
        assert parts - {"clean"} <= set(re.findall(r"critical-points ([a-z]+)", guide(name)))


@pytest.mark.parametrize("name", GUIDES)
def test_messages_in_the_table_of_problems_are_those_of_the_code(name: str) -> None:
    told = [re.sub(r"{[^}]*}", "…", text) for text in texts_in(SPOKEN[name])]
    (problems,) = [cells(s.text) for s in steps(name) if s.kind == "table" and "OneDrive" in s.text]
    assert len(problems) > 8
    for message, _ in problems:
        parts = [part.strip() for part in message.strip("`").replace("review.toml", "…").split("…") if part.strip()]
        assert any(all(part in text for part in parts) for text in told), message


def texts_in(code: str) -> list[str]:
    """Return everything that an analyst may be told in a language."""
    if code == "en":
        return [form for text, _ in texts_of("messages") for form in ([text] if isinstance(text, str) else text)]
    strings = [message.string or "" for message in read_catalogue("messages", code)]
    return [form for told in strings for form in ([told] if isinstance(told, str) else told)]


@pytest.mark.parametrize("name", GUIDES)
def test_links_lead_somewhere_and_pictures_are_small_and_told_in_words(name: str) -> None:
    text = guide(name)
    heads = {
        re.sub(r"[^\w -]", "", head).strip().lower().replace(" ", "-")
        for head in re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    }
    for label, target in re.findall(r"(?<!!)\[([^\]]+)\]\(([^)]+)\)", text):
        assert target[1:] in heads if target.startswith("#") else (DOCS / target).is_file(), label
    pictures = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", text)
    assert 3 <= len(pictures) <= 5
    for alt, target in pictures:
        assert len(alt) > 60
        assert (DOCS / target).stat().st_size <= LARGEST
        assert Path(target).stem.rpartition("-")[2] in LANGUAGES


def test_no_picture_is_left_over() -> None:
    shown = {target for name in GUIDES for target in re.findall(r"\]\((pictures/[^)]+)\)", guide(name))}
    assert shown == {path.relative_to(DOCS).as_posix() for path in (DOCS / "pictures").iterdir()}


def test_what_a_quoted_output_stands_for() -> None:
    assert as_pattern("a  b\nc").fullmatch("a b c\n")
    assert as_pattern("…\nb …").fullmatch("a\nb c\nd")
    assert not as_pattern("a\nb").fullmatch("a x b")
    assert not as_pattern("…\nb").fullmatch("a\nb c")
