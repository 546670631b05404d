"""An export of a log: a stream of lines, made in portions by the database, which holds the very bytes.

The program never looks into a line, so a million acts take little longer than reading them, and always the same memory.
"""

from collections.abc import Iterator
from typing import Any

import psycopg
from django.db import connection

from nemcon.core.payloads import PAYLOADS
from nemcon.core.record import checkpoint as checkpoints
from nemcon.core.record import lines
from nemcon.core.record.disclosure import opened
from nemcon.core.record.notes import Key
from nemcon.web.record import selectors
from nemcon.web.record.models import Log, SignedHead
from nemcon.web.record.signing import current_keys

PORTION = 2_048
"""Acts asked for at once."""


def _bytes(text: str) -> str:
    """A constant of the database's type for bytes; written so, it is computed once and not for each act."""
    return f"'\\x{text.encode().hex()}'::bytea"


def _part(row: str, name: str, before: str = "", after: str = "") -> str:
    """The part of the row `row` with its salt, nothing where it is not there."""
    salt = f"textsend(encode({row}.salt, 'base64'))"
    shown = " || ".join(
        (_bytes(f'{before}"{name}":'), f"{row}.data", _bytes(f',"{name}_salt":"'), salt, _bytes(f'"{after}'))
    )
    return f"CASE WHEN {row}.data IS NULL THEN ''::bytea ELSE {shown} END"


def _join(row: str, name: str) -> str:
    return f"""
    LEFT JOIN record_actpart AS {row} ON {row}.log_id = a.log_id AND {row}.seq = a.seq AND {row}.part = '{name}'
        AND (%(everything)s OR a.type = ANY(%({name})s))"""


PORTIONS = f"""
    SELECT string_agg(
        {_bytes("{")} || {_part("c", "content", after=",")} || {_bytes('"leaf":')} || a.leaf
        || {_part("w", "what", before=",")} || {_part("o", "who", before=",")} || {_bytes("}" + chr(10))},
        ''::bytea ORDER BY a.seq)
    FROM record_loggedact AS a {_join("w", "what")} {_join("o", "who")} {_join("c", "content")}
    WHERE a.log_id = %(log)s AND a.seq >= %(begin)s AND a.seq < %(end)s
"""


def export(of: Log, audience: str, head: SignedHead) -> Iterator[bytes]:
    """The export of `of` under `head`, opened for `audience`: pieces of whole lines.

    Raises: ValueError for an audience that there is not.
    """
    checkpoint = checkpoints.parse(head.note)
    yield lines.header(of.origin, audience, map(str, keys_of(of, head)), head.size)
    if audience.startswith("state:"):
        yield from _one_by_one(of, audience, head.size)
    else:
        yield from _in_portions(of, audience, head.size)
    yield lines.last_line(str(checkpoint))


def public_export(of: Log) -> Iterator[bytes]:
    """The public export, up to the public head. Raises: LookupError if the public sees nothing of the log yet."""
    head = selectors.public_head(of.id)
    if head is None:
        raise LookupError(f"Nothing of {of.origin} is public yet.")
    return export(of, "public", head)


def keys_of(of: Log, head: SignedHead) -> list[Key]:
    """The keys that an export names: those that signed its checkpoint for the log."""
    signed = {(signature.name, signature.id) for signature in checkpoints.parse(head.note).note.signatures}
    return [key for key in current_keys(of, head.size) if (key.name, key.id) in signed]


def _in_portions(of: Log, audience: str, size: int) -> Iterator[bytes]:
    shown = {name: opened(audience, name, None) for name in PAYLOADS}
    values: dict[str, Any] = {
        "log": of.id,
        "everything": audience == "full",
        **{part: [name for name, parts in shown.items() if part in parts] for part in ("what", "who", "content")},
    }
    for begin in range(0, size, PORTION):
        connection.ensure_connection()
        with psycopg.Cursor(connection.connection) as cursor:
            # Django's own cursor has no binary answers; as text every byte would come as two.
            cursor.execute(PORTIONS, {**values, "begin": begin, "end": min(begin + PORTION, size)}, binary=True)
            row = cursor.fetchone()
            assert row is not None
            yield row[0]


def _one_by_one(of: Log, audience: str, size: int) -> Iterator[bytes]:
    """For one State: what it sees depends on whose each act is, which stands in the act."""
    for begin in range(0, size, PORTION):
        yield b"".join(
            lines.act_line(leaf, selectors.opened_parts(parts, seq, audience))
            for seq, leaf, parts in selectors.leaves_and_parts(of.id, begin, min(begin + PORTION, size))
        )
