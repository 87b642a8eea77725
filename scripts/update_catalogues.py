"""Bring the catalogues up to date with the texts of code and notebooks: ``python scripts/update_catalogues.py``.

New texts come in without a translation, texts that are gone go; translations that are there stay. What is left to
translate is printed.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from critical_points.reports.notebooks import paragraphs, read_notebook

ROOT = Path(__file__).parents[1]
LOCALE = ROOT / "critical_points" / "locale"

#: Each catalogue with the languages it is translated into; the third one is that of the texts themselves.
CATALOGUES = {"critical_points": ("fi", "sv"), "messages": ("fi", "sv"), "notebooks": ("sv", "en")}

#: Calls whose texts go to readers of reports, and to the analyst; each with how many of its texts count.
TOLD = {"text": 1, "plural": 2}
SAID = {"said": 1, "said_plural": 2, "to_say": 1}


def code_messages(domain: str) -> Iterator[tuple[str | tuple[str, str], tuple[str, int]]]:
    """Yield every text that code has said to the analyst, or passes to a `Language`; a plural is a pair."""
    for path in sorted((ROOT / "critical_points").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            wanted = _texts_wanted(node, domain) if isinstance(node, ast.Call) else 0
            if not isinstance(node, ast.Call) or not wanted:
                continue
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            place = (path.relative_to(ROOT).as_posix(), node.lineno)
            if len(texts) < wanted:
                raise ValueError(f"{place[0]}, line {place[1]}: write the text itself, so that it is found")
            yield texts[0] if wanted == 1 else (texts[0], texts[1]), place


def _texts_wanted(call: ast.Call, domain: str) -> int:
    if domain == "messages":
        return SAID.get(call.func.id, 0) if isinstance(call.func, ast.Name) else 0
    if isinstance(call.func, ast.Attribute) and _is_language(call.func.value):
        return TOLD.get(call.func.attr, 0)
    return 0


def help_messages() -> Iterator[tuple[str, tuple[str, int]]]:
    """Yield what ``--help`` tells of each part of the command: the docstring of its function."""
    for path in sorted((ROOT / "critical_points" / "cli").glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and any(map(_is_command, node.decorator_list)):
                text = ast.get_docstring(node) or ""
                yield text, (path.relative_to(ROOT).as_posix(), node.lineno)


def _is_command(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "command"


def template_messages() -> Iterator[tuple[str, tuple[str, int]]]:
    """Yield every text of the pages' template, with its place."""
    for path in sorted((ROOT / "critical_points" / "templates").rglob("*.j2")):
        with path.open("rb") as handle:
            for line, _, text, _ in babel_extract(handle, ["text"], [], {}):
                yield str(text), (path.relative_to(ROOT).as_posix(), line)


def _is_language(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return name in ("language", "told")


def notebook_messages() -> Iterator[tuple[str, tuple[str, int]]]:
    """Yield every paragraph of the notebooks, with its place."""
    for path in sorted((ROOT / "notebooks").rglob("[!.]*.ipynb")):
        for number, paragraph in enumerate(paragraphs(read_notebook(path)), 1):
            yield paragraph, (path.relative_to(ROOT).as_posix(), number)


def messages(domain: str) -> list[tuple[str | tuple[str, str], tuple[str, int]]]:
    """Return the texts of a catalogue, each with its place."""
    if domain == "notebooks":
        return list(notebook_messages())
    return [*code_messages(domain), *(template_messages() if domain == "critical_points" else help_messages())]


def read_catalogue(domain: str, language: str) -> Catalog:
    """Return a catalogue as it stands; an empty one where there is none."""
    path = LOCALE / language / f"{domain}.po"
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as handle:
        return read_po(handle, locale=language)


def updated(domain: str, language: str) -> Catalog:
    """Return a catalogue with today's texts and the translations that are there."""
    known = read_catalogue(domain, language)
    catalogue = Catalog(locale=language, project="critical_points", fuzzy=False)
    for text, place in messages(domain):
        old = known.get(text if isinstance(text, str) else text[0])
        catalogue.add(text, old.string if old is not None else None, locations=[place])
    return catalogue


def to_bytes(catalogue: Catalog) -> bytes:
    """Return a catalogue as the bytes of its file: the same texts give the same bytes."""
    written = BytesIO()
    write_po(written, catalogue, width=100, sort_output=True, omit_header=True, include_lineno=False)
    kind = "nplurals=2; plural=(n != 1);"
    head = f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: {catalogue.locale}\\n"\n'
    return f'{head}"Plural-Forms: {kind}\\n"\n\n'.encode() + written.getvalue()


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the texts that have no translation."""
    return [str(message.id) for message in catalogue if message.id and not _translated(message.string)]


def _translated(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


def main() -> int:
    """Write every catalogue, and print what is left to translate."""
    left = 0
    for domain, languages in CATALOGUES.items():
        for language in languages:
            catalogue = updated(domain, language)
            path = LOCALE / language / f"{domain}.po"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(to_bytes(catalogue))
            for text in untranslated(catalogue):
                left += 1
                print(f"{language}/{domain}: {text}")
    print(f"{left} texts to translate")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
