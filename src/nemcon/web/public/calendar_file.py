"""The organization of work as iCalendar (RFC 5545): one event for each sitting, in the time zone of its place."""

import datetime as dt
import hashlib
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone

from nemcon.core.agenda import Agenda
from nemcon.core.programme import Sitting, sittings
from nemcon.documents.compose.words import LIST_MARKS
from nemcon.web.addresses import document_address
from nemcon.web.papers.models import Version
from nemcon.web.public.page import Site


def programme(site: Site, version: Version, agenda: Agenda) -> bytes:
    """The sittings of `agenda` as a calendar in the language of `version`; sittings without a date are left out.

    A sitting keeps its UID while it is the same sitting of the same day and track, so that a programme which is
    issued again moves the entries in a reader's calendar and does not double them.
    """
    own = agenda.translations.get(version.language, agenda)
    rows = own.programme or agenda.programme
    dated = [sitting for sitting in sittings(rows) if sitting.date]
    meeting = version.document.meeting
    zone = meeting.zone if meeting else site.institution.zone
    calendar = Calendar()
    calendar.add("prodid", "-//Nemcon//organization of work//EN")
    calendar.add("version", "2.0")
    calendar.add("name", version.title)
    calendar.add("x-wr-calname", version.title)
    calendar.add_component(
        Timezone.from_tzid(zone, first_date=min(d.date for d in dated if d.date), last_date=_after(dated))
    )
    address = site.request.build_absolute_uri(document_address(version.language, version.document.symbol))
    place = own.masthead.place or agenda.masthead.place or site.seat.text
    head = own.masthead.body or agenda.masthead.body or version.title
    counted: dict[tuple[dt.date, str], int] = {}
    for sitting in dated:
        assert sitting.date is not None
        key = (sitting.date, sitting.track or "")
        counted[key] = counted.get(key, 0) + 1
        calendar.add_component(_event(sitting, counted[key], version, zone, head, place, address))
    return bytes(calendar.to_ical())


def _event(sitting: Sitting, ordinal: int, version: Version, zone: str, head: str, place: str, address: str) -> Event:
    assert sitting.date is not None
    event = Event()
    named = f"{version.document.symbol}|{sitting.date}|{sitting.track or ''}|{ordinal}"
    event.add("uid", f"{hashlib.sha256(named.encode()).hexdigest()[:32]}@nemcon")
    event.add("dtstamp", version.document.changed.astimezone(dt.UTC).replace(microsecond=0))
    event.add("last-modified", version.document.changed.astimezone(dt.UTC).replace(microsecond=0))
    if sitting.start:
        start = dt.datetime.combine(sitting.date, dt.time.fromisoformat(sitting.start), ZoneInfo(zone))
        event.add("dtstart", start)
        if sitting.end and sitting.end > sitting.start:
            event.add("dtend", dt.datetime.combine(sitting.date, dt.time.fromisoformat(sitting.end), ZoneInfo(zone)))
    else:
        event.add("dtstart", sitting.date)
    items = [row.item for row in sitting.rows if row.item]
    colon, comma = _signs(version.language)
    event.add("summary", colon.join(part for part in (sitting.track or head, comma.join(items)) if part))
    event.add(
        "description", "\n".join(" ".join(part for part in (row.item, row.title) if part) for row in sitting.rows)
    )
    event.add("location", place)
    event.add("url", address)
    return event


def _signs(language: str) -> tuple[str, str]:
    """The colon and the comma of a list in `language`, with the spaces that go with them."""
    colon = LIST_MARKS[language][0]
    if language == "zh":
        return colon, "、"
    return f"{colon} ", "، " if language == "ar" else ", "


def _after(dated: list[Sitting]) -> dt.date:
    return max(sitting.date for sitting in dated if sitting.date) + dt.timedelta(days=1)
