"""The pages between draft and release: who gets them, what they say, and that forms do what their buttons name."""

import re
from uuid import UUID

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.issuing.issuing_room import WORDS, Room

from nemcon.core.languages import LANGUAGES
from nemcon.web.issuing import actions, chains, languages, planning
from nemcon.web.issuing.models import Adoption, Chain, Clearance, LanguageFile, Plan, Query, Release, Statement
from nemcon.web.papers.models import Document
from nemcon.web.record.world import REAL

SYMBOL = "CTOC/COP/WG.3/2021/12"
BASE = "/en/desk/issuing/"
pytestmark = pytest.mark.django_db


def text(response) -> str:
    """What a page says."""
    assert response.status_code in (200, 400, 409), response.status_code
    return " ".join(lxml.html.fromstring(response.content).xpath("//main")[0].text_content().split()).translate(
        {0x2068: None, 0x2069: None}
    )


def fields(response, button: str) -> tuple[str, dict[str, list[str]]]:
    """Where the form with a button of these words is sent, and what it sends if nothing is typed."""
    page = lxml.html.fromstring(response.content)
    (pressed,) = [one for one in page.xpath("//form//button") if one.text_content().strip() == button]
    form = next(one for one in pressed.iterancestors() if one.tag == "form")
    sent: dict[str, list[str]] = {}
    for name, value in form.form_values():
        sent.setdefault(name, []).append(value)
    if pressed.get("name"):
        sent[pressed.get("name")] = [pressed.get("value")]
    return form.get("action") or "", sent


def press(client, address: str, button: str, **typed):
    """Load a page and press one of its buttons."""
    action, sent = fields(client.get(address), button)
    return client.post(action or address, {**sent, **typed})


def pages(room: Room) -> dict[str, str]:
    """The pages of a draft that can always be read, by name."""
    at = f"{BASE}{room.draft.id}"
    return {
        "pipeline": BASE,
        "document": at,
        "clearance": f"{at}/clearance",
        "submission": f"{at}/submission",
        "plan": f"{at}/plan",
        "queries": f"{at}/queries",
        "language": f"{at}/languages/fr",
        "chains": f"{BASE}chains/",
        "chain": f"{BASE}chains/institution",
        "adoption": f"{BASE}meetings/wg3-12/adopted",
    }


@pytest.mark.parametrize(
    ("who", "not_there"),
    [
        ("officer", {"chains", "chain"}),
        ("administrator", set()),
        ("chief", {"plan", "queries", "language", "chains", "chain", "adoption"}),
    ],
)
def test_who_gets_which_page(room, signed_in, who, not_there):
    client = signed_in(who)
    for name, address in pages(room).items():
        response = client.get(address)
        assert response.status_code == (404 if name in not_there else 200), name
        assert response.headers["Cache-Control"] == "no-store" or response.status_code == 404


def test_the_public_is_asked_to_sign_in_and_sends_nothing(room, reader):
    for address in pages(room).values():
        assert reader.get(address).status_code == 302
        assert reader.post(address).status_code == 404
    for name in ("submit", "release", "withdraw"):
        assert reader.post(f"/acts/desk/{name}", {"draft": room.draft.id}).status_code == 404
        assert reader.get(f"/acts/desk/{name}").status_code == 404


def test_no_page_has_style_or_script_within_and_there_is_one_filled_button_at_most(room, signed_in, run_jobs):
    room.set_chain()
    room.clear()
    actions.submit(room.call(), room.again(), symbol=SYMBOL, revision=room.draft.revision)
    room.final(*WORDS)
    actions.ask_release(room.call(), room.again(), LANGUAGES, account=room.officer.pk)
    run_jobs()
    at = f"{BASE}{room.draft.id}"
    more = [f"{at}/release", f"{at}/revise", f"{BASE}releases/{Release.objects.get().id}"]
    for address in [*pages(room).values(), *more]:
        response = signed_in("administrator").get(address)
        if response.status_code == 302:
            continue
        page = lxml.html.fromstring(response.content)
        assert not page.xpath("//@style | //style | //script[not(@src)]")
        assert len(page.xpath("//*[contains(concat(' ', @class, ' '), ' first ')][contains(@class, 'button')]")) <= 1
        assert len(page.xpath("//h1")) == 1
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), address
        for label in page.xpath("//label[@for]"):
            assert label.get("for") in ids, (address, label.get("for"))


