"""Columns to items and answers to groups: what is certain, what is proposed, and what is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from critical_points.instrument import Group
from critical_points.mapping import (
    Confirmed,
    Entry,
    MappedColumn,
    finder,
    map_columns,
    open_questions,
    point_names,
    read_votes,
    unknown_names,
)
from critical_points.scales import DECISIONS, Reading, normalise
from tests.small_exports import INSTRUMENT, LABELS, PHONE, small_export

MATRIX = "Tavoitettavuus ja näkyvyys"
VOTES = "Mitkä pisteet vaativat eniten kehittämistä?"
FOUR = ["2", "3", "4", "5"]


Cells = list[str]


def mapped(
    *table: tuple[str, Cells],
    confirmed: Confirmed | None = None,
    options: dict[int, dict[str, str]] | None = None,
    roles: dict[int, str] | None = None,
) -> list[MappedColumn]:
    """Return what the columns of a small export are taken for."""
    return list(map_columns(small_export(table, options=options, roles=roles), INSTRUMENT, confirmed))


def asked(columns: list[MappedColumn], confirmed: Confirmed | None = None) -> list[str]:
    """Return the open questions as an analyst reads them."""
    return [str(fault) for fault in open_questions(columns, INSTRUMENT, confirmed or Confirmed())]


def entry(header: str, told: Entry, position: int | None = None) -> Confirmed:
    """Return a mapping.toml with one column."""
    return Confirmed({(normalise(header), position): told})


# Statements


@pytest.mark.parametrize(
    "header",
    [
        PHONE["fi"],
        PHONE["sv"],
        PHONE["en"],
        f"{MATRIX} | {PHONE['fi']}",
        PHONE["fi"].upper().rstrip("."),
        PHONE["fi"].replace(" ", "\N{NO-BREAK SPACE} "),
        f"1. {PHONE['fi']}",
        f"3.2 {PHONE['fi']}",
        f"K12: {PHONE['fi']}",
        f"{MATRIX} | a1) {PHONE['fi']}",
    ],
)
def test_a_statement_is_known_by_its_text(header: str) -> None:
    (column,) = mapped((header, FOUR))
    assert (column.kind, column.item, column.certain, column.reason) == ("rating", "reachability_1", True, "equal text")
    assert column.fates == {"rated": 4, "non-answer": 0, "blank": 0, "problem": 0}
    assert column.mean == 3.5
    assert asked([column]) == []


def test_a_reworded_statement_is_a_proposal() -> None:
    (column,) = mapped(("Työpaikka saa meihin helposti yhteyttä.", FOUR))
    assert (column.kind, column.item, column.certain) == ("rating", "reachability_1", False)
    assert column.reason == "92% like 'työpaikka saa meihin helposti yhteyden'"
    assert asked([column]) == [
        "Työpaikka saa meihin helposti yhteyttä.: is this 'reachability_1'? "
        "(92% like 'työpaikka saa meihin helposti yhteyden') Confirm it in mapping.toml."
    ]


def test_a_statement_with_more_behind_it_is_a_proposal() -> None:
    (column,) = mapped((f"{PHONE['fi']} (1 = heikosti, 5 = hyvin)", FOUR))
    assert (column.item, column.certain) == ("reachability_1", False)
    assert column.reason == "it begins with 'työpaikka saa meihin helposti yhteyden'"


def test_of_two_similar_headers_the_nearer_one_is_proposed() -> None:
    further, nearer = mapped(
        ("Työpaikka saa meihin helposti yhteyttä aina.", FOUR), ("Työpaikka saa meihin helposti yhteyttä.", FOUR)
    )
    assert (nearer.item, further.item) == ("reachability_1", None)


def test_metadata_is_never_a_statement() -> None:
    (column,) = mapped((PHONE["fi"], FOUR), roles={0: "respondent"})
    assert column.kind == "metadata"


def test_what_the_analyst_confirmed_comes_first() -> None:
    confirmed = entry(PHONE["fi"], Entry("rating", "feedback_1", comparable=False))
    (column,) = mapped((PHONE["fi"], FOUR), confirmed=confirmed)
    assert (column.item, column.certain, column.comparable) == ("feedback_1", True, False)
    assert column.reason == "confirmed in mapping.toml"
    (column,) = mapped((PHONE["fi"], FOUR), confirmed=entry(PHONE["fi"], Entry("ignore")))
    assert (column.kind, column.item) == ("ignore", None)


def test_a_proposal_in_the_file_is_asked_about_until_it_is_confirmed() -> None:
    for kind, item in (("rating", "feedback_1"), ("group", None), ("vote", None)):
        (column,) = mapped(
            ("Jokin kysymys", FOUR), confirmed=entry("Jokin kysymys", Entry(kind, item, confirmed=False))
        )
        assert (column.kind, column.item, column.certain) == (kind, item, False)
        assert column.reason == "proposed in mapping.toml"


def test_a_rating_without_an_item_in_the_file_is_told_anew() -> None:
    confirmed = entry("Jokin kysymys", Entry("rating", None, confirmed=False))
    (column,) = mapped(("Jokin kysymys", FOUR), confirmed=confirmed)
    assert (column.kind, column.item, column.scale) == ("rating", None, "1-5")


# One item, two columns


def test_a_second_column_of_an_item_is_asked_about() -> None:
    columns = mapped((PHONE["fi"], FOUR), (PHONE["sv"], FOUR))
    assert [(column.item, column.certain) for column in columns] == [
        ("reachability_1", True),
        ("reachability_1", False),
    ]
    (question,) = asked(columns)
    assert question.startswith(f"{PHONE['sv']}: is this 'reachability_1'?")
    assert "as column 0, 'Työpaikka saa meihin helposti yhteyden.', is; their answers would be joined" in question


def test_a_header_that_stands_twice_is_asked_about_and_told_apart_by_its_position() -> None:
    columns = mapped((PHONE["fi"], FOUR), (PHONE["fi"], FOUR))
    assert [column.certain for column in columns] == [True, False]
    confirmed = entry(PHONE["fi"], Entry("ignore"), position=1)
    columns = mapped((PHONE["fi"], FOUR), (PHONE["fi"], FOUR), confirmed=confirmed)
    assert [(column.kind, column.certain) for column in columns] == [("rating", True), ("ignore", True)]
    assert asked(columns, confirmed) == []


def test_an_item_that_a_decision_gave_to_one_column_is_not_taken_by_equal_text() -> None:
    columns = mapped(("Oma", FOUR), (PHONE["fi"], FOUR), confirmed=entry("Oma", Entry("rating", "reachability_1")))
    assert [(column.item, column.certain) for column in columns] == [
        ("reachability_1", True),
        ("reachability_1", False),
    ]


# Columns without a statement


@pytest.mark.parametrize(
    ("header", "texts", "kind", "scale"),
    [
        ("Kuinka hyvin?", LABELS, "rating", "realised"),
        ("Kuinka hyvin?", ["1", "3", "5"], "rating", "1-5"),
        ("Ikä", ["25", "31", "47"], "number", None),
        ("Ikä", ["25", "31,5", "EOS"], "number", None),
        ("Suositteletko?", ["Kyllä", "Ei", "Kyllä", "Ei"], "choice", None),
        ("Mitä muuta?", ["Hyvää työtä", "Lisää aikaa", ""], "text", None),
        ("Tyhjä", ["", " ", ""], "unknown", None),
        ("Tyhjä", ["", "EOS", "-"], "unknown", None),
    ],
)
def test_other_columns_are_told_by_their_answers(header: str, texts: list[str], kind: str, scale: str | None) -> None:
    (column,) = mapped((header, texts))
    assert (column.kind, column.item, column.scale) == (kind, None, scale)


def test_the_rows_of_one_question_are_on_one_scale() -> None:
    columns = mapped(("Arvioi | Ruoka", ["1", "3", "10"]), ("Arvioi | Tilat", ["1", "2", "3"]))
    assert [column.scale for column in columns] == ["1-10", "1-10"]


def test_options_that_were_chosen_are_no_ratings() -> None:
    columns = mapped(*((f"Mitä käytät? | Tapa {n}", [str(n), "", str(n)]) for n in range(1, 6)))
    assert {column.kind for column in columns} == {"number"}


def test_a_file_of_something_else_is_one_question() -> None:
    columns = mapped(("Ikä", ["25", "31", "47"]), ("Kunta", ["Oulu", "Oulu", "Oulu"]))
    assert asked(columns) == [
        "no column holds ratings of the statements. Is this an export of the survey, with one row for each respondent?"
    ]


def test_ratings_of_something_else_are_one_question() -> None:
    columns = mapped(*((f"Kysymys {n}", ["1", "3", "5"]) for n in range(200)))
    assert asked(columns) == [
        "200 columns look like ratings, and none of them is a statement of the instrument. "
        "For 200 of them bare numbers do not tell which end is good. "
        'Give their items in mapping.toml (or kind = "ignore"), or name your own instrument in review.toml.'
    ]


def test_a_rating_beside_the_statements_is_a_question_of_its_own() -> None:
    columns = mapped((PHONE["fi"], FOUR), ("Ruoka", FOUR), ("", FOUR))
    assert asked(columns) == [
        "Ruoka: looks like a rating, but of which item? "
        '(bare numbers do not tell which end is good) Give its item, or kind = "ignore".',
        "column 2, without a header: looks like a rating, but of which item? "
        '(bare numbers do not tell which end is good) Give its item, or kind = "ignore".',
    ]


# Answers that are not understood


def rating_column(good: int, bad: int, labels: dict[str, Reading] | None = None) -> MappedColumn:
    texts = [LABELS[3]] * good + ["Toteutuu hyvn"] * bad
    (column,) = mapped((PHONE["fi"], texts), confirmed=Confirmed(labels=labels or {}))
    return column


def test_up_to_five_percent_of_strange_answers_are_problems_and_more_are_asked_about() -> None:
    assert asked([rating_column(19, 1)]) == []
    assert rating_column(19, 1).fates == {"rated": 19, "non-answer": 0, "blank": 0, "problem": 1}
    assert asked([rating_column(18, 1)]) == [
        f"{PHONE['fi']}: not on the scale 'realised': 'Toteutuu hyvn' (1 answer). "
        "Say under [labels] in mapping.toml what they mean."
    ]


def test_what_was_decided_is_not_asked_again() -> None:
    for decision in (Reading("rated", 4, decided=True), DECISIONS["problem"], DECISIONS["non-answer"]):
        column = rating_column(1, 3, {"toteutuu hyvn": decision})
        assert asked([column]) == []
        assert column.fates[decision.fate] >= 3


def test_numbers_of_another_range_are_asked_about() -> None:
    (column,) = mapped((PHONE["fi"], ["0", "1", "2", "3", "4", "4"]))
    assert column.fates == {"rated": 5, "non-answer": 0, "blank": 0, "problem": 1}
    assert asked([column]) == [
        f"{PHONE['fi']}: the column's numbers run 0–4, those of the scale 1–5. "
        "Say under the column's labels in mapping.toml what its numbers mean."
    ]
    assert list(column.strange) == ["0", "1", "2", "3", "4"]


def test_what_a_column_says_of_its_own_numbers_is_true_of_no_other_column() -> None:
    labels = {str(n): Reading("rated", n + 1, decided=True) for n in range(5)}
    other = INSTRUMENT.item("feedback_1").text["fi"]
    confirmed = entry(PHONE["fi"], Entry("rating", "reachability_1", labels=labels))
    columns = mapped((PHONE["fi"], ["0", "2", "4"]), (other, ["1", "3", "5"]), confirmed=confirmed)
    assert [column.mean for column in columns] == [3, 3]
    assert asked(columns, confirmed) == []


def test_a_column_in_which_only_one_label_was_used_is_read_on_the_scale_of_its_file() -> None:
    items = [item.text["fi"] for item in INSTRUMENT.items[:3]]
    agree = ["Jokseenkin samaa mieltä", "Täysin samaa mieltä"]
    columns = mapped((items[0], agree), (items[1], [agree[1]] * 2), (items[2], agree))
    assert [column.scale for column in columns] == ["agreement"] * 3
    assert [column.mean for column in columns] == [4.5, 5, 4.5]


def test_a_scale_of_another_range_is_not_folded_into_the_items() -> None:
    grades = replace(
        INSTRUMENT,
        scales=(
            *INSTRUMENT.scales,
            type(INSTRUMENT.scales[0])(
                "grade", 4, 7, {"fi": (("hylätty",), ("välttävä",), ("hyvä",), ("kiitettävä",))}
            ),
        ),
    )
    (column,) = map_columns(small_export([(PHONE["fi"], ["hylätty", "hyvä", "kiitettävä"])]), grades)
    assert (column.scale, column.fates["problem"]) == ("realised", 3)


# Groups and units


def test_groups_are_known_by_header_or_proposed_by_their_answers() -> None:
    texts = ["opettaja", "Lehtori", "johto", "en tiedä"]
    (column,) = mapped(("Vastaajaryhmä", texts))
    assert (column.kind, column.certain) == ("group", True)
    (column,) = mapped(("Kuka olet?", texts))
    assert (column.kind, column.certain, column.reason) == ("group", False, "its answers name groups")


def test_a_second_column_that_names_groups_is_not_proposed_beside_the_first() -> None:
    columns = mapped(("Vastaajaryhmä", ["opettaja", "johto"]), ("Kenen luona?", ["opettaja", "johto"]))
    assert [column.kind for column in columns] == ["group", "text"]


def test_a_group_of_five_that_is_not_known_is_asked_about_and_a_rarer_one_is_not() -> None:
    texts = ["opettaja"] * 10 + ["Opettajaa"] * 5 + ["Vahtimestari"] * 4
    (column,) = mapped(("Vastaajaryhmä", texts))
    (question,) = [text for text in asked([column]) if "which" in text]
    assert question == (
        "Vastaajaryhmä: which group is 'Opettajaa'? (5 respondents) Did you mean 'opettaja' (teaching)?"
    )
    confirmed = Confirmed(groups={"opettajaa": "unknown"})
    assert unknown_names(column, INSTRUMENT, confirmed) == []


def test_codes_of_groups_are_read_by_the_legend() -> None:
    legend = {0: {"1": "Opettaja", "2": "Johto", "3": "Talonmies"}}
    (column,) = mapped(("Vastaajaryhmä", ["1", "2,0"] + ["3"] * 5), options=legend)
    assert column.said == {"1": "Opettaja", "2,0": "Johto", "3": "Talonmies"}
    assert [(text, n) for text, n, _ in unknown_names(column, INSTRUMENT, Confirmed())] == [("Talonmies", 5)]


def test_units_are_asked_about_only_where_the_workspace_names_them() -> None:
    (column,) = mapped(("Toimipiste", ["Satama"] * 9))
    assert unknown_names(column, INSTRUMENT, Confirmed()) == []
    assert finder("unit", INSTRUMENT, Confirmed())("Satama\N{NO-BREAK SPACE} A") == "Satama A"
    north = Group("north", {"fi": "Pohjoinen", "sv": "Norra", "en": "North"}, {"fi": ("Satama A",)})
    with_units = replace(INSTRUMENT, units=(north,))
    assert [text for text, *_ in unknown_names(column, with_units, Confirmed())] == ["Satama"]
    assert finder("unit", with_units, Confirmed())("SATAMA a") == "north"


# Votes


@pytest.mark.parametrize(
    ("answer", "points", "strange"),
    [
        ("Näyttöjen laatu", ["demonstrations"], []),
        ("näyttöjen laatu;", ["demonstrations"], []),
        ("Näyttöjen laatu;Kehittävä palaute;", ["demonstrations", "feedback"], []),
        ("Siirtymät, poikkeustilanteet, Kehittävä palaute", ["transitions", "feedback"], []),
        ("Siirtymät, poikkeukset\nAsiakassuhteet", ["transitions", "customer_relations"], []),
        ("Siirtymät, poikkeustilanteet;Työpaikkaohjaus", ["transitions", "workplace_guidance"], []),
        ("1. Näyttöjen laatu; 2) Kehittävä palaute", ["demonstrations", "feedback"], []),
        ("Näyttöjen laatu ja kehittävä palaute", ["demonstrations", "feedback"], []),
        ("Yrkesprovens kvalitet;Feedback", ["demonstrations"], ["feedback"]),
        ("Näyttöjen laatu; viestintä", ["demonstrations"], ["viestintä"]),
        ("Työpaikkaohjauskoulutus", [], ["työpaikkaohjauskoulutus"]),
        ("Näyttöjen laatu;Näyttöjen laatu", ["demonstrations"], []),
        ("3", [], ["3"]),
        ("", [], []),
    ],
)
def test_the_points_that_an_answer_names(answer: str, points: list[str], strange: list[str]) -> None:
    found, rest = read_votes(answer, point_names(INSTRUMENT))
    assert sorted(found) == sorted(points)
    assert rest == strange


def test_a_vote_with_one_column_a_point() -> None:
    columns = mapped((f"{VOTES} | Näyttöjen laatu", ["7", ""]), (f"{VOTES} | Jokin muu", ["9", ""]))
    assert [(column.kind, column.item) for column in columns] == [("vote", "demonstrations"), ("number", None)]


def test_votes_under_a_longer_question_are_proposed() -> None:
    columns = mapped(
        (f"{VOTES} Valitse enintään kolme. | Näyttöjen laatu", ["x", ""]),
        (f"{VOTES} Valitse enintään kolme. | Työpaikkaohjaus", ["", "x"]),
    )
    assert [(c.kind, c.item, c.certain) for c in columns] == [
        ("vote", "demonstrations", False),
        ("vote", "workplace_guidance", False),
    ]
    (column,) = mapped((f"{VOTES} Valitse enintään kolme.", ["Näyttöjen laatu", ""]))
    assert (column.kind, column.certain) == ("vote", False)


def test_answers_that_name_points_are_proposed_as_votes() -> None:
    (column,) = mapped(("Mihin panostaisit?", ["Näyttöjen laatu;", "Kehittävä palaute;Työpaikkaohjaus;", "EOS"]))
    assert (column.kind, column.certain, column.reason) == ("vote", False, "its answers name points")
