"""Verification of an exported record: what is proven, what is not, and each fault with its line. Constant memory.

Nothing is needed but the file. Whoever has the log's key from elsewhere gives it; without one the file can only be
found consistent with the keys that it names itself, and the report says so. Blocks of lines are checked at once where
all is well (quick.py), and line by line where something is not, or where procedures are run again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from nemcon.core.acts import PARTS, Act, BadAct, decode, hold_alone
from nemcon.core.payloads import KeyRotated
from nemcon.core.procedure import PROCEDURES, Procedure
from nemcon.core.record import checkpoint as checkpoints
from nemcon.core.record import lines, quick
from nemcon.core.record.checkpoint import Checkpoint
from nemcon.core.record.derive import Derivation
from nemcon.core.record.keys import Trust, Trusted
from nemcon.core.record.lines import LARGEST_LINE, ActLine, BadLine, Header
from nemcon.core.record.notes import BadNote, Key, Signature
from nemcon.core.record.quick import ROTATION, Block, Checked
from nemcon.core.record.stream import Export
from nemcon.core.record.tree import Frontier, leaf_hash

MOST_FAULTS = 100
Checking = Callable[[Iterable[Block]], Iterable[tuple[Block, Checked | None]]]
"""From blocks to the same blocks, in their order, each with what `quick.check` says of it."""


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
    opened: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PARTS, 0))
    withheld: int = 0
    """Acts of which nothing is opened."""
    checkpoint: Checkpoint | None = None
    trusted: tuple[Key, ...] = ()
    """The log's keys by which the checkpoint was verified, as far as the record goes."""
    signed: list[tuple[Key, Signature]] = field(default_factory=list)
    """By the log, then by witnesses; each verified, with keys that are trusted or that the file names."""
    strangers: list[Signature] = field(default_factory=list)
    """Signatures under the checkpoint by keys that are not known here: they were not verified and count for nothing."""
    seen: list[Checkpoint] = field(default_factory=list)
    """Checkpoints seen before, with which this record agrees."""
    derivation: Derivation | None = None
    last_recorded: str = ""
    faults: list[Fault] = field(default_factory=list)
    more_faults: int = 0
    """Faults beyond the first hundred."""

    @property
    def holds(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.faults

    def fault(self, line: int, code: str, sentence: str) -> None:
        """Note a fault; beyond a hundred they are only counted."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(line, code, sentence))
        else:
            self.more_faults += 1


def verify_record(
    data: Iterable[bytes],
    *,
    keys: Sequence[Key] = (),
    pinned: Sequence[Key] = (),
    seen: Sequence[Checkpoint] = (),
    derive: bool = False,
    procedures: Mapping[str, Procedure] = PROCEDURES,
    checking: Checking | None = None,
) -> Report:
    """Verify an export, given as its bytes in pieces of any size, such as its lines.

    `keys` are given for this check, `pinned` known from before: those of the log, and of witnesses whose cosignatures
    shall count. `seen` are checkpoints from other places or times, which the record must contain. `checking` may check
    several blocks side by side; without it they are checked one after the other.
    """
    report = Report(derivation=Derivation(procedures) if derive else None)
    export = Export(data)
    first = export.first()
    if not first:
        report.fault(1, "empty", "The file is empty.")
        return report
    try:
        report.header = head = lines.read_header(_whole(first))
        trusted = Trusted.of(head.origin, head.keys, keys, pinned)
    except (BadLine, BadNote) as error:
        report.fault(1, "header", f"Line 1 cannot be read: {str(error).rstrip('.')}.")
        return report
    report.trust = trusted.trust
    walk = _Walk(report, head, trusted, sorted(seen, key=lambda each: each.head.size))
    try:
        for block, checked in (checking or _one_by_one)(export.blocks()):
            walk.block(block, checked)
    except BadLine as error:
        report.fault(walk.line, "line", f"Line {walk.line} cannot be read: {error}. What follows was not looked at.")
        return report
    if export.last is None:
        report.fault(2, "checkpoint", "The file ends before its checkpoint: it was cut off.")
    else:
        walk.end(export.last)
    return report


def _one_by_one(blocks: Iterable[Block]) -> Iterator[tuple[Block, Checked | None]]:
    for block in blocks:
        yield block, quick.check(block)


@dataclass
class _Walk:
    """The state of a check between two lines."""

    report: Report
    head: Header
    trusted: Trusted
    seen: list[Checkpoint]
    frontier: Frontier = field(default_factory=Frontier)
    expected: int = 0
    """The number that the next act should have, going by the one before it."""

    @property
    def line(self) -> int:
        """The line that comes next."""
        return self.report.acts + 2

    def block(self, block: Block, checked: Checked | None) -> None:
        """A block of acts, as a whole if nothing in it asks for more."""
        report = self.report
        data, first = block
        if (
            checked is None
            or report.derivation is not None
            or not first == self.expected == report.acts
            or (checked.first_recorded and checked.first_recorded < report.last_recorded)
            or any(first < each.head.size < first + checked.acts for each in self.seen)
        ):
            for row in data.split(b"\n")[:-1]:
                self.act(row + b"\n")
            return
        self._meet()
        self.frontier = self.frontier.join(checked.subtrees)
        report.acts += checked.acts
        self.expected = report.acts
        for name, count in zip(PARTS, (checked.what, checked.who, checked.content), strict=True):
            report.opened[name] += count
        report.withheld += checked.withheld
        report.last_recorded = checked.last_recorded or report.last_recorded
        if checked.what < checked.acts:
            self.trusted = self.trusted.after_a_gap()

    def act(self, line: bytes) -> None:
        """An act's line."""
        report, number = self.report, self.line
        self._meet()
        act = None
        try:
            found = lines.read_act(_whole(line))
        except BadLine as error:
            code = "checkpoint" if line.startswith(b'{"checkpoint"') else "act"
            report.fault(number, code, f"Line {number} does not verify: {error}.")
            # Its leaf, if it has one, still counts: one changed part must not make a fault of the root as well.
            self.frontier = self.frontier.append(leaf_hash(_leaf_in(line)))
            self.expected += 1
            self.trusted = self.trusted.after_a_gap()
        else:
            if found.leaf.seq != self.expected:
                why = f"it is act {found.leaf.seq} where act {self.expected} must stand"
                report.fault(number, "order", f"Line {number}: {why}; a line was left out, added or moved.")
            self.expected = found.leaf.seq + 1
            self.frontier = self.frontier.append(leaf_hash(found.leaf_bytes))
            act = self._parts(number, found)
        report.acts += 1
        if report.derivation is not None and not report.derivation.add(act):
            what = f"{act.type} by the clock" if act else "an act"
            report.fault(number, "derive", f"Line {number}: {what} does not follow from the acts before it.")

    def _parts(self, number: int, found: ActLine) -> Act | None:
        report, parts = self.report, found.parts
        for name in PARTS:
            report.opened[name] += getattr(parts, name) is not None
        report.withheld += parts.what is None and parts.who is None and parts.content is None
        try:
            if parts.what is None:
                self.trusted = self.trusted.after_a_gap()
                hold_alone(parts)
                return None
            act = decode(found.leaf.seq, parts)
        except BadAct as error:
            report.fault(number, "act", f"Line {number} does not verify: {str(error).rstrip('.')}.")
            return None
        recorded = parts.what[parts.what.index(b'"recorded":"') + 12 :][:27].decode()
        if recorded < report.last_recorded:
            why = f"it was recorded at {recorded}, before an act above it"
            report.fault(number, "order", f"Line {number} does not verify: {why}.")
        report.last_recorded = max(recorded, report.last_recorded)
        if isinstance(act.content, KeyRotated):
            try:
                self.trusted = self.trusted.after(act.content.note)
            except BadNote as error:
                why = str(error).rstrip(".")
                report.fault(number, "key", f"Line {number} changes the log's key without the right to: {why}.")
        elif act.content is None and act.type == ROTATION:
            self.trusted = self.trusted.after_a_gap()
        return act

    def _meet(self) -> None:
        """Compare with the checkpoints seen before, as the tree reaches their size."""
        while self.seen and self.seen[0].head.size <= self.frontier.size:
            self._compare(self.seen.pop(0))

    def _compare(self, seen: Checkpoint) -> None:
        report, size = self.report, seen.head.size
        if not self._is_of_log(seen):
            return
        if size != self.frontier.size or seen.head.root != self.frontier.root:
            sentence = (
                f"The first {size} acts are not those of the checkpoint seen before: the record was forked, or "
                f"changed after that checkpoint was signed. {self._evidence(seen)}"
            )
            report.fault(size + 1, "fork", sentence)
        else:
            report.seen.append(seen)

    def _is_of_log(self, seen: Checkpoint) -> bool:
        if seen.head.origin == self.head.origin:
            return True
        sentence = f"The checkpoint seen before is of {seen.head.origin}, this record of {self.head.origin}."
        self.report.fault(1, "seen", sentence)
        return False

    def _evidence(self, seen: Checkpoint) -> str:
        """What the checkpoint seen before is worth against this record."""
        try:
            signed = self.trusted.signatures(seen.note)
        except BadNote as error:
            return f"But that checkpoint was itself damaged: {error}"
        if any(key.name == self.head.origin for key, _ in signed):
            return "That checkpoint bears the log's signature. Keep both; together they are the evidence."
        return "That checkpoint is signed by no key of the log that is known here. Keep both, and ask whose it is."

    def end(self, line: bytes) -> None:
        """The last line."""
        report, head, number = self.report, self.head, self.line
        self._meet()
        try:
            checkpoint = checkpoints.parse(lines.read_last(_whole(line)))
        except (BadLine, BadNote) as error:
            if line.startswith(b'{"checkpoint"'):
                report.fault(number, "checkpoint", f"Line {number} does not verify: {str(error).rstrip('.')}.")
            else:
                self.act(line)
                report.fault(self.line, "checkpoint", "The file ends before its checkpoint: it was cut off.")
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
        report.trusted = self.trusted.log
        known = {(key.name, key.id) for key, _ in report.signed}
        report.strangers = [each for each in checkpoint.note.signatures if (each.name, each.id) not in known]
        for later in filter(self._is_of_log, self.seen):
            sentence = (
                f"This record has {report.acts} acts and the checkpoint seen before {later.head.size}: it is older, "
                f"or was rolled back. Ask for the newest export. {self._evidence(later)}"
            )
            report.fault(number, "older", sentence)


def _whole(line: bytes) -> bytes:
    if len(line) > LARGEST_LINE:
        raise BadLine(f"it has more than {LARGEST_LINE} bytes")
    if not line.endswith(b"\n"):
        raise BadLine("it is not ended by a line feed")
    return line


def _leaf_in(line: bytes) -> bytes:
    """The leaf of a line that does not verify, as well as it can be told."""
    begin = line.rfind(b'"leaf":{')
    end = line.find(b"}", begin)
    return line[begin + 7 : end + 1] if begin >= 0 else line
