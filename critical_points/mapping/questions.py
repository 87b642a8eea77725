"""What only the analyst can decide, before results can be trusted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from critical_points.errors import Fault
from critical_points.instrument import Instrument, Item
from critical_points.mapping.choices import unknown_names
from critical_points.mapping.columns import Confirmed, MappedColumn, shorten
from critical_points.messages import grouped, said, said_plural, to_say, translated
from critical_points.scales import CODE, INSIDE, range_scale

#: The way on from a file that is no survey.
NO_SURVEY = to_say("Is this an export of the survey, with one row for each respondent?")

_NO_END = to_say("bare numbers do not tell which end is good")
_FROM_ZERO = to_say("the numbers run 0–4, as where 1–5 was asked and stored from 0")


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
        faults.append(Fault(said("no column holds ratings of the statements."), "", translated(NO_SURVEY)))
    elif len(orphans) == len(ratings) > 1:
        faults.append(_about_all(orphans, confirmed))
    else:
        hint = said('Give its item, or kind = "ignore".')
        faults += [Fault(_orphan(column), header_of(column), hint) for column in orphans]
    common = _common_codes(mapped)
    faults += [_about_common_code(code, columns, confirmed) for code, columns in common.items()]
    for column in mapped:
        faults += _about(column, instrument, confirmed, common)
    return tuple(faults)


def _common_codes(mapped: Sequence[MappedColumn]) -> dict[str, list[MappedColumn]]:
    """Return the likely codes of a don't-know that stand in several columns: one answer is true of all of them."""
    found: dict[str, list[MappedColumn]] = {}
    for column in mapped:
        if column.kind == "rating" and column.item and not (column.key and column.key.doubt):
            codes = (column.said[text] for text, reading in column.strange.items() if reading.why == CODE)
            for code in dict.fromkeys(codes):
                found.setdefault(code, []).append(column)
    return {code: columns for code, columns in found.items() if len(columns) > 1}


def _about_common_code(code: str, columns: Sequence[MappedColumn], confirmed: Confirmed) -> Fault:
    n = sum(c.counts[text] for c in columns for text in c.strange if c.said[text] == code)
    what = said(
        "is {code!r} the code of a don't-know? ({n} answers in {columns} columns, outside the scale).",
        code=code,
        n=grouped(n),
        columns=len(columns),
    )
    return Fault(what, "", _where_code_is_told(code, confirmed))


def _about_all(orphans: Sequence[MappedColumn], confirmed: Confirmed) -> Fault:
    """Ask about a file that seems to ask something else than the instrument."""
    n = len(orphans)
    told = [said("{n} columns look like ratings, and none of them is a statement of the instrument.", n=n)]
    blind = sum(range_scale(str(column.scale)) is not None for column in orphans)
    if blind:
        told.append(said("For {n} of them {why}.", n=blind, why=translated(_NO_END)))
    shifted = sum(column.scale == "0-4" for column in orphans)
    if shifted:
        told.append(said("In {n} of them {why}.", n=shifted, why=translated(_FROM_ZERO)))
    hint = said(
        'Give their items in {file} (or kind = "ignore"), or name your own instrument in review.toml.',
        file=confirmed.file,
    )
    return Fault(" ".join(told), "", hint)


def _orphan(column: MappedColumn) -> str:
    asked = said("looks like a rating, but of which item?")
    whys = [_NO_END] if column.scale is not None and range_scale(column.scale) is not None else []
    whys += [_FROM_ZERO] if column.scale == "0-4" else []
    return f"{asked} ({'; '.join(map(translated, whys))})" if whys else asked


def unasked(columns: Iterable[MappedColumn], instrument: Instrument) -> tuple[Item, ...]:
    """Return the statements that no column carries; none where no column carries any, for it is no survey of them."""
    carried = {column.item for column in columns if column.kind == "rating" and column.item}
    return tuple(item for item in instrument.items if item.key not in carried) if carried else ()


def header_of(column: MappedColumn) -> str:
    """Return a column's header as a question names it; a column without one is named by its place."""
    place = column.column.position
    return shorten(column.column.header) or said("column {n}, without a header", n=place)


