"""The worlds in which the reference case is told: its clock stands where the story is.

`CaseWorld` has the case's clock and this machine's randomness: the demonstration on somebody's machine. `ReplayWorld`
has no chance in it at all, so that two replays give the same bytes; it signs only for addresses that end in .invalid.
"""

import datetime as dt
import hashlib
import os
from uuid import UUID

from nemcon.core.world import uuid7

TICK = dt.timedelta(milliseconds=1)


class CaseWorld:
    """The case's clock: it stands where it was set, and moves by a millisecond each time it is read."""

    def __init__(self) -> None:
        self._now = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)

    def set(self, moment: dt.datetime) -> None:
        """Put the clock to `moment`, which is aware; never back."""
        self._now = max(self._now, moment.astimezone(dt.UTC))

    def now(self) -> dt.datetime:
        """The instant in the story, in UTC."""
        self._now += TICK
        return self._now

    def random(self, count: int) -> bytes:
        """Bytes from the operating system."""
        return os.urandom(count)

    def identifier(self) -> UUID:
        """A UUID of version 7 of the instant in the story."""
        return uuid7(self.now(), self.random(10))


class ReplayWorld(CaseWorld):
    """Nothing is left to chance: what looks random is counted out of a sentence that everybody can read."""

    SEED = b"Nemcon: the reference case, replayed. Nothing that is derived from this sentence is secret."

    def __init__(self) -> None:
        super().__init__()
        self._count = 0

    def random(self, count: int) -> bytes:
        """The next bytes of the series."""
        made = b""
        while len(made) < count:
            self._count += 1
            made += hashlib.sha256(self.SEED + self._count.to_bytes(8, "big")).digest()
        return made[:count]
