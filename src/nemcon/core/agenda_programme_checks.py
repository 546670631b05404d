"""The organization of work against the items and against itself."""

import datetime as dt
from collections.abc import Iterator, Sequence

from nemcon.core import calendar
from nemcon.core.agenda import Agenda, Item, reference, walk
from nemcon.core.agenda_matching import likeness, plain
from nemcon.core.agenda_row_versions import sitting_facts, slot, slot_words
from nemcon.core.finding import Facts, Finding, Severity
from nemcon.core.numbering import key
from nemcon.core.programme import Row, cited

References = dict[tuple[str, ...], Item]


def programme_findings(agenda: Agenda) -> Iterator[Finding]:
    """Every finding about the organization of work; nothing where the document has none."""
    if not agenda.programme:
        return
    items: References = {}
    for path, item in walk(agenda.items):
        items.setdefault(key(reference(path)), item)
    if items:  # a timetable that stands alone cites items of another document
        yield from _items(agenda.programme, items)
        yield from _never_taken(agenda, items)
    yield from _continued(agenda.programme)
    yield from _hours(agenda.programme)
    yield from _days(agenda)


def of_sitting(
    code: str, severity: Severity, place: tuple[int, Row], sentence: str, what: str, *facts: tuple[str, str]
) -> Finding:
    """A finding about a row of the programme, at its place in the programme, with the facts of its sitting."""
    at, row = place
    return Finding(
        code=code,
        severity=severity,
        place=slot_words(row),
        sentence=sentence,
        what_to_do=what,
        facts=(*facts, *sitting_facts(row)),
        part="programme",
        row=at,
    )


def _items(rows: Sequence[Row], items: References) -> Iterator[Finding]:
    for at, row in enumerate(rows):
        known = row.item is not None and key(row.item) in items
        for item in (row.item,) if known and row.item else cited(row.item):
            if key(item) not in items:
                sentence = f"The organization of work has item {item}, which is not on the agenda."
                what = "Correct the number, or add the item."
                yield of_sitting("programme.unknown_item", "error", (at, row), sentence, what, ("cited", item))
        if row.item and known and row.title and not _same_title(row.title, items[key(row.item)]):
            title = items[key(row.item)].title
            sentence = f"Item {row.item} is “{row.title}” here and “{title}” on the agenda."
            what = "Use the title of the agenda, or correct the number."
            facts = (("cited", row.item), ("title", row.title), ("other", title))
            yield of_sitting("programme.title", "warning", (at, row), sentence, what, *facts)


def _same_title(title: str, item: Item) -> bool:
    """Whether the row names the item: its title or heading, a part of it, or with those of its sub-items after it."""
    told = plain(title)
    whole = plain(" ".join([item.title, *(sub.title for _, sub in walk(item.items))]))
    return any(
        told in own or own in told or likeness(told, own) >= 0.6
        for own in (plain(item.title), plain(item.heading), whole)
        if own
    )


def _never_taken(agenda: Agenda, items: References) -> Iterator[Finding]:
    """An item is taken where a row has it, an item above it, or any of its sub-items."""
    taken: set[tuple[str, ...]] = set()
    for row in agenda.programme:
        references = (row.item,) if row.item and key(row.item) in items else cited(row.item)
        taken |= {key(item) for item in references}
    begun = {item[:n] for item in taken for n in range(1, len(item) + 1)}
    missing: list[tuple[str, ...]] = []
    for path, item in walk(agenda.items):
        own = key(reference(path))
        above = [own[:n] for n in range(1, len(own) + 1)]
        if not own or own in begun or any(one in taken or one in missing for one in above):
            continue
        missing.append(own)
        yield Finding(
            code="programme.never_taken",
            severity="warning",
            place=f"item {reference(path)}",
            sentence=f"Item {reference(path)}, “{item.title}”, is in no sitting of the organization of work.",
            what_to_do="Give it a place, or say why it is not taken.",
            facts=(("title", item.title),) if item.number.strip() else (("title", item.title), ("named", item.title)),
            part="items",
            item=reference(path).strip(),
        )


