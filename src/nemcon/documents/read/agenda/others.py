"""Parts of a document that are neither agenda nor annotations nor organization of work."""

import re
from collections.abc import Sequence
from typing import Literal

from nemcon.core.agenda import Block, BlockKind, Section
from nemcon.documents.read.agenda import words
from nemcon.documents.read.agenda.drafts import Draft, Reading
from nemcon.documents.read.agenda.labels import choose
from nemcon.documents.read.agenda.lines import SENTENCE_END, Joiner, single_blanks, unclosed
from nemcon.documents.read.agenda.parts import Part
from nemcon.documents.source import Table


def read_section(part: Part, joiner: Joiner, place: Literal["before", "between", "after", "annex"]) -> Section:
    """A part that is neither agenda nor annotations nor programme, as headings, paragraphs and points."""
    blocks: list[Block] = []
    opened: list[tuple[str, int]] = []
    for unit in joiner.units(part.pieces):
        if unit.table:
            blocks += _table_blocks(unit.table)
            continue
        label = choose(unit.labels, opened) if unit.labels else None
        text, marks = unit.body(label)
        text, marks = single_blanks(text, marks)
        if label is None:
            opened = []
            title = unit.blank and len(text.split()) <= 8 and not SENTENCE_END.search(text) and text[:1].isupper()
            kind: BlockKind = "heading" if title or unit.first.kind == "heading" else "paragraph"
            blocks.append(Block(kind=kind, text=text, marks=marks, language=unit.first.language))
            continue
        known = [i for i, (style, _) in enumerate(opened) if style == label.style]
        if known:
            del opened[known[-1] :]
        blocks.append(Block(kind="entry", text=text, marks=marks, number=label.number, level=len(opened)))
        opened.append((label.style, label.value))
    return Section(
        place=place,
        heading=" ".join(shown(h.text) for h in part.headings),
        blocks=tuple(blocks),
    )


def _table_blocks(table: Table) -> list[Block]:
    found = []
    for row in table.rows:
        text = "\t".join(" ".join(" ".join(line.text.split()) for line in cell.lines) for cell in row)
        if text.strip():
            found.append(Block(text=text.strip()))
    return found


def allocate(sections: Sequence[Section], reading: Reading) -> None:
    """Bodies that take the items, where a section allocates them: "1. Opening of Meeting          Plenary"."""
    for section in sections:
        if not words.ALLOCATION.fullmatch(words.plain(section.heading)):
            continue
        top: Draft | None = None
        for block in section.blocks:
            if block.kind != "entry":
                continue
            found = re.search(r"\b(plenary|tewg|w/?g ?[ivx]+|cep|committee)\b(?:\s*\([^()]*\))?\s*$", block.text, re.I)
            draft = (
                next((d for d in reading.items if d.number == block.number), None)
                if block.level == 0
                else next((d for d in (top.items if top else ()) if d.number == block.number), None)
            )
            if block.level == 0:
                top = draft
            if draft and found and not draft.allocation:
                draft.allocation = found[1]


def shown(text: str) -> str:
    """A heading on one line, without the mark that closes it."""
    return unclosed(" ".join(text.split()))
