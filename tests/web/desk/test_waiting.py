"""What waits to be cleared, and what is at document management, on the home page and on that of the meeting."""

import datetime as dt

import lxml.html
import pytest
from tests.web.desk.people import browser
from tests.web.issuing.conftest import room
from tests.web.issuing.issuing_room import Room

from nemcon.web.accounts.by import By
from nemcon.web.issuing import actions as issuing
from nemcon.web.issuing import clearing, languages
from nemcon.web.meetings import planning
from nemcon.web.meetings.models import Deadline, Institution
from nemcon.web.record.world import REAL

__all__ = ["room"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("case")]


def said(client, address, name):
    page = lxml.html.fromstring(client.get(address).content)
    return " ".join(" ".join(page.xpath(f"//section[@aria-labelledby='{name}']")[0].itertext()).split())


def test_a_draft_waits_on_the_home_page_of_whose_turn_it_is_and_of_nobody_else(room: Room):
    room.set_chain()
    clearing.ask(room.by(), room.draft, "Items 2 and 3 are new.")
    shown = said(browser(room.chief), "/en/desk/", "clear")
    assert "Annotated provisional agenda" in shown
    assert "Items 2 and 3 are new." in shown
    assert "Chief of section, then: Director" in shown
    assert "Annotated provisional agenda" not in said(browser(room.director), "/en/desk/", "clear")
    page = lxml.html.fromstring(browser(room.chief).get("/en/desk/").content)
    (address,) = page.xpath("//section[@aria-labelledby='clear']//a/@href")
    assert browser(room.chief).get(address).status_code == 200
    assert "One text waits for clearance" in page.xpath("//p[@class='standfirst']")[0].text_content()


def test_once_submitted_it_is_at_document_management_with_its_languages_until_it_is_out(room: Room):
    room.set_chain()
    clearing.ask(room.by(), room.draft)
    room.clear()
    assert "No document of yours" in said(browser(room.officer), "/en/desk/", "management")
    issuing.submit(room.call(), room.again(), symbol="CTOC/COP/WG.3/2021/9", revision=room.draft.revision)
    day = REAL.now().date() + dt.timedelta(days=30)
    languages.set_language(room.by(), room.again(), "fr", "in translation", expected=day)
    shown = said(browser(room.officer), "/en/desk/", "management")
    assert "CTOC/COP/WG.3/2021/9" in shown
    assert "1 in translation" in shown
    documents = said(browser(room.officer), "/en/desk/meetings/wg3-12", "documents")
    assert "CTOC/COP/WG.3/2021/9 Annotated provisional agenda submitted today" in documents


def test_a_draft_says_until_when_it_is_to_be_submitted(room: Room):
    by = By(room.officer, "officer", REAL.now())
    planning.count_back(by, Institution.objects.get(), room.meeting)
    assert Deadline.objects.filter(meeting=room.meeting, code="submission").count() == 2
    documents = said(browser(room.officer), "/en/desk/meetings/wg3-12", "documents")
    assert "Annotated provisional agenda draft, changed today; to be submitted by 24 December 2020" in documents
