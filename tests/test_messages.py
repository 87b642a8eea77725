"""What the analyst is told: whole sentences in the language of the workspace, whatever their fields hold."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from string import Formatter

import openpyxl
import pytest

from critical_points.cleaning import check_wave
from critical_points.decisions import sheet_of, take_sheet, write_sheet
from critical_points.errors import CriticalPointsError, Fault, SettingsError, UnreadableError
from critical_points.exports.grid import read_table
from critical_points.facts import read_toml
from critical_points.instrument import load_instrument
from critical_points.language import Language
from critical_points.messages import LANGUAGE_VARIABLE, everywhere, said, said_plural, speak
from critical_points.notes.sheet import read_sheet, sheet_of as notes_of, update_sheet
from critical_points.workspace import Review, open_review
from scripts.update_catalogues import messages, read_catalogue
from tests.small_exports import INSTRUMENT, csv_of, small_workspace
from tests.small_notes import discuss, workspace

PACKAGE = Path(__file__).parents[1] / "critical_points"

SPEAK = {"said", "said_plural", "to_say", "translated"}

#: Which arguments of a call are told to the analyst: by their places, and by their names.
TOLD: dict[str, tuple[tuple[int, ...], frozenset[str]]] = {
    "Fault": ((0, 2), frozenset({"what", "suggestion"})),
    "fault": ((0, 1), frozenset({"what", "suggestion"})),
    "Problem": ((3, 4), frozenset({"why", "suggestion"})),
    "problem": ((3, 4), frozenset({"why", "suggestion"})),
    "Reading": ((2, 3), frozenset({"why", "suggestion"})),
}
ERROR = ((0, 2), frozenset({"message", "next_step"}))

#: Errors of Python itself, for those who write programs, and a signal within the reading of text files.
OF_PROGRAMS = {
    *("AttributeError", "KeyError", "TypeError", "ValueError", "AssertionError", "StdinNotImplementedError"),
    "IrregularError",
}

#: The room whose texts wait for their turn.
WAITING = ("disclosure",)

#: A command or a call, which is the same in every language.
CODE = re.compile(r"cp\.[a-z_.()]+|\{[^}]*\} --help")


def name_of(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def told_arguments(call: ast.Call) -> list[ast.expr]:
    name = name_of(call)
    if name in OF_PROGRAMS:
        return []
    places, names = TOLD.get(name, ERROR if name.endswith("Error") else ((), frozenset()))
    found = [argument for place, argument in enumerate(call.args) if place in places]
    return found + [keyword.value for keyword in call.keywords if keyword.arg in names]


def plain_texts(node: ast.expr, assigned: dict[str, list[ast.expr]]) -> Iterator[ast.expr]:
    """Yield the texts of an expression that no call says: literals, and f-strings with words of their own."""
    parts: list[ast.expr] = []
    match node:
        case ast.Constant(value=str(text)) if re.search(r"[^\W\d_]{2}", text) and not CODE.fullmatch(text):
            yield node
        case ast.JoinedStr(values=values) if not CODE.fullmatch(ast.unparse(node)[2:-1]):
            parts = [value.value if isinstance(value, ast.FormattedValue) else value for value in values]
        case ast.IfExp(body=body, orelse=orelse):
            parts = [body, orelse]
        case ast.BoolOp(values=values):
            parts = values
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            parts = [left, right]
        case ast.Name(id=name):
            parts, assigned = assigned.get(name, []), {}
    for part in parts:
        yield from plain_texts(part, assigned)


def assignments(tree: ast.AST) -> dict[str, list[ast.expr]]:
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        pairs: list[tuple[ast.expr, ast.expr]] = []
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                pairs = list(zip(names, values, strict=False))
            case ast.Assign(targets=[name], value=value):
                pairs = [(name, value)]
        for name, value in pairs:
            if isinstance(name, ast.Name):
                found.setdefault(name.id, []).append(value)
    return found


def unsaid(source: str) -> Iterator[tuple[int, str]]:
    """Yield each text that goes to the analyst as it stands, with its line."""
    tree = ast.parse(source)
    shared = {name: values for name, values in assignments(tree).items() if name.isupper()}
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    for function in functions:
        assigned = shared | assignments(function)
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            for argument in told_arguments(call):
                for text in plain_texts(argument, assigned):
                    yield text.lineno, ast.unparse(text)


MODULES = [
    path for path in sorted(PACKAGE.rglob("*.py")) if path.relative_to(PACKAGE).parts[0] not in WAITING
]  # fmt: skip


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_nothing_is_told_in_one_language_only(path: Path) -> None:
    """Otherwise: put `said(…)` around the text, and its values into fields."""
    assert sorted(set(unsaid(path.read_text(encoding="utf-8")))) == []


def test_texts_in_one_language_are_found() -> None:
    source = """
