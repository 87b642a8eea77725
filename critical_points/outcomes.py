"""Words of partnership and of the plan, as figures, tables and sentences share them."""

from __future__ import annotations

import pandas as pd

from critical_points.instrument import Labels
from critical_points.language import Language
from critical_points.results import tell_mean, why_hidden

#: A sign before the words of a state, so that it is seen at once and needs no colour.
_SIGNS = {"in order": "✓", "not in order": "✗", "cannot tell": "?"}
_POINTS = ("in_order", "not_in_order", "cannot_tell")


def tell_state(language: Language, state: str) -> str:
    """Return a state of `partnership` with its sign: "✓ in order"."""
    words = {
        "in order": language.text("in order"),
        "not in order": language.text("not in order"),
        "cannot tell": language.text("cannot be told"),
    }
    return f"{_SIGNS[state]}\N{NO-BREAK SPACE}{words[state]}"


def tell_step(labels: Labels, row: pd.Series) -> str:
    """Return the step reached with its number, "2. Everyday partnership", or that it is before the first one."""
    if row["reached"]:
        return f"{labels.language.integer(row['step'])}. {labels.level(str(row['reached']), short=False)}"
    if row["stopped"] == "cannot tell":
        return tell_state(labels.language, "cannot tell")
    return labels.language.text("before the first step")


def tell_climb(reached: pd.Series, labels: Labels) -> list[str]:
    """Return the step reached, and the next one with what speaks against it: sentences of a row of `steps_reached`."""
    language, stopped_by = labels.language, str(reached["stopped_by"])
    here = language.text("Step reached: {step}.", step=tell_step(labels, reached))
    if not stopped_by:
        return [here]
    if not reached["reached"]:
        here = language.text("No step is reached yet.")
        if reached["stopped"] == "cannot tell":
            here = language.text("Whether the first step is reached cannot be told.")
    level, state = labels.level(stopped_by, short=False), tell_state(language, str(reached["stopped"]))
    return [here, language.text("Next: {level} – {state}.", level=level, state=state)]


def tell_basis(reached: pd.Series, labels: Labels) -> str:
    """Return whether the basis of mutual partnership is in order, and how many points are in which state."""
    language = labels.language
    counts = {name: len([key for key in str(reached[f"points_{name}"]).split(";") if key]) for name in _POINTS}
    return language.text(
        "Basis of mutual partnership, all points: {state} (in order {good}, not in order {bad}, cannot be told "
        "{open}).",
        state=tell_state(language, str(reached["basis"])),
        good=language.integer(counts["in_order"]),
        bad=language.integer(counts["not_in_order"]),
        open=language.integer(counts["cannot_tell"]),
    )


def tell_reached(language: Language, reached: str) -> str:
    """Return whether a target's level was reached, with its sign; reached is that of `target_progress`."""
    return {
        "reached": "✓\N{NO-BREAK SPACE}" + language.text("reached"),
        "not reached": "✗\N{NO-BREAK SPACE}" + language.text("not reached"),
        "cannot tell": "?\N{NO-BREAK SPACE}" + language.text("cannot be told"),
        "no level": "",
        "new": language.text("set now"),
    }[reached]


def tell_action(language: Language, state: str) -> str:
    """Return how far an action is."""
    return {
        "not started": language.text("not started"),
        "under way": language.text("under way"),
        "done": language.text("done"),
        "not known": language.text("not known"),
    }[state]


def tell_late(language: Language) -> str:
    """Return that an action or a step is late, with its sign."""
    return f"!\N{NO-BREAK SPACE}{language.text('overdue')}"


def list_actions(language: Language, row: pd.Series) -> str:
    """Return how many actions are in which state: "done 2/3, under way 1; ! overdue 1"."""
    if not row["actions"]:
        return language.text("no actions")
    done, actions = (language.integer(row[name]) for name in ("done", "actions"))
    told = [language.text("done {n}/{actions}", n=done, actions=actions)]
    for name in ("under way", "not started", "not known"):
        count = row[name.replace(" ", "_")]
        told += [f"{tell_action(language, name)} {language.integer(count)}"] * (count > 0)
    late = f"; {tell_late(language)} {language.integer(row['late'])}" if row["late"] else ""
    return f"{', '.join(told)}{late}"


def then_now(language: Language, row: pd.Series, what: str, minimum: int) -> str:
    """Return n or the mean of both waves, "2,9 → 3,2", of a row as of `compare_waves`; of one where there is no other.

    Parameters
    ----------
    language : Language
        The reader's language.
    row : Series
        A row of `target_progress` or `plan_texts`.
    what : {"n", "mean"}
        What is told.
    minimum : int
        The smallest number of respondents shown.
    """
    told = []
    for tail in ("", "_before")[: 1 if row["verdict"] == "" else 2]:
        names = ["mean", "band_low", "band_high", "n", "hidden"]
        wave = pd.Series({name: row[f"{name}{tail}"] for name in names} | {"why": row[f"why_hidden{tail}"]})
        number = language.integer(wave["n"]) if what == "n" else tell_mean(language, wave)
        told.append(why_hidden(language, str(wave["why"]), minimum) if wave["hidden"] == 1 else number)
    return "\N{NO-BREAK SPACE}→\N{NO-BREAK SPACE}".join(told[::-1])
