"""Ways in for drafts. Drafting is no act: what is written here is rows with their revisions, and nothing is ever lost.

Each runs in one transaction under the lock of its draft. Permission ("edit.draft") is asked here once more than at the
page, since jobs and commands come in as well.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from nemcon.core.agenda import Agenda
from nemcon.core.drafting.draft import Draft as State
from nemcon.core.drafting.from_agenda import opening
from nemcon.core.drafting.held import Save
from nemcon.core.drafting.step import Hand, Left, redo, undo
from nemcon.core.procedure import refuse
from nemcon.core.roles import may
from nemcon.web.accounts.models import Account
from nemcon.web.accounts.selectors import roles
from nemcon.web.drafting import editing, storing
from nemcon.web.drafting.models import Draft, Import
from nemcon.web.meetings.models import Meeting
from nemcon.web.papers import selectors as papers
from nemcon.web.papers.models import Document
from nemcon.web.record.perform import NotAllowed

MOST_UNDONE = 4000
"""Rows of one's own history that are looked through for the step to be undone."""


class Sent(msgspec.Struct, frozen=True):
    """A field as a page sends it. `base` is the version that its writer saw; `of`, for a translation, that of the
    original beside it."""

    id: str
    node: str
    name: str
    base: int
    value: str
    step: str = ""
    of: int = 0

    @staticmethod
    def of_form(node: str, name: str, base: str, value: str) -> "Sent":
        """A field from a form without a script."""
        number = int(base) if base.isdigit() else 0
        return Sent(str(uuid4()), node, name, number, value.replace("\r\n", "\n"))


@dataclass(frozen=True)
class Result:
    """What came of a save: `outcome` is one of core.drafting.held.OutcomeKind."""

    id: str
    node: str
    name: str
    outcome: str
    version: int
    rivals: bool


@dataclass(frozen=True)
class Done:
    """What came of a command: the element that shall have the focus, and what an undo left as others made it."""

    focus: str = ""
    left: tuple[Left, ...] = ()


def open_agenda(
    account: Account | None,
    meeting: Meeting,
    agenda: Agenda,
    *,
    title: str,
    series: str = "",
    of: Document | None = None,
    relation: str = "",
    now: dt.datetime,
) -> Draft:
    """A new draft of an annotated agenda of `meeting`, with what `agenda` says. Raises: NotAllowed."""
    _must(account, now)
    with transaction.atomic():
        draft = Draft.objects.create(
            meeting=meeting,
            kind="agenda",
            title=title,
            original=agenda.language,
            series=series,
            of=of,
            relation=relation,
            owner=account,
            created=now,
            changed=now,
        )
        hand = _hand(None, now)  # nobody's own step: undoing does not go back behind the opening
        storing.lock(draft.id).put(opening(agenda, node_ids(), hand), account.id if account else None, state=State())
    draft.refresh_from_db()
    return draft


def plan_paper(
    account: Account | None, meeting: Meeting, *, title: str, original: str = "en", series: str = "", now: dt.datetime
) -> Draft:
    """A document of `meeting` that is written elsewhere, planned by its working title. Raises: NotAllowed."""
    _must(account, now)
    return Draft.objects.create(
        meeting=meeting,
        kind="paper",
        title=title,
        original=original,
        series=series,
        owner=account,
        created=now,
        changed=now,
    )


def save(account: Account, draft_id: UUID, sent: Sequence[Sent], now: dt.datetime) -> list[Result]:
    """Save fields. What was saved by somebody else meanwhile is kept, and so is this: as a rival beside it.

    Raises: NotAllowed, Draft.DoesNotExist.
    """
    _must(account, now)
    if not sent:
        return []
    with transaction.atomic():
        locked = storing.lock(draft_id)
        saves = [
            Save(
                id=one.id,
                node=one.node[:60],
                field=one.name[:80],
                value=one.value,
                base=one.base,
                by=str(account.id),
                at=now,
                step=one.step or one.id,
                of=one.of,
            )
            for one in sent
        ]
        rows = locked.put(saves, account.id)
    return [
        Result(
            one.id, row.save.node, row.save.field, row.outcome.kind, row.outcome.version, row.outcome.kind == "rival"
        )
        for one, row in zip(sent, rows, strict=True)
    ]


def command(account: Account, draft_id: UUID, step: UUID, name: str, node: str, value: str, now: dt.datetime) -> Done:
    """Do something with items or rows (editing.COMMANDS), or undo or redo one's own last step; all of it is one step.

    The same `step` twice is one. Raises: Refusal ("drafting.unknown_command", "drafting.nothing_to_undo", …),
    NotAllowed.
    """
    _must(account, now)
    with transaction.atomic():
        locked = storing.lock(draft_id)
        if locked.has_step(str(step)):
            return Done()
        state = storing.state_of(draft_id)
        hand = Hand(str(account.id), now, str(step))
        if name in ("undo", "redo"):
            turn = undo if name == "undo" else redo
            found = turn(state, storing.history(draft_id, account=account.id, most=MOST_UNDONE), hand)
            if not found.step:
                raise refuse("drafting.nothing_to_undo" if name == "undo" else "drafting.nothing_to_redo")
            locked.put(found.saves, account.id, state=state)
            return Done(left=found.left)
        do = editing.COMMANDS.get(name.partition(" ")[0])
        if do is None:
            raise refuse("drafting.unknown_command", command=name)
        given = f"{name.partition(' ')[2]} {value}".strip()
        edit = do(state, hand, node, _registered(given, locked.draft.original) if name == "paper" else given)
        locked.put(edit.saves, account.id, state=state)
        return Done(edit.focus)


def step_of(
    account: Account | None, draft_id: UUID, made: Callable[[State, Hand], Sequence[Save]], now: dt.datetime
) -> None:
    """Put what `made` gives of the draft as it stands into it, as one step that can be undone. Raises: NotAllowed."""
    _must(account, now)
    with transaction.atomic():
        locked = storing.lock(draft_id)
        state = storing.state_of(draft_id)
        locked.put(made(state, _hand(account, now)), account.id if account else None, state=state)


def take_over(account: Account, held: Import, agenda: Agenda, draft: Draft | None, now: dt.datetime) -> Draft:
    """Put what was read of a file into a draft, in one step, or into a new one."""
    if draft is None:
        title = agenda.masthead.title or held.name
        draft = open_agenda(account, held.meeting, agenda, title=title[:400], now=now)
    else:
        step_of(account, draft.id, lambda state, hand: editing.replaced(state, agenda, node_ids(), hand), now)
        if agenda.language != draft.original:
            Draft.objects.filter(id=draft.id).update(original=agenda.language)
    Import.objects.filter(id=held.id).update(draft=draft)
    draft.refresh_from_db()
    return draft


def node_ids() -> Iterator[str]:
    """Names for new nodes."""
    while True:
        yield editing.new_node()


def _registered(symbol: str, language: str) -> str:
    """The symbol and the title of a document of the register. Raises: Refusal, if it has none of that symbol."""
    found = papers.titled(symbol, language)
    if found is None:
        raise refuse("drafting.no_such_symbol", symbol=symbol)
    return "\t".join(found)


def _must(account: Account | None, now: dt.datetime) -> None:
    """Raises: NotAllowed unless a role of the account allows it to edit drafts. None is the program itself."""
    if account is not None and not any(may(role, "edit.draft") for role in roles(account, now)):
        raise NotAllowed(_("Only officers of the secretariat write drafts."))


def _hand(account: Account | None, now: dt.datetime) -> Hand:
    return Hand(str(account.id) if account else "", now, str(uuid4()))
