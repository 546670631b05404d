"""What an HTML page says, as its reader tells it."""

import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import agenda, hard, words

from nemcon.core.passage import Mark
from nemcon.documents.read import read, read_path
from nemcon.documents.read.damage import lines_of
from nemcon.documents.source import Line, Source, Table, Unreadable
from nemcon.documents.write import html

LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")


def page(body: str, head: str = "") -> Source:
    return read(f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'.encode())


def lines(body: str) -> list[Line]:
    return list(lines_of(page(body).pieces))


def test_words_are_those_that_a_browser_shows():
    found = lines("<p>A  word\n and &eacute;&nbsp;more</p><script>no()</script><style>p{}</style><!-- no --><p>end")

    assert [x.text for x in found] == ["A word and é\u00a0more", "end"]


def test_headings_have_their_level_and_a_single_first_one_is_the_title():
    found = lines("<h1>Agenda</h1><h2>Annotations</h2><h6 aria-level=7>deep</h6>")

    assert [(x.kind, x.level) for x in found] == [("title", 0), ("heading", 2), ("heading", 7)]


def test_ordered_lists_are_counted_as_a_browser_counts_them():
    body = (
        "<ol start=3><li>a<ol type=a><li>b<li>c</ol><li>d<li value=9>e</ol>"
        "<ol reversed type=i><li>x<li>y</ol><ul><li>z</ul><ul role=list><li>w</ul>"
    )

    assert [(x.number, x.text, x.level) for x in lines(body)] == [
        ("3.", "a", 1),
        ("a.", "b", 2),
        ("b.", "c", 2),
        ("4.", "d", 1),
        ("9.", "e", 1),
        ("ii.", "x", 1),
        ("i.", "y", 1),
        ("•", "z", 1),
        ("", "w", 1),
    ]


def test_a_second_paragraph_of_an_entry_has_no_number():
    found = lines("<ol><li><p>one</p><p>two</p></ol>")

    assert [(x.kind, x.number, x.text) for x in found] == [("entry", "1.", "one"), ("paragraph", "", "two")]


def test_a_number_in_a_span_is_the_number_and_a_lone_one_is_kept():
    body = (
        "<ol role=list><li><span>(a)</span> <span>Opening</span></li><li><span>(b)</span> <span></span></li></ol>"
        '<h3><span>15 bis.</span> <span>Other</span></h3><p class="numbered"><span>12.</span> <span>Text</span></p>'
        "<h3><span>Two</span> <span>words</span></h3>"
    )

    assert [(x.number, x.text) for x in lines(body)] == [
        ("(a)", "Opening"),
        ("(b)", ""),
        ("15 bis.", "Other"),
        ("12.", "Text"),
        ("", "Two words"),
    ]


def test_numbers_that_word_writes_into_saved_pages_are_numbers():
    found = lines(
        '<p class=MsoListParagraph><span style="mso-list:Ignore">1.<span>&nbsp;&nbsp;</span></span>Opening</p>'
    )

    assert [(x.number, x.text) for x in found] == [("1.", "Opening")]


def test_tables_have_heads_spans_and_a_caption():
    (table,) = page(
        "<table><caption>Work</caption><thead><tr><th>Time<th>Item</tr></thead>"
        "<tr><td rowspan=9>10 a.m.<td>1<tr><td colspan=2>2</table>"
    ).pieces

    assert isinstance(table, Table)
    assert (table.heads, table.caption) == (1, "Work")
    assert [[(c.lines[0].text, c.columns, c.rows) for c in row] for row in table.rows] == [
        [("Time", 1, 1), ("Item", 1, 1)],
        [("10 a.m.", 1, 2), ("1", 1, 1)],
        [("2", 2, 1)],
    ]


def test_notes_are_called_by_their_marks_and_lead_back_without_words():
    body = (
        '<p>word<sup><a href="#n1">1</a></sup> more <a href="#x">link</a></p><p id="x">elsewhere</p>'
        '<ol><li id="n1"><p>The note. <a href="#r">↩</a></p></ol>'
    )

    first, _, note = lines(body)

    assert (first.text, first.marks) == ("word more link", (Mark(4, 4, "note", "1"),))
    assert (note.kind, note.number, note.text) == ("note", "1", "The note.")


def test_languages_of_passages_are_kept():
    found = lines('<p>one</p><p lang="ar" dir="rtl">جدول</p><p><span lang="fr-CH">Ordre du jour</span></p>')

    assert [x.language for x in found] == ["", "ar", "fr"]


def test_the_frame_of_a_page_is_furniture():
    body = (
        '<a class=skip href="#main">Skip</a><header class=frame>House</header><nav><a>Menu</a></nav>'
        "<main><header><h1>Title</h1></header><article><footer>signed</footer></article></main><footer>Imprint</footer>"
    )

    assert [(x.kind, x.text) for x in lines(body)] == [
        ("head", "Skip"),
        ("head", "House"),
        ("head", "Menu"),
        ("title", "Title"),
        ("paragraph", "signed"),
        ("foot", "Imprint"),
    ]


def test_deletions_hidden_parts_and_frames_are_said():
    source = page("<p>a <del>b</del><ins>c</ins></p><p hidden>d</p><iframe src='http://x'></iframe>")

    assert [x.text for x in lines_of(source.pieces)] == ["a c", "d"]
    assert len(source.warnings) == 3


@pytest.mark.parametrize("encoding", ["windows-1251", "utf-8", "koi8-r"])
def test_the_encoding_that_a_page_declares_is_believed(encoding):
    data = f"<html><head><meta charset={encoding}></head><p>Повестка дня</p>".encode(encoding)

    assert [x.text for x in lines_of(read(data).pieces)] == ["Повестка дня"]


def test_a_page_that_declares_the_wrong_encoding_is_read_as_what_it_is():
    source = read("<html><meta charset=iso-8859-1><p>Повестка дня</p>".encode())

    assert [x.text for x in lines_of(source.pieces)] == ["Повестка дня"]
    assert "UTF-8" in source.warnings[0]


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=300))
def test_any_page_is_read_or_refused_with_a_sentence(text):
    try:
        said = " ".join(read(b"<html><body>" + text.encode()).warnings)
    except Unreadable as refusal:
        said = str(refusal)

    assert not said or said.endswith(".")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("document", [agenda, hard])
