"""The explorer's lists and what they show, as widgets of Jupyter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets
from IPython.display import HTML, Javascript, display

from critical_points.disclosure import Protected
from critical_points.errors import CriticalPointsError
from critical_points.explorer.choices import USES, Choice, first_choice, list_options, name_controls, tell_choice
from critical_points.explorer.rows import present
from critical_points.explorer.views import COLUMNS, Look, look
from critical_points.figures import show
from critical_points.instrument import Labels
from critical_points.language import Language
from critical_points.workspace import Review, find_root

#: The lists, in their order.
CONTROLS = ("view", "wave", "against", "kind", "subject", "columns", "group", "unit", "language")

#: In JupyterLab, a list has the arrow keys and letters for itself: otherwise they move between cells and change them.
_OWN_KEYS = """requestAnimationFrame(() => {
  const lists = element.closest(".widget-vbox")?.querySelectorAll("select") ?? [];
  for (const list of lists) list.dataset.lmSuppressShortcuts = "true";
});"""


def build_panel(review: Review, safe: Protected) -> ipywidgets.VBox:
    """Return the lists and the place below them, showing the first choice.

    Parameters
    ----------
    review : Review
        The workspace.
    safe : Protected
        Its results.
    """
    layout, style = {"width": "24em", "max_width": "100%"}, {"description_width": "9em"}
    lists = {name: ipywidgets.Dropdown(layout=layout, style=style) for name in CONTROLS}
    panel = Panel(review, safe, lists, ipywidgets.HTML(), ipywidgets.Output())
    for one in lists.values():
        one.observe(panel.change, names="value")
    panel.fill(first_choice(safe), review.language.code)
    panel.tell()
    flow = {"display": "flex", "flex_flow": "row wrap"}
    return ipywidgets.VBox([ipywidgets.Box(list(lists.values()), layout=flow), panel.heading, panel.output])


@dataclass(frozen=True, eq=False)
class Panel:
    """The widgets, and what they show.

    Parameters
    ----------
    review : Review
        The workspace.
    safe : Protected
        Its results.
    lists : Mapping of str to Dropdown
        By the names in `CONTROLS`.
    heading : HTML
        What is seen, in one line that a screen reader tells when it changes.
    output : Output
        The result.
    """

    review: Review
    safe: Protected
    lists: Mapping[str, Any]
    heading: Any
    output: Any

    def change(self, _: object = None) -> None:
        """Show what is chosen now."""
        self.fill(*self._chosen())
        self.tell()

    def fill(self, choice: Choice, code: str) -> None:
        """Write the lists in a language; what is chosen stays chosen where it is still there."""
        safe = self._in(code)
        names = name_controls(safe.labels.language, choice.kind)
        wanted = {**vars(choice), "language": code}
        with self._unheard():
            for name, options in list_options(safe, choice).items():
                one, keys = self.lists[name], [key for _, key in options]
                one.description, one.options = names[name], options
                one.value = wanted[name] if wanted[name] in keys else next(iter(keys), None)
                one.layout.display = "" if name in ("view", "language", *USES[choice.view]) else "none"

    def tell(self) -> None:
        """Show the figure, the frame and the code below the lists; what goes wrong is told in words."""
        choice, code = self._chosen()
        safe = self._in(code)
        self.heading.value = f'<p role="status" lang="{code}"><b>{escape(tell_choice(safe, choice))}</b></p>'
        self.output.clear_output(wait=True)
        with self.output:
            try:
                self._show(look(safe, choice), safe, choice)
            except CriticalPointsError as error:
                display(_paragraph(str(error), code))
            except Exception as error:  # a learner is told in words, whatever it is
                words = safe.labels.language.text(
                    "This cannot be shown. Choose something else, and tell those who maintain the tool: {error}",
                    error=repr(error),
                )
                display(_paragraph(words, code))
            display(Javascript(_OWN_KEYS))  # the last: until something is displayed, the earlier result stays

    def _show(self, found: Look, safe: Protected, choice: Choice) -> None:
        language = safe.labels.language
        if found.note:
            display(_paragraph(found.note, language.code))
        if found.ax is not None:
            show(found.ax)
        if found.code:
            told = language.text("The same in your own notebook: copy these lines into an empty cell.")
            display(_code(told, "\n".join([*self._opening(language), *found.code]), language.code))
        if found.frame is not None and len(found.frame):
            display(present(found.frame, COLUMNS[choice.view], safe, choice.kind))

    def _opening(self, language: Language) -> list[str]:
        """Return the lines that come before a look's own."""
        try:
            here = find_root(Path.cwd()) == self.review.root
        except CriticalPointsError:
            here = False
        place = [] if here else [repr(str(self.review.root))]
        told = ", ".join([*place, f"language={language.code!r}"])
        return [
            "import critical_points as cp",
            "",
            f"review = cp.open_review({told})",
            "safe = cp.open_results(review)",
        ]

    def _chosen(self) -> tuple[Choice, str]:
        chosen = {name: one.value or "" for name, one in self.lists.items()}
        code = chosen.pop("language")
        return Choice(**chosen), code

    def _in(self, code: str) -> Protected:
        """Return the results with the names of a language."""
        return replace(self.safe, labels=Labels(self.safe.labels.instrument, Language(code)))

    @contextmanager
    def _unheard(self) -> Iterator[None]:
        """Change the lists without being told of each change."""
        for one in self.lists.values():
            one.unobserve(self.change, names="value")
        try:
            yield
        finally:
            for one in self.lists.values():
                one.observe(self.change, names="value")


def _paragraph(text: str, code: str) -> HTML:
    return HTML(f'<p lang="{code}" style="max-width:60em">{escape(text)}</p>'.replace("\n", "<br>"))


def _code(told: str, lines: str, code: str) -> HTML:
    box = "overflow:auto;padding:0.6em;border:1px solid;margin:0 0 1em"
    label = escape(told)
    return HTML(
        f'<p lang="{code}">{label}</p>'
        f'<pre tabindex="0" role="region" aria-label="{label}" style="{box}"><code>{escape(lines)}</code></pre>'
    )
