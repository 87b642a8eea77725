"""A form as PDF for tests, and libraries that fill it in as viewers do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pikepdf

from critical_points.display import DisplayTable
from critical_points.instrument import load_instrument
from critical_points.language import Language
from critical_points.workbook.filled import Value
from critical_points.workbook.form import VERSION, Form, Section, make_sections

INSTRUMENT = load_instrument()

#: What must come back letter for letter.
HARD = (
    "Äänekoski, Öja, Åland – €",
    "yksi\nkaksi\n\n  kolme ja loppu ",
    "=1+1",
    '<b>lihava</b> & "lainaus" (suluissa) \\ ja %',
    "🎓 kiitos 👩‍🏫 漢字",
    "åäö " * 1250,
    "tab\tja\u00a0sitova väli",
)


def make_form(code: str = "fi", wave: str = "2026", *, results: bool = False) -> Form:
    """Make the whole form of the default instrument, its cover with facts, every point with results or none."""
    language = Language(code)
    sections = tuple(tell(section, wave, language, results) for section in make_sections(INSTRUMENT, language))
    return Form(VERSION, wave, language, "Mallikunta", "Työkirja: kriittiset pisteet", sections)


def tell(section: Section, wave: str, language: Language, results: bool) -> Section:
    """Return a section with its facts or results."""
    if section.key == "cover":
        return replace(section, facts=(("Organisaatio", "Mallikunta"), ("Vuosi", wave)))
    if not results or not section.key.startswith("point."):
        return section
    frame = pd.DataFrame({"Piste": [section.title], "n": ["48"], "Keskiarvo": ["3,4"], "Väli": ["3,1–3,6"]})
    return replace(section, results=DisplayTable(frame, "Osan 1 tulokset", language))


def write_answers(form: Form) -> tuple[dict[str, str], dict[str, Value]]:
    """Return a text for every field as a person writes it, and what it means."""
    written: dict[str, str] = {}
    meant: dict[str, Value] = {}
    for n, field in enumerate(form.fields):
        if field.kind in ("text", "line"):
            text = HARD[n % len(HARD)] if field.kind == "text" else HARD[n % len(HARD)].replace("\n", " ")
            written[field.key] = text
            meant[field.key] = text
        elif field.kind == "choice":
            key = field.choices[n % len(field.choices)][0]
            written[field.key] = key
            meant[field.key] = key
        elif field.kind == "date":
            written[field.key] = "5.3.2026"
            meant[field.key] = date(2026, 3, 5)
        elif field.kind == "percent":
            written[field.key] = "80 %"
            meant[field.key] = 0.8
        else:
            written[field.key] = "3,8"
            meant[field.key] = 3.8
    return written, meant


def terminals(pdf: pikepdf.Pdf) -> Iterator[tuple[str, pikepdf.Object]]:
    """Yield the whole name and the dictionary of every field, by a way of our own."""
    waiting = [("", field) for field in pdf.Root.AcroForm.Fields]
    while waiting:
        above, field = waiting.pop(0)
        key = f"{above}.{field.T}" if above else str(field.T)
        if "/FT" in field:
            yield key, field
        else:
            waiting += [(key, kid) for kid in field.Kids]


def fill(source: Path, target: Path, raw: Mapping[str, bytes]) -> Path:
    """Write bytes into the fields of a PDF: exactly what a viewer would have written there."""
    with pikepdf.open(source) as pdf:
        fields = dict(terminals(pdf))
        for key, value in raw.items():
            fields[key].V = pikepdf.String(value)
        pdf.save(target)
    return target
