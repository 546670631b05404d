"""The reference case in the test database, and a reader of the public site."""

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoDbBlocker

from nemcon.web.locale_compile import compile_all
from nemcon.web.record.keyring import Keyring
from nemcon.web.record.world import REAL


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
def loaded_case(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The reference case in the database of the session, loaded once; what a test changes is rolled back.

    Gives the folder with its files.
    """
    from nemcon.demo.load import load

    folder = tmp_path_factory.mktemp("case")
    settings.MEDIA_ROOT = folder
    with django_db_blocker.unblock():
        load()
        do_jobs()
    return folder


@pytest.fixture
def case(loaded_case: Path, db: None, files: Path) -> None:
    """The reference case, loaded as the demonstration loads it."""
    shutil.copytree(loaded_case, files, copy_function=os.link)


@pytest.fixture
def no_institution(db: None) -> None:
    """The database before `nemcon setup`."""
    from nemcon.web.meetings.models import Institution

    Institution.objects.all().delete()


def do_jobs() -> list[str]:
    """Do the jobs that wait, as the worker would; their names."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.models import ProcrastinateJob

    done: list[str] = []
    while job := ProcrastinateJob.objects.filter(status="todo").order_by("id").first():
        app.tasks[job.task_name].func(**job.args)
        ProcrastinateJob.objects.filter(id=job.id).delete()
        done.append(job.task_name)
    return done


@pytest.fixture
def run_jobs() -> Callable[[], list[str]]:
    """Does the jobs that wait, as the worker would; gives their names."""
    return do_jobs


@pytest.fixture
def reader() -> Client:
    """Somebody who reads the public site."""
    return Client(raise_request_exception=False)


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    """The folder of keys."""
    return Keyring(tmp_path / "keys")


@pytest.fixture
def sign(ring: Keyring) -> Callable[..., None]:
    """Signs what was recorded, as the signer would, and moves the public heads to what was released; with
    `hour_came`, to everything."""

    from nemcon.web.record.models import Log
    from nemcon.web.record.signing import move_public_head, sign_all

    def signed(*, hour_came: bool = False) -> None:
        sign_all(ring, REAL)
        if hour_came:
            later = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
            for log in Log.objects.all():
                move_public_head(log, ring, later, later.time())

    return signed
