"""The one document model. Composing fills it, writers print it; it knows no format and no Django.

A document is a masthead, then blocks in reading order. Words are Passages; a Passage whose `language` differs from
the document's is shown as a passage in that language (its own `lang` and direction) and marked as such.
"""

import datetime as dt
from typing import Literal

import msgspec

from nemcon.core.passage import Passage

HeadingRole = Literal["chapter", "item", "sub-item", "part", "documentation", "annex"]


class Heading(msgspec.Struct, frozen=True, kw_only=True, tag="heading"):
    """A heading. `level` runs from 1 without a gap. `number` is printed as it is ("1.", "(a)", "١-"), "" if none.

    An `annex` heading begins a page unless what follows fits; `above` is the line over its title ("Annex I").
    """

    text: Passage
    level: int
    role: HeadingRole = "chapter"
    number: str = ""
    anchor: str = ""
    above: str = ""


class Paragraph(msgspec.Struct, frozen=True, kw_only=True, tag="paragraph"):
    """A paragraph; `number` as printed ("12."), "" if none. A `statement` is one line set apart (who submitted)."""

    text: Passage
    number: str = ""
    role: Literal["text", "quotation", "basis", "statement", "unofficial"] = "text"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A point of a list: its number as printed with its closing mark, its words with their closing punctuation."""

    text: Passage
    number: str = ""
    entries: tuple["Entry", ...] = ()
    anchor: str = ""
    symbol: str = ""


class Listing(msgspec.Struct, frozen=True, kw_only=True, tag="list"):
    """A list: the `agenda`, a `documentation` list (entries carry `symbol`, which the text shows already), points."""

    entries: tuple[Entry, ...]
    role: Literal["agenda", "documentation", "points"] = "points"


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """A cell; `rows` is how many rows it spans."""

    text: Passage
    rows: int = 1


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Rows under a second head that repeats with the first: a day. A row lacks the cells that an earlier one spans."""

    head: Passage
    rows: tuple[tuple[Cell, ...], ...]


class Table(msgspec.Struct, frozen=True, kw_only=True, tag="table"):
    """A table with a head. `columns` names what each holds, in order: "time", "track", "item", "title", "people"."""

    caption: Passage
    columns: tuple[str, ...]
    head: tuple[Passage, ...]
    groups: tuple[Group, ...]
    role: Literal["programme", "table"] = "programme"


Blocks = Heading | Paragraph | Listing | Table


class Footnote(msgspec.Struct, frozen=True, kw_only=True):
    """A footnote; the `note` marks of passages name it by `mark`. A `*` is printed as it is, a figure is counted."""

    mark: str
    text: Passage


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The masthead as printed. `lines` are those at the right (distribution, date, language, original).

    In Russian, Chinese and Arabic `lines` are English and read from the left. "" leaves out what is not there.
    """

    house: Passage = Passage("")
    symbol: str = ""
    organ: Passage = Passage("")
    lines: tuple[str, ...] = ()
    body: Passage = Passage("")
    meeting: Passage = Passage("")
    session: Passage = Passage("")
    item: Passage = Passage("")
    others: tuple[Passage, ...] = ()


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A document in one language, ready to be written in any format. Same document, same bytes.

    `code` is the id of the act by which it is issued, a UUID as text; `check` is the address at which whoever holds it
    may check it ("documents.example.org/check"), at most 90 characters, since it is not broken. PDF and DOCX print both
    at the end of the last page; without a code nothing is printed. Whoever issues puts them in, with
    `msgspec.structs.replace`.
    """

    language: str
    title: Passage
    subtitle: Passage = Passage("")
    head: Head
    blocks: tuple[Blocks, ...]
    footnotes: tuple[Footnote, ...] = ()
    date: dt.date | None = None
    job: str = ""
    illustrative: str = ""
    illustrative_mark: str = ""
    unofficial: str = ""
    code: str = ""
    check: str = ""
