"""A witness's folder, and its service over HTTP (C2SP tlog-witness).

    secret-keys     its private keys, one a line (`nemcon record keygen NAME --witness -o DIR/secret-keys`)
    logs            the keys of the logs that it knows, one vkey a line
    heads/<hash>    for each log the newest checkpoint that it cosigned; the hash is the SHA-256 of the log's origin

A head is forced to disk before its cosignature is given out, and who compares and keeps one holds the folder's lock:
two requests, or the service and a command beside it, can never bring a log back to an older head.
"""

from __future__ import annotations

import fcntl
import os
import re
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedReader
from pathlib import Path
from typing import Any

from nemcon.commands.record_files import (
    Failure,
    by_origin,
    checking_for,
    read_checkpoint,
    read_keys,
    read_whole,
    streamed,
)
from nemcon.core.record import witness
from nemcon.core.record.checkpoint import Checkpoint
from nemcon.core.record.notes import COSIGNATURE, LARGEST_NOTE, ML_DSA, BadNote, Key, Signer, parse_signer
from nemcon.core.record.witness import LARGEST_REQUEST, Answer, Observation

MOST_CONNECTIONS = 64
"""Connections that are served at once; others wait."""
PATIENCE = 10.0
"""Seconds in which a request must have been sent."""


@dataclass(frozen=True)
class Folder:
    """The folder of a witness."""

    path: Path

    def signers(self) -> list[Signer]:
        """Its keys. Raises: Failure."""
        file = self.path / "secret-keys"
        if not file.is_file():
            raise Failure(
                f"There is no key in {file}. Make it: nemcon record keygen witness.example.org/w1 --witness -o {file}"
            )
        try:
            lines = read_whole(file, LARGEST_NOTE).decode("utf-8", "replace").splitlines()
            signers = [parse_signer(line) for line in lines if line.strip()]
        except BadNote as error:
            raise Failure(f"{file}: {error}") from error
        if not signers or any(signer.kind not in (COSIGNATURE, ML_DSA) for signer in signers):
            raise Failure(f"The keys in {file} are not those of a witness: make them with --witness.")
        return signers

    def logs(self) -> Mapping[str, list[Key]]:
        """The keys of the logs that it knows, by origin. Raises: Failure."""
        file = self.path / "logs"
        if not file.is_file():
            raise Failure(f"This witness knows no log. Write the key of each, a vkey a line, into {file}.")
        return by_origin(read_keys(file))

    def newest(self, origin: str) -> Checkpoint | None:
        """The newest checkpoint of a log that it cosigned; None if it never did. Raises: Failure."""
        file = self.head_file(sha256(origin.encode()).hexdigest())
        return read_checkpoint(file) if file.exists() else None

    def head_file(self, name: str) -> Path:
        """Where the newest checkpoint of the log is kept whose origin has this SHA-256."""
        return self.path / "heads" / name

    def keep(self, cosigned: Checkpoint) -> None:
        """Keep a checkpoint in the place of the one before, on the disk when this returns."""
        file = self.head_file(sha256(cosigned.head.origin.encode()).hexdigest())
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent)
        try:
            with os.fdopen(handle, "wb") as temporary:
                temporary.write(str(cosigned).encode())
                temporary.flush()
                os.fsync(temporary.fileno())
            os.replace(name, file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        for folder in (file.parent, self.path):
            entry = os.open(folder, os.O_RDONLY)
            os.fsync(entry)
            os.close(entry)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder against other threads and processes."""
        with (self.path / "lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def observe(folder: Folder, file: Path) -> Observation:
    """Show the witness an export: verify it, compare it with what was cosigned last, cosign, keep. Raises: Failure."""
    logs, signers = folder.logs(), folder.signers()
    with folder.locked(), streamed(file) as pieces:
        latest = {origin: kept for origin in logs if (kept := folder.newest(origin)) is not None}
        found = witness.observe(pieces, logs, latest, signers, int(time.time()), checking_for(file))
        if found.checkpoint is not None:
            folder.keep(found.checkpoint)
    return found


def answer(folder: Folder, request: bytes) -> Answer:
    """Answer a request to cosign, and keep the new head before the answer is given out. Raises: Failure."""
    logs, signers = folder.logs(), folder.signers()
    with folder.locked():
        latest = {origin: kept.head for origin in logs if (kept := folder.newest(origin)) is not None}
        found = witness.add_checkpoint(request, logs, latest, signers, int(time.time()))
        if found.checkpoint is not None:
            folder.keep(found.checkpoint)
    return found


class Server(ThreadingHTTPServer):
    """The service of a witness. A thread a connection, so many at most."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], folder: Folder) -> None:
        self.folder = folder
        self._places = threading.BoundedSemaphore(MOST_CONNECTIONS)
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve a connection as soon as there is a place."""
        self._places.acquire()
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve a connection, and give its place back."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "nemcon-witness"
    sys_version = ""
    timeout = PATIENCE
    server: Server
    rfile: BufferedReader

    def do_POST(self) -> None:
        """add-checkpoint."""
        if self.path != "/add-checkpoint":
            self._give(404, witness.TEXT, b"There is nothing at this address.\n", close=True)
            return
        length = self.headers.get("Content-Length", "")
        if not re.fullmatch("[0-9]{1,9}", length) or "Transfer-Encoding" in self.headers:
            self._give(411, witness.TEXT, b"A request must say its length.\n", close=True)
            return
        if int(length) > LARGEST_REQUEST:
            self._give(413, witness.TEXT, b"This request is too large.\n", close=True)
            return
        body = self._body(int(length))
        if body is None:
            self._give(408, witness.TEXT, b"The request was cut off, or took too long.\n", close=True)
            return
        try:
            found = answer(self.server.folder, body)
        except (Failure, OSError) as error:
            self.log_error("%s", error)
            self._give(500, witness.TEXT, b"This witness cannot answer; its operator sees why.\n")
            return
        self._give(found.status, found.content_type, found.body)

    def _body(self, length: int) -> bytes | None:
        """The body; None if it does not arrive in time."""
        until, body = time.monotonic() + PATIENCE, b""
        while len(body) < length:
            piece = self.rfile.read1(length - len(body))
            if not piece or time.monotonic() > until:
                return None
            body += piece
        return body

    def do_GET(self) -> None:
        """The newest checkpoint of a log, with the cosignatures."""
        named = re.fullmatch("/([0-9a-f]{64})/checkpoint", self.path)
        try:
            body = self.server.folder.head_file(named[1]).read_bytes() if named else None
        except OSError:
            body = None
        if body is None:
            self._give(404, witness.TEXT, b"No checkpoint was cosigned under this address.\n")
        else:
            self._give(200, witness.TEXT, body)

    def _give(self, status: int, content_type: str, body: bytes, close: bool = False) -> None:
        self.close_connection = self.close_connection or close
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)


def serve(folder: Folder, host: str, port: int) -> Server:
    """The service at an address, ready to `serve_forever`. Raises: Failure."""
    folder.signers(), folder.logs()  # whatever is missing is said now, not at the first request
    try:
        return Server((host, port), folder)
    except OSError as error:
        raise Failure(f"The address {host}:{port} cannot be taken ({error.strerror}). Choose another port.") from error
