"""A draft of an annotated agenda at the desk, and who works on it."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests.web.issuing.room import WORDS, Room, account, agenda

from nemcon.core.roles import CLEARING_OFFICER
from nemcon.web.drafting.actions import open_agenda
from nemcon.web.meetings.models import Meeting
from nemcon.web.record.world import REAL


@pytest.fixture
def room(case: None) -> Room:
    """Officer, clearing officers, administrator, and a draft in six languages of the twelfth meeting."""
    meeting = Meeting.objects.select_related("body", "body__parent").get(slug="wg3-12")
    officer = account("Officer", "officer")
    draft = open_agenda(
        officer,
        meeting,
        agenda(*WORDS),
        title="Annotated provisional agenda",
        series="CTOC/COP/WG.3/2021/",
        now=REAL.now(),
    )
    made = Room(
        officer=officer,
        chief=account("Chief", CLEARING_OFFICER),
        director=account("Director", CLEARING_OFFICER),
        substitute=account("Substitute", CLEARING_OFFICER),
        administrator=account("Administrator", "administrator"),
        meeting=meeting,
        body=meeting.body,
        draft=draft,
    )
    made.again()
    return made


@pytest.fixture
def signed_in(room: Room) -> Callable[[str], Client]:
    """A client in which somebody is signed in."""

    def client(who: str) -> Client:
        made = Client(raise_request_exception=True)
        made.force_login(getattr(room, who))
        return made

    return client
