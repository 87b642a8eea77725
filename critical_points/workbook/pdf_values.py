"""The fields of a PDF and the texts in them, as viewers write them."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NullObject,
    PdfObject,
    StreamObject,
    TextStringObject,
    decode_pdfdocencoding,
)

from critical_points.messages import said, to_say

#: Byte-order marks that a PDF's text may begin with, and how it then goes on.
_MARKED = (
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF8, "utf-8"),
)

_UNREADABLE = to_say("some letters in the file are damaged and are shown as \N{REPLACEMENT CHARACTER}")
_MEANINGLESS = to_say("there are letters without a meaning: the PDF viewer may have saved an emoji wrongly")


@dataclass(frozen=True)
class Found:
    """A field as it stands in a PDF.

    Parameters
    ----------
    key : str
        Its whole name.
    text : str
        Its value; of a choice, the key that the file gives for what is shown.
    fault : str
        What is wrong with the value, if anything.
    page : str
        "page 3", or "" where it stands on none.
    """

    key: str
    text: str
    fault: str
    page: str


def find_fields(reader: PdfReader) -> list[Found]:
    """Return every field of a PDF's form that can hold a value.

    Parameters
    ----------
    reader : PdfReader
        The PDF.

    Returns
    -------
    list of Found
        In the order of the form, then those that stand on a page but are lost to the form, as happens where a
        program copies pages; empty where the PDF has no fields.
    """
    pages = {
        reference.idnum: (said("page {n}", n=number), reference)
        for number, page in enumerate(reader.pages, 1)
        for reference in _items(page.get("/Annots"))
        if isinstance(reference, IndirectObject)
    }
    form = _resolve(reader.root_object.get("/AcroForm"))
    roots = _items(form.get("/Fields")) if isinstance(form, DictionaryObject) else []
    found, reached = [], set()
    for key, references, field in _terminals(roots, "", DictionaryObject(), frozenset()):
        reached |= set(references)
        page = next((pages[number][0] for number in references if number in pages), "")
        found.append(Found(key, *_value(field), page))
    for number, (page, reference) in pages.items():
        if number not in reached and (lost := _climb(reference)):
            found.append(Found(lost[0], *_value(lost[1]), page))
    return found


def decode(data: bytes) -> tuple[str, str]:
    """Decode a PDF's text.

    Parameters
    ----------
    data : bytes
        UTF-16 or UTF-8 with its byte-order mark, or PDFDocEncoding.

    Returns
    -------
    text, fault : str
        What is wrong is "" where every letter could be read. Letters for private use are kept and told: browsers
        built on PDFium save an emoji as one of them.
    """
    for mark, coding in _MARKED:
        if data.startswith(mark):
            rest = data[len(mark) :]
            try:
                text = rest.decode(coding)
            except UnicodeDecodeError:
                return rest.decode(coding, "replace"), _UNREADABLE
            return text, _MEANINGLESS if any(unicodedata.category(letter) == "Co" for letter in text) else ""
    try:
        return decode_pdfdocencoding(data), ""
    except UnicodeDecodeError:
        return data.decode("latin-1"), _UNREADABLE


#: What a field takes over from the fields that it is part of.
_INHERITED = ("/FT", "/V", "/Opt")

#: Names have fewer parts.
_DEEPEST = 30

Terminal = tuple[str, tuple[int, ...], DictionaryObject]


def _terminals(
    kids: list[PdfObject], above: str, inherited: DictionaryObject, seen: frozenset[int]
) -> Iterator[Terminal]:
    """Yield the name, the widgets' numbers and the entries of each field without further fields in it."""
    for kid in kids:
        field, number = _resolve(kid), kid.idnum if isinstance(kid, IndirectObject) else -1
        if not isinstance(field, DictionaryObject) or number in seen:
            continue
        name = _text(field.get("/T"))[0]
        key = f"{above}.{name}" if above and name else above or name
        whole = DictionaryObject({**{k: inherited[k] for k in _INHERITED if k in inherited}, **field})
        below = _items(field.get("/Kids"))
        named = [each for each in below if "/T" in cast(DictionaryObject, _resolve(each) or {})]
        if named:
            yield from _terminals(named, key, whole, seen | {number})
        elif "/FT" in whole:
            widgets = [each.idnum for each in below if isinstance(each, IndirectObject)]
            yield key, (number, *widgets), whole


def _climb(widget: PdfObject) -> tuple[str, DictionaryObject] | None:
    """Return the name and the entries of a box on a page, from itself upwards; None where it is no field."""
    names: list[str] = []
    whole = DictionaryObject()
    part = _resolve(widget)
    while isinstance(part, DictionaryObject) and len(names) < _DEEPEST:
        names.insert(0, _text(part.get("/T"))[0])
        whole = DictionaryObject({**{name: part[name] for name in _INHERITED if name in part}, **whole})
        part = _resolve(part.get("/Parent"))
    key = ".".join(filter(None, names))
    return (key, whole) if key and "/FT" in whole else None


def _value(field: DictionaryObject) -> tuple[str, str]:
    """Return what a field holds, and what is wrong with it."""
    value = _resolve(field.get("/V"))
    chosen = value if isinstance(value, ArrayObject) else [value]
    texts, faults = zip(*(_text(each) for each in chosen), strict=True) if chosen else ((), ())
    keys = {}
    for option in _items(field.get("/Opt")):
        pair = _resolve(option)
        if isinstance(pair, ArrayObject) and len(pair) == 2:
            keys[_text(pair[1])[0]] = _text(pair[0])[0]
    known = set(keys.values())
    return ", ".join(text if text in known else keys.get(text, text) for text in texts), max(faults, default="")


def _text(value: PdfObject | None) -> tuple[str, str]:
    value = _resolve(value)
    if isinstance(value, TextStringObject):
        return decode(value.original_bytes)
    if isinstance(value, ByteStringObject):
        return decode(bytes(value))
    if isinstance(value, StreamObject):
        return decode(value.get_data())
    return ("", "") if value is None else (str(value), "")


def _resolve(value: object) -> PdfObject | None:
    found = value.get_object() if isinstance(value, PdfObject) else None
    return None if isinstance(found, NullObject) else found


def _items(value: object) -> list[PdfObject]:
    found = _resolve(value)
    return list(found) if isinstance(found, ArrayObject) else []
