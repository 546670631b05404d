"""The pages of the public site, read as a visitor reads them."""

import datetime as dt

import lxml.html
import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nemcon.core.languages import LANGUAGES
from nemcon.web.meetings.actions import convene_meeting, establish_body, found_institution
from nemcon.web.meetings.models import Body
from nemcon.web.papers.actions import publish
from nemcon.web.papers.models import Document
from nemcon.web.papers.rendering import masthead_only
from nemcon.web.public.shelf import Shelf
from nemcon.web.record.perform import by_command

AGENDA = "CTOC/COP/WG.3/2021/1"
PAGES = (
    "/",
    "/bodies/",
    "/bodies/ctoc-cop-wg-3",
    "/meetings/",
    "/meetings/wg3-12",
    "/documents/",
    "/search?q=COVID-19",
    f"/{AGENDA}",
    "/CTOC/COP/WG.3/2020/2",
    "/record/",
)


@pytest.mark.django_db
@pytest.mark.usefixtures("case")
class TestReadingTheCase:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("address", PAGES)
    def test_every_page_is_there_in_every_language_with_one_heading_and_its_direction(self, reader, language, address):
        response = reader.get(f"/{language}{address}")

        assert response.status_code == 200
        page = lxml.html.fromstring(response.content)
        assert page.get("lang") == language
        assert page.get("dir") == ("rtl" if language == "ar" else "ltr")
        assert len(page.findall(".//h1")) == 1
        assert response["Content-Language"] == language

    def test_no_page_holds_a_style_or_a_script_within_itself(self, reader):
        for address in PAGES:
            page = lxml.html.fromstring(reader.get(f"/en{address}").content)
            assert not page.xpath("//style | //script | //@style | //@onclick")

    def test_the_language_switch_leads_to_the_same_page(self, reader):
        page = lxml.html.fromstring(reader.get(f"/fr/{AGENDA}").content)
        led = {link.get("hreflang"): link.get("href") for link in page.xpath("//ul[@class='tongues']//a")}
        assert led == {language: f"/{language}/{AGENDA}" for language in LANGUAGES}
        assert list(led) == ["ar", "zh", "en", "fr", "ru", "es"]

    def test_all_anchors_of_the_agenda_exist_once(self, reader):
        for language in LANGUAGES:
            page = lxml.html.fromstring(reader.get(f"/{language}/{AGENDA}").content)
            ids = page.xpath("//@id")
            assert len(ids) == len(set(ids))
            assert {href[1:] for href in page.xpath("//a/@href[starts-with(., '#')]")} <= set(ids)

    def test_symbols_in_the_agenda_lead_to_documents_that_exist(self, reader):
        page = lxml.html.fromstring(reader.get(f"/es/{AGENDA}").content)
        links = page.xpath("//main//a[@class='symbol']/@href")
        assert "/es/CTOC/COP/WG.3/2020/4" in links
        assert all(reader.get(link).status_code == 200 for link in set(links))

    def test_the_front_page_tells_coming_meetings_from_past_ones_by_the_day_at_the_seat(self, reader):
        body = Body.objects.get(slug="ctoc-cop-wg-3")
        soon = dt.date.today() + dt.timedelta(days=30)
        facts = {"body": body, "places": {"en": "Vienna"}, "zone": "Europe/Vienna"}
        convene_meeting(by_command(), slug="next", names={"en": "Next meeting"}, opens=soon, closes=soon, **facts)
        page = lxml.html.fromstring(reader.get("/en/").content)
        coming = page.xpath("//section[@aria-labelledby='coming']//li//a/@href")
        past = page.xpath("//section[@aria-labelledby='past']//li//a/@href")
        assert coming == ["/en/meetings/next"]
        assert past == ["/en/meetings/wg3-12", "/en/meetings/wg3-11"]

    def test_a_name_without_translation_is_shown_in_its_own_language_and_marked(self, reader):
        establish_body(by_command(), slug="forum", names={"fr": "Forum des États"})
        page = lxml.html.fromstring(reader.get("/ar/bodies/forum").content)
        (span,) = page.xpath("//h1/span")
        assert (span.text, span.get("lang"), span.get("dir")) == ("Forum des États", "fr", "ltr")

    def test_what_an_institution_writes_cannot_become_markup(self, reader):
        establish_body(by_command(), slug="sly", names={"en": "<script>alert(1)</script> & Sons"})
        content = reader.get("/en/bodies/sly").content.decode()
        assert "<script>" not in content
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Sons" in content

    def test_a_language_that_the_institution_gave_up_is_not_there_and_one_that_it_took_up_is(self, reader, run_jobs):
        facts = {"names": {"en": "House of Meetings"}, "seats": "Vienna", "zone": "Europe/Vienna"}
        found_institution(by_command(), **facts, languages=["en", "fr"])
        run_jobs()
        assert reader.get(f"/ru/{AGENDA}").status_code == 404
        assert "/ru/" not in reader.get("/en/").content.decode()
        assert "House of Meetings" in reader.get(f"/fr/{AGENDA}").content.decode()
        found_institution(by_command(), **facts, languages=["en", "ru"])
        assert "papers.render_all" in run_jobs()
        assert reader.get(f"/ru/{AGENDA}").status_code == 200
        assert reader.get(f"/fr/{AGENDA}").status_code == 404

    def test_there_is_nothing_at_other_addresses_and_it_is_said_in_the_language_of_the_address(self, reader):
        for address in (
            "/en/nothing",
            "/en/bodies/none",
            "/en/meetings/none",
            "/en/A/1",
            "/A/1",
            "/en/documents/?body=no",
        ):
            assert reader.get(address).status_code == 404
        assert "По этому адресу ничего нет" in reader.get("/ru/A/1").content.decode()
        assert "此地址没有内容" in reader.get("/nothing", headers={"Accept-Language": "zh-CN"}).content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("case")
