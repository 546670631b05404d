"""Which fields each type of node has, and how the value of each is typed.

A field of `words` has a translation of its own or none; any other is the same in all languages, unless a translation
holds another: there `NOTHING` says that it has none although the original has one.
"""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from nemcon.core.notation import (
    read_blocks,
    read_papers,
    read_passage,
    write_blocks,
    write_papers,
    write_passage,
)

NOTHING = "∅"
YES = "yes"

Form = Literal[
    "plain",  # words without marks
    "optional",  # the same, or None
    "own",  # the code of the language itself, in each language its own
    "passage",  # words with marks
    "blocks",
    "papers",
    "lines",  # several texts, one a line
    "flag",  # "yes" or nothing
    "count",  # a whole number, 0 where there is none
    "minutes",  # the same, or None
    "date",  # "2021-03-25"
    "clock",  # "10:00"
    "item",  # a reference to an item, by the id of its node in braces
]


class Field(msgspec.Struct, frozen=True):
    """A field: its name in the draft, how it is typed, whether it is translated, its name in the agenda, and that of
    its marks."""

    name: str
    form: Form = "plain"
    words: bool = False
    attribute: str = ""
    marks: str = "marks"
    choices: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The name of the attribute."""
        return self.attribute or self.name


def _words(*names: str, form: Form = "plain") -> tuple[Field, ...]:
    return tuple(Field(name, form, words=True) for name in names)


MASTHEAD: tuple[Field, ...] = (
    *_words("house", "organ", "distribution", "date_text", "language_text", "original", "body", "meeting", "session"),
    *_words("place", "item", "subtitle"),
    Field("title", "passage", words=True, marks="title_marks"),
    *_words("others", form="lines"),
    Field("symbol"),
    Field("date", "date"),
    Field("language", "own"),
    Field("opens", "date"),
    Field("closes", "date"),
    Field("job"),
)
LABELS: tuple[Field, ...] = (
    *_words("agenda", "annotations", "annex", "programme", "documentation"),
    *_words("programme_head", form="lines"),
)
AGENDA: tuple[Field, ...] = (
    Field("language", "own"),
    Field("unofficial", "flag"),
    *_words("illustrative"),
    *_words("programme_notes", form="blocks"),
)
ITEM: tuple[Field, ...] = (
    Field("number"),
    Field("title", "passage", words=True),
    *_words("heading", "allocation", "people"),
    *_words("basis", "annotation", form="blocks"),
    *_words("documentation", form="papers"),
    Field("none_foreseen", "flag"),
    Field("duration", "minutes"),
    Field("each", "flag"),
    Field("language"),
)
ROW: tuple[Field, ...] = (
    Field("date", "date"),
    Field("start", "clock"),
    Field("end", "clock"),
    *_words("session", "track", form="optional"),
    Field("item", "item"),
    Field("title", "passage", words=True),
    Field("continued", "flag"),
    Field("kind", choices=("item", "break", "event")),
    *_words("day", "time", "people"),
    Field("duration", "minutes"),
    Field("each", "flag"),
    Field("joint", "flag"),
)
SECTION: tuple[Field, ...] = (
    # `place` is where the node stands in the draft.
    Field("where", attribute="place", choices=("after", "before", "between", "annex")),
    *_words("heading"),
    Field("number"),
    *_words("blocks", form="blocks"),
)
NOTE: tuple[Field, ...] = (Field("mark"), Field("text", "passage", words=True))
KEPT: tuple[Field, ...] = (*_words("text", "why"), Field("line", "count"))

FIELDS: dict[str, tuple[Field, ...]] = {
    "item": ITEM,
    "row": ROW,
    "section": SECTION,
    "note": NOTE,
    "furniture": KEPT,
    "unrecognised": KEPT,
}
"""The fields of each type of node, in the order in which an editor shows them."""

ROOT_FIELDS: tuple[tuple[str, tuple[Field, ...]], ...] = (("", AGENDA), ("masthead.", MASTHEAD), ("labels.", LABELS))
"""The fields of the agenda itself, under what their names begin with."""

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:.h]([0-5][0-9])")


def fields_of(type_: str) -> dict[str, Field]:
    """The fields of nodes of that type, by the name that they have in the draft; "" is the agenda itself."""
    if type_:
        return {field.name: field for field in FIELDS.get(type_, ())}
    return {begin + field.name: field for begin, fields in ROOT_FIELDS for field in fields}


def write_field(field: Field, holder: Any, known: Mapping[str, str]) -> str:
    """What is typed for the field of this struct of the agenda; `known` are the items found by themselves."""
    value = getattr(holder, field.key)
    match field.form:
        case "passage":
            return write_passage(value, getattr(holder, field.marks), known)
        case "blocks":
            return write_blocks(value, known)
        case "papers":
            return write_papers(value, known)
        case "lines":
            return "\n".join(line or NOTHING for line in value)
        case "flag":
            return YES if value else ""
        case "count":
            return str(value) if value else ""
        case "optional":
            return "" if value is None else value or NOTHING
        case "date":
            return value.isoformat() if value else ""
        case "minutes":
            return "" if value is None else str(value)
        case _:
            return "" if field.choices and value == field.choices[0] else str(value or "")


def read_field(field: Field, typed: str, known: Mapping[str, str]) -> dict[str, Any]:
    """The attributes that the typed value says. What is not understood says nothing: see `is_understood`."""
    if field.form in ("date", "clock", "minutes", "count"):
        return {field.key: _figure(field.form, typed.strip())}
    match field.form:
        case "passage":
            passage = read_passage(typed, known)
            return {field.key: passage.text, field.marks: passage.marks}
        case "blocks":
            return {field.key: read_blocks(typed, known)}
        case "papers":
            return {field.key: read_papers(typed, known)}
        case "lines":
            lines = typed.replace("\r\n", "\n").split("\n") if typed else []
            return {field.key: tuple("" if line == NOTHING else line for line in lines if line)}
        case "flag":
            return {field.key: typed == YES}
        case "optional":
            return {field.key: "" if typed == NOTHING else typed or None}
        case _:
            if field.choices and typed not in field.choices:
                return {field.key: field.choices[0]}
            return {field.key: typed}


def is_understood(field: Field, typed: str) -> bool:
    """Whether the value says something to a programme: a date is a date, an hour an hour, a choice one of those."""
    if not typed:
        return True
    if field.form in ("date", "clock", "minutes", "count"):
        return bool(_figure(field.form, typed.strip()) is not None)
    if field.form == "flag":
        return typed == YES
    return not field.choices or typed in field.choices


def _figure(form: str, typed: str) -> Any:
    if form == "date":
        try:
            return dt.date.fromisoformat(typed)
        except ValueError:
            return None
    if form == "clock":
        clock = _CLOCK.fullmatch(typed)
        return f"{int(clock[1]):02}:{clock[2]}" if clock else None
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
    return number or 0 if form == "count" else number
