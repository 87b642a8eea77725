"""Make the invented demonstration: two waves of answers of an organisation that does not exist.

Run it as ``python scripts/make_demonstration.py [FOLDER]``; without a folder it writes into the repository. It is
seeded: running it again gives the same files. Only `Random.random` is drawn from, which is the same everywhere.
"""

from __future__ import annotations

import csv
import io
import os
import re
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd

from critical_points.instrument import Instrument, Item, load_instrument
from critical_points.language import Language
from critical_points.notes import split_notes
from critical_points.notes.search import in_order
from critical_points.notes.sheet import FILE, write_sheet
from critical_points.notes.updating import Row, merge
from critical_points.sharing import name_copy, share_wave
from critical_points.workbook import fill_form, load_plan, make_form
from critical_points.workbook.pdf import write_pdf
from critical_points.workbook.sheets import write_sheets
from critical_points.workspace import Review, open_review

# openpyxl writes the same XML whether lxml is installed or not; it reads this when it is imported, below
os.environ["OPENPYXL_LXML"] = "False"

REVIEW = """\
# The invented demonstration: this organisation does not exist, and nobody has given these answers.
# scripts/make_demonstration.py writes this file and everything under data/raw.

organisation = "Aaltolahden koulutuskuntayhtymä (keksitty)"
language = "fi" # of the reports: fi, sv or en
minimum = 5 # results of fewer respondents are not shown

# Campuses: the name that is shown, and other words for it in the surveys.
[units.harbour]
name = { fi = "Satamakampus", sv = "Hamncampus", en = "Harbour campus" }
synonyms = { fi = ["Satama"] }

[units.forest]
name = { fi = "Metsäkampus", sv = "Skogscampus", en = "Forest campus" }
synonyms = { fi = ["Metsä"] }

[waves.2025]
funding_decision = 2025-01-20 # of the strategy funding: the review starts within two months of it
started = 2025-03-03
responsible = "laatupäällikkö"
respondents = "opetus- ja ohjaushenkilöstö, esihenkilöt, johto, kehittämishenkilöstö ja työelämäpalvelut"
period = [2025-03-17, 2025-04-04]
headcount = { teaching = 262, supervisors = 34, management = 7, development = 16, services = 29 }
plan_made = 2025-05-15
plan_checked = 2026-05-12

[waves.2026]
started = 2026-02-23
responsible = "laatupäällikkö"
respondents = "opetus- ja ohjaushenkilöstö, esihenkilöt, johto, kehittämishenkilöstö ja työelämäpalvelut"
period = [2026-03-16, 2026-04-02]
headcount = { teaching = 258, supervisors = 36, management = 7, development = 19, services = 31 }
plan_made = 2026-05-14
"""

MAPPING_PREAMBLE = """\
# What the analyst confirmed of the survey of 2025. Columns that carry a statement of the instrument word for word
# are not listed: they need no decision.
#
# header is the question and its statement as they stand in the file, joined by " | ".
# comparable = false: the wording says something else than today's, so the item is not compared with other years.
"""

MAPPING_GROUPS = """
# Answers to "Mihin henkilöstöryhmään kuulut?" that are no group's name as they stand.
[groups]
"Opettaja tai ohjaaja" = "teaching"
"Hanketyöntekijä" = "development"
"""

#: Points and levels: how well each was realised in 2025 and in 2026, on the scale 1–5.
REALISED = {
    "reachability": (3.4, 3.5),
    "student_readiness": (3.2, 3.2),
    "joint_planning": (2.7, 2.75),
    "workplace_guidance": (3.3, 3.25),
    "transitions": (2.6, 3.15),  # last year's development target
    "feedback": (2.9, 3.1),
    "demonstrations": (3.9, 3.9),
    "customer_relations": (3.0, 3.0),
    "foundation": (3.8, 3.8),
    "everyday": (3.3, 3.4),
    "developing": (2.9, 3.0),
    "strategic": (2.8, 2.95),
    "networks": (2.7, 2.8),
    "monitoring": (2.6, 2.7),
}

#: How a group sees a point or level, against what is said above; "" is for the others.
VIEWS = {
    "teaching": {"joint_planning": -0.2, "strategic": -0.2},
    "supervisors": {"joint_planning": 0.9, "developing": 0.5, "": 0.2},
    "management": {"strategic": 0.9, "": 0.5},
    "development": {"feedback": -0.5, "": -0.1},
    "services": {"reachability": 0.5, "customer_relations": 0.6, "student_readiness": -0.4},
}

