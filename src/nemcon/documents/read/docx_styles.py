"""Styles of a Word file: what a paragraph or a run gets from its style and from those that the style is based on."""

import re
from dataclasses import dataclass, replace

from nemcon.documents.read.docx_names import Element, W, switch, value, whole

DEEPEST = 30

# Headings of the templates of the United Nations ("_ H _Ch_G", "_ H_1_G", "_ H_2/3", "HCh", "H23"), which often have
# no outline level: chapter, then one to six.
_UN_HEADING = re.compile(r"_?\s*H\s*_?\s*(?P<level>M|Ch|1|2/3|23|4|5/6|56)(?:_?GR?)?", re.I)
_UN_LEVELS = {"ch": 1, "1": 2, "2/3": 3, "23": 3, "4": 4, "5/6": 5, "56": 5}


@dataclass(frozen=True)
class Look:
    """What a style says; None where it says nothing. In twips; `outline` from 0; `list` and `level` name a list."""

    name: str = ""
    bold: bool | None = None
    italic: bool | None = None
    hidden: bool | None = None
    align: str | None = None
    left: int | None = None
    outline: int | None = None
    list: str | None = None
    level: int | None = None
    list_style: str = ""
    language: str = ""
    break_before: bool | None = None


class Styles:
    """The styles of a document by identifier, inheritance resolved."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._looks: dict[str, Look] = {}
        self.default = ""
        self.base = Look()
        self.numbering: dict[str, str] = {}
        if root is None:
            return
        for style in root.findall(W + "style"):
            identifier, kind = style.get(W + "styleId", ""), style.get(W + "type")
            self._elements[identifier] = style
            if kind == "paragraph" and style.get(W + "default") in ("1", "true", "on"):
                self.default = identifier
            if kind == "numbering" and (number := value(style.find(f"{W}pPr/{W}numPr"), "numId")):
                self.numbering[identifier] = number
        defaults = root.find(W + "docDefaults")
        if defaults is not None:
            self.base = look_of(defaults.find(f"{W}pPrDefault/{W}pPr"), defaults.find(f"{W}rPrDefault/{W}rPr"))

    def look(self, identifier: str | None) -> Look:
        """What the style says, inherited properties included. An unknown style says nothing."""
        identifier = identifier or ""
        if identifier not in self._looks:
            chain: list[Element] = []
            at: str | None = identifier
            while at and at in self._elements and len(chain) < DEEPEST and self._elements[at] not in chain:
                chain.append(self._elements[at])
                at = value(self._elements[at], "basedOn")
            look = Look()
            for style in reversed(chain):
                own = look_of(style.find(W + "pPr"), style.find(W + "rPr"))
                if own.list is not None or own.level is not None:
                    own = replace(own, list_style=style.get(W + "styleId", ""))
                look = over(look, own)
            name = value(chain[0], "name") if chain else None
            self._looks[identifier] = replace(look, name=name or identifier)
        return self._looks[identifier]


def look_of(paragraph: Element | None, run: Element | None) -> Look:
    """The look that direct properties give."""
    numbers = None if paragraph is None else paragraph.find(W + "numPr")
    place = None if paragraph is None else paragraph.find(W + "ind")
    outline = whole(value(paragraph, "outlineLvl"))
    return Look(
        bold=switch(run, "b"),
        italic=switch(run, "i"),
        hidden=switch(run, "vanish"),
        align=value(paragraph, "jc"),
        left=None if place is None else whole(place.get(W + "left") or place.get(W + "start")),
        outline=outline,
        list=value(numbers, "numId"),
        level=whole(value(numbers, "ilvl")),
        language=value(run, "lang") or "",
        break_before=switch(paragraph, "pageBreakBefore"),
    )


def over(below: Look, above: Look) -> Look:
    """`above` laid over `below`: what it does not say shines through."""
    said = {k: v for k in Look.__dataclass_fields__ if (v := getattr(above, k)) is not None and v != ""}
    return replace(below, **said)


def heading_level(look: Look) -> tuple[str, int]:
    """("heading", level from 1), ("title", 0) or ("", 0), by outline level or by the name of the style."""
    name = look.name.strip()
    low = name.lower()
    if low in ("title", "subtitle"):
        return "title", 0
    if match := re.fullmatch(r"(?:heading|titre|título|заголовок|标题|عنوان)\s*([1-9])", low):
        return "heading", int(match[1])
    if match := _UN_HEADING.fullmatch(name):
        level = _UN_LEVELS.get(match["level"].lower(), 0)
        return ("heading", level) if level else ("title", 0)
    if look.outline is not None and 0 <= look.outline < 9:
        return "heading", look.outline + 1
    return "", 0
