"""The one way in: received → permission → lock → decide → append → project → queue jobs, in one transaction.

An action is a few lines:

    def convene(call: Call, facts: MeetingFacts) -> Act:
        def work(p: Performance) -> None:
            p.lock(f"nemcon:meeting/{facts.slug}")
            p.record(log, Made(…))
            p.then(jobs.tell, slug=facts.slug)
        return perform(call, "meeting.convened", Relation.SECRETARIAT, work).acts[0]
"""

import datetime as dt
import random
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from uuid import UUID

import structlog
from django.db import DatabaseError, connection, transaction

from nemcon.core.acts import Act, Capacity, Made, Receipt, Who
from nemcon.core.payloads import Payload
from nemcon.core.procedure import refuse
from nemcon.core.roles import Relation, permission
from nemcon.core.world import World
from nemcon.web.record import durable, selectors
from nemcon.web.record.append import Entry, append
from nemcon.web.record.models import Arrival, Log, Pseudonym
from nemcon.web.record.projections import PROJECTIONS
from nemcon.web.record.world import REAL

log = structlog.get_logger("nemcon.record")
AGAIN = frozenset({"40001", "40P01", "55P03", "23505"})
"""States of PostgreSQL after which a transaction is tried again: serialization, deadlock, a lock not had in time, and a
row that somebody else added first."""
TRIES = 6
T = TypeVar("T")


@dataclass(frozen=True)
class Actor:
    """Who acts: the capacity, of which State, seat or body, and by which account. `recorded_by` is the account of the
    officer who records it on their behalf. Accounts never stand in the record; random names in their place do."""

    capacity: Capacity
    of: str | None = None
    account: str = ""
    recorded_by: str = ""


@dataclass(frozen=True)
class Call:
    """What an action is called with: who, when it was received and how that is known, and the world it runs in.

    `id` is the act's, chosen when the form was given out: the same call twice is one act. `received` is None for
    commands, whose acts are received as they are recorded; how it is known is then "none", and otherwise never.
    """

    actor: Actor
    received: dt.datetime | None = None
    receipt: Receipt = "none"
    id: UUID | None = None
    world: World = REAL

    def __post_init__(self) -> None:
        if (self.received is None) != (self.receipt == "none"):
            raise ValueError("The instant of receipt and how it is known go together: give both or neither.")


def by_command(world: World = REAL) -> Call:
    """A call from the command line: whoever runs commands on the machine administers the institution's site."""
    return Call(Actor(Capacity.ADMINISTRATOR), world=world)


class NotAllowed(Exception):
    """The actor may not do this; the message is the reason in words."""


def must(role: str, act: str, relation: Relation = Relation.NONE) -> None:
    """Raises: NotAllowed, with the reason in words, unless `role` may do `act` where it so stands to the subject."""
    allowed = permission(role, act, relation)
    if not allowed:
        raise NotAllowed(allowed.reason)


@dataclass(frozen=True)
class Performed:
    """What came of it: the recorded acts, in their order; none if nothing had to be done. `again` says that the call
    had been performed before, and these are the acts of then."""

    acts: tuple[Act, ...]
    again: bool = False


@dataclass
class Performance:
    """One try at a call, within its transaction."""

    call: Call
    now: dt.datetime
    _entries: list[tuple[Log, Entry]] = field(default_factory=list)
    _jobs: list[Callable[[], object]] = field(default_factory=list)
    _locked: list[str] = field(default_factory=list)

    def lock(self, *subjects: str) -> None:
        """Wait for our turn at each subject until the transaction ends, in an order that all keep: procedures and
        other subjects by their names, then series of symbols, then the opening of a log.

        Raises: ValueError for one that stands before what is locked already: two such calls might wait for each other.
        """
        for subject in sorted(set(subjects) - set(self._locked), key=_turn):
            if self._locked and _turn(subject) < _turn(self._locked[-1]):
                raise ValueError(f"{subject} is locked before {self._locked[-1]}; lock them together, in one call.")
            _wait_for_turn(subject)
            self._locked.append(subject)

    def record(self, of: Log, *made: Made, released: bool = False) -> None:
        """Record what a command made, in the log `of`. All acts of a call go to one log; the last has the call's id.

        `released` moves the public head with it: what is decided in public is shown at once.
        """
        who = self._who(of)
        for each in made:
            entry = Entry(None, each, who, self.call.received, self.call.receipt, released=released)
            self._entries.append((of, entry))

    def record_in(self, of: Log, subject: str, content: Payload, *, released: bool = True) -> None:
        """Record one act, by its subject and content."""
        self.record(of, Made(subject, content), released=released)

    @property
    def made(self) -> list[Made]:
        """What will be recorded, in its order."""
        return [entry.made for _, entry in self._entries]

    def then(self, task: Any, **arguments: Any) -> None:
        """Queue a job, which goes with the transaction."""
        self._jobs.append(lambda: task.defer(**arguments))

    def finish(self) -> list[Act]:
        """Append, project, queue: the log's row is locked from here to the end of the transaction."""
        logs = {of.id for of, _ in self._entries}
        if len(logs) > 1:
            raise ValueError("The acts of one call go to one log.")
        for job in self._jobs:
            job()
        if self.call.id is not None:
            Arrival.objects.filter(form=self.call.id).delete()
        if not self._entries:
            return []
        world = self.call.world
        entries = [entry for _, entry in self._entries]
        entries[-1] = replace(entries[-1], id=self.call.id)
        recorded = append(logs.pop(), entries, world)
        for act in recorded:
            PROJECTIONS.project(act)
        return recorded

    def _who(self, of: Log) -> Who:
        actor = self.call.actor
        return Who(
            capacity=actor.capacity,
            of=actor.of,
            person=pseudonym(of, actor.account, self.call.world),
            recorded_by=pseudonym(of, actor.recorded_by, self.call.world),
        )


