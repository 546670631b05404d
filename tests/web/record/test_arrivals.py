"""What arrives under a deadline is performed once, with the instant at which it first arrived, crash or not."""

from __future__ import annotations

import datetime as dt
import json
from functools import partial
from urllib.parse import urlencode
from uuid import UUID

import psycopg
import pytest
from acting import ADMINISTRATOR, act, at_once
from django.db import DatabaseError
from procrastinate.contrib.django import app

from nemcon.core.procedure import refuse as refusal
from nemcon.web.record import arrivals, jobs, selectors
from nemcon.web.record.arrivals import ANSWERS, Refused, call_of, form_of, keep, perform_left_over, unanswered_before
from nemcon.web.record.models import Arrival, LoggedAct
from nemcon.web.record.world import REAL

FORM = "application/x-www-form-urlencoded"
NOON = dt.datetime(2020, 9, 11, 12, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
PATH = "/acts/answer/silence/1"


def arrived(form: UUID, received: dt.datetime = NOON, words: str = "no", path: str = PATH) -> UUID | None:
    """As the door keeps an arrival."""
    body = urlencode({"act": form, "words": words}).encode()
    return keep(path=path, content_type=FORM, received=received, body=body, headers={})


@pytest.fixture
def form() -> UUID:
    """The id that stands in a form."""
    return REAL.identifier()


@pytest.fixture
def handled(log, monkeypatch) -> list[Arrival]:
    """The arrivals that a handler performed, by an action that records an act."""
    done: list[Arrival] = []

    def handler(arrival: Arrival) -> None:
        done.append(arrival)
        act(log, call=call_of(ADMINISTRATOR, arrival.form, arrival.received))

    monkeypatch.setitem(ANSWERS, "/acts/answer/silence/", handler)
    return done


# --- At the door


def test_an_arrival_is_committed_when_the_door_has_kept_it(database, form, owner: psycopg.Connection):
    assert arrived(form) == form

    row = owner.execute("SELECT form, path, received, body, account, refused FROM record_arrival").fetchone()
    assert row == (form, PATH, NOON, f"act={form}&words=no".encode(), "", "")


def test_the_same_form_sent_again_keeps_the_first_instant_and_what_was_sent_first(database, form):
    for later in (0, 1, 2):
        arrived(form, NOON + later * SECOND, words=f"sent {later}")

    (held,) = Arrival.objects.all()
    assert held.received == NOON
    assert b"sent+0" in bytes(held.body)


def test_of_the_same_form_many_times_at_once_one_is_kept(database, form):
    assert at_once(*[partial(arrived, form, NOON + n * SECOND) for n in range(8)]) == [form] * 8
    assert Arrival.objects.count() == 1


def test_after_a_refusal_the_form_that_was_mended_is_a_new_arrival(database, form):
    arrived(form)
    arrivals.refuse(form, "Give a reason.")
    arrived(form, NOON + SECOND, words="with a reason")

    (held,) = Arrival.objects.all()
    assert (held.received, held.refused) == (NOON + SECOND, "")
    assert b"reason" in bytes(held.body)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (FORM, b""),
        (FORM, b"act="),
        (FORM, b"act=12"),
        (FORM, b"act=0192f0f0-0000-4000-8000-000000000000"),  # of version 4: no form has such an id
        (FORM, b"act=\xff\xfe"),
        (FORM, b"a=1&" * 3000),
        ("application/json", b"{"),
        ("application/json", b"[1]"),
        ("application/json", b'{"act": 5}'),
        ("application/json", b"[" * 50_000),
        ("text/plain", b"act=0192f0f0-0000-7000-8000-000000000000"),
        ("", b""),
    ],
)
def test_what_names_no_act_is_not_kept(database, content_type, body):
    assert keep(path=PATH, content_type=content_type, received=NOON, body=body, headers={}) is None
    assert not Arrival.objects.exists()


def test_two_ids_in_one_form_are_none(form):
    assert form_of(FORM, f"act={form}&act={REAL.identifier()}".encode()) is None


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8", "Application/JSON"])
def test_the_act_is_named_in_json_as_well(form, content_type):
    assert form_of(content_type, json.dumps({"act": str(form), "more": [1]}).encode()) == form


def test_the_call_of_an_answer_has_the_instant_at_which_its_form_first_arrived(database, form):
    arrived(form)
    call = call_of(ADMINISTRATOR, form, NOON + SECOND)

    assert (call.received, call.receipt, call.id) == (NOON, "door", form)
    assert call_of(ADMINISTRATOR, REAL.identifier(), NOON + SECOND).received == NOON + SECOND


# --- After a crash


