"""A request made from an agenda that asks for nothing in particular: days, items, lengths and the usual order.

Procedural items open the meeting and share the first sitting; other matters and the adoption of the report are last.
"""

import datetime as dt
import re

from msgspec.structs import replace

from nemcon.core.agenda import Agenda, Item, reference
from nemcon.core.proposing.request import (
    USUAL_HOURS,
    Before,
    Constraint,
    First,
    InOrder,
    Last,
    Mode,
    Need,
    Request,
    RequestError,
    Track,
    minute,
)

# What opens and what closes a meeting, by the words of its title (DOMAIN section 10), in small letters.
_OPENS = re.compile(
    "|".join(
        (
            r"\bopening (of|statement|address)|adoption of (the )?agenda|election of (the )?(officers|bureau|chair)",
            r"organi[sz]ation(al)? (of work|matters|questions)",
            r"ouverture d|adoption de l.ordre du jour|élection (du|des membres du) bureau|questions d.organisation",
            r"apertura d|aprobación del programa|elección de la mesa|cuestiones de organización",
            r"открытие с|утверждение повестки дня|выборы должностных лиц|организационные вопросы",
            r"会议开幕|通过议程|选举主席团|组织事项",
            r"افتتاح (ال|دورة)|إقرار جدول الأعمال|انتخاب أعضاء المكتب|المسائل التنظيمية",
        )
    )
)
_REPORT = re.compile(
    r"adoption of the (\w+ )?report|adoption du rapport|aprobación del informe|утверждение доклада"
    r"|通过.{0,12}报告|اعتماد (ال)?تقرير"
)
_OTHER = re.compile(
    r"^(any )?other (matters|business)|^questions diverses|^autres questions|^otros asuntos|^прочие вопросы"
    r"|^(任何)?其他事项|^(أي )?مسائل أخرى"
)
_CLOSING = re.compile(r"\bclos(ing|ure) of the|^clôture|^clausura|^закрытие|会议闭幕|^اختتام")
_PROVISIONAL_NEXT = re.compile(
    r"provisional agenda (for|of)|ordre du jour provisoire|programa provisional|临时议程|جدول الأعمال المؤقَّ?ت"
)

_MINUTES_OPENING, _MINUTES_OTHER, _MINUTES_REPORT, _MINUTES_CLOSING = 15, 30, 60, 15
_STEP = 15


def is_standing(title: str) -> bool:
    """Whether an item of this title is on every agenda of a body: opening, adoption of the agenda, elections,
    organization of work, other matters, next agenda, adoption of the report, closing."""
    words = title.casefold()
    return any(known.search(words) for known in (_OPENS, _OTHER, _REPORT, _CLOSING, _PROVISIONAL_NEXT))


def request_from_agenda(agenda: Agenda, mode: Mode = "in_person") -> Request:
    """A request with sensible defaults for an agenda whose masthead says when the meeting opens and closes.

    An item is taken as a whole, except where its sub-items are procedural or are allocated to different bodies. An
    item keeps the length that the agenda gives it; the others share the time that is left, in whole sittings where
    there are enough of them. Raises RequestError where the dates or the items are missing.
    """
    opens, closes = agenda.masthead.opens, agenda.masthead.closes or agenda.masthead.opens
    if opens is None or closes is None:
        raise RequestError(
            "The agenda does not say when the meeting opens and closes; fill in `masthead.opens` and "
            "`masthead.closes`, or give a request with `days` and `items`."
        )
    if closes < opens:
        raise RequestError(f"The meeting closes on {closes}, before it opens on {opens}; put the dates right.")
    if (closes - opens).days > 366:
        raise RequestError(f"From {opens} to {closes} is more than a year; put the dates right.")
    taken = _taken(agenda.items)
    if not taken:
        raise RequestError("The agenda has no items; there is nothing to arrange.")
    tracks = _tracks(taken)
    needs = [
        Need(item=cited, title=item.title, minutes=_own_length(item) or 1, bodies=_bodies(item, above))
        for cited, item, above in taken
    ]
    titles = {cited: item.title.casefold() for cited, item, _ in taken}
    first = _leading(titles)
    report = tuple(item for item in titles if item not in first and _REPORT.search(titles[item]))
    other = tuple(
        item
        for item in titles
        if item not in (*first, *report) and _OTHER.search(titles[item]) and _is_late(item, titles)
    )
    closing = tuple(item for item in titles if item not in (*first, *report, *other) and _CLOSING.search(titles[item]))
    request = Request(
        days=_working_days(opens, closes),
        mode=mode,
        tracks=tracks,
        items=tuple(needs),
        constraints=_constraints(first, other, report, closing, len(tracks)),
    )
    own = {cited: _own_length(item) for cited, item, _ in taken}
    weight = {cited: 1 + len(item.items) + len(item.documentation) for cited, item, _ in taken}
    return replace(request, items=_with_lengths(request, own, weight, (first, other, report, closing)))


def _taken(items: tuple[Item, ...]) -> list[tuple[str, Item, Item | None]]:
    """What is taken on its own: its reference, the item, and the item above it whose allocation it inherits."""
    found: list[tuple[str, Item, Item | None]] = []
    for n, item in enumerate(items):
        below = [_OPENS.search(sub.title.casefold()) is not None for sub in item.items]
        procedural = bool(below) and all(below)
        divided = any(sub.allocation and sub.allocation != item.allocation for sub in item.items)
        if procedural or divided:
            found += [(reference((item.number or str(n + 1), sub.number)), sub, item) for sub in item.items]
        else:
            found.append((item.number or f"({n + 1})", item, None))
    return _once(found)