def check(block, name):
    what = f"no {name}." if name else "no name."
    block.fault(what, said("Write it."))
    raise SettingsError(said("It is wrong.") + " Really.", [Fault(f"{name}.", name)], next_step="cp.tour()")
    raise ValueError("for programs")
"""
    assert sorted(set(unsaid(source))) == [(3, "'no '"), (3, "'no name.'"), (5, "' Really.'")]


def said_at_import(node: ast.AST) -> Iterator[int]:
    """Yield the lines at which a module speaks while it is imported: before anybody knows the language."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return
    if isinstance(node, ast.Call) and name_of(node) in ("said", "said_plural", "translated"):
        yield node.lineno
    for child in ast.iter_child_nodes(node):
        yield from said_at_import(child)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_nothing_is_said_before_the_language_is_known(path: Path) -> None:
    assert list(said_at_import(ast.parse(path.read_text(encoding="utf-8")))) == []


# Fields


def fields(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field is not None}


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and name_of(node) in ("said", "said_plural"):
                yield f"{path.relative_to(PACKAGE)}, line {node.lineno}", node


def test_every_call_fills_the_fields_of_its_message() -> None:
    wrong = []
    for place, call in calls():
        texts = [str(node.value) for node in call.args if isinstance(node, ast.Constant)]
        given = {keyword.arg for keyword in call.keywords if keyword.arg is not None}
        if name_of(call) == "said_plural":
            needed = set.union(*map(fields, texts[:2])) - {"n"}
        else:
            needed = fields(texts[0]) if given else set()
        wrong += [place] if needed != given and None not in {keyword.arg for keyword in call.keywords} else []
    assert wrong == []


#: A value as a file or a person may give it: nothing of it is understood as a field or a format.
HOSTILE = "{name} {0} {} %s %(n)d \\{x!r:>9}"


def texts_of(language: str) -> Iterator[tuple[str, str]]:
    """Yield each message with what stands for it in a language."""
    if language == "en":
        for found, _ in messages("messages"):
            yield from ((text, text) for text in ([found] if isinstance(found, str) else found))
        return
    for message in read_catalogue("messages", language):
        if isinstance(message.id, str) and message.id:
            yield message.id, str(message.string)
        elif message.id:
            yield from zip(message.id, map(str, message.string or ()), strict=True)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_fields_take_any_value(language: str) -> None:
    for message, text in texts_of(language):
        for _, field, form, conversion in Formatter().parse(text) if "{" in message else ():
            told = text.format(**dict.fromkeys(fields(text), HOSTILE))
            assert not form, text  # numbers are written by `grouped`
            assert field is None or (repr(HOSTILE) if conversion == "r" else HOSTILE) in told, text


# Errors that many will meet


def missing_file(folder: Path) -> object:
    return read_table(folder / "puuttuu.csv")


def unreadable_workbook(folder: Path) -> object:
    path = folder / "rikki.xlsx"
    path.write_bytes(b"PK\x03\x04" + bytes(200))
    return read_table(path)


def wrong_toml(folder: Path) -> object:
    path = folder / "review.toml"
    path.write_text("minimum = 5\nminimum = 6\n", encoding="utf-8")
    return read_toml(path)


def unclosed_text(folder: Path) -> object:
    path = folder / "review.toml"
    path.write_text('organisation = "Kone\n', encoding="utf-8")
    return read_toml(path)


def two_items_with_one_key(folder: Path) -> object:
    source = (PACKAGE / "instruments" / "critical_points.toml").read_text(encoding="utf-8")
    path = folder / "oma.toml"
    path.write_text(source.replace('key = "reachability_2"', 'key = "reachability_1"'), encoding="utf-8")
    return load_instrument(path)


