"""The file for editors: a document as DOCX in which every change from an earlier version is a tracked change.

Both versions are written by the ordinary writer; then their paragraphs, rows of tables and footnotes are laid upon each
other. Accepting all changes gives the newer document, rejecting all gives the older one. What has no words of its own
(distances, rules, widths, properties of the file) is the newer one's.
"""

import datetime as dt
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from io import BytesIO
from math import inf

from lxml import etree
from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from nemcon.documents import model
from nemcon.documents.write.docx import docx
from nemcon.documents.write.tracked_lists import Lists
from nemcon.documents.write.tracked_words import (
    Atom,
    Element,
    Revisions,
    State,
    W,
    compare,
    inline,
    rewrite,
    tokens,
    words,
)

_STORIES = tuple(f"word/{end}-{side}.xml" for end in ("header", "footer") for side in ("first", "default", "even"))
_ALIKE = 0.4
"""Paragraphs that are less alike than this are one taken out and one put in."""
_SAME_STYLE = 0.12
_ONE_OF_A_KIND = 0.45
"""What it adds that both are of a style which a document uses once, whatever they say: the title is the title."""
_SINGLE = frozenset(
    ("Title", "Subtitle", "Header", "Footer", "NemconBody", "NemconEnd", "NemconHouse", "NemconItemLine")
    + ("NemconMastheadSymbol", "NemconOrgan", "NemconSession")
)
_MOST_PAIRS = 250_000
_TOLD = ("pStyle", "numPr", "ind", "bidi", "jc", "outlineLvl", "pageBreakBefore")
"""Of a paragraph's properties, those whose change is told."""

Pairing = tuple[Element | None, Element | None]


