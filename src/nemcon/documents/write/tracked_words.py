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


@dataclass(frozen=True)
class _Stretch:
    state: State
    atoms: tuple[Atom, ...]
    mates: tuple[Atom, ...] = ()
    """Of what is the same: the atoms of the older version."""

    @property
    def size(self) -> int:
        return sum(len(atom.text) or 1 for atom in self.atoms)

    @property
    def is_space(self) -> bool:
        return all(atom.text.isspace() for atom in self.atoms)

    @property
    def is_text(self) -> bool:
        return all(atom.text for atom in self.atoms)


def compare(old: Sequence[Atom], new: Sequence[Atom]) -> list[_Stretch]:
    """What is the same, taken out and put in, in order, in stretches that a reader takes in at once."""
    found = []
    for code in Indel.opcodes([atom.key for atom in old], [atom.key for atom in new]):
        before, after = tuple(old[code.src_start : code.src_end]), tuple(new[code.dest_start : code.dest_end])
        match code.tag:
            case "equal":
                found.append(_Stretch("same", after, before))
            case "delete":
                found.append(_Stretch("del", before))
            case "insert":
                found.append(_Stretch("ins", after))
    return _shifted(_cleaned(found))


def _cleaned(stretches: list[_Stretch]) -> list[_Stretch]:
    """Short pieces that happen to be the same between larger changes are part of the change.

    As in the semantic clean-up of diff-match-patch: a piece goes if it is no longer than the changes on both sides of
    it; a space between two changes always goes. What is no text (a footnote) stays.
    """
    listed = _gathered(stretches)
    at = 1
    while at < len(listed) - 1:
        same = listed[at]
        if same.state == "same" and same.is_text:
            before, after = _changed_around(listed, at)
            if before and after and (same.is_space or (same.size <= before and same.size <= after)):
                listed[at : at + 1] = [_Stretch("del", same.mates), _Stretch("ins", same.atoms)]
                listed = _gathered(listed)
                at = max(at - 3, 1)
                continue
        at += 1
    return listed


def _changed_around(listed: list[_Stretch], at: int) -> tuple[int, int]:
    """The larger of what was taken out and put in before place `at`, and the same after it."""

    def largest(stretches: Iterable[_Stretch]) -> int:
        most = 0
        for stretch in stretches:
            if stretch.state == "same":
                break
            most = max(most, stretch.size)
        return most

    return largest(reversed(listed[:at])), largest(listed[at + 1 :])


def _gathered(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    """Between two stretches that are the same: one that was taken out, then one that was put in."""
    found: list[_Stretch] = []
    for same, group in groupby(stretches, key=lambda stretch: stretch.state == "same"):
        parts = list(group)
        states: tuple[State, ...] = ("same",) if same else ("del", "ins")
        for state in states:
            chosen = [part for part in parts if part.state == state]
            if chosen:
                atoms = tuple(atom for part in chosen for atom in part.atoms)
                mates = tuple(atom for part in chosen for atom in part.mates)
                found.append(_Stretch(state, atoms, mates))
    return found


def _shifted(listed: list[_Stretch]) -> list[_Stretch]:
    """A change begins with a word and ends with the space after it, not the other way round."""
    for at in range(1, len(listed) - 1):
        before, change, after = listed[at - 1 : at + 2]
        if before.state != "same" or change.state == "same" or after.state != "same" or len(after.atoms) < 2:
            continue
        first = change.atoms[0]
        if first.text.isspace() and first.key == after.atoms[0].key and len(change.atoms) > 1:
            put_in = change.state == "ins"
            atom, mate = (first, after.mates[0]) if put_in else (after.atoms[0], first)
            rest = after.atoms[0] if put_in else after.mates[0]
            listed[at - 1] = _Stretch("same", (*before.atoms, atom), (*before.mates, mate))
            listed[at] = _Stretch(change.state, (*change.atoms[1:], rest))
            listed[at + 1] = _Stretch("same", after.atoms[1:], after.mates[1:])
    return listed


NoteWriter = Callable[[State, Atom, Atom | None], str]
"""Says the id under which a footnote stands in the merged file: state, the atom written, its older mate."""


def rewrite(
    paragraph: Element,
    stretches: Iterable[_Stretch],
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
        for place, atom in enumerate(stretch.atoms):
            if stretch.state != "del":
                while waiting and waiting[0][0] <= at:
                    flush()
                    paragraph.append(waiting.pop(0)[1])
                at += 1
            mate = stretch.mates[place] if stretch.mates else None
            pieces.append((stretch.state, atom, note(stretch.state, atom, mate) if atom.note else ""))
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
