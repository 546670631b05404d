"""Canonical JSON: one form of bytes for each value, and nothing else is taken for it."""

import json
from typing import Any

import msgspec
import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from nemcon.core.canonical import NotCanonical, canonical, from_canonical, is_form_of

NUMBERS = st.one_of(
    st.integers(-(2**53) + 1, 2**53 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0.0, -0.0, 1.0, 1e3, 1e21, 1e-7, 5e-324, 2.0**53, 2**53 - 1, 0.1]),
)
KEYS = st.one_of(
    st.text(max_size=3), st.sampled_from(["a", "\ue000", "\U00010000", "é", "e\u0301", "", '"', "\\", "\x7f"])
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=12,
)
PIECES = st.sampled_from(
    [
        b"1e3",
        b"-0",
        b"1.0",
        b"1.5",
        b"9007199254740992",
        b"9007199254740991",
        b"10000000000000000000000",
        b"1E400",
        b"0.1e1",
    ]
    + [
        b'"a"',
        b'"\\u0061"',
        b'"\\u001f"',
        b'"\\ud800"',
        b'"\\n"',
        b'"\\u000a"',
        '"é"'.encode(),
        b'"\xed\xa0\x80"',
        b'"\xff"',
    ]
    + [b"{", b"}", b"[", b"]", b",", b":", b" ", b"\n", b"true", b"null", b'{"a":1,"a":1}', b'{"b":1,"a":1}']
    + ['{"\U00010000":1,"\ue000":2}'.encode(), '{"\ue000":1,"\U00010000":2}'.encode()]
)


def by_the_book(data: bytes) -> bool:
    """Whether these bytes are what rfc8785 writes of the value that Python's own reader finds in them."""
    try:
        return rfc8785.dumps(json.loads(data)) == data
    except (ValueError, RecursionError, rfc8785.CanonicalizationError):
        return False


def accepted(data: bytes) -> bool:
    try:
        from_canonical(data)
    except NotCanonical:
        return False
    return True


@given(VALUES)
@example({"\U00010000": 1, "\ue000": 2})
@example([1e3, -0.0, 2.0**53, "\x7f\u2028"])
def test_what_is_written_is_what_rfc_8785_says_and_is_read_back(value: Any) -> None:
    try:
        expected = rfc8785.dumps(value)
        rfc8785.dumps(json.loads(expected))  # a double from 2^53 on is written as an integer that may not be
    except rfc8785.CanonicalizationError:
        with pytest.raises(NotCanonical):
            canonical(value)
        return
    assert canonical(value) == expected
    assert from_canonical(expected) == value


@given(VALUES, st.integers(0), st.binary(max_size=3), st.integers(0, 2))
def test_mangled_bytes_are_taken_exactly_when_rfc_8785_would_write_them(
    value: Any, at: int, other: bytes, length: int
) -> None:
    try:
        data = rfc8785.dumps(value)
    except rfc8785.CanonicalizationError:
        return
    at %= len(data) + 1
    mangled = data[:at] + other + data[at + length :]

    assert accepted(mangled) == by_the_book(mangled)


@given(st.lists(PIECES, max_size=8))
@example([b"{", b'"a"', b":", b"1e3", b"}"])
@example([b"[", b"9007199254740992", b"]"])
def test_any_pieces_of_json_are_taken_exactly_when_rfc_8785_would_write_them(pieces: list[bytes]) -> None:
    data = b"".join(pieces)

    assert accepted(data) == by_the_book(data)


@given(VALUES)
def test_the_fast_comparison_agrees_with_rfc_8785(value: Any) -> None:
    for data in (json.dumps(value).encode(), json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()):
        decoded = msgspec.json.decode(data)
        try:
            expected = rfc8785.dumps(decoded) == data
        except rfc8785.CanonicalizationError:
            expected = False
        assert is_form_of(data, decoded) == expected


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" 1",
        b"1 ",
        b"1\n",
        b"-0",
        b"1.0",
        b"1e3",
        b"[1, 2]",
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b"NaN",
        b"Infinity",
    ]
    + [
        b'"\\u0041"',
        b'"\\/"',
        b'"\\u000A"',
        b'"\\uD800"',
        b'"\xed\xa0\x80"',
        b"\xef\xbb\xbf1",
        b"9007199254740992",
        b"01",
    ],
)
def test_what_is_not_canonical_is_refused(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        from_canonical(data)


def test_keys_stand_in_the_order_of_utf_16() -> None:
    assert canonical({"\ue000": 1, "\U00010000": 2}) == '{"\U00010000":2,"\ue000":1}'.encode()


@pytest.mark.parametrize("value", [2**53, -(2**53), float("nan"), float("inf"), "\ud800", {"\udfff": 1}, {1: 2}, b"x"])
def test_what_has_no_form_is_refused_in_a_sentence(value: Any) -> None:
    with pytest.raises(NotCanonical, match="canonical JSON"):
        canonical(value)


def test_what_is_nested_without_end_is_refused() -> None:
    with pytest.raises(NotCanonical):
        from_canonical(b"[" * 100_000 + b"]" * 100_000)
