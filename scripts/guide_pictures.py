"""Take the pictures of the guides in docs/ from the demonstration: ``python scripts/guide_pictures.py [WORKSPACE]``.

Without a workspace, the demonstration is made in a temporary folder and its report is built in Finnish and English. A
workspace that holds that report already (``critical-points new DIR --demo``, then ``critical-points report --language
fi --language en`` in it) saves the minute that this takes.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

sys.path.insert(0, str(Path(__file__).parents[1]))

from critical_points.reports import build_reports
from critical_points.scaffold import new_workspace
from critical_points.workspace import open_review
from tests.browser import find_browser, open_browser, open_page

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"

#: A guide loads fast, and git keeps every version of every picture.
LARGEST = 100_000

#: Pages of the demonstration's report, by the language of the guide.
FOLDERS = {"fi": "reports/2026", "en": "reports/2026/en"}


#: Around what is shown, in pixels.
MARGIN = 12


@dataclass(frozen=True)
class Shot:
    """A part of a page.

    Parameters
    ----------
    name : str
        The picture's name.
    page : str
        The page's name.
    part : str
        A selector: the first element that it finds is shown.
    height : int
        At most this many pixels of it.
    """

    name: str
    page: str
    part: str
    height: int


SHOTS = (
    Shot("front", "index.html", "html", 1145),
    Shot("heatmap", "index.html", "main figure", 900),
    Shot("groups", "03_groups.html", "main figure", 380),
    Shot("targets", "06_plan.html", "main figure", 900),
)


def take(browser: Browser, report: Path, shot: Shot) -> bytes:
    """Return a picture of a part of a page, in few colours."""
    with open_page(browser, report / shot.page, 1280) as (page, _):
        box = page.locator(shot.part).first.bounding_box()
        if box is None:
            sys.exit(f"There is no {shot.part} on {shot.page}.")
        around = 0 if shot.part == "html" else MARGIN
        clip = {
            "x": box["x"] - around,
            "y": box["y"] - around,
            "width": box["width"] + 2 * around,
            "height": min(box["height"], shot.height) + 2 * around,
        }
        taken = page.screenshot(full_page=True, clip=clip)  # type: ignore[arg-type] # a dict is a FloatRect
    picture = Image.open(BytesIO(taken)).convert("RGB").quantize(48, dither=Image.Dither.NONE)
    written = BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()


def main() -> None:
    """Take every picture in both languages."""
    program = find_browser()
    if program is None:
        sys.exit("No Chromium is installed. Install one (Debian: apt-get install chromium), or set CHROMIUM.")
    with tempfile.TemporaryDirectory() as folder, open_browser(program) as browser:
        workspace = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "demo"
        if len(sys.argv) == 1:
            new_workspace(workspace, demo=True)
            build_reports(open_review(workspace), "2026", language=list(FOLDERS))
        for language, report in FOLDERS.items():
            for shot in SHOTS:
                picture = take(browser, workspace / report, shot)
                if len(picture) > LARGEST:
                    sys.exit(f"{shot.name} is larger than {LARGEST} bytes: {len(picture)}. Take less of the page.")
                path = PICTURES / f"{shot.name}-{language}.png"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(picture)
                print(f"{path.relative_to(ROOT)}: {len(picture)} bytes")


if __name__ == "__main__":
    main()
