"""The HTML that is written: safe, whole, and read again by our own reader without a word lost."""

import re
import unicodedata
from collections import Counter
from importlib import resources

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemcon.core import agenda as agendas
from nemcon.core.agenda import Agenda
from nemcon.core.languages import LANGUAGES
from nemcon.core.passage import Mark, Passage
from nemcon.documents import model
from nemcon.documents.compose.agenda import compose
from nemcon.documents.read import read
from nemcon.documents.read.agenda import read_agenda
from nemcon.documents.write import html
from nemcon.documents.write.text import text


def a_document(*blocks: model.Blocks, language: str = "en", notes: tuple[str, ...] = ()) -> model.Document:
    """A document with these blocks; each of `notes` is the mark of a footnote."""
    footnotes = tuple(model.Footnote(mark=mark, text=Passage(f"Note {mark}")) for mark in notes)
    head = model.Head(symbol="X/1", lines=("Distr.: General",))
    return model.Document(language=language, title=Passage("Title"), head=head, blocks=blocks, footnotes=footnotes)


def paragraph(said: str, *marks: Mark, language: str = "") -> model.Paragraph:
    """A paragraph."""
    return model.Paragraph(text=Passage(said, marks, language))


def parsed(document: model.Document, **options: object) -> lxml.html.HtmlElement:
    """The fragment as a tree."""
    return lxml.html.fromstring(f"<main>{html.fragment(document, **options)}</main>")


@pytest.fixture(scope="module")
def case() -> Agenda:
    """The agenda of the reference case in six languages."""
    place = resources.files("nemcon.demo.reference").joinpath("ctoc-cop-wg3-2021-1.json")
    return agendas.decode(place.read_bytes())


@given(st.text(max_size=80), st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=6))
@settings(max_examples=200, deadline=None)
def test_whatever_is_said_stays_words_whatever_is_marked(said, spans):
    kinds = ("italic", "bold", "note", "symbol", "item")
    marks = tuple(Mark(min(a, b), max(a, b), kinds[at % 5], "1") for at, (a, b) in enumerate(spans))  # type: ignore[arg-type]
    tree = parsed(a_document(paragraph(f"[{said}]", *marks), notes=("1",)), address=lambda symbol: f"/{symbol}")
    (found,) = tree.xpath("./p | ./div/p")
    for note in found.xpath(".//sup"):
        note.drop_tree()
    allowed = {"p", "i", "b", "a", "span", "br"}
    assert {each.tag for each in found.iter()} <= allowed
    wanted = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]", "\ufffd", f"[{said}]")
    for br in found.xpath(".//br"):
        br.tail = "\n" + (br.tail or "")
    assert found.text_content().replace("\r", "\n") == wanted.replace("\r", "\n")


SLY = """<script>alert("1")</script> & &amp; <!-- <b> ' > ]]>"""


def test_markup_in_whatever_field_of_a_document_is_words():
    sly = Passage(SLY)
    cell = model.Cell(text=sly)
    table = model.Table(
        caption=sly, columns=("item",), head=(sly,), groups=(model.Group(head=sly, rows=((cell,),)),), role="table"
    )
    entry = model.Entry(text=sly, number=SLY, anchor=SLY, entries=(model.Entry(text=sly, number=SLY),))
    document = model.Document(
        language="en",
        title=sly,
        subtitle=sly,
        head=model.Head(
            house=sly, symbol=SLY, organ=sly, lines=(SLY,), body=sly, meeting=sly, session=sly, item=sly, others=(sly,)
        ),
        blocks=(
            model.Heading(text=sly, level=1, number=SLY, above=SLY, anchor=SLY),
            model.Listing(role="agenda", entries=(entry,)),
            model.Heading(text=sly, level=2, role="item", number=SLY),
            model.Paragraph(text=sly, number=SLY),
            model.Paragraph(text=sly, role="quotation"),
            model.Listing(entries=(entry,)),
            model.Listing(role="documentation", entries=(entry,)),
            table,
        ),
        footnotes=(model.Footnote(mark=SLY, text=sly),),
        job=SLY,
        illustrative=SLY,
        illustrative_mark=SLY,
        unofficial=SLY,
    )
    for written in (html.page(document), html.outline(document), html.fragment(document, address=lambda s: s)):
        tree = lxml.html.fromstring(f"<div>{written}</div>")
        assert not tree.xpath("//script | //comment() | //body//b[not(ancestor::aside or ancestor::p[@class='third'])]")
        said = "".join(tree.itertext())
        assert said.count("alert(") == written.count("alert(") - sum("alert(" in value for value in tree.xpath("//@*"))


def test_a_symbol_is_a_link_only_where_there_is_a_page():
    block = paragraph("See A/1 and A/2.", Mark(4, 7, "symbol", "A/1"), Mark(12, 15, "symbol", "A/2"))
    tree = parsed(a_document(block), address={"A/1": "/en/A/1"}.get)
    assert tree.xpath("//a[@class='symbol']/@href") == ["/en/A/1"]
    assert tree.xpath("//span[@class='symbol']/text()") == ["X/1", "A/2"]
    assert not parsed(a_document(block)).xpath("//a")


def test_an_address_cannot_break_out_of_its_attribute():
    block = paragraph("A/1", Mark(0, 3, "symbol", '"><script>'))
    tree = parsed(a_document(block), address=lambda symbol: symbol)
    assert tree.xpath("//a/@href") == ['"><script>']
    assert not tree.xpath("//script")


