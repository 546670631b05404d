"""The proof in a PDF: added and taken out without a trace; still archivable and accessible; no change goes unseen."""

import hashlib
import io
from functools import cache
from importlib import resources

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from nemcon.core.agenda import decode
from nemcon.core.languages import LANGUAGES
from nemcon.core.passage import Passage
from nemcon.documents.compose.agenda import compose
from nemcon.documents.issued import LARGEST, Changed, Stripped, Unfit, add_proof, strip_proof
from nemcon.documents.model import Document, Head, Paragraph
from nemcon.documents.read import read
from nemcon.documents.write.pdf import pdf

REFERENCE = decode(resources.files("nemcon.demo.reference").joinpath("ctoc-cop-wg3-2021-1.json").read_bytes())
CODE = "0198c0de-5d41-7abc-8def-0123456789ab"
NAME = "act-931.tlog-proof"
PROOF = (
    "c2sp.org/tlog-proof@v1\nextra eyJsZWFmIjp7fX0=\nindex 930\n"
    "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\n\n"
    "record.example.org/ctoc\n931\nsFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=\n\n"
    "— record.example.org/ctoc hI2DJw==\n"
).encode()

SMALL = b"""%PDF-1.7
1 0 obj
<</Type/Pages/Count 0/Kids[]>>
endobj
2 0 obj
<</Title(A \\) title (with brackets\\\\))/CreationDate(D:20201211000000Z)>>
endobj
3 0 obj
<</Type/Catalog/Pages 1 0 R/Lang(en-GB)>>
endobj
xref
0 4
0000000000 65535 f\r
0000000009 00000 n\r
0000000055 00000 n\r
0000000143 00000 n\r
trailer
<</Size 4/Root 3 0 R/Info 2 0 R/ID[(abc=)(abc=)]>>
startxref
200
%%EOF"""

SMALL_WITH_PROOF = SMALL + b"".join(
    (
        b"\n4 0 obj\n<</Type/EmbeddedFile/Subtype/text#2Fplain/Length 6/Params<</Size 6",
        b"/CheckSum<92f35f2e40bae3de31d6d47ceedd9737>/ModDate(D:20201211000000Z)>>>>\n",
        b"stream\nproof\n\nendstream\nendobj\n\n",
        b"5 0 obj\n<</Type/Filespec/F(a.tlog-proof)/UF(a.tlog-proof)",
        b"/Desc(Proof that this document is in the record (C2SP tlog-proof))/AFRelationship/Supplement",
        b"/EF<</F 4 0 R/UF 4 0 R>>>>\nendobj\n\n",
        b"3 0 obj\n<</Type/Catalog/Pages 1 0 R/Lang(en-GB)/Names<</EmbeddedFiles<</Names[(a.tlog-proof)5 0 R]>>>>",
        b"/AF[5 0 R]>>\nendobj\n\n",
        b"xref\n3 1\n0000000733 00000 n\r\n4 2\n0000000368 00000 n\r\n0000000549 00000 n\r\n",
        b"trailer\n<</Size 6/Root 3 0 R/Info 2 0 R",
        b"/ID[(abc=)<7b2016a04f1ec4a0cd3738c37f96c85e>]/Prev 200>>\nstartxref\n856\n%%EOF\n",
    )
)


@cache
def issued(language: str) -> bytes:
    document = compose(REFERENCE, language, house="Name of the institution", job="V.00-00000 (E)")
    return pdf(replace(document, code=CODE, check="documents.example.org/check"))


@cache
def proven(language: str) -> bytes:
    return add_proof(issued(language), PROOF, NAME)


@cache
def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


# ---- adding and taking out -----------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_added_is_taken_out_and_the_file_is_as_it_was(language: str) -> None:
    assert proven(language).startswith(issued(language))
    assert strip_proof(proven(language)) == Stripped(issued(language), PROOF)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_without_a_proof_is_given_back_as_it_is(language: str) -> None:
    assert strip_proof(issued(language)) == Stripped(issued(language), None)


def test_the_same_proof_gives_the_same_bytes() -> None:
    assert add_proof(bytes(bytearray(issued("ar"))), bytes(bytearray(PROOF)), NAME) == proven("ar")
    assert add_proof(issued("ar"), PROOF + b"\n", NAME) != proven("ar")


