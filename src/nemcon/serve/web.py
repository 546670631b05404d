"""The web server's process: `python -m nemcon.serve.web`. Its own processes answer pages and die with it."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Any

THREADS = 4
"""Pages answered at once by each process; while one waits for the database, others run."""


def load() -> Any:
    """Called once in each process that answers pages."""
    from nemcon.serve.orphans import die_with_parent

    die_with_parent(signal.SIGKILL)
    from nemcon.web.wsgi import application

    return application


def _load_code() -> None:
    """Import Django and the pages' code once, before the processes that answer are forked: they share it.

    The application itself is built in each of them, by `load`: it looks for static files, which may not be there yet.
    """
    import django
    from django.urls import get_resolver
    from django.utils.module_loading import import_string

    django.setup()
    from django.conf import settings

    _ = get_resolver().url_patterns
    for middleware in settings.MIDDLEWARE:
        import_string(middleware)


def main() -> None:
    """Listen as the environment says, until SIGTERM."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from nemcon.web.settings import environment

    _load_code()
    sys.stdin.read()  # until the supervisor has made the database ready and closes it

    settings = environment.read()
    own = settings.https == "own"
    Granian(
        "nemcon.serve.web:load",
        factory=True,
        address=settings.address,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.web_workers,
        blocking_threads=min(settings.database_pool, THREADS),  # more than connections would only wait
        websockets=False,
        backlog=1024,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=2,
        ssl_cert=Path(settings.tls_certificate) if own else None,
        ssl_key=Path(settings.tls_key) if own else None,
    ).serve()


if __name__ == "__main__":
    main()