def settings(folder: Path, told: str) -> Review:
    (folder / "review.toml").write_text(told, encoding="utf-8")
    return open_review(folder)


def unknown_language(folder: Path) -> object:
    return Language("de")


def unknown_group_in_settings(folder: Path) -> object:
    return settings(folder, "[waves.2026]\nheadcount = { opettajat = 12 }\n")


def unknown_wave(folder: Path) -> object:
    (folder / "data" / "raw" / "2026").mkdir(parents=True)
    return settings(folder, "").wave("2027")


def small_minimum(folder: Path) -> object:
    return settings(folder, "minimum = 2\nthreshold = 9\nkieli = 'fi'\n")


def folder_without_workspace(folder: Path) -> object:
    return open_review(folder)


TYPICAL = [
    missing_file,
    unreadable_workbook,
    wrong_toml,
    unclosed_text,
    two_items_with_one_key,
    unknown_language,
    unknown_group_in_settings,
    unknown_wave,
    small_minimum,
    folder_without_workspace,
]

#: What is the same in every language: paths, what is quoted, what stands in a settings file, names of programs.
SAME = re.compile(
    r"[\w.:-]*[/\\][\w./\\ -]*|'[^']*'|\"[^\"]*\"|\[\[?[\w.]+\]\]?|--\w+|"
    r"critical-points( new)?|review\.toml|text\.\w\w"
)
OWN = {
    *("organisation", "language", "instrument", "minimum", "threshold", "groups", "units", "waves", "merge"),
    *("appearance", "headcount", "item", "excel", "csv", "xlsx", "utf", "toml", "text", "fi", "sv", "en", "rikki"),
    *(part for group in INSTRUMENT.groups for part in group.key.split("_")),
}


def words(text: str) -> set[str]:
    """Return the words of a text that a language has of its own."""
    return set(re.findall(r"[^\W\d_]{2,}", SAME.sub(" ", text.casefold()))) - OWN


def told_by(act: Callable[[Path], object], folder: Path) -> str:
    with pytest.raises(CriticalPointsError) as caught:
        act(folder)
    return str(caught.value)


