"""A meeting is opened by one act, with all that follows, or not at all."""

import datetime as dt
import threading

import lxml.html
import pytest
from django.db import connection, connections
from tests.web.desk.people import browser, person

from nemcon.core.renewal import CODES
from nemcon.core.slots import USUAL
from nemcon.web.drafting import actions as drafting
from nemcon.web.drafting import selectors as reading
from nemcon.web.drafting.models import Draft
from nemcon.web.meetings import as_last_time
from nemcon.web.meetings.checking import sentence
from nemcon.web.meetings.models import Arrangement, Deadline, Meeting, Opening, ToCheck
from nemcon.web.record.models import LoggedAct

NEW = "/en/desk/meetings/open/new?body=ctoc-cop-wg-3"
ACT = "/acts/desk/meetings/open"
WORDS = {
    "name_en": "Fourteenth meeting",
    "place_en": "Vienna",
    "opens": "2030-03-25",
    "closes": "2030-03-26",
    "form": "hybrid",
    "zone": "Europe/Vienna",
    "slug": "wg3-14",
    "series": "CTOC/COP/WG.3/2030/",
}


def page_of(response):
    return lxml.html.fromstring(response.content)


def form_at(client, address=NEW):
    """The form as a browser would send it."""
    page = page_of(client.get(address))
    form = page.xpath("//form[@action='/acts/desk/meetings/open']")[0]
    return {name: value for name, value in form.form_values() if name != "csrfmiddlewaretoken"}


def acts():
    return LoggedAct.objects.filter(type="meeting.convened/1").count()


