"""Allocating symbols: no gap, no symbol twice, however many ask at once and change their minds."""

from __future__ import annotations

import datetime as dt
import random
import threading
import time
from functools import partial

import pytest
from acting import ADMINISTRATOR, OFFICER, at_once
from django.db import transaction

from nemcon.core.acts import Capacity
from nemcon.core.procedure import Refusal
from nemcon.core.symbol_series import GIVEN_BACK, RESERVED, USED
from nemcon.core.symbols import SymbolError
from nemcon.web.meetings.actions import establish_body, found_institution
from nemcon.web.papers.actions import give_back_symbol, publish, reserve_symbol, withdraw
from nemcon.web.papers.models import DocumentSymbol, RegisteredSymbol
from nemcon.web.papers.rendering import masthead_only
from nemcon.web.record import selectors
from nemcon.web.record.check import check
from nemcon.web.record.models import Log, LoggedAct
from nemcon.web.record.perform import Actor, Call, NotAllowed, by_command
from nemcon.web.record.projections import PROJECTIONS
from nemcon.web.record.world import REAL

SERIES = "CTOC/COP/WG.3/2021/"


@pytest.fixture
def body(database, world, files):
    """A body with a log of its own."""
    found_institution(by_command(world), names="I", seats="Vienna", zone="Europe/Vienna", languages=["en"])
    top = establish_body(by_command(world), slug="ctoc", names={"en": "Conference"}, prefix="CTOC/COP")
    return establish_body(by_command(world), slug="wg3", names={"en": "Group"}, prefix="CTOC/COP/WG.3", parent=top)


def published(symbol: str, body=None):
    """A document under that symbol."""
    agenda = masthead_only(symbol=symbol, titles={"en": "T"}, date=dt.date(2021, 1, 1), original="en")
    return publish(by_command(), symbol=symbol, agenda=agenda, body=body)


def register() -> dict[str, str]:
    """The register."""
    return dict(RegisteredSymbol.objects.values_list("symbol", "state"))


def test_symbols_of_a_series_follow_each_other_and_series_are_apart(body):
    taken = [
        reserve_symbol(by_command(), each, body) for each in (SERIES, SERIES, f"{SERIES}CRP.", SERIES, "A/C.3/67/L.")
    ]

    assert taken == [f"{SERIES}1", f"{SERIES}2", f"{SERIES}CRP.1", f"{SERIES}3", "A/C.3/67/L.1"]
    assert set(register().values()) == {RESERVED}


def test_it_is_an_act_in_the_log_of_the_body_which_the_public_is_not_shown(body):
    reserve_symbol(Call(OFFICER), SERIES, body)
    reserve_symbol(Call(OFFICER), "A/C.3/67/L.", None)

    rows = LoggedAct.objects.filter(type="symbol.reserved/1").order_by("recorded")
    assert [(row.log.name, row.subject) for row in rows] == [
        ("ctoc", f"nemcon:symbol/{SERIES}1"),
        ("institution", "nemcon:symbol/A/C.3/67/L.1"),
    ]
    parts = selectors.parts_of(rows[0].log_id, rows[0].seq)
    assert selectors.opened_parts(parts, rows[0].seq, "public").what is None
    assert Log.objects.get(name="ctoc").public_wanted < rows[0].seq + 1


def test_one_that_was_given_back_is_the_next_and_the_record_says_why(body):
    for _ in range(4):
        reserve_symbol(by_command(), SERIES, body)
    give_back_symbol(by_command(), f"{SERIES}3", "  withdrawn by its sponsors ")
    give_back_symbol(by_command(), f"{SERIES}2", "joined with the first")

    assert [reserve_symbol(by_command(), SERIES, body) for _ in range(3)] == [f"{SERIES}{n}" for n in (2, 3, 5)]
    (first, _) = [each for each in selectors.acts_in_order(Log.objects.get(name="ctoc").id) if "given" in each.type]
    assert first.content.reason == "withdrawn by its sponsors"


@pytest.mark.parametrize(
    ("symbol", "reason", "said"),
    [
        (f"{SERIES}1", " ", "no_reason"),
        (f"{SERIES}2", "why", "not_reserved.*not known"),
        (f"{SERIES}7", "why", "not_reserved.*used"),
        ("E/CN.7/2019/CRP.13-E/CN.15/2019/CRP.9", "why", "not_reserved"),
    ],
)
def test_what_cannot_be_given_back_is_refused_and_nothing_changes(body, symbol, reason, said):
    reserve_symbol(by_command(), SERIES, body)
    published(f"{SERIES}7", body)
    before = register(), LoggedAct.objects.count()

    with pytest.raises(Refusal, match=said):
        give_back_symbol(by_command(), symbol, reason)

    assert (register(), LoggedAct.objects.count()) == before


def test_given_back_twice_is_refused_but_the_same_call_twice_is_one(body):
    reserve_symbol(by_command(), SERIES, body)
    call = Call(ADMINISTRATOR, dt.datetime(2020, 1, 1, tzinfo=dt.UTC), "door", REAL.identifier())
    for _ in range(3):
        give_back_symbol(call, f"{SERIES}1", "why")

    with pytest.raises(Refusal, match="given back"):
        give_back_symbol(by_command(), f"{SERIES}1", "why")


