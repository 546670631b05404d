"""One process that starts, watches and stops all others: PostgreSQL if it is the embedded one, web, worker,
signer.

Children die with it, are started again with a growing pause when they end for whatever reason, and are stopped within
five seconds. Only the supervisor starts or stops PostgreSQL; other commands attach to the one that runs.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

import structlog

from nemcon.serve import grants, orphans
from nemcon.serve.datafolder import NEEDED_LATER, DataFolder, Running
from nemcon.serve.health import answers
from nemcon.serve.postgres import Cluster
from nemcon.serve.trouble import Trouble
from nemcon.web.settings.environment import Environment

log = structlog.get_logger("nemcon.supervisor")

STOP_PATIENCE = 2.5
"""Seconds that web and worker have to end what they do; with PostgreSQL's own stop this stays under five."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
HEALTHY_AFTER = 60.0
"""Seconds of life after which a child's next pause is the first one again."""


class Stopped(BaseException):
    """Somebody asked us to stop: Ctrl-C, SIGTERM, or the terminal was closed."""


@dataclass
class Child:
    """A process to keep running, and how it fared."""

    name: str
    command: Sequence[str]
    environ: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    longest: float = LONGEST_PAUSE
    next_start: float = field(default=0.0)

    def start(self, *, held: bool = False) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches the supervisor only.

        `held`: its standard input stays open until `release`, which it takes as the sign to begin.
        """
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env=dict(self.environ),
            stdin=subprocess.PIPE if held else subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=orphans.before_exec(signal.SIGTERM),
        )

    def release(self) -> None:
        """Let it begin."""
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()

    def ended(self) -> bool:
        """Whether it is not running."""
        return self.process is None or self.process.poll() is not None

    def plan_restart(self, now: float) -> float:
        """Set when to start it again; the pause doubles each time, unless it ran well for a while. Gives the pause."""
        if now - self.started > HEALTHY_AFTER:
            self.pause = FIRST_PAUSE
        pause, self.pause = self.pause, min(self.pause * 2, self.longest)
        self.next_start = now + pause
        return pause

    def signal(self, how: signal.Signals) -> None:
        """Signal it and what it started."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, how)
            except ProcessLookupError:
                return


