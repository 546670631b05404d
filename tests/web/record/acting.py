"""Acts for the tests of the record, and ways to do several things at the same moment."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from nemcon.core import acts
from nemcon.core.acts import Capacity, Made
from nemcon.core.payloads import SymbolReserved
from nemcon.core.record import tiles
from nemcon.core.record.tree import Frontier, leaf_hash
from nemcon.core.roles import Relation
from nemcon.core.world import uuid7
from nemcon.web.record.logs import open_log
from nemcon.web.record.models import Log, LoggedAct
from nemcon.web.record.perform import Actor, Call, Performance, Performed, perform
from nemcon.web.record.world import REAL


class Story:
    """A world whose clock is set by the test; randomness and identifiers are real."""

    def __init__(self, now: dt.datetime = dt.datetime(2020, 9, 1, 8, tzinfo=dt.UTC)) -> None:
        self.clock = now

    def now(self) -> dt.datetime:
        """Where the clock was set, a microsecond later each time."""
        self.clock += dt.timedelta(microseconds=1)
        return self.clock

    def random(self, count: int) -> bytes:
        """Real bytes."""
        return REAL.random(count)

    def identifier(self) -> UUID:
        """A UUID of version 7 of the clock."""
        return uuid7(self.clock, REAL.random(10))


ADMINISTRATOR = Actor(Capacity.ADMINISTRATOR)
OFFICER = Actor(Capacity.OFFICER, "secretariat", "ms.officer@example.org")


def opened(name: str, world: Story) -> Log:
    """A new log."""

    def work(p: Performance) -> None:
        open_log(p, name, name)

    perform(Call(ADMINISTRATOR, world=world), "log.opened", Relation.SECRETARIAT, work)
    return Log.objects.get(name=name)


def reserve(symbol: str) -> Made:
    """A small act that is withheld from everybody."""
    return Made(f"nemcon:symbol/{symbol}", SymbolReserved(symbol=symbol))


def act(
    log: Log,
    world: Any = REAL,
    *,
    count: int = 1,
    released: bool = False,
    call: Call | None = None,
    before: Callable[[Performance], object] = lambda _p: None,
    symbol: str = "",
) -> Performed:
    """Record small acts in one call."""

    def work(p: Performance) -> None:
        before(p)
        made = [reserve(symbol or f"A/C.3/{uuid4().int % 10**6}/L.{n + 1}") for n in range(count)]
        p.record(log, *made, released=released)

    return perform(call or Call(ADMINISTRATOR, world=world), "symbol.reserved", Relation.SECRETARIAT, work)


def at_once(*work: Callable[[], object]) -> list[object]:
    """What each piece of work gave, or the exception it raised; all begin at the same moment, in threads."""
    results: list[object] = [None] * len(work)
    gate = threading.Barrier(len(work))

    def run(place: int) -> None:
        gate.wait()
        try:
            results[place] = work[place]()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def seeded(log: Log, size: int) -> Frontier:
    """Fill a log up to `size` leaves behind the record's back, as a restore would."""
    frontier = Frontier.from_bytes(log.size, bytes(log.frontier))
    hashes = [bytes(LoggedAct.objects.get(log=log, seq=0).hash)]
    full: list[tuple[int, int, bytes, bytes]] = []
    with connection.cursor() as cursor:
        with cursor.copy("COPY record_loggedact (log_id, seq, type, subject, leaf, hash) FROM STDIN") as copy:
            for seq in range(log.size, size):
                leaf = acts.leaf(seq, *(hashlib.sha256(b"%d %d" % (seq, part)).hexdigest() for part in range(3)))
                hashes.append(leaf_hash(leaf))
                frontier = frontier.append(hashes[-1])
                copy.write_row((log.id, seq, "", "", leaf, hashes[-1]))
        level, held = 0, hashes
        while len(held) >= tiles.WIDTH:
            roots = []
            for number in range(len(held) // tiles.WIDTH):
                data = b"".join(held[number * tiles.WIDTH : (number + 1) * tiles.WIDTH])
                roots.append(tiles.root_of_tile(data))
                full.append((level, number, data, roots[-1]))
            level, held = level + 1, roots
        with cursor.copy("COPY record_fulltile (log_id, level, number, data, root) FROM STDIN") as copy:
            for row in full:
                copy.write_row((log.id, *row))
    Log.objects.filter(id=log.id).update(size=size, frontier=frontier.to_bytes())
    log.refresh_from_db()
    return frontier
