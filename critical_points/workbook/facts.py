"""What the workbook tells of the review and of the law."""

from __future__ import annotations

from critical_points.instrument import Instrument
from critical_points.language import NO_VALUE, Language
from critical_points.workspace import Review


def list_facts(review: Review, wave: str, language: Language) -> tuple[tuple[str, str], ...]:
    """Return names and values of what ``review.toml`` tells of a wave; a dash stands where it tells nothing."""
    told = review.wave(wave)
    values = (
        review.organisation,
        wave,
        told.responsible,
        told.respondents,
        language.date(told.funding_decision) if told.funding_decision else "",
        language.date(told.started) if told.started else "",
        "–".join(map(language.date, told.period)) if told.period else "",
    )
    return tuple((name, value or NO_VALUE) for name, value in zip(name_facts(language), values, strict=True))


def name_facts(language: Language) -> tuple[str, ...]:
    """Return the names of the facts of a wave."""
    return (
        language.text("Organisation"),
        language.text("Wave"),
        language.text("Responsible for the review"),
        language.text("Who answers"),
        language.text("Funding decision"),
        language.text("Started"),
        language.text("Survey open"),
    )


def list_laws(instrument: Instrument, point: str, language: Language) -> tuple[tuple[str, str], ...]:
    """Return the sections of law that bear on a point, the verified ones only: "Law", and the section with its gist."""
    wanted = instrument.point(point).laws
    laws = [law for law in instrument.laws if law.verified and law.key in wanted]
    code = language.code
    return tuple((language.text("Law"), f"{law.act[code]}, {law.section}: {law.about[code]}") for law in laws)
