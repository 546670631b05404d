"""The reference case in the test database, and a reader of the public site."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoDbBlocker

from nemcon.web.locale_compile import compile_all


@pytest.fixture(scope="session", autouse=True)
def interface_texts() -> None:
    """The interface speaks six languages in tests as well."""
    compile_all()


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> Iterator[Path]:
    """A folder of files of the test's own."""
    held = settings.MEDIA_ROOT
    settings.MEDIA_ROOT = tmp_path / "files"
    yield tmp_path / "files"
    settings.MEDIA_ROOT = held


@pytest.fixture(scope="session")
def loaded_case(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The reference case in the database of the session, loaded once; what a test changes is rolled back."""
    from nemcon.demo.load import load

    with django_db_blocker.unblock():
        load()


@pytest.fixture
def case(loaded_case: None, db: None) -> None:
    """The reference case, loaded as the demonstration loads it."""


@pytest.fixture
def no_institution(db: None) -> None:
    """The database before `nemcon setup`."""
    from nemcon.web.meetings.models import Institution

    Institution.objects.all().delete()


@pytest.fixture
def run_jobs() -> Callable[[], list[str]]:
    """Does the jobs that wait, as the worker would; gives their names."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.models import ProcrastinateJob

    def run() -> list[str]:
        done: list[str] = []
        while job := ProcrastinateJob.objects.filter(status="todo").order_by("id").first():
            app.tasks[job.task_name].func(**job.args)
            ProcrastinateJob.objects.filter(id=job.id).delete()
            done.append(job.task_name)
        return done

    return run


@pytest.fixture
def reader() -> Client:
    """Somebody who reads the public site."""
    return Client(raise_request_exception=False)