def _continued(rows: Sequence[Row]) -> Iterator[Finding]:
    first: dict[tuple[object, ...], tuple[tuple[str, str] | None, tuple[object, ...]]] = {}
    clocks = [(row.date.isoformat(), row.start) if row.date and row.start else None for row in rows]
    dated = all(clock for clock, row in zip(clocks, rows, strict=True) if row.item)
    order = sorted(range(len(rows)), key=lambda n: (clocks[n] or ("", ""), n)) if dated else list(range(len(rows)))
    for n in order:
        row = rows[n]
        if not row.item or row.kind != "item":
            continue
        name = key(row.item)
        above = [name[:k] for k in range(1, len(name))]
        if name not in first and row.continued and not any(one in first for one in above):
            sentence = f"Item {row.item} is marked “(continued)”, and no earlier sitting has it."
            what = "Remove the mark, or add where it begins."
            yield of_sitting("programme.continued_first", "warning", (n, row), sentence, what, ("cited", row.item))
        if name in first and not row.continued and first[name][1] != slot(row):
            sentence = f"Item {row.item} was taken up before, and is not marked “(continued)”."
            what = "Add the mark “(continued)”."
            yield of_sitting("programme.continued_missing", "warning", (n, row), sentence, what, ("cited", row.item))
        first.setdefault(name, (clocks[n], slot(row)))


def _hours(rows: Sequence[Row]) -> Iterator[Finding]:
    by_track: dict[tuple[object, ...], dict[tuple[str, str], tuple[int, Row]]] = {}
    for at, row in enumerate(rows):
        if not (row.start and row.end):
            continue
        if row.end <= row.start:
            sentence = f"A sitting ends at {_hour(row.end)} and begins at {_hour(row.start)}."
            facts: Facts = (("start", row.start), ("end", row.end))
            yield of_sitting("programme.ends_before_start", "error", (at, row), sentence, "Correct the hours.", *facts)
        elif row.kind == "item":
            by_track.setdefault((row.date or row.day, row.track), {}).setdefault((row.start, row.end), (at, row))
    for hours in by_track.values():
        latest: tuple[str, str] | None = None
        for start, end in sorted(hours):
            if latest and start < latest[1]:
                sentence = f"The sittings {_span(*latest)} and {_span(start, end)} overlap."
                what = "Correct the hours, or name the two tracks."
                facts = (("start", latest[0]), ("end", latest[1]), ("other_start", start), ("other_end", end))
                yield of_sitting("programme.overlap", "error", hours[start, end], sentence, what, *facts)
            if latest is None or end > latest[1]:
                latest = start, end


def _days(agenda: Agenda) -> Iterator[Finding]:
    opens, closes = agenda.masthead.opens, agenda.masthead.closes
    if opens and closes:
        yield from outside(agenda.programme, opens, closes, "Correct the date, or the masthead.")
    told: set[str] = set()
    for at, row in enumerate(agenda.programme):
        if row.day in told or not row.day:
            continue
        told.add(row.day)
        read = calendar.read_day(row.day, year=row.date.year if row.date else opens.year if opens else None)
        if read and read.impossible:
            sentence = f"“{row.day}” is no day of the calendar."
            yield of_sitting("date.impossible", "error", (at, row), sentence, "Correct the date.", ("text", row.day))
        elif read and read.weekday is not None and (row.date or read.date):
            day = row.date or read.date
            if day and day.weekday() != read.weekday:
                sentence = f"“{row.day}”: {calendar.date(day, 'en')} is a {calendar.day(day, 'en').split(',')[0]}."
                facts = (("text", row.day), ("day", day.isoformat()))
                what = "Correct the weekday or the date."
                yield of_sitting("date.weekday", "error", (at, row), sentence, what, *facts)


def outside(rows: Sequence[Row], opens: dt.date, closes: dt.date, what: str) -> Iterator[Finding]:
    """Each day of the programme on which the meeting is not held, once."""
    told: set[dt.date] = set()
    for at, row in enumerate(rows):
        if row.date and not opens <= row.date <= closes and row.date not in told:
            told.add(row.date)
            dates = calendar.meeting_dates(opens, closes, "en") if opens <= closes else ""
            sentence = f"{calendar.date(row.date, 'en')} is outside the meeting ({dates})."
            facts = (("day", row.date.isoformat()), ("opens", opens.isoformat()), ("closes", closes.isoformat()))
            yield of_sitting("programme.outside_meeting", "error", (at, row), sentence, what, *facts)


def _hour(clock: str) -> str:
    return calendar.hour(dt.time.fromisoformat(clock), "en")


def _span(start: str, end: str) -> str:
    return calendar.hours(dt.time.fromisoformat(start), dt.time.fromisoformat(end), "en")
