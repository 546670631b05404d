"""Ways to read the institution, its bodies and meetings. All that they give is public."""

import datetime as dt
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from nemcon.core.passage import Passage
from nemcon.web.listing import Page, cut, day_and_id
from nemcon.web.meetings.models import Body, BodyName, Institution, Meeting
from nemcon.web.record import selectors as record
from nemcon.web.wording import in_language

LOADED: str = "all_names"
"""Where a body keeps its names that were read with it."""
SEEN, MOVED = "seen", "seen_since"
"""Where the institution keeps how far the public sees the record, and since when."""


def institution() -> Institution | None:
    """The institution, None before `nemcon setup`; with it, in the same query, how far the public sees the record
    (`SEEN`, which changes whenever a public head moves) and since when (`MOVED`)."""
    seen, moved = record.how_far_seen()
    return Institution.objects.annotate(**{SEEN: seen, MOVED: moved}).first()


def today(institution: Institution) -> dt.date:
    """The day at the seat."""
    return timezone.now().astimezone(ZoneInfo(institution.zone)).date()


def named() -> QuerySet[Body]:
    """Bodies with their names and those of the bodies above them, in two queries however many there are."""
    return Body.objects.select_related("parent").prefetch_related(
        Prefetch("names", to_attr=LOADED), Prefetch("parent__names", to_attr=LOADED)
    )


def body_name(body: Body, language: str) -> Passage:
    """The body's name as it is fixed in `language`, else in another language, marked so."""
    return in_language({name.language: name.name for name in _names(body)}, language)


def body_names(body: Body) -> dict[str, str]:
    """The body's names by language, as it fixes them."""
    return {name.language: name.name for name in _names(body)}


def bodies(language: str) -> list[Body]:
    """All bodies, each after the one that it belongs to; sisters by their names."""
    every = list(named())
    below: dict[UUID | None, list[Body]] = {}
    for body in every:
        below.setdefault(body.parent_id, []).append(body)

    def in_order(parent: UUID | None) -> list[Body]:
        sisters = sorted(below.get(parent, ()), key=lambda b: (b.prefix, body_name(b, language).text))
        return [found for body in sisters for found in (body, *in_order(body.id))]

    return in_order(None)


def body(slug: str) -> Body | None:
    """The body at this address."""
    return named().filter(slug=slug).first()


def children(body: Body, language: str) -> list[Body]:
    """The bodies that belong to `body`, by symbol and name."""
    return sorted(named().filter(parent=body), key=lambda b: (b.prefix, body_name(b, language).text))


def meeting(slug: str) -> Meeting | None:
    """The meeting at this address, with its body's names."""
    return _with_body(Meeting.objects.all()).filter(slug=slug).first()


def coming(on: dt.date, body: Body | None = None, most: int = 20) -> list[Meeting]:
    """Meetings that are going on or to come on the day `on`, the next first."""
    return list(_of(body).filter(closes__gte=on).order_by("opens", "id")[:most])


def past(on: dt.date, body: Body | None = None, after: str = "") -> Page[Meeting]:
    """Meetings closed before the day `on`, the latest first, from the key `after` on."""
    rows = _of(body).filter(closes__lt=on).order_by("-opens", "-id")
    if key := day_and_id(after):
        day, last = key
        rows = rows.filter(Q(opens__lt=day) | Q(opens=day, id__lt=last))
    return cut(rows, lambda meeting: f"{meeting.opens.isoformat()}.{meeting.id}")


def _of(body: Body | None) -> QuerySet[Meeting]:
    rows = _with_body(Meeting.objects.all())
    return rows.filter(body=body) if body else rows


def _with_body(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    return rows.select_related("body", "body__parent").prefetch_related(
        Prefetch("body__names", to_attr=LOADED), Prefetch("body__parent__names", to_attr=LOADED)
    )


def _names(body: Body) -> list[BodyName]:
    loaded: list[BodyName] | None = getattr(body, LOADED, None)
    return list(body.names.all()) if loaded is None else loaded
