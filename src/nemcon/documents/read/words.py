"""Words as a reader collects them, with their marks, and the line that they become."""

import msgspec

from nemcon.core.passage import Mark, MarkKind
from nemcon.documents.source import Line

BLANKS = " \t\n\r\u00a0\u2002\u2003\u2009\u3000"


class Words:
    """The words of one paragraph in the making: pieces of text with their emphasis, and places of notes."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._spans: list[Mark] = []
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def is_empty(self) -> bool:
        """Whether there is nothing yet, neither words nor marks."""
        return self._length == 0 and not self._spans

    def is_blank(self) -> bool:
        """Whether there are no words yet."""
        return not any(part.strip() for part in self._parts)

    def ends_blank(self) -> bool:
        """Whether the last character is a blank or a line break."""
        return bool(self._parts) and self._parts[-1][-1] in " \n\t"

    def add(self, text: str, *, bold: bool = False, italic: bool = False) -> None:
        """Append `text`. Emphasis that goes on from the piece before is one mark, not two."""
        if not text:
            return
        start, end = self._length, self._length + len(text)
        self._parts.append(text)
        self._length = end
        for wanted, kind in ((bold, "bold"), (italic, "italic")):
            if wanted:
                self._mark(kind, start, end)  # type: ignore[arg-type]

    def note(self, value: str) -> None:
        """Say that the footnote `value` is called here."""
        self._spans.append(Mark(self._length, self._length, "note", value))

    def join(self, other: "Words") -> None:
        """Append the words and marks of `other`."""
        for mark in other._spans:
            self._spans.append(Mark(mark.start + self._length, mark.end + self._length, mark.kind, mark.value))
        self._parts.extend(other._parts)
        self._length += other._length

    def text(self) -> str:
        """All the words so far, as they were added."""
        return "".join(self._parts)

    def marks(self) -> tuple[Mark, ...]:
        """The marks so far, in order of place."""
        return tuple(sorted(self._spans, key=lambda m: (m.start, m.end)))

    def _mark(self, kind: MarkKind, start: int, end: int) -> None:
        for i in range(len(self._spans) - 1, max(-1, len(self._spans) - 4), -1):
            last = self._spans[i]
            if last.kind == kind and last.end == start:
                self._spans[i] = Mark(last.start, end, kind)
                return
        self._spans.append(Mark(start, end, kind))


def line(
    text: str, marks: tuple[Mark, ...] = (), *, keep_tabs: bool | None = None, bold: bool = False, **rest: object
) -> Line | None:
    """The Line that `text` makes once blanks around it are gone, its marks moved along; None if nothing is left.

    Tabs before the words stay if `keep_tabs`; by default they stay in a row of columns, that is, where another tab
    stands between words: there an empty first column means something. A bold mark over the whole line becomes
    `Line.bold`.
    """
    stripped = text.strip(BLANKS)
    if not stripped and not any(m.kind == "note" for m in marks):
        return None
    if keep_tabs is None:
        keep_tabs = "\t" in stripped
    start = len(text) - len(text.lstrip(BLANKS)) if stripped else 0
    if keep_tabs:
        before = text[:start].rpartition("\n")[2]
        kept = "\t" * before.count("\t")
        stripped = kept + stripped
        start -= len(kept)
    moved: list[Mark] = []
    whole = bold
    for mark in marks:
        a, b = (min(max(at - start, 0), len(stripped)) for at in (mark.start, mark.end))
        if mark.kind == "note":
            moved.append(Mark(a, a, "note", mark.value))
        elif mark.kind == "bold" and not stripped[:a].strip(BLANKS) and not stripped[b:].strip(BLANKS):
            whole = True
        elif a < b and stripped[a:b].strip(BLANKS):
            moved.append(Mark(a, b, mark.kind, mark.value))
    return Line(text=stripped, marks=tuple(moved), bold=whole, **rest)  # type: ignore[arg-type]


def split_lines(text: str, marks: tuple[Mark, ...]) -> list[tuple[str, tuple[Mark, ...]]]:
    """The lines of `text`, each with its share of the marks."""
    parts, start = [], 0
    for part in text.split("\n"):
        end = start + len(part)
        own = tuple(
            Mark(max(m.start, start) - start, min(m.end, end) - start, m.kind, m.value)
            for m in marks
            if (m.start < end and m.end > start) or (m.start == m.end and start <= m.start <= end)
        )
        parts.append((part, own))
        start = end + 1
    return parts


def changed(given: Line, **fields: object) -> Line:
    """The same line with `fields` changed."""
    return msgspec.structs.replace(given, **fields)
