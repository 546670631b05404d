"""The real world: this machine's clock and the operating system's randomness."""

import datetime as dt
import os
from uuid import UUID

from nemcon.core.world import World, uuid7


class RealWorld:
    """Clock, randomness and identifiers of this machine."""

    def now(self) -> dt.datetime:
        """The instant by this machine's clock, in UTC."""
        return dt.datetime.now(dt.UTC)

    def random(self, count: int) -> bytes:
        """Bytes from the operating system."""
        return os.urandom(count)

    def identifier(self) -> UUID:
        """A UUID of version 7 of now."""
        return uuid7(self.now(), self.random(10))


REAL: World = RealWorld()
