"""The chain of a draft as core.clearance reads it, and how far its clearance is.

Who left is read from accounts: a post ends with the last role of its account, leave is when others act for the holder,
and whoever acts for a holder on leave clears in their stead.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from nemcon.core import clearance
from nemcon.core.acts import instant
from nemcon.core.clearance import Period, Post, Standing
from nemcon.core.payloads import Cleared
from nemcon.web.accounts.models import Account, Appointment
from nemcon.web.drafting.models import Draft
from nemcon.web.issuing.models import Chain, Clearance, ClearancePost, ClearanceRequest, ClearanceStep
from nemcon.web.meetings.models import Body
from nemcon.web.wording import in_language


@dataclass(frozen=True)
class Clearing:
    """How far the clearance of a draft is. Without a chain there is no `chain` and no `standing`: nothing is cleared.

    `rows` are all entries by core's own, `people` the accounts by their ids.
    """

    chain: clearance.Chain | None
    standing: Standing | None
    request: ClearanceRequest | None
    rows: Mapping[int, Clearance]
    entries: tuple[clearance.Clearance, ...]
    people: Mapping[str, Account]

    @property
    def whole(self) -> bool:
        """Whether every step has cleared."""
        return self.standing is not None and self.standing.complete

    @property
    def next(self) -> clearance.Step | None:
        """The step that is next; None if all have cleared, or there is no chain."""
        if self.standing is None or self.standing.next is None:
            return None
        return next(one.step for one in self.standing.steps if one.step.id == self.standing.next)

    def row(self, entry: clearance.Clearance) -> Clearance:
        """The row of an entry."""
        return self.rows[next(n for n, one in enumerate(self.entries) if one is entry)]


def chain_of(body: Body | None) -> Chain | None:
    """The chain for documents of a body: its own, that of a body above it, or the institution's."""
    while body is not None:
        if found := Chain.objects.filter(body=body).first():
            return found
        body = body.parent
    return Chain.objects.filter(body=None).first()


def steps_in(chain: Chain) -> list[ClearanceStep]:
    """The steps of a chain, in their order, each with its posts."""
    rows = ClearanceStep.objects.filter(chain=chain, ended=None).prefetch_related("posts", "posts__account")
    return list(rows.order_by("place"))


def clearing_of(draft: Draft, text: str, now: dt.datetime) -> Clearing:
    """How far the clearance of a draft is, whose original is of the version `text`."""
    row = chain_of(draft.meeting.body)
    request = ClearanceRequest.objects.filter(draft=draft, ended=None).select_related("by").first()
    held = list(Clearance.objects.filter(draft=draft).select_related("by", "noted_by").order_by("noted", "id"))
    people = {str(one.pk): one for each in held for one in (each.by, each.noted_by) if one is not None}
    entries = tuple(_entry(one) for one in held)
    rows = dict(enumerate(held))
    steps = steps_in(row) if row else []
    if row is None or not steps:
        return Clearing(None, None, request, rows, entries, people)
    people |= {str(post.account.pk): post.account for step in steps for post in step.posts.all()}
    chain, more = core_chain(row, steps)
    standing = clearance.standing(chain, entries, draft.revision, text, now)
    return Clearing(chain, standing, request, rows, entries, {**people, **more})


def core_chain(row: Chain, steps: Sequence[ClearanceStep]) -> tuple[clearance.Chain, dict[str, Account]]:
    """The chain as the core reads it, and the accounts that act for holders on leave."""
    accounts = [post.account_id for step in steps for post in step.posts.all()]
    ends = _ends(accounts)
    leaves = _leaves(accounts)
    made = []
    for step in steps:
        posts = list(step.posts.all())
        holders = tuple(_post(one, ends, leaves) for one in posts if not one.substitute)
        covering = tuple(
            Post(account=str(one.account_id), during=Period(one.since, one.until))
            for holder in posts
            if not holder.substitute
            for one in leaves.get(holder.account_id, ())
        )
        substitutes = (*(_post(one, ends, {}) for one in posts if one.substitute), *covering)
        made.append(clearance.Step(id=str(step.id), names=step.names, holders=holders, substitutes=substitutes))
    after: str = row.after_change
    chain = clearance.Chain(steps=tuple(made), after_change=after, once=row.once)  # type: ignore[arg-type]
    return chain, {str(one.account_id): one.account for rows in leaves.values() for one in rows}


def _post(
    row: ClearancePost, ends: Mapping[UUID, dt.datetime | None], leaves: Mapping[UUID, list[Appointment]]
) -> Post:
    until = [moment for moment in (row.until, ends.get(row.account_id)) if moment is not None]
    away = tuple(Period(one.since, one.until) for one in leaves.get(row.account_id, ()))
    return Post(account=str(row.account_id), during=Period(row.since, min(until, default=None)), away=away)


def _ends(accounts: Iterable[UUID]) -> dict[UUID, dt.datetime | None]:
    """When the last role of each account ended or will; None where one has no end."""
    found: dict[UUID, dt.datetime | None] = {}
    for account, until in Appointment.objects.filter(account__in=set(accounts)).values_list("account", "until"):
        if account not in found:
            found[account] = until
        else:
            held = found[account]
            found[account] = None if held is None or until is None else max(held, until)
    return found


def _leaves(accounts: Iterable[UUID]) -> dict[UUID, list[Appointment]]:
    """Who acts or acted for each account while it is on leave."""
    found: dict[UUID, list[Appointment]] = {}
    rows = Appointment.objects.filter(covers__in=set(accounts)).select_related("account").order_by("since")
    for one in rows:
        if one.covers_id is not None:
            found.setdefault(one.covers_id, []).append(one)
    return found


def _entry(row: Clearance) -> clearance.Clearance:
    return clearance.Clearance(
        step=str(row.step_id),
        by=str(row.by_id),
        at=row.at,
        version=row.revision,
        model=row.text,
        how=row.how,  # type: ignore[arg-type]
        outcome=row.outcome,  # type: ignore[arg-type]
        noted_by=str(row.noted_by_id) if row.noted_by_id else None,
        evidence=row.evidence_id,
        remarks=row.remarks,
    )


def name_of(step: clearance.Step | ClearanceStep, language: str) -> str:
    """What a step is called."""
    return in_language(step.names, language).text


def cleared_in_act(standing: Standing | None, language: str) -> tuple[Cleared, ...]:
    """What the act of submission says of the steps that cleared: no person."""
    return tuple(
        Cleared(step=name_of(one.step, language), how=one.entry.how, at=instant(one.entry.at))
        for one in (standing.steps if standing else ())
        if one.entry is not None and one.entry.outcome == "cleared"
    )
