"""The PDF: tagged, archivable, in its language, with its own fonts, and with every word of the document."""

import datetime as dt
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from functools import cache
from importlib import resources
from itertools import pairwise

import msgspec
import pikepdf
import pypdfium2
import pytest
from msgspec.structs import replace

from nemcon.core.agenda import Agenda, Block, Item, Masthead, Note, Paper, decode
from nemcon.core.languages import LANGUAGES
from nemcon.core.passage import Mark, Passage
from nemcon.core.programme import Row
from nemcon.documents.compose import words
from nemcon.documents.compose.agenda import compose
from nemcon.documents.model import Document, Entry, Head, Heading, Listing, Paragraph
from nemcon.documents.write.pdf import APART, MEMORY, Unprintable, _content, _short, lacking, megabytes, pdf
from nemcon.documents.write.pdf_child import compiled
from nemcon.documents.write.pdf_words import Setting

REFERENCE = decode(resources.files("nemcon.demo.reference").joinpath("ctoc-cop-wg3-2021-1.json").read_bytes())
VOWELS = re.compile("[\u064b-\u0652]")
LETTERS = re.compile(r"[^\W\d_]+")

needs_pdftotext = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not there")


@cache
def printed(language: str) -> bytes:
    return pdf(compose(REFERENCE, language, house="Name of the institution", job="V.00-00000 (E)"))


@cache  # an object of a file lives as long as the file
def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def text_of(data: bytes) -> str:
    made = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True, timeout=60)
    return made.stdout.decode()


def letters(text: str) -> str:
    """The letters only: hyphenation, ligatures, spaces, line breaks and vowel signs do not matter."""
    return "".join(LETTERS.findall(unicodedata.normalize("NFKC", text)))


def below_the_text(data: bytes) -> str:
    """The words of the last page in its foot, 30 mm from the edge."""
    file = pypdfium2.PdfDocument(data)
    page = file[len(file) - 1]
    return str(page.get_textpage().get_text_bounded(top=30 / 25.4 * 72 - 2)).strip()


def structure(file: pikepdf.Pdf) -> list[pikepdf.Object]:
    """Every element of the structure tree, in reading order."""
    found: list[pikepdf.Object] = []

    def walk(node: pikepdf.Object) -> None:
        if isinstance(node, pikepdf.Array):
            for kid in node:
                walk(kid)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node and node.get("/Type") != pikepdf.Name.MCR:
                found.append(node)
            if "/K" in node:
                walk(node.K)

    walk(file.Root.StructTreeRoot.K)
    return found


def document(*blocks: object, **more: object) -> Document:
    return Document(language="en", title=Passage("A title"), head=Head(), blocks=blocks, **more)  # type: ignore[arg-type]


# ---- the standards -------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_says_that_it_is_tagged_archivable_and_accessible(language: str) -> None:
    file = opened(printed(language))

    assert file.Root.MarkInfo.Marked
    with file.open_metadata() as metadata:
        assert metadata["pdfaid:part"] == "3"
        assert metadata["pdfaid:conformance"] == "A"
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"].startswith(compose(REFERENCE, language).title.text)
    assert file.Root.ViewerPreferences.DisplayDocTitle
    assert file.Root.OutputIntents[0].S == pikepdf.Name.GTS_PDFA1
    assert "/Encrypt" not in file.trailer


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_is_in_its_language(language: str) -> None:
    assert str(opened(printed(language)).Root.Lang).split("-")[0] == language


def test_arabic_is_read_from_the_right() -> None:
    assert opened(printed("ar")).Root.ViewerPreferences.Direction == pikepdf.Name.R2L


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_font_is_embedded_and_ours(language: str) -> None:
    fonts = [
        o for o in opened(printed(language)).objects if isinstance(o, pikepdf.Dictionary) and "/FontDescriptor" in o
    ]

    assert fonts
    for font in fonts:
        assert {"/FontFile2", "/FontFile3"} & set(font.FontDescriptor.keys())
        assert re.fullmatch(r"/[A-Z]{6}\+(LiberationSerif|NotoSerifCJKsc|Amiri)(-\w+)*", str(font.BaseFont))


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_lists_and_the_table_are_tagged_as_such(language: str) -> None:
    elements = structure(opened(printed(language)))
    kinds = [str(e.S).lstrip("/") for e in elements]
    levels = [int(kind[1:]) for kind in kinds if re.fullmatch(r"H\d", kind)]

    assert kinds.count("Table") == 1
    assert kinds.count("TH") >= 3
    assert {"L", "LI", "Lbl", "LBody", "P", "TR", "TD", "Note"} <= set(kinds)
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len(levels) == len([b for b in compose(REFERENCE, language).blocks if isinstance(b, Heading)])


@pytest.mark.parametrize("language", LANGUAGES)
def test_bookmarks_are_the_headings(language: str) -> None:
    with opened(printed(language)).open_outline() as outline:
        chapters = [str(item.title) for item in outline.root]
        items = [str(child.title) for child in outline.root[1].children]

    headings = [b for b in compose(REFERENCE, language).blocks if isinstance(b, Heading)]
    assert len(chapters) == len([b for b in headings if b.level == 1])
    assert chapters[0] == headings[0].text.text
    assert len(items) == 5


