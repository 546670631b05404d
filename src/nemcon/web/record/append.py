"""Appending to a log: the log's row is locked, the act gets its number and instant, and the tree grows by a leaf.

Nothing is computed under the lock that could be computed before; what is done there are a few statements.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from nemcon.core import acts
from nemcon.core.acts import Act, Made, Parts, Receipt, Who
from nemcon.core.record import tiles
from nemcon.core.record.tree import Frontier, leaf_hash
from nemcon.core.world import World

LOCK = "SELECT size, frontier, recorded, signed FROM record_log WHERE id = %s FOR UPDATE"
ADD = """
WITH act AS (
    INSERT INTO record_loggedact (log_id, seq, act_id, type, subject, received, recorded, leaf, hash)
    VALUES (%(log)s, %(seq)s, %(id)s, %(type)s, %(subject)s, %(received)s, %(recorded)s, %(leaf)s, %(hash)s)
), part AS (
    INSERT INTO record_actpart (log_id, seq, part, data, salt)
    VALUES (%(log)s, %(seq)s, 'what', %(what)s, %(what_salt)s), (%(log)s, %(seq)s, 'who', %(who)s, %(who_salt)s),
           (%(log)s, %(seq)s, 'content', %(content)s, %(content_salt)s)
)
UPDATE record_log
SET size = %(seq)s + 1, frontier = %(frontier)s, recorded = %(recorded)s,
    public_wanted = CASE WHEN %(released)s THEN %(seq)s + 1 ELSE public_wanted END
WHERE id = %(log)s
"""
HASHES = "SELECT hash FROM record_loggedact WHERE log_id = %s AND seq >= %s AND seq < %s ORDER BY seq"
LOWER = """
SELECT root FROM record_fulltile WHERE log_id = %s AND level = %s AND number >= %s AND number < %s ORDER BY number
"""
ADD_TILE = "INSERT INTO record_fulltile (log_id, level, number, data, root) VALUES (%s, %s, %s, %s, %s)"


class Gap(Exception):
    """The database lacks acts that were signed, so that the next number was given to another act before."""


@dataclass(frozen=True)
class Entry:
    """An act that is about to be recorded."""

    id: UUID | None
    """Chosen before, or None: one is made."""
    made: Made
    who: Who
    received: dt.datetime | None
    """When it was received, if it was; None for acts of commands and of the clock: they are received as recorded."""
    receipt: Receipt
    released: bool = False
    """Whether the public head shall move with it."""


def append(log_id: int, entries: Sequence[Entry], world: World) -> list[Act]:
    """Record `entries` in their order, within the transaction of the caller. The log stays locked until it ends.

    Raises: Gap.
    """
    salts = [(world.random(acts.SALT), world.random(acts.SALT), world.random(acts.SALT)) for _ in entries]
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [log_id])
        size, data, last, signed = cursor.fetchone()
        if size < signed:
            raise Gap(
                f"The database holds {size} acts of a log of which {signed} were signed: it was restored to an earlier "
                "state. Nothing is recorded before the gap is filled with `nemcon record recover`."
            )
        frontier = Frontier.from_bytes(size, bytes(data))
        recorded = []
        for entry, salt in zip(entries, salts, strict=True):
            last = max(moment for moment in (last, entry.received, world.now()) if moment is not None)
            act = _act(frontier.size, entry, last, world)
            parts = acts.encode(act, salt)
            if acts.decode(act.seq, parts) != act:
                raise ValueError(f"An act of the type {act.type} reads back as another: its members have other types.")
            leaf = acts.leaf_of(act.seq, parts)
            hashed = leaf_hash(leaf)
            frontier = frontier.append(hashed)
            cursor.execute(ADD, _row(log_id, act, parts, leaf, hashed, frontier, released=entry.released))
            add_tiles(cursor, log_id, frontier.size)
            recorded.append(act)
    return recorded


def add_tiles(cursor: Any, log_id: int, size: int) -> None:
    """Keep the tiles that the last leaf of a tree of `size` leaves completed."""
    for tile in tiles.completed_by(size):
        begin = tile.number * tiles.WIDTH
        if tile.level == 0:
            cursor.execute(HASHES, [log_id, begin, begin + tiles.WIDTH])
        else:
            cursor.execute(LOWER, [log_id, tile.level - 1, begin, begin + tiles.WIDTH])
        data = b"".join(bytes(row[0]) for row in cursor.fetchall())
        cursor.execute(ADD_TILE, [log_id, tile.level, tile.number, data, tiles.root_of_tile(data)])


def _act(seq: int, entry: Entry, recorded: dt.datetime, world: World) -> Act:
    return Act(
        seq=seq,
        id=entry.id or world.identifier(),
        type=entry.made.type,
        received=recorded if entry.received is None else entry.received,
        receipt=entry.receipt,
        recorded=recorded,
        subject=entry.made.subject,
        who=entry.who,
        content=entry.made.content,
    )


def _row(
    log_id: int, act: Act, parts: Parts, leaf: bytes, hashed: bytes, frontier: Frontier, *, released: bool
) -> dict[str, Any]:
    return {
        "log": log_id,
        "seq": act.seq,
        "id": act.id,
        "type": act.type,
        "subject": act.subject,
        "received": act.received,
        "recorded": act.recorded,
        "leaf": leaf,
        "hash": hashed,
        "what": parts.what,
        "what_salt": parts.what_salt,
        "who": parts.who,
        "who_salt": parts.who_salt,
        "content": parts.content,
        "content_salt": parts.content_salt,
        "frontier": frontier.to_bytes(),
        "released": released,
    }
