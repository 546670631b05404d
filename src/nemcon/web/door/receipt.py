"""The instant at which a request was received: when its last byte was here, or what a trusted proxy says of it."""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta
from decimal import Decimal

from nemcon.web.door.adapter import Scope
from nemcon.web.door.clock import EPOCH, MOST, SECOND
from nemcon.web.door.wire import LAST_BYTE

HEADER = b"x-request-start"
"""As nginx writes it: `proxy_set_header X-Request-Start "t=${msec}";`, after it has read the body whole."""
WRITTEN = re.compile(rb"t=(?:(\d{10}(?:\.\d{1,9})?)|(\d{13}))")
OLDEST = 600 * SECOND
"""A proxy's instant further back than this is an error: of its clock, or a body that waited there for nothing."""


def received(scope: Scope, trusted: frozenset[str]) -> datetime:
    """When the last byte of the request in `scope` was received, in UTC to the microsecond; called once it was read.

    `trusted`: addresses of the proxies whose X-Request-Start counts. One that is not plausible (more than 50 ms after
    ours, older than ten minutes, given twice, not understood) does not; then it is our own instant.
    """
    ours: int = scope.get(LAST_BYTE) or time.time_ns()
    client = scope.get("client")
    if client is not None and client[0] in trusted:
        given = [value for name, value in scope["headers"] if name == HEADER]
        theirs = written(given[0]) if len(given) == 1 else None
        if theirs is not None and ours - OLDEST <= theirs <= ours + MOST:
            return instant(theirs)
    return instant(ours)


def written(header: bytes) -> int | None:
    """The instant in the header, in nanoseconds since 1970: `t=` and seconds with a fraction, or whole milliseconds."""
    found = WRITTEN.fullmatch(header.strip())
    if found is None:
        return None
    seconds, milliseconds = found.groups()
    return int(Decimal(seconds.decode()) * SECOND) if seconds else int(milliseconds) * 10**6


def instant(nanoseconds: int) -> datetime:
    """Nanoseconds since 1970 as a time in UTC; what is finer than a microsecond is cut off."""
    return EPOCH + timedelta(microseconds=nanoseconds // 1000)
