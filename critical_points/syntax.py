"""What is wrong with the syntax of a TOML file, in the language that is spoken."""

from __future__ import annotations

import re
import tomllib

from critical_points.messages import said, to_say, translated

#: What the parser says, word by word; anything else is told as it stands.
_PLAIN = (
    to_say("Cannot overwrite a value"),
    to_say("Expected ']' at the end of a table declaration"),
    to_say("Expected ']]' at the end of an array declaration"),
    to_say("Expected '=' after a key in a key/value pair"),
    to_say("Expected newline or end of document after a statement"),
    to_say("Invalid statement"),
    to_say("Invalid value"),
    to_say("Invalid date or datetime"),
    to_say("Invalid initial character for a key part"),
    to_say("Invalid hex value"),
    to_say("Escaped character is not a Unicode scalar value"),
    to_say("Unclosed array"),
    to_say("Unclosed inline table"),
    to_say("Unescaped '\\' in a string"),
    to_say("Unterminated string"),
)
_WITH_ONE = re.compile(
    r"(Cannot declare|Cannot mutate immutable namespace|Duplicate inline table key|Illegal character|"
    r"Found invalid character|Expected) (.+?)( twice)?"
)


def explain(error: tomllib.TOMLDecodeError) -> tuple[str, str]:
    """Return what is wrong, and where."""
    what, _, place = str(error).removesuffix(")").rpartition(" (at ")
    found = re.fullmatch(r"line (\d+), column (\d+)", place)
    if found:
        return _told(what), said("line {line}, column {column}", line=found[1], column=found[2])
    return _told(what), said("end of document")


def _told(what: str) -> str:
    found = None if what in _PLAIN else _WITH_ONE.fullmatch(what)
    if found is None:
        return translated(what)
    thing = found[2]
    return {
        "Cannot declare": said("Cannot declare {thing} twice", thing=thing),
        "Cannot mutate immutable namespace": said("Cannot mutate immutable namespace {thing}", thing=thing),
        "Duplicate inline table key": said("Duplicate inline table key {thing}", thing=thing),
        "Illegal character": said("Illegal character {thing}", thing=thing),
        "Found invalid character": said("Found invalid character {thing}", thing=thing),
        "Expected": said("Expected {thing}", thing=thing),
    }[found[1]]
