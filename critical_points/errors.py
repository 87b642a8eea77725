"""What can go wrong for an analyst, said in words an analyst can act on."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from critical_points.messages import said, said_plural

#: How many problems one message lists before it says how many more there are.
CAP = 12

#: A line of a fault is cut after so many characters: what stands in a file may be of any length.
_LONGEST = 300


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: what, where, and what was expected.

    Parameters
    ----------
    what : str
        What was found.
    where : str
        File, sheet, row, column or key, as the analyst would look for it.
    suggestion : str
        What was expected, or "did you mean".
    row : int, optional
        The row of the file, counted from 1, where it is about one.
    """

    what: str
    where: str = ""
    suggestion: str = ""
    row: int | None = None

    def __str__(self) -> str:
        """Return the fault as one line."""
        place = f"{self.where}: " if self.where else ""
        what, suggestion = _cut(self.what), _cut(self.suggestion)
        if not suggestion:
            return f"{place}{what}"
        stop = "." if suggestion[0].isupper() and not what.endswith((".", "?", "!", ":", ")")) else ""
        return f"{place}{what}{stop} {suggestion}"


def _cut(text: str) -> str:
    return "\n".join(line if len(line) <= _LONGEST else line[:_LONGEST] + "…" for line in text.split("\n"))


class CriticalPointsError(Exception):
    """The base of every error that an analyst may see.

    Parameters
    ----------
    message : str
        What happened, in one sentence.
    faults : iterable of Fault
        Every single fault; the message shows the first `CAP` and counts the rest.
    next_step : str
        What to do now.
    """

    exit_code = 2

    def __init__(self, message: str, faults: Iterable[Fault] = (), next_step: str = "") -> None:
        self.message = message
        self.faults = tuple(faults)
        self.next_step = next_step
        super().__init__(str(self))

    def __str__(self) -> str:
        """Return the message, its faults and the next step, in at most one screen."""
        lines = [self.message]
        lines += [f"  - {fault}" for fault in self.faults[:CAP]]
        if len(self.faults) > CAP:
            more = said_plural("… and {n} more", "… and {n} more", len(self.faults) - CAP)
            lines.append(f"  {more}")
        if self.next_step:
            lines.append(said("What to do: {step}", step=self.next_step))
        return "\n".join(lines)

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows: the message, and no lines of code that the analyst did not write."""
        return str(self).splitlines()


class UnreadableError(CriticalPointsError):
    """A file that cannot be read at all, or is not what it should be."""


class TooLargeError(UnreadableError):
    """A file that is larger than what is read at once."""


class SettingsError(CriticalPointsError):
    """A fault in review.toml, mapping.toml or an instrument."""


class DecisionNeededError(CriticalPointsError):
    """A question that only the analyst can answer."""

    exit_code = 1


class WorkersError(CriticalPointsError):
    """Workers that ended too early, or that count with another program; nothing was counted."""


class WriteError(CriticalPointsError):
    """A result that could not be written; what was there before is as it was."""


class NotebookError(CriticalPointsError):
    """A notebook that did not run to its end."""


def why_not(error: OSError) -> str:
    """Return why the operating system did not do something, in the language that is spoken."""
    told = {
        errno.ENOENT: said("No such file or directory"),
        errno.EACCES: said("Permission denied"),
        errno.EPERM: said("Permission denied"),
        errno.EISDIR: said("Is a directory"),
        errno.ENOTDIR: said("Not a directory"),
        errno.EEXIST: said("File exists"),
        errno.ENOSPC: said("No space left on device"),
        errno.EDQUOT: said("No space left on device"),
        errno.EROFS: said("Read-only file system"),
        errno.EBUSY: said("Device or resource busy"),
        errno.ENAMETOOLONG: said("File name too long"),
    }
    return told.get(error.errno or 0) or error.strerror or str(error)


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """Return "Did you mean 'x'?" for the closest known word, or the list of known words.

    Parameters
    ----------
    word : str
        What was written.
    known : sequence of str
        What could have been written.

    Returns
    -------
    str
        One sentence, or "" when nothing is known.
    """
    close = get_close_matches(word, known, n=1)
    if close:
        return said("Did you mean {word!r}?", word=close[0])
    return said("Known: {words}.", words=", ".join(known)) if known else ""
