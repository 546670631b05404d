"""A draft of an annotated agenda at the desk, and who works on it."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests.web.issuing.issuing_room import Room, make_room

from nemcon.web.meetings.models import Meeting


@pytest.fixture
def room(case: None) -> Room:
    """Officer, clearing officers, administrator, and a draft in six languages of the twelfth meeting."""
    return make_room(Meeting.objects.select_related("body", "body__parent").get(slug="wg3-12"))


@pytest.fixture
def signed_in(room: Room) -> Callable[[str], Client]:
    """A client in which somebody is signed in."""

    def client(who: str) -> Client:
        made = Client(raise_request_exception=True)
        made.force_login(getattr(room, who))
        return made

    return client
