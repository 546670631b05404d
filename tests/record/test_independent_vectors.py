"""The independent reader against published vectors, and against a small log that it did not write."""

from __future__ import annotations

import base64
import json
import struct
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from .independent import canonical, notes, tree
from .independent.export import read_export
from .independent.tiny_log import (
    KEY,
    LOG,
    LOG_ML,
    OLD,
    ORIGIN,
    SIGNERS,
    Signer,
    act,
    b64,
    checkpoint,
    closed,
    jcs,
    log,
    member,
    path,
    shown,
    signature,
    subproof,
    vkey,
    written,
)

# --- Published vectors ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def vectors(shared: Path) -> dict[str, Any]:
    return json.loads((shared / "data" / "merkle_vectors.json").read_text())


def test_roots_are_those_of_certificate_transparency(vectors):
    leaves = [tree.leaf_hash(bytes.fromhex(data)) for data in vectors["tree"]["leaf_inputs"]]
    frontier = tree.Frontier()

    assert [leaf.hex() for leaf in leaves] == vectors["tree"]["leaf_hashes"]
    for size, root in enumerate(vectors["tree"]["roots_by_size"]):
        assert tree.root_of(leaves[:size]).hex() == frontier.root().hex() == root
        if size < len(leaves):
            frontier.append(leaves[size])


def test_each_inclusion_vector_is_judged_as_published(vectors):
    for case in vectors["inclusion"]:
        leaf, root = bytes.fromhex(case["leaf_hash"]), bytes.fromhex(case["root"])
        found = tree.includes(
            case["leaf_index"], case["tree_size"], leaf, list(map(bytes.fromhex, case["proof"])), root
        )
        assert found is case["valid"], case["name"]


def test_each_consistency_vector_is_judged_as_published(vectors):
    for case in vectors["consistency"]:
        roots = bytes.fromhex(case["root1"]), bytes.fromhex(case["root2"])
        found = tree.consistent(case["size1"], case["size2"], *roots, list(map(bytes.fromhex, case["proof"])))
        assert found is case["valid"], case["name"]


def test_notes_and_keys_are_judged_as_published(vectors):
    given = vectors["notes"]
    keys = [notes.read_key(vkey) for vkey in given["vkeys"]]

    for case in given["good"]:
        note = notes.read_note(case["note"].encode())
        assert [found.key.name for found in notes.verify(note, keys)] == case["verified"]
    for bad in (*given["bad_vkeys"], given["vkeys"][0].replace("c74f20a3", "c74f20a4")):
        with pytest.raises(notes.BadNote):
            notes.read_key(bad)
    signed = given["good"][0]["note"].encode()
    for data in [*map(str.encode, given["malformed"]), b"\xff" + signed, signed + signed.split(b"\n\n")[1] * 100]:
        with pytest.raises(notes.BadNote):
            notes.read_note(data)
    for text in given["bad_signature"]:
        with pytest.raises(notes.BadNote, match="does not verify"):
            notes.verify(notes.read_note(text.encode()), keys)
    with pytest.raises(notes.BadNote, match="no known key"):
        notes.verify(notes.read_note(signed), keys[1:])


def test_checkpoints_are_read_as_published(vectors):
    case = vectors["notes"]["checkpoint_text_to_parse"]
    key = notes.read_key(vectors["notes"]["vkeys"][0])
    roots = vectors["tree"]["roots_by_size"]

    checkpoint = notes.read_checkpoint(case["text"])

    assert (checkpoint.origin, checkpoint.size) == (case["origin"], case["size"])
    for name, size in (("checkpoint_over_the_8_leaves", 8), ("empty_log_checkpoint", 0)):
        note = notes.read_note(vectors["derived"][name].encode())
        assert notes.verify(note, [key])
        assert notes.read_checkpoint(note.text).root.hex() == roots[size]


def test_proofs_derived_for_the_eight_leaves_hold(vectors):
    roots = list(map(bytes.fromhex, vectors["tree"]["roots_by_size"]))
    leaf = bytes.fromhex(vectors["tree"]["leaf_hashes"][5])
    inclusion, consistency = (
        list(map(bytes.fromhex, vectors["derived"][name]))
        for name in ("inclusion_of_leaf_5_in_8", "consistency_6_to_8")
    )

    assert tree.includes(5, 8, leaf, inclusion, roots[8])
    assert tree.consistent(6, 8, roots[6], roots[8], consistency)
    assert inclusion == path(5, list(map(bytes.fromhex, vectors["tree"]["leaf_hashes"])))


