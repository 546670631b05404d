"""An agenda as its paragraphs in reading order, each with its place: what translators and comparisons go through."""

from collections.abc import Iterable, Iterator

import msgspec

from nemcon.core.agenda import Agenda, Block, Item, Paper
from nemcon.core.facts import Fact
from nemcon.core.passage import Mark
from nemcon.core.programme import Row


class Place(msgspec.Struct, frozen=True, order=True):
    """Where words stand. `item` are the numbers of the item from the outermost, () outside the items.

    `part` is the field: "title", "heading", "basis", "annotation", "documentation" of an item; "masthead session" and
    so on; "labels …"; "section 1" (counted), "programme", "programme notes", "notes". `block` counts from 0 in it.
    """

    item: tuple[str, ...] = ()
    part: str = ""
    block: int = 0


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """The words at one place. `facts` are those that stand in fields of their own (the date of a programme's row).

    `number` is as printed; `siblings` are the numbers of the whole list that it is in. `cites` is the reference of an
    item.
    """

    place: Place
    text: str
    language: str
    kind: str = "paragraph"
    marks: tuple[Mark, ...] = ()
    number: str = ""
    siblings: tuple[str, ...] = ()
    level: int = 0
    facts: tuple[Fact, ...] = ()
    cites: str = ""


_MASTHEAD = ("symbol", "date", "house", "organ", "body", "meeting", "session", "item", "title", "subtitle")
_LABELS = ("agenda", "annotations", "documentation", "annex", "programme")


def units(agenda: Agenda) -> tuple[Unit, ...]:
    """Every paragraph of `agenda` (not of its translations) in the order of the printed document, without empty ones.

    What belongs to no part (furniture, words that were not understood) is no unit; `leftovers` gives it.
    """
    return (
        *_masthead(agenda),
        *_sections(agenda, "before"),
        *(unit for item in _placed(agenda.items) for unit in title_of(item, agenda.language)),
        *_sections(agenda, "between"),
        *(unit for item in _placed(agenda.items) for unit in contents_of(item, agenda.language)),
        *_sections(agenda, "after", "annex"),
        *_programme(agenda),
        *_blocks(agenda.programme_notes, (), "programme notes", agenda.language),
        *(
            Unit(
                place=Place((), "notes", at),
                text=note.text,
                language=agenda.language,
                kind="note",
                marks=note.marks,
                facts=(Fact("note", note.mark),),
            )
            for at, note in enumerate(agenda.notes)
        ),
    )


def leftovers(agenda: Agenda) -> tuple[Unit, ...]:
    """The words that belong to no part of the agenda but were in its file and are not page furniture."""
    return tuple(
        Unit(place=Place((), "unrecognised", at), text=kept.text, language=agenda.language)
        for at, kept in enumerate(agenda.unrecognised)
    )


class PlacedItem(msgspec.Struct, frozen=True):
    """An item with the numbers on the way to it, and the numbers of the items beside it."""

    path: tuple[str, ...]
    item: Item
    siblings: tuple[str, ...]


def _placed(items: tuple[Item, ...], above: tuple[str, ...] = ()) -> Iterator[PlacedItem]:
    siblings = tuple(item.number for item in items)
    for item in items:
        path = (*above, item.number)
        yield PlacedItem(path, item, siblings)
        yield from _placed(item.items, path)


def placed_items(agenda: Agenda) -> tuple[PlacedItem, ...]:
    """All items in reading order."""
    return tuple(_placed(agenda.items))


def title_of(placed: PlacedItem, language: str) -> Iterator[Unit]:
    """The title of an item, with its number and length."""
    item = placed.item
    yield Unit(
        place=Place(placed.path, "title"),
        text=item.title,
        language=item.language or language,
        kind="item",
        marks=item.marks,
        number=item.number,
        siblings=placed.siblings,
        level=len(placed.path) - 1,
        facts=_minutes(item.duration),
    )


def contents_of(placed: PlacedItem, language: str) -> Iterator[Unit]:
    """What stands under an item: the heading where it differs from the title, basis, annotation, documentation."""
    item, path, spoken = placed.item, placed.path, placed.item.language or language
    if _plain(item.heading) not in ("", _plain(item.title)):
        yield Unit(place=Place(path, "heading"), text=item.heading, language=spoken, kind="heading")
    yield from _blocks(item.basis, path, "basis", spoken)
    yield from _blocks(item.annotation, path, "annotation", spoken)
    numbers = tuple(paper.number for paper in item.documentation)
    for at, paper in enumerate(item.documentation):
        yield _paper(paper, Place(path, "documentation", at), numbers, spoken)


def _plain(title: str) -> str:
    return " ".join(title.casefold().split()).strip(" .:;：；،؛")


def _paper(paper: Paper, place: Place, siblings: tuple[str, ...], language: str) -> Unit:
    return Unit(
        place=place,
        text=paper.title,
        language=paper.language or language,
        kind="paper",
        marks=paper.marks,
        number=paper.number,
        siblings=siblings,
        facts=(Fact("symbol", paper.symbol),) if paper.symbol else (),
    )


def _masthead(agenda: Agenda) -> Iterator[Unit]:
    head = agenda.masthead
    for field in _MASTHEAD:
        value = getattr(head, field)
        place, marks = Place((), f"masthead {field}"), head.title_marks if field == "title" else ()
        facts: tuple[Fact, ...] = ()
        text = str(value or "")
        if field == "symbol":
            facts, text = ((Fact("symbol", text),) if text else ()), ""
        elif field == "date":
            facts, text = ((Fact("date", text),) if text else ()), ""
        if text or facts:
            yield Unit(place=place, text=text, language=agenda.language, kind=field, marks=marks, facts=facts)


def _sections(agenda: Agenda, *places: str) -> Iterator[Unit]:
    numbers = tuple(section.number for section in agenda.sections)
    for at, section in enumerate(agenda.sections, 1):
        if section.place in places:
            if section.heading or section.number:
                yield Unit(
                    place=Place((), f"section {at} heading"),
                    text=section.heading,
                    language=agenda.language,
                    kind="heading",
                    number=section.number,
                    siblings=numbers,
                )
            yield from _blocks(section.blocks, (), f"section {at}", agenda.language)


def _blocks(blocks: tuple[Block, ...], path: tuple[str, ...], part: str, language: str) -> Iterator[Unit]:
    numbers = tuple(block.number for block in blocks)
    for at, block in enumerate(blocks):
        yield Unit(
            place=Place(path, part, at),
            text=block.text,
            language=block.language or language,
            kind=block.kind,
            marks=block.marks,
            number=block.number,
            siblings=numbers,
            level=block.level,
        )


def _programme(agenda: Agenda) -> Iterator[Unit]:
    for at, row in enumerate(agenda.programme):
        yield Unit(
            place=Place((), "programme", at),
            text=row.title,
            language=agenda.language,
            kind="row",
            marks=row.marks,
            facts=tuple(_of_row(row)),
            cites=row.item or "",
        )


def _of_row(row: Row) -> Iterable[Fact]:
    if row.date:
        yield Fact("date", row.date.isoformat())
    for hour in (row.start, row.end):
        if hour:
            yield Fact("hour", hour)
    yield from _minutes(row.duration)


def _minutes(duration: int | None) -> tuple[Fact, ...]:
    return () if duration is None else (Fact("number", str(duration)),)
