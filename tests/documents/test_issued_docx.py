"""The proof in a Word file: added and taken out without a trace; others open the file; no change goes unseen."""

import hashlib
import io
import struct
import zipfile
import zlib
from functools import cache
from importlib import resources
from pathlib import Path

import docx as python_docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from validators import docx_errors, libreoffice, parts

from nemcon.core.agenda import decode
from nemcon.core.languages import LANGUAGES
from nemcon.documents.compose.agenda import compose
from nemcon.documents.issued import LARGEST, Changed, Stripped, Unfit, add_proof, strip_proof
from nemcon.documents.read import read
from nemcon.documents.write.docx import docx

REFERENCE = decode(resources.files("nemcon.demo.reference").joinpath("ctoc-cop-wg3-2021-1.json").read_bytes())
CODE = "0198c0de-5d41-7abc-8def-0123456789ab"
NAME = "act-931.tlog-proof"
PROOF = "c2sp.org/tlog-proof@v1\nindex 930\n\nrecord.example.org/ctoc\n931\n\n— record.example.org/ctoc hI2D\n".encode()


@cache
def issued(language: str) -> bytes:
    document = compose(REFERENCE, language, house="Name of the institution", job="V.00-00000 (E)")
    return docx(replace(document, code=CODE, check="documents.example.org/check"))


@cache
def proven(language: str) -> bytes:
    return add_proof(issued(language), PROOF, NAME)


