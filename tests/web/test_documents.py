"""Documents by symbol: how they come in, under which addresses they are found, in which forms they are taken."""

import datetime as dt
import hashlib
import json
from urllib.parse import quote

import icalendar
import lxml.etree
import lxml.html
import pytest
from msgspec.structs import replace

from nemcon.core import agenda as agendas
from nemcon.core.agenda import Agenda, Block, Item, Masthead, Paper
from nemcon.core.languages import LANGUAGES
from nemcon.core.passage import Mark
from nemcon.web.meetings.actions import BadFacts
from nemcon.web.papers import files
from nemcon.web.papers.actions import file_of, publish, withdraw
from nemcon.web.papers.formats import FORMATS
from nemcon.web.papers.models import Document, Form, StoredFile, Version
from nemcon.web.papers.rendering import masthead_only
from nemcon.web.record import selectors
from nemcon.web.record.perform import by_command

AGENDA = "CTOC/COP/WG.3/2021/1"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("case")]


def an_agenda(title: str = "Provisional agenda", cited: str = "X/9") -> Agenda:
    """A small agenda in English which names a document."""
    paper = Paper(title="Report", symbol=cited)
    text = f"See {cited}."
    block = Block(text=text, marks=(Mark(4, 4 + len(cited), "symbol", cited),))
    item = Item(number="1", title="Opening", annotation=(block,), documentation=(paper,))
    return Agenda(language="en", masthead=Masthead(symbol="X/1", title=title, date=dt.date(2021, 5, 4)), items=(item,))


class TestAddresses:
    def test_a_bare_symbol_leads_on_in_the_language_of_the_browser_and_says_that_it_varies(self, reader):
        for asked, language in (("fr-CH, fr;q=0.9, en;q=0.8", "fr"), ("zh-Hant", "zh"), ("de, sv", "en"), ("", "en")):
            response = reader.get(f"/{AGENDA}", headers={"Accept-Language": asked})
            assert (response.status_code, response["Location"]) == (302, f"/{language}/{AGENDA}")
            assert "Accept-Language" in response["Vary"]

    def test_a_bare_symbol_keeps_the_form_that_was_asked_for(self, reader):
        response = reader.get(f"/{AGENDA}?as=json", headers={"Accept-Language": "es"})
        assert response["Location"] == f"/es/{AGENDA}?as=json"

    def test_the_asterisk_of_a_reissue_leads_to_the_document(self, reader):
        response = reader.get(f"/en/{AGENDA}*")
        assert (response.status_code, response["Location"]) == (301, f"/en/{AGENDA}")
        assert reader.get(f"/{AGENDA}*")["Location"].endswith(f"/{AGENDA}")

    def test_a_slash_too_many_leads_to_the_document(self, reader):
        response = reader.get(f"/en/{AGENDA}/")
        assert (response.status_code, response["Location"]) == (301, f"/en/{AGENDA}")

    def test_each_half_of_a_joint_symbol_leads_to_the_one_document(self, reader):
        joint = "E/CN.7/2019/CRP.13-E/CN.15/2019/CRP.9"
        publish(
            by_command(),
            symbol=joint,
            agenda=masthead_only(symbol=joint, titles={"en": "Joint"}, date=dt.date(2019, 3, 1)),
        )
        assert reader.get(f"/en/{joint}").status_code == 200
        for half in joint.split("-"):
            assert reader.get(f"/en/{half}")["Location"] == f"/en/{joint}"

    @pytest.mark.parametrize(
        "symbol",
        ["X/1/Rev.1", "X/1/Add.1", "X/1/Corr.2", "ICCD/COP(15)/CST/1", "XIX ATCM/INF 2", "A/C.3/67/L.44/Rev.1"],
    )
    def test_symbols_of_every_kind_are_addresses(self, reader, symbol):
        publish(
            by_command(),
            symbol=symbol,
            agenda=masthead_only(symbol=symbol, titles={"en": "Paper"}, date=dt.date(2019, 3, 1)),
        )
        page = reader.get(f"/en/{quote(symbol)}")
        assert page.status_code == 200
        (canonical,) = lxml.html.fromstring(page.content).xpath("//link[@rel='canonical']/@href")
        assert reader.get(canonical).status_code == 200

    def test_another_way_to_write_a_symbol_leads_to_its_address(self, reader):
        symbol = "X/1/Add.1"
        publish(
            by_command(),
            symbol=symbol,
            agenda=masthead_only(symbol=symbol, titles={"en": "Paper"}, date=dt.date(2019, 3, 1)),
        )
        assert reader.get("/en/X/1/ADD.1")["Location"] == "/en/X/1/Add.1"

    def test_a_symbol_in_small_letters_is_none(self, reader):
        assert reader.get(f"/en/{AGENDA.lower()}").status_code == 404


