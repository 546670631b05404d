"""The annotated agenda: masthead, items, annotations, documentation, organization of work."""

import datetime as dt
from collections.abc import Iterator
from typing import Literal

import msgspec

from nemcon.core.passage import Mark, Passage
from nemcon.core.programme import Row

BlockKind = Literal["paragraph", "entry", "heading", "quotation"]


class Block(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One block of running text. An `entry` is a point of a list with its `number` as printed ("(a)", "–", "1.").

    `level` is the depth: of a heading below the item's own, of an entry in its list; 0 is the outermost.
    `language` is empty where it is that of the agenda.
    """

    kind: BlockKind = "paragraph"
    text: str
    marks: tuple[Mark, ...] = ()
    number: str = ""
    level: int = 0
    language: str = ""


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A document listed under an item. `number` is the one that a list gives it ("Doc 4.1"), often none.

    `symbol` is "" where it has none, or where the title names several.
    """

    title: str
    symbol: str = ""
    number: str = ""
    marks: tuple[Mark, ...] = ()
    language: str = ""
    people: str = ""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """An agenda item.

    `number` is as printed, without what closes it: "1", "(a)", "a)", "15 bis"; it may be missing ("") and need not
    be consecutive. `title` has no closing punctuation of the list. `heading` is the title as printed over the
    annotation, with its punctuation, "" where the annotations have no such heading. `basis` is the legislative basis.
    `allocation` names the bodies that take the item ("Plenary/WG I"). `none_foreseen` says that the
    annotation states that no documentation is foreseen. `duration` in minutes.
    """

    number: str
    title: str
    marks: tuple[Mark, ...] = ()
    heading: str = ""
    basis: tuple[Block, ...] = ()
    allocation: str = ""
    annotation: tuple[Block, ...] = ()
    documentation: tuple[Paper, ...] = ()
    none_foreseen: bool = False
    duration: int | None = None
    each: bool = False
    people: str = ""
    language: str = ""
    items: tuple["Item", ...] = ()


class Masthead(msgspec.Struct, frozen=True, kw_only=True):
    """The head of the first page. Texts are as printed; what was understood stands beside them.

    `distribution` and `original` are whole lines ("Distr.: General"). `date` is the date of the document. `place`,
    `opens` and `closes` are read from `session` ("Vienna, 25 and 26 March 2021"). `item` is the line that says under
    which item a document falls. `others` keeps each line that fits nowhere here, in order.
    """

    house: str = ""
    symbol: str = ""
    organ: str = ""
    distribution: str = ""
    date: dt.date | None = None
    date_text: str = ""
    language: str = ""
    language_text: str = ""
    original: str = ""
    body: str = ""
    meeting: str = ""
    session: str = ""
    place: str = ""
    opens: dt.date | None = None
    closes: dt.date | None = None
    item: str = ""
    title: str = ""
    title_marks: tuple[Mark, ...] = ()
    subtitle: str = ""
    job: str = ""
    others: tuple[str, ...] = ()


class Note(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A footnote; `mark` is what stands in the text ("*", "1")."""

    mark: str
    text: str
    marks: tuple[Mark, ...] = ()


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the document that is neither agenda nor annotations nor organization of work, kept in its order.

    `place` says where it stands: before the agenda, between agenda and annotations, after them, or as an annex.
    """

    place: Literal["before", "between", "after", "annex"]
    heading: str = ""
    number: str = ""
    blocks: tuple[Block, ...] = ()


class Labels(msgspec.Struct, frozen=True, kw_only=True):
    """The words with which the document itself names its parts; "" where it does not."""

    agenda: str = ""
    annotations: str = ""
    annex: str = ""
    programme: str = ""
    programme_head: tuple[str, ...] = ()
    documentation: str = ""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """Words that stood at `line` (from 1) of the source and belong to no part: furniture, or not understood."""

    text: str
    line: int = 0
    why: str = ""


class Agenda(msgspec.Struct, frozen=True, kw_only=True):
    """An annotated agenda in one language, with its translations under their language codes.

    Every word of the source is somewhere in it: page heads and numbers under `furniture`, what was not understood
    under `unrecognised`. `unofficial` says that this version is not an official one.
    """

    format: Literal["nemcon.agenda/1"] = "nemcon.agenda/1"
    language: str = "en"
    unofficial: bool = False
    illustrative: str = ""
    masthead: Masthead = Masthead()
    labels: Labels = Labels()
    items: tuple[Item, ...] = ()
    programme: tuple[Row, ...] = ()
    programme_notes: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    notes: tuple[Note, ...] = ()
    furniture: tuple[Kept, ...] = ()
    unrecognised: tuple[Kept, ...] = ()
    translations: dict[str, "Agenda"] = {}


def walk(items: tuple[Item, ...], above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Item]]:
    """Every item with its path of numbers, outermost first: (("1", "(a)"), item)."""
    for item in items:
        path = (*above, item.number)
        yield path, item
        yield from walk(item.items, path)


def reference(path: tuple[str, ...]) -> str:
    """How an item is cited in a programme or a cross-reference: "1 (a)"; "5.7.1" holds the numbers above it already."""
    cited = ""
    for number in path:
        cited = number if not cited or number.startswith(cited + ".") else f"{cited} {number}"
    return cited


def encode(agenda: Agenda) -> bytes:
    """The agenda as JSON, indented; the same bytes for the same agenda."""
    return msgspec.json.format(msgspec.json.encode(agenda), indent=2) + b"\n"


def decode(data: bytes | str) -> Agenda:
    """An agenda from its JSON. Raises msgspec.ValidationError or DecodeError, which name the place."""
    return msgspec.json.decode(data, type=Agenda)


def schema() -> dict[str, object]:
    """The JSON Schema of an agenda, as docs/agenda.schema.json publishes it."""
    published: dict[str, object] = msgspec.json.decode(msgspec.json.encode(msgspec.json.schema(Agenda)))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Nemcon agenda, format nemcon.agenda/1",
        **published,
    }


__all__ = [
    "Agenda",
    "Block",
    "Item",
    "Kept",
    "Labels",
    "Masthead",
    "Note",
    "Paper",
    "Passage",
    "Section",
    "decode",
    "encode",
    "reference",
    "schema",
    "walk",
]