@pytest.mark.parametrize("language", ["fi", "sv"])
@pytest.mark.parametrize("act", TYPICAL, ids=lambda act: act.__name__)
def test_an_error_is_whole_in_the_language_of_the_workspace(
    act: Callable[[Path], object], language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = {code: tmp_path / "a" / code for code in ("en", language)}
    told = {}
    for code, folder in folders.items():
        folder.mkdir(parents=True)
        monkeypatch.setenv(LANGUAGE_VARIABLE, code)
        told[code] = told_by(act, folder).replace(str(folder), "")
    assert not re.search(r"[{}]", re.sub(r"'[^']*'", "", told[language]))
    assert words(told[language]) & words(told["en"]) == set()
    assert len(told[language].splitlines()) == len(told["en"].splitlines())


def test_the_language_of_the_workspace_is_spoken_as_soon_as_it_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(LANGUAGE_VARIABLE)
    told = [
        told_by(lambda folder, code=code: settings(folder, f'language = "{code}"\nminimum = 2\n'), tmp_path)  # type: ignore[misc]  # mypy: a default in a lambda
        for code in ("fi", "sv", "en")
    ]
    assert [text.splitlines()[0] for text in told] == [
        "review.toml: 1 virhe.",
        "review.toml: 1 fel.",
        "review.toml has 1 fault.",
    ]
    assert "Pienin sallittu on 5." in told[0]
    assert "Det minsta tillåtna är 5." in told[1]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("minimum = [", "Asetustiedostoa ei voi lukea."),
        ('language = "sv"\nminimum = [', "En inställningsfil kan inte läsas."),
        ('language = "en\n', "A settings file cannot be read."),
        ('language = "de"\nminimum = [', "Asetustiedostoa ei voi lukea."),
    ],
)
def test_a_settings_file_that_cannot_be_read_is_told_of_in_its_language(
    text: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(LANGUAGE_VARIABLE)
    speak("fi")
    assert told_by(lambda folder: settings(folder, text), tmp_path).splitlines()[0] == told


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_an_error_stays_on_one_screen(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LANGUAGE_VARIABLE, language)
    what = said("{name!r} is {value!r}.", name="minimum", value="x" * 5_000)
    faults = [Fault(what, f"review.toml, {n}", said("Mend the file and try again.")) for n in range(200)]
    error = SettingsError(said_plural("{file} has {n} fault.", "{file} has {n} faults.", 200, file="a"), faults, "…")
    lines = str(error).splitlines()
    assert len(lines) == 15  # the message, twelve faults, how many more, and what to do
    assert "188" in lines[-2]
    assert max(map(len, lines)) < 400


# What is written in one language is read back in any


@pytest.mark.parametrize(("written", "read"), [("fi", "sv"), ("sv", "en"), ("en", "fi")])
def test_a_sheet_of_decisions_is_read_back_in_any_language(
    written: str, read: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [["Vastaajaryhmä", INSTRUMENT.items[0].text["fi"], "Ruoka"]]
    rows += [["talonmies", "ehkä", str(n % 4 + 1)] for n in range(6)]
    review = small_workspace(tmp_path, {"2026/a.csv": csv_of(*rows)})
    monkeypatch.setenv(LANGUAGE_VARIABLE, written)
    write_sheet(review, "2026", [column for file in check_wave(review, "2026") for column in file.columns])
    path = sheet_of(review, "2026")
    book = openpyxl.load_workbook(path)
    yes, heads = everywhere("yes"), [str(cell.value) for cell in book.worksheets[0][1]]
    assert [book.worksheets[0].title, heads[0], heads[7]] == {
        "fi": ["sarakkeet", "otsikko", "paikka"],
        "sv": ["kolumner", "rubrik", "plats"],
        "en": ["columns", "header", "position"],
    }[written]
    assert {str(cell.value) for cell in book.worksheets[0]["D"][1:]} <= yes
    for row in book.worksheets[1].iter_rows(min_row=2):
        row[2].value = "services" if row[1].value == "talonmies" else 3
    ruoka = next(row for row in book.worksheets[0].iter_rows() if row[0].value == "Ruoka")
    ruoka[1].value, ruoka[4].value = "ignore", next(iter(everywhere("yes") & {"kyllä", "ja", "yes"}))
    book.save(path)
    monkeypatch.setenv(LANGUAGE_VARIABLE, read)
    assert take_sheet(review, "2026")
    text = review.mapping_file("2026").read_text(encoding="utf-8")
    assert 'talonmies = "services"' in text.replace('"talonmies"', "talonmies")
    assert not any(question for file in check_wave(review, "2026") for question in file.questions)


@pytest.mark.parametrize(("written", "read"), [("fi", "sv"), ("sv", "en"), ("en", "fi")])
def test_a_list_of_notes_is_read_back_in_any_language(
    written: str, read: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = workspace(tmp_path)
    note = ("2026", "Kone", "point", "feedback", "develop", "Aikaa kaivataan")
    discuss(monkeypatch, [note])
    monkeypatch.setenv(LANGUAGE_VARIABLE, written)
    update_sheet(review, "2026")
    discuss(monkeypatch, [note, (*note[:-1], "Uusi malli")])
    update_sheet(review, "2026")
    sheet = openpyxl.load_workbook(notes_of(review, "2026")).worksheets[0]
    assert (sheet.title, sheet["F1"].value, sheet["I3"].value) == {
        "fi": ("keskustelu", "julkaistaan", "uusi"),
        "sv": ("diskussion", "publiceras", "ny"),
        "en": ("discussion", "publish", "new"),
    }[written]
    monkeypatch.setenv(LANGUAGE_VARIABLE, read)
    rows = read_sheet(review, "2026")
    assert list(rows[["text", "state"]].itertuples(index=False, name=None)) == [
        ("Aikaa kaivataan", ""),
        ("Uusi malli", "new"),
    ]


def test_a_workbook_that_cannot_be_read_names_its_sheet_in_the_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = workspace(tmp_path)
    notes_of(review, "2026").parent.mkdir(parents=True, exist_ok=True)
    notes_of(review, "2026").write_bytes(b"PK")
    monkeypatch.setenv(LANGUAGE_VARIABLE, "fi")
    with pytest.raises(UnreadableError, match="siinä ei ole taulukkoa 'keskustelu'"):
        read_sheet(review, "2026")
