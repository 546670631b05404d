"""Every manipulation of an exported record is found and named with its line; every true export verifies."""

import base64
import json
import re
from dataclasses import replace
from functools import cache
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemcon.core import acts
from nemcon.core.acts import Capacity, Who
from nemcon.core.canonical import canonical
from nemcon.core.payloads import KeyRotated, LogOpened, SymbolReserved
from nemcon.core.record import checkpoint, lines, stream
from nemcon.core.record.checkpoint import Head
from nemcon.core.record.keys import Trust, rotation_text
from nemcon.core.record.notes import Note, Signer
from nemcon.core.record.stream import BLOCK
from nemcon.core.record.tree import Frontier, leaf_hash
from nemcon.core.record.verify import Report, verify_record
from record.logs import ORIGIN, TIME, WITNESSES, Log, cosigned, random_log, signers, who

AUDIENCES = ("public", "members", "state:XXA", "full")


@cache
def a_log(seed: int, size: int, rotated: bool = False) -> Log:
    return random_log(seed, size, rotated)


@cache
def an_export(seed: int, size: int, audience: str = "full", rotated: bool = False) -> tuple[bytes, ...]:
    return tuple(a_log(seed, size, rotated).export(audience, WITNESSES))


LOGS = st.builds(an_export, st.integers(0, 20), st.integers(0, 9), st.sampled_from(AUDIENCES), st.booleans())


def check(export: list[bytes] | tuple[bytes, ...], **options: object) -> Report:
    return verify_record(export, **options)  # type: ignore[arg-type]


def codes(report: Report) -> set[str]:
    return {fault.code for fault in report.faults}


# --- What is true ---------------------------------------------------------------------------------------------------


@given(st.integers(0, 50), st.integers(0, 30), st.sampled_from(AUDIENCES), st.booleans())
def test_every_true_export_verifies_and_what_it_opens_is_counted(
    seed: int, size: int, audience: str, rotated: bool
) -> None:
    log = a_log(seed, size, rotated)
    shown = log.opened(audience)

    report = check(log.export(audience, WITNESSES), keys=[each.key for each in (*log.signers, *WITNESSES)])

    assert report.holds, report.faults
    assert report.trust is Trust.GIVEN
    assert report.acts == size
    assert report.opened == {name: sum(getattr(p, name) is not None for p in shown) for name in acts.PARTS}
    assert report.withheld == sum(p.what is None and p.who is None and p.content is None for p in shown)
    assert [key for key, _ in report.signed] == [each.key for each in (*log.signers, *WITNESSES)]
    assert report.strangers == []


@given(LOGS, st.lists(st.integers(1, 400), min_size=1, max_size=50))
def test_it_does_not_matter_in_what_pieces_the_file_arrives(export: tuple[bytes, ...], lengths: list[int]) -> None:
    data, pieces = b"".join(export), []
    for length in lengths:
        pieces.append(data[:length])
        data = data[length:]

    assert check([*pieces, data]) == check(export)


def test_a_file_of_many_blocks_verifies_and_a_fault_late_in_it_is_named() -> None:
    export = list(an_export(1, 2500))
    assert sum(map(len, export)) > 2 * BLOCK
    assert check(export).holds
    assert check(b"".join(export)[at : at + 1000] for at in range(0, sum(map(len, export)), 1000)).holds

    export[2000] = export[2000].replace(b'"id":"0', b'"id":"1')
    assert [(f.line, f.code) for f in check(export).faults] == [(2001, "act")]


def test_only_who_knows_the_key_knows_whose_record_it_is() -> None:
    log, forged = a_log(1, 5), random_log(1, 5)
    forged.signers = signers(99)
    key = log.signers[0].key

    assert check(log.export()).trust is Trust.NAMED
    assert check(log.export(), pinned=[key]).trust is Trust.PINNED
    assert check(forged.export()).holds  # consistent with the keys that it names itself, and the report says so
    assert check(forged.export()).trust is Trust.NAMED
    for known in ({"keys": [key]}, {"pinned": [key]}):
        assert codes(check(forged.export(), **known)) == {"signature"}


