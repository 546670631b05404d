"""What the worker does for releases. A job is idempotent and may run twice."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

AGAIN = RetryStrategy(max_attempts=5, exponential_wait=3)
"""A database that went away may be back in a few seconds, or minutes."""


@app.task(name="issuing.release", retry=AGAIN)
def release(release: str) -> None:
    """Make the files of a release that was asked for, then publish them all in one act."""
    from nemcon.web.issuing import releasing

    releasing.carry_out(UUID(release))
