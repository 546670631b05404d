"""A WSGI application called from ASGI: the request as WSGI wants it, its answer as ASGI wants it.

Django's pages are synchronous, and its own ASGI handler makes them twice as slow. So the body is read in the event
loop, the application is called in a thread, and what it answers is sent by the event loop: a slow reader or writer
holds no thread.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from functools import lru_cache
from typing import IO, Any
from urllib.parse import unquote_to_bytes

Scope = MutableMapping[str, Any]
Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
Headers = list[tuple[bytes, bytes]]

AT_ONCE = 256 * 1024
"""Bytes of a stream that are gathered before they are sent."""
SOON = 0.05
"""Seconds after which a stream's bytes are sent however few they are: somebody may be watching them come."""
BODILESS = frozenset({204, 304})


@lru_cache(maxsize=512)
def _key(name: bytes) -> str | None:
    """The key of the header `name` (lower case) in a WSGI environ.

    None for names with `_`, which would be taken for another header with `-`, and for what the reading of the body
    has settled.
    """
    if b"_" in name or name in (b"content-length", b"transfer-encoding"):
        return None
    if name == b"content-type":
        return "CONTENT_TYPE"
    return "HTTP_" + name.decode("latin-1").upper().replace("-", "_")


def environ_of(scope: Scope, body: IO[bytes], length: int) -> Environ:
    """The request as PEP 3333 describes it; `body` has `length` bytes."""
    server = scope.get("server") or ("localhost", 80)
    client = scope.get("client") or ("", 0)
    raw = scope.get("raw_path")
    path = unquote_to_bytes(raw.partition(b"?")[0]) if raw else scope["path"].encode("utf-8")
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": scope.get("root_path", ""),
        "PATH_INFO": path.decode("latin-1"),
        "QUERY_STRING": scope.get("query_string", b"").decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 0),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "CONTENT_LENGTH": str(length),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        key = _key(name)
        if key is None:
            continue
        text = value.decode("latin-1")
        if key in environ:
            text = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{text}"
        environ[key] = text
    return environ


def headers_of(scope: Scope) -> Mapping[str, str]:
    """The request's headers by lower-case name; what occurs several times is joined by commas."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        found[key] = f"{found[key]},{text}" if key in found else text
    return found


@dataclass
class Answer:
    """What an application answered: all of it, or its beginning and what gives the rest.

    `more` and `end` run code of the application, so they are called in a thread, one after the other.
    """

    status: int
    headers: Headers
    body: bytes
    rest: Iterator[bytes] | None = None
    close: Callable[[], None] | None = None

    def more(self) -> bytes:
        """The next bytes of the rest, empty at its end."""
        assert self.rest is not None
        return gather(self.rest)[0]

    def end(self) -> None:
        """Tell the application that nobody wants more of it."""
        self.rest = None
        if self.close is not None:
            self.close()


def gather(chunks: Iterator[bytes]) -> tuple[bytes, bool]:
    """The bytes of `chunks` until AT_ONCE or SOON was passed, and whether that was all."""
    found: list[bytes] = []
    size, until, ended = 0, time.monotonic() + SOON, True
    for chunk in chunks:
        found.append(chunk)
        size += len(chunk)
        if size >= AT_ONCE or (size and time.monotonic() >= until):
            ended = False
            break
    return (found[0] if len(found) == 1 else b"".join(found)), ended


def call(application: Wsgi, environ: Environ) -> Answer:
    """Call `application` in this thread. The answer is whole, and closed, unless the application streams more than
    AT_ONCE, or slowly.

    Raises: whatever the application raises, and RuntimeError if it does not keep to PEP 3333.
    """
    started: list[tuple[int, Headers]] = []
    written: list[bytes] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], Any]:
        if started and exc_info is None:
            raise RuntimeError("The application began its answer twice.")
        # Django leaves a blank before a cookie, which servers of WSGI take away.
        pairs = [(name.lower().encode("latin-1"), value.strip().encode("latin-1")) for name, value in headers]
        started[:] = [(int(status[:3]), pairs)]
        return written.append

    result = application(environ, start_response)
    answer: Answer | None = None
    try:
        chunks = iter(result)
        if isinstance(result, list | tuple) or getattr(result, "streaming", None) is False:  # Django says which stream
            body, whole = b"".join(chunks), True
        else:
            body, whole = gather(chunks)
        if not started:
            raise RuntimeError("The application answered without a status.")
        status, headers = started[0]
        body = b"".join([*written, body])
        if environ["REQUEST_METHOD"] == "HEAD" or status in BODILESS:
            body, whole = b"", True
        elif whole and not any(name == b"content-length" for name, _ in headers):
            headers.append((b"content-length", str(len(body)).encode()))
        answer = Answer(status, headers, body, None if whole else chunks, getattr(result, "close", None))
        return answer
    finally:
        if (answer is None or answer.rest is None) and hasattr(result, "close"):
            result.close()