@pytest.mark.parametrize(
    ("bits", "text"),
    [  # RFC 8785, appendix B
        ("0000000000000000", "0"),
        ("8000000000000000", "0"),
        ("0000000000000001", "5e-324"),
        ("8000000000000001", "-5e-324"),
        ("7fefffffffffffff", "1.7976931348623157e+308"),
        ("ffefffffffffffff", "-1.7976931348623157e+308"),
        ("4340000000000000", "9007199254740992"),
        ("c340000000000000", "-9007199254740992"),
        ("4430000000000000", "295147905179352830000"),
        ("44b52d02c7e14af5", "9.999999999999997e+22"),
        ("44b52d02c7e14af6", "1e+23"),
        ("44b52d02c7e14af7", "1.0000000000000001e+23"),
        ("444b1ae4d6e2ef4e", "999999999999999700000"),
        ("444b1ae4d6e2ef4f", "999999999999999900000"),
        ("444b1ae4d6e2ef50", "1e+21"),
        ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
        ("3eb0c6f7a0b5ed8d", "0.000001"),
        ("41b3de4355555553", "333333333.3333332"),
        ("41b3de4355555554", "333333333.33333325"),
        ("41b3de4355555555", "333333333.3333333"),
        ("41b3de4355555556", "333333333.3333334"),
        ("41b3de4355555557", "333333333.33333343"),
        ("becbf647612f3696", "-0.0000033333333333333333"),
        ("43143ff3c1cb0959", "1424953923781206.2"),
    ],
)
def test_numbers_are_written_as_the_canonicalization_scheme_says(bits, text):
    (value,) = struct.unpack(">d", bytes.fromhex(bits))
    assert canonical.number(value) == text
    assert canonical.encode(canonical.decode(text.encode())) == text.encode()


def test_members_are_sorted_by_utf_16_code_units_and_strings_escaped_only_where_they_must_be():
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]  # RFC 8785 section 3.2.3
    written = canonical.encode(dict.fromkeys(names, True))

    assert list(json.loads(written)) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    assert (
        canonical.encode('\u20ac$\u000f\nA\'B"\\\\"/\x7f\u2028')
        == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\x7f\u2028"'.encode()
    )


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":1}',
        b'{"b":1,"a":1}',
        '{"\ufb33":1,"\U0001f600":1}'.encode(),  # sorted by code points
        b'{"a": 1}',
        b"[1]\n",
        b"\xef\xbb\xbf[1]",
        b"[01]",
        b"[-0]",
        b"[1.0]",
        b"[1e0]",
        b"[1E21]",
        b"[1e21]",
        b"[9007199254740993]",
        b"[" + b"9" * 5000 + b"]",
        b"[NaN]",
        b"[Infinity]",
        b'"\\ud800"',
        b'"\\ud83d\\ude00"',
        b'"\xed\xa0\x80"',
        b'"\xc3"',
        b'"\\u0041"',
        b'"\\/"',
        b'"\\u000A"',
        b'"\\u000a"',
        b'"\\u001F"',
        b'"\x01"',
        b"[1,]",
        b"[1][1]",
        b"",
        b"[" * 201 + b"]" * 201,
        b"[" * 100_000,
    ],
)
def test_what_is_not_canonical_is_refused(data):
    with pytest.raises(canonical.NotCanonical):
        canonical.decode(data)


def test_the_proofs_of_every_small_tree_hold_and_only_for_their_place_and_root():
    leaves = [tree.leaf_hash(bytes([n])) for n in range(20)]
    roots = [tree.root_of(leaves[:size]) for size in range(21)]
    for size in range(1, 21):
        for index in range(size):
            proof = path(index, leaves[:size])
            for place in range(21):
                assert tree.includes(place, size, leaves[index], proof, roots[size]) is (place == index)
        for first in range(1, size + 1):
            proof = subproof(first, leaves[:size], True)
            for other in range(1, size + 1):
                right = roots[other] == roots[first]
                assert tree.consistent(first, size, roots[other], roots[size], proof) is right


# --- Exports


@pytest.mark.parametrize("size", [0, 1, 2, 3, 5, 8, 13])
def test_a_right_export_is_accepted(size):
    report = read_export(written(log(size)), keys=[KEY])

    assert report.faults == []
    assert report.acts == size
    assert report.opened == {"what": size, "who": size, "content": size}
    assert report.pinned


