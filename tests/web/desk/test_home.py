"""The officer's first page: what waits, what is due, what came in; and what each of them costs."""

import datetime as dt

import lxml.html
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.desk.people import browser, by, person

from nemcon.web.desk.home import grouped
from nemcon.web.desk.seat import Seat, day, moment
from nemcon.web.meetings import planning
from nemcon.web.meetings.models import Body, Deadline, Institution, Meeting
from nemcon.web.record.world import REAL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("case")]
DAY = dt.timedelta(days=1)


def page_of(client, address="/en/desk/"):
    response = client.get(address)
    assert response.status_code == 200
    return lxml.html.fromstring(response.content)


def said(page, name):
    return " ".join(page.xpath(f"//section[@aria-labelledby='{name}']")[0].text_content().split())


def deadline(account, title, at, meeting="wg3-12"):
    held = Meeting.objects.get(slug=meeting)
    facts = {"title": title, "at": at, "whom": "officer", "owner": account}
    return planning.add_deadline(by(account), Institution.objects.get(), held, **facts)


def test_who_is_not_signed_in_is_asked_to_and_who_has_no_role_at_the_desk_finds_nothing(reader):
    assert reader.get("/en/desk/")["Location"] == "/account/login?next=%2Fen%2Fdesk%2F"
    assert browser(person("Nobody", role=None)).get("/en/desk/").status_code == 404


def test_an_empty_desk_says_what_to_do_next(desk):
    page = page_of(desk)
    assert "Nothing waits for you. No deadline is set." in page.text_content()
    assert page.xpath("//section[@aria-labelledby='due']//a/@href") == ["/en/desk/meetings/open/"]
    assert "/en/desk/came-in/register" in page.xpath("//section[@aria-labelledby='came']//a/@href")


def test_what_is_due_stands_by_day_the_earliest_first_and_what_is_met_is_gone(desk, officer):
    now = REAL.now()
    deadline(officer, "late", now - DAY)
    deadline(officer, "in a year", now + 400 * DAY)
    deadline(officer, "in three days", now + 3 * DAY)
    met = deadline(officer, "met", now + DAY)
    planning.meet_deadline(by(officer), met)
    deadline(person("Officer Two"), "of somebody else", now + DAY)
    page = page_of(desk)
    assert page.xpath("//section[@aria-labelledby='due']//td/a/text()") == ["late", "in three days", "in a year"]
    heads = page.xpath("//section[@aria-labelledby='due']//th[@scope='rowgroup']/text()")
    assert heads[0] == "Past"
    assert heads[2] == str((now + 400 * DAY).year)
    assert page.xpath("//section[@aria-labelledby='due']//*[contains(@class, 'broken')]")
    assert "A deadline has passed" in page.xpath("//p[@class='standfirst']")[0].text_content()


def test_whoever_acts_for_an_officer_on_leave_sees_that_officers_lines_marked_so(officer):
    absent = person("Officer Absent")
    acting = person("Officer Acting", covers=absent)
    deadline(absent, "theirs", REAL.now() + DAY)
    meeting = Meeting.objects.get(slug="wg3-12")
    planning.put_to_presiding(by(absent), meeting, what="A question of theirs", whom="The Chair", since=REAL.now())
    page = page_of(browser(acting))
    assert "Officer Absent" in page.xpath("//p[@class='note']")[0].text_content()
    assert "theirs cover" in said(page, "due")
    assert "You, for Officer Absent" in said(page, "due")
    assert "A question of theirs cover" in said(page, "waits")
    assert "theirs" not in said(page_of(browser(officer)), "due")


def test_what_came_in_is_registered_assigned_and_answered(desk, officer):
    form = {"kind": "mail", "received_day": "2026-01-05", "received_hour": "09:12", "sender": "The Chair"}
    form |= {"what": "asks for the draft", "officer": str(officer.pk), "due_day": "2026-01-06", "due_hour": ""}
    response = desk.post("/en/desk/came-in/register", form)
    assert (response.status_code, response["Location"]) == (302, "/en/desk/#came")
    page = page_of(desk)
    assert "The Chair: asks for the draft" in said(page, "came")
    (address,) = page.xpath("//section[@aria-labelledby='came']//td/a/@href")
    late = {"do": "answer", "answered_day": "2026-01-06", "answered_hour": "10:00", "outcome": "by letter"}
    assert desk.post(address, late).status_code == 302
    assert "asks for the draft" not in said(page_of(desk), "came")
    assert "by letter" in page_of(desk, "/en/desk/came-in/").text_content()


