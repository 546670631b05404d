"""Housekeeping of the worker: what a killed one left behind is done again."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from nemcon.web.worker import forget_finished_jobs, rescue_stalled_jobs


def do(task: Any) -> None:
    """Run a job of the worker on the test database, as the worker does: with a connection of its own."""

    async def run() -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
            async with worker.open_async():
                await task.func(SimpleNamespace(app=worker, job=SimpleNamespace(id=-1)), timestamp=0)

    asyncio.run(run())


def job(status: str, heartbeat_seconds_ago: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s * interval '1 second') RETURNING id",
            [heartbeat_seconds_ago],
        )
        worker = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id, attempts) "
            "VALUES ('default', 'papers.make_files', %s::procrastinate_job_status, %s, 1) RETURNING id",
            [status, worker],
        )
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_is_silent_goes_back_to_the_queue_and_others_stay() -> None:
    left, at_work = job("doing", 60), job("doing", 5)

    do(rescue_stalled_jobs)

    assert ProcrastinateJob.objects.get(id=left).status == "todo"
    assert ProcrastinateJob.objects.get(id=at_work).status == "doing"


@pytest.mark.django_db(transaction=True)
def test_only_jobs_that_ended_well_a_week_ago_are_forgotten() -> None:
    old, failed, new = job("doing", 0), job("doing", 0), job("doing", 0)
    with connection.cursor() as cursor:
        for number, status, days in ((old, "succeeded", 8), (failed, "failed", 8), (new, "succeeded", 6)):
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status WHERE id = %s", [status, number]
            )
            cursor.execute(
                "UPDATE procrastinate_events SET at = now() - %s * interval '1 day' WHERE job_id = %s", [days, number]
            )

    do(forget_finished_jobs)

    left = ProcrastinateJob.objects.filter(id__in=[old, failed, new])
    assert set(left.values_list("id", flat=True)) == {failed, new}
