"""Ways in for what is planned around meetings: holidays, rules, deadlines, days, what came in, what waits.

None of these are acts: they are rows of the secretariat's own desk. Each function asks for the permission
`plan.meeting`, and says who did it and when where that matters later.
"""

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping, Sequence

import msgspec
from django.db import transaction

from nemcon.core import slots
from nemcon.core.calendar import from_seat
from nemcon.core.slots import Profile
from nemcon.web.accounts.by import By
from nemcon.web.accounts.models import Account
from nemcon.web.meetings import planned
from nemcon.web.meetings.models import (
    Arrangement,
    Body,
    CalendarKey,
    Deadline,
    HolidayYear,
    Incoming,
    Institution,
    Meeting,
    RuleProfile,
    ToCheck,
    Waiting,
)

PLAN = "plan.meeting"
OPENING = "opening"
"""The code of the deadline that is the opening of the meeting itself."""
FIRST_SITTING = dt.time(10)


# --- Holidays and rules -------------------------------------------------------------------------------------------


def enter_holidays(by: By, year: int, days: Mapping[dt.date, str], weekend: Iterable[int] = (5, 6)) -> HolidayYear:
    """The holidays of `year` are `days`, with their names; what was entered of that year before is replaced.

    Raises: ValueError for a day of another year, or a weekend that leaves no day of work; NotAllowed.
    """
    by.must(PLAN)
    for day in days:
        if day.year != year:
            raise ValueError(f"{day.isoformat()} is no day of {year}; enter it with the holidays of {day.year}.")
    free = sorted(set(weekend))
    if len(free) > 6 or not set(free) <= set(range(7)):
        raise ValueError("Every weekday is a weekend; leave at least one working day.")
    facts = {
        "days": {day.isoformat(): days[day].strip()[:120] for day in sorted(days)},
        "weekend": free,
        "changed": by.now,
        "by": by.account,
    }
    return HolidayYear.objects.update_or_create(year=year, defaults=facts)[0]


def set_rules(by: By, body: Body, profile: Profile) -> None:
    """The rules of `body` for the time before its meetings are `profile`. Raises: NotAllowed."""
    by.must(PLAN)
    facts = {"profile": msgspec.to_builtins(profile), "changed": by.now, "by": by.account}
    RuleProfile.objects.update_or_create(body=body, defaults=facts)


def drop_rules(by: By, body: Body) -> None:
    """`body` has no rules of its own any more: those of the body above it hold, else the usual ones."""
    by.must(PLAN)
    RuleProfile.objects.filter(body=body).delete()


# --- Deadlines ----------------------------------------------------------------------------------------------------


def count_back(by: By, institution: Institution, meeting: Meeting, *, kinds: Sequence[str] = ("agenda",)) -> int:
    """Count the meeting's deadlines back from its opening by the rules of its body; how many are new or moved.

    `kinds` are the kinds of documents with terms of their own that this meeting will have. A deadline that is met, or
    that an officer set or moved with a reason, stays as it is.
    """
    by.must(PLAN)
    profile, _ = planned.profile_of(meeting.body)
    observed = planned.observed(institution, meeting.opens.year)
    counted = [
        one
        for one in slots.deadlines(meeting.opens, profile, observed, institution.zone)
        if not one.document or one.document in kinds
    ]
    changed = 0
    with transaction.atomic():
        held = {(row.code, row.document): row for row in Deadline.objects.filter(meeting=meeting).exclude(code="")}
        for one in counted:
            row = held.pop((one.code, one.document), None) or Deadline(
                meeting=meeting, code=one.code, document=one.document, owner=by.account
            )
            if row.done or row.reason:
                continue
            facts = {
                "at": one.at,
                "day": one.day,
                "counted": one.counted,
                "moved": [[each.day.isoformat(), each.because, each.name] for each in one.moved_because],
                "source": one.source[:300],
                "force": one.force,
                "whom": one.whom,
            }
            changed += _changed(row, facts)
        opening = held.pop((OPENING, ""), None) or Deadline(meeting=meeting, code=OPENING, owner=by.account)
        at = from_seat(meeting.opens, FIRST_SITTING, meeting.zone)
        changed += _changed(opening, {"at": at, "day": meeting.opens, "counted": meeting.opens, "whom": "everybody"})
        for row in held.values():  # the rules have no such term any more
            if not row.done and not row.reason:
                row.delete()
                changed += 1
    return changed


def _changed(row: Deadline, facts: Mapping[str, object]) -> bool:
    """Write `facts` where they differ; whether they did."""
    if not row._state.adding and all(getattr(row, name) == value for name, value in facts.items()):
        return False
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()
    return True


