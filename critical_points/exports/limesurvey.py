"""LimeSurvey: headers as code, as text, or as code and text; rows of an array in brackets.

``Q1[SQ001]``, ``Question [row]``, ``Q1. Question [row]``, ``Q1._.Question [row]`` and, in the old Excel
export, ``Q1 [row]``. Metadata begin with ``Response ID``, ``Date submitted``, ``Last page``, ``Start language``,
``Seed``, or with ``id``, ``submitdate`` … A value that begins with ``=`` is written ``'=`` so that Excel does not
calculate it: the mark is taken away. An anonymous survey dates every answer 1 January 1980: such a column tells
nothing. Who did not finish has no date of submission; ``Last page`` stays as status.

Evidence: real files (three header styles, text and .xls) and the source of the tool's writers; the Finnish,
Swedish and German names of the metadata from memory.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from critical_points.errors import UnreadableError
from critical_points.exports.export import Column, Export, Table
from critical_points.exports.layout import build, index_column, squeeze, with_metadata
from critical_points.exports.metadata import leading
from critical_points.messages import said

TOOL = "limesurvey"

_CODE = re.compile(r"([A-Za-z]\w*(?:-\d+)?(?:\[\w+\])*)(?:\._\.|\.\s+)(?=\S)(.*)", re.DOTALL)
_COUNTED = re.compile(r"\]\.\d{1,4}$")

#: The tool's own columns: code → role; the names beside them are in the language of the exporter.
_OWN = {
    "id": "respondent",
    "submitdate": "submitted",
    "lastpage": "status",
    "startlanguage": "language",
    "seed": "",
    "token": "",
    "startdate": "started",
    "datestamp": "",
    "ipaddr": "",
    "refurl": "",
    "interviewtime": "duration",
}
_NAMES = {
    **dict.fromkeys(("response id", "vastauksen tunnus", "vastauksen id", "vastaus id", "vastaustunnus"), "id"),
    **dict.fromkeys(("svars-id", "svar id", "svars id", "antwort id", "antwort-id"), "id"),
    **dict.fromkeys(("date submitted", "lähetyspäivä", "lähetetty", "palautuspäivä", "lähettämispäivä"), "submitdate"),
    **dict.fromkeys(("datum inskickat", "inskickningsdatum", "datum abgeschickt", "skickat datum"), "submitdate"),
    **dict.fromkeys(("last page", "viimeinen sivu", "sista sidan", "letzte seite"), "lastpage"),
    **dict.fromkeys(("start language", "aloituskieli", "alkukieli", "kieli", "startspråk"), "startlanguage"),
    **dict.fromkeys(("start-sprache", "startsprache", "språk"), "startlanguage"),
    **dict.fromkeys(("seed", "siemen", "siemenluku", "frö", "slumpfrö", "zufallsstartwert"), "seed"),
    **dict.fromkeys(("date started", "aloituspäivä", "startdatum", "datum gestartet"), "startdate"),
    **dict.fromkeys(("date last action", "viimeisin toiminto", "datum letzte aktivität"), "datestamp"),
    **dict.fromkeys(("ip address", "ip-osoite", "ip-adress", "ip-adresse"), "ipaddr"),
    **dict.fromkeys(("referrer url", "refererande url", "weiterleitungs-url"), "refurl"),
    **dict.fromkeys(("total time", "kokonaisaika", "total tid", "gesamtzeit"), "interviewtime"),
}
_NO_DATE = ("1980-01-01", "01/01/1980", "01.01.1980", "1.1.1980", "01-01-1980")


def recognises(table: Table) -> bool:
    """Whether the headers begin with LimeSurvey's own columns, or nearly all are ``code. text``."""
    headers = table.rows[0]
    if _is_for_programs(headers):
        return True
    own = {code for header in headers[:8] if (code := _own_code(header))}
    if (len(own) >= 3 and "id" in own) or {"submitdate", "lastpage"} <= own:
        return True
    if re.match(r"results[ _-]survey", table.sheet, re.IGNORECASE):
        return True
    if leading(headers):  # another tool's questions, numbered by their author
        return False
    filled = [header for header in headers if header.strip()]
    codes = [found[1] for header in filled if (found := _CODE.fullmatch(header.strip()))]
    told = len(codes) >= max(5, 0.8 * len(filled)) and len(set(codes)) > 0.5 * len(codes)
    return told and sum(any(map(str.isdigit, code)) for code in codes) >= 0.8 * len(codes)


def read(table: Table) -> Export:
    """Read every row under the header as a respondent, unfinished ones too."""
    headers = table.rows[0]
    if _is_for_programs(headers):
        raise UnreadableError(
            said("{path} is LimeSurvey's data file for R or SPSS: it has no headers.", path=table.path),
            next_step=said("in LimeSurvey, export the responses as CSV or Excel with full question texts"),
        )
    roles = _metadata(headers) | index_column(table, 1)
    columns = [Column(position, *question_and_row(header)) for position, header in enumerate(headers)]
    export = build(table, TOOL, with_metadata(columns, roles), 1)
    return _without_dates(_unmasked(export))


def question_and_row(header: str) -> tuple[str, str]:
    """Split a header into question and row, without its code where a text follows.

    Parameters
    ----------
    header : str
        ``Q1. How …? [plan together]``, ``Q1[SQ001]``, ``How …? [plan together]``.
    """
    text = _COUNTED.sub("]", squeeze(header))
    if found := _CODE.fullmatch(text):
        text = found[2]
    start = text.find("[")
    if start >= 0 and text.endswith("]"):
        return text[:start].strip(), text[start + 1 : -1].strip()
    return text, ""


def _is_for_programs(headers: Sequence[str]) -> bool:
    """Whether the first row holds answers in single quotes, as in the file for R and SPSS."""
    filled = [header.strip() for header in headers if header.strip()]
    return len(filled) > 2 and all(len(cell) > 1 and cell[0] == cell[-1] == "'" for cell in filled)


def _own_code(header: str) -> str:
    """Return the code of one of the tool's own columns, "" for a question."""
    text = squeeze(header).casefold()
    code = re.split(r"\._\.|\. ", text, maxsplit=1)[0]
    return code if code in _OWN else _NAMES.get(text, "")


def _metadata(headers: Sequence[str]) -> dict[int, str]:
    roles = {}
    for position, header in enumerate(headers):
        if code := _own_code(header):
            roles[position] = _OWN[code]
        elif position in leading(headers[: position + 1]):
            roles[position] = ""
        elif header.strip() and roles:
            break
        elif header.strip():
            return {}
    return roles


def _unmasked(export: Export) -> Export:
    """Take away the mark before ``=``."""
    places = [column.position for column in export.columns]
    masked = [position for position in places if export.cells[position].str.startswith("'=").any()]
    if not masked:
        return export
    cells = export.cells.copy()
    cells[masked] = cells[masked].apply(lambda values: values.str.replace(r"^'(?==)", "", regex=True))
    return replace(export, cells=cells)


def _without_dates(export: Export) -> Export:
    """Let nobody read a date that is the same 1 January 1980 for all."""

    def told(column: Column) -> bool:
        values = export.cells[column.position]
        dates = values[values.str.strip() != ""]
        return bool((~dates.str.strip().str.startswith(_NO_DATE)).any())

    columns = tuple(
        replace(column, role="") if column.role in ("submitted", "started") and not told(column) else column
        for column in export.columns
    )
    return replace(export, columns=columns)