class TestForms:
    def test_the_page_names_its_machine_readable_forms_and_other_languages_in_its_header(self, reader):
        link = reader.get(f"/en/{AGENDA}")["Link"]
        for form, kind in FORMATS.items():
            assert f'</en/{AGENDA}?as={form}>; rel="alternate"; type="{kind.media_type.split(";")[0]}"' in link
        assert f'</ar/{AGENDA}>; rel="alternate"; hreflang="ar"' in link
        assert f'</en/{AGENDA}>; rel="canonical"' in link

    def test_the_json_is_the_agenda_in_the_language_of_the_address(self, reader):
        for language in LANGUAGES:
            response = reader.get(f"/{language}/{AGENDA}?as=json")
            assert response["Content-Type"] == "application/json"
            agenda = agendas.decode(response.content)
            assert agenda.language == language
            assert len(agenda.items) == 5

    def test_the_json_in_the_original_language_holds_the_translations(self, reader):
        assert set(agendas.decode(reader.get(f"/en/{AGENDA}?as=json").content).translations) == set(LANGUAGES) - {"en"}

    @pytest.mark.parametrize("form", ["pdf", "docx", "html", "txt", "json"])
    def test_a_file_is_made_once_and_is_what_its_hash_says(self, reader, form):
        first = reader.get(f"/ru/{AGENDA}?as={form}")
        assert first.status_code == 200
        assert first["Content-Type"] == FORMATS[form].media_type
        held = Form.objects.get(form=form, language="ru", document__symbol=AGENDA)
        assert hashlib.sha256(first.content).hexdigest() == held.file_id
        assert reader.get(f"/ru/{AGENDA}?as={form}").content == first.content
        assert Form.objects.filter(form=form, language="ru").count() == 1
        assert f"CTOC-COP-WG.3-2021-1-ru.{FORMATS[form].ending}" in first["Content-Disposition"]

    def test_a_file_by_its_hash_may_be_kept_for_ever(self, reader):
        reader.get(f"/en/{AGENDA}?as=txt")
        sha256 = Form.objects.get(form="txt", language="en").file_id
        response = reader.get(f"/files/{sha256}/agenda.txt")
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert reader.get(f"/files/{sha256}/a", headers={"If-None-Match": response["ETag"]}).status_code == 304
        assert reader.get(f"/files/{'0' * 64}/agenda.txt").status_code == 404

    def test_an_unknown_form_is_not_there_and_a_document_without_text_has_none(self, reader):
        assert reader.get(f"/en/{AGENDA}?as=exe").status_code == 404
        assert reader.get("/en/CTOC/COP/WG.3/2020/2?as=pdf").status_code == 404
        assert reader.get("/en/CTOC/COP/WG.3/2020/2?as=ics").status_code == 404

    def test_every_file_is_made_before_the_act_that_commits_to_it(self):
        held = Document.objects.get(symbol=AGENDA)
        row = selectors.row_of_call(held.act)
        said = selectors.act_at(row.log_id, row.seq).content
        forms = Form.objects.filter(document=held)
        assert forms.count() == len(LANGUAGES) * len(FORMATS)
        assert {(f.language, f.form): f.file_id for f in forms} == {
            (language, form): sha256 for language, own in said.files.items() for form, sha256 in own.items()
        }
        assert all(hashlib.sha256(files.read(form.file_id)).hexdigest() == form.file_id for form in forms)

    def test_sittings_stand_in_the_zone_of_the_seat_and_keep_their_ids(self, reader):
        calendar = icalendar.Calendar.from_ical(reader.get("/en/meetings/wg3-12/programme.ics").content)
        sittings = calendar.walk("VEVENT")
        assert [each.decoded("dtstart").isoformat() for each in sittings] == [
            "2021-03-25T10:00:00+01:00",
            "2021-03-25T15:00:00+01:00",
            "2021-03-26T10:00:00+01:00",
            "2021-03-26T15:00:00+01:00",
        ]
        assert sittings[0].decoded("dtend").astimezone(dt.UTC).hour == 12
        assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Vienna"]
        ids = {str(each["UID"]) for each in sittings}
        assert len(ids) == 4
        in_arabic = icalendar.Calendar.from_ical(reader.get(f"/ar/{AGENDA}?as=ics").content)
        assert {str(each["UID"]) for each in in_arabic.walk("VEVENT")} == ids

    @pytest.mark.parametrize(
        ("language", "summary"),
        [
            ("en", "Working Group on International Cooperation: 1 (a), 1 (b), 2"),
            ("fr", "Groupe de travail sur la coopération internationale\u00a0: 1 a), 1 b), 2"),
            ("zh", "国际合作工作组：1(a)、1(b)、2"),
            ("ar", "الفريق العامل المعني بالتعاون الدولي: 1 (أ)، 1 (ب)، 2"),
        ],
    )
    def test_a_sitting_is_named_with_the_signs_of_the_language(self, reader, language, summary):
        calendar = icalendar.Calendar.from_ical(reader.get(f"/{language}/{AGENDA}?as=ics").content)
        assert str(calendar.walk("VEVENT")[0]["SUMMARY"]) == summary

    def test_no_line_is_longer_than_75_octets(self, reader):
        for line in reader.get(f"/ru/{AGENDA}?as=ics").content.split(b"\r\n"):
            assert len(line) <= 75


