"""The signer: only what is committed, only what continues what was signed, and nothing that it could forget."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import json
import shutil
import stat
import threading
from collections.abc import Callable
from functools import partial

import psycopg
import pytest
from acting import ADMINISTRATOR, act, at_once, opened
from django.db import connection

from nemcon.core.record import checkpoint as checkpoints
from nemcon.core.record.notes import ED25519, ML_DSA, BadNote, parse_key, verify
from nemcon.core.record.tree import Frontier, leaf_hash
from nemcon.core.record.verify import Trust, verify_record
from nemcon.web.record import selectors, signing
from nemcon.web.record.actions import rotate_key
from nemcon.web.record.append import Gap
from nemcon.web.record.export import export
from nemcon.web.record.keyring import BadKeys, Keyring
from nemcon.web.record.models import Log, LoggedAct, LogKey, PublicHead, SignedHead
from nemcon.web.record.perform import Call
from nemcon.web.record.signing import NotContinued, move_public_head, sign, sign_all
from record.independent.export import read_export

HOUR = dt.time(17)


def head_of(log):
    """The newest checkpoint."""
    return checkpoints.parse(SignedHead.objects.filter(log=log).latest("size").note)


def keys_of(log):
    """The keys that the database names."""
    return [parse_key(vkey) for vkey in LogKey.objects.filter(log=log).values_list("vkey", flat=True)]


# --- What is signed


def test_a_checkpoint_is_of_the_tree_over_all_committed_acts_and_signed_by_both_kinds_of_key(log, world, ring):
    act(log, world, count=20)
    assert sign(log, ring, world)

    found, frontier = head_of(log), Frontier()
    for leaf in LoggedAct.objects.order_by("seq").values_list("leaf", flat=True):
        frontier = frontier.append(leaf_hash(bytes(leaf)))
    assert (found.head.origin, found.head.size, found.head.root) == (log.origin, 21, frontier.root)
    signed = verify(found.note, keys_of(log))
    assert [key.kind for key, _ in signed] == [ED25519, ML_DSA]
    assert signed[1][1].time == int(world.clock.timestamp())


def test_without_a_post_quantum_key_it_is_signed_with_ed25519_alone(log, world, tmp_path):
    sign(log, Keyring(tmp_path / "keys", post_quantum=False), world)

    assert [key.kind for key, _ in verify(head_of(log).note, keys_of(log))] == [ED25519]


def test_what_was_signed_is_not_signed_again(log, world, ring):
    assert sign(log, ring, world)
    assert not sign(log, ring, world)
    assert SignedHead.objects.count() == 1


def test_a_log_without_acts_has_no_checkpoint(database, world, ring):
    empty = Log.objects.create(name="empty", origin="testserver/record/empty")

    assert not sign(empty, ring, world)
    assert not ring.folder.exists()


def test_nothing_is_signed_within_a_transaction_that_is_still_open(log, world, ring):
    sign(log, ring, world)
    recorded, go_on = threading.Event(), threading.Event()

    def linger(_act) -> None:
        recorded.set()
        go_on.wait(10)

    def slowly() -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(signing_projections(), "symbol.reserved/1", [linger])
            act(log, world)

    thread = threading.Thread(target=lambda: (slowly(), connection.close()))
    thread.start()
    assert recorded.wait(10)
    assert not sign(log, ring, world)  # and does not wait for it either
    assert ring.head(log.origin).head.size == 1
    go_on.set()
    thread.join(10)
    assert sign(log, ring, world)
    assert head_of(log).head.size == 2


def signing_projections() -> dict:
    """What is run for each type of act."""
    from nemcon.web.record.projections import PROJECTIONS

    return PROJECTIONS.by_type


def test_what_was_rolled_back_is_never_signed(log, world, ring):
    sign(log, ring, world)

    def fail(_p) -> None:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        act(log, world, before=fail)

    assert not sign(log, ring, world)


def test_the_record_as_signed_is_verified_by_the_core_and_by_the_other_reader(log, world, ring):
    for count in (3, 300):
        act(log, world, count=count, released=True)
        sign_all(ring, world)
    keys, heads = keys_of(log), list(SignedHead.objects.order_by("size"))
    for head in heads:
        for audience in ("public", "members", "full"):
            lines = b"".join(export(log, audience, head)).splitlines(keepends=True)
            seen = [checkpoints.parse(each.note) for each in heads if each.size <= head.size]
            report = verify_record(lines, keys=keys, seen=seen)
            assert (report.holds, report.trust) == (True, Trust.GIVEN), report.faults
            other = read_export(lines, list(map(str, keys)), [str(each) for each in seen])
            assert other.good, list(other.sentences())


# --- The head file


def test_the_head_file_is_on_the_disk_before_the_signature_is_made(log, world, ring, monkeypatch):
    happened: list[str] = []
    fsync, replace, made = signing_os().fsync, signing_os().replace, checkpoints.sign

    def noted(name: str, real: Callable) -> Callable:
        return lambda *given, **named: (happened.append(name), real(*given, **named))[1]

    ring.generate(log.origin, world)
    monkeypatch.setattr(signing_os(), "fsync", noted("forced to disk", fsync))
    monkeypatch.setattr(signing_os(), "replace", noted("put in place", replace))
    monkeypatch.setattr(checkpoints, "sign", noted("signed", made))
    sign(log, ring, world)

    assert happened == ["forced to disk", "put in place", "forced to disk", "signed"]
    assert ring.head(log.origin).head == head_of(log).head


def signing_os():
    """What the keyring writes with."""
    from nemcon.web.record import keyring

    return keyring.os


def test_after_a_crash_between_head_file_and_row_the_same_head_is_signed(log, world, ring, monkeypatch):
    def crash(*_given) -> None:
        raise KeyboardInterrupt

    act(log, world)
    with monkeypatch.context() as patch:
        patch.setattr(checkpoints, "sign", crash)
        with pytest.raises(KeyboardInterrupt):
            sign(log, ring, world)
    intended = ring.head(log.origin).head
    assert not SignedHead.objects.exists()
    assert not LogKey.objects.exists()

    assert sign(log, ring, world)

    assert head_of(log).head == intended
    assert verify(head_of(log).note, keys_of(log))


def test_after_such_a_crash_acts_that_followed_are_signed_with_it(log, world, ring, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(checkpoints, "sign", lambda *_given: (_ for _ in ()).throw(OSError("disk")))
        with pytest.raises(OSError, match="disk"):
            sign(log, ring, world)
    act(log, world, count=3)

    assert sign(log, ring, world)
    assert head_of(log).head.size == 4


def test_two_signers_at_once_make_one_checkpoint(log, world, ring):
    act(log, world, count=600)
    results = at_once(*[partial(sign, log, ring, world) for _ in range(4)])

    assert sorted(results) == [False, False, False, True]
    assert SignedHead.objects.count() == 1
    assert len(list(ring.folder.glob("*.key"))) == 1


def test_two_servers_that_sign_while_acts_are_made_never_sign_two_trees_of_one_size(log, world, ring):
    stopped = threading.Event()

    def keep_signing() -> None:
        while not stopped.is_set():
            sign(log, ring, world)

    def keep_acting() -> None:
        for _ in range(30):
            act(log)
        stopped.set()

    assert at_once(keep_signing, keep_signing, keep_acting) == [None, None, None]
    sign(log, ring, world)
    leaves = [bytes(each) for each in LoggedAct.objects.order_by("seq").values_list("leaf", flat=True)]
    frontier = Frontier()
    roots = [frontier.root, *((frontier := frontier.append(leaf_hash(leaf))).root for leaf in leaves)]
    for row in SignedHead.objects.all():
        found = checkpoints.parse(row.note).head
        assert (found.size, found.root) == (row.size, roots[row.size])


def test_many_acts_at_once_are_read_in_portions(log, world, ring, monkeypatch):
    monkeypatch.setattr(signing, "PORTION", 7)
    act(log, world, count=30)

    assert sign(log, ring, world)


# --- Refusals


def test_a_database_that_is_older_than_what_was_signed_is_refused(log, world, ring, tamper):
    act(log, world, count=5)
    sign(log, ring, world)
    before = list(SignedHead.objects.values_list("note"))
    frontier = b"".join(bytes(each) for each in LoggedAct.objects.filter(seq=0).values_list("hash", flat=True))
    tamper("DELETE FROM record_signedhead")
    tamper("DELETE FROM record_loggedact WHERE seq >= 1")
    tamper("DELETE FROM record_actpart WHERE seq >= 1")
    tamper("UPDATE record_log SET size = 1, frontier = %s", frontier)

    with pytest.raises(NotContinued, match="holds 1 acts of testserver/record/ctoc, and 6 were signed"):
        sign(log, ring, world)
    act(log, world, count=20)  # other acts in the place of the lost ones
    with pytest.raises(NotContinued, match="are not those that were signed: this is another database"):
        sign(log, ring, world)

    assert not SignedHead.objects.exists()
    assert before


def test_nothing_is_added_to_a_log_that_lacks_acts_which_were_signed_until_it_holds_them(log, world, ring, tamper):
    act(log, world, count=5)
    sign(log, ring, world)
    held = [log.size for log in Log.objects.filter(id=log.id)]
    before = bytes(Log.objects.get(id=log.id).frontier)
    frontier = b"".join(bytes(each) for each in LoggedAct.objects.filter(seq=0).values_list("hash", flat=True))
    tamper("UPDATE record_log SET size = 1, frontier = %s", frontier)

    with pytest.raises(NotContinued, match="restored to an earlier state"):
        sign_all(ring, world)
    with pytest.raises(Gap, match="holds 1 acts of a log of which 6 were signed"):
        act(log, world)

    tamper("UPDATE record_log SET size = %s, frontier = %s", held[0], before)  # as `recover` does
    act(log, world)
    assert sign_all(ring, world) == 1


def test_a_gap_that_a_head_file_of_another_database_made_believe_is_forgotten(log, world, ring, tamper):
    act(log, world, count=5)
    sign(log, ring, world)
    tamper("UPDATE record_log SET signed = 900")

    sign_all(ring, world)

    act(log, world)


@pytest.mark.parametrize("further", [0, 3])
def test_a_changed_act_that_was_signed_is_refused(log, world, ring, tamper, further):
    act(log, world, count=5)
    sign(log, ring, world)
    tamper("UPDATE record_loggedact SET hash = sha256('other') WHERE seq = 2")
    act(log, world, count=1 + further)

    with pytest.raises(NotContinued, match="The first 6 acts of testserver/record/ctoc are not those"):
        sign(log, ring, world)


def test_acts_that_are_not_those_of_the_tree_are_refused(log, world, ring, tamper):
    sign(log, ring, world)
    act(log, world, count=5)
    tamper("UPDATE record_loggedact SET leaf = 'other' WHERE seq = 4")

    with pytest.raises(NotContinued, match="do not make up the tree that the database says they do"):
        sign(log, ring, world)
    assert ring.head(log.origin).head.size == 1


def test_without_the_head_file_a_log_that_was_signed_is_refused(log, world, ring):
    sign(log, ring, world)
    next(ring.folder.glob("*.head")).unlink()

    with pytest.raises(NotContinued, match="the head file that says so is not in the folder of keys"):
        sign(log, ring, world)


def test_an_older_head_file_signs_on_if_the_database_continues_all_that_was_signed(log, world, ring, tmp_path):
    sign(log, ring, world)
    shutil.copytree(ring.folder, tmp_path / "backup")
    act(log, world)
    sign(log, ring, world)
    old = Keyring(tmp_path / "backup")
    act(log, world)

    assert sign(log, old, world)
    assert head_of(log).head.size == 3


def test_an_older_head_file_with_a_database_that_was_changed_since_is_refused(log, world, ring, tmp_path, tamper):
    sign(log, ring, world)
    shutil.copytree(ring.folder, tmp_path / "backup")
    act(log, world)
    sign(log, ring, world)
    tamper("UPDATE record_signedhead SET note = replace(note, %s, %s) WHERE size = 2", root(log), root(log, b"\7" * 32))

    with pytest.raises(NotContinued, match="holds a checkpoint of 2 acts of testserver/record/ctoc, and its acts are"):
        sign(log, Keyring(tmp_path / "backup"), world)


def root(log, other: bytes | None = None) -> str:
    """A root as notes write it."""
    return base64.b64encode(other or head_of(log).head.root).decode()


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"origin": "testserver/record/ctoc"}',
        b'{"origin": "testserver/record/ctoc", "size": "1", "frontier": "", "root": ""}',
    ],
)
def test_a_damaged_head_file_is_refused(log, world, ring, damage):
    sign(log, ring, world)
    next(ring.folder.glob("*.head")).write_bytes(damage)
    act(log, world)

    with pytest.raises(BadKeys, match=r"is damaged .*without it nothing is signed"):
        sign(log, ring, world)


@pytest.mark.parametrize("name", ["root", "origin", "frontier"])
def test_a_head_file_that_contradicts_itself_or_is_another_logs_is_refused(log, world, ring, name):
    sign(log, ring, world)
    path = next(ring.folder.glob("*.head"))
    said = json.loads(path.read_text())
    path.write_text(json.dumps({**said, name: "0" * 64}))
    act(log, world)

    with pytest.raises(BadKeys, match="is of another log, or damaged"):
        sign(log, ring, world)


def test_a_lost_key_is_said_and_no_other_takes_its_place(log, world, ring):
    sign(log, ring, world)
    for path in ring.folder.glob("*.key"):
        path.unlink()
    ring.generate(log.origin, world)
    act(log, world)

    with pytest.raises(BadKeys, match=r"The key [0-9a-f]{8} of testserver/record/ctoc is not in .*Restore"):
        sign(log, ring, world)


def test_of_two_keys_somebody_must_choose(log, world, ring):
    ring.generate(log.origin, world)
    ring.generate(log.origin, world)

    with pytest.raises(BadKeys, match="There are 2 keys of testserver/record/ctoc"):
        sign(log, ring, world)
    assert not SignedHead.objects.exists()


@pytest.mark.parametrize(
    "damaged",
    [lambda text: text[:-9], lambda text: text.replace("+", "-"), lambda _text: "\udcff", lambda t: "PRIVATE+KEY+" + t],
)
def test_a_damaged_key_file_is_refused_without_a_word_of_the_secret(log, world, ring, damaged):
    ring.generate(log.origin, world)
    path = next(ring.folder.glob("*.key"))
    held = path.read_text()
    path.write_text(damaged(held), errors="surrogateescape")

    with pytest.raises(BadKeys, match="cannot be used") as raised:
        sign(log, ring, world)
    assert not any(line.split("+", 4)[4][:12] in str(raised.value) for line in held.splitlines())


def test_a_key_file_with_the_keys_in_another_order_or_of_two_logs_is_refused(log, world, ring):
    first = ring.generate(log.origin, world)
    path = next(ring.folder.glob("*.key"))
    path.write_text("".join(f"{each}\n" for each in reversed(first)))
    with pytest.raises(BadKeys, match="must hold an Ed25519 key"):
        sign(log, ring, world)

    path.write_text(f"{first[0]}\n{dataclasses.replace(first[1], name='other/log')}\n")
    with pytest.raises(BadKeys, match="must hold an Ed25519 key"):
        sign(log, ring, world)


def test_what_is_wrong_with_one_log_does_not_keep_others_from_being_signed(log, world, ring):
    other = opened("cnd", world)
    sign_all(ring, world)
    for path in ring.folder.glob("*ctoc*.head"):
        path.unlink()
    act(log, world)
    act(other, world)

    with pytest.raises(NotContinued, match="record/ctoc"):
        sign_all(ring, world)
    assert head_of(other).head.size == 2


# --- Keys


def test_keys_and_heads_are_for_their_owner_alone(log, world, ring):
    sign(log, ring, world)

    assert stat.S_IMODE(ring.folder.stat().st_mode) == 0o700
    files = list(ring.folder.iterdir())
    assert sorted(path.suffix for path in files) == [".head", ".key"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_keys_that_were_made_before_are_taken(log, world, ring):
    made = ring.generate(log.origin, world)
    sign(log, ring, world)

    assert set(keys_of(log)) == {signer.key for signer in made}


def test_a_folder_with_no_key_of_the_site_makes_none_for_a_log_that_is_opened_later(log, world, ring, tmp_path):
    sign(log, ring, world)
    later = opened("cnd", world)
    other = Keyring(tmp_path / "other")

    with pytest.raises(BadKeys, match="another server is its signer"):
        sign(later, other, world)
    assert not other.folder.exists()
    assert sign(later, ring, world)


def test_a_rotation_hands_over_to_keys_that_whoever_knows_the_old_ones_can_follow(log, world, ring):
    sign(log, ring, world)
    old = keys_of(log)
    rotate_key(Call(ADMINISTRATOR, world=world), log, ring)
    act(log, world)
    sign(log, ring, world)
    new = [key for key in keys_of(log) if key not in old]

    found = head_of(log)
    assert {key for key, _ in verify(found.note, [*old, *new])} == set(new)
    report = verify_record(
        b"".join(export(log, "public", SignedHead.objects.latest("size"))).splitlines(True), keys=old
    )
    assert report.holds, report.faults


def test_a_signature_does_not_verify_with_another_logs_key(log, world, ring):
    other = opened("cnd", world)
    sign_all(ring, world)

    assert verify(head_of(log).note, keys_of(other)) == []
    forged = dataclasses.replace(head_of(log).note, text=head_of(other).note.text)
    with pytest.raises(BadNote):
        verify(forged, keys_of(log))


# --- What the public sees


@pytest.fixture
def seen(log, ring) -> Callable[[], int]:
    """How far the public sees."""
    return lambda: PublicHead.objects.filter(log=log).values_list("size", flat=True).first() or 0


def test_the_public_head_moves_with_a_released_act_once_it_is_signed(log, world, ring, seen):
    sign_all(ring, world)
    assert seen() == 1  # the opening of a log is public

    act(log, world)
    sign_all(ring, world)
    assert seen() == 1

    act(log, world, released=True)
    move_public_head(log, ring, world.now(), None)
    assert seen() == 1  # not signed yet
    sign_all(ring, world)
    assert seen() == 3

    act(log, world)
    sign_all(ring, world)
    assert seen() == 3


def test_the_public_head_moves_at_the_hour_of_the_day_and_not_before(log, world, ring, seen):
    sign_all(ring, world, HOUR)
    act(log, world)
    for moment, size in ((8, 1), (16, 1), (17, 2), (20, 2)):
        world.clock = dt.datetime(2020, 9, 1, moment, tzinfo=dt.UTC)
        sign_all(ring, world, HOUR)
        assert seen() == size


def test_an_act_after_the_hour_waits_for_the_next_one_also_if_nothing_moved_at_this_one(log, world, ring, seen):
    """Else whoever watches the public head would see when somebody acted, if it is the first one since the hour."""
    sign_all(ring, world, HOUR)
    for day in (2, 3, 4):
        world.clock = dt.datetime(2020, 9, day, 17, 1, tzinfo=dt.UTC)
        sign_all(ring, world, HOUR)
    world.clock = dt.datetime(2020, 9, 4, 23, 26, tzinfo=dt.UTC)
    act(log, world)
    for moment in (
        dt.datetime(2020, 9, 4, 23, 26, 1, tzinfo=dt.UTC),
        dt.datetime(2020, 9, 5, 16, 59, 59, tzinfo=dt.UTC),
    ):
        world.clock = moment
        sign_all(ring, world, HOUR)
        assert seen() == 1
    world.clock = dt.datetime(2020, 9, 5, 17, tzinfo=dt.UTC)
    sign_all(ring, world, HOUR)
    assert seen() == 2


def test_a_signer_that_was_stopped_at_the_hour_moves_the_public_head_when_it_is_back(log, world, ring, seen):
    sign_all(ring, world, HOUR)
    act(log, world)
    sign_all(ring, world)
    world.clock = dt.datetime(2020, 9, 2, 9, tzinfo=dt.UTC)
    sign_all(ring, world, HOUR)

    assert seen() == 2


def test_the_public_head_never_goes_back(log, world, ring, seen, owner: psycopg.Connection):
    act(log, world, count=3, released=True)
    sign_all(ring, world, HOUR)
    owner.execute("UPDATE record_log SET public_wanted = 2")
    world.clock += dt.timedelta(days=3)
    sign_all(ring, world, HOUR)

    assert seen() == 4


def test_what_the_public_gets_is_signed_when_its_head_moved_and_not_when_somebody_acted(log, world, ring):
    """ML-DSA-44 signatures say their second: that of an act must not be seen."""
    sign_all(ring, world, HOUR)
    world.clock = dt.datetime(2020, 9, 1, 11, 26, tzinfo=dt.UTC)
    act(log, world)
    sign_all(ring, world, HOUR)
    world.clock = dt.datetime(2020, 9, 1, 17, 0, 1, tzinfo=dt.UTC)
    sign_all(ring, world, HOUR)

    public = selectors.public_head(log.id)
    assert public is not None
    assert public.size == 2
    found = verify(checkpoints.parse(public.note).note, keys_of(log))
    assert {signature.time for key, signature in found if key.kind == ML_DSA} == {int(world.clock.timestamp())}
    assert public.note != SignedHead.objects.get(size=2, log=log).note


def test_an_idle_log_costs_no_write(log, world, ring, owner: psycopg.Connection):
    sign_all(ring, world, HOUR)
    connection.close()
    before = owner.execute("SELECT pg_current_wal_insert_lsn()").fetchone()
    for _ in range(20):
        sign_all(ring, world, HOUR)

    (written,) = owner.execute("SELECT pg_current_wal_insert_lsn() - %s::pg_lsn", before).fetchone()
    assert written < 20 * 50
