"""Meetings at the desk: the list, a meeting's page, its days, the calendar of the year, holidays and rules."""

import datetime as dt

import lxml.html
import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.desk.people import browser, by, person

from nemcon.core.slots import USUAL
from nemcon.web.drafting import actions as drafting
from nemcon.web.meetings import planned, planning
from nemcon.web.meetings.actions import convene_meeting, establish_body
from nemcon.web.meetings.models import (
    Arrangement,
    Body,
    Deadline,
    HolidayYear,
    Institution,
    Meeting,
    RuleProfile,
    ToCheck,
)
from nemcon.web.record.perform import NotAllowed, by_command
from nemcon.web.record.world import REAL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("case")]
MEETING = "/en/desk/meetings/wg3-12"


@pytest.fixture
def meeting():
    return Meeting.objects.get(slug="wg3-12")


def page_of(client, address=MEETING):
    response = client.get(address)
    assert response.status_code == 200
    return lxml.html.fromstring(response.content)


def words(element):
    return " ".join(" ".join(element.itertext()).split())


class TestThePageOfAMeeting:
    def test_it_tells_where_the_meeting_stands_from_what_is_known(self, desk, sign):
        sign()
        steps = [words(step) for step in page_of(desk).xpath("//ol[@class='chain']/li")]
        assert steps[0] == "Dates convened 11 September 2020"
        assert steps[1] == "Agenda published"
        assert steps[2] == "Annotated agenda released 11 December 2020"
        assert steps[3] == "Registration no day set"
        assert steps[-1].startswith("Endorsement")
        assert page_of(desk).xpath("//li[@aria-current='step']/b/text()") == ["Registration"]

    def test_documents_released_stand_with_their_languages_and_drafts_without_a_number(self, desk, officer, meeting):
        drafting.plan_paper(officer, meeting, title="Report on the meeting", now=REAL.now())
        rows = page_of(desk).xpath("//section[@aria-labelledby='documents']//tbody/tr")
        shown = [words(row) for row in rows]
        assert shown[0].startswith("CTOC/COP/WG.3/2021/1 Annotated provisional agenda")
        assert shown[-1].startswith("number at release Report on the meeting planned")

    def test_its_last_acts_are_those_of_the_record(self, desk, sign):
        sign()
        happened = words(page_of(desk).xpath("//section[@aria-labelledby='before']")[0])
        assert "CTOC/COP/WG.3/2021/1 was published." in happened

    def test_points_to_check_are_ticked_off_with_who_and_when_and_can_be_opened_again(self, desk, officer, meeting):
        for at in (1, 2):
            ToCheck.objects.create(meeting=meeting, position=at, code=f"code.{at}", facts={})
        desk.post(MEETING, {"shown": ["1", "2"], "checked": ["2"]})
        first, second = ToCheck.objects.filter(meeting=meeting).order_by("position")
        assert (first.ticked, second.by) == (None, officer)
        when = second.ticked
        browser(person("Officer Two")).post(MEETING, {"shown": ["1", "2"], "checked": ["1", "2"]})
        second.refresh_from_db()
        assert (second.by, second.ticked) == (officer, when)  # who ticked it first stays
        desk.post(MEETING, {"shown": ["1"]})  # a page that did not show the second changes nothing of it
        assert list(ToCheck.objects.filter(meeting=meeting, ticked=None).values_list("position", flat=True)) == [1]

    def test_days_are_entered_with_rooms_and_what_was_typed_survives(self, desk, meeting):
        form = {
            "sittings-0": "10:00–13:00",
            "room-0": "Conference room 2",
            "room_state-0": "held",
            "sittings-1": "late",
        }
        refused = desk.post(f"{MEETING}/days", form)
        assert refused.status_code == 422
        assert "Conference room 2" in refused.content.decode()
        assert not Arrangement.objects.exists()
        assert desk.post(f"{MEETING}/days", form | {"sittings-1": ""}).status_code == 302
        days = words(page_of(desk).xpath("//section[@aria-labelledby='days']")[0])
        assert "Conference room 2, held" in days
        assert "10 a.m.–1 p.m." in days

    def test_deadlines_are_counted_back_on_working_days_and_moved_when_holidays_are_entered(
        self, desk, officer, meeting
    ):
        desk.post(f"{MEETING}/deadlines")
        row = Deadline.objects.get(meeting=meeting, code="registration")
        assert row.day == dt.date(2021, 1, 14)
        planning.enter_holidays(by(officer), 2021, {dt.date(2021, 1, 14): "A day of the house"})
        desk.post(f"{MEETING}/deadlines")
        row.refresh_from_db()
        assert row.day == dt.date(2021, 1, 13)
        assert "moved from Thursday, 14 January: holiday (A day of the house)" in words(
            page_of(desk, f"/en/desk/deadlines/{row.id}")
        )

    def test_what_one_may_not_plan_is_not_there(self, meeting):
        clearing = browser(person("Director", "clearing officer"))
        assert clearing.get(MEETING).status_code == 200
        for address in ("days", "deadlines/add", "decisions/add"):
            assert clearing.get(f"{MEETING}/{address}").status_code == 404
        assert clearing.post(MEETING, {"shown": "1"}).status_code == 404
        assert clearing.post(f"{MEETING}/deadlines").status_code == 404

    def test_it_is_printed_in_arabic_from_right_to_left(self, desk):
        page = page_of(desk, "/ar/desk/meetings/wg3-12")
        assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")


