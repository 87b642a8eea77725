"""Which scale a column's answers are on, and whether its numbers can be taken at their word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from critical_points.facts import normalise
from critical_points.instrument import Instrument, Scale
from critical_points.messages import said
from critical_points.scales.readings import AnswerKey, Reading, as_code, split, whole_number

#: A text at least this similar (0–100) to a known one is proposed to the analyst.
SIMILAR = 82

#: Ranges that bare numbers are tried on, the likeliest first.
_RANGES = ((1, 5), (0, 4), (0, 5), (1, 6), (0, 6), (1, 7), (4, 10), (1, 10), (0, 10))

#: Numbers by which tools and people write "don't know" or "no answer" far away from a scale: one is enough to ask.
_FAR_CODES = frozenset(
    {*(66, 77, 88, 96, 97, 98, 99, 666, 777, 888, 996, 997, 998, 999, 7777, 8888, 9998, 9999)}
    | {*(-1, -2, -7, -8, -9, -66, -77, -88, -97, -98, -99, -777, -888, -999, -9999)}
)

#: Any other number beside a scale that at least this many respondents "gave" is asked about: it may be a code.
_FEWEST_CODED = 3

#: More different codes than this beside a scale are none.
_MOST_CODES = 3

#: Where so many answered, and several gave the lowest value but nobody the next one, it may be a code.
_ENOUGH_ANSWERS = 30

#: At most this many values of a scale are told by words where the others are told by numbers.
_MOST_WORDS = 3

#: More different numbers than this outside the scale are another range, not slips of the pen.
_MOST_SLIPS = 2


def all_non_answers(instrument: Instrument) -> frozenset[str]:
    """Return the instrument's non-answers of every language, normalised."""
    return _normalised(tuple(text for texts in instrument.non_answers.values() for text in texts))


@lru_cache(maxsize=32)
def _normalised(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(normalise, texts))


def recognise_scale(
    texts: Iterable[str],
    options: Mapping[str, str],
    instrument: Instrument,
    limits: tuple[int, int] | None = None,
) -> str | None:
    """Return the key of the scale whose labels a column's answers use.

    Parameters
    ----------
    texts : iterable of str
        The distinct answers.
    options : Mapping of str to str
        Code → label, from the file's legend; where there is one, it decides.
    instrument : Instrument
        Its scales are tried in their order.
    limits : (int, int), optional
        The only lowest and highest value that the scale may have.

    Returns
    -------
    str or None
        A scale of which at least two values appear by their labels, and beside which nothing but non-answers,
        numbers of the scale and a few other texts appears (without a legend: one for every two labels); of several
        the one with the fewest other texts. None where there is no such scale.
    """
    fitting = scales_of(texts, options, instrument, limits)
    return fitting[0].key if fitting else None


def rival_scale(scale: Scale, texts: Iterable[str], options: Mapping[str, str], instrument: Instrument) -> str | None:
    """Return the key of another scale that fits a column's labels no worse and gives them different ratings."""
    told = {normalise(text) for text in (options.values() if options else texts)}
    for other in scales_of(told, {}, instrument, None):
        both = told & scale.ratings.keys() & other.ratings.keys()
        if any(scale.ratings[text] != other.ratings[text] for text in both):
            return other.key
    return None


