"""Answer texts read as ratings: every text has one fate, and nothing is shifted or folded."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from critical_points.facts import visible
from critical_points.scales import (
    DECISIONS,
    FATES,
    AnswerKey,
    Reading,
    all_non_answers,
    answer_key,
    normalise,
    numeric_range,
    recognise_scale,
)
from tests.small_exports import INSTRUMENT

NON_ANSWERS = all_non_answers(INSTRUMENT)

AGREEMENT = {
    "1": "Täysin eri mieltä",
    "2": "Jokseenkin eri mieltä",
    "3": "Ei samaa eikä eri mieltä",
    "4": "Jokseenkin samaa mieltä",
    "5": "Täysin samaa mieltä",
}


def key(
    texts: list[str],
    options: dict[str, str] | None = None,
    decided: dict[str, int | str] | None = None,
    scale: str = "agreement",
) -> AnswerKey:
    """Return how a column with these texts is read, three respondents each."""
    meanings = {
        normalise(text): DECISIONS[value] if isinstance(value, str) else Reading("rated", value, decided=True)
        for text, value in (decided or {}).items()
    }
    return answer_key(INSTRUMENT.scale(scale), NON_ANSWERS, dict.fromkeys(texts, 3), options or {}, meanings)


def ratings(answers: AnswerKey, texts: list[str]) -> list[int | str | None]:
    """Return the rating of each text, or its fate where it has none."""
    return [r.rating if r.fate == "rated" else r.fate for r in (answers.read(text) for text in texts)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3", 3),
        ("3.0", 3),
        ("3,0", 3),
        (" 3\N{NO-BREAK SPACE}", 3),
        ("+3", 3),
        ("Täysin samaa mieltä", 5),
        ("TÄYSIN\N{NO-BREAK SPACE}samaa  mieltä. ", 5),
        ("Helt av annan åsikt", 1),
        ("Strongly agree", 5),
        ("5 - Täysin samaa mieltä", 5),
        ("5 \N{EN DASH} Täysin samaa mieltä", 5),
        ("5 = Täysin samaa mieltä", 5),
        ("5: Täysin samaa mieltä", 5),
        ("5. Täysin samaa mieltä", 5),
        ("5) Täysin samaa mieltä", 5),
        ("5,0 - Täysin samaa mieltä", 5),
        ("5 Täysin samaa mieltä", 5),
        ("5 (Täysin samaa mieltä)", 5),
        ("Täysin samaa mieltä (5)", 5),
        ("Täysin samaa mieltä = 5", 5),
        ("Täysin samaa mieltä - 5", 5),
        ("En osaa sanoa", "non-answer"),
        ("6 = en osaa sanoa", "non-answer"),
        ("E.O.S.", "non-answer"),
        ("eos", "non-answer"),
        ("I can\N{RIGHT SINGLE QUOTATION MARK}t say", "non-answer"),
        ("-", "non-answer"),
        ("\N{EN DASH}", "non-answer"),
        ("", "blank"),
        (" \N{NO-BREAK SPACE}\n", "blank"),
        ("\N{ZERO WIDTH SPACE}", "blank"),
        (".", "problem"),
        ("\N{HORIZONTAL ELLIPSIS}", "problem"),
        ("?", "problem"),
        ("0", "problem"),
        ("6", "problem"),
        ("-3", "problem"),
        ("3,5", "problem"),
        ("3-4", "problem"),
        ("3/4", "problem"),
        ("3 viikkoa", "problem"),
        ("hyvä", "problem"),
        ("9 - Kuka tietää", "problem"),
        ("9" * 5000, "problem"),
        ("9" * 5000 + " - Täysin samaa mieltä", "problem"),
        ("Täysin samaa mieltä (" + "5" * 5000 + ")", "problem"),
        ("1e1", "problem"),
        ("nan", "problem"),
        ("inf", "problem"),
    ],
)
def test_a_text_is_read_as_it_plainly_says(text: str, expected: int | str) -> None:
    assert ratings(key([text]), [text]) == [expected]


def test_a_problem_says_what_is_wrong_and_what_may_have_been_meant() -> None:
    read = key([]).read
    assert (read("0").why, read("0").suggestion) == ("outside the scale", "Expected 1–5.")
    assert (read("1,5").why, read("1,5").suggestion) == ("not a whole number", "Expected 1–5.")
    assert read("Täysin samaa mielt").why == "not a label of the scale"
    assert read("Täysin samaa mielt").suggestion == "Did you mean 'täysin samaa mieltä' (5)?"
    assert read("aivan muuta kuin asteikko").suggestion == ""
    assert (read(".").why, read(".").suggestion) == ("only punctuation", "")


def test_a_number_with_a_label_of_its_own_counts_as_the_number_and_is_asked_about() -> None:
    reading = key([]).read("5: the most challenging part")
    assert (reading.fate, reading.rating, reading.question) == ("rated", 5, True)
    assert reading.why == "'the most challenging part' is not a label of the scale"


# Legends


def test_a_legend_tells_what_codes_mean() -> None:
    texts = ["1", "5", "3,0", "4 ", "6", "7", "Täysin samaa mieltä", "EOS", ""]
    answers = key(texts, {**AGREEMENT, "6": "En osaa sanoa"})
    assert ratings(answers, texts) == [1, 5, 3, 4, "non-answer", "problem", 5, "non-answer", "blank"]
    assert answers.read("7").why == "no such option in the file's legend"
    assert answers.read("7").suggestion == "Expected one of 1, 2, 3, 4, 5, 6."


def test_a_reversed_legend_is_read_by_its_labels() -> None:
    texts = ["1", "2", "3", "4", "5"]
    reversed_legend = {str(6 - int(code)): label for code, label in AGREEMENT.items()}
    assert ratings(key(texts, reversed_legend), texts) == [5, 4, 3, 2, 1]
    assert key(texts, reversed_legend).doubt == ""


def test_codes_that_begin_at_zero_are_read_by_their_labels() -> None:
    texts = ["0", "1", "2", "3", "4"]
    assert ratings(key(texts, {str(int(c) - 1): label for c, label in AGREEMENT.items()}), texts) == [1, 2, 3, 4, 5]


def test_a_legend_in_which_a_label_begins_with_its_number() -> None:
    legend = {code: f"{code} = {label}" for code, label in AGREEMENT.items()}
    assert ratings(key(["1", "5"], legend), ["1", "5"]) == [1, 5]


def test_a_legend_with_words_at_its_ends_and_digits_between() -> None:
    texts = ["1", "2", "3", "4", "5"]
    ends = {"1": AGREEMENT["1"], "2": "2", "3": "3", "4": "4", "5": AGREEMENT["5"]}
    answers = key(texts, ends)
    assert ratings(answers, texts) == [1, 2, 3, 4, 5]
    assert not any(answers.read(text).question for text in texts)


def test_words_at_the_ends_and_digits_between_without_a_legend() -> None:
    texts = ["Täysin eri mieltä", "2", "3", "4", "Täysin samaa mieltä"]
    answers = key(texts)
    assert ratings(answers, texts) == [1, 2, 3, 4, 5]
    assert not any(answers.read(text).question for text in texts)


def test_an_option_without_a_known_label_is_a_problem_that_names_the_label() -> None:
    reading = key(["1"], {"1": "Ei toteudu", "2": "Toteutuu"}).read("1")
    assert (reading.fate, reading.why) == ("problem", "the option 'ei toteudu' is not on the scale")


# A don't-know where a value should be


def test_a_middle_labelled_as_a_dont_know_counts_as_three_and_is_asked_about() -> None:
    texts = ["1", "2", "3", "4", "5"]
    answers = key(texts, {**AGREEMENT, "3": "En osaa sanoa"})
    assert ratings(answers, texts) == [1, 2, 3, 4, 5]
    assert [answers.read(text).question for text in texts] == [False, False, True, False, False]
    assert answers.read("3").why == "3 is a value of the scale, but its label is 'en osaa sanoa'"
    assert answers.read("3").suggestion == "Counted as 3; say in mapping.toml whether it is 3 or a non-answer."


def test_such_a_middle_is_noticed_where_only_the_ends_have_labels_too() -> None:
    ends = {"1": AGREEMENT["1"], "2": "2", "3": "En osaa sanoa", "4": "4", "5": AGREEMENT["5"]}
    answers = key(["3"], ends)
    assert (answers.read("3").rating, answers.read("3").question) == (3, True)


def test_such_a_middle_is_noticed_without_a_legend() -> None:
    texts = ["1 - Täysin eri mieltä", "3 - En osaa sanoa", "5 - Täysin samaa mieltä"]
    answers = key(texts)
    assert ratings(answers, texts) == [1, 3, 5]
    assert answers.read(texts[1]).question


@pytest.mark.parametrize(("decision", "expected"), [(3, 3), ("non-answer", "non-answer")])
def test_the_analyst_decides_what_such_a_middle_is(decision: int | str, expected: int | str) -> None:
    answers = key(["3"], {**AGREEMENT, "3": "En osaa sanoa"}, {"En osaa sanoa": decision})
    assert ratings(answers, ["3"]) == [expected]
    assert not answers.read("3").question


def test_a_dont_know_between_values_that_all_have_labels_is_a_non_answer() -> None:
    legend = {**dict(list(AGREEMENT.items())[:2]), "3": "En osaa sanoa"}
    legend |= {str(int(code) + 1): AGREEMENT[code] for code in ("3", "4", "5")}
    texts = ["1", "2", "3", "4", "5", "6"]
    assert ratings(key(texts, legend), texts) == [1, 2, "non-answer", 3, 4, 5]


def test_a_dont_know_coded_one_beside_grades_from_two_is_a_non_answer() -> None:
    legend = {"1": "En pysty arvioimaan", "2": "2", "3": "3", "4": "4", "5": "5"}
    assert ratings(key(list(legend), legend), list(legend)) == ["non-answer", 2, 3, 4, 5]


def test_a_dont_know_where_nobody_chose_the_middle_is_asked_about() -> None:
    texts = [AGREEMENT["1"], AGREEMENT["2"], "En osaa sanoa", AGREEMENT["4"], AGREEMENT["5"]]
    answers = key(texts)
    assert [answers.read_all(texts)[text].fate for text in texts] == ["rated", "rated", "non-answer", "rated", "rated"]
    assert [answers.read_all(texts)[text].question for text in texts] == [False, False, True, False, False]
    everything = [*texts, AGREEMENT["3"]]
    assert not any(reading.question for reading in answers.read_all(everything).values())


# Numbers that are not what they look like


def test_numbers_from_zero_to_four_are_never_shifted() -> None:
    texts = ["0", "1", "2", "3", "4"]
    answers = key(texts)
    assert ratings(answers, texts) == ["problem", 1, 2, 3, 4]
    assert answers.doubt == "the column's numbers run 0–4, those of the scale 1–5"
    assert all(answers.read(text).why == answers.doubt for text in texts)
    assert answers.read("4").suggestion == "Counted as 4; say in mapping.toml what it means."


def test_what_the_analyst_says_of_some_numbers_makes_the_others_doubtful() -> None:
    texts = ["0", "1", "2", "3", "4"]
    answers = key(texts, decided={"0": 1})
    assert ratings(answers, texts) == [1, 1, 2, 3, 4]
    assert answers.doubt == "other numbers of the column mean something else: 0 is 1"
    assert [answers.read(text).question for text in texts] == [False, True, True, True, True]
    everything = key(texts, decided={"0": 1, "1": 2, "2": 3, "3": 4, "4": 5})
    assert ratings(everything, texts) == [1, 2, 3, 4, 5]
    assert everything.doubt == ""


def test_grades_from_zero_to_ten_are_not_folded() -> None:
    texts = ["0", "4", "5", "7", "8", "10"]
    answers = key(texts)
    assert ratings(answers, texts) == ["problem", 4, 5, "problem", "problem", "problem"]
    assert answers.doubt == "the column's numbers run 0–10, those of the scale 1–5"
    assert answers.read("4").question


def test_a_slip_of_the_pen_makes_nothing_else_doubtful() -> None:
    answers = key(["1", "2", "3", "4", "5", "7", "55"])
    assert answers.doubt == ""
    assert not answers.read("4").question


def test_digits_between_reversed_words_are_doubtful() -> None:
    legend = {"1": AGREEMENT["5"], "2": "2", "3": "3", "4": "4", "5": AGREEMENT["1"]}
    texts = list(legend)
    answers = key(texts, legend)
    assert ratings(answers, texts) == [5, 2, 3, 4, 1]
    assert answers.doubt == "other numbers of the column mean something else: 1 is 5"
    assert [answers.read(text).question for text in texts] == [False, True, True, True, False]
    decided = key(texts, legend, {"2": 4, "3": 3, "4": 2})
    assert ratings(decided, texts) == [5, 4, 3, 2, 1]
    assert decided.doubt == ""


def test_bare_numbers_beside_reversed_answers_are_doubtful() -> None:
    answers = key(["1 - Täysin samaa mieltä", "5 - Täysin eri mieltä", "2"])
    assert ratings(answers, ["1 - Täysin samaa mieltä", "2"]) == [5, 2]
    assert answers.read("2").question


def test_numbers_that_contradict_their_labels_in_no_order_are_doubtful() -> None:
    texts = ["1 - Täysin eri mieltä", "2 - Täysin samaa mieltä", "3 - Jokseenkin eri mieltä", "4"]
    assert key(texts).doubt == "the numbers and the labels of the column do not agree"


# Decisions


def test_a_decision_comes_first_and_can_leave_a_problem() -> None:
    texts = ["hyvä", "Täysin samaa mieltä", "99", "?"]
    answers = key(texts, decided={"HYVÄ ": 4, "täysin samaa mieltä": 1, "99": "non-answer", "?": "problem"})
    assert ratings(answers, texts) == [4, 1, "non-answer", "problem"]
    assert answers.read("?").decided


def test_a_number_that_the_analyst_decided_on_does_not_change_the_codes_of_a_legend() -> None:
    assert ratings(key(["3"], AGREEMENT, {"3": 5}), ["3"]) == [3]


# Scales


@pytest.mark.parametrize(
    ("texts", "options", "expected"),
    [
        (["Täysin eri mieltä", "Jokseenkin samaa mieltä", "", "EOS"], {}, "agreement"),
        (["Helt av annan åsikt", "Delvis av samma åsikt"], {}, "agreement"),
        (["toteutuu hyvin", "erittäin heikosti", "4"], {}, "realised"),
        (["Not at all", "Very much"], {}, "amount"),
        (["1 - Täysin eri mieltä", "Täysin samaa mieltä (5)"], {}, "agreement"),
        (["Täysin eri mieltä", "2", "3", "4", "Täysin samaa mieltä"], {}, "agreement"),
        (["Täysin eri mieltä", "Täysin samaa mieltä", "ehkä"], {}, "agreement"),
        (["Täysin eri mieltä", "Täysin samaa mieltä", "ehkä", "joskus"], {}, None),
        (["Täysin eri mieltä", "Täysin samaa mieltä", "1. asia", "2. asia"], {}, None),
        (["Täysin eri mieltä"], {}, None),
        (["Kyllä", "Ei"], {}, None),
        (["1", "2"], {**AGREEMENT, "6": "EOS"}, "agreement"),
        (["1", "2"], {**AGREEMENT, "3": "En osaa sanoa"}, "agreement"),
        (["1", "2"], {**AGREEMENT, "6": "Jokin muu"}, None),
    ],
)
def test_a_scale_is_recognised_by_its_labels(texts: list[str], options: dict[str, str], expected: str | None) -> None:
    assert recognise_scale(texts, options, INSTRUMENT) == expected


def test_a_scale_of_another_range_is_not_taken() -> None:
    assert recognise_scale(list(AGREEMENT.values()), {}, INSTRUMENT, (1, 5)) == "agreement"
    assert recognise_scale(list(AGREEMENT.values()), {}, INSTRUMENT, (4, 10)) is None


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["1", "3", "5", "", "EOS"], "1-5"),
        (["2,0", "3.0", "4"], "1-5"),
        (["0", "1", "4"], "0-4"),
        (["1", "2", "6"], "1-6"),
        (["1", "2", "7"], "1-7"),
        (["5", "8", "10"], "4-10"),
        (["1", "8", "10"], "1-10"),
        (["0", "5", "10"], "0-10"),
        (["1", "2"], None),
        (["1", "2", "11"], None),
        (["-1", "2", "3"], None),
        (["1", "2", "2,5"], None),
        (["1", "2", "3", "ehkä"], None),
        ([], None),
    ],
)
def test_a_range_of_bare_numbers(texts: list[str], expected: str | None) -> None:
    assert numeric_range(texts, NON_ANSWERS) == expected


# Any text

TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from([*AGREEMENT.values(), "En osaa sanoa", "toteutuu hyvin", "-", ""]),
    st.from_regex(r"[-+]?[0-9]{1,3}([.,][0-9])?( ?[-=:.)(] ?[a-zäö]{0,6})?", fullmatch=True),
)


@given(st.lists(TEXTS, max_size=12), st.dictionaries(st.sampled_from("0123456789"), TEXTS, max_size=6))
@settings(max_examples=200)
def test_any_text_has_one_fate_and_a_rating_on_the_scale(texts: list[str], options: dict[str, str]) -> None:
    answers = answer_key(INSTRUMENT.scale("agreement"), NON_ANSWERS, dict.fromkeys(texts, 1), options, {})
    for text, reading in answers.read_all(texts).items():
        assert reading.fate in FATES
        assert (reading.rating is not None) == (reading.fate == "rated")
        assert reading.rating is None or 1 <= reading.rating <= 5
        assert bool(reading.why) or reading.fate != "problem"
        assert (reading.fate == "blank") == (not visible(text))
    recognise_scale(texts, options, INSTRUMENT)
    numeric_range(texts, NON_ANSWERS)
