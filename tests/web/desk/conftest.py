"""An officer at the desk."""

import pytest
from django.test import Client
from tests.web.desk.people import browser, person

from nemcon.web.accounts.models import Account


@pytest.fixture
def officer(db: None) -> Account:
    """An officer of the secretariat."""
    return person("Officer One")


@pytest.fixture
def desk(officer: Account) -> Client:
    """The officer's browser."""
    return browser(officer)
