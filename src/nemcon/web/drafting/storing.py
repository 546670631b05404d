"""Between core.drafting and the rows: how a draft is read, and how saves are put into it, under the draft's lock."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from django.db import transaction

from nemcon.core.drafting.draft import Draft as State
from nemcon.core.drafting.draft import Revision as Row
from nemcon.core.drafting.draft import draft_of, revise_all
from nemcon.core.drafting.held import Held, Save
from nemcon.web.drafting.models import Draft, Field, Revision

_HELD = msgspec.json.Decoder(Held)
_ROW = msgspec.json.Decoder(Row)


def state_of(draft_id: UUID) -> State:
    """The draft as it stands."""
    rows = Field.objects.filter(draft_id=draft_id).values_list("node", "name", "held")
    return draft_of((node, name, _HELD.decode(bytes(held))) for node, name, held in rows)


def history(draft_id: UUID, *, account: UUID | None = None, until: int | None = None, most: int = 0) -> list[Row]:
    """The history of the draft in its order: all, or one account's, up to a revision; at most the last `most`."""
    rows = Revision.objects.filter(draft_id=draft_id).order_by("-number")
    if account is not None:
        rows = rows.filter(account_id=account)
    if until is not None:
        rows = rows.filter(number__lte=until)
    found = rows.values_list("row", flat=True)
    return [_ROW.decode(bytes(row)) for row in reversed(found[:most] if most else found)]


class Locked:
    """A draft that nobody else changes until the transaction ends: `put` adds saves to it."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft

    def has_step(self, step: str) -> bool:
        """Whether the step was done before."""
        return Revision.objects.filter(draft=self.draft, step=step).exists()

    def put(self, saves: Sequence[Save], account: UUID | None, *, state: State | None = None) -> list[Row]:
        """Apply the saves in their order, add them to the history, and say what came of each. One that was saved before
        is `again`, and is not added. `state` is the whole draft where the caller has read it under this lock."""
        known = set(
            Revision.objects.filter(draft=self.draft, save_id__in=[save.id for save in saves]).values_list(
                "save_id", flat=True
            )
        )
        if state is None:
            state = self._fields({(save.node, save.field) for save in saves if save.field})
        after, rows = revise_all(State(state.nodes, frozenset(known)), saves)
        fresh = [row for row in rows if row.outcome.kind != "again"]
        self._write(after, {(row.save.node, row.save.field) for row in fresh if row.save.field})
        self._add(fresh, account)
        return list(rows)

    def _fields(self, wanted: set[tuple[str, str]]) -> State:
        rows = Field.objects.filter(
            draft=self.draft, node__in={node for node, _ in wanted}, name__in={name for _, name in wanted}
        ).values_list("node", "name", "held")
        return draft_of((node, name, _HELD.decode(bytes(held))) for node, name, held in rows)

    def _write(self, state: State, changed: set[tuple[str, str]]) -> None:
        Field.objects.bulk_create(
            [
                Field(draft=self.draft, node=node, name=name, held=msgspec.json.encode(state.held(node, name)))
                for node, name in sorted(changed)
            ],
            update_conflicts=True,
            unique_fields=["draft", "node", "name"],
            update_fields=["held"],
        )

    def _add(self, rows: Sequence[Row], account: UUID | None) -> None:
        if not rows:
            return
        number = self.draft.revision
        Revision.objects.bulk_create(
            [
                Revision(
                    draft=self.draft,
                    number=number + count,
                    save_id=row.save.id,
                    step=row.save.step or row.save.id,
                    node=row.save.node,
                    name=row.save.field,
                    row=msgspec.json.encode(row),
                    account_id=account,
                    at=row.save.at or self.draft.changed,
                )
                for count, row in enumerate(rows, start=1)
            ]
        )
        self.draft.revision = number + len(rows)
        last = max((row.save.at for row in rows if row.save.at), default=None)
        self.draft.changed = max(self.draft.changed, last) if last else self.draft.changed
        self.draft.save(update_fields=["revision", "changed"])


def lock(draft_id: UUID) -> Locked:
    """Wait for our turn at the draft; within a transaction. Raises: Draft.DoesNotExist."""
    assert transaction.get_connection().in_atomic_block
    return Locked(Draft.objects.select_for_update().get(id=draft_id))
