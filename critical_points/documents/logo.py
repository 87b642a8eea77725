"""The organisation's logo as a picture that every program can show."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from critical_points.errors import Fault, UnreadableError
from critical_points.messages import said
from critical_points.workbook.typesetting import draw_page
from critical_points.workspace.appearance import Appearance, read_logo

#: One dot a point: at most 1200 across and 300 down, which is sharp on a slide, and small.
_PAGE = """
#set page(width: auto, height: auto, margin: 0pt, fill: none)
#context {
  let drawn = image(sys.inputs.file, height: 300pt)
  if measure(drawn).width > 1200pt { image(sys.inputs.file, width: 1200pt) } else { drawn }
}
"""


@dataclass(frozen=True)
class Logo:
    """A logo: the bytes of a PNG or JPEG file, its width and height in dots."""

    data: bytes
    size: tuple[float, float]


def draw_logo(appearance: Appearance) -> Logo | None:
    """Return the logo in dots, None where the organisation has none.

    Parameters
    ----------
    appearance : Appearance
        The organisation's look; a logo that is SVG is drawn.

    Raises
    ------
    UnreadableError
        When the file is not the picture that its name tells.
    """
    if appearance.logo is None:
        return None
    from PIL import Image

    data = read_logo(appearance)
    try:
        data = _drawn(data) if appearance.kind == "image/svg+xml" else data
        with Image.open(BytesIO(data)) as image:
            image.load()
            return Logo(data, (float(image.width), float(image.height)))
    except (OSError, RuntimeError) as error:
        fault = Fault(said("logo {name!r} is not such a picture inside.", name=appearance.logo.name))
        raise UnreadableError(said("A source file cannot be read."), [fault]) from error


def _drawn(svg: bytes) -> bytes:
    """Return an SVG file as PNG."""
    with TemporaryDirectory(prefix="critical-points-") as folder:
        Path(folder, "logo.svg").write_bytes(svg)
        return draw_page(_PAGE.encode(), {"file": "/logo.svg"}, Path(folder))