class TestTheList:
    def test_meetings_are_chosen_by_body_and_year(self, desk):
        def shown(query=""):
            return [
                href.rpartition("/")[2]
                for href in page_of(desk, f"/en/desk/meetings/{query}").xpath("//tbody//th/a/@href")
            ]

        assert shown() == ["wg3-12", "wg3-11"]
        assert shown("?year=2020") == ["wg3-11"]
        assert shown("?body=ctoc-cop") == []
        assert desk.get("/en/desk/meetings/?body=none").status_code == 404
        assert shown("?year=xx") == ["wg3-12", "wg3-11"]

    def test_a_long_list_is_read_to_its_end(self, desk):
        body = Body.objects.get(slug="ctoc-cop")
        for at in range(120):
            day = dt.date(2022, 1, 1) + dt.timedelta(days=at // 2)
            Meeting.objects.create(
                slug=f"m{at}", body=body, names={"en": "x"}, places={}, zone="UTC", opens=day, closes=day
            )
        seen, address = [], "/en/desk/meetings/?body=ctoc-cop"
        while address:
            page = page_of(desk, address)
            seen += page.xpath("//tbody//th/a/@href")
            more = page.xpath("//p[contains(@class, 'below')]/a[contains(@href, 'after=')]/@href")
            address = f"/en/desk/meetings/{more[0]}" if more else ""
        assert len(seen) == len(set(seen)) == 120


class TestTheCalendarOfTheYear:
    def test_it_shows_all_bodies_holidays_and_clashes(self, desk, officer):
        firearms = establish_body(by_command(), slug="wg-6", names={"en": "Working Group on Firearms"})
        other = convene_meeting(
            by_command(),
            slug="wg6-8",
            body=firearms,
            names={"en": "Eighth meeting"},
            places={"en": "Vienna"},
            zone="Europe/Vienna",
            opens=dt.date(2021, 3, 26),
            closes=dt.date(2021, 3, 26),
        )
        planning.enter_holidays(by(officer), 2021, {dt.date(2021, 3, 26): "House day"})
        for each in (other, Meeting.objects.get(slug="wg3-12")):
            Arrangement.objects.create(meeting=each, day=dt.date(2021, 3, 26), room="Room 2")
        page = page_of(desk, "/en/desk/meetings/calendar/2021")
        row = words(page.xpath("//tr[@id='wg6-8']")[0])
        assert "The same room, Room 2, is entered for Working Group on International Cooperation" in row
        assert "26 March 2021 is a holiday: House day." in row
        assert "2 cannot stay as they are." in page.text_content()
        assert page.xpath("//th[@scope='rowgroup']/text()") == ["March"]

    def test_it_costs_as_many_queries_with_many_meetings_as_with_few(self, desk):
        body = Body.objects.get(slug="ctoc-cop")

        def cost():
            with CaptureQueriesContext(connection) as queries:
                desk.get("/en/desk/meetings/calendar/2021")
            return len(queries)

        few = cost()
        for at in range(30):
            day = dt.date(2021, 3, 1)
            Meeting.objects.create(
                slug=f"m{at}", body=body, names={"en": "x"}, places={}, zone="UTC", opens=day, closes=day
            )
        assert cost() == few

    def test_years_that_no_calendar_here_has_are_not_there(self, desk):
        assert desk.get("/en/desk/meetings/calendar/1").status_code == 404


class TestHolidays:
    ADDRESS = "/en/desk/meetings/holidays/2021"

    def test_they_are_entered_a_line_a_day(self, desk):
        typed = "2021-04-02 Good Friday\r\n13 May 2021: Eid al-Fitr"
        assert desk.post(self.ADDRESS, {"days": typed, "weekend": ["5", "6"], "do": "enter"}).status_code == 302
        held = HolidayYear.objects.get(year=2021)
        assert held.days == {"2021-04-02": "Good Friday", "2021-05-13": "Eid al-Fitr"}
        observed = planned.observed(Institution.objects.get(), 2021)
        assert (observed.first_year, observed.last_year) == (2021, 2021)
        assert "2021-05-13 Eid al-Fitr" in page_of(desk, self.ADDRESS).text_content()

    def test_a_line_that_is_not_understood_saves_nothing_and_stays(self, desk):
        response = desk.post(self.ADDRESS, {"days": "2021-04-02 Good Friday\nEaster", "weekend": "5", "do": "enter"})
        assert response.status_code == 422
        assert "This line is not understood: Easter" in response.content.decode()
        assert "2021-04-02 Good Friday\nEaster" in lxml.html.fromstring(response.content).xpath("//textarea")[0].text
        assert not HolidayYear.objects.exists()

    def test_a_calendar_file_is_read_into_the_list_and_saved_by_the_next_act(self, desk):
        file = SimpleUploadedFile(
            "holidays.ics",
            b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20210402\r\nSUMMARY:Good Friday\r\n"
            b"END:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20220415\r\nSUMMARY:Next\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        )
        response = desk.post(self.ADDRESS, {"days": "2021-01-01 New Year", "do": "bring", "file": file})
        typed = lxml.html.fromstring(response.content).xpath("//textarea")[0].text.strip()
        assert typed == "2021-01-01 New Year\n2021-04-02 Good Friday"
        assert not HolidayYear.objects.exists()

    def test_years_are_joined_as_far_as_they_are_entered_without_a_gap(self, officer):
        institution = Institution.objects.get()
        for year in (2017, 2019, 2020, 2021):
            planning.enter_holidays(by(officer), year, {})
        observed = planned.observed(institution, 2020)
        assert (observed.first_year, observed.last_year) == (2019, 2021)
        assert planned.observed(institution, 2022).last_year == 2021
        assert planned.observed(institution, 2024) is None


class TestRules:
    ADDRESS = "/en/desk/meetings/rules/ctoc-cop-wg-3"

    def form(self, desk):
        page = page_of(desk, self.ADDRESS)
        return dict(page.xpath("//form[contains(@class, 'rules')]")[0].form_values()) | {"do": "set"}

    def test_a_body_without_rules_has_the_usual_ones_and_saving_them_makes_them_its_own(self, desk):
        assert desk.post(self.ADDRESS, self.form(desk)).status_code == 302
        held = msgspec.convert(RuleProfile.objects.get().profile, type(USUAL))
        assert held == USUAL
        assert planned.profile_of(Body.objects.get(slug="ctoc-cop-wg-3"))[1].slug == "ctoc-cop-wg-3"

    def test_rules_of_the_body_above_hold_for_the_one_below(self, officer):
        above = Body.objects.get(slug="ctoc-cop")
        planning.set_rules(by(officer), above, msgspec.structs.replace(USUAL, terms=USUAL.terms[:1]))
        profile, whose = planned.profile_of(Body.objects.select_related("parent").get(slug="ctoc-cop-wg-3"))
        assert (len(profile.terms), whose) == (1, above)

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"term-0-before": "soon"}, "a number of weeks or days"),
            ({"term-0-source": ""}, "names no source"),
            ({"term-0-clock": "23:30"}, "outside the working hours"),
            ({"limit-0-words": "many"}, "a number of words"),
        ],
    )
    def test_what_is_no_rule_saves_nothing_and_stays_as_typed(self, desk, wrong, said):
        response = desk.post(self.ADDRESS, self.form(desk) | wrong)
        assert response.status_code == 422
        assert said in response.content.decode()
        (name, typed), *_ = wrong.items()
        assert lxml.html.fromstring(response.content).xpath(f"//input[@name='{name}']/@value") == [typed]
        assert not RuleProfile.objects.exists()

    def test_a_body_gives_up_its_own_rules(self, desk):
        desk.post(self.ADDRESS, self.form(desk))
        desk.post(self.ADDRESS, {"do": "drop"})
        assert not RuleProfile.objects.exists()


