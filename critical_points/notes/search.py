"""Notes searched in Jupyter; they are the analyst's, and no report shows them."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import pandas as pd

from critical_points.errors import Fault, SettingsError, did_you_mean
from critical_points.instrument import Instrument, Labels
from critical_points.messages import said
from critical_points.notes.lines import QUESTIONS, read_discussion
from critical_points.notes.words import all_forms, language_of
from critical_points.wall import keep_out
from critical_points.workspace import Review


class NoteFrame(pd.DataFrame):
    """A tidy frame of notes that Jupyter shows in full, with names in the reader's language.

    Columns: wave, kind, subject, question, text; team and file where it is not for the public.
    """

    _metadata = ["labels"]  # noqa: RUF012 - pandas looks for it on the class
    labels: Labels

    @property
    def _constructor(self) -> type[NoteFrame]:
        return NoteFrame

    def _repr_html_(self) -> str:
        labels: Labels | None = getattr(self, "labels", None)
        if labels is None or not {"kind", "subject", "question", "text"} <= set(self.columns):
            return pd.DataFrame(self).to_html()
        return write_notes(self, labels)


def discussion(
    review: Review,
    words: str | Iterable[str] | None = None,
    point: str | None = None,
    team: str | None = None,
    wave: str | None = None,
) -> NoteFrame:
    """Find what teams wrote in their workbooks.

    Parameters
    ----------
    review : Review
        The workspace.
    words : str or iterable of str, optional
        Words that a text must have, all of them, in any of their forms: "näyttö" finds "näyttöjen". An element of a
        list may be a phrase, or a part of a word.
    point : str, optional
        The key of a point, or of a level of partnership.
    team : str, optional
        The team.
    wave : str, optional
        The wave; by default all of them.

    Returns
    -------
    NoteFrame
        One row a box of a workbook, its text letter for letter; columns wave, team, kind, subject, question, text,
        file. Newest wave first, then in the order of the points.

    Raises
    ------
    WallError
        Within a report.
    SettingsError
        When there is no such point, team or wave.
    """
    keep_out("cp.discussion")
    waves = list(review.waves) if wave is None else [review.wave(wave).name]
    frame = read_discussion(review, waves)
    for column, value, known in (
        ("subject", point, subjects_of(review.instrument)),
        ("team", team, sorted(frame["team"].unique())),
    ):
        if value is not None and value not in known:
            fault = Fault(
                said("no {column} {value!r}.", column=column, value=value), suggestion=did_you_mean(value, known)
            )
            raise SettingsError(said("There are no such notes."), [fault])
        if value is not None:
            frame = frame[frame[column] == value]
    if words is not None:
        wanted = words.split() if isinstance(words, str) else list(words)
        frame = frame[[has_words(text, wanted, review.language.code) for text in frame["text"]]]
    found = NoteFrame(in_order(frame, review)[["wave", "team", "kind", "subject", "question", "text", "file"]])
    found.labels = review.labels
    return found


def subjects_of(instrument: Instrument) -> list[str]:
    """Return the keys of what notes are about: points, then levels."""
    return [*(point.key for point in instrument.points), *(level.key for level in instrument.levels)]


def has_words(text: str, wanted: Iterable[str], usual: str) -> bool:
    """Tell whether a text has every word, as it is written or in another form of it."""
    plain = text.casefold()
    missing = [word for word in wanted if word.casefold() not in plain]
    if not missing:
        return True
    code = language_of(text, usual)
    forms = all_forms(text, code)
    return all(all_forms(word, code) <= forms for word in missing)


def in_order(frame: pd.DataFrame, review: Review) -> pd.DataFrame:
    """Return notes in order: newest wave, points, levels, questions, teams."""
    waves, places = list(review.waves), {key: n for n, key in enumerate(subjects_of(review.instrument))}
    keys = pd.DataFrame(
        {
            "wave": frame["wave"].map({wave: -place for place, wave in enumerate(waves)}),
            "subject": frame["subject"].map(places),
            "question": frame["question"].map({question: place for place, question in enumerate(QUESTIONS)}),
            "team": frame["team"],
        },
        index=frame.index,
    )
    return frame.loc[keys.sort_values(list(keys.columns), kind="stable").index].reset_index(drop=True)


def tell_question(labels: Labels, question: str) -> str:
    """Return what a note answers, in words."""
    language = labels.language
    return {
        "works": language.text("What already works"),
        "develop": language.text("What still needs development"),
        "results": language.text("(1) Results of the review: what do they tell us?"),
        "notes": language.text("Notes of the discussion"),
    }.get(question, question)


def write_notes(frame: pd.DataFrame, labels: Labels) -> str:
    """Return notes as HTML, each text in full with its lines."""
    language = labels.language
    parts = [f"<p>{escape(labels.language.plural('{n} text', '{n} texts', len(frame)))}</p>"]
    for _, row in frame.iterrows():
        subject = labels.subject(str(row["kind"]), str(row["subject"]), short=False)
        places = [subject, tell_question(labels, str(row["question"]))]
        places += [str(row[name]) for name in ("team", "wave") if name in frame.columns]
        parts.append(
            f"<p><strong>{escape(' · '.join(places))}</strong></p>"
            f'<blockquote style="white-space: pre-line">{escape(str(row["text"]))}</blockquote>'
        )
    if frame.empty:
        parts = [f"<p>{escape(language.text('Nothing was found.'))}</p>"]
    return f'<div lang="{escape(labels.language.code)}">{"".join(parts)}</div>'
