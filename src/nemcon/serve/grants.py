"""What the application may do in the database: everything but to change what is on the record.

The embedded database has three users: its owner, who migrates; the application, which may add to the record and change
nothing on it; the signer, the only one that adds checkpoints. With DATABASE_URL the owner is who NEMCON_OWNER_URL
says; without it the application owns its tables, and a trigger alone keeps the record.
"""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

APPLICATION, SIGNER = "nemcon_web", "nemcon_signer"
ONLY_ADDED = ("record_loggedact", "record_fulltile")
SIGNED = ("record_signedhead", "record_publichead")


def as_user(url: str, user: str) -> str:
    """The address of a database, for another user of it."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{user}@{parts.netloc.rpartition('@')[2]}"))


def grant(application: str, signer: str) -> None:
    """Give the two users their rights, as the owner of the tables. Safe to do again."""
    from django.db import connection

    quote = connection.ops.quote_name
    app, sign = quote(application), quote(signer)
    added, signed = ", ".join(ONLY_ADDED), ", ".join(SIGNED)
    statements = [
        f"GRANT USAGE ON SCHEMA public TO {app}, {sign}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app}",
        f"REVOKE UPDATE, DELETE, TRUNCATE ON {added}, {signed} FROM {app}",
        f"REVOKE UPDATE, TRUNCATE ON record_actpart FROM {app}",
        f"REVOKE DELETE, TRUNCATE ON record_log FROM {app}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app}, {sign}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {sign}",
        f"GRANT INSERT, UPDATE ON {signed}, record_logkey TO {sign}",
        f"GRANT UPDATE (signed) ON record_log TO {sign}",
    ]
    if application != signer:
        statements.append(f"REVOKE INSERT ON {signed} FROM {app}")
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def make_users() -> None:
    """Make the two users of the embedded database, which nobody reaches but who may open its socket."""
    from django.db import connection

    with connection.cursor() as cursor:
        for user in (APPLICATION, SIGNER):
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [user])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE ROLE {connection.ops.quote_name(user)} LOGIN")


def apply(database_url: str, owner_url: str) -> None:
    """Set the rights up, as far as this database has separate users. `database_url` is the application's."""
    if not database_url:
        make_users()
        grant(APPLICATION, SIGNER)
    elif owner_url:
        user = urlsplit(database_url).username or ""
        grant(user, user)
