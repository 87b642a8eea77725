"""Protection of small groups: what may leave the analyst's notebook, and what may not."""

from critical_points.disclosure.protection import SMALLEST_MINIMUM, Protected, protect

__all__ = ["SMALLEST_MINIMUM", "Protected", "protect"]
