"""Checking a log: every leaf, part and column, the tree over them, its tiles, its keys and every signed head."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from django.db import connection

from nemcon.core import acts
from nemcon.core.acts import PARTS, SALT, Act, BadAct, Leaf, Parts, commitment
from nemcon.core.payloads import ERASABLE, KeyRotated
from nemcon.core.record import checkpoint as checkpoints
from nemcon.core.record import tiles
from nemcon.core.record.keys import Trusted
from nemcon.core.record.notes import BadNote, Key, parse_key, parse_note, verify
from nemcon.core.record.tree import Frontier, leaf_hash
from nemcon.web.record.models import FullTile, Log, LogKey, PublicHead, SignedHead
from nemcon.web.record.projections import PROJECTIONS

if TYPE_CHECKING:
    from nemcon.web.record.check import Report, Say

PORTION = 2_000
"""Acts read at once."""
SAY_EVERY = 20_000
ROWS = """
SELECT seq, act_id, type, subject, received, recorded, leaf, hash FROM record_loggedact
WHERE log_id = %s AND seq >= %s AND seq < %s ORDER BY seq
"""
PARTS_OF = "SELECT seq, part, data, salt FROM record_actpart WHERE log_id = %s AND seq >= %s AND seq < %s"
STRAY = """
SELECT (SELECT count(*) FROM record_loggedact WHERE log_id = %(log)s AND (seq < 0 OR seq >= %(size)s)),
       (SELECT count(*) FROM record_actpart AS p WHERE log_id = %(log)s AND NOT EXISTS (
            SELECT 1 FROM record_loggedact AS a WHERE a.log_id = p.log_id AND a.seq = p.seq)),
       (SELECT count(*) FROM record_fulltile WHERE log_id = %(log)s)
"""


@dataclass
class _Walk:
    """The state of a check between two acts."""

    of: Log
    report: Report
    keys: list[tuple[int, Key]]
    heads: Iterator[SignedHead]
    trusted: Trusted | None
    frontier: Frontier = field(default_factory=Frontier)
    whole: bool = True
    """Whether no leaf was missing so far; if one was, nothing can be said of tree, tiles and heads from there on."""
    head: SignedHead | None = None
    levels: list[list[bytes]] = field(default_factory=list)
    last: Act | None = None

    def fault(self, sentence: str) -> None:
        self.report.fault(f"{self.of.origin}: {sentence}")


def check(of: Log, report: Report, say: Say) -> None:
    """Check one log, as the transaction of the caller sees it."""
    keys = [(row.since, parse_key(row.vkey)) for row in LogKey.objects.filter(log=of).order_by("since", "id")]
    heads = SignedHead.objects.filter(log=of).order_by("size").iterator(chunk_size=500)
    walk = _Walk(of, report, keys, heads, _first_keys(of, keys))
    walk.head = next(heads, None)
    for begin in range(0, of.size, PORTION):
        end = min(begin + PORTION, of.size)
        for seq, row, parts in _portion(of.id, begin, end):
            _act(walk, seq, row, parts)
        if end % SAY_EVERY == 0 or end == of.size:
            say(f"{of.origin}: {end:,} of {of.size:,} acts")
    _end(walk)


def _portion(log_id: int, begin: int, end: int) -> Iterator[tuple[int, Sequence[Any] | None, Parts]]:
    """Each number from `begin` to `end` with its row, None if there is none, and the parts that are held."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS, [log_id, begin, end])
        rows = {row[0]: row for row in cursor.fetchall()}
        cursor.execute(PARTS_OF, [log_id, begin, end])
        held: dict[int, dict[str, bytes]] = {}
        for seq, part, data, salt in cursor.fetchall():
            held.setdefault(seq, {}).update({part: bytes(data), f"{part}_salt": bytes(salt)})
    for seq in range(begin, end):
        known = {name: held.get(seq, {}).get(name) for part in PARTS for name in (part, f"{part}_salt")}
        yield seq, rows.get(seq), Parts(**known)


