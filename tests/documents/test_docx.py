"""DOCX as written: judged by the schema of WordprocessingML, by LibreOffice, and by a reader that is not ours."""

import re
import zipfile
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import docx as python_docx
import pytest
from lxml import etree
from samples import agenda, hard, texts, words
from validators import WORD, docx_errors, docx_notes, docx_paragraphs, libreoffice, parts

from nemcon.core.passage import Mark, Passage
from nemcon.documents import model
from nemcon.documents.write.docx import docx
from nemcon.documents.write.docx_words import pieces

LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")
W = f"{{{WORD}}}"
INVISIBLE = re.compile("[\u200e\u2060\u2066-\u2069]")


def document(*blocks: model.Blocks, language: str = "en", **more: object) -> model.Document:
    return model.Document(language=language, title=Passage("T"), head=model.Head(), blocks=blocks, **more)


def xml(data: bytes, part: str = "document") -> etree._Element:
    return etree.fromstring(parts(data)[f"word/{part}.xml"])


def said(data: bytes) -> list[str]:
    """Every number and word of the body in order."""
    text = " ".join(f"{number} {words}" for _, number, words in docx_paragraphs(data))
    return INVISIBLE.sub("", text).replace("^", "").split()


def plain(several: list[str]) -> list[str]:
    return [INVISIBLE.sub("", word) for word in several]


# ── valid


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sample", [agenda, hard])
def test_every_part_is_valid_against_the_schema(sample, language: str, shared: Path) -> None:
    assert docx_errors(docx(sample(language)), shared) == []


def test_a_document_without_anything_is_valid(shared: Path) -> None:
    assert docx_errors(docx(document()), shared) == []


def test_the_same_document_gives_the_same_bytes_and_no_clock_is_in_them() -> None:
    first = docx(agenda("ar"))

    assert docx(agenda("ar")) == first
    with zipfile.ZipFile(BytesIO(first)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.create_system for entry in package.infolist()} == {0}
    assert b"2020-12-11T00:00:00Z" in parts(first)["docProps/core.xml"]


def test_what_xml_cannot_hold_is_shown_as_unreadable(shared: Path) -> None:
    data = docx(document(model.Paragraph(text=Passage("a\x00b\x1fc\ud800d <&>\"'"), number="\x01%1")))

    assert docx_errors(data, shared) == []
    assert docx_paragraphs(data)[1][2] == "a\ufffdb\ufffdc\ufffdd <&>\"'"


# ── nothing is lost


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_and_number_is_there_in_order(language: str) -> None:
    sample = agenda(language)

    data = docx(sample)

    assert said(data) == plain(words(sample))
    assert INVISIBLE.sub("", docx_notes(data)[0]).split() == plain(texts()[language]["rule"].split())
    foot = "".join(xml(data, "footer-first").itertext())
    assert INVISIBLE.sub("", foot).split() == INVISIBLE.sub("", sample.illustrative + sample.job).split()


def test_rare_things_are_there_in_order() -> None:
    """The second mention of note 1 is a mark in the text, since Word has one reference to a note."""
    wanted = [word.replace("Second,", "Second1,") for word in words(hard())]
    wanted[wanted.index("agenda")] += "**"
    wanted[wanted.index("star")] += "*"

    assert said(docx(hard())) == [*wanted, "9", "A", "note", "that", "no", "word", "names."]


