"""Signed notes and the keys that sign them (C2SP signed-note, tlog-cosignature).

    ctoc.example.org/record
    932
    uB5Ax0Qm…=

    — ctoc.example.org/record PB+aUi3M…=

Three kinds of signature are known: Ed25519 over the text (01), by which a log signs; Ed25519 with a time (04), by which
witnesses cosign; ML-DSA-44 with a time (06), by which both do, for readers of later decades.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

ED25519, COSIGNATURE, ML_DSA = 0x01, 0x04, 0x06
_LENGTHS = {ED25519: (32, 64), COSIGNATURE: (32, 72), ML_DSA: (1312, 2428)}
"""By kind: bytes of the public key, and of a signature with its time."""
LARGEST_NOTE = 1_000_000
MOST_SIGNATURES = 100


class BadNote(ValueError):
    """A text that is no note, a key that is none, or a signature that does not hold; the sentence says which."""


@dataclass(frozen=True)
class Key:
    """A key for verifying: whose it is, what it signs with, and its public bytes."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """Four bytes that name the key in a signature."""
        return sha256(self.name.encode() + b"\n" + bytes((self.kind,)) + self.public).digest()[:4]

    def __str__(self) -> str:
        """As a vkey: name+id+base64."""
        return f"{self.name}+{self.id.hex()}+{_encode(bytes((self.kind,)) + self.public)}"


@dataclass(frozen=True)
class Signature:
    """A line under a note: the key's name and id, and the bytes after the id."""

    name: str
    id: bytes
    value: bytes

    def __str__(self) -> str:
        return f"— {self.name} {_encode(self.id + self.value)}\n"

    @property
    def time(self) -> int:
        """Seconds since 1970 at which a signature of kind 04 or 06 was made."""
        return int.from_bytes(self.value[:8], "big")