def test_opening_less_is_counted_and_is_no_fault() -> None:
    log = a_log(2, 12)
    erased = frozenset({(3, "who"), (3, "content"), (4, "what"), (5, "what"), (5, "who"), (5, "content")})

    report = check(log.export("full", erased=erased), keys=[log.signers[0].key])

    assert report.holds
    assert report.opened == {"what": 10, "who": 10, "content": 10}
    assert report.withheld == 1


def test_a_signature_by_nobody_known_is_said_to_count_for_nothing() -> None:
    log = a_log(1, 5)
    stranger = Signer("stranger.example.net", 4, b"s" * 32)
    export = log.export()
    export[-1] = lines.last_line(str(cosigned(log.checkpoint(), stranger)))

    report = check(export)

    assert report.holds
    assert [each.name for each in report.strangers] == ["stranger.example.net"]
    assert len(check(export, keys=[log.signers[0].key, stranger.key]).signed) == 3


# --- What was changed -----------------------------------------------------------------------------------------------

AUDIENCE = re.compile(rb'\{"audience":"[^"]*"')


@given(LOGS, st.integers(0), st.integers(0, 255))
def test_a_byte_changed_anywhere_is_found_and_named_with_its_line(
    export: tuple[bytes, ...], at: int, value: int
) -> None:
    data = b"".join(export)
    at %= len(data)
    if data[at] == value:
        value ^= 1
    changed = data[:at] + bytes((value,)) + data[at + 1 :]
    line = data.count(b"\n", 0, at) + 1

    report = check([changed])

    found = AUDIENCE.match(data)
    if report.holds:  # the audience is claimed, not proven
        assert found
        assert 13 <= at < found.end()
        return
    named = {fault.line for fault in report.faults}
    # Of a leaf from which nothing is opened a file says only that the root is another: that stands at the checkpoint.
    assert line in named or (codes(report) == {"root"} and b'"leaf"' in export[line - 1])
    assert report.checkpoint is None or len(report.checkpoint.note.signatures) >= 4


@pytest.mark.parametrize("seed", range(2))
def test_no_byte_at_all_of_a_file_can_be_changed(seed: int) -> None:
    data = b"".join(an_export(seed + 30, 3, ("full", "public")[seed]))
    head = AUDIENCE.match(data)
    assert head
    random = Random(seed)

    for at in (*range(13), *range(head.end() - 1, len(data))):
        other = random.choice([data[at] ^ 1, data[at] ^ 32, random.randrange(256), 0x20, 0x0A, ord('"')])
        if other != data[at]:
            assert not check([data[:at] + bytes((other,)) + data[at + 1 :]]).holds, at


@given(LOGS, st.integers(0), st.sampled_from(["dropped", "doubled", "swapped"]))
def test_a_line_dropped_added_or_moved_is_found_and_named(export: tuple[bytes, ...], at: int, how: str) -> None:
    rows = list(export)
    at %= len(rows)
    if how == "dropped":
        del rows[at]
    elif how == "doubled":
        rows.insert(at, rows[at])
    else:
        other = (at + 1) % len(rows)
        rows[at], rows[other] = rows[other], rows[at]
        if rows == list(export):
            return
        at = min(at, other)

    report = check(rows)

    assert report.faults
    assert any(abs(fault.line - (at + 1)) <= 1 for fault in report.faults), (at, report.faults)


def test_one_line_that_is_missing_is_one_fault_of_order() -> None:
    export = list(an_export(3, 30))
    del export[10]

    faults = check(export).faults

    assert [(fault.line, fault.code) for fault in faults] == [(11, "order"), (31, "size")]


@given(LOGS, st.integers(1))
def test_a_file_that_was_cut_off_anywhere_is_found(export: tuple[bytes, ...], cut: int) -> None:
    data = b"".join(export)
    cut = 1 + cut % len(data)

    report = check([data[:-cut]])

    assert report.faults
    assert max(fault.line for fault in report.faults) >= data[:-cut].count(b"\n")