def test_a_footnote_leads_to_its_note_and_back():
    block = paragraph("One two", Mark(3, 3, "note", "*"), Mark(7, 7, "note", "*"))
    tree = parsed(a_document(block, notes=("*", "1")))
    there = tree.xpath("//p//sup/a/@href")
    assert there == ["#note-1", "#note-1"]
    (back,) = tree.xpath("//ol[@class='footnotes']//a/@href")
    assert tree.xpath(f"//*[@id='{back[1:]}']")
    assert "Note 1" in tree.xpath("string(//ol[@class='footnotes'])")  # unnamed, and still there


def test_a_link_to_an_item_leads_to_its_annotation():
    item = model.Heading(text=Passage("Opening"), level=2, role="item", number="2.", anchor="item-2")
    tree = parsed(a_document(item, paragraph("See item 2", Mark(4, 10, "item", "2"), Mark(0, 3, "item", "9"))))
    assert tree.xpath("//p//a/@href") == ["#item-2"]


def test_headings_however_deep_keep_their_depth_and_no_two_anchors_are_alike():
    headings = [model.Heading(text=Passage(f"H{n}"), level=n, role="part", anchor="same") for n in range(1, 9)]
    tree = parsed(a_document(*headings))
    depths = [
        int(h.get("aria-level") or h.tag[1])
        for h in tree.xpath("//*[self::h2 or self::h3 or self::h4 or self::h5 or self::h6]")
    ]
    assert depths == [2, 3, 4, 5, 6, 7, 8, 9]
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids)) == 8


def test_a_passage_in_another_language_says_so_and_its_direction():
    tree = parsed(a_document(paragraph("جدول الأعمال", language="ar"), paragraph("Agenda")))
    (arabic,) = tree.xpath("//p[@lang='ar']")
    assert arabic.get("dir") == "rtl"
    assert not tree.xpath("//p[.='Agenda']/@lang")


def test_arabic_hours_are_isolated_and_the_head_of_arabic_russian_and_chinese_is_english():
    tree = parsed(a_document(paragraph("الساعة 10/00–13/00."), language="ar"))
    assert tree.xpath("//p//bdi/text()") == ["10/00–13/00"]
    for language in LANGUAGES:
        head = parsed(a_document(language=language)).xpath("//p[@class='distribution']")[0]
        assert head.get("lang") == ("en" if language in ("ar", "ru", "zh") else None)


def test_a_cell_that_spans_rows_is_written_once():
    cell = model.Cell
    group = model.Group(
        head=Passage("Thursday"),
        rows=(
            (cell(text=Passage("10 a.m."), rows=2), cell(text=Passage("1")), cell(text=Passage("Opening"))),
            (cell(text=Passage("2")), cell(text=Passage("Debate"))),
        ),
    )
    head = (Passage("Time"), Passage("Item"), Passage("Title"))
    table = model.Table(caption=Passage("Work"), columns=("time", "item", "title"), head=head, groups=(group,))
    tree = parsed(a_document(table))
    assert tree.xpath("//td[@rowspan='2']/text()") == ["10 a.m."]
    assert tree.xpath("//td[@data-label='Item']/text()") == ["1", "2"]
    assert tree.xpath("//th[@scope='rowgroup']/@colspan") == ["3"]


def test_the_same_document_gives_the_same_bytes(case):
    assert html.page(compose(case, "ru")) == html.page(compose(case, "ru"))


def test_a_file_stands_alone(case):
    page = html.page(compose(case, "en"))
    assert not re.search(r'(src|href)="(?!#)', page)
    assert "@layer reset, tokens" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_parts_named_as_contents_are_there(case, language):
    document = compose(case, language)
    tree = parsed(document)
    assert len(html.contents(document)) == 3
    for anchor, title in html.contents(document):
        (heading,) = tree.xpath(f"//h2[@id='{anchor}']")
        assert heading.text_content().strip().endswith(title.text)


def words(said: str) -> list[str]:
    """The words and figures of a text, raised figures as plain ones."""
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", said))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_written_is_read_again_with_its_items_documents_and_sittings(case, language):
    wanted = case.translations.get(language, case)
    again = read_agenda(read(html.page(compose(case, language)).encode()))
    assert [item.number for _, item in agendas.walk(again.items)] == [
        item.number for _, item in agendas.walk(wanted.items)
    ]
    symbols = [paper.symbol for _, item in agendas.walk(case.items) for paper in item.documentation]
    assert [paper.symbol for _, item in agendas.walk(again.items) for paper in item.documentation] == symbols
    assert sittings(again) == sittings(wanted if wanted.programme else case)


def sittings(agenda: Agenda) -> list[tuple[object, ...]]:
    """What is taken when; Chinese sets no space in "1 (a)"."""
    return [
        (row.date, row.start, row.end, (row.item or "").replace(" ", ""), row.continued) for row in agenda.programme
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_the_document_is_left_out(case, language):
    document = compose(case, language)
    tree = lxml.html.fromstring(html.page(document).replace("<br>", "\n"))
    tree.find(".//style").drop_tree()
    missing = Counter(words(text(document))) - Counter(words(tree.text_content()))
    assert not missing, missing
