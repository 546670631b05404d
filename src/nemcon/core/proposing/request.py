"""What is asked for: days, sittings, tracks, items with their lengths, and the constraints on them."""

import datetime as dt
from itertools import pairwise
from typing import Annotated, Literal

import msgspec

from nemcon.core.programme import Clock

Mode = Literal["in_person", "online", "hybrid"]
Minutes = Annotated[int, msgspec.Meta(ge=1, le=100_000)]

MOST_ITEMS = 300
MOST_SITTINGS = 400


class Hours(msgspec.Struct, frozen=True):
    """The hours of a sitting on any day, at the seat; `session` is its label where it has one ("a.m.")."""

    start: Clock
    end: Clock
    session: str | None = None


class Opening(msgspec.Struct, frozen=True):
    """One sitting of one day, where days differ."""

    date: dt.date
    start: Clock
    end: Clock
    session: str | None = None


# Source: DOMAIN section 3. In person 10 to 1 and 3 to 6; on a platform 11 to 1 and 3 to 5 (Vienna, December 2020).
USUAL_HOURS: dict[Mode, tuple[Hours, ...]] = {
    "in_person": (Hours("10:00", "13:00"), Hours("15:00", "18:00")),
    "online": (Hours("11:00", "13:00"), Hours("15:00", "17:00")),
    "hybrid": (Hours("11:00", "13:00"), Hours("15:00", "17:00")),
}
USUAL_LONGEST: dict[Mode, int] = {"in_person": 180, "online": 120, "hybrid": 120}


class Interpretation(msgspec.Struct, frozen=True):
    """The limits that interpretation sets. None is no limit, except `longest`, which then follows the mode.

    `teams` is how many tracks with interpretation may sit in the same sitting. `longest` is the most minutes of a
    sitting with interpretation, breaks not counted: 180 in person, 120 online and hybrid. `weekly` is the most
    sittings that one team serves in a calendar week (Monday to Sunday); it needs `teams`.
    """

    teams: Annotated[int, msgspec.Meta(ge=1)] | None = None
    longest: Minutes | None = None
    weekly: Annotated[int, msgspec.Meta(ge=1)] | None = None


class Track(msgspec.Struct, frozen=True):
    """A body or room that sits. `items` and `bodies` say what it may take; both empty: everything.

    An item with bodies of its own goes only to a track that has one of them as name or among its `bodies`, or that
    names the item. `days` are the days on which it sits; empty: every day. Without interpretation the limits of
    interpretation do not hold for it.
    """

    name: str | None = None
    items: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    days: tuple[dt.date, ...] = ()
    interpreted: bool = True


class Need(msgspec.Struct, frozen=True):
    """An item and its estimated length in minutes. `bodies`, if any, are those that may take it."""

    item: str
    title: str = ""
    minutes: Minutes = 60
    bodies: tuple[str, ...] = ()


class Break(msgspec.Struct, frozen=True):
    """Hours in which nobody sits, on `days` (empty: every day)."""

    start: Clock
    end: Clock
    title: str = "Break"
    days: tuple[dt.date, ...] = ()


# In every constraint an item may be named that has only sub-items in the request: "1" then stands for "1 (a)",
# "1 (b)" and so on. Items that are named but not in the request are an error of the request.


class First(msgspec.Struct, frozen=True, tag="first", tag_field="kind"):
    """The items are taken in the first sitting, before every other item."""

    items: tuple[str, ...]


class Last(msgspec.Struct, frozen=True, tag="last", tag_field="kind"):
    """Each of the items begins only when every item not named here has ended ("report adopted last").

    `closing` says that they are also taken in the last sitting: none begins before it.
    """

    items: tuple[str, ...]
    closing: bool = False


class Before(msgspec.Struct, frozen=True, tag="before", tag_field="kind"):
    """Each item of `first` has ended when an item of `then` begins."""

    first: tuple[str, ...]
    then: tuple[str, ...]


