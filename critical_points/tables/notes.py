"""Notes of the discussions for a report: the published ones beside the ratings, their words, and how many there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

import pandas as pd

from critical_points import estimates
from critical_points.disclosure import Protected
from critical_points.display import DisplayTable, unbroken
from critical_points.instrument import Labels
from critical_points.language import Language
from critical_points.notes import count_notes, frequent_words
from critical_points.notes.search import tell_question
from critical_points.notes.words import languages_of
from critical_points.results import tell_mean, why_hidden
from critical_points.tallies import ALL
from critical_points.workspace import Review


@dataclass(frozen=True)
class NoteList:
    """Notes under what they are about, each subject with its rating.

    Parameters
    ----------
    rows : DataFrame
        One row a note; columns subject (its name), rating (in words), question (in words), text, written_in (its
        language). In order.
    language : Language
        The language of the headings.
    named : bool
        Whether the subjects are told: not where all notes are about one that is told beside them.
    """

    rows: pd.DataFrame
    language: Language
    named: bool = True

    def __repr__(self) -> str:
        """Return the notes as plain text."""
        if self.rows.empty:
            return self._nothing()
        lines = []
        for subject, rating, questions in self._parts():
            lines += [subject, rating]
            lines += [line for question, texts in questions for line in (f"{question}:", *(f"- {t}" for t, _ in texts))]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        code = escape(self.language.code)
        if self.rows.empty:
            return f'<p lang="{code}">{escape(self._nothing())}</p>'
        parts = []
        for subject, rating, questions in self._parts():
            if self.named:
                parts.append(f"<h3>{escape(subject)}</h3>\n<p>{unbroken(escape(rating))}</p>")
            head = "h4" if self.named else "h3"
            for question, texts in questions:
                items = "".join(self._item(text, written_in) for text, written_in in texts)
                parts.append(f"<{head}>{escape(question)}</{head}>\n<ul>{items}</ul>")
        return f'<div lang="{code}">' + "\n".join(parts) + "</div>"

    def _parts(self) -> Iterator[tuple[str, str, list[tuple[str, list[tuple[str, str]]]]]]:
        for (subject, rating), rows in self.rows.groupby(["subject", "rating"], sort=False):
            found = [
                (str(question), list(zip(part["text"], part["written_in"], strict=True)))
                for question, part in rows.groupby("question", sort=False)
            ]
            yield str(subject), str(rating), found

    def _item(self, text: str, written_in: str) -> str:
        other = f' lang="{escape(written_in)}"' if written_in != self.language.code else ""
        return f"<li{other}>{escape(text)}</li>"

    def _nothing(self) -> str:
        if not self.named:
            return self.language.text("No notes of this point have been chosen to be shown.")
        return self.language.text("No notes have been chosen to be shown.")


def list_notes(safe: Protected, notes: pd.DataFrame, *, point: str | None = None) -> NoteList:
    """List notes by point and question, each point with its rating.

    Parameters
    ----------
    safe : Protected
        Protected counts.
    notes : DataFrame
        Notes of `cp.published_notes`; in Jupyter also those of `cp.discussion`.
    point : str, optional
        The key of one point: its notes only, without its name and rating.

    Returns
    -------
    NoteList
        Points and levels without notes are left out. A note tells its group or unit where `notes` does.
    """
    labels, described = safe.labels, estimates.describe(safe)
    whole = described[(described["group"] == ALL) & (described["unit"] == ALL)]
    ratings = {(row["wave"], row["kind"], row["subject"]): row for _, row in whole.iterrows()}
    notes = notes.assign(written_in=languages_of(notes["text"], labels.language.code))
    if point is not None:
        notes = notes[(notes["kind"] == "point") & (notes["subject"] == labels.instrument.point(point).key)]
    several = len(set(notes["wave"])) > 1
    rows = []
    for _, note in notes.iterrows():
        name = labels.subject(note["kind"], note["subject"], short=False)
        found = ratings.get((note["wave"], note["kind"], note["subject"]))
        rating = tell_rating(labels.language, found, safe.minimum)
        question, text = tell_question(labels, note["question"]), " ".join(note["text"].split())
        told = f"{name}, {note['wave']}" if several else name
        rows.append((told, rating, question, text + _whose(labels, note), note["written_in"]))
    columns = ["subject", "rating", "question", "text", "written_in"]
    return NoteList(pd.DataFrame(rows, columns=columns), labels.language, named=point is None)


def tell_rating(language: Language, row: pd.Series | None, minimum: int) -> str:
    """Return what part 1 tells of a subject, as far as it may be shown."""
    if row is None or row["n"] == 0:
        return language.text("No ratings")
    if row["hidden"]:
        return language.text("Mean: {mean}", mean=why_hidden(language, str(row["why"]), minimum))
    mean, n = tell_mean(language, row), language.integer(row["n"])
    if pd.isna(row["low"]):
        return language.text("Mean: {mean} (n = {n})", mean=mean, n=n)
    interval = language.interval(row["low"], row["high"])
    return language.text("Mean: {mean} (95 % interval {interval}, n = {n})", mean=mean, interval=interval, n=n)


def _whose(labels: Labels, note: pd.Series) -> str:
    """Return whose view a note is, in brackets, "" where that is not told."""
    group, unit = note.get("group", ""), note.get("unit", "")
    if not group and not unit:
        return ""
    return f" ({labels.group(group) if group else labels.unit(unit)})"


def tabulate_note_counts(review: Review, wave: str | None = None) -> DisplayTable:
    """Make a table of how many notes each team wrote about each point; what they say is not told.

    Parameters
    ----------
    review : Review
        The workspace.
    wave : str, optional
        The wave; by default the newest one.

    Returns
    -------
    DisplayTable
        One row a point or level with notes, a column a team and one for all of them, the sums last.
    """
    labels, language, wave = review.labels, review.language, wave or review.newest
    counts = count_notes(review, wave)
    caption = language.text("Notes by team, {wave}", wave=wave)
    empty = language.text("There are no filled workbooks.")
    if counts.empty:
        return DisplayTable(pd.DataFrame(), caption, language, empty=empty)
    subjects = [("point", point.key) for point in review.instrument.points]
    subjects += [("level", level.key) for level in review.instrument.levels]
    table = counts.pivot_table(index=["kind", "subject"], columns="team", values="n", aggfunc="sum", fill_value=0)
    table = table.reindex([subject for subject in subjects if subject in table.index])
    rows = {labels.subject(kind, key, short=False): list(numbers) for (kind, key), *numbers in table.itertuples()}
    rows[language.text("All notes")] = list(table.sum())
    teams = [team or language.text("Team not told") for team in table.columns]
    told = [[name, *map(language.integer, (*numbers, sum(numbers)))] for name, numbers in rows.items()]
    heads = [language.text("Point or level of partnership"), *teams, language.text("All teams")]
    return DisplayTable(pd.DataFrame(told, columns=heads), caption, language)


def tabulate_words(notes: pd.DataFrame, language: Language, least: int = 3, most: int = 30) -> DisplayTable:
    """Make a table of the words that return in notes, by their base forms.

    Parameters
    ----------
    notes : DataFrame
        Notes of `cp.published_notes`; in Jupyter also those of `cp.discussion`.
    language : Language
        The reader's language.
    least : int, default 3
        A word is listed when it is in at least so many notes.
    most : int, default 30
        How many words are listed at most; words as common as the last one are listed, too.

    Returns
    -------
    DisplayTable
        The commonest word first.
    """
    frame = frequent_words(notes, language, least)
    if len(frame) > most:
        frame = frame[frame["notes"] >= frame["notes"].iloc[most - 1]]
    table = pd.DataFrame(
        {
            language.text("Word"): list(frame["word"]),
            language.text("Notes (n)"): [*map(language.integer, frame["notes"])],
        }
    )
    caption = language.text("Words that return in the notes (n = {n})", n=language.integer(len(notes)))
    none = language.plural(
        "No word is in {least} note or more.", "No word is in {least} notes or more.", least, least=least
    )
    return DisplayTable(table, caption, language, empty=none)
