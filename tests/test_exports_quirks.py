"""Quirks of single tools, each on a few rows that can be read by eye."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from critical_points.errors import UnreadableError
from critical_points.exports import Export, read_export
from critical_points.exports.layout import bracketed, squeeze
from tests.survey_files import workbook


def read(folder: Path, text: str) -> Export:
    path = folder / "file"
    path.write_text(text, encoding="utf-8", newline="")
    return read_export(path)


def headers(export: Export) -> list[str]:
    return [column.header for column in export.columns]


def test_blanks_in_headers() -> None:
    assert squeeze(" Yhteinen\xa0\r\n suunnittelu\t") == "Yhteinen suunnittelu"
    assert bracketed("Miten?  [a [b] c]") == ("Miten?", "a [b] c")
    assert bracketed("Miten [jos]?") == ("Miten [jos]?", "")


def test_webropol_options_need_not_begin_at_one_and_open_options_have_their_own_column(tmp_path: Path) -> None:
    export = read(
        tmp_path,
        "Vastausaika\tIkä\tMistä kuulit?\t\t\tMitä muuta?\n"
        "-\t-\tLehti\tTuttu\tMuu, mikä:: Avoimet vastaukset\t-\n"
        "2.3.2026 08:00:05\t2\t1\t\t\t3 = kolme\n"
        "2.3.2026 09:00:05\t15\t\t2\tradio\t\n"
        "\t\t\t\t\t\n"
        "\t\t\t\t\t\n"
        "\t2 = alle 20\t1 = Lehti\t\t\t\n"
        "\t15 = yli 60\t2 = Tuttu\t\t\t\n",
    )
    assert headers(export) == [
        "Vastausaika",
        "Ikä",
        "Mistä kuulit? | Lehti",
        "Mistä kuulit? | Tuttu",
        "Mistä kuulit? | Muu, mikä:: Avoimet vastaukset",
        "Mitä muuta?",
    ]
    assert export.columns[1].options == {"2": "alle 20", "15": "yli 60"}
    assert export.columns[3].options == {"1": "Lehti", "2": "Tuttu"}
    assert export.columns[5].options == {}
    assert export.left_out == {"header": 2, "blank": 2, "legend": 2}
    assert list(export.cells[4]) == ["", "radio"]


def test_a_blank_row_among_webropols_respondents_ends_nothing(tmp_path: Path) -> None:
    export = read(tmp_path, "ID\tA\t\n\tx\ty\n1\t3\t4\n\t\t\n2\t5\t1\n\t\t\n\t1 = huono\t\n\t5 = hyvä\t\n")
    assert export.tool == "webropol"
    assert export.left_out == {"header": 2, "blank": 2, "legend": 2}
    assert list(export.cells.index) == [3, 5]


def test_webropol_with_one_header_row_and_texts(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    workbook(path, [["Vastausaika", "Yritys tietää"], [datetime(2026, 3, 2, 8, 0), "Täysin samaa mieltä"]], "Data")
    export = read_export(path)
    assert (export.tool, export.left_out, headers(export)) == (
        "webropol",
        {"header": 1},
        ["Vastausaika", "Yritys tietää"],
    )


def test_forms_are_known_by_place_and_type_where_the_words_are_not(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    moment = datetime(2026, 3, 2, 8, 0, 5)
    workbook(
        path,
        [
            ["Jrk", "Alkoi", "Loppui", "Osoite", "Kuka", "Yritys tietää"],
            [1, moment, moment, "anonymous", "", "Samaa mieltä"],
            [2, moment, moment, "a.b@example.org", "", "Eri mieltä"],
        ],
    )
    export = read_export(path)
    assert export.tool == "microsoft_forms"
    roles = {column.position: column.role for column in export.columns if column.metadata}
    assert roles == {0: "respondent", 1: "started", 2: "submitted", 3: "", 4: ""}


def test_a_header_that_forms_had_to_make_different_gets_its_text_back(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    moment = datetime(2026, 3, 2, 8, 0, 5)
    metadata = ["ID", "Aloitusaika", "Valmistumisaika", "Sähköposti", "Nimi", "Viimeisin muokkausaika", "Kieli"]
    workbook(
        path,
        [
            [*metadata, "Nimi2", "Perustelu", "Perustelu2", "Perustelu3", "Tavoite 2", "Vuosi2"],
            [1, moment, moment, "anonymous", "", "", "suomi", "Ada", "a", "b", "c", "d", "e"],
        ],
    )
    export = read_export(path)
    assert headers(export)[7:] == ["Nimi", "Perustelu", "Perustelu", "Perustelu", "Tavoite 2", "Vuosi2"]
    assert [column.metadata for column in export.columns] == [True] * 7 + [False] * 6
    assert export.columns[6].role == "language"


def test_forms_quiz_points_are_metadata(tmp_path: Path) -> None:
    export = read(
        tmp_path,
        "ID,Start time,Completion time,Email,Name,Total points,Quiz feedback,How?,Points - How?,Feedback - How?\n"
        "1,3/2/26 8:00:00,3/2/26 8:05:00,anonymous,,5,,Well,5,\n",
    )
    assert [column.position for column in export.columns if not column.metadata] == [7]


@pytest.mark.parametrize("stamp", ["Marca temporal", "Tijdstempel", "Sygnatura czasowa", "Zeitstempel"])
def test_google_in_other_languages(tmp_path: Path, stamp: str) -> None:
    export = read(tmp_path, f"{stamp},E-mail,How [a],How [b]\n3/2/2026 8:00:05,a@b.fi,3,4\n")
    assert (export.tool, headers(export)) == ("google_forms", [stamp, "E-mail", "How | a", "How | b"])
    assert [column.role for column in export.columns if column.metadata] == ["submitted", ""]


def test_a_plain_table_with_titles_and_totals(tmp_path: Path) -> None:
    export = read(
        tmp_path,
        "Henkilöstökysely 2026;;;\n;;;\nNro;Ryhmä;Yritys tietää;Opiskelija tuntee\n"
        "1;Johto;3;4\n2;Opettaja;5;\n;;;\nYhteensä;;8;4\nKeskiarvo:;;4,0;4,0\n",
    )
    assert export.tool == "table"
    assert headers(export) == ["Nro", "Ryhmä", "Yritys tietää", "Opiskelija tuntee"]
    assert export.left_out == {"title": 1, "blank": 2, "header": 1, "total": 2}
    assert list(export.cells.index) == [4, 5]
    assert export.columns[0].role == "respondent"


def test_a_plain_table_keeps_brackets_that_are_no_grid(tmp_path: Path) -> None:
    export = read(tmp_path, "Ikä [vuotta];Miten? [a];Miten? [b]\n40;3;4\n")
    assert headers(export) == ["Ikä [vuotta]", "Miten? | a", "Miten? | b"]


def test_a_column_that_only_counts_rows_is_metadata(tmp_path: Path) -> None:
    export = read(tmp_path, ",Yritys tietää,Opiskelija tuntee\n0,3,4\n1,4,5\n2,1,1\n")
    assert [column.metadata for column in export.columns] == [True, False, False]


def test_a_header_repeated_between_the_rows_is_no_respondent(tmp_path: Path) -> None:
    export = read(tmp_path, "a;b\n1;2\na;b\n3;4\n")
    assert (len(export.cells), export.left_out) == (2, {"header": 2})


def test_numbered_questions_do_not_make_a_google_form_limesurvey(tmp_path: Path) -> None:
    heads = ",".join(f"K{n}. Väite {n}" for n in range(1, 9))
    export = read(tmp_path, f"Aikaleima,{heads}\n2.3.2026 klo 8.00.05,1,2,3,4,5,1,2,3\n")
    assert (export.tool, headers(export)[1]) == ("google_forms", "K1. Väite 1")


@pytest.mark.parametrize(
    ("header", "pair"),
    [
        ("G1Q1. Miten? [a]", "Miten? | a"),
        ("G1Q1._.Miten? [a]", "Miten? | a"),
        ("G1Q1 [a]", "G1Q1 | a"),
        ("Miten?  [a].1", "Miten? | a"),
        ("Miten? []", "Miten?"),
    ],
)
def test_limesurvey_headers(tmp_path: Path, header: str, pair: str) -> None:
    export = read(tmp_path, f'"id","submitdate","lastpage","startlanguage","{header}"\r\n"1","","2","fi","3"\r\n')
    assert (export.tool, headers(export)[4]) == ("limesurvey", pair)


def test_limesurveys_file_for_programs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="for R or SPSS"):
        read(tmp_path, "'1','1980-01-01 00:00:00','3','fi','A4'\n'2','','1','fi',''\n")


def test_surveymonkeys_newer_dates(tmp_path: Path) -> None:
    export = read(
        tmp_path,
        "Respondent ID,Collector ID,Date Created,Date Modified,IP Address,Email Address,First Name,Last Name,"
        "Custom Data 1,How well?\n,,,,,,,,,Response\n1,2,2026-03-02,2026-03-03,,,,,,3\n",
    )
    assert [column.role for column in export.columns if column.metadata] == [
        *("respondent", "", "started", "submitted"),
        *("", "", "", "", ""),
    ]
    assert (headers(export)[9], list(export.cells[9])) == ("How well?", ["3"])


def test_surveymonkey_without_its_metadata_is_known_by_its_second_row(tmp_path: Path) -> None:
    export = read(tmp_path, "How well?,,Why?\nWe plan,We meet,Open-Ended Response\n3,Strongly agree,x\n2,N/A,\n")
    assert (export.tool, headers(export)) == ("surveymonkey", ["How well? | We plan", "How well? | We meet", "Why?"])
    assert list(export.cells[1]) == ["Strongly agree", "N/A"]


def test_redcap_with_labels(tmp_path: Path) -> None:
    export = read(
        tmp_path,
        "Record ID,Survey Timestamp,How well?,Which? (choice=Plans),Which? (choice=Feedback),Complete?\n"
        "1,2026-03-02 08:00:05,Well,Checked,Unchecked,Complete\n",
    )
    assert (export.tool, headers(export)[3:5]) == ("redcap", ["Which? | Plans", "Which? | Feedback"])


def test_qualtrics_numeric_status(tmp_path: Path) -> None:
    export = read(
        tmp_path,
        "StartDate,EndDate,Status,Finished,RecordedDate,ResponseId,DistributionChannel,Q1\n"
        "Start Date,End Date,Response Type,Finished,Recorded Date,Response ID,Distribution Channel,How well?\n"
        "2026-03-02 08:00:05,2026-03-02 08:05:05,0,1,2026-03-02 08:05:06,R_1,anonymous,3\n"
        "2026-03-02 08:00:05,2026-03-02 08:05:05,1,1,2026-03-02 08:05:06,R_2,preview,4\n"
        "2026-03-02 08:00:05,2026-03-02 08:05:05,8,1,2026-03-02 08:05:06,R_3,anonymous,5\n"
        "2026-03-02 08:00:05,2026-03-02 08:05:05,16,0,2026-03-02 08:05:06,R_4,qr-code,1\n",
    )
    assert export.left_out == {"header": 2, "preview": 1, "spam": 1}
    assert list(export.cells[7]) == ["3", "1"]


def test_two_hundred_columns_of_something_else_are_a_plain_table(tmp_path: Path) -> None:
    export = read(tmp_path, ",".join(f"field{n}" for n in range(200)) + "\n" + ",".join("x" * 200) + "\n")
    assert (export.tool, len(export.columns)) == ("table", 200)


OLD_QUALTRICS = """\
V1,V2,V3,V7,V8,V9,V10,Q1,Q2_1
ResponseID,ResponseSet,Name,Status,StartDate,EndDate,Finished,How old?,How well?
R_1,Default Response Set,Anonymous,0,2015-01-01 10:00:00,2015-01-01 10:05:00,1,33,4
R_2,Default Response Set,Anonymous,1,2015-01-01 10:00:00,2015-01-01 10:05:00,1,43,3
"""


@pytest.mark.parametrize(
    ("tool", "text", "headers", "respondents"),
    [
        ("qualtrics", OLD_QUALTRICS, ["How old?", "How well?"], 1),
        (
            "surveymonkey",
            "respondent_id,collector_id,date_created,date_modified,ip_address,custom_1,How?,\n"
            ",,,,,,Response,Other (please specify)\n1,2,2019-01-02,2019-01-02,,,Agree,\n",
            ["How?", "How? | Other (please specify)"],
            1,
        ),
        (
            "alchemer",
            "ID,Time Started,Date Submitted,Status,Age,A:How?,B:How?\n1,2019-01-02,2019-01-02,Complete,33,4,5\n",
            ["Age", "How? | A", "How? | B"],
            1,
        ),
        ("table", "Submission Date,Q >> A,Q >> B,C >> D\n2020-01-01 10:00,4,5,x\n", ["Q | A", "Q | B", "C >> D"], 1),
    ],
    ids=["qualtrics before 2017", "surveymonkey in small letters", "alchemer with a short id", "rows behind arrows"],
)
def test_other_forms_of_the_same_tools(
    tmp_path: Path, tool: str, text: str, headers: list[str], respondents: int
) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(text, encoding="utf-8")
    export = read_export(path)
    assert (export.tool, len(export.cells)) == (tool, respondents)
    assert [column.header for column in export.columns if not column.metadata] == headers