@dataclass(frozen=True)
class Note:
    """A text, which ends with a line feed, and its signatures, none of them verified yet."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"


@dataclass(frozen=True)
class Signer:
    """A key that signs; `secret` is an Ed25519 private key or the seed of ML-DSA-44, 32 bytes each."""

    name: str
    kind: int
    secret: bytes

    @property
    def key(self) -> Key:
        """The key that verifies what this one signs."""
        private: Ed25519PrivateKey | MLDSA44PrivateKey
        if self.kind == ML_DSA:
            private = MLDSA44PrivateKey.from_seed_bytes(self.secret)
        else:
            private = Ed25519PrivateKey.from_private_bytes(self.secret)
        return Key(self.name, self.kind, private.public_key().public_bytes_raw())

    def sign(self, text: str, time: int) -> Signature:
        """Sign `text`; `time` is in seconds since 1970, and part of what kinds 04 and 06 sign.

        Raises: BadNote if a kind that signs checkpoints only is given another text.
        """
        message = _message(self.key, text, time)
        if self.kind == ML_DSA:
            made = MLDSA44PrivateKey.from_seed_bytes(self.secret).sign(message)
        else:
            made = Ed25519PrivateKey.from_private_bytes(self.secret).sign(message)
        return Signature(self.name, self.key.id, made if self.kind == ED25519 else time.to_bytes(8, "big") + made)

    def __str__(self) -> str:
        """As it is kept: PRIVATE+KEY+name+id+base64, the form of other signers of notes."""
        return f"PRIVATE+KEY+{self.name}+{self.key.id.hex()}+{_encode(bytes((self.kind,)) + self.secret)}"

    def __repr__(self) -> str:
        return f"Signer({self.name!r}, {self.kind}, …)"


def parse_key(vkey: str) -> Key:
    """The key that the vkey says. Raises: BadNote."""
    parts = vkey.strip().split("+", 2)
    if len(parts) != 3:
        raise BadNote("This is no key: a key has the form name+id+base64, such as record.example.org+3c1f9a52+AQeI….")
    data = _decode(parts[2], "This key")
    key = Key(parts[0], data[0] if data else -1, data[1:])
    if key.kind not in _LENGTHS:
        raise BadNote(f"The key of {key.name} is of a kind that is not known here.")
    if not _is_name(key.name) or parts[1] != key.id.hex() or len(key.public) != _LENGTHS[key.kind][0]:
        raise BadNote(f"The key of {parts[0]} is damaged: its parts do not belong together.")
    return key


def parse_signer(line: str) -> Signer:
    """The signer that `str` wrote. Raises: BadNote, never with the secret in its sentence."""
    parts = line.strip().split("+", 4)
    if len(parts) != 5 or parts[:2] != ["PRIVATE", "KEY"]:
        raise BadNote("This is no private key: it does not have the form PRIVATE+KEY+name+id+base64.")
    data = _decode(parts[4], "This private key")
    if len(data) != 33 or data[0] not in _LENGTHS:
        raise BadNote(f"The private key of {parts[2]} is damaged, or of a kind that is not known here.")
    signer = Signer(parts[2], data[0], data[1:])
    if signer.key.id.hex() != parts[3]:
        raise BadNote(f"The private key of {parts[2]} is damaged: its parts do not belong together.")
    return signer


def parse_note(data: str | bytes) -> Note:
    """Read a note; its signatures are not verified. Raises: BadNote."""
    if len(data) > LARGEST_NOTE:
        raise BadNote("A signed note of more than a million bytes is not read.")
    try:
        whole = data.decode() if isinstance(data, bytes) else data
        whole.encode()
    except UnicodeError:
        raise BadNote("This signed note is not UTF-8.") from None
    if _CONTROL.search(whole):
        raise BadNote("This signed note holds control characters.")
    text, found, below = whole.rpartition("\n\n")
    if not found or not below.endswith("\n"):
        raise BadNote("This is no signed note: text, an empty line and signatures must follow each other.")
    lines = below[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise BadNote(f"This note has more than {MOST_SIGNATURES} signatures.")
    return Note(text + "\n", tuple(map(_signature, lines)))


def verify(note: Note, keys: Sequence[Key]) -> list[tuple[Key, Signature]]:
    """The signatures of `note` by `keys`, each verified; signatures by others are left aside.

    Raises: BadNote if one by a known key does not hold, or a known key signed twice.
    """
    known = {(key.name, key.id): key for key in keys}
    found: dict[tuple[str, bytes], tuple[Key, Signature]] = {}
    for signature in note.signatures:
        key = known.get((signature.name, signature.id))
        if key is None:
            continue
        if (key.name, key.id) in found:
            raise BadNote(f"{key.name} signed this note twice with one key.")
        check(note.text, key, signature)
        found[key.name, key.id] = (key, signature)
    return list(found.values())


def check(text: str, key: Key, signature: Signature) -> None:
    """Raises: BadNote unless `signature` is that of `key` under `text`."""
    value = signature.value
    if len(value) != _LENGTHS[key.kind][1]:
        raise BadNote(f"The signature of {key.name} does not have the length of one.")
    try:
        if key.kind == ML_DSA:
            message = _message(key, text, signature.time)
            MLDSA44PublicKey.from_public_bytes(key.public).verify(value[8:], message)
        elif key.kind == COSIGNATURE:
            message = _message(key, text, signature.time)
            Ed25519PublicKey.from_public_bytes(key.public).verify(value[8:], message)
        else:
            Ed25519PublicKey.from_public_bytes(key.public).verify(value, text.encode())
    except (InvalidSignature, ValueError):
        raise BadNote(f"The signature of {key.name} does not belong to this text: one of them was changed.") from None


def _message(key: Key, text: str, time: int) -> bytes:
    """The bytes that are signed."""
    if key.kind == ED25519:
        return text.encode()
    if not 0 <= time < 2**63:
        raise BadNote("A cosignature cannot be of such a time.")
    if key.kind == COSIGNATURE:
        return f"cosignature/v1\ntime {time}\n{text}".encode()
    lines = text.split("\n")
    if len(lines) < 4 or not _SIZE.fullmatch(lines[1]):
        raise BadNote("ML-DSA-44 signs checkpoints only.")
    origin, size, root = lines[0].encode(), int(lines[1]), _decode(lines[2], "The root")
    name = key.name.encode()
    if not 0 < len(name) < 256 or not 0 < len(origin) < 256 or len(root) != 32 or size >= 2**64:
        raise BadNote("ML-DSA-44 signs checkpoints only, of names below 256 bytes.")
    label = b"subtree/v1\n\0" + bytes((len(name),)) + name + time.to_bytes(8, "big")
    return label + bytes((len(origin),)) + origin + (0).to_bytes(8, "big") + size.to_bytes(8, "big") + root


def _signature(line: str) -> Signature:
    found = _LINE.fullmatch(line)
    if not found or not _is_name(found["name"]):
        raise BadNote("A line under the note is no signature: it must be — name base64.")
    data = _decode(found["value"], "A signature")
    if len(data) < 5:
        raise BadNote("A signature under the note is too short.")
    return Signature(found["name"], data[:4], data[4:])


def is_origin(name: str) -> bool:
    """Whether a log can be called so: a name that ML-DSA-44 can sign for, without a scheme."""
    return _is_name(name) and "://" not in name and len(name.encode(errors="replace")) < 256


def _is_name(name: str) -> bool:
    return bool(name) and not any(each.isspace() or each == "+" or each < " " for each in name)


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _decode(text: str, what: str) -> bytes:
    """Standard base64 in its only form: `validate` alone would let stray bits through."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadNote(f"{what} is not base64.") from None
    if _encode(data) != text:
        raise BadNote(f"{what} is not base64 in its only form.")
    return data


_CONTROL = re.compile("[\0-\t\x0b-\x1f]")
_SIZE = re.compile("0|[1-9][0-9]{0,19}")
_LINE = re.compile("— (?P<name>[^ ]+) (?P<value>[^ ]+)")
