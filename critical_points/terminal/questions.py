"""What ``check`` says last: statements that no column carries, small groups, and what is to be decided, and how."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from critical_points.cleaning import Checked, tell_way_out
from critical_points.errors import CAP
from critical_points.instrument import Instrument
from critical_points.mapping import Confirmed, shorten, unasked
from critical_points.messages import LANGUAGES, grouped, said, said_plural, spoken
from critical_points.terminal.printing import printable, say_more

if TYPE_CHECKING:
    from critical_points.disclosure import MergeProposal


def show_unasked(files: Iterable[Checked], instrument: Instrument) -> None:
    """Print the statements that no column carries: one of them may stand there in other words."""
    items = unasked((column for file in files for column in file.columns), instrument)
    if not items:
        return
    console = Console()
    head = said_plural("{n} statement has no column:", "{n} statements have no column:", len(items))
    console.print(Text(f"\n{head}", style="bold"))
    for item in items[:CAP]:
        console.print(Text(printable(f"  {item.key}: {shorten(item.text[spoken()], 90)}")))
    say_more(console, len(items) - CAP)


def show_questions(files: Sequence[Checked], wave: str | None, confirmed: Confirmed) -> None:
    """Print what has to be decided about all files, and how; it stands last on the screen."""
    console = Console()
    asked = [(file, question) for file in files for question in file.questions]
    if not asked:
        console.print(Text(f"\n{said('Nothing to decide.')}"))
        return
    head = said_plural("{n} question to decide:", "{n} questions to decide:", len(asked))
    console.print(Text(f"\n{head}", style="bold"))
    for file, question in asked[:CAP]:
        name = f"{file.export.path.name}: " if len(files) > 1 else ""
        console.print(Text(printable(f"  {name}{question}")))
    say_more(console, len(asked) - CAP)
    strangers = [file for file in files if not file.is_survey]
    step = tell_way_out(strangers) if strangers else _how_to_decide(wave, confirmed)
    console.print(Text(printable(said("What to do: {step}", step=step))))


def _how_to_decide(wave: str | None, confirmed: Confirmed) -> str:
    if wave is None:
        return said("put the file into data/raw/<wave>/ of a workspace and check it there.")
    if confirmed.in_sheet:
        return said(
            "answer in data/raw/{wave}/mapping.xlsx, save it, close Excel, and run  critical-points check  again.",
            wave=wave,
        )
    if confirmed.columns:
        return said(
            "answer in data/raw/{wave}/mapping.toml, save it, and run  critical-points check  again; "
            "critical-points check --wave {wave} --write  adds what it does not ask yet.",
            wave=wave,
        )
    return said(
        "critical-points check --wave {wave} --excel   writes the questions as a workbook to fill in;\n"
        "            critical-points check --wave {wave} --write   writes data/raw/{wave}/mapping.toml, where each is "
        "answered in its place;\n"
        "            critical-points check --wave {wave} --accept  confirms the proposals as they stand.",
        wave=wave,
    )


def show_merge(proposal: MergeProposal | None, instrument: Instrument) -> None:
    """Tell how much the protection of small groups hides, and how a merge would hide less."""
    if proposal is None:
        return
    code = spoken()
    small = ", ".join(f"{instrument.group(group).name[code]} ({n})" for group, n in proposal.small.items())
    lines = [
        said("Wave {wave} has groups of fewer respondents than may be shown: {groups}.",
             wave=proposal.wave, groups=small),
        said("To protect them, {hidden} results are hidden; were these groups told as one, {merged} would be.",
             hidden=grouped(proposal.hidden), merged=grouped(proposal.hidden_merged)),
        said("For that, write into review.toml:"),
    ]  # fmt: skip
    text = printable("\n".join([*lines, "", _named(proposal, instrument), ""]))
    Console(stderr=True).print(Text(text), soft_wrap=True)  # a line that is broken in two could not be pasted


def _named(proposal: MergeProposal, instrument: Instrument) -> str:
    """Return what to write into ``review.toml``, with the names of the groups it joins."""
    from babel.lists import format_list

    names = {code: [instrument.group(group).name[code] for group in proposal.groups] for code in LANGUAGES}
    joined = {code: json.dumps(format_list(names[code], locale=code), ensure_ascii=False) for code in LANGUAGES}
    head, _, groups = proposal.toml.split("\n")
    return "\n".join([head, *(f"name.{code} = {name}" for code, name in joined.items()), groups])
