"""Sentences say what the tables say, in three languages, and nothing that is hidden."""

from __future__ import annotations

from dataclasses import replace

import pytest

from critical_points.disclosure import Protected, protect
from critical_points.errors import SettingsError
from critical_points.estimates import compare_groups, compare_waves, priorities
from critical_points.instrument import Labels
from critical_points.language import Language
from critical_points.sentences import TOPICS, findings
from critical_points.tallies import tally
from tests.in_full import in_full
from tests.small_answers import Row, small_answers, small_instrument

ASKED = small_instrument({"a1": "Aamu", "b1": "Ilta", "c1": "Yö"}, groups=["x", "y", "z"])
EARLIER: list[Row] = [("2025", None, None, (n % 2 + 1, 3, n % 2 + 3), ()) for n in range(20)]
NOW: list[Row] = [("2026", None, None, (n % 2 + 4, 3, n % 2 + 1), ("Yö",) if n < 12 else ("Aamu",)) for n in range(20)]
GROUPS: list[Row] = [
    *[("2026", "x", None, (n % 2 + 4, n % 5 + 1, 3), ("Ilta",)) for n in range(30)],
    *[("2026", "y", None, (n % 3 + 1, n % 5 + 1, 3), ("Ilta",)) for n in range(30)],
]
FOUR: list[Row] = [("2026", "z", None, (1, 5, 3), ("Ilta",)) for n in range(4)]


def results(rows: list[Row], language: str = "en", *, not_comparable: tuple[tuple[str, str], ...] = ()) -> Protected:
    """Return results of which nothing is hidden: how they are told does not depend on it."""
    answers = small_answers(ASKED, rows, not_comparable=not_comparable)
    return in_full(tally(replace(answers, labels=Labels(ASKED, Language(language))), by="group"))


def told_in_public(rows: list[Row]) -> list[str]:
    return list(findings(protect(tally(small_answers(ASKED, rows), by="group"))).rows["sentence"])


def told(rows: list[Row], about: str | None, language: str = "en") -> list[str]:
    return list(findings(results(rows, language), about=about).rows["sentence"])


def test_how_many_answered_and_of_how_many_who_were_asked() -> None:
    answers = small_answers(ASKED, GROUPS + FOUR)
    safe = protect(tally(answers, by="group"), headcounts={"2026": {"x": 60, "y": 60, "z": 8}})
    assert (
        str(findings(safe, about="respondents")) == "64 people answered in 2026. That is 50% of the 128 who were asked."
    )
    assert told(NOW, "respondents", "fi") == ["Kyselyyn 2026 vastasi 20 henkilöä."]


def test_the_points_rated_lowest_and_highest() -> None:
    lowest, highest = told(NOW, "points", "fi")
    assert lowest == "Heikoimmin arvioitu: Yö – keskiarvo 1,5 asteikolla 1–5 (95 %:n luottamusväli 1,3–1,9, n = 20)."
    assert highest.startswith("Parhaiten arvioitu: Aamu – keskiarvo 4,5 asteikolla 1–5 (95 %:n luottamusväli 4,1–4,7")


def test_of_a_small_group_the_mean_is_told_without_an_interval() -> None:
    rows: list[Row] = [("2026", None, None, (n % 3 + 1, n % 2 + 3, n % 4 + 1), ()) for n in range(8)]
    lowest = next(sentence for sentence in told_in_public(rows) if sentence.startswith("Rated lowest"))
    assert lowest.startswith("Rated lowest: Aamu – mean 1.9 on the scale 1–5 (n = 8).")


def test_a_point_that_others_come_close_to_has_no_certain_place() -> None:
    close: list[Row] = [("2026", None, None, (n % 4 + 1, n % 4 + 1, n % 3 + 2), ()) for n in range(12)]
    assert "too close to be sure of its place" in told(close, "points")[0]
    assert "too close to be sure of its place" not in told(NOW, "points")[0]


def test_votes_and_their_tie() -> None:
    assert told(NOW, "votes", "fi") == [
        "Kehittämiskohteeksi valittiin useimmin: Yö – 60\u00a0% valinnan tehneistä (n = 20)."
    ]
    rows: list[Row] = [("2026", None, None, (3, 3, 3), ("Yö", "Aamu")) for _ in range(6)]
    assert told(rows, "votes") == [
        "Chosen most often as a point to develop: Aamu and Yö – 100% of those who chose (n = 6)."
    ]
    assert told(EARLIER, "votes") == []


def test_change_is_told_by_verdict_with_its_interval() -> None:
    (row,) = compare_waves(results(EARLIER + NOW)).query("subject == 'Aamu'").to_dict("records")
    low, high = row["difference_low"], row["difference_high"]
    changed, same = told(EARLIER + NOW, "change")
    assert changed == f"Changed from 2025: Aamu +3.0 (+{low:.1f} to +{high:.1f}) and Yö −2.0 (−2.3 to −1.7)."
    assert same == "No meaningful change from 2025: Ilta."


def test_a_limit_near_zero_is_told_with_so_many_decimals_that_it_is_not_zero() -> None:
    earlier: list[Row] = [("2025", None, None, (3 if n % 10 else 2, 3, 3), ()) for n in range(200)]
    now: list[Row] = [
        ("2026", None, None, (3, 3, 3), ()) if n % 25 else ("2026", None, None, (2, 3, 3), ()) for n in range(200)
    ]
    sentence = told(earlier + now, "change")[0]
    assert sentence.startswith("Changed from 2025: Aamu +0.06 (+0.01 to +0.11)")


def test_a_first_wave_says_that_there_is_nothing_to_compare_with() -> None:
    assert told(NOW, "change") == ["There is no earlier survey to compare with yet."]


