"""One invented survey, written as each survey tool would export it, quirks and all."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import xlwt

#: A point's statements, in the words of the tests.
STATEMENTS = {
    "fi": (
        "Yritys tietää, kenelle soittaa",
        "Opiskelija tuntee työpaikan säännöt ennen jaksoa",
        "Suunnittelemme jakson yhdessä; myös työnantaja on mukana",
        "Palautteeseen vastataan, ja siitä otetaan opiksi",
    ),
    "sv": (
        "Företaget vet vem det ska ringa",
        "Den studerande känner till arbetsplatsens regler före perioden",
        "Vi planerar perioden tillsammans; också arbetsgivaren är med",
        "Respons besvaras, och man lär sig av den",
    ),
    "en": (
        "A company knows whom to call",
        "The student knows the rules of the workplace before the period",
        "We plan the period together; the employer takes part too",
        "Feedback is answered, and we learn from it",
    ),
}
LABELS = {
    "fi": ("Täysin eri mieltä", "Jokseenkin eri mieltä", "Ei samaa eikä eri mieltä", "Jokseenkin samaa mieltä",
           "Täysin samaa mieltä"),
    "sv": ("Helt av annan åsikt", "Delvis av annan åsikt", "Varken av annan eller av samma åsikt",
           "Delvis av samma åsikt", "Helt av samma åsikt"),
    "en": ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"),
}  # fmt: skip
DONT_KNOW = {"fi": "En osaa sanoa", "sv": "Kan inte säga", "en": "I can't say"}
GROUPS = {
    "fi": ("Opetushenkilöstö", "Johto", "Opiskelija"),
    "sv": ("Undervisningspersonal", "Ledningen", "Studerande"),
    "en": ("Teaching staff", "Management", "Student"),
}
HEADINGS = {
    "fi": {"how": "Miten hyvin nämä toteutuvat?", "group": "Mihin ryhmään kuulut?", "free": "Mitä muuta?"},
    "sv": {"how": "Hur väl genomförs dessa?", "group": "Vilken grupp hör du till?", "free": "Något annat?"},
    "en": {"how": "How well do these come true?", "group": "Which group are you in?", "free": "Anything else?"},
}
#: The code of "don't know" in tools that export codes.
SIX = 6


@dataclass(frozen=True)
class Survey:
    """Answers to four statements: 1–5, 6 for "don't know", None for a blank; a group; a comment."""

    language: str
    ratings: tuple[tuple[int | None, ...], ...]
    groups: tuple[int, ...]
    comments: tuple[str, ...]

    @property
    def statements(self) -> tuple[str, ...]:
        return STATEMENTS[self.language]

    def label(self, rating: int | None) -> str:
        return "" if rating is None else (*LABELS[self.language], DONT_KNOW[self.language])[rating - 1]

    def group(self, row: int) -> str:
        return GROUPS[self.language][self.groups[row]]

    def heading(self, key: str) -> str:
        return HEADINGS[self.language][key]

    def moment(self, row: int) -> datetime:
        return datetime(2026, 3, 2, 8, 0, 5) + timedelta(minutes=7 * row)

    def __len__(self) -> int:
        return len(self.ratings)


def invented(language: str, size: int = 150, seed: int = 7) -> Survey:
    """Make the survey up; the same for every language."""
    chance = random.Random(seed)
    ratings = tuple(tuple(chance.choice((1, 2, 3, 3, 4, 4, 4, 5, 5, 6, None)) for _ in range(4)) for _ in range(size))
    comments = ("", 'Hyvin; meni, "ihan" hyvin', "Ensimmäinen rivi\ntoinen rivi", "å ä ö – 3,5", "tab\there")
    return Survey(
        language,
        ratings,
        tuple(chance.randrange(3) for _ in range(size)),
        tuple(chance.choice(comments) for _ in range(size)),
    )


Rows = Sequence[Sequence[object]]


def separated(rows: Rows, separator: str = ",", end: str = "\r\n", quote_all: bool = False) -> str:
    """Write rows as separated text with standard quoting."""
    out = io.StringIO()
    if quote_all:
        csv.writer(out, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    else:
        csv.writer(out, delimiter=separator, lineterminator=end).writerows(rows)
    return out.getvalue()


def workbook(path: Path, rows: Rows, sheet: str = "Sheet1", hidden: str = "") -> None:
    """Write rows as .xlsx, a hidden sheet before them if named."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append([None if cell == "" else cell for cell in row])
    if hidden:
        other = book.create_sheet(hidden, 0)
        other["A1"] = "internal"
        other.sheet_state = "veryHidden"
    book.save(path)