def perform(
    call: Call,
    act: str,
    relation: Relation,
    work: Callable[[Performance], None],
    *,
    also: Sequence[str] = (),
) -> Performed:
    """Run `work` in a transaction and record what it made, once, however often the call comes.

    `act` is what permission is asked for, `also` what else the work may record; `relation` how the actor stands to the
    subject. Raises: NotAllowed; procedure.Refusal and whatever else `work` raises; then nothing was done.
    """
    for each in (act, *also):
        must(call.actor.capacity, each, relation)
    within = connection.in_atomic_block

    def once() -> Performed:
        with transaction.atomic():
            if not within:
                durable.commit_without_waiting()
            performed = _again(call, {act, *also}) or _once(call, {act, *also}, work)
        if not within:
            durable.wait()
        return performed

    return try_again(once, act)


def try_again(work: Callable[[], T], act: str, tries: int = TRIES) -> T:
    """What `work` gives, a whole transaction; tried again where it met another at work (AGAIN), but not within a
    transaction that is not its own. Raises: what the last try raises."""
    within = connection.in_atomic_block
    for attempt in range(1, tries + 1):
        try:
            return work()
        except DatabaseError as error:
            state = getattr(error.__cause__, "sqlstate", None)
            if state not in AGAIN or attempt == tries or within:
                raise
            log.info("tried again", act=act, state=state, attempt=attempt)
            time.sleep(random.uniform(0, 0.02 * 2**attempt))
    raise AssertionError("unreachable")


def _once(call: Call, names: Collection[str], work: Callable[[Performance], None]) -> Performed:
    performance = Performance(call, call.world.now())
    work(performance)
    for made in performance.made:
        if made.type.partition("/")[0] not in names:
            raise ValueError(f"Permission was asked for {', '.join(sorted(names))}, and {made.type} was made.")
    return Performed(tuple(performance.finish()))


def _again(call: Call, names: Collection[str]) -> Performed | None:
    """What came of the call if it was performed before; waits if it is being performed at this moment.

    Raises: Refusal if its id is that of an act of another kind, or of somebody else's: ids are printed on documents.
    """
    if call.id is None:
        return None
    _wait_for_turn(f"call/{call.id}")
    row = selectors.row_of_call(call.id)
    if row is None:
        return None
    done = selectors.act_at(row.log_id, row.seq)
    if done.type.partition("/")[0] not in names or not _by(call.actor, done, row.log_id):
        raise refuse("call.id_taken", id=call.id)
    Arrival.objects.filter(form=call.id).delete()
    return Performed((done,), again=True)


def _by(actor: Actor, done: Act, log_id: int) -> bool:
    """Whether the act is this actor's, as far as that is not erased."""
    who = done.who
    if who is None:
        return True
    persons = [(actor.account, who.person), (actor.recorded_by, who.recorded_by)]
    return (actor.capacity, actor.of) == (who.capacity, who.of) and all(
        (name is None) != bool(account) and name == _held_pseudonym(log_id, account) for account, name in persons
    )


def _turn(subject: str) -> tuple[int, str]:
    """Where a subject stands in the order in which all lock."""
    kind = subject.partition("/")[0]
    return {"nemcon:series": 1, "nemcon:log": 2}.get(kind, 0), subject


def _wait_for_turn(subject: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7302))", [subject])


def pseudonym(of: Log, account: str, world: World) -> str | None:
    """The random name of an account in a log, made when it first acts there; None for no account."""
    if not account:
        return None
    held = _held_pseudonym(of.id, account)
    if held is not None:
        return held
    return Pseudonym.objects.get_or_create(log=of, account=account, defaults={"name": world.random(16).hex()})[0].name


def _held_pseudonym(log_id: int, account: str) -> str | None:
    if not account:
        return None
    return Pseudonym.objects.filter(log_id=log_id, account=account).values_list("name", flat=True).first()
