"""One act: its leaf, the parts that are opened, and what must hold between acts."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from reprlib import repr  # never longer than a line
from typing import Any

from . import canonical, notes

PARTS = ("what", "who", "content")
LEAF = {"v", "seq", *PARTS}
WHAT = {"id", "type", "received", "receipt", "recorded", "subject"}
WHO = {"capacity", "of", "person", "recorded_by"}
RECEIPTS = ("door", "stated", "none")
CAPACITIES = ("member", "state", "group", "observer", "officer", "chair", "administrator", "clock", "body")

HASH = re.compile("[0-9a-f]{64}")
INSTANT = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})[.]([0-9]{6})Z")
UUID7 = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
TYPE = re.compile(r"[^\s/.]+([.][^\s/.]+)+/[1-9][0-9]*")
SUBJECT = re.compile(r"nemcon:\S+")


class BadAct(ValueError):
    """There is no leaf to be read; the message is a sentence."""


@dataclass(frozen=True)
class Act:
    """A leaf that could be read, with the parts that are opened beside it and the faults found in them."""

    leaf: dict[str, Any]
    data: bytes  # the canonical leaf: what the tree hashes
    opened: dict[str, Any]
    salts: dict[str, bytes]
    faults: tuple[str, ...]


def read_line(line: bytes) -> Act:
    """Read an act's line of an export, without its LF. Raises BadAct if no leaf is there to be hashed."""
    value = _object(line, "The line")
    if "leaf" not in value:
        raise BadAct(f"The line has no leaf; its members are {_names(value)}.")
    leaf = value["leaf"]
    faults = [*_unknown("The line", value, {"leaf", *PARTS, *(f"{part}_salt" for part in PARTS)})]
    if not isinstance(leaf, dict):
        raise BadAct("The leaf is no object.")
    faults += leaf_faults(leaf)
    opened: dict[str, Any] = {}
    salts: dict[str, bytes] = {}
    for part in PARTS:
        if (part in value) != (f"{part}_salt" in value):
            faults.append(f"“{part}” and its salt must be there both, or be withheld both.")
        elif part in value:
            opened[part] = value[part]
            try:
                salts[part] = _salt(value[f"{part}_salt"])
            except notes.BadNote as error:
                faults.append(f"The salt of “{part}” is not accepted: {error}.")
                continue
            if sha256(salts[part] + canonical.encode(value[part])).hexdigest() != leaf.get(part):
                faults.append(f"“{part}” is not what the leaf commits to.")
    if len(set(salts.values())) < len(salts):
        faults.append("Two parts share one salt.")
    if "what" in opened:
        faults += _what_faults(opened["what"])
    if "who" in opened:
        faults += _who_faults(opened["who"])
    by_clock = _of(opened.get("who"), "capacity") == "clock"
    if by_clock and "what" in opened and _of(opened["what"], "receipt") != "none":
        faults.append("An act of the clock has no receipt; it must be “none”.")
    return Act(leaf, canonical.encode(leaf), opened, salts, tuple(faults))


def read_leaf(data: bytes) -> Act:
    """Read a bare leaf, as an entry of a log holds it. Raises BadAct if it is no canonical object."""
    leaf = _object(data, "The entry")
    return Act(leaf, data, {}, {}, tuple(leaf_faults(leaf)))


