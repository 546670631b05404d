"""Reading the list of items, alone or with annotations among it."""

import re
from collections.abc import Sequence

from nemcon.core import calendar
from nemcon.core.agenda import Kept
from nemcon.core.passage import Mark
from nemcon.documents.read.agenda import words
from nemcon.documents.read.agenda.annotations import Annotations
from nemcon.documents.read.agenda.drafts import FOOTNOTE, Draft, Reading, footnote
from nemcon.documents.read.agenda.labels import Label, choose
from nemcon.documents.read.agenda.lines import SENTENCE_END, Unit, single_blanks, trim, unclosed

ALLOCATION = re.compile(
    r"[\s.]*\(((?:[^()]*\b(?:plenary|w/?g|tewg|working\s+group|committee|cep)\b[^()]*))\)\s*$", re.I
)
ASIDE = re.compile(r"(?:\s{4,}|^\s*)((?:[-–]\s*|[→⇒]\s*)into\b.*|[→⇒←].*)$", re.I)
CONTINUE = re.compile(r"(?:to be )?continued?|\(?(?:continued|cont['’]d)\)?", re.I)


def read_list(units: Sequence[Unit], reading: Reading) -> bool:
    """Read the agenda list into `reading`. True if annotations stand among the items and not in a part of their own."""
    inline = _has_paragraphs(units)
    levels: list[tuple[str, int, Draft]] = []
    writer = Annotations(reading)
    for unit in units:
        if unit.table or reading.running.take(unit):
            continue
        label = choose(unit.labels, [(style, last) for style, last, _ in levels]) if unit.labels else None
        if label and label.kind == "bullet":
            label = label if levels else None
        if label is None or (label.kind == "bullet") or (inline and _is_sentence(unit, label, levels)):
            _beside(unit, label, levels, reading, writer)
            continue
        body, body_marks = unit.body(label)
        if not body and label.kind in ("decimal", "letter", "roman") and not unit.first.number:
            reading.unrecognised.append(Kept(text=unit.text.strip(), line=unit.at, why="a number without words"))
            continue
        draft = _draft(label, body, body_marks, reading, unit.at)
        again = next(iter(reading.numbered.get(draft.number, ())), None)
        if again and CONTINUE.fullmatch(words.plain(draft.title)):
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
