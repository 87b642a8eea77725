"""The words of notes: their language, their base forms, and which of them may be listed."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from critical_points.messages import LANGUAGES

_WORD = re.compile(r"[^\W\d_]+(?:[-:'’][^\W\d_]+)*")

#: What ends a sentence: after it, a capital letter says nothing.
_END = re.compile(r"[.!?:;…\n•–—\"”(]\s*[-*\"”(]*\s*$")


@dataclass(frozen=True)
class Vocabulary:
    """What is known beforehand of a language's words.

    Parameters
    ----------
    stop : frozenset of str
        Words that are not counted, in small letters.
    forms : Mapping of str to str
        A form of a term of the field, in small letters → its base form.
    beginnings : tuple of (str, str)
        How forms of a term begin, and its base form; the longest first.
    """

    stop: frozenset[str]
    forms: Mapping[str, str]
    beginnings: tuple[tuple[str, str], ...]

    def term(self, word: str) -> str | None:
        """Return the base form of a term of the field, None for any other word."""
        small = word.casefold()
        if small in self.forms:
            return self.forms[small]
        return next((term for beginning, term in self.beginnings if small.startswith(beginning)), None)


@cache
def vocabulary(code: str) -> Vocabulary:
    """Return what ``words.toml`` tells of a language."""
    told = tomllib.loads((files("critical_points") / "notes" / "words.toml").read_text(encoding="utf-8"))[code]
    written = [(form.casefold(), term) for term, forms in told["terms"].items() for form in forms]
    beginnings = [(form.removesuffix("*"), term) for form, term in written if form.endswith("*")]
    return Vocabulary(
        stop=frozenset(told["stop"].split()),
        forms={form: term for form, term in written if not form.endswith("*")},
        beginnings=tuple(sorted(beginnings, key=lambda pair: -len(pair[0]))),
    )


def language_of(text: str, usual: str) -> str:
    """Return the language of a note: the one whose common words it has most of.

    Parameters
    ----------
    text : str
        The note.
    usual : {"fi", "sv", "en"}
        The language where the note has no common words, or as many of several languages.

    Returns
    -------
    {"fi", "sv", "en"}
    """
    words = [word.casefold() for word in _WORD.findall(text)]
    hits = {code: sum(word in vocabulary(code).stop for word in words) for code in LANGUAGES}
    best = max(hits.values())
    return usual if hits[usual] == best else max(hits, key=lambda code: hits[code])


def languages_of(texts: Iterable[str], usual: str) -> list[str]:
    """Return the language of each note; one that does not show it is in the language that all of them together show."""
    told = list(texts)
    common = language_of("\n".join(told), usual)
    return [language_of(text, common) for text in told]


def base_forms(text: str, code: str, seen: Collection[str] = ()) -> set[str]:
    """Return the base forms of a note's words, without common words and without names.

    Parameters
    ----------
    text : str
        The note.
    code : {"fi", "sv", "en"}
        Its language.
    seen : collection of str
        Base forms that stand in small letters elsewhere: at the beginning of a sentence, they are no names.

    Returns
    -------
    set of str
        Terms of the field as they are written, other words in small letters. Whatever is a name, or may be one, is
        left out: persons are not listed.
    """
    known = vocabulary(code)
    found = set()
    for word, first in words_of(text):
        lemma = known.term(word) or _lemma(word, code, seen, first=first)
        if lemma and len(lemma) > 1 and not {lemma.casefold(), word.casefold()} & known.stop:
            found.add(lemma)
    return found


def words_of(text: str) -> Iterator[tuple[str, bool]]:
    """Give each word of a text, and whether it is the first of a sentence."""
    for match in _WORD.finditer(text):
        before = text[: match.start()].rstrip(" \t")
        yield match[0], not before or _END.search(before) is not None


def _lemma(word: str, code: str, seen: Collection[str] = (), *, first: bool) -> str:
    """Return a word's base form, "" for what is a name or may be one."""
    form = word.casefold() if len(word) > 1 and word.isupper() else word
    if form[0].isupper() and not first:
        return ""
    lemma = lemmatise(form, code)
    if lemma[:1].isupper():
        if known_word(form, code):
            return ""
        lemma = lemmatise(form.casefold(), code)
        if lemma[:1].isupper() or not (known_word(lemma, code) or lemma in seen):
            return ""
    return lemma.casefold()


@cache
def lemmatise(word: str, code: str) -> str:
    """Return a word's base form; the first word of a language takes a second or two."""
    import simplemma

    return simplemma.lemmatize(word, lang=code, greedy=True, low_memory=True)


@cache
def known_word(word: str, code: str) -> bool:
    """Tell whether the dictionary of a language has a word."""
    import simplemma

    return simplemma.is_known(word, lang=code, low_memory=True)


def count_words(notes: Iterable[tuple[str, str]]) -> Counter[str]:
    """Return in how many notes each base form is; `notes` are texts and their languages."""
    told = list(notes)
    seen = set().union(*(base_forms(text, code) for text, code in told))
    return Counter(lemma for text, code in told for lemma in base_forms(text, code, seen))


def all_forms(text: str, code: str) -> set[str]:
    """Return the base forms of all words of a text, names and common words included, in small letters."""
    known = vocabulary(code)
    return {(known.term(word) or lemmatise(word, code)).casefold() for word, _ in words_of(text)}


def names_in(text: str, code: str) -> list[str]:
    """Return the words of a text that are names, or may be: of persons, workplaces and places."""
    known = vocabulary(code)
    return [
        word
        for word, first in words_of(text)
        if known.term(word) is None and word.casefold() not in known.stop and _lemma(word, code, first=first) == ""
    ]
