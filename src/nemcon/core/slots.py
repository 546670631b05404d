"""Dates counted back from the opening of a meeting, and the way of a document to its release.

    opening, Thursday, 25 March 2021
      − 10 weeks   submission to document management   14 January, noon
      −  6 weeks   release in all languages            11 February, 6 p.m.

How far back is data: a `Profile` of terms, each with its source and whether it binds the body. A day on which the
institution does not work moves to the working day before. Holidays of a year that nobody entered are not guessed:
the date is then moved for weekends alone, and says so (`not_entered`).
"""

import datetime as dt
from collections.abc import Sequence
from typing import Literal

import msgspec

from nemcon.core.calendar import Holidays, MissingHour, from_seat, seat_time, utc

Code = Literal["forecast", "slot", "submission", "release", "registration", "delegations", "statements"]
"""What is due: the forecast of a document, its agreed slot, its submission, its release in all languages; the opening
of registration, notes verbales with the composition of delegations, texts of statements."""
Whom = Literal["officer", "document management", "missions", "speakers"]
Unit = Literal["weeks", "days", "working days"]
Force = Literal["binds", "mutatis mutandis", "practice"]
"""Whether a rule binds the body, applies to it mutatis mutandis, or is the practice of a secretariat."""

_DAY = dt.timedelta(days=1)
_MOST_DAYS = 3660  # ten years: nobody plans further back, and no date leaves the calendar


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """How long before the opening something is due, until which hour at the seat, for whom, and who says so.

    `document` is the kind of documents for which the term holds ("agenda"), "" for all that have no term of their own.
    """

    code: Code
    before: int
    unit: Unit
    whom: Whom
    clock: dt.time
    source: str
    force: Force
    document: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.before * (7 if self.unit == "weeks" else 1) <= _MOST_DAYS:
            raise ValueError(f"{self.before} {self.unit} before the opening is no term; give from 0 to ten years.")
        if not self.source.strip():
            raise ValueError(f"The term for “{self.code}” names no source; say which rule or practice it is.")


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """The most words of a document, footnotes included. `document` is its kind, "" for all without their own."""

    words: int
    source: str
    force: Force
    document: str = ""


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """The rules of a body for the time before a meeting. `opens` and `closes` are its working hours at the seat."""

    terms: tuple[Term, ...]
    limits: tuple[Limit, ...] = ()
    opens: dt.time = dt.time(9)
    closes: dt.time = dt.time(18)

    def __post_init__(self) -> None:
        for term in self.terms:
            if not self.opens <= term.clock <= self.closes:
                raise ValueError(
                    f"The term for “{term.code}” ends at {term.clock:%H:%M}, outside the working hours "
                    f"{self.opens:%H:%M} to {self.closes:%H:%M}; choose an hour at which somebody is there."
                )
        rows = [(t.code, t.document) for t in self.terms] + [("limit", limit.document) for limit in self.limits]
        for code, document in rows:
            if rows.count((code, document)) > 1:
                raise ValueError(
                    f"Two rows of this profile give “{code}” of “{document or 'all documents'}”; keep one."
                )


class NotWorked(msgspec.Struct, frozen=True):
    """A day passed over, and why: a weekend, a holiday (with its name), or a day whose hour the clock does not show."""

    day: dt.date
    because: Literal["weekend", "holiday", "clock"]
    name: str = ""


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """Something is due at `at` (UTC), on `day` at the seat, for `whom`.

    `counted` is the day that the rule gives; where it is not `day`, `moved_because` says of each day passed over why.
    `not_entered` are the years whose holidays were needed and are not known.
    """

    code: Code
    at: dt.datetime
    day: dt.date
    whom: Whom
    source: str
    force: Force
    document: str
    counted: dt.date
    moved_because: tuple[NotWorked, ...] = ()
    not_entered: tuple[int, ...] = ()


def deadlines(opening: dt.date, profile: Profile, observed: Holidays | None, seat: str) -> list[Deadline]:
    """Every deadline of a meeting that opens on `opening`, the earliest first.

    `observed` is None where the institution has entered no holidays. Raises: ValueError if `seat` is no zone.
    """
    found = [deadline(opening, term, observed, seat) for term in profile.terms]
    return sorted(found, key=lambda one: (one.at, one.code, one.document))


