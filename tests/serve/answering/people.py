"""People who fill in a form on a bad connection: they send it again until answered, some three times at once."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import UUID

from nemcon.web.record.world import REAL

PATHS = 8 * ("/acts/symbol", "/acts/answer/symbol") + ("/acts/name",)
"""Where forms are sent, as often as they stand here."""
PATIENCE = 6.0
"""Seconds after which a person stops waiting and sends the form again; the first may still be answered meanwhile."""


@dataclass(frozen=True)
class Receipt:
    """What the site answered."""

    act: UUID
    seq: int
    gave: str
    """The symbol that was reserved, or the name that was given."""
    received: str


@dataclass
class Form:
    """A form with the id of its act, chosen beforehand, and what became of it."""

    path: str
    act: UUID = field(default_factory=REAL.identifier)
    receipts: list[Receipt] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    """What was said instead; "" where the connection broke, so that nobody knows what happened."""

    @property
    def nothing_recorded(self) -> bool:
        """Whether each attempt was refused with the promise that nothing was recorded."""
        return (
            not self.receipts and bool(self.refusals) and all("Nothing was recorded" in said for said in self.refusals)
        )

    def send(self, port: int, patience: float = PATIENCE, **fields: str) -> int:
        """Send it once, with `fields` more; the status of the answer, 0 if there was none."""
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)
        try:
            headers = {"Host": "localhost", "Content-Type": "application/x-www-form-urlencoded"}
            line.request("POST", self.path, urlencode({"act": str(self.act), **fields}), headers)
            answer = line.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException):
            self.refusals.append("")
            return 0
        finally:
            line.close()
        if answer.status == 200:
            said = json.loads(body)
            self.receipts.append(Receipt(UUID(said["act"]), said["seq"], said["gave"], said["received"]))
        else:
            self.refusals.append(f"{answer.status} {body.decode(errors='replace')}")
        return answer.status


class People:
    """`count` people, each of whom fills in one form after the other at the sites on `ports`, until `stop`."""

    def __init__(self, ports: Sequence[int], seed: int, count: int = 16) -> None:
        self.ports = list(ports)
        self.forms: list[Form] = []
        self.longest_wait = 0.0
        """Seconds that somebody had to try before being answered."""
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._live, args=(f"{seed}/{n}",), daemon=True) for n in range(count)]

    def start(self) -> People:
        """Let them begin."""
        for thread in self._threads:
            thread.start()
        return self

    def stop(self, patience: float = 60.0) -> list[Form]:
        """Let each finish the form in hand, which they all must within `patience` seconds; all forms."""
        self._stopping.set()
        until = time.monotonic() + patience
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        waiting = [
            form.refusals[-1] if form.refusals else "no answer at all" for form in self.forms if not form.receipts
        ]
        assert not any(thread.is_alive() for thread in self._threads), f"somebody is still not answered: {waiting[-3:]}"
        return self.forms

    def answered(self) -> int:
        """How many forms were answered so far."""
        return sum(bool(form.receipts) for form in self.forms[:])

    def _live(self, seed: str) -> None:
        chance = random.Random(seed)
        while not self._stopping.is_set():
            form = Form(chance.choice(PATHS))
            self.forms.append(form)
            self._fill_in(form, chance)

    def _fill_in(self, form: Form, chance: random.Random) -> None:
        began = time.monotonic()
        kind = chance.random()
        while not form.receipts:
            port = chance.choice(self.ports)
            if kind < 0.1:
                self._at_once(form, port, 3)
            else:
                form.send(port)
            if kind > 0.97 and not form.receipts:
                return  # gives up: it may be on the record or not
            if not form.receipts:
                time.sleep(chance.uniform(0.05, 0.4))
        self.longest_wait = max(self.longest_wait, time.monotonic() - began)
        if chance.random() < 0.1:
            form.send(chance.choice(self.ports))

    def _at_once(self, form: Form, port: int, times: int) -> None:
        sending = [threading.Thread(target=form.send, args=(port,), daemon=True) for _ in range(times)]
        for thread in sending:
            thread.start()
        for thread in sending:
            thread.join()
