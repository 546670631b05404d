"""Automatic numbers of a Word file, counted as Word counts them (ECMA-376 part 1, 17.9).

A list (w:num) refers to a definition (w:abstractNum) of nine levels and may override some. Lists of one definition
share their counters; a start override restarts a level the first time its list is used. A level restarts after any
higher one unless w:lvlRestart says otherwise.
"""

import re
from dataclasses import dataclass, field

from nemcon.documents.read.docx_names import MC, Element, W, alternative, switch, value, whole
from nemcon.documents.read.docx_numerals import bullet, numeral

LEVELS = 9
LARGEST = 1_000_000
_PLACE = re.compile(r"%([1-9])")


@dataclass
class Level:
    """A level of a list: how its number looks and where it starts. `restart` is the level (from 1) that restarts it."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    legal: bool = False
    restart: int | None = None
    style: str = ""
    indent: int | None = None
    zeros: int = 0


@dataclass
class Number:
    """The number of one paragraph: as it shows, and its level from 0."""

    shown: str
    level: int
    bullet: bool
    indent: int | None


@dataclass
class _List:
    definition: str
    levels: dict[int, Level]
    starts: dict[int, int]
    used: bool = False


@dataclass
class Numbering:
    """The lists of a document and where each stands. One for each story (body, footnotes, a header)."""

    lists: dict[str, _List] = field(default_factory=dict)
    _at: dict[str, list[int | None]] = field(default_factory=dict)

    def next(self, list_id: str, level: int) -> Number | None:
        """Count one paragraph of the list `list_id` at `level` (from 0). None if there is no such list."""
        chosen = self.lists.get(list_id)
        if chosen is None:
            return None
        level = min(max(level, 0), LEVELS - 1)
        counters = self._at.setdefault(chosen.definition, [None] * LEVELS)
        if not chosen.used:
            chosen.used = True
            for place, start in chosen.starts.items():
                if place < LEVELS:
                    counters[place] = start - 1
        look = chosen.levels.get(level, Level())
        current = counters[level]
        counters[level] = look.start if current is None else current + 1
        for deeper in range(level + 1, LEVELS):
            restart = chosen.levels.get(deeper, Level()).restart
            if restart is None or (restart > 0 and level < restart):
                counters[deeper] = None
        if look.form == "bullet":
            return Number(bullet(look.text), level, True, look.indent)
        shown = _PLACE.sub(lambda m: self._part(chosen, counters, int(m[1]) - 1, look), look.text)
        return Number(shown.strip(), level, False, look.indent)

    def level_of_style(self, list_id: str, style: str) -> int | None:
        """The level of a list that is linked to a paragraph style."""
        chosen = self.lists.get(list_id)
        if chosen is None:
            return None
        return next((place for place, level in chosen.levels.items() if level.style == style), None)

    def _part(self, chosen: _List, counters: list[int | None], place: int, look: Level) -> str:
        level = chosen.levels.get(place, Level())
        count = counters[place]
        number = level.start if count is None else count
        if look.legal:
            return str(number)
        if level.zeros:
            return str(number).zfill(level.zeros)
        return numeral(min(number, LARGEST), level.form)


def read_numbering(root: Element | None, style_lists: dict[str, str]) -> Numbering:
    """The lists that word/numbering.xml defines. `style_lists` names the list of each numbering style."""
    if root is None:
        return Numbering()
    definitions = {d.get(W + "abstractNumId", ""): d for d in root.findall(W + "abstractNum")}
    links = {n.get(W + "numId", ""): value(n, "abstractNumId") or "" for n in root.findall(W + "num")}
    lists: dict[str, _List] = {}
    for element in root.findall(W + "num"):
        number = element.get(W + "numId", "")
        definition = _linked(links.get(number, ""), definitions, links, style_lists)
        found = definitions.get(definition)
        levels = _levels(found) if found is not None else {}
        starts: dict[int, int] = {}
        for override in element.findall(W + "lvlOverride"):
            place = whole(override.get(W + "ilvl")) or 0
            for level in override.findall(W + "lvl"):
                levels[place] = _level(level)
                starts[place] = levels[place].start
            start = whole(value(override, "startOverride"))
            if start is not None:
                starts[place] = start
        lists[number] = _List(definition, levels, starts)
    return Numbering(lists)


def _linked(definition: str, definitions: dict[str, Element], links: dict[str, str], styles: dict[str, str]) -> str:
    """The definition that holds the levels: a definition may point to a numbering style, and that to a list."""
    for _ in range(8):
        found = definitions.get(definition)
        style = value(found, "numStyleLink")
        if not style:
            return definition
        definition = links.get(styles.get(style, ""), "")
    return definition


def _levels(definition: Element) -> dict[int, Level]:
    return {whole(level.get(W + "ilvl")) or 0: _level(level) for level in definition.findall(W + "lvl")}


def _level(element: Element) -> Level:
    form, zeros = value(element, "numFmt") or "", 0
    choice = element.find(MC + "AlternateContent")
    if choice is not None and (branch := alternative(choice)) is not None:
        custom = branch.find(W + "numFmt")
        if custom is not None:
            form = custom.get(W + "val", "")
            sample = (custom.get(W + "format") or "").split(",")[0].strip()
            zeros = len(sample) if sample.isdigit() else 0
    place = element.find(f"{W}pPr/{W}ind")
    indent = None if place is None else whole(place.get(W + "left") or place.get(W + "start"))
    start = whole(value(element, "start"))
    return Level(
        start=1 if start is None else start,
        form=form or "decimal",
        text=value(element, "lvlText") or "",
        legal=bool(switch(element, "isLgl")),
        restart=whole(value(element, "lvlRestart")),
        style=value(element, "pStyle") or "",
        indent=indent,
        zeros=zeros,
    )
