"""The organisation's logo and colour: what cannot be read or shown is told, with what would do."""

from __future__ import annotations

from pathlib import Path

import pytest

from critical_points.errors import SettingsError
from critical_points.workspace import open_review
from critical_points.workspace.appearance import COLOUR, Appearance, contrast_with_white, darken


def opened(root: Path, told: str) -> Appearance:
    (root / "review.toml").write_text(f'organisation = "Lahti"\n[appearance]\n{told}\n', encoding="utf-8")
    return open_review(root).appearance


def test_contrast_is_that_of_wcag() -> None:
    assert contrast_with_white("#000000") == pytest.approx(21)
    assert contrast_with_white("#ffffff") == pytest.approx(1)
    assert contrast_with_white("#767676") == pytest.approx(4.54, abs=0.01)


def test_a_readable_colour_and_a_logo_are_taken(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>')
    shown = opened(tmp_path, 'colour = "#005a9c"\nlogo = "logo.svg"')
    assert (shown.colour, shown.logo, shown.kind) == ("#005a9c", tmp_path / "logo.svg", "image/svg+xml")


def test_without_any_of_it_the_pages_have_our_colour(tmp_path: Path) -> None:
    assert opened(tmp_path, "") == Appearance(COLOUR, None)


@pytest.mark.parametrize(
    ("told", "what"),
    [
        ('colour = "orange"', "is not a colour"),
        ('colour = "#ff9900"', "#ab6600"),
        ('color = "#000000"', "unknown field 'color'"),
        ('logo = "../logo.png"', "is not a picture in the workspace"),
        ('logo = "logo.exe"', "is not a picture in the workspace"),
        ('logo = "missing.png"', "cannot be read"),
        ('logo = "text.png"', "is not such a picture inside"),
        ('logo = "page.svg"', "is not such a picture inside"),
        ('logo = "large.png"', "has 300 kB"),
    ],
)
def test_what_cannot_be_shown_is_told(tmp_path: Path, told: str, what: str) -> None:
    (tmp_path / "text.png").write_text("a text")
    (tmp_path / "page.svg").write_text("<html></html>")
    (tmp_path / "large.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(300_000))
    with pytest.raises(SettingsError, match=what):
        opened(tmp_path, told)


@pytest.mark.parametrize("colour", ["#ff9900", "#ffffff", "#ffff00", "#00ff00", "#777777"])
def test_the_darker_colour_can_be_read_and_is_no_darker_than_needed(colour: str) -> None:
    assert 4.5 <= contrast_with_white(darken(colour)) < 4.65
