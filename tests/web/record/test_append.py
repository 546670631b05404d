"""Appending: numbers, instants, the tree, the tiles."""

import datetime as dt
from uuid import uuid4

import pytest
from acting import ADMINISTRATOR, OFFICER, act, seeded

from nemcon.core import acts
from nemcon.core.payloads import InstitutionFounded
from nemcon.core.record import tiles
from nemcon.core.record.tree import Frontier, leaf_hash
from nemcon.core.roles import Relation
from nemcon.web.record import selectors
from nemcon.web.record.models import ActPart, FullTile, Log, LoggedAct
from nemcon.web.record.perform import Call, Performance, perform

DAY = dt.timedelta(days=1)
US = dt.timedelta(microseconds=1)


def tree_of(log: Log) -> Frontier:
    """The tree over the leaves that are held, grown by the core."""
    frontier = Frontier()
    for leaf in LoggedAct.objects.filter(log=log).order_by("seq").values_list("leaf", flat=True):
        frontier = frontier.append(leaf_hash(bytes(leaf)))
    return frontier


def test_acts_are_numbered_from_zero_and_the_frontier_is_that_of_the_tree_over_their_leaves(log, world):
    for count in (1, 2, 5, 9):
        act(log, world, count=count)
        log.refresh_from_db()
        assert tree_of(log) == Frontier.from_bytes(log.size, bytes(log.frontier))

    assert list(LoggedAct.objects.order_by("seq").values_list("seq", flat=True)) == list(range(18))


def test_what_is_stored_is_what_the_leaf_commits_to_and_reads_back_as_the_act_that_was_returned(log, world):
    received = world.now() - DAY
    done = act(log, call=Call(OFFICER, received, "door", world=world), count=2).acts

    for each in done:
        row = LoggedAct.objects.get(seq=each.seq)
        assert acts.leaf_of(each.seq, selectors.parts_of(log.id, each.seq)) == bytes(row.leaf)
        assert leaf_hash(bytes(row.leaf)) == bytes(row.hash)
        assert selectors.act_at(log.id, each.seq) == each
        assert (row.type, row.subject, row.received, row.recorded) == (
            each.type,
            each.subject,
            each.received,
            each.recorded,
        )


def test_every_part_of_every_act_has_a_salt_of_its_own(log, world):
    act(log, world, count=20)

    salts = [bytes(salt) for salt in ActPart.objects.values_list("salt", flat=True)]
    assert len(salts) == 63 == len(set(salts))
    assert {len(salt) for salt in salts} == {32}


def test_recorded_never_decreases_when_the_clock_goes_back(log, world):
    (first,) = act(log, world).acts
    world.clock -= DAY
    (second,) = act(log, world).acts
    world.clock += 2 * DAY
    (third,) = act(log, world).acts

    assert first.recorded == second.recorded < third.recorded
    assert second.received == second.recorded  # a command's act is received as it is recorded


def test_an_act_is_never_recorded_before_it_was_received_even_by_another_machine_whose_clock_is_ahead(log, world):
    received = world.now() + DAY
    (ahead,) = act(log, call=Call(ADMINISTRATOR, received, "door", world=world)).acts
    (after,) = act(log, world).acts

    assert ahead.received == ahead.recorded == received
    assert after.recorded == received


def test_the_instant_of_receipt_is_kept_whatever_the_order_of_record(log, world):
    world.clock += DAY
    times = [world.clock - DAY / 2, world.clock - DAY, world.clock - US]

    done = [act(log, call=Call(ADMINISTRATOR, each, "door", world=world)).acts[0] for each in times]

    assert [each.received for each in done] == times
    assert [each.recorded for each in done] == sorted(each.recorded for each in done)


@pytest.mark.parametrize(("received", "receipt"), [(None, "door"), (dt.datetime(2020, 1, 1, tzinfo=dt.UTC), "none")])
def test_an_instant_of_receipt_and_how_it_is_known_go_together(received, receipt):
    with pytest.raises(ValueError, match="receipt"):
        Call(ADMINISTRATOR, received, receipt)


def test_what_could_not_be_read_back_is_not_recorded(log, world):
    call = Call(ADMINISTRATOR, world=world, id=uuid4())  # no UUID of version 7

    with pytest.raises(ValueError, match="version 7"):
        act(log, call=call)

    assert LoggedAct.objects.count() == 1


def test_what_reads_back_as_something_else_is_not_recorded(log, world):
    """Otherwise the rows would be other ones when they are rebuilt from the acts."""
    facts = {"names": {"en": "I"}, "seats": {}, "zone": "UTC", "colour": "#009edb"}

    def work(p: Performance) -> None:
        p.record_in(log, "nemcon:institution", InstitutionFounded(**facts, languages=("en",)))  # it is a list

    with pytest.raises(ValueError, match="reads back as another"):
        perform(Call(ADMINISTRATOR, world=world), "institution.founded", Relation.SECRETARIAT, work)


def test_the_256th_leaf_completes_a_tile(log, world):
    act(log, world, count=254)
    assert not FullTile.objects.exists()
    act(log, world, count=3)

    (tile,) = FullTile.objects.all()
    hashes = [bytes(each) for each in LoggedAct.objects.order_by("seq").values_list("hash", flat=True)[:256]]
    assert (tile.level, tile.number, bytes(tile.data)) == (0, 0, b"".join(hashes))


def test_the_65536th_leaf_completes_a_tile_of_each_of_two_levels(log, world):
    before = seeded(log, 65_535)
    act(log, world, count=2)
    log.refresh_from_db()

    first, second = (
        bytes(each) for each in LoggedAct.objects.filter(seq__gte=65_535).order_by("seq").values_list("hash", flat=True)
    )
    assert Frontier.from_bytes(log.size, bytes(log.frontier)) == before.append(first).append(second)
    assert FullTile.objects.filter(level=0).count() == 256
    (top,) = FullTile.objects.filter(level=1)
    assert tiles.root_of_tile(bytes(top.data)) == before.append(first).root
    assert not FullTile.objects.filter(level=2).exists()
