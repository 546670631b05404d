"""The lines of an export (`*.jsonl`): a header, one line for each act, the checkpoint. Each is canonical JSON and LF.

    {"audience":"public","from":0,"keys":["…"],"nemcon-record":1,"origin":"record.example.org/ctoc","size":2}
    {"content":{…},"content_salt":"…","leaf":{…},"what":{…},"what_salt":"…","who":{…},"who_salt":"…"}
    {"leaf":{…},"what":{…},"what_salt":"…"}
    {"checkpoint":"record.example.org/ctoc\\n2\\n…\\n\\n— record.example.org/ctoc …\\n"}

What is withheld is left out, with its salt.
"""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import msgspec

from nemcon.core.acts import SALT, Leaf, Parts, commitment, leaf
from nemcon.core.canonical import canonical, is_form_of
from nemcon.core.record.disclosure import is_audience
from nemcon.core.record.notes import is_origin

LARGEST_LINE = 4 * 1024 * 1024
"""Bytes of a line; a longer one is not read."""


class BadLine(ValueError):
    """A line that the format does not allow; the sentence says why. Whoever reads knows its number."""


class Header(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"version": "nemcon-record", "first": "from"}
):
    """The first line: which log, for whom it was opened, the keys by which it says it is signed, and how many acts."""

    audience: str
    first: int
    keys: list[str]
    version: int
    origin: str
    size: int

    def to_line(self) -> bytes:
        """As it stands in the file."""
        return canonical(msgspec.to_builtins(self)) + b"\n"


@dataclass(frozen=True)
class ActLine:
    """An act as a line has it: the bytes of its leaf, the leaf, and the parts that are opened."""

    leaf_bytes: bytes
    leaf: Leaf
    parts: Parts


class _Fields(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    leaf: msgspec.Raw
    content: msgspec.Raw = msgspec.Raw()
    content_salt: str | None = None
    what: msgspec.Raw = msgspec.Raw()
    what_salt: str | None = None
    who: msgspec.Raw = msgspec.Raw()
    who_salt: str | None = None


class _Last(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    checkpoint: str


def header(origin: str, audience: str, keys: Iterable[str], size: int) -> bytes:
    """The first line of an export of the first `size` acts of the log at `origin`."""
    return Header(audience=audience, first=0, keys=list(keys), version=1, origin=origin, size=size).to_line()


def act_line(leaf_bytes: bytes, parts: Parts) -> bytes:
    """The line of an act, with those of its parts that are not None."""
    pieces = []
    if parts.content is not None and parts.content_salt is not None:
        pieces.append(b'"content":%b,"content_salt":"%b"' % (parts.content, base64.b64encode(parts.content_salt)))
    pieces.append(b'"leaf":' + leaf_bytes)
    if parts.what is not None and parts.what_salt is not None:
        pieces.append(b'"what":%b,"what_salt":"%b"' % (parts.what, base64.b64encode(parts.what_salt)))
    if parts.who is not None and parts.who_salt is not None:
        pieces.append(b'"who":%b,"who_salt":"%b"' % (parts.who, base64.b64encode(parts.who_salt)))
    return b"{" + b",".join(pieces) + b"}\n"


def last_line(checkpoint: str) -> bytes:
    """The last line, with the checkpoint of as many acts as were written."""
    return canonical({"checkpoint": checkpoint}) + b"\n"


def read_header(line: bytes) -> Header:
    """The first line. Raises: BadLine."""
    try:
        found = _HEADER.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadLine(f"this is not the first line of a record: {error}") from error
    if not is_form_of(line[:-1], msgspec.to_builtins(found)) or not line.endswith(b"\n"):
        raise BadLine("it is not in canonical form")
    if found.version != 1:
        raise BadLine(f"it is of version {found.version}, and this program knows version 1")
    if found.first != 0:
        raise BadLine("a record is exported from its first act on")
    if found.size < 0 or not is_origin(found.origin) or not is_audience(found.audience):
        raise BadLine("origin, audience or size cannot be")
    return found


def read_last(line: bytes) -> str:
    """The checkpoint of the last line. Raises: BadLine."""
    try:
        checkpoint = _LAST.decode(line).checkpoint
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadLine(f"this is not the line of the checkpoint: {error}") from error
    if not is_form_of(line[:-1], {"checkpoint": checkpoint}) or not line.endswith(b"\n"):
        raise BadLine("it is not in canonical form")
    return checkpoint


def read_act(line: bytes) -> ActLine:
    """An act's line, with or without its line feed: its form, and whether each opened part is the one committed to.

    Whether the parts say what the format allows is for `acts.decode`. Raises: BadLine.
    """
    try:
        fields = _FIELDS.decode(line)
        found = _LEAF.decode(fields.leaf)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadLine(f"this is not the line of an act: {error}") from error
    except RecursionError:
        raise BadLine("it is nested too deeply") from None
    leaf_bytes = bytes(fields.leaf)
    parts = Parts(
        *_pair("what", fields.what, fields.what_salt, found.what),
        *_pair("who", fields.who, fields.who_salt, found.who),
        *_pair("content", fields.content, fields.content_salt, found.content),
    )
    if leaf(found.seq, found.what, found.who, found.content) != leaf_bytes or act_line(leaf_bytes, parts) != (
        line if line.endswith(b"\n") else line + b"\n"
    ):
        raise BadLine("it is not in canonical form")
    if not all(len(each) == 64 and not set(each) - _HEX for each in (found.what, found.who, found.content)):
        raise BadLine("a commitment in its leaf is not 64 hexadecimal digits")
    salts = [salt for salt in (parts.what_salt, parts.who_salt, parts.content_salt) if salt is not None]
    if len(set(salts)) < len(salts):
        raise BadLine("two of its parts share one salt")
    return ActLine(leaf_bytes, found, parts)


def _pair(
    name: Literal["what", "who", "content"], part: msgspec.Raw, salt: str | None, committed: str
) -> tuple[bytes | None, bytes | None]:
    data = bytes(part)  # empty where the part is not there
    if not data and salt is None:
        return None, None
    if not data or salt is None:
        raise BadLine(f"its part “{name}” stands without its salt, or its salt without it")
    try:
        decoded = base64.b64decode(salt, validate=True)
    except (binascii.Error, ValueError):
        raise BadLine(f"the salt of its part “{name}” is not base64") from None
    if len(decoded) != SALT:
        raise BadLine(f"the salt of its part “{name}” does not have {SALT} bytes")
    if commitment(decoded, data) != committed:
        raise BadLine(f"its part “{name}” is not the one to which the record committed: it, or its salt, was changed")
    return data, decoded


_HEADER = msgspec.json.Decoder(Header)
_LAST = msgspec.json.Decoder(_Last)
_FIELDS = msgspec.json.Decoder(_Fields)
_LEAF = msgspec.json.Decoder(Leaf)
_HEX = frozenset("0123456789abcdef")
