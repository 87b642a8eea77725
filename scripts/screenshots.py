"""Take pictures of every page of a report, to look at: ``python scripts/screenshots.py reports/2026 pictures``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from playwright.sync_api import Page

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.browser import find_browser, open_browser, open_page

#: The height of one picture: more of a page than this is not seen clearly at one time.
PART = 1600


def take(page: Page, folder: Path, name: str) -> list[Path]:
    """Save an open page from top to bottom in parts, and return them."""
    width = page.viewport_size["width"] if page.viewport_size else 1280
    height: int = page.evaluate("document.documentElement.scrollHeight")
    parts = []
    for number, top in enumerate(range(0, height, PART), 1):
        path = folder / f"{name}-{number}.png"
        clip = {"x": 0, "y": top, "width": width, "height": min(PART, height - top)}
        page.screenshot(path=path, full_page=True, clip=clip)  # type: ignore[arg-type] # a dict is a FloatRect
        parts.append(path)
    return parts


def main() -> None:
    """Read the command line and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", type=Path, help="a folder of HTML pages")
    parser.add_argument("pictures", type=Path, help="where the PNG files go")
    parser.add_argument("--widths", type=int, nargs="+", default=[1280, 400], help="of the window, in pixels")
    parser.add_argument("--open", action="store_true", help="open what is folded in")
    parser.add_argument("--pdf", action="store_true", help="also print each page to PDF")
    told = parser.parse_args()
    program = find_browser()
    if program is None:
        sys.exit("No Chromium is installed. Install one (Debian: apt-get install chromium), or set CHROMIUM.")
    told.pictures.mkdir(parents=True, exist_ok=True)
    with open_browser(program) as browser:
        for path in sorted(told.report.glob("*.html")):
            for width in told.widths:
                with open_page(browser, path, width) as (page, _):
                    if told.open:
                        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
                    for part in take(page, told.pictures, f"{path.stem}-{width}"):
                        print(part)
            if told.pdf:
                with open_page(browser, path) as (page, _):
                    page.pdf(path=told.pictures / f"{path.stem}.pdf", prefer_css_page_size=True, tagged=True)


if __name__ == "__main__":
    main()
