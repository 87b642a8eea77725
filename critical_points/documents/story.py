"""What the slides say: of each topic a claim, the sentences behind it, and the figure that shows it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from critical_points.documents.content import Content
from critical_points.estimates import steps_reached
from critical_points.outcomes import tell_climb
from critical_points.plan import action_states, target_progress
from critical_points.sentences import findings
from critical_points.tables import tabulate_process
from critical_points.tallies import ALL

_ASIDE = re.compile(r" ?\([^()]*\)")
_MOST = 120  # characters of a title: two lines
_LATE = 3  # overdue actions that are named

#: Draws one figure and returns its axes; called only when a slide is made.
Draw = Callable[[], Any]


@dataclass(frozen=True)
class Scene:
    """A slide before it is made.

    Parameters
    ----------
    claim : str
        The title: what is found.
    sentences : tuple of str
        What stands behind it.
    draw : callable, optional
        Draws the figure.
    """

    claim: str
    sentences: tuple[str, ...]
    draw: Draw | None = None


def tell_story(content: Content) -> Iterator[Scene]:
    """Yield the slides of a report after the first one; a topic of which nothing can be told has none."""
    from critical_points import figures

    safe, plan, wave, against = content.safe, content.plan, content.wave, content.against
    told = _sentences(content)
    yield from _scene(
        _claim(told["respondents"]),
        [*told["respondents"], *told["points"], *told["priorities"][:1], *told["change"][:2], *told["caveat"]],
    )
    yield from _scene(_claim(told["points"]), [*told["points"], *told["groups"]], lambda: figures.heatmap(safe, wave))
    if against:
        draw_changes = lambda: figures.wave_changes(safe, wave, against)  # noqa: E731 - drawn later, or never
        yield from _scene(_claim(told["change"]), told["change"], draw_changes)
    yield from _scene(
        _claim(told["priorities"] or told["votes"]),
        [*told["priorities"], *told["votes"]],
        lambda: figures.priorities_chart(safe, wave),
    )
    if plan is not None:
        targets = [told_of for told_of in told["plan"] if told_of not in _overdue(content)]
        draw_targets = lambda: figures.targets_chart(safe, plan, wave, against)  # noqa: E731 - drawn later, or never
        yield from _scene(_claim_of_targets(content) or _claim(targets), targets, draw_targets)
    if told["partnership"]:
        draw_ladder = lambda: figures.ladder(safe, wave, threshold=content.review.threshold)  # noqa: E731 - likewise
        yield from _scene(_claim_of_ladder(content), told["partnership"], draw_ladder)
    yield from _next_steps(content)


def _sentences(content: Content) -> dict[str, list[str]]:
    """Return the sentences of each topic."""
    rows = findings(
        content.safe,
        content.wave,
        content.against,
        plan=content.plan,
        threshold=content.review.threshold,
        today=content.stamp.made.date(),
    ).rows
    topics = ("respondents", "points", "partnership", "votes", "priorities", "groups", "change", "plan", "caveat")
    return {topic: list(rows.loc[rows["topic"] == topic, "sentence"]) for topic in topics}


def _scene(claim: str, sentences: Sequence[str], draw: Draw | None = None) -> Iterator[Scene]:
    if claim:
        yield Scene(claim, tuple(dict.fromkeys(sentences)), draw)


def _claim(sentences: Sequence[str]) -> str:
    """Return the first sentence as a title: without what stands in brackets, and without its full stop."""
    if not sentences:
        return ""
    told = _ASIDE.sub("", sentences[0]).strip()
    if len(told) > _MOST and ". " in told:
        told = told.partition(". ")[0]
    return told.removesuffix(".") if len(told) <= _MOST else told[: _MOST - 1].rpartition(" ")[0] + " …"


def _claim_of_targets(content: Content) -> str:
    """Return how many targets of the earlier plan reached the level aimed at, "" where there are none."""
    if content.plan is None:
        return ""
    frame = target_progress(content.safe, content.plan, content.wave, content.against)
    known = frame[frame["reached"].isin(["reached", "not reached", "cannot tell"])]
    if known.empty:
        return ""
    return content.review.language.plural(
        "Of {n} target of {wave}, {reached} reached the level aimed at",
        "Of {n} targets of {wave}, {reached} reached the level aimed at",
        len(known),
        wave=content.against,
        reached=int((known["reached"] == "reached").sum()),
    )


def _claim_of_ladder(content: Content) -> str:
    frame = steps_reached(content.safe, content.wave, content.review.threshold)
    whole = frame[(frame["group"] == ALL) & (frame["unit"] == ALL)]
    told = " ".join(tell_climb(whole.iloc[0], content.safe.labels)) if len(whole) else ""
    return told.removesuffix(".")


def _overdue(content: Content) -> list[str]:
    """Return the sentences about overdue actions."""
    rows = findings(
        content.safe, content.wave, content.against, "plan", plan=content.plan, today=content.stamp.made.date()
    ).rows
    return list(rows.loc[rows["source"] == "action_states", "sentence"])


def _next_steps(content: Content) -> Iterator[Scene]:
    """Yield the slide of what is late and what comes next."""
    language = content.review.language
    table = tabulate_process(content.review, content.wave, content.plan, today=content.stamp.made.date()).frame
    open_steps = [
        f"{step} – {state}" + (f" ({due})" if any(sign.isdigit() for sign in str(due)) else "")
        for step, state, _, due, _ in table.itertuples(index=False)
        if not str(state).startswith("✓")
    ]
    late = [*_overdue(content), *_late_actions(content)]
    claim = _claim(late) or (language.text("Next: {step}", step=open_steps[0]) if open_steps else "")
    yield from _scene(claim, [*late, *open_steps])


def _late_actions(content: Content) -> list[str]:
    """Return the actions that have been overdue for longest, without their owners: they may be persons."""
    if content.plan is None:
        return []
    language, today = content.review.language, content.stamp.made.date()
    frame = action_states(content.plan, today=today)
    frame = frame[frame["late"].astype(bool) & frame["wave"].isin([content.wave, content.against])]
    first = frame.sort_values("due", kind="stable").head(_LATE)
    return [f"{action} ({language.date(due)})" for action, due in zip(first["action"], first["due"], strict=True)]
