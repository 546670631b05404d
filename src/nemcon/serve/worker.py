"""The worker's process: `python -m nemcon.serve.worker`. It does jobs until SIGTERM."""

from __future__ import annotations

import asyncio

from nemcon.web.settings import environment

POLLING = 0.5
"""Seconds between looks for jobs that are due later; jobs for now are announced by PostgreSQL itself."""
GRACE = 1.5
"""Seconds that running jobs have when the worker stops; what is not done by then is given back and done again."""


async def work(concurrency: int) -> None:
    """Do jobs of every queue."""
    from procrastinate.contrib.django import app

    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(connector) as worker:
        async with worker.open_async():
            await worker.run_worker_async(
                concurrency=concurrency,
                fetch_job_polling_interval=POLLING,
                shutdown_graceful_timeout=GRACE,
            )


def main() -> None:
    """Set Django up and work."""
    import django

    django.setup()
    asyncio.run(work(environment.read().worker_concurrency))


if __name__ == "__main__":
    main()
