"""C2SP signed notes, verifier keys, checkpoints, and the three types of signature that a record may carry."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ed25519, mldsa

ED25519, COSIGNED_ED25519, COSIGNED_MLDSA44 = 0x01, 0x04, 0x06
SIZES = {ED25519: (32, 64), COSIGNED_ED25519: (32, 72), COSIGNED_MLDSA44: (1312, 2428)}
"""For each type of signature: bytes of the public key, bytes of the signature (with its eight of time)."""
NAMES = {ED25519: "Ed25519", COSIGNED_ED25519: "Ed25519 cosignature", COSIGNED_MLDSA44: "ML-DSA-44 cosignature"}

MOST_SIGNATURES = 100
MOST_BYTES = 1_000_000
DECIMAL = re.compile(r"0|[1-9][0-9]*")


class BadNote(ValueError):
    """A note, key or checkpoint is malformed, or no known key signed it; the message is a clause that says which."""


@dataclass(frozen=True)
class Key:
    """A verifier key: who may sign, with what."""

    name: str
    id: bytes
    kind: int
    material: bytes


@dataclass(frozen=True)
class Signature:
    """One signature line, not yet verified."""

    name: str
    id: bytes
    value: bytes


@dataclass(frozen=True)
class Note:
    """A text (with its last newline) and the lines that sign it."""

    text: str
    signatures: tuple[Signature, ...]


@dataclass(frozen=True)
class Checkpoint:
    """What a log's note says: which log, how many leaves, which root; further lines are opaque."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...]


@dataclass(frozen=True)
class Verified:
    """A signature that holds: by which key, and the POSIX second it states (None for a plain Ed25519 signature)."""

    key: Key
    time: int | None


def decode64(text: str) -> bytes:
    """Standard padded base64, in the one spelling that encoding gives. Raises BadNote."""
    try:
        data = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error) as error:
        raise BadNote("its base64 is malformed") from error
    if base64.b64encode(data).decode() != text:
        raise BadNote("its base64 is not canonical")
    return data


def key_id(name: str, kind: int, material: bytes) -> bytes:
    """The four bytes that name a key beside its name."""
    return sha256(name.encode() + b"\n" + bytes([kind]) + material).digest()[:4]


def is_key_name(name: str) -> bool:
    """Whether signed-note allows this name: not empty, no Unicode space, no plus, no control."""
    return bool(name) and not any(char.isspace() or char == "+" or char < " " for char in name)


def read_key(vkey: str) -> Key:
    """Read a vkey `name+id+base64`. Raises BadNote."""
    parts = vkey.split("+", 2)  # base64 may hold a plus, a name may not
    if len(parts) != 3 or not is_key_name(parts[0]) or not re.fullmatch("[0-9a-f]{8}", parts[1]):
        raise BadNote("the key is not of the form name+id+base64")
    name, ident, encoded = parts
    data = decode64(encoded)
    if not data or data[0] not in SIZES:
        raise BadNote("the key is of a type that records do not use")
    kind, material = data[0], data[1:]
    if len(material) != SIZES[kind][0]:
        raise BadNote("the key has a wrong length")
    if key_id(name, kind, material).hex() != ident:
        raise BadNote("the key's id is not that of its name and bytes")
    if kind == COSIGNED_MLDSA44 and len(name.encode()) > 255:
        raise BadNote("the key's name is longer than 255 bytes")
    return Key(name, bytes.fromhex(ident), kind, material)


def read_note(data: bytes) -> Note:
    """Take a signed note apart; nothing is verified. Raises BadNote."""
    if len(data) > MOST_BYTES:
        raise BadNote(f"the note is longer than {MOST_BYTES} bytes")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadNote("the note is not UTF-8") from error
    if re.search("[\x00-\x09\x0b-\x1f]", whole):
        raise BadNote("the note holds a control character")
    head, blank, tail = whole.rpartition("\n\n")
    if not blank or not tail:
        raise BadNote("the note has no signature")
    if not tail.endswith("\n"):
        raise BadNote("the note's last line does not end with a newline")
    lines = tail[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise BadNote(f"the note has more than {MOST_SIGNATURES} signatures")
    return Note(head + "\n", tuple(map(_signature, lines)))


def _signature(line: str) -> Signature:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—" or not is_key_name(parts[1]):
        raise BadNote("a signature line is not of the form “— name base64”")
    value = decode64(parts[2])
    if len(value) < 5:
        raise BadNote("a signature is too short")
    return Signature(parts[1], value[:4], value[4:])


def read_checkpoint(text: str) -> Checkpoint:
    """Read a note's text as a checkpoint. Raises BadNote."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() != "" or "" in lines:
        raise BadNote("the checkpoint is not three full lines (origin, size, root)")
    origin, size, root, *extensions = lines
    if not DECIMAL.fullmatch(size) or len(size) > 19 or int(size) >= 2**63:
        raise BadNote("the checkpoint's size is not a decimal number without leading zeros")
    if len(decode64(root)) != 32:
        raise BadNote("the checkpoint's root is not 32 bytes")
    return Checkpoint(origin, int(size), decode64(root), tuple(extensions))


def verify(note: Note, keys: Iterable[Key]) -> list[Verified]:
    """Verify each line of a known key, and ignore those of others.

    Raises BadNote if one of a known key fails, or if there is none: then the text must not be believed.
    """
    known = list(keys)
    verified = []
    for line in note.signatures:
        for key in known:
            if (line.name, line.id) == (key.name, key.id):
                verified.append(_verified(note.text, line, key))
    if not verified:
        raise BadNote("no known key signed the note")
    return verified


def _verified(text: str, line: Signature, key: Key) -> Verified:
    time, signature = None, line.value
    try:
        if len(line.value) != SIZES[key.kind][1]:
            raise BadNote("it has a wrong length")
        if key.kind != ED25519:
            time, signature = int.from_bytes(line.value[:8], "big"), line.value[8:]
            if time >= 2**63:
                raise BadNote("its time is beyond 2^63 - 1")
        message = _message(text, key, time)
        if key.kind == COSIGNED_MLDSA44:
            mldsa.MLDSA44PublicKey.from_public_bytes(key.material).verify(signature, message)
        else:
            ed25519.Ed25519PublicKey.from_public_bytes(key.material).verify(signature, message)
    except InvalidSignature as error:
        raise BadNote(f"the {NAMES[key.kind]} by {key.name} does not verify") from error
    except ValueError as error:  # bytes that are no key, a text that is no checkpoint, and ours above
        raise BadNote(f"the {NAMES[key.kind]} by {key.name} does not verify: {error}") from error
    return Verified(key, time)


def _message(text: str, key: Key, time: int | None) -> bytes:
    """What a key of this type signs. Raises BadNote if the text is no checkpoint, where it must be one."""
    if time is None:
        return text.encode()
    checkpoint = read_checkpoint(text)
    if key.kind == COSIGNED_MLDSA44:
        return subtree_message(key.name, time, checkpoint)
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def subtree_message(cosigner: str, time: int, checkpoint: Checkpoint) -> bytes:
    """The `cosigned_message` that ML-DSA-44 signs for a whole tree. Raises BadNote if a name is too long."""
    names = [cosigner.encode(), checkpoint.origin.encode()]
    if not all(1 <= len(name) <= 255 for name in names):
        raise BadNote("a name is longer than 255 bytes")
    name, origin = (bytes([len(name)]) + name for name in names)
    numbers = (0).to_bytes(8, "big") + checkpoint.size.to_bytes(8, "big")
    return b"subtree/v1\n\0" + name + time.to_bytes(8, "big") + origin + numbers + checkpoint.root