def add_deadline(
    by: By, institution: Institution, meeting: Meeting, *, title: str, at: dt.datetime, whom: str, owner: Account | None
) -> Deadline:
    """A deadline that no rule gives. Raises: NotAllowed."""
    by.must(PLAN)
    day = at.astimezone(_zone(institution)).date()
    return Deadline.objects.create(meeting=meeting, title=title, at=at, day=day, whom=whom, owner=owner)


def change_deadline(
    by: By, institution: Institution, row: Deadline, *, at: dt.datetime, reason: str, stands: str, owner: Account | None
) -> None:
    """Say how a deadline stands and who sees to it, or move it, with a reason where a rule gave it.

    Raises: ValueError without that reason; NotAllowed.
    """
    by.must(PLAN)
    if at != row.at and row.code and not reason.strip():
        raise ValueError("A rule gives this deadline; say why it is moved.")
    if at != row.at or reason.strip() != row.reason:
        row.at, row.day, row.reason = at, at.astimezone(_zone(institution)).date(), reason.strip()
    row.stands, row.owner = stands.strip(), owner
    row.save()


def meet_deadline(by: By, row: Deadline, *, met: bool = True) -> None:
    """A deadline is met, or it was not after all."""
    by.must(PLAN)
    row.done, row.done_by = (by.now, by.account) if met else (None, None)
    row.save(update_fields=["done", "done_by"])


def _zone(institution: Institution) -> dt.tzinfo:
    from nemcon.core.calendar import zone

    return zone(institution.zone)


# --- The days of a meeting ----------------------------------------------------------------------------------------


def arrange(by: By, meeting: Meeting, days: Mapping[dt.date, Mapping[str, object]]) -> None:
    """What is arranged for the days of a meeting: the fields of Arrangement by day. Days that are none of the
    meeting's are taken away. Raises: NotAllowed."""
    by.must(PLAN)
    with transaction.atomic():
        for day, facts in days.items():
            Arrangement.objects.update_or_create(meeting=meeting, day=day, defaults=dict(facts))
        Arrangement.objects.filter(meeting=meeting).exclude(day__in=list(days)).delete()


# --- What came in, what waits, what is to be checked ---------------------------------------------------------------


def register(by: By, **facts: object) -> Incoming:
    """Register what came in: the fields of Incoming. Raises: NotAllowed."""
    by.must(PLAN)
    return Incoming.objects.create(by=by.account, **facts)


def see_to(by: By, row: Incoming, **facts: object) -> None:
    """Change what was registered. Raises: NotAllowed."""
    by.must(PLAN)
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()


def answer(by: By, row: Incoming, *, answered: dt.datetime | None, outcome: str) -> None:
    """What came in was answered, and how; None that it was not after all. Raises: NotAllowed."""
    by.must(PLAN)
    see_to(by, row, answered=answered, outcome=outcome.strip())


def put_to_presiding(by: By, meeting: Meeting, **facts: object) -> Waiting:
    """A question waits for a presiding officer's decision: the fields of Waiting. Raises: NotAllowed."""
    by.must(PLAN)
    return Waiting.objects.create(meeting=meeting, **{"officer": by.account, **facts})


def note_decision(by: By, row: Waiting, *, decision: str, how: str, decided: dt.datetime) -> None:
    """The presiding officer decided so: what, when, and how it is known.

    Raises: ValueError if nothing says what was decided and how that is known; NotAllowed.
    """
    by.must(PLAN)
    if not decision.strip() or not how.strip():
        raise ValueError("Say what was decided, and how it is known: at a meeting, by letter, by telephone.")
    row.decision, row.how, row.decided = decision.strip(), how.strip(), decided
    row.save()


def tick(by: By, meeting: Meeting, ticked: Iterable[int], shown: Iterable[int]) -> int:
    """Of the points to check at the positions `shown`, those `ticked` are checked and the others are not; how many
    changed. A point that is ticked already keeps who ticked it. Raises: NotAllowed."""
    by.must(PLAN)
    wanted, asked = set(ticked), set(shown)
    rows = ToCheck.objects.filter(meeting=meeting, position__in=asked)
    on = rows.filter(ticked=None, position__in=wanted).update(ticked=by.now, by=by.account)
    return on + rows.exclude(ticked=None).exclude(position__in=wanted).update(ticked=None, by=None)


# --- The private calendar -----------------------------------------------------------------------------------------


def make_key(by: By) -> str:
    """A new private calendar address for the account; the one before it leads nowhere from now on.

    Gives the key, which is kept nowhere. Raises: NotAllowed.
    """
    by.must(PLAN)
    key = secrets.token_urlsafe(24)
    facts = {"digest": planned.digest_of(key), "made": by.now}
    CalendarKey.objects.update_or_create(account=by.account, defaults=facts)
    return key


def revoke_key(by: By) -> None:
    """The account's private calendar address leads nowhere any more. Raises: NotAllowed."""
    by.must(PLAN)
    CalendarKey.objects.filter(account=by.account).delete()