def scales_of(
    texts: Iterable[str], options: Mapping[str, str], instrument: Instrument, limits: tuple[int, int] | None = None
) -> list[Scale]:
    """Return the scales that fit best, as `recognise_scale` weighs them; more than one where they fit equally well."""
    non_answers = all_non_answers(instrument)
    distinct = {normalise(text) for text in (options.values() if options else texts)} - {""}
    labels = {split(text)[1] for text in distinct} | distinct
    found: dict[int, list[Scale]] = {}
    for scale in instrument.scales:
        if limits not in (None, (scale.lowest, scale.highest)):
            continue
        key = AnswerKey(scale, non_answers)
        ratings = {key.labels[label] for label in labels & key.labels.keys()}
        if len(ratings) < 2:
            continue
        strange = sum(not _fits(key, text) for text in distinct)
        if strange <= (0 if options else len(ratings) // 2):
            found.setdefault(strange, []).append(scale)
    return found[min(found)] if found else []


def _fits(key: AnswerKey, plain: str) -> bool:
    number, label = split(plain)
    return key.read(plain).fate != "problem" and (number is None or key.known(label) is not None)


def numeric_range(texts: Iterable[str], non_answers: frozenset[str]) -> str | None:
    """Return the range that bare numbers suggest ("1-5"), or None where they do not look like ratings.

    Ratings are whole numbers of 0–10 with at least three distinct values; nothing but non-answers may stand beside,
    and a few numbers far away that are known as their codes, such as 99, or a single 8 or 9 beside 1–5.
    """
    plain = {normalise(text) for text in texts} - {""} - non_answers
    numbers = {whole_number(text) for text in plain}
    values = {number for number in numbers if number is not None}
    far = values & _FAR_CODES
    values -= far if len(far) <= _MOST_CODES else set()
    values -= {max(values, default=0)} if _ends_in_a_code(values) else set()
    if None in numbers or len(values) < 3 or min(values) < 0 or max(values) > 10:
        return None
    return next(f"{lowest}-{highest}" for lowest, highest in _RANGES if lowest <= min(values) <= max(values) <= highest)


def _ends_in_a_code(values: set[int]) -> bool:
    """Tell whether one 8 or 9 stands apart from the values of a scale up to 5 that nearly all appear."""
    last, rest = max(values, default=0), sorted(values)[:-1]
    return last in (8, 9) and len(rest) > _FEWEST_CODED and rest[-1] <= 5


def worded_range(counts: Mapping[str, int], non_answers: frozenset[str]) -> str | None:
    """Return the range of numbers beside which a few words stand for some of its values ("Fantastic" for 10), or None.

    There are at least three distinct numbers from 1 on and at most three words, each given by several respondents. What
    the words mean is for the analyst to say.
    """
    plain = {normalise(text): n for text, n in counts.items()}
    numbers = {number for text in plain if (number := whole_number(text)) is not None}
    words = [n for text, n in plain.items() if text and text not in non_answers and whole_number(text) is None]
    if not 0 < len(words) <= _MOST_WORDS or min(words) < _FEWEST_CODED or len(numbers) < 3 or min(numbers) < 1:
        return None
    ranges = ((1, 5), (1, 6), (1, 7), (1, 10))
    fits = ((low, high) for low, high in ranges if max(numbers) <= high and len(numbers) + len(words) <= high)
    return next((f"{low}-{high}" for low, high in fits), None)


def range_scale(name: str) -> Scale | None:
    """Return the scale of a range of bare numbers ("1-5"), None for the key of another scale."""
    limits = re.fullmatch(r"(\d+)-(\d+)", name)
    return Scale(name, int(limits[1]), int(limits[2]), {}) if limits else None


def answer_key(
    scale: Scale,
    non_answers: frozenset[str],
    counts: Mapping[str, int],
    options: Mapping[str, str],
    decided: Mapping[str, Reading],
    no_answer: Mapping[str, str] | None = None,
    codes: frozenset[int] = frozenset(),
) -> AnswerKey:
    """Return how the answers of one column are read.

    Parameters
    ----------
    scale : Scale
        The scale of the column.
    non_answers : frozenset of str
        Normalised texts that are no rating.
    counts : Mapping of str to int
        Answer text → respondents.
    options : Mapping of str to str
        Code → label, from the file's legend.
    decided : Mapping of str to Reading
        What the analyst decided.
    no_answer : Mapping of str to str, optional
        Codes of the survey tool for no answer: code → "blank" or "non-answer".
    codes : frozenset of int, optional
        Numbers by which the survey tool may have written a non-answer.

    Returns
    -------
    AnswerKey
        With a doubt about its numbers, where they run another way than their labels or the scale.
    """
    key = AnswerKey(scale, non_answers, options, decided, no_answer=no_answer or {})
    plain = [(normalise(text), n) for text, n in counts.items()]
    plain = [(text, n) for text, n in plain if as_code(text) not in key.no_answer]
    pairs = [(whole_number(code), label) for code, label in key.legend.items()] if options else []
    if not options:
        pairs = [split(text) for text, _ in plain]
    key = replace(key, beside={number: label for number, label in pairs if number is not None and label})
    bare = _bare_numbers(key, plain)
    labelled = _against_labels(key, bare)
    doubt = labelled or _against_range(key, bare)
    worded = any(key.rating_of(text) is not None for text, _ in plain)
    likely = frozenset() if doubt else _likely_codes(key, bare, worded=worded) | (codes & set(bare))
    return replace(key, doubt=doubt, elsewhere=bool(doubt) and not labelled, codes=likely)


def _bare_numbers(key: AnswerKey, plain: Iterable[tuple[str, int]]) -> dict[int, int]:
    """Return the numbers that are read as they stand, and how many respondents gave each."""
    found: dict[int, int] = {}
    for text, n in plain:
        label = key.legend.get(str(whole_number(text)), text) or text
        number = whole_number(label)
        unlisted = key.options and label == text and str(number) not in key.legend
        if number is not None and not unlisted and key.rating_of(label) is None and label not in key.decided:
            found[number] = found.get(number, 0) + n
    return found


def _against_labels(key: AnswerKey, bare: Mapping[int, int]) -> str:
    """Say where labels give a number another value than its own, so that the bare ones may have another, too."""
    stated = {number: key.rating_of(label) for number, label in key.beside.items()}
    stated |= {n: r.rating for text, r in key.decided.items() if (n := whole_number(text)) is not None}
    meant = [(number, rating) for number, rating in sorted(stated.items()) if rating is not None]
    steps = {(after[1] > before[1]) - (after[1] < before[1]) for before, after in pairwise(meant)}
    other = next(((number, rating) for number, rating in meant if number != rating), None)
    if other is None or not bare:
        return ""
    if steps <= {1} or steps <= {-1}:
        return said(
            "other numbers of the column mean something else: {number} is {value}", number=other[0], value=other[1]
        )
    return said("the numbers and the labels of the column do not agree")


def _likely_codes(key: AnswerKey, bare: Mapping[int, int], *, worded: bool) -> frozenset[int]:
    """Return the few numbers beside the scale that are known as codes or that several gave, and a doubtful lowest."""
    scale = range(key.scale.lowest, key.scale.highest + 1)
    outside = {number: n for number, n in bare.items() if number not in scale}
    found = {number for number, n in outside.items() if number in _FAR_CODES or n >= _FEWEST_CODED}
    if len(found) > _MOST_CODES:
        found = set()
    elif len(bare) <= 2:
        found = found & _FAR_CODES if worded else set()
    return frozenset(found | _doubtful_lowest(scale, bare))


def _doubtful_lowest(scale: range, bare: Mapping[int, int]) -> set[int]:
    """Return the lowest value where several gave it, many gave the others, and nobody the next one: 1 beside 3–5."""
    lowest = scale[0]
    wide = len(scale) > _FEWEST_CODED + 1 and all(number in bare for number in scale[2:])
    several = bare.get(lowest, 0) >= _FEWEST_CODED and lowest + 1 not in bare
    return {lowest} if wide and several and sum(bare.values()) >= _ENOUGH_ANSWERS else set()


def _against_range(key: AnswerKey, bare: Mapping[int, int]) -> str:
    """Say where the numbers run over another range than the scale; known codes far away do not count."""
    lowest, highest = key.scale.lowest, key.scale.highest
    near = {number for number in bare if number not in _FAR_CODES}
    outside = [number for number in near if not lowest <= number <= highest]
    shifted = len(near) > _MOST_SLIPS and lowest - 1 in near and highest not in near
    wider = {lowest - 1, highest + 1} <= near
    if not outside or min(outside) < 0 or max(outside) > 10 or not (shifted or wider or len(outside) > _MOST_SLIPS):
        return ""
    return said(
        "the column's numbers run {first}–{last}, those of the scale {lowest}–{highest}",
        first=min(near),
        last=max(near),
        lowest=lowest,
        highest=highest,
    )
