"""Acts in plain words, in the language of the page: one sentence for each type. To readers an act is a “reference”."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from nemcon.core import calendar
from nemcon.core.acts import Act, Capacity
from nemcon.core.payloads import (
    BodyFacts,
    DocumentPublished,
    DocumentReleased,
    InstitutionFacts,
    MeetingFacts,
    SymbolGivenBack,
    SymbolReserved,
)
from nemcon.web.meetings import selectors as meetings
from nemcon.web.meetings.models import Body
from nemcon.web.public.page import Site
from nemcon.web.public.templatetags.said import names_of, said
from nemcon.web.record.public import PublicAct, PublicLog
from nemcon.web.wording import in_language


def fill(words: str, **parts: Any) -> SafeString:
    """A translated sentence with its parts, both escaped unless they are markup already."""
    safe = {name: conditional_escape(part) for name, part in parts.items()}
    return mark_safe(escape(words, quote=False) % safe if parts else escape(words, quote=False))


def sentences(acts: Sequence[PublicAct], language: str) -> list[SafeString]:
    """What each act did. The names of bodies are asked for once."""
    bodies = bodies_of(each.act for each in acts)
    return [sentence(each.act, each.before, language, bodies) for each in acts]


def bodies_of(acts: Iterable[Act | None]) -> dict[str, Body]:
    """The bodies that acts name, by their slugs."""
    slugs = {act.content.body for act in acts if act and isinstance(act.content, MeetingFacts)}
    return {body.slug: body for body in meetings.named().filter(slug__in=slugs)} if slugs else {}


def sentence(act: Act | None, before: Act | None, language: str, bodies: Mapping[str, Body]) -> SafeString:
    """What an act did, as far as it is opened; `before` is the publication before it, of the same document."""
    if act is None:
        return fill(_("What this reference says is not opened to the public."))
    said_in = act.content
    kind = act.type.partition("/")[0]
    match kind:
        case "institution.founded" if isinstance(said_in, InstitutionFacts):
            return fill(_("The institution was set up: %(name)s."), name=_named(said_in.names, language))
        case "institution.changed" if isinstance(said_in, InstitutionFacts):
            return fill(
                _("The particulars of the institution changed: %(name)s."), name=_named(said_in.names, language)
            )
        case "log.opened":
            return fill(_("This record was opened."))
        case "key.rotated":
            return fill(_("The key with which this record is signed was changed."))
        case "body.established" if isinstance(said_in, BodyFacts):
            return fill(_("Body entered: %(name)s."), name=_named(said_in.names, language))
        case "body.changed" if isinstance(said_in, BodyFacts):
            return fill(_("Particulars of a body changed: %(name)s."), name=_named(said_in.names, language))
        case "meeting.convened" if isinstance(said_in, MeetingFacts):
            return fill(_("Meeting convened: %(meeting)s."), meeting=_meeting(said_in, language, bodies))
        case "meeting.changed" if isinstance(said_in, MeetingFacts):
            return fill(
                _("Particulars of a meeting changed: %(meeting)s."), meeting=_meeting(said_in, language, bodies)
            )
        case "document.published" if isinstance(said_in, DocumentReleased):
            return _released(said_in, language)
        case "document.published" if isinstance(said_in, DocumentPublished):
            if before is not None:
                return fill(_("%(symbol)s was published again and replaced."), symbol=symbol(said_in.symbol))
            return fill(_("%(symbol)s was published."), symbol=symbol(said_in.symbol))
        case "document.withdrawn":
            held = symbol_of(act, before)
            return (
                fill(_("%(symbol)s was withdrawn."), symbol=symbol(held))
                if held
                else fill(_("A document was withdrawn."))
            )
        case "symbol.reserved" if isinstance(said_in, SymbolReserved):
            return fill(_("The symbol %(symbol)s was reserved."), symbol=symbol(said_in.symbol))
        case "symbol.given_back" if isinstance(said_in, SymbolGivenBack):
            return fill(_("The symbol %(symbol)s was given back unused."), symbol=symbol(said_in.symbol))
    return fill(_("Entry of the kind %(kind)s."), kind=mark_safe(f'<bdi class="hash">{escape(act.type)}</bdi>'))


def _released(said_in: DocumentReleased, language: str) -> SafeString:
    """In which languages a document is out."""
    out = names_of([code for code in said_in.issued if code not in said_in.advance], language)
    words = {"symbol": symbol(said_in.symbol), "languages": out}
    if not said_in.advance:
        return fill(_("%(symbol)s is out in: %(languages)s."), **words)
    unedited = names_of(said_in.advance, language)
    if not out:
        return fill(
            _("%(symbol)s is out as an advance unedited version in: %(unedited)s."),
            symbol=words["symbol"],
            unedited=unedited,
        )
    return fill(
        _("%(symbol)s is out in: %(languages)s; as an advance unedited version in: %(unedited)s."),
        **words,
        unedited=unedited,
    )


def symbol_of(act: Act | None, before: Act | None) -> str:
    """The symbol of the document that an act is about, as far as it or the publication before it opens it."""
    for each in (act, before):
        if each is not None and isinstance(each.content, DocumentPublished):
            return each.content.symbol
    return ""


def who(act: Act | None) -> SafeString:
    """In which office, or for whom, it was done; empty where that is not opened."""
    if act is None or act.who is None:
        return SafeString("")
    capacity = act.who.capacity
    if capacity is Capacity.ADMINISTRATOR:
        return fill(_("Entered by the administration of this site."))
    if capacity is Capacity.OFFICER:
        return fill(_("Entered for the secretariat."))
    if capacity is Capacity.CLOCK:
        return fill(_("It followed when the time had come; nobody acted."))
    if capacity is Capacity.CHAIR:
        return fill(_("Done by the presiding officer."))
    return fill(_("Done for %(whom)s."), whom=act.who.of) if act.who.of else SafeString("")


def at(when: dt.datetime, site: Site) -> SafeString:
    """An instant on the clock of the seat, the machine being told it with its offset."""
    zone = site.institution.zone
    instant = calendar.instant(when, zone, site.language)
    if site.language in ("fr", "ru", "es"):  # it never begins a sentence here, and days have a small letter there
        instant = instant[0].lower() + instant[1:]
    words = calendar.join_months(escape(instant))
    machine = calendar.seat_time(when, zone).isoformat(timespec="seconds")
    return mark_safe(f'<time class="long" datetime="{machine}">{words}</time>')


def day(when: dt.datetime, site: Site) -> SafeString:
    """The day of an instant at the seat."""
    local = calendar.seat_time(when, site.institution.zone).date()
    words = calendar.join_months(escape(calendar.date(local, site.language)))
    return mark_safe(f'<time class="long" datetime="{local.isoformat()}">{words}</time>')


def number(count: int, language: str) -> str:
    """A number of things, its thousands set apart as the language does. Numbers of references have no such sign."""
    return f"{count:,}" if language in ("en", "zh") else f"{count:,}".replace(",", "\u00a0")


def log_names(logs: Iterable[PublicLog], site: Site) -> dict[str, SafeString]:
    """What each log is the record of, by the log's name: a body with its groups, or the institution itself."""
    held = list(logs)
    bodies = {body.slug: body for body in meetings.named().filter(slug__in=[log.log.body for log in held])}
    return {
        log.name: said(
            meetings.body_name(bodies[log.log.body], site.language) if log.log.body in bodies else site.name,
            site.language,
        )
        for log in held
    }


def symbol(words: str) -> SafeString:
    """A symbol, which stands in its own direction."""
    return mark_safe(f'<bdi class="symbol">{escape(words)}</bdi>')


def _named(names: Mapping[str, str], language: str) -> SafeString:
    return said(in_language(names, language), language)


def _meeting(facts: MeetingFacts, language: str, bodies: Mapping[str, Body]) -> SafeString:
    """A meeting by its name, its body and its days."""
    parts = [_named(facts.names, language)]
    if facts.body in bodies:
        parts.append(said(meetings.body_name(bodies[facts.body], language), language))
    parts.append(mark_safe(calendar.join_months(escape(calendar.meeting_dates(facts.opens, facts.closes, language)))))
    return mark_safe({"zh": "，", "ar": "، "}.get(language, ", ").join(parts))