def test_it_is_given_back_in_the_log_in_which_it_was_reserved(body):
    reserve_symbol(by_command(), "A/C.3/67/L.", body)
    give_back_symbol(by_command(), "A/C.3/67/L.1", "why")

    assert LoggedAct.objects.get(type="symbol.given_back/1").log.name == "ctoc"


def test_publishing_under_a_reserved_symbol_uses_it(body):
    reserve_symbol(by_command(), SERIES, body)
    published(f"{SERIES}1", body)

    assert register()[f"{SERIES}1"] == USED
    assert reserve_symbol(by_command(), SERIES, body) == f"{SERIES}2"


def test_publishing_under_one_that_was_given_back_uses_it_as_well(body):
    for _ in range(2):
        reserve_symbol(by_command(), SERIES, body)
    give_back_symbol(by_command(), f"{SERIES}1", "why")
    published(f"{SERIES}1", body)

    assert reserve_symbol(by_command(), SERIES, body) == f"{SERIES}3"


def test_a_symbol_that_a_document_has_is_never_reserved_also_when_the_document_is_withdrawn(body):
    published(f"{SERIES}4", body)
    withdraw(by_command(), f"{SERIES}4", "a mistake")

    assert reserve_symbol(by_command(), SERIES, body) == f"{SERIES}5"


def test_a_joint_symbol_takes_a_number_in_the_series_of_each_half(body):
    published("E/CN.7/2019/CRP.13-E/CN.15/2019/CRP.9", body)

    assert reserve_symbol(by_command(), "E/CN.7/2019/CRP.", body) == "E/CN.7/2019/CRP.14"
    assert reserve_symbol(by_command(), "E/CN.15/2019/CRP.", body) == "E/CN.15/2019/CRP.10"


def test_a_document_that_the_register_does_not_know_is_heeded(body):
    document = published(f"{SERIES}4", body)
    RegisteredSymbol.objects.all().delete()
    DocumentSymbol.objects.create(symbol=f"{SERIES}1", document=document)

    assert [reserve_symbol(by_command(), SERIES, body) for _ in range(4)] == [f"{SERIES}{n}" for n in (2, 3, 5, 6)]


def test_what_no_symbol_begins_with_is_refused(body):
    with pytest.raises(SymbolError, match="is not the beginning of a symbol"):
        reserve_symbol(by_command(), "CTOC", body)
    assert not RegisteredSymbol.objects.exists()


def test_only_who_keeps_the_register_may(body):
    with pytest.raises(NotAllowed):
        reserve_symbol(Call(Actor(Capacity.STATE, "XXA")), SERIES, body)


class Changed(Exception):
    """Somebody changed their mind."""


def test_sixteen_at_once_half_of_whom_give_back_or_roll_back_leave_no_gap_and_take_none_twice(body):
    """Each takes ten; some are given back, some are never committed, and some are published under."""
    kept: list[str] = []

    def work(place: int) -> None:
        chance = random.Random(place)
        for _ in range(10):
            if place % 2 == 0:
                kept.append(reserve_symbol(by_command(), SERIES, body))
            elif chance.random() < 0.5:
                give_back_symbol(by_command(), reserve_symbol(by_command(), SERIES, body), "not needed")
            else:
                try:
                    with transaction.atomic():
                        reserve_symbol(by_command(), SERIES, body)
                        raise Changed
                except Changed:
                    pass

    results = at_once(*[partial(work, place) for place in range(16)])

    assert results == [None] * 16
    assert len(kept) == 80 == len(set(kept))
    numbers = sorted(RegisteredSymbol.objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert sorted(symbol for symbol, state in register().items() if state == RESERVED) == sorted(kept)
    free = sum(state == GIVEN_BACK for state in register().values())
    more = [reserve_symbol(by_command(), SERIES, body) for _ in range(free + 1)]
    assert not set(more) & set(kept)
    assert more[-1] == f"{SERIES}{len(numbers) + 1}"
    assert check().holds


def test_a_symbol_is_not_reserved_while_a_document_is_being_published_under_it(body, monkeypatch):
    recorded = threading.Event()

    def linger(_act) -> None:
        recorded.set()
        time.sleep(0.3)

    projections = PROJECTIONS.by_type["document.published/1"]
    monkeypatch.setitem(PROJECTIONS.by_type, "document.published/1", [*projections, linger])
    published_it, symbol = at_once(
        partial(published, f"{SERIES}1", body),
        lambda: recorded.wait(5) and reserve_symbol(by_command(), SERIES, body),
    )

    assert (published_it.symbol, symbol) == (f"{SERIES}1", f"{SERIES}2")
    assert register() == {f"{SERIES}1": USED, f"{SERIES}2": RESERVED}


def test_publishing_and_reserving_at_once_never_give_a_symbol_to_two(body):
    for attempt in range(1, 6):
        results = at_once(
            partial(published, f"{SERIES}{attempt * 2 - 1}", body), partial(reserve_symbol, by_command(), SERIES, body)
        )
        document, symbol = results
        assert document.symbol == f"{SERIES}{attempt * 2 - 1}", results
        if symbol == document.symbol:  # it was reserved first, and then used
            reserve_symbol(by_command(), SERIES, body)
        assert register()[document.symbol] == USED

    assert check().holds
