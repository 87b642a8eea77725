"""What the headers and names on a page mean, in its language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from benchmarks.attacker.publications import ALL, Place
from critical_points.instrument import Instrument, Labels
from critical_points.language import Language

#: A column by its header: what it tells of the row's cell. "free" tells nothing of how anybody answered.
HEADERS = {
    "subject": ("Name", "Critical point", "Level of partnership", "Statement", "Development target"),
    "subject or other": ("Point or level of partnership",),
    "place": ("Group", "Unit"),
    "n": ("n", "Respondents (n)", "n of all"),
    "people": ("Respondents",),
    "asked": ("Cells",),
    "rated": ("Rated",),
    "mean": ("Mean (1–5)", "Mean of all (1–5)", "Mean since then (1–5)"),
    "mean with n": ("Mean (95 % interval), n",),
    "mean without doubts": ("Mean without doubts (1–5)",),
    "n without doubts": ("n without doubts",),
    "pooled": ("Two best answers, %", "Don't know, %", "Non-answers", "Blanks", "Problems"),
    "extra": (
        *("95 % interval", "Rated below the scale's middle, %", "95 % interval of the difference"),
        *("95 % interval, lower limit", "95 % interval, upper limit"),
        *("Difference, lower limit (95 %)", "Difference, upper limit (95 %)"),
        *("Difference, same mix of groups", "Change (95 % interval)", "Difference (95 % interval)"),
    ),
    "votes": ("Votes",),
    "voters": ("Voters (n)",),
    "share of voters": ("Share of voters, %",),
    "higher": ("Rates higher",),
    "lower": ("Rates lower",),
    "n higher": ("n, rates higher",),
    "n lower": ("n, rates lower",),
    "pairs": ("Higher in pairs of 100", "p, adjusted"),
    "doubt": ("Doubt",),
    "file": ("File",),
    "share of people": ("Share of respondents, %",),
    "rate": ("Response rate, %",),
    "survey": ("Survey",),
    "groups": ("The groups",),
    "free": (
        *("Difference", "Verdict", "Why", "On the front", "Possible ranks by mean", "Suggested"),
        *("Among the first two, times out of 100", "Clear difference", "Level aimed at", "Actions", "Action", "Plan"),
        *("Owner", "Due", "State", "Done, %", "About", "Step reached", "Next step", "Step", "Date", "Details"),
        *("Basis of mutual partnership", "Word", "Notes (n)", "All teams", "Other organisations"),
        *("Others: mean (1–5)", "Others: n", "In the words of the teams"),
        *("Sheet", "What it shows", "Rows", "Sign or word", "What it means", "Kind", "People asked"),
        *("Best possible rank by mean", "Worst possible rank by mean", "Overdue", "State of the next step"),
        *("Level reached", "Actions done", "Actions under way", "Actions not started", "Actions overdue"),
        *(
            "Actions whose state is not known",
            "Others: mean (95 % interval), n",
            "Present state",
            "Goals",
            "Service promise",
            "Team not told",
        ),
    ),
}

#: Headers with a wave or another name in them.
PATTERNS = {
    "mean": ("Mean {wave} (1–5)",),
    "n": ("n {wave}",),
    "pairs": ("Higher in {wave}, pairs of 100",),
    "free": ("In the plan {wave}",),
}

#: What stands in a cell of which nothing is told.
HIDDEN = ("under {minimum}", "protects another result", "protected", "[protected]")
NOTHING = (
    "small group: no distribution",
    "small group: no shares",
    "not asked",
    "too few organisations",
    "[not available]",
)


#: With what a table begins that names what a workbook is about, in pairs of words.
FACTS = ("Organisation", "Law")


@dataclass
class Vocabulary:
    """Names and headers in one language.

    Parameters
    ----------
    language : Language
        The language.
    instrument : Instrument
        What was asked, with the groups and units of the workspace.
    minimum : int
        The smallest number of respondents shown.
    """

    language: Language
    instrument: Instrument
    minimum: int
    roles: dict[str, str] = field(default_factory=dict)
    subjects: dict[str, tuple[str, str]] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)
    nothing: set[str] = field(default_factory=set)
    facts: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Look up every word."""
        text = self.language.text
        self.roles = {text(header): role for role, headers in HEADERS.items() for header in headers}
        self.roles |= {text("Answer {rating}, %", rating=rating): "rating" for rating in range(1, 6)}
        labels = Labels(self.instrument, self.language)
        for point in self.instrument.points:
            self.subjects |= {labels.point(point.key, short=short): ("point", point.key) for short in (True, False)}
        for level in self.instrument.levels:
            self.subjects |= {labels.level(level.key, short=short): ("level", level.key) for short in (True, False)}
        self.subjects |= {labels.item(item.key): ("item", item.key) for item in self.instrument.items}
        groups = [*(group.key for group in self.instrument.groups), ALL, "unknown"]
        self.places = {labels.group(key): (key, ALL) for key in groups}
        units = [*(unit.key for unit in self.instrument.units), ALL]
        self.places |= {labels.unit(key): (ALL, key) for key in units}
        self.places[text("All")] = (ALL, ALL)
        few, *others = HIDDEN
        self.hidden = {text(few, minimum=self.language.integer(self.minimum)): "fewer than 5"}
        self.hidden |= {text(other): "protects another cell" for other in others}
        self.facts = {text(name) for name in FACTS}
        self.nothing = {"–", "", *(text(nothing) for nothing in NOTHING)}

    def role(self, header: str, waves: list[str]) -> tuple[str, str]:
        """Return what a column tells and of which wave ("" where the caption tells it); ("", "") where not known."""
        if header in self.roles:
            return self.roles[header], ""
        for role, templates in PATTERNS.items():
            for template in templates:
                for wave in waves:
                    if header == self.language.text(template, wave=wave):
                        return role, wave
        if re.match(r"[1-5] .+, %$", header):
            return "rating", ""
        return ("place column", "") if header in self.places else ("", "")

    def subject(self, name: str) -> tuple[str, str] | None:
        """Return what a row is about: by its name, which may be numbered ("2. …") or hold a wave ("… (2025)")."""
        bare = re.sub(r" \([^()]*\)$", "", re.sub(r"^\d+\. ", "", name))
        return self.subjects.get(name) or self.subjects.get(bare)

    def numbers(self, text: str) -> list[str]:
        """Return the numbers in a text, with a decimal point and without blanks between thousands."""
        found = re.findall(r"[+−-]?\d+(?:[ \u00a0\u202f]\d{3})*(?:[.,]\d+)?", text)
        if self.language.code == "en":
            found = re.findall(r"[+−-]?\d+(?:,\d{3})*(?:\.\d+)?", text)
            return [number.replace(",", "").replace("−", "-") for number in found]
        return [re.sub(r"[ \u00a0\u202f]", "", number).replace(",", ".").replace("−", "-") for number in found]