def test_what_was_typed_survives_a_refusal_that_says_what_to_do(desk):
    form = {"kind": "mail", "received_day": "2999-01-05", "received_hour": "09:12", "sender": "The <Chair>"}
    response = desk.post("/en/desk/came-in/register", form | {"what": "asks for the draft"})
    page = lxml.html.fromstring(response.content)
    assert response.status_code == 422
    assert "This is still to come" in page.xpath("//*[@role='alert']")[0].text_content()
    assert page.xpath("//input[@name='sender']/@value") == ["The <Chair>"]
    assert page.xpath("//textarea[@name='what']")[0].text_content().strip() == "asks for the draft"


def test_a_decision_is_noted_with_how_it_is_known_and_the_question_leaves_the_desk(desk, officer):
    meeting = Meeting.objects.get(slug="wg3-12")
    form = {"what": "May late comments be reproduced?", "whom": "The Chair", "officer": str(officer.pk)}
    assert desk.post(f"/en/desk/meetings/{meeting.slug}/decisions/add", form).status_code == 302
    (address,) = page_of(desk).xpath("//section[@aria-labelledby='waits']//a/@href")
    refused = desk.post(address, {"decision": "Yes, marked as late.", "how": ""})
    assert refused.status_code == 422
    assert "Yes, marked as late." in refused.content.decode()
    noted = {"decision": "Yes, marked as late.", "how": "Orally, noted by the officer", "decided_day": "2026-01-06"}
    assert desk.post(address, noted).status_code == 302
    assert "No question waits" in said(page_of(desk), "waits")
    assert "Orally, noted by the officer" in page_of(desk, address).text_content()


def test_a_deadline_that_a_rule_gives_is_moved_with_a_reason_only(desk, officer):
    meeting = Meeting.objects.get(slug="wg3-12")
    planning.count_back(by(officer), Institution.objects.get(), meeting)
    row = Deadline.objects.get(code="registration")
    form = {"do": "change", "at_day": "2021-01-20", "at_hour": "10:00", "owner": str(officer.pk), "stands": "ready"}
    refused = desk.post(f"/en/desk/deadlines/{row.id}", form | {"reason": ""})
    assert refused.status_code == 422
    assert "say why it is moved" in refused.content.decode()
    assert desk.post(f"/en/desk/deadlines/{row.id}", form | {"reason": "the portal is late"}).status_code == 302
    row.refresh_from_db()
    assert (row.day, row.reason, row.stands) == (dt.date(2021, 1, 20), "the portal is late", "ready")
    planning.count_back(by(officer), Institution.objects.get(), meeting)
    row.refresh_from_db()
    assert row.day == dt.date(2021, 1, 20)  # counted back again, what was moved with a reason stays


def test_a_clearing_officer_reads_the_desk_and_changes_nothing(officer):
    row = deadline(officer, "mine", REAL.now() + DAY)
    client = browser(person("Director", "clearing officer"))
    assert client.get("/en/desk/").status_code == 200
    assert client.get(f"/en/desk/deadlines/{row.id}").status_code == 200
    assert client.post(f"/en/desk/deadlines/{row.id}", {"do": "meet"}).status_code == 404
    assert client.get("/en/desk/came-in/register").status_code == 404
    came = planning.register(by(officer), kind="mail", received=REAL.now(), sender="s", what="w")
    assert client.get(f"/en/desk/came-in/{came.id}").status_code == 200
    assert client.post(f"/en/desk/came-in/{came.id}").status_code == 404
    assert client.post("/en/desk/deadlines/", {"do": "make"}).status_code == 404


