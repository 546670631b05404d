"""Ways to read drafts: by a role that may. To others there are none."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import msgspec
from django.db.models import QuerySet

from nemcon.core.agenda import Agenda
from nemcon.core.drafting.draft import Draft as State
from nemcon.core.drafting.draft import replay
from nemcon.core.drafting.held import EMPTY, Held, Rival
from nemcon.core.drafting.to_agenda import to_agenda
from nemcon.core.roles import may
from nemcon.web.accounts.models import Account
from nemcon.web.drafting import storing
from nemcon.web.drafting.models import Draft, Field, Revision
from nemcon.web.meetings.models import Meeting

_STRUCTURE = frozenset({"place", "removed", "type", "number", "item", "date", "start", "end", "track", "session"})
"""Fields whose change alters more on a page than the field itself."""


@dataclass(frozen=True)
class Changed:
    """A field that was saved: its value now, with who saved it last."""

    node: str
    name: str
    value: str
    version: int
    rivals: tuple[Rival, ...]
    account: UUID | None
    by: str


@dataclass(frozen=True)
class Changes:
    """What was saved since a revision. `structure` says that the order of items or rows is another."""

    revision: int
    structure: bool
    fields: tuple[Changed, ...]


def visible(role: str | None) -> QuerySet[Draft]:
    """The drafts that `role` may read."""
    if may(role, "read.draft"):
        return Draft.objects.filter(removed=None)
    return Draft.objects.none()


def draft(role: str | None, draft_id: UUID) -> Draft | None:
    """A draft with its meeting."""
    return visible(role).select_related("meeting", "meeting__body", "owner", "of").filter(id=draft_id).first()


def of_meeting(role: str | None, meeting: Meeting) -> list[Draft]:
    """The drafts of a meeting, the oldest first."""
    return list(visible(role).filter(meeting=meeting).select_related("owner", "of").order_by("created", "id"))


def state(draft: Draft) -> State:
    """The draft as it stands, for the editor."""
    return storing.state_of(draft.id)


def agenda(draft: Draft) -> Agenda:
    """What the draft says as it stands, with its translations."""
    return to_agenda(storing.state_of(draft.id))


def at_revision(draft: Draft, number: int) -> Agenda:
    """What the draft said at a revision."""
    return to_agenda(replay(storing.history(draft.id, until=number)))


def held(draft_id: UUID, node: str, name: str) -> Held:
    """One field as it stands."""
    row = Field.objects.filter(draft_id=draft_id, node=node, name=name).values_list("held", flat=True).first()
    return msgspec.json.decode(bytes(row), type=Held) if row is not None else EMPTY


def changes(draft_id: UUID, since: int) -> Changes:
    """What was saved after the revision `since`, each field once, as it stands now. Raises: Draft.DoesNotExist."""
    revision = Draft.objects.values_list("revision", flat=True).get(id=draft_id, removed=None)
    if revision <= since:
        return Changes(revision, False, ())
    rows = Revision.objects.filter(draft_id=draft_id, number__gt=since, number__lte=revision).order_by("number")
    last: dict[tuple[str, str], tuple[UUID | None, str]] = {
        (node, name): (account, said or "")
        for node, name, account, said in rows.values_list("node", "name", "account_id", "account__name")
    }
    if not last:
        return Changes(revision, False, ())
    fields = Field.objects.filter(draft_id=draft_id, node__in={node for node, _ in last})
    found: list[Changed] = []
    for node, name, data in fields.values_list("node", "name", "held"):
        if (node, name) in last:
            one = msgspec.json.decode(bytes(data), type=Held)
            who, writer = last[node, name]
            found.append(Changed(node, name, one.value, one.version, one.rivals, who, writer))
    return Changes(revision, any(name.partition("@")[0] in _STRUCTURE for _, name in last), tuple(found))


@dataclass(frozen=True)
class StepDone:
    """A step in the history: who, when, how many fields, and the revision before it."""

    by: str
    at: dt.datetime
    fields: int
    before: int


def steps(draft: Draft, before: int | None = None, most: int = 50) -> list[StepDone]:
    """The steps of the history, the newest first; those before a revision."""
    rows = Revision.objects.filter(draft=draft).order_by("-number")
    if before is not None:
        rows = rows.filter(number__lte=before)
    found: list[StepDone] = []
    last = ""
    for number, step, at, by in rows.values_list("number", "step", "at", "account__name").iterator(chunk_size=500):
        if step == last:
            old = found[-1]
            found[-1] = StepDone(old.by, old.at, old.fields + 1, number - 1)
            continue
        if len(found) == most:
            break
        found.append(StepDone(by or "", at, 1, number - 1))
        last = step
    return found


def names(accounts: Iterable[str]) -> dict[str, str]:
    """The names of accounts by their ids as they stand in a history."""
    wanted = {one for one in accounts if one}
    return {str(account.id): str(account) for account in Account.objects.filter(id__in=wanted)}
