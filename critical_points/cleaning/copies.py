"""Submissions that stand twice: the later copy is left out once, a same id with other answers is a doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from critical_points.cleaning.checking import Checked, check_export
from critical_points.cleaning.overlaps import same_answers
from critical_points.cleaning.people import role
from critical_points.instrument import Instrument
from critical_points.mapping import Confirmed
from critical_points.messages import said

#: Ids that are whole numbers up to this may be running numbers, which every file counts anew.
_RUNNING = 100_000


def without_copies(
    checked: Sequence[Checked], instrument: Instrument, confirmed: Confirmed | None = None
) -> tuple[Checked, ...]:
    """Return the files of a wave without submissions that an earlier file has, too.

    A submission is known again by its id, if ids are more than running numbers, and by the same answers to all items
    that both files have. The same id with other answers stays, as a doubt. A file of nothing but copies stays as it is:
    it is refused.

    Parameters
    ----------
    checked : sequence of Checked
        The files of a wave; each of them is without copies in itself.
    instrument : Instrument
        What is asked.
    confirmed : Confirmed, optional
        What the analyst confirmed.
    """
    files = list(checked)
    for later in range(1, len(files)):
        for earlier in range(later):
            removed, first, again = _shared(files[earlier], files[later])
            if len(removed) == files[later].export.respondents:
                continue
            files[earlier] = replace(files[earlier], doubted=files[earlier].doubted | first)
            doubted = files[later].doubted | again
            if removed:
                known = {**files[later].removed, **removed}
                files[later] = check_export(files[later].export, instrument, confirmed, removed=known)
            files[later] = replace(files[later], doubted=doubted)
    return tuple(files)


def _shared(earlier: Checked, later: Checked) -> tuple[Mapping[int, str], frozenset[int], frozenset[int]]:
    """Return the later file's copies (row → where the first stands), and the rows of both that share only an id."""
    one, other = (_lasting_ids(file) for file in (earlier, later))
    first_rows = {str(name): int(str(row)) for row, name in reversed(list(one.items()))}
    pairs = [(first_rows[str(name)], int(str(row))) for row, name in other.items() if str(name) in first_rows]
    if not pairs:
        return {}, frozenset(), frozenset()
    alike = same_answers(earlier, later, pairs)
    name = earlier.export.path.name
    removed = {row: said("{file}, row {row}", file=name, row=first) for first, row in pairs if (first, row) in alike}
    apart = [pair for pair in pairs if pair not in alike]
    return removed, frozenset(first for first, _ in apart), frozenset(row for _, row in apart)


def _lasting_ids(file: Checked) -> pd.Series:
    """Return the ids by which a submission is known in any file, none where they may be running numbers."""
    ids = role(file, "respondent").str.strip()
    ids = ids[ids != ""]
    numbers = pd.to_numeric(ids, errors="coerce")
    return ids.head(0) if bool((numbers <= _RUNNING).any()) else ids