def test_what_is_not_comparable_is_named_and_not_called_a_change() -> None:
    safe = results(EARLIER + NOW, not_comparable=(("2025", "a1"),))
    sentences = list(findings(safe, about="change").rows["sentence"])
    assert "Not compared with 2025, since the statements differ: Aamu." in sentences
    assert "Changed from 2025: Yö −2.0 (−2.3 to −1.7)." in sentences


def test_groups_are_told_as_pairs_and_never_as_means() -> None:
    (row,) = compare_groups(results(GROUPS)).query("subject == 'Aamu'").to_dict("records")
    pair, rest = told(GROUPS, "groups")
    assert pair.startswith(f"Aamu: x rate it higher than y in {row['pairs_of_100']:.0f} of 100 pairs of respondents")
    assert f"95% interval {row['pairs_low']:.0f}–{row['pairs_high']:.0f}" in pair
    assert rest == "The groups see these alike: Ilta and Yö."
    assert "mean" not in pair + rest


def test_a_group_of_four_is_in_no_sentence() -> None:
    sentences = told_in_public(GROUPS + FOUR)
    assert len(sentences) > 3
    assert not any(" z" in sentence for sentence in sentences)


def test_one_group_is_not_compared() -> None:
    assert told(NOW, "groups") == ["There are not two groups that could be compared."]


def test_the_suggestion_has_its_shares_and_its_doubt() -> None:
    (row,) = priorities(results(GROUPS)).query("subject == 'Ilta'").to_dict("records")
    suggestion, *reasons = told(GROUPS, "priorities")
    assert suggestion.startswith("Suggested as development targets: ")
    (ilta,) = [reason for reason in reasons if reason.startswith("Ilta")]
    assert f"{row['below']:.0%} of respondents rate it below the middle of the scale (n = 60)" in ilta
    assert "100% of those who chose would develop it (n = 60)" in ilta
    assert f"it is among the first two {100 * row['among_first']:.0f} times out of 100." in ilta


def test_four_respondents_are_told_nothing_but_that_they_are_too_few() -> None:
    sentences = told_in_public(NOW[:4])
    assert sentences[0] == "Fewer than 5 people answered in 2026, so no results are shown."
    assert len(sentences) == 4
    rest = " ".join(sentences[1:]).replace("part 1", "").replace("part 2", "")
    assert not any(character.isdigit() for character in rest)


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_every_language_tells_the_same_rows(language: str) -> None:
    rows = EARLIER + GROUPS
    ours, english = findings(results(rows, language)).rows, findings(results(rows)).rows
    assert ours.drop(columns="sentence").equals(english.drop(columns="sentence"))
    assert not set(ours["sentence"]) & set(english["sentence"])


def test_each_sentence_names_its_source_and_the_topics_keep_their_order() -> None:
    rows = findings(results(EARLIER + GROUPS)).rows
    assert list(dict.fromkeys(rows["topic"])) == [topic for topic in TOPICS if topic not in ("partnership", "plan")]
    assert set(rows.loc[rows["topic"] != "caveat", "source"]) <= {
        "respondents",
        "describe",
        "votes",
        "priorities",
        "compare_groups",
        "find_gaps",
        "compare_waves",
    }


def test_an_unknown_topic_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(SettingsError, match=r"no topic 'chnage'.*Did you mean 'change'"):
        findings(results(NOW), about="chnage")


def test_names_cannot_become_markup() -> None:
    hostile = small_instrument({"a1": "<script>", "b1": "b"})
    rows: list[Row] = [("1", None, None, (n % 3 + 1, 5), ()) for n in range(9)]
    shown = findings(in_full(tally(small_answers(hostile, rows))))._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def summary(rows: list[Row], language: str = "en") -> list[str]:
    return list(findings(results(rows, language), about="summary").rows["sentence"])


def test_the_summary_tells_who_answered_what_to_develop_and_what_changed() -> None:
    answered, first, change = summary(EARLIER + NOW)
    assert answered == (
        "20 people answered in 2026; the teams' discussions, which tell what lies behind the answers, are still ahead."
    )
    assert first.startswith("To develop first: ")
    assert "Yö (100% rate it below 3, n = 20; 60% would develop it, n = 20; the suggestion is certain)" in first
    assert change.startswith("Since 2025: improved Aamu +3.0 (")
    assert "; declined Yö −2.0 (−2.3 to −1.7, n = 20 → 20). Other points: no meaningful change (1)." in change


def test_the_summary_never_shows_a_change_whose_interval_would_look_as_if_it_held_zero() -> None:
    earlier: list[Row] = [("2025", None, None, (3 if n % 10 else 2, 3, 3), ()) for n in range(200)]
    now: list[Row] = [("2026", None, None, (3 if n % 25 else 2, 3, 3), ()) for n in range(200)]
    change = next(sentence for sentence in summary(earlier + now) if sentence.startswith("Since"))
    assert "Aamu +0.06 (+0.01 to +0.11, n = 200 → 200)" in change


def test_the_summary_names_the_groups_that_differ_most() -> None:
    told_of = summary(GROUPS)
    assert len(told_of) <= 5
    assert told_of[-1] == (
        "Discuss before you act: the groups see 1 point differently. The clearest difference is on Aamu: in 100 of 100 "
        "pairs of respondents x rate it higher than y."
    )


def test_a_summary_of_four_tells_only_that_they_are_too_few() -> None:
    safe = protect(tally(small_answers(ASKED, NOW[:4]), by="group"))
    assert str(findings(safe, about="summary")) == "Fewer than 5 people answered in 2026, so no results are shown."


def test_the_summary_is_told_only_when_it_is_asked_for() -> None:
    assert "summary" not in set(findings(results(NOW)).rows["topic"])
