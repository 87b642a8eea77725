"""The boxes of a workbook as those who fill it in see them: the sheet, the row, and what the box is called."""

from __future__ import annotations

from collections.abc import Mapping

from critical_points.instrument import Instrument
from critical_points.language import Language
from critical_points.messages import said
from critical_points.workbook.form import make_sections


def name_boxes(instrument: Instrument, language: Language) -> Mapping[str, tuple[str, str]]:
    """Return, for each field's key, the title of its sheet and the name of its box.

    Parameters
    ----------
    instrument : Instrument
        What is asked.
    language : Language
        The language of the workbook.

    Returns
    -------
    Mapping of str to (str, str)
        ``action.02.due`` → ("Actions", "row 2, Due").
    """
    return {
        field.key: (section.tab or section.title, _name(field.key, field.label))
        for section in make_sections(instrument, language)
        for field in section.fields
    }


def _name(key: str, label: str) -> str:
    kind, _, rest = key.partition(".")
    number = rest.partition(".")[0]
    if kind in ("target", "action") and number.isdecimal():
        return said("row {n}, {box}", n=int(number), box=label)
    return label
