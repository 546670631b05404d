"""Reading the list of items, alone or with annotations among it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from nemcon.core import calendar, symbols
from nemcon.core.agenda import Kept, Paper
from nemcon.core.passage import Mark
from nemcon.documents.read.agenda import words
from nemcon.documents.read.agenda.annotations import Annotations, title_key
from nemcon.documents.read.agenda.drafts import FOOTNOTE, Draft, Reading, footnote
from nemcon.documents.read.agenda.labels import Label, candidates, choose, is_joint
from nemcon.documents.read.agenda.lines import FIELD, SENTENCE_END, SYMBOL_LAST, Unit, single_blanks, trim, unclosed
from nemcon.documents.read.agenda.papers import evident_paper
from nemcon.documents.read.agenda.slots import ITEM, uncontinued

ALLOCATION = re.compile(
    r"[\s.]*\(((?:[^()]*\b(?:plenary|w/?g|tewg|working\s+group|committee|cep)\b[^()]*))\)\s*$", re.I
)
ASIDE = re.compile(r"(?:\s{4,}|^\s*)((?:[-–]\s*|[→⇒]\s*)into\b.*|[→⇒←].*)$", re.I)
COMPOUND = re.compile(r"(?P<item>\d{1,3}) (?P<sub>\(?[a-z]{1,2}\))")
CONTINUE = re.compile(r"(?:to be )?continued?|\(?(?:continued|cont['’]d)\)?", re.I)


def read_list(units: Sequence[Unit], reading: Reading) -> bool:
    """Read the agenda list into `reading`. True if annotations stand among the items and not in a part of their own."""
    inline = _has_paragraphs(units)
    levels: list[tuple[str, int, Draft]] = []
    writer = Annotations(reading)
    for index, unit in enumerate(units):
        if unit.table or reading.running.take(unit):
            continue
        label = choose(unit.labels, [(style, last) for style, last, _ in levels]) if unit.labels else None
        if label and label.kind == "bullet":
            label = label if levels else None
        if levels and _is_between(units, index, label, levels):
            reading.beside.append(Kept(text=unit.text.strip(), line=unit.at, why="a heading among the items"))
            continue
        if label is None or label.kind == "bullet" or (inline and _is_sentence(unit, label, levels)):
            _beside(unit, label, levels, reading, writer)
            continue
        if _is_paragraph(unit, label, levels):
            _beside(unit, label, levels, reading, writer)
            continue
        body, body_marks = unit.body(label)
        if not body and label.kind in ("decimal", "letter", "roman") and not unit.first.number:
            reading.unrecognised.append(Kept(text=unit.text.strip(), line=unit.at, why="a number without words"))
            continue
        if label.kind == "point" and (joint := ITEM.match(words.plain(body))) and is_joint(body):
            # "Items 3 and 4. Reports": one item of the list under both numbers
            label = replace(label, number=" ".join(joint["items"].split()))
            cut = len(body) - len(joint["title"])
            body, body_marks = trim(body, body_marks, cut) if joint["title"] else (body, body_marks)
        label = _deeper(label, unit, levels)
        draft = _draft(label, body, body_marks, reading, unit.at)
        draft.depth = _depth(unit)
        _paper_below(draft, unit)
        again = next(iter(reading.numbered.get(draft.number, ())), None)
        said, goes_on = uncontinued(draft.title)
        whole = goes_on and again is not None and title_key(said) == title_key(again.title)
        if again and (whole or CONTINUE.fullmatch(words.plain(draft.title))):
            levels[:] = [(label.style, label.value, again)]
            writer.at(again)
            reading.running.again(again.path())
            continue
        draft.people = "; ".join(reading.people[line.at] for line in unit.lines if line.at in reading.people)
        _place(draft, label, levels, reading)
        writer.at(draft)
        reading.running.item(
            draft.path(),
            draft.title,
            draft.duration,
            draft.each,
            draft.people,
            draft.above.path() if draft.above else None,
        )
    return inline


def _has_paragraphs(units: Sequence[Unit]) -> bool:
    """Whether running text stands among the items: two paragraphs without a number that are sentences."""
    free = [
        u for u in units if not u.labels and not u.table and len(u.text.split()) >= 7 and not FOOTNOTE.match(u.text)
    ]
    return sum(1 for u in free if SENTENCE_END.search(u.text)) >= 2


def _is_sentence(unit: Unit, label: Label, levels: Sequence[tuple[str, int, Draft]]) -> bool:
    """Whether a lettered paragraph among annotations is text and no sub-item: it ends like a sentence."""
    if label.kind not in ("letter", "roman") or not levels:
        return False
    text = unit.text.strip()
    return bool(re.search(r"[.!?][\"”’)]?$", text)) and len(text.split()) >= 8


def _depth(unit: Unit) -> float:
    """How far in a unit stands: the level of its list where the format has lists, else its indentation."""
    return 100 * unit.first.level if unit.first.number else unit.first.indent


def _deeper(label: Label, unit: Unit, levels: Sequence[tuple[str, int, Draft]]) -> Label:
    """The label, of a style of its own where a list "1." stands inside a list "1.", further in than that."""
    same = [(style, draft) for style, _, draft in levels if style.rstrip("+") == label.style]
    if label.kind != "decimal" or not same:
        return label
    depth = _depth(unit)
    beside = next((style for style, draft in same if abs(draft.depth - depth) <= 2), None)
    inmost, last = same[-1]
    if beside is None and depth > last.depth + 2:
        beside = f"{inmost}+" if label.value == 1 else inmost
    return replace(label, style=beside or label.style)


def _paper_below(draft: Draft, unit: Unit) -> None:
    """A symbol in brackets on a line of its own under the title is a document of the item, and no part of the title."""
    found = SYMBOL_LAST.search(draft.title)
    last = unit.lines[-1].text.strip().rsplit("\n", 1)[-1].strip()
    if found and (len(unit.lines) > 1 or "\n" in unit.first.text) and SYMBOL_LAST.fullmatch(last.rstrip(".;")):
        draft.title, draft.marks = trim(draft.title[: found.start()], draft.marks)
        draft.papers.append(Paper(title="", symbol=found[0].rstrip(".;")[1:-1]))


def _is_paragraph(unit: Unit, label: Label, levels: Sequence[tuple[str, int, Draft]]) -> bool:
    """Whether a number is that of a paragraph under an item: "ITEM 2. OFFICERS" and under it "3. In accordance …".

    Where items are named by the word "item", other whole numbers count paragraphs; points under them are theirs.
    """
    if not levels or levels[0][0] != "point":
        return False
    if label.kind == "decimal":
        return True
    said = bool(SENTENCE_END.search(unit.text)) or not unit.blank
    return label.kind in ("letter", "roman") and said and bool(levels[-1][2].blocks)


def _is_between(
    units: Sequence[Unit], index: int, label: Label | None, levels: Sequence[tuple[str, int, Draft]]
) -> bool:
    """Whether a unit is a heading over the next items, of a segment or a pillar: short, alone, right before an item.

    A chapter ("II. Reports") is one where the next item goes on with the numbers of the items before it.
    """
    unit = units[index]
    if (
        label is not None
        and label.kind in ("chapter", "capital")
        and label.number[0] not in "(（"
        and levels[0][0].startswith(("decimal", "point"))
    ):
        after = units[index + 1].labels if index + 1 < len(units) else ()
        return any(a.style == levels[0][0] and a.value == levels[0][1] + 1 for a in after)
    if label is not None:
        return False
    text = unit.text.strip()
    ahead = index + 1  # a section may have a segment under it before the next item
    while ahead < min(len(units), index + 3) and not units[ahead].labels and len(units[ahead].text) <= 60:
        ahead += 1
    following = units[ahead] if ahead < len(units) else None
    if following is None or not following.labels or not unit.blank or not following.blank or unit.table:
        return False
    if len(text) > 110 or SENTENCE_END.search(text) or words.DOCUMENTATION.fullmatch(words.plain(text)):
        return False
    if FIELD.match(text) or words.DOCUMENTS_ARE.match(text) or words.BASIS.match(text):
        return False
    if FOOTNOTE.match(text) or ALLOCATION.fullmatch(text) or symbols.find(text) or evident_paper(unit, None):
        return False
    return following.labels[0].kind in ("decimal", "point") and text[:1].isupper() and len(text.split()) <= 14


def _draft(label: Label, text: str, marks: Sequence[Mark], reading: Reading, at: int) -> Draft:
    allocation = ""
    if len(text) < 1000 and (aside := ASIDE.search(text)):
        reading.beside.append(Kept(text=aside[1].strip(), line=at, why="written beside an item"))
        text = text[: aside.start()]
    if len(text) < 1000 and (found := ALLOCATION.search(text)):
        allocation = " ".join(found[1].split())
        text = text[: found.start()]
    span = calendar.read_duration(text)
    if span and span.start > 0 and re.fullmatch(r"[\s\])）.;:,]*", text[span.end :]):
        text = text[: span.start].rstrip(" ([（,–-")
    else:
        span = None
    title, kept = trim(unclosed(text), marks)
    title, kept = single_blanks(title, kept)
    timed = (span.minutes, span.each) if span else (None, False)
    return Draft(label.number, title, kept, label, allocation, duration=timed[0], each=timed[1])


def _place(draft: Draft, label: Label, levels: list[tuple[str, int, Draft]], reading: Reading) -> None:
    """Hang `draft` where its label belongs: beside its style's last, or one level deeper."""
    if (
        label.kind == "point"
        and (found := COMPOUND.fullmatch(label.number))
        and _place_under(found, draft, label, levels, reading)
    ):
        return
    if label.kind == "dotted":
        parent = _dotted_parent(label, levels)
        while levels and levels[-1][2] is not parent:
            levels.pop()
    else:
        known = [i for i, (style, _, _) in enumerate(levels) if style == label.style]
        if known:
            del levels[known[-1] :]
        elif levels and label.kind in ("decimal", "point") and levels[0][2].label and levels[0][0].startswith("dotted"):
            levels.clear()
    above = levels[-1][2] if levels else None
    draft.above = above
    if above:
        above.items.append(draft)
    else:
        reading.add(draft)
    levels.append((label.style, label.value, draft))


