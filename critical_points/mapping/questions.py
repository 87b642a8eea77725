"""What only the analyst can decide, before results can be trusted."""

from __future__ import annotations

from collections.abc import Sequence

from critical_points.errors import Fault
from critical_points.facts import counted
from critical_points.instrument import Instrument
from critical_points.mapping.choices import unknown_names
from critical_points.mapping.columns import Confirmed, MappedColumn, shorten
from critical_points.scales import CODE, range_scale

_NO_END = "bare numbers do not tell which end is good"


def open_questions(mapped: Sequence[MappedColumn], instrument: Instrument, confirmed: Confirmed) -> tuple[Fault, ...]:
    """Return what the analyst has to decide about one file.

    Asked are: a file without ratings of the statements; proposals; columns that look like ratings but belong to no
    item; rating columns of which more than 5 % of the answers is not understood, or whose numbers are doubtful; groups
    and units named by five respondents or more that are not known.

    Parameters
    ----------
    mapped : sequence of MappedColumn
        The columns of one file.
    instrument : Instrument
        What is asked.
    confirmed : Confirmed
        What is confirmed already.

    Returns
    -------
    tuple of Fault
        One a question; ``where`` is the column's header, "" for a question about the whole file.
    """
    ratings = [column for column in mapped if column.kind == "rating"]
    orphans = [column for column in ratings if column.item is None]
    faults: list[Fault] = []
    if not ratings:
        what = "no column holds ratings of the statements."
        faults.append(Fault(what, "", "Is this an export of the survey, with one row for each respondent?"))
    elif len(orphans) == len(ratings) > 1:
        what = f"{len(ratings)} columns look like ratings, and none of them is a statement of the instrument."
        blind = sum(range_scale(str(column.scale)) is not None for column in ratings)
        what += f" For {blind} of them {_NO_END}." if blind else ""
        hint = 'Give their items in mapping.toml (or kind = "ignore"), or name your own instrument in review.toml.'
        faults.append(Fault(what, "", hint))
    else:
        hint = 'Give its item, or kind = "ignore".'
        faults += [Fault(_orphan(column), header_of(column), hint) for column in orphans]
    for column in mapped:
        faults += _about(column, instrument, confirmed)
    return tuple(faults)


def _orphan(column: MappedColumn) -> str:
    asked = "looks like a rating, but of which item?"
    blind = column.scale is not None and range_scale(column.scale) is not None
    return f"{asked} ({_NO_END})" if blind else asked


def header_of(column: MappedColumn) -> str:
    """Return a column's header as a question names it; a column without one is named by its place."""
    return shorten(column.column.header) or f"column {column.column.position}, without a header"


def _about(column: MappedColumn, instrument: Instrument, confirmed: Confirmed) -> list[Fault]:
    header = header_of(column)
    faults = []
    if not column.certain:
        target = column.item or column.kind
        faults.append(Fault(f"is this {target!r}? ({column.reason})", header, "Confirm it in mapping.toml."))
    if column.kind == "rating" and column.item:
        faults += _strange_answers(column, header)
    if column.kind in ("group", "unit"):
        faults += [
            Fault(f"which {column.kind} is {text!r}? ({counted(n, 'respondent')})", header, hint)
            for text, n, hint in unknown_names(column, instrument, confirmed)
        ]
    return faults


def _strange_answers(column: MappedColumn, header: str) -> list[Fault]:
    if not column.strange:
        return []
    if column.key and column.key.doubt:
        hint = "Say under the column's labels in mapping.toml what its numbers mean."
        return [Fault(f"{column.key.doubt}.", header, hint)]
    if {reading.why for reading in column.strange.values()} == {CODE}:
        (code,) = {column.said[text] for text in column.strange}
        n = sum(column.counts[text] for text in column.strange)
        what = f"is {code!r} the code of a don't-know? ({counted(n, 'answer')} outside the scale {column.scale!r})."
        return [Fault(what, header, f'Say under [labels] in mapping.toml: "{code}" = "non-answer", or "problem".')]
    listed = ", ".join(repr(shorten(column.said[text], 30)) for text in list(column.strange)[:3])
    n = sum(column.counts[text] for text in column.strange)
    what = f"not on the scale {column.scale!r}: {listed} ({counted(n, 'answer')})."
    return [Fault(what, header, "Say under [labels] in mapping.toml what they mean.")]
