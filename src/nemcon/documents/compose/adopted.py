"""Once the agenda is adopted, "Item 2 of the provisional agenda*" becomes "Agenda item 2", and the footnote goes."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from nemcon.core.agenda import Agenda, Block, Item
from nemcon.core.passage import Mark
from nemcon.documents import phrases

_STARS = re.compile(r"\s*(\*+)\s*$")


def under_adopted_agenda(agenda: Agenda) -> Agenda:
    """The document as it says under which item it falls once the agenda is adopted, in each of its languages.

    A line that is no such set phrase stays as it is. The footnote goes with its mark, unless something else names it.
    """
    own = _own(agenda)
    return replace(own, translations={code: _own(each) for code, each in agenda.translations.items()})


def _own(agenda: Agenda) -> Agenda:
    line = agenda.masthead.item
    stars = _STARS.search(line)
    found = phrases.facts_in(_STARS.sub("", line), agenda.language) if line else None
    if found is None or found[0] != "item-of-the-provisional-agenda":
        return agenda
    said = phrases.phrase("item-of-the-agenda", agenda.language, number=found[1]["number"])
    notes = agenda.notes
    if stars and stars[1] not in _named(agenda):
        notes = tuple(note for note in notes if note.mark != stars[1])
    return replace(agenda, masthead=replace(agenda.masthead, item=said), notes=notes)


def _named(agenda: Agenda) -> set[str]:
    """The marks of footnotes that something else than the line names."""
    head = agenda.masthead
    marks = [*head.title_marks, *_of_items(agenda.items), *_of_blocks(agenda.programme_notes)]
    marks += [mark for section in agenda.sections for mark in _of_blocks(section.blocks)]
    marks += [mark for row in agenda.programme for mark in getattr(row, "marks", ())]
    stars = {match[1] for text in (head.title, head.subtitle, *head.others) if (match := _STARS.search(text))}
    return stars | {mark.value for mark in marks if mark.kind == "note"}


def _of_items(items: tuple[Item, ...]) -> Iterator[Mark]:
    for item in items:
        yield from item.marks
        yield from _of_blocks(item.basis)
        yield from _of_blocks(item.annotation)
        for paper in item.documentation:
            yield from paper.marks
        yield from _of_items(item.items)


def _of_blocks(blocks: tuple[Block, ...]) -> Iterator[Mark]:
    for block in blocks:
        yield from block.marks
