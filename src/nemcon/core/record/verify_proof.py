"""Verification of a proof (`*.tlog-proof`): that one act is in a record, which act, and on whose word."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from nemcon.core.acts import PARTS, Act, BadAct, Leaf, decode, hold_alone
from nemcon.core.record import proof as proofs
from nemcon.core.record.checkpoint import Checkpoint
from nemcon.core.record.keys import Trust, Trusted
from nemcon.core.record.lines import BadLine, read_act
from nemcon.core.record.notes import BadNote, Key, Signature
from nemcon.core.record.proof import BadProof
from nemcon.core.record.verify import Fault


@dataclass
class ProofReport:
    """What was found. It holds if there are no faults; a proof names no keys, so one must be given or pinned."""

    checkpoint: Checkpoint | None = None
    trust: Trust | None = None
    """None where no key of the log is known."""
    trusted: tuple[Key, ...] = ()
    signed: list[tuple[Key, Signature]] = field(default_factory=list)
    """By the log, then by witnesses whose keys are known; each verified."""
    strangers: list[Signature] = field(default_factory=list)
    """Signatures by keys that are not known here; they count for nothing."""
    leaf: Leaf | None = None
    act: Act | None = None
    """The act, as far as it is opened; None if its part “what” is withheld."""
    opened: tuple[str, ...] = ()
    """Which parts are opened, and were found to be those to which the record committed."""
    faults: list[Fault] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether the act is proven to be in the record, on the word of a key that is known."""
        return not self.faults

    def fault(self, line: int, code: str, sentence: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(line, code, sentence))


def verify_proof(data: bytes, *, keys: Sequence[Key] = (), pinned: Sequence[Key] = ()) -> ProofReport:
    """Verify a proof with keys `given` for this check, or `pinned` from before, of the log and of witnesses."""
    report = ProofReport()
    try:
        proof = proofs.parse(data)
    except (BadProof, BadNote) as error:
        report.fault(1, "proof", str(error))
        return report
    report.checkpoint = proof.checkpoint
    _signatures(report, 4 + len(proof.path) + bool(proof.extra), keys, pinned)
    if not proof.extra:
        report.fault(2, "act", "This proof does not carry its act, so that there is nothing of which it is one.")
        return report
    try:
        found = read_act(proof.extra)
        report.leaf = found.leaf
        if found.parts.what is None:
            hold_alone(found.parts)
        else:
            report.act = decode(found.leaf.seq, found.parts)
    except (BadLine, BadAct) as error:
        report.fault(2, "act", f"The act in this proof does not verify: {str(error).rstrip('.')}.")
        return report
    report.opened = tuple(name for name in PARTS if getattr(found.parts, name) is not None)
    if found.leaf.seq != proof.index:
        report.fault(3, "index", f"The act says that it is number {found.leaf.seq}, the proof is of {proof.index}.")
    if not proof.holds(found.leaf_bytes):
        sentence = "The act is not in the record of this checkpoint: the path from it leads to another root."
        report.fault(4, "path", sentence)
    return report


def _signatures(report: ProofReport, line: int, keys: Sequence[Key], pinned: Sequence[Key]) -> None:
    assert report.checkpoint is not None
    note, origin = report.checkpoint.note, report.checkpoint.head.origin
    try:
        trusted = Trusted.outside(origin, keys, pinned)
        if trusted is None:
            sentence = f"No key of {origin} is known here, so that nobody's word stands for it. Give the log's key."
            report.fault(line, "key", sentence)
            return
        report.trust, report.trusted = trusted.trust, trusted.log
        report.signed = trusted.verify(note)
    except BadNote as error:
        report.fault(line, "signature", f"The checkpoint does not verify: {str(error).rstrip('.')}.")
    known = {(key.name, key.id) for key, _ in report.signed}
    report.strangers = [each for each in note.signatures if (each.name, each.id) not in known]
