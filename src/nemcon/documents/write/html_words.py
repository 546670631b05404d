"""Passages as HTML: words escaped, marks as elements, languages and directions where they change."""

import re
from collections.abc import Callable, Iterable, Iterator
from html import escape

from nemcon.core import calendar
from nemcon.core.languages import direction
from nemcon.core.passage import Mark, Passage

Address = Callable[[str], str | None]
"""From a document symbol to the address of its page, None where there is none to link to."""

_LINKS = ("symbol", "item")
_EMPHASIS = {"italic": "i", "bold": "b"}
# What neither XML nor HTML can carry; shown as the character that stands for the unreadable.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Hours written 10/00-13/00: without isolation Arabic puts their halves the wrong way round.
_ARABIC_HOURS = re.compile(r"\d{1,2}/\d{2}(?:[–-]\d{1,2}/\d{2})?(?![\d/])")


def text(words: str, *, rtl: bool = False) -> str:
    """`words` as character data; a line break within a paragraph becomes `<br>`.

    From right to left hours keep their order, and the two names of a month stay on one line.
    """
    safe = escape(_IMPOSSIBLE.sub("\ufffd", words), quote=False).replace("\n", "<br>")
    return calendar.join_months(_ARABIC_HOURS.sub(r"<bdi>\g<0></bdi>", safe)) if rtl else safe


def attribute(value: str) -> str:
    """`value` as it may stand between double quotes."""
    return escape(_IMPOSSIBLE.sub("\ufffd", value), quote=True)


def language_of(passage: Passage, around: str) -> str:
    """The attributes ` lang="…" dir="…"` of an element that holds `passage`, "" where it speaks as those around it."""
    if not passage.language or passage.language == around:
        return ""
    return f' lang="{attribute(passage.language)}" dir="{direction(passage.language)}"'


class Words:
    """Turns the passages of one document into HTML, and remembers which footnotes the text has already named."""

    def __init__(
        self, language: str, marks: Iterable[str], items: dict[str, str], address: Address | None, *, notes: bool = True
    ) -> None:
        """`marks` are those of the document's footnotes in order; `items` leads from a reference to its anchor.

        Without `notes` footnotes are not named at all.
        """
        self.language = language
        self.notes = {mark: f"note-{number}" for number, mark in enumerate(marks, 1)}
        self.shows_notes = notes
        self.items = items
        self.address = address
        self.named: set[str] = set()

    def html(self, passage: Passage) -> str:
        """The words of `passage` with its marks, without an element around them."""
        rtl = direction(passage.language or self.language) == "rtl"
        size = len(passage.text)
        marks = [mark for mark in passage.marks if 0 <= mark.start <= mark.end <= size]
        links = {mark.start: mark for mark in _apart(m for m in marks if m.kind in _LINKS)}
        places = sorted({0, size, *(m.start for m in marks), *(m.end for m in marks)})
        out: list[str] = []
        link: Mark | None = None
        held: list[Mark] = []  # footnotes named within a link follow it: a link cannot stand in a link
        for place, following in zip(places, [*places[1:], size], strict=True):
            held += [mark for mark in marks if mark.kind == "note" and mark.start == place]
            if link and link.end == place:
                out.append("</a>" if self._href(link) else "</span>")
                link = None
            if not link:
                out.extend(self._note(mark) for mark in held)
                held.clear()
                link = links.get(place)
                out.append(self._opened(link))
            out.append(self._emphasised(passage.text, place, following, marks, rtl and not link))
        return "".join(out)

    def span(self, passage: Passage, tag: str = "span", extra: str = "") -> str:
        """`passage` in an element of its own, with its language where it differs."""
        return f"<{tag}{extra}{language_of(passage, self.language)}>{self.html(passage)}</{tag}>"

    def _emphasised(self, words: str, start: int, end: int, marks: list[Mark], rtl: bool) -> str:
        piece = text(words[start:end], rtl=rtl)
        for kind, tag in _EMPHASIS.items():
            if piece and any(m.kind == kind and m.start <= start and end <= m.end for m in marks):
                piece = f"<{tag}>{piece}</{tag}>"
        return piece

    def _note(self, mark: Mark) -> str:
        if not self.shows_notes:
            return ""
        anchor = self.notes.get(mark.value)
        if anchor is None:
            return f"<sup>{text(mark.value)}</sup>"
        name = "" if mark.value in self.named else f' id="{anchor}-named"'
        self.named.add(mark.value)
        return f'<sup><a{name} href="#{anchor}">{text(mark.value)}</a></sup>'

    def _href(self, link: Mark) -> str | None:
        if link.kind == "item":
            return f"#{self.items[link.value]}" if link.value in self.items else None
        return self.address(link.value) if self.address else None

    def _opened(self, link: Mark | None) -> str:
        if link is None:
            return ""
        href = self._href(link)
        name = ' class="symbol"' if link.kind == "symbol" else ""
        return f'<a{name} href="{attribute(href)}">' if href else f"<span{name}>"


def _apart(marks: Iterable[Mark]) -> Iterator[Mark]:
    """The marks in order, those left out that begin within an earlier one: a link cannot stand in a link."""
    end = 0
    for mark in sorted(marks, key=lambda m: (m.start, -m.end)):
        if mark.start >= end and mark.end > mark.start:
            yield mark
            end = mark.end
