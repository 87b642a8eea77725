"""Text files: the encoding, the separator and the quoting are found from the content."""

from __future__ import annotations

from pathlib import Path

import pytest

from critical_points.errors import UnreadableError
from critical_points.exports import read_export, read_table
from critical_points.exports.limits import MOST_CHARACTERS

ROWS = (("Kysymys", "Mitä hyvää?", "Päivä"), ("3", 'Å; "kyllä", ja\nyö', "4"), ("", " näyttö\xa0", "5"))


def quoted(separator: str) -> str:
    return separator.join(ROWS[0]) + "\r\n" + separator.join(
        ['3', '"Å; ""kyllä"", ja\nyö"', "4"]
    ) + "\r\n" + separator.join(ROWS[2]) + "\r\n"  # fmt: skip


def table_of(folder: Path, content: str | bytes) -> tuple[tuple[str, ...], ...]:
    path = folder / "file.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return tuple(read_table(path).rows)


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize(
    ("codec", "mark", "told"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("utf-16-le", b"\xff\xfe", "utf-16"),
        ("utf-16-be", b"\xfe\xff", "utf-16"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("cp1252", b"", "cp1252"),
    ],
)
def test_encodings_and_separators(tmp_path: Path, separator: str, codec: str, mark: bytes, told: str) -> None:
    path = tmp_path / "file.xlsx"  # a name that lies
    path.write_bytes(mark + quoted(separator).encode(codec))
    table = read_table(path)
    assert table.rows == ROWS
    assert (table.encoding, table.separator, table.remarks) == (told, separator, ())


def test_a_separator_inside_the_answers_does_not_win(tmp_path: Path) -> None:
    rows = table_of(tmp_path, "Aika,Mitä,Arvio\n1.1.,a;b;c,3\n2.1.,a;b,4\n3.1.,a;b;c;d,5\n")
    assert rows[1] == ("1.1.", "a;b;c", "3")
    rows = table_of(tmp_path, "Aika;Mitä, tarkkaan;Arvio\n1.1.;a, b;3,5\n2.1.;a, b, c;4,0\n")
    assert rows == (("Aika", "Mitä, tarkkaan", "Arvio"), ("1.1.", "a, b", "3,5"), ("2.1.", "a, b, c", "4,0"))


def test_excels_own_line_about_the_separator_is_no_row(tmp_path: Path) -> None:
    assert table_of(tmp_path, "sep=;\r\na;b,c\r\n1;2,5\r\n") == (("a", "b,c"), ("1", "2,5"))


def test_one_column_is_a_table_too(tmp_path: Path) -> None:
    assert table_of(tmp_path, "Arvio\n3\n4\n") == (("Arvio",), ("3",), ("4",))


def test_tabs_without_quoting_keep_every_quotation_mark(tmp_path: Path) -> None:
    text = 'Aikaleima\tMitä?\tArvio\n1.1.2026\t"Hyvä" sanoi\t3\n2.1.2026\t"auki\t4\n3.1.2026\t"kaikki"\t5\n'
    assert table_of(tmp_path, text)[1:] == (
        ("1.1.2026", '"Hyvä" sanoi', "3"),
        ("2.1.2026", '"auki', "4"),
        ("3.1.2026", '"kaikki"', "5"),
    )


def test_tabs_as_excel_writes_them_quote_what_holds_a_comma(tmp_path: Path) -> None:
    text = 'Nro\t"Suunnittelemme, yhdessä"\tMitä?\r\n1\t3\t"hyvin, kai"\r\n2\t4\tjoo\r\n'
    assert table_of(tmp_path, text) == (
        ("Nro", "Suunnittelemme, yhdessä", "Mitä?"),
        ("1", "3", "hyvin, kai"),
        ("2", "4", "joo"),
    )


def test_tabs_with_quoting_keep_line_breaks(tmp_path: Path) -> None:
    text = 'a\tb\tc\r\n1\t"yksi\nkaksi"\t3\r\n2\t"sanoi ""joo"""\t4\r\n'
    assert table_of(tmp_path, text) == (("a", "b", "c"), ("1", "yksi\nkaksi", "3"), ("2", 'sanoi "joo"', "4"))


def test_a_stray_quotation_mark_swallows_no_line(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text('a;b;c\n1;"auki;3\n4;"hyvin ""meni""";6\n7;loppui";9\n', encoding="utf-8")
    table = read_table(path)
    assert table.rows == (("a", "b", "c"), ("1", '"auki', "3"), ("4", 'hyvin "meni"', "6"), ("7", 'loppui"', "9"))
    assert [remark.what for remark in table.remarks] == ["quotation marks that do not match"]


def test_uneven_rows_are_padded_and_named(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("a;b;c\n1;2;3\n4;5\n6;7;8;9\n\n1;1;1\n", encoding="utf-8")
    table = read_table(path)
    assert table.rows == (
        ("a", "b", "c", ""),
        ("1", "2", "3", ""),
        ("4", "5", "", ""),
        ("6", "7", "8", "9"),
        ("", "", "", ""),
        ("1", "1", "1", ""),
    )
    assert [(remark.where, remark.what) for remark in table.remarks] == [
        ("file.csv, row 3", "2 cells where 3 were expected"),
        ("file.csv, row 4", "4 cells where 3 were expected"),
    ]
    export = read_export(path)
    assert export.remarks == table.remarks
    assert export.left_out == {"header": 1, "blank": 1}
    assert export.cells.loc[4, 3] == "9"


def test_columns_without_header_and_cells_at_the_end_are_no_columns(tmp_path: Path) -> None:
    assert table_of(tmp_path, "a;b;;\n1;2;;\n3;4;;\n") == (("a", "b"), ("1", "2"), ("3", "4"))


def test_empty_lines_at_the_end_are_no_rows_but_lines_of_separators_are(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("a;b\n1;2\n;\n\n\n", encoding="utf-8")
    assert read_table(path).rows == (("a", "b"), ("1", "2"), ("", ""))
    assert read_export(path).left_out == {"header": 1, "blank": 1}


def test_characters_of_no_text_are_left_out_and_told(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(b"a;b\n1\x00;2\n" + b"3;4\n" * 50)
    table = read_table(path)
    assert table.rows[1] == ("1", "2")
    assert [remark.what for remark in table.remarks] == ["characters of no text (NUL) were left out"]


def test_cells_are_kept_as_they_stand(tmp_path: Path) -> None:
    rows = table_of(tmp_path, "a;b\n 3 ;Täysin\xa0samaa mieltä \n#N/A;-\n")
    assert rows[1:] == ((" 3 ", "Täysin\xa0samaa mieltä "), ("#N/A", "-"))


def message(path: Path) -> str:
    with pytest.raises(UnreadableError) as caught:
        read_export(path)
    assert caught.value.next_step
    assert path.name in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b" \r\n \r\n", "is empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "is a PDF"),
        (b"\x89PNG\r\n\x1a\n", "is a picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "is a picture"),
        (b"{\\rtf1\\ansi", "is a text document"),
        (b"<!DOCTYPE html><html><table><tr><td>3</td></tr></table></html>", "is a web page"),
        ("<html><body>".encode("utf-16"), "is a web page"),
        (b'[{"a": 1}]', "is JSON"),
        (bytes(range(256)) * 20, "neither a text file nor a workbook"),
        (b"\x01\x02\x03\x04\x05" * 40, "neither a text file nor a workbook"),
        ("a;ä".encode("utf-16") + b"\x00", "neither a text file nor a workbook"),
        ("Kysymys;Mitä hyvää\n3;näyttö\n".encode() + b"4;\xe4\n", "mixes encodings"),
        (b"a;b;c\n", "one row and no answers"),
        (b"a;b;c\n;;\n \t;;\n", "3 rows and no answers"),
        (b"Aikaleima;Mit\xc3\xa4?\n", "one row and no answers"),
        (b'a;b\n1;"' + b"x" * (MOST_CHARACTERS + 1) + b'"\n', "more than 32,767 characters"),
        (b'a;b\n1;"' + b"x;y\n" * 50_000, "more than 32,767 characters"),
        (b"a," * 5_001 + b"b\n" + b"1," * 5_001 + b"2\n", "too large a table"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "answers.xlsx"
    path.write_bytes(content)
    assert words in message(path)


def test_a_file_that_is_not_there_or_is_a_folder(tmp_path: Path) -> None:
    assert "There is no file" in message(tmp_path / "gone.csv")
    assert "cannot be opened" in message(tmp_path)


def test_a_file_that_is_too_large_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as handle:
        handle.write(b"a;b\n")
        handle.truncate(500 * 1024 * 1024 + 1)
    assert "at most 500 MB are read" in message(path)


def test_a_title_that_tells_the_number_of_answers_makes_no_summary(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text("Vastaajien määrä: 2;;\nRyhmä;Arvio;Miksi\nJohto;3;siksi\nJohto;4;\n", encoding="utf-8")
    assert read_export(path).left_out == {"title": 1, "header": 1}


@pytest.mark.parametrize(
    "text",
    [
        "Miten hyvin?\n\nAnswer Choices,Responses,\nHyvin,45.00%,9\nHuonosti,55.00%,11\n,Answered,20\n",
        "Q1. How well?\nAnswer Options,Response Percent,Response Count\nWell,45.0%,9\nBadly,55.0%,11\n",
        "Perusraportti\nVastaajien kokonaismäärä: 45\n,n,Prosentti\nHyvin,30,66.7%\nHuonosti,15,33.3%\n",
        "Basrapport;;\nAntal respondenter: 45;;\n;n;Procent\nVäl;30;66,7%\n",
        "Miten hyvin?\nHyvin,45.00%\nHuonosti,55.00%\nVastanneita:,20\n",
        "#,Field,Minimum,Maximum,Mean,Std Deviation,Variance,Count\n1,How well?,1.00,5.00,3.4,1.1,1.2,45\n",
    ],
)
def test_a_summary_report_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "report.csv"
    path.write_text(text, encoding="utf-8")
    assert "is a summary report" in message(path)
    assert "individual answers" in message(path)