class TestBeingKeptByCaches:
    @pytest.mark.parametrize("address", [*PAGES, "/documents.atom", f"/{AGENDA}?as=ics", f"/{AGENDA}?as=json"])
    def test_a_page_that_has_not_changed_is_answered_304(self, reader, address):
        first = reader.get(f"/en{address}")
        assert first["Cache-Control"] == "public, max-age=60"
        again = reader.get(f"/en{address}", headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        since = reader.get(f"/en{address}", headers={"If-Modified-Since": first["Last-Modified"]})
        assert since.status_code == 304

    def test_a_304_costs_one_query(self, reader):
        etag = reader.get(f"/en/{AGENDA}")["ETag"]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert reader.get(f"/en/{AGENDA}", headers={"If-None-Match": etag}).status_code == 304
        assert len(queries) == 1

    def test_a_page_made_before_is_answered_again_with_one_query_until_something_changes(self, reader):
        first = reader.get(f"/fr/{AGENDA}")
        with CaptureQueriesContext(connection) as queries:
            again = reader.get(f"/fr/{AGENDA}")
        assert len(queries) == 1
        assert (again.content, again["ETag"], again["Link"]) == (first.content, first["ETag"], first["Link"])
        establish_body(by_command(), slug="ctoc-cop", prefix="CTOC/COP", names={"fr": "Conférence nouvelle"})
        assert "Conférence nouvelle" in reader.get("/fr/bodies/ctoc-cop-wg-3").content.decode()

    def test_a_search_is_made_anew_each_time(self, reader):
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                reader.get("/en/search?q=pandemic")
            assert len(queries) > 1

    def test_whatever_changes_what_the_public_reads_changes_the_etag(self, reader):
        etag = reader.get("/en/")["ETag"]
        establish_body(by_command(), slug="another", names={"en": "Another body"})
        assert reader.get("/en/", headers={"If-None-Match": etag}).status_code == 200

    def test_the_same_facts_again_change_no_etag(self, reader):
        from nemcon.demo.load import load

        etag = reader.get("/en/")["ETag"]
        load()
        assert reader.get("/en/")["ETag"] == etag

    def test_no_page_sets_a_cookie_or_varies_by_one(self, reader):
        for address in PAGES:
            response = reader.get(f"/en{address}")
            assert not response.cookies
            assert "Cookie" not in response.get("Vary", "")


def lists_of(count: int) -> None:
    """An institution with `count` bodies, meetings and documents, each belonging to one another."""
    above = establish_body(by_command(), slug="above", names={"en": "Above", "fr": "Au-dessus"}, prefix="B")
    for at in range(count):
        body = establish_body(
            by_command(), slug=f"body-{at}", names={"en": f"Body {at}"}, prefix=f"B/WG.{at}", parent=above
        )
        day = dt.date(2020, 1, 1 + at)
        facts = {"names": {"en": f"Meeting {at}"}, "places": {"en": "Vienna"}, "zone": "Europe/Vienna"}
        meeting = convene_meeting(by_command(), slug=f"of-body-{at}", body=body, opens=day, closes=day, **facts)
        convene_meeting(by_command(), slug=f"of-above-{at}", body=above, opens=day, closes=day, **facts)
        titles = {"en": f"Report {at}", "fr": f"Rapport {at}"}
        record = masthead_only(symbol=f"B/WG.{at}/1", titles=titles, date=day, body={"en": "Body"})
        publish(by_command(), symbol=f"B/WG.{at}/1", agenda=record, body=above, meeting=meeting)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/bodies/",
        "/bodies/above",
        "/meetings/",
        "/meetings/of-body-0",
        "/documents/",
        "/documents.atom",
        "/search?q=report",
    ],
)
def test_a_list_costs_as_many_queries_with_three_entries_as_with_one(reader: Client, address: str, case: None):
    lists_of(1)
    with CaptureQueriesContext(connection) as one:
        assert reader.get(f"/en{address}").status_code == 200
    lists_of(3)
    with CaptureQueriesContext(connection) as three:
        assert reader.get(f"/en{address}").status_code == 200
    assert len(three) == len(one)


