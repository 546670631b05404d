"""Search in six languages: what is found, where, and in what order."""

import datetime as dt
import time

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemcon.core.agenda import Agenda, Block, Item, Masthead
from nemcon.core.roles import PUBLIC
from nemcon.web.papers import indexing
from nemcon.web.papers.actions import publish, withdraw
from nemcon.web.papers.rendering import masthead_only
from nemcon.web.papers.search import CANDIDATES, search
from nemcon.web.record.perform import by_command

AGENDA = "CTOC/COP/WG.3/2021/1"
pytestmark = pytest.mark.django_db


def found(asked: str, language: str = "en") -> list[str]:
    """The symbols that a search finds, in order."""
    return [each.symbol for each in search(PUBLIC, asked, language).found]


@pytest.mark.usefixtures("case")
class TestTheCase:
    @pytest.mark.parametrize(
        ("language", "asked", "hit"),
        [
            ("en", "pandemic recommendations", "pandemic"),  # both words
            ("en", "recommendation", "recommendation"),  # by its stem
            ("fr", "pandemie", "pandémie"),  # without accents
            ("fr", "PANDÉMIE", "pandémie"),
            ("ru", "пандемией", "пандеми"),  # another case of the noun
            ("es", "reflexion", "reflexión"),
            ("zh", "联合调查", "联合调查"),  # in the middle of a run of characters
            ("zh", "疫", "疫"),  # a single character
            ("ar", "توصيات", "توصيات"),
            ("ar", "التوصيات", "توصيات"),  # with the article, which the text may lack
            ("ar", "جائحة", "جائحة"),  # without the article, which the text has
        ],
    )
    def test_words_are_found_in_each_language_and_the_place_is_shown(self, language, asked, hit):
        (first, *_) = [each for each in search(PUBLIC, asked, language).found if each.symbol == AGENDA]
        assert first.language == language
        place = f"{first.heading} {first.before}{first.hit}{first.after}"
        assert indexing.fold(hit)[:6] in indexing.fold(place)
        assert indexing.fold(first.hit) in indexing.fold(place)
        assert first.hit

    @pytest.mark.parametrize("language", ["ar", "en", "fr", "zh"])
    @pytest.mark.parametrize("asked", ["WG.3/2021/1", "wg.3/2021"])
    def test_part_of_a_symbol_is_found_in_the_language_of_the_page(self, language, asked):
        found = {each.symbol: each.language for each in search(PUBLIC, asked, language).found}
        assert found.get(AGENDA) == language

    def test_a_place_leads_to_the_part_of_the_page_where_the_words_stand(self, reader):
        (one,) = search(PUBLIC, "pandemic", "en").found
        page = lxml.html.fromstring(reader.get(f"/en/{one.symbol}").content)
        (part,) = page.xpath(f"//*[@id='{one.anchor}']")
        assert "pandemic" in " ".join(part.itertext())

    def test_words_of_another_language_than_the_page_are_found_in_theirs(self):
        (one,) = search(PUBLIC, "пандемия", "fr").found
        assert (one.symbol, one.language) == (AGENDA, "ru")

    def test_a_document_is_listed_once_in_the_language_of_the_page_if_it_holds_the_words(self):
        answer = search(PUBLIC, "COVID-19", "es")
        assert len(answer.found) == len({each.symbol for each in answer.found})
        assert {each.language for each in answer.found} == {"es"}

    def test_symbols_are_found_by_their_beginning_and_stand_first(self):
        assert set(found("CTOC/COP/WG.3/2020")) >= {f"CTOC/COP/WG.3/2020/{n}" for n in (2, 3, 4)}
        assert found(AGENDA)[0] == AGENDA
        assert found("ctoc/cop/2020/crp.4", "ar")[0] == "CTOC/COP/2020/CRP.4"

    def test_titles_weigh_more_than_text(self):
        assert found("joint investigative bodies")[0] == "CTOC/COP/WG.3/2020/2"

    def test_nothing_is_found_by_nothing_or_by_words_that_stand_nowhere(self):
        assert found("") == found("   ") == found("the") == found("zyzzyva") == []

    def test_what_is_not_published_is_not_found(self):
        withdraw(by_command(), AGENDA, "a test")
        assert AGENDA not in found("pandemic") + found(AGENDA)
        assert search(PUBLIC, "pandemic", "en").total == 0

    def test_nobody_without_a_role_finds_anything(self):
        assert search(None, "pandemic", "en").found == ()

    @pytest.mark.parametrize(
        "asked", ["'", "a' & b", "\\", "%", "!|&():*<->", "疫'", "疫\\'", "\0", "é" * 5000, "/" * 300]
    )
    def test_signs_that_mean_something_to_the_database_are_words_like_others(self, reader, asked):
        for language in ("en", "zh"):
            assert reader.get(f"/{language}/search", {"q": asked}).status_code == 200

    def test_the_page_shows_what_was_asked_as_text(self, reader):
        content = reader.get("/en/search", {"q": '"><script>x</script>'}).content.decode()
        assert "<script>x" not in content


