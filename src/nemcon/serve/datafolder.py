"""The folder of everything that one Nemcon keeps: recognised by a mark, used by one supervisor at a time.

    DATA/nemcon.json   the mark: that the folder is ours, and for what (`site` or `demo`)
    DATA/lock          held by the supervisor as long as it runs
    DATA/running.json  where the supervisor's server and database are, for other commands
    DATA/pg, socket, log, static, files

A folder that is not ours is never touched.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from nemcon.serve.trouble import Trouble

MARK = "nemcon.json"
LAYOUT = 1
NEEDED_AT_FIRST = 200 * 2**20
NEEDED_LATER = 30 * 2**20
"""Bytes that must be free: a fresh database takes about 60 MB, and a full disk must leave room to write at all."""


@dataclass(frozen=True)
class Running:
    """What a running supervisor says about itself."""

    pid: int
    address: str
    database_url: str


class DataFolder:
    """The folder `path`, used for `kind`: `site` (an institution's own) or `demo`."""

    def __init__(self, path: Path, kind: str) -> None:
        self.path = path.absolute()
        self.kind = kind

    def prepare(self) -> None:
        """Make the folder, or recognise it as ours.

        Raises: Trouble if it is somebody else's, of the other kind, not writable, open to others, or the disk is full.
        """
        try:
            new = not self.path.exists() or (self.path.is_dir() and not any(self.path.iterdir()))
            if new:
                self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Trouble(self._cannot_use(error)) from error
        if not self.path.is_dir():
            raise Trouble(f"{self.path} is a file; the data folder must be a folder. Choose another (NEMCON_DATA).")
        self._check_owner()
        self._check_space(NEEDED_AT_FIRST if new else NEEDED_LATER)
        if new:
            # As root the database runs as another user, who must pass through; what is inside is closed to all others.
            self.path.chmod(0o711 if os.geteuid() == 0 else 0o700)
            self._write(MARK, json.dumps({"nemcon": "data", "kind": self.kind, "layout": LAYOUT}))
        self._check_mark()

    def _check_owner(self) -> None:
        found = self.path.stat()
        if found.st_uid != os.geteuid():
            raise Trouble(
                f"{self.path} belongs to user number {found.st_uid}, and you are {os.geteuid()}. "
                "Start Nemcon as that user, or choose another folder (NEMCON_DATA)."
            )
        if found.st_mode & 0o022 and (self.path / MARK).exists():
            raise Trouble(f"{self.path} can be written by others. Close it: chmod go-w {self.path}")

    def _check_space(self, needed: int) -> None:
        free = shutil.disk_usage(self.path).free
        if free < needed:
            raise Trouble(
                f"The disk of {self.path} is full: {free // 2**20} MB free, {needed // 2**20} MB needed. "
                "Make room, or choose a folder on another disk (NEMCON_DATA). Nothing was changed."
            )

    def _check_mark(self) -> None:
        if not (self.path / MARK).exists():
            raise Trouble(
                f"{self.path} is not a data folder of Nemcon and is not empty, so it is left alone. "
                "Choose a new or empty folder (NEMCON_DATA)."
            )
        try:
            mark = json.loads((self.path / MARK).read_text())
            kind, layout = str(mark["kind"]), int(mark["layout"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Trouble(
                f"{self.path / MARK} cannot be read ({error}). Restore it from a backup, or choose another folder."
            ) from error
        if layout > LAYOUT:
            raise Trouble(f"{self.path} was used by a newer Nemcon. Use that version, or choose another folder.")
        if kind != self.kind:
            what = {"demo": "the demonstration", "site": "an institution's own data"}
            raise Trouble(
                f"{self.path} holds {what.get(kind, kind)}, not {what[self.kind]}. "
                "Choose another folder: NEMCON_DATA=… (or --data …)."
            )

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the folder for oneself. Raises: Trouble that says where the other Nemcon runs."""
        handle = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                other = self.running()
                where = f" (process {other.pid}, {other.address or 'without a web server'})" if other else ""
                raise Trouble(
                    f"Nemcon already runs on {self.path}{where}. Use that one, stop it with Ctrl-C or "
                    f"`kill {other.pid if other else 'PID'}`, or choose another folder (NEMCON_DATA)."
                ) from None
            try:
                yield
            finally:
                (self.path / "running.json").unlink(missing_ok=True)
        finally:
            os.close(handle)

    def say_running(self, running: Running) -> None:
        """Tell other commands where we are; only for the one who holds the lock."""
        self._write("running.json", json.dumps(asdict(running)))

    def running(self) -> Running | None:
        """The supervisor that holds the folder now; None if none does (what a crashed one left does not count)."""
        try:
            handle = os.open(self.path / "lock", os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            try:
                return Running(**json.loads((self.path / "running.json").read_text()))
            except (OSError, ValueError, TypeError):
                return Running(pid=0, address="", database_url="")  # it is just starting
        else:
            return None
        finally:
            os.close(handle)

    def secret_key(self) -> str:
        """The demonstration's secret, made at its first start. It says what it is, so that no real site takes it."""
        file = self.path / "secret-key"
        if not file.exists():
            self._write(file.name, f"demo-{secrets.token_urlsafe(48)}")
        return file.read_text()

    def _write(self, name: str, text: str) -> None:
        """All or nothing, readable by ourselves only."""
        unfinished = self.path / f"{name}.{os.getpid()}"
        try:
            with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(self.path / name)
        except OSError as error:
            unfinished.unlink(missing_ok=True)
            raise Trouble(self._cannot_use(error)) from error

    def _cannot_use(self, error: OSError) -> str:
        return f"{self.path} cannot be used: {error.strerror}. Choose another folder (NEMCON_DATA, or --data)."


def kind_of(path: Path) -> str | None:
    """What the folder `path` is marked as (`site`, `demo`); None if it is not ours, or not there."""
    try:
        return str(json.loads((path / MARK).read_text())["kind"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