class TestThePrivateCalendar:
    def test_its_address_is_shown_once_gives_the_deadlines_without_signing_in_and_can_be_revoked(
        self, desk, officer, reader
    ):
        deadline(officer, "Answer to the question", REAL.now() + DAY)
        made = desk.post("/en/desk/deadlines/", {"do": "make"})
        (address,) = lxml.html.fromstring(made.content).xpath("//input[@id='address']/@value")
        path = address.partition("testserver")[2]
        given = reader.get(path)
        assert given.status_code == 200
        assert given["Content-Type"].startswith("text/calendar")
        assert given["Cache-Control"] == "no-store"
        assert b"SUMMARY:Answer to the question" in given.content
        assert "key=" not in desk.get("/en/desk/deadlines/").content.decode()
        desk.post("/en/desk/deadlines/", {"do": "revoke"})
        assert reader.get(path).status_code == 404

    def test_a_new_address_makes_the_old_one_void(self, desk, reader):
        first, second = (
            lxml.html.fromstring(desk.post("/en/desk/deadlines/", {"do": "make"}).content)
            .xpath("//input[@id='address']/@value")[0]
            .partition("testserver")[2]
            for _ in range(2)
        )
        assert (reader.get(first).status_code, reader.get(second).status_code) == (404, 200)

    def test_it_ends_with_the_account_and_with_the_role(self, desk, officer, reader):
        made = desk.post("/en/desk/deadlines/", {"do": "make"})
        path = lxml.html.fromstring(made.content).xpath("//input[@id='address']/@value")[0].partition("testserver")[2]
        officer.appointments.update(until=REAL.now())
        assert reader.get(path).status_code == 404
        officer.appointments.update(until=None)
        assert reader.get(path).status_code == 200
        officer.is_active = False
        officer.save()
        assert reader.get(path).status_code == 404

    def test_no_key_finds_nothing(self, reader):
        assert reader.get("/en/desk/deadlines.ics").status_code == 404
        assert reader.get("/en/desk/deadlines.ics?key=").status_code == 404


def test_the_page_costs_as_many_queries_with_thirty_of_each_as_with_one(desk, officer):
    body, now = Body.objects.get(slug="ctoc-cop"), REAL.now()

    def add(first, last):
        for at in range(first, last):
            meeting = Meeting.objects.create(
                slug=f"m{at}",
                body=body,
                names={"en": f"Session {at}"},
                places={},
                zone="Europe/Vienna",
                opens=now.date(),
                closes=now.date(),
            )
            deadline(officer, f"d{at}", now + at * DAY, meeting.slug)
            facts = {"what": "q", "whom": "The Chair", "since": now}
            planning.put_to_presiding(by(officer), meeting, **facts)
            planning.register(
                by(officer), kind="mail", received=now, sender="s", what="w", meeting=meeting, officer=officer
            )

    add(0, 1)
    desk.get("/en/desk/")
    with CaptureQueriesContext(connection) as one:
        desk.get("/en/desk/")
    add(1, 30)
    with CaptureQueriesContext(connection) as many:
        desk.get("/en/desk/")
    assert len(many) == len(one)


class TestWordsOfTime:
    SEAT = Seat("Europe/Vienna", "en", dt.datetime(2020, 11, 17, 8, 40, tzinfo=dt.UTC))

    @pytest.mark.parametrize(
        ("when", "words"),
        [
            ((2020, 11, 17, 17), "today, 6\u00a0p.m."),
            ((2020, 11, 16, 16, 20), "yesterday, 5.20\u00a0p.m."),
            ((2020, 11, 18, 11), "tomorrow, noon"),
            ((2020, 11, 13, 9), "Friday, 10\u00a0a.m."),
            ((2020, 11, 6, 9, 3), "6\u00a0November, 10.03\u00a0a.m."),
            ((2020, 11, 19, 15), "Thursday, 19\u00a0November, 4\u00a0p.m."),
            ((2021, 3, 25, 9), "Thursday, 25\u00a0March 2021, 10\u00a0a.m."),
        ],
    )
    def test_near_days_have_names_and_others_the_date(self, when, words):
        assert moment(dt.datetime(*when, tzinfo=dt.UTC), self.SEAT, inside=True) == words

    def test_the_day_is_that_of_the_seat(self):
        assert moment(dt.datetime(2020, 11, 16, 23, 30, tzinfo=dt.UTC), self.SEAT) == "Today, 12.30\u00a0a.m."

    @pytest.mark.parametrize("language", ["ar", "zh", "en", "fr", "ru", "es"])
    def test_a_day_of_this_year_is_said_without_the_year_in_every_language(self, language):
        seat = Seat("Europe/Vienna", language, self.SEAT.now)
        assert "2020" not in day(dt.date(2020, 12, 1), seat, short=True)
        assert "2021" in day(dt.date(2021, 3, 1), seat, short=True)

    def test_deadlines_are_grouped_past_then_by_day_then_by_year(self):
        def row(at):
            return Deadline(at=at, title="x")

        rows = [row(self.SEAT.now + days * DAY) for days in (-2, -1, 0.1, 3, 20, 200)]
        groups = grouped(rows, self.SEAT, set())
        assert [(group.heading, len(group.rows)) for group in groups] == [
            ("Past", 2),
            ("Today", 1),
            ("Friday, 20\u00a0November", 1),
            ("Later this year", 1),
            ("2021", 1),
        ]