@pytest.mark.usefixtures("case")
def test_many_results_are_read_page_by_page_and_too_many_are_said_to_be(reader):
    for number in range(CANDIDATES + 5):
        record = masthead_only(
            symbol=f"X/{number}", titles={"en": f"Zebra crossing {number}"}, date=dt.date(2020, 1, 1)
        )
        publish(by_command(), symbol=f"X/{number}", agenda=record)
    seen: list[str] = []
    address: str | None = "/en/search?q=zebra"
    while address:
        page = lxml.html.fromstring(reader.get(address).content)
        assert "The best of the newest" in page.findtext(".//h2")
        seen += page.xpath("//ol[@class='found']//span[@class='symbol']/text()")
        following = page.xpath("//a[@rel='next']/@href")
        address = f"/en/search{following[0]}" if following else None
    assert len(seen) == len(set(seen)) >= CANDIDATES


@pytest.mark.usefixtures("case")
def test_a_text_longer_than_an_index_holds_is_found_by_its_last_words():
    words = " ".join(f"word{n % 30_000}" for n in range(60_000)) + " quetzal"
    item = Item(number="1", title="Long", annotation=(Block(text=words),))
    masthead = Masthead(symbol="X/1", title="Long", date=dt.date(2020, 1, 1))
    publish(by_command(), symbol="X/1", agenda=Agenda(language="en", masthead=masthead, items=(item,)))
    began = time.monotonic()
    (one,) = search(PUBLIC, "quetzal", "en").found
    assert one.hit == "quetzal"
    assert time.monotonic() - began < 2


@pytest.mark.usefixtures("case")
def test_more_different_words_than_an_index_holds_do_not_keep_a_document_out(reader):
    words = " ".join(f"word{n}" for n in range(100_000))
    item = Item(number="1", title="Long", annotation=(Block(text=words),))
    masthead = Masthead(symbol="X/1", title="Everything", date=dt.date(2020, 1, 1))
    publish(by_command(), symbol="X/1", agenda=Agenda(language="en", masthead=masthead, items=(item,)))
    assert found("everything word7") == ["X/1"]


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_folding_twice_is_folding_once_and_never_fails(words):
    once = indexing.fold(words)
    assert indexing.fold(once) == once
    list(indexing.pieces(words))
    indexing.asked_pieces(words)


@pytest.mark.parametrize(
    ("words", "folded"),
    [
        ("Élection", "election"),
        ("РЕЙС ёлка", "рейс елка"),
        ("إقرارُ الأعمالِ", "اقرار اعمال"),
        ("وللجائحة بالتوصيات الله", "جايحه توصيات الله"),
        ("مؤتمـر", "موتمر"),
        ("ＣＯＶＩＤ－１９", "covid-19"),
        ("Straße", "strasse"),
        ("٢٠٢١", "2021"),
    ],
)
def test_letters_that_readers_take_for_the_same_are_made_the_same(words, folded):
    assert indexing.fold(words) == folded


def test_chinese_is_indexed_by_pairs_and_asked_by_them():
    assert list(indexing.pieces("联合调查 COVID-19")) == ["联合", "合调", "调查", "查", "covid", "19"]
    assert indexing.asked_pieces("联合调") == ["联合", "合调"]
    assert indexing.asked_pieces("疫") == ["疫*"]