def test_what_is_withheld_is_counted_and_no_fault():
    first, second, third = log(3)
    report = read_export(written([shown(first), shown(second, "what"), third]))

    assert report.faults == []
    assert (report.acts, report.opened) == (3, {"what": 2, "who": 1, "content": 1})
    assert not report.pinned


def test_all_three_types_of_signature_verify_and_those_of_unknown_keys_are_ignored():
    lines = written(log(2), SIGNERS)
    keys = [vkey(*signer) for signer in SIGNERS]
    unknown = written(log(2), SIGNERS, keys=keys[:1])

    report, other = read_export(lines, keys=keys), read_export(unknown)

    assert report.faults == other.faults == []
    assert [(found.key.name, found.key.kind) for found in report.verified] == [signer[:2] for signer in SIGNERS]
    assert [found.time for found in report.verified] == [None, *[1_600_000_000] * 3]
    assert (len(other.verified), other.ignored) == (1, 3)


def test_memory_does_not_grow_with_the_export():
    def lines() -> Iterator[bytes]:
        yield jcs({"nemcon-record": 1, "origin": ORIGIN, "audience": "full", "keys": [KEY], "from": 0, "size": 4000})
        yield from (jcs(closed(n, act(n))) + b"\n" for n in range(4000))

    tracemalloc.start()
    try:
        assert read_export(lines()).acts == 4000
        assert tracemalloc.get_traced_memory()[1] < 500_000  # the lines are some four million bytes
    finally:
        tracemalloc.stop()


# Manipulations of a right export of four acts (so that the lines are 1 header, 2 to 5 acts, 6 checkpoint).

Lines = list[bytes]


def replaced(number: int, old: bytes, new: bytes) -> Callable[[Lines], Lines]:
    def change(lines: Lines) -> Lines:
        assert old in lines[number - 1], "the manipulation must change something"
        return [line.replace(old, new, 1) if n == number else line for n, line in enumerate(lines, 1)]

    return change


def with_line(number: int, change: Callable[[dict[str, Any]], Any]) -> Callable[[Lines], Lines]:
    def changed(lines: Lines) -> Lines:
        value = json.loads(lines[number - 1])
        change(value)
        return [*lines[: number - 1], jcs(value) + b"\n", *lines[number:]]

    return changed


def other_padding(line: dict[str, Any]) -> None:
    """The same 32 bytes with a bit set that base64 throws away."""
    salt = line["who_salt"]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    line["who_salt"] = salt[:-2] + alphabet[alphabet.index(salt[-2]) + 1] + "="