@cache
def small() -> bytes:
    """A package as small as one can be that takes a proof: written here, so that its bytes depend on no packing."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, said in (("[Content_Types].xml", '<Default Extension="tlog-proof"/>'), ("a.xml", "<a/>")):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 0
            package.writestr(entry, said)
    return out.getvalue()


# ---- adding and taking out -----------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_added_is_taken_out_and_the_file_is_as_it_was(language: str) -> None:
    assert strip_proof(proven(language)) == Stripped(issued(language), PROOF)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_without_a_proof_is_given_back_as_it_is(language: str) -> None:
    assert strip_proof(issued(language)) == Stripped(issued(language), None)


def test_the_same_proof_gives_the_same_bytes() -> None:
    assert add_proof(bytes(bytearray(issued("ar"))), bytes(bytearray(PROOF)), NAME) == proven("ar")
    assert add_proof(issued("ar"), PROOF + b"\n", NAME) != proven("ar")


def test_adding_again_replaces() -> None:
    again = add_proof(proven("en"), PROOF * 2, "act-931-witnessed.tlog-proof")

    assert again == add_proof(issued("en"), PROOF * 2, "act-931-witnessed.tlog-proof")
    assert strip_proof(again) == Stripped(issued("en"), PROOF * 2)


@given(st.binary(max_size=300), st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,40}\.tlog-proof", fullmatch=True))
def test_any_bytes_are_taken_as_a_proof_and_given_back(proof: bytes, name: str) -> None:
    """What a proof says is for its reader; here it may even be a package, or end as one does."""
    for hostile in (proof, proof + small(), small() + proof):
        assert strip_proof(add_proof(small(), hostile, name)) == Stripped(small(), hostile)


@pytest.mark.parametrize("name", ["", "../a.tlog-proof", "word/document.xml", "a b.tlog-proof", "é.tlog-proof"])
def test_a_name_that_would_need_quoting_is_refused(name: str) -> None:
    with pytest.raises(Unfit, match="no name for a proof"):
        add_proof(issued("en"), PROOF, name)


def test_a_proof_that_is_too_large_is_refused() -> None:
    assert strip_proof(add_proof(issued("en"), bytes(LARGEST), NAME)).proof == bytes(LARGEST)
    with pytest.raises(Unfit, match="4,000,001 bytes"):
        add_proof(issued("en"), bytes(LARGEST + 1), NAME)


def test_only_a_document_with_a_code_takes_a_proof() -> None:
    """Without one its type is not declared, and Word would say that the file is damaged."""
    plain = docx(compose(REFERENCE, "en"))

    assert b"tlog-proof" not in parts(plain)["[Content_Types].xml"]
    with pytest.raises(Unfit, match="with a code"):
        add_proof(plain, PROOF, NAME)


# ---- the format, which outlives this program -----------------------------------------------


def test_the_part_and_its_line_are_byte_for_byte_what_they_have_always_been() -> None:
    """Files in the world have these bytes: a change of them makes every proof in a Word file unreadable."""
    begin = small().index(b"PK\x01\x02")
    lines, name = small()[begin:-22], b"nemcon/a.tlog-proof"
    crc = zlib.crc32(b"proof\n")
    part = b"PK\x03\x04\n\0\0\0\0\0\0\0!\0" + struct.pack("<III", crc, 6, 6) + b"\x13\0\0\0" + name + b"proof\n"
    line = b"PK\x01\x02\x14\0\n\0\0\0\0\0\0\0!\0" + struct.pack("<III", crc, 6, 6) + b"\x13\0" + bytes(12)
    line += struct.pack("<I", begin) + name
    end = b"PK\x05\x06\0\0\0\0\3\0\3\0" + struct.pack("<II", len(lines + line), begin + len(part)) + b"\0\0"

    assert add_proof(small(), b"proof\n", "a.tlog-proof") == small()[:begin] + part + lines + line + end


# ---- what others see -----------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_package_is_whole_and_has_one_part_more(language: str, shared: Path) -> None:
    before, after = parts(issued(language)), parts(proven(language))

    assert docx_errors(proven(language), shared) == []
    assert list(after) == [*before, f"nemcon/{NAME}"]
    assert after == {**before, f"nemcon/{NAME}": PROOF}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_word_processors_and_our_own_reader_open_it_as_before(language: str) -> None:
    said = [paragraph.text for paragraph in python_docx.Document(io.BytesIO(issued(language))).paragraphs]

    assert [p.text for p in python_docx.Document(io.BytesIO(proven(language))).paragraphs] == said
    assert read(proven(language), name="a.docx") == read(issued(language), name="a.docx")


def test_libreoffice_opens_it() -> None:
    assert libreoffice(proven("en"), "pdf").startswith(b"%PDF-")
    shown = libreoffice(proven("en"), "txt:Text (encoded):UTF8")
    assert shown == libreoffice(issued("en"), "txt:Text (encoded):UTF8")
    assert CODE.encode() in shown


# ---- changes -------------------------------------------------------------------------------


def test_a_byte_changed_in_the_document_changes_the_hash_of_what_is_stripped() -> None:
    at = issued("en").index(b"word/document.xml") + 40
    changed = bytearray(proven("en"))
    changed[at] ^= 1
    original, proof = strip_proof(bytes(changed))

    assert proof == PROOF
    assert hashlib.sha256(original).digest() != hashlib.sha256(issued("en")).digest()


def test_a_part_that_another_program_adds_after_ours_is_said() -> None:
    out = io.BytesIO(proven("en"))
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("word/other.xml", "<a/>")

    for answer in (strip_proof, lambda data: add_proof(data, PROOF, NAME)):
        with pytest.raises(Changed, match="was changed after the proof was added"):
            answer(out.getvalue())


def test_a_file_saved_anew_has_no_proof_in_it() -> None:
    out = io.BytesIO()
    python_docx.Document(io.BytesIO(proven("en"))).save(out)
    assert strip_proof(out.getvalue()) == Stripped(out.getvalue(), None)


@pytest.mark.parametrize("cut", [1, 2, 22, 23, 100, 1000])
def test_a_file_that_was_cut_off_or_has_something_behind_it_is_said_to_be_changed(cut: int) -> None:
    for changed in (proven("en")[:-cut], proven("en") + bytes(cut)):
        with pytest.raises(Changed):
            strip_proof(changed)


@given(st.data())
def test_no_byte_of_what_was_added_can_be_changed_unseen(data: st.DataObject) -> None:
    """Bytes of the directory's old lines are the original's: its hash is another then."""
    made = add_proof(small(), PROOF, NAME)
    begin = small().index(b"PK\x01\x02")
    changed = bytearray(made)
    changed[data.draw(st.integers(begin, len(made) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        original, proof = strip_proof(bytes(changed))
    except Changed:
        return
    assert proof is None or original != small()


# ---- files that are not ours ---------------------------------------------------------------


def zipped(*names: str, comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name in names:
            package.writestr(name, '<Default Extension="tlog-proof"/>')
        package.comment = comment
    return out.getvalue()


OTHERS = {
    "only a head": lambda: b"PK\x03\x04",
    "its end is cut off": lambda: issued("en")[:-1],
    "something is behind it": lambda: issued("en") + b"\0",
    "a comment": lambda: zipped("[Content_Types].xml", comment=b"by hand"),
    "no types": lambda: zipped("a.xml"),
    "types that are damaged": lambda: issued("en").replace(b"[Content_Types].xml", b"[Content_Types].xml\xff", 1),
    "types that lie behind the end": lambda: small().replace(struct.pack("<I", 0) + b"[", b"\xff\xff\0\0[", 1),
}


@pytest.mark.parametrize("what", OTHERS)
def test_a_file_that_this_house_did_not_write_takes_no_proof(what: str) -> None:
    data = OTHERS[what]()
    assert strip_proof(data) == Stripped(data, None)
    with pytest.raises(Unfit, match="not in the form in which Nemcon writes"):
        add_proof(data, PROOF, NAME)


def test_a_list_of_types_that_would_unpack_to_gigabytes_costs_nothing() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", bytes(300_000_000))
    with pytest.raises(Unfit):
        add_proof(out.getvalue(), PROOF, NAME)


@given(st.data())
def test_whatever_the_bytes_the_answer_is_clean(data: st.DataObject) -> None:
    """Bytes changed, taken out, doubled: an answer that agrees with itself, or a refusal in a sentence."""
    made = bytearray(data.draw(st.sampled_from([small(), add_proof(small(), b"proof\n", "a.tlog-proof"), zipped()])))
    for _ in range(data.draw(st.integers(0, 4))):
        begin = data.draw(st.integers(0, len(made)))
        end = data.draw(st.integers(begin, min(len(made), begin + 40)))
        signs = st.sampled_from([b"PK\x01\x02", b"PK\x05\x06", b"\xff\xff", b"\xff\xff\xff\xff", b"nemcon/"])
        made[begin:end] = data.draw(st.one_of(st.binary(max_size=12), signs))
    file = b"PK\x03\x04" + bytes(made[4:])
    try:
        original, proof = strip_proof(file)
        again = add_proof(file, b"x", "x.tlog-proof")
    except (Unfit, Changed):
        return
    assert proof is not None or original == file
    assert strip_proof(again) == Stripped(original, b"x")
