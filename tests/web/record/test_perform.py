"""The one way in: who may, once, all or nothing, in one order of locks, and again where the database asks for it."""

import datetime as dt
import itertools
import random
import threading
import time
from functools import partial

import psycopg
import pytest
from acting import ADMINISTRATOR, OFFICER, act, at_once, opened, reserve
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from nemcon.core.acts import Capacity
from nemcon.core.payloads import SymbolGivenBack
from nemcon.core.procedure import Refusal, refuse
from nemcon.core.roles import Relation
from nemcon.web.papers import jobs
from nemcon.web.papers.models import RegisteredSymbol
from nemcon.web.record import perform as performing
from nemcon.web.record.models import ActPart, Arrival, LoggedAct, Pseudonym
from nemcon.web.record.perform import Actor, Call, NotAllowed, Performance, perform
from nemcon.web.record.world import REAL

RECEIVED = dt.datetime(2020, 9, 11, 16, tzinfo=dt.UTC)


def answered(actor: Actor = ADMINISTRATOR) -> Call:
    """A call as the door makes it: received, and with the id of its form."""
    return Call(actor, RECEIVED, "door", REAL.identifier())


def arrives(call: Call) -> None:
    """The arrival that the door kept of it."""
    Arrival.objects.create(form=call.id, path="/acts/answer/x", content_type="", received=call.received, body=b"")


# --- Permission


@pytest.mark.parametrize("capacity", [each for each in Capacity if each not in ("administrator", "officer")])
def test_nobody_acts_without_a_rule_that_allows_it(log, capacity):
    with pytest.raises(NotAllowed, match=f"No rule allows a {capacity} to do symbol.reserved"):
        act(log, call=Call(Actor(capacity)))

    assert LoggedAct.objects.count() == 1


def test_what_else_the_work_may_record_needs_permission_as_well(log):
    with pytest.raises(NotAllowed, match=r"log\.opened"):
        perform(Call(OFFICER), "symbol.reserved", Relation.SECRETARIAT, lambda _p: None, also=("log.opened",))


def test_nothing_is_recorded_for_which_permission_was_not_asked(log):
    def work(p: Performance) -> None:
        p.record_in(log, "nemcon:symbol/X/1", SymbolGivenBack(symbol="X/1", reason="A test"))

    with pytest.raises(ValueError, match=r"asked for symbol\.reserved, and symbol\.given_back/1 was made"):
        perform(Call(ADMINISTRATOR), "symbol.reserved", Relation.SECRETARIAT, work)

    assert LoggedAct.objects.count() == 1


def test_another_relation_to_the_subject_is_not_enough(log):
    with pytest.raises(NotAllowed, match="only with another relation"):
        perform(Call(ADMINISTRATOR), "symbol.reserved", Relation.MEMBER, lambda _p: None)


# --- Once


def test_a_call_that_comes_three_times_is_one_act_with_one_receipt(log):
    call = answered()
    results = [act(log, call=call) for _ in range(3)]

    assert [each.again for each in results] == [False, True, True]
    assert len({each.acts for each in results}) == 1
    assert results[0].acts[0].id == call.id
    assert LoggedAct.objects.count() == 2


def test_the_same_call_at_the_same_moment_from_many_is_one_act_and_everybody_gets_its_receipt(log):
    call = answered(OFFICER)
    results = at_once(*[partial(act, log, call=call, before=lambda _p: time.sleep(0.05)) for _ in range(6)])

    assert sorted(each.again for each in results) == [False] + [True] * 5
    assert len({each.acts for each in results}) == 1
    assert LoggedAct.objects.count() == 2


def test_whoever_comes_second_with_a_call_is_not_told_that_it_is_too_late_for_what_it_did_itself(log):
    """Without waiting for the first, the second would see its effect and be refused."""
    call = answered()
    begun: list[Performance] = []

    def unless_taken(p: Performance) -> None:
        begun.append(p)
        time.sleep(0.05 if begun[0] is p else 0.4)
        if RegisteredSymbol.objects.filter(symbol="A/C.3/67/L.1").exists():
            raise refuse("symbol.taken")

    results = at_once(*[partial(act, log, call=call, symbol="A/C.3/67/L.1", before=unless_taken) for _ in range(3)])

    assert sorted(each.again for each in results) == [False, True, True]


@pytest.mark.parametrize("other", [OFFICER, Actor(Capacity.ADMINISTRATOR, account="another")])
def test_the_id_of_somebody_elses_act_is_no_way_to_be_told_that_one_has_acted(log, other):
    first = answered()
    act(log, call=first)
    call = Call(other, RECEIVED, "door", first.id)

    with pytest.raises(Refusal, match=r"call\.id_taken"):
        act(log, call=call)


