"""A real `nemcon serve` or `demo` in a folder of its own, seen from outside: exit code, pages, processes."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

KEY = "q8fT2vX0mZ4bN6kL1pR9sW3yC5hJ7dG_aE-uIoQxVtBnMzKlPrSw"
ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def folder() -> Iterator[Path]:
    """A new folder that PostgreSQL's user can go into also if we are root (pytest's own are closed)."""
    made = Path(tempfile.mkdtemp(prefix="nemcon-test-"))
    made.chmod(0o711 if os.geteuid() == 0 else 0o700)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def clean_environ() -> dict[str, str]:
    """Our environment without what configures Nemcon or Django."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("NEMCON_", "DJANGO_", "PYTEST_")) and name != "DATABASE_URL"
    } | {"PYTHONPATH": str(ROOT / "src")}


def eventually(true: Callable[[], object], seconds: float = 10.0) -> bool:
    """Whether `true()` becomes true within `seconds`."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.05)
    return bool(true())


@dataclass
class Site:
    """`nemcon` run on `data`; by default `serve` on a free port of this machine without HTTPS."""

    data: Path
    environ: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[str] | None = None
    ask_with: ssl.SSLContext | None = None
    program: str = "nemcon.cli"
    """The module that `start` runs."""

    def variables(self) -> dict[str, str]:
        """What it is configured with."""
        return {
            **clean_environ(),
            "NEMCON_DATA": str(self.data),
            "NEMCON_SECRET_KEY": KEY,
            "NEMCON_ALLOWED_HOSTS": "localhost,127.0.0.1",
            "NEMCON_HTTPS": "local",
            "NEMCON_PORT": str(self.port),
            **self.environ,
        }

    def run(self, *arguments: str, environ: Mapping[str, str] | None = None, seconds: float = 60) -> tuple[int, str]:
        """Run a command to its end: exit code, and what it said."""
        done = subprocess.run(
            [sys.executable, "-m", "nemcon.cli", *arguments],
            env={**self.variables(), **(environ or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
        )
        return done.returncode, done.stdout + done.stderr

    def start(self, *arguments: str) -> Site:
        """Start it in the background, as in a terminal of its own, and wait until it answers."""
        self.log.parent.mkdir(exist_ok=True)
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", self.program, *(arguments or ("serve",))],
                env=self.variables(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        assert eventually(lambda: self.ready() or self.ended(), 90), self.said()
        assert not self.ended(), self.said()
        return self

    @property
    def log(self) -> Path:
        """What it says while it runs."""
        return self.data.parent / f"{self.data.name}.log"

    def said(self) -> str:
        """What it has said so far."""
        return self.log.read_text() if self.log.exists() else ""

    def ended(self) -> bool:
        """Whether the supervisor is gone."""
        return self.process is None or self.process.poll() is not None

    def get(self, path: str = "/healthz") -> tuple[int, dict[str, str], str]:
        """Status, headers and body of a page."""
        address = f"http{'s' if self.ask_with else ''}://localhost:{self.port}{path}"
        try:
            with urllib.request.urlopen(address, timeout=5, context=self.ask_with) as answer:
                return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, {k.lower(): v for k, v in error.headers.items()}, error.read().decode()

    def ready(self) -> bool:
        """Whether the supervisor said that everything runs."""
        return '"event": "ready"' in self.said() or "Ready after" in self.said()

    def answers(self) -> bool:
        """Whether it answers that all is well."""
        try:
            return self.get()[0] == 200
        except OSError:
            return False

    def press_control_c(self) -> int:
        """What a terminal does on Ctrl-C: SIGINT to the whole foreground group. Gives the exit code."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(10)

    def stop(self) -> None:
        """Whatever happened, end it."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()

    def processes(self, word: str = "") -> dict[int, str]:
        """Living processes of this site, by id, with their command line; those with `word` in it."""
        found = {}
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                state = (entry / "stat").read_text().rsplit(")", 1)[1].split()[0]
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                environ = (entry / "environ").read_bytes().decode(errors="replace")
            except OSError:
                continue
            ours = str(self.data) in command or f"NEMCON_DATA={self.data}" in environ
            if ours and state != "Z" and word in command:
                found[int(entry.name)] = command
        return found
