"""Officers, a meeting, and a draft of the reference agenda."""

from importlib import resources

import pytest
from django.test import Client
from tests.web.drafting.people import NOW, account

from nemcon.core import agenda as agendas
from nemcon.core.agenda import Agenda
from nemcon.web.accounts.models import Account
from nemcon.web.drafting import actions
from nemcon.web.drafting.models import Draft
from nemcon.web.meetings.models import Meeting


@pytest.fixture
def officer(db: None) -> Account:
    return account("officer@example.org", "officer")


@pytest.fixture
def colleague(db: None) -> Account:
    return account("colleague@example.org", "officer")


@pytest.fixture
def agenda() -> Agenda:
    """The reference agenda in six languages."""
    return agendas.decode(resources.files("nemcon.demo.reference").joinpath("ctoc-cop-wg3-2021-1.json").read_bytes())


@pytest.fixture
def draft(case: None, officer: Account, agenda: Agenda) -> Draft:
    """A draft of the reference agenda."""
    meeting = Meeting.objects.get(slug="wg3-12")
    return actions.open_agenda(officer, meeting, agenda, title="Annotated provisional agenda", now=NOW)


@pytest.fixture
def desk(officer: Account) -> Client:
    """A browser in which the officer is signed in."""
    client = Client()
    client.force_login(officer)
    return client


@pytest.fixture
def other_desk(colleague: Account) -> Client:
    """A browser in which a colleague is signed in."""
    client = Client()
    client.force_login(colleague)
    return client
