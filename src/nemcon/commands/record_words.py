"""What was found in a record, a proof or an issued document, in sentences: what is proven, what not, on whose word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from nemcon.commands.record_files import pinned_file
from nemcon.core.acts import PARTS, Act
from nemcon.core.payloads import Unknown
from nemcon.core.record.checkpoint import Checkpoint
from nemcon.core.record.keys import Trust
from nemcon.core.record.notes import COSIGNATURE, ED25519, ML_DSA, Key, Signature
from nemcon.core.record.verify import Report
from nemcon.core.record.verify_proof import ProofReport

KINDS = {ED25519: "Ed25519", COSIGNATURE: "Ed25519", ML_DSA: "ML-DSA-44"}
Signed = Sequence[tuple[Key, Signature]]


def of_record(report: Report, witnesses: Iterable[Key], compared: bool) -> Iterator[str]:
    """The sentences on an export. `witnesses` are keys given of others than the log; `compared` says whether a
    checkpoint seen before was given."""
    if report.header is not None:
        yield (
            f"This is the record of {report.header.origin}, opened for the audience “{report.header.audience}” as it "
            "says itself; the audience is claimed, not proven."
        )
        yield _trust(report.trust, report.header.origin, report.trusted)
        yield _opened(report)
    if report.checkpoint is not None and report.signed:
        yield from _checkpoint(report.checkpoint, report.signed, report.trusted, report.last_recorded)
        yield from _others(report.signed, report.strangers, report.checkpoint.head.origin, witnesses)
    if report.header is not None:
        yield from _compared(report, compared)
        yield from _derived(report)
    for fault in report.faults:
        yield f"Fault in line {fault.line}: {fault.sentence}"
    if report.more_faults:
        yield f"There are {report.more_faults} more faults."
    yield _verdict(report)


def of_proof(report: ProofReport, witnesses: Iterable[Key]) -> Iterator[str]:
    """The sentences on a proof."""
    if report.checkpoint is not None:
        head = report.checkpoint.head
        yield f"This is a proof that an act is in the record of {head.origin}."
        if report.trust is None:
            yield _no_key(head.origin)
        else:
            yield _trust(report.trust, head.origin, report.trusted)
        if report.signed:
            yield from _checkpoint(report.checkpoint, report.signed, report.trusted, "")
            yield from _others(report.signed, report.strangers, head.origin, witnesses)
    if report.leaf is not None:
        yield from _act(report.leaf.seq, report.act, report.opened)
    for fault in report.faults:
        yield f"Fault in line {fault.line}: {fault.sentence}"
    if report.holds:
        yield "Proven: this act is in that record, in this place and with this content as far as it is opened."
        yield "Not proven: that the record was not forked since. Compare its checkpoint with one from elsewhere."
    else:
        yield "This proof does not verify."


def _trust(trust: Trust, origin: str, keys: Sequence[Key]) -> str:
    ids = ", ".join(f"{key.id.hex()} ({KINDS[key.kind]})" for key in keys)
    ids = f": {ids}" if ids else ""
    if trust is Trust.GIVEN:
        return f"Key: the log's key was given with --key{ids}."
    if trust is Trust.PINNED:
        return f"Key: the log's key is pinned in {pinned_file()}{ids}."
    return (
        f"Key: only those that the file names itself{ids}. So it can be found consistent, but not whose it is: anybody "
        f"can write such a file. Give the key of {origin} with --key, as the institution announced it."
    )


def _no_key(origin: str) -> str:
    return (
        f"Key: none is known. A proof names no keys, so give that of {origin} with --key, as the institution announced "
        f"it, or keep it in {pinned_file()}, one key a line."
    )


def _opened(report: Report) -> str:
    parts = ", ".join(f"“{name}” of {report.opened[name]:,}" for name in PARTS)
    withheld = f" Of {report.withheld:,} nothing is opened, which is no fault." if report.withheld else ""
    return f"It has {_count(report.acts, 'act')}. Opened are {parts}.{withheld}"


def _checkpoint(seen: Checkpoint, signed: Signed, trusted: Sequence[Key], recorded: str) -> Iterator[str]:
    times = [s.time for key, s in signed if key.name == seen.head.origin and key.kind != ED25519]
    if times:
        when = f"as of {_time(max(times))}"
    elif recorded:
        when = f"which does not say when it was signed; the last opened act was recorded at {recorded}"
    else:
        when = "which does not say when it was signed"
    yield f"Its checkpoint is of {_count(seen.head.size, 'act')}, {when}; root {seen.head.root.hex()}."
    for key, _ in signed:
        if key.name == seen.head.origin:
            known = "" if key in trusted else ", a key that only the file names"
            yield f"It is signed by the log with {KINDS[key.kind]} ({key.id.hex()}){known}."


def _others(signed: Signed, strangers: Sequence[Signature], origin: str, witnesses: Iterable[Key]) -> Iterator[str]:
    given = list(witnesses)
    cosigned = [(key, signature) for key, signature in signed if key.name != origin]
    for key, signature in cosigned:
        known = "" if key in given else ", with a key that only the file names"
        yield f"It was cosigned by {key.name} with {KINDS[key.kind]} at {_time(signature.time)}{known}."
    if not cosigned:
        yield "No witness whose key is known has cosigned it."
    for key in given:
        if key not in {each for each, _ in cosigned}:
            yield f"{key.name}, whose {KINDS[key.kind]} key is known, has not cosigned it."
    if strangers:
        names = ", ".join(sorted({each.name for each in strangers}))
        yield f"Signatures by keys that are not known here count for nothing: {names}."


def _compared(report: Report, compared: bool) -> Iterator[str]:
    for seen in report.seen:
        yield f"It contains the checkpoint of {_count(seen.head.size, 'act')} that was seen before."
    if not compared:
        yield (
            "Whether it was forked or rolled back cannot be seen from one file: compare it with a checkpoint from "
            "elsewhere or earlier, with --seen."
        )


def _derived(report: Report) -> Iterator[str]:
    found = report.derivation
    if found is None:
        return
    yield f"Run again on the opened acts, of those of the clock {found.following:,} follow from the acts before them."
    if found.unfounded and found.withheld:
        numbers = ", ".join(str(act.seq) for act in found.unfounded[:20])
        yield (
            f"{_count(len(found.unfounded), 'act')} of the clock ({numbers}) can follow only from what is withheld: "
            f"{_count(found.withheld, 'act')}, at least in part."
        )
    if found.unknown:
        belong = "belongs to a procedure" if found.unknown == 1 else "belong to procedures"
        yield f"{_count(found.unknown, 'act')} of the clock {belong} that this version does not know."


def _verdict(report: Report) -> str:
    if report.faults and {fault.code for fault in report.faults} == {"derive"}:
        return "The record itself verifies, but not every outcome in it follows from the acts before it."
    if not report.holds:
        return "This file does not verify."
    said = (
        "the acts are those of the checkpoint, in their order, none added and none left out, and each part that is "
        "opened is the one to which the record committed."
    )
    if report.trust is Trust.NAMED:
        return f"Found consistent with the keys that it names itself, which proves nothing of whose it is: {said}"
    return f"Proven, with the log's key: {said}"


def _act(seq: int, act: Act | None, opened: Sequence[str]) -> Iterator[str]:
    if act is None:
        yield f"It is act {seq}. What was done is withheld."
        return
    receipt = {
        "door": f"received {act.received:%Y-%m-%d %H:%M:%S.%f} UTC, as it reached the server",
        "stated": f"received {act.received:%Y-%m-%d %H:%M:%S.%f} UTC, as an officer stated",
        "none": "not in answer to anything received",
    }[act.receipt]
    yield f"It is act {seq}: {act.type} on {act.subject}, {receipt}; recorded {act.recorded:%Y-%m-%d %H:%M:%S.%f} UTC."
    if act.who is None:
        yield "Who did it is withheld."
    else:
        of = f" of {act.who.of}" if act.who.of else ""
        by = f", by the person {act.who.person}" if act.who.person else ""
        yield f"Done in the capacity of {act.who.capacity}{of}{by}."
        if act.who.recorded_by:
            yield f"It was recorded on their behalf by {act.who.recorded_by}."
    if "content" not in opened:
        yield "Its content is withheld."
    elif isinstance(act.content, Unknown):
        yield "Its content is of a type that this version does not know; it is kept as it is."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _time(seconds: int) -> str:
    try:
        return f"{dt.datetime.fromtimestamp(seconds, dt.UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (OverflowError, ValueError):
        return f"second {seconds} since 1970"
