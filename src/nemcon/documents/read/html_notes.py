"""Footnotes of an HTML page: links to a place below, and the places that they lead to."""

import re

from nemcon.documents.read.html_tags import Element, words

_CALL_CLASS = re.compile(r"foot-?note|end-?note|note-?ref|fnref|mso", re.I)
_TARGET = re.compile(r"_?(?:ftn|edn|fn|note|footnote|endnote|cite_note)[-_:]?", re.I)
_MARK = re.compile(r"[\[(]?\s*(?P<mark>\w{1,4}|[*†‡§]{1,4})\s*[\])]?")
_BACK = re.compile(r"[\s↩↑^⏎↵⬆\u21a9\ufe0e\ufe0f]*")


class Notes:
    """The footnotes of a page. A link counts as a call if it looks like one and its place exists."""

    def __init__(self, body: Element) -> None:
        places: dict[str, Element] = {}
        links: list[Element] = []
        for element in body.iter("*"):  # elements only: no comments
            for name in (element.get("id"), element.get("name") if element.tag == "a" else None):
                if name:
                    places.setdefault(name, element)
            if element.tag == "a" and element.get("href", "").startswith("#"):
                links.append(element)
        self._calls: dict[Element, str] = {}
        self._numbers: dict[Element, str] = {}
        for link in links:
            target = link.get("href", "")[1:]
            found = _MARK.fullmatch(words(link))
            if target in places and found and _is_call(link, target) and not self._within_note(link):
                holder = _holder(places[target])
                if holder is not None and link not in holder.iter("a"):
                    self._calls[link] = found["mark"]
                    self._numbers.setdefault(holder, found["mark"])

    def call(self, element: Element) -> str:
        """The mark that the element calls a note by, "" if it is no call. A <sup> around a link counts as the link."""
        if element in self._calls:
            return self._calls[element]
        alone = element.tag in ("sup", "span") and len(element) == 1 and element[0] in self._calls
        if alone and not (element.text or "").strip() and not (element[0].tail or "").strip():
            return self._calls[element[0]]
        return ""

    def number_of(self, element: Element) -> str | None:
        """The mark of the note that the element holds, None if it holds none."""
        return self._numbers.get(element)

    def is_way_back(self, element: Element) -> bool:
        """Whether the element is the link that leads from a note back to its call: an arrow, or the mark again."""
        if element.tag != "a" or not element.get("href", "").startswith("#"):
            return False
        mark = next((self._numbers[above] for above in element.iterancestors() if above in self._numbers), None)
        if mark is None:
            return False
        text = words(element)
        found = _MARK.fullmatch(text)
        return bool(_BACK.fullmatch(text)) or (found is not None and found["mark"] == mark)

    def _within_note(self, link: Element) -> bool:
        return any(above in self._numbers for above in link.iterancestors())


def _is_call(link: Element, target: str) -> bool:
    above = link.getparent()
    return (
        link.get("role") == "doc-noteref"
        or (above is not None and above.tag == "sup")
        or any(True for _ in link.iter("sup"))
        or bool(_CALL_CLASS.search(link.get("class") or ""))
        or bool(_TARGET.match(target))
    )


def _holder(place: Element) -> Element | None:
    """The block that holds a note: the place itself, or for a mere anchor the block around it."""
    if place.tag not in ("a", "span", "sup"):
        return place
    block = None
    for above in place.iterancestors():
        if above.tag in ("body", "html", "section", "article", "main"):
            break
        if above.tag == "div" and "footnote" in (above.get("style") or "") + (above.get("id") or ""):
            return above
        if block is None and above.tag in ("p", "li", "dd", "td", "div"):
            block = above
    return block
