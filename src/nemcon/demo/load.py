"""Loads the reference case through the same actions that an institution uses, on its own dates. The facts are in
reference/.

Calling it again changes nothing and takes a fraction of a second. A meeting whose days the case does not tell is left
out: the site lists meetings by day.
"""

import datetime as dt
import re
import tomllib
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from nemcon.core import agenda as agendas
from nemcon.core.languages import LANGUAGES
from nemcon.demo.world import CaseWorld
from nemcon.documents.phrases import phrase
from nemcon.web.meetings.actions import convene_meeting, establish_body, found_institution
from nemcon.web.meetings.models import Body, Meeting
from nemcon.web.papers.actions import publish
from nemcon.web.papers.rendering import masthead_only
from nemcon.web.record.perform import Call, by_command

FOLDER = resources.files("nemcon.demo.reference")


def load(world: CaseWorld | None = None, until: dt.date = dt.date.max) -> None:
    """Create or complete the institution, bodies, meetings and documents of the reference case, in order of time, as
    far as the case had come before the day `until`."""
    world = world or CaseWorld()
    call = by_command(world)
    case = tomllib.loads(FOLDER.joinpath("case.toml").read_text("utf-8"))
    institution = case["institution"]
    zone = ZoneInfo(institution["zone"])
    world.set(_at(institution["founded"], zone))
    found_institution(call, names=institution["name"], seats=_place(institution["seat"]), zone=institution["zone"])
    bodies: dict[str, Body] = {}
    for entry in case["bodies"]:
        bodies[entry["symbol"]] = establish_body(
            call,
            slug=_slug(entry["symbol"]),
            prefix=entry["symbol"],
            names=entry["name"],
            parent=bodies.get(entry.get("parent", "")),
        )
    held = {entry["key"]: entry for entry in case["meetings"]}
    meetings: dict[str, Meeting] = {}
    events = [(entry["convened"], 0, entry) for entry in case["meetings"] if "opens" in entry]
    events += [(_published(entry, held), 1, entry) for entry in case["documents"]]
    for day, _, entry in sorted(events, key=lambda event: event[:2]):
        if day >= until:
            break
        world.set(_at(day, zone))
        if "key" in entry:
            meetings[entry["key"]] = _meeting(call, entry, bodies)
        else:
            _document(call, entry, held[entry["meeting"]], bodies, meetings)


def _document(
    call: Call, entry: dict[str, Any], of: dict[str, Any], bodies: dict[str, Body], meetings: dict[str, Meeting]
) -> None:
    meeting, body = meetings.get(of["key"]), bodies[of["body"]]
    if "file" in entry:
        agenda = agendas.decode(FOLDER.joinpath(entry["file"]).read_bytes())
        publish(call, symbol=entry["symbol"], agenda=agenda, body=body, meeting=meeting, status=entry.get("status"))
    else:
        record = _record(entry, body, meeting)
        publish(call, symbol=entry["symbol"], agenda=record, body=body, meeting=meeting, day=_month(of), issued=())


def _published(entry: dict[str, Any], meetings: dict[str, Any]) -> dt.date:
    """When the document is entered in the story: its own date if the case tells it, else its meeting's first day."""
    meeting = meetings[entry["meeting"]]
    day = entry.get("date") or entry.get("published") or meeting.get("opens") or _month(meeting)
    assert isinstance(day, dt.date)
    known: dt.date = meeting.get("convened", day)
    return max(day, known)


def _meeting(call: Call, entry: dict[str, Any], bodies: dict[str, Body]) -> Meeting:
    return convene_meeting(
        call,
        slug=entry["key"],
        body=bodies[entry["body"]],
        names=entry["name"],
        places=_place(entry["place"]),
        zone=entry["zone"],
        opens=entry["opens"],
        closes=entry["closes"],
        form=entry.get("form", "in person"),
    )


def _at(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """Ten in the morning of `day` at the seat."""
    return dt.datetime.combine(day, dt.time(10), zone)


def _record(entry: dict[str, Any], body: Body, meeting: Meeting | None) -> agendas.Agenda:
    """A document of which the case tells title and symbol, with the masthead that follows from body and meeting."""
    above = body.parent or body
    return masthead_only(
        symbol=entry["symbol"],
        titles=entry["title"],
        date=entry.get("date"),
        original=entry.get("original", ""),
        distribution=entry.get("distribution", ""),
        organ={name.language: name.name for name in above.names.all()},
        body={name.language: name.name for name in body.names.all()} if body.parent else {},
        place=meeting.places if meeting else {},
        opens=meeting.opens if meeting else None,
        closes=meeting.closes if meeting else None,
    )


def _month(meeting: dict[str, Any]) -> dt.date | None:
    """The first day of the month of a meeting of which only that is known."""
    return dt.date.fromisoformat(f"{meeting['month']}-01") if "month" in meeting else None


def _place(key: str) -> dict[str, str]:
    return {language: phrase(key, language) for language in LANGUAGES}


def _slug(symbol: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", symbol.lower()).strip("-")
