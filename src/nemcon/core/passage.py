"""Words with marks beside them: the smallest thing that a document says."""

from typing import Literal

import msgspec

MarkKind = Literal["italic", "bold", "note", "symbol", "item"]


class Mark(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something about the words from `start` to `end` (code points, end excluded).

    `italic` and `bold` are emphasis. `note` stands at one place (start == end) and its `value` is the mark of the
    footnote there. `symbol` covers a document symbol and `item` a reference to an agenda item; `value` is the symbol
    or the item's reference, as `agenda.find` takes it.
    """

    start: int
    end: int
    kind: MarkKind
    value: str = ""


class Passage(msgspec.Struct, frozen=True, omit_defaults=True):
    """Words in one language. `language` is empty where it is that of the document around it."""

    text: str
    marks: tuple[Mark, ...] = ()
    language: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)
