"""The check of many lines at once never says yes to what the check of a single line finds wrong."""

from dataclasses import replace
from random import Random

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nemcon.core import acts
from nemcon.core.acts import Act, BadAct, Capacity, Parts, Who
from nemcon.core.canonical import NotCanonical, canonical, from_canonical
from nemcon.core.payloads import BodyEstablished, KeyRotated, SymbolGivenBack, SymbolReserved
from nemcon.core.record import lines, quick
from nemcon.core.record.lines import BadLine
from nemcon.core.record.tree import Frontier, leaf_hash
from record.logs import Log, random_log, signers, who


def act_by_act(line: bytes, seq: int) -> bool:
    """What the slow check says of a line."""
    try:
        found = lines.read_act(line)
        if found.parts.what is not None:
            acts.decode(found.leaf.seq, found.parts)
        else:
            if found.parts.who is not None:
                acts.decode_who(found.parts.who)
            if found.parts.content is not None:
                from_canonical(found.parts.content)
    except (BadLine, BadAct, NotCanonical):
        return False
    return found.leaf.seq == seq and line.endswith(b"\n")


def committed(parts: Parts, seq: int = 0) -> bytes:
    """A line whose leaf commits to whatever these parts are."""
    return lines.act_line(acts.leaf_of(seq, parts), parts)


LOG = random_log(5, 60)
TOKENS = st.sampled_from(
    [
        b" ",
        b"",
        b"0",
        b"1",
        b"1.0",
        b"-0",
        b"1e2",
        b'"',
        b"\\",
        b"null",
        b"true",
        b"[]",
        b"{}",
        b"\xff",
        b"\xed\xa0\x80",
        b"\n",
    ]
    + [
        b'"a":1,',
        b",",
        b":",
        b"Z",
        b"T",
        b"24",
        b"31",
        b"00",
        b"7",
        b"nemcon:",
        b"\\u0041",
        b"\\ud800",
        "𝔄".encode(),
        b"\x7f",
    ]
    + ["𝔄".encode(), b"\n", b"clock", b"none", b"door", b"/0", b"/1", b"document.published/1", b"key.rotated/1"]
)


@given(
    st.sampled_from(range(60)),
    st.sampled_from(["what", "who", "content"]),
    st.integers(0),
    TOKENS,
    st.integers(0, 3),
    st.sets(st.sampled_from(["what", "who", "content"]), max_size=2),
)
@example(0, "what", 8, b"", 0, set())
def test_a_part_changed_and_committed_to_anew_passes_only_where_it_passes_by_itself(
    seq: int, name: str, at: int, token: bytes, length: int, hidden: set[str]
) -> None:
    part = getattr(LOG.parts[seq], name)
    at %= len(part) + 1
    parts = replace(LOG.parts[seq], **{name: part[:at] + token + part[at + length :]})
    leaf = acts.leaf_of(seq, parts)
    shown = replace(parts, **{key: None for each in hidden for key in (each, f"{each}_salt")})
    line = lines.act_line(leaf, shown)

    assert bool(quick.check((line, seq))) <= act_by_act(line, seq), line


@given(st.sampled_from(range(60)), st.integers(0), TOKENS, st.integers(0, 3))
def test_a_line_changed_anywhere_passes_only_where_it_passes_by_itself(
    seq: int, at: int, token: bytes, length: int
) -> None:
    line = lines.act_line(LOG.leaves[seq], LOG.parts[seq])
    at %= len(line) + 1
    changed = line[:at] + token + line[at + length :]

    assert bool(quick.check((changed, seq))) <= act_by_act(changed, seq), changed


@given(st.integers(0, 30), st.integers(0, 20), st.integers(0, 20), st.sampled_from(["public", "state:XXB", "full"]))
def test_true_lines_pass_at_once_and_what_they_open_is_counted(seed: int, first: int, more: int, audience: str) -> None:
    log = random_log(seed, first + more)
    shown = log.opened(audience)[first:]
    rows = [lines.act_line(leaf, parts) for leaf, parts in zip(log.leaves[first:], shown, strict=True)]

    checked = quick.check((b"".join(rows), first))

    assert checked
    assert checked.acts == more
    assert (checked.what, checked.who, checked.content) == tuple(
        sum(getattr(each, name) is not None for each in shown) for name in acts.PARTS
    )
    assert checked.withheld == sum(each == Parts() for each in shown)
    before = Frontier()
    for leaf in log.leaves[:first]:
        before = before.append(leaf_hash(leaf))
    assert before.join(checked.subtrees) == log.frontier
    recorded = [acts.instant(a.recorded) for a, p in zip(log.acts[first:], shown, strict=True) if p.what is not None]
    assert (checked.first_recorded, checked.last_recorded) == ((recorded[0], recorded[-1]) if recorded else ("", ""))