def _place_under(
    found: re.Match[str], draft: Draft, label: Label, levels: list[tuple[str, int, Draft]], reading: Reading
) -> bool:
    """Hang "4 (a)" under item 4 as its "(a)"; False where there is no such item: then its number stays whole."""
    parent = next((d for d in reversed(reading.items) if d.number == found["item"]), None)
    if parent is None:
        return False
    inner = candidates(found["sub"] + " x")
    draft.number, draft.above = found["sub"], parent
    parent.items.append(draft)
    own = parent.label.style if parent.label else "decimal."
    levels[:] = [(own, label.value, parent)]
    levels += [(inner[0].style, inner[0].value, draft)] if inner else []
    return True


def _dotted_parent(label: Label, levels: Sequence[tuple[str, int, Draft]]) -> Draft | None:
    prefix = label.number.rsplit(".", 1)[0]
    return next((d for _, _, d in levels if d.number == prefix), None)


def _beside(
    unit: Unit,
    label: Label | None,
    levels: Sequence[tuple[str, int, Draft]],
    reading: Reading,
    writer: "Annotations",
) -> None:
    """What stands among the items and is none: an allocation, a footnote, a title that goes on, a paragraph."""
    text = unit.text.strip()
    last = levels[-1][2] if levels else None
    if note := footnote(unit):
        reading.notes.append(note)
    elif last and len(text) < 200 and (found := ALLOCATION.fullmatch(text)):
        last.allocation = " ".join(found[1].split())
    elif len(text) < 200 and ASIDE.match(unit.text):
        reading.beside.append(Kept(text=text, line=unit.at, why="written beside an item"))
    elif last:
        writer.block(unit, label)
    else:
        reading.unrecognised.append(Kept(text=text, line=unit.at, why="before the first item"))