#: The forest campus is far from its workplaces.
FOREST = {"transitions": -0.35, "reachability": -0.25}

#: Items that many cannot rate, and how many; of the others 4 % of the answers are "don't know".
HARD_TO_RATE = {"networks_1": 0.12, "networks_2": 0.14, "strategic_1": 0.1, "feedback_3": 0.09}

#: The wording of 2025 where it differs, and whether it means the same as today's.
OLD_WORDING = {
    "reachability_2": ("Jokaisella asiakkaalla on meillä oma vastuuhenkilö.", True),
    "workplace_guidance_1": ("Työpaikkaohjaajat perehdytetään opiskelijan ohjaamiseen.", True),
    "transitions_3": ("Muutoksista tiedotetaan työpaikalle ajoissa.", True),
    "demonstrations_2": ("Näyttöjen ajankohdat on merkitty lukuvuoden suunnitelmaan.", False),
}

COMMENTS = {
    "2025": (
        "Työpaikkakäynteihin tarvittaisiin lisää aikaa.",
        "Yhteinen kalenteri helpottaisi suunnittelua; nyt tieto on monessa paikassa.",
        "Poikkeustilanteisiin kaivataan selkeää ohjetta.",
        "Näytöt sujuvat alallamme hyvin.",
        "Kun opiskelija vaihtaa työpaikkaa, tieto ei aina kulje.\nTähän tarvitaan yhteinen tapa.",
        "Palautetta kerätään, mutta tulokset eivät tule takaisin tiimeihin.",
        "Hyvä, että asiasta kysytään!",
        "Uudet työpaikkaohjaajat tarvitsevat lyhyen perehdytyksen.",
        "Kiitos \"avoimet ovet\" -päivästä, niitä lisää.",
        "En tiedä, kuka vastaa isoista asiakkaista.",
    ),
    "2026": (
        "Siirtymien uusi ohje on ollut hyödyllinen.",
        "Suunnitteluun ei jää aikaa lukuvuoden alussa.",
        "Yhteydenpito työpaikkoihin on parantunut.",
        "Palautteen käsittelyyn tarvitaan yhteinen malli.",
        "Verkostojen toiminta näkyy opettajille vain vähän.",
        "Työpaikat toivovat yhtä yhteyshenkilöä.",
        "Näyttöjen arviointi on yhtenäisempää kuin ennen.",
        "Metsäkampukselta on pitkä matka työpaikoille.",
        "Työpaikkaohjaajien verkkokurssi toimii hyvin.",
        "HOKSin tekemiseen pitäisi varata enemmän aikaa.",
        "Kiittäminen unohtuu kiireessä.",
        "Uusi opettaja ei löydä ohjeita helposti.",
        "Yhteiset tapahtumat ovat olleet onnistuneita.",
        "Vastuut ovat selkiytyneet vuodessa.",
    ),
}  # fmt: skip

UNSURE = "unsure"

#: Other organisations, which do not exist either: their respondents, and how well points and levels are realised there
#: against what is said above; "" is for the others. Their results are shared as  critical-points share  does it.
OTHERS = {
    "Kivisalmen ammattiopisto (keksitty)": (
        {"teaching": 96, "supervisors": 22, "management": 8, "development": 12, "services": 15},
        {"joint_planning": 0.5, "transitions": -0.3, "demonstrations": -0.2, "": 0.0},
    ),
    "Hallavuoren koulutuskeskus (keksitty)": (
        {"teaching": 121, "supervisors": 27, "management": 11, "development": 16, "services": 21},
        {"joint_planning": 0.3, "transitions": -0.4, "networks": 0.3, "": -0.1},
    ),
    "Ruskolammin opisto (keksitty)": (
        {"teaching": 58, "supervisors": 13, "services": 12},
        {"reachability": -0.4, "customer_relations": 0.4, "": -0.2},
    ),
    "Tuulikankaan ammattiopisto (keksitty)": (
        {"teaching": 84, "supervisors": 16, "management": 7, "services": 18},
        {"joint_planning": 0.4, "transitions": -0.3, "strategic": 0.3, "": -0.05},
    ),
}