# --- The whole way ----------------------------------------------------------------------------------------------


def test_from_the_request_for_clearance_to_the_public_page_by_forms_alone(room, signed_in, reader, run_jobs):
    room.set_chain()
    officer, chief, substitute = signed_in("officer"), signed_in("chief"), signed_in("substitute")
    at = f"{BASE}{room.draft.id}"
    assert "The clearance of Chief of section is missing" in text(officer.get(f"{at}/submission"))

    assert press(officer, f"{at}/clearance", "Ask for clearance", note="By Friday").status_code == 302
    assert "By Friday" in text(chief.get(f"{at}/clearance"))
    assert "Your clearance" not in text(substitute.get(f"{at}/clearance"))
    assert press(chief, f"{at}/clearance", "Clear this text").status_code == 302

    # The director cleared by e-mail, which an officer notes.
    step = chains.steps_in(Chain.objects.get())[1]
    noted = {"account": room.director.pk, "how": "by e-mail", "day": "2021-01-12", "hour": "10:00"}
    refused = press(officer, f"{at}/clearance", "Note this clearance", **noted)
    assert "attach the e-mail" in text(refused)
    mail = SimpleUploadedFile("Cleared.eml", b"Subject: cleared", "message/rfc822")
    assert press(officer, f"{at}/clearance", "Note this clearance", **noted, evidence=mail).status_code == 302
    entry = Clearance.objects.get(step=step)
    assert (entry.how, entry.noted_by, entry.evidence_name) == ("by e-mail", room.officer, "Cleared.eml")
    kept = officer.get(f"{at}/clearance/{entry.id}/evidence")
    assert (kept.content, "attachment" in kept["Content-Disposition"]) == (b"Subject: cleared", True)

    response = press(officer, f"{at}/submission", "Submit this document", symbol=SYMBOL)
    assert (response.status_code, response["Location"]) == (303, at)
    assert "The date of its masthead is fixed" in text(officer.get(at))

    for code in LANGUAGES:
        saved = press(officer, f"{at}/languages/{code}", "Save how it stands", state="final")
        assert saved.status_code == 302
    page = officer.get(f"{at}/release")
    said = text(page)
    assert "36 files are made" in said
    assert "Then everybody can read it" in said
    assert f"{SYMBOL} leads to it" in said
    (button,) = re.findall(r"Release in [A-Z][\w, ]+(?=<)", page.content.decode())
    response = press(officer, f"{at}/release", button)
    assert response.status_code == 303
    progress = response["Location"]
    assert "Files are being made" in text(officer.get(progress))
    assert reader.get(f"/en/{SYMBOL}").status_code == 404

    run_jobs()
    assert "Released" in text(officer.get(progress))
    assert "Released" in officer.get(f"{progress}?part=progress").content.decode()
    assert reader.get(f"/fr/{SYMBOL}").status_code == 200
    assert "released" in text(officer.get(at))


def test_a_form_sent_twice_is_one_release(room, signed_in, run_jobs):
    actions.submit(room.call(), room.again(), symbol=SYMBOL, revision=room.draft.revision)
    room.final(*WORDS)
    officer = signed_in("officer")
    at = f"{BASE}{room.draft.id}/release"
    page = officer.get(at)
    (button,) = re.findall(r"Release in [A-Z][\w, ]+(?=<)", page.content.decode())
    action, sent = fields(page, button)
    first, second = officer.post(action, sent), officer.post(action, sent)
    assert first["Location"] == second["Location"]
    run_jobs()
    assert officer.post(action, sent)["Location"] == first["Location"]
    assert Release.objects.count() == 1