def _act(walk: _Walk, seq: int, row: Sequence[Any] | None, parts: Parts) -> None:
    walk.report.acts += 1
    if row is None:
        walk.fault(f"Act {seq} is not there.")
        walk.whole = False
        return
    leaf, hashed = bytes(row[6]), bytes(row[7])
    if leaf_hash(leaf) != hashed:
        walk.fault(f"The leaf of act {seq} is not the one of which the hash is kept: one of them was changed.")
    _parts(walk, seq, row, leaf, parts)
    if walk.whole:
        _grow(walk, leaf_hash(leaf))


def _parts(walk: _Walk, seq: int, row: Sequence[Any], leaf_bytes: bytes, parts: Parts) -> None:
    try:
        leaf = msgspec.json.decode(leaf_bytes, type=Leaf)
    except (msgspec.DecodeError, UnicodeDecodeError):
        leaf = None
    if leaf is None or leaf.to_bytes() != leaf_bytes or leaf.seq != seq:
        walk.fault(f"The leaf of act {seq} is not what the format allows.")
        return
    for name in PARTS:
        data, salt = getattr(parts, name), getattr(parts, f"{name}_salt")
        if data is not None and (len(salt) != SALT or commitment(salt, data) != getattr(leaf, name)):
            walk.fault(f"The part “{name}” of act {seq}, or its salt, is not the one to which its leaf commits.")
            return
    if parts.what is None:
        if row[1] is None and parts.who is None and parts.content is None:
            walk.report.bare += 1
        else:
            walk.fault(f"The part “what” of act {seq} is not held, and it is never erased.")
        return
    try:
        act = acts.decode(seq, parts)
    except BadAct as error:
        walk.fault(f"Act {seq} cannot be read. {error}")
        return
    _columns(walk, act, row)
    for name in PARTS:
        if getattr(parts, name) is not None:
            continue
        if name in ERASABLE.get(act.type, frozenset()):
            walk.report.erased[name] += 1
        else:
            walk.fault(f"The part “{name}” of act {seq} ({act.type}) is not held, and it is never erased.")
    if walk.last is not None and act.recorded < walk.last.recorded:
        walk.fault(f"Act {seq} was recorded before act {walk.last.seq}.")
    walk.last = act
    if act.content is not None:
        _rotation(walk, act)
        _files(walk, act)


def _columns(walk: _Walk, act: Act, row: Sequence[Any]) -> None:
    """What stands beside the bytes must be what they say."""
    names = ("act_id", "type", "subject", "received", "recorded")
    said = (act.id, act.type, act.subject, act.received, act.recorded)
    if wrong := [name for name, says, kept in zip(names, said, row[1:6], strict=True) if says != kept]:
        walk.fault(f"The columns {', '.join(wrong)} of act {act.seq} are not what the act says.")


def _grow(walk: _Walk, hashed: bytes) -> None:
    """One more leaf: the tiles that it completes and the heads of this size must be those of the tree."""
    walk.frontier = walk.frontier.append(hashed)
    level = 0
    while True:
        if len(walk.levels) == level:
            walk.levels.append([])
        walk.levels[level].append(hashed)
        if len(walk.levels[level]) < tiles.WIDTH:
            break
        data = b"".join(walk.levels[level])
        walk.levels[level] = []
        hashed = tiles.root_of_tile(data)
        number = walk.frontier.size // tiles.WIDTH ** (level + 1) - 1
        kept = FullTile.objects.filter(log=walk.of, level=level, number=number).values_list("data", "root").first()
        walk.report.tiles += 1
        if kept is None:
            walk.fault(f"The full tile {tiles.Tile(level, number).path} is not there.")
        elif (bytes(kept[0]), bytes(kept[1])) != (data, hashed):
            walk.fault(f"The full tile {tiles.Tile(level, number).path} does not hold the hashes of the acts.")
        level += 1
    while walk.head is not None and walk.head.size <= walk.frontier.size:
        _head(walk, walk.head)
        walk.head = next(walk.heads, None)


