"""The command speaks the workspace's language: nothing that an analyst is told stays in English."""

from __future__ import annotations

import gettext
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from critical_points import messages, reports
from critical_points.messages import LANGUAGE_VARIABLE, speak
from critical_points.scaffold import new_workspace
from critical_points.workbook import fill_form, make_form, write_sheets
from critical_points.workspace import Review, open_review
from scripts.update_catalogues import messages as texts_of
from tests.test_cli import ROOT, Run, run, table

__all__ = ["run"]

OTHERS = ("fi", "sv")

#: Words of English sentences that are neither Finnish nor Swedish, and stand in no name of a file or option.
ENGLISH = re.compile(
    r"\b(not|the|of|which|with|this|are|was|were|that|cannot|must|than|like|from|what)\b", re.IGNORECASE
)

#: Every text that code has said; a text that was translated already may be said again, and is none of them.
TEXTS = {text if isinstance(text, str) else text[0] for text, _ in texts_of("messages")}

#: What a message may quote: what stands in quotes, and what is typed.
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|critical-points [^,.;]*|--\w+|\S*[/\\]\S*|\S+\.(?:csv|xlsx|toml|html|pdf)\b")


class Untranslated(gettext.NullTranslations):
    """Keeps every message that a catalogue does not have."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def gettext(self, message: str) -> str:
        self.found.add(message)
        return message

    def ngettext(self, one: str, many: str, n: int) -> str:
        self.found.add(one)
        return one if n == 1 else many


@pytest.fixture
def untranslated(monkeypatch: pytest.MonkeyPatch) -> Iterator[Untranslated]:
    """Speak as the workspace does, and keep what has no translation."""
    missed, real = Untranslated(), messages.catalogue

    @cache
    def watched(code: str, domain: str) -> gettext.NullTranslations:
        found = real(code, domain)
        if code != "en" and domain == "messages":
            found.add_fallback(missed)
        return found

    monkeypatch.setattr(messages, "catalogue", watched)
    monkeypatch.delenv(LANGUAGE_VARIABLE)
    monkeypatch.setenv("COLUMNS", "200")
    yield missed
    real.cache_clear()
    messages._spoken.clear()


def workspace(folder: Path, code: str) -> Path:
    """Make a workspace of 40 respondents with a group that is not known, and a workbook with a wrong day."""
    raw = folder / "data" / "raw" / "2026"
    raw.mkdir(parents=True)
    (folder / "review.toml").write_text(f'organisation = "Testilä"\nlanguage = "{code}"\n', encoding="utf-8")
    (raw / "vastaukset.csv").write_text(table(40), encoding="utf-8")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns(".*"))
    review = open_review(folder)
    values = {"team": "Satama", "action.02.action": "Kooste", "action.02.due": "ylihuomenna"}
    write_sheets(fill_form(make_form(review, "2026", None, review.language), values), raw / "workbook-satama.xlsx")
    return folder


def strange(folder: Path) -> Path:
    """Put in what is asked about: an unknown group, a reworded statement, a code, an odd label, an unknown unit."""
    raw = folder / "data" / "raw" / "2026" / "vastaukset.csv"
    text = raw.read_text(encoding="utf-8").replace("opettaja", "haltija")
    text = text.replace("Työpaikka saa meihin helposti yhteyden", "Työpaikka saa meihin todella helposti yhteyden")
    raw.write_text(text.replace("toteutuu heikosti", "99", 60).replace("toteutuu hyvin", "ehkä", 60), encoding="utf-8")
    return folder


def in_english(text: str) -> list[str]:
    """Return the lines that have an English word outside of what they quote."""
    return [line for line in text.split("\n") if ENGLISH.search(QUOTED.sub(" ", line))]


def call(run: Run, *words: object, code: int | None = 0) -> str:
    ended, out, err = run(*words)
    assert code is None or ended == code, out + err
    assert "Traceback" not in out + err
    return out + err


@pytest.mark.parametrize("code", OTHERS)
def test_what_goes_well_is_told_in_the_workspace_s_language(
    code: str, tmp_path: Path, run: Run, untranslated: Untranslated, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pages(review: Review, wave: str, *_: object, **__: object) -> list[Path]:
        return [review.reports_folder(wave) / "index.html"]

    monkeypatch.setattr(reports, "build_reports", pages)
    folder = workspace(tmp_path / "työ", code)
    here = ("--workspace", folder)
    told = [call(run, "new", tmp_path / "uusi", "--language", code)]
    told += [call(run, part, *here) for part in ("check", "clean", "report", "doctor", "share", "workbook")]
    told += [call(run, part, *here) for part in ("benchmark", "discussion")]
    told.append(call(run, "workbook", "--check", *here, code=1))
    told += [call(run, *here, *words, "--help") for words in [(), *((part,) for part in ("check", "report", "new"))]]
    assert untranslated.found & TEXTS == set()
    assert in_english("\n".join(told)) == []
    assert all(len(text.splitlines()) <= 60 for text in told)
    assert {"fi": "Ei mitään päätettävää.", "sv": "Inget att besluta."}[code] in told[1]


def make_faults(folder: Path) -> dict[str, tuple[str, ...]]:
    """Return commands that cannot be done, by what is wrong."""
    raw = folder / "data" / "raw"
    for name in ("2027", "2028", "2029", "2030"):
        (raw / name).mkdir()
    (raw / "2027" / "a.csv").write_text("a;b\nx;y\nz;w\n", encoding="utf-8")
    (raw / "2028" / "a.xlsx").write_bytes(b"PK\x03\x04 nonsense")
    for name in ("a.csv", "b.csv"):
        (raw / "2029" / name).write_text(table(12, ";" if name == "a.csv" else ","), encoding="utf-8")
    shutil.copy(raw / "2026" / "workbook-satama.xlsx", raw / "2030" / "palautettu.xlsx")
    return {
        "no survey": ("clean", "--wave", "2027"),
        "damaged": ("clean", "--wave", "2028"),
        "twice": ("clean", "--wave", "2029"),
        "our own workbook": ("check", "--wave", "2030"),
        "no such wave": ("report", "--wave", "2062"),
        "no such command": ("reprot",),
        "no such option": ("report", "--waev", "2026"),
        "a value is missing": ("report", "--wave"),
        "an argument is missing": ("new",),
        "too much": ("doctor", "x"),
        "no files of others": ("benchmark", str(folder / "review.toml")),
        "not empty": ("new", str(folder)),
        "no format": ("workbook", "--format", "docx"),
    }


@pytest.mark.parametrize("code", OTHERS)
def test_what_goes_wrong_is_told_in_the_workspace_s_language_on_one_screen(
    code: str, tmp_path: Path, run: Run, untranslated: Untranslated
) -> None:
    folder = workspace(tmp_path / "työ", code)
    for name, words in make_faults(folder).items():
        told = call(run, "--workspace", folder, *words, code=None)
        assert in_english(told) == [], name
        assert {"fi": "Mitä tehdä: ", "sv": "Vad du ska göra: "}[code] in told, name
        if words[0] != "check":
            assert len(told.splitlines()) < 24, name
    assert untranslated.found & TEXTS == set()


@pytest.mark.parametrize("code", OTHERS)
def test_what_is_asked_is_asked_in_the_workspace_s_language(
    code: str, tmp_path: Path, run: Run, untranslated: Untranslated
) -> None:
    folder = strange(workspace(tmp_path / "työ", code))
    told = call(run, "--workspace", folder, "check", code=1)
    told += call(run, "--workspace", folder, "clean", code=1)
    told += call(run, "--workspace", folder, "check", "--excel", code=1)
    told += call(run, "--workspace", folder, "check", "--write", code=1)
    (folder / "review.toml").write_text(f'language = "{code}"\norganisation = x\n', encoding="utf-8")
    told += call(run, "--workspace", folder, "check", code=2)
    settings = f'language = "{code}"\nminimum = 3\nthreshold = 9\norganization = "x"\n[waves.2026]\nstarted = "3.2."\n'
    (folder / "review.toml").write_text(settings, encoding="utf-8")
    told += call(run, "--workspace", folder, "check", code=2)
    assert untranslated.found & TEXTS == set()
    assert in_english(told) == []


def test_the_environment_asks_for_another_language_than_the_workspace_s(
    tmp_path: Path, run: Run, untranslated: Untranslated, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = new_workspace(tmp_path / "uusi", language="sv").root
    monkeypatch.setenv(LANGUAGE_VARIABLE, "fi")
    assert "Mitä tehdä: " in call(run, "--workspace", root, "report", code=2)
    monkeypatch.delenv(LANGUAGE_VARIABLE)
    assert "Vad du ska göra: " in call(run, "--workspace", root, "report", code=2)


def test_json_has_english_keys_and_kinds_in_every_language(
    tmp_path: Path, run: Run, untranslated: Untranslated
) -> None:
    folder = workspace(tmp_path / "työ", "fi")
    spoken = call(run, "--workspace", folder, "check", "--json")
    assert '"kind": "group"' in spoken
    assert '"questions": []' in spoken


def test_numbers_are_written_as_the_language_writes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (messages.grouped(999), messages.grouped(12345)) == ("999", "12,345")
    monkeypatch.setenv(LANGUAGE_VARIABLE, "fi")
    assert messages.grouped(12345) == "12\N{NO-BREAK SPACE}345"


def test_help_in_finnish_is_as_fast_as_one_expects(tmp_path: Path) -> None:
    root = new_workspace(tmp_path / "uusi", language="fi").root
    environment = {"PATH": "", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "critical_points", "--help"]
    start = time.perf_counter()
    ended = subprocess.run(command, cwd=root, env=environment, capture_output=True, check=True)
    assert time.perf_counter() - start < 2  # 0.2 s on an idle machine; the tests may share theirs
    told = ended.stdout.decode("utf-8", "replace")
    assert "[VALITSIMET] KOMENTO" in told
    assert in_english(told) == []


def test_what_an_english_sentence_is() -> None:
    assert in_english("Put the file there.\nPane tiedosto sinne: 'the file' critical-points check --wave the.") == [
        "Put the file there."
    ]


def test_a_language_that_is_not_known_changes_nothing() -> None:
    speak("xx")
    assert messages.said("Nothing to decide.") == "Nothing to decide."
