"""The lines of an export: written one way, and read only so."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemcon.core import acts
from nemcon.core.acts import Parts
from nemcon.core.canonical import from_canonical
from nemcon.core.record import lines
from nemcon.core.record.disclosure import is_audience, opened
from nemcon.core.record.lines import BadLine
from record.logs import ORIGIN, random_log, signers

LOG = random_log(3, 40)
KEYS = [str(each.key) for each in signers(1)]


def line_of(seq: int, shown: tuple[str, ...] = acts.PARTS) -> bytes:
    parts = LOG.parts[seq]
    kept = {name: getattr(parts, name) for part in shown for name in (part, f"{part}_salt")}
    return lines.act_line(LOG.leaves[seq], Parts(**kept))


@given(st.integers(0, 39), st.sets(st.sampled_from(acts.PARTS)))
def test_an_acts_line_is_canonical_json_and_is_read_back(seq: int, shown: set[str]) -> None:
    line = line_of(seq, tuple(shown))

    found = lines.read_act(line)

    assert from_canonical(line[:-1])["leaf"]["seq"] == seq == found.leaf.seq
    assert line.endswith(b"}\n")
    assert lines.act_line(found.leaf_bytes, found.parts) == line
    assert found == lines.read_act(line[:-1])  # so it stands in a proof
    assert found.leaf.to_bytes() == found.leaf_bytes == LOG.leaves[seq]
    assert {name for name in acts.PARTS if getattr(found.parts, name) is not None} == shown


@given(st.integers(0, 39), st.integers(0), st.integers(0, 255))
def test_no_byte_of_a_line_can_be_changed_but_what_its_leaf_says(seq: int, at: int, value: int) -> None:
    line = line_of(seq)
    at %= len(line)
    changed = line[:at] + bytes((value,)) + line[at + 1 :]
    if changed == line:
        return
    try:
        found = lines.read_act(changed)
    except BadLine:
        return
    assert found.leaf_bytes != LOG.leaves[seq]  # the root finds it
    assert found.leaf.seq != seq


@pytest.mark.parametrize(
    ("before", "after"),
    [(b'{"content":', b'{ "content":'), (b'"v":1', b'"v":1.0'), (b'"v":1', b'"v": 1'), (b'"seq":0', b'"seq":-0')]
    + [
        (b'"seq":0', b'"seq":00'),
        (b"}\n", b"} \n"),
        (b"}\n", b"}\n\n"),
        (b"}\n", b"}\r\n"),
        (b'"leaf"', b'"\\u006ceaf"'),
    ]
    + [(b'"what_salt":"', b'"what_salt":"x","what_salt":"'), (b'{"content":', b'{"content":1,"content":')],
)
def test_a_line_in_another_form_is_refused(before: bytes, after: bytes) -> None:
    line = line_of(0)
    assert before in line

    with pytest.raises(BadLine):
        lines.read_act(line.replace(before, after, 1))


@pytest.mark.parametrize("salt", ["", "AAAA", "A" * 43, "A" * 42 + "B=", "A" * 43 + "=\n", "-" + "A" * 42 + "=", None])
@pytest.mark.parametrize("name", acts.PARTS)
def test_a_salt_is_32_bytes_in_the_only_form_of_base64(name: str, salt: str | None) -> None:
    line = line_of(0)
    true = base64.b64encode(getattr(LOG.parts[0], f"{name}_salt"))
    other = b"null" if salt is None else b'"%b"' % salt.replace("\n", "\\n").encode()

    with pytest.raises(BadLine):
        lines.read_act(line.replace(b'"%b"' % true, other))


def test_a_commitment_is_64_lower_case_hexadecimal_digits() -> None:
    line = line_of(0, ("what",))
    found = lines.read_act(line)

    for other in (found.leaf.who.upper(), found.leaf.who[:-1], "g" * 64, found.leaf.who + "0"):
        with pytest.raises(BadLine):
            lines.read_act(line.replace(found.leaf.who.encode(), other.encode()))


@given(st.lists(st.sampled_from(KEYS), max_size=3), st.sampled_from(["public", "state:XXA"]), st.integers(0, 2**53 - 1))
def test_the_first_line_is_canonical_json_and_is_read_back(keys: list[str], audience: str, size: int) -> None:
    line = lines.header(ORIGIN, audience, keys, size)

    found = lines.read_header(line)

    assert from_canonical(line[:-1])["nemcon-record"] == 1
    assert (found.origin, found.audience, found.keys, found.size) == (ORIGIN, audience, keys, size)
    assert found.to_line() == line


def test_the_example_of_a_first_line_is_the_form() -> None:
    assert (
        lines.header("record.example.org/ctoc", "public", ["…"], 2)
        == (
            '{"audience":"public","from":0,"keys":["…"],"nemcon-record":1,"origin":"record.example.org/ctoc","size":2}\n'
        ).encode()
    )


@given(st.text())
def test_the_last_line_is_read_back(text: str) -> None:
    try:
        line = lines.last_line(text)
    except ValueError:
        assert any("\ud800" <= each <= "\udfff" for each in text)
        return
    assert lines.read_last(line) == text
    for changed in (
        line[:-1],
        line + b" ",
        line.replace(b":", b": ", 1),
        b"\n",
        b'{"checkpoint":"\\ud800"}\n',
        b"{}\n",
    ):
        with pytest.raises(BadLine):
            lines.read_last(changed)


@pytest.mark.parametrize(
    ("audience", "of", "seen"),
    [
        (
            "public",
            None,
            {"symbol.reserved/1": (), "document.withdrawn/1": ("what", "who"), "log.opened/1": acts.PARTS},
        ),
        ("members", None, {"symbol.reserved/1": (), "document.withdrawn/1": ("what", "who")}),
        ("state:XXA", "XXA", {"symbol.reserved/1": acts.PARTS, "later.invented/1": acts.PARTS}),
        ("state:XXA", "XXB", {"symbol.reserved/1": (), "later.invented/1": ()}),
        ("public", "XXA", {"later.invented/1": ()}),
        ("full", None, {"symbol.reserved/1": acts.PARTS, "later.invented/1": acts.PARTS}),
    ],
)
def test_an_audience_sees_what_the_type_opens_to_it(
    audience: str, of: str | None, seen: dict[str, tuple[str, ...]]
) -> None:
    for type_, parts in seen.items():
        assert opened(audience, type_, of) == frozenset(parts), type_


def test_whoever_sees_less_sees_nothing_that_others_do_not() -> None:
    for type_ in {act.type for act in LOG.acts}:
        public, members, full = (opened(each, type_, None) for each in ("public", "members", "full"))
        assert public <= members <= full


@pytest.mark.parametrize("name", ["", "Public", "state:", "state:xxa", "state:XXA\n", "everybody", "full "])
def test_what_is_no_audience_is_refused(name: str) -> None:
    assert not is_audience(name)
    with pytest.raises(ValueError, match="no audience"):
        opened(name, "log.opened/1", None)
