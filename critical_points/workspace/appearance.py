"""The organisation's look on the pages: its logo, and a colour that can be read on white."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from critical_points.errors import Fault, UnreadableError, why_not
from critical_points.facts import Block
from critical_points.messages import decimal, said

#: Links, rules and marks of the pages, unless the organisation has a colour of its own.
COLOUR = "#1f4e86"

#: The least contrast of text with white (WCAG 2.1, 1.4.3); lines and bars need less.
_CONTRAST = 4.5

#: The largest logo: it is in every page.
_LARGEST = 200_000

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_BEGINNINGS = {
    ".png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    ".jpg": (b"\xff\xd8\xff", "image/jpeg"),
    ".jpeg": (b"\xff\xd8\xff", "image/jpeg"),
    ".svg": (b"", "image/svg+xml"),
}
_SVG = re.compile(rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<!DOCTYPE[^>\[]*>\s*)*<svg[\s>]", re.DOTALL)


@dataclass(frozen=True)
class Appearance:
    """How the pages look as the organisation's own.

    Parameters
    ----------
    colour : str
        Of links, rules and marks: "#rrggbb", at least 4.5:1 on white.
    logo : Path or None
        The picture beside the organisation's name.
    """

    colour: str = COLOUR
    logo: Path | None = None

    @property
    def kind(self) -> str:
        """The logo's media type, "" without one."""
        return _BEGINNINGS[self.logo.suffix.casefold()][1] if self.logo else ""


def read_appearance(block: Block, root: Path) -> Appearance:
    """Return what ``[appearance]`` of ``review.toml`` tells; every fault of it is noted.

    Parameters
    ----------
    block : Block
        The table; empty where there is none.
    root : Path
        The workspace, in which the logo is.
    """
    block.only(("colour", "logo"))
    colour, name = block.word("colour", COLOUR), block.word("logo", "")
    if not _HEX.fullmatch(colour):
        block.fault(said("colour {colour!r} is not a colour.", colour=colour), said('Write it as "#1f4e86".'))
        colour = COLOUR
    elif contrast_with_white(colour) < _CONTRAST:
        block.fault(
            said(
                "colour {colour!r} is too light to be read on white: contrast {contrast}, at least 4.5 is needed.",
                colour=colour,
                contrast=decimal(contrast_with_white(colour)),
            ),
            said("The nearest darker one that can be read: {colour!r}.", colour=darken(colour)),
        )
        colour = COLOUR
    return Appearance(colour, _logo(block, root, name))


def read_logo(appearance: Appearance) -> bytes:
    """Return the bytes of the logo, b"" without one.

    Raises
    ------
    UnreadableError
        When the file cannot be read any more.
    """
    if appearance.logo is None:
        return b""
    try:
        return appearance.logo.read_bytes()
    except OSError as error:
        raise UnreadableError(
            said("A source file cannot be read."),
            [Fault(why_not(error), str(appearance.logo))],
            said("Close it in other programs and try again."),
        ) from error


def contrast_with_white(colour: str) -> float:
    """Return the contrast ratio of "#rrggbb" with white, 1 to 21, as WCAG 2.1 defines it."""
    parts = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in _parts(colour)]
    return 1.05 / (0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] + 0.05)


def darken(colour: str) -> str:
    """Return the lightest colour of the same hue that can be read on white."""
    parts = _parts(colour)
    shades = (f"#{''.join(f'{int(255 * part * share / 255):02x}' for part in parts)}" for share in range(255, -1, -1))
    return next(shade for shade in shades if contrast_with_white(shade) >= _CONTRAST)


def _parts(colour: str) -> Sequence[float]:
    return [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]


def _logo(block: Block, root: Path, name: str) -> Path | None:
    """Return the logo, or None where there is none or it cannot be shown."""
    if not name:
        return None
    path = root / name
    suggestion = said("Name a PNG, JPEG or SVG file in the workspace: logo.png.")
    if path.suffix.casefold() not in _BEGINNINGS or not path.resolve().is_relative_to(root.resolve()):
        block.fault(said("logo {name!r} is not a picture in the workspace.", name=name), suggestion)
        return None
    try:
        content = path.read_bytes()
    except OSError:
        block.fault(said("logo {name!r} cannot be read.", name=name), suggestion)
        return None
    beginning, _ = _BEGINNINGS[path.suffix.casefold()]
    whole = _SVG.match(content) if not beginning else content.startswith(beginning)
    if not whole:
        block.fault(said("logo {name!r} is not such a picture inside.", name=name), suggestion)
    elif len(content) > _LARGEST:
        block.fault(
            said("logo {name!r} has {size} kB.", name=name, size=len(content) // 1000),
            said("Make it smaller: at most 200 kB, since it is in every page."),
        )
    else:
        return path
    return None