def tracked_docx(old: model.Document, new: model.Document, *, author: str, when: dt.datetime) -> bytes:
    """`new` as DOCX, with all that is different from `old` as tracked changes of `author` at `when` (in UTC).

    The same bytes for the same arguments. Raises: ValueError if the languages are not the same, if `when` has no time
    zone or `author` is empty.
    """
    if old.language != new.language:
        raise ValueError(
            f"The versions are in two languages ({old.language} and {new.language}); compare them in one language."
        )
    before, after = _parts(docx(old)), _parts(docx(new))
    roots = {name: etree.fromstring(data) for name, data in after.items() if name.endswith(".xml")}
    body, older = roots["word/document.xml"][0], etree.fromstring(before["word/document.xml"])[0]
    first = max((int(mark.get(f"{W}id", "0")) for mark in body.iter(f"{W}bookmarkStart")), default=0) + 1
    notes = _Notes(etree.fromstring(before["word/footnotes.xml"]), roots["word/footnotes.xml"])
    lists = Lists(etree.fromstring(before["word/numbering.xml"]), roots["word/numbering.xml"])
    lists.unite(older.iter(f"{W}p"), _same_paragraphs(older, body))
    for paragraph in older.iter(f"{W}p"):
        lists.renumber(paragraph)
    merge = _Merge(Revisions(author, when, first), notes)
    merge.story(older, body)
    for name in _STORIES:
        merge.story(etree.fromstring(before[name]), roots[name])
    changed = ("word/document.xml", "word/footnotes.xml", "word/numbering.xml", *_STORIES)
    return _package(docx(new), {name: roots[name] for name in changed})


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _package(data: bytes, changed: dict[str, Element]) -> bytes:
    """The package with other parts, each under the name, time and settings that it has."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w") as package:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename in changed:
                content = etree.tostring(
                    changed[entry.filename], encoding="UTF-8", xml_declaration=True, standalone=True
                )
            package.writestr(entry, content, compresslevel=6)
    return out.getvalue()


# ── what is what


def _blocks(parent: Element) -> list[Element]:
    return [child for child in parent if child.tag in (f"{W}p", f"{W}tbl")]


def _same_paragraphs(old: Element, new: Element) -> Iterator[tuple[Element, Element]]:
    """The paragraphs that both versions have, those in cells included."""
    for one, other in _paired(_blocks(old), _blocks(new)):
        if one is None or other is None:
            continue
        if one.tag == f"{W}p":
            yield one, other
            continue
        for row, mate in _paired(one.findall(f"{W}tr"), other.findall(f"{W}tr")):
            if row is not None and mate is not None:
                for cell, beside in zip(row.findall(f"{W}tc"), mate.findall(f"{W}tc"), strict=True):
                    yield from _same_paragraphs(cell, beside)


def _paired(old: Sequence[Element], new: Sequence[Element]) -> list[Pairing]:
    """Paragraphs, tables or rows of both versions in one order: what is equal first, then between it what is alike.

    What was taken out stands before what was put in at the same place.
    """
    known: dict[str, str] = {}
    mine, yours = [_shape(one, known) for one in old], [_shape(one, known) for one in new]
    found: list[Pairing] = []
    ones: list[int] = []
    others: list[int] = []

    def close() -> None:
        found.extend(
            (None if a is None else old[a], None if b is None else new[b])
            for a, b in _alike(ones, others, lambda a, b: _likeness(mine[a], yours[b]))
        )
        ones.clear()
        others.clear()

    for code in Indel.opcodes([shape.key for shape in mine], [shape.key for shape in yours]):
        if code.tag == "equal":
            close()
            found.extend(zip(old[code.src_start : code.src_end], new[code.dest_start : code.dest_end], strict=True))
        ones.extend(range(code.src_start, code.src_end) if code.tag == "delete" else ())
        others.extend(range(code.dest_start, code.dest_end) if code.tag == "insert" else ())
    close()
    return found


class _Shape:
    """What tells whether two blocks are the same: `form` must be equal for them to be laid upon each other.

    `said` has one character for each word, so that many paragraphs are soon compared.
    """

    __slots__ = ("form", "key", "said", "style", "text")

    def __init__(self, form: str, style: str, text: str, known: dict[str, str]) -> None:
        self.form, self.style, self.text = form, style, text
        said = (token for token in tokens(text) if not token.isspace())
        self.said = "".join(known.setdefault(token, chr(0xE000 + len(known))) for token in said)
        self.key = f"{form}\0{style}\0{text}"


def _shape(element: Element, known: dict[str, str]) -> _Shape:
    paragraphs = [element] if element.tag == f"{W}p" else element.iter(f"{W}p")
    text = "\n".join(words(paragraph) for paragraph in paragraphs)
    style = next((one.get(f"{W}val", "") for one in element.iter(f"{W}pStyle", f"{W}tblStyle")), "")
    match element.tag.removeprefix(W):
        case "tbl":
            return _Shape(f"table {len(element.findall(f'{W}tblGrid/{W}gridCol'))}", style, text, known)
        case "tr":
            cells = [
                "".join(_attributes(cell.find(f"{W}tcPr/{W}{name}")) for name in ("gridSpan", "vMerge"))
                for cell in element.iterfind(f"{W}tc")
            ]
            return _Shape(f"row {cells} {element.find(f'{W}trPr/{W}tblHeader') is not None}", "", text, known)
        case _:
            return _Shape("paragraph", style, text, known)


def _attributes(element: Element | None) -> str:
    return "" if element is None else f"{element.tag} {sorted(element.attrib.items())}"


def _likeness(one: _Shape, other: _Shape) -> float:
    """From 0 to 1; below _ALIKE they are not the same. A masthead is always the masthead."""
    if one.form != other.form:
        return 0.0
    if one.form.startswith("table"):
        return 0.7 + 0.3 * fuzz.ratio(one.text, other.text) / 100 if one.style == other.style else 0.0
    likeness = Indel.normalized_similarity(one.said, other.said) if one.said or other.said else 1.0
    if one.style == other.style:
        likeness += _ONE_OF_A_KIND if one.style in _SINGLE else _SAME_STYLE
    return min(1.0, likeness)


def _alike(
    ones: Sequence[int], others: Sequence[int], likeness: Callable[[int, int], float]
) -> list[tuple[int | None, int | None]]:
    """The best pairs that keep the order of both, and what is left: of each gap first what was taken out."""
    if not ones or not others:
        return [*((one, None) for one in ones), *((None, other) for other in others)]
    slope = len(others) / len(ones)
    band = inf if len(ones) * len(others) <= _MOST_PAIRS else 150
    best = [[0.0] * (len(others) + 1) for _ in range(len(ones) + 1)]
    worth: dict[tuple[int, int], float] = {}
    for i in range(len(ones) - 1, -1, -1):
        for j in range(len(others) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1])
            if abs(i * slope - j) <= band and (value := likeness(ones[i], others[j]) - _ALIKE) > 0:
                worth[i, j] = value
                best[i][j] = max(best[i][j], value + best[i + 1][j + 1])
    found: list[tuple[int | None, int | None]] = []
    i = j = 0
    while i < len(ones) or j < len(others):
        here = best[i][j]
        if (i, j) in worth and here == worth[i, j] + best[i + 1][j + 1]:
            found.append((ones[i], others[j]))
            i, j = i + 1, j + 1
        elif i < len(ones) and (j == len(others) or best[i + 1][j] == here):
            found.append((ones[i], None))
            i += 1
        else:
            found.append((None, others[j]))
            j += 1
    return found


# ── laying one upon the other


class _Notes:
    """word/footnotes.xml of both versions. `root` is the newer one's, to which notes that were taken out are added."""

    def __init__(self, old: Element, new: Element) -> None:
        self.root = new
        self._old = {note.get(f"{W}id", ""): note for note in old}
        self._new = {note.get(f"{W}id", ""): note for note in new}
        self._last = max(map(int, self._new))

    def older(self, number: str) -> Element:
        return self._old[number]

    def newer(self, number: str) -> Element:
        return self._new[number]

    def add(self, note: Element) -> str:
        """Add an older note; the id that it has now."""
        self._last += 1
        note.set(f"{W}id", str(self._last))
        self.root.append(note)
        return str(self._last)


