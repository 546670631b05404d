"""What a plain text says, as its reader tells it: encodings, lines, light markup, damage."""

import random
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemcon.core.passage import Mark
from nemcon.documents.read import read, read_path
from nemcon.documents.read.damage import lines_of
from nemcon.documents.source import Line, Unreadable

FRENCH = "Adoption de l’ordre du jour et organisation des travaux à l’été ; réunion du groupe où les délégués étaient."
SPANISH = "Aprobación del programa. ¿Dónde se celebró el período de sesiones del año pasado?"
RUSSIAN = "Аннотированная предварительная повестка дня. Рабочая группа по международному сотрудничеству."
ARABIC = "جدول الأعمال المؤقت المشروح. المسائل التنظيمية: افتتاح الاجتماع؛ إقرار جدول الأعمال وتنظيم الأعمال."
CHINESE = "临时议程和说明。组织事项：会议开幕；通过议程和工作安排。审议公约实施情况。"
TRADITIONAL = "臨時議程和說明。組織事項：會議開幕；通過議程和工作安排。審議公約實施情況。"


def lines(text: str | bytes) -> list[Line]:
    return list(lines_of(read(text.encode() if isinstance(text, str) else text).pieces))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "cp1252"),
        (FRENCH, "mac_roman"),
        (SPANISH, "cp1252"),
        (SPANISH, "cp850"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "iso8859-5"),
        (RUSSIAN, "cp866"),
        (ARABIC, "cp1256"),
        (ARABIC, "iso8859-6"),
        (CHINESE, "gb18030"),
        (TRADITIONAL, "big5"),
        *((text, "utf-16-le") for text in (FRENCH, RUSSIAN, ARABIC, CHINESE)),
        *((text, "utf-16-be") for text in (FRENCH, RUSSIAN, ARABIC, CHINESE)),
    ],
)
def test_an_old_encoding_is_found_and_said(text, encoding):
    source = read((text + "\n" + text).encode(encoding))

    assert [line.text for line in source.pieces] == [text, text]
    assert len(source.warnings) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_text_that_names_its_encoding_or_is_utf8_needs_no_word(encoding):
    source = read(RUSSIAN.encode(encoding))

    assert [line.text for line in source.pieces] == [RUSSIAN]
    assert source.warnings == ()


def test_a_few_stray_bytes_do_not_make_utf8_another_encoding():
    source = read(RUSSIAN.encode() + b"\n\x93quoted\x94")

    assert source.pieces[0].text == RUSSIAN
    assert source.pieces[1].text == "“quoted”"
    assert "line 2" in source.warnings[0]


def test_letters_stored_in_a_wrong_encoding_are_put_right_and_said():
    source = read("Réunion à l’été".encode().decode("cp1252").encode())

    assert source.pieces[0].text == "Réunion à l’été"
    assert "wrong encoding" in source.warnings[0]


@pytest.mark.parametrize("data", [b"\0\1\2\3" * 100, bytes(range(256)) * 9, b"\x01\x02\x03\xff" * 50])
def test_what_is_no_text_is_refused_with_advice(data):
    with pytest.raises(Unreadable, match="DOCX"):
        read(data)


def test_control_characters_go_and_are_said_and_tabs_stay():
    source = read(b"a\x07\tb\x1b[0m\r\nc")

    assert [line.text for line in source.pieces] == ["a\tb[0m", "c"]
    assert source.warnings == ("2 control characters were left out.",)


def test_lines_know_their_number_their_indentation_and_their_page():
    found = lines("one\n\n    two\n\tthree\n\fnext page\n")

    assert [(x.text, x.at, x.indent, x.page) for x in found] == [
        ("one", 1, 0, 1),
        ("two", 3, 4, 1),
        ("three", 4, 8, 1),
        ("next page", 5, 0, 2),
    ]


def test_tabs_stand_for_empty_columns_only_in_rows_of_columns():
    found = lines("10 a.m.\t1\tOpening\n\t2\tReport\n\tThird\n\n\tAn indented paragraph")

    assert [x.text for x in found] == ["10 a.m.\t1\tOpening", "\t2\tReport", "\tThird", "An indented paragraph"]


def test_markup_becomes_marks_and_its_words_stay():
    (line,) = lines("see [A/75/L.7](#) and **bold words** (<i>continued</i>) &amp; more")

    assert line.text == "see A/75/L.7 and bold words (continued) & more"
    assert line.marks == (Mark(17, 27, "bold"), Mark(29, 38, "italic"))


def test_emphasis_over_a_line_break_marks_both_lines():
    assert [(x.text, x.bold) for x in lines("**Working Group on\nCooperation**\nVienna")] == [
        ("Working Group on", True),
        ("Cooperation", True),
        ("Vienna", False),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Item 2 of the provisional agenda**",
        "** The submission was delayed.",
        "V.15-01966 (E) *1501966*",
        "[by any of] [by two or more of](a)",
        "AT&T; R&D; 5 < 6 > 4",
        "a * b * c",
        "[...] [x] members",
    ],
)
def test_what_only_looks_like_markup_stays_as_it_is(text):
    assert [x.text for x in lines(text)] == [text]


