"""A page's HTML put in order: headings, table of contents, tables; and what a page must not hold."""

from __future__ import annotations

import base64
import mimetypes
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag
from bs4.filter import SoupStrainer

from critical_points.errors import Fault
from critical_points.language import Language
from critical_points.messages import said

_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
_PROGRAMS = ["script", "iframe", "object", "embed"]

#: What may be a picture or a program, wherever it stands.
_IMAGE = re.compile(r"<img[^<>]*>", re.IGNORECASE)
_IMAGE_BEGINS = re.compile("<img", re.IGNORECASE)
_PROGRAM_BEGINS = re.compile(f"<(?:{'|'.join(_PROGRAMS)})", re.IGNORECASE)

#: What stands in place of a description where nobody wrote one.
_NO_DESCRIPTION = re.compile(
    r"(no description has been provided.*|<.*>|.*\.(png|svg|jpe?g)|alt|image|picture|figure|chart|plot|graph|"
    r"kuva|kuvio|kaavio|bild|figur|diagram|todo|[\W\d_]*)",
    re.IGNORECASE | re.DOTALL,
)

#: A blank at which a line is not broken: in "n = 5", "95 %" and "9 §", and after the sign of a state.
_TIED = re.compile(
    r"(?<=\bn) (?== )|(?<=\bn =) (?=\d)|(?<=\d) (?=[%§])|(?<=[✓✗○]) "
    r"|(?<=\d) (?=[–…] )|(?<= [–…]) (?=[+−]?\d)"  # 0 … +0,28
    r"|(?:(?<=\byli)|(?<=\böver)|(?<=\babove)) (?=0 …)|(?:(?<=… alle)|(?<=… under)|(?<=… below)) (?=0\b)"
)

#: The hyphen of a last part that stands alone, as in "en osaa sanoa -vastaus": it stays with its part.
_PART = re.compile(r"(?<=\s)-(?=[^\W\d_])")

#: Where text stands as it is.
_LITERAL = ["code", "pre", "kbd", "samp", "style", "script", "textarea"]


def describes(text: str) -> bool:
    """Return whether an alternative text says something about its picture."""
    return not _NO_DESCRIPTION.fullmatch(text.strip())


def put_in_order(html: str, title: str, language: Language, folder: Path, pages: Collection[str] | None = None) -> str:
    """Return a page with one first heading, headings in order, a table of contents and accessible tables.

    Pictures that the narration shows from files are put into the page.

    Parameters
    ----------
    html : str
        A page as the template gives it, with one ``main``.
    title : str
        The first heading, where the page has none of its own.
    language : Language
        The language of the labels.
    folder : Path
        Where the pictures are.
    pages : collection of str, optional
        The addresses of the report's pages: a link to a page beside them that is not made is left out, with its line of
        a list. By default every link stays.

    Returns
    -------
    str
        The page, whole.
    """
    soup = BeautifulSoup(html, "html.parser")
    main = _tag(soup.main)
    for anchor in [link for link in main.find_all("a") if "anchor-link" in link.get_attribute_list("class")]:
        anchor.decompose()
    head, content = soup.new_tag("div", attrs={"class": "head"}), soup.new_tag("div", attrs={"class": "content"})
    for child in list(main.contents):
        content.append(child.extract())
    first = content.h1 or soup.new_tag("h1", string=title)
    head.append(first.extract())
    main.extend([head, content])
    _embed_pictures(main, folder)
    if pages is not None:
        _drop_links(content, pages)
    _tie_words(main)
    _order_headings(main)
    _order_tables(soup, main, language)
    contents = _contents(soup, content, language)
    if contents is not None:
        head.insert_after(contents)
    return str(soup)


def forbidden(html: str) -> Iterator[Fault]:
    """Yield what a page must not hold: pictures that are not described or not in the page, and programs."""
    if _surely_well(html):
        return
    soup = BeautifulSoup(html, "html.parser", parse_only=SoupStrainer(["img", *_PROGRAMS]))
    for image in soup.find_all("img"):
        source, alt = str(image.get("src", "")), str(image.get("alt", ""))
        if not source.startswith("data:"):
            strange = said("a picture that is not in the page: {address}", address=source[:80])
            yield Fault(strange, suggestion=said("Show it from a file."))
        elif not describes(alt):
            silent = said("a picture without a description ({text!r})", text=alt[:60])
            yield Fault(silent, suggestion=said("Give it an alt text."))
    for name in dict.fromkeys(tag.name for tag in soup.find_all(_PROGRAMS)):
        program = said("<{name}>: a page must be read without programs", name=name)
        yield Fault(program, suggestion=said("Show a table or a figure."))


def _surely_well(html: str) -> bool:
    """Tell whether nothing in a page looks like a fault, without parsing it whole; comments count, too."""
    written = _IMAGE.findall(html)
    images = BeautifulSoup("".join(written), "html.parser").find_all("img")
    every = len(images) == len(written) == len(_IMAGE_BEGINS.findall(html))
    return (
        every
        and _PROGRAM_BEGINS.search(html) is None
        and all(str(image.get("src", "")).startswith("data:") for image in images)
        and all(describes(str(image.get("alt", ""))) for image in images)
    )