def test_the_id_of_an_act_of_another_kind_is_refused(log):
    first = answered()
    act(log, call=first)

    with pytest.raises(Refusal, match=r"call\.id_taken"):
        perform(first, "meeting.convened", Relation.SECRETARIAT, lambda _p: None)


def test_of_several_acts_of_a_call_the_last_has_its_id(log):
    call = answered()
    done = act(log, call=call, count=3).acts

    assert done[-1].id == call.id
    assert len({each.id for each in done}) == 3
    assert act(log, call=call).acts == done[-1:]


# --- All or nothing


def test_a_refusal_leaves_nothing(log):
    def refused(p: Performance) -> None:
        p.record(log, reserve("A/C.3/67/L.1"))
        p.then(jobs.show_links, symbol="A/C.3/67/L.1")
        raise refuse("symbol.taken")

    call = answered(OFFICER)
    arrives(call)
    with pytest.raises(Refusal, match=r"symbol\.taken"):
        perform(call, "symbol.reserved", Relation.SECRETARIAT, refused)

    log.refresh_from_db()
    assert log.size == 1 == LoggedAct.objects.count()
    assert ActPart.objects.count() == 3
    assert not ProcrastinateJob.objects.exists()
    assert not Pseudonym.objects.exists()
    assert not RegisteredSymbol.objects.exists()
    assert Arrival.objects.exists()


def test_jobs_and_rows_go_with_the_act_and_its_arrival_goes_away(log):
    call = answered()
    arrives(call)
    done = act(log, call=call, symbol="A/C.3/67/L.1", before=lambda p: p.then(jobs.show_links, symbol="A/1"))

    assert done.acts[0].received == RECEIVED
    assert list(ProcrastinateJob.objects.values_list("task_name", "args")) == [
        ("papers.show_links", {"symbol": "A/1"}),
    ]
    assert RegisteredSymbol.objects.get().symbol == "A/C.3/67/L.1"
    assert not Arrival.objects.exists()


def test_an_arrival_of_a_call_that_was_performed_before_goes_away(log):
    call = answered()
    act(log, call=call)
    arrives(call)
    act(log, call=call)

    assert not Arrival.objects.exists()


def test_what_fails_in_a_projection_takes_the_act_with_it(log, monkeypatch):
    def broken(_act):
        raise RuntimeError("a bug")

    monkeypatch.setitem(performing.PROJECTIONS.by_type, "symbol.reserved/1", [broken])
    with pytest.raises(RuntimeError, match="a bug"):
        act(log)

    assert LoggedAct.objects.count() == 1


def test_a_call_that_makes_no_act_records_none_and_its_jobs_go(log):
    done = perform(answered(), "symbol.reserved", Relation.SECRETARIAT, lambda p: p.then(jobs.show_links, symbol="A/1"))

    assert done.acts == ()
    assert LoggedAct.objects.count() == 1
    assert ProcrastinateJob.objects.count() == 1


def test_the_acts_of_one_call_go_to_one_log(log, world):
    other = opened("cnd", world)

    def work(p: Performance) -> None:
        p.record(log, reserve("A/C.3/67/L.1"))
        p.record(other, reserve("A/C.3/67/L.2"))

    with pytest.raises(ValueError, match="one log"):
        perform(Call(ADMINISTRATOR), "symbol.reserved", Relation.SECRETARIAT, work)

    assert LoggedAct.objects.count() == 2


# --- Again, where the database asks for it


@pytest.fixture
def tries(log) -> list[Call]:
    """The calls of which a try began."""
    return []


def test_a_serialization_fault_is_tried_again_with_the_same_instant_of_receipt(log, owner, tries):
    owner.execute("CREATE TABLE counted (n integer); INSERT INTO counted VALUES (0)")

    def count(p: Performance) -> None:
        tries.append(p.call)
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT n FROM counted")
            if len(tries) < 3:
                owner.execute("UPDATE counted SET n = n + 1")
            cursor.execute("UPDATE counted SET n = n + 10")

    call = Call(ADMINISTRATOR, RECEIVED, "door")  # an id is looked for first, which fixes the isolation level
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(performing.durable, "commit_without_waiting", lambda: None)
        (done,) = act(log, call=call, before=count).acts

    assert len(tries) == 3
    assert done.received == RECEIVED
    assert owner.execute("SELECT n FROM counted").fetchone() == (12,)
    assert LoggedAct.objects.count() == 2