def test_every_way_in_for_planning_asks_for_its_permission(officer):
    import inspect

    ways = [
        function
        for name, function in vars(planning).items()
        if inspect.isfunction(function) and function.__module__ == planning.__name__ and not name.startswith("_")
    ]
    assert len(ways) > 10
    for function in ways:
        facts = {
            name: None
            for name, parameter in inspect.signature(function).parameters.items()
            if name != "by" and parameter.kind is not inspect.Parameter.VAR_KEYWORD
        }
        with pytest.raises(NotAllowed):
            function(by(officer, "clearing officer"), **facts)


@pytest.mark.parametrize("address", ["holidays/2021", "rules/ctoc-cop-wg-3"])
def test_a_form_that_says_nothing_saves_nothing(desk, address):
    assert desk.post(f"/en/desk/meetings/{address}").status_code == 404
    assert not HolidayYear.objects.exists()
    assert not RuleProfile.objects.exists()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    "address",
    [
        "",
        "deadlines/",
        "came-in/",
        "came-in/register",
        "meetings/",
        "meetings/open/",
        "meetings/open/new?body=ctoc-cop-wg-3&as=wg3-12",
        "meetings/open/new?body=ctoc-cop",
        "meetings/calendar/2021",
        "meetings/holidays/",
        "meetings/holidays/2021",
        "meetings/rules/ctoc-cop-wg-3",
        "meetings/wg3-12",
        "meetings/wg3-12/days",
        "meetings/wg3-12/deadlines",
        "meetings/wg3-12/deadlines/add",
        "meetings/wg3-12/decisions/add",
    ],
)
def test_every_page_has_one_heading_one_filled_button_at_most_and_nothing_inline(desk, language, address):
    response = desk.get(f"/{language}/desk/{address}")
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    page = lxml.html.fromstring(response.content)
    assert len(page.xpath("//h1")) == 1
    assert len(page.xpath("//*[contains(concat(' ', @class, ' '), ' first ')]")) <= 1
    assert not page.xpath("//style | //script[not(@src)] | //@style | //@onclick")
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {each[1:] for each in page.xpath("//a/@href[starts-with(., '#')]")} <= set(ids)
    assert set(page.xpath("//label/@for")) <= set(ids)
    assert all(table.find("caption") is not None for table in page.xpath("//table"))