def _about(column: MappedColumn, instrument: Instrument, confirmed: Confirmed, asked: Collection[str]) -> list[Fault]:
    """Ask about one column; codes that were asked about for all columns are passed over."""
    header = header_of(column)
    faults = []
    if not column.certain:
        what = said("is this {what!r}? ({why})", what=column.item or column.kind, why=column.reason)
        faults.append(Fault(what, header, said("Confirm it in {file}.", file=confirmed.file)))
    if column.kind == "rating" and column.item:
        faults += _strange_answers(column, header, confirmed, asked)
    if column.kind in ("group", "unit"):
        faults += [
            Fault(_unknown_name(column.kind, text, n), header, hint)
            for text, n, hint in unknown_names(column, instrument, confirmed)
        ]
    return faults


def _unknown_name(kind: str, text: str, n: int) -> str:
    if kind == "group":
        return said_plural(
            "which group is {name!r}? ({n} respondent)", "which group is {name!r}? ({n} respondents)", n, name=text
        )
    return said_plural(
        "which unit is {name!r}? ({n} respondent)", "which unit is {name!r}? ({n} respondents)", n, name=text
    )


def _strange_answers(column: MappedColumn, header: str, confirmed: Confirmed, asked: Collection[str]) -> list[Fault]:
    """Ask about answers that are not understood: a likely code of a don't-know each, all others together."""
    if not column.strange:
        return []
    if column.key and column.key.doubt:
        return [Fault(f"{column.key.doubt}.", header, _where_its_numbers_mean(confirmed))]
    codes = [text for text, reading in column.strange.items() if reading.why in (CODE, INSIDE)]
    own = dict.fromkeys(column.said[text] for text in codes if column.said[text] not in asked)
    faults = [_about_code(column, header, code, confirmed) for code in own]
    others = [text for text in column.strange if text not in codes]
    if others:
        listed = ", ".join(repr(shorten(column.said[text], 30)) for text in others[:3])
        what = said_plural(
            "not on the scale {scale!r}: {answers} ({n} answer).",
            "not on the scale {scale!r}: {answers} ({n} answers).",
            sum(column.counts[text] for text in others), scale=column.scale, answers=listed,
        )  # fmt: skip
        faults.append(Fault(what, header, _where_labels_mean(confirmed)))
    return faults


def _where_labels_mean(confirmed: Confirmed) -> str:
    if confirmed.in_sheet:
        return said('Say on the sheet "answers" of mapping.xlsx what they mean.')
    return said("Say under [labels] in mapping.toml what they mean.")


def _where_its_numbers_mean(confirmed: Confirmed) -> str:
    if confirmed.in_sheet:
        return said('Say on the sheet "answers" of mapping.xlsx what its numbers mean.')
    return said("Say under the column's labels in mapping.toml what its numbers mean.")


def _where_code_is_told(code: str, confirmed: Confirmed) -> str:
    if confirmed.in_sheet:
        return said('Write non-answer or problem beside it on the sheet "answers" of mapping.xlsx.')
    return said('Say under [labels] in mapping.toml: "{code}" = "non-answer", or "problem".', code=code)


def _about_code(column: MappedColumn, header: str, code: str, confirmed: Confirmed) -> Fault:
    texts = [text for text in column.strange if column.said[text] == code]
    n = sum(column.counts[text] for text in texts)
    if column.strange[texts[0]].why == INSIDE:
        what = said_plural(
            "is {code!r} the code of a don't-know? ({n} answer, counted as {code}).",
            "is {code!r} the code of a don't-know? ({n} answers, counted as {code}).", n, code=code,
        )  # fmt: skip
        hint = said('Say under the column\'s labels in mapping.toml: "{code}" = "non-answer", or {code}.', code=code)
        sheet = said('Write non-answer, or {code}, beside it on the sheet "answers" of mapping.xlsx.', code=code)
    else:
        what = said_plural(
            "is {code!r} the code of a don't-know? ({n} answer outside the scale {scale!r}).",
            "is {code!r} the code of a don't-know? ({n} answers outside the scale {scale!r}).",
            n, code=code, scale=column.scale,
        )  # fmt: skip
        hint = sheet = _where_code_is_told(code, confirmed)
    return Fault(what, header, sheet if confirmed.in_sheet else hint)