class Supervisor:
    """Runs Nemcon for `environment` on the locked `folder`. `prepare` is run once before web and worker start.

    `settings` is Django's settings module, another one than the site's in tests that add an app of their own;
    `longest_pause` the most, in seconds, that what ended waits to be started again, shorter in tests that kill a lot.
    """

    def __init__(
        self,
        environment: Environment,
        folder: DataFolder,
        environ: Mapping[str, str],
        prepare: Sequence[str],
        settings: str = "nemcon.web.settings.serve",
        longest_pause: float = LONGEST_PAUSE,
    ) -> None:
        self.environment = environment
        self.folder = folder
        self.cluster = None if environment.database_url else Cluster(folder.path)
        url = environment.database_url or self.cluster_url()
        self.environ = {
            **environ,
            "DATABASE_URL": url,
            "NEMCON_DATA": str(folder.path),
            "DJANGO_SETTINGS_MODULE": settings,
            "NEMCON_EMBEDDED": "" if environment.database_url else "yes",
        }
        self.prepare_command = prepare
        self.longest_pause = longest_pause
        self.web = self._child("web", grants.APPLICATION)
        self.worker = self._child("worker", grants.APPLICATION)
        self.signer = self._child("signer", grants.SIGNER)
        self.children = (self.web, self.worker, self.signer)
        self.database = Child("postgres", (), {}, longest=longest_pause)
        self._next_look = 0.0

    def _child(self, role: str, user: str) -> Child:
        """A process that uses the embedded database as `user`, who may do no more than it needs."""
        url = grants.as_user(self.cluster_url(), user) if self.cluster else self.environ["DATABASE_URL"]
        environ = {**self.environ, "NEMCON_ROLE": role, "DATABASE_URL": url}
        return Child(role, (sys.executable, "-m", f"nemcon.serve.{role}"), environ, longest=self.longest_pause)

    def cluster_url(self) -> str:
        """Address of the embedded database, or nothing if another one is used."""
        return self.cluster.url if self.cluster else ""

    @property
    def address(self) -> str:
        """Where the site is, as seen from this machine."""
        scheme = "https" if self.environment.https == "own" else "http"
        host = self.environment.address
        host = {"0.0.0.0": "localhost", "::": "localhost", "127.0.0.1": "localhost"}.get(host, host)
        return f"{scheme}://{f'[{host}]' if ':' in host else host}:{self.environment.port}/"

    def start(self, patience: float = 60.0) -> None:
        """Start everything and wait until the site answers. Raises: Trouble; what had started is for `stop` to stop."""
        self.folder.say_running(Running(os.getpid(), "", self.cluster_url()))
        self.web.start(held=True)  # it loads its code while the database is made ready
        if self.cluster:
            self.cluster.create()
            self.cluster.start()
            self.database.started = time.monotonic()
        self.prepare()
        self.web.release()
        until = time.monotonic() + patience
        while not answers(self.environment):
            self._look_after_database(time.monotonic())
            self._look_after_child(self.web, time.monotonic())
            if self.web.pause > 4:
                raise Trouble("The web server ends as soon as it is started; its messages stand above.")
            if time.monotonic() > until:
                raise Trouble(f"The web server did not answer within {patience:.0f} seconds; its messages stand above.")
            time.sleep(0.05)
        self.worker.start()
        self.signer.start()
        self.folder.say_running(Running(os.getpid(), self.address, self.cluster_url()))

    def prepare(self) -> None:
        """Bring the database and the static files up to date."""
        child = Child("prepare", self.prepare_command, {**self.environ, "NEMCON_ROLE": "prepare"})
        try:
            child.start()
            assert child.process is not None
            code = child.process.wait()
        except BaseException:
            child.signal(signal.SIGKILL)
            raise
        if code != 0:
            raise Trouble("Nemcon did not start: preparing the database failed, as said above.")

    def watch(self) -> None:
        """Look after the children until the process is asked to stop."""
        while True:
            self.look_after()
            time.sleep(0.2)

    def look_after(self) -> None:
        """Start again, once, whatever has ended and whose pause is over."""
        now = time.monotonic()
        self._look_after_database(now)
        for child in self.children:
            self._look_after_child(child, now)
        self._look_at_disk(now)

    def _look_after_child(self, child: Child, now: float) -> None:
        if not child.ended():
            return
        if child.process is not None:
            code = child.process.returncode
            child.process = None
            log.warning("process ended", name=child.name, code=code, again_in=child.plan_restart(now))
        elif now >= child.next_start:
            child.start()

    def _look_after_database(self, now: float) -> None:
        if self.cluster is None or (self.cluster.process is not None and self.cluster.process.poll() is None):
            return
        if self.cluster.process is not None:
            code = self.cluster.process.returncode
            self.cluster.process = None
            log.warning("process ended", name="postgres", code=code, again_in=self.database.plan_restart(now))
        elif now >= self.database.next_start:
            self.database.started = now
            try:
                self.cluster.start()
            except Trouble as trouble:
                self.cluster.process = None
                log.error(str(trouble), again_in=self.database.plan_restart(time.monotonic()))

    def _look_at_disk(self, now: float) -> None:
        if now < self._next_look:
            return
        self._next_look = now + 60
        if self.cluster:
            self.cluster.shorten_log()
        free = shutil.disk_usage(self.folder.path).free
        if free < NEEDED_LATER:
            log.error(f"The disk of {self.folder.path} is nearly full: {free // 2**20} MB free. Make room.")

    def stop(self) -> None:
        """Stop everything: web and worker first, together; then the database."""
        for child in self.children:
            child.signal(signal.SIGTERM)
        until = time.monotonic() + STOP_PATIENCE
        while time.monotonic() < until and not all(child.ended() for child in self.children):
            time.sleep(0.02)
        for child in self.children:
            child.signal(signal.SIGKILL)  # also what it left behind in its session
        if self.cluster:
            self.cluster.stop(patience=1.0)


@contextmanager
def stoppable() -> Iterator[None]:
    """Within, Ctrl-C, SIGTERM and a closed terminal raise Stopped, once; later ones are ignored while we stop."""
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(_number: int, _frame: FrameType | None) -> None:
        for each in signals:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    before = {each: signal.signal(each, stop) for each in signals}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