def test_an_annotation_can_be_linked_to() -> None:
    names = opened(printed("en")).Root.Names.Dests
    text = str(bytes(names.unparse(resolved=True)))

    assert "item-2-a" in text


# ---- the same bytes ------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_document_gives_the_same_bytes(language: str) -> None:
    code = (
        "import sys, hashlib; from importlib import resources; from nemcon.core.agenda import decode;"
        "from nemcon.documents.compose.agenda import compose; from nemcon.documents.write.pdf import pdf;"
        "a = decode(resources.files('nemcon.demo.reference').joinpath('ctoc-cop-wg3-2021-1.json').read_bytes());"
        f"print(hashlib.sha256(pdf(compose(a, {language!r}, house='Name of the institution', job='V.00-00000 (E)')))"
        ".hexdigest())"
    )
    environment = {**os.environ, "TZ": "Asia/Tokyo", "LANG": "C", "PYTHONPATH": os.pathsep.join(sys.path)}
    other = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=120)

    assert other.stdout.strip() == hashlib.sha256(printed(language)).hexdigest(), other.stderr


def test_the_date_of_the_file_is_that_of_the_document() -> None:
    assert str(opened(printed("en")).docinfo["/CreationDate"]).startswith("D:20201211")
    assert str(opened(pdf(document())).docinfo["/CreationDate"]).startswith("D:19700101")


# ---- the words -----------------------------------------------------------------------------


@needs_pdftotext
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_the_document_is_in_the_text_layer_in_its_order(language: str) -> None:
    """Parts between marks; where a page turns within one, its words. Vowel signs upset what pdftotext makes of it."""
    text = letters(text_of(printed(language)))
    parts = [
        part
        for passage in words.passages(compose(REFERENCE, language))
        for part in re.split(r"[.;:,：。；，،؛()（）–—\d\n]", passage.text)
        if letters(part) and not VOWELS.search(part)
    ]

    turned = [part for part in parts if letters(part) not in text]

    assert len(parts) > 60
    assert len(turned) <= 2
    assert not [word for part in turned for word in LETTERS.findall(part) if word not in text]


@needs_pdftotext
def test_hours_in_arabic_are_read_from_the_left() -> None:
    assert text_of(printed("ar")).count("10/00–13/00") == 2


@needs_pdftotext
def test_words_in_six_scripts_are_printed_in_one_document() -> None:
    text = text_of(pdf(document(Paragraph(text=Passage("English, русский, 汉字, Ελληνικά, עברית and العربية")))))

    for word in ("English", "русский", "汉字", "Ελληνικά"):
        assert word in text


@needs_pdftotext
def test_a_sign_that_no_font_has_is_shown_as_a_square_and_named() -> None:
    odd = document(Paragraph(text=Passage("Smile 😀 and 😀")))

    assert lacking(odd) == {"U+1F600 GRINNING FACE": 2}
    assert lacking(document(Paragraph(text=Passage("Smile")))) == {}
    text = " ".join(text_of(pdf(odd)).split())
    assert "Smile □ and □" in text
    assert "U+1F600 GRINNING FACE" in text


@needs_pdftotext
def test_words_cannot_break_out_of_the_page() -> None:
    hostile = '#panic("x") *a* _b_ $c$ `d` @e <f> \\ "g" // h /* i */ [j] = k #import "x": *'

    text = " ".join(text_of(pdf(document(Paragraph(text=Passage(hostile))))).split())

    assert hostile in text


@needs_pdftotext
def test_notes_are_printed_once_with_their_own_marks_and_none_is_lost() -> None:
    agenda = Agenda(
        items=(
            Item(number="1", title="Twice", marks=(Mark(5, 5, "note", "*"),), annotation=(Block(text="Said."),)),
        ),
        notes=(Note(mark="*", text="Starred."), Note(mark="7", text="Nobody refers to this.")),
    )  # fmt: skip

    text = text_of(pdf(compose(agenda, "en")))

    assert text.count("Starred.") == 1
    assert text.count("Nobody refers to this.") == 1
    assert text.count("*") == 3  # in the list, in the heading, before the note


def test_a_passage_in_another_language_is_tagged_with_it() -> None:
    foreign = document(
        Heading(text=Passage("Titre", language="fr"), level=1),
        Paragraph(text=Passage("نص عربي", language="ar")),
        Listing(entries=(Entry(text=Passage("中文", language="zh"), number="1."),)),
    )

    spoken = {str(e.Lang).split("-")[0] for e in structure(opened(pdf(foreign))) if "/Lang" in e}

    assert {"fr", "ar", "zh"} <= spoken


