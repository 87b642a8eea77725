"""One wave against an earlier one."""

from __future__ import annotations

import pandas as pd

from critical_points.decimals import tell_change
from critical_points.disclosure import Protected
from critical_points.display import DisplayTable
from critical_points.estimates import choose_waves, compare_waves
from critical_points.language import Language
from critical_points.results import one_subject, subjects, tell_verdict, why_hidden


def tabulate_changes(
    safe: Protected, wave: str | None = None, against: str | None = None, kind: str = "point"
) -> DisplayTable:
    """Make a table of what changed since an earlier wave, what did not, and what cannot be told.

    Parameters
    ----------
    safe : Protected
        Protected counts of both waves.
    wave, against : str, optional
        The wave and the earlier one; by default the newest and the one before it.
    kind : {"point", "level", "item"}
        What stands on the rows.

    Returns
    -------
    DisplayTable
        n of both waves; the difference with its 95 % interval; in how many of 100 pairs a respondent of the later wave
        rates higher than one of the earlier (ties count half); the difference, had the mix of groups stayed as it was;
        the verdict. Without rows where there is no earlier wave.
    """
    labels, language = safe.labels, safe.labels.language
    wave, against = choose_waves(safe, wave, against)
    none = language.text("There is no earlier survey to compare with yet.")
    if against is None:
        return DisplayTable(pd.DataFrame(), f"{subjects(language, kind)}, {wave}", language, empty=none)
    rows = [row for _, row in compare_waves(safe, wave, against, kind).iterrows()]
    counts = [
        "\N{NO-BREAK SPACE}→\N{NO-BREAK SPACE}".join(_count(row, tail, language, safe) for tail in ("_before", ""))
        for row in rows
    ]
    changes = [
        tell_change(language, row["difference"], row["difference_low"], row["difference_high"], 2) for row in rows
    ]
    table = pd.DataFrame(
        {
            one_subject(language, kind): [labels.subject(kind, str(row["subject"]), short=False) for row in rows],
            language.text("n"): counts,
            language.text("Difference"): [difference for difference, _ in changes],
            language.text("95 % interval of the difference"): [interval for _, interval in changes],
            language.text("Higher in {wave}, pairs of 100", wave=wave): [
                language.integer(50 * (1 + row["delta"])) for row in rows
            ],
            language.text("Difference, same mix of groups"): [
                language.difference(row["standardised"], 2) for row in rows
            ],
            language.text("Verdict"): [tell_verdict(language, row) for row in rows],
        }
    )
    caption = language.text(
        "{subjects}, change from {against} to {wave}", subjects=subjects(language, kind), against=against, wave=wave
    )
    return DisplayTable(table, caption, language, empty=none)


def _count(row: pd.Series, tail: str, language: Language, safe: Protected) -> str:
    """Return n of one of the waves, or why it is hidden."""
    if row["verdict"] == "hidden" and row[f"hidden{tail}"] == 1:
        return why_hidden(language, str(row[f"why_hidden{tail}"]), safe.minimum)
    return language.integer(row[f"n{tail}"])
