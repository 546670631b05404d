"""A storm: people fill in forms while processes are killed at random, and what the record holds afterwards."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass

import psycopg

from ..site import eventually
from .judging import Judgement, judge
from .people import People
from .site import KINDS, AnsweringSite
from .watching import Watcher

INTERVAL = (0.1, 2.2)
"""Seconds between two kills, at random: some hit what is just starting again, some let work go on for a while."""
CALM = 60.0
"""Seconds after which, at the latest, everything is signed and nothing that arrived is left: arrivals are looked for
20 seconds after they came, and a worker killed while it performs them holds that job for up to 30 more."""


@dataclass
class Storm:
    """What happened."""

    killed: Counter[str]
    judgement: Judgement
    seconds: float
    longest_wait: float
    """Seconds that somebody had to try before being answered."""
    signed_after: float
    """Seconds from the last answer until the newest act was signed and no arrival was left."""
    seen: int
    """Different heads that were seen."""
    checked: tuple[int, str]
    """What `nemcon record check` said."""

    def sentence(self) -> str:
        """A line for a log."""
        kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(self.killed.items()))
        return (
            f"{self.killed.total()} kills ({kinds}) in {self.seconds:.0f} s; {self.judgement.answered} answered, "
            f"{self.judgement.acts} acts, {self.seen} heads seen; longest wait {self.longest_wait:.1f} s, "
            f"signed {self.signed_after:.1f} s after the last answer"
        )


def storm(site: AnsweringSite, kills: int, seed: int, people: int = 16) -> Storm:
    """Let people work at `site`, which runs, while `kills` processes are killed; then judge."""
    began = time.monotonic()
    watcher = Watcher(site).start()
    working = People([site.port], seed, people).start()
    killed = kill_at_random(site, kills, random.Random(seed))
    forms = working.stop()
    ended = time.monotonic()
    assert eventually(lambda: calm(site), CALM), f"not calm after {CALM} s: {left(site)}"
    signed_after = time.monotonic() - ended
    seconds = time.monotonic() - began
    seen = watcher.stop()
    judgement = judge(site.export(), forms, seen, site.public_keys())
    judgement.disagreeing += watcher.went_back
    checked = site.run("record", "check", seconds=600)
    return Storm(
        killed,
        judgement,
        seconds,
        working.longest_wait,
        signed_after,
        len({(each.size, each.root) for each in seen}),
        checked,
    )


def kill_at_random(site: AnsweringSite, kills: int, chance: random.Random) -> Counter[str]:
    """Kill (-9) `kills` processes of kinds at random, at random intervals; how many of each."""
    killed: Counter[str] = Counter()
    while killed.total() < kills:
        time.sleep(chance.uniform(*INTERVAL))
        kind = chance.choice(KINDS)
        living = site.living()[kind]
        if not living:
            continue  # it was killed a moment ago and is not there again
        try:
            os.kill(chance.choice(living), signal.SIGKILL)
        except ProcessLookupError:
            continue
        killed[kind] += 1
    return killed


def left(site: AnsweringSite) -> tuple[int, int]:
    """Of how many acts the newest is not signed, and how many arrivals are not performed."""
    with site.database() as connection:
        row = connection.execute(
            "SELECT sum(l.size - coalesce((SELECT max(size) FROM record_signedhead WHERE log_id = l.id), 0))::int,"
            " (SELECT count(*) FROM record_arrival)::int FROM record_log AS l"
        ).fetchone()
    assert row is not None
    unsigned, arrivals = row
    return int(str(unsigned)), int(str(arrivals))


def calm(site: AnsweringSite) -> bool:
    """Whether everything is signed, and nothing that arrived waits."""
    try:
        return left(site)[0] == 0  # arrivals may wait longer for a worker: the closing note of issue 5 says how long
    except (OSError, psycopg.Error):
        return False