class InOrder(msgspec.Struct, frozen=True, tag="in_order", tag_field="kind"):
    """On one and the same track, the items are taken in the order of the request; empty: all items."""

    items: tuple[str, ...] = ()


class Gap(msgspec.Struct, frozen=True, tag="gap", tag_field="kind"):
    """At least `half_days` whole half-days lie between the end of each item of `first` and the start of `then`.

    A day of the meeting has two half-days; a sitting that begins before 1 p.m. is in the first. Days on which the
    meeting does not sit are not counted. `first` empty stands for every other item (the debate).
    """

    then: str
    first: tuple[str, ...] = ()
    half_days: Annotated[int, msgspec.Meta(ge=0, le=100)] = 1


class Apart(msgspec.Struct, frozen=True, tag="apart", tag_field="kind"):
    """No two of the items are taken in parallel: one has ended when the other begins."""

    items: tuple[str, ...]


class Together(msgspec.Struct, frozen=True, tag="together", tag_field="kind"):
    """A joint debate: the items are taken as one, for the sum of their lengths."""

    items: tuple[str, ...]


class InSittings(msgspec.Struct, frozen=True, tag="sittings", tag_field="kind"):
    """The item is spread over exactly `count` sittings in a row, also where its parts are then short ones."""

    item: str
    count: Annotated[int, msgspec.Meta(ge=1, le=MOST_SITTINGS)]


class On(msgspec.Struct, frozen=True, tag="on", tag_field="kind"):
    """The item is taken on this day, in the sitting that begins at `start` if given, on this track if given."""

    item: str
    date: dt.date | None = None
    start: Clock | None = None
    track: str | None = None


class NotBefore(msgspec.Struct, frozen=True, tag="not_before", tag_field="kind"):
    """The item begins on this day at the earliest, at this hour if given."""

    item: str
    date: dt.date
    start: Clock | None = None


class NotAfter(msgspec.Struct, frozen=True, tag="not_after", tag_field="kind"):
    """The item has ended by the end of this day, or by this hour of it."""

    item: str
    date: dt.date
    end: Clock | None = None


Constraint = First | Last | Before | InOrder | Gap | Apart | Together | InSittings | On | NotBefore | NotAfter


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A request for an organization of work.

    The sittings are `openings`, or else `hours` (by default the usual ones of the mode) on each of `days`. An item
    once begun goes on, on its track, in each following sitting of that track until it has had its length; nothing
    else comes between. No part of it is shorter than `shortest_part` minutes; a shorter item is not divided.
    `show` says which hours the rows carry: those of the sitting, as documents do, or those of each item.
    `budget` is how many placements the search may try before it gives up (100,000 take one or two seconds).
    """

    format: Literal["nemcon.request/1"] = "nemcon.request/1"
    days: tuple[dt.date, ...] = ()
    mode: Mode = "in_person"
    hours: tuple[Hours, ...] = ()
    openings: tuple[Opening, ...] = ()
    interpretation: Interpretation = Interpretation()
    tracks: tuple[Track, ...] = (Track(),)
    items: tuple[Need, ...]
    breaks: tuple[Break, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    shortest_part: Minutes = 30
    show: Literal["sitting", "item"] = "sitting"
    budget: Annotated[int, msgspec.Meta(ge=1, le=100_000_000)] = 100_000


class RequestError(ValueError):
    """A request that cannot be understood; the sentence says what is wrong and what to do."""


def decode_request(data: bytes | str) -> Request:
    """A request from its JSON. Raises msgspec.ValidationError or DecodeError, which name the place."""
    return msgspec.json.decode(data, type=Request)


def minute(clock: str) -> int:
    """Minutes since midnight of "HH:MM"."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def openings_of(request: Request) -> list[Opening]:
    """Every sitting of the request in order of time."""
    if request.openings:
        every = list(request.openings)
    else:
        hours = request.hours or USUAL_HOURS[request.mode]
        every = [Opening(day, h.start, h.end, h.session) for day in dict.fromkeys(request.days) for h in hours]
    return sorted(every, key=lambda opening: (opening.date, opening.start, opening.end))


