"""Somebody who keeps every checkpoint that can be seen, from wherever it can be seen."""

from __future__ import annotations

import http.client
import json
import threading
import urllib.error
import urllib.request
from dataclasses import dataclass

import psycopg

from nemcon.core.record import checkpoint as checkpoints

from .prepare import SLUG
from .site import AnsweringSite

EVERY = 0.2


@dataclass(frozen=True)
class Sighting:
    """A head that somebody saw. `note` is empty for the head file, which is written before anything is signed."""

    size: int
    root: bytes
    note: str
    where: str


class Watcher:
    """Looks at each of `sites` every 0.2 seconds, until `stop`."""

    def __init__(self, *sites: AnsweringSite) -> None:
        self.sites = sites
        self.seen: set[Sighting] = set()
        self.went_back: list[str] = []
        """Where a site showed the public an older head than somebody had seen there before; each in a sentence."""
        self._public = {site.port: 0 for site in sites}
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._watch, args=(site,), daemon=True) for site in sites]

    def start(self) -> Watcher:
        """Begin."""
        for thread in self._threads:
            thread.start()
        return self

    def stop(self) -> set[Sighting]:
        """Look once more at everything; all that was seen."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()
        for site in self.sites:
            self._look(site, -1)
        return self.seen

    def _watch(self, site: AnsweringSite) -> None:
        newest = -1
        while not self._stopping.wait(EVERY):
            newest = self._look(site, newest)

    def _look(self, site: AnsweringSite, after: int) -> int:
        """Keep what can be seen now; of the table, what is not much older than `after`. Gives the newest size there."""
        try:
            address = f"http://localhost:{site.port}/record/{SLUG}/checkpoint"
            with urllib.request.urlopen(address, timeout=3) as answer:
                self._keep_public(site, answer.read().decode())
        except (OSError, http.client.HTTPException):
            pass
        try:
            said = json.loads((site.keys / f"localhost_record_{SLUG}.head").read_text())
            self.seen.add(Sighting(said["size"], bytes.fromhex(said["root"]), "", "head file"))
        except OSError:
            pass
        try:
            with site.database() as connection:
                rows = connection.execute(
                    "SELECT h.size, h.note FROM record_signedhead AS h JOIN record_log AS l ON l.id = h.log_id"
                    " WHERE l.name = %s AND h.size > %s ORDER BY h.size",
                    [SLUG, after - 100],
                ).fetchall()
        except (OSError, psycopg.Error):
            return after
        for _, note in rows:
            self._keep(str(note), "table")
        return max([after, *(int(str(size)) for size, _ in rows)])

    def _keep_public(self, site: AnsweringSite, note: str) -> None:
        size = checkpoints.parse(note).head.size
        if size < self._public[site.port]:
            self.went_back.append(f"The public head went back from {self._public[site.port]} acts to {size}.")
        self._public[site.port] = size
        self._keep(note, "public")

    def _keep(self, note: str, where: str) -> None:
        head = checkpoints.parse(note).head
        self.seen.add(Sighting(head.size, head.root, note, where))
