"""The ASGI application: pages go to Django through threads of theirs; what makes acts goes through the door.

At the door the body is read whole in the event loop, the instant of its last byte is noted, the arrival is kept if a
deadline may hang on it, and only then is Django called, in threads that no page ever holds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib import import_module
from io import BytesIO
from typing import IO, Any, Protocol
from uuid import UUID

import structlog

from nemcon.web.door import body, refusals
from nemcon.web.door.adapter import Answer, Environ, Headers, Scope, Wsgi, call, environ_of, headers_of
from nemcon.web.door.body import Receive
from nemcon.web.door.clock import Clock, of_database, sentence
from nemcon.web.door.receipt import received as received_at
from nemcon.web.door.refusals import Refusal
from nemcon.web.door.slots import Full, Slots

log = structlog.get_logger("nemcon.door")

Send = Callable[[Any], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

METHODS_OF_ACTS = frozenset({"POST", "PUT", "PATCH", "DELETE"})
ACTS = ("/acts/",)
UNDER_DEADLINE = ("/acts/answer/",)
"""Beginnings of the addresses that make acts, and of those whose acts a deadline may hang on."""

MOST, SECONDS = 64 * 1024, 10.0
"""Largest body of an act, in bytes, and how long it may take to come."""
PAGE_SECONDS = 600.0
"""How long a page's body may take: an upload over a slow line."""
ACTS_WAITING, PAGES_WAITING = 64, 200
"""How many requests may wait for the door's threads, and for the pages'."""


def makes_acts(path: str) -> bool:
    """Whether requests to `path` that change something pass the door."""
    return path.startswith(ACTS)


def under_deadline(path: str) -> bool:
    """Whether an act at `path` may be under a deadline, so that its arrival is kept before it is performed."""
    return path.startswith(UNDER_DEADLINE)


class KeepArrival(Protocol):
    """Commits that something arrived, before it is performed; gives the arrival's id, or None if it is none."""

    def __call__(
        self, *, path: str, content_type: str, received: datetime, body: bytes, headers: Mapping[str, str]
    ) -> UUID | None:
        """Called in one of the door's threads. Raises anything if it could not be kept."""
        ...


Explain = Callable[[Refusal, Scope], tuple[bytes, bytes]]


def plainly(refusal: Refusal, _scope: Scope) -> tuple[bytes, bytes]:
    """The media type and the body of a refusal: its sentence as plain text."""
    return b"text/plain; charset=utf-8", f"{refusal.sentence}\n".encode()


class NotKept(Exception):
    """The arrival could not be committed, or it is not known whether it was."""


class Kept(Exception):
    """The arrival was committed, and what came after it failed: whoever sent it must hear that it is not lost."""


