"""A new workspace, empty or with the invented demonstration."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from critical_points.errors import Fault, WriteError
from critical_points.language import Language
from critical_points.messages import said, spoken
from critical_points.workspace import SETTINGS

#: Where the wheel keeps notebooks and demonstration; in a checkout they are the repository's own.
_PACKED = Path(__file__).parent / "templates" / "workspace"
_CHECKOUT = Path(__file__).parents[1]


def _settings(organisation: str, language: str, year: str) -> str:
    """Return a ``review.toml`` to begin with; its notes are in the language that is spoken."""
    return f"""\
# {said("The facts of this organisation's reviews. Lines that begin with # are notes.")}

organisation = {json.dumps(organisation, ensure_ascii=False)}
language = "{language}"              # {said("of the reports: fi, sv or en")}
# instrument = "own.toml"    # {said("only if you ask something else than the default statements")}
minimum = 5                  # {said("no result of fewer respondents is shown; 5 is the least")}
# threshold = 3.5            # {said("the mean from which a point or a level of partnership counts as in order")}

# {said("Campuses or fields, if you want them named: one table each.")}
# [units.north]
# name = {{ fi = "Pohjoinen", sv = "Norra", en = "North" }}

[waves.{year}]
# funding_decision = {year}-01-20
# started = {year}-03-02
# responsible = "{said("quality manager")}"
# respondents = "{said("teachers and guidance staff, supervisors, management")}"
# period = [{year}-03-16, {year}-04-03]
# headcount = {{ teaching = 120, supervisors = 14 }}
# plan_made = {year}-05-15
# plan_checked = {year}-12-10

# {said("The organisation's own look in the report: a colour that can be read on white, and a logo beside this file.")}
# [appearance]
# colour = "#1f4e86"
# logo = "logo.png"
"""


@dataclass(frozen=True)
class Scaffold:
    """A workspace that was just made.

    Parameters
    ----------
    root : Path
        Its folder.
    wave : str
        The wave it has a folder for: the newest of the demonstration, else this year.
    around : Path or None
        The workspace inside which it lies, if any.
    """

    root: Path
    wave: str
    around: Path | None = None


def new_workspace(
    folder: Path, *, demo: bool = False, organisation: str | None = None, language: str | None = None
) -> Scaffold:
    """Make a workspace.

    Parameters
    ----------
    folder : Path
        The folder to make; nothing in it is overwritten.
    demo : bool, default False
        Put the invented demonstration into it: two waves of an invented organisation.
    organisation : str, optional
        Whose it is; by default the folder's name.
    language : {"fi", "sv", "en"}, optional
        The language of its reports; by default the one that is spoken, and the demonstration's own.

    Returns
    -------
    Scaffold

    Raises
    ------
    SettingsError
        When the language is not one of the three.
    WriteError
        When the folder holds something already, or cannot be written to.
    """
    folder = folder.resolve()
    code = Language(language or spoken()).code
    around = next((place for place in folder.parents if (place / SETTINGS).is_file()), None)
    year = str(date.today().year)
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise WriteError(
                said("The folder holds something already; nothing was changed."),
                [Fault(said("not an empty folder"), str(folder))],
                said("name a new folder, for example: critical-points new review"),
            )
        source = _PACKED if _PACKED.is_dir() else _CHECKOUT
        for name in ("data/raw", "data/processed", "reports"):
            (folder / name).mkdir(parents=True)
        shutil.copytree(source / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns(".*"))
        if demo:
            year = _copy_demonstration(source, folder, code if language else None)
        else:
            (folder / "data" / "raw" / year).mkdir()
            settings = _settings(organisation or folder.name, code, year)
            (folder / SETTINGS).write_text(settings, encoding="utf-8")
        if language or not demo:
            _translate_tutorial(folder, Language(code))
    except OSError as error:
        raise WriteError(
            said("{folder} cannot be made: {why}.", folder=folder, why=error.strerror or error),
            next_step=said("choose a folder that you may write to."),
        ) from error
    return Scaffold(folder, year, around)


def _translate_tutorial(folder: Path, language: Language) -> None:
    """Narrate the tutorial in the workspace's language; the report's notebooks stay as they are for every language."""
    from critical_points.reports.notebooks import translate_notebook

    for path in (folder / "notebooks" / "tutorial").glob("*.ipynb"):
        translate_notebook(path, language)


def _copy_demonstration(source: Path, folder: Path, language: str | None) -> str:
    """Copy the demonstration, and return its newest wave."""
    text = (source / SETTINGS).read_text(encoding="utf-8")
    if language:
        text = re.sub(r'^language = "\w+"', f'language = "{language}"', text, flags=re.MULTILINE)
    (folder / SETTINGS).write_text(text, encoding="utf-8")
    shutil.copytree(source / "data" / "raw", folder / "data" / "raw", dirs_exist_ok=True)
    return max(path.name for path in (folder / "data" / "raw").iterdir() if path.is_dir())
