"""A backup is three things that belong together: the database, the files, and the keys with the heads that were signed.

They are taken in this order: keys, database, files. So the database is never older than a head, and every file that it
names is there. A backup is a folder; it is unfinished until it has its own name.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nemcon.serve import attach
from nemcon.serve.datafolder import DataFolder
from nemcon.serve.postgres import account, programs
from nemcon.serve.trouble import Trouble
from nemcon.web.settings.environment import Environment

MARK = "nemcon-backup.json"
DUMP = "database.dump"


def back_up(settings: Environment, folder: Path) -> None:
    """Write a backup of the site, which may run meanwhile, to a new folder. Raises: Trouble; then nothing is left."""
    if folder.exists():
        raise Trouble(f"{folder} is there already. Name a new folder for each backup.")
    making = folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(making, ignore_errors=True)
    try:
        making.mkdir(parents=True, mode=0o700)
        _copy(settings.keys, making / "keys")
        with attach.database(settings) as url:
            _dump(url, making / DUMP)
        _copy(settings.data / "files", making / "files")
        mark = {"nemcon": "backup", "layout": 1, "made": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
        (making / MARK).write_text(json.dumps(mark) + "\n")
        os.sync()
        making.rename(folder)
    except OSError as error:
        raise Trouble(
            f"The backup was not made: {error.strerror or error}. Make room, or name another folder."
        ) from error
    finally:
        shutil.rmtree(making, ignore_errors=True)


def restore(settings: Environment, folder: Path) -> bool:
    """Fill an empty data folder, and an empty database, from a backup. Tells whether keys were taken from it.

    Keys and heads that are where they belong already are newer, and are left. Raises: Trouble.
    """
    try:
        layout = json.loads((folder / MARK).read_text())["layout"]
    except (OSError, ValueError, KeyError) as error:
        raise Trouble(f"{folder} is not a backup of Nemcon: it has no {MARK}.") from error
    if layout != 1:
        raise Trouble(f"{folder} was made by a newer Nemcon. Restore it with that version.")
    if not settings.database_url and (settings.data / "pg").exists():
        raise Trouble(f"{settings.data} holds a database already. Restore into a new or empty folder (NEMCON_DATA).")
    with _fresh_database(settings) as url:
        _load(url, folder / DUMP)
    _copy(folder / "files", settings.data / "files")
    if settings.keys.is_dir() and any(settings.keys.glob("*.head")):
        return False
    _copy(folder / "keys", settings.keys)
    return True


@contextmanager
def _fresh_database(settings: Environment) -> Iterator[str]:
    """An empty database with the users whose rights the dump names."""
    if not settings.database_url:
        DataFolder(settings.data, "site").prepare()
    with attach.database(settings) as url:
        import psycopg

        with psycopg.connect(settings.owner_url or url, autocommit=True) as connection:
            found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
            if found is not None and found[0]:
                raise Trouble("The database is not empty. Restore into a new one: nothing was changed.")
            if not settings.database_url:
                from nemcon.serve.grants import APPLICATION, SIGNER

                for user in (APPLICATION, SIGNER):
                    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [user]).fetchone():
                        connection.execute(f'CREATE ROLE "{user}" LOGIN')
        yield settings.owner_url or url


def _dump(url: str, file: Path) -> None:
    with file.open("wb") as out:
        _run(["pg_dump", "--format=custom", f"--dbname={url}"], "The database could not be copied", stdout=out)


def _load(url: str, file: Path) -> None:
    with file.open("rb") as dump:
        command = ["pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={url}"]
        _run(command, "The database could not be restored", stdin=dump)


def _run(command: list[str], what: str, **streams: object) -> None:
    who = account()
    command[0] = str(programs(who) / command[0])
    done = subprocess.run(  # type: ignore[call-overload]
        command, stderr=subprocess.PIPE, **{"stdin": subprocess.DEVNULL, **streams}, **who.for_subprocess()
    )
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().splitlines() or ["nothing"]
        raise Trouble(f"{what}. PostgreSQL says: {said[-1]}")


def _copy(source: Path, to: Path) -> None:
    """A folder's files; those that are there with the same size are not written again. Nothing to copy is no error."""
    for path in sorted(source.rglob("*")) if source.is_dir() else ():
        place = to / path.relative_to(source)
        if path.is_dir():
            place.mkdir(parents=True, exist_ok=True)
        elif not path.name.startswith(".") and not (place.exists() and place.stat().st_size == path.stat().st_size):
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, place)
    if source.is_dir():
        to.mkdir(parents=True, exist_ok=True)
        shutil.copymode(source, to)