class _Merge:
    """Turns the elements of the newer version into those of both, in place."""

    def __init__(self, revisions: Revisions, notes: _Notes) -> None:
        self.revisions = revisions
        self.notes = notes

    def story(self, old: Element, new: Element) -> None:
        """Paragraphs and tables under `new`, which are those of both versions afterwards."""
        blocks = _blocks(new)
        place = new.index(blocks[0]) if blocks else len(new)
        for one, other in _paired(_blocks(old), blocks):
            if other is None:
                assert one is not None
                other = deepcopy(one)
                new.insert(place, other)
                self._whole(other, "del")
            elif one is None:
                self._whole(other, "ins")
            elif one.tag == f"{W}p":
                self._paragraph(one, other)
            else:
                self._table(one, other)
            place = new.index(other) + 1

    def _table(self, old: Element, new: Element) -> None:
        place = next((new.index(row) for row in new.iterfind(f"{W}tr")), len(new))
        for one, other in _paired(old.findall(f"{W}tr"), new.findall(f"{W}tr")):
            if other is None:
                assert one is not None
                other = deepcopy(one)
                new.insert(place, other)
                self._row(other, "del")
            elif one is None:
                self._row(other, "ins")
            else:
                for cell, mate in zip(one.findall(f"{W}tc"), other.findall(f"{W}tc"), strict=True):
                    self.story(cell, mate)
            place = new.index(other) + 1

    def _whole(self, block: Element, state: State) -> None:
        if block.tag == f"{W}tbl":
            for row in block.iterfind(f"{W}tr"):
                self._row(row, state)
            return
        properties = block.find(f"{W}pPr")
        if properties is None:
            properties = etree.Element(f"{W}pPr")
            block.insert(0, properties)
        look = properties.find(f"{W}rPr")
        if look is None:
            look = etree.SubElement(properties, f"{W}rPr")
        look.insert(0, self.revisions.element(state))
        self._all_of(block, state)

    def _all_of(self, paragraph: Element, state: State) -> None:
        """The words of a paragraph that one version does not have."""
        content = inline(paragraph)
        places = content.places if state == "ins" else ()
        stretches = compare((), content.atoms) if state == "ins" else compare(content.atoms, ())
        rewrite(paragraph, stretches, places, self.revisions, self._note)

    def _row(self, row: Element, state: State) -> None:
        properties = row.find(f"{W}trPr")
        if properties is None:
            properties = etree.Element(f"{W}trPr")
            row.insert(0, properties)
        properties.append(self.revisions.element(state))
        for paragraph in list(row.iter(f"{W}p")):
            self._whole(paragraph, state)

    def _paragraph(self, old: Element, new: Element) -> None:
        before, after = inline(old), inline(new)
        self._properties(old, new)
        stretches = compare(before.atoms, after.atoms)
        if all(stretch.same for stretch in stretches):
            for stretch in stretches:  # the paragraph stays as it is; its notes may have changed
                for mate, atom in zip(stretch.old, stretch.new, strict=True):
                    if atom.note:
                        self._note("same", atom, mate)
            return
        rewrite(new, stretches, after.places, self.revisions, self._note)

    def _properties(self, old: Element, new: Element) -> None:
        """Another style, list or side is told, with what was before."""
        before, after = old.find(f"{W}pPr"), new.find(f"{W}pPr")
        if before is None or after is None or _told(before) == _told(after):
            return
        change = self.revisions.element("pPrChange")
        kept = etree.SubElement(change, f"{W}pPr")
        kept.extend(deepcopy(child) for child in before if child.tag not in (f"{W}rPr", f"{W}sectPr"))
        after.append(change)

    def _note(self, state: State, atom: Atom, mate: Atom | None) -> str:
        if state == "del":
            note = deepcopy(self.notes.older(atom.note))
            for paragraph in note.iterfind(f"{W}p"):
                self._all_of(paragraph, "del")
            return self.notes.add(note)
        note = self.notes.newer(atom.note)
        if mate is not None:
            self.story(self.notes.older(mate.note), note)
        else:
            for paragraph in note.iterfind(f"{W}p"):
                self._all_of(paragraph, "ins")
        return atom.note


def _told(properties: Iterable[Element]) -> list[bytes]:
    return [
        etree.tostring(child, method="c14n")
        for child in properties
        if isinstance(child.tag, str) and child.tag.removeprefix(W) in _TOLD
    ]
