"""Acts: their parts, what each may say, and acts of every type and version that was ever written."""

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nemcon.core import acts
from nemcon.core.acts import BadAct, Capacity, Made, Parts, Who, instant, parse_instant
from nemcon.core.canonical import NotCanonical, canonical, from_canonical
from nemcon.core.payloads import (
    PAYLOADS,
    LogOpened,
    Payload,
    SymbolReserved,
    Unknown,
    decode_payload,
    encode_payload,
    payload,
    type_of,
)
from nemcon.core.record import lines
from record.logs import START, Log, content, random_log, signers

GOLDEN = Path(__file__).with_name("golden_acts.jsonl").read_bytes().splitlines(keepends=True)
TYPES = [name for name in PAYLOADS if not name.startswith("test.")]


# --- Acts that were ever written ------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", GOLDEN, ids=[str(n) for n in range(1, len(GOLDEN) + 1)])
def test_an_act_of_long_ago_is_read_and_written_byte_for_byte(line: bytes) -> None:
    """If this fails, a payload's class was changed: leave it as it was, and add a new version beside it."""
    found = lines.read_act(line)

    act = acts.decode(found.leaf.seq, found.parts)

    salts = (found.parts.what_salt, found.parts.who_salt, found.parts.content_salt)
    parts = acts.encode(act, salts)  # type: ignore[arg-type]
    assert type(act.content) is PAYLOADS[act.type]
    assert parts == found.parts
    assert acts.leaf_of(act.seq, parts) == found.leaf_bytes
    assert lines.act_line(found.leaf_bytes, parts) == line


@pytest.mark.parametrize("name", TYPES)
def test_there_is_a_golden_act_of_every_type_and_version(name: str) -> None:
    """If this fails, add a line with an act of the new type to golden_acts.jsonl; lines.act_line writes one."""
    kept = [from_canonical(line[:-1])["what"]["type"] for line in GOLDEN]

    assert kept.count(name) == 1


def test_the_golden_acts_are_numbered_in_their_order_and_no_type_was_taken_away() -> None:
    found = [from_canonical(line[:-1]) for line in GOLDEN]

    assert [each["leaf"]["seq"] for each in found] == list(range(len(found)))
    assert {each["what"]["type"] for each in found} <= set(TYPES)


# --- The parts of an act --------------------------------------------------------------------------------------------


@given(st.integers(0, 10**6))
def test_an_act_is_read_back_as_it_was_written(seed: int) -> None:
    log = random_log(seed, 3)

    assert [acts.decode(n, parts) for n, parts in enumerate(log.parts)] == log.acts
    for act, parts, leaf in zip(log.acts, log.parts, log.leaves, strict=True):
        assert canonical(from_canonical(parts.what or b"")) == parts.what
        assert canonical(from_canonical(parts.who or b"")) == parts.who
        assert from_canonical(leaf) == {
            "v": 1,
            "seq": act.seq,
            "what": acts.commitment(parts.what_salt or b"", parts.what or b""),
            "who": acts.commitment(parts.who_salt or b"", parts.who or b""),
            "content": acts.commitment(parts.content_salt or b"", parts.content or b""),
        }


@given(st.integers(0, 10**6), st.sampled_from(["who", "content"]))
def test_what_is_withheld_is_none_in_the_act(seed: int, name: str) -> None:
    log = random_log(seed, 1)

    act = acts.decode(0, replace(log.parts[0], **{name: None, f"{name}_salt": None}))

    assert act == replace(log.acts[0], **{name: None})
    with pytest.raises(ValueError, match="whole act"):
        acts.encode(act, (b"", b"", b""))


def test_without_what_there_is_no_act() -> None:
    with pytest.raises(BadAct, match="withheld"):
        acts.decode(0, Parts(content=b"{}"))


