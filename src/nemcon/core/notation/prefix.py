"""What stands in braces before a block or a document: {fr}, {entry; number: o; level: 1}, {symbol: SSS 7/1}."""

import re
from collections.abc import Collection, Mapping

from nemcon.core.notation.words import trimmed, unescaped

_BRACED = re.compile(r"\{((?:\\[\s\S]|[^{}\\])+)\}[ \t]*")
_PART = re.compile(r"(?:\\[\s\S]|[^;\\])+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


def read_prefix(line: str, names: Collection[str], words: Collection[str] = ()) -> tuple[dict[str, str], str]:
    """What the braces at the beginning of the line say, and the rest of the line.

    `names` are what may have a value ("number: 4"); of `words` one may stand alone, and is the value of "kind"; so may
    the code of a language. Braces that say anything else are words of the text.
    """
    braced = _BRACED.match(line)
    if not braced:
        return {}, line
    said: dict[str, str] = {}
    for part in _PART.findall(braced[1]):
        name, colon, value = part.partition(":")
        name = name.strip()
        if colon and (name in names or name == "language"):
            said[name] = unescaped(trimmed(value))
        elif not colon and name in words:
            said["kind"] = name
        elif not colon and _LANGUAGE.fullmatch(name):
            said["language"] = name
        else:
            return {}, line
    return said, line[braced.end() :]


def write_prefix(said: Mapping[str, str]) -> str:
    """The braces that say so, with a blank behind them; nothing for nothing."""
    parts = []
    for name, value in said.items():
        if name == "kind" or (name == "language" and _LANGUAGE.fullmatch(value)):
            parts.append(value)
        else:
            parts.append(f"{name}: {_value(value)}" if value else f"{name}:")
    return f"{{{'; '.join(parts)}}} " if parts else ""


def _value(value: str) -> str:
    if value.isalnum():
        return value
    inner = re.sub(r"([\\;{}\r\n])", r"\\\1", value)
    if value[:1] in (" ", "\t"):
        inner = "\\" + inner
    return inner[:-1] + "\\" + inner[-1] if len(value) > 1 and value[-1] in " \t" else inner