OTHERS_REVIEW = """\
organisation = "{organisation}"
language = "fi"

[units.harbour]
name = {{ fi = "Satamakampus", sv = "Hamncampus", en = "Harbour campus" }}

[units.forest]
name = {{ fi = "Metsäkampus", sv = "Skogscampus", en = "Forest campus" }}
"""


@dataclass(frozen=True)
class Wave:
    """What is decided beforehand about one wave; respondents are numbered from 1 in the order of the file."""

    name: str
    change: int
    groups: Mapping[str, int]
    first_day: date
    days: tuple[int, ...]
    stopped: tuple[int, ...]
    broken: Mapping[tuple[int, str], str]


WAVES = (
    Wave(
        "2025",
        0,
        {"teaching": 118, "supervisors": 26, "management": 6, "development": 11, "services": 21},
        date(2025, 3, 17),
        (0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18),
        stopped=(23, 71, 119, 160),
        broken={(34, "student_readiness_1"): "7", (88, "joint_planning_3"): "1,5", (142, "monitoring_2"): "0"},
    ),
    Wave(
        "2026",
        1,
        {"teaching": 138, "supervisors": 31, "management": 4, "development": 14, "services": 24},
        date(2026, 3, 16),
        (0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15, 16, 17),
        stopped=(12, 64, 101, 150, 199),
        broken={
            (17, "reachability_1"): "Toteutuu hyvn",
            (58, "feedback_3"): "?",
            (93, "joint_planning_2"): "7",
            (131, "transitions_2"): "3-4",
            (176, "demonstrations_1"): "hyvin/kohtalaisesti",
        },
    ),
)


@dataclass(frozen=True)
class Answer:
    """One respondent's answers: ratings are 1–5, "" for a blank, `UNSURE`, or a broken cell as it stands."""

    started: datetime
    submitted: datetime
    group: str
    unit: str
    ratings: Mapping[str, str]
    votes: tuple[str, ...]
    comment: str = ""


def subject(item: Item) -> str:
    """Return the point or the level of an item."""
    return item.point or item.level or ""


def normal(rng: Random) -> float:
    """Return a draw that is close to the standard normal distribution."""
    return sum(rng.random() for _ in range(12)) - 6


def rate(rng: Random, item: Item, expected: float) -> str:
    """Return one answer to an item."""
    luck = rng.random()
    if luck < 0.02:
        return ""
    if luck < 0.02 + HARD_TO_RATE.get(item.key, 0.04):
        return UNSURE
    offset = {"1": 0.15, "2": -0.15, "3": 0.0}[item.key[-1]]
    return str(min(5, max(1, round(expected + offset + 0.75 * normal(rng)))))


def pick(rng: Random, weights: Mapping[str, float]) -> str:
    """Return one of the keys, each as likely as its weight."""
    place = rng.random() * sum(weights.values())
    for key, weight in weights.items():
        place -= weight
        if place <= 0:
            return key
    return list(weights)[-1]


def choose(rng: Random, expected: Mapping[str, float], points: Sequence[str]) -> tuple[str, ...]:
    """Return up to three points to develop; a point that is poorly realised is chosen more often."""
    wanted = (0, 1, 1, 2, 2, 2, 3, 3, 3, 3)[int(10 * rng.random())]
    chosen: set[str] = set()
    while len(chosen) < wanted:
        lacking = {point: max(0.2, 4.6 - expected[point]) for point in points if point not in chosen}
        chosen.add(pick(rng, {point: lack * lack * lack for point, lack in lacking.items()}))
    return tuple(point for point in points if point in chosen)


def respond(
    rng: Random, instrument: Instrument, wave: Wave, group: str, shift: Mapping[str, float] | None = None
) -> Answer:
    """Return one respondent's answers; `shift` is how another organisation differs from what is said above."""
    there = shift or {}
    unit = "harbour" if rng.random() < 0.62 else "forest"
    view, own = VIEWS[group], 0.45 * normal(rng)
    expected = {
        key: both[wave.change]
        + own
        + view.get(key, view.get("", 0.0))
        + there.get(key, there.get("", 0.0))
        + (FOREST.get(key, 0.0) if unit == "forest" else 0.0)
        for key, both in REALISED.items()
    }
    day = wave.first_day + timedelta(days=wave.days[int(len(wave.days) * rng.random())])
    started = datetime(day.year, day.month, day.day, 8) + timedelta(seconds=int(8 * 3600 * rng.random()))
    return Answer(
        started,
        started + timedelta(seconds=240 + int(600 * rng.random())),
        group,
        unit,
        {item.key: rate(rng, item, expected[subject(item)]) for item in instrument.items},
        choose(rng, expected, [point.key for point in instrument.points]),
    )