def test_python_docx_reads_titles_headings_and_properties() -> None:
    read = python_docx.Document(BytesIO(docx(agenda("en"))))

    headings = [(p.style.name, p.text) for p in read.paragraphs if p.style.name.startswith(("Heading", "Title"))]
    assert headings[:4] == [
        ("Title", "Annotated provisional agenda"),
        ("Heading 1", "Provisional agenda"),
        ("Heading 1", "Annotations"),
        ("Heading 2", "Organizational matters"),
    ]
    assert read.core_properties.language == "en-GB"
    assert read.core_properties.identifier == "CTOC/COP/WG.3/2021/1"
    assert [t.rows[0].cells[0].text for t in read.tables] == ["Name of the institution", "Date and time"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_libreoffice_opens_it_without_loss(language: str) -> None:
    sample = agenda(language)
    as_libreoffice = libreoffice(docx(sample), "docx")

    kept = _squeezed(" ".join(w for _, _, w in docx_paragraphs(as_libreoffice)))
    for _, _, paragraph in docx_paragraphs(docx(sample)):
        assert _squeezed(paragraph) in kept
    assert _squeezed(texts()[language]["rule"]) in _squeezed(" ".join(docx_notes(as_libreoffice)))


def _squeezed(text: str) -> str:
    return re.sub(r"[\s^]", "", INVISIBLE.sub("", text))


def test_libreoffice_shows_the_numbers_that_were_given() -> None:
    text = libreoffice(docx(hard()), "txt:Text (encoded):UTF8").decode("utf-8-sig")
    lines = [re.sub(r"\s+", " ", line).strip() for line in text.splitlines()]

    for entry in hard().blocks[7].entries:
        if entry.number in ("–", "•"):  # LibreOffice writes no bullets into text
            continue
        assert f"{entry.number} {entry.text.text}".strip() in lines
        for below in entry.entries:
            assert f"{below.number} {below.text.text}" in lines
    for line in (
        "I. First",
        "II. Second",
        "3. Under it",
        "12 bis. Out of order",
        "13. After it",
        "(11) depth 11",
        "(z) deepest",
    ):
        assert line in lines


# ── the paper


def test_the_styles_have_the_papers_measures() -> None:
    styles = {style.get(W + "styleId"): style for style in xml(docx(agenda("en")), "styles").iter(W + "style")}

    def spacing(name: str) -> tuple[str | None, ...]:
        found = styles[name].find(f"{W}pPr/{W}spacing")
        return tuple(found.get(W + key) for key in ("before", "after", "line"))

    assert spacing("BodyText") == ("0", "140", "280")
    assert spacing("Heading1") == ("490", "210", "339")
    assert spacing("Title")[:2] == ("560", "420")
    assert styles["Title"].find(f"{W}rPr/{W}sz").get(W + "val") == "34"
    names = {style.find(W + "name").get(W + "val") for style in styles.values()}
    assert names >= {
        "Title",
        "heading 1",
        "Body Text",
        "List Number",
        "footnote text",
        "header",
        "footer",
        "Nemcon Item",
    }


@pytest.mark.parametrize(
    ("language", "line", "small", "complex_size"), [("en", 280, 22, 26), ("zh", 340, 21, 26), ("ar", 400, 22, 26)]
)
def test_the_body_has_its_languages_line_and_sizes(language: str, line: int, small: int, complex_size: int) -> None:
    styles = xml(docx(agenda(language)), "styles")
    normal = styles.find(f"{W}style[@{W}styleId='Normal']")
    assert normal.find(f"{W}pPr/{W}spacing").get(W + "line") == str(line)
    assert normal.find(f"{W}pPr/{W}spacing").get(W + "lineRule") == "exact"
    assert normal.find(f"{W}rPr/{W}sz").get(W + "val") == str(small)
    assert normal.find(f"{W}rPr/{W}szCs").get(W + "val") == str(complex_size)


def test_of_two_distances_the_larger_counts_whether_a_reader_adds_them_or_not() -> None:
    data = docx(agenda("en"))
    styles = {s.get(W + "styleId"): s.find(f"{W}pPr/{W}spacing") for s in xml(data, "styles").iter(W + "style")}

    def given(paragraph: etree._Element, key: str) -> int:
        own = paragraph.find(f"{W}pPr/{W}spacing")
        style = styles[paragraph.find(f"{W}pPr/{W}pStyle").get(W + "val")]
        return int(own.get(W + key) if own is not None and own.get(W + key) else style.get(W + key))

    gaps = {}
    for above, below in pairwise(xml(data).find(W + "body")):
        if above.tag != W + "p" or below.tag != W + "p":
            continue
        assert 0 in (given(above, "after"), given(below, "before"))
        pair = tuple(e.find(f"{W}pPr/{W}pStyle").get(W + "val") for e in (above, below))
        gaps[pair] = given(above, "after") + given(below, "before")
    assert gaps["Title", "Heading1"] == 490
    assert gaps["Heading1", "Heading2"] == 350
    assert gaps["BodyText", "Heading2"] == 350
    assert gaps["BodyText", "BodyText"] == 140
    assert gaps["NemconSubItem", "NemconItem"] == 80


def test_what_follows_a_list_or_a_table_keeps_its_distance() -> None:
    entry, table = model.Entry(number="(a)", text=Passage("x")), hard().blocks[-1]
    after = model.Paragraph(text=Passage("after"))
    body = xml(docx(document(model.Listing(entries=(entry,)), after, table, after)))

    last, _, below = body.findall(f"{W}body/{W}p")[1:4]
    assert last.find(f"{W}pPr/{W}spacing").get(W + "after") == "140"
    assert below.find(f"{W}pPr/{W}spacing").get(W + "before") == "140"


def test_the_section_has_a_first_page_of_its_own_and_even_pages() -> None:
    data = docx(agenda("en"))
    section = xml(data).find(f"{W}body/{W}sectPr")

    assert section.find(W + "titlePg") is not None
    assert {r.get(W + "type") for r in section.iter(W + "headerReference")} == {"first", "default", "even"}
    assert section.find(W + "pgMar").get(W + "left") == "2438"
    assert xml(data, "settings").find(W + "evenAndOddHeaders") is not None
    assert "".join(xml(data, "header-first").itertext()) == ""
    assert "".join(xml(data, "header-even").itertext()) == "CTOC/COP/WG.3/2021/1"
    fields = [f.get(W + "instr").strip() for f in xml(data, "footer-default").iter(W + "fldSimple")]
    assert fields == ["PAGE", "NUMPAGES"]


def test_the_programme_has_a_repeated_head_rows_that_hold_together_and_times_that_span() -> None:
    table = xml(docx(agenda("en"))).findall(f".//{W}tbl")[1]
    rows = table.findall(W + "tr")

    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True] + [False] * 9
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    assert table.find(f"{W}tblPr/{W}tblCaption").get(W + "val") == "Proposed organization of work"
    merges = [row.find(f"{W}tc/{W}tcPr/{W}vMerge") for row in rows]
    assert [m is None or m.get(W + "val", "goes on") for m in merges[2:6]] == ["restart", "goes on", "goes on", True]


