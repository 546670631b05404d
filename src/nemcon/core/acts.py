"""The act: who did what, when, in which capacity. Three parts, each committed to by itself, and the leaf over them.

An act is kept, hashed and exported as the canonical bytes of its parts; `Act` is what procedures read. What a command
makes is a `Made`; when it is appended it gets its number and its instants.
"""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Literal
from uuid import UUID

import msgspec

from nemcon.core.canonical import NotCanonical, from_canonical
from nemcon.core.payloads import Payload, decode_payload, encode_payload, type_of

SALT = 32
"""Bytes of the fresh random salt of each part."""
Receipt = Literal["door", "stated", "none"]
"""How the instant of receipt is known: stamped by the door, stated by an officer from a registry stamp or a mail
server, or none, for acts of the clock and of commands."""
PARTS = ("what", "who", "content")


class Capacity(StrEnum):
    """In which capacity somebody acts."""

    MEMBER = "member"
    STATE = "state"
    GROUP = "group"
    OBSERVER = "observer"
    OFFICER = "officer"
    CHAIR = "chair"
    ADMINISTRATOR = "administrator"
    CLOCK = "clock"
    BODY = "body"


class Who(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who acted: the capacity; the State, seat, group or body `of` which; the person, by a name that is random in each
    record; and the officer who recorded it on their behalf, likewise. None where there is nothing to say."""

    capacity: Capacity
    of: str | None = None
    person: str | None = None
    recorded_by: str | None = None


@dataclass(frozen=True)
class Made:
    """What a command makes: an act that has not been recorded yet."""

    subject: str
    content: Payload

    @property
    def type(self) -> str:
        """The name and version of the content."""
        return type_of(self.content)


@dataclass(frozen=True)
class Act:
    """A recorded act. `who` and `content` are None where they are withheld or erased; instants are UTC."""

    seq: int
    id: UUID
    type: str
    received: dt.datetime
    receipt: Receipt
    recorded: dt.datetime
    subject: str
    who: Who | None
    content: Payload | None


@dataclass(frozen=True)
class Parts:
    """The canonical bytes of an act's parts, each with its salt. Absent is what is withheld or erased."""

    what: bytes | None = None
    what_salt: bytes | None = None
    who: bytes | None = None
    who_salt: bytes | None = None
    content: bytes | None = None
    content_salt: bytes | None = None


class Leaf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the tree holds of an act: its number and what it commits to, in hexadecimal."""

    content: str
    seq: int
    v: Literal[1]
    what: str
    who: str

    def to_bytes(self) -> bytes:
        """Its canonical form."""
        return leaf(self.seq, self.what, self.who, self.content)


class _What(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    receipt: Receipt
    received: str
    recorded: str
    subject: str
    type: str


def instant(moment: dt.datetime) -> str:
    """An aware instant as the record writes it: UTC, six digits, Z. Raises: ValueError if it is naive."""
    if moment.tzinfo is None:
        raise ValueError("An instant of the record needs a time zone.")
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def parse_instant(text: str) -> dt.datetime:
    """The instant that `text` says. Raises: ValueError if it is not written as the record writes it, or never was."""
    if not _INSTANT.fullmatch(text):
        raise ValueError(f"{text!r} is not an instant of the record, such as 2020-09-11T16:00:00.000000Z.")
    return dt.datetime.fromisoformat(text)


def commitment(salt: bytes, part: bytes) -> str:
    """What the leaf says of a part: SHA-256 over salt and canonical form, in hexadecimal."""
    return sha256(salt + part).hexdigest()


def leaf(seq: int, what: str, who: str, content: str) -> bytes:
    """The canonical form of a leaf with these commitments."""
    return b'{"content":"%b","seq":%d,"v":1,"what":"%b","who":"%b"}' % (
        content.encode(), seq, what.encode(), who.encode(),
    )  # fmt: skip


def encode(act: Act, salts: tuple[bytes, bytes, bytes]) -> Parts:
    """The parts of an act that is whole, in canonical form; `salts` are for what, who and content."""
    if act.who is None or act.content is None:
        raise ValueError("Only a whole act can be encoded.")
    what = _What(
        id=str(act.id),
        receipt=act.receipt,
        received=instant(act.received),
        recorded=instant(act.recorded),
        subject=act.subject,
        type=act.type,
    )
    return Parts(_JSON.encode(what), salts[0], _JSON.encode(act.who), salts[1], encode_payload(act.content), salts[2])


def leaf_of(seq: int, parts: Parts) -> bytes:
    """The leaf of a whole act."""
    pairs = ((parts.what_salt, parts.what), (parts.who_salt, parts.who), (parts.content_salt, parts.content))
    what, who, content = (commitment(salt or b"", part or b"") for salt, part in pairs)
    return leaf(seq, what, who, content)


def decode(seq: int, parts: Parts) -> Act:
    """The act from its parts; `what` must be there. Raises: BadAct with a sentence that names the part."""
    if parts.what is None:
        raise BadAct("what", "it is withheld")
    what = _decode_what(parts.what)
    who = None if parts.who is None else decode_who(parts.who)
    if who is not None and who.capacity is Capacity.CLOCK and what.receipt != "none":
        raise BadAct("who", "the clock acts by itself, and yet something was received")
    try:
        content = None if parts.content is None else decode_payload(what.type, parts.content)
    except NotCanonical as error:
        raise BadAct("content", str(error)) from error
    return Act(
        seq=seq,
        id=UUID(what.id),
        type=what.type,
        received=parse_instant(what.received),
        receipt=what.receipt,
        recorded=parse_instant(what.recorded),
        subject=what.subject,
        who=who,
        content=content,
    )


def hold_alone(parts: Parts) -> None:
    """Check the form of parts that are opened without `what`, so that no act can be made of them. Raises: BadAct."""
    if parts.who is not None:
        decode_who(parts.who)
    if parts.content is not None:
        try:
            from_canonical(parts.content)
        except NotCanonical as error:
            raise BadAct("content", str(error)) from error


def decode_who(data: bytes) -> Who:
    """The part `who` from its canonical bytes. Raises: BadAct."""
    try:
        who = _WHO.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadAct("who", str(error)) from error
    if _JSON.encode(who) != data:
        raise BadAct("who", "it is not in canonical form")
    return who


class BadAct(ValueError):
    """A part that is not what the format allows: its name, and why."""

    def __init__(self, part: str, why: str) -> None:
        super().__init__(f"The part “{part}” is not what the format allows: {why}.")
        self.part = part
        self.why = why


def _decode_what(data: bytes) -> _What:
    try:
        what = _WHAT.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadAct("what", str(error)) from error
    if _JSON.encode(what) != data:
        raise BadAct("what", "it is not in canonical form")
    if not _UUID7.fullmatch(what.id):
        raise BadAct("what", "its id is no UUID of version 7")
    if not _TYPE.fullmatch(what.type):
        raise BadAct("what", f"{what.type[:60]!r} is no type, such as document.published/1")
    if not what.subject.startswith("nemcon:"):
        raise BadAct("what", "its subject does not begin with nemcon:")
    try:
        received, recorded = parse_instant(what.received), parse_instant(what.recorded)
    except ValueError as error:
        raise BadAct("what", str(error).rstrip(".")) from error
    if received > recorded:
        raise BadAct("what", "it was recorded before it was received")
    if what.receipt == "none" and received != recorded:
        raise BadAct("what", "nothing was received, and yet the instant of receipt is another one")
    return what


# Fields stand in the order of canonical JSON and hold strings only, so msgspec writes the canonical form.
_JSON = msgspec.json.Encoder()
_WHAT = msgspec.json.Decoder(_What)
_WHO = msgspec.json.Decoder(Who)
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
_UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_TYPE = re.compile(r"[a-z_]+\.[a-z_]+/[1-9][0-9]*")
