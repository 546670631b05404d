"""The pages of a draft, and the addresses to which they save."""

import datetime as dt
import json
from typing import get_args
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from tests.web.drafting.people import NOW
from tests.web.drafting.test_writing import item

from nemcon.core.agenda import Agenda
from nemcon.core.proposing.outcome import Conflict, Reason, ReasonCode, Requirement, RequirementCode
from nemcon.documents.compose.agenda import compose
from nemcon.documents.write.docx import docx
from nemcon.web.drafting import actions, proposal_words, selectors
from nemcon.web.drafting.models import Draft, Import
from nemcon.web.meetings.models import Meeting
from nemcon.web.public.language import DJANGO_CODES

pytestmark = pytest.mark.django_db
PAGES = (("text",), ("programme",), ("compare",), ("history",), ("checks",), ("language", "fr"), ("preview", "ar"))


def at(draft: Draft, name: str, *more: str, language: str = "en") -> str:
    return reverse(f"drafting:{name}", args=[language, draft.id, *more])


def post(client: Client, address: str, body: object):
    return client.post(address, json.dumps(body), content_type="application/json")


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page[0])
def test_each_page_is_there_for_an_officer_and_is_not_kept(desk, draft, page, language):
    response = desk.get(at(draft, *page, language=language))
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page[0])
def test_who_is_not_signed_in_is_asked_to(draft, page):
    response = Client().get(at(draft, *page))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_a_page_that_saves_by_itself_is_told_that_it_is_signed_out(draft):
    assert post(Client(), at(draft, "saves"), {"since": 0, "saves": []}).status_code == 401
    assert Client().get(at(draft, "changes") + "?since=0").status_code == 401


def test_what_is_saved_is_told_to_the_other_who_writes_with_both_wordings(desk, other_desk, draft):
    node = item(draft, "3")
    since = Draft.objects.get(id=draft.id).revision
    save = {"id": str(uuid4()), "node": node, "name": "title", "base": 1, "value": "Hers"}
    answer = post(desk, at(draft, "saves"), {"since": since, "saves": [save]}).json()
    assert [result["outcome"] for result in answer["results"]] == ["saved"]
    save = {**save, "id": str(uuid4()), "value": "His"}
    answer = post(other_desk, at(draft, "saves"), {"since": since, "saves": [save]}).json()
    assert [result["outcome"] for result in answer["results"]] == ["rival"]
    assert "His" in answer["results"][0]["html"]
    seen = desk.get(at(draft, "changes") + f"?since={since + 1}").json()
    assert "His" in seen["changes"][0]["html"]
    assert "His" in desk.get(at(draft, "text")).content.decode()


@pytest.mark.parametrize("body", [b"", b"{", b'{"since": "x"}', b'{"since": 1, "saves": [{}]}', b"\xff"])
def test_what_cannot_be_understood_is_refused(desk, draft, body):
    response = desk.post(at(draft, "saves"), body, content_type="application/json")
    assert response.status_code == 400
    assert response.json()["refused"]


def test_without_a_script_the_fields_of_an_item_are_saved_with_the_act_on_it(desk, draft):
    node = item(draft, "3")
    form = {"node": node, "title": "Typed", "base:title": "1", "command": "after"}
    response = desk.post(at(draft, "commands"), form)
    assert response.status_code == 302
    said = selectors.agenda(draft)
    assert said.items[2].title == "Typed"
    assert len(said.items) == 6


def test_a_refusal_keeps_what_was_typed(desk, draft):
    node = item(draft, "3")
    form = {"node": node, "title": "Typed", "base:title": "1", "command": "explode"}
    response = desk.post(at(draft, "commands"), form)
    assert response.status_code == 422
    assert "Typed" in response.content.decode()


def test_a_word_file_is_reviewed_and_then_put_into_the_draft(desk, draft, agenda):
    data = docx(compose(agenda, "en"))
    sent = SimpleUploadedFile("agenda.docx", data)
    response = desk.post(reverse("drafting:bring", args=["en", "wg3-12"]), {"file": sent})
    assert response.status_code == 302
    review = desk.get(response["Location"])
    assert "Every line was understood." in review.content.decode()
    assert selectors.agenda(draft).items[2].title == agenda.items[2].title
    response = desk.post(response["Location"], {"into": str(draft.id)})
    assert response["Location"] == at(draft, "text")
    said = selectors.agenda(draft)
    assert [one.title for one in said.items] == [one.title for one in agenda.items]
    assert said.items[1].annotation[0].text == agenda.items[1].annotation[0].text
    assert Import.objects.get().draft_id == draft.id


def test_a_file_that_cannot_be_read_is_said_why_and_nothing_changes(desk, draft):
    before = Draft.objects.get(id=draft.id).revision
    sent = SimpleUploadedFile("agenda.docx", b"PK\x03\x04 no zip at all")
    response = desk.post(reverse("drafting:bring", args=["en", "wg3-12"]), {"file": sent})
    assert response.status_code == 422
    assert "Nothing was taken over from “agenda.docx”." in response.content.decode()
    assert Draft.objects.get(id=draft.id).revision == before


@pytest.mark.parametrize("code", ["fr", "ar", "zh"])
def test_a_translators_word_file_is_aligned_and_put_beside_the_original(desk, draft, agenda, code):
    data = docx(compose(agenda, code))
    response = desk.post(at(draft, "returned", code), {"file": SimpleUploadedFile("back.docx", data)})
    assert response.status_code == 200
    held = Import.objects.get()
    response = desk.post(at(draft, "returned", code), {"import": str(held.id), "take": "yes"})
    assert response.status_code == 302
    said = selectors.agenda(draft).translations[code]
    assert [one.title for one in said.items] == [one.title for one in agenda.translations[code].items]


def test_a_programme_is_proposed_with_its_reasons_and_put_in_only_then(desk, draft):
    before = selectors.agenda(draft).programme
    response = desk.post(at(draft, "propose"))
    page = response.content.decode()
    assert response.status_code == 200
    assert selectors.agenda(draft).programme == before
    rows = response.context["encoded"] if response.context else page
    response = desk.post(at(draft, "propose"), {"take": "yes", "rows": rows})
    assert response.status_code == 302
    assert [row.item for row in selectors.agenda(draft).programme]


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_a_draft_is_taken_as_paper(desk, draft, form):
    response = desk.get(at(draft, "paper", "fr", form))
    assert response.status_code == 200
    assert response.content[:2] in (b"%P", b"PK")


def test_each_reason_of_a_proposal_is_said_in_the_language_of_the_page():
    for language in ("en", "ar", "zh"):
        with override(DJANGO_CODES.get(language, language)):
            for code in get_args(ReasonCode):
                one = Reason(code=code, items=("1 (a)",), others=("2",), date=dt.date(2021, 3, 25), start="10:00")
                words = proposal_words.reason(one, language)
                assert "%(" not in words
                assert ".." not in words
            for code in get_args(RequirementCode):
                found = Conflict(requirements=(Requirement(code=code, item="2", number=3),))
                assert all("%(" not in said for said in proposal_words.conflict(found, language))


def test_without_items_nothing_is_proposed_and_it_is_said_why(desk, officer, case):
    meeting = Meeting.objects.get(slug="wg3-12")
    empty = actions.open_agenda(officer, meeting, Agenda(), title="Empty", now=NOW)
    response = desk.post(at(empty, "propose"))
    assert response.status_code == 422
    assert "Nothing was proposed" in response.content.decode()