AFTERWARDS: dict[str, tuple[Callable[[Lines], Lines], int, str]] = {
    "a word of the content": (replaced(3, b"non", b"oui"), 3, "not what the leaf commits to"),
    "an instant": (replaced(3, b"16:00:01", b"16:00:02"), 3, "not what the leaf commits to"),
    "who": (replaced(4, b'"XA"', b'"XB"'), 4, "not what the leaf commits to"),
    "a part exchanged for another act's": (
        lambda lines: with_line(3, lambda value: value.update(shown(json.loads(lines[1]), "who"), leaf=value["leaf"]))(
            lines
        ),
        3,
        "not what the leaf commits to",
    ),
    "a commitment": (with_line(4, lambda value: value["leaf"].update(content="0" * 64)), 4, "commits to"),
    "a commitment, its part withheld": (
        with_line(4, lambda v: (v["leaf"].update(who="0" * 64), v.pop("who"), v.pop("who_salt"))),
        6,
        "root is another",
    ),
    "an act removed": (lambda lines: [*lines[:2], *lines[3:]], 3, "it must be 1"),
    "the last act removed": (lambda lines: [*lines[:4], lines[5]], 5, "The header says 4 acts; there are 3"),
    "an act twice": (lambda lines: [*lines[:3], lines[2], *lines[3:]], 4, "it must be 2"),
    "two acts exchanged": (lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]], 3, "it must be 1"),
    "a space": (replaced(3, b":", b": "), 3, "canonical form"),
    "a carriage return": (lambda lines: [*lines[:2], lines[2][:-1] + b"\r\n", *lines[3:]], 3, "canonical form"),
    "an empty line": (lambda lines: [*lines[:2], b"\n", *lines[2:]], 3, "not JSON"),
    "a member twice": (replaced(3, b'{"content":', b'{"content":1,"content":'), 3, "twice"),
    "a member of the line": (with_line(3, lambda value: value.update(note="x")), 3, "unknown members"),
    "a member of the leaf": (with_line(3, lambda value: value["leaf"].update(x=1)), 3, "unknown members"),
    "a leaf without version": (with_line(3, lambda value: value["leaf"].pop("v")), 3, "lacks members: 'v'"),
    "a leaf of version true": (with_line(3, lambda value: value["leaf"].update(v=True)), 3, "“v” is not 1"),
    "no leaf": (with_line(3, lambda value: value.pop("leaf")), 3, "no leaf"),
    "a salt without its part": (with_line(3, lambda value: value.pop("who")), 3, "there both"),
    "a part without its salt": (with_line(3, lambda value: value.pop("who_salt")), 3, "there both"),
    "a short salt": (with_line(3, lambda value: value.update(who_salt=b64(b"x" * 31))), 3, "not 32 bytes"),
    "base64 with other padding": (with_line(3, other_padding), 3, "not canonical"),
    "base64 without padding": (replaced(3, b'=","leaf":', b'","leaf":'), 3, "base64 is malformed"),
    "hex in capitals": (with_line(3, lambda v: v["leaf"].update(who=v["leaf"]["who"].upper())), 3, "lower-case hex"),
    "no LF at the end": (lambda lines: [*lines[:5], lines[5][:-1]], 6, "does not end with LF"),
    "no checkpoint": (lambda lines: lines[:5], 6, "without its checkpoint"),
    "a line after the checkpoint": (lambda lines: [*lines, lines[1]], 7, "must be the last"),
    "the checkpoint in the middle": (lambda lines: [*lines[:3], lines[5], *lines[3:5]], 4, "says 4 acts; there are 2"),
    "a member beside the checkpoint": (with_line(6, lambda value: value.update(time=1)), 6, "nothing else"),
    "the signed size": (replaced(6, b"\\n4\\n", b"\\n3\\n"), 6, "does not verify"),
    "a signed size with a zero before it": (replaced(6, b"\\n4\\n", b"\\n04\\n"), 6, "leading zeros"),
    "the signature": (replaced(6, b"A", b"B"), 6, "The checkpoint is not accepted"),
    "a header without size": (with_line(1, lambda value: value.pop("size")), 1, "'size'"),
    "a header with more": (with_line(1, lambda value: value.update(time=1)), 1, "'time'"),
    "a header of version 2": (with_line(1, lambda value: value.update({"nemcon-record": 2})), 1, "not 1"),
    "a header that begins later": (with_line(1, lambda value: value.update({"from": 1})), 1, "“from” is not 0"),
    "a header of another size": (with_line(1, lambda value: value.update(size=5)), 6, "The header says 5 acts"),
    "a header of a smaller size": (with_line(1, lambda value: value.update(size=3)), 5, "more acts than the 3"),
    "a header of another log": (
        with_line(1, lambda value: value.update(origin="x.invalid")),
        1,
        "names no key of the log",
    ),
    "a header with a scheme": (with_line(1, lambda value: value.update(origin="https://x")), 1, "“origin”"),
    "a header without keys": (with_line(1, lambda value: value.update(keys=[])), 1, "names no key"),
    "a header with a key of another id": (
        with_line(1, lambda value: value.update(keys=[KEY.replace("+", "+0", 1)])),
        1,
        "Key 1 of the header is not accepted",
    ),
    "a header with a key twice": (with_line(1, lambda value: value.update(keys=[KEY, KEY])), 1, "named twice"),
    "no header": (lambda lines: lines[1:], 1, "no header"),
    "a second header": (lambda lines: [lines[0], *lines], 2, "no leaf"),
    "nothing at all": (lambda lines: [], 1, "without its checkpoint"),
}


@pytest.mark.parametrize("name", AFTERWARDS)
def test_a_change_after_signing_is_refused_at_its_line(name):
    change, line, words = AFTERWARDS[name]
    lines = written(log(4))
    assert read_export(lines).faults == []

    faults = read_export(change(lines)).faults

    assert faults[0][0] == line or (0, line) == (faults[0][0], line), faults
    assert any(number == line and words in sentence for number, sentence in faults), faults


# What a log may not record even if it signs it: the second of three acts is wrong (line 3), all hashes fit.