@pytest.mark.django_db
@pytest.mark.usefixtures("case")
class TestOpening:
    def test_from_nothing_convenes_it_and_opens_draft_and_deadlines(self, desk, officer):
        before = acts()
        response = desk.post(ACT, form_at(desk) | WORDS)
        assert (response.status_code, response["Location"]) == (303, "/en/desk/meetings/wg3-14")
        meeting = Meeting.objects.get(slug="wg3-14")
        assert acts() == before + 1
        assert (meeting.opens, meeting.form, meeting.names) == (
            dt.date(2030, 3, 25),
            "hybrid",
            {"en": "Fourteenth meeting"},
        )
        (draft,) = Draft.objects.filter(meeting=meeting)
        assert (draft.kind, draft.series, draft.owner) == ("agenda", "CTOC/COP/WG.3/2030/", officer)
        codes = set(Deadline.objects.filter(meeting=meeting).values_list("code", flat=True))
        assert codes == {term.code for term in USUAL.terms} | {"opening"}
        assert set(Deadline.objects.filter(meeting=meeting).values_list("owner", flat=True)) == {officer.pk}
        assert Opening.objects.get(meeting=meeting).by == officer
        assert desk.get(response["Location"]).status_code == 200

    def test_the_same_form_twice_opens_one_meeting(self, desk):
        form = form_at(desk) | WORDS
        first, second = desk.post(ACT, form), desk.post(ACT, form)
        assert first["Location"] == second["Location"]
        assert Draft.objects.filter(meeting__slug="wg3-14").count() == 1
        assert LoggedAct.objects.filter(subject="nemcon:meeting/wg3-14").count() == 1

    def test_the_instant_of_the_door_is_that_of_the_act(self, desk):
        received = dt.datetime(2029, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
        desk.post(ACT, form_at(desk) | WORDS, **{"nemcon.received": received})
        assert LoggedAct.objects.get(subject="nemcon:meeting/wg3-14").received == received

    def test_if_anything_fails_nothing_is_there_not_even_the_act(self, desk, monkeypatch):
        before = acts()

        def fails(*_args, **_facts):
            raise RuntimeError("a test")

        monkeypatch.setattr(drafting, "open_agenda", fails)
        with pytest.raises(RuntimeError):
            desk.post(ACT, form_at(desk) | WORDS)
        assert acts() == before
        assert not Meeting.objects.filter(slug="wg3-14").exists()

    def test_an_address_that_a_meeting_has_is_refused_and_that_meeting_is_not_changed(self, desk):
        held = Meeting.objects.get(slug="wg3-12")
        response = desk.post(ACT, form_at(desk) | WORDS | {"slug": "wg3-12"})
        assert response.status_code == 422
        assert "There is a meeting at this address already" in response.content.decode()
        again = Meeting.objects.get(slug="wg3-12")
        assert (again.names, again.opens) == (held.names, held.opens)
        assert Draft.objects.filter(meeting=held).count() == 0

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"closes": "2030-03-24"}, "before the first day"),
            ({"opens": "25 March"}, "Give a day such as 2021-03-25."),
            ({"slug": "WG 3"}, "small letters"),
            ({"zone": "Vienna"}, "Europe/Vienna"),
            ({"name_en": ""}, "Fill this in."),
        ],
    )
    def test_what_was_typed_survives_and_the_sentence_says_what_to_do(self, desk, wrong, said):
        response = desk.post(ACT, form_at(desk) | WORDS | {"place_fr": "Vienne <l’ancienne>"} | wrong)
        page = page_of(response)
        assert response.status_code == 422
        assert said in page.xpath("//*[@role='alert']")[0].text_content()
        assert page.xpath("//input[@name='place_fr']/@value") == ["Vienne <l’ancienne>"]
        (name, typed), *_ = wrong.items()
        assert page.xpath(f"//*[@name='{name}']/@value") == ([typed] if typed else [])
        assert not Meeting.objects.filter(slug="wg3-14").exists()

    def test_a_refused_form_is_shown_in_its_own_language_whose_switch_leads_to_the_form(self, desk):
        response = desk.post(ACT, form_at(desk, NEW.replace("/en/", "/fr/")) | WORDS | {"opens": ""})
        page = page_of(response)
        assert page.get("lang") == "fr"
        (address,) = page.xpath("//a[@hreflang='ru' and ancestor::footer]/@href")
        assert address == NEW.replace("/en/", "/ru/")
        assert desk.get(address).status_code == 200

    def test_only_who_plans_opens_and_to_others_there_is_nothing(self, desk, reader):
        form = form_at(desk) | WORDS
        clearing = browser(person("Director", "clearing officer"))
        assert reader.post(ACT, form).status_code == 404
        assert clearing.post(ACT, form).status_code == 404
        assert desk.get(ACT).status_code == 404
        assert desk.post(ACT, form | {"id": "no"}).status_code == 404
        assert desk.post(ACT, form | {"language": "xx"}).status_code == 404
        assert not Meeting.objects.filter(slug="wg3-14").exists()

    def test_as_last_time_the_next_number_and_the_same_weekdays_stand_ready(self, desk):
        form = form_at(desk, NEW + "&as=wg3-12")
        last = Meeting.objects.get(slug="wg3-12")
        opens, closes = dt.date.fromisoformat(form["opens"]), dt.date.fromisoformat(form["closes"])
        assert (opens - last.opens).days % 364 == 0
        assert opens > dt.date.today()
        assert closes - opens == last.closes - last.opens
        assert form["slug"] == "wg3-13"
        assert form["name_en"] == "Thirteenth meeting"
        assert form["name_es"] == "13ª reunión"
        assert form["name_ar"] == "الاجتماع الثالث عشر"
        assert form["place_zh"] == "维也纳"

    def test_what_follows_is_shown_before_with_each_deadline(self, desk):
        page = page_of(desk.get(NEW + "&as=wg3-12"))
        shown = page.xpath("//section[@aria-labelledby='due']//li")
        assert len(shown) == len(USUAL.terms)


