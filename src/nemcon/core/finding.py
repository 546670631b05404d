"""One finding about a document: a stable code, how serious it is, where, a sentence, and what to do."""

from typing import Literal

import msgspec

Severity = Literal["error", "warning", "note"]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """`place` is where in the document ("masthead", "item 1 (a)", a sitting in words); "" where it is nowhere."""

    code: str
    severity: Severity
    place: str
    sentence: str
    what_to_do: str