def old_workbook(path: Path, rows: Rows, sheet: str) -> None:
    """Write rows as .xls."""
    book = xlwt.Workbook()
    page = book.add_sheet(sheet)
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            if cell != "":
                page.write(y, x, cell)
    book.save(str(path))


def webropol_rows(survey: Survey) -> list[list[object]]:
    """Two header rows, option numbers, two blank rows and a legend."""
    width = 1 + 4 + 2
    rows: list[list[object]] = [
        [
            {"fi": "Vastausaika", "sv": "Svarstid", "en": "Response time"}[survey.language],
            survey.heading("how"), "", "", "", survey.heading("group"), survey.heading("free"),
        ],
        ["-", *survey.statements, "-", "-"],
    ]  # fmt: skip
    for row, ratings in enumerate(survey.ratings):
        moment = survey.moment(row).strftime("%d.%m.%Y %H:%M:%S")
        marks = ["" if rating is None else rating for rating in ratings]
        rows.append([moment, *marks, survey.groups[row] + 1, one_line(survey.comments[row])])
    rows += [[""] * width, [""] * width]
    for number in range(1, 7):
        group = GROUPS[survey.language][number - 1] if number < 4 else ""
        legend = f"{number} = {number} = {survey.label(number)}" if number < 6 else f"6 = {survey.label(6)}"
        rows.append(["", legend, "", "", "", f"{number} = {group}" if group else "", ""])
    return rows


def one_line(text: str) -> str:
    """Drop line breaks and tabs, as tools without quoting do."""
    return text.replace("\n", " ").replace("\t", " ")


def labelled(survey: Survey, row: int) -> list[object]:
    """The answers of a respondent as texts: ratings, group, comment."""
    texts = [survey.label(rating) for rating in survey.ratings[row]]
    return [*texts, survey.group(row), survey.comments[row]]


def numbered(survey: Survey, row: int, separator: str = "") -> list[object]:
    """The answers of a respondent as numbers, don't know as text."""
    marks: list[object] = [
        "" if rating is None else survey.label(6) if rating == SIX else f"{rating}{separator}"
        for rating in survey.ratings[row]
    ]
    return [*marks, survey.group(row), survey.comments[row]]


def in_brackets(survey: Survey, blanks: str = " ") -> list[str]:
    """The headers ``Question [row]``, then group and comment."""
    grid = [f"{survey.heading('how')}{blanks}[{statement}]" for statement in survey.statements]
    return [*grid, survey.heading("group"), survey.heading("free")]