@pytest.mark.django_db
@pytest.mark.usefixtures("case")
def test_a_long_list_is_read_to_its_end_page_by_page_without_missing_or_doubling_any(reader: Client):
    for number in range(45):
        day = dt.date(2019, 1, 1 + number % 3)  # many of one day: the key must tell them apart
        record = masthead_only(symbol=f"X/{number}", titles={"en": f"Paper {number}"}, date=day)
        publish(by_command(), symbol=f"X/{number}", agenda=record)
    found: list[str] = []
    address: str | None = "/en/documents/"
    while address:
        page = lxml.html.fromstring(reader.get(address).content)
        found += page.xpath("//tbody//a[@class='symbol']/text()")
        following = page.xpath("//a[@rel='next']/@href")
        address = f"/en/documents/{following[0]}" if following else None
    assert len(found) == len(set(found)) == Document.objects.count()


def test_the_shelf_holds_no_more_than_its_room_and_lets_go_what_was_not_asked_for():
    shelf = Shelf(room=1000)
    for number in range(20):
        shelf.put((str(number),), HttpResponse(b"x" * 90))
        assert shelf.get(("0",)) is not None  # asked for all the time
    kept = [number for number in range(20) if shelf.get((str(number),))]
    assert kept == [0, *range(10, 20)]
    shelf.put(("large",), HttpResponse(b"x" * 101))
    assert shelf.get(("large",)) is None


@pytest.mark.usefixtures("no_institution")
def test_before_there_is_an_institution_every_page_says_how_to_make_one(reader: Client):
    response = reader.get("/fr/")
    assert response.status_code == 503
    assert "nemcon setup" in response.content.decode()
    assert reader.get("/").status_code == 503
    assert reader.get("/healthz").status_code == 200
