"""Files that are broken, locked, hostile or of another form: a sentence that says what to do, within bounds.

Each hostile file is read in a process of its own, whose peak of memory and whose time are measured.
"""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from word_files import NAMES, PACKAGE, numbered, numbering, paragraph, run, word_file
from word_files import level as numbering_level

from nemcon.documents.read import read, read_path
from nemcon.documents.read.damage import lines_of
from nemcon.documents.source import Unreadable

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SOURCE = Path(__file__).resolve().parents[2] / "src"
SCRIPT = """
import json, re, resource, sys, time
from nemcon.documents.read import Unreadable, read_path
resource.setrlimit(resource.RLIMIT_AS, (1_200_000_000, 1_200_000_000))
start = time.monotonic()
try:
    source, said = read_path(sys.argv[1]), ""
    lines = len(source.pieces)
except Unreadable as refusal:
    lines, said = 0, str(refusal)
status = open("/proc/self/status").read()
peak = int(re.search(r"VmHWM:\\s*(\\d+)", status)[1]) // 1024  # of this program, without the one that started it
print(json.dumps({"lines": lines, "said": said, "peak": peak, "seconds": time.monotonic() - start}))
"""


def measured(path: Path) -> dict[str, object]:
    """What reading the file in a process of its own says, and its peak of memory in MB."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(path)],
        capture_output=True,
        timeout=120,
        check=False,
        env={"PYTHONPATH": str(SOURCE), "PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    result = json.loads(done.stdout)
    assert result["peak"] < 500, result
    assert result["seconds"] < 90, result
    return result


def body(*parts: str) -> str:
    return f"<w:document {NAMES}><w:body>{''.join(parts)}</w:body></w:document>"


def archive(document: bytes | str, **more: bytes) -> bytes:
    """A Word file whose document part is exactly `document`."""
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word_file(""))) as usual, zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name in usual.namelist():
            made.writestr(name, document if name == "word/document.xml" else usual.read(name))
        for name, content in more.items():
            made.writestr(name.replace("__", "/"), content)
    return data.getvalue()


def bomb() -> bytes:
    data = io.BytesIO()
    pack = zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    with pack as made, made.open("word/document.xml", "w") as part:
        for _ in range(600):
            part.write(b" " * 1_000_000)
    return data.getvalue()


def lying_bomb() -> bytes:
    """The same, with sizes that lie in the directory and in the header: 1,000 bytes."""
    data = bomb()
    return data.replace((600_000_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
TABLES = "<w:tbl><w:tr><w:tc>"

HOSTILE: dict[str, tuple[object, str]] = {
    "bomb.docx": (bomb, "unpack"),
    "lying.docx": (lying_bomb, "damaged"),
    "laughs.docx": (
        lambda: archive(f'<!DOCTYPE d [<!ENTITY a0 "ha">{LAUGHS}]>{body("<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>")}'),
        "entities",
    ),
    "outside.docx": (
        lambda: archive(
            f'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>{body("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>")}'
        ),
        "entities",
    ),
    "utf16.docx": (
        lambda: archive(
            ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE d []>' + body(paragraph("x"))).encode("utf-16")
        ),
        "entities",
    ),
    "nested.docx": (lambda: archive(body(TABLES * 10_000, "</w:tc></w:tr></w:tbl>" * 10_000)), "nested too deeply"),
    "long.docx": (lambda: archive(body("<w:p><w:r><w:t>", "word " * 10_000_000, "</w:t></w:r></w:p>")), "unpack"),
    "runs.docx": (
        lambda: archive(body("<w:p>", ("<w:r><w:t>" + "word " * 60_000 + "</w:t></w:r>") * 40, "</w:p>")),
        "characters",
    ),
    "elements.docx": (lambda: archive(body("<w:p/>" * 900_000)), "too large"),
    "deep.html": (lambda: b"<div>" * 10_000, "nested too deeply"),
    "long.html": (lambda: b"<p>" + b"word " * 10_000_000, "Split it"),
    "long.txt": (lambda: b"word " * 10_000_000, "Split it"),
    "lines.txt": (lambda: b"a\n" * 2_000_000, "Split it"),
    "html.html": (lambda: b"<p>x" * 310_000, "Split it"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_advice_in_little_memory(tmp_path: Path, name: str):
    make, says = HOSTILE[name]
    (tmp_path / name).write_bytes(make())

    assert says in measured(tmp_path / name)["said"]


def test_a_word_file_of_200_mb_is_refused_before_it_is_loaded(tmp_path: Path):
    with (tmp_path / "big.docx").open("wb") as file:
        file.write(word_file(paragraph("x")))
        file.truncate(200_000_000)

    result = measured(tmp_path / "big.docx")

    assert "200 MB" in result["said"]
    assert result["peak"] < 100


LARGE = {
    "one line of 7 MB": ("a.txt", lambda: b"word " * 1_500_000),
    "one wide character": ("b.txt", lambda: b"word " * 1_500_000 + "😀".encode()),
    "marks without end": ("c.txt", lambda: b"**a " * 1_900_000),
    "tags without end": ("d.txt", lambda: b"x" + b"<i>" * 2_600_000),
    "reversed Arabic": ("e.txt", lambda: "ةسسؤملا مسا ةيميظنتلا لئاسملا ".encode() * 140_000),
    "an old encoding": ("f.txt", lambda: ("Пункт повестки " * 500_000).encode("koi8-r")),
    "a paragraph of 7 MB": ("g.html", lambda: b"<p>" + b"word " * 1_500_000),
    "many tags": ("h.html", lambda: b"<p>" + b"<b>x</b>y" * 200_000),
    "many runs": ("i.docx", lambda: archive(body("<w:p>", "<w:r><w:t>word </w:t></w:r>" * 200_000, "</w:p>"))),
    "a table of 80 levels": (
        "j.docx",
        lambda: archive(body(TABLES * 80, paragraph("x"), "</w:tc></w:tr></w:tbl>" * 80)),
    ),
}


@pytest.mark.parametrize("what", LARGE)
def test_a_large_file_is_read_in_bounded_memory(tmp_path: Path, what: str):
    name, make = LARGE[what]
    (tmp_path / name).write_bytes(make())

    result = measured(tmp_path / name)

    assert result["said"] == ""
    assert result["lines"] > 0


def test_ten_thousand_items_are_read(tmp_path: Path):
    items = "".join(numbered(f"Item {n}") for n in range(10_000))
    (tmp_path / "items.docx").write_bytes(word_file(items, numbering=numbering(numbering_level(0, "decimal", "%1."))))

    assert measured(tmp_path / "items.docx")["lines"] == 10_000


def test_an_archive_of_many_parts_is_not_opened():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        for n in range(12_000):
            made.writestr(f"a{n}", "")

    with pytest.raises(Unreadable, match="12,000 parts"):
        read(data.getvalue())


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \r\n\xef\xbb\xbf", "empty"),
        (OLE + b"\0" * 99 + "EncryptedPackage".encode("utf-16-le"), "remove the password"),
        (OLE + b"\0" * 99 + "WordDocument".encode("utf-16-le"), "save it as .docx"),
        (b"{\\rtf1 text}", "RTF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "picture"),
        (b"PK\x03\x04 cut off", "damaged"),
        (b"<?xml version='1.0'?><akomaNtoso/>", "XML of a kind that is not read"),
        (b"<?xml version='1.0'?><pkg:package/>", "saved as XML"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", "e-mail"),
        (b"%PDF-1.7 broken", "damaged"),
    ],
)
def test_a_file_of_another_form_says_what_to_do(data, says):
    with pytest.raises(Unreadable, match=says) as refusal:
        read(data, name="file.docx")

    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ("content.xml", "OpenDocument"),
        ("xl/workbook.xml", "Excel"),
        ("ppt/presentation.xml", "PowerPoint"),
        ("a", "no Word"),
    ],
)
def test_an_archive_of_another_kind_says_what_to_do(part, says):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        made.writestr(part, "<x/>")

    with pytest.raises(Unreadable, match=says):
        read(data.getvalue())


def test_macros_and_embedded_files_are_left_out_and_said():
    data = word_file(paragraph("words"), more={"word/vbaProject.bin": b"\0", "word/embeddings/a.zip": word_file("")})

    source = read(data, name="a.docm")

    assert [x.text for x in lines_of(source.pieces)] == ["words"]
    assert any("macros" in said for said in source.warnings)
    assert any("1 embedded object" in said for said in source.warnings)


def test_what_lies_outside_the_file_is_not_fetched_and_said():
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    outside = (
        f'<Relationship Id="t" Type="{kind}/attachedTemplate" Target="http://127.0.0.1:9/x" TargetMode="External"/>'
    )
    link = f'<Relationship Id="h" Type="{kind}/hyperlink" Target="http://127.0.0.1:9/" TargetMode="External"/>'

    source = read(word_file(paragraph("words"), external=outside + link))

    assert source.warnings == ("The file refers to 1 thing outside it (attachedTemplate); nothing was fetched.",)


def test_a_file_cut_off_anywhere_says_what_to_do():
    data = word_file(paragraph("words") * 50)

    for cut in range(4, len(data), 97):
        with pytest.raises(Unreadable, match=r"damaged|no Word document"):
            read(data[:cut])


def test_a_folder_and_a_missing_file_say_what_to_do(tmp_path: Path):
    with pytest.raises(Unreadable, match="folder"):
        read_path(tmp_path)
    with pytest.raises(Unreadable, match="cannot be opened"):
        read_path(tmp_path / "none.docx")


SAMPLE = word_file(
    numbered("one") + f"<w:tbl><w:tr><w:tc>{paragraph(run('x', '<w:b/>'))}</w:tc></w:tr></w:tbl>",
    numbering=numbering(numbering_level(0, "decimal", "%1.")),
)


@settings(max_examples=150)
@example([(1295, 1)])  # a part that begins before the file does
@given(st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_word_file_with_any_bytes_changed_is_read_or_refused(changes):
    data = bytearray(SAMPLE)
    for place, byte in changes:
        data[place] = byte
    try:
        said = " ".join(read(bytes(data)).warnings)
    except Unreadable as refusal:
        said = str(refusal)

    assert not said or said.endswith(".")


PIECES = (
    "<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>a</w:t>", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>",
    "</w:tc>", '<w:pPr><w:numPr><w:ilvl w:val="99"/><w:numId w:val="1"/></w:numPr></w:pPr>',
    '<w:tcPr><w:gridSpan w:val="-5"/></w:tcPr>',
    "<w:ins>", "</w:ins>", '<w:fldChar w:fldCharType="end"/>', '<w:sym w:char="D800"/>', "<w:tcPr><w:vMerge/></w:tcPr>",
    '<w:footnoteReference w:id="x"/>', "<m:oMath/>", "<w:ruby/>", '<w:trPr><w:gridBefore w:val="9e99"/></w:trPr>',
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_odd_word_files_are_read_or_refused(pieces):
    """Elements in any order; those that do not nest are damaged XML."""
    data = word_file("".join(pieces), numbering=numbering(numbering_level(0, "decimal", "%1.%9")))
    try:
        said = " ".join(read(data).warnings)
    except Unreadable as refusal:
        said = str(refusal)

    assert not said or said.endswith(".")


def test_relationships_cannot_lead_out_of_the_package():
    relation = (
        f'<Relationships xmlns="{PACKAGE}"><Relationship Id="a" Type="x/officeDocument" Target="../../etc/passwd"/>'
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        made.writestr("_rels/.rels", relation + "</Relationships>")

    with pytest.raises(Unreadable, match="no Word document"):
        read(data.getvalue())