def _tag(found: Tag | None) -> Tag:
    if found is None:
        raise ValueError("a page without main")
    return found


def _words(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


def _embed_pictures(main: Tag, folder: Path) -> None:
    for image in main.find_all("img"):
        if str(image.get("src", "")).startswith("data:"):
            continue
        path = folder / unquote(str(image.get("src", "")))
        kind, _ = mimetypes.guess_type(path.name)
        if kind and kind.startswith("image/") and path.is_file():
            image["src"] = f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"


def _drop_links(content: Tag, pages: Collection[str]) -> None:
    """Leave out what points to a page that this report does not have."""
    for link in content.find_all("a"):
        address = str(link.get("href", ""))
        if not address.endswith(".html") or "/" in address or address in pages:
            continue
        line = link.find_parent("li")
        if line is None:
            link.unwrap()
        else:
            line.decompose()


def _tie_words(main: Tag) -> None:
    """Keep on one line what is read as one: a number with its unit, a hyphen with its word."""
    for text in main.find_all(string=lambda one: bool(one and (_TIED.search(one) or _PART.search(one)))):
        if text.find_parent(_LITERAL) is None:
            tied = _TIED.sub("\N{NO-BREAK SPACE}", text)
            text.replace_with(_PART.sub("\N{NON-BREAKING HYPHEN}", tied))


def _order_headings(main: Tag) -> None:
    """Close gaps (h2, h4), keep h1 for the first, and give each an address of its own."""
    level, taken = 0, {"content"}
    for heading in main.find_all(_HEADINGS):
        level = min(max(int(heading.name[1]), 2), level + 1)
        heading.name = f"h{level}"
        heading["id"] = _address(_words(heading), taken)


def _address(words: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().casefold()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "part"
    address = next(name for name in (slug, *(f"{slug}-{n}" for n in range(2, 1000))) if name not in taken)
    taken.add(address)
    return address


def _contents(soup: BeautifulSoup, content: Tag, language: Language) -> Tag | None:
    """Return the table of contents: second headings, and third ones within them."""
    headings = content.find_all(["h2", "h3"])
    if len(headings) < 2:
        return None
    nav = soup.new_tag("nav", attrs={"class": "contents", "aria-labelledby": "contents"})
    nav.append(soup.new_tag("p", string=language.text("On this page"), attrs={"id": "contents"}))
    outer = soup.new_tag("ul")
    nav.append(outer)
    for heading in headings:
        entry = soup.new_tag("li")
        entry.append(soup.new_tag("a", string=_words(heading), href=f"#{heading['id']}"))
        last = outer.find_all("li", recursive=False)[-1:]
        if heading.name == "h2" or not last:
            outer.append(entry)
        else:
            if last[0].ul is None:
                last[0].append(soup.new_tag("ul"))
            _tag(last[0].ul).append(entry)
    return nav


def _order_tables(soup: BeautifulSoup, main: Tag, language: Language) -> None:
    """Put each table that has none into a region that scrolls; every region has a name of its own."""
    for style in main.find_all("style"):
        if style.has_attr("scoped"):
            style.decompose()
    used: Counter[str] = Counter()
    for table in main.find_all("table"):
        region = table.find_parent(attrs={"role": "region"})
        if region is None:
            for tag in (table, *table.find_all("tr")):
                del tag["border"], tag["style"]  # pandas' own look
            _order_cells(table)
            region = table.wrap(soup.new_tag("div", attrs={"role": "region"}))
        name = str(region.get("aria-label", "")) or _table_name(table, language)
        used[name] += 1
        region["class"] = "scroll"
        region["tabindex"] = "0"
        region["aria-label"] = name if used[name] == 1 else f"{name} ({used[name]})"


def _table_name(table: Tag, language: Language) -> str:
    caption = table.caption or table.find_previous(_HEADINGS)
    return language.text("Table: {name}", name=_words(caption) if caption else "")


def _order_cells(table: Tag) -> None:
    """Give header cells their scope, make empty ones plain cells, and align columns of numbers."""
    for header in table.find_all("th"):
        if not _words(header):
            header.name = "td"
        elif not header.get("scope"):
            header["scope"] = "col" if header.find_parent("thead") else "row"
    rows = [row.find_all(["th", "td"]) for row in table.find_all("tr")]
    if any(cell.get("colspan") or cell.get("rowspan") for row in rows for cell in row):
        return
    for column in range(max(map(len, rows), default=0)):
        cells = [row[column] for row in rows if len(row) > column]
        texts = [_words(cell) for cell in cells if cell.name == "td" and _words(cell)]
        numbers = [text for text in texts if re.search(r"\d", text) and not re.search(r"[^\W\d_]", text)]
        if len(numbers) * 2 > len(texts):
            for cell in cells:
                if cell.get("scope") != "row":
                    cell["class"] = " ".join([*map(str, cell.get_attribute_list("class")), "number"])
