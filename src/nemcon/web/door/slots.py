"""Threads of one kind of work, and the bounded queue behind them: pages have theirs, the door has its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar

Result = TypeVar("Result")
Work = Callable[[], Any]


class Full(Exception):
    """All threads are busy and the queue is full; what was asked for was not begun."""


class Slots:
    """`threads` threads that do what an event loop hands them, and room for `waiting` pieces of work behind them.

    The bound is what an executor of the standard library lacks: a queue that only grows answers nobody in time.
    """

    def __init__(self, name: str, threads: int, waiting: int) -> None:
        self.threads, self.waiting = threads, waiting
        self.held = 0
        """Pieces of work begun or queued. Only the event loop's thread touches it."""
        self._queue: SimpleQueue[tuple[asyncio.AbstractEventLoop, asyncio.Future[Any], Work] | None] = SimpleQueue()
        for number in range(threads):
            threading.Thread(target=self._serve, name=f"{name}-{number}", daemon=True).start()

    @property
    def busy(self) -> bool:
        """Whether new work would have to wait."""
        return self.held >= self.threads

    async def run(self, work: Callable[[], Result], *, begun: bool = False) -> Result:
        """What `work` returns or raises, done in one of the threads. If the caller is cancelled, it is done anyway.

        `begun`: part of something that was let in before, so it is let in even if the queue is full. Raises: Full.
        """
        if self.held >= self.threads + self.waiting and not begun:
            raise Full
        return await self.begin(work)

    def begin(self, work: Callable[[], Result]) -> asyncio.Future[Result]:
        """Have `work` done however full the queue is; nobody needs to wait for it."""
        loop = asyncio.get_running_loop()
        outcome: asyncio.Future[Result] = loop.create_future()
        self.held += 1
        self._queue.put((loop, outcome, work))
        return outcome

    def close(self) -> None:
        """Let the threads end when the queue is empty."""
        for _ in range(self.threads):
            self._queue.put(None)

    def _serve(self) -> None:
        while (task := self._queue.get()) is not None:
            loop, outcome, work = task
            result, error = None, None
            try:
                result = work()
            except BaseException as raised:
                error = raised
            try:
                loop.call_soon_threadsafe(self._done, outcome, result, error)
            except RuntimeError:  # the loop is closed: the process ends, and nobody waits for it
                return
            del task, outcome, work, result, error  # what was answered is not kept until the next request comes

    def _done(self, outcome: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
        self.held -= 1
        if outcome.cancelled():
            return
        if error is None:
            outcome.set_result(result)
        else:
            outcome.set_exception(error)
