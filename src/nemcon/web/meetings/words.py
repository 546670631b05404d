"""Deadlines, days and points to check in words, in the language of the page."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from nemcon.core import calendar
from nemcon.web.accounts.models import Account
from nemcon.web.meetings.models import Arrangement, Deadline, Meeting
from nemcon.web.wording import in_language


def document_kind(kind: str) -> str:
    """A kind of documents in words; one that an institution named itself stays as it is."""
    known = {
        "": _("Documents"),
        "agenda": _("Annotated provisional agenda"),
        "report of a body": _("Report"),
        "in-session document": _("In-session document"),
        "background paper": _("Background paper"),
        "conference room paper": _("Conference room paper"),
    }
    return known.get(kind, kind[:1].upper() + kind[1:])


def title(row: Deadline, language: str) -> str:
    """What is due: "Annotated provisional agenda to document management"."""
    document = row.title or document_kind(row.document)
    match row.code:
        case "":
            return row.title
        case "forecast":
            return _("Forecast of documents")
        case "slot" | "submission":
            return _("%(document)s to document management") % {"document": document}
        case "release":
            return _("%(document)s: release in all languages") % {"document": document}
        case "registration":
            return _("Registration opens")
        case "delegations":
            return _("Notes verbales with the composition of delegations")
        case "statements":
            return _("Texts of statements")
        case "opening":
            return _("%(meeting)s opens") % {"meeting": in_language(row.meeting.names, language).text}
    return row.title or row.code


def for_whom(row: Deadline, reader: Account | None, covered: Collection[object] = ()) -> str:
    """Who must do it. What is the officer's is “you”; `covered` are the ids of those for whom the reader acts."""
    match row.whom:
        case "officer":
            if row.owner is not None and row.owner_id in covered:
                return _("You, for %(officer)s") % {"officer": row.owner}
            return owner(row.owner, reader)
        case "document management":
            return _("Document management")
        case "missions":
            return _("Missions")
        case "speakers":
            return _("Speakers")
        case "everybody":
            return _("States parties, observers")
    return row.whom


def owner(account: Account | None, reader: Account | None) -> str:
    """An officer: “You”, or by name."""
    if account is None:
        return _("not assigned")
    return _("You") if reader is not None and account.pk == reader.pk else str(account)


def moved(row: Deadline, language: str) -> str:
    """Why the day is not the one that the rule gives: "moved from Saturday, 16 January: weekend"."""
    if row.reason:
        return _("moved: %(reason)s") % {"reason": row.reason}
    if row.counted is None or row.counted == row.day:
        return ""
    reasons = list(dict.fromkeys(_because(because, name) for _day, because, name in row.moved))
    day = calendar.day(row.counted, language, year=row.counted.year != row.day.year, sentence=True)
    return _("moved from %(day)s: %(reason)s") % {"day": day, "reason": ", ".join(reasons)}


def _because(because: str, name: str) -> str:
    if because == "weekend":
        return _("weekend")
    if because == "clock":
        return _("the clock of the seat does not show that hour")
    return _("holiday (%(name)s)") % {"name": name} if name else _("holiday")


def force(code: str) -> str:
    """Whether a rule binds the body."""
    return {
        "binds": _("binds this body"),
        "mutatis mutandis": _("applies mutatis mutandis"),
        "practice": _("practice of the secretariat"),
    }.get(code, code)


def arranged(what: str, state: str) -> str:
    """What is arranged, and how it stands: "conference room 2, held"."""
    words = dict(states()).get(state, state) if state else ""
    if what and words:
        return _("%(what)s, %(state)s") % {"what": what, "state": words}
    return what or words


def states() -> list[tuple[str, str]]:
    """How an arrangement stands, in words."""
    said = {"": _("not asked"), "requested": _("requested"), "held": _("held"), "confirmed": _("confirmed")}
    return [(code, said[code]) for code, _words in Arrangement.STATES]


def the_days(meeting: Meeting) -> str:
    """The heading over the days of a meeting: "The two days"."""
    count = (meeting.closes - meeting.opens).days + 1
    if count == 1:
        return _("The day")
    return _("The two days") if count == 2 else _("The %(count)s days") % {"count": count}


def kinds_of_incoming() -> dict[str, str]:
    """How something came in, in words."""
    return {
        "note verbale": _("Note verbale"),
        "mail": _("Mail"),
        "letter": _("Letter"),
        "call": _("Telephone call"),
    }