@given(
    LOGS, st.integers(0), st.sampled_from(acts.PARTS), st.sampled_from(["part", "salt", "both", "alone", "withheld"])
)
def test_a_part_or_salt_exchanged_is_found(export: tuple[bytes, ...], at: int, name: str, how: str) -> None:
    rows = list(export)
    at = 1 + at % max(len(rows) - 2, 1)
    if len(rows) == 2 or f'"{name}_salt"'.encode() not in rows[at]:
        return
    found = lines.read_act(rows[at])
    salt = name + "_salt"
    other: dict[str, bytes | None] = {
        "part": {name: b'{"other":1}'},
        "salt": {salt: b"s" * 32},
        "both": {name: b'{"other":1}', salt: b"s" * 32},
        "withheld": {name: None, salt: None},
    }.get(how, {})
    if how == "alone":
        rows[at] = rows[at].replace(b',"%b":"%b"' % (salt.encode(), base64.b64encode(getattr(found.parts, salt))), b"")
    else:
        rows[at] = lines.act_line(found.leaf_bytes, replace(found.parts, **other))

    report = check(rows)

    if how == "withheld":
        assert report.holds
        assert report.opened[name] == check(export).opened[name] - 1
    else:
        assert [(fault.line, fault.code) for fault in report.faults] == [(at + 1, "act")]


@given(LOGS, st.integers(0), st.sampled_from([(b":", b": "), (b",", b" ,"), (b"}", b"}\r"), (b"/", b"\\/")]))
def test_a_line_in_another_form_than_the_canonical_is_found(
    export: tuple[bytes, ...], at: int, change: tuple[bytes, bytes]
) -> None:
    rows = list(export)
    at %= len(rows)
    if change[0] not in rows[at]:
        return
    rows[at] = rows[at].replace(change[0], change[1], 1)

    assert at + 1 in {fault.line for fault in check(rows).faults}


@pytest.mark.parametrize("member", [b'"a":1,', b'"what":null,', b'"zzz":""'])
@pytest.mark.parametrize("at", range(4))
def test_a_member_that_the_format_does_not_know_is_found(at: int, member: bytes) -> None:
    rows = list(an_export(1, 2))
    rows[at] = b"{" + member + rows[at][1:] if member.endswith(b",") else rows[at][:-2] + b"," + member + b"}\n"

    assert at + 1 in {fault.line for fault in check(rows).faults}


def test_an_unknown_member_inside_what_or_who_is_found_even_if_it_was_signed() -> None:
    log = a_log(1, 1)
    for name, part in (("what", b'{"audience":1,'), ("who", b'{"audience":1,')):
        parts = replace(log.parts[0], **{name: part + getattr(log.parts[0], name)[1:]})
        faults = check(signed_anew(log, [parts])).faults
        assert [(fault.line, fault.code) for fault in faults] == [(2, "act")]
        assert f"“{name}”" in faults[0].sentence


def signed_anew(log: Log, parts: list[acts.Parts]) -> list[bytes]:
    """An export with these parts, truly signed: a fault in it is one that the log itself made."""
    other = Log(Random(0), log.signers)
    for act, each in zip(log.acts, parts, strict=True):
        other.keep(act, each)
    return other.export()


