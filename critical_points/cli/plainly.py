"""Options that are texts, paths or flags, taken as they were typed.

Typer checks values with pydantic, whose import takes a sixth of a short command's time. For these kinds there is
nothing to check; every other kind, and a Typer that works otherwise, is left to Typer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: Kind of option → how its text becomes a value.
_KINDS: dict[Any, Callable[[Any], Any]] = {str: str, Path: Path, bool: bool}


@dataclass(frozen=True)
class _Plain:
    """What Typer asks for the value of an option."""

    kind: Callable[[Any], Any]

    def coerce(self, value: Any, **_: Any) -> Any:
        """Return the value; None where nothing was typed."""
        return None if value is None else self.kind(value)


def take_plainly(parameters: Iterable[Any]) -> None:
    """Let options with one value of a plain kind be taken as they were typed.

    Parameters
    ----------
    parameters : iterable of Typer's options and arguments
        Those of other kinds stay as they are.
    """
    for one in parameters:
        kind = getattr(getattr(one, "type_descriptor", None), "annotation", None)
        if kind in _KINDS and one.nargs == 1 and not one.multiple and hasattr(one, "get_runtime_param"):
            plain = _Plain(_KINDS[kind])
            one.get_runtime_param = lambda plain=plain: plain