def named_by(reference: str, items: tuple[Need, ...]) -> tuple[str, ...]:
    """The items of the request that `reference` names: itself, or its sub-items."""
    every = [need.item for need in items]
    if reference in every:
        return (reference,)
    return tuple(item for item in every if item.startswith((f"{reference} ", f"{reference}(")))


def references(constraint: Constraint) -> tuple[str, ...]:
    """Every reference that the constraint makes, as written."""
    match constraint:
        case First(items) | Last(items) | InOrder(items) | Apart(items) | Together(items):
            return items
        case Before(first, then):
            return (*first, *then)
        case Gap(then, first):
            return (*first, then)
        case _:
            return (constraint.item,)


def validate(request: Request) -> None:
    """Raises RequestError, which says what to do, for a request that contradicts itself on its face."""
    openings = openings_of(request)
    if not request.items:
        raise RequestError("The request has no items; list under `items` what is to be taken.")
    if len(request.items) > MOST_ITEMS:
        raise RequestError(
            f"The request has {len(request.items)} items; at most {MOST_ITEMS} can be arranged at once. "
            "Ask for the main items only, or for one week at a time."
        )
    if not openings:
        raise RequestError("The request has no days; give `days`, or single sittings as `openings`.")
    if len(openings) > MOST_SITTINGS:
        raise RequestError(
            f"The request has {len(openings)} sittings; at most {MOST_SITTINGS} can be arranged at once."
        )
    _validate_hours(request, openings)
    for name, values in (("items", [n.item for n in request.items]), ("tracks", [t.name for t in request.tracks])):
        twice = next((value for n, value in enumerate(values) if value in values[:n]), "")
        if twice != "":
            raise RequestError(f"“{twice}” stands twice under `{name}`; give each its own name.")
    if not request.tracks:
        raise RequestError("The request has no tracks; leave `tracks` out if only one body sits.")
    _validate_references(request)


def _validate_hours(request: Request, openings: list[Opening]) -> None:
    every: list[Opening | Break] = [*openings, *request.breaks]
    for hours in every:
        if minute(hours.start) >= minute(hours.end):
            raise RequestError(
                f"{hours.start} to {hours.end} ends before it begins; a sitting or break ends the same day."
            )
    for one, other in pairwise(openings):
        if one.date == other.date and minute(other.start) < minute(one.end):
            raise RequestError(
                f"On {one.date} the sittings {one.start}–{one.end} and {other.start}–{other.end} overlap; "
                "bodies that sit at the same time are `tracks` of one sitting."
            )


def _validate_references(request: Request) -> None:
    for track in request.tracks:
        for reference in track.items:
            if not named_by(reference, request.items):
                raise RequestError(f"The track “{track.name}” may take item {reference}, which is not under `items`.")
    names = [track.name for track in request.tracks]
    for constraint in request.constraints:
        for reference in references(constraint):
            if not named_by(reference, request.items):
                raise RequestError(f"A constraint names item {reference}, which is not under `items`.")
        if isinstance(constraint, On) and constraint.track is not None and constraint.track not in names:
            raise RequestError(f"A constraint names the track “{constraint.track}”, which is not under `tracks`.")
        if isinstance(constraint, InSittings):
            _validate_count(constraint, request)


def _validate_count(constraint: InSittings, request: Request) -> None:
    named = named_by(constraint.item, request.items)
    if len(named) > 1:
        raise RequestError(
            f"Item {constraint.item} has sub-items; say for each of them over how many sittings it goes."
        )
    minutes = next(need.minutes for need in request.items if need.item == named[0])
    if minutes < constraint.count:
        raise RequestError(f"Item {constraint.item} has {minutes} minutes, too few for {constraint.count} sittings.")
