"""Where a meeting stands, from dates to endorsement: only what the record and the desk know, never a guess."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from nemcon.core import calendar
from nemcon.web.desk import seat as seats
from nemcon.web.desk.seat import Seat
from nemcon.web.meetings import planned
from nemcon.web.meetings import selectors as meetings
from nemcon.web.meetings.models import Deadline, Meeting
from nemcon.web.papers.models import Version
from nemcon.web.wording import in_language


@dataclass(frozen=True)
class Step:
    """A step along the chain: `state` is "done", "now" or "" for what is to come."""

    title: str
    words: str
    state: str = ""


def chain(
    meeting: Meeting,
    *,
    convened: dt.datetime | None,
    agenda: Version | None,
    drafted: dt.datetime | None,
    adopted: dt.date | None,
    report: str,
    deadlines: Sequence[Deadline],
    seat: Seat,
) -> list[Step]:
    """The steps of a meeting. `convened` is when it was, by the record; `agenda` the published one, `drafted` when its
    draft was changed last, `adopted` when the meeting adopted it; `report` what is known of a report, "" if nothing."""
    by_code = {(row.code, row.document): row for row in deadlines}
    release = by_code.get(("release", "agenda")) or by_code.get(("release", ""))
    steps = [
        (_("Dates"), _convened(convened, seat), True),
        (_("Agenda"), _agenda(agenda, drafted, adopted, seat), agenda is not None),
        (_("Annotated agenda"), _annotated(agenda, release, seat), agenda is not None),
        (_("Registration"), *_registration(by_code.get(("registration", "")), seat)),
        (
            _("Meeting"),
            calendar.meeting_dates(meeting.opens, meeting.closes, seat.language),
            meeting.closes < seat.today,
        ),
        (_("Adoption"), _("at the meeting"), False),
        (_("Report"), report or _("not planned"), False),
    ]
    if meeting.body.parent is not None:
        steps.append((_("Endorsement"), _endorsement(meeting, seat.language), False))
    made: list[Step] = []
    for title, said, done in steps:
        first_open = not done and all(step.state == "done" for step in made)
        made.append(Step(title, said, "done" if done else "now" if first_open else ""))
    return made


def _convened(convened: dt.datetime | None, seat: Seat) -> str:
    if convened is None:
        return _("entered")
    return _("convened %(day)s") % {"day": calendar.date(seat.on(convened), seat.language)}


def _agenda(agenda: Version | None, drafted: dt.datetime | None, adopted: dt.date | None, seat: Seat) -> str:
    if adopted is not None:
        return _("adopted %(day)s") % {"day": calendar.date(adopted, seat.language)}
    if agenda is not None:
        return _("published")
    if drafted is None:
        return _("not begun")
    return _("drafted, changed %(when)s") % {"when": seats.day(seat.on(drafted), seat, inside=True, short=True)}


def _annotated(agenda: Version | None, release: Deadline | None, seat: Seat) -> str:
    if agenda is not None:
        return _("released %(day)s") % {"day": calendar.date(agenda.document.day, seat.language)}
    if release is None:
        return _("no day set")
    return _("release %(day)s") % {"day": seats.day(release.day, seat, inside=True, short=True)}


def _registration(row: Deadline | None, seat: Seat) -> tuple[str, bool]:
    if row is None:
        return _("no day set"), False
    day = seats.day(row.day, seat, inside=True, short=True)
    if row.done:
        return _("opened %(day)s") % {"day": day}, True
    return (_("was to open %(day)s") if row.at < seat.now else _("opens %(day)s")) % {"day": day}, False


def _endorsement(meeting: Meeting, language: str) -> str:
    assert meeting.body.parent is not None
    following = planned.next_of(meeting.body.parent, meeting.closes)
    if following is not None:
        return in_language(following.names, language).text
    name = meetings.body_name(meeting.body.parent, language).text
    return _("%(body)s: no later session is convened") % {"body": name}
