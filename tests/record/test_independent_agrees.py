"""Two readers of one format, written apart: what one writes both accept, and what was changed both refuse."""

from __future__ import annotations

import base64
from dataclasses import replace
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from nemcon.core import acts
from nemcon.core.acts import Parts
from nemcon.core.record import checkpoint, lines, tree
from nemcon.core.record.checkpoint import Head
from nemcon.core.record.notes import parse_key
from nemcon.core.record.proof import Proof
from nemcon.core.record.tree import Frontier, leaf_hash
from nemcon.core.record.verify import Report, verify_record
from nemcon.core.record.verify_proof import verify_proof

from .independent.export import read_export
from .independent.proof import read_proof
from .independent.report import Report as OtherReport
from .logs import WITNESSES, Log, nodes_of, random_log, signers

AUDIENCES = ("public", "members", "state:XXA", "full")
ERASED = st.sets(st.tuples(st.integers(0, 9), st.sampled_from(acts.PARTS)), max_size=4)


@cache
def a_log(seed: int, size: int, rotated: bool) -> Log:
    return random_log(seed, size, rotated)


def both(export: list[bytes], keys: list[str]) -> tuple[Report, OtherReport]:
    return verify_record(export, keys=list(map(parse_key, keys))), read_export(export, keys)


@given(
    st.integers(0, 30),
    st.integers(0, 12),
    st.sampled_from(AUDIENCES),
    st.booleans(),
    st.integers(0, 2),
    st.booleans(),
    ERASED,
)
def test_what_is_true_both_accept_and_count_alike(
    seed: int, size: int, audience: str, rotated: bool, witnesses: int, given_: bool, erased: set[tuple[int, str]]
) -> None:
    log = a_log(seed, size, rotated)
    export = log.export(audience, WITNESSES[:witnesses], frozenset(erased))
    keys = [str(each.key) for each in (*log.signers, *WITNESSES[:witnesses])] if given_ else []

    ours, theirs = both(export, keys)

    assert ours.holds, ours.faults
    assert theirs.good, theirs.faults
    assert (ours.acts, ours.opened) == (theirs.acts, theirs.opened)
    assert ours.checkpoint and theirs.checkpoint  # noqa: PT018
    assert ours.checkpoint.head.root == theirs.checkpoint.root
    assert len(ours.signed) == len(theirs.verified) == 2 + witnesses


LOGS = st.tuples(st.integers(0, 9), st.integers(0, 7), st.sampled_from(AUDIENCES), st.booleans())


@given(LOGS, st.integers(0), st.integers(0, 255))
def test_a_byte_changed_anywhere_both_refuse(which: tuple[int, int, str, bool], at: int, value: int) -> None:
    seed, size, audience, rotated = which
    log = a_log(seed, size, rotated)
    data = b"".join(log.export(audience, WITNESSES))
    at %= len(data)
    changed = data[:at] + bytes((value,)) + data[at + 1 :]
    if changed == data or (data[at : at + 1] != b'"' and at < data.index(b',"from"')):
        return  # the audience is claimed, not proven

    ours, theirs = both(changed.splitlines(keepends=True) if b"\r" not in changed else [changed], [])

    assert not ours.holds
    assert b"\r" in changed or not theirs.good, (data[at - 30 : at + 30], changed[at : at + 1])


@given(LOGS, st.integers(0), st.sampled_from(["drop", "double", "swap", "cut", "unfold", "member", "escape"]))
def test_lines_dropped_added_moved_cut_or_rewritten_both_refuse(
    which: tuple[int, int, str, bool], at: int, how: str
) -> None:
    seed, size, audience, rotated = which
    export = a_log(seed, size, rotated).export(audience, WITNESSES)
    at %= len(export)
    rows = list(export)
    row = rows[at]
    match how:
        case "drop":
            del rows[at]
        case "double":
            rows.insert(at, row)
        case "swap":
            rows[at], rows[at - 1] = rows[at - 1], row
        case "cut":
            rows = rows[:at] + ([row[:-1]] if at else [])
        case "unfold":
            rows[at] = row.replace(b":", b": ", 1)
        case "member":
            rows[at] = b'{"a":1,' + row[1:]
        case "escape":
            rows[at] = row.replace(b"e", b"\\u0065", 1)

    ours, theirs = both(rows, [])

    assert not ours.holds
    assert not theirs.good or rows in (export, [])


