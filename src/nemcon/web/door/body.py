"""Reading a request's body in the event loop, so that whoever sends it slowly holds no thread."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

Receive = Callable[[], Awaitable[Any]]

IN_MEMORY = 1024 * 1024
LINGER_BYTES, LINGER_SECONDS = 64 * 1024 * 1024, 2.0
"""How much of what is not wanted is read all the same: a connection closed on a sender in full flow is reset, and the
answer that says why is lost with it."""


class TooLarge(Exception):
    """More was sent than is allowed; the rest is unread."""


class TooSlow(Exception):
    """The body did not come in time."""


class Gone(Exception):
    """The client left before all was sent."""


def refused(length: str, encoding: str, most: int) -> tuple[str, str] | None:
    """Why a page's body is not read, as status line and sentence: its Content-Length is over `most`, or unknown."""
    if length and (not length.isdecimal() or int(length) > most):
        return "413 Content Too Large", f"At most {most // 2**20} MB can be sent at once."
    if "chunked" in encoding.lower():
        return "411 Length Required", "Send the request with its Content-Length."
    return None


async def read(receive: Receive, most: int, seconds: float) -> tuple[IO[bytes], int]:
    """The whole body as a file, and its size. It may be closed and then frees what it holds.

    Raises: TooLarge beyond `most` bytes, at once; TooSlow after `seconds`; Gone.
    """
    # Beyond IN_MEMORY it is on disk: what a page may be sent can be a large file.
    held = cast(IO[bytes], SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115 (given to the caller)
    size, more = 0, True
    try:
        async with asyncio.timeout(seconds):
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Gone
                piece = message.get("body", b"")
                more = message.get("more_body", False)
                size += len(piece)
                if size > most:
                    raise TooLarge
                held.write(piece)
    except TimeoutError:
        held.close()
        raise TooSlow from None
    except BaseException:
        held.close()
        raise
    held.seek(0)
    return held, size


async def linger(receive: Receive) -> None:
    """Let the client finish sending, within limits; nothing is kept."""
    left = LINGER_BYTES
    try:
        async with asyncio.timeout(LINGER_SECONDS):
            while left > 0:
                message = await receive()
                if message["type"] == "http.disconnect" or not message.get("more_body", False):
                    return
                left -= len(message.get("body", b""))
    except TimeoutError:
        return
