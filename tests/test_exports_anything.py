"""Whatever a file holds, checking it gives an account that adds up, or one of our errors; and it takes no time."""

from __future__ import annotations

import atexit
import io
import os
import shutil
import tempfile
import time
import zipfile
import zlib
from functools import cache
from pathlib import Path

import pandas as pd
from hypothesis import HealthCheck, given, settings, strategies as st

from critical_points.cleaning import Checked, account_of, problems_of
from critical_points.cleaning.checking import check_export
from critical_points.cleaning.frames import frames_of
from critical_points.errors import CriticalPointsError
from critical_points.exports import Export, read_export, read_table
from critical_points.mapping import Confirmed
from tests.survey_files import WRITERS, invented
from tests.test_formats_pipeline import ASKED

#: So many examples all tests of this file run together: few beside other work, 20,000 in CI, 200,000 once in a while.
EXAMPLES = {"long": 200_000}.get(os.environ.get("HYPOTHESIS_PROFILE", ""), 20_000 if os.environ.get("CI") else 1_000)

#: Of each so many examples one is cleaned to the end; the others are read and mapped.
CLEANED = 8


def share(part: float) -> settings:
    """Return the settings of a test that runs this part of the examples."""
    return settings(
        max_examples=round(EXAMPLES * part),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


MAGIC = (
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"%PDF",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"sep=;\r\n",
    b"$FL2",
)
TEXT = st.text(st.sampled_from("ab1 5=-;,\t|\"\n\räÅ[]'#\x00\u2028\xa0"), max_size=400)


def check_anything(content: bytes) -> None:
    """Check a file with these bytes: an error of ours, or an export whose rows and whose account add up.

    Time is that of the processor: a machine that is busy with other things is not what is tested.
    """
    SCRATCH.write_bytes(content)
    begun = time.process_time()
    try:
        export = read_export(SCRATCH)
        file = check_export(export, ASKED)
        account = cleaned(file) if zlib.crc32(content) % CLEANED == 0 else None
    except CriticalPointsError:
        return  # that each says what to do is shown case by case elsewhere
    finally:
        assert time.process_time() - begun < 5
    rows_add_up(export)
    ratings = [column for column in file.columns if column.kind == "rating"]
    assert all(sum(column.fates.values()) == len(file.export.cells) for column in ratings)
    assert account is None or len(account) == len(ratings)


def cleaned(file: Checked) -> pd.DataFrame:
    """Return the account of a file, which the frames of its answers must agree with."""
    account, problems = account_of(file), problems_of(file, ASKED)
    respondents = len(file.export.cells)
    assert (account[["rated", "non_answers", "blanks", "problems"]].sum(axis=1) == respondents).all()
    assert len(problems) >= account["problems"].sum()
    if account["item"].notna().any():
        frames = frames_of(file, "2026", ASKED, Confirmed())
        ratings = frames["ratings"]
        assert len(frames["respondents"]) == respondents
        assert len(ratings) == respondents * account["item"].dropna().nunique()
        assert ratings["rating"].dropna().between(1, 5).all()
        assert (ratings["rating"].notna() == (ratings["status"] == "rated")).all()
    return account


def rows_add_up(export: Export) -> None:
    rows = read_table(SCRATCH).rows
    cells = export.cells
    assert len(cells) + sum(export.left_out.values()) == len(rows)
    places = list(range(cells.shape[1]))
    assert [column.position for column in export.columns] == places
    assert [int(place) for place in cells.columns] == places
    assert not cells.isna().any(axis=None)
    assert cells.index.is_unique
    if len(export.columns) == len(rows[0]) and export.tool not in ("arvo", "limesurvey"):
        # arvo's long form is turned, limesurvey's masks are taken away, choices joined; all others stand as they were
        assert [rows[number - 1] for number in cells.index] == list(cells.itertuples(index=False, name=None))


SCRATCH = Path(tempfile.mkdtemp(prefix="critical_points_")) / "file.csv"
atexit.register(shutil.rmtree, SCRATCH.parent, ignore_errors=True)


@cache
def valid(name: str, language: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        WRITERS[name][1](path, invented(language, 6))
        return path.read_bytes()


@st.composite
def mutated(draw: st.DrawFn, content: bytes) -> bytes:
    """Flip, cut, repeat, insert or move pieces of a file."""
    changed = bytearray(content)
    for _ in range(draw(st.integers(1, 5))):
        if not changed:
            break
        place = draw(st.integers(0, len(changed) - 1))
        size = draw(st.integers(1, 60))
        match draw(st.sampled_from(("flip", "cut", "repeat", "insert", "end", "special"))):
            case "flip":
                changed[place] = draw(st.integers(0, 255))
            case "cut":
                del changed[place : place + size]
            case "repeat":
                changed[place:place] = changed[place : place + size]
            case "insert":
                changed[place:place] = draw(st.binary(max_size=30))
            case "end":
                del changed[place:]
            case "special":
                changed[place:place] = draw(
                    st.sampled_from((b'"', b"\n", b"\r", b"\0", b";", b",", b"\t", b"[", b"]", b" = "))
                )
    return bytes(changed)


@st.composite
def mutated_exports(draw: st.DrawFn) -> bytes:
    content = valid(draw(st.sampled_from(list(WRITERS))), draw(st.sampled_from(("fi", "sv", "en"))))
    return draw(mutated(content))


@st.composite
def mutated_parts(draw: st.DrawFn) -> bytes:
    """A workbook of which one part is changed inside a sound zip."""
    names = [name for name in WRITERS if name.endswith("xlsx")]
    with zipfile.ZipFile(io.BytesIO(valid(draw(st.sampled_from(names)), "fi"))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = draw(st.sampled_from(sorted(parts)))
    parts[name] = draw(mutated(parts[name]))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return out.getvalue()


@st.composite
def rearranged(draw: st.DrawFn) -> bytes:
    """A text export of which lines and cells are dropped, repeated, emptied or shuffled."""
    names = [name for name in WRITERS if "xls" not in name]
    content = valid(draw(st.sampled_from(names)), draw(st.sampled_from(("fi", "sv", "en"))))
    codec = "utf-16" if content.startswith(b"\xff\xfe") else "cp1252" if b"\xe4" in content[:400] else "utf-8"
    text = content.decode(codec, "replace")
    separator = max(";,\t|", key=text.count)
    lines = [line.split(separator) for line in text.splitlines()]
    for _ in range(draw(st.integers(1, 6))):
        row = draw(st.integers(0, len(lines) - 1))
        column = draw(st.integers(0, max(map(len, lines))))
        match draw(st.sampled_from(("drop", "repeat", "empty", "cell", "column", "swap", "join"))):
            case "drop" if len(lines) > 1:
                del lines[row]
            case "repeat":
                lines.insert(row, list(lines[row]))
            case "empty":
                lines[row] = [""] * len(lines[row])
            case "cell" if lines[row]:
                lines[row][column % len(lines[row])] = draw(TEXT)
            case "column":
                lines = [line[:column] + line[column + 1 :] for line in lines]
            case "swap":
                lines[row], lines[-1] = lines[-1], lines[row]
            case "join":
                lines[row] = lines[row] + lines[-1]
    return "\n".join(separator.join(line) for line in lines).encode("utf-8", "replace")


@share(0.3)
@given(st.one_of(st.binary(max_size=600), st.builds(bytes.__add__, st.sampled_from(MAGIC), st.binary(max_size=600))))
def test_any_bytes(content: bytes) -> None:
    check_anything(content)


@share(0.3)
@given(TEXT, st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252")))
def test_any_text(text: str, codec: str) -> None:
    check_anything(text.encode(codec, "replace"))


@share(0.15)
@given(mutated_exports())
def test_any_mutated_export(content: bytes) -> None:
    check_anything(content)


@share(0.1)
@given(mutated_parts())
def test_any_workbook_with_a_mutated_part(content: bytes) -> None:
    check_anything(content)


@share(0.15)
@given(rearranged())
def test_any_rearranged_export(content: bytes) -> None:
    check_anything(content)
