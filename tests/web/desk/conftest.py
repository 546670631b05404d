"""People at the desk, signed in as a browser is."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from nemcon.web.accounts.models import Account, Appointment
from nemcon.web.record.world import REAL

LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def person(db: None) -> Callable[..., Account]:
    """Makes an account that holds a role."""

    def made(name: str, role: str | None = "officer", covers: Account | None = None) -> Account:
        account = Account.objects.create_user(f"{name.lower().replace(' ', '.')}@example.org", name=name)
        if role:
            Appointment.objects.create(account=account, role=role, since=LONG_AGO)
        if covers:
            until = REAL.now() + dt.timedelta(days=10)
            Appointment.objects.create(account=account, role="officer", since=LONG_AGO, until=until, covers=covers)
        return account

    return made


@pytest.fixture
def officer(person: Callable[..., Account]) -> Account:
    """An officer of the secretariat."""
    return person("Officer One")


@pytest.fixture
def signed_in() -> Callable[[Account], Client]:
    """A browser in which somebody is signed in."""

    def client_of(account: Account) -> Client:
        client = Client()
        client.force_login(account)
        return client

    return client_of


@pytest.fixture
def desk(officer: Account, signed_in: Callable[[Account], Client]) -> Client:
    """The officer's browser."""
    return signed_in(officer)