@pytest.mark.parametrize(
    ("part", "before", "after"),
    [
        ("what", rb'"id":"........-....-7', b'"id":"01234567-0123-4'),
        ("what", rb'"id":"0', b'"id":"A'),
        ("what", rb'"receipt":"\w+"', b'"receipt":"fax"'),
        ("what", rb'"recorded":"2020', b'"recorded":"2019'),
        ("what", rb'"recorded":"2020-\d\d-\d\d', b'"recorded":"2020-09-31'),
        ("what", rb'"recorded":"2020-\d\d-\d\dT\d\d', b'"recorded":"2020-09-30T24'),
        ("what", rb'"recorded":"(2020-.{15})\d{6}Z', rb'"recorded":"\g<1>000000+00:00'),
        ("what", rb'"subject":"nemcon:', b'"subject":"nimcon:'),
        ("what", rb'"type":"[^"]*"', b'"type":"document.published"'),
        ("what", rb'"type":"[^"]*"', b'"type":"symbol.reserved/1"'),
        ("who", rb'"capacity":"\w+"', b'"capacity":"king"'),
        ("who", rb'"capacity":"\w+"', b'"capacity":"clock"'),
        ("who", rb',"of":(null|"[^"]*")', b""),
        ("content", rb"^\{", b'{"zzz":1,'),
        ("content", rb"^\{", b"{ "),
    ],
)
def test_what_the_log_itself_signed_in_breach_of_the_format_is_found(part: str, before: bytes, after: bytes) -> None:
    log = Log(Random(1), signers(1))
    log.add(LogOpened(origin=ORIGIN, body=None), Who(Capacity.STATE, "XXA"), "door")
    data = getattr(log.parts[0], part)
    changed = re.sub(before, after, data, count=1)
    assert changed != data

    report = check(signed_anew(log, [replace(log.parts[0], **{part: changed})]))

    assert [(fault.line, fault.code) for fault in report.faults] == [(2, "act")]


def test_the_time_of_record_never_goes_back_not_even_over_what_is_withheld() -> None:
    log = Log(Random(1), signers(1))
    for n in range(4):
        log.add(SymbolReserved(symbol=f"A/{n}"), Who(Capacity.OFFICER))
        log.now += (1, -2, 0, 0)[n] * (log.now - log.now.replace(year=2019))
    hidden = frozenset((1, name) for name in acts.PARTS)

    for erased in (frozenset[tuple[int, str]](), hidden):
        assert [(f.line, f.code) for f in check(log.export(erased=erased)).faults] == [(4, "order"), (5, "order")]


def test_the_time_of_record_does_not_go_back_between_two_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "BLOCK", 1)  # each line is a block
    log = Log(Random(1), signers(1))
    for n in range(3):
        log.add(SymbolReserved(symbol=f"A/{n}"), Who(Capacity.OFFICER))
        log.now = log.now.replace(year=2020 - (n == 0))

    assert [(f.line, f.code) for f in check(log.export()).faults] == [(3, "order")]


def test_a_checkpoint_of_another_log_is_found_even_if_this_one_signed_it() -> None:
    log = a_log(1, 3)
    export = log.export()
    other = Head("record.example.org/other", 3, log.frontier.root)
    export[-1] = lines.last_line(str(checkpoint.sign(other, log.signers, TIME)))

    assert [(f.line, f.code) for f in check(export).faults] == [(5, "checkpoint")]


def test_parts_that_share_a_salt_are_found() -> None:
    log = a_log(1, 1)
    shared = replace(log.parts[0], who_salt=log.parts[0].what_salt)

    assert [f.code for f in check(signed_anew(log, [shared])).faults] == ["act"]


@pytest.mark.parametrize(
    ("name", "data"), [("who", b'{"capacity":"king"}'), ("content", b'{"a": 1}'), ("content", b'"\xff"')]
)
def test_a_part_that_stands_without_what_must_be_in_its_form_too(name: str, data: bytes) -> None:
    log = a_log(1, 1)
    export = signed_anew(log, [replace(log.parts[0], **{name: data})])
    found = lines.read_act(export[1])
    export[1] = lines.act_line(found.leaf_bytes, replace(found.parts, what=None, what_salt=None))

    assert [(f.line, f.code) for f in check(export).faults] == [(2, "act")]


def test_content_of_a_type_that_this_version_does_not_know_is_taken_if_it_is_canonical() -> None:
    log = a_log(1, 1)
    what = re.sub(rb'"type":"[^"]*"', b'"type":"later.invented/3"', log.parts[0].what or b"")

    for content, holds in ((b'{"n":1.5}', True), (b'{"n":1.50}', False), (b"[]", True), (b'{"b":1,"a":1}', False)):
        assert check(signed_anew(log, [replace(log.parts[0], what=what, content=content)])).holds == holds