def _head(walk: _Walk, row: SignedHead) -> None:
    walk.report.checkpoints += 1
    where = f"The checkpoint of {row.size} acts"
    try:
        found = checkpoints.parse(row.note)
        since = max((since for since, _ in walk.keys if since <= row.size), default=0)
        keys = [key for first, key in walk.keys if first == since]
        signed = {key for key, _ in verify(found.note, keys)}
    except BadNote as error:
        walk.fault(f"{where} does not verify: {error}")
        return
    if (found.head.origin, found.head.size) != (walk.of.origin, row.size):
        walk.fault(f"{where} says that it is of {found.head.size} acts of {found.head.origin}.")
    elif found.head.root != walk.frontier.root or row.size != walk.frontier.size:
        walk.fault(f"{where} is of another tree: acts were changed since it was signed.")
    if not keys or signed != set(keys):
        walk.fault(f"{where} is not signed with the keys of that time.")


def _first_keys(of: Log, keys: list[tuple[int, Key]]) -> Trusted | None:
    try:
        return Trusted.of(of.origin, [str(key) for since, key in keys if since == 0])
    except BadNote:
        return None


def _rotation(walk: _Walk, act: Act) -> None:
    """Keys change by an act that the old key signed, and the table of keys says the same."""
    if not isinstance(act.content, KeyRotated):
        return
    if walk.trusted is None:
        walk.fault(f"Act {act.seq} changes the keys, and the first keys are not known.")
        return
    try:
        walk.trusted = walk.trusted.after(act.content.note)
    except BadNote as error:
        walk.fault(f"Act {act.seq} changes the keys without the right to: {error}")
        return
    if {key for since, key in walk.keys if since == act.seq + 1} != set(walk.trusted.log):
        walk.fault(f"The keys from act {act.seq} on are not those that the table of keys names.")


def _files(walk: _Walk, act: Act) -> None:
    """The files that an act names must be there, with the bytes that it names."""
    for sha256, path in PROJECTIONS.files_of(act):
        walk.report.files += 1
        try:
            found = _sha256(path)
        except OSError as error:
            walk.fault(f"Act {act.seq} names the file {sha256}, which cannot be read: {error.strerror}.")
        else:
            if found != sha256:
                walk.fault(f"Act {act.seq} names the file {sha256}, and what is kept in its place has other bytes.")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _end(walk: _Walk) -> None:
    """What the log's row says, and that there is nothing beyond."""
    of = walk.of
    if walk.whole and walk.frontier.to_bytes() != bytes(of.frontier):
        walk.fault("The tree over its acts is not the one from which it grows.")
    if walk.last is not None and walk.last.seq == of.size - 1 and of.recorded != walk.last.recorded:
        walk.fault("The instant of its last act is not the one that its row says.")
    with connection.cursor() as cursor:
        cursor.execute(STRAY, {"log": of.id, "size": of.size})
        beyond, loose, kept_tiles = cursor.fetchone()
    if beyond:
        walk.fault(f"{beyond} acts stand beyond its last one.")
    if loose:
        walk.fault(f"{loose} parts belong to no act.")
    full, level = 0, 1
    while of.size >= tiles.WIDTH**level:
        full += of.size // tiles.WIDTH**level
        level += 1
    if kept_tiles > full:
        walk.fault(f"It has {kept_tiles} full tiles, and {full} belong to its tree.")
    if walk.whole and walk.head is not None:
        walk.fault(f"It has a checkpoint of {walk.head.size} acts, and holds {of.size}.")
    public = PublicHead.objects.filter(log=of).first()
    if public is None:
        return
    signed = SignedHead.objects.filter(log=of, size=public.size).first()
    if signed is None:
        walk.fault(f"The public sees it up to {public.size} acts, and there is no checkpoint of them.")
        return
    try:
        shown = parse_note(public.note)
        known = verify(shown, [key for _, key in walk.keys])
    except BadNote as error:
        walk.fault(f"The checkpoint that the public sees does not verify: {error}")
        return
    if shown.text != parse_note(signed.note).text or not known:
        walk.fault(f"The checkpoint that the public sees is not that of {public.size} acts.")
