"""Ways in for the institution, its bodies and meetings. Each is idempotent: the same call twice is one row."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.db.models.functions import Now
from procrastinate.contrib.django import app

from nemcon.core.languages import LANGUAGES, Language
from nemcon.web.meetings.models import Body, BodyName, Institution, Meeting

UNITED_NATIONS_BLUE = "#009edb"


class BadFacts(ValueError):
    """What was given cannot be: the message is a sentence that says what to give instead."""


def found_institution(
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
    Raises: BadFacts.
    """
    unknown = [language for language in languages if language not in LANGUAGES]
    if unknown or not languages:
        raise BadFacts(f"The languages are some of {', '.join(LANGUAGES)}; not {', '.join(unknown) or 'none'}.")
    ordered = [language for language in LANGUAGES if language in languages]
    by_name = _by_language(names, languages[0], "The name of the institution")
    by_seat = _by_language(seats, languages[0], "The seat of the institution")
    _check_zone(zone)
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise BadFacts(f"The colour {colour!r} is not one: give it as six hexadecimal digits, such as #009edb.")
    facts = {"names": by_name, "seats": by_seat, "zone": zone, "languages": ordered, "colour": colour.lower()}
    with transaction.atomic():
        institution, is_new = Institution.objects.select_for_update().get_or_create(
            id=1, defaults={**facts, "changed": Now()}
        )
        if not is_new and any(getattr(institution, name) != value for name, value in facts.items()):
            Institution.objects.update(**facts, changed=Now())
            # Every document prints the institution's name, in each of its languages.
            app.configure_task("papers.render_all").defer()
    institution.refresh_from_db()
    return institution


def establish_body(
    *,
    slug: str,
    names: Mapping[str, str],
    short: Mapping[str, str] | None = None,
    prefix: str = "",
    parent: Body | None = None,
) -> Body:
    """Create a body, or change its names. A language that `names` leaves out is left as it was."""
    _check_slug(slug)
    if not any(names.values()):
        raise BadFacts(f"The body {slug!r} needs a name in at least one language.")
    with transaction.atomic():
        changed = _put(Body, slug, {"prefix": prefix, "parent": parent})
        body = Body.objects.get(slug=slug)
        for language, name in _known(names).items():
            own = {"name": name, "short": (short or {}).get(language, "")}
            held = BodyName.objects.filter(body=body, language=language)
            if not held.filter(**own).exists():
                BodyName.objects.update_or_create(body=body, language=language, defaults=own)
                changed = True
        if changed:
            touch()
    return body


def convene_meeting(
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

    Raises: BadFacts, if it would close before it opens, or has no name, place or known time zone.
    """
    _check_slug(slug)
    _check_zone(zone)
    if closes < opens:
        raise BadFacts(f"The meeting {slug!r} would close on {closes}, before it opens on {opens}.")
    if form not in dict(Meeting.FORMS):
        raise BadFacts(f"A meeting is {', '.join(dict(Meeting.FORMS))}; not {form!r}.")
    facts = {
        "body": body,
        "names": _by_language(names, "en", "The name of the meeting"),
        "places": _by_language(places, "en", "The place of the meeting"),
        "zone": zone,
        "opens": opens,
        "closes": closes,
        "form": form,
    }
    with transaction.atomic():
        if _put(Meeting, slug, facts):
            touch()
    return Meeting.objects.get(slug=slug)


def touch() -> None:
    """Move the version of the public site. Called last in a transaction, since it locks the institution's row."""
    Institution.objects.update(changed=Now())


def _put(model: type[Body] | type[Meeting], slug: str, facts: Mapping[str, object]) -> bool:
    """Create or change the row at `slug`; whether anything changed, so that a page which is alike stays in caches."""
    row = model.objects.select_for_update().filter(slug=slug).first()
    if row is None:
        model.objects.create(slug=slug, **facts)
        return True
    if all(getattr(row, name) == value for name, value in facts.items()):
        return False
    model.objects.filter(slug=slug).update(**facts)
    return True


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