class TestComingIn:
    def test_publishing_twice_changes_nothing(self):
        first = publish(by_command(), symbol="X/1", agenda=an_agenda())
        again = publish(by_command(), symbol="X/1", agenda=an_agenda())
        assert (first.id, first.changed) == (again.id, again.changed)
        assert Document.objects.filter(symbol="X/1").count() == 1

    def test_a_document_replaced_is_read_and_taken_anew(self, reader):
        publish(by_command(), symbol="X/1", agenda=an_agenda("Provisional agenda"))
        old = reader.get("/en/X/1?as=txt").content.decode()
        publish(by_command(), symbol="X/1", agenda=an_agenda("Revised provisional agenda"))
        assert "Revised provisional agenda" in reader.get("/en/X/1").content.decode()
        new = reader.get("/en/X/1?as=txt").content.decode()
        assert "Revised" in new
        assert "Revised" not in old

    def test_a_symbol_leads_to_its_document_once_that_is_published(self, reader, run_jobs):
        publish(by_command(), symbol="X/1", agenda=an_agenda(cited="X/9"))
        assert 'href="/en/X/9"' not in reader.get("/en/X/1").content.decode()
        record = masthead_only(symbol="X/9", titles={"en": "Report"}, date=dt.date(2021, 1, 1))
        publish(by_command(), symbol="X/9", agenda=record)
        assert "papers.show_links" in run_jobs()
        assert reader.get("/en/X/1").content.decode().count('href="/en/X/9"') == 2

    def test_a_document_that_prints_no_symbol_prints_the_one_under_which_it_is_published(self, reader):
        without = replace(an_agenda(), masthead=Masthead(title="Agenda", date=dt.date(2021, 5, 4)))
        publish(by_command(), symbol="X/7", agenda=without)
        page = lxml.html.fromstring(reader.get("/en/X/7").content)
        assert page.xpath("//header[@class='masthead']//span[@class='symbol']/text()") == ["X/7"]

    def test_a_withdrawn_document_leaves_no_link_and_can_be_published_again(self, reader, run_jobs):
        assert 'href="/en/CTOC/COP/WG.3/2020/4"' in reader.get(f"/en/{AGENDA}").content.decode()
        record = agendas.decode(bytes(Document.objects.get(symbol="CTOC/COP/WG.3/2020/4").agenda))
        withdraw(by_command(), "CTOC/COP/WG.3/2020/4", "a test")
        run_jobs()
        assert 'href="/en/CTOC/COP/WG.3/2020/4"' not in reader.get(f"/en/{AGENDA}").content.decode()
        with pytest.raises(BadFacts):
            withdraw(by_command(), "CTOC/COP/WG.3/2020/4", "a test")
        publish(by_command(), symbol="CTOC/COP/WG.3/2020/4", agenda=record)
        run_jobs()
        assert 'href="/en/CTOC/COP/WG.3/2020/4"' in reader.get(f"/en/{AGENDA}").content.decode()

    def test_content_without_translation_is_shown_in_the_original_language_and_said_to_be(self, reader):
        publish(by_command(), symbol="X/1", agenda=an_agenda())
        page = lxml.html.fromstring(reader.get("/fr/X/1").content)
        (paragraph,) = page.xpath("//p[contains(., 'See X/9')]")
        assert (paragraph.get("lang"), paragraph.get("dir")) == ("en", "ltr")
        status = page.xpath("string(//section[@aria-labelledby='status'])")
        assert "pas de traduction" in status.replace("Il n’existe pas", "pas")

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_no_original_language_is_named_where_none_is_known(self, reader, language):
        page = lxml.html.fromstring(reader.get(f"/{language}/CTOC/COP/2020/CRP.4").content)
        assert not page.xpath("//p[@class='distribution']")
        assert not page.xpath("//section[@aria-labelledby='status']")
        known = lxml.html.fromstring(reader.get(f"/{language}/CTOC/COP/WG.3/2020/2").content)
        assert "Original" in known.xpath("string(//p[@class='distribution'])")

    @pytest.mark.parametrize(
        ("language", "title", "label"),
        [
            ("fr", f"Ordre du jour provisoire annoté, {AGENDA}", "Publié en\u00a0: anglais"),
            ("zh", f"临时议程说明，{AGENDA}", "印发语文：英文"),
            ("ar", f"جدول الأعمال المؤقت المشروح، {AGENDA}", "صدرت باللغات: الإنكليزية"),
        ],
    )
    def test_title_and_languages_of_issue_have_the_words_and_commas_of_the_page(self, reader, language, title, label):
        page = lxml.html.fromstring(reader.get(f"/{language}/{AGENDA}").content)
        assert page.xpath("string(//title)").startswith(title)
        assert page.xpath("//span[@class='issued']/@aria-label") == [label]

    def test_the_two_names_of_an_arabic_month_stay_on_one_line(self, reader):
        for address in ("/ar/", "/ar/meetings/wg3-12", f"/ar/{AGENDA}"):
            text = lxml.html.fromstring(reader.get(address).content).xpath("string(//main)")
            assert "آذار/\u2060مارس" in text or "أيار/\u2060مايو" in text
            assert "آذار/مارس" not in text
            assert "تموز/يوليه" not in text

    def test_a_place_that_search_shows_keeps_its_fixed_spaces(self):
        version = Version.objects.get(document__symbol=AGENDA, language="fr")
        words = " ".join(passage[2] for passage in version.passages)
        assert "«\u00a0Questions diverses\u00a0»" in words
        assert "\n" not in words

    def test_a_file_is_on_the_disk_before_a_row_names_it(self, files):
        stored = files_keep(b"some bytes")
        assert (files / stored.sha256[:2] / stored.sha256).read_bytes() == b"some bytes"
        assert files_keep(b"some bytes").sha256 == stored.sha256
        assert StoredFile.objects.filter(sha256=stored.sha256).count() == 1

    def test_a_file_cut_short_by_a_crash_is_written_again(self, files):
        stored = files_keep(b"some bytes")
        place = files / stored.sha256[:2] / stored.sha256
        place.write_bytes(b"some")
        files_keep(b"some bytes")
        assert place.read_bytes() == b"some bytes"

    def test_without_a_known_date_a_document_stands_with_its_meeting(self):
        document = Document.objects.get(symbol="CTOC/COP/WG.3/2020/4")
        assert (document.date, document.day) == (None, dt.date(2020, 7, 7))

    def test_what_is_published_again_is_a_new_act_with_its_own_files(self):
        first = publish(by_command(), symbol="X/1", agenda=an_agenda("Old title"))
        second = publish(by_command(), symbol="X/1", agenda=an_agenda("New title"))
        assert first.id == second.id
        assert first.act != second.act
        assert first.published == second.published
        assert "New title" in files.read(file_of(second, "en", "txt").sha256).decode()


