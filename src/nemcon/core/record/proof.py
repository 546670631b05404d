"""The proof that one act is in the record (`*.tlog-proof`, C2SP tlog-proof): what a mission gets as its receipt.

`extra` is the act's line of an export, so the file says what was done and can be checked by itself.
"""

import base64
import binascii
import re
from dataclasses import dataclass

from nemcon.core.record import checkpoint as checkpoints
from nemcon.core.record.checkpoint import Checkpoint
from nemcon.core.record.tree import HASH, leaf_hash, verify_inclusion

MAGIC = "c2sp.org/tlog-proof@v1"
LARGEST = 8 * 1024 * 1024
LONGEST_PATH = 63


class BadProof(ValueError):
    """A text that is no proof; the sentence says why."""


@dataclass(frozen=True)
class Proof:
    """The act's line without its line feed, its number, the path to the root, and the checkpoint; nothing verified."""

    extra: bytes
    index: int
    path: tuple[bytes, ...]
    checkpoint: Checkpoint

    def __str__(self) -> str:
        lines = [MAGIC]
        if self.extra:
            lines.append(f"extra {base64.b64encode(self.extra).decode()}")
        lines.append(f"index {self.index}")
        lines.extend(base64.b64encode(each).decode() for each in self.path)
        return "\n".join(lines) + f"\n\n{self.checkpoint}"

    def holds(self, leaf: bytes) -> bool:
        """Whether the path leads from the leaf to the root of the checkpoint."""
        head = self.checkpoint.head
        return verify_inclusion(leaf_hash(leaf), self.index, head.size, self.path, head.root)


def parse(data: bytes) -> Proof:
    """Read a proof. Raises: BadProof; notes.BadNote if its checkpoint is none."""
    if len(data) > LARGEST:
        raise BadProof("A proof of more than 8 MB is not read.")
    try:
        above, found, note = data.decode().partition("\n\n")
    except UnicodeDecodeError:
        raise BadProof("This is no proof: it is not UTF-8.") from None
    lines = above.split("\n")
    if not found or lines[0] != MAGIC:
        raise BadProof(f"This is no proof: it does not begin with {MAGIC}.")
    extra = b""
    at = 1
    if len(lines) > at and lines[at].startswith("extra "):
        extra = _decode(lines[at].removeprefix("extra "))
        at += 1
    if len(lines) <= at or not (index := _INDEX.fullmatch(lines[at])):
        raise BadProof("This proof does not say the number of its act.")
    path = tuple(_decode(line) for line in lines[at + 1 :])
    if len(path) > LONGEST_PATH:
        raise BadProof(f"The path in this proof has more than {LONGEST_PATH} hashes.")
    if any(len(each) != HASH for each in path):
        raise BadProof("A line of the path in this proof is not a hash of 32 bytes.")
    return Proof(extra, int(index[1]), path, checkpoints.parse(note))


def _decode(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadProof("A line of this proof is not base64.") from None
    if base64.b64encode(data).decode() != text:
        raise BadProof("A line of this proof is not base64 in its only form.")
    return data


_INDEX = re.compile("index (0|[1-9][0-9]{0,18})")
