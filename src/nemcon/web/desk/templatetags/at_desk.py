"""Prints instants, deadlines and the languages of documents as the desk says them."""

import datetime as dt
from collections.abc import Collection
from html import escape

from django import template
from django.template.context import RequestContext
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from nemcon.core import calendar
from nemcon.core.calendar import seat_time
from nemcon.core.languages import LETTERS
from nemcon.web.desk import seat as seats
from nemcon.web.desk.page import Desk
from nemcon.web.meetings import words
from nemcon.web.meetings.models import Deadline
from nemcon.web.public.templatetags.said import letters, names_of

register = template.Library()


@register.simple_tag(takes_context=True)
def near(context: RequestContext, when: dt.datetime, how: str = "") -> SafeString:
    """An instant: "Today, 6 p.m."; with "inside" as within a sentence, with "short" without the weekday of a date."""
    seat = _seat(context)
    said = seats.moment(when, seat, inside="inside" in how, short="short" in how)
    return _time(seat_time(when, seat.zone).isoformat(timespec="minutes"), said)


@register.simple_tag(takes_context=True)
def near_day(context: RequestContext, day: dt.date, how: str = "") -> SafeString:
    """A day, or that of an instant at the seat: "Today", "Thursday, 19 November"."""
    if isinstance(day, dt.datetime):
        day = _seat(context).on(day)
    return _time(day.isoformat(), seats.day(day, _seat(context), inside="inside" in how, short="short" in how))


@register.simple_tag(takes_context=True)
def hour_of(context: RequestContext, when: dt.datetime) -> SafeString:
    """The hour of an instant at the seat."""
    seat = _seat(context)
    return _time(seat_time(when, seat.zone).isoformat(timespec="minutes"), seats.hour(when, seat))


@register.simple_tag(takes_context=True)
def what_is_due(context: RequestContext, row: Deadline) -> str:
    """What is due."""
    return words.title(row, context["language"])


@register.simple_tag(takes_context=True)
def for_whom(context: RequestContext, row: Deadline) -> str:
    """Who must do it."""
    return words.for_whom(row, context["desk"].account, context.get("covered") or ())


@register.simple_tag(takes_context=True)
def why_moved(context: RequestContext, row: Deadline) -> str:
    """Why it is not on the day that the rule gives."""
    return words.moved(row, context["language"])


@register.simple_tag(takes_context=True)
def officer(context: RequestContext, account: object) -> str:
    """An officer: “You”, or by name."""
    return words.owner(account, context["desk"].account)  # type: ignore[arg-type]


@register.filter
def how_it_came(kind: str) -> str:
    """How something came in."""
    return words.kinds_of_incoming().get(kind, kind)


@register.simple_tag(takes_context=True)
def languages_of(context: RequestContext, out: Collection[str], advance: Collection[str], meanwhile: str) -> SafeString:
    """The letters A C E F R S: those released solid, advance unedited versions with a broken line; `meanwhile` is what
    the others are. Said in words to those who listen."""
    language = context["language"]
    rest = [code for code in LETTERS if code not in out and code not in advance]
    parts = [
        _("released in %(languages)s") % {"languages": names_of(out, language)} if out else "",
        _("advance unedited version in %(languages)s") % {"languages": names_of(advance, language)} if advance else "",
        f"{names_of(rest, language)}: {meanwhile}" if rest and meanwhile else "",
    ]
    label = "; ".join(part for part in parts if part) or _("not released")
    unedited = [code for code in advance if code not in out]
    return letters([*out, *unedited], unedited, label)


def _time(machine: str, said: str) -> SafeString:
    return mark_safe(f'<time class="long" datetime="{machine}">{calendar.join_months(escape(said))}</time>')


def _seat(context: RequestContext) -> seats.Seat:
    desk: Desk = context["desk"]
    return desk.clock
