"""Ways in for the institution, its bodies and meetings. The same call twice records one act."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from procrastinate.contrib.django import app

from nemcon.core.languages import LANGUAGES, Language
from nemcon.core.payloads import (
    BodyChanged,
    BodyEstablished,
    BodyFacts,
    InstitutionChanged,
    InstitutionFacts,
    InstitutionFounded,
    MeetingChanged,
    MeetingConvened,
    MeetingFacts,
    Payload,
)
from nemcon.core.roles import Relation
from nemcon.web.meetings.models import Body, Institution, Meeting
from nemcon.web.meetings.projection import touch
from nemcon.web.record.logs import log_of_body, open_log
from nemcon.web.record.perform import Call, Performance, perform
from nemcon.web.record.selectors import INSTITUTION

__all__ = ["BadFacts", "convene_meeting", "establish_body", "found_institution", "top_of", "touch"]
UNITED_NATIONS_BLUE = "#009edb"


P = TypeVar("P", bound=Payload)


class BadFacts(ValueError):
    """What was given cannot be: the message is a sentence that says what to give instead."""


def found_institution(
    call: Call,
    *,
    names: Mapping[str, str] | str,
    seats: Mapping[str, str] | str,
    zone: str,
    languages: Sequence[str] = LANGUAGES,
    colour: str = UNITED_NATIONS_BLUE,
) -> Institution:
    """Create the institution of this installation, or change its facts.

    `names` and `seats` (the place of the seat) are by language; one string stands for the first of `languages`.
    `zone` is the seat's time zone by its name in the tz database. `languages` are those in which the site is read,
    shown in the order of the United Nations. `colour` is the only colour of the look, as #rrggbb.
    Raises: BadFacts, NotAllowed.
    """
    unknown = [language for language in languages if language not in LANGUAGES]
    if unknown or not languages:
        raise BadFacts(f"The languages are some of {', '.join(LANGUAGES)}; not {', '.join(unknown) or 'none'}.")
    _check_zone(zone)
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise BadFacts(f"The colour {colour!r} is not one: give it as six hexadecimal digits, such as #009edb.")
    facts = InstitutionFacts(
        names=_by_language(names, languages[0], "The name of the institution"),
        seats=_by_language(seats, languages[0], "The seat of the institution"),
        zone=zone,
        languages=[language for language in LANGUAGES if language in languages],
        colour=colour.lower(),
    )

    def work(p: Performance) -> None:
        p.lock("nemcon:institution")
        held = Institution.objects.first()
        if held is None:
            log = open_log(p, INSTITUTION)
            p.record_in(log, "nemcon:institution", _as(InstitutionFounded, facts))
        elif _differs(held, facts):
            p.record_in(log_of_body(None), "nemcon:institution", _as(InstitutionChanged, facts))
            # Every document prints the institution's name, in each of its languages.
            p.then(app.configure_task("papers.render_all"))

    perform(call, "institution.founded", Relation.SECRETARIAT, work, also=("institution.changed", "log.opened"))
    return Institution.objects.get()


def establish_body(
    call: Call,
    *,
    slug: str,
    names: Mapping[str, str],
    short: Mapping[str, str] | None = None,
    prefix: str = "",
    parent: Body | None = None,
) -> Body:
    """Create a body, or change its names. A language that `names` leaves out is left as it was.

    A body without a parent gets a log of its own, in which its groups' acts stand as well.
    Raises: BadFacts, NotAllowed.
    """
    _check_slug(slug)
    if slug == INSTITUTION:
        raise BadFacts(f"{slug!r} names the record of the institution itself; give the body another address.")
    known: Mapping[str, str] = _by_language(names, "en", "The name of the body")

    def work(p: Performance) -> None:
        p.lock(f"nemcon:body/{slug}")
        held = Body.objects.filter(slug=slug).select_related("parent").first()
        old = _facts_of_body(held) if held else None
        facts = BodyFacts(
            slug=slug,
            names={**(old.names if old else {}), **known},
            short={**(old.short if old else {}), **{code: (short or {}).get(code, "") for code in known}},
            prefix=prefix,
            parent=parent.slug if parent else None,
        )
        if old == facts:
            return
        if old is not None and old.parent != facts.parent:
            raise BadFacts(f"The body {slug!r} stands under {old.parent or 'no other'}; that cannot be changed.")
        log = log_of_body(_top(parent).slug) if parent else open_log(p, slug, slug)
        p.record_in(log, f"nemcon:body/{slug}", _as(BodyChanged if old else BodyEstablished, facts))

    perform(call, "body.established", Relation.SECRETARIAT, work, also=("body.changed", "log.opened"))
    return Body.objects.get(slug=slug)


def convene_meeting(
    call: Call,
    *,
    slug: str,
    body: Body,
    names: Mapping[str, str],
    places: Mapping[str, str],
    zone: str,
    opens: dt.date,
    closes: dt.date,
    form: str = "in person",
) -> Meeting:
    """Create a meeting of `body` from its first to its last day at its place, or change its facts.

    Raises: BadFacts, if it would close before it opens, or has no name, place or known time zone; NotAllowed.
    """
    _check_slug(slug)
    _check_zone(zone)
    if closes < opens:
        raise BadFacts(f"The meeting {slug!r} would close on {closes}, before it opens on {opens}.")
    if form not in dict(Meeting.FORMS):
        raise BadFacts(f"A meeting is {', '.join(dict(Meeting.FORMS))}; not {form!r}.")
    facts = MeetingFacts(
        slug=slug,
        body=body.slug,
        names=_by_language(names, "en", "The name of the meeting"),
        places=_by_language(places, "en", "The place of the meeting"),
        zone=zone,
        opens=opens,
        closes=closes,
        form=form,
    )

    def work(p: Performance) -> None:
        p.lock(f"nemcon:meeting/{slug}")
        held = Meeting.objects.filter(slug=slug).select_related("body").first()
        if held is not None and held.body.slug == body.slug and not _differs(held, facts, without=("slug", "body")):
            return
        if held is not None and _top(held.body) != _top(body):
            raise BadFacts(f"The meeting {slug!r} is one of {held.body.slug}; it cannot become one of {body.slug}.")
        content = _as(MeetingChanged if held else MeetingConvened, facts)
        p.record_in(log_of_body(_top(body).slug), f"nemcon:meeting/{slug}", content)

    perform(call, "meeting.convened", Relation.SECRETARIAT, work, also=("meeting.changed",))
    return Meeting.objects.get(slug=slug)


def top_of(body: Body | None) -> str | None:
    """The slug of the parent body in whose log acts of `body` stand; None for no body."""
    return _top(body).slug if body else None


def _top(body: Body) -> Body:
    while body.parent is not None:
        body = body.parent
    return body


def _as(cls: type[P], facts: msgspec.Struct) -> P:
    """The facts as the content of an act."""
    return cls(**msgspec.structs.asdict(facts))


def _differs(row: Institution | Meeting, facts: msgspec.Struct, without: tuple[str, ...] = ()) -> bool:
    said = msgspec.structs.asdict(facts)
    return any(getattr(row, name) != value for name, value in said.items() if name not in without)


def _facts_of_body(body: Body) -> BodyFacts:
    names = list(body.names.all())
    return BodyFacts(
        slug=body.slug,
        names={row.language: row.name for row in names},
        short={row.language: row.short for row in names},
        prefix=body.prefix,
        parent=body.parent.slug if body.parent else None,
    )


def _by_language(words: Mapping[str, str] | str, first: str, what: str) -> dict[str, str]:
    by_language = {first: words} if isinstance(words, str) else dict(words)
    known: dict[str, str] = {code: text.strip() for code, text in _known(by_language).items() if text.strip()}
    if not known:
        raise BadFacts(f"{what} is missing: give it in at least one language.")
    return known


def _known(words: Mapping[str, str]) -> dict[Language, str]:
    unknown = [language for language in words if language not in LANGUAGES]
    if unknown:
        raise BadFacts(f"{', '.join(unknown)} is none of the six languages {', '.join(LANGUAGES)}.")
    return {language: words[language] for language in LANGUAGES if language in words}


def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadFacts(f"{zone!r} is not a time zone: give the name of a city's zone, such as Europe/Vienna.") from None


def _check_slug(slug: str) -> None:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        raise BadFacts(f"{slug!r} cannot stand in an address: use small letters, digits and hyphens.")
