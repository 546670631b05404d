"""Pages kept in the memory of a process, each under the version for which it was made.

A page is a function of its address and of the version of the site, which is one row (meetings.Institution.changed).
That row is read for every request, so a kept page is never older than a new one; only the work of making it is saved.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass

from django.http import HttpResponse


@dataclass(frozen=True)
class Kept:
    """A page as it was answered."""

    content: bytes
    headers: dict[str, str]

    def response(self) -> HttpResponse:
        """The page again."""
        return HttpResponse(self.content, headers=self.headers)


class Shelf:
    """As many pages as `room` bytes hold; what was not asked for longest goes first. Safe between threads."""

    def __init__(self, room: int) -> None:
        self.room = room
        self._used = 0
        self._pages: OrderedDict[tuple[str, ...], Kept] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[str, ...]) -> HttpResponse | None:
        """The page under `key`, None if it is not kept."""
        with self._lock:
            kept = self._pages.get(key)
            if kept is None:
                return None
            self._pages.move_to_end(key)
        return kept.response()

    def put(self, key: tuple[str, ...], response: HttpResponse) -> None:
        """Keep a page, unless it alone would take a tenth of the room."""
        kept = Kept(response.content, dict(response.headers))
        size = len(kept.content)
        if size > self.room // 10:
            return
        with self._lock:
            if key not in self._pages:
                self._pages[key] = kept
                self._used += size
            while self._used > self.room:
                _, gone = self._pages.popitem(last=False)
                self._used -= len(gone.content)
