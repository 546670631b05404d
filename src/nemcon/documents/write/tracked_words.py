"""Two versions of a paragraph of WordprocessingML as one, with what was taken out and put in as tracked changes.

A paragraph is seen as atoms: words, spaces, signs (in Chinese each character), breaks, references to footnotes, each
with the properties of its run. What differs in its properties differs: a word that is bold now is taken out and put
in, so that rejecting gives back the old paragraph to the letter and to the italics.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from lxml import etree
from rapidfuzz.distance import Indel

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"

Element = etree._Element
State = Literal["same", "del", "ins"]

_HAN = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_SIGNS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670"  # vowel signs and accents, which \w lacks
_LETTER = rf"(?:(?![{_HAN}])[\w{_SIGNS}])"
_TOKEN = re.compile(rf"[{_HAN}]|{_LETTER}(?:(?:{_LETTER}|[./:’'@&\u2060-])*{_LETTER})?|\s|.", re.DOTALL)


class Revisions:
    """Makes the elements of tracked changes: each has an id of its own, and the same author and date."""

    def __init__(self, author: str, when: dt.datetime, first: int) -> None:
        """`when` has a time zone. `first` is the first id; ids below it are in use.

        Raises: ValueError if `when` has no time zone or nobody is named.
        """
        if when.tzinfo is None:
            raise ValueError("The time of the changes has no time zone; give one, such as UTC.")
        if not author.strip():
            raise ValueError("Tracked changes need the name of their author; give one.")
        self._date = when.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._author = author
        self._next = first

    def element(self, name: str) -> Element:
        """An empty w:ins, w:del or w:pPrChange."""
        made = etree.Element(f"{W}{name}")
        made.set(f"{W}id", str(self._next))
        made.set(f"{W}author", self._author)
        made.set(f"{W}date", self._date)
        self._next += 1
        return made


@dataclass(frozen=True)
class Atom:
    """The smallest thing that is kept or changed.

    `key` is what makes two atoms the same. `text` is set for words; else `inside` is what stands in the run. `note` is
    the id of the footnote that it refers to. `whole` is an element that stands by itself in the paragraph.
    """

    key: str
    text: str = ""
    properties: Element | None = None
    inside: tuple[Element, ...] = ()
    note: str = ""
    whole: Element | None = None
    link: Element | None = None


@dataclass(frozen=True)
class Inline:
    """The atoms of a paragraph; `places` are bookmarks, each before the atom of its number."""

    atoms: tuple[Atom, ...]
    places: tuple[tuple[int, Element], ...]


def inline(paragraph: Element) -> Inline:
    """The content of a paragraph that one of our writers made."""
    atoms: list[Atom] = []
    places: list[tuple[int, Element]] = []

    def walk(parent: Element, link: Element | None) -> None:
        for child in parent:
            if child.tag == f"{W}r":
                atoms.extend(_of_run(child, link))
            elif child.tag == f"{W}hyperlink":
                walk(child, child)
            elif child.tag in (f"{W}bookmarkStart", f"{W}bookmarkEnd"):
                places.append((len(atoms), child))
            elif child.tag != f"{W}pPr":
                atoms.append(Atom(_xml(child), whole=child))

    walk(paragraph, None)
    return Inline(tuple(atoms), tuple(places))


def _of_run(run: Element, link: Element | None) -> Iterator[Atom]:
    properties = run.find(f"{W}rPr")
    look = "" if properties is None else _xml(properties)
    reference = run.find(f"{W}footnoteReference")
    if reference is not None:
        sign = "".join(text.text or "" for text in run.iter(f"{W}t"))
        inside = tuple(child for child in run if child is not properties)
        yield Atom(f"note {sign}", properties=properties, inside=inside, note=reference.get(f"{W}id", ""), link=link)
        return
    for child in run:
        if child.tag == f"{W}t":
            text = child.text or ""
            for token in [text] if "FootnoteReference" in look else tokens(text):  # a mark is one sign: "**"
                yield Atom(f"{token}\0{look}", text=token, properties=properties, link=link)
        elif child is not properties:
            yield Atom(f"{_xml(child)}\0{look}", properties=properties, inside=(child,), link=link)


def _xml(element: Element) -> str:
    return etree.tostring(element, encoding="unicode", with_tail=False)


def tokens(text: str) -> list[str]:
    """The words, spaces and signs of a text: a symbol is one, and so is each Chinese character."""
    found: list[str] = _TOKEN.findall(text)
    return found


def words(paragraph: Element) -> str:
    """What the paragraph says, for comparing."""
    return "".join(atom.text or ("\u00b6" if atom.note else " ") for atom in inline(paragraph).atoms)


@dataclass
class Stretch:
    """What is the same (`old` and `new` are its atoms in each version), or what was taken out and put in there."""

    same: bool
    old: list[Atom]
    new: list[Atom]

    @property
    def size(self) -> int:
        """The length of its longer side."""
        return max(sum(len(atom.text) or 1 for atom in side) for side in (self.old, self.new))

    @property
    def may_go(self) -> bool:
        """Whether it is text alone: what is no text (a footnote) stays as it is."""
        return self.same and all(atom.text for atom in self.new)

    @property
    def is_space(self) -> bool:
        return all(atom.text.isspace() for atom in self.new)


def compare(old: Sequence[Atom], new: Sequence[Atom]) -> list[Stretch]:
    """What is the same and what was changed, by turns, in stretches that a reader takes in at once.

    Short pieces that happen to be the same between larger changes are part of the change, as in the semantic clean-up
    of diff-match-patch: a piece goes if it is no longer than the changes on both sides of it, a space between two
    changes always.
    """
    found: list[Stretch] = []
    for same, before, after in _turns(old, new):
        found.append(Stretch(same, before, after))
        while len(found) > 2 and not same and _happens_to_be_the_same(*found[-3:]):
            parts = found[-3:]
            found[-3:] = [Stretch(False, [a for p in parts for a in p.old], [a for p in parts for a in p.new])]
    return _shifted(found)


def _turns(old: Sequence[Atom], new: Sequence[Atom]) -> Iterator[tuple[bool, list[Atom], list[Atom]]]:
    """(whether it is the same, atoms of the older version, atoms of the newer one), by turns."""
    codes = Indel.opcodes([atom.key for atom in old], [atom.key for atom in new])
    for same, group in groupby(codes, key=lambda code: code.tag == "equal"):
        parts = list(group)
        before = [atom for code in parts for atom in old[code.src_start : code.src_end]]
        yield same, before, [atom for code in parts for atom in new[code.dest_start : code.dest_end]]


def _happens_to_be_the_same(before: Stretch, between: Stretch, after: Stretch) -> bool:
    if not between.may_go:
        return False
    return between.is_space or between.size <= min(before.size, after.size)


def _shifted(listed: list[Stretch]) -> list[Stretch]:
    """A change begins with a word and ends with the space after it, not the other way round."""
    for before, change, after in zip(listed, listed[1:], listed[2:], strict=False):
        if change.same or (change.old and change.new) or len(after.new) < 2:
            continue
        side = change.new or change.old
        if len(side) > 1 and side[0].text.isspace() and side[0].key == after.new[0].key:
            before.old.append(after.old[0] if change.new else side[0])
            before.new.append(side[0] if change.new else after.new[0])
            side.append(after.new[0] if change.new else after.old[0])
            del side[0], after.old[0], after.new[0]
    return listed


NoteWriter = Callable[[State, Atom, Atom | None], str]
"""Says the id under which a footnote stands in the merged file: state, the atom written, its older mate."""


def rewrite(
    paragraph: Element,
    stretches: Iterable[Stretch],
    places: Sequence[tuple[int, Element]],
    revisions: Revisions,
    note: NoteWriter,
) -> None:
    """Give `paragraph` (of the newer version) the content of both versions, as tracked changes.

    `places` are the bookmarks of the newer version.
    """
    for child in [child for child in paragraph if child.tag != f"{W}pPr"]:
        paragraph.remove(child)
    waiting = list(places)
    at = 0
    pieces: list[tuple[State, Atom, str]] = []

    def flush() -> None:
        _write(paragraph, pieces, revisions)
        pieces.clear()

    for stretch in stretches:
        if not stretch.same:
            pieces.extend(("del", atom, note("del", atom, None) if atom.note else "") for atom in stretch.old)
        for place, atom in enumerate(stretch.new):
            while waiting and waiting[0][0] <= at:
                flush()
                paragraph.append(waiting.pop(0)[1])
            at += 1
            state: State = "same" if stretch.same else "ins"
            mate = stretch.old[place] if stretch.same else None
            pieces.append((state, atom, note(state, atom, mate) if atom.note else ""))
    flush()
    for _, element in waiting:
        paragraph.append(element)


def _write(paragraph: Element, pieces: Sequence[tuple[State, Atom, str]], revisions: Revisions) -> None:
    """Runs, gathered: by link, by state, by properties. What was taken out leads nowhere any more."""

    def link_of(piece: tuple[State, Atom, str]) -> Element | None:
        return None if piece[0] == "del" else piece[1].link

    for _, group in groupby(pieces, key=lambda piece: id(link_of(piece))):
        linked = list(group)
        holder, link = paragraph, link_of(linked[0])
        if link is not None:
            holder = etree.SubElement(
                paragraph, link.tag, {str(name): str(value) for name, value in link.attrib.items()}
            )
        for state, changed in groupby(linked, key=lambda piece: piece[0]):
            into = holder
            if state != "same":
                into = revisions.element(state)
                holder.append(into)
            _runs(into, holder, list(changed), state)
            if len(into) == 0 and into is not holder:
                holder.remove(into)


def _runs(into: Element, around: Element, pieces: Sequence[tuple[State, Atom, str]], state: State) -> None:
    run: Element | None = None
    look: Element | None = None
    for _, atom, note in pieces:
        if atom.whole is not None:  # a field: Word has no tracked change around one
            if state != "del":
                around.append(deepcopy(atom.whole))
            run = None
            continue
        if run is None or atom.note or not _alike(look, atom.properties):
            run, look = etree.SubElement(into, f"{W}r"), atom.properties
            if look is not None:
                run.append(deepcopy(look))
        if atom.text:
            _say(run, atom.text, state)
        for element in atom.inside:
            copy = deepcopy(element)
            if copy.tag == f"{W}t" and state == "del":
                copy.tag = f"{W}delText"
            if copy.tag == f"{W}footnoteReference":
                copy.set(f"{W}id", note)
            run.append(copy)
        if atom.note:
            run = None


def _alike(one: Element | None, other: Element | None) -> bool:
    if one is None or other is None:
        return one is other
    return one is other or _xml(one) == _xml(other)


def _say(run: Element, text: str, state: State) -> None:
    """Add words to a run, to its last w:t where it ends with one."""
    tag = f"{W}delText" if state == "del" else f"{W}t"
    last = run[-1] if len(run) else None
    if last is not None and last.tag == tag:
        last.text = (last.text or "") + text
        return
    made = etree.SubElement(run, tag)
    made.set(SPACE, "preserve")
    made.text = text
