"""Whether this machine's clock can be trusted to say when an answer was received: it is compared with the database's.

`judge` decides, from the last comparison and what the clocks say now; `Clock` makes the comparisons. Instants and
differences are whole nanoseconds.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any

import structlog

log = structlog.get_logger("nemcon.door")

MS, SECOND = 10**6, 10**9
MOST = 50 * MS
"""The most by which the clock may differ from the database's, and jump between two comparisons."""
SILENCE = 30 * SECOND
"""How long the last comparison counts if the database does not answer."""
EVERY = 5.0
"""Seconds between comparisons."""
SAMPLES = 8
QUICK, SLOW = 5 * MS, 50 * MS
"""Round trips: after a quick one no more is asked, of SAMPLES at most; a slow one tells too little (half of it is the
error) and counts for nothing."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Ask = Callable[[], int]
"""Asks the database what time it is."""


class Why(Enum):
    """Why an instant is not to be trusted."""

    NOT_YET = "not compared yet"
    SILENT = "the database does not answer"
    JUMPED = "jumped"
    OFF = "differs from the database's"


@dataclass(frozen=True)
class Sample:
    """One question to the database: our clocks before it, the database's clock, and how long the answer took."""

    wall: int
    monotonic: int
    theirs: int
    took: int

    @property
    def offset(self) -> int:
        """By how much ours is ahead, if the database looked at its clock half-way; wrong by at most took / 2."""
        return self.wall + self.took // 2 - self.theirs


@dataclass(frozen=True)
class Distrust:
    """Why not to trust an instant; `by` is how far the clock is off, or how long the database has been silent."""

    why: Why
    by: int = 0


def best(samples: Iterable[Sample]) -> Sample | None:
    """The sample that was answered most quickly; None if all were slow, so that nothing was learnt."""
    quickest = min(samples, key=lambda sample: sample.took, default=None)
    return quickest if quickest is not None and quickest.took <= SLOW else None


def judge(last: Sample | None, wall: int, monotonic: int) -> Distrust | None:
    """Why `wall`, as our clock says now, cannot be trusted; None if it can."""
    if last is None:
        return Distrust(Why.NOT_YET)
    since = monotonic - last.monotonic
    if since > SILENCE:
        return Distrust(Why.SILENT, since)
    jump = (wall - last.wall) - since
    if abs(jump) > MOST:
        return Distrust(Why.JUMPED, jump)
    if max(abs(last.offset), abs(last.offset + jump)) > MOST:
        return Distrust(Why.OFF, last.offset + jump)
    return None


def words(nanoseconds: int) -> str:
    """A difference as one would say it: "87 ms", "3.2 s", "4 min", "26 h"."""
    size = abs(nanoseconds)
    if size < SECOND:
        return f"{size / MS:.0f} ms"
    if size < 120 * SECOND:
        return f"{size / SECOND:.1f} s"
    if size < 7200 * SECOND:
        return f"{size / SECOND / 60:.0f} min"
    return f"{size / SECOND / 3600:.0f} h"


def sentence(distrust: Distrust) -> str:
    """What to tell somebody whose answer is not taken."""
    what = {
        Why.NOT_YET: "This server has just started and has not yet compared its clock with the database's",
        Why.SILENT: f"The database has not answered this server for {words(distrust.by)}",
        Why.JUMPED: f"The clock of this server jumped by {words(distrust.by)} a moment ago",
        Why.OFF: f"The clock of this server differs from the database's by {words(distrust.by)}",
    }[distrust.why]
    return (
        f"{what}, so the instant of receipt could not be trusted. Nothing was recorded; what you wrote is still in "
        "your browser. Please try again, or write to the secretariat."
    )


def now() -> tuple[int, int]:
    """Wall clock and monotonic clock at the same moment: another thread may run between two questions."""
    while True:
        before, wall, after = time.monotonic_ns(), time.time_ns(), time.monotonic_ns()
        if after - before < MS:
            return wall, before


class Clock:
    """Compares this machine's clock with the database's in a thread of its own. `ask` may raise; it is asked again."""

    def __init__(self, ask: Ask, every: float = EVERY) -> None:
        self._ask, self._every = ask, every
        self._last: Sample | None = None
        self._compared, self._wake, self._stopped = threading.Event(), threading.Event(), threading.Event()

    def start(self, patience: float = 3.0) -> None:
        """Begin, and wait until the first comparison is made, or `patience` seconds."""
        global _running
        _running = self
        threading.Thread(target=self._watch, name="clock", daemon=True).start()
        self._compared.wait(patience)

    def stop(self) -> None:
        """Ask the thread to end."""
        self._stopped.set()
        self._wake.set()

    def distrust(self) -> Distrust | None:
        """Why an instant that our clock gives now cannot be trusted; None if it can. After a jump, compares at once."""
        found = judge(self._last, *now())
        if found is not None and found.why is Why.JUMPED:
            self._wake.set()
        return found

    def compare(self) -> None:
        """Compare now. Raises: whatever `ask` raises."""
        samples: list[Sample] = []
        while len(samples) < SAMPLES and (not samples or samples[-1].took > QUICK):
            wall, monotonic = now()
            theirs = self._ask()
            samples.append(Sample(wall, monotonic, theirs, time.monotonic_ns() - monotonic))
        if (chosen := best(samples)) is not None:
            self._last = chosen
            self._compared.set()

    def state(self) -> dict[str, Any]:
        """For metrics: trusted or not and why, offset and round trip in milliseconds, age in seconds."""
        last, found = self._last, self.distrust()
        return {
            "trusted": found is None,
            "why": found.why.value if found else None,
            "offset_ms": last.offset / MS if last else None,
            "round_trip_ms": last.took / MS if last else None,
            "age_s": (time.monotonic_ns() - last.monotonic) / SECOND if last else None,
        }

    def _watch(self) -> None:
        before: Why | None = None
        failing = False
        while not self._stopped.is_set():
            pause = self._every
            try:
                self.compare()
                failing = False
            except Exception as error:
                if not failing:
                    log.warning("the clock cannot be compared with the database's", error=str(error).strip())
                failing, pause = True, min(pause, 1.0)
            found = judge(self._last, *now())
            if (found.why if found else None) != before:
                before = found.why if found else None
                log.warning("clock", trusted=found is None, why=before and before.value, by=found and words(found.by))
            self._wake.wait(pause)
            self._wake.clear()


_running: Clock | None = None


def state() -> dict[str, Any]:
    """The state of this process's clock (see Clock.state); empty where no door runs."""
    return _running.state() if _running else {}


def of_database() -> Ask:
    """Asks Django's database, over a connection of its own that is opened again after an error."""
    import psycopg
    from django.db import connection

    given = dict(connection.get_connection_params())
    given.pop("pool", None)
    given["connect_timeout"] = 5
    given["tcp_user_timeout"] = 10_000  # ms: a database behind a broken network must not hold the thread for ever
    given["options"] = f"{given.get('options', '')} -c statement_timeout=5s".strip()
    held: list[psycopg.Connection[Any]] = []

    def ask() -> int:
        if not held:
            held.append(psycopg.connect(**{**given, "autocommit": True}))
        try:
            row = held[0].execute("SELECT clock_timestamp()").fetchone()
        except BaseException:
            held.pop().close()
            raise
        theirs: datetime = row[0]  # type: ignore[index]
        return (theirs - EPOCH) // timedelta(microseconds=1) * 1000

    return ask
