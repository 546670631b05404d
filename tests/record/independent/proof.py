"""Receipts (`*.tlog-proof`, C2SP tlog-proof): one act, and where it stands in a checkpointed log."""

from __future__ import annotations

from collections.abc import Iterable
from reprlib import repr  # never longer than a line

from . import notes
from .acts import Act, BadAct, read_line
from .report import Report
from .tree import includes, leaf_hash

FIRST = b"c2sp.org/tlog-proof@v1"
MOST_HASHES = 63
LONGEST = 256 * 1024 * 1024


def read_proof(data: bytes, keys: Iterable[str] = ()) -> Report:
    """Read and verify a proof. It names no keys, so that without `keys` (vkeys) nothing can be believed.

    `extra` is the base64 of the act's line in an export; the format does not say whether with the LF that ends the
    line there, so both are read. Raises BadNote if a key given is none.
    """
    given = [notes.read_key(vkey) for vkey in keys]
    report = Report("a proof of one act")
    if len(data) > LONGEST:
        report.fault(0, f"The proof is longer than {LONGEST} bytes.")
        return report
    head, blank, note = data.partition(b"\n\n")
    lines = head.split(b"\n")
    if lines[0] != FIRST:
        report.fault(1, "The first line is not “c2sp.org/tlog-proof@v1”.")
        return report
    at = 1
    act = None
    if at < len(lines) and lines[at].startswith(b"extra "):
        act = _act(report, lines[at].removeprefix(b"extra "))
        at += 1
    else:
        report.fault(2, "There is no extra line, and so no act whose place could be checked.")
    index = _index(report, lines[at] if at < len(lines) else b"", at + 1)
    hashes = _hashes(report, lines[at + 1 :], at + 2)
    if not blank:
        report.fault(len(lines) + 1, "There is no empty line, and so no checkpoint after it.")
        return report
    place = len(lines) + 2  # the note's first line
    checkpoint = report.sign(note, place, [], given)
    if act is not None and index is not None:
        if act.leaf.get("seq") != index or isinstance(act.leaf.get("seq"), bool):
            report.fault(at + 1, f"The act's “seq” is {repr(act.leaf.get('seq'))}, the proof is of index {index}.")
        if checkpoint is None or hashes is None:
            return report
        if index >= checkpoint.size:
            report.fault(at + 1, f"Index {index} is beyond the {checkpoint.size} acts of the checkpoint.")
        elif not includes(index, checkpoint.size, leaf_hash(act.data), hashes, checkpoint.root):
            report.fault(
                at + 1, "The act is not at this place of the checkpointed log: the hashes lead to another root."
            )
    return report


def _act(report: Report, encoded: bytes) -> Act | None:
    try:
        line = notes.decode64(encoded.decode("ascii", "replace"))
        act = read_line(line.removesuffix(b"\n"))
    except notes.BadNote as error:
        report.fault(2, f"The extra line is not accepted: {error}.")
        return None
    except BadAct as error:
        report.fault(2, str(error))
        return None
    for sentence in act.faults:
        report.fault(2, sentence)
    report.count(act)
    return act


def _index(report: Report, line: bytes, number: int) -> int | None:
    text = line.decode("ascii", "replace")
    digits = text.removeprefix("index ")
    if digits == text or not notes.DECIMAL.fullmatch(digits) or len(digits) > 19:
        report.fault(number, "The line is not “index” and a decimal number without leading zeros.")
        return None
    return int(digits)


def _hashes(report: Report, lines: list[bytes], first: int) -> list[bytes] | None:
    hashes = []
    if len(lines) > MOST_HASHES:
        report.fault(first + MOST_HASHES, f"There are more than {MOST_HASHES} hashes.")
        return None
    for number, line in enumerate(lines, first):
        try:
            hashes.append(notes.decode64(line.decode("ascii", "replace")))
        except notes.BadNote as error:
            report.fault(number, f"The hash is not accepted: {error}.")
            return None
        if len(hashes[-1]) != 32:
            report.fault(number, "The hash is not 32 bytes.")
            return None
    return hashes
