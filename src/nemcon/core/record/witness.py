"""A witness: it keeps the newest head of each log that it knows, and cosigns one that follows from it.

A log, or whoever has an export of it, shows a new head; who finds another head cosigned than the one that it was shown
has proof of a fork. `add_checkpoint` is C2SP tlog-witness without its HTTP; `observe` takes a whole export.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from nemcon.core.record import lines
from nemcon.core.record.checkpoint import Checkpoint, Head, parse_head
from nemcon.core.record.keys import Trust
from nemcon.core.record.lines import LARGEST_LINE, BadLine
from nemcon.core.record.notes import LARGEST_NOTE, BadNote, Key, Note, Signature, Signer, check, parse_note
from nemcon.core.record.tree import EMPTY, HASH, verify_consistency
from nemcon.core.record.verify import Checking, Report, verify_record

MOST_LINES = 63
"""Hashes of a consistency proof, at most."""
LARGEST_REQUEST = LARGEST_NOTE + 50 * (MOST_LINES + 2)
"""Bytes of a request; a longer one is not read."""
TEXT = "text/plain; charset=utf-8"
SIZE = "text/x.tlog.size"


@dataclass(frozen=True)
class Answer:
    """What a witness answers. `checkpoint` is to be kept, on the disk, before a 200 is given out; else it is None."""

    status: int
    content_type: str
    body: bytes
    checkpoint: Checkpoint | None = None


@dataclass(frozen=True)
class Request:
    """A request to cosign: from which size, by which proof, to which checkpoint, none of it verified."""

    old: int
    proof: tuple[bytes, ...]
    head: Head
    note: Note


def add_checkpoint(
    request: bytes, logs: Mapping[str, Sequence[Key]], latest: Mapping[str, Head], signers: Sequence[Signer], time: int
) -> Answer:
    """Answer a request to cosign, at `time` (seconds since 1970), with `signers` of kinds 04 and 06.

    `logs` are the keys of each log that the witness knows, by origin; `latest` the heads that it cosigned last.
    """
    try:
        asked = parse_request(request)
    except BadNote as error:
        return _refused(400, str(error))
    head = asked.head
    keys = logs.get(head.origin)
    if keys is None:
        return _refused(404, "This witness does not know a log of this origin.")
    try:
        signed = _signatures(asked.note, keys)
    except BadNote as error:
        return _refused(403, str(error))
    if not signed:
        return _refused(403, "No key that this witness knows for this log has signed the checkpoint.")
    if asked.old > head.size:
        return _refused(400, "The old size is larger than that of the checkpoint.")
    before = latest.get(head.origin, Head(head.origin, 0, EMPTY))
    if asked.old != before.size:
        return Answer(409, SIZE, b"%d\n" % before.size)
    if head.size == 0 and head.root != EMPTY:
        return _refused(422, "The root of a log without acts is another.")
    if not verify_consistency(before.size, head.size, asked.proof, before.root, head.root):
        return _refused(422, "The proof does not show that the new head follows from the one cosigned last.")
    made = cosign(asked.note.text, signers, time)
    cosigned = Checkpoint(head, Note(asked.note.text, (*signed, *made)))
    return Answer(200, TEXT, "".join(map(str, made)).encode(), cosigned)


def cosign(text: str, signers: Sequence[Signer], time: int) -> tuple[Signature, ...]:
    """The cosignatures of a checkpoint's text. Raises: ValueError without a time, which the standard forbids."""
    if time <= 0 or not signers:
        raise ValueError("A cosignature needs a signer, and says when it was made.")
    return tuple(signer.sign(text, time) for signer in signers)


def parse_request(data: bytes) -> Request:
    """Read a request: the old size, the proof's lines, an empty line, the checkpoint. Raises: BadNote."""
    above, found, note = data.partition(b"\n\n")
    first, *rows = above.split(b"\n")
    old = _OLD.fullmatch(first)
    if not found or not old or len(data) > LARGEST_REQUEST:
        raise BadNote("This is no request: it must be “old” and a size, a proof, an empty line and a checkpoint.")
    if len(rows) > MOST_LINES:
        raise BadNote(f"A consistency proof has at most {MOST_LINES} lines.")
    parsed = parse_note(note)
    said = parsed.text[:-1].split("\n")
    if "" in said:
        raise BadNote("A line of the checkpoint is empty.")
    head = parse_head("".join(f"{line}\n" for line in said[:3]))  # further lines are the log's own affair
    return Request(int(old[1]), tuple(map(_hash, rows)), head, parsed)


def _hash(row: bytes) -> bytes:
    try:
        data = base64.b64decode(row, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if len(data) != HASH or base64.b64encode(data) != row:
        raise BadNote("A line of the proof is not a hash, 32 bytes in base64.")
    return data


def _signatures(note: Note, keys: Sequence[Key]) -> tuple[Signature, ...]:
    """The signatures by these keys, each of them verified. Raises: BadNote if one does not hold."""
    known = {(key.name, key.id): key for key in keys}
    found = [each for each in dict.fromkeys(note.signatures) if (each.name, each.id) in known]
    for each in found:
        check(note.text, known[each.name, each.id], each)
    return tuple(found)


def _refused(status: int, sentence: str) -> Answer:
    return Answer(status, TEXT, f"{sentence}\n".encode())


@dataclass(frozen=True)
class Observation:
    """What a witness saw in an export. `checkpoint` is what it cosigned, to be kept before it is given out; None if it
    did not, for the faults in the report or because it does not know the log."""

    report: Report
    made: tuple[Signature, ...] = ()
    checkpoint: Checkpoint | None = None


def observe(
    data: Iterable[bytes],
    logs: Mapping[str, Sequence[Key]],
    latest: Mapping[str, Checkpoint],
    signers: Sequence[Signer],
    time: int,
    checking: Checking | None = None,
) -> Observation:
    """Verify an export, compare it with what was cosigned last, and cosign its checkpoint if nothing is wrong."""
    first, whole = _first_line(data)
    try:
        origin = lines.read_header(first).origin
    except BadLine:
        origin = ""
    before = latest.get(origin)
    report = verify_record(
        whole, pinned=logs.get(origin, ()), seen=[] if before is None else [before], checking=checking
    )
    if report.holds and report.trust is not Trust.PINNED:
        report.fault(1, "unknown", f"This witness does not know the log {origin}, and cosigns nothing of it.")
    if report.checkpoint is None or not report.holds:
        return Observation(report)
    made = cosign(report.checkpoint.note.text, signers, time)
    by_log = tuple(signature for key, signature in report.signed if key.name == origin)
    return Observation(
        report, made, Checkpoint(report.checkpoint.head, Note(report.checkpoint.note.text, (*by_log, *made)))
    )


def _first_line(data: Iterable[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first line, and all the data again."""
    pieces = iter(data)
    held = b""
    while b"\n" not in held and len(held) <= LARGEST_LINE and (piece := next(pieces, None)) is not None:
        held += piece

    def again() -> Iterator[bytes]:
        yield held
        yield from pieces

    return held[: held.find(b"\n") + 1], again()


_OLD = re.compile(rb"old (0|[1-9][0-9]{0,18})")
