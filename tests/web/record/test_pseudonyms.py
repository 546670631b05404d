"""Persons stand in the record by names that are random in each log; their accounts never do."""

from functools import partial

import psycopg
from acting import ADMINISTRATOR, OFFICER, act, at_once, opened

from nemcon.core.acts import Capacity
from nemcon.web.record import selectors
from nemcon.web.record.models import Pseudonym
from nemcon.web.record.perform import Actor, Call

ACCOUNT = OFFICER.account


def persons(log):
    """Who did what stands in the log."""
    return [each.who.person for each in selectors.acts_in_order(log.id)]


def test_an_account_has_one_random_name_in_a_log_and_another_one_in_another(log, world):
    other = opened("cnd", world)
    for of in (log, log, other, other):
        act(of, call=Call(OFFICER, world=world))

    (_, one, again), (_, elsewhere, again_there) = persons(log), persons(other)
    assert one == again != elsewhere == again_there
    assert len(one) == 32
    assert set(one + elsewhere) <= set("0123456789abcdef")


def test_two_databases_give_an_account_different_names(log, world):
    """It follows from nothing but chance: whoever knows the accounts cannot compute it."""
    act(log, call=Call(OFFICER, world=world))
    first = persons(log)[-1]
    Pseudonym.objects.all().delete()
    act(log, call=Call(OFFICER, world=world))

    assert persons(log)[-1] not in (first, None)


def test_who_recorded_for_somebody_has_a_name_of_their_own(log, world):
    on_behalf = Actor(Capacity.ADMINISTRATOR, "XXA", "mission@example.org", recorded_by=ACCOUNT)
    (done,) = act(log, call=Call(on_behalf, world=world)).acts

    assert done.who.of == "XXA"
    assert None is not done.who.person != done.who.recorded_by is not None


def test_a_command_acts_for_no_person(log, world):
    act(log, call=Call(ADMINISTRATOR, world=world))

    assert persons(log) == [None, None]
    assert not Pseudonym.objects.exists()


def test_no_stored_byte_but_in_the_table_of_names_holds_the_account(log, world, owner: psycopg.Connection):
    act(log, call=Call(OFFICER, world=world))

    tables = [row[0] for row in owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    holding = [
        table
        for table in tables
        if owner.execute(
            f"SELECT 1 FROM {table} AS t WHERE position(%s IN t::text) > 0 OR position(%s IN t::text) > 0",
            [ACCOUNT, ACCOUNT.encode().hex()],
        ).fetchone()
    ]
    assert holding == ["record_pseudonym"]


def test_first_acts_at_the_same_moment_make_one_name(log):
    results = at_once(*[partial(act, log, call=Call(OFFICER)) for _ in range(8)])

    assert len({each.acts[0].who.person for each in results}) == 1
    assert Pseudonym.objects.count() == 1