class TestFromAFile:
    def test_a_file_becomes_a_document_of_the_body_whose_symbols_begin_so(self, tmp_path, reader):
        from nemcon.web.papers.command import publish_file

        path = tmp_path / "agenda.json"
        path.write_bytes(agendas.encode(an_agenda("Provisional agenda of the thirteenth meeting")))
        said: list[str] = []
        document = publish_file(by_command(), path, symbol="CTOC/COP/WG.3/2022/1", say=said.append)
        assert document.body.slug == "ctoc-cop-wg-3"
        assert "thirteenth meeting" in reader.get("/en/CTOC/COP/WG.3/2022/1").content.decode()
        assert said[-1].startswith(f"{len(LANGUAGES) * len(FORMATS)} of ")
        assert files.read(document.source_id) == path.read_bytes()

    @pytest.mark.parametrize(("language", "named"), [("fr", "(anglais)"), ("zh", "英文"), ("ru", "английский")])
    def test_a_page_without_translation_names_the_original_in_its_own_language(self, reader, language, named):
        publish(by_command(), symbol="X/1", agenda=an_agenda())
        assert named in reader.get(f"/{language}/X/1").content.decode()

    def test_a_file_in_another_language_becomes_that_version(self, tmp_path, reader):
        from nemcon.web.papers.command import publish_file

        publish(by_command(), symbol="X/1", agenda=an_agenda())
        french = replace(an_agenda(), language="fr", masthead=Masthead(title="Ordre du jour particulier"))
        path = tmp_path / "ordre.json"
        path.write_bytes(agendas.encode(french))
        publish_file(by_command(), path, symbol="X/1", language="fr", say=lambda _: None)
        assert "Ordre du jour particulier" in reader.get("/fr/X/1").content.decode()
        assert "Ordre du jour particulier" not in reader.get("/en/X/1").content.decode()
        assert Document.objects.get(symbol="X/1").issued == ["en", "fr"]

    def test_the_original_published_again_keeps_the_versions_in_other_languages(self, tmp_path, reader):
        from nemcon.web.papers.command import publish_file

        french = replace(an_agenda(), language="fr", masthead=Masthead(title="Ordre du jour particulier"))
        publish(by_command(), symbol="X/1", agenda=replace(an_agenda(), translations={"fr": french}))
        path = tmp_path / "agenda.json"
        path.write_bytes(agendas.encode(replace(an_agenda(), masthead=Masthead(title="A title of its own"))))
        said: list[str] = []
        publish_file(by_command(), path, symbol="X/1", say=said.append)
        assert "Ordre du jour particulier" in reader.get("/fr/X/1").content.decode()
        assert "A title of its own" in reader.get("/en/X/1").content.decode()
        assert said[0].startswith("Its versions in Français are kept")

    def test_what_cannot_be_is_said_in_a_sentence(self, tmp_path):
        from nemcon.documents.source import Unreadable
        from nemcon.web.papers.command import publish_file

        path = tmp_path / "agenda.json"
        path.write_text(json.dumps({"items": "none"}))
        with pytest.raises(Unreadable, match="nemcon agenda read"):
            publish_file(by_command(), path, symbol="X/1")
        with pytest.raises(Unreadable, match="cannot be read"):
            publish_file(by_command(), tmp_path / "none.json", symbol="X/1")
        path.write_bytes(agendas.encode(an_agenda()))
        with pytest.raises(BadFacts, match="six languages"):
            publish_file(by_command(), path, symbol="X/1", language="de")
        with pytest.raises(BadFacts, match="no body"):
            publish_file(by_command(), path, symbol="X/1", body="nobody")


class TestTheFeed:
    def test_the_feed_is_atom_with_an_entry_for_each_document_and_ids_that_stay(self, reader):
        feed = lxml.etree.fromstring(reader.get("/ar/documents.atom").content)
        space = {"a": "http://www.w3.org/2005/Atom"}
        ids = feed.xpath("//a:entry/a:id/text()", namespaces=space)
        assert ids == [f"urn:uuid:{document.id}" for document in Document.objects.order_by("-day", "-id")]
        assert all(
            reader.get(link).status_code == 200 for link in feed.xpath("//a:entry/a:link/@href", namespaces=space)
        )

    def test_the_map_leads_to_every_document_in_every_language(self, reader):
        places = lxml.etree.fromstring(reader.get("/sitemap.xml").content).xpath("//*[local-name()='loc']/text()")
        assert f"http://testserver/zh/{AGENDA}" in places
        assert len(places) == len(LANGUAGES) * (1 + Document.objects.count())
        assert "/sitemap.xml" in reader.get("/robots.txt").content.decode()


def files_keep(data: bytes) -> StoredFile:
    """Keep `data` as plain text."""
    return files.keep(data, "text/plain")
