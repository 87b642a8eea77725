"""A new workspace, empty or with the invented demonstration."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from critical_points.errors import Fault, WriteError
from critical_points.workspace import SETTINGS

#: Where the wheel keeps notebooks and demonstration; in a checkout they are the repository's own.
_PACKED = Path(__file__).parent / "templates" / "workspace"
_CHECKOUT = Path(__file__).parents[1]

_SETTINGS = """\
# The facts of this organisation's reviews. Lines that begin with # are notes.

organisation = "{name}"
language = "fi"              # of the reports: fi, sv or en
# instrument = "own.toml"    # only if you ask something else than the default statements
minimum = 5                  # no result of fewer respondents is shown; 5 is the least
# threshold = 3.5            # the mean from which a point or a level of partnership counts as in order

# Campuses or fields, if you want them named: one table each.
# [units.north]
# name = {{ fi = "Pohjoinen", sv = "Norra", en = "North" }}

[waves.{year}]
# funding_decision = {year}-01-20
# started = {year}-03-02
# responsible = "laatupäällikkö"
# respondents = "opetus- ja ohjaushenkilöstö, esihenkilöt, johto"
# period = [{year}-03-16, {year}-04-03]
# headcount = {{ teaching = 120, supervisors = 14 }}
# plan_made = {year}-05-15
# plan_checked = {year}-12-10
"""


@dataclass(frozen=True)
class Scaffold:
    """A workspace that was just made: its folder, and where exports go."""

    root: Path
    raw_hint: str


def new_workspace(folder: Path, *, demo: bool = False) -> Scaffold:
    """Make a workspace.

    Parameters
    ----------
    folder : Path
        The folder to make; nothing in it is overwritten.
    demo : bool, default False
        Put the invented demonstration into it: two waves of an invented organisation.

    Returns
    -------
    Scaffold

    Raises
    ------
    WriteError
        When the folder holds something already, or cannot be written to.
    """
    folder = folder.resolve()
    year = str(date.today().year)
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise WriteError(
                "The folder holds something already; nothing was changed.",
                [Fault("not an empty folder", str(folder))],
                "name a new folder, for example: critical-points new review",
            )
        source = _PACKED if _PACKED.is_dir() else _CHECKOUT
        for name in ("data/raw", "data/processed", "reports"):
            (folder / name).mkdir(parents=True)
        shutil.copytree(source / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns(".*"))
        if demo:
            shutil.copy(source / SETTINGS, folder / SETTINGS)
            shutil.copytree(source / "data" / "raw", folder / "data" / "raw", dirs_exist_ok=True)
        else:
            (folder / "data" / "raw" / year).mkdir()
            name = folder.name.replace("\\", "").replace('"', "")
            (folder / SETTINGS).write_text(_SETTINGS.format(name=name, year=year), encoding="utf-8")
    except OSError as error:
        raise WriteError(
            f"{folder} cannot be made: {error.strerror or error}.", next_step="choose a folder that you may write to"
        ) from error
    return Scaffold(folder, f"data/raw/{year}")
