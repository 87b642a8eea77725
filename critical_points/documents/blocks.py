"""What a page is made of, apart from any file format: headings, paragraphs, lists, tables, pictures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    r"""Words of one look.

    Parameters
    ----------
    text : str
        The words as they stand; ``"\n"`` begins a new line.
    style : {"", "strong", "emphasis", "code"}
        How they look.
    link : str
        Where they lead: the name of another page, an address of the web or of mail, "" for nowhere.
    whole : bool
        Whether they stay on one line.
    """

    text: str
    style: str = ""
    link: str = ""
    whole: bool = False


#: Words one after another.
Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """A heading; the level of a page's own is 1."""

    level: int
    runs: Runs


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; the language is given where it is not that of the page."""

    runs: Runs
    language: str = ""


@dataclass(frozen=True)
class Items:
    """A list: what each of its items holds."""

    items: tuple[tuple[Block, ...], ...]
    ordered: bool = False


@dataclass(frozen=True)
class Table:
    """A table.

    Parameters
    ----------
    caption : str
        What it shows.
    header : tuple of tuple of Run
        The names of the columns.
    rows : tuple of tuple of tuple of Run
        The cells; each row is as long as the header. The first cell names the row.
    numeric : tuple of bool
        Which columns hold numbers.
    summary : str
        The words under which a page folds it away, "" where it does not.
    """

    caption: str
    header: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]
    numeric: tuple[bool, ...]
    summary: str = ""


@dataclass(frozen=True)
class Picture:
    """A picture: the file's bytes, its kind ("png", "svg", "jpg", …), and what it shows in words."""

    data: bytes
    kind: str
    alt: str


@dataclass(frozen=True)
class Lines:
    """Text whose lines stand as they are: what a program printed."""

    text: str


Block = Heading | Paragraph | Items | Table | Picture | Lines


def words(runs: Runs) -> str:
    """Return runs as plain text on one line."""
    return " ".join("".join(run.text for run in runs).split())
