"""People at the desk, and browsers in which they are signed in."""

import datetime as dt

from django.test import Client

from nemcon.web.accounts.by import By
from nemcon.web.accounts.models import Account, Appointment
from nemcon.web.record.world import REAL

LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def person(name: str, role: str | None = "officer", covers: Account | None = None) -> Account:
    """An account that holds a role; with `covers` it acts for that officer for ten days."""
    account = Account.objects.create_user(f"{name.lower().replace(' ', '.')}@example.org", name=name)
    if role:
        Appointment.objects.create(account=account, role=role, since=LONG_AGO)
    if covers:
        until = REAL.now() + dt.timedelta(days=10)
        Appointment.objects.create(account=account, role="officer", since=LONG_AGO, until=until, covers=covers)
    return account


def browser(account: Account) -> Client:
    """A browser in which the account is signed in."""
    client = Client()
    client.force_login(account)
    return client


def by(account: Account, role: str = "officer") -> By:
    """Who plans, now."""
    return By(account, role, REAL.now())