def write_webropol_text(path: Path, survey: Survey) -> None:
    rows = webropol_rows(survey)
    lines = ["\t".join(map(str, row)) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")


def write_webropol_workbook(path: Path, survey: Survey) -> None:
    workbook(path, webropol_rows(survey), "Data")


FORMS_METADATA = {
    "fi": ("ID", "Aloitusaika", "Valmistumisaika", "Sähköposti", "Nimi"),
    "sv": ("ID", "Starttid", "Slutförandetid", "E-post", "Namn"),
    "en": ("ID", "Start time", "Completion time", "Email", "Name"),
}


def write_forms_workbook(path: Path, survey: Survey) -> None:
    """Bare statements as headers, real dates, a hidden sheet, labels with non-breaking and other blanks."""
    rows: list[list[object]] = [
        [*FORMS_METADATA[survey.language], *survey.statements, survey.heading("group"), survey.heading("free")]
    ]
    for row in range(len(survey)):
        start, end = survey.moment(row), survey.moment(row) + timedelta(minutes=5)
        answers = [f"{text}\xa0" if place % 3 == row % 3 and text else text
                   for place, text in enumerate(labelled(survey, row))]  # fmt: skip
        rows.append([row + 1, start, end, "anonymous", "", *answers])
    workbook(path, rows, "Form1", hidden="_56F9DC9755BA473782653E2940F9")


def write_forms_text(path: Path, survey: Survey) -> None:
    """UTF-8 with a mark; a Likert header is the question, a line break, a full stop and the statement."""
    likert = [f"{survey.heading('how')}\xa0\n. {statement}" for statement in survey.statements]
    start = {"fi": "Aloitusaika", "sv": "Starttid", "en": "Start time"}[survey.language]
    end = {"fi": "Valmistumisaika", "sv": "Slutförandetid", "en": "Completion time"}[survey.language]
    rows: list[list[object]] = [["Id", start, end, *likert, survey.heading("group"), survey.heading("free")]]
    for row in range(len(survey)):
        moment = survey.moment(row).strftime("%d/%m/%Y %H:%M")
        rows.append([row + 1, moment, moment, *labelled(survey, row)])
    path.write_bytes(separated(rows).encode("utf-8-sig"))


STAMP = {"fi": "Aikaleima", "sv": "Tidstämpel", "en": "Timestamp"}


def google_moment(survey: Survey, row: int) -> str:
    moment = survey.moment(row)
    if survey.language == "fi":
        return f"{moment.day}.{moment.month}.{moment.year} klo {moment:%H.%M.%S}"
    return moment.strftime("%Y/%m/%d %I:%M:%S %p EET")


def write_google_text(path: Path, survey: Survey) -> None:
    rows: list[list[object]] = [[STAMP[survey.language], *in_brackets(survey, "  ")]]
    rows += [[google_moment(survey, row), *numbered(survey, row, ".0")] for row in range(len(survey))]
    path.write_bytes(separated(rows, end="\n").encode())


def write_google_tabs(path: Path, survey: Survey) -> None:
    """No quoting at all, and a comment that begins with a quotation mark."""
    rows = [[STAMP[survey.language], *in_brackets(survey)]]
    for row in range(len(survey)):
        answers = [one_line(str(cell)) for cell in labelled(survey, row)]
        answers[-1] = f'"{answers[-1]}' if row % 4 == 0 and answers[-1] else answers[-1]
        rows.append([google_moment(survey, row), *answers])
    path.write_bytes("\r\n".join("\t".join(row) for row in rows).encode())


def write_google_workbook(path: Path, survey: Survey) -> None:
    rows: list[list[object]] = [[STAMP[survey.language], *in_brackets(survey)]]
    for row, ratings in enumerate(survey.ratings):
        marks: list[object] = [
            "" if rating is None else survey.label(6) if rating == SIX else float(rating) for rating in ratings
        ]
        rows.append([survey.moment(row), *marks, survey.group(row), survey.comments[row]])
    workbook(path, rows, "Form Responses 1")


ARVO = {
    "fi": ("Vastaajatunnus", "Vastausaika", "Toimipisteen nimi", "Kysymysryhma", "Kysymys", "Vastaus"),
    "sv": ("Svarskod", "Svarstid", "Verksamhetsställets namn", "", "", ""),
    "en": ("Answer identifier", "Response time", "Office name", "", "", ""),
}


def arvo_text(text: str) -> str:
    return one_line(text).replace(";", ",")


def arvo_answers(survey: Survey, row: int) -> list[str]:
    marks = ["" if rating is None else "eos" if rating == SIX else str(rating) for rating in survey.ratings[row]]
    return [*marks, survey.group(row), arvo_text(survey.comments[row])]


def arvo_questions(survey: Survey) -> list[str]:
    return [arvo_text(text) for text in (*survey.statements, survey.heading("group"), survey.heading("free"))]


def write_arvo_wide(path: Path, survey: Survey) -> None:
    rows: list[list[object]] = [[*ARVO[survey.language][:3], *arvo_questions(survey)]]
    rows += [
        [f"V{row:05}", survey.moment(row).date(), "Keskusta", *arvo_answers(survey, row)] for row in range(len(survey))
    ]
    path.write_bytes(separated(rows, ";").encode("utf-8-sig"))


def write_arvo_long(path: Path, survey: Survey) -> None:
    rows: list[list[object]] = [list(ARVO[survey.language])]
    for row in range(len(survey)):
        who = [f"V{row:05}", survey.moment(row).date(), "Keskusta", survey.heading("how")]
        rows += [[*who, *pair] for pair in zip(arvo_questions(survey), arvo_answers(survey, row), strict=True)]
    path.write_bytes(separated(rows, ";").encode("utf-8-sig"))


LIME = {
    "fi": ("Vastauksen tunnus", "Lähetyspäivä", "Viimeinen sivu", "Aloituskieli", "Siemen"),
    "sv": ("Svars-ID", "Datum inskickat", "Sista sidan", "Startspråk", "Frö"),
    "en": ("Response ID", "Date submitted", "Last page", "Start language", "Seed"),
}


def lime_metadata(survey: Survey, row: int) -> list[object]:
    return [row + 1, "1980-01-01 00:00:00", 3, survey.language, 1234567 + row]


def write_lime_text(path: Path, survey: Survey) -> None:
    """Every cell quoted, a masked ``=``, an empty line at the end."""
    rows: list[list[object]] = [[*LIME[survey.language], *in_brackets(survey)]]
    for row in range(len(survey)):
        answers = labelled(survey, row)
        answers[-1] = "'=2+3" if row == 0 else answers[-1]
        rows.append([*lime_metadata(survey, row), *answers])
    path.write_bytes((separated(rows, ";", quote_all=True) + "\r\n").encode("utf-8-sig"))


def write_lime_code_and_text(path: Path, survey: Survey) -> None:
    own = ("id", "submitdate", "lastpage", "startlanguage", "seed")
    rows: list[list[object]] = [
        [
            *(f"{code}. {name}" for code, name in zip(own, LIME[survey.language], strict=True)),
            *(f"G1Q{n}. {header}" for n, header in enumerate(in_brackets(survey), 1)),
        ]
    ]
    rows += [[*lime_metadata(survey, row), *labelled(survey, row)] for row in range(len(survey))]
    path.write_bytes(separated(rows, quote_all=True).encode("utf-8-sig"))


def write_lime_code(path: Path, survey: Survey) -> None:
    """Codes only: ``Q1[SQ001]`` and ``A1`` … ``A5``."""
    heads = [*(f"Q1[SQ00{n}]" for n in range(1, 5)), "Q2", "Q3"]
    rows: list[list[object]] = [["id", "submitdate", "lastpage", "startlanguage", "seed", *heads]]
    for row, ratings in enumerate(survey.ratings):
        marks = ["" if rating is None else f"A{rating}" for rating in ratings]
        rows.append([*lime_metadata(survey, row), *marks, f"A{survey.groups[row] + 1}", survey.comments[row]])
    path.write_bytes(separated(rows, quote_all=True).encode("utf-8-sig"))


def write_lime_old_workbook(path: Path, survey: Survey) -> None:
    rows: list[list[object]] = [[*LIME[survey.language], *in_brackets(survey)]]
    rows += [[*lime_metadata(survey, row), *labelled(survey, row)] for row in range(len(survey))]
    old_workbook(path, rows, "Results survey ID 4711")


def write_surveymonkey(path: Path, survey: Survey) -> None:
    """Two header rows; the ends of the scale as words, the middle as digits."""
    own = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Custom Data 1"]
    rows: list[list[object]] = [
        [*own, survey.heading("how"), "", "", "", survey.heading("group"), survey.heading("free")],
        [*[""] * len(own), *survey.statements, "Response", "Open-Ended Response"],
    ]
    for row, ratings in enumerate(survey.ratings):
        moment = survey.moment(row).strftime("%m/%d/%Y %I:%M:%S %p")
        marks = [survey.label(rating) if rating in (None, 1, 5, 6) else rating for rating in ratings]
        rows.append([10_580_280_000 + row, 248_246_892, moment, moment, "", "", *marks, survey.group(row),
                     survey.comments[row]])  # fmt: skip
    path.write_bytes(separated(rows).encode("utf-8-sig"))


QUALTRICS = (
    ("StartDate", "Start Date"), ("EndDate", "End Date"), ("Status", "Response Type"), ("IPAddress", "IP Address"),
    ("Progress", "Progress"), ("Duration (in seconds)", "Duration (in seconds)"), ("Finished", "Finished"),
    ("RecordedDate", "Recorded Date"), ("ResponseId", "Response ID"), ("RecipientLastName", "Recipient Last Name"),
    ("DistributionChannel", "Distribution Channel"), ("UserLanguage", "User Language"),
)  # fmt: skip


def qualtrics_rows(survey: Survey, dates: bool) -> list[list[object]]:
    names = [*(name for name, _ in QUALTRICS), *(f"Q1_{n}" for n in range(1, 5)), "Q2", "Q3"]
    stems = [f"{survey.heading('how')} - {statement}" for statement in survey.statements]
    rows: list[list[object]] = [
        list(names),
        [*(text for _, text in QUALTRICS), *stems, survey.heading("group"), survey.heading("free")],
    ]
    if not dates:
        rows.append([f'{{"ImportId":"QID{n}"}}' for n in range(len(names))])
    tests = (("Survey Preview", 0), ("Spam", 1))
    for kind, row in (*tests, *(("IP Address", row) for row in range(len(survey)))):
        moment = survey.moment(row) if dates else survey.moment(row).strftime("%Y-%m-%d %H:%M:%S")
        finished = "False" if row == 2 else "True"
        rows.append([moment, moment, kind, "", 100, 300, finished, moment, f"R_{kind[0]}{row}", "", "anonymous",
                     survey.language.upper(), *labelled(survey, row)])  # fmt: skip
    return rows


def write_qualtrics_text(path: Path, survey: Survey) -> None:
    path.write_bytes(separated(qualtrics_rows(survey, dates=False), end="\n").encode("utf-8-sig"))


def write_qualtrics_workbook(path: Path, survey: Survey) -> None:
    workbook(path, qualtrics_rows(survey, dates=True), "Sheet0")


def write_typeform(path: Path, survey: Survey) -> None:
    heads = [*(f"<strong>{text}</strong>" for text in survey.statements), survey.heading("group"),
             survey.heading("free")]  # fmt: skip
    last = ["Start Date (UTC)", "Submit Date (UTC)", "Network ID"]
    rows: list[list[object]] = [["#", *heads, *last]]
    for row in range(len(survey)):
        moment = survey.moment(row).strftime("%Y-%m-%d %H:%M:%S")
        rows.append([f"k{row:030x}", *numbered(survey, row), moment, moment, f"n{row}"])
    path.write_bytes(separated(rows, end="\n").encode())


def write_alchemer(path: Path, survey: Survey) -> None:
    heads = [*(f"{statement}:{survey.heading('how')}" for statement in survey.statements),
             survey.heading("group"), survey.heading("free")]  # fmt: skip
    rows: list[list[object]] = [["Response ID", "Time Started", "Date Submitted", "Status", "Language", *heads]]
    for row in range(len(survey)):
        moment = survey.moment(row).strftime("%b %d, %Y %I:%M:%S %p")
        status = "Partial" if row == 1 else "Complete"
        rows.append([row + 1, moment, moment, status, "", *labelled(survey, row)])
    path.write_bytes(separated(rows, end="\n").encode())


def write_unipark(path: Path, survey: Survey) -> None:
    """Codes; -77 where a question was not seen."""
    own = ["lfdn", "external_lfdn", "tester", "dispcode", "lastpage", "quality", "duration"]
    rows: list[list[object]] = [[*own, "v_1", "v_2", "v_3", "v_4", "v_5", "v_6"]]
    for row, ratings in enumerate(survey.ratings):
        marks = [-77 if rating is None else rating for rating in ratings]
        comment = one_line(survey.comments[row]) or "-99"
        rows.append([row + 1, 0, 0, 31, 991, -77, 245, *marks, survey.groups[row] + 1, comment])
    path.write_bytes(separated(rows, ";").encode("utf-8-sig"))


def write_sosci(path: Path, survey: Survey) -> None:
    """UTF-16 with tabs, variables and then texts as headers; -9 not answered, -1 don't know."""
    names = ["CASE", "SERIAL", "REF", "QUESTNNR", "MODE", "STARTED", "AB01_01", "AB01_02", "AB01_03", "AB01_04",
             "AB02", "AB03_01", "TIME_SUM", "LASTDATA", "FINISHED"]  # fmt: skip
    texts = ["Interview-Nummer", "Seriennummer", "Referenz", "Fragebogen", "Modus", "Begonnen", *survey.statements,
             survey.heading("group"), survey.heading("free"), "Verweildauer", "Letzte Daten", "Beendet"]  # fmt: skip
    rows: list[list[object]] = [list(names), list(texts)]
    for row, ratings in enumerate(survey.ratings):
        moment = survey.moment(row).strftime("%Y-%m-%d %H:%M:%S")
        marks = [-9 if rating is None else -1 if rating == SIX else rating for rating in ratings]
        rows.append([row + 20, "", "", "base", "interview", moment, *marks, survey.groups[row] + 1,
                     one_line(survey.comments[row]), 240, moment, 1])  # fmt: skip
    path.write_bytes(separated(rows, "\t", quote_all=True).encode("utf-16"))


def write_redcap(path: Path, survey: Survey) -> None:
    heads = ["place", "rules", "plan", "respond", "staff_group", "comments"]
    rows: list[list[object]] = [
        ["record_id", "redcap_survey_identifier", "review_timestamp", *heads, "review_complete"]
    ]
    for row, ratings in enumerate(survey.ratings):
        moment = survey.moment(row).strftime("%Y-%m-%d %H:%M:%S")
        marks = ["" if rating is None else rating for rating in ratings]
        rows.append([row + 1, "", moment, *marks, survey.groups[row] + 1, survey.comments[row], 2])
    path.write_bytes(separated(rows, end="\n").encode())


def write_aplus(path: Path, survey: Survey) -> None:
    rows: list[list[object]] = [["Time", "place", "rules", "plan", "respond", "staff_group", "comments"]]
    for row, ratings in enumerate(survey.ratings):
        moment = f"{survey.moment(row):%Y-%m-%d %H:%M:%S}.{row:06}+00:00"
        marks = ["" if rating is None else rating for rating in ratings]
        rows.append([moment, *marks, survey.groups[row] + 1, survey.comments[row]])
    path.write_bytes(separated(rows, end="\n").encode())


def write_plain(path: Path, survey: Survey, encoding: str = "cp1252", separator: str = ";") -> None:
    """A table by hand: numbers with decimal commas and labels mixed, a total at the end."""
    rows: list[list[object]] = [[*survey.statements, survey.heading("group"), survey.heading("free")]]
    rows += [numbered(survey, row, ",0") for row in range(len(survey))]
    text = separated(rows, separator)
    path.write_bytes(text.encode(encoding))


def write_plain_utf16(path: Path, survey: Survey) -> None:
    write_plain(path, survey, "utf-16-le", "|")


#: Format → (tool, writer).
WRITERS: Mapping[str, tuple[str, Callable[[Path, Survey], None]]] = {
    "webropol text": ("webropol", write_webropol_text),
    "webropol xlsx": ("webropol", write_webropol_workbook),
    "microsoft forms xlsx": ("microsoft_forms", write_forms_workbook),
    "microsoft forms csv": ("microsoft_forms", write_forms_text),
    "google forms csv": ("google_forms", write_google_text),
    "google forms tsv": ("google_forms", write_google_tabs),
    "google forms xlsx": ("google_forms", write_google_workbook),
    "arvo wide": ("arvo", write_arvo_wide),
    "arvo long": ("arvo", write_arvo_long),
    "limesurvey text": ("limesurvey", write_lime_text),
    "limesurvey code and text": ("limesurvey", write_lime_code_and_text),
    "limesurvey code": ("limesurvey", write_lime_code),
    "limesurvey xls": ("limesurvey", write_lime_old_workbook),
    "surveymonkey": ("surveymonkey", write_surveymonkey),
    "qualtrics csv": ("qualtrics", write_qualtrics_text),
    "qualtrics xlsx": ("qualtrics", write_qualtrics_workbook),
    "typeform": ("typeform", write_typeform),
    "alchemer": ("alchemer", write_alchemer),
    "unipark": ("unipark", write_unipark),
    "sosci": ("sosci", write_sosci),
    "redcap": ("redcap", write_redcap),
    "aplus": ("aplus", write_aplus),
    "plain cp1252": ("table", write_plain),
    "plain utf-16": ("table", write_plain_utf16),
}

#: Formats whose headers hold codes and no statements, and these codes.
CODES: Mapping[str, Sequence[str]] = {
    "limesurvey code": ("SQ001", "SQ002", "SQ003", "SQ004"),
    "unipark": ("v_1", "v_2", "v_3", "v_4"),
    "redcap": ("place", "rules", "plan", "respond"),
    "aplus": ("place", "rules", "plan", "respond"),
}


def plain_reading(cells: Iterable[str], survey: Survey) -> list[int | None]:
    """Read cells in the simplest way: labels, digits, ``3.0``, ``3,0``, ``A3``; 6 for don't know."""
    labels = {survey.label(rating): rating for rating in range(1, 7)}
    codes = {"": None, "-77": None, "-9": None, "-1": 6, "eos": 6}
    readings: list[int | None] = []
    for cell in cells:
        text = cell.replace("\xa0", " ").strip()
        if text in labels:
            readings.append(labels[text])
        elif text in codes:
            readings.append(codes[text])
        else:
            readings.append(int(float(text.removeprefix("A").replace(",", "."))))
    return readings