def made(log: Log, **changes: object) -> Act:
    act = log.add(SymbolGivenBack(symbol="A/1", reason="x"), Who(Capacity.OFFICER), "door")
    return replace(act, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param({"what": b"", "what_salt": b"s" * 32}, id="salt without part"),
        pytest.param({"who_salt": b"s" * 31}, id="short salt"),
        pytest.param({"content_salt": b""}, id="no salt"),
        pytest.param({"who": b'{"capacity":"clock","of":null,"person":null,"recorded_by":null}'}, id="clock received"),
    ],
)
def test_what_is_wrong_in_one_act_stops_the_block(parts: dict[str, bytes]) -> None:
    log = Log(Random(1), signers(1))
    made(log)
    line = committed(replace(log.parts[0], **parts))

    assert quick.check((committed(log.parts[0]), 0))
    assert quick.check((line, 0)) is None
    assert not act_by_act(line, 0)
    assert quick.check((committed(log.parts[0]) + line, 0)) is None


@pytest.mark.parametrize(
    "content", [b'{"symbol": "A"}', b'{"symbol":"A"} ', b'{"symbol":"\\u0041"}', b'{"symbol":"A","x":1}']
)
def test_a_content_in_another_form_stops_the_block(content: bytes) -> None:
    log = Log(Random(1), signers(1))
    log.add(SymbolReserved(symbol="A"), Who(Capacity.OFFICER))

    for each, holds in ((b'{"symbol":"A"}', True), (content, False)):
        line = committed(replace(log.parts[0], content=each))
        assert bool(quick.check((line, 0))) == act_by_act(line, 0) == holds


def test_keys_beyond_the_basic_plane_stand_in_the_order_of_utf_16() -> None:
    log = Log(Random(1), signers(1))
    names = {"\U00010000": "a", "\ue000": "b"}
    log.add(BodyEstablished(slug="a", names=names, short={}, prefix="A", parent=None), Who(Capacity.OFFICER))
    true = log.parts[0].content or b""
    other = canonical({**from_canonical(true), "names": {}}).replace(
        b'"names":{}', b'"names":' + msgspec.json.encode(names, order="sorted")
    )

    for content, holds in ((true, True), (other, False)):
        line = committed(replace(log.parts[0], content=content))
        assert bool(quick.check((line, 0))) == act_by_act(line, 0) == holds


@pytest.mark.parametrize("name", acts.PARTS)
def test_a_commitment_to_what_is_withheld_is_a_hash_too(name: str) -> None:
    parts = replace(LOG.parts[0], **{name: None, f"{name}_salt": None})
    true = lines.read_act(lines.act_line(LOG.leaves[0], LOG.parts[0])).leaf
    for said in ("x" * 64, getattr(true, name).upper(), getattr(true, name)[:-1], ""):
        line = lines.act_line(msgspec.structs.replace(true, **{name: said}).to_bytes(), parts)
        assert quick.check((line, 0)) is None
        assert not act_by_act(line, 0)
    assert quick.check((lines.act_line(true.to_bytes(), parts), 0))


@pytest.mark.parametrize("pair", [("what", "who"), ("who", "content"), ("what", "content")])
def test_a_salt_used_twice_stops_the_block(pair: tuple[str, str]) -> None:
    parts = replace(LOG.parts[0], **{f"{pair[0]}_salt": b"s" * 32, f"{pair[1]}_salt": b"s" * 32})

    assert quick.check((committed(parts), 0)) is None
    assert not act_by_act(committed(parts), 0)


def test_an_instant_before_the_one_above_it_or_of_no_day_stops_the_block() -> None:
    log = random_log(1, 2)
    rows = [lines.act_line(leaf, parts) for leaf, parts in zip(log.leaves, log.parts, strict=True)]
    assert quick.check((b"".join(rows), 0))
    for old, new in ((b"2020-", b"2019-"), (b"-01T", b"-31T"), (b"-09-01", b"-02-30")):
        what = (log.parts[1].what or b"").replace(old, new)
        assert quick.check((rows[0] + committed(replace(log.parts[1], what=what), 1), 0)) is None


def test_a_change_of_key_is_looked_at_more_closely() -> None:
    log = Log(Random(1), signers(1))
    log.rotate(signers(2))

    assert quick.check((committed(log.parts[0]), 0)) is None
    assert quick.check((committed(replace(log.parts[0], content=None, content_salt=None)), 0)) is None
    assert isinstance(log.acts[0].content, KeyRotated)


def test_what_is_kept_to_be_fast_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick, "MOST_KEPT", 3)
    random = Random(2)
    for n in range(40):
        log = Log(random, signers(1))
        log.now = log.now.replace(year=2021 + n)
        log.add(SymbolGivenBack(symbol="A", reason="x"), replace_who(who(random), f"p{n}"))
        assert quick.check((committed(log.parts[0]), 0))
    assert len(quick._DAYS) <= 3
    assert len(quick._CLOCKS) <= 3


def replace_who(each: Who, person: str) -> Who:
    return Who(each.capacity, each.of, person, each.recorded_by)