def test_of_two_that_wait_for_each_other_both_act_in_the_end(log, owner, tries):
    owner.execute("CREATE TABLE counted (k integer, n integer); INSERT INTO counted VALUES (1, 0), (2, 0)")
    meet = threading.Barrier(2)

    def crosswise(first: int, second: int, p: Performance) -> None:
        tries.append(p.call)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE counted SET n = n + 1 WHERE k = %s", [first])
            if len(tries) <= 2:
                meet.wait(5)
            cursor.execute("UPDATE counted SET n = n + 1 WHERE k = %s", [second])

    calls = answered(), answered()
    results = at_once(
        partial(act, log, call=calls[0], before=partial(crosswise, 1, 2)),
        partial(act, log, call=calls[1], before=partial(crosswise, 2, 1)),
    )

    assert len(tries) == 3, "nobody was a deadlock's victim"
    assert [each.acts[0].id for each in results] == [call.id for call in calls]
    assert {each.acts[0].received for each in results} == {RECEIVED}
    assert owner.execute("SELECT sum(n) FROM counted").fetchone() == (4,)


def test_a_lock_that_is_not_had_in_time_is_waited_for_again(log, owner, tries, database, postgres):
    with psycopg.connect(postgres, dbname=database) as other:
        other.execute("SELECT size FROM record_log WHERE id = %s FOR UPDATE", [log.id])

        def impatient(p: Performance) -> None:
            tries.append(p.call)
            if len(tries) == 2:
                other.rollback()
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '50ms'")

        done = act(log, call=answered(), before=impatient)

    assert len(tries) == 2
    assert done.acts[0].received == RECEIVED


def test_it_is_not_tried_for_ever(log, monkeypatch, database, postgres, tries):
    monkeypatch.setattr(performing.time, "sleep", lambda _seconds: None)

    def impatient(p: Performance) -> None:
        tries.append(p.call)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '5ms'")

    with psycopg.connect(postgres, dbname=database) as other:
        other.execute("SELECT size FROM record_log WHERE id = %s FOR UPDATE", [log.id])
        with pytest.raises(DatabaseError, match="lock timeout"):
            act(log, before=impatient)

    assert len(tries) == performing.TRIES


def test_other_faults_are_not_tried_again(log, tries):
    def divide(p: Performance) -> None:
        tries.append(p.call)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    with pytest.raises(DatabaseError, match="division by zero"):
        act(log, before=divide)

    assert len(tries) == 1


def test_within_somebody_elses_transaction_nothing_is_tried_again(log, tries):
    def again(p: Performance) -> None:
        tries.append(p.call)
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE 'made up' USING ERRCODE = 'deadlock_detected'; END $$")

    with pytest.raises(DatabaseError, match="made up"), transaction.atomic():
        act(log, before=again)

    assert len(tries) == 1


# --- The order of locks


def test_subjects_are_locked_in_one_order_then_series_then_logs(log, monkeypatch):
    taken: list[str] = []
    monkeypatch.setattr(performing, "_wait_for_turn", taken.append)

    p = Performance(Call(ADMINISTRATOR), RECEIVED)
    p.lock("nemcon:series/A/C.3/67/L.", "nemcon:symbol/B", "nemcon:body/z", "nemcon:meeting/a")
    p.lock("nemcon:series/Z", "nemcon:symbol/B")
    p.lock("nemcon:log/ctoc")

    assert taken == [
        "nemcon:body/z",
        "nemcon:meeting/a",
        "nemcon:symbol/B",
        "nemcon:series/A/C.3/67/L.",
        "nemcon:series/Z",
        "nemcon:log/ctoc",
    ]
    with pytest.raises(ValueError, match="in one call"):
        p.lock("nemcon:series/A")


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(["nemcon:a/1", "nemcon:b/1", "nemcon:series/x", "nemcon:log/y"]), st.randoms())
def test_whatever_order_subjects_are_named_in_those_who_lock_them_never_wait_for_each_other(
    log, order: list[str], chance: random.Random
):
    subjects = [chance.sample(order, chance.randrange(1, 5)) for _ in range(4)]

    def hold(names: list[str], p: Performance) -> None:
        p.lock(*names)

    results = at_once(*[partial(act, log, before=partial(hold, names)) for names in subjects])

    assert all(not isinstance(each, Exception) for each in results), results


def test_the_log_is_locked_after_the_work_is_done(log, database, postgres):
    free: list[bool] = []

    def look(_p: Performance) -> None:
        with psycopg.connect(postgres, dbname=database) as other:
            other.execute("SELECT size FROM record_log WHERE id = %s FOR UPDATE NOWAIT", [log.id])
            free.append(True)

    act(log, before=look)

    assert free == [True]


def test_many_at_once_get_numbers_without_a_gap_and_a_tree_that_holds(log):
    results = at_once(*[partial(act, log, count=1 + n % 3) for n in range(16)])

    seqs = sorted(itertools.chain.from_iterable([a.seq for a in each.acts] for each in results))
    assert seqs == list(range(1, 1 + len(seqs)))
    recorded = LoggedAct.objects.order_by("seq").values_list("recorded", flat=True)
    assert list(recorded) == sorted(recorded)