def test_what_is_refused_says_why_and_keeps_what_was_typed(room, signed_in):
    officer = signed_in("officer")
    at = f"{BASE}{room.draft.id}"
    response = press(officer, f"{at}/submission", "Submit this document", symbol="CTOC/COP/WG.3/2021/1")
    assert response.status_code == 409
    assert "is the symbol of another document" in text(response)
    assert 'value="CTOC/COP/WG.3/2021/1"' in response.content.decode()
    tongues = lxml.html.fromstring(response.content).xpath("//ul[@class='tongues']//a/@href")
    assert f"/fr/desk/issuing/{room.draft.id}/submission" in tongues

    actions.submit(room.call(), room.again(), symbol=SYMBOL, revision=room.draft.revision)
    room.final("en")
    page = officer.get(f"{at}/release?code=en&apart=")
    assert "Needed: Arabic, Chinese, French, Russian and Spanish would not be out" in text(page)
    sent = {
        "act": REAL.identifier(),
        "draft": room.draft.id,
        "language": "en",
        "code": ["en", "fr"],
        "apart": "My reason",
    }
    response = officer.post("/acts/desk/release", sent)
    assert "the file in French is not in" in text(response)
    assert "My reason" in response.content.decode()


def test_whose_clearance_is_nobodys_is_said_and_an_administrator_names_another(room, signed_in):
    room.set_chain()
    room.chief.is_active = False
    room.chief.save()
    room.chief.appointments.update(until=REAL.now())
    at = f"{BASE}{room.draft.id}/clearance"
    assert "Nobody can clear this step now" in text(signed_in("officer").get(at))
    administrator = signed_in("administrator")
    assert "Name a holder or a substitute" in text(administrator.get(at))
    chain = f"{BASE}chains/institution"
    response = press(administrator, chain, "Save this chain")
    assert "works here no longer" in text(response)
    saved = press(administrator, chain, "Save this chain", **{"holder-0": room.substitute.pk})
    assert saved.status_code == 302
    assert "Your clearance, as Chief of section" in text(signed_in("substitute").get(at))


def test_a_change_after_a_clearance_is_shown_to_whoever_cleared_until_they_saw_it(room, signed_in):
    from tests.web.issuing.test_issuing_release import change

    room.set_chain()
    chief = signed_in("chief")
    at = f"{BASE}{room.draft.id}/clearance"
    press(chief, at, "Clear this text")
    change(room, "Questions of sundials")
    page = text(chief.get(at))
    assert "Changed since you cleared it, as Chief of section" in page
    assert "sundials" in page
    assert press(chief, at, "I have seen the changes").status_code == 302
    assert "Changed since you cleared it" not in text(chief.get(at))
    assert "Changed since" in text(signed_in("officer").get(at))


def test_what_is_returned_says_why(room, signed_in):
    room.set_chain()
    chief = signed_in("chief")
    at = f"{BASE}{room.draft.id}/clearance"
    assert "say what shall be changed" in text(press(chief, at, "Return it to the drafter"))
    assert press(chief, at, "Return it to the drafter", remarks="Item 2 is missing").status_code == 302
    page = text(signed_in("officer").get(at))
    assert "returned to the drafter" in page
    assert "Item 2 is missing" in page


def test_one_who_clears_nothing_else_cannot_note_or_submit(room, signed_in):
    room.set_chain()
    chief = signed_in("chief")
    step = chains.steps_in(Chain.objects.get())[0]
    at = f"{BASE}{room.draft.id}/clearance"
    sent = {"do": "note", "step": step.id, "revision": room.again().revision, "how": "orally", "remarks": "x"}
    assert (
        chief.post(at, {**sent, "account": room.director.pk, "day": "2021-01-01", "hour": "10:00"}).status_code == 404
    )
    assert chief.post("/acts/desk/submit", {"draft": room.draft.id, "act": REAL.identifier()}).status_code == 404
    director = signed_in("director")
    assert director.post(at, {"do": "cleared", "step": step.id, "revision": room.draft.revision}).status_code == 409
    assert Clearance.objects.count() == 0


