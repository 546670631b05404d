"""An export of a log: a stream of lines, made in portions by the database, which holds the very bytes.

The program never looks into a line, so a million acts take little longer than reading them, and always the same memory.
"""

from collections.abc import Iterator
from typing import Any

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
PORTIONS = r"""
SELECT string_agg(
    '\x7b'::bytea
    || CASE WHEN c.data IS NULL THEN ''::bytea ELSE
        convert_to('"content":', 'UTF8') || c.data
        || convert_to(',"content_salt":"' || encode(c.salt, 'base64') || '",', 'UTF8') END
    || convert_to('"leaf":', 'UTF8') || a.leaf
    || CASE WHEN w.data IS NULL THEN ''::bytea ELSE
        convert_to(',"what":', 'UTF8') || w.data
        || convert_to(',"what_salt":"' || encode(w.salt, 'base64') || '"', 'UTF8') END
    || CASE WHEN o.data IS NULL THEN ''::bytea ELSE
        convert_to(',"who":', 'UTF8') || o.data
        || convert_to(',"who_salt":"' || encode(o.salt, 'base64') || '"', 'UTF8') END
    || '\x7d0a'::bytea, ''::bytea ORDER BY a.seq)
FROM record_loggedact AS a
LEFT JOIN record_actpart AS w
    ON w.log_id = a.log_id AND w.seq = a.seq AND w.part = 'what' AND (%(everything)s OR a.type = ANY(%(what)s))
LEFT JOIN record_actpart AS o
    ON o.log_id = a.log_id AND o.seq = a.seq AND o.part = 'who' AND (%(everything)s OR a.type = ANY(%(who)s))
LEFT JOIN record_actpart AS c
    ON c.log_id = a.log_id AND c.seq = a.seq AND c.part = 'content' AND (%(everything)s OR a.type = ANY(%(content)s))
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
        with connection.cursor() as cursor:
            cursor.execute(PORTIONS, {**values, "begin": begin, "end": min(begin + PORTION, size)})
            yield bytes(cursor.fetchone()[0])


def _one_by_one(of: Log, audience: str, size: int) -> Iterator[bytes]:
    """For one State: what it sees depends on whose each act is, which stands in the act."""
    for begin in range(0, size, PORTION):
        yield b"".join(
            lines.act_line(leaf, selectors.opened_parts(parts, seq, audience))
            for seq, leaf, parts in selectors.leaves_and_parts(of.id, begin, min(begin + PORTION, size))
        )
