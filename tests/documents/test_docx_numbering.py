"""Automatic numbers show exactly the numbers given, however odd, as others count them."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from validators import WORD, docx_paragraphs, parts

from nemcon.core.passage import Passage
from nemcon.documents import model
from nemcon.documents.read.docx import from_docx
from nemcon.documents.source import Line
from nemcon.documents.write.docx import docx
from nemcon.documents.write.docx_numbering import readings

W = f"{{{WORD}}}"
NUMBERS = st.sampled_from(
    "1. 2. 3. 4. 5. 10. (a) (b) (c) (i) (ii) (v) (h) a) b) 15_bis. 12_ter I. II. IV. A. B. 7B 4.1 4.2 4.10 0.1 1- 2- "
    "(أ) (ب) (ج) أولا 一、 二、 十一、 – • * 1) 01. aa. (aa) (1) [1] 1".replace("_", "\u00a0").split(" ")
)
ENTRIES = st.deferred(lambda: st.lists(st.tuples(NUMBERS, st.one_of(st.just([]), ENTRIES)), max_size=5))
Tree = list[tuple[str, "Tree"]]


def listing(tree: Tree, role: str = "points") -> model.Listing:
    def entries(several: Tree) -> tuple[model.Entry, ...]:
        return tuple(model.Entry(number=n, text=Passage("x"), entries=entries(below)) for n, below in several)

    return model.Listing(entries=entries(tree), role=role)


def flat(tree: Tree) -> list[str]:
    return [n for number, below in tree for n in (number, *flat(below))]


def document(*blocks: model.Blocks, language: str = "en") -> model.Document:
    return model.Document(language=language, title=Passage("T"), head=model.Head(), blocks=blocks)


def counted(data: bytes) -> list[str]:
    return [number for _, number, words in docx_paragraphs(data) if words == "x"]


@given(st.lists(ENTRIES, max_size=3), st.sampled_from(["en", "fr", "ar", "zh"]), st.sampled_from(["points", "agenda"]))
@settings(max_examples=60, deadline=None)
@example(
    [[("1.", [("(a)", []), ("(b)", [])]), ("15 bis.", [("(a)", [])]), ("2.", [("(c)", []), ("(a)", [])])]],
    "en",
    "points",
)
@example([[("(h)", []), ("(i)", []), ("(ii)", [])]], "en", "points")
@example([[("1.", [("(b)", []), ("(c)", [])]), ("2.", [("(a)", [])])]], "en", "points")
def test_every_number_is_counted_as_it_was_given(trees: list[Tree], language: str, role: str) -> None:
    data = docx(document(*(listing(tree, role) for tree in trees), language=language))

    wanted = [number for tree in trees for number in flat(tree)]
    assert counted(data) == wanted
    read = [p for p in from_docx(data).pieces if isinstance(p, Line) and p.text == "x"]
    assert [line.number for line in read] == wanted


@given(st.lists(st.tuples(NUMBERS, st.integers(1, 6)), max_size=12))
@settings(max_examples=60, deadline=None)
def test_every_heading_has_its_number(headings: list[tuple[str, int]]) -> None:
    data = docx(document(*(model.Heading(text=Passage("x"), level=level, number=n) for n, level in headings)))
    assert counted(data) == [number for number, _ in headings]


def test_consecutive_numbers_are_one_list() -> None:
    tree = [("1.", [("(a)", []), ("(b)", [])]), ("2.", [("(a)", [])]), ("3.", [])]
    numbering = etree.fromstring(parts(docx(document(listing(tree))))["word/numbering.xml"])
    assert len(numbering.findall(W + "num")) == len(numbering.findall(W + "abstractNum")) == 1
    assert numbering.find(f".//{W}startOverride") is None


def test_a_gap_starts_the_same_list_anew() -> None:
    numbering = etree.fromstring(
        parts(docx(document(listing([("5.", []), ("7.", []), ("8.", [])]))))["word/numbering.xml"]
    )
    starts = [s.get(W + "val") for s in numbering.iter(W + "startOverride")]
    assert starts == ["5", "7"]
    assert len(numbering.findall(W + "abstractNum")) == 1


def test_no_number_is_typed() -> None:
    data = docx(document(listing([("15 bis.", []), ("(a)", [])])))
    assert [words for _, _, words in docx_paragraphs(data)][1:3] == ["x", "x"]


def test_a_paragraph_without_number_has_no_list() -> None:
    document_xml = etree.fromstring(parts(docx(document(listing([("", [])]))))["word/document.xml"])
    assert document_xml.find(f".//{W}numPr") is None


@pytest.mark.parametrize(
    ("language", "text"), [("en", "(%2)"), ("zh", "(%2)"), ("fr", "%2)"), ("es", "%2)"), ("ru", "%2)"), ("ar", "(%2)")]
)
def test_a_level_that_is_not_used_is_numbered_as_the_language_has_it(language: str, text: str) -> None:
    numbering = etree.fromstring(parts(docx(document(listing([("1.", [])]), language=language)))["word/numbering.xml"])
    level = numbering.find(f".//{W}lvl[@{W}ilvl='1']")
    assert level.find(W + "lvlText").get(W + "val") == text
    assert level.find(W + "numFmt").get(W + "val") == ("arabicAbjad" if language == "ar" else "lowerLetter")


@pytest.mark.parametrize("number", ["15 bis.", "7B", "–", "01.", "١-", "أولا", "12345678.", "", "  ", "²."])
def test_what_no_list_counts_is_recognised(number: str) -> None:
    assert readings(number) == []


def test_ten_thousand_odd_numbers_take_no_time() -> None:
    tree = [(f"{n}{' bis' * (n % 3 == 0)}.", [("(a)", []), ("(c)", [])]) for n in range(1, 10_000, 2)]
    data = docx(document(listing(tree)))
    assert len(data) < 600_000
    assert counted(data)[-3:] == ["9999 bis.", "(a)", "(c)"]