# --- Pipeline, queries, revisions -----------------------------------------------------------------------------------


def test_the_pipeline_shows_what_was_entered(room, signed_in):
    officer = signed_in("officer")
    at = f"{BASE}{room.draft.id}"
    typed = {
        "owner": room.officer.pk,
        "slot": "2021-01-14",
        "limit": "10",
        "limit_source": "House limit",
        "job": "V.20-07654",
        "late": "consultations",
    }
    assert press(officer, f"{at}/plan", "Save these facts", **typed).status_code == 302
    assert Plan.objects.get().job == "V.20-07654"
    page = text(officer.get(BASE))
    assert "V.20-07654" in page
    assert "/ 10" in page
    assert "too many" in page
    assert "14 January 2021" in page
    assert "working days after" in page
    assert "consultations" in page
    assert room.draft.title in text(officer.get(f"{BASE}?meeting=wg3-12&owner={room.officer.pk}"))
    assert room.draft.title not in text(officer.get(f"{BASE}?owner={room.chief.pk}"))


def test_editors_queries_are_entered_and_answered(room, signed_in):
    officer = signed_in("officer")
    at = f"{BASE}{room.draft.id}"
    typed = {"question": "Is “clocks” meant?", "asked_by": "Editor", "query_language": "en"}
    assert press(officer, f"{at}/queries", "Enter the query", **typed).status_code == 302
    assert "1 open" in text(officer.get(BASE))
    row = Query.objects.get()
    assert press(officer, f"{at}/queries/{row.id}", "Save the answer", answer="Yes.").status_code == 302
    page = text(officer.get(at))
    assert "Is “clocks” meant?" in page
    assert "Yes." in page


def out(room: Room, run_jobs) -> None:
    """The draft is out in six languages."""
    actions.submit(room.call(), room.again(), symbol=SYMBOL, revision=room.draft.revision)
    room.final(*WORDS)
    actions.ask_release(room.call(), room.again(), LANGUAGES, account=room.officer.pk)
    run_jobs()


def test_a_revision_begins_with_what_is_out_says_what_it_changes_and_gets_the_next_number(
    room, signed_in, reader, run_jobs
):
    from tests.web.issuing.test_issuing_release import change

    from nemcon.web.drafting.models import Draft

    out(room, run_jobs)
    officer = signed_in("officer")
    response = press(officer, f"{BASE}{room.draft.id}/revise", "Open a revision")
    first = room.draft
    room.draft = Draft.objects.get(of=first.id)
    assert str(room.draft.id) in response["Location"]
    change(room, "Questions of sundials")
    at = f"{BASE}{room.draft.id}"

    page = officer.get(f"{at}/submission")
    assert f'value="{SYMBOL}/Rev.1"' in page.content.decode()
    assert "says what it changes" in text(page)
    sent = {"act": REAL.identifier(), "draft": room.draft.id, "language": "en", "symbol": f"{SYMBOL}/Rev.1"}
    refused = officer.post("/acts/desk/submit", {**sent, "revision": room.again().revision})
    assert "State the changes first" in text(refused)
    assert "sundials" in text(officer.get(f"{at}/changes"))
    words = {f"words-{code}": f"Item 1 ({code})" for code in LANGUAGES}
    assert press(officer, f"{at}/changes", "Save the statement", **words).status_code == 302
    assert Statement.objects.count() == 6
    assert press(officer, f"{at}/submission", "Submit this document").status_code == 303
    editors = officer.get(f"{at}/languages/en/changes.docx")
    assert editors.status_code == 200
    for code in LANGUAGES:
        languages.set_language(room.by(), room.again(), code, "final")
    actions.ask_release(room.call(), room.again(), LANGUAGES, account=room.officer.pk)
    run_jobs()

    released = Document.objects.get(symbol=f"{SYMBOL}/Rev.1")
    assert released.changes["fr"] == "Item 1 (fr)"
    assert "Item 1 (fr)" in text(reader.get(f"/fr/{SYMBOL}/Rev.1"))
    assert "sundials" in text(reader.get(f"/en/{SYMBOL}/Rev.1"))
    assert "sundials" not in text(reader.get(f"/en/{SYMBOL}"))
    # And the revision of the revision is the second.
    page = text(officer.get(f"{at}/revise"))
    assert f"{SYMBOL}/Rev.2" in page
    assert f"{SYMBOL}/Rev.1/Corr.1" in page


