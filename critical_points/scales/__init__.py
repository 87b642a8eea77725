"""Answer texts to ratings: each distinct text once, by decision, by label, by number, or as a question."""

from __future__ import annotations

from critical_points.facts import normalise
from critical_points.scales.answers import (
    ANSWERS,
    HIGHEST,
    NOT_ASKED,
    answer_of,
    answers_of,
    fates_in,
    ratings_in,
)
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
    "ANSWERS",
    "CODE",
    "DECISIONS",
    "FATES",
    "HIGHEST",
    "INSIDE",
    "NOT_ASKED",
    "SIMILAR",
    "AnswerKey",
    "Reading",
    "all_non_answers",
    "answer_key",
    "answer_of",
    "answers_of",
    "as_code",
    "fates_in",
    "labels_by_code",
    "normalise",
    "numeric_range",
    "range_scale",
    "ratings_in",
    "recognise_scale",
    "rival_scale",
    "whole_number",
    "worded_range",
]
