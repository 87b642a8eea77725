"""Processes that are measured start from compiled bytecode, as they do on an analyst's machine."""

from __future__ import annotations

import compileall
import os
from functools import cache
from pathlib import Path

import critical_points


@cache
def with_bytecode() -> dict[str, str]:
    """Return the environment of a process that reads bytecode and writes what is missing; ours is compiled now."""
    for package in (Path(critical_points.__file__).parent, Path(__file__).parent):
        compileall.compile_dir(package, quiet=2)
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
