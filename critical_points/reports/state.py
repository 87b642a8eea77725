"""The state of a process before a notebook, put back after it: where no process can be copied, several take turns."""

from __future__ import annotations

import decimal
import gc
import getpass
import importlib
import locale
import os
import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

#: Libraries whose classes are put back, too: a notebook may give one of their classes another method.
_OF_CLASSES = ("critical_points", "pandas", "numpy", "matplotlib", "seaborn", "IPython")

#: What is a part of the running process, and not a notebook's to change for the next one.
_LEFT_ALONE = ("sys", "threading", "__main__", "__mp_main__", __name__)

#: Forgotten after each notebook: it ties the shell that is there when it is imported to matplotlib.
_OF_THE_SHELL = "matplotlib_inline"

_MISSING = object()


@dataclass(frozen=True)
class State:
    """What a notebook might change in its process."""

    modules: dict[str, ModuleType]
    names: dict[str, dict[str, Any]]
    classes: list[tuple[type, dict[str, Any]]]
    contents: list[tuple[Any, Any]]
    environment: dict[str, str]
    folder: str
    path: list[str]
    filters: list[Any]
    style: dict[str, Any]
    printing: dict[str, Any]
    errors: dict[str, Any]
    locale: str
    threads: int


def take_state() -> State:
    """Return the state of this process."""
    import matplotlib as mpl
    import numpy as np

    modules = {name: module for name, module in sys.modules.items() if isinstance(module, ModuleType)}
    watched = {name: module for name, module in modules.items() if name not in _LEFT_ALONE}
    return State(
        modules=dict(sys.modules),
        names={name: dict(vars(module)) for name, module in watched.items()},
        classes=[(one, dict(vars(one))) for one in _classes(watched)],
        contents=[(box, box.copy()) for box in _boxes(watched)],
        environment=dict(os.environ),
        folder=str(Path.cwd()),
        path=list(sys.path),
        filters=list(warnings.filters),
        style=dict(mpl.rcParams),
        printing=dict(np.get_printoptions()),
        errors=dict(np.geterr()),
        locale=locale.setlocale(locale.LC_ALL),
        threads=threading.active_count(),
    )


def put_back(state: State) -> bool:
    """Put a state back.

    Returns
    -------
    bool
        Whether all of it could be: not where a thread runs on, or a library was loaded whose state nobody knew before.
    """
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
    strange = _forget_modules(state)
    for name, before in state.names.items():
        _put_back_names(vars(state.modules[name]), before)
    for one, before in state.classes:
        _put_back_class(one, before)
    for box, before in state.contents:
        _put_back_box(box, before)
    _put_back_settings(state)
    return not strange and threading.active_count() <= state.threads


def _classes(modules: dict[str, ModuleType]) -> Iterator[type]:
    seen: set[type] = set()
    for name, module in modules.items():
        if name.partition(".")[0] not in _OF_CLASSES:
            continue
        for one in list(vars(module).values()):
            if isinstance(one, type) and one not in seen and one.__module__ == name and one.__flags__ & 1 << 9:
                seen.add(one)
                yield one


def _boxes(modules: dict[str, ModuleType]) -> Iterator[Any]:
    """Yield the lists, sets and mappings that stand by themselves in our own modules."""
    for name, module in modules.items():
        if name.partition(".")[0] == "critical_points":
            yield from (box for box in list(vars(module).values()) if isinstance(box, dict | list | set))


def _forget_modules(state: State) -> bool:
    """Forget what was imported since; return whether something was whose state cannot be put back."""
    strange = False
    for name in set(sys.modules) - set(state.modules):
        root = name.partition(".")[0]
        module = sys.modules.pop(name)
        file = str(getattr(module, "__file__", None) or "")
        ours = root == _OF_THE_SHELL or file.startswith(state.folder + os.sep) or not file
        strange |= not ours and root not in sys.stdlib_module_names
    sys.modules.update({name: module for name, module in state.modules.items() if name != "__main__"})
    importlib.invalidate_caches()
    return strange


def _put_back_names(now: dict[str, Any], before: dict[str, Any]) -> None:
    for name in now.keys() - before.keys():
        del now[name]
    for name, value in before.items():
        if now.get(name, _MISSING) is not value:
            now[name] = value


def _put_back_class(one: type, before: dict[str, Any]) -> None:
    now = dict(vars(one))
    for name in now.keys() - before.keys():
        with suppress(AttributeError, TypeError):
            delattr(one, name)
    for name, value in before.items():
        if now.get(name, _MISSING) is not value:
            with suppress(AttributeError, TypeError):
                setattr(one, name, value)


def _put_back_box(box: Any, before: Any) -> None:
    if isinstance(box, list):
        box[:] = before
    else:
        box.clear()
        box.update(before)


def _put_back_settings(state: State) -> None:
    import matplotlib as mpl
    import numpy as np
    import pandas as pd

    os.chdir(state.folder)
    os.environ.clear()
    os.environ.update(state.environment)
    sys.path[:] = state.path
    sys.excepthook, sys.displayhook = sys.__excepthook__, sys.__displayhook__
    warnings.filters[:] = state.filters
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dict.clear(mpl.rcParams)
        dict.update(mpl.rcParams, state.style)
        pd.reset_option("all")
    warnings._filters_mutated_lock_held() if hasattr(warnings, "_filters_mutated_lock_held") else None
    np.set_printoptions(**state.printing)
    np.seterr(**state.errors)
    locale.setlocale(locale.LC_ALL, state.locale)
    decimal.setcontext(decimal.DefaultContext.copy())
    signal.signal(signal.SIGINT, signal.default_int_handler)
    importlib.reload(getpass) if not callable(getattr(getpass, "getpass", None)) else None
    gc.enable()