@pytest.mark.parametrize(
    "line",
    [
        b"[" * 200_000 + b"\n",
        b'{"content":' + b"[" * 200_000 + b"\n",
        b"\n",
        b"{}\n",
        b"null\n",
        b"\xff\n",
        b'{"leaf":{}}\n',
    ]
    + [
        b'{"leaf":{"content":"","seq":%b,"v":1,"what":"","who":""}}\n' % n
        for n in (b"9" * 5000, b"-1", b"1.0", b"true")
    ],
)
def test_a_line_that_is_none_is_said_to_be_none(line: bytes) -> None:
    export = [*an_export(1, 2)]
    for at in range(4):
        assert at + 1 in {f.line for f in check([*export[:at], line, *export[at + 1 :]]).faults}
        assert check([*export[:at], line]).faults


@pytest.mark.parametrize(
    "head",
    [
        {"size": 2**53},
        {"size": 2**64},
        {"size": -1},
        {"size": 3},
        {"from": 1},
        {"nemcon-record": 2},
        {"audience": "everybody"},
        {"origin": "record.example.org/other"},
        {"origin": "https://record.example.org"},
        {"origin": ""},
        {"keys": []},
        {"keys": ["x"]},
        {"keys": 1},
        {"more": 1},
    ],
)
def test_a_first_line_that_cannot_be_is_found(head: dict[str, object]) -> None:
    export = [*an_export(1, 2)]
    members = {**json.loads(export[0]), **head}
    try:
        export[0] = canonical(members) + b"\n"
    except ValueError:
        export[0] = json.dumps(members, sort_keys=True, separators=(",", ":")).encode() + b"\n"

    report = check(export)

    assert report.faults
    assert report.faults[0].line in (1, 4)


def test_a_line_that_is_too_long_ends_the_reading() -> None:
    export = [*an_export(1, 2)]
    long = b'{"content":"' + b"x" * lines.LARGEST_LINE + b'"}\n'

    for at in range(4):
        rows = [*export[:at], long, *export[at + 1 :]]
        pieces = [long[n : n + 60_000] for n in range(0, len(long), 60_000)]
        for data in (rows, [b"".join(rows)], [*rows[:at], *pieces, *rows[at + 1 :]]):
            faults = check(data).faults
            assert faults[0].line == at + 1, (at, faults)
            assert str(lines.LARGEST_LINE) in faults[0].sentence


def test_an_empty_file_or_one_of_one_line_is_said_to_be_so() -> None:
    assert [(f.line, f.code) for f in check([]).faults] == [(1, "empty")]
    assert [(f.line, f.code) for f in check([b""]).faults] == [(1, "empty")]
    assert [(f.line, f.code) for f in check(an_export(1, 2)[:1]).faults] == [(2, "checkpoint")]


def test_a_hundred_faults_are_kept_and_the_rest_are_counted() -> None:
    export = list(an_export(4, 130))
    rows = [row.replace(b'"v":1', b'"v":2') for row in export]

    report = check(rows)

    assert len(report.faults) == 100
    assert report.more_faults == 31  # and the root


# --- Forks, older heads, other keys ---------------------------------------------------------------------------------


def grown(log: Log, more: int) -> Log:
    """The same log later."""
    later = Log(Random(more), log.signers, log.origin)
    for act, parts in zip(log.acts, log.parts, strict=True):
        later.keep(act, parts)
    later.now = log.now
    for n in range(more):
        later.add(SymbolReserved(symbol=f"LATER/{n}"), Who(Capacity.OFFICER))
    return later


@given(st.integers(0, 9), st.integers(0, 12), st.integers(0, 12), st.integers(0, 12))
def test_a_fork_and_an_older_record_are_found_by_a_checkpoint_seen_before(
    seed: int, size: int, more: int, other: int
) -> None:
    base = a_log(seed, size)
    seen, longer = grown(base, more), grown(base, more + other)
    fork = grown(base, 0)
    for _ in range(other + more):
        fork.add(SymbolReserved(symbol="FORK/1"), who(fork.random), subject="nemcon:fork/1")

    agrees = check(longer.export(), seen=[seen.checkpoint()]) if more == 0 or other == 0 else None
    if agrees:
        assert agrees.holds
        assert [each.head.size for each in agrees.seen] == [size + more]
    if more:
        report = check(fork.export(), seen=[seen.checkpoint()])
        assert [(f.line, f.code) for f in report.faults] == [(size + more + 1, "fork")]
        assert "bears the log's signature" in report.faults[0].sentence
        older = check(base.export(), seen=[seen.checkpoint()])
        assert [(f.line, f.code) for f in older.faults] == [(size + 2, "older")]
    assert check(fork.export()).holds  # from one file it cannot be seen


