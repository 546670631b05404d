"""Exports (`*.jsonl`): a header, an act on each line, and the checkpoint that commits to them all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from reprlib import repr  # never longer than a line
from typing import Any, BinaryIO

from . import canonical, notes
from .acts import BadAct, Sequence, read_line
from .report import Growth, Report, is_of_log
from .tree import leaf_hash

HEADER = {"nemcon-record", "origin", "audience", "keys", "from", "size"}
LONGEST = 64 * 1024 * 1024
"""Bytes of a line; a longer one is refused, so that memory stays bounded."""


def lines_of(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file with their LF, none read much beyond LONGEST."""
    while line := file.readline(LONGEST + 2):
        yield line


def read_export(lines: Iterable[bytes], keys: Iterable[str] = (), seen: Iterable[bytes | str] = ()) -> Report:
    """Read and verify an export, line by line, in memory that does not grow with it.

    `lines` are bytes with their LF; `keys` are vkeys from elsewhere (of the log or of witnesses), `seen` checkpoint
    notes kept from earlier. Raises BadNote if a key given is none.
    """
    given = [notes.read_key(vkey) for vkey in keys]
    report = Report("an export")
    with closing(Sequence()) as sequence:
        _Reader(report, given, list(seen), sequence).read(lines)
    return report


class _Reader:
    def __init__(self, report: Report, given: list[notes.Key], seen: list[bytes | str], sequence: Sequence) -> None:
        self.report = report
        self.given = given
        self.seen = seen
        self.sequence = sequence
        self.named: list[notes.Key] = []
        self.origin: str | None = None
        self.size: int | None = None
        self.growth: Growth | None = None
        self.ended = False

    def read(self, lines: Iterable[bytes]) -> None:
        number = 0
        for number, raw in enumerate(lines, 1):
            if self.ended:
                self.report.fault(number, "A line follows the checkpoint, which must be the last.")
                return
            if len(raw) > LONGEST + 1:
                self.report.fault(number, f"The line is longer than {LONGEST} bytes; nothing after it was read.")
                return
            if not raw.endswith(b"\n"):
                self.report.fault(number, "The line does not end with LF.")
            line = raw.removesuffix(b"\n")
            if number == 1:
                self._header(line)
                self.growth = Growth(self.report, self.seen, self.origin, [*self.named, *self.given])
            elif line.startswith(
                b'{"checkpoint":'
            ):  # in canonical form no act begins so: “checkpoint” is unknown there
                self._checkpoint(line, number)
            else:
                self._act(line, number)
        if not self.ended:
            self.report.fault(number + 1, "The export ends without its checkpoint.")

    def _header(self, line: bytes) -> None:
        fault = self.report.fault
        try:
            header: Any = canonical.decode(line)
        except canonical.NotCanonical as error:
            fault(1, f"The header is not accepted: {error}.")
            return
        if not isinstance(header, dict) or "nemcon-record" not in header:
            fault(1, "The first line is no header of an export.")
            return
        if header.keys() != HEADER:
            wrong = ", ".join(map(repr, sorted(header.keys() ^ HEADER)[:9]))
            fault(1, f"The header's members are not exactly those of an export; lacking or unknown: {wrong}.")
        if type(header["nemcon-record"]) is not int or header["nemcon-record"] != 1:
            fault(1, "The header's “nemcon-record” is not 1, the only version that this reader knows.")
        if type(header.get("from")) is not int or header["from"] != 0:
            fault(1, "The header's “from” is not 0.")
        size, origin, audience = header.get("size"), header.get("origin"), header.get("audience")
        if type(size) is int and size >= 0:
            self.size = size
        else:
            fault(1, "The header's “size” is no number of acts.")
        if isinstance(origin, str) and notes.is_key_name(origin) and "://" not in origin and len(origin.encode()) < 256:
            self.origin = origin
        else:
            fault(1, "The header's “origin” is no address without scheme, spaces and plus.")
        if isinstance(audience, str) and audience:
            self.report.audience = audience
        else:
            fault(1, "The header's “audience” is no text.")
        self._keys(header.get("keys"))

    def _keys(self, vkeys: Any) -> None:
        if not isinstance(vkeys, list) or not all(isinstance(vkey, str) for vkey in vkeys):
            self.report.fault(1, "The header's “keys” is no list of keys.")
            return
        for number, vkey in enumerate(vkeys, 1):
            try:
                key = notes.read_key(vkey)
            except notes.BadNote as error:
                self.report.fault(1, f"Key {number} of the header is not accepted: {error}.")
                continue
            if key in self.named:
                self.report.fault(1, f"Key {number} of the header is named twice.")
            elif (key.kind == notes.ED25519) != (key.name == self.origin) and key.kind != notes.COSIGNED_MLDSA44:
                self.report.fault(
                    1, f"Key {number} of the header has a type that does not go with the name {key.name}."
                )
            self.named.append(key)
        if self.origin and not any(is_of_log(key, self.origin) for key in self.named):
            self.report.fault(1, "The header names no key of the log itself.")

    def _act(self, line: bytes, number: int) -> None:
        growth = self.growth
        assert growth is not None
        try:
            act = read_line(line)
        except BadAct as error:
            self.report.fault(number, str(error))
            self.report.acts += 1
            self.sequence.skip()
            growth.broken = True
            return
        for sentence in (*act.faults, *self.sequence.follow(act, number)):
            self.report.fault(number, sentence)
        self.report.count(act)
        growth.append(leaf_hash(act.data), number)
        if self.size is not None and self.report.acts == self.size + 1:
            self.report.fault(number, f"There are more acts than the {self.size} of the header.")

    def _checkpoint(self, line: bytes, number: int) -> None:
        self.ended = True
        growth, report = self.growth, self.report
        assert growth is not None
        try:
            last: Any = canonical.decode(line)
        except canonical.NotCanonical as error:
            report.fault(number, f"The checkpoint's line is not accepted: {error}.")
            return
        if last.keys() != {"checkpoint"} or not isinstance(last["checkpoint"], str):
            report.fault(number, "The last line must hold the checkpoint as a text, and nothing else.")
            return
        growth.end(number)
        if self.size is not None and report.acts < self.size:
            report.fault(number, f"The header says {self.size} acts; there are {report.acts}.")
        checkpoint = report.sign(last["checkpoint"].encode(), number, self.named, self.given)
        if checkpoint is None:
            return
        if checkpoint.origin != self.origin:
            report.fault(number, f"The checkpoint is of {checkpoint.origin}, the header of {self.origin}.")
        if checkpoint.size != self.size:
            report.fault(number, f"The checkpoint is of {checkpoint.size} acts, the header says {self.size}.")
        if checkpoint.size != report.acts:
            report.fault(number, f"The checkpoint is of {checkpoint.size} acts; there are {report.acts}.")
        elif growth.broken:
            report.fault(number, "The root could not be computed, since a leaf could not be read.")
        elif checkpoint.root != growth.tree.root():
            report.fault(number, "The acts are not those of the checkpoint: their root is another.")