def test_every_row_of_a_table_fills_the_grid() -> None:
    for table in xml(docx(hard())).iter(W + "tbl"):
        columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        for row in table.iter(W + "tr"):
            spans = [c.find(f"{W}tcPr/{W}gridSpan") for c in row.findall(W + "tc")]
            assert sum(1 if span is None else int(span.get(W + "val")) for span in spans) == columns


def test_a_short_annex_may_share_a_page_and_a_long_one_begins_its_own() -> None:
    rows = tuple((model.Cell(text=Passage("a")),) for _ in range(41))
    heading = model.Heading(text=Passage("Work"), level=1, role="annex", above="Annex")
    table = model.Table(
        caption=Passage("W"),
        columns=("title",),
        head=(Passage("Title"),),
        groups=(model.Group(head=Passage("D"), rows=rows),),
    )

    assert xml(docx(agenda("en"))).find(f".//{W}pageBreakBefore") is None
    assert xml(docx(document(heading, table))).find(f".//{W}pageBreakBefore") is not None


# ── footnotes


def test_a_figure_that_word_would_count_is_counted_and_any_other_mark_is_kept() -> None:
    notes = tuple(model.Footnote(mark=m, text=Passage(f"note {m}")) for m in ("*", "1", "2", "4"))
    marks = tuple(Mark(at, at, "note", m) for at, m in enumerate(("1", "*", "2", "4"), 1))

    data = docx(document(model.Paragraph(text=Passage("abcde", marks)), footnotes=notes))

    assert docx_paragraphs(data)[1][2] == "a^b*c^d4e"
    assert docx_notes(data) == [" note 1", "* note *", " note 2", "4 note 4"]


def test_a_note_that_is_named_twice_is_written_once() -> None:
    text = Passage("ab", (Mark(1, 1, "note", "1"), Mark(2, 2, "note", "1")))
    data = docx(document(model.Paragraph(text=text), footnotes=(model.Footnote(mark="1", text=Passage("n")),)))
    assert docx_paragraphs(data)[1][2] == "a^b1"
    assert docx_notes(data) == [" n"]


# ── languages


def test_arabic_runs_from_the_right_everywhere_and_only_arabic_does() -> None:
    data = docx(agenda("ar"))
    body = xml(data)

    assert body.find(f"{W}body/{W}sectPr/{W}bidi") is not None
    assert all(t.find(f"{W}tblPr/{W}bidiVisual") is not None for t in body.iter(W + "tbl"))
    left = [p for p in body.iter(W + "p") if p.find(f"{W}pPr/{W}bidi") is None]
    assert [_said(p) for p in left] == []
    for run in body.iter(W + "r"):
        words = "".join(t.text for t in run.iter(W + "t"))
        from_right = run.find(f"{W}rPr/{W}rtl") is not None
        if re.search("[\u0600-\u06ff]", words):
            assert from_right, words
        if re.search("[A-Za-z0-9]", words):
            assert not from_right, words


