"""Ways in for clearance: the chain that the institution sets, requests, and what each step said and how.

None of it is an act. That the steps cleared, and how, goes into the act of submission; the persons do not.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from nemcon.core import clearance
from nemcon.core.procedure import refuse
from nemcon.web.accounts.by import By
from nemcon.web.accounts.models import Account
from nemcon.web.drafting.models import Draft
from nemcon.web.issuing import chains, reading
from nemcon.web.issuing.asking import Upload, has_left
from nemcon.web.issuing.models import Chain, Clearance, ClearancePost, ClearanceRequest, ClearanceStep
from nemcon.web.meetings.models import Body


@dataclass(frozen=True)
class StepFacts:
    """A step as the institution sets it: its name by language, who holds it and who clears in their stead. `id` names
    the step that it was before; None for a new one."""

    names: Mapping[str, str]
    holder: Account | None
    substitutes: Sequence[Account] = ()
    id: UUID | None = None


def set_chain(
    by: By, body: Body | None, steps: Sequence[StepFacts], *, after_change: str = "shown", once: bool = False
) -> Chain:
    """Set the chain of a body, or that of the institution. Steps that are left out end; what they cleared stays.

    Raises: NotAllowed; Refusal: clearance.no_steps, clearance.no_title, clearance.nobody (neither holder nor
    substitute), clearance.gone (a holder or substitute who works here no longer).
    """
    by.must("manage.clearance")
    if not steps:
        raise refuse("clearance.no_steps")
    for step in steps:
        names = {code: name.strip()[:200] for code, name in step.names.items() if name.strip()}
        if not names:
            raise refuse("clearance.no_title")
        title = next(iter(names.values()))
        people = [one for one in (step.holder, *step.substitutes) if one is not None]
        if not people:
            raise refuse("clearance.nobody", step=title)
        for person in people:
            if has_left(person, by.now):
                raise refuse("clearance.gone", step=title, name=person)
    with transaction.atomic():
        chain, _ = Chain.objects.get_or_create(body=body, defaults={"changed": by.now})
        Chain.objects.select_for_update().get(id=chain.id)
        held = {one.id: one for one in ClearanceStep.objects.filter(chain=chain, ended=None)}
        ClearanceStep.objects.filter(id__in=held).update(ended=by.now)  # so that places are free
        for place, step in enumerate(steps, 1):
            known = held.get(step.id) if step.id else None
            row = known or ClearanceStep(chain=chain)
            row.place, row.ended = place, None
            row.names = {code: name.strip()[:200] for code, name in step.names.items() if name.strip()}
            row.save()
            _set_posts(row, step, by.now, since=by.now if known else None)
        chain.after_change, chain.once = ("again" if after_change == "again" else "shown"), once
        chain.changed, chain.by = by.now, by.account
        chain.save()
    return chain


def _set_posts(row: ClearanceStep, step: StepFacts, now: dt.datetime, since: dt.datetime | None) -> None:
    """Whoever stays keeps their post; others' ends now. Who is new holds theirs from `since` on."""
    wanted = {(step.holder.pk, False)} if step.holder else set()
    wanted |= {(one.pk, True) for one in step.substitutes if one != step.holder}
    for post in ClearancePost.objects.filter(step=row, until=None):
        key = (post.account_id, post.substitute)
        if key in wanted:
            wanted.remove(key)
        else:
            ClearancePost.objects.filter(id=post.id).update(until=now)
    ClearancePost.objects.bulk_create(
        ClearancePost(step=row, account_id=account, substitute=substitute, since=since)
        for account, substitute in wanted
    )


def ask(by: By, draft: Draft, note: str = "") -> ClearanceRequest:
    """Ask for the clearance of a draft as it stands: it then stands first on the desk of whoever is next.

    Asked again while it is asked, it is the same request. Raises: NotAllowed; Refusal: clearance.no_chain;
    issuing.date_fixed, if it was submitted.
    """
    by.must("edit.draft")
    _not_submitted(draft)
    if chains.chain_of(draft.meeting.body) is None:
        raise refuse("clearance.no_chain")
    text = reading.Text(draft)
    with transaction.atomic():
        Draft.objects.select_for_update(no_key=True).get(id=draft.id)
        held = ClearanceRequest.objects.filter(draft=draft, ended=None).first()
        return held or ClearanceRequest.objects.create(
            draft=draft, note=note.strip(), revision=draft.revision, text=text.version, by=by.account, at=by.now
        )


def take_back(by: By, draft: Draft) -> None:
    """The request is taken back; what was cleared stays. Raises: NotAllowed."""
    by.must("edit.draft")
    ClearanceRequest.objects.filter(draft=draft, ended=None).update(ended=by.now)


@dataclass(frozen=True)
class Said:
    """What somebody said of a draft at a step, and how it is known.

    In the system it is the reader's own word. By e-mail or orally it is that of `account`, given at `at`, and noted by
    the reader; `evidence` is the e-mail. `revision` is the one that was read.
    """

    step: UUID
    revision: int
    outcome: str = "cleared"
    how: str = "in the system"
    account: Account | None = None
    at: dt.datetime | None = None
    remarks: str = ""
    evidence: Upload | None = None


def say(by: By, draft: Draft, said: Said) -> Clearance:
    """Clear a step, return the draft with remarks, or say that a change since was seen.

    Raises: NotAllowed; Refusal: clearance.no_chain, clearance.no_account, clearance.unknown_revision,
    issuing.date_fixed, and those of core.clearance.decide_clear.
    """
    in_system = said.how == "in the system"
    by.must("clear.draft" if in_system else "edit.draft")
    _not_submitted(draft)
    account = by.account if in_system else said.account
    if account is None:
        raise refuse("clearance.no_account")
    evidence = said.evidence.keep() if said.evidence else None
    with transaction.atomic():
        # Under the draft's lock: two who clear at once, or clear what is being changed, come one after the other.
        held = Draft.objects.select_for_update(no_key=True).get(id=draft.id)
        text = reading.Text(held).version
        clearing = chains.clearing_of(held, text, by.now)
        if clearing.chain is None:
            raise refuse("clearance.no_chain")
        asked = clearance.Clearance(
            step=str(said.step),
            by=str(account.pk),
            at=by.now if in_system else (said.at or by.now),
            version=said.revision,
            model=text if said.revision == held.revision else reading.version_at(held, said.revision),
            how=said.how,  # type: ignore[arg-type]
            outcome=said.outcome,  # type: ignore[arg-type]
            noted_by=None if in_system else str(by.account.pk) if by.account else None,
            evidence=evidence.sha256 if evidence else None,
            remarks=said.remarks.strip(),
        )
        entry = clearance.decide_clear(clearing.chain, clearing.entries, asked, held.revision, text, by.now)
        return Clearance.objects.create(
            draft=held,
            step_id=said.step,
            outcome=entry.outcome,
            how=entry.how,
            by=account,
            at=entry.at,
            noted_by=None if in_system else by.account,
            noted=by.now,
            remarks=entry.remarks,
            evidence=evidence,
            evidence_name=said.evidence.name[:200] if said.evidence else "",
            revision=entry.version,
            text=entry.model,
        )


def _not_submitted(draft: Draft) -> None:
    state = reading.state_of(draft.id)
    if state.submission is not None:
        raise refuse("issuing.date_fixed", date=state.submission.date.isoformat())
