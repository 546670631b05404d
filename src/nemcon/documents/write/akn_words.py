"""Passages in Akoma Ntoso: words with their marks as inline elements, and the identifiers that references lead to."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from lxml import etree

from nemcon.core.passage import Mark, Passage
from nemcon.documents import model
from nemcon.documents.write.xml import possible

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
Element = etree._Element

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_EMPHASIS = {"italic": "i", "bold": "b"}
_KINDS = ("item", "symbol", "bold", "italic")  # from the outermost element to the innermost


def root_of(tag: str) -> Element:
    """A new element without parent, in the namespace that needs no prefix."""
    return etree.fromstring(f'<{tag} xmlns="{NAMESPACE}"/>')


def child(parent: Element, tag: str, *, cls: str = "", lang: str = "", **attributes: str) -> Element:
    """A new element within `parent`; attributes that are "" are left out."""
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}")
    for name, value in attributes.items():
        if value:
            element.set(name, value)
    if cls:
        element.set("class", cls)
    if lang:
        element.set(_LANGUAGE, lang)
    return element


class Words:
    """Writes the passages of one document into elements."""

    def __init__(self, document: model.Document, address: Callable[[str], str | None]) -> None:
        self._notes = {note.mark: note for note in document.footnotes}
        self._named: dict[str, str] = {}
        self._address = address
        self._counts: Counter[tuple[str, str]] = Counter()
        self._items: dict[str, str] = {}
        self._above = ""
        self._pending: list[tuple[Element, str]] = []
        self._within = False
        self._references = 0

    def identifier(self, parent: Element, name: str) -> str:
        """An eId for a new element `name` within `parent`: "chapter_2__item_1"."""
        above = str(parent.get("eId") or "")
        self._counts[above, name] += 1
        return f"{above}__{name}_{self._counts[above, name]}".removeprefix("__")

    def place(self, said: model.Heading | model.Entry, element: Element) -> None:
        """Remember `element` as the place of an agenda item; a heading is a better one than a line in the list."""
        number = said.number.rstrip(".-")
        if not number:
            return
        if isinstance(said, model.Heading):
            if said.role == "item":
                self._above = number
                self._items[number] = str(element.get("eId"))
            elif said.role == "sub-item":
                self._items[f"{self._above} {number}"] = str(element.get("eId"))
        elif said.anchor:
            self._items.setdefault(number, str(element.get("eId")))

    def settle(self) -> None:
        """Give the references to items their places, once all are known; one that leads nowhere is only words."""
        for element, value in self._pending:
            if place := self._items.get(value):
                element.set("href", f"#{place}")
            else:
                element.tag = f"{{{NAMESPACE}}}span"

    def unnamed(self) -> Iterator[model.Footnote]:
        """The footnotes that no word names."""
        return (note for mark, note in self._notes.items() if mark not in self._named)

    def into(self, element: Element, passage: Passage) -> None:
        """Append the words of `passage` with its marks to `element`."""
        text = passage.text
        marks = [m for m in passage.marks if 0 <= m.start <= m.end <= len(text)]
        places = sorted({0, len(text), *(m.start for m in marks), *(m.end for m in marks)})
        self._mark(element, [m for m in marks if m.kind == "note" and m.start == 0])
        for start, end in pairwise(places):
            held = [m for m in marks if m.start <= start and end <= m.end and m.start < m.end]
            self._piece(element, text[start:end], held)
            self._mark(element, [m for m in marks if m.kind == "note" and m.start == end])

    def _piece(self, element: Element, text: str, marks: list[Mark]) -> None:
        inner = element
        for kind in _KINDS:
            mark = next((m for m in marks if m.kind == kind), None)
            if mark is None:
                continue
            if kind in _EMPHASIS:
                inner = child(inner, _EMPHASIS[kind])
            elif kind == "item":
                inner = child(inner, "ref")
                self._pending.append((inner, mark.value))
            elif not any(m.kind == "item" for m in marks):  # a reference cannot stand in a reference
                href = self._address(mark.value)
                inner = child(inner, "ref", href=quote(href, safe="/:?#&=()@+,;~%")) if href else child(inner, "span")
        _append(inner, text)

    def _mark(self, element: Element, marks: list[Mark]) -> None:
        """An authorial note where it is named; named again, or within a note, a mark that leads to it."""
        for mark in marks:
            note = self._notes.get(mark.value)
            if note is None or self._within:
                child(element, "sup").text = possible(mark.value)
            elif mark.value in self._named:
                child(element, "noteRef", href=f"#{self._named[mark.value]}", marker=possible(mark.value))
            else:
                identifier = f"note_{len(self._named) + 1}"
                self._named[mark.value] = identifier
                written: dict[str, Any] = {"marker": possible(mark.value), "placement": "bottom", "eId": identifier}
                body = child(child(element, "authorialNote", **written), "p", lang=note.text.language)
                self._within = True
                self.into(body, note.text)
                self._within = False


def _append(element: Element, text: str) -> None:
    """Append text after what is in `element`; a line break is an element."""
    for at, line in enumerate(possible(text).split("\n")):
        if at:
            child(element, "br")
            line = "\n" + line
        if len(element):
            element[-1].tail = (element[-1].tail or "") + line
        else:
            element.text = (element.text or "") + line