def test_our_own_page_comes_back_without_loss(language, document):
    made = document(language)

    source = read(html.page(made).encode())

    # Captions and notes stand where they stand in the page, so they are taken out of the comparison of order.
    said = [
        word
        for x in lines_of(source.pieces)
        if x.kind != "note" and x.style not in ("illustrative", "job note")
        for word in f"{x.number} {x.text}".split()
    ]
    assert said == words(made)
    notes = [x for x in lines_of(source.pieces) if x.kind == "note"]
    assert {n.text.text for n in made.footnotes} <= {x.text for x in notes}
    assert source.language == language


def test_the_public_page_of_the_design_is_read(shared: Path):
    source = read_path(shared / "design" / "agenda-public.html")

    entries = [(x.number, x.level) for x in lines_of(source.pieces) if x.kind == "entry" and x.number]
    (table,) = (p for p in source.pieces if isinstance(p, Table))
    raw = (shared / "design" / "agenda-public.html").read_text("utf-8")
    shown = re.sub(r"<(?:title|svg).*?</(?:title|svg)>|<[^>]+>", " ", raw, flags=re.S)

    assert [number for number, _ in entries] == ["1.", "(a)", "(b)", "2.", "(a)", "(b)", "3.", "4.", "5."]
    assert [level for _, level in entries] == [1, 2, 2, 1, 2, 2, 1, 1, 1]
    assert len(table.rows) == 10
    said = " ".join(f"{x.number} {x.text}" for x in lines_of(source.pieces)) + " " + table.caption
    assert sorted(re.findall(r"\w+", said)) == sorted(re.findall(r"\w+", unescape(shown)))