def test_adding_again_replaces() -> None:
    later = PROOF + "— witness.example mJirIklj\n".encode()
    again = add_proof(proven("en"), later, "act-931-witnessed.tlog-proof")

    assert again == add_proof(issued("en"), later, "act-931-witnessed.tlog-proof")
    assert strip_proof(again) == Stripped(issued("en"), later)


@given(st.binary(max_size=300), st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,40}\.tlog-proof", fullmatch=True))
def test_any_bytes_are_taken_as_a_proof_and_given_back(proof: bytes, name: str) -> None:
    """What a proof says is for its reader; here it may even end as the file does."""
    for hostile in (proof, proof + proven("en")[len(issued("en")) :], b"\nendstream\nendobj\n" + proof):
        assert strip_proof(add_proof(issued("en"), hostile, name)) == Stripped(issued("en"), hostile)


@pytest.mark.parametrize(
    "name",
    ["", "proof", "a/b.tlog-proof", "é.tlog-proof", "a).tlog-proof", ".tlog-proof", "a b.tlog-proof", "a.tlog-proof\n"]
    + ["x" * 200 + ".tlog-proof"],
)
def test_a_name_that_would_need_quoting_is_refused(name: str) -> None:
    with pytest.raises(Unfit, match="no name for a proof"):
        add_proof(issued("en"), PROOF, name)


def test_a_proof_that_is_too_large_is_refused() -> None:
    assert strip_proof(add_proof(issued("en"), bytes(LARGEST), NAME)).proof == bytes(LARGEST)
    with pytest.raises(Unfit, match="4,000,001 bytes"):
        add_proof(issued("en"), bytes(LARGEST + 1), NAME)


def test_a_document_without_headings_takes_a_proof_too() -> None:
    document = Document(
        language="en", title=Passage("A (title"), head=Head(), blocks=(Paragraph(text=Passage("A line.")),), code=CODE
    )
    data = pdf(document)
    assert strip_proof(add_proof(data, PROOF, NAME)) == Stripped(data, PROOF)
    assert list(opened(add_proof(data, PROOF, NAME)).attachments) == [NAME]


# ---- the format, which outlives this program -----------------------------------------------


def test_the_update_is_byte_for_byte_what_it_has_always_been() -> None:
    """Files in the world have these bytes: a change of them makes every proof in a PDF unreadable."""
    assert add_proof(SMALL, b"proof\n", "a.tlog-proof") == SMALL_WITH_PROOF
    assert strip_proof(SMALL_WITH_PROOF) == Stripped(SMALL, b"proof\n")


# ---- what others see -----------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_others_find_the_attachment(language: str) -> None:
    file = opened(proven(language))
    attached = file.attachments[NAME]
    stored = attached.get_file()

    assert file.check_pdf_syntax() == []
    assert list(file.attachments) == [NAME]
    assert stored.read_bytes() == PROOF
    assert stored.mime_type == "text/plain"
    assert stored.size == len(PROOF)
    assert stored.md5 == hashlib.md5(PROOF).digest()
    assert stored.mod_date is not None
    assert stored.mod_date.date().isoformat() == "2020-12-11"  # the document's own
    assert attached.obj.UF == attached.obj.F == NAME
    assert "tlog-proof" in attached.description
    assert attached.obj.AFRelationship == pikepdf.Name.Supplement
    assert file.Root.AF[0].objgen == attached.obj.objgen


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_else_of_the_document_changes(language: str) -> None:
    before, after = opened(issued(language)), opened(proven(language))

    assert len(after.objects) == len(before.objects) + 2
    for old, new in zip(before.objects, after.objects, strict=False):
        if old.objgen != before.Root.objgen:
            assert old.unparse() == new.unparse()
            if isinstance(old, pikepdf.Stream):
                assert old.read_raw_bytes() == new.read_raw_bytes()
    assert set(after.Root.keys()) - set(before.Root.keys()) == {"/AF"}
    assert all(after.Root[key].unparse() == value.unparse() for key, value in before.Root.items() if key != "/Names")
    assert after.Root.Names.Dests.unparse() == before.Root.Names.Dests.unparse()
    assert bytes(after.trailer.ID[0]) == bytes(before.trailer.ID[0]) != bytes(after.trailer.ID[1])
    with after.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"], metadata["pdfuaid:part"]) == ("3", "A", "1")


