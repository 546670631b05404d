"""What an agenda says of its meeting against the meeting's own facts: a meeting is moved, and its agenda is not."""

import datetime as dt
from collections.abc import Iterator

import msgspec

from nemcon.core import calendar
from nemcon.core.agenda import Agenda, reference, walk
from nemcon.core.agenda_checks import named
from nemcon.core.agenda_matching import plain
from nemcon.core.finding import Facts, Finding, Part, Rule

NEAR = dt.timedelta(days=14)
"""A day so near to the meeting, and outside it, may be one on which it was once to be held."""


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    """The facts of a meeting as it is convened: first and last day, its place by language, whether it is a special
    session."""

    opens: dt.date
    closes: dt.date
    places: dict[str, str] = {}
    special: bool = False


def stale_findings(agenda: Agenda, meeting: Meeting, rule: Rule | None) -> Iterator[Finding]:
    """Other dates or another place than those of the meeting, in the masthead of each language and in annotations."""
    yield from _masthead(agenda, meeting, rule, "")
    for language, translation in agenda.translations.items():
        yield from _masthead(translation, meeting, rule, language)
    yield from _days(agenda, meeting, rule)


def _masthead(agenda: Agenda, meeting: Meeting, rule: Rule | None, language: str) -> Iterator[Finding]:
    head = agenda.masthead
    # A translation has the days of the original in its fields: of it only the line in words can be behind.
    fields = [(head.opens, head.closes)] if head.opens and head.closes and not language else []
    read = calendar.read_meeting(head.session, agenda.language)
    said = [*fields, *([(read.first, read.last)] if read else [])]
    place: tuple[Part, str] = ("languages", f"masthead ({language})") if language else ("masthead", "masthead")
    for opens, closes in said:
        if opens and closes and (opens, closes) != (meeting.opens, meeting.closes):
            yield Finding(
                code="stale.dates",
                severity="error",
                place=place[1],
                sentence=f"The masthead says {_dates(opens, closes)}; the meeting is held {_dates_of(meeting)}.",
                what_to_do="Correct the masthead, or change the dates of the meeting.",
                facts=(
                    ("opens", opens.isoformat()),
                    ("closes", closes.isoformat()),
                    ("other_opens", meeting.opens.isoformat()),
                    ("other_closes", meeting.closes.isoformat()),
                ),
                part=place[0],
                language=language,
                rule=rule,
            )
            break
    held = meeting.places.get(agenda.language, "")
    printed = (read.place if read else "") or ("" if language else head.place)
    if held and printed and plain(held) not in plain(printed) and plain(printed) not in plain(held):
        yield Finding(
            code="stale.place",
            severity="error",
            place=place[1],
            sentence=f"The masthead says “{printed}”; the meeting is held in “{held}”.",
            what_to_do="Correct the masthead, or change the place of the meeting.",
            facts=(("text", printed), ("other", held)),
            part=place[0],
            language=language,
            rule=rule,
        )


def _dates(opens: dt.date, closes: dt.date) -> str:
    if closes < opens:
        return f"{calendar.date(opens, 'en')} to {calendar.date(closes, 'en')}"
    return calendar.meeting_dates(opens, closes, "en")


def _dates_of(meeting: Meeting) -> str:
    return _dates(meeting.opens, meeting.closes)


def _days(agenda: Agenda, meeting: Meeting, rule: Rule | None) -> Iterator[Finding]:
    """Days to come, close to the meeting and outside it: a deadline perhaps, or a day on which it was to be held."""
    for path, item in walk(agenda.items):
        cited = reference(path).strip()
        told: set[str] = set()
        for block in item.annotation:
            for found in calendar.find_dates(block.text, block.language or item.language or agenda.language):
                words = block.text[found.start : found.end]
                if words not in told and _once_the_meeting(found.first, agenda, meeting):
                    told.add(words)
                    facts: Facts = (
                        ("text", words),
                        ("opens", meeting.opens.isoformat()),
                        ("closes", meeting.closes.isoformat()),
                        *named(item),
                    )
                    yield Finding(
                        code="stale.day",
                        severity="note",
                        place=f"item {cited}" if item.number.strip() else f"item “{item.title}”",
                        sentence=f"“{words}” is close to the meeting, and not within it ({_dates_of(meeting)}).",
                        what_to_do="Check whether a day of the meeting is meant.",
                        facts=facts,
                        part="items",
                        item=cited if item.number.strip() else "",
                        rule=rule,
                    )


def _once_the_meeting(day: dt.date, agenda: Agenda, meeting: Meeting) -> bool:
    if meeting.opens <= day <= meeting.closes or (agenda.masthead.date and day <= agenda.masthead.date):
        return False
    return meeting.opens.toordinal() - NEAR.days <= day.toordinal() <= meeting.closes.toordinal() + NEAR.days
