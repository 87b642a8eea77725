"""How much was written about what, and the words that return."""

from __future__ import annotations

import pandas as pd

from critical_points.language import Language
from critical_points.notes.lines import read_discussion, split_notes
from critical_points.notes.words import count_words, languages_of, names_in
from critical_points.wall import protected_folder
from critical_points.workspace import Review

#: A word is listed when it is in so many notes: fewer may tell who wrote them.
LEAST = 3


def count_notes(review: Review, wave: str | None = None) -> pd.DataFrame:
    """Count the notes of each team; what they say is not told.

    Parameters
    ----------
    review : Review
        The workspace.
    wave : str, optional
        The wave; by default the newest one.

    Returns
    -------
    DataFrame
        One row a team × subject × question with notes; columns wave, team, kind ("point", "level"), subject,
        question ("works", "develop", "results", "notes"), n (notes: a line is one).
    """
    wave = review.wave(wave or review.newest).name
    notes = split_notes(read_discussion(review, [wave]))
    columns = ["wave", "team", "kind", "subject", "question"]
    return notes.groupby(columns, sort=False).size().rename("n").astype("int64").reset_index()


def frequent_words(notes: pd.DataFrame, language: Language | None = None, least: int = LEAST) -> pd.DataFrame:
    """Count in how many notes a word is, by its base form.

    Parameters
    ----------
    notes : DataFrame
        Notes of `cp.discussion` or of `cp.published_notes`: one row a note, column text.
    language : Language, optional
        The language of notes that do not show theirs, alone or together; by default Finnish.
    least : int, default 3
        A word is listed when it is in at least so many notes. Within a report, 3 is the least.

    Returns
    -------
    DataFrame
        Columns word, notes (how many it is in); the commonest first. Common words such as "and" are left out, and so
        is whatever is a name or may be one.
    """
    codes = languages_of(notes["text"], (language or Language("fi")).code)
    if protected_folder() is not None:
        least = max(least, LEAST)
    counts = count_words(zip(notes["text"], codes, strict=True))
    rows = sorted(((word, n) for word, n in counts.items() if n >= least), key=lambda row: (-row[1], row[0]))
    return pd.DataFrame(rows, columns=["word", "notes"]).astype({"word": "str", "notes": "int64"})


def find_names(notes: pd.DataFrame, language: Language) -> list[str]:
    """Return the words of notes that are names, or may be, each once: a person looks at them before notes are shown."""
    codes = languages_of(notes["text"], language.code)
    found = (word for text, code in zip(notes["text"], codes, strict=True) for word in names_in(text, code))
    return list(dict.fromkeys(found))
