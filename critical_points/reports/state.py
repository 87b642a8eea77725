"""The state of a process before a notebook, put back after it: where no process can be copied, several take turns."""

from __future__ import annotations

import decimal
import gc
import importlib
import locale
import os
import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, chdir, contextmanager, suppress
from dataclasses import dataclass
from types import ModuleType
from typing import Any
from unittest.mock import patch

#: Libraries whose classes are put back, too: a notebook may give one of their classes another method.
_OF_CLASSES = ("critical_points", "pandas", "numpy", "matplotlib", "seaborn", "IPython")

#: What belongs to the running process, and not to a notebook.
_LEFT_ALONE = ("sys", "threading", "__main__", "__mp_main__", __name__)

#: Forgotten after each notebook: it ties the shell that is there when it is imported to matplotlib.
_OF_THE_SHELL = "matplotlib_inline"

#: A class that Python code has made: the others cannot be changed.
_IS_HEAP_TYPE = 1 << 9

_MISSING = object()


@dataclass(frozen=True)
class State:
    """What a notebook might change of modules in its process.

    Parameters
    ----------
    modules : dict of str to object
        The modules that are loaded.
    names : dict of str to dict
        What stands under each name of each of them.
    classes : list of (type, dict)
        What stands under each name of each class of the libraries that notebooks work with.
    boxes : list of (list or dict or set, copy)
        The contents of our own modules' lists, mappings and sets.
    path : list of str
        Where modules are looked for.
    locale : str
        The system's conventions.
    threads : int
        How many threads run.
    """

    modules: dict[str, Any]
    names: dict[str, dict[str, Any]]
    classes: list[tuple[type, dict[str, Any]]]
    boxes: list[tuple[Any, Any]]
    path: list[str]
    locale: str
    threads: int


def take_state() -> State:
    """Return the state of this process."""
    watched = {
        name: module
        for name, module in sys.modules.items()
        if isinstance(module, ModuleType) and name not in _LEFT_ALONE
    }
    return State(
        modules={name: module for name, module in sys.modules.items() if name != "__main__"},
        names={name: dict(vars(module)) for name, module in watched.items()},
        classes=[(one, dict(vars(one))) for one in _classes(watched)],
        boxes=[(box, box.copy()) for box in _boxes(watched)],
        path=list(sys.path),
        locale=locale.setlocale(locale.LC_ALL),
        threads=threading.active_count(),
    )


@contextmanager
def settings_kept() -> Iterator[None]:
    """Put back what libraries let one set – options, styles, filters, environment, folder – at the end of the block."""
    import numpy as np
    import pandas as pd

    mpl = sys.modules["matplotlib"]  # the figures' room has imported it
    backend = dict.__getitem__(mpl.rcParams, "backend")
    with ExitStack() as after, warnings.catch_warnings():
        after.enter_context(patch.dict(os.environ))
        after.enter_context(chdir("."))
        after.enter_context(mpl.rc_context())
        after.enter_context(np.printoptions())
        after.enter_context(np.errstate())
        after.enter_context(decimal.localcontext())
        yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mpl.rcParams["backend"] = backend
        pd.reset_option("all")
    sys.excepthook, sys.displayhook = sys.__excepthook__, sys.__displayhook__
    signal.signal(signal.SIGINT, signal.default_int_handler)
    gc.enable()


def put_back(state: State) -> bool:
    """Put modules back as they were.

    Returns
    -------
    bool
        Whether all of it could be: not where a thread runs on, or a library was loaded whose state nobody knew before.
    """
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close("all")
    strange = _forget_modules(state)
    for name, before in state.names.items():
        _put_back_names(vars(state.modules[name]), before)
    for one, before in state.classes:
        _put_back_class(one, before)
    for box, before in state.boxes:
        box.clear()
        (box.extend if isinstance(box, list) else box.update)(before)
    sys.path[:] = state.path
    locale.setlocale(locale.LC_ALL, state.locale)
    importlib.invalidate_caches()
    return not strange and threading.active_count() <= state.threads


def _classes(modules: dict[str, ModuleType]) -> Iterator[type]:
    for name, module in modules.items():
        if name.partition(".")[0] in _OF_CLASSES:
            for one in list(vars(module).values()):
                if isinstance(one, type) and one.__module__ == name and one.__flags__ & _IS_HEAP_TYPE:
                    yield one


def _boxes(modules: dict[str, ModuleType]) -> Iterator[Any]:
    for name, module in modules.items():
        if name.partition(".")[0] == "critical_points":
            for key, box in list(vars(module).items()):
                if isinstance(box, dict | list | set) and not key.startswith("__"):
                    yield box


def _forget_modules(state: State) -> bool:
    """Forget what was imported since; return whether there was something whose state cannot be put back."""
    strange = False
    for name in set(sys.modules) - set(state.modules) - {"__main__"}:
        root = name.partition(".")[0]
        file = str(getattr(sys.modules.pop(name), "__file__", None) or "")
        known = root == _OF_THE_SHELL or root in sys.stdlib_module_names
        strange |= not known and bool(file) and not _is_plain_file(name, file)
    sys.modules.update(state.modules)
    return strange


def _is_plain_file(name: str, file: str) -> bool:
    """Tell whether a module is a Python file of the analyst's own, outside of where libraries are installed."""
    return file.endswith(".py") and "site-packages" not in file and "dist-packages" not in file and bool(name)


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