def test_a_checkpoint_seen_within_a_block_of_lines_is_compared_where_it_stands() -> None:
    base = a_log(5, 40)
    heads = [Head(ORIGIN, n, frontier_at(base, n).root) for n in (0, 1, 17, 39, 40)]
    seen = [checkpoint.sign(head, base.signers, TIME) for head in heads]

    assert [each.head.size for each in check(base.export(), seen=seen).seen] == [0, 1, 17, 39, 40]
    false = checkpoint.sign(Head(ORIGIN, 17, b"x" * 32), base.signers, TIME)
    assert [(f.line, f.code) for f in check(base.export(), seen=[*seen, false]).faults] == [(18, "fork")]


def frontier_at(log: Log, size: int) -> Frontier:
    found = Frontier()
    for leaf in log.leaves[:size]:
        found = found.append(leaf_hash(leaf))
    return found


def test_a_checkpoint_that_is_no_evidence_is_said_to_be_none() -> None:
    log = a_log(1, 5)
    other = checkpoint.sign(Head("record.example.org/other", 2, b"x" * 32), log.signers, TIME)
    unsigned = checkpoint.sign(Head(ORIGIN, 2, b"x" * 32), signers(77), TIME)
    true = log.checkpoint()
    damaged = checkpoint.Checkpoint(
        replace(true.head, root=b"y" * 32), Note("a\n" + true.note.text, true.note.signatures)
    )

    assert codes(check(log.export(), seen=[other])) == {"seen"}
    assert "signed by no key of the log" in check(log.export(), seen=[unsigned]).faults[0].sentence
    assert "damaged" in check(log.export(), seen=[damaged]).faults[0].sentence


@pytest.mark.parametrize("known", [0, 1, 2])
def test_whoever_knows_any_of_the_keys_that_a_log_had_can_verify_it(known: int) -> None:
    log = a_log(8, 20, True)

    assert check(log.export(), keys=[signers(8 + known)[0].key]).holds
    assert codes(check(log.export(), keys=[signers(50)[0].key])) == {"signature"}


def test_a_rotation_without_the_right_to_it_is_named_with_its_line() -> None:
    log = Log(Random(1), signers(1))
    log.add(SymbolReserved(symbol="A/1"), Who(Capacity.OFFICER))
    text = rotation_text(ORIGIN, [each.key for each in signers(2)])
    log.add(KeyRotated(note=str(Note(text, (signers(1)[0].sign(text, 0),)))), Who(Capacity.ADMINISTRATOR))

    assert (3, "key") in [(f.line, f.code) for f in check(log.export()).faults]
    stolen = Log(Random(1), signers(1))
    stolen.add(KeyRotated(note=str(Note(text, (signers(2)[0].sign(text, 0),)))), Who(Capacity.ADMINISTRATOR))
    stolen.signers = signers(2)
    assert codes(check(stolen.export(), keys=[signers(1)[0].key])) == {"signature"}


def test_a_witness_who_did_not_sign_is_not_counted_and_one_who_signed_falsely_is_found() -> None:
    log = a_log(1, 5)
    witness = WITNESSES[0].key

    assert [key for key, _ in check(log.export(), keys=[witness]).signed] == [each.key for each in log.signers]
    export = log.export()
    false = log.checkpoint()
    other = checkpoint.sign(Head(ORIGIN, 5, b"x" * 32), WITNESSES, TIME)
    export[-1] = lines.last_line(str(Note(false.note.text, (*false.note.signatures, *other.note.signatures))))
    assert check(export).holds
    assert codes(check(export, keys=[witness])) == {"signature"}