def leaf_faults(leaf: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a leaf by itself."""
    yield from _exactly("The leaf", leaf, LEAF)
    if "v" in leaf and (type(leaf["v"]) is not int or leaf["v"] != 1):
        yield "The leaf's “v” is not 1."
    if "seq" in leaf and (type(leaf["seq"]) is not int or leaf["seq"] < 0):
        yield "The leaf's “seq” is not a number of an act."
    for part in PARTS:
        if part in leaf and not _matches(HASH, leaf[part]):
            yield f"The leaf's “{part}” is not a SHA-256 in lower-case hex."


def _what_faults(what: Any) -> Iterator[str]:
    if not isinstance(what, dict):
        yield "“what” is no object."
        return
    yield from _exactly("“what”", what, WHAT)
    for name, pattern, meaning in (
        ("id", UUID7, "a UUID of version 7 in lower case"),
        ("type", TYPE, "a type with its version, such as silence.objected/1"),
        ("subject", SUBJECT, "an address that begins with “nemcon:”"),
    ):
        if name in what and not _matches(pattern, what[name]):
            yield f"The act's “{name}” is not {meaning}."
    if "receipt" in what and what["receipt"] not in RECEIPTS:
        yield f"The act's “receipt” is none of {', '.join(RECEIPTS)}."
    for name in ("received", "recorded"):
        if name in what and not is_instant(what[name]):
            yield f"The act's “{name}” is not an instant in UTC with six digits and Z."
    received: Any = what.get("received")
    recorded: Any = what.get("recorded")
    if is_instant(received) and is_instant(recorded):  # of one length, so that they sort as text
        if recorded < received:
            yield "The act was recorded before it was received."
        elif what.get("receipt") == "none" and recorded != received:
            yield "An act without receipt is received when it is recorded; the two instants differ."


def _who_faults(who: Any) -> Iterator[str]:
    if not isinstance(who, dict):
        yield "“who” is no object."
        return
    yield from _exactly("“who”", who, WHO)
    if "capacity" in who and who["capacity"] not in CAPACITIES:
        yield f"The capacity is none of {', '.join(CAPACITIES)}."
    for name in ("of", "person", "recorded_by"):
        if who.get(name) is not None and (not isinstance(who[name], str) or not who[name]):
            yield f"“{name}” of “who” is neither null nor a text."


def is_instant(value: Any) -> bool:
    """Whether this is an instant that exists, in UTC, as the record writes it: 2020-09-11T16:00:00.000000Z."""
    found = INSTANT.fullmatch(value) if isinstance(value, str) else None
    if not found:
        return False
    try:
        datetime(*map(int, found.groups()))  # type: ignore[arg-type]  # seven numbers, as it wants them
    except ValueError:
        return False
    return True


class Sequence:
    """What must hold between the acts of one log. Keeps what it compares in a temporary database on disk."""

    def __init__(self) -> None:
        self._next = 0
        self._recorded = ("", 0)
        self._base = sqlite3.connect("", isolation_level=None)  # SQLite's own temporary file, gone when closed
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute("PRAGMA cache_size = -32768")
        self._base.execute("CREATE TABLE seen (value BLOB PRIMARY KEY, place INTEGER) WITHOUT ROWID")
        self._base.execute("BEGIN")

    def close(self) -> None:
        """Give the temporary database back."""
        self._base.close()

    def skip(self) -> None:
        """An act could not be read; the next one is counted as if it had been."""
        self._next += 1

    def follow(self, act: Act, place: int, unit: str = "line") -> Iterator[str]:
        """Faults of the next act against those before; `place` is its line (or what `unit` says)."""
        expected, self._next = self._next, self._next + 1
        if act.leaf.get("seq") != expected or isinstance(act.leaf.get("seq"), bool):
            yield f"The leaf's “seq” is {repr(act.leaf.get('seq'))}; it must be {expected}."
        for part in PARTS:
            if not _matches(HASH, act.leaf.get(part)):
                continue
            before = self._first(f"leaf {act.leaf[part]}".encode(), place)
            if before is not None:
                yield f"The commitment to “{part}” is one of {unit} {before} too: a salt was used twice."
        for part, salt in act.salts.items():
            before = self._first(b"salt " + salt, place)
            if before not in (None, place):  # within one line it is said already
                yield f"The salt of “{part}” was used on {unit} {before} too."
        what = act.opened.get("what")
        if isinstance(what, dict):
            if isinstance(what.get("id"), str):
                before = self._first(f"id {what['id']}".encode(), place)
                if before is not None:
                    yield f"The act's id {repr(what['id'])} is that of {unit} {before} too."
            recorded: Any = what.get("recorded")
            if is_instant(recorded):
                if recorded < self._recorded[0]:
                    yield f"The act was recorded before that of {unit} {self._recorded[1]}; the record never goes back."
                else:
                    self._recorded = (recorded, place)

    def _first(self, value: bytes, place: int) -> int | None:
        """Where this was seen before; None, and it is kept, if nowhere."""
        kept = self._base.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (value, place)).rowcount
        if kept:
            return None
        return int(self._base.execute("SELECT place FROM seen WHERE value = ?", (value,)).fetchone()[0])


def _object(data: bytes, name: str) -> dict[str, Any]:
    try:
        value = canonical.decode(data)
    except canonical.NotCanonical as error:
        raise BadAct(f"{name} is not accepted: {error}.") from error
    if not isinstance(value, dict):
        raise BadAct(f"{name} is no object.")
    return value


def _salt(value: Any) -> bytes:
    if not isinstance(value, str):
        raise notes.BadNote("it is no text")
    salt = notes.decode64(value)
    if len(salt) != 32:
        raise notes.BadNote("it is not 32 bytes")
    return salt


def _unknown(name: str, value: dict[str, Any], known: set[str]) -> Iterator[str]:
    if value.keys() - known:
        yield f"{name} has unknown members: {_names(value.keys() - known)}."


def _exactly(name: str, value: dict[str, Any], members: set[str]) -> Iterator[str]:
    yield from _unknown(name, value, members)
    if members - value.keys():
        yield f"{name} lacks members: {_names(members - value.keys())}."


def _names(names: Any) -> str:
    return ", ".join(repr(name) for name in sorted(names)[:9])


def _matches(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _of(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None