@pytest.mark.django_db
@pytest.mark.usefixtures("case")
class TestAsLastTime:
    def open_it(self, desk):
        form = form_at(desk, NEW + "&as=wg3-12")
        form |= {"opens": "2030-03-21", "closes": "2030-03-22", "series": "CTOC/COP/WG.3/2030/"}
        assert desk.post(ACT, form)["Location"] == "/en/desk/meetings/wg3-13"
        return Meeting.objects.get(slug="wg3-13")

    def test_agenda_and_programme_come_over_in_six_languages_on_the_new_days(self, desk):
        meeting = self.open_it(desk)
        (draft,) = Draft.objects.filter(meeting=meeting, kind="agenda")
        agenda = reading.agenda(draft)
        last = as_last_time.agenda_of("officer", Meeting.objects.get(slug="wg3-12"))
        assert [item.title for item in agenda.items] == [item.title for item in last.items]
        assert set(agenda.translations) == set(last.translations)
        assert {row.date for row in agenda.programme if row.date} == {dt.date(2030, 3, 21), dt.date(2030, 3, 22)}
        assert (agenda.masthead.symbol, agenda.masthead.date) == ("", None)
        assert "21 and 22 March 2030" in agenda.masthead.session.replace("\u00a0", " ")
        assert draft.series == "CTOC/COP/WG.3/2030/"

    def test_its_documents_are_planned_without_a_number(self, desk):
        meeting = self.open_it(desk)
        planned = Draft.objects.filter(meeting=meeting, kind="paper")
        assert [(one.title, one.series) for one in planned] == [
            (
                "Background paper on the impact of COVID-19 on international cooperation in criminal matters",
                "CTOC/COP/WG.3/2030/",
            )
        ]

    def test_what_is_to_be_checked_stands_on_the_meetings_page_with_its_place_in_words(self, desk):
        meeting = self.open_it(desk)
        rows = list(ToCheck.objects.filter(meeting=meeting))
        assert {row.code for row in rows} <= set(CODES)
        page = page_of(desk.get("/en/desk/meetings/wg3-13"))
        shown = [
            " ".join(each.text_content().split()) for each in page.xpath("//section[@aria-labelledby='check']//li")
        ]
        assert len(shown) == len(rows)
        assert any(
            said.startswith("Does this item stand again? “Impact of the coronavirus disease")
            and said.endswith("item 3, title")
            for said in shown
        )
        dates = [said for said in shown if "A date of last time stands: “31 July 2020”" in said]
        assert len(dates) == 1  # one point for one place, whatever the languages
        assert "item 2, annotation, paragraph 2 (all six languages)" in dates[0]

    def test_the_page_before_shows_all_that_opening_makes(self, desk):
        page = page_of(desk.get(NEW + "&as=wg3-12"))
        parts = page.xpath("//section/@aria-labelledby")
        assert parts == ["meeting", "names", "open", "dropped", "checks", "carried", "shifted", "planned", "due"]
        assert not Meeting.objects.filter(slug="wg3-13").exists()

    def test_what_was_arranged_last_time_stands_on_the_new_days_and_none_of_it_is_asked_for(self, desk):
        last = Meeting.objects.get(slug="wg3-12")
        for day in (last.opens, last.closes):
            hours = [["10:00", "13:00"]]
            Arrangement.objects.create(meeting=last, day=day, sittings=hours, room="Room 2", room_state="confirmed")
        meeting = self.open_it(desk)
        rows = Arrangement.objects.filter(meeting=meeting).order_by("day").values_list("day", "room", "room_state")
        assert list(rows) == [(dt.date(2030, 3, 21), "Room 2", ""), (dt.date(2030, 3, 22), "Room 2", "")]

    def test_of_a_meeting_of_another_body_nothing_is_taken_over(self, desk):
        assert desk.get("/en/desk/meetings/open/new?body=ctoc-cop&as=wg3-12").status_code == 404

    def test_a_meeting_opened_so_can_be_the_last_time_of_the_next_with_its_draft(self, desk):
        self.open_it(desk)
        page = page_of(desk.get(NEW + "&as=wg3-13"))
        assert page.xpath("//input[@name='name_en']/@value") == ["Fourteenth meeting"]
        assert "carried" in page.xpath("//aside//section/@aria-labelledby")

    @pytest.mark.parametrize("code", CODES)
    def test_every_code_has_a_sentence_with_its_facts(self, code):
        facts = dict.fromkeys(CODES[code], "2021") | {"languages": "en fr", "day": "2021-01-02"}
        said = sentence(code, facts, "en")
        assert said != code
        assert "%(" not in said


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_the_same_moment_do_not_open_two_meetings_at_one_address(transactional_db):
    from nemcon.demo.load import load

    load()
    clients = [browser(person(name)) for name in ("Officer One", "Officer Two")]
    forms = [form_at(client) | WORDS | {"name_en": f"Meeting {at}"} for at, client in enumerate(clients)]
    statuses: list[int] = []
    begin = threading.Barrier(2)

    def send(at: int) -> None:
        try:
            begin.wait()
            statuses.append(clients[at].post(ACT, forms[at]).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(at,)) for at in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [303, 422]
    meeting = Meeting.objects.get(slug="wg3-14")
    assert LoggedAct.objects.filter(subject="nemcon:meeting/wg3-14").count() == 1
    assert Draft.objects.filter(meeting=meeting).count() == 1
    assert not connection.in_atomic_block
