"""Form fields in the place of links: what makes typst's pages fillable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import cast

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

from critical_points.workbook.form import Field, Form
from critical_points.workbook.names import STAMP, write_stamp
from critical_points.workbook.pdf_appearance import FONT, can_draw, describe_font, draw_text, fit, style
from critical_points.workbook.pdf_structure import list_elements, mark_row_headers

#: Links to places to write in begin so.
_SCHEME = "field:"

_PRINTED, _HIDDEN = 4, 2
_READ_ONLY, _MANY_LINES, _COMBO = 1, 1 << 12, 1 << 17


@dataclass(frozen=True)
class Place:
    """Where a field stands: its key, its page (from 0) and its box in points (left, bottom, right, top)."""

    key: str
    page: int
    rect: tuple[float, float, float, float]


def find_places(pdf: bytes) -> list[Place]:
    """Return the places to write in, in reading order."""
    reader = PdfReader(BytesIO(pdf))
    return [
        Place(key, number, _rect(link)) for number, page in enumerate(reader.pages) for key, _, link in _links(page)
    ]


def add_fields(pdf: bytes, form: Form, tooltips: Mapping[str, str]) -> bytes:
    """Turn the links of a PDF into fields.

    Parameters
    ----------
    pdf : bytes
        Tagged pages with a link to "field:<key>" for each field.
    form : Form
        The workbook.
    tooltips : Mapping of str to str
        What a screen reader says of each field, by key.

    Returns
    -------
    bytes
        The PDF with an AcroForm; its structure tree has a Form element for each field, where the link was.
    """
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    fields = {field.key: field for field in form.fields}
    resources = _resources(writer)
    names = _Names(writer)
    elements = list_elements(writer)
    for page in writer.pages:
        for key, reference, link in list(_links(page)):
            _make_widget(writer, link, fields[key], tooltips[key], resources)
            elements[int(cast(int, link["/StructParent"]))][NameObject("/S")] = NameObject("/Form")
            names.add(key, reference, link)
    stamp = _make_stamp(writer, write_stamp(form.version, form.wave, form.language.code))
    names.add(STAMP, stamp, cast(DictionaryObject, stamp.get_object()))
    _make_form(writer, names.roots, resources, fields)
    mark_row_headers(writer)
    writer.pdf_header = "%PDF-1.7"
    writer.add_metadata({"/Creator": "critical_points", "/Producer": "typst, pypdf"})
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _links(page: PageObject) -> Iterator[tuple[str, IndirectObject, DictionaryObject]]:
    for reference in cast(ArrayObject, page.get("/Annots", ArrayObject())):
        link = cast(DictionaryObject, reference.get_object())
        target = str(cast(DictionaryObject, link.get("/A", DictionaryObject())).get("/URI", ""))
        if target.startswith(_SCHEME):
            yield target.removeprefix(_SCHEME), reference, link


def _rect(link: DictionaryObject) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (float(cast(float, number)) for number in cast(ArrayObject, link["/Rect"]))
    return x0, y0, x1, y1


def _put(entries: DictionaryObject, **values: PdfObject) -> None:
    for name, value in values.items():
        entries[NameObject(f"/{name}")] = value


def _make_widget(
    writer: PdfWriter, link: DictionaryObject, field: Field, tooltip: str, resources: IndirectObject
) -> None:
    """Make a link into the field it stands for; its place, its page and its place in the structure tree stay."""
    for name in ("/A", "/Border", "/C", "/H", "/Contents", "/Dest"):
        link.pop(name, None)
    many_lines = field.kind == "text"
    _put(
        link,
        Subtype=NameObject("/Widget"),
        F=NumberObject(_PRINTED),
        TU=TextStringObject(tooltip),
        FT=NameObject("/Ch" if field.choices else "/Tx"),
        Ff=NumberObject(_COMBO if field.choices else _MANY_LINES if many_lines else 0),
        MK=DictionaryObject(),
    )
    x0, y0, x1, y1 = _rect(link)
    size = fit((shown for _, shown in field.choices), x1 - x0)
    _put(link, DA=TextStringObject(style(size)))
    shown = field.value
    if field.choices:
        options = [("", ""), *field.choices]
        _put(link, Opt=ArrayObject(ArrayObject(map(TextStringObject, option)) for option in options))
        shown = dict(options).get(field.value, field.value)
    value = next((key for key, name in field.choices if field.value == name), field.value)
    _put(link, V=TextStringObject(value), DV=TextStringObject(""))
    picture = draw_text(shown, x1 - x0, y1 - y0, many_lines=many_lines, size=size)
    _put(picture, Resources=resources)
    _put(link, AP=DictionaryObject({NameObject("/N"): writer._add_object(picture.flate_encode())}))


class _Names:
    """The tree of fields: "point.goals" is the field "goals" in "point", since a name itself has no dots."""

    def __init__(self, writer: PdfWriter) -> None:
        self._writer = writer
        self._known: dict[str, IndirectObject] = {}
        self.roots = ArrayObject()

    def add(self, key: str, reference: IndirectObject, field: DictionaryObject) -> None:
        path, _, name = key.rpartition(".")
        _put(field, T=TextStringObject(name))
        self._hang(path, reference, field)

    def _hang(self, path: str, reference: IndirectObject, field: DictionaryObject) -> None:
        if not path:
            self.roots.append(reference)
            return
        if path not in self._known:
            above, _, name = path.rpartition(".")
            node = DictionaryObject()
            _put(node, T=TextStringObject(name), Kids=ArrayObject())
            self._known[path] = self._writer._add_object(node)
            self._hang(above, self._known[path], node)
        parent = self._known[path]
        _put(field, Parent=parent)
        cast(ArrayObject, cast(DictionaryObject, parent.get_object())["/Kids"]).append(reference)


def _make_stamp(writer: PdfWriter, text: str) -> IndirectObject:
    """Make the hidden field by which the file is known again."""
    page = writer.pages[0]
    stamp = DictionaryObject()
    _put(
        stamp,
        Type=NameObject("/Annot"),
        Subtype=NameObject("/Widget"),
        Rect=ArrayObject(FloatObject(0) for _ in range(4)),
        F=NumberObject(_HIDDEN),
        FT=NameObject("/Tx"),
        Ff=NumberObject(_READ_ONLY),
        V=TextStringObject(text),
        DA=TextStringObject(style()),
        TU=TextStringObject(STAMP),
        P=cast(IndirectObject, page.indirect_reference),
    )
    reference = writer._add_object(stamp)
    if "/Annots" not in page:
        _put(page, Annots=ArrayObject())
    cast(ArrayObject, page["/Annots"]).append(reference)
    return reference


def _make_form(writer: PdfWriter, roots: ArrayObject, resources: IndirectObject, fields: Mapping[str, Field]) -> None:
    """Write the AcroForm; viewers draw the fields anew only where our font lacks a letter."""
    acroform = DictionaryObject()
    _put(acroform, Fields=roots, DR=resources, DA=TextStringObject(style()))
    if not all(can_draw(field.value) for field in fields.values()):
        _put(acroform, NeedAppearances=BooleanObject(True))
    _put(writer.root_object, AcroForm=writer._add_object(acroform))


def _resources(writer: PdfWriter) -> IndirectObject:
    program = DecodedStreamObject()
    font, descriptor = describe_font(program)
    _put(descriptor, FontFile2=writer._add_object(program.flate_encode()))
    _put(font, FontDescriptor=writer._add_object(descriptor))
    fonts = DictionaryObject({NameObject(f"/{FONT}"): writer._add_object(font)})
    return writer._add_object(DictionaryObject({NameObject("/Font"): fonts}))