def findings(data: bytes) -> list[tuple[str, str]]:
    """What the PDF/A-3b validator of pikepdf says. It knows neither level A nor PDF/UA, and says so each time."""
    from pikepdf.pdfa import validate_written  # needs fontTools and jsonschema, which tests have

    return sorted((finding.rule, finding.where) for finding in validate_written(io.BytesIO(data), "3b").findings)


@pytest.mark.parametrize("language", ["en", "zh", "ar"])
def test_a_validator_of_pdf_a_3_finds_nothing_that_it_does_not_find_without_the_proof(language: str) -> None:
    assert findings(proven(language)) == findings(issued(language))


def test_that_validator_sees_an_attachment_that_pdf_a_3_does_not_allow() -> None:
    wrong = proven("en").replace(b"/AFRelationship/Supplement", b"/ZFRelationship/Supplement")
    assert set(findings(wrong)) - set(findings(issued("en")))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_our_own_reader_reads_the_same(language: str) -> None:
    assert read(proven(language), name="a.pdf") == read(issued(language), name="a.pdf")


# ---- changes -------------------------------------------------------------------------------


def test_a_byte_changed_in_the_document_changes_the_hash_of_what_is_stripped() -> None:
    at = issued("en").index(b"stream\n") + 20
    changed = bytearray(proven("en"))
    changed[at] ^= 1
    original, proof = strip_proof(bytes(changed))

    assert proof == PROOF
    assert hashlib.sha256(original).digest() != hashlib.sha256(issued("en")).digest()


def test_an_update_by_another_program_after_ours_is_said() -> None:
    from pyhanko.pdf_utils.generic import pdf_name
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(proven("en")))
    writer.root["/PageMode"] = pdf_name("/UseAttachments")
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)

    assert out.getvalue().startswith(proven("en"))
    for answer in (strip_proof, lambda data: add_proof(data, PROOF, NAME)):
        with pytest.raises(Changed, match="was changed after the proof was added"):
            answer(out.getvalue())


def test_an_update_that_also_shows_other_pages_does_not_pass_for_one_that_adds_a_proof() -> None:
    """The prefix would be as issued, and its hash right; yet a reader of the file would see something else."""
    update = proven("en")[len(issued("en")) :]
    root = opened(issued("en")).Root.objgen[0]
    for there, instead in (
        (b"/Pages 1 0 R", b"/Pages 2 0 R"),
        (b"/Root %d 0 R" % root, b"/Root %d 0 R" % (root - 1)),
        (b"\n%d 1\n" % root, b"\n%d 1\n" % (root - 1)),
        (b"/Desc(P", b"/Desc(p"),
        (b"ModDate(D:2020", b"ModDate(D:2021"),
        (b"\n%%EOF\n", b"\n%%EOF\n\n"),
        (b"\n%%EOF\n", b"\n%%EOF"),
    ):
        assert update.count(there) == 1
        with pytest.raises(Changed):
            strip_proof(issued("en") + update.replace(there, instead))


@given(st.integers(0, len(SMALL_WITH_PROOF) - len(SMALL) - 1), st.integers(1, 255))
def test_no_byte_of_the_update_can_be_changed_unseen(at: int, by: int) -> None:
    """Bytes of the proof itself can: they are the proof's, and its checksum says so too."""
    changed = bytearray(SMALL_WITH_PROOF)
    changed[len(SMALL) + at] ^= by
    try:
        original, proof = strip_proof(bytes(changed))
    except Changed:
        return
    assert proof is None
    assert original == bytes(changed)


def test_a_file_saved_anew_has_no_proof_in_it_or_is_said_to_be_changed() -> None:
    out = io.BytesIO()
    opened(proven("en")).save(out)
    try:
        original, proof = strip_proof(out.getvalue())
    except Changed:
        return
    assert proof is None
    assert original == out.getvalue()


@pytest.mark.parametrize("cut", [1, 2, 10, 60, 300, 500, 700, 1000])
def test_a_file_that_was_cut_off_is_said_to_be_changed(cut: int) -> None:
    with pytest.raises(Changed):
        strip_proof(proven("en")[:-cut])


