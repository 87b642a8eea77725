"""Documents: what the pages of a report tell, as a PDF, as a spreadsheet and as slides."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from critical_points.errors import Fault, SettingsError, did_you_mean
from critical_points.messages import said

if TYPE_CHECKING:
    from critical_points.documents.content import Content as Content, Stamp as Stamp

#: The forms of a document, each with the name of its file beside ``index.html``.
FORMS = {"pdf": "report.pdf", "excel": "results.xlsx", "slides": "slides.pptx"}

__all__ = ["FORMS", "Content", "Stamp", "choose_forms", "write_documents"]


def __getattr__(name: str) -> Any:
    """Import what is asked for then only: whoever looks for documents that are there needs none of it."""
    if name not in ("Content", "Stamp"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from critical_points.documents import content

    return getattr(content, name)


def choose_forms(forms: Iterable[str]) -> tuple[str, ...]:
    """Return the forms that are asked for, each once and in the order of `FORMS`.

    Raises
    ------
    SettingsError
        When there is no such form.
    """
    asked = {forms} if isinstance(forms, str) else set(forms)
    faults = [
        Fault(said("no document {form!r}", form=form), suggestion=did_you_mean(form, list(FORMS)))
        for form in sorted(asked - FORMS.keys())
    ]
    if faults:
        raise SettingsError(said("The form of a document is not known."), faults)
    return tuple(form for form in FORMS if form in asked)


def write_documents(forms: Iterable[str], content: Content, folder: Path) -> list[Path]:
    """Write what a report tells in further forms.

    Parameters
    ----------
    forms : iterable of {"pdf", "excel", "slides"}
        The forms.
    content : Content
        What is told.
    folder : Path
        Where to.

    Returns
    -------
    list of Path
        The files, named as in `FORMS`.

    Raises
    ------
    SettingsError
        When there is no such form.
    """
    return [_write(form, content, folder / FORMS[form]) for form in choose_forms(forms)]


def _write(form: str, content: Content, path: Path) -> Path:
    if form == "pdf":
        from critical_points.documents.pdf import write_pdf

        return write_pdf(content, path)
    if form == "excel":
        from critical_points.documents.spreadsheet import write_spreadsheet

        return write_spreadsheet(content, path)
    from critical_points.documents.slides import write_slides

    return write_slides(content, path)
