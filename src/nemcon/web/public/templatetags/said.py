"""Prints words with their language, and dates in the wording of the house."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from html import escape

from django import template
from django.template.context import RequestContext
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from nemcon.core import calendar
from nemcon.core.languages import LETTERS, OWN_NAMES, direction
from nemcon.core.passage import Passage
from nemcon.documents.compose.head import where_and_when
from nemcon.web import wording
from nemcon.web.addresses import document_address
from nemcon.web.meetings import selectors as meetings
from nemcon.web.meetings.models import Body, Meeting
from nemcon.web.papers import selectors as papers
from nemcon.web.papers.models import Document, Version
from nemcon.web.wording import in_language, languages_named

register = template.Library()


def marked(words: str, language: str, around: str) -> SafeString:
    """`words`, within an element that says their language where it is not that of the page."""
    safe = escape(words)
    if (language or around) == "ar":
        safe = calendar.join_months(safe)
    if not language or language == around:
        return mark_safe(safe)
    return mark_safe(f'<span lang="{language}" dir="{direction(language)}">{safe}</span>')


def said(passage: Passage, around: str) -> SafeString:
    """A passage as `marked` prints it."""
    return marked(passage.text, passage.language, around)


@register.simple_tag(takes_context=True)
def say(context: RequestContext, passage: Passage) -> SafeString:
    """A passage in the language in which it is."""
    return said(passage, context["language"])


@register.simple_tag(takes_context=True)
def words(context: RequestContext, by_language: Mapping[str, str]) -> SafeString:
    """Words kept by language: those of the page, else others, marked."""
    return said(in_language(by_language, context["language"]), context["language"])


@register.simple_tag(takes_context=True)
def title_of(context: RequestContext, shown: Document | Version) -> SafeString:
    """The title of a version, or of a listed document in the language of the page."""
    version = papers.shown(shown) if isinstance(shown, Document) else shown
    if version is None:
        return SafeString("")
    return marked(version.title, version.title_language or version.language, context["language"])


@register.simple_tag(takes_context=True)
def body_name(context: RequestContext, body: Body) -> SafeString:
    """The name of a body as it is fixed in the language of the page."""
    return said(meetings.body_name(body, context["language"]), context["language"])


@register.simple_tag(takes_context=True)
def meeting_name(context: RequestContext, meeting: Meeting) -> SafeString:
    """Body and meeting: "Working Group on International Cooperation, twelfth meeting"."""
    language = context["language"]
    body = meetings.body_name(meeting.body, language)
    name = in_language(meeting.names, language)
    if body.language == name.language:  # one phrase in one language
        together = _("%(body)s, %(meeting)s") % {"body": body.text, "meeting": _within(name.text)}
        return marked(together, body.language, language)
    return mark_safe(f"{said(body, language)}{_comma(language)}{said(name, language)}")


def _comma(language: str) -> str:
    return {"zh": "，", "ar": "، "}.get(language, ", ")


def _within(name: str) -> str:
    """A name as it stands within a phrase: "twelfth meeting", but "COP 10"."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


@register.simple_tag(takes_context=True)
def where(context: RequestContext, meeting: Meeting) -> SafeString:
    """Place and days of a meeting: "Vienna, 25 and 26 March 2021"."""
    language = context["language"]
    place = in_language(meeting.places, language)
    if place.language:
        days = _days(meeting, language)
        return mark_safe(f"{said(place, language)}{_comma(language)}{days}")
    line = where_and_when(place.text, meeting.opens, meeting.closes, language)
    return mark_safe(calendar.join_months(escape(line)))


@register.simple_tag(takes_context=True)
def days(context: RequestContext, meeting: Meeting) -> SafeString:
    """The days of a meeting, the machine being told the first."""
    text = _days(meeting, context["language"])
    return mark_safe(f'<time class="long" datetime="{meeting.opens.isoformat()}">{text}</time>')


def _days(meeting: Meeting, language: str) -> str:
    return calendar.join_months(escape(calendar.meeting_dates(meeting.opens, meeting.closes, language)))


@register.simple_tag(takes_context=True)
def on(context: RequestContext, day: dt.date) -> SafeString:
    """A date."""
    text = calendar.join_months(escape(calendar.date(day, context["language"])))
    return mark_safe(f'<time datetime="{day.isoformat()}">{text}</time>')


@register.simple_tag(takes_context=True)
def address_of(context: RequestContext, symbol: str, language: str = "") -> str:
    """The address of a document's page in the language of the page, or in `language`."""
    return document_address(language or context["language"], symbol)


@register.simple_tag(takes_context=True)
def issued(context: RequestContext, languages: list[str], advance: Sequence[str] = ()) -> SafeString:
    """The letters A C E F R S: with a solid line those in which a document was issued, with a broken one those of them
    that are advance unedited versions; said in words to those who listen."""
    language = context["language"]
    out = names_of([code for code in languages if code not in advance], language)
    label = _("Issued in: %(languages)s") % {"languages": out or _("no language")}
    if unedited := names_of([code for code in languages if code in advance], language):
        said_so = _("Advance unedited version in: %(languages)s") % {"languages": unedited}
        label = f"{label}; {said_so}" if out else said_so
    return letters(languages, advance, label)


def letters(languages: Collection[str], advance: Collection[str], label: str) -> SafeString:
    """The letters A C E F R S, marked for `languages`, otherwise for those of them in `advance`; `label` says it."""

    def letter(code: str, sign: str) -> str:
        if code not in languages:
            return f"<span>{sign}</span>"
        return f'<span class="{"advance" if code in advance else "out"}">{sign}</span>'

    signs = "".join(letter(code, sign) for code, sign in LETTERS.items())
    return mark_safe(f'<span class="issued" role="img" aria-label="{escape(label)}">{signs}</span>')


def names_of(codes: Collection[str], language: str) -> str:
    """What languages are called in the `language` of the page, in the order of the United Nations."""
    return languages_named((code for code in LETTERS if code in codes), language)


@register.filter
def language_names(codes: Collection[str], language: str) -> str:
    """As `names_of`, in a template."""
    return names_of(codes, language)


@register.filter
def own_name(code: str) -> str:
    """What a language calls itself."""
    return OWN_NAMES.get(code, code)  # type: ignore[call-overload,no-any-return]


@register.filter
def language_name(code: str, language: str) -> str:
    """What a language is called in the `language` of the page."""
    return wording.language_name(code, language)


@register.filter
def form_of_meeting(form: str) -> str:
    """How a meeting is held, in words."""
    return {"in person": _("in person"), "hybrid": _("hybrid"), "online": _("online")}.get(form, form)
