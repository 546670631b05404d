"""What a reader found, and the sentences that say it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from .acts import PARTS, Act
from .notes import (
    COSIGNED_ED25519,
    ED25519,
    NAMES,
    BadNote,
    Checkpoint,
    Key,
    Note,
    Verified,
    read_checkpoint,
    read_note,
    verify,
)
from .tree import Frontier

MOST_FAULTS = 1000
"""More are counted, but not kept: a file of faults must not fill the memory."""


@dataclass
class Report:
    """Of one file or log. `faults` are (line, sentence), line 0 where none is to blame; none means that it verifies."""

    kind: str
    faults: list[tuple[int, str]] = field(default_factory=list)
    acts: int = 0
    opened: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PARTS, 0))
    audience: str = ""
    checkpoint: Checkpoint | None = None
    verified: list[Verified] = field(default_factory=list)
    silent: list[Key] = field(default_factory=list)  # keys that we know and that did not sign
    ignored: int = 0  # signature lines by keys that we do not know
    pinned: bool = False  # a key that was given to us signed, not only one that the file names
    asked: int = 0  # checkpoints seen before that were given
    seen: int = 0  # checkpoints seen before that the log was found to extend
    more: int = 0  # faults beyond those kept

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    def fault(self, line: int, sentence: str) -> None:
        """Keep a fault."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append((line, sentence))
        else:
            self.more += 1

    def count(self, act: Act) -> None:
        """Count an act and the parts of it that are opened."""
        self.acts += 1
        for part in act.opened:
            self.opened[part] += 1

    def sign(self, data: bytes, line: int, named: list[Key], given: list[Key]) -> Checkpoint | None:
        """Verify the log's checkpoint note by the keys that the file names and those given; None if it is none.

        The log itself must have signed: with Ed25519 by a key that the file names (if its kind names any), and by
        one of those given (if any are).
        """
        try:
            note = read_note(data)
            checkpoint = read_checkpoint(note.text)
        except BadNote as error:
            self.fault(line, f"The checkpoint is not accepted: {error}.")
            return None
        self.checkpoint = checkpoint
        if checkpoint.extensions:
            self.fault(line, "The checkpoint has more lines than origin, size and root.")
        known = list(dict.fromkeys([*named, *given]))
        self.ignored = _unknown_lines(note, known)
        if not known:
            self.fault(line, "No key is known by which the checkpoint could be verified; give one.")
            return checkpoint
        try:
            self.verified = verify(note, known)
        except BadNote as error:
            self.fault(line, f"The checkpoint is not accepted: {error}.")
            return checkpoint
        self.silent = [key for key in known if key not in [found.key for found in self.verified]]
        signed = [found.key for found in self.verified if is_of_log(found.key, checkpoint.origin)]
        if not signed:
            self.fault(line, f"The log {checkpoint.origin} itself did not sign the checkpoint.")
        elif named and not any(key in named and key.kind == ED25519 for key in signed):
            self.fault(line, "No key that the file names for the log signed the checkpoint with Ed25519.")
        self.pinned = any(key in given for key in signed)
        if given and not self.pinned:
            self.fault(line, "None of the keys given is one with which the log signed the checkpoint.")
        return checkpoint

    def sentences(self) -> Iterator[str]:
        """The report in words. Never "valid" alone: always of what, and on whose word."""
        if self.checkpoint:
            yield f"This is {self.kind} of the log {self.checkpoint.origin}."
            yield from self._signed()
        else:
            yield f"This should be {self.kind}, but no checkpoint could be read."
        opened = ", ".join(f"“{part}” of {count}" for part, count in self.opened.items())
        yield f"Acts read: {self.acts}; opened: {opened}; all else is withheld, which is no fault."
        if self.audience:
            yield f"It claims to be for the audience “{self.audience}”; that is not proven."
        if self.asked:
            yield f"It extends {self.seen} of {self.asked} checkpoint(s) seen before."
        else:
            yield "A fork or a rolled-back log cannot be seen from this alone; give --seen CHECKPOINT for that."
        for line, sentence in self.faults:
            yield f"Line {line}: {sentence}" if line else sentence
        if self.more:
            yield f"{self.more} more faults are not shown."
        yield "It does not verify." if self.faults else "All that it shows agrees with that checkpoint."

    def _signed(self) -> Iterator[str]:
        assert self.checkpoint is not None
        yield f"Its checkpoint is of {self.checkpoint.size} acts, root {self.checkpoint.root.hex()}."
        for found in self.verified:
            when = f", as of {_time(found.time)}" if found.time else ""
            yield f"{found.key.name} signed it ({NAMES[found.key.kind]}, key {found.key.id.hex()}){when}."
        for key in self.silent:
            yield f"{key.name} did not sign it with its known key {key.id.hex()} ({NAMES[key.kind]})."
        if self.ignored:
            yield f"{self.ignored} signature(s) by keys that were not given could not be checked."
        if self.pinned:
            yield "The log's key is one that was given."
        else:
            yield "The log's key is only named in the file itself, if anywhere: who holds it is not shown."


class Growth:
    """The tree as it grows leaf by leaf, compared at the sizes of the checkpoints that were seen before."""

    def __init__(self, report: Report, seen: list[bytes | str], origin: str | None, keys: list[Key]) -> None:
        self.tree = Frontier()
        self.broken = False  # a leaf could not be read: no root says anything any more
        self._report = report
        self._seen: list[tuple[int, Checkpoint]] = []
        report.asked = len(seen)
        for number, data in enumerate(seen, 1):
            try:
                self._seen.append((number, _seen(data, origin, keys)))
            except BadNote as error:
                report.fault(0, f"The checkpoint seen before (number {number}) is not accepted: {error}.")
        self._compare(0)

    def append(self, leaf_hash: bytes, line: int) -> None:
        """Add the hash of the next leaf, which was read from this line."""
        self.tree.append(leaf_hash)
        self._compare(line)

    def end(self, line: int) -> None:
        """All leaves are read: what was seen of a larger log is missing here."""
        for number, checkpoint in self._seen:
            if checkpoint.size > self.tree.size and not self.broken:
                self._report.fault(
                    line,
                    f"The checkpoint seen before (number {number}) is of {checkpoint.size} acts, here are only "
                    f"{self.tree.size}: this is older, or the log was rolled back.",
                )

    def _compare(self, line: int) -> None:
        for number, checkpoint in self._seen:
            if checkpoint.size != self.tree.size or self.broken:
                continue
            if checkpoint.root == self.tree.root():
                self._report.seen += 1
            else:
                self._report.fault(
                    line,
                    f"The first {checkpoint.size} acts are not those of the checkpoint seen before "
                    f"(number {number}): the log was forked.",
                )


def is_of_log(key: Key, origin: str) -> bool:
    """Whether a log of this origin signs with such a key: under its own name, as no witness does."""
    return key.name == origin and key.kind != COSIGNED_ED25519


def _seen(data: bytes | str, origin: str | None, keys: list[Key]) -> Checkpoint:
    note = read_note(data.encode() if isinstance(data, str) else data)
    checkpoint = read_checkpoint(note.text)
    if origin is not None and checkpoint.origin != origin:
        raise BadNote(f"it is of another log, {checkpoint.origin}")
    if not any(is_of_log(found.key, checkpoint.origin) for found in verify(note, keys)):
        raise BadNote("the log itself did not sign it")
    return checkpoint


def _unknown_lines(note: Note, known: list[Key]) -> int:
    names = {(key.name, key.id) for key in known}
    return sum((line.name, line.id) not in names for line in note.signatures)


def _time(seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (ValueError, OverflowError, OSError):
        return f"second {seconds}"
