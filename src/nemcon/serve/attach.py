"""How a command that is not the server reaches the database and Django.

It attaches to the embedded PostgreSQL of a running supervisor. If none runs, it takes the folder's lock itself and is
the supervisor for as long as it needs: there is one way to start PostgreSQL, and never two at once.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from nemcon.serve.datafolder import DataFolder, Running, kind_of
from nemcon.serve.postgres import SHARED_HOME, Cluster, account, can_enter
from nemcon.serve.trouble import Trouble
from nemcon.web.settings import environment as settings_from_outside
from nemcon.web.settings.environment import BadSetting, Environment


def environment(data: Path | None = None) -> Environment:
    """The settings from outside, with the data folder of a command's `--data` if given. Raises: Trouble."""
    try:
        read = settings_from_outside.read()
    except BadSetting as error:
        raise Trouble(str(error)) from error
    if data is None and os.environ.get("NEMCON_DATA"):
        return read
    chosen = default_folder(read.data) if data is None else data.expanduser().absolute()
    return replace(read, data=chosen, keys=read.keys if os.environ.get("NEMCON_KEYS") else chosen / "keys")


def default_folder(here: Path) -> Path:
    """The data folder if nobody chose one: `here`, in the folder where the command is called.

    As root, the database runs as another user. If that user cannot go there, it is a folder under /var/lib/nemcon that
    belongs to this place; every command called from the same place finds the same one.
    """
    if os.geteuid() != 0 or can_enter(here.parent, account()):
        return here
    return SHARED_HOME / f"data{str(here.parent).replace('/', '-')}"


@contextmanager
def database(settings: Environment) -> Iterator[str]:
    """Address of the site's database, running for as long as this lasts. Raises: Trouble."""
    if settings.database_url:
        yield settings.database_url
        return
    folder = DataFolder(settings.data, kind_of(settings.data) or "site")
    running = folder.running()
    if running is not None:
        if not running.database_url:
            raise Trouble(f"Nemcon is just starting on {folder.path}. Wait a moment and try again.")
        yield running.database_url
        return
    folder.prepare()
    with folder.lock():
        cluster = Cluster(folder.path)
        try:
            cluster.create()
            cluster.start()
            folder.say_running(Running(os.getpid(), "", cluster.url))
            yield cluster.url
        finally:
            cluster.stop()


@contextmanager
def django(data: Path | None = None) -> Iterator[str]:
    """Django, set up on the site's database; models can be imported and used within.

    Gives the address of the running site, empty if none runs here. Raises: Trouble.
    """
    settings = environment(data)
    running = DataFolder(settings.data, "site").running()
    with database(settings) as url:
        os.environ["DATABASE_URL"] = url
        os.environ["NEMCON_EMBEDDED"] = "" if settings.database_url else "yes"
        os.environ["NEMCON_DATA"] = str(settings.data)
        os.environ["NEMCON_ROLE"] = "prepare"  # a command migrates first
        os.environ["DJANGO_SETTINGS_MODULE"] = "nemcon.web.settings.serve"
        os.environ.setdefault("NEMCON_LOG", "text")
        # A command signs nothing that outlives it.
        os.environ["NEMCON_SECRET_KEY"] = settings.secret_key or secrets.token_urlsafe(48)
        import django as the_framework
        from django.db import connections

        the_framework.setup()
        try:
            yield running.address if running else ""
        finally:
            for connection in connections.all(initialized_only=True):
                connection.close_pool()  # type: ignore[attr-defined]
