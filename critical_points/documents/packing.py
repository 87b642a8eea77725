"""Packed Office files: the same content gives the same bytes."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_CORE = "docProps/core.xml"
_DATES = re.compile(r"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")


def fix_times(path: Path, made: datetime) -> None:
    """Pack a file anew with one time for all its parts.

    Parameters
    ----------
    path : Path
        An xlsx or pptx file; it is replaced.
    made : datetime
        When the report was made.
    """
    packed, when = BytesIO(), (made.year, made.month, made.day, made.hour, made.minute, made.second)
    with ZipFile(path) as old, ZipFile(packed, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == _CORE:
                stamp = rf"\g<1>{made.isoformat(timespec='seconds')}Z\g<3>"
                part = _DATES.sub(stamp, part.decode()).encode()
            info = ZipInfo(name, when)
            info.compress_type = ZIP_DEFLATED
            new.writestr(info, part)
    path.write_bytes(packed.getvalue())