WHAT = random_log(1, 1).parts[0].what or b""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (rb'"id":"[^"]*"', b'"id":"0174876e-8001-4fe0-80ed-f75f64e04b64"'),
        (rb'"id":"[^"]*"', b'"id":"0174876E-8001-7FE0-80ED-F75F64E04B64"'),
        (rb'"id":"[^"]*"', b'"id":"0174876e-8001-7fe0-c0ed-f75f64e04b64"'),
        (rb'"id":"[^"]*"', b'"id":"0174876e80017fe080edf75f64e04b64"'),
        (rb'"receipt":"[^"]*"', b'"receipt":"post"'),
        (rb'"recorded":"[^"]*"', b'"recorded":"2020-02-30T00:00:00.000000Z"'),
        (rb'"recorded":"[^"]*"', b'"recorded":"2020-09-01T08:00:00Z"'),
        (rb'"recorded":"[^"]*"', b'"recorded":"2020-09-01T08:00:60.000000Z"'),
        (rb'"recorded":"[^"]*"', b'"recorded":"2020-09-01T24:00:00.000000Z"'),
        (rb'"recorded":"[^"]*"', b'"recorded":"0000-09-01T08:00:00.000000Z"'),
        (rb'"recorded":"[^"]*"', b'"recorded":"2019-09-01T08:00:00.000000Z"'),
        (rb'"receipt":"[^"]*","received":"2020', b'"receipt":"none","received":"2019'),
        (rb'"receipt":"[^"]*","received":"2020', b'"receipt":"door","received":"2021'),
        (rb'"subject":"nemcon:', b'"subject":"'),
        (rb'"type":"[^"]*"', b'"type":"Document.published/1"'),
        (rb'"type":"[^"]*"', b'"type":"document.published/0"'),
        (rb'"type":"[^"]*"', b'"type":"document/1"'),
        (rb'"type":"[^"]*"', b'"type":"document.published/1\\n"'),
        (rb'"type"', b'"typ"'),
        (rb"\}", b',"zzz":1}'),
        (rb'"subject"', b' "subject"'),
        (rb'"subject":"nemcon', b'"subject":"\\\\u006eemcon'),
    ],
)
def test_what_the_format_does_not_allow_is_refused_and_said(before: bytes, after: bytes) -> None:
    changed = re.sub(before, after, WHAT, count=1)
    assert changed != WHAT

    with pytest.raises(BadAct, match="“what”"):
        acts.decode(0, Parts(what=changed))


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"null", b'{"capacity":"king","of":null,"person":null,"recorded_by":null}', b"\xff"]
    + [b'{"capacity":"state","of":1,"person":null,"recorded_by":null}', b'{"capacity":"state"}']
    + [b'{"of":null,"capacity":"state","person":null,"recorded_by":null}'],
)
def test_who_is_a_capacity_and_three_names(data: bytes) -> None:
    with pytest.raises(BadAct, match="“who”"):
        acts.decode_who(data)


def test_the_clock_receives_nothing() -> None:
    log = Log(Random(1), signers(1))
    log.add(SymbolReserved(symbol="A"), Who(Capacity.CLOCK), "door")

    with pytest.raises(BadAct, match="clock"):
        acts.decode(0, log.parts[0])


# --- Instants -------------------------------------------------------------------------------------------------------


@given(st.datetimes(timezones=st.sampled_from([dt.UTC, dt.timezone(dt.timedelta(hours=5, minutes=45))])))
@example(dt.datetime(999, 1, 2, tzinfo=dt.UTC))
@example(START)
def test_an_instant_is_written_in_utc_with_six_digits_and_read_back(moment: dt.datetime) -> None:
    try:
        moment.astimezone(dt.UTC)
    except OverflowError:
        return
    text = instant(moment)

    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", text)
    assert parse_instant(text) == moment
    assert parse_instant(text).tzinfo is dt.UTC


@given(st.datetimes(), st.datetimes())
def test_instants_sort_as_text_as_they_do_in_time(first: dt.datetime, second: dt.datetime) -> None:
    first, second = first.replace(tzinfo=dt.UTC), second.replace(tzinfo=dt.UTC)

    assert (instant(first) < instant(second)) == (first < second)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        instant(dt.datetime(2020, 9, 1))


@pytest.mark.parametrize(
    "text", ["2020-09-01T08:00:00.000000+00:00", "2020-09-01 08:00:00.000000Z", "", "٢٠٢٠-09-01T08:00:00.000000Z"]
)
def test_an_instant_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an instant"):
        parse_instant(text)


# --- Contents -------------------------------------------------------------------------------------------------------


@given(st.integers(0, 10**6))
def test_a_content_is_written_canonically_and_read_back(seed: int) -> None:
    made = content(Random(seed))
    data = encode_payload(made)

    assert canonical(from_canonical(data)) == data
    assert decode_payload(type_of(made), data) == made
    assert Made("nemcon:x/1", made).type == type_of(made)


@pytest.mark.parametrize(
    "data", [b"{}", b'{"body":null}', b'{"body":1,"origin":"a"}', b'{"body":null,"origin":"a","x":1}', b"[]"]
)
def test_a_content_with_other_members_than_those_of_its_type_is_refused(data: bytes) -> None:
    with pytest.raises(NotCanonical, match=r"log\.opened/1"):
        decode_payload("log.opened/1", data)


def test_a_content_of_a_type_that_nobody_knows_here_is_kept_as_it_is() -> None:
    data = b'{"n":1.5,"x":["y"]}'

    found = decode_payload("later.invented/2", data)

    assert found == Unknown(value={"n": 1.5, "x": ["y"]})
    assert encode_payload(found) == data


def test_two_payloads_of_one_name_are_refused() -> None:
    class Other(Payload, frozen=True, kw_only=True):
        pass

    with pytest.raises(ValueError, match=r"log\.opened/1"):
        payload("log.opened/1")(Other)
    assert PAYLOADS["log.opened/1"] is LogOpened


def test_a_persons_name_is_in_no_type_of_act() -> None:
    """Who acted stands in “who”, which can be erased."""
    for name in TYPES:
        assert not {"person", "email", "name"} & set(PAYLOADS[name].__struct_fields__), name