def deadline(opening: dt.date, term: Term, observed: Holidays | None, seat: str) -> Deadline:
    """The deadline that `term` gives. A day that is none of work moves to the working day before.

    Raises: ValueError if `seat` is not a zone of the tz database.
    """
    years: set[int] = set()
    day = counted = _counted_back(opening, term, observed, years)
    passed: list[NotWorked] = []
    while True:
        why = _not_worked(day, observed, years)
        if why is None:
            try:
                at = from_seat(day, term.clock, seat)
                break
            except MissingHour:
                why = NotWorked(day, "clock")
        passed.append(why)
        day -= _DAY
    return Deadline(
        code=term.code,
        at=at,
        day=day,
        whom=term.whom,
        source=term.source,
        force=term.force,
        document=term.document,
        counted=counted,
        moved_because=tuple(passed),
        not_entered=tuple(sorted(years)),
    )


def _counted_back(opening: dt.date, term: Term, observed: Holidays | None, years: set[int]) -> dt.date:
    if term.unit != "working days":
        return opening - term.before * (7 if term.unit == "weeks" else 1) * _DAY
    day, left = opening, term.before
    while left:
        day -= _DAY
        left -= _not_worked(day, observed, years) is None
    return day


def _not_worked(day: dt.date, observed: Holidays | None, years: set[int]) -> NotWorked | None:
    """Why nobody works on `day`, None if it is a working day as far as is known; an unknown year is put in `years`."""
    if observed is None or not observed.first_year <= day.year <= observed.last_year:
        years.add(day.year)
    elif day in observed.days:
        return NotWorked(day, "holiday", observed.days[day])
    weekend = (5, 6) if observed is None else observed.weekend
    return NotWorked(day, "weekend") if day.weekday() in weekend else None


def not_worked(days: Sequence[dt.date], observed: Holidays | None) -> tuple[list[NotWorked], list[int]]:
    """Which of `days` are a weekend or a holiday, and the years among them whose holidays are not entered."""
    years: set[int] = set()
    found = [why for day in days if (why := _not_worked(day, observed, years))]
    return found, sorted(years)


# --- Lateness -----------------------------------------------------------------------------------------------------


class Footnote(msgspec.Struct, frozen=True):
    """What the footnote of a late document must say: a stable code, facts, and which facts are still missing."""

    code: str
    facts: tuple[tuple[str, str], ...]
    lacks: tuple[str, ...] = ()


class Lateness(msgspec.Struct, frozen=True, kw_only=True):
    """How late something came. `working_days` counts those after the day of the deadline, up to that of arrival: 0
    where it came later on the day itself. `footnote` is None where none is due."""

    late: bool
    working_days: int
    footnote: Footnote | None = None
    not_entered: tuple[int, ...] = ()


def lateness(
    due: Deadline, submitted_at: dt.datetime, observed: Holidays | None, seat: str, *, reason: str = ""
) -> Lateness:
    """How late what came at `submitted_at` is; at the deadline's own instant it is in time.

    A late submission is explained in a footnote of the document, with its reason (DOMAIN.md section 1).
    Raises: ValueError if `submitted_at` is naive or `seat` is no zone.
    """
    if utc(submitted_at) <= due.at:
        return Lateness(late=False, working_days=0)
    years: set[int] = set()
    arrived = seat_time(submitted_at, seat).date()
    days = (due.day + n * _DAY for n in range(1, (arrived - due.day).days + 1))
    late_by = sum(_not_worked(day, observed, years) is None for day in days)
    footnote = None
    if due.code in ("slot", "submission"):
        facts = {"due": due.day.isoformat(), "submitted": arrived.isoformat(), "working_days": str(late_by)}
        if reason.strip():
            facts["reason"] = reason.strip()
        lacks = () if reason.strip() else ("reason",)
        footnote = Footnote("submission.delayed", tuple(facts.items()), lacks)
    return Lateness(late=True, working_days=late_by, footnote=footnote, not_entered=tuple(sorted(years)))


