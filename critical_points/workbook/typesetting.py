"""Pages set by typst: tagged PDF, with the package's own fonts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from typst import PDFStandards

#: Whether the system's fonts help, and whether PDF/UA is kept to, if not every letter is in the package's fonts.
_TRIES = ((False, True), (True, True), (True, False))


def typeset(
    source: bytes,
    inputs: Mapping[str, str],
    root: Path | None = None,
    made: int | None = None,
    fonts: Iterable[Path] = (),
) -> bytes:
    """Return pages as tagged PDF (PDF/UA-1).

    Parameters
    ----------
    source : bytes
        The layout, in typst.
    inputs : Mapping of str to str
        What the layout reads.
    root : Path, optional
        The folder in which the layout finds its pictures.
    made : int, optional
        When the document was made, in seconds since 1970; by default now.
    fonts : iterable of Path, optional
        Folders of more fonts: those of texts in its pictures.

    Returns
    -------
    bytes
        A PDF file. Where the package's fonts do not have a letter, fonts of the system are taken; where these do not
        have it either, it is a box, and the file does not say that it keeps to PDF/UA.
    """
    import typst

    with as_file(files("critical_points.workbook") / "fonts") as folder:
        folders = [str(one) for one in (folder, *fonts)]
        for system, strict in _TRIES:
            found = typst.Fonts(include_system_fonts=system, font_paths=folders)
            compiler = typst.Compiler(source, root=root, font_paths=found, sys_inputs=dict(inputs))
            standards: PDFStandards = "ua-1" if strict else []
            try:
                return cast(bytes, compiler.compile(format="pdf", pdf_standards=standards, timestamp=made))
            except typst.TypstError as error:
                if "could not be displayed" not in str(error.message):
                    raise
    raise AssertionError("without a standard, letters that no font has are boxes")


def draw_page(source: bytes, inputs: Mapping[str, str], root: Path) -> bytes:
    """Return one page as PNG, a dot a point; the layout, what it reads and its folder are as in `typeset`."""
    import typst

    compiler = typst.Compiler(source, root=root, sys_inputs=dict(inputs))
    return cast(bytes, compiler.compile(format="png", ppi=72))
