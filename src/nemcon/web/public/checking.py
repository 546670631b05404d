"""What a file, or what somebody typed, is found to be: facts only. Their sentences are in finding_words.py.

The checks are those of the command `nemcon record verify`, with what this site knows besides: the keys of its logs, its
public heads, and the hashes of the files that were issued. A file is looked at and forgotten.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from nemcon.core.acts import Act
from nemcon.core.record import lines
from nemcon.core.record.checkpoint import Checkpoint
from nemcon.core.record.lines import LARGEST_LINE, BadLine
from nemcon.core.record.notes import Key, Signature
from nemcon.core.record.verify import Report, verify_record
from nemcon.core.record.verify_proof import ProofReport, verify_proof
from nemcon.documents.issued import Changed, Unfit, strip_proof
from nemcon.web.papers import selectors as papers
from nemcon.web.papers.projection import subject_of
from nemcon.web.record import public
from nemcon.web.record.public import PublicAct, PublicLog

LARGEST = 20 * 1024 * 1024
"""Bytes of a file that is checked here; larger records are checked with the command."""
PIECE = 256 * 1024


class Kind(StrEnum):
    """What was found."""

    REFERENCE = "an act of the record"
    ISSUED = "a file as issued"
    PROOF = "a proof that an act is in the record"
    RECORD = "an export of the record"
    CHANGED = "an issued file that was changed"
    DAMAGED = "a proof or an export that does not verify"
    FORKED = "signed with the record's key, and not this record"
    FAILING = "an act whose proof does not hold here"
    FOREIGN = "of a record that is not kept here"
    UNKNOWN = "nothing that is known here"
    UNFIT = "a file of another kind"


SOUND = frozenset({Kind.REFERENCE, Kind.ISSUED, Kind.PROOF, Kind.RECORD})
BROKEN = frozenset({Kind.CHANGED, Kind.DAMAGED, Kind.FORKED, Kind.FAILING})


class Compared(StrEnum):
    """How the signed head in a file stands to the public one."""

    SAME = "the same, or an earlier one that the public one contains"
    BEYOND = "a later one, which cannot be compared before the public head reaches it"
    APART = "of another tree"


@dataclass(frozen=True)
class Finding:
    """What was found, and by what: the log and the act as this site has them, the checkpoint and the signatures that
    were verified, and the faults in the sentences of the core, in English.

    `act` is the act as far as the file opens it, or everybody may see it; `file` the language and form of an issued
    file; `inside` says that the proof was in the file; `later` are the acts about the same subject after it.
    """

    kind: Kind
    log: PublicLog | None = None
    reference: PublicAct | None = None
    act: Act | None = None
    file: tuple[str, str] | None = None
    inside: bool = False
    checkpoint: Checkpoint | None = None
    compared: Compared | None = None
    signed: tuple[tuple[Key, Signature], ...] = ()
    strangers: int = 0
    acts: int = 0
    opened: int = 0
    later: tuple[PublicAct, ...] = ()
    faults: tuple[str, ...] = ()


def look_up(role: str, asked: str) -> list[Finding]:
    """What the public record has under a number, a symbol or the code of an act: nothing, one, or of several logs."""
    if asked.isdecimal() and len(asked) < 19:
        found = [public.act_at(log, int(asked)) for log in public.logs(role)]
        return [reference(role, each) for each in found if each is not None]
    try:
        act = public.act_of(role, UUID(asked))
        return [reference(role, act)] if act else []
    except ValueError:
        pass
    document = papers.id_in_record(asked) if asked else None
    about = public.acts_about(role, subject_of(document)) if document else []
    issued = [each for each in about if each.act and each.act.type in public.PUBLISHED]
    return [reference(role, issued[-1])] if issued else []


def reference(role: str, act: PublicAct) -> Finding:
    """An act as the public record has it, its proof verified like one that came from outside."""
    report = verify_proof(str(public.proof_of(act.log, act.seq)).encode(), pinned=public.keys_at(act.log))
    found = _by_report(Finding(Kind.REFERENCE if report.holds else Kind.FAILING), report)
    found = replace(found, log=act.log, reference=act, act=act.act, compared=Compared.SAME)
    return replace(found, later=_later(role, act))


def examine(role: str, data: bytes) -> Finding:
    """What an uploaded file is."""
    if data.startswith(b"c2sp.org/tlog-proof@"):
        return _proof(role, data)
    if data.startswith(b'{"audience":') or b'"nemcon-record"' in data[: LARGEST_LINE + 1].partition(b"\n")[0]:
        return _record(role, data)
    try:
        stripped = strip_proof(data)
    except Changed as error:
        return Finding(Kind.CHANGED, faults=(str(error),))
    except Unfit:
        return _by_hash(role, data, Kind.UNFIT)
    if stripped.proof is None:
        return _by_hash(role, data, Kind.UNKNOWN)
    return _issued(role, stripped.original, _proof(role, stripped.proof))


def _issued(role: str, original: bytes, proof: Finding) -> Finding:
    """A file with a proof inside: whether the act that is proven is one that issued this file."""
    found = replace(proof, inside=True)
    if proof.kind in (Kind.DAMAGED, Kind.FORKED):
        by_hash = _by_hash(role, original, Kind.DAMAGED)
        return by_hash if by_hash.kind is Kind.ISSUED else found
    file = public.file_in(proof.act, hashlib.sha256(original).hexdigest())
    if file is None:
        return replace(found, kind=Kind.CHANGED)
    return replace(found, kind=Kind.ISSUED if proof.kind is Kind.PROOF else proof.kind, file=file)


def _by_hash(role: str, data: bytes, otherwise: Kind) -> Finding:
    """A file without a proof: whether it is one of those issued. `otherwise` is what it is if not."""
    sha256 = hashlib.sha256(data).hexdigest()
    act_id = papers.act_with_file(role, sha256)
    act = (public.act_of(role, act_id) if act_id else None) or public.published_with(role, sha256)
    file = public.file_in(act.act, sha256) if act else None
    if act is None or file is None:
        return Finding(otherwise)
    return replace(reference(role, act), kind=Kind.ISSUED, file=file)


def _proof(role: str, data: bytes) -> Finding:
    report = verify_proof(data, pinned=public.keys_of(role))
    log = _log_of(role, report.checkpoint)
    found = replace(_by_report(Finding(Kind.PROOF), report), log=log, act=report.act)
    codes = {fault.code for fault in report.faults}
    if log is None or report.checkpoint is None:
        return replace(found, kind=Kind.FOREIGN if codes == {"key"} else Kind.DAMAGED)
    if codes or report.leaf is None:
        return replace(found, kind=Kind.DAMAGED)
    seq, compared = report.leaf.seq, _compare(log, report.checkpoint)
    held = public.leaf_at(log, seq)
    if compared is Compared.APART or (held is not None and held != report.leaf.to_bytes()):
        return replace(found, kind=Kind.FORKED, compared=Compared.APART)
    act = public.act_at(log, seq) or PublicAct(log, seq, None, ())
    shown = act if report.act is None else replace(act, act=report.act, opened=report.opened)
    return replace(found, compared=compared, reference=shown, later=_later(role, act))


def _record(role: str, data: bytes) -> Finding:
    try:
        head = lines.read_header(data[: data.find(b"\n") + 1])
    except BadLine as error:
        return Finding(Kind.DAMAGED, faults=(f"Line 1 cannot be read: {error}.",))
    log = next((each for each in public.logs(role) if each.log.origin == head.origin), None)
    seen = [log.checkpoint] if log and log.size <= head.size else []
    report = verify_record(_pieces(data), pinned=public.keys_of(role), seen=seen)
    found = Finding(
        Kind.RECORD,
        log=log,
        checkpoint=report.checkpoint,
        signed=tuple(report.signed),
        strangers=len(report.strangers),
        acts=report.acts,
        opened=report.acts - report.withheld,
        faults=_sentences(report),
    )
    codes = {fault.code for fault in report.faults}
    if report.checkpoint is None or codes - {"fork"}:
        return replace(found, kind=Kind.DAMAGED)
    if log is None:
        return replace(found, kind=Kind.FOREIGN)
    compared = Compared.SAME if seen and not codes else _compare(log, report.checkpoint)
    if codes or compared is Compared.APART:
        return replace(found, kind=Kind.FORKED, compared=Compared.APART)
    return replace(found, compared=compared)


def _compare(log: PublicLog, checkpoint: Checkpoint) -> Compared:
    """A checkpoint against the public head, from nothing but what is under that."""
    if checkpoint.head.size > log.size:
        return Compared.BEYOND
    return Compared.SAME if public.root_at(log, checkpoint.head.size) == checkpoint.head.root else Compared.APART


def _by_report(found: Finding, report: ProofReport) -> Finding:
    return replace(
        found,
        checkpoint=report.checkpoint,
        signed=tuple(report.signed),
        strangers=len(report.strangers),
        faults=tuple(fault.sentence for fault in report.faults),
    )


def _later(role: str, act: PublicAct) -> tuple[PublicAct, ...]:
    """The acts after it about the same document."""
    if act.act is None or not act.act.type.startswith("document."):
        return ()
    about = public.acts_about(role, act.act.subject)
    return tuple(each for each in about if each.act and each.act.recorded > act.act.recorded)


def _log_of(role: str, checkpoint: Checkpoint | None) -> PublicLog | None:
    if checkpoint is None:
        return None
    return next((each for each in public.logs(role) if each.log.origin == checkpoint.head.origin), None)


def _pieces(data: bytes) -> Iterator[bytes]:
    for at in range(0, len(data), PIECE):
        yield data[at : at + PIECE]


def _sentences(report: Report) -> tuple[str, ...]:
    more = (f"{report.more_faults} more faults.",) if report.more_faults else ()
    return (*(fault.sentence for fault in report.faults), *more)