def answers_of(instrument: Instrument, wave: Wave) -> list[Answer]:
    """Return every respondent's answers, in the order of time, with what is decided about some of them."""
    rng = Random(f"critical points {wave.name}")
    drawn = [respond(rng, instrument, wave, group) for group, n in wave.groups.items() for _ in range(n)]
    answers = sorted(drawn, key=lambda answer: (answer.submitted, answer.group))
    for number in wave.stopped:
        left_at = 10 + number % 7
        kept = dict(list(answers[number - 1].ratings.items())[:left_at])
        ratings = {item.key: kept.get(item.key, "") for item in instrument.items}
        answers[number - 1] = replace(answers[number - 1], ratings=ratings, votes=())
    for (number, item), text in wave.broken.items():
        answers[number - 1] = replace(answers[number - 1], ratings={**answers[number - 1].ratings, item: text})
    for n, comment in enumerate(COMMENTS[wave.name]):
        answers[7 + 13 * n] = replace(answers[7 + 13 * n], comment=comment)
    return answers


# ── 2025: Webropol ──

WEBROPOL_GROUPS = {
    "teaching": "Opettaja tai ohjaaja",
    "supervisors": "Esimies",
    "management": "Johto",
    "development": "Hanketyöntekijä",
    "services": "Työelämäpalvelut",
}
WEBROPOL_UNITS = {"harbour": "Satama", "forest": "Metsä"}


@dataclass(frozen=True)
class Question:
    """One question of the Webropol survey: its title, its columns and its options."""

    title: str
    subs: tuple[str, ...]
    options: tuple[str, ...]


def old_text(item: Item) -> str:
    """Return an item's statement as the survey of 2025 had it."""
    return OLD_WORDING[item.key][0] if item.key in OLD_WORDING else item.text["fi"]


def webropol_questions(instrument: Instrument) -> list[Question]:
    """Return the questions of the survey of 2025, in the order of its form."""
    scale = [variants[0].capitalize() for variants in instrument.scale("realised").labels["fi"]]
    options = (*scale, "En osaa sanoa")
    points = tuple(point.name["fi"] for point in instrument.points)
    rated = [
        Question(point.name["fi"], tuple(map(old_text, instrument.items_of("point", point.key))), options)
        for point in instrument.points
    ]
    levels = tuple(old_text(item) for item in instrument.items if item.level)
    return [
        Question("Mihin henkilöstöryhmään kuulut?", ("-",), tuple(WEBROPOL_GROUPS.values())),
        Question("Toimipiste", ("-",), tuple(WEBROPOL_UNITS.values())),
        *rated,
        Question("Kumppanuuden tasot", levels, options),
        Question("Mitkä pisteet vaativat eniten kehittämistä?", points, points),
        Question("Vapaa sana", ("-",), ()),
    ]


def webropol_cells(instrument: Instrument, answer: Answer) -> list[str]:
    """Return a respondent's row: the time, and the number of each chosen option."""
    ratings = [answer.ratings[item.key] for item in instrument.items]
    votes = [str(n) if point.key in answer.votes else "" for n, point in enumerate(instrument.points, 1)]
    return [
        f"{answer.submitted:%d.%m.%Y %H:%M:%S}",
        str(list(WEBROPOL_GROUPS).index(answer.group) + 1),
        str(list(WEBROPOL_UNITS).index(answer.unit) + 1),
        *("6" if rating == UNSURE else rating for rating in ratings),
        *votes,
        answer.comment,
    ]


