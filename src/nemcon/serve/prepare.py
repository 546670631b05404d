"""What must be done before pages are answered: tables, interface texts, static files. Quick when nothing changed."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

import dj_database_url

from nemcon.serve.trouble import Trouble

MIGRATION_LOCK = 7_302_021
"""Advisory lock of PostgreSQL under which one of several machines migrates."""
PATIENCE = 10.0


def wait_for_database() -> None:
    """Wait until the database answers. Raises: Trouble with what it said, if it does not within ten seconds."""
    from django.db import OperationalError, connection

    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection.ensure_connection()
        except OperationalError as error:
            if time.monotonic() > until or "authentication" in str(error) or "does not exist" in str(error):
                reason = str(error).strip().splitlines()[-1]
                raise Trouble(f"The database of DATABASE_URL cannot be used. It says: {reason}") from error
            time.sleep(0.5)
        else:
            return


def migrate() -> bool:
    """Apply the migrations that are not applied; tells whether there were any. Several machines take turns.

    Raises: Trouble if the database has migrations that this version does not know (it was used by a newer one), or
    refuses one of ours.
    """
    from django.core.management import call_command
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    with one_at_a_time():
        executor = MigrationExecutor(connection)
        ours = set(executor.loader.disk_migrations)
        apps = {app for app, _ in ours}
        newer = sorted(name for name in executor.loader.applied_migrations if name[0] in apps and name not in ours)
        if newer:
            raise Trouble(
                f"The database was used by a newer Nemcon (it has {newer[0][0]} {newer[0][1]}). Use that version: "
                "a database is never taken back."
            )
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except DatabaseError as error:
            reason = str(error).strip().splitlines()[0]
            full = " The disk is full: make room." if "No space left" in reason else ""
            raise Trouble(
                f"The database could not be brought up to date.{full} It says: {reason}. "
                "What was done before is kept; mend the cause and start again."
            ) from error
        return True


def bring_up_to_date() -> bool:
    """Migrate, give the users of the database their rights, and go on as the application, which has fewer.

    Tells whether anything was migrated. Raises: Trouble.
    """
    from django.db import connection

    from nemcon.serve import grants
    from nemcon.web.settings import environment

    wait_for_database()
    migrated = migrate()
    settings = environment.read()
    url = "" if os.environ.get("NEMCON_EMBEDDED") else settings.database_url
    grants.apply(url, settings.owner_url)
    if not url or settings.owner_url:
        application = dj_database_url.parse(url) if url else {"USER": grants.APPLICATION}
        connection.close_pool()  # type: ignore[attr-defined]
        connection.settings_dict.update(
            {key: value for key, value in application.items() if key in ("HOST", "PORT", "USER", "PASSWORD", "NAME")}
        )
    on_record()
    look_for_gaps()
    return migrated


def no_demonstration() -> None:
    """Raises: Trouble if the site's database holds accounts of the demonstration, whose password is shown to all."""
    from nemcon.web.accounts.demo import people_here

    if found := people_here():
        raise Trouble(
            f"The database holds accounts of the demonstration ({', '.join(found)}), and everybody may know their "
            "password. Close them with `nemcon account close`, or take another database."
        )


def on_record() -> None:
    """Raises: Trouble if what the database holds is older than the record, so that no act explains it."""
    from nemcon.web.meetings.models import Institution
    from nemcon.web.record.models import Log

    if Institution.objects.exists() and not Log.objects.exists():
        raise Trouble(
            "This database was made by a Nemcon without a record, so nothing in it is on one. Take another data folder "
            "or database, run `nemcon setup`, and publish the documents again; a demonstration's folder can be deleted."
        )


def look_for_gaps() -> None:
    """Find logs of which the heads beside the keys say that more was signed than the database holds, if they are here.

    Pages are answered all the same, but nothing is added to such a log before `nemcon record recover`.
    """
    from django.conf import settings

    from nemcon.web.record.keyring import Keyring
    from nemcon.web.record.models import Log
    from nemcon.web.record.signing import tell_gap

    for log in Log.objects.all():
        tell_gap(log, Keyring(settings.NEMCON_KEYS))


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait for our turn, by a lock on a connection of its own: whatever happens, it goes with the connection."""
    from django.db import connection

    turn = connection.copy()
    try:
        with turn.cursor() as cursor:
            cursor.execute("SET lock_timeout = 0")
            cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        yield
    finally:
        with suppress(Exception), turn.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])  # the pool keeps the connection
            cursor.execute("RESET lock_timeout")
        turn.close()


def static_files() -> bool:
    """Collect, name by content and compress the static files, if any changed since; tells whether."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    state = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            state.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".state"
    if stamp.exists() and stamp.read_text() == state.hexdigest():
        return False
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(state.hexdigest())
    return True


def interface_texts() -> None:
    """Compile the interface's translations where they are newer than what was compiled."""
    if find_spec("nemcon.web.locale_compile") is None:
        return
    from nemcon.web.locale_compile import compile_all

    compile_all()
