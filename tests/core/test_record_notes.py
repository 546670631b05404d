"""Signed notes, keys and checkpoints, against the published vectors and against whoever changes a byte of one."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemcon.core.record import checkpoint
from nemcon.core.record.checkpoint import Head, parse_head
from nemcon.core.record.keys import Trust, Trusted, read_rotation, rotate, rotation_text
from nemcon.core.record.notes import (
    COSIGNATURE,
    ED25519,
    ML_DSA,
    BadNote,
    Key,
    Note,
    Signer,
    parse_key,
    parse_note,
    parse_signer,
    verify,
)
from record.logs import TIME, WITNESSES, signers

ORIGIN = "record.example.org/ctoc"
OLD, NEW, NEXT = signers(1), signers(2), signers(3)
HEAD = Head(ORIGIN, 932, b"r" * 32)
ALL = (*OLD, *WITNESSES)
SIGNED = checkpoint.sign(HEAD, ALL, TIME)


@pytest.fixture(scope="module")
def vectors(shared: Path) -> Any:
    return json.loads((shared / "data/merkle_vectors.json").read_text("utf-8"))


def test_the_published_notes_verify_with_the_published_keys(vectors: Any) -> None:
    keys = [parse_key(vkey) for vkey in vectors["notes"]["vkeys"]]

    for each in vectors["notes"]["good"]:
        found = verify(parse_note(each["note"]), keys)
        assert [key.name for key, _ in found] == each["verified"]


def test_the_published_malformed_notes_and_keys_are_refused(vectors: Any) -> None:
    notes = vectors["notes"]
    text = notes["good"][0]["note"]
    for malformed in (*notes["malformed"], b"\xff" + text.encode(), text + text.rsplit("\n\n")[1] * 100):
        with pytest.raises(BadNote):
            parse_note(malformed)
    for vkey in notes["bad_vkeys"]:
        with pytest.raises(BadNote):
            parse_key(vkey)
    for signature in notes["bad_signature"]:
        with pytest.raises(BadNote, match="signature of PeterNeumann"):
            verify(parse_note(signature), [parse_key(vkey) for vkey in notes["vkeys"]])


def test_the_published_secret_signs_as_published(vectors: Any) -> None:
    notes = vectors["notes"]
    signer = parse_signer(notes["skey"])

    assert str(signer) == notes["skey"]
    assert str(signer.key) in notes["vkeys"]
    assert str(Note(notes["text"], (signer.sign(notes["text"], 0),))) in [each["note"] for each in notes["good"]]


def test_the_published_checkpoints_are_read(vectors: Any) -> None:
    expected = vectors["notes"]["checkpoint_text_to_parse"]
    derived = vectors["derived"]
    keys = [parse_key(vkey) for vkey in vectors["notes"]["vkeys"]]

    assert parse_head(expected["text"]).size == expected["size"]
    assert parse_head(expected["text"]).text == expected["text"]
    for name in ("checkpoint_over_the_8_leaves", "empty_log_checkpoint"):
        assert len(verify(checkpoint.parse(derived[name]).note, keys)) == 1


@pytest.mark.parametrize("signer", ALL, ids=lambda each: f"{each.kind:02x}")
def test_each_kind_of_key_verifies_what_it_signed_and_is_read_back(signer: Signer) -> None:
    assert parse_key(str(signer.key)) == signer.key
    assert parse_signer(str(signer)) == signer
    assert verify(SIGNED.note, [signer.key])[0][0] == signer.key
    assert checkpoint.parse(str(SIGNED)) == SIGNED


def test_a_cosignature_says_when_it_was_made() -> None:
    times = {key.kind: signature.time for key, signature in verify(SIGNED.note, [s.key for s in ALL])}

    assert times[COSIGNATURE] == times[ML_DSA] == TIME


@given(st.integers(0), st.integers(1, 255))
def test_no_byte_of_a_signed_checkpoint_can_be_changed(at: int, difference: int) -> None:
    data = bytearray(str(SIGNED).encode())
    data[at % len(data)] ^= difference
    try:
        found = verify(checkpoint.parse(bytes(data)).note, [signer.key for signer in ALL])
    except BadNote:
        return
    assert len(found) < len(ALL)  # one of them is not known any more; whoever needs it sees that it is missing


def test_a_signature_by_nobody_known_is_left_aside_and_a_false_one_by_somebody_known_is_not() -> None:
    stranger = Signer(ORIGIN, ED25519, b"s" * 32)
    note = Note(SIGNED.note.text, (*SIGNED.note.signatures, stranger.sign(HEAD.text, 0)))

    assert len(verify(note, [OLD[0].key])) == 1
    false = Note(note.text, (stranger.sign("another\ntext\n", 0),))
    assert verify(false, [OLD[0].key]) == []
    with pytest.raises(BadNote, match="does not belong"):
        verify(false, [stranger.key])


def test_a_key_that_signed_twice_is_refused() -> None:
    with pytest.raises(BadNote, match="twice"):
        verify(Note(SIGNED.note.text, SIGNED.note.signatures[:1] * 2), [OLD[0].key])


@pytest.mark.parametrize(
    "text",
    ["", "\n", "no signature\n", "text\n\n", "text\n\nno line\n", "text\n\n— a b", "text\n\n— a+b AAAAAAA=\n"]
    + ["text\n\n—  AAAAAAA=\n", "text\n\n— a AAAAAA\n", "text\n\n— a AAAA\n", "te\txt\n\n— a AAAAAAA=\n"]
    + ["text\r\n\n— a AAAAAAA=\n", "text\n\n- a AAAAAAA=\n", "text\n\n— a AAAAAAB=\n", "text\n\n— a\u2003b AAAAAAA=\n"]
    + ["text\n\n— a AAAAAAA= \n", "\ud800\n\n— a AAAAAAA=\n"],
)
def test_what_is_no_signed_note_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        parse_note(text)


def test_a_note_of_more_than_a_million_bytes_is_not_read() -> None:
    with pytest.raises(BadNote, match="million"):
        parse_note("x" * 1_000_001)


@pytest.mark.parametrize(
    "text",
    ["a\n1\n", f"a\n01\n{'A' * 43}=\n", f"a\n-1\n{'A' * 43}=\n", f"a\n1\n{'A' * 43}=\nmore\n", f"a\n1\n{'A' * 40}\n"]
    + [
        f"\n1\n{'A' * 43}=\n",
        f"a\n1\n{'A' * 42}B=\n",
        f"a\n1 \n{'A' * 43}=\n",
        f"a\n1\n{'A' * 43}=",
        f"a\n٣\n{'A' * 43}=\n",
    ],
)
def test_what_is_no_head_of_a_log_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        parse_head(text)


@given(st.integers(0), st.integers(1, 255))
def test_no_byte_of_a_key_can_be_changed(at: int, difference: int) -> None:
    for key in (OLD[0].key, OLD[1].key):
        data = bytearray(str(key).encode())
        data[at % len(data)] ^= difference
        try:
            found = parse_key(data.decode("utf-8", "replace"))
        except BadNote:
            continue
        assert found != key
        assert str(found).encode() != bytes(data)  # space around it is forgiven to whoever types it


def test_a_damaged_secret_is_refused_without_being_said() -> None:
    line = str(OLD[0])
    for damaged in (line[:-2], line.replace("PRIVATE", "PUBLIC"), line[:-5] + "AAAA=", "", line.replace("ctoc", "x")):
        with pytest.raises(BadNote) as refused:
            parse_signer(damaged)
        assert line.rsplit("+", 1)[1][4:20] not in str(refused.value)
    assert OLD[0].secret.hex() not in repr(OLD[0])
    assert "secret" not in repr(OLD[0])


def test_ml_dsa_signs_checkpoints_only_and_commits_to_the_cosigners_name() -> None:
    with pytest.raises(BadNote, match="checkpoints only"):
        OLD[1].sign("some text\n", TIME)
    renamed = Key("another.example.org", ML_DSA, OLD[1].key.public)
    signature = OLD[1].sign(HEAD.text, TIME)
    forged = type(signature)(renamed.name, renamed.id, signature.value)
    with pytest.raises(BadNote, match="does not belong"):
        verify(Note(HEAD.text, (forged,)), [renamed])


@pytest.mark.parametrize("time", [-1, 2**63])
def test_a_cosignature_cannot_be_of_a_time_that_the_standard_forbids(time: int) -> None:
    with pytest.raises(BadNote, match="time"):
        WITNESSES[0].sign(HEAD.text, time)


# --- By whose keys, and how they follow each other ------------------------------------------------------------------


def vkeys(*groups: Signer) -> list[str]:
    return [str(each.key) for each in groups]


def test_a_key_given_counts_before_one_pinned_and_that_before_one_named_in_the_file() -> None:
    given, pinned = OLD[0].key, NEW[0].key

    assert Trusted.of(ORIGIN, vkeys(*OLD), [given], [pinned]).trust is Trust.GIVEN
    assert Trusted.of(ORIGIN, vkeys(*OLD), [], [pinned]).log == (pinned,)
    assert Trusted.of(ORIGIN, vkeys(*OLD)).trust is Trust.NAMED
    assert Trusted.of(ORIGIN, vkeys(*OLD), [WITNESSES[1].key]).trust is Trust.NAMED


@pytest.mark.parametrize(
    ("named", "given"),
    [
        ([], []),
        ([], [OLD[0].key]),
        (vkeys(OLD[1]), [OLD[0].key]),
        (vkeys(*OLD, OLD[0]), []),
        ([" " + str(OLD[0].key)], []),
        (vkeys(*OLD), [Signer("record.example.org/other", ED25519, b"o" * 32).key]),
        (["no key"], []),
    ],
)
def test_keys_that_are_not_those_of_the_log_are_refused(named: list[str], given: list[Key]) -> None:
    with pytest.raises(BadNote):
        Trusted.of(ORIGIN, named, given)


def test_an_exchanged_key_is_refused_by_whoever_knows_the_true_one() -> None:
    forged = checkpoint.sign(HEAD, NEW, TIME).note

    assert Trusted.of(ORIGIN, vkeys(*NEW)).verify(forged)
    for known, pinned in (([OLD[0].key], []), ([], [OLD[0].key])):
        with pytest.raises(BadNote, match="not signed with the key"):
            Trusted.of(ORIGIN, vkeys(*NEW), known, pinned).verify(forged)


def test_a_key_named_beside_the_true_one_is_refused() -> None:
    both = checkpoint.sign(HEAD, (OLD[0], NEW[0]), TIME).note

    with pytest.raises(BadNote, match="another key"):
        Trusted.of(ORIGIN, vkeys(OLD[0], NEW[0]), [OLD[0].key]).verify(both)


def test_the_signature_for_later_decades_cannot_be_left_out() -> None:
    stripped = checkpoint.sign(HEAD, OLD[:1], TIME).note

    for named, known in ((vkeys(*OLD), []), (vkeys(OLD[0]), [each.key for each in OLD])):
        with pytest.raises(BadNote, match="missing"):
            Trusted.of(ORIGIN, named, known).verify(stripped)
    assert Trusted.of(ORIGIN, vkeys(OLD[0]), [OLD[0].key]).verify(stripped)


@pytest.mark.parametrize("known", [OLD, NEW, NEXT])
def test_whoever_knows_any_key_of_a_chain_can_verify_its_end(known: tuple[Signer, ...]) -> None:
    trusted = Trusted.of(ORIGIN, vkeys(*NEXT), [each.key for each in known])
    end = checkpoint.sign(HEAD, NEXT, TIME).note

    trusted = trusted.after(rotate(ORIGIN, OLD, NEW)).after(rotate(ORIGIN, NEW, NEXT))

    assert [key for key, _ in trusted.verify(end)] == [each.key for each in NEXT]
    with pytest.raises(BadNote):
        trusted.verify(checkpoint.sign(HEAD, NEW, TIME).note)


def test_a_rotation_needs_both_keys() -> None:
    text = rotation_text(ORIGIN, [each.key for each in NEW])
    trusted = Trusted.of(ORIGIN, vkeys(*OLD), [OLD[0].key])

    with pytest.raises(BadNote, match="new key"):
        trusted.after(str(Note(text, (OLD[0].sign(text, 0),))))
    alone = trusted.after(str(Note(text, (NEW[0].sign(text, 0),))))
    with pytest.raises(BadNote, match="not signed with the key"):
        alone.verify(checkpoint.sign(HEAD, NEW, TIME).note)
    later = Trusted.of(ORIGIN, vkeys(*NEXT)).after(rotate(ORIGIN, OLD, NEW))
    with pytest.raises(BadNote, match="key before it"):
        later.after(rotate(ORIGIN, OLD, NEXT))


def test_after_a_rotation_the_old_key_signs_no_more() -> None:
    trusted = Trusted.of(ORIGIN, vkeys(*OLD), [OLD[0].key]).after(rotate(ORIGIN, OLD, NEW))

    with pytest.raises(BadNote):
        trusted.verify(checkpoint.sign(HEAD, OLD, TIME).note)


@pytest.mark.parametrize(
    "text",
    [
        rotation_text("record.example.org/other", [NEW[0].key]),
        rotation_text(ORIGIN, []),
        rotation_text(ORIGIN, [NEW[1].key]),
        rotation_text(ORIGIN, [WITNESSES[0].key, NEW[0].key]),
        rotation_text(ORIGIN, [NEW[0].key]).replace("\n", "\u2028", 1),
    ],
)
def test_what_is_no_rotation_of_this_log_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        read_rotation(Note(text, ()), ORIGIN)
