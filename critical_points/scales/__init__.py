"""Answer texts to ratings: each distinct text once, by decision, by label, by number, or as a question."""

from __future__ import annotations

from critical_points.facts import normalise
from critical_points.scales.readings import (
    CODE,
    DECISIONS,
    FATES,
    INSIDE,
    AnswerKey,
    Reading,
    as_code,
    labels_by_code,
    whole_number,
)
from critical_points.scales.recognition import (
    SIMILAR,
    all_non_answers,
    answer_key,
    numeric_range,
    range_scale,
    recognise_scale,
    rival_scale,
    worded_range,
)

__all__ = [
    "CODE",
    "DECISIONS",
    "FATES",
    "INSIDE",
    "SIMILAR",
    "AnswerKey",
    "Reading",
    "all_non_answers",
    "answer_key",
    "as_code",
    "labels_by_code",
    "normalise",
    "numeric_range",
    "range_scale",
    "recognise_scale",
    "rival_scale",
    "whole_number",
    "worded_range",
]