def _said(paragraph: etree._Element) -> str:
    return "".join(t.text or "" for t in paragraph.iter(W + "t"))


def test_the_distribution_lines_are_english_and_read_from_the_left_in_arabic() -> None:
    lines = [p for p in xml(docx(agenda("ar"))).iter(W + "p") if _said(p) in ("Distr.: General", "Original: English")]
    assert len(lines) == 2
    for one in lines:
        assert one.find(f"{W}pPr/{W}bidi").get(W + "val") == "0"
        assert one.find(f".//{W}lang").get(W + "val") == "en-GB"


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("الوثيقة CTOC/COP/WG.3/2020/4 هنا", ["CTOC/COP/WG.3/2020/4"]),
        ("يومي 7 و8 تموز", ["7", "8"]),
        ("الساعة \u206810/00\u2069.", ["10/00"]),
        ("من 10/00–13/00 غداً", ["\u200e10/00–13/00"]),
        ("تقرير Status of the treaty هنا", ["Status of the treaty"]),
    ],
)
def test_latin_and_figures_in_arabic_are_pieces_of_their_own(text: str, latin: list[str]) -> None:
    found = list(pieces(text, right=True))

    assert [piece for piece, from_right in found if not from_right] == latin
    assert INVISIBLE.sub("", "".join(piece for piece, _ in found)) == INVISIBLE.sub("", text)


def test_a_passage_in_another_language_says_so() -> None:
    body = xml(docx(hard()))
    arabic, chinese, french = (
        next(p for p in body.iter(W + "p") if start in _said(p)) for start in ("نص عربي", "中文", "Un passage")
    )

    assert arabic.find(f"{W}pPr/{W}bidi") is not None
    assert arabic.find(f"{W}pPr/{W}spacing").get(W + "line") == "400"
    assert arabic.find(f".//{W}lang").get(W + "bidi") == "ar-EG"
    assert chinese.find(f".//{W}lang").get(W + "eastAsia") == "zh-CN"
    assert chinese.find(f".//{W}rFonts").get(W + "hint") == "eastAsia"
    assert french.find(f".//{W}lang").get(W + "val") == "fr-FR"


def test_french_spaces_are_fixed_and_the_words_stay() -> None:
    paragraph = model.Paragraph(text=Passage("un ; deux : « trois » ! quatre"))
    assert _said(xml(docx(document(paragraph, language="fr"))).findall(f".//{W}p")[1]) == (
        "un\u202f; deux\u00a0: «\u00a0trois\u00a0»\u202f! quatre"
    )
    assert _said(xml(docx(agenda("fr")))).count("Original\u00a0: anglais") == 1


@pytest.mark.parametrize(("language", "slanted"), [("en", True), ("zh", False), ("ar", False)])
def test_emphasis_is_italic_where_the_script_has_italics(language: str, slanted: bool) -> None:
    data = docx(agenda(language))
    style = xml(data, "styles").find(f"{W}style[@{W}styleId='Emphasis']")
    assert (style.find(f"{W}rPr/{W}i") is not None) is slanted
    assert [r.get(W + "val") for r in xml(data).iter(W + "rStyle")].count("Emphasis") == 1


def test_a_reference_to_an_item_leads_to_its_heading() -> None:
    text = Passage("See item 2.", (Mark(4, 10, "item", "2"),))
    heading = model.Heading(text=Passage("Two"), level=2, role="item", number="2.", anchor="item-2/ä")
    body = xml(docx(document(model.Paragraph(text=text), heading)))

    link = body.find(f".//{W}hyperlink")
    assert link.get(W + "anchor") == body.find(f".//{W}bookmarkStart").get(W + "name") == "item_2"
    assert _said(link) == "item 2"


def test_numbers_stand_on_the_documents_side_whatever_language_their_words_are_in() -> None:
    entry = model.Entry(number="1-", text=Passage("English words.", language="en"))
    paragraph = xml(docx(document(model.Listing(entries=(entry,), role="agenda"), language="ar"))).findall(f".//{W}p")[
        1
    ]

    assert paragraph.find(f"{W}pPr/{W}bidi").get(W + "val") is None
    assert paragraph.find(f"{W}pPr/{W}spacing").get(W + "line") == "280"
    assert _said(paragraph) == "English words.\u200e"