def _once(found: list[tuple[str, Item, Item | None]]) -> list[tuple[str, Item, Item | None]]:
    """The same with a reference that stands twice told apart ("4", "4 [2]"), so that nothing is left out."""
    seen: dict[str, int] = {}
    told = []
    for cited, item, above in found:
        seen[cited] = seen.get(cited, 0) + 1
        told.append((cited if seen[cited] == 1 else f"{cited} [{seen[cited]}]", item, above))
    return told


def _bodies(item: Item, above: Item | None) -> tuple[str, ...]:
    allocation = item.allocation or (above.allocation if above else "")
    return tuple(" ".join(body.split()) for body in re.split(r"[/;,+]| and ", allocation) if body.strip())


def _tracks(taken: list[tuple[str, Item, Item | None]]) -> tuple[Track, ...]:
    """One track for each body to which an item is allocated; the first also takes what is allocated to nobody."""
    bodies = list(dict.fromkeys(body for _, item, above in taken for body in _bodies(item, above)))
    if not bodies:
        return (Track(),)
    return (Track(bodies[0]), *(Track(body, bodies=(body,)) for body in bodies[1:]))


def _leading(titles: dict[str, str]) -> tuple[str, ...]:
    """The procedural items with which the agenda begins."""
    found: list[str] = []
    for item, title in titles.items():
        if not _OPENS.search(title) or _PROVISIONAL_NEXT.search(title):
            break
        found.append(item)
    return tuple(found) if len(found) < len(titles) else ()


def _is_late(item: str, titles: dict[str, str]) -> bool:
    return list(titles).index(item) >= len(titles) // 2


def _working_days(opens: dt.date, closes: dt.date) -> tuple[dt.date, ...]:
    """Monday to Friday; every day where the meeting is on a weekend only."""
    every = [opens + dt.timedelta(days=n) for n in range((closes - opens).days + 1)]
    return tuple(day for day in every if day.isoweekday() < 6) or tuple(every)


def _constraints(
    first: tuple[str, ...], other: tuple[str, ...], report: tuple[str, ...], closing: tuple[str, ...], tracks: int
) -> tuple[Constraint, ...]:
    found: list[Constraint] = [InOrder()] if tracks == 1 else []
    if first:
        found.append(First(first))
    last = (*other, *report, *closing)
    if last:
        found.append(Last(last, closing=True))
    for earlier, later in ((other, report), (report, closing)):
        if earlier and later:
            found.append(Before(earlier, later))
    return tuple(found)


def _own_length(item: Item) -> int | None:
    """The length that the agenda itself gives, for each document where it says so."""
    if item.duration is not None and item.duration > 0:
        return item.duration * (max(1, len(item.documentation)) if item.each else 1)
    return None


def _with_lengths(
    request: Request,
    own: dict[str, int | None],
    weight: dict[str, int],
    groups: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]],
) -> tuple[Need, ...]:
    """The needs with a length for every item."""
    first, other, report, closing = groups
    usual = {
        **dict.fromkeys(first, _MINUTES_OPENING),
        **dict.fromkeys(other, _MINUTES_OTHER),
        **dict.fromkeys(report, _MINUTES_REPORT),
        **dict.fromkeys(closing, _MINUTES_CLOSING),
    }
    lengths = {item: given for item in own if (given := own[item] or usual.get(item))}
    free = [item for item in own if item not in lengths]
    sizes = [minute(h.end) - minute(h.start) for h in USUAL_HOURS[request.mode]] * len(request.days)
    last = sum(lengths[item] for item in (*other, *report, *closing))
    opening = sum(lengths[item] for item in first)
    before = sum(lengths.values()) - last - opening
    if len(request.tracks) == 1 and len(sizes) > 1 and free and not before and opening < sizes[0] and last <= sizes[-1]:
        lengths |= _whole_sittings(free, weight, sizes[:-1] if last else sizes, opening)
    share = (sum(sizes) * len(request.tracks) - sum(lengths.values())) * 3 // 4
    each = share // len(free) if free else 0
    step = next((step for step in (_STEP, 5) if each >= step), 1)
    for item in free:
        lengths.setdefault(item, max(1, min(each // step * step, sizes[0])))
    return tuple(replace(need, minutes=lengths[need.item]) for need in request.items)


def _whole_sittings(free: list[str], weight: dict[str, int], sizes: list[int], opening: int) -> dict[str, int]:
    """Whole sittings for each item, one more for those with more parts and documents; the first shares its sitting.

    Nothing where there are fewer sittings than items.
    """
    if len(free) > len(sizes):
        return {}
    counts = dict.fromkeys(free, 1)
    for _ in range(len(sizes) - len(free)):
        # The item with the most weight for each sitting that it has; the earlier of two alike.
        heaviest = max(free, key=lambda item: (weight[item] / counts[item], -free.index(item)))
        counts[heaviest] += 1
    lengths, at = {}, 0
    for item in free:
        lengths[item] = sum(sizes[at : at + counts[item]]) - (opening if item == free[0] else 0)
        at += counts[item]
    return lengths
