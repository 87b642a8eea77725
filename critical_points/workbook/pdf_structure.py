"""The structure tree of a PDF: what screen readers go by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, PdfObject


def list_elements(writer: PdfWriter) -> dict[int, DictionaryObject]:
    """Return the elements of the structure tree by the number by which annotations refer to them."""
    root = cast(DictionaryObject, writer.root_object["/StructTreeRoot"])
    numbers = _leaves(cast(DictionaryObject, root["/ParentTree"]))
    return {number: value for number, value in numbers if isinstance(value, DictionaryObject)}


def _leaves(node: DictionaryObject) -> Iterator[tuple[int, PdfObject]]:
    for kid in cast(ArrayObject, node.get("/Kids", ArrayObject())):
        yield from _leaves(cast(DictionaryObject, kid.get_object()))
    pairs = cast(ArrayObject, node.get("/Nums", ArrayObject()))
    for number, value in zip(pairs[::2], pairs[1::2], strict=True):
        yield int(cast(int, number)), cast(PdfObject, value.get_object())


def mark_row_headers(writer: PdfWriter) -> None:
    """Make the first cell of each row of a table's body its header, beside the headers of the columns.

    typst knows headers of columns only, and names them in each cell; without those names a cell belongs to the
    headers in its column and in its row.
    """
    root = cast(DictionaryObject, writer.root_object["/StructTreeRoot"])
    for element in _walk(root):
        if element.get("/S") != "/TR":
            continue
        cells = [cast(DictionaryObject, cell.get_object()) for cell in cast(ArrayObject, element["/K"])]
        if cells[0].get("/S") == "/TD":
            scope = DictionaryObject({NameObject("/O"): NameObject("/Table"), NameObject("/Scope"): NameObject("/Row")})
            cells[0][NameObject("/S")] = NameObject("/TH")
            cells[0][NameObject("/A")] = scope
        for cell in cells:
            for attributes in _dictionaries(cell.get("/A")):
                attributes.pop("/Headers", None)


def _walk(element: DictionaryObject) -> Iterator[DictionaryObject]:
    kids = element.get("/K")
    for kid in kids if isinstance(kids, ArrayObject) else [kids]:
        below = kid.get_object() if kid is not None else None
        if isinstance(below, DictionaryObject) and below.get("/Type") not in ("/OBJR", "/MCR"):
            yield below
            yield from _walk(below)


def _dictionaries(value: PdfObject | None) -> Iterator[DictionaryObject]:
    """Yield the dictionaries of an entry that holds one or several."""
    whole = value.get_object() if value is not None else None
    for part in whole if isinstance(whole, ArrayObject) else [whole]:
        inner = part.get_object() if part is not None else None
        if isinstance(inner, DictionaryObject):
            yield inner