def test_what_a_crash_left_is_performed_with_its_own_instant_and_id(log, form, handled):
    arrived(form)

    assert perform_left_over(SECOND) == 1

    found = selectors.act_at(log.id, 1)
    assert (found.id, found.received, found.receipt) == (form, NOON, "door")
    assert not Arrival.objects.exists()


def test_what_just_arrived_is_left_to_its_own_request(log, form, handled):
    arrived(form, NOON)

    assert perform_left_over(20 * SECOND, now=NOON + 19 * SECOND) == 0
    assert perform_left_over(20 * SECOND, now=NOON + 21 * SECOND) == 1


def test_left_over_and_still_running_is_one_act(log, form, handled):
    arrived(form)
    live = partial(act, log, call=call_of(ADMINISTRATOR, form, NOON))
    at_once(live, partial(perform_left_over, SECOND), partial(perform_left_over, SECOND), live)

    assert LoggedAct.objects.filter(act_id=form).count() == 1 == LoggedAct.objects.count() - 1
    assert not Arrival.objects.exists()


def test_they_are_performed_in_the_order_in_which_they_arrived(log, handled):
    forms = [REAL.identifier() for _ in range(4)]
    for place, each in reversed(list(enumerate(forms))):
        arrived(each, NOON + place * SECOND)
    perform_left_over(SECOND)

    assert [each.form for each in handled] == forms


@pytest.mark.parametrize("why", [refusal("silence.closed"), Refused("silence.closed: say so")])
def test_a_refusal_is_kept_for_whoever_sent_it_and_not_tried_again(log, form, monkeypatch, why):
    tries: list[Arrival] = []

    def handler(arrival: Arrival) -> None:
        tries.append(arrival)
        raise why

    monkeypatch.setitem(ANSWERS, "/acts/answer/", handler)
    arrived(form)
    assert [perform_left_over(SECOND, now=NOON + n * 5 * SECOND) for n in (1, 2, 3)] == [1, 0, 0]

    assert len(tries) == 1
    assert "silence.closed" in Arrival.objects.get().refused
    assert LoggedAct.objects.count() == 1
    arrivals.shown(form)
    assert not Arrival.objects.exists()


def test_what_is_unanswered_is_not_forgotten_by_being_shown(database, form):
    arrived(form)
    arrivals.shown(form)

    assert Arrival.objects.exists()


def test_a_refusal_that_nobody_comes_back_for_is_forgotten_after_a_month(database, form):
    arrived(form)
    arrivals.refuse(form, "no")
    perform_left_over(SECOND, now=NOON + dt.timedelta(days=29))
    assert Arrival.objects.exists()
    perform_left_over(SECOND, now=NOON + dt.timedelta(days=31))
    assert not Arrival.objects.exists()


def test_what_fails_is_tried_again_and_holds_up_nobody_else(log, handled, monkeypatch):
    broken, form = REAL.identifier(), REAL.identifier()
    failures = [DatabaseError("gone"), KeyError("a bug")]

    def fails(arrival: Arrival) -> None:
        if failures:
            raise failures.pop()
        act(log, call=call_of(ADMINISTRATOR, arrival.form, arrival.received))

    monkeypatch.setitem(ANSWERS, "/acts/answer/silence/broken/", fails)
    arrived(broken, NOON, path="/acts/answer/silence/broken/1")
    arrived(form, NOON + SECOND)

    assert [perform_left_over(SECOND) for _ in range(4)] == [1, 0, 1, 0]
    assert selectors.act_at(log.id, 2).id == broken


def test_an_address_that_nothing_performs_is_kept(log, form):
    arrived(form, path="/acts/answer/unknown")

    assert perform_left_over(SECOND) == 0
    assert Arrival.objects.exists()


# --- The closing window


def test_no_outcome_is_announced_while_an_answer_that_came_in_time_is_unanswered(log, handled):
    at, after, elsewhere = (REAL.identifier() for _ in range(3))
    arrived(at, NOON)
    arrived(after, NOON + dt.timedelta(microseconds=1))
    arrived(elsewhere, NOON, path="/acts/answer/silence/2")

    assert unanswered_before("/acts/answer/silence/1", NOON) == 1
    assert unanswered_before("/acts/answer/silence/", NOON) == 2
    arrivals.refuse(elsewhere, "no")
    assert unanswered_before("/acts/answer/silence/", NOON) == 1
    perform_left_over(SECOND)
    assert unanswered_before("/acts/answer/silence/", NOON) == 0


def test_the_worker_looks_every_few_seconds(log, form, handled):
    task = app.tasks["record.perform_left_over"]
    assert any(each.task is task for each in app.periodic_registry.periodic_tasks.values())
    arrived(form)

    jobs.perform_left_over(0)
    jobs.perform_left_over(0)

    assert [each.form for each in handled] == [form]