@dataclass(frozen=True)
class Door:
    """The application. `wsgi` is Django behind its checks, `most_of_a_page` the bytes of the largest body of a page.

    `clock` must be trusted for an act to be taken; `explain` words what is said to those who are refused.
    """

    wsgi: Wsgi
    pages: Slots
    acts: Slots
    clock: Clock
    trusted: frozenset[str] = frozenset()
    keep_arrival: KeepArrival | None = None
    most_of_a_page: int = 50 * 1024 * 1024
    explain: Explain = plainly
    seconds: float = SECONDS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection's request, or the life of the process."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            through = self._act if scope["method"] in METHODS_OF_ACTS and makes_acts(scope["path"]) else self._page
            try:
                await through(scope, receive, send)
            except body.Gone:
                log.info("the client left before all was sent", method=scope["method"], path=scope["path"])

    # ── acts

    async def _act(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = headers_of(scope)
        try:
            if _length(headers) > MOST:
                raise body.TooLarge
            held, length = await body.read(receive, MOST, self.seconds)
        except body.TooLarge:
            return await self._refuse(refusals.LARGE, scope, receive, send)
        except body.TooSlow:
            return await self._refuse(refusals.SLOW, scope, receive, send)
        received = received_at(scope, self.trusted)
        if (distrust := self.clock.distrust()) is not None:
            return await self._refuse(refusals.distrusted(sentence(distrust)), scope, receive, send)
        environ = environ_of(scope, held, length)
        environ["nemcon.received"] = received
        try:
            answer = await self.acts.run(partial(self._perform, environ, scope["path"], headers, held.read()))
        except Full:
            return await self._refuse(refusals.FULL, scope, receive, send)
        except NotKept:
            return await self._refuse(refusals.UNKEPT, scope, receive, send)
        except Kept:
            return await self._refuse(refusals.KEPT, scope, receive, send)
        except Exception:
            log.exception("an act failed", method=scope["method"], path=scope["path"])
            return await self._refuse(refusals.FAILED, scope, receive, send)
        await _send(answer, self.acts, receive, send)

    def _perform(self, environ: Environ, path: str, headers: Mapping[str, str], content: bytes) -> Answer:
        """In a thread: keep the arrival, then call Django."""
        environ["wsgi.input"] = BytesIO(content)
        if self.keep_arrival is not None and under_deadline(path):
            try:
                arrival = self.keep_arrival(
                    path=path,
                    content_type=environ.get("CONTENT_TYPE", ""),
                    received=environ["nemcon.received"],
                    body=content,
                    headers=headers,
                )
            except Exception as error:
                log.exception("an arrival was not kept", path=path)
                raise NotKept from error
            if arrival is not None:
                environ["nemcon.arrival"] = arrival
                return self._perform_kept(environ, path)
        return call(self.wsgi, environ)

    def _perform_kept(self, environ: Environ, path: str) -> Answer:
        """Call Django for an arrival that is kept; its own page for what failed would say to begin again."""
        try:
            answer = call(self.wsgi, environ)
        except Exception as error:
            log.exception("an act failed", method=environ["REQUEST_METHOD"], path=path)
            raise Kept from error
        if answer.status == 500:
            if answer.rest is not None:
                answer.end()
            raise Kept
        return answer

    # ── pages

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] in ("GET", "HEAD"):
            held: IO[bytes] = BytesIO()
            length = 0  # a body has no meaning here and is left to the server
        else:
            sent = headers_of(scope)
            no = body.refused(sent.get("content-length", ""), sent.get("transfer-encoding", ""), self.most_of_a_page)
            if no is not None:
                return await self._refuse(Refusal(int(no[0][:3]), "page", no[1], close=True), scope, receive, send)
            try:  # no more can come than its Content-Length says
                held, length = await body.read(receive, self.most_of_a_page, PAGE_SECONDS)
            except body.TooSlow:
                return await self._refuse(refusals.PAGE_SLOW, scope, receive, send)
        try:
            answer = await self.pages.run(partial(call, self.wsgi, environ_of(scope, held, length)))
        except Full:
            return await self._refuse(refusals.PAGES_FULL, scope, receive, send)
        except Exception:
            log.exception("a page failed", method=scope["method"], path=scope["path"])
            return await self._refuse(refusals.FAILED, scope, receive, send)
        finally:
            held.close()
        await _send(answer, self.pages, receive, send)

    # ── both

    async def _refuse(self, refusal: Refusal, scope: Scope, receive: Receive, send: Send) -> None:
        log.warning("refused", code=refusal.code, status=refusal.status, path=scope["path"])
        kind, content = self.explain(refusal, scope)
        headers: Headers = [
            (b"content-type", kind),
            (b"content-length", str(len(content)).encode()),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
        ]
        if refusal.retry_after is not None:
            headers.append((b"retry-after", str(refusal.retry_after).encode()))
        if refusal.close:
            headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
        if scope["method"] == "HEAD":
            content = b""
        await send({"type": "http.response.body", "body": content, "more_body": refusal.close})
        if refusal.close:
            await body.linger(receive)
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await asyncio.to_thread(self.clock.start)
                await send({"type": "lifespan.startup.complete"})
            else:
                self.clock.stop()
                self.pages.close()
                self.acts.close()
                await send({"type": "lifespan.shutdown.complete"})
                return


def _length(headers: Mapping[str, str]) -> int:
    """What the client says that it will send: enough to refuse it, never to believe it."""
    said = headers.get("content-length", "")
    return int(said) if said.isdecimal() else 0


async def _send(answer: Answer, slots: Slots, receive: Receive, send: Send) -> None:
    """Send `answer`; what it streams is made in `slots`, piece by piece, until the client has it or is gone."""
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    if answer.rest is None:
        return await send({"type": "http.response.body", "body": answer.body, "more_body": False})
    gone = asyncio.ensure_future(_gone(receive))
    try:
        piece = answer.body
        while piece and not gone.done():
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            piece = await slots.run(answer.more, begun=True)
        if not gone.done():
            await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        gone.cancel()
        slots.begin(answer.end)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def build(pages: int, acts: int) -> Door:
    """The door of this site, from Django's settings, with so many threads for pages and for acts."""
    from django.conf import settings

    from nemcon.web.wsgi import application, trusted_proxies

    return Door(
        application,
        pages=Slots("page", pages, PAGES_WAITING),
        acts=Slots("act", acts, ACTS_WAITING),
        clock=Clock(of_database()),
        trusted=trusted_proxies(),
        keep_arrival=_keep_in_database,
        most_of_a_page=settings.NEMCON_MAX_REQUEST_BYTES,
    )


def _keep_in_database(**facts: Any) -> UUID | None:
    """Let the record keep the arrival; a connection that failed is given back, since no request ends here."""
    from django.db import connection

    keep: KeepArrival = import_module("nemcon.web.record.arrivals").keep
    try:
        return keep(**facts)
    except BaseException:
        connection.close()
        raise
