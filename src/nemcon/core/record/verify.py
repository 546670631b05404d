"""Verification of an exported record: what is proven, what is not, and each fault with its line. Constant memory.

Nothing is needed but the file. Whoever has the log's key from elsewhere gives it; without one the file can only be
found consistent with the keys that it names itself, and the report says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from nemcon.core.acts import BadAct, decode
from nemcon.core.payloads import KeyRotated
from nemcon.core.procedure import PROCEDURES, Procedure
from nemcon.core.record import checkpoint as checkpoints
from nemcon.core.record import lines
from nemcon.core.record.checkpoint import Checkpoint
from nemcon.core.record.derive import Derivation
from nemcon.core.record.keys import Trust, Trusted
from nemcon.core.record.lines import ActLine, BadLine, Header
from nemcon.core.record.notes import BadNote, Key, Signature
from nemcon.core.record.tree import Frontier, leaf_hash

MOST_FAULTS = 100


@dataclass(frozen=True)
class Fault:
    """Something that does not verify: the line of the file (from 1), a stable code, and a sentence."""

    line: int
    code: str
    sentence: str


@dataclass
class Report:
    """What was found. It holds if there are no faults; `trust` says by whose keys."""

    header: Header | None = None
    trust: Trust = Trust.NAMED
    acts: int = 0
    opened: dict[str, int] = field(default_factory=lambda: {"what": 0, "who": 0, "content": 0})
    withheld: int = 0
    """Acts of which nothing is opened."""
    checkpoint: Checkpoint | None = None
    signed: list[tuple[Key, Signature]] = field(default_factory=list)
    """By the log, then by witnesses whose keys were given; each verified."""
    seen: list[Checkpoint] = field(default_factory=list)
    """Checkpoints seen before, with which this record agrees."""
    derivation: Derivation | None = None
    last_recorded: str = ""
    faults: list[Fault] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.faults

    def fault(self, line: int, code: str, sentence: str) -> None:
        """Note a fault; beyond a hundred they are only counted as there being more."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(line, code, sentence))


def verify_record(
    data: Iterable[bytes],
    *,
    keys: Sequence[Key] = (),
    pinned: Sequence[Key] = (),
    seen: Sequence[Checkpoint] = (),
    derive: bool = False,
    procedures: Mapping[str, Procedure] = PROCEDURES,
) -> Report:
    """Verify the lines of an export, each with its line feed.

    `keys` are given for this check, `pinned` known from before: those of the log, and of witnesses whose cosignatures
    shall count. `seen` are checkpoints from other places or times, which the record must contain.
    """
    report = Report(derivation=Derivation(procedures) if derive else None)
    rows = iter(enumerate(data, 1))
    first = next(rows, None)
    if first is None:
        report.fault(1, "empty", "The file is empty.")
        return report
    try:
        report.header = head = lines.read_header(_whole(first[1]))
        trusted = Trusted.of(head.origin, head.keys, keys, pinned)
    except (BadLine, BadNote) as error:
        report.fault(1, "header", f"Line 1 cannot be read: {error}.")
        return report
    report.trust = trusted.trust
    walk = _Walk(report, head, trusted, sorted(seen, key=lambda each: each.head.size))
    held = next(rows, None)
    for following in rows:
        assert held is not None
        walk.act(*held)
        held = following
    if held is None:
        report.fault(2, "checkpoint", "The file ends before its checkpoint: it was cut off.")
        return report
    walk.end(*held)
    return report


