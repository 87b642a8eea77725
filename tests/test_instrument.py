"""The default instrument holds what it should, and a faulty one says everything that is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from critical_points.errors import SettingsError
from critical_points.instrument import Instrument, Labels, Law, load_instrument
from critical_points.language import Language
from critical_points.messages import LANGUAGES

SMALL = """
key = "small"
title = { fi = "Pieni", sv = "Liten", en = "Small" }
scale_of_items = "yes_no"

[non_answers]
fi = ["En tiedä"]

[[scale]]
key = "yes_no"
lowest = 0
highest = 1
labels.fi = [["ei"], ["kyllä", "joo"]]
labels.sv = [["nej"], ["ja"]]
labels.en = [["no"], ["yes"]]

[[group]]
key = "teaching"
name = { fi = "opettajat", sv = "lärare", en = "teachers" }
synonyms.fi = ["lehtori"]

[[group]]
key = "management"
name = { fi = "johto", sv = "ledningen", en = "management" }

[[point]]
key = "reachability"
name = { fi = "Tavoitettavuus", sv = "Nåbarhet", en = "Reachability" }
short = { fi = "Tavoitettavuus", sv = "Nåbarhet", en = "Reachability" }

[[level]]
key = "everyday"
step = 1
name = { fi = "Arki", sv = "Vardag", en = "Everyday" }
short = { fi = "Arki", sv = "Vardag", en = "Everyday" }

[[item]]
key = "phone"
point = "reachability"
text = { fi = "Vastaamme.", sv = "Vi svarar.", en = "We answer." }

