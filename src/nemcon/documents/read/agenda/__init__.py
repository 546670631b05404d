"""From a Source to an Agenda: what the words of a file say about items, annotations, documentation and sittings.

The order of work: page furniture aside (lines.py), parts found by their headings (parts.py), then each part by its own
reader (masthead.py, items.py, timetable.py and grid.py). What no reader understands is kept under `unrecognised`.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from nemcon.core import calendar, symbols
from nemcon.core.agenda import Agenda, Block, Item, Kept, Labels, Masthead, Section
from nemcon.core.passage import Mark
from nemcon.core.programme import Row
from nemcon.documents.read.agenda import words
from nemcon.documents.read.agenda.grid import Entry, as_tables, read_table
from nemcon.documents.read.agenda.items import (
    Annotations,
    Draft,
    Reading,
    footnote,
    read_annotations,
    read_list,
)
from nemcon.documents.read.agenda.labels import choose
from nemcon.documents.read.agenda.lines import CLOSING, SENTENCE_END, Joiner, Unit, sift, single_blanks
from nemcon.documents.read.agenda.masthead import SUBTITLE, flatten, language_of, read_masthead
from nemcon.documents.read.agenda.parts import Part, heading_of, split
from nemcon.documents.read.agenda.running import Running, begins_anew, people_column, stands_alone
from nemcon.documents.read.agenda.slots import Column, Numbers, Place
from nemcon.documents.read.agenda.timetable import read_lines, session_hours
from nemcon.documents.source import Line, Piece, Source, Table

CITING = re.compile(r"\b(?:agenda )?items? (?P<item>\d{1,3}(?: ?\([a-z]\))*)", re.I)


def read_agenda(source: Source) -> Agenda:
    """The agenda that `source` holds. Every word of it is somewhere in the result; nothing raises."""
    pieces, furniture = sift(source)
    pieces, illustrative, unofficial = _about_itself(pieces, furniture)
    parts = split(pieces, layout=source.layout)
    joiner = Joiner((p for p in pieces if isinstance(p, Line)), source.layout)
    has_list = len(parts) > 1 and parts[1].name == "agenda"
    first, before = _opening_text(parts[0].pieces)
    masthead, heading = read_masthead(first)
    masthead = _with_page_head(masthead, source)
    year = masthead.opens.year if masthead.opens else masthead.date.year if masthead.date else None
    reading = Reading()
    reading.running.year = year
    _take_before(parts[0].pieces, reading.running)
    labels: dict[str, object] = {"agenda": _shown(heading.text) if heading else ""}
    sections: list[Section] = []
    rows: list[Row] = []
    entries: list[Entry] = []
    notes: list[Block] = []
    timetables: list[Part] = []
    if before:
        sections.append(_section(Part("section", [], before), joiner, "before"))
    for part in parts[1:]:
        if part.name == "agenda":
            tables = [p for p in part.pieces if isinstance(p, Table)]
            if tables and part.pieces[0] is tables[0]:
                timetables.append(part)
                continue
            if source.layout:
                part.pieces, reading.people = people_column([p for p in part.pieces if isinstance(p, Line)])
            units = joiner.units(part.pieces, alone=stands_alone, begins=begins_anew)
            restart = _restart(units)
            read_list(units[:restart], reading)
            if restart < len(units):
                read_annotations(units[restart:], reading)
        elif part.name == "annotations":
            labels["annotations"] = labels.get("annotations") or " ".join(_shown(h.text) for h in part.headings)
            read_annotations(joiner.units(part.pieces, alone=is_documentation), reading)
        elif part.name == "programme":
            if rows or timetables:
                labels.setdefault("programme", "")
            _name_programme(part, labels)
            timetables.append(part)
        else:
            sections.append(_section(part, joiner, "annex" if part.name == "annex" else _place(sections, labels, has_list)))
    items = tuple(d.item() for d in reading.items)
    for part in timetables:
        more, found, head, said = _programme(part, Numbers(items), year)
        rows += more
        entries += found
        notes += said
        if head and "programme_head" not in labels:
            labels["programme_head"] = head
    rows = reading.running.finish() + rows
    if not items and entries:
        items = _items_of_tables(entries, reading)
        rows = [r if r.item is None else replace(r, item=Numbers(items).find(r.item)) for r in rows]
    _allocate(sections, reading)
    items = tuple(d.item() for d in reading.items) if reading.items else items
    labels["documentation"] = reading.documentation
    rows = _dated(rows, masthead)
    rows = _with_hours(rows, [b.text for b in notes] + [b.text for s in sections for b in s.blocks])
    job = next((k.text for k in furniture if k.why == "job number"), "")
    language = masthead.language or source.language or language_of_words(pieces)
    known = Numbers(items)
    stars = {n.mark for n in reading.notes if n.mark.startswith("*")}
    items = tuple(_starred(item, stars) for item in items)
    return Agenda(
        language=language,
        illustrative=illustrative,
        unofficial=unofficial,
        masthead=replace(masthead, job=job or masthead.job, language=language),
        labels=Labels(**labels),  # type: ignore[arg-type]
        items=tuple(_linked(item, known) for item in items),
        programme=tuple(rows),
        programme_notes=tuple(notes),
        sections=tuple(sections),
        notes=tuple(reading.notes),
        furniture=tuple([*furniture, *reading.beside]),
        unrecognised=tuple(reading.unrecognised),
    )


def _about_itself(pieces: Sequence[Piece], furniture: list[Kept]) -> tuple[list[Piece], str, bool]:
    """The pieces without the lines in which the version says that it is illustrative or an unofficial translation."""
    illustrative, unofficial = "", False
    rest: list[Piece] = []
    for piece in pieces:
        simple = words.plain(piece.text) if isinstance(piece, Line) else ""
        if isinstance(piece, Line) and len(simple) < 400 and words.ILLUSTRATIVE.match(simple):
            illustrative = illustrative or " ".join(piece.text.split())
        elif words.UNOFFICIAL.fullmatch(simple.rstrip(".。")):
            unofficial = True
        else:
            rest.append(piece)
    for kept in [k for k in furniture if len(k.text) > 40 and words.ILLUSTRATIVE.match(words.plain(k.text))]:
        illustrative = illustrative or kept.text
        furniture.remove(kept)
    return rest, illustrative, unofficial


def _opening_text(pieces: Sequence[Piece]) -> tuple[list[Piece], list[Piece]]:
    """The masthead without the running text that stands between it and the list of items, and that text."""
    last = max((i for i, p in enumerate(pieces) if isinstance(p, Line) and heading_of(p) == "agenda"), default=None)
    if last is None:
        return list(pieces), []
    for index in range(last + 1, len(pieces)):
        piece = pieces[index]
        if isinstance(piece, Line) and SENTENCE_END.search(piece.text) and len(piece.text.split()) >= 6:
            above = pieces[index - 1]
            titled = index - 1 > last and isinstance(above, Line) and len(above.text.split()) <= 8
            begin = index - 1 if titled and not SUBTITLE.match(words.plain(above.text)) else index  # type: ignore[union-attr]
            return list(pieces[:begin]), list(pieces[begin:])
    return list(pieces), []


def _take_before(pieces: Sequence[Piece], running: Running) -> None:
    """The day and hours that the last lines before the first item name: "Thursday 15 March 2007", "09:00 Opening"."""
    last = max((i for i, p in enumerate(pieces) if isinstance(p, Line) and heading_of(p) == "agenda"), default=None)
    for piece in pieces[last + 1 :] if last is not None else ():
        if isinstance(piece, Line):
            running.take(Unit(piece.text, [], [], [piece]))


def _with_page_head(masthead: Masthead, source: Source) -> Masthead:
    """The masthead with what only the page head says: Word files often keep organ, place and dates there."""
    heads = [p for p in source.pieces if isinstance(p, Line) and p.kind == "head"]
    if not heads or (masthead.session and masthead.organ):
        return masthead
    said, _ = read_masthead(heads)
    names = ("house", "symbol", "organ", "body", "meeting", "session", "place", "opens", "closes", "date", "date_text")
    return replace(masthead, **{n: getattr(said, n) for n in names if not getattr(masthead, n)})


def _dated(rows: Sequence[Row], masthead: Masthead) -> list[Row]:
    """Dates for rows that name a weekday only, where the meeting has one such day."""
    if not (masthead.opens and masthead.closes) or (masthead.closes - masthead.opens).days > 6:
        return list(rows)
    days = [masthead.opens + dt.timedelta(n) for n in range((masthead.closes - masthead.opens).days + 1)]
    out = []
    for row in rows:
        read = calendar.read_day(words.plain(row.day)) if row.date is None and row.day else None
        match = [d for d in days if read and read.day is None and d.weekday() == read.weekday]
        out.append(replace(row, date=match[0]) if len(match) == 1 else row)
    return out


def is_documentation(line: Line) -> bool:
    """Whether a line is the heading over the documents of an item."""
    return bool(words.DOCUMENTATION.fullmatch(words.plain(line.text)))


def _shown(text: str) -> str:
    return CLOSING.sub("", " ".join(text.split()))


def _restart(units: Sequence[Unit]) -> int:
    """Where the numbers of the list begin again with the same title: annotations without a heading over them."""
    first = next((u for u in units if u.labels and u.labels[0].kind in ("decimal", "point")), None)
    if first is None:
        return len(units)
    label = first.labels[0]
    title = words.plain(first.body(label)[0]).casefold().rstrip(" .;:")
    for index, unit in enumerate(units):
        if unit is first or not unit.labels or index < 3:
            continue
        again = unit.labels[0]
        if again.value == label.value and again.kind in ("decimal", "point"):
            said = words.plain(unit.body(again)[0]).casefold().rstrip(" .;:")
            if said == title or said.startswith(title):
                return index
    return len(units)


def _name_programme(part: Part, labels: dict[str, object]) -> None:
    names = [_shown(h.text) for h in part.headings]
    if not names or labels.get("programme"):
        return
    annex = [n for n in names[:1] if words.ANNEX.fullmatch(words.plain(n))]
    labels["annex"] = annex[0] if annex else ""
    labels["programme"] = " ".join(names[1:] if annex else names)


def _place(sections: Sequence[Section], labels: dict[str, object], has_list: bool) -> str:
    if not has_list:
        return "before"
    return "after" if labels.get("annotations") or sections else "between"


# ---- other parts ------------------------------------------------------------------------------------------------------


def _section(part: Part, joiner: Joiner, place: str) -> Section:
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
            kind = "heading" if title or unit.first.kind == "heading" else "paragraph"
            blocks.append(Block(kind=kind, text=text, marks=marks, language=unit.first.language))
            continue
        known = [i for i, (style, _) in enumerate(opened) if style == label.style]
        if known:
            del opened[known[-1] :]
        blocks.append(Block(kind="entry", text=text, marks=marks, number=label.number, level=len(opened)))
        opened.append((label.style, label.value))
    return Section(
        place=place,  # type: ignore[arg-type]
        heading=" ".join(_shown(h.text) for h in part.headings),
        blocks=tuple(blocks),
    )


def _table_blocks(table: Table) -> list[Block]:
    found = []
    for row in table.rows:
        text = "\t".join(" ".join(" ".join(line.text.split()) for line in cell.lines) for cell in row)
        if text.strip():
            found.append(Block(text=text.strip()))
    return found


def _allocate(sections: Sequence[Section], reading: Reading) -> None:
    """Bodies that take the items, where a section allocates them: "1. Opening of Meeting          Plenary"."""
    for section in sections:
        if not words.ALLOCATION.fullmatch(words.plain(section.heading)):
            continue
        top: Draft | None = None
        for block in section.blocks:
            if block.kind != "entry":
                continue
            found = re.search(r"\b(plenary|tewg|w/?g ?[ivx]+|cep|committee)\b(?:\s*\([^()]*\))?\s*$", block.text, re.I)
            draft = next((d for d in reading.items if d.number == block.number), None) if block.level == 0 else next(
                (d for d in (top.items if top else ()) if d.number == block.number), None
            )
            if block.level == 0:
                top = draft
            if draft and found and not draft.allocation:
                draft.allocation = found[1]


# ---- organization of work -----------------------------------------------------------------------------------------------


def _programme(
    part: Part, numbers: Numbers, year: int | None
) -> tuple[list[Row], list[Entry], tuple[str, ...], list[Block]]:
    rows: list[Row] = []
    entries: list[Entry] = []
    head: tuple[str, ...] = ()
    notes: list[Block] = []
    place, column = Place(), Column()
    loose: list[Line] = []

    def read_loose() -> None:
        nonlocal loose, head
        more, said, named = read_lines(loose, numbers, year)
        rows.extend(more)
        notes.extend(said)
        head = head or named
        loose = []

    for piece in as_tables(part.pieces):
        if isinstance(piece, Table):
            read_loose()
            more, found, named, said, place = read_table(piece, place, numbers, year, column)
            rows += more
            entries += found
            head = head or named
            notes += said
        elif note := footnote(Unit(piece.text, list(piece.marks), [], [piece])):
            notes.append(Block(text=note.text, number=note.mark, kind="entry"))
        else:
            loose.append(piece)
    read_loose()
    return rows, entries, head, notes


def _with_hours(rows: Sequence[Row], texts: Sequence[str]) -> list[Row]:
    """Hours for rows that know only "a.m." and "p.m.", where the document says when those are."""
    if not any(r.session in ("a.m.", "p.m.") and r.start is None for r in rows):
        return list(rows)
    hours = session_hours(texts)
    return [
        replace(r, start=hours[r.session][0], end=hours[r.session][1])
        if r.session in hours and r.start is None and r.session
        else r
        for r in rows
    ]


def _items_of_tables(entries: Sequence[Entry], reading: Reading) -> tuple[Item, ...]:
    """The items of an agenda that is a table: rows with one number are one item, the first title its title."""
    drafts: dict[str, Draft] = {}
    for entry in entries:
        draft = drafts.get(entry.number)
        if draft is None:
            row = entry.rows[0]
            title = entry.title
            if row.duration:
                title = re.sub(r"\s*\([^()]*\d[^()]*\)\s*$", "", title)
            draft = Draft(entry.number, title, (), None, duration=row.duration, each=row.each, people=entry.people)
            drafts[entry.number] = draft
            reading.add(draft)
        elif entry.people and entry.people not in draft.people:
            draft.people = "; ".join(filter(None, (draft.people, entry.people)))
        writer = Annotations(reading)
        writer.at(draft)
        for line in entry.lines:
            labels = []
            unit = Unit(line.text, list(line.marks), labels, [line], True)
            writer.block(unit, None)
    return tuple(d.item() for d in reading.items)


# ---- marks of footnotes in plain text ----------------------------------------------------------------------------------


def _starred(item: Item, stars: set[str]) -> Item:
    """The item with "*" in its title as the mark of a footnote, where the document has that footnote."""
    found = re.search(r"[.;:]?\s*(\*{1,4})[.;:]?$", item.title)
    if found and found[1] in stars:
        title = item.title[: found.start()]
        item = replace(item, title=title, marks=(*item.marks, Mark(len(title), len(title), "note", found[1])))
    return replace(item, items=tuple(_starred(i, stars) for i in item.items))


# ---- references -----------------------------------------------------------------------------------------------------------


def _linked(item: Item, numbers: Numbers) -> Item:
    """The item with symbols and cited items marked in its annotation."""
    return replace(
        item,
        annotation=tuple(replace(b, marks=(*b.marks, *_citations(b.text, b.marks, numbers))) for b in item.annotation),
        items=tuple(_linked(i, numbers) for i in item.items),
    )


def _citations(text: str, marks: Iterable[Mark], numbers: Numbers) -> list[Mark]:
    held = {(m.start, m.end) for m in marks}
    found = [Mark(start, end, "symbol", str(symbol)) for start, end, symbol in symbols.find(text)]
    for m in CITING.finditer(text):
        if numbers.key(m["item"]) in numbers.by_key:
            found.append(Mark(m.start(), m.end(), "item", numbers.find(m["item"])))
    return [m for m in found if (m.start, m.end) not in held]


def language_of_words(pieces: Sequence[object]) -> str:
    """The language by its script and its commonest small words; "en" where nothing tells."""
    text = " ".join(p.text for p in pieces if isinstance(p, Line))[:6000]
    text += " ".join(line.text for p in pieces if isinstance(p, Table) for line in flatten([p]))[:6000]
    scripts = {
        "ar": len(re.findall(r"[\u0621-\u064a]", text)),
        "zh": 2 * len(re.findall(r"[\u4e00-\u9fff]", text)),
        "ru": len(re.findall(r"[\u0410-\u044f]", text)),
        "latin": len(re.findall(r"[A-Za-z]", text)),
    }
    best = max(scripts, key=lambda s: scripts[s])
    if best != "latin":
        return best
    small = {
        "en": r"\b(?:the|of|and|to|for|in)\b",
        "fr": r"\b(?:le|la|les|des|du|et|aux?)\b",
        "es": r"\b(?:el|los|las|del|y|para|por)\b",
    }
    return max(small, key=lambda code: len(re.findall(small[code], text, re.I)))


__all__ = ["language_of", "read_agenda"]
