"""The organization of work as a table: a head, days as second heads, the hours of a sitting over all its rows."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from nemcon.core import calendar
from nemcon.core.agenda import Item, walk
from nemcon.core.passage import Mark, Passage
from nemcon.core.programme import Row, taken_together
from nemcon.documents import phrases
from nemcon.documents.compose import numbers, words
from nemcon.documents.compose.version import Version
from nemcon.documents.model import Cell, Group, Table

HEADS = {
    "time": "date-and-time",
    "track": "body-or-room",
    "item": "agenda-item",
    "title": "title-or-description",
    "people": "presented-by",
}


def table(edition: Version, caption: Passage) -> Table | None:
    """The programme of `edition`, None where there is none. Only columns that some row fills are there."""
    own = edition.own.programme
    rows = own or edition.original.programme
    if not rows:
        return None
    printed = _Printed(edition, own=bool(own))
    columns = tuple(
        column
        for column in HEADS
        if column in ("time", "title")
        or (column == "track" and any(row.track for row in rows))
        or (column == "item" and any(row.item for row in rows))
        or (column == "people" and any(row.people for row in rows))
    )
    groups = tuple(
        Group(head=printed.day(tuple(of_day)), rows=_rows(tuple(of_day), columns, printed))
        for of_day in _neighbours(rows, lambda row: (row.date, row.day if row.date is None else ""))
    )
    return Table(caption=caption, columns=columns, head=_head(edition, columns), groups=groups)


def _head(edition: Version, columns: tuple[str, ...]) -> tuple[Passage, ...]:
    """As the document itself heads its columns, where it heads them all; else the set phrases."""
    labels = edition.own.labels.programme_head
    if len(labels) == len(columns):
        return tuple(edition.words(label, (), "") for label in labels)
    return tuple(Passage(phrases.phrase(HEADS[column], edition.language)) for column in columns)


def _neighbours(rows: Iterable[Row], key: Callable[[Row], object]) -> list[tuple[Row, ...]]:
    return [tuple(group) for _, group in groupby(rows, key=key)]


def _rows(of_day: tuple[Row, ...], columns: tuple[str, ...], printed: "_Printed") -> tuple[tuple[Cell, ...], ...]:
    made: list[tuple[Cell, ...]] = []
    for sitting in _neighbours(of_day, lambda row: (row.start, row.end, row.session, row.time)):
        first_of_sitting = True
        tracks = [taken_together(on_track) for on_track in _neighbours(sitting, lambda row: row.track)]
        height = sum(len(debates) for debates in tracks)
        for debates in tracks:
            first_on_track = True
            for debate in debates:
                row, cells = debate[0], []
                if first_of_sitting:
                    cells.append(Cell(text=printed.time(row), rows=height))
                if "track" in columns and first_on_track:
                    cells.append(Cell(text=printed.track(row), rows=len(debates)))
                if "item" in columns:
                    cells.append(Cell(text=Passage(printed.references(debate))))
                cells.append(Cell(text=printed.titles(debate)))
                if "people" in columns:
                    cells.append(Cell(text=printed.people(row)))
                made.append(tuple(cells))
                first_of_sitting = first_on_track = False
    return tuple(made)


class _Printed:
    """The words of a row in the language of the version, whether the row is its own or the original's."""

    def __init__(self, edition: Version, *, own: bool) -> None:
        self.edition = edition
        self.own = own
        items, translated = edition.original.items, edition.own.items
        self.cited = {} if own else numbers.references(items, translated, edition.language)
        self.items: dict[str, tuple[Item, Item]] = {}
        if not own:
            for (path, item), (_, other) in zip(walk(items), walk(translated), strict=False):
                self.items.setdefault(" ".join(path), (item, other))

    def day(self, rows: tuple[Row, ...]) -> Passage:
        """As the document has it; a date of ours may lead the words that only the document knows."""
        row = rows[0]
        if row.day and self.own:
            return self._said(row.day)
        if row.date:
            return Passage(calendar.day(row.date, self.edition.language))
        return self._said(row.day)

    def time(self, row: Row) -> Passage:
        session = self._said(row.session or "")
        if row.time and self.own:
            hours = self._said(row.time)
        elif row.start and row.end:
            hours = Passage(calendar.hours(_clock(row.start), _clock(row.end), self.edition.language))
        elif row.start:
            hours = Passage(calendar.hour(_clock(row.start), self.edition.language))
        else:
            hours = self._said(row.time)
        if not session or session.text in hours.text:
            return hours
        return words.joined(session, " ", hours) if hours else session

    def track(self, row: Row) -> Passage:
        return self._said(row.track or "")

    def people(self, row: Row) -> Passage:
        return self._said(row.people)

    def reference(self, row: Row) -> str:
        if not row.item or self.own:
            return row.item or ""
        return self.cited.get(row.item) or numbers.reference_in(row.item, self.edition.language)

    def references(self, debate: Sequence[Row]) -> str:
        """The numbers of the items that are taken together: "2 and 3"."""
        return words.listed([cited for row in debate if (cited := self.reference(row))], self.edition.language)

    def titles(self, debate: Sequence[Row]) -> Passage:
        """The titles of the items that are taken together, those that the programme gives."""
        first, *others = [said for row in debate if (said := self.title(row))] or [Passage("")]
        for other in others:
            first = words.joined(first, words.LIST_MARKS[self.edition.language][1] + " ", other)
        return first

    def title(self, row: Row) -> Passage:
        said = self._title(row)
        spoken = words.spoken(said.language, self.edition.language)
        if row.duration is not None and "’" not in row.title:
            said = words.joined(said, words.bracketed(words.length(row.duration, row.each, spoken), spoken))
        if row.continued:
            said = words.joined(said, continued(spoken, alone=not said))
        return said

    def _title(self, row: Row) -> Passage:
        if not self.own and row.item and (found := self.items.get(row.item)) and not found[1].language:
            said = self.edition.words(found[1].title, (), "")
            return words.capital(said) if self.edition.language == "ru" else said
        return self._said(row.title, row.marks)

    def _said(self, text: str, marks: tuple[Mark, ...] = ()) -> Passage:
        if self.own:
            return self.edition.words(text, marks, "")
        return self.edition.passage("", text, marks)


def continued(language: str, *, alone: bool = False) -> Passage:
    """ "(continued)" in its brackets, the word in italics, with the space that divides it from a title."""
    word = phrases.phrase("continued", language)
    text = words.bracketed(word, language)
    at = text.index(word)
    passage = Passage(text, (Mark(at, at + len(word), "italic"),))
    if alone and text.startswith(" "):
        return Passage(text[1:], (Mark(at - 1, at - 1 + len(word), "italic"),))
    return passage


def _clock(text: str) -> dt.time:
    return dt.time.fromisoformat(text)
