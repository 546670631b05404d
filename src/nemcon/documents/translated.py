"""What a translator sends back: a file of any form, aligned with the original."""

from collections.abc import Iterator
from dataclasses import dataclass

from msgspec.structs import replace

from nemcon.core.agenda import Agenda
from nemcon.core.agenda_matching import plain
from nemcon.core.agenda_units import Place, Unit, placed_items, units
from nemcon.core.alignment import Pair, align, align_units
from nemcon.core.facts import Fact
from nemcon.core.states import StateNames
from nemcon.documents.compose.agenda import compose
from nemcon.documents.read.agenda import read_agenda
from nemcon.documents.read.docx import from_docx
from nemcon.documents.source import Line, Source, Table
from nemcon.documents.write.docx import docx

_KINDS = {"heading": "heading", "entry": "entry", "note": "note", "title": "title"}


@dataclass(frozen=True)
class TakenBack:
    """`agenda` is the translation as it was read, None where the file could not be read as an agenda.

    `pairs` are in the order of the original (see core/alignment.py); `warnings` are those of the reader.
    """

    agenda: Agenda | None
    pairs: tuple[Pair, ...]
    warnings: tuple[str, ...]


def take_back(original: Agenda, source: Source, language: str, states: StateNames | None = None) -> TakenBack:
    """Align a file that is said to be `original` in `language`.

    It is read as an agenda where at least half of the items are found in it; otherwise paragraph by paragraph, so
    that nothing is lost.
    """
    found = replace(read_agenda(source), language=language, unofficial=False)
    items = len(placed_items(found))
    if items and items * 2 >= len(placed_items(original)):
        return TakenBack(found, align(original, found, states), source.warnings)
    lines = tuple(as_units(source, language))
    return TakenBack(None, align_units(as_printed(original), lines, language, states), source.warnings)


def as_printed(agenda: Agenda) -> tuple[Unit, ...]:
    """The paragraphs of `agenda` as its paper has them, read back in the way in which the translator's file is read.

    Each has its place in the agenda where its words have one; headings, heads of tables and days have ("printed", n).
    """
    source = from_docx(docx(compose(agenda, agenda.language)))
    places: dict[str, list[Place]] = {}
    for unit in units(agenda):
        places.setdefault(plain(unit.text), []).append(unit.place)
    found = []
    for unit in as_units(source, agenda.language):
        known = places.get(plain(unit.text)) or places.get(plain(unit.text.rpartition("\t")[2]), [])
        if len(known) > 1:
            place = known.pop(0)
        else:
            place = known[0] if known else Place((), "printed", unit.place.block)
        found.append(replace(unit, place=place))
    return tuple(found)


def as_units(source: Source, language: str) -> Iterator[Unit]:
    """The paragraphs, rows of tables and notes of a file; heads and feet of pages are none."""
    at = 0
    for piece in source.pieces:
        if isinstance(piece, Line):
            if piece.kind in ("head", "foot") or not (piece.text.strip() or piece.number):
                continue
            yield _unit(piece, at, language)
            at += 1
        else:
            for text in _rows(piece):
                yield Unit(place=Place((), "file", at), text=text, language=language, kind="row")
                at += 1


def _unit(line: Line, at: int, language: str) -> Unit:
    note = line.kind == "note"
    return Unit(
        place=Place((), "file", at),
        text=line.text,
        language=line.language or language,
        kind=_KINDS.get(line.kind, "paragraph"),
        marks=line.marks,
        number="" if note else line.number,
        level=line.level,
        facts=(Fact("note", line.number),) if note and line.number else (),
    )


def _rows(table: Table) -> Iterator[str]:
    if table.caption:
        yield table.caption
    for row in table.rows:
        words = "\t".join(" ".join(line.text for line in cell.lines) for cell in row)
        if words.strip():
            yield words
