"""What a program takes from outside: the time, and what must be random. One object, passed in.

The real one is in `web.record.world`. The demonstration has a deterministic one, for throw-away databases only.
"""

import datetime as dt
from typing import Protocol
from uuid import UUID


class World(Protocol):
    """Clock, randomness and identifiers."""

    def now(self) -> dt.datetime:
        """The instant, in UTC."""
        ...

    def random(self, count: int) -> bytes:
        """As many bytes that nobody can guess; salts are made of them."""
        ...

    def identifier(self) -> UUID:
        """A new UUID of version 7."""
        ...


def uuid7(now: dt.datetime, random: bytes) -> UUID:
    """The UUID of version 7 (RFC 9562) for an instant: 48 bits of its milliseconds, then ten random bytes."""
    milliseconds = (now - _EPOCH) // dt.timedelta(milliseconds=1)
    value = (milliseconds << 80) | int.from_bytes(random, "big")
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return UUID(int=value)


_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