[[item]]
key = "visits"
point = "reachability"
level = "everyday"
reverse = true
text = { fi = "Emme käy.", sv = "Vi besöker inte.", en = "We do not visit." }
"""


@pytest.fixture
def default() -> Instrument:
    return load_instrument()


def faults(tmp_path: Path, toml: str) -> list[str]:
    """Return the faults of an instrument, without the file's name."""
    path = tmp_path / "own.toml"
    path.write_text(toml, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_instrument(path)
    return [str(fault).removeprefix(f"{path}: ").removeprefix(f"{path}, ") for fault in caught.value.faults]


def changed(old: str, new: str) -> str:
    """Return the small instrument with one thing changed."""
    assert SMALL.count(old) == 1
    return SMALL.replace(old, new)


# The default instrument


def test_eight_points_in_the_terms_of_the_field(default: Instrument) -> None:
    assert [(point.number, point.key, point.name["fi"]) for point in default.points] == [
        (1, "reachability", "Tavoitettavuus ja näkyvyys"),
        (2, "student_readiness", "Opiskelijan valmiudet"),
        (3, "joint_planning", "Yhteinen ennakkosuunnittelu"),
        (4, "workplace_guidance", "Työpaikkaohjaus"),
        (5, "transitions", "Siirtymät, poikkeustilanteet"),
        (6, "feedback", "Kehittävä palaute"),
        (7, "demonstrations", "Näyttöjen laatu"),
        (8, "customer_relations", "Asiakassuhteen ylläpito"),
    ]


def test_short_names_of_points_in_three_languages(default: Instrument) -> None:
    assert [tuple(point.short[code] for code in LANGUAGES) for point in default.points] == [
        ("Tavoitettavuus", "Nåbarhet", "Reachability"),
        ("Opiskelijan valmiudet", "Studerandes beredskap", "Student readiness"),
        ("Ennakkosuunnittelu", "Förhandsplanering", "Joint advance planning"),
        ("Työpaikkaohjaus", "Arbetsplatshandledning", "Workplace guidance"),
        ("Siirtymät, poikkeukset", "Övergångar, undantag", "Transitions/exceptions"),
        ("Kehittävä palaute", "Utvecklande respons", "Developmental feedback"),
        ("Näyttöjen laatu", "Yrkesprovens kvalitet", "Demonstration quality"),
        ("Asiakassuhteet", "Kundrelationer", "Customer relations"),
    ]


def test_a_ladder_of_five_levels_and_one_that_cuts_across(default: Instrument) -> None:
    assert [(level.step, level.key, level.name["sv"]) for level in default.levels] == [
        (1, "foundation", "Partnerskapets grund"),
        (2, "everyday", "Vardagspartnerskap"),
        (3, "developing", "Utvecklande partnerskap"),
        (4, "strategic", "Strategiskt partnerskap"),
        (5, "networks", "Partnerskaps- och servicenätverk"),
        (None, "monitoring", "Kontinuerlig uppföljning och analys"),
    ]


def test_three_items_a_point_and_two_a_level(default: Instrument) -> None:
    for point in default.points:
        assert [item.key for item in default.items_of("point", point.key)] == [f"{point.key}_{n}" for n in (1, 2, 3)]
    for level in default.levels:
        assert [item.key for item in default.items_of("level", level.key)] == [f"{level.key}_{n}" for n in (1, 2)]
    assert len(default.items) == 8 * 3 + 6 * 2
    assert {item.scale for item in default.items} == {"realised"}
    assert not any(item.reverse for item in default.items)


def test_every_statement_is_one_sentence(default: Instrument) -> None:
    for item in default.items:
        for code in LANGUAGES:
            assert item.text[code].endswith(".")
            assert item.text[code].count(".") == 1
            assert item.text[code][0].isupper()


def test_the_realised_scale_has_labels_with_and_without_the_verb(default: Instrument) -> None:
    scale = default.scale("realised")
    assert (scale.lowest, scale.highest) == (1, 5)
    assert scale.labels["fi"] == (
        ("toteutuu erittäin heikosti", "erittäin heikosti"),
        ("toteutuu heikosti", "heikosti"),
        ("toteutuu kohtalaisesti", "kohtalaisesti"),
        ("toteutuu hyvin", "hyvin"),
        ("toteutuu erittäin hyvin", "erittäin hyvin"),
    )
    assert scale.labels["sv"][0] == ("genomförs mycket dåligt", "mycket dåligt")
    assert "very well" in scale.labels["en"][4]


def test_the_middle_of_agreement_is_never_do_not_know(default: Instrument) -> None:
    assert "En osaa sanoa" not in default.scale("agreement").labels["fi"][2]
    assert "En osaa sanoa" in default.non_answers["fi"]


def test_groups_and_the_words_for_them(default: Instrument) -> None:
    assert [group.key for group in default.groups] == [
        "teaching", "supervisors", "management", "development", "services", "student_services", "instructors",
        "employers", "students",
    ]  # fmt: skip
    assert {"opettaja", "lehtori", "ohjaaja"} <= set(default.group("teaching").synonyms["fi"])
    assert default.group("instructors").name["fi"] == "työpaikkaohjaajat"
    assert default.units == ()


def test_questions_and_usual_headers_for_them(default: Instrument) -> None:
    assert [question.key for question in default.questions] == ["votes", "group", "unit"]
    assert {"Toimipiste", "Kampus", "Yksikkö"} <= set(default.question("unit").synonyms["fi"])
    assert {"Henkilöstöryhmä", "Vastaajaryhmä", "Rooli"} <= set(default.question("group").synonyms["fi"])


def test_a_section_that_is_not_checked_is_not_verified(default: Instrument) -> None:
    def sections(law: Law) -> tuple[str, bool]:
        return law.section, law.verified

    assert {law.key: sections(law) for law in default.laws} == {
        "vet_52": ("52 §", True),
        "vet_63": ("63 §", True),
        "vet_126": ("126 §", True),
        "vet_decree_9": ("9 §", True),
        "workplace_agreement": ("", False),
    }
    assert default.point("demonstrations").laws == ("vet_52",)
    assert default.point("workplace_guidance").laws == ("workplace_agreement",)


# Labels


def test_labels_in_the_language_of_the_reader(default: Instrument) -> None:
    labels = Labels(default, Language("sv"))
    assert labels.point("feedback") == "Utvecklande respons"
    assert labels.point("customer_relations", short=False) == "Upprätthållande av kundrelationen"
    assert labels.level("developing") == "Utvecklande nivå"
    assert labels.item("feedback_2") == "Den respons vi får leder till förbättringar."
    assert labels.group("services") == "arbetslivs- och kundservice"
    assert labels.scale("amount") == [
        "Inte alls", "Litet", "I någon mån", "Ganska mycket", "Väldigt mycket",
    ]  # fmt: skip


def test_labels_of_margins_and_of_unlisted_units(default: Instrument) -> None:
    labels = Labels(default, Language("en"))
    assert labels.group("all") == "All respondents"
    assert labels.unit("all") == "All units"
    assert labels.group("unknown") == labels.unit("unknown") == "Not known"
    assert labels.unit("Ranta") == "Ranta"


@pytest.mark.parametrize(
    ("kind", "key", "name"),
    [
        ("item", "monitoring_2", "Everyone knows their own role in developing the cooperation."),
        ("point", "transitions", "Transitions/exceptions"),
        ("vote", "transitions", "Transitions/exceptions"),
        ("answers", "transitions", "Transitions/exceptions"),
        ("level", "networks", "Networks"),
        ("answers", "networks", "Networks"),
    ],
)
def test_the_name_of_a_subject(default: Instrument, kind: str, key: str, name: str) -> None:
    assert Labels(default, Language("en")).subject(kind, key) == name


def test_an_unknown_key_is_answered_with_the_nearest_one(default: Instrument) -> None:
    with pytest.raises(SettingsError, match="Did you mean 'feedback'"):
        default.point("feedbak")
    with pytest.raises(SettingsError, match="no level 'feedback'"):
        default.items_of("level", "feedback")


# The prompts of part 2


def test_every_point_and_level_has_prompts_in_three_languages(default: Instrument) -> None:
    def counts(kind: str, key: str) -> tuple[int, int]:
        prompts = default.prompts_of(kind, key)
        return len(prompts), sum(len(prompt.follow_ups) for prompt in prompts)

    assert {point.key: counts("point", point.key) for point in default.points} == {
        "reachability": (2, 8),
        "student_readiness": (4, 12),
        "joint_planning": (3, 13),
        "workplace_guidance": (5, 7),
        "transitions": (1, 8),
        "feedback": (3, 7),
        "demonstrations": (11, 0),
        "customer_relations": (3, 4),
    }
    assert {level.key: counts("level", level.key) for level in default.levels} == {
        "foundation": (6, 0),
        "everyday": (5, 0),
        "developing": (5, 0),
        "strategic": (4, 0),
        "networks": (5, 0),
        "monitoring": (6, 0),
    }


def test_every_prompt_is_one_question_and_asked_once(default: Instrument) -> None:
    for code in LANGUAGES:
        asked = [text[code] for prompt in default.prompts for text in (prompt.question, *prompt.follow_ups)]
        assert all(text.endswith("?") and text.count("?") == 1 and text[0].isupper() for text in asked)
        assert len(set(asked)) == len(asked) == 122
    assert {prompt.key.removeprefix(f"{prompt.subject}_") for prompt in default.prompts_of("point", "feedback")} == {
        "why", "results", "use",
    }  # fmt: skip


def test_prompts_of_an_unknown_point_or_level(default: Instrument) -> None:
    with pytest.raises(SettingsError, match="Did you mean 'feedback'"):
        default.prompts_of("point", "feedbak")
    with pytest.raises(SettingsError, match="no level 'feedback'"):
        default.prompts_of("level", "feedback")


PROMPTS = """
[[prompt]]
key = "calls"
point = "reachability"
question = { fi = "Kuka vastaa?", sv = "Vem svarar?", en = "Who answers?" }

[[prompt.follow_up]]
question = { fi = "Milloin?", sv = "När?", en = "When?" }

[[prompt]]
key = "together"
level = "everyday"
question = { fi = "Kuka käy?", sv = "Vem besöker?", en = "Who visits?" }
"""


def test_an_own_instrument_brings_its_own_prompts_or_none(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(SMALL, encoding="utf-8")
    assert load_instrument(own).prompts_of("point", "reachability") == ()
    own.write_text(SMALL + PROMPTS, encoding="utf-8")
    (calls,) = load_instrument(own).prompts_of("point", "reachability")
    assert (calls.about, calls.question["sv"], [text["fi"] for text in calls.follow_ups]) == (
        "point", "Vem svarar?", ["Milloin?"],
    )  # fmt: skip
    own.write_text('prompts = "asked.toml"\n' + SMALL, encoding="utf-8")
    (tmp_path / "asked.toml").write_text(PROMPTS, encoding="utf-8")
    assert [prompt.key for prompt in load_instrument(own).prompts] == ["calls", "together"]


def test_a_copy_of_the_default_instrument_finds_its_prompts(tmp_path: Path, default: Instrument) -> None:
    source = Path(__file__).parents[1] / "critical_points" / "instruments" / "critical_points.toml"
    copy = tmp_path / "own.toml"
    copy.write_bytes(source.read_bytes())
    assert load_instrument(copy).prompts == default.prompts


def test_faults_of_prompts_are_said_all_at_once(tmp_path: Path) -> None:
    bad = (
        PROMPTS.replace('"together"', '"calls"')
        .replace('point = "reachability"', 'point = "reachabillity"')
        .replace('level = "everyday"\n', "")
        .replace('sv = "När?", ', "")
        .replace('en = "Who visits?"', 'en = ""')
    )
    assert faults(tmp_path, SMALL + bad) == [
        "prompt calls: follow_up no. 1, question.sv: is missing.",
        "prompt calls: has no subject. Write its point, or its level.",
        "prompt calls, question.en: is empty, or is not a text.",
        "prompt: the key 'calls' is used 2 times. Give each its own key.",
        "prompt calls: there is no point 'reachabillity'. Did you mean 'reachability'?",
    ]
    assert faults(tmp_path, 'prompts = "none.toml"\n' + SMALL) == [
        f"{tmp_path / 'none.toml'}: No such file or directory. Give the path of a file that is there."
    ]


# An organisation's own instrument


def test_an_own_instrument_is_read(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.encode())  # as Windows Notepad saves it
    small = load_instrument(path)
    assert [(item.key, item.scale, item.point, item.level, item.reverse) for item in small.items] == [
        ("phone", "yes_no", "reachability", None, False),
        ("visits", "yes_no", "reachability", "everyday", True),
    ]
    assert small.scale("yes_no").labels["fi"] == (("ei",), ("kyllä", "joo"))
    assert small.non_answers == {"fi": ("En tiedä",), "sv": (), "en": ()}
    assert [item.key for item in small.items_of("level", "everyday")] == ["visits"]


def test_a_file_that_is_not_toml(tmp_path: Path) -> None:
    found = faults(tmp_path, 'key = "small"\ntitle = Pieni\n')
    assert found == ['line 2, column 9: Invalid value. Write it like this: title = "Pieni"']
    hint = "A text stands in quotes, and a table has one name once."
    assert faults(tmp_path, "lowest = 5\nlowest = 6\n") == [f"line 2, column 11: Cannot overwrite a value. {hint}"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("3,5", "3.5"), ("05", "5"), ("16.3.2026", "2026-03-16"), ("Pieni", '"Pieni"'), ("“Pieni”", '"Pieni"')],
)
def test_a_value_that_is_no_toml_is_told_as_it_may_have_been_meant(tmp_path: Path, written: str, meant: str) -> None:
    (found,) = faults(tmp_path, f"value = {written}\n")
    assert found.endswith(f"Write it like this: value = {meant}")


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes('key = "small"\n# käyttö\n'.encode("cp1252"))
    with pytest.raises(SettingsError, match=r"line 2: a character that is not UTF-8\. Save the file as UTF-8"):
        load_instrument(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.toml: No such file"):
        load_instrument(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            'key = "visits"',
            'key = "phone"',
            "item: the key 'phone' is used 2 times. Give each its own key.",
        ),
        (
            'title = { fi = "Pieni", sv = "Liten", en = "Small" }',
            'title = { fi = "Pieni", en = "Small" }',
            "title.sv: is missing.",
        ),
        (
            'sv = "Vi svarar."',
            'sv = " "',
            "item phone, text.sv: is empty, or is not a text.",
        ),
        (
            'sv = "Vi svarar."',
            'se = "Vi svarar.", sv = "Vi svarar i telefon."',
            "item phone, text: unknown language 'se'. Known: fi, sv, en.",
        ),
        (
            'short = { fi = "Arki"',
            'short = { fi = "Arkinen kumppanuutemme!"',
            "level everyday, short.fi: 'Arkinen kumppanuutemme!' has 23 characters. At most 22.",
        ),
        (
            'key = "phone"\npoint = "reachability"',
            'key = "phone"',
            "item phone: has no point and no level. Write which it is about.",
        ),
        (
            'key = "phone"\npoint = "reachability"',
            'key = "phone"\npoint = "reachabillity"',
            "item phone: there is no point 'reachabillity'. Did you mean 'reachability'?",
        ),
        (
            'level = "everyday"',
            'level = "everday"',
            "item visits: there is no level 'everday'. Did you mean 'everyday'?",
        ),
        (
            "reverse = true",
            'scale = "yesno"',
            "item visits: there is no scale 'yesno'. Did you mean 'yes_no'?",
        ),
        (
            "reverse = true",
            "revers = true",
            "item visits: unknown field 'revers'. Did you mean 'reverse'?",
        ),
        (
            "reverse = true",
            'reverse = "yes"',
            "item visits: 'reverse' is 'yes'. Write true or false, without quotes.",
        ),
        (
            'fi = "Emme käy."',
            'fi = "vastaamme. "',
            "item visits, text.fi: has the same text as phone. Word each statement so that it can be told apart.",
        ),
        (
            '[["nej"], ["ja"]]',
            '[["nej"], ["kanske"], ["ja"]]',
            "scale yes_no, labels.sv: has 3 rows. One row for each of 0–1: 2 rows.",
        ),
        (
            '["kyllä", "joo"]',
            '["kyllä", "Ei "]',
            "scale yes_no, labels.fi: 'Ei' is a label of 0 and of 1. A label has one value.",
        ),
        (
            '["kyllä", "joo"]',
            '["kyllä", "en  tiedä"]',
            "scale yes_no, labels.fi: 'en  tiedä' is also a non-answer. Keep it in one place.",
        ),
        (
            "highest = 1",
            "highest = 0",
            "scale yes_no: has no range. Write two whole numbers: lowest, and a greater highest.",
        ),
        (
            'name = { fi = "johto"',
            'synonyms.fi = ["Lehtori"]\nname = { fi = "johto"',
            "group management: 'Lehtori' is also a word for 'teaching'. A word belongs to one group.",
        ),
        (
            'key = "management"',
            'key = "all"',
            "group: the key 'all' is the product's own. Choose another.",
        ),
        (
            'key = "management"',
            'key = "Johto ja muut"',
            "group Johto ja muut: key 'Johto ja muut' cannot be used. "
            "A key has small letters a–z, digits and underscores.",
        ),
        (
            'short = { fi = "Tavoitettavuus"',
            'laws = ["vet_52"]\nshort = { fi = "Tavoitettavuus"',
            "point reachability: there is no law 'vet_52'.",
        ),
        (
            "[non_answers]",
            "[non_answer]",
            "unknown field 'non_answer'. Did you mean 'non_answers'?",
        ),
        (
            "[[level]]",
            "[level]",
            "'level' is not a list of tables. Write each as [[level]].",
        ),
    ],
)
def test_a_fault_is_said_with_its_place(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert fault in faults(tmp_path, changed(old, new))


def test_all_faults_are_said_at_once(tmp_path: Path) -> None:
    toml = changed('key = "visits"', 'key = "phone"').replace('sv = "Vi svarar."', 'sv = ""')
    assert faults(tmp_path, toml.replace("reverse = true", "reverse = 1")) == [
        "item phone, text.sv: is empty, or is not a text.",
        "item phone: 'reverse' is 1. Write true or false, without quotes.",
        "item: the key 'phone' is used 2 times. Give each its own key.",
    ]