def webropol(instrument: Instrument, answers: Iterable[Answer]) -> bytes:
    """Return a Webropol export: two header rows, option numbers, and the legend below two blank rows."""
    questions = webropol_questions(instrument)
    titles, subs = ["Vastausaika"], [""]
    for question in questions:
        titles += [question.title, *[""] * (len(question.subs) - 1)]
        subs += question.subs
    blank = [""] * len(titles)
    legend = [list(blank) for _ in range(max(len(question.options) for question in questions))]
    place = 1
    for question in questions:
        for n, option in enumerate(question.options):
            legend[n][place] = f"{n + 1} = {option}"
        place += len(question.subs)
    rows = [titles, subs, *(webropol_cells(instrument, answer) for answer in answers), blank, blank, *legend]
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def mapping(instrument: Instrument) -> str:
    """Return the analyst's decisions about the survey of 2025."""
    text = MAPPING_PREAMBLE
    for key, (wording, comparable) in OLD_WORDING.items():
        title = instrument.point(instrument.item(key).point or "").name["fi"]
        text += f'\n[[column]]\nheader = "{title} | {wording}"\nkind = "rating"\nitem = "{key}"\n'
        text += f"comparable = {str(comparable).lower()}\n"
    return text + MAPPING_GROUPS


# ── 2026: Microsoft Forms ──

FORMS_UNITS = {"harbour": "Satamakampus", "forest": "Metsäkampus"}


def forms_cell(instrument: Instrument, rating: str) -> str | int | None:
    """Return an answer as the form writes it; a broken one as it stands."""
    labels = [variants[0].capitalize() for variants in instrument.scale("realised").labels["fi"]]
    labels[2] += "\N{NO-BREAK SPACE}"  # as the form's maker typed it
    if rating == UNSURE:
        return "En osaa sanoa"
    if rating.isdigit():
        return labels[int(rating) - 1] if int(rating) <= len(labels) else int(rating)
    return rating or None


def forms(instrument: Instrument, answers: Sequence[Answer]) -> bytes:
    """Return a Microsoft Forms export: a workbook with one table, answers as texts."""
    from openpyxl import Workbook
    from openpyxl.worksheet.table import Table

    names = {point.key: point.name["fi"] for point in instrument.points}
    header = ["ID", "Aloitusaika", "Valmistumisaika", "Sähköposti", "Nimi", "Henkilöstöryhmä", "Kampus"]
    header += [item.text["fi"] for item in instrument.items]
    header += [instrument.question("votes").text["fi"], "Mitä muuta haluat sanoa?"]
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Sheet1"
    sheet.append(header)
    for n, answer in enumerate(answers, 1):
        group = instrument.group(answer.group).name["fi"].capitalize()
        row = [n, answer.started, answer.submitted, "anonymous", None, group, FORMS_UNITS[answer.unit]]
        row += [forms_cell(instrument, answer.ratings[item.key]) for item in instrument.items]
        row += ["".join(f"{names[vote]};" for vote in answer.votes) or None, answer.comment or None]
        sheet.append(row)
        for column in (2, 3):
            sheet.cell(n + 1, column).number_format = "m/d/yy h:mm:ss"
    sheet.add_table(Table(displayName="Table1", ref=sheet.dimensions))
    book.properties.creator = ""
    draft = io.BytesIO()
    book.save(draft)
    return settled(draft.getvalue(), datetime(2026, 4, 7, 9))


def settled(draft: bytes, moment: datetime) -> bytes:
    """Return a workbook as a file that does not tell when or where it was written."""
    final = io.BytesIO()
    stamp = f"{moment:%Y-%m-%dT%H:%M:%SZ}".encode()
    with zipfile.ZipFile(io.BytesIO(draft)) as source, zipfile.ZipFile(final, "w") as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + stamp, source.read(name))
            entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
            entry.create_system = 3
            target.writestr(entry, part, zipfile.ZIP_DEFLATED, 9)
    return final.getvalue()


# ── The workbooks of part 2, and the list of notes ──

#: When the teams have sent their workbooks, and the analyst has chosen what is published.
SENT = {"2025": datetime(2025, 5, 14, 12), "2026": datetime(2026, 5, 13, 12)}


def flattened(told: Mapping[str, Any], before: str = "") -> dict[str, str]:
    """Return the texts of tables within tables by the keys of the form's fields: "point.feedback.works"."""
    texts: dict[str, str] = {}
    for name, value in told.items():
        key = f"{before}{name}"
        texts |= flattened(value, f"{key}.") if isinstance(value, dict) else {key: value.strip()}
    return texts


