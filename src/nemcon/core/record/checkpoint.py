"""A checkpoint: the signed head of a log (C2SP tlog-checkpoint)."""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass

from nemcon.core.record.notes import BadNote, Note, Signer, parse_note
from nemcon.core.record.tree import HASH


@dataclass(frozen=True)
class Head:
    """A log's origin (its address without a scheme), its number of acts, and the root over them."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True)
class Checkpoint:
    """A head with the note that carries its signatures."""

    head: Head
    note: Note

    def __str__(self) -> str:
        return str(self.note)


def sign(head: Head, signers: Sequence[Signer], time: int) -> Checkpoint:
    """The checkpoint of `head`, signed by each of `signers` at `time` (seconds since 1970)."""
    return Checkpoint(head, Note(head.text, tuple(signer.sign(head.text, time) for signer in signers)))


def parse(data: str | bytes) -> Checkpoint:
    """Read a checkpoint; its signatures are not verified. Raises: BadNote."""
    note = parse_note(data)
    return Checkpoint(parse_head(note.text), note)


def parse_head(text: str) -> Head:
    """The head that a checkpoint's text says. Lines beyond the third are refused: nothing in them could be audited.

    Raises: BadNote.
    """
    lines = text.split("\n")
    if len(lines) != 4 or lines[3]:
        raise BadNote("A checkpoint has three lines: the log's origin, the number of its acts, and the root.")
    origin, size, root = lines[:3]
    if not origin or not _SIZE.fullmatch(size):
        raise BadNote("The second line of a checkpoint is the number of acts, without leading zeros.")
    try:
        decoded = base64.b64decode(root, validate=True)
    except (binascii.Error, ValueError):
        decoded = b""
    if len(decoded) != HASH or base64.b64encode(decoded).decode() != root:
        raise BadNote("The third line of a checkpoint is the root, 32 bytes in base64.")
    return Head(origin, int(size), decoded)


_SIZE = re.compile("0|[1-9][0-9]{0,18}")