# ---- files that are not ours ---------------------------------------------------------------


def saved(data: bytes, **how: object) -> bytes:
    out = io.BytesIO()
    pikepdf.open(io.BytesIO(data)).save(out, **how)  # type: ignore[arg-type]
    return out.getvalue()


def with_attachment() -> bytes:
    """As a file of ours that had another file in it."""
    return (
        proven("en").replace(b"Subtype/text#2Fplain", b"Subtype/text#2Fother").replace(b".tlog-proof", b".tlog-other")
    )


OTHERS = {
    "only a head": lambda: b"%PDF-1.7\n",
    "only head and end": lambda: b"%PDF-1.7\n%%EOF",
    "its end is cut off": lambda: issued("en")[:-100],
    "most of it is cut off": lambda: issued("en")[:3000],
    "objects in streams": lambda: saved(issued("en"), object_stream_mode=pikepdf.ObjectStreamMode.generate),
    "linearized": lambda: saved(issued("en"), linearize=True),
    "no catalog": lambda: issued("en").replace(b"/Root", b"/Rood"),
    "no identifier": lambda: issued("en").replace(b"/ID[", b"/IE["),
    "another attachment": with_attachment,
    "dictionaries without keys": lambda: SMALL.replace(b"<</Type/Catalog", b"<<<<<<<<<<<<<<"),
    "an open string": lambda: SMALL.replace(b"/Lang(en-GB)", b"/Lang(en-GB("),
    "a key twice": lambda: SMALL.replace(b"/Lang(en-GB)", b"/Pages 7 0 R"),
    "associated files": lambda: SMALL.replace(b"/Lang(en-GB)", b"/AF    [[]]"),
    "names elsewhere": lambda: SMALL.replace(b"/Lang(en-GB)", b"/Names 1 0 R"),
}


@pytest.mark.parametrize("what", OTHERS)
def test_a_file_that_this_house_did_not_write_takes_no_proof(what: str) -> None:
    data = OTHERS[what]()
    assert strip_proof(data) == Stripped(data, None)
    with pytest.raises(Unfit, match="not in the form in which Nemcon writes"):
        add_proof(data, PROOF, NAME)


@given(st.binary(max_size=200))
def test_what_is_neither_pdf_nor_word_is_refused_in_a_sentence(data: bytes) -> None:
    if data.startswith((b"%PDF-", b"PK\x03\x04")):
        return
    with pytest.raises(Unfit, match="neither a PDF nor a Word file"):
        strip_proof(data)
    with pytest.raises(Unfit, match="neither a PDF nor a Word file"):
        add_proof(data, PROOF, NAME)


@given(st.data())
def test_whatever_the_bytes_the_answer_is_clean(data: st.DataObject) -> None:
    """Bytes changed, taken out, doubled: an answer that agrees with itself, or a refusal in a sentence."""
    made = bytearray(data.draw(st.sampled_from([SMALL, SMALL_WITH_PROOF])))
    for _ in range(data.draw(st.integers(0, 4))):
        begin = data.draw(st.integers(0, len(made)))
        end = data.draw(st.integers(begin, min(len(made), begin + 40)))
        made[begin:end] = data.draw(
            st.one_of(
                st.binary(max_size=12), st.sampled_from([b"<<", b">>", b"(", b"[", b"/A", b"9999999999", b"1 0 R"])
            )
        )
    file = b"%PDF-" + bytes(made[5:])
    try:
        original, proof = strip_proof(file)
        again = add_proof(file, b"x", "x.tlog-proof")
    except (Unfit, Changed):
        return
    assert proof is not None or original == file
    assert strip_proof(again) == Stripped(original, b"x")


@pytest.mark.parametrize("filling", [b"<<", b"[", b"(", b"(\\", b"/a", b"<", b"1 0 R ", b"/A 1", b"((", b"<</A"])
def test_deep_and_endless_dictionaries_end_soon(filling: bytes) -> None:
    data = SMALL.replace(b"/Lang(en-GB)", b"/Lang" + filling * (3_000_000 // len(filling)))
    moved = data.replace(b"startxref\n200", b"startxref\n%d" % data.index(b"xref\n0 4"))
    with pytest.raises(Unfit):
        add_proof(moved, PROOF, NAME)