SIGNED: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "an id of version 4": (member("what", id="01890a5d-ac96-474b-bcce-000000000001"), "UUID of version 7"),
    "an id of another variant": (member("what", id="01890a5d-ac96-774b-ccce-000000000001"), "UUID of version 7"),
    "an id with more": (member("what", id="01890a5d-ac96-774b-bcce-0000000000010"), "UUID of version 7"),
    "a type with a line's end": (member("what", type="silence.objected/1\n"), "“type” is not"),
    "an instant with more": (member("what", recorded="2020-09-11T16:00:01.000000Z\n"), "not an instant"),
    "an id in capitals": (member("what", id="01890A5D-ac96-774b-bcce-000000000001"), "UUID of version 7"),
    "an id used before": (member("what", id="01890a5d-ac96-774b-bcce-000000000000"), "that of line 2 too"),
    "a type without version": (member("what", type="silence.objected"), "“type” is not"),
    "another receipt": (member("what", receipt="mail"), "none of door, stated, none"),
    "a receipt that is null": (member("what", receipt=None), "none of door, stated, none"),
    "a subject elsewhere": (member("what", subject="https://x"), "“subject” is not"),
    "a day that is none": (member("what", received="2020-02-30T16:00:00.000000Z"), "“received” is not an instant"),
    "a leap second": (member("what", recorded="2020-12-31T23:59:60.000000Z"), "“recorded” is not an instant"),
    "five digits": (member("what", received="2020-09-11T16:00:01.00000Z"), "“received” is not an instant"),
    "an offset": (member("what", received="2020-09-11T16:00:01.000000+00:00"), "“received” is not an instant"),
    "digits that are not ASCII": (member("what", received="2020-09-11T16:00:0١.000000Z"), "not an instant"),
    "recorded before received": (member("what", received="2020-09-11T16:00:01.000001Z"), "before it was received"),
    "recorded before the previous": (
        member("what", received="2020-09-11T15:00:00.000000Z", recorded="2020-09-11T15:59:59.999999Z"),
        "before that of line 2",
    ),
    "received apart from recorded without receipt": (
        member("what", receipt="none", received="2020-09-11T15:00:00.000000Z"),
        "the two instants differ",
    ),
    "a member of what": (member("what", note=None), "“what” has unknown members: 'note'"),
    "no receipt": (lambda parts: parts["what"].pop("receipt"), "“what” lacks members: 'receipt'"),
    "another capacity": (member("who", capacity="king"), "The capacity is none of"),
    "a capacity that is null": (member("who", capacity=None), "The capacity is none of"),
    "a clock with a receipt": (member("who", capacity="clock"), "An act of the clock"),
    "a person that is a number": (member("who", person=7), "“person” of “who”"),
    "a member of who": (member("who", name="x"), "“who” has unknown members: 'name'"),
    "no recorded_by": (lambda parts: parts["who"].pop("recorded_by"), "“who” lacks members: 'recorded_by'"),
    "who as a text": (lambda parts: parts.update(who="XA"), "“who” is no object"),
    "a salt used before": (lambda parts: parts.update(who_salt=act(0)["who_salt"]), "on line 2 too"),
    "one salt for two parts": (lambda parts: parts.update(who_salt=parts["what_salt"]), "share one salt"),
}


@pytest.mark.parametrize("name", SIGNED)
def test_a_wrong_act_is_refused_at_its_line_though_the_log_signed_it(name):
    change, words = SIGNED[name]
    wrong = act(1)
    change(wrong)

    faults = read_export(written([closed(0, act(0)), closed(1, wrong), closed(2, act(2))])).faults

    assert {number for number, _ in faults} == {3}, faults
    assert any(words in sentence for _, sentence in faults), faults


def test_a_leaf_with_another_number_is_refused_though_the_log_signed_it():
    faults = read_export(written([closed(0, act(0)), closed(2, act(1)), closed(2, act(2))])).faults
    assert faults == [(3, "The leaf's “seq” is 2; it must be 1.")]


def test_a_commitment_used_twice_is_seen_even_if_all_is_withheld():
    first = closed(0, act(0))
    second = closed(1, act(1))
    second["leaf"]["who"] = first["leaf"]["who"]

    faults = read_export(written([shown(first), shown(second)])).faults

    assert [number for number, _ in faults] == [3]
    assert "a salt was used twice" in faults[0][1]


