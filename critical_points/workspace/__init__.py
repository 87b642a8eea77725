"""One organisation's reviews: the facts of ``review.toml`` and the folders beside it; only this room knows them."""

from __future__ import annotations

from critical_points.workspace.review import MAPPING, SETTINGS, THRESHOLD, Review, Wave, natural
from critical_points.workspace.settings import find_root, open_review

__all__ = ["MAPPING", "SETTINGS", "THRESHOLD", "Review", "Wave", "find_root", "natural", "open_review"]
