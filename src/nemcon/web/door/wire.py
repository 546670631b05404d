"""What the server knows of the network: when the kernel got the bytes, and who takes too long to ask.

While pages keep the interpreter busy, this process may see bytes late: by 200 ms with four CPU-bound pages (measured,
docs/decisions/0014). The kernel notes the arrival of every segment and gives it with the bytes (SO_TIMESTAMPNS), so the
instant of the last byte is known however late it is read.
"""

from __future__ import annotations

import asyncio
import importlib.util
import socket
import struct
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakValueDictionary

SO_TIMESTAMPNS = 35
"""Linux; Python's socket module does not name it. Also the type of the note that comes with the bytes."""
NOTE = struct.Struct("@qq")
ROOM = socket.CMSG_SPACE(NOTE.size)

OLDEST = 60 * 10**9
"""A kernel's instant further back than this, or in the future, is none: the wall clock was changed in between."""
ASKING = 10.0
"""Seconds in which the line and the headers of a request must come, once it has begun or the connection is new."""
HEAD = 64 * 1024
"""Bytes that they may have together."""

_connections: WeakValueDictionary[int, Stamped] = WeakValueDictionary()


class Stamped(socket.socket):
    """A listening TCP socket, or a connection of it, that knows when the kernel got what was last read from it."""

    _notes: Sequence[tuple[int, int, bytes]] = ()
    _let_others = False

    def accept(self) -> tuple[Stamped, Any]:
        """The next connection. Every other call raises BlockingIOError, so that processes which listen together share.

        asyncio accepts all that wait at once, and the process that was quickest would have them all.
        """
        self._let_others = not self._let_others
        if not self._let_others:
            raise BlockingIOError
        plain, address = super().accept()
        connection = Stamped(plain.family, plain.type, plain.proto, fileno=plain.detach())
        _connections[connection.fileno()] = connection
        return connection, address

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        """As for any socket (asyncio calls it for a connection without TLS)."""
        data, self._notes, _, _ = self.recvmsg(size, ROOM, flags)
        return data

    def recv_into(self, buffer: Any, size: int = 0, flags: int = 0, /) -> int:
        """As for any socket (asyncio calls it for a connection with TLS)."""
        count, self._notes, _, _ = self.recvmsg_into([buffer], ROOM, flags)
        return count

    def arrived(self) -> int:
        """Nanoseconds since 1970 at which the kernel got the last byte that was read; now, if it does not say."""
        now = time.time_ns()
        for _, kind, note in self._notes:
            if kind == SO_TIMESTAMPNS and len(note) >= NOTE.size:
                seconds, nanoseconds = NOTE.unpack_from(note)
                instant = int(seconds * 10**9 + nanoseconds)
                return instant if now - OLDEST <= instant <= now else now
        return now


def listen(address: str, port: int, backlog: int) -> Stamped:
    """A socket that listens on `address` (a name or number, of IPv4 or IPv6) and `port`. Raises: OSError."""
    family, kind, protocol, _, where = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0]
    listener = Stamped(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)  # connections inherit it
        listener.bind(where)
        listener.listen(backlog)
        listener.setblocking(False)
    except BaseException:
        listener.close()
        raise
    return listener


if TYPE_CHECKING:
    from uvicorn.protocols.http.h11_impl import H11Protocol as _Http
elif importlib.util.find_spec("httptools"):
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol as _Http  # a fifth more pages a second
else:
    from uvicorn.protocols.http.h11_impl import H11Protocol as _Http


class Http(_Http):
    """Uvicorn's HTTP/1.1, which puts the arrival of a request's last byte into its scope (LAST_BYTE, nanoseconds).

    And with the limits that it lacks: whoever does not finish asking within ASKING and HEAD is hung up on.
    """

    _asked = 0
    _asking: asyncio.TimerHandle | None = None
    _stamped: Stamped | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A new connection: it must ask soon."""
        super().connection_made(transport)
        if (plain := transport.get_extra_info("socket")) is not None:
            self._stamped = _connections.get(plain.fileno())
        self._asking = self.loop.call_later(ASKING, transport.close)

    def data_received(self, data: bytes) -> None:
        """Bytes came: of a request's head, or of its body."""
        super().data_received(data)
        cycle = self.cycle
        if cycle is None or cycle.response_complete:
            self._asked += len(data)
            if self._asked > HEAD:
                self.transport.close()
            elif self._asking is None:
                self._asking = self.loop.call_later(ASKING, self.transport.close)
            return
        self._end_asking()
        if not cycle.more_body:
            # The first time counts: later bytes on this connection are of a next request.
            arrived = self._stamped.arrived() if self._stamped else time.time_ns()
            cast(dict[str, Any], cycle.scope).setdefault(LAST_BYTE, arrived)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self._end_asking()
        super().connection_lost(exc)

    def _end_asking(self) -> None:
        self._asked = 0
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None


LAST_BYTE = "nemcon.last_byte"
"""Where in an ASGI scope the arrival of the last byte is, once the body was read whole; absent under other servers."""
