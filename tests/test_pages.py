from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from playwright.sync_api import Browser

from critical_points.reports import build_reports
from critical_points.scaffold import new_workspace
from critical_points.workspace import open_review
from tests.browser import REQUIRED, find_browser, open_browser, open_page
from tests.pages_support import tiny_workspace, without_answers

pytestmark = [pytest.mark.browser, pytest.mark.slow]

REPOSITORY = Path(__file__).parents[1]
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    "resultTypes": ["violations", "incomplete"],
}
#: Why axe leaves the contrast of a table's cells open: one is scrolled out of sight, or is one digit.
UNDECIDABLE = {"elmPartiallyObscured", "elmPartiallyObscuring", "shortTextContent"}
#: As WCAG 2.1, 1.4.12 widens text.
WIDE_TEXT = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }"""
#: The first page, a page of each kind of text.
LOOKED_AT = ("index.html", "point_transitions.html", "10_methods.html")
#: Marks of a scale, which stand in no table.
TICKS = {str(number) for number in (*range(1, 6), *range(0, 101, 10))}
REPORTS = ("tiny-fi", "demonstration-fi", "demonstration-sv", "demonstration-en")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = find_browser()
    if program is None:
        stop = pytest.fail if os.environ.get(REQUIRED) else pytest.skip
        stop("No Chromium is installed (Debian: apt-get install chromium), and CHROMIUM names none.")
    with open_browser(program) as opened:
        yield opened


@pytest.fixture(scope="module", params=REPORTS)
def pages(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Every page of a report: one of each thing, and the demonstration in each language."""
    kind, code = request.param.split("-")
    root = tmp_path_factory.mktemp(kind) / "tätä työtilaa"
    if kind == "tiny":
        with without_answers():
            return build_reports(tiny_workspace(root), "2026")
    new_workspace(root, demo=True)
    return build_reports(open_review(root, language=code), "2026", language=code)


def test_axe_finds_nothing_and_leaves_nothing_undecided(browser: Browser, pages: list[Path]) -> None:
    found = []
    for path in pages:
        for width in (1280, 400, 768) if path.name in LOOKED_AT else (1280, 400):
            with open_page(browser, path, width) as (page, _):
                page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
                # axe cannot tell the contrast on a gradient: the shadow at a table's side is taken away
                page.add_style_tag(content=".scroll { background: none !important }")
                results = Axe().run(page, options=RULES).response
            found += [(path.name, width, rule["id"], node["html"][:200]) for rule, node in problems(results)]
    assert found == []