@dataclass
class _Walk:
    """The state of a check between two lines."""

    report: Report
    head: Header
    trusted: Trusted
    seen: list[Checkpoint]
    frontier: Frontier = field(default_factory=Frontier)

    def act(self, number: int, line: bytes) -> None:
        """An act's line."""
        report = self.report
        self._meet()
        try:
            found = lines.read_act(_whole(line))
        except BadLine as error:
            code = "checkpoint" if line.startswith(b'{"checkpoint"') else "act"
            report.fault(number, code, f"Line {number} does not verify: {error}.")
            # Its leaf, if it has one, still counts: one changed part must not make a fault of the root as well.
            self.frontier = self.frontier.append(leaf_hash(_leaf_in(line)))
            report.acts += 1
            self._derive(None)
            return
        if found.leaf.seq != report.acts:
            why = f"it is act {found.leaf.seq} where act {report.acts} must stand: a line was left out, added or moved"
            report.fault(number, "order", f"Line {number} does not verify: {why}.")
        self.frontier = self.frontier.append(leaf_hash(found.leaf_bytes))
        report.acts += 1
        self._parts(number, found)

    def _parts(self, number: int, found: ActLine) -> None:
        report, parts = self.report, found.parts
        for name in report.opened:
            report.opened[name] += getattr(parts, name) is not None
        if parts.what is None:
            report.withheld += parts.who is None and parts.content is None
            self._derive(None)
            return
        try:
            act = decode(found.leaf.seq, parts)
        except BadAct as error:
            report.fault(number, "act", f"Line {number} does not verify: {error}")
            self._derive(None)
            return
        recorded = parts.what[parts.what.index(b'"recorded":"') + 12 :][:27].decode()
        if recorded < report.last_recorded:
            why = f"it was recorded at {recorded}, before the act above it"
            report.fault(number, "order", f"Line {number} does not verify: {why}.")
        report.last_recorded = max(recorded, report.last_recorded)
        if isinstance(act.content, KeyRotated):
            try:
                self.trusted = self.trusted.after(act.content.note)
            except BadNote as error:
                report.fault(number, "key", f"Line {number} changes the log's key without the right to: {error}")
        if report.derivation is not None and not report.derivation.add(act):
            why = f"{act.type} by the clock does not follow from the acts before it"
            report.fault(number, "derive", f"Line {number}: {why}.")

    def _derive(self, act: None) -> None:
        if self.report.derivation is not None:
            self.report.derivation.add(act)

    def _meet(self) -> None:
        """Compare with the checkpoints seen before, as the tree reaches their size."""
        while self.seen and self.seen[0].head.size <= self.frontier.size:
            self._compare(self.seen.pop(0))

    def _compare(self, seen: Checkpoint) -> None:
        report, size = self.report, seen.head.size
        if seen.head.origin != self.head.origin:
            sentence = f"The checkpoint seen before is of {seen.head.origin}, this record of {self.head.origin}."
            report.fault(1, "seen", sentence)
        elif size != self.frontier.size or seen.head.root != self.frontier.root:
            sentence = (
                f"The first {size} acts are not those of the checkpoint seen before: the record was forked, or "
                "changed after that checkpoint was signed. Keep both; together they are the evidence."
            )
            report.fault(size + 1, "fork", sentence)
        else:
            report.seen.append(seen)

    def end(self, number: int, line: bytes) -> None:
        """The last line."""
        report, head = self.report, self.head
        self._meet()
        try:
            checkpoint = checkpoints.parse(lines.read_last(_whole(line)))
        except (BadLine, BadNote) as error:
            if not line.startswith(b'{"checkpoint"'):
                self.act(number, line)
                report.fault(number + 1, "checkpoint", "The file ends before its checkpoint: it was cut off.")
            else:
                report.fault(number, "checkpoint", f"Line {number} does not verify: {str(error).rstrip('.')}.")
            return
        report.checkpoint = checkpoint
        if checkpoint.head.origin != head.origin:
            sentence = f"The checkpoint is of {checkpoint.head.origin}, and the record says that it is {head.origin}."
            report.fault(number, "checkpoint", sentence)
        if not checkpoint.head.size == head.size == report.acts:
            sentence = (
                f"The file has {report.acts} acts, its first line says {head.size}, its checkpoint "
                f"{checkpoint.head.size}: lines are missing or too many."
            )
            report.fault(number, "size", sentence)
        elif checkpoint.head.root != self.frontier.root:
            sentence = "The acts above are not those of the checkpoint: what the leaf of at least one says was changed."
            report.fault(number, "root", sentence)
        try:
            report.signed = self.trusted.verify(checkpoint.note)
        except BadNote as error:
            report.fault(number, "signature", f"The checkpoint does not verify: {error}")
        for later in self.seen:
            if later.head.origin != head.origin:
                self._compare(later)
                continue
            sentence = (
                f"This record has {report.acts} acts and the checkpoint seen before {later.head.size}: it is older, "
                "or was rolled back. Ask for the newest export, and keep the checkpoint."
            )
            report.fault(number, "older", sentence)


def _whole(line: bytes) -> bytes:
    if not line.endswith(b"\n"):
        raise BadLine("it is not ended by a line feed")
    return line


def _leaf_in(line: bytes) -> bytes:
    """The leaf of a line that does not verify, as well as it can be told."""
    begin = line.find(b'"leaf":{')
    end = line.find(b"}", begin)
    return line[begin + 7 : end + 1] if begin >= 0 else line
