"""Loads the reference case through the same actions that an institution uses. What it holds is in reference/.

Calling it again changes nothing and takes a fraction of a second. A meeting whose days the case does not tell is left
out: the site lists meetings by day.
"""

import datetime as dt
import re
import tomllib
from importlib import resources
from typing import Any

from nemcon.core import agenda as agendas
from nemcon.core.languages import LANGUAGES
from nemcon.documents.phrases import phrase
from nemcon.web.meetings.actions import convene_meeting, establish_body, found_institution
from nemcon.web.meetings.models import Body, Meeting
from nemcon.web.papers.actions import publish
from nemcon.web.papers.rendering import masthead_only


def load() -> None:
    """Create or complete the institution, bodies, meetings and documents of the reference case."""
    folder = resources.files("nemcon.demo.reference")
    case = tomllib.loads(folder.joinpath("case.toml").read_text("utf-8"))
    institution = case["institution"]
    found_institution(names=institution["name"], seats=_place(institution["seat"]), zone=institution["zone"])
    bodies: dict[str, Body] = {}
    for entry in case["bodies"]:
        bodies[entry["symbol"]] = establish_body(
            slug=_slug(entry["symbol"]),
            prefix=entry["symbol"],
            names=entry["name"],
            parent=bodies.get(entry.get("parent", "")),
        )
    meetings = {entry["key"]: _meeting(entry, bodies) for entry in case["meetings"] if "opens" in entry}
    held = {entry["key"]: entry for entry in case["meetings"]}
    for entry in sorted(case["documents"], key=lambda e: "file" in e):  # what is named first, then what names it
        meeting = meetings.get(entry.get("meeting", ""))
        body = bodies[held[entry["meeting"]]["body"]]
        if "file" in entry:
            agenda = agendas.decode(folder.joinpath(entry["file"]).read_bytes())
            publish(symbol=entry["symbol"], agenda=agenda, body=body, meeting=meeting, status=entry.get("status"))
        else:
            record = _record(entry, body, meeting)
            day = _month(held[entry["meeting"]])
            publish(symbol=entry["symbol"], agenda=record, body=body, meeting=meeting, day=day, issued=())


def _meeting(entry: dict[str, Any], bodies: dict[str, Body]) -> Meeting:
    return convene_meeting(
        slug=entry["key"],
        body=bodies[entry["body"]],
        names=entry["name"],
        places=_place(entry["place"]),
        zone=entry["zone"],
        opens=entry["opens"],
        closes=entry["closes"],
        form=entry.get("form", "in person"),
    )


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
