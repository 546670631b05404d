"""When a transaction is on the disk.

The log's row is locked until an act's transaction is committed. Were the disk waited for under that lock, acts would go
through it one disk write after the other. So the transaction commits without waiting, which frees the lock, and the
answer waits afterwards; what several wait for at once is one write. PostgreSQL writes its log in order: what is on the
disk has everything before it there too, and nobody is answered, and nothing signed, before that. docs/decisions/0015.
"""

from django.db import connection


def commit_without_waiting() -> None:
    """Let the transaction that is open commit without waiting for the disk; `wait` must follow it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")


def wait() -> None:
    """Return when everything that was committed before is on the disk: by a commit of our own that waits for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_logical_emit_message(true, 'nemcon', '')")
