"""Two versions of an organization of work: which row is which, what changed its sitting, which hours changed."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import msgspec

from nemcon.core import calendar
from nemcon.core.agenda import Item
from nemcon.core.agenda_matching import likeness, plain
from nemcon.core.finding import Facts
from nemcon.core.numbering import key
from nemcon.core.programme import Row, cited

RowCode = Literal["row.added", "row.removed", "row.moved", "row.retitled", "row.field", "rows.order", "sitting.hours"]


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """A difference of rows. `old` and `new` name the row's item, or its title; `before` and `after` are the sittings
    in words, or the value of `field`. `was` and `now` are the sittings as facts, where the difference is theirs."""

    code: RowCode
    old: str = ""
    new: str = ""
    before: str = ""
    after: str = ""
    field: str = ""
    was: Facts = ()
    now: Facts = ()


Slot = tuple[object, ...]
Known = Mapping[tuple[str, ...], str]
"""The items of one version by the key of their reference, each under a word that both versions have for it."""


def slot(row: Row) -> Slot:
    """The sitting of a row."""
    return (row.date or row.day, row.start, row.end, row.session, row.track)


def slot_words(row: Row) -> str:
    """The sitting of a row in words: "Thursday, 25 March, 10 a.m.–1 p.m., Plenary"."""
    parts = [calendar.day(row.date, "en") if row.date else row.day]
    if row.start and row.end:
        parts.append(calendar.hours(dt.time.fromisoformat(row.start), dt.time.fromisoformat(row.end), "en"))
    elif row.start:
        parts.append(calendar.hour(dt.time.fromisoformat(row.start), "en"))
    return ", ".join(part for part in (*parts, row.session or "", row.track or "") if part) or "no stated time"


def sitting_facts(row: Row) -> Facts:
    """What `slot_words` says, as facts: "sitting_date", "sitting_start" and so on, without those that are empty."""
    values = {
        "sitting_date": row.date.isoformat() if row.date else "",
        "sitting_day": "" if row.date else row.day,
        "sitting_start": row.start or "",
        "sitting_end": (row.start and row.end) or "",
        "sitting_session": row.session or "",
        "sitting_track": row.track or "",
    }
    return tuple((name, value) for name, value in values.items() if value)


def row_name(row: Row) -> str:
    """The item of the row, or its title in quotation marks."""
    return row.item or f"“{row.title}”"


def compare_rows(
    old: Sequence[Row], new: Sequence[Row], known: tuple[Known, Known], items: Mapping[str, tuple[Item, Item]]
) -> Iterable[Moved]:
    """The differences in the order of the newer version. `known` says of the references of each version which item
    they cite, the same word for the same item; `items` holds both versions of the items of the older one: a row that
    only follows its item is no difference."""
    pairs = _pairs(old, new, known)
    of_new = {m: n for n, m in pairs.items()}
    old_slots, new_slots = {slot(row) for row in old}, {slot(row) for row in new}
    told: set[tuple[object, object]] = set()
    first = _first_rows(old), _first_rows(new)
    for m, row in enumerate(new):
        if m not in of_new:
            yield Moved(code="row.added", new=row_name(row), after=slot_words(row), now=sitting_facts(row))
            continue
        was = old[of_new[m]]
        names = {"old": row_name(was), "new": row_name(row)}
        if slot(was) != slot(row):
            change = (slot(was), slot(row))
            if _only_hours(was, row) and slot(was) not in new_slots and slot(row) not in old_slots:
                if change not in told:
                    yield Moved(
                        code="sitting.hours",
                        before=slot_words(was),
                        after=slot_words(row),
                        was=sitting_facts(was),
                        now=sitting_facts(row),
                    )
                told.add(change)
            else:
                yield Moved(
                    code="row.moved",
                    before=slot_words(was),
                    after=slot_words(row),
                    old=names["old"],
                    new=names["new"],
                    was=sitting_facts(was),
                    now=sitting_facts(row),
                )
        item = items.get(was.item or "")
        if was.title != row.title and (item is None or (was.title, row.title) != (item[0].title, item[1].title)):
            yield Moved(code="row.retitled", before=was.title, after=row.title, old=names["old"], new=names["new"])
        follows = [field for field in ("duration", "each", "people") if _follows(field, was, row, item)]
        if all(
            one.continued == (one.item in listed) for one, listed in ((was, first[0][of_new[m]]), (row, first[1][m]))
        ):
            follows.append("continued")
        yield from _fields(was, row, names, known, follows)
        if slot(was) == slot(row) and was.day != row.day and (was.day, row.day) not in told:
            told.add((was.day, row.day))
            yield Moved(code="row.field", field="day", before=was.day, after=row.day)
    for n, row in enumerate(old):
        if n not in pairs:
            yield Moved(code="row.removed", old=row_name(row), before=slot_words(row), was=sitting_facts(row))
    yield from _order(old, new, pairs)


def _only_hours(was: Row, row: Row) -> bool:
    return (was.date or was.day, was.session, was.track) == (row.date or row.day, row.session, row.track)


def _first_rows(rows: Sequence[Row]) -> list[set[str | None]]:
    """For each row, the items of the rows before it: a mark "(continued)" that says no more follows from the order."""
    seen: set[str | None] = set()
    before = []
    for row in rows:
        before.append({row.item} & seen)
        seen.add(row.item)
    return before


def _follows(field: str, was: Row, row: Row, item: tuple[Item, Item] | None) -> bool:
    """Whether the row only repeats what changed in its item."""
    both = (getattr(was, field), getattr(row, field))
    return item is not None and both == (getattr(item[0], field), getattr(item[1], field))


def _fields(
    was: Row, row: Row, names: dict[str, str], known: tuple[Known, Known], follows: list[str]
) -> Iterable[Moved]:
    told = {"date", "start", "end", "session", "track", "item", "title", "day", "marks", "time", *follows}
    fields = [field for field in Row.__struct_fields__ if field not in told]
    if slot(was) == slot(row):
        fields.append("time")
    if was.title == row.title:
        fields.append("marks")
    for field in fields:
        before, after = getattr(was, field), getattr(row, field)
        if before != after:
            yield Moved(
                code="row.field",
                field=field,
                before=_say(before),
                after=_say(after),
                old=names["old"],
                new=names["new"],
            )
    if was.item != row.item and cites(was, known[0]) != cites(row, known[1]):
        yield Moved(
            code="row.field",
            field="item",
            before=was.item or "",
            after=row.item or "",
            old=names["old"],
            new=names["new"],
        )


def _say(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value in (None, ()) else str(value)


def cites(row: Row, known: Known) -> tuple[str, ...]:
    """Which items the row is for; a reference that is not on the agenda stands for itself."""
    if not row.item:
        return ()
    if key(row.item) in known:
        return (known[key(row.item)],)
    return tuple(known.get(key(item), f"“{item}”") for item in cited(row.item))


def _pairs(old: Sequence[Row], new: Sequence[Row], known: tuple[Known, Known]) -> dict[int, int]:
    groups: dict[tuple[object, ...], tuple[list[int], list[int]]] = {}
    for side, rows in enumerate((old, new)):
        for n, row in enumerate(rows):
            groups.setdefault(cites(row, known[side]) or (row.kind, plain(row.title)), ([], []))[side].append(n)
    pairs: dict[int, int] = {}
    for olds, news in groups.values():
        _pair_group(old, new, olds, news, pairs)
    _pair_alike(old, new, pairs, known)
    return pairs


def _pair_group(
    old: Sequence[Row], new: Sequence[Row], olds: list[int], news: list[int], pairs: dict[int, int]
) -> None:
    """Rows of one item: those in the same sitting first, then those of the same day, then in their order."""
    left = dict.fromkeys(news)
    for place in (slot, lambda row: row.date or row.day, lambda row: None):
        waiting: dict[object, list[int]] = {}
        for m in left:
            waiting.setdefault(place(new[m]), []).append(m)
        for n in olds:
            if n not in pairs and (queue := waiting.get(place(old[n]))):
                pairs[n] = queue.pop(0)
                del left[pairs[n]]


def _pair_alike(old: Sequence[Row], new: Sequence[Row], pairs: dict[int, int], known: tuple[Known, Known]) -> None:
    """What is left and is not for an item of the agenda in both: by likeness of the title on the same day."""
    taken = set(pairs.values())
    left = [n for n, row in enumerate(old) if n not in pairs and row.title]
    right = [m for m, row in enumerate(new) if m not in taken and row.title]
    if len(left) * len(right) > 40_000:
        return
    on_agenda = [[key(row.item or "") in known[side] for row in rows] for side, rows in enumerate((old, new))]
    alike = [
        (score, n, m)
        for n in left
        for m in right
        if (old[n].date or old[n].day) == (new[m].date or new[m].day)
        and not (on_agenda[0][n] and on_agenda[1][m])
        and (score := likeness(old[n].title, new[m].title)) >= 0.7
    ]
    for _, n, m in sorted(alike, key=lambda p: (-p[0], abs(p[1] - p[2]), p[1] + p[2])):
        if n not in pairs and m not in taken:
            pairs[n] = m
            taken.add(m)


def _order(old: Sequence[Row], new: Sequence[Row], pairs: dict[int, int]) -> Iterable[Moved]:
    """Sittings in which the rows that stayed stand in another order."""
    stayed: dict[Slot, list[int]] = {}
    for n in sorted(pairs):
        if slot(old[n]) == slot(new[pairs[n]]):
            stayed.setdefault(slot(old[n]), []).append(pairs[n])
    for sequence in stayed.values():
        if sequence != sorted(sequence):
            row = new[sequence[0]]
            words, facts = slot_words(row), sitting_facts(row)
            yield Moved(code="rows.order", before=words, after=words, was=facts, now=facts)
