"""What all tests share: the specification's folder, and an embedded PostgreSQL for those that ask for a database."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from pytest_django import DjangoDbBlocker

# Playwright leaves an event loop in the process in which browser tests ran; tests of the database may follow there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# The machine may be busy: a slow example is no failure. In CI the same examples are tried each time.
settings.register_profile("nemcon", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("nemcon")

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
"""The specification beside the repository; not part of it, so a test that needs it uses the fixture `shared`."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests run one after the other in one process of pytest-xdist, so that there is one browser."""
    for item in items:
        if ROOT / "tests" / "browser" in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder ../shared, or a skip that says why."""
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is not there; it holds the real agendas and the schemas")
    return SHARED


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Address of an embedded PostgreSQL of this session's own (one per xdist worker), without fsync."""
    from nemcon.serve.postgres import Cluster

    folder = Path(tempfile.mkdtemp(prefix="nemcon-pg-"))
    folder.chmod(0o711)  # the server runs as another user if we are root
    cluster = Cluster(folder, {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"})
    try:
        cluster.create()
        cluster.start()
        yield cluster.url
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(cluster.socket_folder, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(postgres: str) -> None:
    """Point Django at it: pytest-django calls this before it makes the test database, and only if a test needs one."""
    import dj_database_url
    from django.db import connections

    connections["default"].settings_dict.update(
        {
            key: value
            for key, value in dj_database_url.parse(postgres).items()
            if key in ("HOST", "PORT", "USER", "NAME")
        }
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The test database may be emptied: a test whose transactions are real is cleaned up after so."""
    from django.db import connection

    with django_db_blocker.unblock():
        there = set(connection.introspection.table_names())  # none where no test asks for a database
        for table in there & {"record_loggedact", "record_fulltile", "record_actpart"}:
            connection.cursor().execute(f"ALTER TABLE {table} DISABLE TRIGGER never_emptied")
        connection.close()
