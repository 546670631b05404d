"""The code of an issued document: printed at the end of its last page, and no part of the agenda that is read again."""

import re
import shutil
import subprocess
from functools import cache
from importlib import resources
from pathlib import Path

import pypdfium2
import pytest
import samples
from msgspec.structs import replace
from validators import docx_errors, docx_paragraphs, libreoffice, parts

from nemcon.core.agenda import Agenda, Kept, decode
from nemcon.core.languages import LANGUAGES
from nemcon.core.passage import Mark, Passage
from nemcon.documents.compose.agenda import compose
from nemcon.documents.model import Document, Footnote, Head, Paragraph
from nemcon.documents.read import read
from nemcon.documents.read.agenda import read_agenda
from nemcon.documents.read.code import is_code_line
from nemcon.documents.write import akn, html
from nemcon.documents.write.docx import docx
from nemcon.documents.write.pdf import pdf
from nemcon.documents.write.standing import code_line
from nemcon.documents.write.text import text

REFERENCE = decode(resources.files("nemcon.demo.reference").joinpath("ctoc-cop-wg3-2021-1.json").read_bytes())
CODE = "0198c0de-5d41-7abc-8def-0123456789ab"
CHECK = "documents.example.org/check"
LONG = "https://documents.of-a-rather-long-name.example.org/conference/check?language=all"
WRITERS = {"pdf": pdf, "docx": docx}

needs_pdftotext = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not there")


@cache
def composed(language: str, source: str) -> Document:
    if source == "reference":
        return compose(REFERENCE, language, house="Name of the institution", job="V.00-00000 (E)")
    return samples.agenda(language) if source == "sample" else samples.hard(language)


@cache
def agenda_of(document: Document, form: str) -> Agenda:
    return read_agenda(read(WRITERS[form](document), name=f"document.{form}"))


def words_of_pages(data: bytes) -> list[str]:
    """The words of each page, left to right within a line as they stand, as poppler has them."""
    made = subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True, timeout=60)
    return re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", made.stdout.decode()).rstrip("\f").split("\f")


# ---- printing ------------------------------------------------------------------------------


@needs_pdftotext
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("check", ["", CHECK, LONG])
def test_the_code_and_the_address_stand_whole_on_the_last_page_of_the_pdf_and_only_there(
    language: str, check: str
) -> None:
    *others, last = words_of_pages(pdf(replace(composed(language, "reference"), code=CODE, check=check)))

    assert CODE in last
    assert check in last
    assert not any(CODE in page for page in others)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("check", ["", CHECK, LONG])
def test_the_code_is_the_last_paragraph_of_the_docx(language: str, check: str, shared: Path) -> None:
    document = replace(composed(language, "reference"), code=CODE, check=check)
    data = docx(document)
    style, _, said = docx_paragraphs(data)[-1]

    assert docx_errors(data, shared) == []
    assert style == "NemconTrace"
    assert said.replace("\u200e", "") == re.sub("[\u2068\u2069]", "", code_line(document).text).replace(
        " :", "\u00a0:"
    )  # French fixes the space
    assert is_code_line(said)


def test_code_and_address_run_from_the_left_in_arabic() -> None:
    """In Word a run without w:rtl is laid out from the left as one piece."""
    data = docx(replace(composed("ar", "reference"), code=CODE, check=LONG))
    runs = re.findall(r"<w:r>(.*?)</w:r>", parts(data)["word/document.xml"].decode())

    for value in (CODE, LONG):
        (own,) = [run for run in runs if value in run]
        assert "<w:rtl/>" not in own


def test_the_code_in_arabic_is_isolated_in_print() -> None:
    line = code_line(replace(composed("ar", "reference"), code=CODE, check=CHECK))
    assert f"\u2068{CODE}\u2069" in line.text
    assert f"\u2068{CHECK}\u2069" in line.text
    assert [line.text[mark.start : mark.end].strip("\u2068\u2069") for mark in line.marks] == [CODE, CHECK]


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_code_nothing_is_printed(form: str, language: str) -> None:
    document = composed(language, "reference")
    assert WRITERS[form](replace(document, check=CHECK)) == WRITERS[form](document)
    assert WRITERS[form](replace(document, code=CODE)) != WRITERS[form](document)


def test_pages_text_and_akoma_ntoso_do_not_print_it() -> None:
    document = composed("en", "reference")
    issued = replace(document, code=CODE, check=CHECK)
    assert text(issued) == text(document)
    assert html.page(issued) == html.page(document)
    assert akn.akn(issued) == akn.akn(document)


@pytest.mark.parametrize("language", ["en", "zh", "ar"])
@pytest.mark.parametrize("lines", [1, 17, 18, 19, 26, 27, 28, 29])
def test_the_code_takes_no_page_of_its_own_and_hides_no_note(language: str, lines: int) -> None:
    """Whatever the length of the text: the line stands between text and foot of page, below the notes."""
    note = Mark(4, 4, "note", "1")
    document = Document(
        language=language,
        title=Passage("A title"),
        head=Head(),
        blocks=tuple(
            Paragraph(text=Passage("Line.", (note,) if at == lines - 1 else ())) for at in range(lines)
        ),
        footnotes=(Footnote(mark="1", text=Passage("A note. " * 30)),),
        illustrative="Illustrative. " * 4,
        job="V.00-00000 (E)",
    )  # fmt: skip
    before = pypdfium2.PdfDocument(pdf(document))
    for check in (CHECK, LONG):
        after = pypdfium2.PdfDocument(pdf(replace(document, code=CODE, check=check)))
        assert len(after) == len(before)
        page, as_it_was = after[len(after) - 1], before[len(before) - 1]
        foot = 30 / 25.4 * 72
        above = page.get_textpage().get_text_bounded(bottom=foot)
        assert above == as_it_was.get_textpage().get_text_bounded(bottom=foot)


def test_libreoffice_shows_the_code_of_the_docx() -> None:
    shown = libreoffice(docx(replace(composed("en", "reference"), code=CODE, check=CHECK)), "txt:Text (encoded):UTF8")
    assert shown.decode().rstrip().endswith(f"Code of this document: {CODE}  Check it at {CHECK}")


# ---- reading -------------------------------------------------------------------------------


@pytest.mark.parametrize("source", ["reference", "sample", "hard"])
@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("check", ["", CHECK, LONG])
def test_a_file_with_a_code_gives_the_same_agenda_as_one_without(
    source: str, form: str, language: str, check: str
) -> None:
    document = composed(language, source)
    plain = agenda_of(document, form)
    issued = read_agenda(read(WRITERS[form](replace(document, code=CODE, check=check)), name=f"document.{form}"))

    assert replace(issued, furniture=()) == replace(plain, furniture=())
    (said,) = [kept for kept in issued.furniture if CODE in kept.text]
    assert said.why == "code of the document"
    assert said.text.endswith(check or CODE)
    assert _words(plain.furniture) == _words(kept for kept in issued.furniture if kept is not said)


def _words(furniture: tuple[Kept, ...]) -> list[tuple[str, str]]:
    return [(kept.text, kept.why) for kept in furniture]


def test_a_code_in_the_text_of_an_agenda_stays_there() -> None:
    for said in (
        f"The code of this document: {CODE}",
        f"Code of this document: {CODE} is printed on the last page of each",
        "Code of this document: 12",
        f"Code of another document: {CODE}",
        f"Code of this document: {CODE}-17",
    ):
        assert not is_code_line(said)
