"""The web server's process: `python -m nemcon.serve.web`. Its own processes answer pages and acts, and die with it."""

from __future__ import annotations

import gc
import os
import resource
import signal
import ssl
import sys
import time
from multiprocessing import get_context
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from typing import Any

import structlog

from nemcon.serve.orphans import die_with_parent
from nemcon.web.door.wire import Http, Stamped, listen
from nemcon.web.settings.environment import Environment, read

log = structlog.get_logger("nemcon.web")

PAGES, ACTS = 4, 4
"""Pages, and acts, answered at once by each process; while one waits for the database, others run."""
BACKLOG = 1024
KEEP_ALIVE = 65
"""Seconds for which a connection may be idle: longer than a reverse proxy keeps it, so that the proxy ends it first."""
PATIENCE, GRACE = 2.0, 1.0
"""Seconds that the processes have to end; and, of these, what is being answered."""
PAUSE = 0.5
SWITCH = 0.0005
"""Seconds after which a thread that computes lets another one run: the event loop waits for it several times a request.
A tenth of Python's own; pages a second are the same within what can be measured (benchmarks/door.py)."""


def threads(pool: int) -> tuple[int, int]:
    """Threads for pages and for acts on `pool` connections: pages can never hold those that acts need."""
    acts = min(ACTS, max(1, pool // 2))
    return max(1, min(PAGES, pool - acts)), acts


def answer(listener: Stamped, settings: Environment) -> None:
    """What each process does: answer what comes to `listener`, until SIGTERM."""
    import uvicorn

    from nemcon.web.door.asgi import build

    die_with_parent(signal.SIGKILL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # until uvicorn takes it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.setswitchinterval(SWITCH)
    own = settings.https == "own"
    config = uvicorn.Config(
        build(*threads(settings.database_pool)),
        interface="asgi3",
        http=Http,
        loop="asyncio",  # uvloop reads the sockets itself, and would not say when the bytes arrived
        ws="none",
        lifespan="on",
        log_config=None,
        log_level="warning",
        access_log=False,
        proxy_headers=False,  # wsgi.py decides whose word counts
        server_header=False,
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=int(GRACE),
        h11_max_incomplete_event_size=64 * 1024,
        ssl_certfile=settings.tls_certificate if own else None,
        ssl_keyfile=settings.tls_key if own else None,
        ssl_context_factory=_tls if own else None,
    )
    uvicorn.Server(config).run([listener])


def _tls(_config: Any, usual: Any) -> ssl.SSLContext:
    context: ssl.SSLContext = usual()
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    return context


def _load_code() -> None:
    """Import Django and the pages' code once, before the processes that answer are forked: they share it.

    The application itself is built in each of them: it looks for static files, which may not be there yet.
    """
    import django
    import uvicorn.lifespan.on
    import uvicorn.protocols.http.flow_control  # noqa: F401
    from django.urls import get_resolver
    from django.utils.module_loading import import_string

    django.setup()
    from django.conf import settings

    import nemcon.web.door.asgi  # noqa: F401

    _ = get_resolver().url_patterns
    for middleware in settings.MIDDLEWARE:
        import_string(middleware)


class Answering:
    """The processes that answer, kept at `count` until `stop`."""

    def __init__(self, listener: Stamped, settings: Environment) -> None:
        self.listener, self.settings = listener, settings
        self.processes: list[BaseProcess] = []
        self.stopping = False
        self._woken, self._wake = os.pipe()

    def run(self) -> None:
        """Start them, start again what ends, and return when all are stopped."""
        while not self.stopping:
            for process in [process for process in self.processes if not process.is_alive()]:
                self.processes.remove(process)
                log.warning("process ended", name="web", process=process.pid, code=process.exitcode, again_in=PAUSE)
                time.sleep(PAUSE)
            while len(self.processes) < self.settings.web_workers and not self.stopping:
                process = get_context("fork").Process(target=answer, args=(self.listener, self.settings))
                process.start()
                self.processes.append(process)
            wait([self._woken, *(process.sentinel for process in self.processes)])
        until = time.monotonic() + PATIENCE
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.join(max(0.0, until - time.monotonic()))
            process.kill()

    def stop(self, *_: Any) -> None:
        """Be asked to stop, by a signal."""
        self.stopping = True
        os.write(self._wake, b"x")


def main() -> None:
    """Listen as the environment says, until SIGTERM."""
    _load_code()
    sys.stdin.read()  # until the supervisor has made the database ready and closes it

    settings = read()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    answering = Answering(listen(settings.address, settings.port, BACKLOG), settings)
    signal.signal(signal.SIGTERM, answering.stop)
    signal.signal(signal.SIGINT, answering.stop)
    gc.freeze()  # what is loaded stays; looking through it again would stop all threads for a moment
    answering.run()


if __name__ == "__main__":
    main()
