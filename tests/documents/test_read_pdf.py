"""What the text layer of a PDF says, as its reader tells it."""

import io
import re
import shutil
import subprocess
import unicodedata
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from samples import agenda, words

from nemcon.documents.read import read
from nemcon.documents.read.damage import lines_of
from nemcon.documents.read.pdf_order import brackets, reading_order
from nemcon.documents.source import Source, Unreadable
from nemcon.documents.write.pdf import pdf

LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return {language: pdf(agenda(language)) for language in LANGUAGES}


def plain(text: str) -> str:
    """Letters and figures alone: lines break words of Chinese and, at hyphens, of Russian."""
    return "".join(c for c in unicodedata.normalize("NFC", text) if c.isalnum() or unicodedata.combining(c))


def said(source: Source) -> str:
    return " ".join(x.text for x in lines_of(source.pieces) if x.kind == "paragraph")


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_file_comes_back_in_reading_order(made, language):
    document = agenda(language)

    found = plain(said(read(made[language])))

    # What stands on paper alone: the line on what is illustrative and the job number, at the foot of page 1.
    for extra in (document.illustrative, document.job, "Proposed organization of work"):
        found = found.replace(plain(extra), "")
    wanted = plain(" ".join(words(document))).replace(plain("Proposed organization of work"), "")
    assert found == wanted


def test_columns_stay_apart_and_in_their_places(made):
    rows = [x for x in read(made["en"]).pieces if re.search(r"\d p\.m\.  ", x.text) or x.text.startswith("1 (b)  ")]
    starts = [x.indent + re.search(r" {3,}", x.text).end() for x in rows if x.text[0].isdigit() and "m." in x.text]

    assert len(set(starts)) == 1
    assert any(x.indent == starts[0] and x.text.startswith("1 (b)   ") for x in rows)


def test_what_repeats_on_pages_is_furniture_and_notes_are_notes(made):
    source = read(made["en"])

    heads = {x.text for x in source.pieces if x.kind == "head"}
    feet = [x.text for x in source.pieces if x.kind == "foot"]
    notes = [(x.number, x.text) for x in source.pieces if x.kind == "note"]
    called = [m.value for x in source.pieces for m in x.marks if m.kind == "note"]

    assert heads == {"CTOC/COP/WG.3/2021/1"}
    assert all("V.00-00000" in foot for foot in feet)
    assert [n for n, _ in notes] == called == ["1"]
    assert notes[0][1].startswith("Rules of procedure")


def test_pages_and_blank_lines_are_counted(made):
    pieces = read(made["en"]).pieces

    assert pieces[0].page == 1
    assert pieces[-1].page > 1
    assert all(a.at < b.at for a, b in pairwise(pieces))
    assert any(b.at - a.at == 2 for a, b in pairwise(pieces))


@pytest.mark.parametrize(
    ("printed", "read_as"),
    [
        (["س", "ر", "ا", "م", "/", "ر", "ا", "ذ", "آ", " ", "2", "5"], "25 آذار/مارس"),
        (["ة", "ق", "ي", "ث", "و", " ", *"CTOC/COP/2020/4"], "CTOC/COP/2020/4 وثيقة"),
        ([*"10/00-13/00", " ", "ن", "م"], "من 10/00-13/00"),
        ([*"13/00-10/00", " ", "ن", "م"], "من 10/00-13/00"),
        (["-", "1"], "1-"),
    ],
)
def test_a_line_from_right_to_left_is_put_in_reading_order(printed, read_as):
    assert reading_order(printed) == read_as


@pytest.mark.parametrize("stored", ["(أ) افتتاح (ب)", ")أ( افتتاح )ب("])
def test_brackets_are_right_however_they_are_stored(stored):
    assert brackets(stored) == "(أ) افتتاح (ب)"


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_an_arabic_file_of_another_program_is_read_in_order(tmp_path: Path):
    """LibreOffice stores the ligature of lam and alef backwards."""
    text = "جدول الأعمال المؤقت للاجتماع في الساعة 10/00-13/00 يوم الخميس، 25 آذار/مارس 2021 (باللغة الإنكليزية)"
    (tmp_path / "a.txt").write_text(text, "utf-8")
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "pdf"]
    done = subprocess.run(
        [*command, "--outdir", str(tmp_path), str(tmp_path / "a.txt")], capture_output=True, timeout=120, check=False
    )
    if not (tmp_path / "a.pdf").exists():
        pytest.skip(f"LibreOffice made no PDF: {done.stderr.decode()[:200]}")

    found = said(read((tmp_path / "a.pdf").read_bytes()))

    assert re.sub(r"\s", "", found) == re.sub(r"\s", "", text)


def test_a_locked_file_says_what_to_do(made):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(made["en"])) as file:
        file.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))

    with pytest.raises(Unreadable, match="password"):
        read(out.getvalue())


@pytest.mark.parametrize("cut", [30, 3000, 30000])
def test_a_file_cut_off_is_read_or_says_what_to_do(made, cut):
    try:
        read(made["en"][:cut])
    except Unreadable as refusal:
        message = str(refusal)
        assert "damaged" in message or "no text" in message


def test_a_file_of_pictures_says_that_it_holds_no_text():
    out = io.BytesIO()
    with pikepdf.new() as file:
        file.add_blank_page()
        file.save(out)

    with pytest.raises(Unreadable, match="no text"):
        read(out.getvalue())


def test_a_file_that_inflates_without_end_ends_its_own_process_only():
    out = io.BytesIO()
    with pikepdf.new() as file:
        page = file.add_blank_page()
        page.Contents = file.make_stream(b"q Q " * 150_000_000)
        file.save(out, compress_streams=True)

    with pytest.raises(Unreadable):
        read(out.getvalue())