def test_a_first_line_that_names_a_source_is_no_heading():
    found = lines("# SOURCE: https://example.org | **x**\n## Provisional agenda\n")

    assert [(x.kind, x.level) for x in found] == [("paragraph", 0), ("heading", 2)]


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn")), max_size=200))
def test_any_text_gives_all_its_words(text):
    """Letters and figures; markup and invisible signs may go."""
    try:
        found = lines(text)
    except Unreadable:
        assert not text.strip()
        return
    kept = [c for line in found for c in unicodedata.normalize("NFKC", line.text) if c.isalnum()]
    if "<" not in text and "&" not in text and "ا" not in text and not set(text) & set("ÐÑØÙÃâÂï"):
        assert sorted(kept) == sorted(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_with_a_sentence(data):
    try:
        said = " ".join(read(data).warnings)
    except Unreadable as refusal:
        said = str(refusal)

    assert not said or said.endswith(".")


def test_the_reference_agenda_is_read_line_by_line(shared: Path):
    path = shared / "cases" / "ctoc-wg3-2021-agenda.txt"

    source = read_path(path)

    printed = re.sub(r"\*\*|</?i>|\]\(#\)|\[(?=CTOC)", "", path.read_text("utf-8"))
    assert " ".join(x.text for x in lines_of(source.pieces)).split() == printed.split()
    assert source.warnings == ()
    assert source.layout


# ── damage


def test_good_text_in_six_languages_is_not_called_garbage(shared: Path):
    for name in ("bbnj-agreement-art47-48-six-languages.txt", "un-agendas-six-languages.txt"):
        assert read_path(shared / "cases" / name).warnings == ()


@pytest.mark.parametrize("language", ["Russian", "French", "Chinese", "Arabic"])
def test_text_whose_letters_were_exchanged_is_called_garbage(shared: Path, language: str):
    parts = (shared / "cases" / "bbnj-agreement-art47-48-six-languages.txt").read_text("utf-8").split("=== ")
    text = next(part for part in parts if part.startswith(language)).split("\n", 1)[1]
    letters = sorted({c for c in text.lower() if c.isalpha()})
    others = letters[:]
    random.Random(7).shuffle(others)
    if language == "Chinese":  # codes of a font lie anywhere
        others = [chr(0x4E00 + random.Random(n).randrange(20_000)) for n in range(len(letters))]

    said = read(text.lower().translate(str.maketrans(dict(zip(letters, others, strict=True)))).encode()).warnings

    assert any("garbage" in sentence for sentence in said)


@pytest.mark.parametrize(
    "garbled",
    [
        "7KH &RQIHUHQFH RI WKH 3DUWLHV VKDOO DGRSW GHFLVLRQV E\\ FRQVHQVXV DQG WKH VHFUHWDULDW SUHSDUHV " * 5,
        "\ue012\ue045 \ue033\ue021\ue078 " * 60,
        "ɉɪɨɟɤɬ ɩɨɜɟɫɬɤɢ ɞɧɹ " * 20,
        "(cid:12)(cid:45) (cid:8) " * 20,
    ],
)
def test_codes_of_fonts_are_called_garbage(garbled):
    assert any("Ask for the original" in sentence for sentence in read(garbled.encode()).warnings)


def test_reversed_arabic_is_put_in_reading_order_and_said():
    text = (
        "جدول الأعمال المؤقت لمؤتمر الأطراف في الاتفاقية\nافتتاح الدورة السابعة وتنظيم الأعمال\nالمسائل المالية الأخرى"
    )
    printed = "\n".join(line[::-1] for line in text.split("\n"))

    source = read(printed.encode())

    assert [x.text for x in source.pieces] == text.split("\n")
    assert "reversed" in source.warnings[0]


def test_reversed_hours_are_put_right_and_said():
    source = read("الساعة 00/10-00/13 يوم الخميس".encode())

    assert source.pieces[0].text == "الساعة 10/00-13/00 يوم الخميس"
    assert "hours" in source.warnings[0]


def test_hours_in_order_stay_as_they_are():
    source = read("الساعة 10/00-13/00 يوم الخميس 15/00".encode())

    assert source.pieces[0].text == "الساعة 10/00-13/00 يوم الخميس 15/00"
    assert source.warnings == ()


def test_lam_and_alef_stored_backwards_are_put_right_and_said():
    source = read("جدول األعمال واإلجراءات االجتماع".encode())

    assert source.pieces[0].text == "جدول الأعمال والإجراءات الاجتماع"
    assert "lam and alef" in source.warnings[0]


def test_shapes_of_arabic_letters_become_letters():
    assert lines("ﺟﺪﻭﻝ ﺍﻷﻋﻤﺎﻝ")[0].text == "جدول الأعمال"