# ---- odd documents -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "odd",
    [
        Agenda(),
        Agenda(items=(Item(number="", title=""),)),
        Agenda(items=(Item(number="1", title="", annotation=(Block(text=""),)),)),
        Agenda(items=(Item(number="123456789 bis", title="W", annotation=(Block(text="x", number="123456789."),)),)),
        Agenda(masthead=Masthead(symbol="E/CN.7/2019/CRP.13-E/CN.15/2019/CRP.9*", title=" \u200b", others=("A", ""))),
        Agenda(items=(Item(number="1", title="x\x00\x1f\ud800\u202e\ufeffy\u2028z"),)),
        Agenda(items=(Item(number="1", title="T", documentation=(Paper(title="", symbol="A/" + "9" * 300),)),)),
        Agenda(programme=(Row(title="Only"), Row(date=dt.date(2021, 3, 25), title="", track="WG", people="Chair"))),
        Agenda(items=(Item(number="1", title="T", marks=(Mark(0, 1, "note", "*"), Mark(1, 1, "note", "none"))),)),
    ],
    ids=lambda a: "",
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_an_odd_agenda_is_printed_all_the_same(odd: Agenda, language: str) -> None:
    assert pdf(compose(odd, language)).startswith(b"%PDF-1.7")


def test_a_long_programme_goes_over_pages_with_its_heads_repeated() -> None:
    day = dt.date(2021, 3, 25)
    rows = tuple(Row(date=day, start="10:00", end="13:00", item="1", title=f"Part {n}") for n in range(120))

    data = pdf(compose(Agenda(items=(Item(number="1", title="All"),), programme=rows), "en"))

    assert len(opened(data).pages) >= 3
    if shutil.which("pdftotext"):
        assert text_of(data).count("Thursday, 25 March") >= 3


@pytest.mark.parametrize("language", ["en", "zh", "ar"])
def test_an_annex_that_is_surely_short_is_less_than_a_page(language: str) -> None:
    """However its words are distributed: the longest programmes that are still called so."""
    day = dt.date(2021, 3, 25)
    word = {"zh": "通过议程和工作安排", "ar": "إقرار جدول الأعمال ", "en": "adoption of the agenda "}[language]
    for times in (0, 2, 8, 40):
        for count in range(1, 40):
            rows = tuple(
                Row(date=day, start=f"{n % 24:02}:00", end="23:00", item="1", title=f"{n} {word * times}")
                for n in range(count)
            )
            composed = compose(Agenda(language=language, programme=rows), language)
            if _short(composed.blocks[1:], language) != "surely":
                break
            longest = composed
        assert below_the_text(pdf(longest)) in ("", "2/2")


def test_an_annex_that_is_higher_than_a_page_goes_over_it() -> None:
    day = dt.date(2021, 3, 25)
    said = "of it " * 60
    rows = tuple(Row(date=day, start="10:00", end="13:00", item="1", title=f"Part {n} {said}") for n in range(25))

    data = pdf(compose(Agenda(items=(Item(number="1", title="All"),), programme=rows), "en"))

    assert len(opened(data).pages) >= 4
    if shutil.which("pdftotext"):
        pages = text_of(data).split("\f")
        assert [n for n in range(25) if not any(f"Part {n} of" in " ".join(page.split()) for page in pages)] == []


def test_a_document_that_is_too_long_is_refused_with_what_to_do() -> None:
    with pytest.raises(Unprintable, match=r"Divide it into parts, or take it as text, HTML or Word"):
        pdf(document(Paragraph(text=Passage("x" * 3_000_000))))


def test_a_long_document_set_in_a_process_of_its_own_is_the_same() -> None:
    items = tuple(Item(number=str(n), title=f"Matter {n}") for n in range(1, 400))
    long = compose(Agenda(items=items), "en")

    assert APART < megabytes(long) < MEMORY
    content = msgspec.json.encode(_content(long, Setting("en"))).decode()
    assert pdf(long) == compiled(content)
    assert len(opened(pdf(long)).pages) > 8


def test_ten_thousand_items_are_set_within_the_memory_that_is_reckoned() -> None:
    items = tuple(Item(number=str(n), title=f"Matter {n}") for n in range(1, 10_001))
    long = compose(Agenda(items=items), "en")
    code = (
        "import re, sys; from nemcon.documents.write.pdf_child import main; made = main();"
        # Not ru_maxrss: a child inherits its parent's, and a worker of the tests may have grown large.
        "most = re.search(r'VmHWM:\\s*(\\d+)', open('/proc/self/status').read())[1];"
        "print(int(most) // 1024, file=sys.stderr); sys.exit(made)"
    )
    content = msgspec.json.encode(_content(long, Setting("en")))
    done = subprocess.run(
        [sys.executable, "-c", code], input=content, capture_output=True, timeout=120, check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip

    assert megabytes(long) <= MEMORY
    assert int(done.stderr) <= 500
    assert len(opened(done.stdout).pages) > 200


def test_the_statement_that_it_is_unofficial_is_on_the_first_page_and_at_the_foot_of_the_others() -> None:
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext (poppler-utils) is not there")
    pages = text_of(printed("fr")).split("\f")

    assert all("Traduction non officielle" in page for page in pages[:3])
    assert "Unofficial" not in text_of(printed("en"))
    bare = text_of(pdf(compose(replace(REFERENCE, translations={}), "fr")))
    assert "reproduits dans la langue originale" in " ".join(bare.split())
