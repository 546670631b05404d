"""A database of each test's own, in which transactions are real: several threads and users may be in it at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from acting import Story, opened
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from nemcon.web.record.keyring import Keyring
from nemcon.web.record.models import Log


def administrator(postgres: str, name: str = "postgres") -> psycopg.Connection[Any]:
    """A connection of the cluster's owner, each statement by itself."""
    return psycopg.connect(postgres, dbname=name, autocommit=True)


@contextmanager
def django_on(name: str, blocker: DjangoDbBlocker) -> Iterator[None]:
    """Within, Django uses the database of that name, in every thread."""
    connection.close()
    held = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    try:
        with blocker.unblock():
            yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = held


@pytest.fixture(scope="session")
def empty_database(django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker, postgres: str) -> str:
    """The name of a database with all tables and nothing in them, to be copied."""
    with administrator(postgres) as server:
        server.execute("CREATE DATABASE record_empty")
    with django_on("record_empty", django_db_blocker):
        call_command("migrate", verbosity=0, interactive=False)
    return "record_empty"


@pytest.fixture
def database(empty_database: str, postgres: str, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Django on a database of the test's own; gives its name."""
    name = f"record_{uuid4().hex[:12]}"
    with administrator(postgres) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {empty_database}")  # type: ignore[arg-type]
    with django_on(name, django_db_blocker):
        yield name
    with administrator(postgres) as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


@pytest.fixture
def owner(database: str, postgres: str) -> Iterator[psycopg.Connection[Any]]:
    """The owner of the database, on a connection beside Django's."""
    with administrator(postgres, database) as held:
        yield held


@pytest.fixture
def tamper(owner: psycopg.Connection[Any]) -> Callable[..., int]:
    """Runs SQL behind the record's back, without its triggers; gives the number of rows."""

    def run(statement: str, *values: object) -> int:
        owner.execute("SET session_replication_role = replica")
        return owner.execute(statement, values or None).rowcount  # type: ignore[arg-type]

    return run


@pytest.fixture
def world() -> Story:
    """A clock that the test sets."""
    return Story()


@pytest.fixture
def log(database: str, world: Story) -> Log:
    """A log that was just opened: it has one act."""
    return opened("ctoc", world)


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    """A folder of keys of the test's own."""
    return Keyring(tmp_path / "keys")
