"""What only the analyst can decide, before results can be trusted."""

from __future__ import annotations

from collections.abc import Sequence

from critical_points.errors import Fault
from critical_points.facts import counted
from critical_points.instrument import Instrument
from critical_points.mapping.choices import unknown_names
from critical_points.mapping.columns import Confirmed, MappedColumn, shorten
from critical_points.scales import CODE, INSIDE, range_scale

_NO_END = "bare numbers do not tell which end is good"
_FROM_ZERO = "the numbers run 0–4, as where 1–5 was asked and stored from 0"


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
        shifted = sum(column.scale == "0-4" for column in orphans)
        what += f" In {shifted} of them {_FROM_ZERO}." if shifted else ""
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
    more = f"; {_FROM_ZERO}" if column.scale == "0-4" else ""
    return f"{asked} ({_NO_END}{more})" if blind else asked


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
    whys = {reading.why for reading in column.strange.values()}
    if whys <= {CODE, INSIDE}:
        return [_about_code(column, header, code) for code in dict.fromkeys(map(column.said.get, column.strange))]
    listed = ", ".join(repr(shorten(column.said[text], 30)) for text in list(column.strange)[:3])
    n = sum(column.counts[text] for text in column.strange)
    what = f"not on the scale {column.scale!r}: {listed} ({counted(n, 'answer')})."
    return [Fault(what, header, "Say under [labels] in mapping.toml what they mean.")]


def _about_code(column: MappedColumn, header: str, code: str | None) -> Fault:
    texts = [text for text in column.strange if column.said[text] == code]
    n = counted(sum(column.counts[text] for text in texts), "answer")
    if column.strange[texts[0]].why == INSIDE:
        hint = f'Say under the column\'s labels in mapping.toml: "{code}" = "non-answer", or {code}.'
        return Fault(f"is {code!r} the code of a don't-know? ({n}, counted as {code}).", header, hint)
    what = f"is {code!r} the code of a don't-know? ({n} outside the scale {column.scale!r})."
    return Fault(what, header, f'Say under [labels] in mapping.toml: "{code}" = "non-answer", or "problem".')
