"""Many lines of an export at once: a check that only ever says "all of this holds", or "look closer".

It makes every check that `lines.read_act` and `acts.decode` make, on whole blocks and without building acts; what it
does not recognise at once it leaves to them, as it does every fault: they find the sentence. So it may run elsewhere,
on several blocks side by side; tests/core/test_record_quick.py holds it to what they say.
"""

import datetime as dt
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, get_args, get_type_hints

import msgspec

from nemcon.core.acts import SALT, Capacity, Leaf, Parts, decode, decode_who, instant
from nemcon.core.payloads import PAYLOADS, KeyRotated, decode_payload, type_of
from nemcon.core.record.lines import LARGEST_LINE
from nemcon.core.record.tree import Subtree, subtrees

Block = tuple[bytes, int]
"""Whole lines of acts, each with its line feed, and the number of the first act."""


ROTATION = type_of(KeyRotated(note=""))
"""The type of acts that change a log's key; a block with one is looked at more closely."""


@dataclass(frozen=True)
class Checked:
    """What holds of a block: how many acts and opened parts, the subtrees over them, and the first and last instant of
    record, empty where none is opened."""

    acts: int
    what: int
    who: int
    content: int
    withheld: int
    subtrees: tuple[Subtree, ...]
    first_recorded: str
    last_recorded: str


def check(block: Block) -> Checked | None:
    """What holds of this block; None if anything in it is wrong, or must be looked at act by act."""
    try:
        return _check(*block)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


class _Line(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, omit_defaults=True, gc=False):
    """Members stand in canonical order, so that what msgspec writes of it is the canonical form of the line."""

    content: msgspec.Raw = msgspec.Raw()
    content_salt: bytes = b""
    leaf: Leaf
    what: msgspec.Raw = msgspec.Raw()
    what_salt: bytes = b""
    who: msgspec.Raw = msgspec.Raw()
    who_salt: bytes = b""


def _check(data: bytes, first: int) -> Checked | None:
    read, encode, form, clocks = _LINE.decode, _JSON.encode, _WHAT.fullmatch, _CLOCKS  # found once, not per act
    what_opened = who_opened = content_opened = withheld = 0
    first_recorded = recorded = b""
    leaves = []
    rows = data.split(b"\n")
    if rows.pop() or len(data) > LARGEST_LINE:
        return None  # the last line is not ended, or one may be too long
    for seq, row in enumerate(rows, first):
        line = read(row)
        leaf = line.leaf
        if encode(line) != row or leaf.seq != seq:
            return None
        leaves.append(sha256(b"\0" + encode(leaf)).digest())
        what, who, content = bytes(line.what), bytes(line.who), bytes(line.content)
        type_ = receipt = b""
        if what:
            found = form(what)
            receipt, received, moment, type_ = found.groups() if found else _what_holds(what)
            if len(line.what_salt) != SALT or sha256(line.what_salt + what).hexdigest() != leaf.what:
                return None
            if moment < recorded or received > moment:
                return None
            if received != moment and (receipt == b"none" or not _is_day(received[:10])):
                return None
            if moment[:10] != recorded[:10] and not _is_day(moment[:10]):
                return None
            recorded = moment
            first_recorded = first_recorded or moment
            what_opened += 1
        elif line.what_salt or not _HASH(leaf.what):
            return None
        if who:
            if len(line.who_salt) != SALT or sha256(line.who_salt + who).hexdigest() != leaf.who:
                return None
            clock = clocks.get(who)
            if clock is None:
                clock = _clock(who)
            if (clock and receipt not in (b"none", b"")) or line.who_salt == line.what_salt:
                return None
            who_opened += 1
        elif line.who_salt or not _HASH(leaf.who):
            return None
        if content:
            salt = line.content_salt
            if len(salt) != SALT or sha256(salt + content).hexdigest() != leaf.content:
                return None
            if salt == line.what_salt or salt == line.who_salt or not _content_holds(type_, content):
                return None
            content_opened += 1
        elif line.content_salt or not _HASH(leaf.content) or type_ == _ROTATION_TYPE:
            return None
        withheld += not (what or who or content)
    return Checked(
        acts=len(rows),
        what=what_opened,
        who=who_opened,
        content=content_opened,
        withheld=withheld,
        subtrees=subtrees(first, leaves),
        first_recorded=first_recorded.decode(),
        last_recorded=recorded.decode(),
    )


def _what_holds(what: bytes) -> tuple[bytes, ...]:
    """Receipt, received, recorded and type of a part `what` beyond the pattern. Raises: BadAct."""
    act = decode(0, Parts(what=what))
    return tuple(each.encode() for each in (act.receipt, instant(act.received), instant(act.recorded), act.type))


def _content_holds(type_: bytes, content: bytes) -> bool:
    """Whether this is the canonical content of an act of this type; of no type in particular if `what` is withheld.

    False also for what must be looked at more closely. Raises: NotCanonical, msgspec.DecodeError.
    """
    decoder = _CONTENTS.get(type_)
    if decoder is None:
        cls = PAYLOADS.get(type_.decode())
        if cls is KeyRotated:
            return False
        if cls is not None and _is_plain(cls):
            decoder = _CONTENTS[type_] = msgspec.json.Decoder(cls)
    # Beyond the basic plane canonical JSON has another order of keys than msgspec.
    if decoder is not None and (content.isascii() or not _ASTRAL.search(content)):
        return _SORTED.encode(decoder.decode(content)) == content
    decode_payload(type_.decode(), content)
    return True


def _is_plain(cls: type) -> bool:
    """Whether a payload holds nothing but texts, days, truth values, and lists and dictionaries of them."""
    return all(map(_is_plain_type, get_type_hints(cls).values()))


def _is_plain_type(kind: Any) -> bool:
    return kind in (str, bool, dt.date, type(None)) or (
        kind not in (Any, object) and bool(get_args(kind)) and all(map(_is_plain_type, get_args(kind)))
    )


def _is_day(text: bytes) -> bool:
    """Whether there is such a day. The last ones are kept: neighbouring acts are mostly of one day."""
    if text not in _DAYS:
        dt.date.fromisoformat(text.decode())  # raises if not
        if len(_DAYS) >= MOST_KEPT:
            _DAYS.clear()
        _DAYS.add(text)
    return True


def _clock(who: bytes) -> bool:
    """Whether this part says that the clock acted; kept, since the same few act again and again. Raises: BadAct."""
    clock = decode_who(who).capacity is Capacity.CLOCK
    if len(_CLOCKS) >= MOST_KEPT:
        _CLOCKS.clear()
    _CLOCKS[who] = clock
    return clock


MOST_KEPT = 10_000
_DAYS: set[bytes] = set()
_CLOCKS: dict[bytes, bool] = {}
_CONTENTS: dict[bytes, "msgspec.json.Decoder[Any]"] = {}
_JSON = msgspec.json.Encoder()
_SORTED = msgspec.json.Encoder(order="sorted")
_LINE = msgspec.json.Decoder(_Line)
_HASH = re.compile("[0-9a-f]{64}").fullmatch
_ASTRAL = re.compile(rb"[\xf0-\xff]")
_ROTATION_TYPE = ROTATION.encode()
_INSTANT = rb"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z"
_WHAT = re.compile(
    rb'\{"id":"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}","receipt":"(door|stated|none)",'
    rb'"received":"(%b)","recorded":"(%b)","subject":"nemcon:[ !#-\[\]-~]*","type":"([a-z_]+\.[a-z_]+/[1-9][0-9]*)"\}'
    % (_INSTANT, _INSTANT)
)
"""The part `what`; subjects beyond plain ASCII are decoded."""
