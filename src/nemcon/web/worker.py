"""Housekeeping jobs of the worker itself. Each app's own jobs stand in its jobs.py."""

from __future__ import annotations

import structlog
from procrastinate import JobContext
from procrastinate.contrib.django import app

log = structlog.get_logger("nemcon.worker")

STALLED_AFTER = 20.0
"""Seconds without a heartbeat after which a job's worker counts as dead (the worker beats every 10 by default)."""


@app.periodic(cron="* * * * * */10")  # the sixth field is the seconds
@app.task(name="nemcon.rescue_stalled_jobs", queueing_lock="nemcon.rescue_stalled_jobs", pass_context=True)
async def rescue_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Give back to the queue what a killed worker left in `doing`. So jobs may run twice: they are idempotent."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
        if job.id != context.job.id:
            log.warning("job given back", job=job.id, task=job.task_name)
            await manager.retry_job(job)


@app.periodic(cron="17 3 * * *")
@app.task(name="nemcon.forget_finished_jobs", queueing_lock="nemcon.forget_finished_jobs", pass_context=True)
async def forget_finished_jobs(context: JobContext, timestamp: int) -> None:
    """Delete jobs that ended well more than a week ago; failed ones stay to be looked at."""
    await context.app.job_manager.delete_old_jobs(nb_hours=7 * 24)