def settled_pdf(draft: bytes, moment: datetime) -> bytes:
    """Return a PDF that does not tell when it was written: its dates and the id of this very copy, at their length."""
    dates = (
        (rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?=\+00:00)", "%Y-%m-%dT%H:%M:%S"),
        (rb"(?<=\(D\\072)\d{14}", "%Y%m%d%H%M%S"),
    )
    for pattern, written in dates:
        draft = re.sub(pattern, moment.strftime(written).encode(), draft)
    draft = re.sub(rb"(?<=<xmpMM:InstanceID>)[^<]+", lambda found: b"A" * len(found[0]), draft)
    return re.sub(rb"(?<=/ID \[ <)([0-9a-f]+> <)([0-9a-f]+)", lambda found: found[1] + b"0" * len(found[2]), draft)


def workbook(review: Review, told: Mapping[str, Any]) -> bytes:
    """Return a team's filled workbook, without results of part 1, as it was sent out before them."""
    form = make_form(review, told["wave"], None, Language("fi"))
    values = flattened({name: value for name, value in told.items() if name not in ("wave", "file")})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / told["file"]
        if path.suffix == ".pdf":
            return settled_pdf(write_pdf(fill_form(form, values), path).read_bytes(), SENT[told["wave"]])
        return settled(write_sheets(fill_form(form, values), path).read_bytes(), SENT[told["wave"]])


def note_list(review: Review, wave: str, published: Mapping[str, str]) -> bytes:
    """Return ``discussion.xlsx`` of a wave with what the analyst publishes: the text of a note → what is shown."""
    notes = split_notes(load_plan(review, [wave]).discussion)
    unknown = set(published) - set(notes["text"])
    assert not unknown, f"no team has written: {unknown}"
    rows = merge(pd.DataFrame(columns=list(Row.__dataclass_fields__)), notes)
    rows["publish"] = rows["text"].map(published).fillna("")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE
        write_sheet(path, in_order(rows.assign(wave=wave), review), review.labels)
        return settled(path.read_bytes(), SENT[wave])


# ── What other organisations have shared ──


def shared(instrument: Instrument, organisation: str) -> tuple[str, bytes]:
    """Return the name and the content of the file that another organisation shares of 2026."""
    groups, shift = OTHERS[organisation]
    wave = replace(WAVES[1], groups=groups, stopped=(), broken={})
    rng = Random(f"critical points {organisation}")
    drawn = [respond(rng, instrument, wave, group, shift) for group, n in groups.items() for _ in range(n)]
    answers = sorted(drawn, key=lambda answer: (answer.submitted, answer.group))
    with tempfile.TemporaryDirectory() as folder:
        settings = OTHERS_REVIEW.format(organisation=organisation).encode()
        write_all(Path(folder), {"review.toml": settings, "data/raw/2026/kysely.xlsx": forms(instrument, answers)})
        path = share_wave(open_review(Path(folder)), "2026")
        text = re.sub(r"(?m)^# made: .*$", f"# made: {SENT['2026']:%Y-%m-%d}", path.read_text(encoding="utf-8"))
    return name_copy(organisation), text.encode()


def write_all(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Write files and return their places."""
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return [folder / name for name in contents]


def make_demonstration(folder: Path) -> list[Path]:
    """Write the demonstration and return its files."""
    instrument = load_instrument()
    answers = {wave.name: answers_of(instrument, wave) for wave in WAVES}
    title = f"Kriittiset pisteet 2026(1-{len(answers['2026'])}).xlsx"
    contents = {
        "review.toml": REVIEW.encode(),
        "data/raw/2025/Kriittisten pisteiden kysely 2025.csv": webropol(instrument, answers["2025"]),
        "data/raw/2025/mapping.toml": mapping(instrument).encode(),
        f"data/raw/2026/{title}": forms(instrument, answers["2026"]),
    }
    written = write_all(folder, contents)
    told = tomllib.loads((Path(__file__).parent / "demonstration_workbooks.toml").read_text(encoding="utf-8"))
    review = open_review(folder)
    workbooks = {f"data/raw/{one['wave']}/{one['file']}": workbook(review, one) for one in told["workbook"]}
    written += write_all(folder, workbooks)
    lists = {f"data/raw/{wave}/{FILE}": note_list(review, wave, told["published"][wave]) for wave in SENT}
    files = dict(shared(instrument, organisation) for organisation in OTHERS)
    benchmark = {f"data/raw/2026/benchmark/{name}": content for name, content in files.items()}
    return written + write_all(folder, lists) + write_all(folder, benchmark)


if __name__ == "__main__":
    here = Path(__file__).resolve().parents[1]
    for written in make_demonstration(Path(sys.argv[1]) if len(sys.argv) > 1 else here):
        print(written)
