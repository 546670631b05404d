"""Erasing: only what nothing follows from; written down before; done again after a restore; the record still holds."""

from __future__ import annotations

import stat

import pytest
from acting import OFFICER, act, opened

from nemcon.core.payloads import ERASABLE
from nemcon.core.record.verify import verify_record
from nemcon.web.record import erasure, selectors
from nemcon.web.record.erasure import CannotErase, erase, erase_person, repeat
from nemcon.web.record.export import export
from nemcon.web.record.models import ActPart, Pseudonym, SignedHead
from nemcon.web.record.perform import Call
from nemcon.web.record.signing import sign
from record.independent.export import read_export

ACCOUNT = OFFICER.account


@pytest.fixture
def allowed(monkeypatch):
    """The words of a reservation may be erased, as those of a statement will be."""
    monkeypatch.setitem(ERASABLE, "symbol.reserved/1", frozenset({"who", "content"}))


@pytest.fixture
def acted(log, world):
    """A log with two acts of an officer."""
    act(log, world, call=Call(OFFICER, world=world), count=2)
    return log


def parts(log, seq):
    """The names of the parts that are held."""
    return set(ActPart.objects.filter(log=log, seq=seq).values_list("part", flat=True))


def test_a_part_is_erased_with_its_salt_and_the_record_still_holds(acted, world, ring, allowed):
    sign(acted, ring, world)

    assert erase(acted, 1, "content", ring.folder)

    assert parts(acted, 1) == {"what", "who"}
    assert selectors.act_at(acted.id, 1).content is None
    lines = b"".join(export(acted, "full", SignedHead.objects.get())).splitlines(keepends=True)
    report = verify_record(lines)
    assert report.holds, report.faults
    assert report.opened == {"what": 3, "who": 3, "content": 2}
    assert read_export(lines).good


@pytest.mark.parametrize("part", ["what", "who", "content", "leaf"])
def test_what_outcomes_may_rest_on_is_never_erased(acted, ring, part):
    with pytest.raises(CannotErase, match="kept for ever"):
        erase(acted, 1, part, ring.folder)

    assert parts(acted, 1) == {"what", "who", "content"}
    assert not ring.folder.exists()


def test_an_act_that_is_not_there_cannot_be_erased(acted, ring, allowed):
    with pytest.raises(CannotErase, match="There is no act 9 in testserver/record/ctoc"):
        erase(acted, 9, "content", ring.folder)


def test_it_is_written_down_before_it_is_erased(acted, ring, allowed, monkeypatch):
    monkeypatch.setattr(erasure.os, "fsync", lambda _descriptor: (_ for _ in ()).throw(OSError("No space left")))

    with pytest.raises(OSError, match="No space left"):
        erase(acted, 1, "content", ring.folder)

    assert "content" in parts(acted, 1)


def test_erased_twice_is_written_down_once(acted, ring, allowed):
    assert erase(acted, 1, "content", ring.folder)
    assert not erase(acted, 1, "content", ring.folder)

    assert len((ring.folder / erasure.FILE).read_text().splitlines()) == 1


def test_a_person_is_forgotten_in_every_log_and_what_they_did_stays(acted, world, ring):
    other = opened("cnd", world)
    act(other, call=Call(OFFICER, world=world))
    before = list(selectors.acts_in_order(acted.id))

    assert erase_person(ACCOUNT, ring.folder) == 2
    assert erase_person(ACCOUNT, ring.folder) == 0

    assert not Pseudonym.objects.exists()
    assert list(selectors.acts_in_order(acted.id)) == before
    act(acted, call=Call(OFFICER, world=world))
    assert list(selectors.acts_in_order(acted.id))[-1].who.person not in {each.who.person for each in before}


def test_what_was_erased_is_erased_again_after_a_restore(acted, ring, allowed):
    part = ActPart.objects.get(seq=1, part="content")
    name = Pseudonym.objects.get()
    erase(acted, 1, "content", ring.folder)
    erase_person(ACCOUNT, ring.folder)
    assert repeat(ring.folder) == 0

    ActPart.objects.bulk_create([part])  # an older state of the database
    name.save(force_insert=True)
    assert repeat(ring.folder) == 2

    assert "content" not in parts(acted, 1)
    assert not Pseudonym.objects.exists()


def test_the_file_says_what_was_erased_and_nothing_of_what_it_said(acted, ring, allowed):
    erase(acted, 1, "content", ring.folder)
    erase_person(ACCOUNT, ring.folder)
    path = ring.folder / erasure.FILE

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert ACCOUNT not in path.read_text()
    assert "A/C.3" not in path.read_text()


def test_half_a_line_that_a_crash_left_does_not_take_the_next_one_with_it(acted, ring, allowed):
    erase(acted, 1, "content", ring.folder)
    path = ring.folder / erasure.FILE
    path.write_bytes(path.read_bytes() + b'{"at":"2020-09')
    part = ActPart.objects.get(seq=2, part="content")
    erase(acted, 2, "content", ring.folder)
    ActPart.objects.bulk_create([part])

    assert repeat(ring.folder) == 1
    assert "content" not in parts(acted, 2)


def test_nothing_was_erased_where_there_is_no_file(database, ring):
    assert repeat(ring.folder) == 0
