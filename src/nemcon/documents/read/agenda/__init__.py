"""From a Source to an Agenda: what the words of a file say about items, annotations, documentation and sittings.

The order of work: page furniture aside (furniture.py), parts found by their headings (parts.py), broken lines joined
(lines.py), then each part by its own reader (masthead.py, items.py, annotations.py; timetable.py, listing.py, grid.py
and tracks.py). What no reader understands is kept under `unrecognised`.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from msgspec.structs import replace

from nemcon.core.agenda import Agenda, Block, Item, Kept, Labels, Masthead, Note, Section
from nemcon.core.programme import Row
from nemcon.documents.read.agenda import words
from nemcon.documents.read.agenda.annotations import read_annotations, title_key
from nemcon.documents.read.agenda.citations import linked, noted
from nemcon.documents.read.agenda.drafts import Reading, footnote, plain_mark, raised
from nemcon.documents.read.agenda.furniture import sift
from nemcon.documents.read.agenda.items import read_list
from nemcon.documents.read.agenda.labels import candidates
from nemcon.documents.read.agenda.lines import SENTENCE_END, Joiner, Unit
from nemcon.documents.read.agenda.listing import Entry
from nemcon.documents.read.agenda.masthead import SUBTITLE, flatten, read_masthead
from nemcon.documents.read.agenda.others import allocate, read_section, shown
from nemcon.documents.read.agenda.parts import Part, heading_of, split
from nemcon.documents.read.agenda.running import Running, begins_anew, people_column, stands_alone
from nemcon.documents.read.agenda.slots import Numbers
from nemcon.documents.read.agenda.tables import as_tables
from nemcon.documents.read.agenda.work import dated, items_of_tables, read_programme, with_hours
from nemcon.documents.source import Line, Piece, Source, Table

__all__ = ["read_agenda"]


def read_agenda(source: Source) -> Agenda:
    """The agenda that `source` holds. Every word of it is somewhere in the result; nothing raises."""
    pieces, furniture = sift(source)
    pieces, illustrative, unofficial = _about_itself(pieces, furniture)
    pieces, notes = _notes_apart(pieces)
    parts = split(pieces, layout=source.layout)
    if source.layout and parts[1].name != "agenda":  # an agenda that is a table, its columns set with tabs or bars
        tabled = split(as_tables(pieces), layout=True)
        parts = tabled if tabled[1].name == "agenda" else parts
    first, before = _opening_text(parts[0].pieces)
    masthead, heading = read_masthead(first)
    masthead = _with_page_head(masthead, source)
    year = masthead.opens.year if masthead.opens else masthead.date.year if masthead.date else None

    found = _Found(joiner=Joiner((p for p in pieces if isinstance(p, Line)), source.layout))
    found.reading.notes += notes
    found.reading.running.year = year
    found.agenda = shown(heading.text) if heading else ""
    found.titled = bool(words.AGENDA.fullmatch(words.plain(masthead.title)))
    _take_before(parts[0].pieces, found.reading.running)
    if before:
        found.sections.append(read_section(Part("section", [], before), found.joiner, "before"))
    for part in parts[1:]:
        _read_part(part, found, layout=source.layout, has_list=parts[1].name == "agenda")
    items, rows = _items_and_rows(found, year)

    rows = with_hours(
        dated(rows, masthead), [b.text for b in found.notes] + [b.text for s in found.sections for b in s.blocks]
    )
    job = next((k.text for k in furniture if k.why == "job number"), "")
    language = masthead.language or source.language or language_of_words(pieces)
    known = Numbers(items)
    marks = {n.mark for n in found.reading.notes}
    return Agenda(
        language=language,
        illustrative=illustrative,
        unofficial=unofficial,
        masthead=replace(masthead, job=job or masthead.job, language=language),
        labels=Labels(
            agenda=found.agenda,
            annotations=found.annotations,
            annex=found.annex,
            programme=found.programme,
            programme_head=found.programme_head,
            documentation=found.reading.documentation,
        ),
        items=tuple(linked(noted(item, marks), known) for item in items),
        programme=tuple(rows),
        programme_notes=tuple(found.notes),
        sections=tuple(found.sections),
        notes=tuple(found.reading.notes),
        furniture=(*furniture, *found.reading.beside),
        unrecognised=tuple(found.reading.unrecognised),
    )


@dataclass
class _Found:
    """What the parts gave so far, and the words with which the document names them."""

    joiner: Joiner
    reading: Reading = field(default_factory=Reading)
    sections: list[Section] = field(default_factory=list)
    timetables: list[Part] = field(default_factory=list)
    notes: list[Block] = field(default_factory=list)
    titled: bool = False  # the document calls itself an agenda
    agenda: str = ""
    annotations: str = ""
    annex: str = ""
    programme: str = ""
    programme_head: tuple[str, ...] = ()


def _read_part(part: Part, found: _Found, *, layout: bool, has_list: bool) -> None:
    """Read a part; the organization of work waits until all items are known."""
    if part.name == "agenda":
        if isinstance(part.pieces[0], Table):
            found.timetables.append(part)
            return
        pieces: Sequence[Piece] = part.pieces
        if layout:
            pieces, found.reading.people = people_column([p for p in part.pieces if isinstance(p, Line)])
        units = found.joiner.units(pieces, alone=stands_alone, begins=begins_anew)
        restart = _restart(units)
        read_list(units[:restart], found.reading)
        read_annotations(units[restart:], found.reading)
    elif part.name == "annotations":
        found.annotations = found.annotations or " ".join(shown(h.text) for h in part.headings)
        alone = _heading_of_item(found.reading)
        read_annotations(found.joiner.units(part.pieces, alone=alone), found.reading)
    elif part.name == "programme":
        _name_programme(part, found)
        found.timetables.append(part)
    else:
        place: Literal["before", "between", "after", "annex"] = (
            "after" if found.annotations or found.sections else "between"
        )
        if not has_list:
            place = "before"
        if part.pieces or part.headings:
            found.sections.append(read_section(part, found.joiner, "annex" if part.name == "annex" else place))


def _items_and_rows(found: _Found, year: int | None) -> tuple[tuple[Item, ...], list[Row]]:
    """The items and the rows that take them, from lists, running agendas, timetables and tables."""
    reading = found.reading
    rows = reading.running.finish()
    reading.beside += reading.running.idle_days()
    entries: list[Entry] = []
    numbers = Numbers(tuple(d.item() for d in reading.items))
    for part in found.timetables:
        more, named, head, said = read_programme(part, numbers, year)
        rows += more
        entries += named
        found.notes += said
        found.programme_head = found.programme_head or head
    listed = any(part.name == "agenda" for part in found.timetables)
    if not reading.items and entries and (listed or found.titled):
        items_of_tables(entries, reading)
        numbers = Numbers(tuple(d.item() for d in reading.items))
        rows = [r if r.item is None else replace(r, item=numbers.find(r.item)) for r in rows]
        rows = [r for r in rows if r.item is None or r.date or r.day or r.start or r.session or r.track]  # a bare list
    else:
        found.notes += [
            Block(text=line.text, number=line.number) for entry in entries for line in (*entry.lines, *entry.papers)
        ]
    allocate(found.sections, reading)
    return tuple(d.item() for d in reading.items), rows


def _about_itself(pieces: Sequence[Piece], furniture: list[Kept]) -> tuple[list[Piece], str, bool]:
    """The pieces without the lines in which the version says that it is illustrative or an unofficial translation."""
    illustrative, unofficial = "", False
    rest: list[Piece] = []
    last = 0  # the line of the source where it was said last: in print it goes on over the next
    for piece in pieces:
        simple = words.plain(piece.text) if isinstance(piece, Line) else ""
        said = words.UNOFFICIAL.match(simple)
        about = simple[said.end() :].strip(" .。") if said else simple
        if isinstance(piece, Line) and said and (not about or words.ILLUSTRATIVE.match(about)):
            unofficial = True
            illustrative = illustrative or about
        elif isinstance(piece, Line) and len(simple) < 400 and words.ILLUSTRATIVE.match(simple):
            illustrative = illustrative or " ".join(piece.text.split())
        elif isinstance(piece, Line) and illustrative and piece.at == last + 1 and not piece.whole:
            illustrative += " " + " ".join(piece.text.split())
        else:
            rest.append(piece)
            continue
        last = piece.at if isinstance(piece, Line) else 0
    for kept in [k for k in furniture if len(k.text) > 40 and words.ILLUSTRATIVE.match(words.plain(k.text))]:
        illustrative = illustrative or kept.text
        furniture.remove(kept)
    return rest, illustrative, unofficial


def _notes_apart(pieces: Sequence[Piece]) -> tuple[list[Piece], list[Note]]:
    """The pieces without footnotes, and the footnotes: those of the format, and in print those under raised figures."""
    rest: list[Piece] = []
    notes: list[Note] = []
    for piece in pieces:
        note = footnote(Unit(piece.text, list(piece.marks), [], [piece])) if isinstance(piece, Line) else None
        if note and isinstance(piece, Line) and (piece.kind == "note" or raised(note.mark)):
            notes.append(replace(note, mark=plain_mark(note.mark)))
        else:
            rest.append(piece)
    return rest, notes


def _opening_text(pieces: Sequence[Piece]) -> tuple[list[Piece], list[Piece]]:
    """The masthead without the running text that stands between it and the list of items, and that text.

    The text may stand under the heading of the list, or above it: contents, a summary, paragraphs that introduce.
    """
    heads = [i for i, p in enumerate(pieces) if isinstance(p, Line) and heading_of(p) in ("agenda", "annotations")]
    contents = next((i for i, p in enumerate(pieces) if isinstance(p, Line) and heading_of(p) == "contents"), None)
    last = heads[-1] if heads else -1
    for index in range(last + 1, len(pieces)) if heads else ():
        if _is_running_text(pieces[index]) or index == contents:
            begin = _with_title(pieces, index, last)
            return list(pieces[:begin]), list(pieces[begin:])
    if contents is not None:
        begin, end = contents, last if last > contents else len(pieces)
        return [*pieces[:begin], *pieces[end:]], list(pieces[begin:end])
    for index in range(heads[0] + 1 if len(heads) > 1 else len(pieces), last):
        if _is_running_text(pieces[index]) and words.VERB.search(words.plain(pieces[index].text)):  # type: ignore[union-attr]
            begin = _with_title(pieces, index, heads[0])
            return [*pieces[:begin], *pieces[last:]], list(pieces[begin:last])
    return list(pieces), []


def _is_running_text(piece: Piece) -> bool:
    return isinstance(piece, Line) and bool(SENTENCE_END.search(piece.text)) and len(piece.text.split()) >= 6


def _with_title(pieces: Sequence[Piece], index: int, after: int) -> int:
    """Where a text begins: at the short heading right above it, if there is one."""
    above = pieces[index - 1]
    titled = index - 1 > after and isinstance(above, Line) and len(above.text.split()) <= 8
    return index - 1 if titled and not SUBTITLE.match(words.plain(above.text)) else index  # type: ignore[union-attr]


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


def is_documentation(line: Line) -> bool:
    """Whether a line is the heading over the documents of an item."""
    return bool(words.DOCUMENTATION.fullmatch(words.plain(line.text)))


def _heading_of_item(reading: Reading) -> Callable[[Line], bool]:
    """Whether a line is a heading for itself: "Documentation", or an item's number and the whole of its title."""
    titles = {title_key(draft.title) for draft in reading.all()}

    def alone(line: Line) -> bool:
        if is_documentation(line):
            return True
        return any(title_key(line.text[label.width :]) in titles for label in candidates(line.text, bare=True))

    return alone


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


def _name_programme(part: Part, found: _Found) -> None:
    names = [shown(h.text) for h in part.headings]
    if not names:
        return
    if found.programme:  # a second timetable: its name stands over its rows
        known = {found.programme, found.annex}
        found.notes += [Block(kind="heading", text=name) for name in names if name not in known]
        return
    annex = [n for n in names[:1] if words.ANNEX.fullmatch(words.plain(n))]
    found.annex = annex[0] if annex else ""
    found.programme = " ".join(names[1:] if annex else names)


def language_of_words(pieces: Sequence[Piece]) -> str:
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
