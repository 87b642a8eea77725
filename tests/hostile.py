"""A workspace in which every label, header, note, name of a group, unit, file, sheet and organisation is hostile.

Each hostile text holds `MARK`, so that whatever became of it can be found in an output.
"""

from __future__ import annotations

import csv
import json
import random
import tomllib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from importlib.resources import files
from itertools import cycle
from pathlib import Path
from typing import Any

import openpyxl

#: Part of every hostile text; no base64 holds it.
MARK = "zq_x"

#: What must not be done by any output: markup, formulas, TOML, paths, terminal escapes, turned writing, fields.
ATTACKS = (
    f"<script>alert('{MARK}')</script>",
    f"=1+1|{MARK}",
    f'"><img src=x onerror={MARK}()>',
    f"+{MARK}!A1",
    f"@SUM({MARK})",
    f"-2+3+cmd|'{MARK}'!A0",
    f'"]\n[evil]\n{MARK} = """',
    f"../../{MARK}",
    f"\x1b[31m{MARK}\x1b]0;{MARK}\x07",
    f"\u202e{MARK}\u2066",
    f"\x9b31m{MARK}\x7f",
    f"\t=1+1 {MARK}",
    f"\r=2+2 {MARK}",
    f"{{{MARK}}} %s {{0}}",
    f"[{MARK}](javascript:{MARK}) ![x](file:///{MARK}) <svg onload={MARK}>",
    f"</script></style></title><h1 onclick={MARK}>",
)

#: Texts that fit where names are short.
SHORT = (f"<b>{MARK}", f"=1+{MARK}", f"\u202e{MARK}", f"@{MARK}", f"+{MARK}", f"-{MARK}", f"{{{MARK}}}", f'"]{MARK}')

LANGUAGES = ("fi", "sv", "en")
LABELS = ("=1", "<i>2", "@3", "+4", "-5")
FILE, SHEET = f"=1+1 <b>{MARK}&.csv", f"=1+1 <b>{MARK}"


def toml(value: Any) -> str:
    """Return a value as TOML writes it, tables inline."""
    match value:
        case bool() | int() | float() | str():
            return json.dumps(value, ensure_ascii=True)
        case date():
            return value.isoformat()
        case list() | tuple():
            return f"[{', '.join(map(toml, value))}]"
        case dict():
            return f"{{{', '.join(f'{json.dumps(str(key))} = {toml(cell)}' for key, cell in value.items())}}}"
    raise TypeError(value)


def instrument_facts() -> dict[str, Any]:
    """Return the default instrument with hostile texts, each of them different."""
    facts = tomllib.loads((files("critical_points") / "instruments" / "critical_points.toml").read_text("utf-8"))
    facts.pop("prompts", None)
    attacks, short = cycle(ATTACKS), cycle(SHORT)

    def texts(what: str) -> dict[str, str]:
        attack = next(attacks)
        return {language: f"{attack} {what} {language}" for language in LANGUAGES}

    for kind in ("point", "level", "group", "item", "law"):
        for n, entry in enumerate(facts.get(kind, [])):
            for name in ("name", "text", "about", "act", "covers"):
                if name in entry:
                    entry[name] = texts(f"{kind} {n} {name}")
            if "short" in entry:
                entry["short"] = {language: f"{next(short)} {kind[0]}{n} {language}" for language in LANGUAGES}
            if "synonyms" in entry:
                entry["synonyms"] = {}
    scale = next(one for one in facts["scale"] if one["key"] == facts["scale_of_items"])
    scale["labels"] = {code: [[f"{label} {MARK} {code}"] for label in LABELS] for code in LANGUAGES}
    facts["scale"] = [scale]
    facts["title"] = texts("title")
    return facts


def make_workspace(folder: Path, *, waves: tuple[str, ...] = ("2025", "2026"), respondents: int = 45) -> Path:
    """Write the workspace; return its folder."""
    from critical_points.scaffold import new_workspace

    root = new_workspace(folder / "workspace").root
    facts = instrument_facts()
    (root / "own.toml").write_text("".join(f"{key} = {toml(value)}\n" for key, value in facts.items()), "utf-8")
    units = {f"unit_{n}": {"name": {code: f"{SHORT[n]} unit {n} {code}" for code in LANGUAGES}} for n in range(3)}
    review = {
        "organisation": " ".join(ATTACKS),
        "language": "fi",
        "instrument": "own.toml",
        "minimum": 5,
        "units": units,
        "waves": {
            wave: {"responsible": ATTACKS[0], "respondents": ATTACKS[2], "started": date(int(wave), 2, 1)}
            for wave in waves
        },
    }
    (root / "review.toml").write_text("".join(f"{key} = {toml(value)}\n" for key, value in review.items()), "utf-8")
    for place in (root / "data" / "raw").iterdir():
        place.rmdir()
    for wave in waves:
        write_answers(root / "data" / "raw" / wave, facts, units, int(wave), respondents)
    return root


def write_answers(folder: Path, facts: dict[str, Any], units: dict[str, Any], year: int, respondents: int) -> None:
    """Write one wave as a text and a workbook, both with hostile names, headers and comments."""
    folder.mkdir(parents=True)
    header = ["Aikaleima", *(item["text"]["fi"] for item in facts["item"]), "Vastaajaryhmä", "Toimipiste"]
    header += [f"{ATTACKS[n]} comment" for n in range(len(ATTACKS))]
    half = respondents // 2
    rows = list(_rows(facts, units, year, respondents))
    with (folder / FILE).open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, quoting=csv.QUOTE_ALL).writerows([header, *rows[:half]])
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = SHEET
    for y, row in enumerate([header, *rows[half:]], 1):
        for x, text in enumerate(row, 1):
            cell = page.cell(y, x)
            cell.value = "".join(c for c in text if c in "\t\r\n" or c >= " ")
            cell.data_type = "s"
    book.save(folder / f"+{MARK}.xlsx")


def _rows(facts: dict[str, Any], units: dict[str, Any], year: int, respondents: int) -> Iterator[list[str]]:
    dice = random.Random(year)
    groups = [group["name"]["fi"] for group in facts["group"][:3]]
    places = [unit["name"]["fi"] for unit in units.values()]
    for n in range(respondents):
        moment = datetime(year, 3, 2, 9) + timedelta(minutes=37 * n)
        marks = [f"{dice.choice(LABELS)} {MARK} fi" for _ in facts["item"]]
        comments = [f"{attack} {n}" for attack in ATTACKS]
        yield [f"{moment:%d.%m.%Y klo %H.%M.%S}", *marks, groups[n % 3], places[n % 3], *comments]