# --- The slot of a document ---------------------------------------------------------------------------------------


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """Where a document stands in the pipeline: when it is forecast, when document management expects it, when it is
    released in all languages; None where no rule says so.

    `expected` is the agreed slot where one is entered (`agreed`), else the day counted back. `over` is by how many
    words the document exceeds its limit: it then needs a waiver.
    """

    document: str
    forecast: Deadline | None
    expected: Deadline | None
    release: Deadline | None
    agreed: bool
    words: int | None
    limit: Limit | None
    over: int


def slot_of(
    document: str,
    opening: dt.date,
    profile: Profile,
    observed: Holidays | None,
    seat: str,
    *,
    words: int | None = None,
    agreed: dt.date | None = None,
) -> Slot:
    """The slot of a document of the kind `document`. `agreed` is the day that document management gave, as entered.

    Raises: ValueError if `seat` is no zone.
    """

    def due(*codes: Code) -> Deadline | None:
        terms = (term_of(code, document, profile) for code in codes)
        term = next((one for one in terms if one), None)
        return deadline(opening, term, observed, seat) if term else None

    expected = due("slot", "submission")
    if expected and agreed:
        clock = seat_time(expected.at, seat).time()
        given = Term(
            code="slot",
            before=0,
            unit="days",
            whom=expected.whom,
            clock=clock,
            source=expected.source,
            force=expected.force,
            document=document,
        )
        expected = deadline(agreed, given, observed, seat)
    limit = limit_of(document, profile)
    return Slot(
        document=document,
        forecast=due("forecast"),
        expected=expected,
        release=due("release"),
        agreed=bool(expected and agreed),
        words=words,
        limit=limit,
        over=max(0, words - limit.words) if words is not None and limit else 0,
    )


def term_of(code: Code, document: str, profile: Profile) -> Term | None:
    """The term for a kind of documents: its own, else the one for all; None where the profile has none."""
    found = {term.document: term for term in profile.terms if term.code == code}
    return found.get(document) or found.get("")


def limit_of(document: str, profile: Profile) -> Limit | None:
    """The limit for a kind of documents: its own, else the one for all; None where the profile has none."""
    found = {limit.document: limit for limit in profile.limits}
    return found.get(document) or found.get("")


_RULE_9 = "Rules of procedure for the Conference of the Parties, rule 9: 60 days before a regular session"
_SIX_WEEKS = "General Assembly resolution 49/221: six weeks before, in all languages; resolution 36/117 B: together"
_SLOTS = "Document planning at Geneva: submission 10 weeks before, 4 weeks for processing, release 6 weeks before"
_FORECAST = "Document planning at Geneva: forecast twice a year"
_HOUSE = "Practice of the secretariat"
_WORDS = "Limit for documents, footnotes included; more needs a waiver (Editorial Manual)"

_TERMS: tuple[tuple[Code, str, int, Unit, Whom, int, str, Force], ...] = (
    ("forecast", "", 26, "weeks", "officer", 12, _FORECAST, "practice"),
    ("submission", "", 10, "weeks", "officer", 12, _SLOTS, "practice"),
    (
        "submission",
        "agenda",
        13,
        "weeks",
        "officer",
        12,
        f"Four weeks for processing before the release. {_RULE_9}",
        "practice",
    ),
    ("release", "", 6, "weeks", "document management", 18, _SIX_WEEKS, "mutatis mutandis"),
    ("release", "agenda", 60, "days", "document management", 18, _RULE_9, "mutatis mutandis"),
    ("registration", "", 10, "weeks", "officer", 10, _HOUSE, "practice"),
    ("delegations", "", 1, "weeks", "missions", 18, _HOUSE, "practice"),
    ("statements", "", 1, "working days", "speakers", 18, _HOUSE, "practice"),
)

USUAL = Profile(
    terms=tuple(
        Term(
            code=code,
            document=document,
            before=before,
            unit=unit,
            whom=whom,
            clock=dt.time(hour),
            source=source,
            force=force,
        )
        for code, document, before, unit, whom, hour, source, force in _TERMS
    ),
    limits=(
        Limit(words=8_500, source=_WORDS, force="mutatis mutandis"),
        Limit(words=10_700, source=_WORDS, force="mutatis mutandis", document="report of a body"),
        Limit(
            words=3_300,
            source="Limit for texts written during a meeting at Geneva",
            force="mutatis mutandis",
            document="in-session document",
        ),
    ),
)
"""A profile to begin with, where a body has none of its own: every value can be changed, and names its source."""