def test_header_checkpoint_and_acts_must_be_of_one_log_and_size():
    acts = log(3)
    leaves = [jcs(line["leaf"]) for line in acts]
    other: Signer = ("x.invalid", 1, LOG)
    elsewhere = jcs({"checkpoint": checkpoint(leaves, [other], origin="x.invalid")}) + b"\n"
    smaller = jcs({"checkpoint": checkpoint(leaves[:2])}) + b"\n"
    lines = written(acts, keys=[KEY, vkey("x.invalid", 6, LOG_ML)])

    assert read_export(lines).good
    faults = read_export([*lines[:-1], elsewhere], keys=[vkey(*other)]).faults
    assert (5, f"The checkpoint is of x.invalid, the header of {ORIGIN}.") in faults
    assert read_export([*lines[:-1], smaller]).faults == [
        (5, "The checkpoint is of 2 acts, the header says 3."),
        (5, "The checkpoint is of 2 acts; there are 3."),
    ]


def test_a_checkpoint_with_further_lines_is_refused_though_the_log_signed_it():
    lines = written(log(1))
    text = json.loads(lines[-1])["checkpoint"].split("\n\n")[0] + "\nmore\n"
    lines[-1] = jcs({"checkpoint": text + "\n" + signature(text, *SIGNERS[0])}) + b"\n"

    assert read_export(lines).faults == [(3, "The checkpoint has more lines than origin, size and root.")]


# --- Keys, and checkpoints seen before --------------------------------------------------------------------------------


def test_a_key_given_must_be_one_with_which_the_log_signed():
    lines = written(log(2), SIGNERS)
    other = vkey(ORIGIN, 1, OLD)

    assert read_export(lines, keys=[other, KEY]).good
    for keys in ([other], [vkey(*SIGNERS[2])]):
        assert read_export(lines, keys=keys).faults == [
            (4, "None of the keys given is one with which the log signed the checkpoint.")
        ]


def test_a_known_key_whose_signature_fails_rejects_the_note_though_others_hold():
    for n, signer in enumerate(SIGNERS):
        lines = written(log(2), SIGNERS)
        note = json.loads(lines[3])["checkpoint"].split("\n")
        wrong = signature("\n".join([ORIGIN, "3", note[2], ""]), *signer)
        note[4 + n] = wrong.rstrip("\n")
        lines[3] = jcs({"checkpoint": "\n".join(note)}) + b"\n"

        faults = read_export(lines).faults

        assert [number for number, _ in faults] == [4], signer
        assert "does not verify" in faults[0][1]


def test_a_cosignature_holds_only_for_the_time_it_states():
    text = checkpoint([b"x"], [])[:-1]
    for signer in SIGNERS[1:]:
        name, value = signature(text, *signer).split(" ")[1:]
        data = bytearray(base64.b64decode(value))
        data[11] ^= 1
        note = notes.read_note(f"{text}\n— {name} {b64(bytes(data))}\n".encode())
        with pytest.raises(notes.BadNote, match="does not verify"):
            notes.verify(note, [notes.read_key(vkey(*signer))])


def test_witnesses_alone_do_not_speak_for_the_log():
    lines = written(log(2), SIGNERS[2:], keys=[vkey(*signer) for signer in SIGNERS])
    assert read_export(lines).faults == [(4, f"The log {ORIGIN} itself did not sign the checkpoint.")]

    lines = written(log(2), SIGNERS[1:], keys=[vkey(*signer) for signer in SIGNERS])
    assert [number for number, _ in read_export(lines).faults] == [4]  # ML-DSA-44 stands beside Ed25519, not for it


def test_a_fork_or_a_log_rolled_back_is_found_by_a_checkpoint_seen_before():
    leaves = [jcs(line["leaf"]) for line in log(5)]
    lines = written(log(4))
    forked = checkpoint([*leaves[:2], b"another"])
    unsigned = checkpoint(leaves[:3], [(ORIGIN, 1, OLD)])

    assert read_export(lines, seen=[checkpoint(leaves[:n]) for n in range(5)]).good
    assert [n for n, _ in read_export(lines, seen=[forked]).faults] == [4]
    assert "rolled back" in read_export(lines, seen=[checkpoint(leaves)]).faults[0][1]
    assert "not accepted" in read_export(lines, seen=[unsigned]).faults[0][1]
    assert "not accepted" in read_export(lines, seen=[checkpoint(leaves, origin="x.invalid")]).faults[0][1]