@given(LOGS, st.integers(0), st.sampled_from(acts.PARTS), st.booleans())
def test_a_part_or_salt_exchanged_both_refuse(
    which: tuple[int, int, str, bool], at: int, name: str, salt: bool
) -> None:
    seed, size, audience, rotated = which
    log = a_log(seed, size, rotated)
    shown = log.opened(audience)
    at = at % size if size else 0
    if not size or getattr(shown[at], name) is None:
        return
    other = replace(shown[at], **({f"{name}_salt": b"s" * 32} if salt else {name: b'{"x":1}'}))
    export = log.export(audience, WITNESSES)
    export[at + 1] = lines.act_line(log.leaves[at], other)

    ours, theirs = both(export, [])

    assert [fault.line for fault in ours.faults] == [at + 2]
    assert at + 2 in {line for line, _ in theirs.faults}


@given(LOGS)
def test_an_exchanged_key_both_refuse_if_they_were_given_the_true_one(which: tuple[int, int, str, bool]) -> None:
    seed, size, audience, rotated = which
    log = a_log(seed, size, rotated)
    forged = replace(log, signers=signers(seed + 77))

    ours, theirs = both(forged.export(audience), [str(log.signers[0].key)])

    assert not ours.holds
    assert not theirs.good
    assert both(forged.export(audience), [])[1].good or rotated  # without it, nobody can tell


@given(LOGS, st.integers(0, 7), st.booleans())
def test_a_checkpoint_seen_before_both_compare(which: tuple[int, int, str, bool], earlier: int, false: bool) -> None:
    seed, size, audience, rotated = which
    log = a_log(seed, size, rotated)
    frontier = Frontier()
    for leaf in log.leaves[:earlier]:
        frontier = frontier.append(leaf_hash(leaf))
    root = b"x" * 32 if false else frontier.root
    seen = checkpoint.sign(Head(log.origin, earlier if earlier <= size else size + 1, root), log.signers, 1)

    ours = verify_record(log.export(audience), seen=[seen])
    theirs = read_export(log.export(audience), seen=[str(seen)])

    assert ours.holds == theirs.good == (not false and earlier <= size)


@given(st.integers(1, 12), st.integers(0), st.sets(st.sampled_from(acts.PARTS)), st.integers(0), st.integers(0, 255))
def test_a_proof_both_accept_and_a_changed_one_both_refuse(
    size: int, index: int, shown: set[str], at: int, value: int
) -> None:
    log = a_log(3, size, False)
    index %= size
    parts = Parts(**{key: getattr(log.parts[index], key) for name in shown for key in (name, f"{name}_salt")})
    path = tuple(tree.inclusion_proof(index, size, nodes_of(log)))
    data = str(Proof(lines.act_line(log.leaves[index], parts)[:-1], index, path, log.checkpoint(WITNESSES))).encode()
    keys = [each.key for each in (*log.signers, *WITNESSES)]
    at %= len(data)
    changed = data[:at] + bytes((value,)) + data[at + 1 :]

    assert verify_proof(data, keys=keys).holds
    assert read_proof(data, map(str, keys)).good
    ours, theirs = verify_proof(changed, keys=keys), read_proof(changed, map(str, keys))
    if changed != data and len(ours.signed) == 4:  # else a witness's name or id was changed, and it counts no more
        assert not ours.holds
        assert not theirs.good


def test_salts_are_written_in_the_one_form_of_base64() -> None:
    log = a_log(1, 3, False)

    for row, parts in zip(log.export()[1:-1], log.parts, strict=True):
        assert base64.b64encode(parts.what_salt or b"") in row