def test_what_is_out_is_withdrawn_with_a_reason(room, signed_in, reader, run_jobs):
    out(room, run_jobs)
    officer = signed_in("officer")
    at = f"{BASE}{room.draft.id}"
    assert press(officer, at, "Withdraw this document", reason="").status_code == 409
    assert press(officer, at, "Withdraw this document", reason="An error").status_code == 303
    assert reader.get(f"/en/{SYMBOL}").status_code == 404
    assert "Withdrawn" in text(officer.get(at))


def test_that_the_agenda_was_adopted_is_entered_and_documents_say_so(room, signed_in, reader, run_jobs):
    from msgspec.structs import replace
    from tests.web.issuing.issuing_room import agenda

    from nemcon.core.agenda import Note
    from nemcon.documents.phrases import phrase
    from nemcon.web.drafting.actions import open_agenda

    whole = agenda("en")
    line = phrase("item-of-the-provisional-agenda", "en", number="2") + "*"
    paper = replace(
        whole, masthead=replace(whole.masthead, item=line), notes=(Note(mark="*", text="CTOC/COP/WG.3/2021/1."),)
    )
    officer = signed_in("officer")
    page = f"{BASE}meetings/wg3-12/adopted"
    assert "not before it" in text(press(officer, page, "Save the day", day="2021-01-01"))
    assert press(officer, page, "Save the day", day="2021-03-25").status_code == 302
    assert Adoption.objects.get().meeting == room.meeting

    room.draft = open_agenda(room.officer, room.meeting, paper, title="Paper", now=REAL.now())
    planning.plan(room.by(), room.draft, planning.Planned(languages=("en",)))
    actions.submit(room.call(), room.again(), symbol=SYMBOL, revision=room.draft.revision)
    room.final("en")
    actions.ask_release(room.call(), room.again(), ["en"], account=room.officer.pk)
    run_jobs()
    page = text(reader.get(f"/en/{SYMBOL}"))
    assert "Agenda item 2" in page
    assert "provisional agenda*" not in page
    assert "CTOC/COP/WG.3/2021/1." not in page


def test_a_language_is_entered_with_the_file_that_came(room, signed_in):
    officer = signed_in("officer")
    at = f"{BASE}{room.draft.id}/languages/fr"
    file = SimpleUploadedFile("V2007654-fr.docx", b"PK...", "application/octet-stream")
    typed = {"state": "final", "job": "V.20-07655", "expected": "2021-02-11", "file": file}
    assert press(officer, at, "Save how it stands", **typed).status_code == 302
    row = LanguageFile.objects.get(language="fr")
    assert (row.state, row.job, row.file_name, row.file.size) == ("final", "V.20-07655", "V2007654-fr.docx", 5)
    assert "V.20-07655" in text(officer.get(f"{BASE}{room.draft.id}"))
    assert press(officer, at, "Save how it stands", state="").status_code == 400


def test_an_address_that_is_none_is_not_there(room, signed_in):
    officer = signed_in("officer")
    other = UUID("01763f5c-1000-7000-8000-000000000009")
    for address in (f"{BASE}{other}", f"{BASE}{other}/release", f"{BASE}releases/{other}", f"{BASE}chains/none"):
        assert officer.get(address).status_code == 404
    assert officer.get(f"{BASE}{room.draft.id}/revise").status_code == 404
    assert officer.get(f"{BASE}{room.draft.id}/changes").status_code == 404
    assert officer.get(f"{BASE}{room.draft.id}/languages/fr/changes.docx").status_code == 404
