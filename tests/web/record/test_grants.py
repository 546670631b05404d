"""What the users of the database may do, by logging in as them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from acting import OFFICER, act, opened
from django.db import connection, connections
from psycopg import errors

from nemcon.serve import grants
from nemcon.web.record import erasure, signing
from nemcon.web.record.check import check
from nemcon.web.record.models import ActPart, Log, PublicHead, SignedHead
from nemcon.web.record.perform import Call

REFUSED = (errors.InsufficientPrivilege, errors.IntegrityConstraintViolation)
ON_ACTS = ["record_loggedact", "record_fulltile"]


@pytest.fixture
def rights(log: Log, world: Any, ring: Any) -> Log:
    """The users as `nemcon serve` makes them, and a log that was signed."""
    act(log, world, count=300, call=Call(OFFICER, world=world), released=True)
    signing.sign_all(ring, world)
    grants.make_users()
    grants.grant(grants.APPLICATION, grants.SIGNER)
    return log


@pytest.fixture
def users(rights: Log, database: str, postgres: str) -> Iterator[dict[str, psycopg.Connection[Any]]]:
    """A connection of each user."""
    with (
        psycopg.connect(postgres, dbname=database, user=grants.APPLICATION, autocommit=True) as application,
        psycopg.connect(postgres, dbname=database, user=grants.SIGNER, autocommit=True) as signer,
        psycopg.connect(postgres, dbname=database, autocommit=True) as owner,
    ):
        yield {"application": application, "signer": signer, "owner": owner}


@pytest.mark.parametrize("user", ["application", "signer", "owner"])
@pytest.mark.parametrize("table", ON_ACTS)
@pytest.mark.parametrize("statement", ["UPDATE {} SET log_id = log_id", "DELETE FROM {}", "TRUNCATE {}"])
def test_nobody_changes_or_takes_away_what_is_on_the_record(users, user, table, statement):
    with pytest.raises(REFUSED):
        users[user].execute(statement.format(table))

    assert users["owner"].execute(f"SELECT count(*) FROM {table}").fetchone() > (0,)


@pytest.mark.parametrize("user", ["application", "signer", "owner"])
@pytest.mark.parametrize("statement", ["UPDATE record_actpart SET data = ''", "TRUNCATE record_actpart"])
def test_a_part_can_be_erased_but_never_changed(users, user, statement):
    with pytest.raises(REFUSED):
        users[user].execute(statement)

    assert users["application"].execute("DELETE FROM record_actpart WHERE seq = 1 AND part = 'who'").rowcount == 1


@pytest.mark.parametrize("table", ["record_signedhead", "record_publichead"])
@pytest.mark.parametrize(
    "statement", ["INSERT INTO {0} SELECT * FROM {0}", "UPDATE {} SET size = 1", "DELETE FROM {}", "TRUNCATE {}"]
)
def test_only_the_signer_adds_checkpoints_and_moves_what_the_public_sees(users, table, statement):
    with pytest.raises(errors.InsufficientPrivilege):
        users["application"].execute(statement.format(table))


@pytest.mark.parametrize("table", ["record_loggedact", "record_actpart", "record_log", "papers_document"])
def test_the_signer_makes_no_acts(users, table):
    for statement in (f"INSERT INTO {table} SELECT * FROM {table}", f"DELETE FROM {table}"):
        with pytest.raises(errors.InsufficientPrivilege):
            users["signer"].execute(statement)


def test_a_log_is_not_deleted(users):
    with pytest.raises(errors.InsufficientPrivilege):
        users["application"].execute("DELETE FROM record_log")


@pytest.fixture
def become(database: str) -> Iterator[Any]:
    """Makes Django another user of the database."""
    settings = connections["default"].settings_dict
    held = settings["USER"]

    def as_user(name: str) -> None:
        connection.close()
        settings["USER"] = name

    yield as_user
    connection.close()
    settings["USER"] = held


def test_acts_are_made_as_the_application_and_signed_as_the_signer(rights, world, ring, become):
    become(grants.APPLICATION)
    act(rights, world, count=300, released=True)
    opened("cnd", world)

    become(grants.SIGNER)
    assert signing.sign_all(ring, world) == 2

    assert SignedHead.objects.filter(size=601).exists()
    assert PublicHead.objects.get(log=rights).size == 601


def test_erasing_needs_no_more_than_the_application_may(rights, ring, become):
    become(grants.APPLICATION)

    erasure.erase_person(OFFICER.account, ring.folder)

    assert ActPart.objects.filter(part="who").count() == rights.acts.count()


def test_checking_needs_no_more_than_the_application_may(rights, become):
    become(grants.APPLICATION)

    assert check().holds