def problems(results: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield rule and element: every violation, and what is undecided without a good reason."""
    for rule in results["violations"]:
        yield from ((rule, node) for node in rule["nodes"])
    for rule in results["incomplete"]:
        for node in rule["nodes"]:
            reasons = [str((check["data"] or {}).get("messageKey")) for check in node["any"]]
            if not reasons or not set(reasons) <= UNDECIDABLE:
                yield rule, node


def test_no_request_leaves_the_page(browser: Browser, pages: list[Path]) -> None:
    for path in pages:
        with open_page(browser, path) as (page, asked):
            page.wait_for_timeout(200)
            others = [address for address in asked if not address.startswith("data:")]
        assert others == [path.resolve().as_uri()]


def test_nothing_is_wider_than_a_telephone(browser: Browser, pages: list[Path]) -> None:
    for path in pages:
        with open_page(browser, path, width=400) as (page, _):
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            assert page.evaluate("document.documentElement.scrollWidth") <= 400, path.name
            beyond = page.evaluate(
                """() => [...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll, .skip')
                    && e.getBoundingClientRect().right > 401).map(e => e.outerHTML.slice(0, 120))"""
            )
        assert beyond == [], path.name


def test_at_twice_the_size_and_with_wide_text_nothing_is_lost(browser: Browser, pages: list[Path]) -> None:
    for path in pages:
        with open_page(browser, path, width=640) as (page, _):  # 1280 at 200 %
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            assert page.evaluate("document.documentElement.scrollWidth") <= 640, path.name
            page.add_style_tag(content=WIDE_TEXT)
            assert page.evaluate("document.documentElement.scrollWidth") <= 640, path.name
            cut = page.evaluate(
                """() => [...document.querySelectorAll('body *')].filter(e => {
                    const style = getComputedStyle(e), hides = way => ['hidden', 'clip'].includes(way);
                    return hides(style.overflowX) && e.scrollWidth > e.clientWidth + 1
                        || hides(style.overflowY) && e.scrollHeight > e.clientHeight + 1;
                }).map(e => e.outerHTML.slice(0, 120))"""
            )
        assert cut == [], path.name


def test_the_first_page_is_read_in_three_minutes_and_is_light(browser: Browser, pages: list[Path]) -> None:
    front = next(path for path in pages if path.name == "index.html")
    assert front.stat().st_size <= 1_500_000
    with open_page(browser, front) as (page, _):
        words = page.evaluate(
            """() => { const main = document.querySelector('main').cloneNode(true);
                main.querySelectorAll('table, details, nav').forEach(e => e.remove());
                return main.innerText.split(/\\s+/).filter(Boolean).length }"""
        )
    assert 0 < words <= 600  # 200 a minute


def test_every_picture_is_described_and_drawn(browser: Browser, pages: list[Path]) -> None:
    seen = 0
    for path in pages:
        with open_page(browser, path) as (page, _):
            pictures = page.evaluate(
                "[...document.images].map(i => [i.alt.length, i.naturalWidth, i.closest('figure') != null])"
            )
        assert all(described > 20 and drawn > 100 and in_figure for described, drawn, in_figure in pictures), path.name
        seen += len(pictures)
    assert seen > 0


def test_headings_go_one_step_at_a_time_and_the_first_is_alone(browser: Browser, pages: list[Path]) -> None:
    for path in pages:
        with open_page(browser, path) as (page, _):
            levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => Number(h.tagName[1]))")
        assert levels[0] == 1, path.name
        assert levels.count(1) == 1, path.name
        assert all(after <= before + 1 for before, after in pairwise(levels)), path.name


def test_every_link_leads_somewhere(browser: Browser, pages: list[Path]) -> None:
    for path in pages:
        with open_page(browser, path) as (page, _):
            links = page.evaluate("[...document.querySelectorAll('a')].map(a => a.href)")
            assert links
            for link in links:
                parts = urlsplit(link)
                leads_to = Path(url2pathname(parts.path))
                assert parts.scheme == "file", link
                assert leads_to in [other.resolve() for other in pages], link
                if leads_to == path.resolve() and parts.fragment:
                    target = unquote(parts.fragment)
                    assert page.evaluate("id => document.getElementById(id) != null", target), link


@pytest.mark.parametrize("width", [1280, 400])
def test_the_keyboard_reaches_everything_and_shows_where_it_is(browser: Browser, pages: list[Path], width: int) -> None:
    for path in [page for page in pages if page.name in LOOKED_AT]:
        with open_page(browser, path, width) as (page, _):
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.className") == "skip"
            assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
            page.keyboard.press("Enter")
            assert page.evaluate("document.activeElement.id") == "content"
        with open_page(browser, path, width) as (page, _):
            reached = 0
            for _ in range(page.locator("a, summary, [tabindex='0']").count() + 1):
                page.keyboard.press("Tab")
                where = page.evaluate(
                    """() => { const e = document.activeElement, style = getComputedStyle(e);
                        if (e === document.body) return null;
                        e.dataset.reached = 'yes';
                        return [e.tagName, style.outlineStyle, parseFloat(style.outlineWidth), e.outerHTML]
                    }"""
                )
                if where is None:
                    break
                reached += 1
                assert where[1] == "solid", where
                assert where[2] >= 2, where
                if where[0] == "SUMMARY" and page.evaluate("!document.activeElement.parentElement.open"):
                    page.keyboard.press("Enter")  # what is folded in opens without a mouse
            assert reached > 3, path.name
            missed = page.evaluate(
                """() => [...document.querySelectorAll("a, summary, [tabindex='0']")]
                    .filter(e => e.checkVisibility() && e.dataset.reached !== 'yes').map(e => e.outerHTML)"""
            )
        assert missed == [], (path.name, width)


def test_the_pages_are_in_sight_where_there_is_room_and_folded_in_on_a_telephone(
    browser: Browser, pages: list[Path]
) -> None:
    front = next(path for path in pages if path.name == "index.html")
    shown = """() => [...document.querySelectorAll('.menu > ul a')]
        .filter(e => e.checkVisibility({contentVisibilityAuto: true})).length"""
    for width, links in ((1280, len([path for path in pages if not path.name.startswith("point_")])), (400, 0)):
        with open_page(browser, front, width) as (page, _):
            assert page.evaluate(shown) == links, width
            assert page.locator(".menu > summary").is_visible() == (width == 400)


def pictures(path: Path) -> list[ElementTree.Element]:
    """Return the figures of a page, as their SVG."""
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    sources = [str(image["src"]).partition(",") for image in page.select("figure img[src^='data:image/svg']")]
    return [ElementTree.fromstring(unquote(content)) for _, _, content in sources]


def test_the_text_of_a_figure_can_be_read_on_a_telephone(browser: Browser, pages: list[Path]) -> None:
    read = 0
    for path in pages:
        with open_page(browser, path, width=400) as (page, _):
            widths = page.evaluate(
                "[...document.querySelectorAll(\"figure img[src^='data:image/svg']\")].map(i => i.width)"
            )
        for width, picture in zip(widths, pictures(path), strict=True):
            sizes = [float(text.get("font-size", "0")) for text in picture.iter("{http://www.w3.org/2000/svg}text")]
            assert min(sizes) * width / float(picture.get("viewBox", "").split()[2]) >= 9, path.name
            read += len(sizes)
    assert read > 0 or "demonstration" not in str(pages[0])


def test_no_picture_tells_a_number_that_its_page_does_not(pages: list[Path]) -> None:
    number = re.compile(r"\d+(?:[.,\N{NO-BREAK SPACE}]\d+)*")
    for path in pages:
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        words = " ".join([page.get_text(" "), *(str(image["alt"]) for image in page.select("img"))])
        told = set(number.findall(words.replace("\N{WORD JOINER}", ""))) | TICKS
        for picture in pictures(path):
            assert set(number.findall(" ".join(picture.itertext()))) <= told, path.name


def test_on_paper_there_is_no_navigation_and_each_figure_fits_a_page(browser: Browser, pages: list[Path]) -> None:
    for path in pages:
        with open_page(browser, path) as (page, _):
            page.emulate_media(media="print")
            hidden = page.evaluate(
                """() => [...document.querySelectorAll('nav, .skip, details')]
                    .filter(e => getComputedStyle(e).display != 'none').length"""
            )
            assert hidden == 0, path.name
            page.set_viewport_size({"width": 680, "height": 960})  # A4 within its margins
            squeezed = page.evaluate(
                """() => [...document.images].filter(i => Math.abs(
                    i.width / i.height / (i.naturalWidth / i.naturalHeight) - 1) > .02).map(i => i.alt)"""
            )
            assert squeezed == [], path.name
            tall = page.evaluate("Math.max(0, ...[...document.images].map(i => i.height))")
            assert tall < 960, path.name


def test_without_any_program_and_without_its_styles_the_page_is_read(browser: Browser, pages: list[Path]) -> None:
    context = browser.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(pages[0].resolve().as_uri())
        assert page.locator("h1").count() == 1
        assert page.locator("main").inner_text().strip()
    finally:
        context.close()
