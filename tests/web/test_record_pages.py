"""The record as the public reads it, and what a reader is told who checks a reference or a file."""

import base64
import datetime as dt
from dataclasses import replace

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nemcon.core import acts
from nemcon.core.acts import Act, Capacity, Made, Who
from nemcon.core.languages import LANGUAGES
from nemcon.core.payloads import DocumentPublished, SymbolReserved
from nemcon.core.record import checkpoint, lines
from nemcon.core.record import proof as proofs
from nemcon.core.record.checkpoint import Head
from nemcon.core.record.notes import ED25519, Signer
from nemcon.core.record.proof import Proof
from nemcon.core.record.tree import Frontier, leaf_hash, node_hash
from nemcon.documents.issued import add_proof, strip_proof
from nemcon.web.papers.actions import publish, withdraw
from nemcon.web.papers.models import Document
from nemcon.web.papers.rendering import masthead_only
from nemcon.web.public import checking
from nemcon.web.public.checking import Compared, Kind, examine
from nemcon.web.record import public
from nemcon.web.record.append import Entry, append
from nemcon.web.record.models import Log, LoggedAct
from nemcon.web.record.perform import by_command
from nemcon.web.record.selectors import parts_of
from nemcon.web.record.world import REAL

AGENDA = "CTOC/COP/WG.3/2021/1"
ORIGIN = "testserver/record/ctoc-cop"
PLACES = ("/check", "/check?q=9", "/check?q=1", "/check?q=none", "/record/", "/record/ctoc-cop", "/record/ctoc-cop/9")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("case")]


@pytest.fixture(autouse=True)
def signed(sign) -> None:
    """The case is signed and public."""
    sign()


def file_as(form: str, language: str = "en") -> bytes:
    """The agenda as readers get it, with its proof inside where the form can carry one."""
    return Client().get(f"/{language}/{AGENDA}?as={form}").content


def proof_of(seq: int) -> bytes:
    return Client().get(f"/record/ctoc-cop/{seq}.tlog-proof").content


def export() -> bytes:
    return b"".join(Client().get("/record/ctoc-cop/public.jsonl").streaming_content)


def found_in(data: bytes) -> checking.Finding:
    return examine("public", data)


def sent(data: bytes, language: str = "en"):
    """The page that answers a file."""
    response = Client().post(f"/{language}/check", {"file": SimpleUploadedFile("given", data)})
    return response, lxml.html.fromstring(response.content)


def words(page, path: str) -> str:
    return " ".join(" ".join(page.xpath(path)[0].text_content().split()).split())


def a_record(origin: str, signers: list[Signer], whole: list[Act]) -> tuple[bytes, bytes]:
    """Another record with these acts, whole, under fresh salts: its export, and the proof of its last act."""
    frontier, made, leaves = Frontier(), [], []
    for act in whole:
        parts = acts.encode(act, (b"a" * 32, b"b" * 32, act.seq.to_bytes(32, "big")))
        leaf = acts.leaf_of(act.seq, parts)
        leaves.append(leaf_hash(leaf))
        frontier = frontier.append(leaves[-1])
        made.append(lines.act_line(leaf, parts))
    head = checkpoint.sign(Head(origin, frontier.size, frontier.root), signers, 1_600_000_000)
    keys = [str(signer.key) for signer in signers]
    data = lines.header(origin, "full", keys, frontier.size) + b"".join(made) + lines.last_line(str(head))
    assert len(leaves) == 2
    return data, str(Proof(made[1].rstrip(b"\n"), 1, (leaves[0],), head)).encode()


def two_acts() -> list[Act]:
    log = Log.objects.get(name="ctoc-cop")
    return [acts.decode(seq, parts_of(log.id, seq)) for seq in (0, 1)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", PLACES)
def test_every_page_is_there_in_every_language_with_one_heading_and_nothing_inline(reader, language, place):
    response = reader.get(f"/{language}{place}")
    page = lxml.html.fromstring(response.content)
    assert response.status_code == 200
    assert (page.get("lang"), len(page.findall(".//h1"))) == (language, 1)
    assert not page.xpath("//style | //script | //@style")
    assert not page.xpath("//a[not(@href) or @href='']")


class TestAskingByReference:
    @pytest.mark.parametrize("asked", ["9", AGENDA, f"{AGENDA}*", "code"])
    def test_a_number_a_symbol_and_the_code_on_the_last_page_lead_to_the_same(self, reader, asked):
        given = str(Document.objects.get(symbol=AGENDA).act) if asked == "code" else asked
        page = lxml.html.fromstring(reader.get("/en/check", {"q": given}).content)
        assert words(page, "//p[@class='finding']") == f"{AGENDA} was published."
        assert page.xpath("//h2[@id='finding']/a/@href") == ["/en/record/ctoc-cop/9"]
        assert "/record/ctoc-cop/9.tlog-proof" in page.xpath("//a/@href")

    def test_a_number_of_several_records_is_asked_back(self, reader):
        page = lxml.html.fromstring(reader.get("/en/check?q=1").content)
        led = page.xpath("//section[@aria-labelledby='finding']//a/@href")
        assert led == ["/en/record/institution/1", "/en/record/ctoc-cop/1"]

    @pytest.mark.parametrize(
        "asked", ["999999999999999999999999", "A/1", "<script>", "٩٩٩", "²", "a\0b", "x" * 500, "12-34"]
    )
    def test_what_is_not_there_is_not_found_and_does_no_harm(self, reader, asked):
        response = reader.get("/en/check", {"q": asked})
        assert response.status_code == 200
        assert "Nothing public is found" in response.content.decode()
        assert "<script>" not in response.content.decode()

    def test_arabic_figures_are_figures(self, reader):
        assert AGENDA in reader.get("/ar/check", {"q": "٩"}).content.decode()

    def test_a_document_leads_to_its_reference(self, reader):
        page = lxml.html.fromstring(reader.get(f"/en/{AGENDA}").content)
        section = page.xpath("//section[@aria-labelledby='recorded']")[0]
        assert section.text_content().split("Record")[1].split() == ["Reference", "9", "·", "Check", "this", "document"]
        assert section.xpath(".//a/@href") == ["/en/check?q=CTOC/COP/WG.3/2021/1"]

    def test_a_document_that_was_withdrawn_is_still_told_of(self, reader, sign):
        withdraw(by_command(), AGENDA, "a secret reason")
        sign()
        response = reader.get("/en/check", {"q": AGENDA})
        page = lxml.html.fromstring(response.content)
        assert f"Since then: {AGENDA} was withdrawn." in page.xpath("//main")[0].text_content()
        assert f"/en/{AGENDA}" not in page.xpath("//main//a/@href")
        withdrawal = reader.get("/en/record/ctoc-cop/11").content.decode()
        assert "was withdrawn." in withdrawal
        assert "A part of it is not opened." in withdrawal
        assert "secret reason" not in response.content.decode() + withdrawal


class TestCheckingAFile:
    @pytest.mark.parametrize("form", ["pdf", "docx"])
    def test_a_document_with_its_proof_is_the_one_issued(self, form):
        found = found_in(file_as(form, "ru"))
        assert (found.kind, found.file, found.inside) == (Kind.ISSUED, ("ru", form), True)
        assert found.compared is Compared.SAME

    @pytest.mark.parametrize("form", ["pdf", "docx", "html", "akn", "txt", "json"])
    def test_a_document_without_proof_is_known_by_its_fingerprint(self, form):
        data = file_as(form)
        original = strip_proof(data).original if form in ("pdf", "docx") else data
        found = found_in(original)
        assert (found.kind, found.file, found.inside) == (Kind.ISSUED, ("en", form), False)
        assert found.reference.seq == 9

    @pytest.mark.parametrize("form", ["pdf", "docx"])
    @pytest.mark.parametrize("place", [0.01, 0.3, 0.6, 0.9, 0.999])
    def test_one_changed_bit_anywhere_is_never_taken_for_the_document(self, form, place):
        data = bytearray(file_as(form))
        data[int(len(data) * place)] ^= 1
        assert found_in(bytes(data)).kind in (Kind.CHANGED, Kind.DAMAGED, Kind.UNKNOWN, Kind.UNFIT)

    def test_a_changed_document_is_said_to_be_changed(self):
        original = strip_proof(file_as("pdf")).original
        changed = original[:3000] + bytes([original[3000] ^ 1]) + original[3001:]
        _, page = sent(add_proof(changed, proof_of(9), "given.tlog-proof"))
        assert words(page, "//p[@class='finding']") == "This file is not the one in the record."
        assert page.xpath("//div[@class='seal broken']")
        assert not page.xpath("//section[@aria-labelledby='shows']")

    def test_the_proof_of_another_document_does_not_cover_this_one(self):
        original = strip_proof(file_as("pdf")).original
        found = found_in(add_proof(original, proof_of(10), "other.tlog-proof"))
        assert found.kind is Kind.CHANGED

    def test_a_document_that_was_issued_again_is_known_and_said_to_be_replaced(self, sign):
        old = file_as("txt")
        agenda = Document.objects.get(symbol=AGENDA)
        publish(
            by_command(),
            symbol=AGENDA,
            agenda=masthead_only(symbol=AGENDA, titles={"en": "Another agenda"}, date=dt.date(2020, 12, 12)),
            body=agenda.body,
            meeting=agenda.meeting,
        )
        sign()
        found = found_in(old)
        assert (found.kind, found.reference.seq, [each.seq for each in found.later]) == (Kind.ISSUED, 9, [11])
        _, page = sent(old)
        assert f"Since then: {AGENDA} was published again and replaced." in page.xpath("//main")[0].text_content()

    def test_a_proof_is_verified_and_says_what_it_proves(self):
        _, page = sent(proof_of(7))
        assert words(page, "//p[@class='finding']").startswith("Meeting convened: Twelfth meeting, Working Group")
        shown = page.xpath("//section[@aria-labelledby='shows']//h3/text()")
        assert shown == [
            "This is in the record, as it was made.",
            "Nothing before it has been changed or removed since.",
        ]

    def test_an_older_proof_belongs_to_the_record_of_today(self, sign):
        old = proof_of(7)
        withdraw(by_command(), AGENDA, "a test")
        sign()
        found = found_in(old)
        assert (found.kind, found.compared, found.checkpoint.head.size) == (Kind.PROOF, Compared.SAME, 11)

    def test_every_changed_byte_of_a_proof_is_found(self):
        data = proof_of(7)
        for at in range(0, len(data), 97):
            changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
            assert found_in(changed).kind not in (Kind.PROOF, Kind.ISSUED, Kind.REFERENCE), at

    def test_a_proof_beyond_the_public_head_is_verified_by_itself_and_tells_nothing_of_the_log(self, sign):
        content = SymbolReserved(symbol="X/1")
        entry = Entry(None, Made("nemcon:symbol/X/1", content), Who(capacity=Capacity.OFFICER), None, "none")
        log = Log.objects.get(name="ctoc-cop")
        append(log.id, [entry], REAL)
        sign()
        from nemcon.web.record.selectors import newest_head
        from nemcon.web.record.selectors import proof_of as whole

        data = str(whole(log.id, 11, newest_head(log.id), "full")).encode()
        found = found_in(data)
        assert (found.kind, found.compared, found.reference.seq) == (Kind.PROOF, Compared.BEYOND, 11)
        response, page = sent(data)
        assert "goes further than the public record" in response.content.decode()
        assert "/record/ctoc-cop/11.tlog-proof" not in page.xpath("//a/@href")

    def test_the_records_own_export_is_the_record(self, sign):
        data = export()
        assert (found_in(data).kind, found_in(data).compared) == (Kind.RECORD, Compared.SAME)
        withdraw(by_command(), AGENDA, "a test")
        sign()
        older = found_in(data)
        assert (older.kind, older.compared, older.acts) == (Kind.RECORD, Compared.SAME, 11)
        assert words(sent(data)[1], "//p[@class='finding']") == "This is the record, unchanged."

    def test_a_changed_export_does_not_verify_and_the_fault_is_shown_in_english(self):
        _, page = sent(export().replace(b"wg3-12", b"wg3-13", 1), "fr")
        assert page.xpath("//div[@class='seal broken']")
        assert "Line" in page.xpath("//ul[@lang='en']/li")[0].text_content()

    def test_an_export_that_lacks_its_last_acts_does_not_verify(self):
        whole = export().splitlines(keepends=True)
        assert found_in(b"".join([*whole[:-2], whole[-1]])).kind is Kind.DAMAGED
        assert found_in(b"".join(whole[:-1])).kind is Kind.DAMAGED
        assert found_in(whole[0]).kind is Kind.DAMAGED
        assert found_in(whole[0][:40]).kind is Kind.DAMAGED

    def test_a_second_record_under_the_same_key_is_a_fork_and_called_so(self, ring):
        signers = ring.signers(ORIGIN)[0]
        data, proof = a_record(ORIGIN, signers, two_acts())
        assert found_in(data).kind is Kind.FORKED
        assert found_in(proof).kind is Kind.FORKED
        _, page = sent(proof, "es")
        assert words(page, "//p[@class='finding']") == "Es otro registro con el mismo nombre."

    def test_an_act_of_ours_in_another_tree_under_the_same_key_is_a_fork(self, ring):
        own = proofs.parse(proof_of(1))
        frontier = Frontier().append(b"x" * 32).append(leaf_hash(lines.read_act(own.extra).leaf_bytes))
        head = checkpoint.sign(Head(ORIGIN, 2, frontier.root), ring.signers(ORIGIN)[0], 1_600_000_000)
        assert found_in(str(Proof(own.extra, 1, (b"x" * 32,), head)).encode()).kind is Kind.FORKED

    def test_another_act_in_the_place_of_ours_is_a_fork_even_in_a_longer_record(self, ring):
        signers = ring.signers(ORIGIN)[0]
        other = proofs.parse(a_record(ORIGIN, signers, two_acts())[1])
        path = [other.path[0], b"1" * 32, b"2" * 32, b"3" * 32]
        root = node_hash(path[0], leaf_hash(lines.read_act(other.extra).leaf_bytes))
        for beside in path[1:]:
            root = node_hash(root, beside)
        head = checkpoint.sign(Head(ORIGIN, 16, root), signers, 1_600_000_000)
        assert found_in(str(Proof(other.extra, 1, tuple(path), head)).encode()).kind is Kind.FORKED

    def test_another_key_under_our_name_is_no_fork_but_does_not_verify(self):
        data, proof = a_record(ORIGIN, [Signer(ORIGIN, ED25519, b"x" * 32)], two_acts())
        assert found_in(data).kind is Kind.DAMAGED
        assert found_in(proof).kind is Kind.DAMAGED

    def test_a_record_that_is_not_kept_here_is_sent_where_it_belongs(self):
        origin = "record.example.org/other"
        data, proof = a_record(origin, [Signer(origin, ED25519, b"x" * 32)], two_acts())
        for each in (data, proof):
            assert found_in(each).kind is Kind.FOREIGN
            _, page = sent(each)
            assert page.xpath("//div[@class='seal unknown']")
            assert origin in words(page, "//div[@class='seal unknown']")
        assert found_in(proof.replace(b"index 1", b"index 0")).kind is Kind.DAMAGED

    def test_a_foreign_document_is_compared_with_its_own_proof(self):
        origin = "record.example.org/other"
        original = strip_proof(file_as("pdf")).original
        published = acts.decode(9, parts_of(Log.objects.get(name="ctoc-cop").id, 9))
        assert isinstance(published.content, DocumentPublished)
        _, proof = a_record(origin, [Signer(origin, ED25519, b"x" * 32)], [two_acts()[0], replace(published, seq=1)])
        assert found_in(add_proof(original, proof, "f.tlog-proof")).kind is Kind.FOREIGN
        changed = original[:3000] + bytes([original[3000] ^ 1]) + original[3001:]
        assert found_in(add_proof(changed, proof, "f.tlog-proof")).kind is Kind.CHANGED

    @pytest.mark.parametrize(
        ("data", "kind"),
        [
            (b"%PDF-1.7\nnothing", Kind.UNKNOWN),
            (b"PK\x03\x04nothing", Kind.UNKNOWN),
            (b"hello", Kind.UNFIT),
            (b"c2sp.org/tlog-proof@v1\n", Kind.DAMAGED),
            (b'{"nemcon-record":1}\n', Kind.DAMAGED),
            (b"\xff" * 1000, Kind.UNFIT),
        ],
    )
    def test_what_is_not_known_or_no_such_file_is_said_to_be_so(self, data, kind):
        assert found_in(data).kind is kind
        assert sent(data)[0].status_code == 200

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_each_finding_has_its_words_in_each_language(self, language, ring):
        files = [file_as("pdf"), b"%PDF-1.7\nnothing", b"hello", proof_of(9), export(), b"c2sp.org/tlog-proof@v1\n"]
        files += a_record(ORIGIN, ring.signers(ORIGIN)[0], two_acts())
        seen = {words(sent(data, language)[1], "//p[@class='finding']") for data in files}
        assert len(seen) == 7  # the two of the fork say the same
        if language != "en":
            assert not any("This" in each for each in seen)

    def test_a_file_too_large_or_none_is_refused_in_a_sentence(self, monkeypatch):
        response = Client().post("/en/check")
        assert (response.status_code, "none was chosen" in response.content.decode()) == (422, True)
        monkeypatch.setattr("nemcon.web.public.record.LARGEST", 10)
        response, page = sent(b"x" * 11)
        assert response.status_code == 413
        assert "has more than" in words(page, "//p[@id='refused']")

    def test_what_is_sent_is_never_kept(self, files):
        data = file_as("pdf")
        before = sorted(files.rglob("*"))
        with CaptureQueriesContext(connection) as queries:
            sent(data + b"\n")
            sent(export())
        assert sorted(files.rglob("*")) == before
        assert all(query["sql"].lstrip().startswith(("SELECT", "SAVEPOINT", "RELEASE")) for query in queries)

    def test_the_page_of_a_check_is_kept_by_nobody_and_listed_by_no_robot(self, reader):
        for response in (reader.get("/en/check?q=9"), sent(b"hello")[0]):
            assert response["Cache-Control"] == "no-store"
            assert response["X-Robots-Tag"] == "noindex"
        assert "X-Robots-Tag" not in reader.get("/en/check")
        assert "Disallow: /en/check?" in reader.get("/robots.txt").content.decode()


class TestReadingALog:
    def test_what_is_not_opened_is_counted_in_a_sentence_and_listed_nowhere(self, reader, sign):
        content = SymbolReserved(symbol="X/1")
        entry = Entry(None, Made("nemcon:symbol/X/1", content), Who(capacity=Capacity.OFFICER), None, "none")
        append(Log.objects.get(name="ctoc-cop").id, [entry] * 14, REAL)
        sign(hour_came=True)
        page = lxml.html.fromstring(reader.get("/en/record/ctoc-cop").content)
        said = "14 of the 25 references so far are counted here, but not opened to the public."
        assert said in words(page, "//p[@class='standfirst']")
        assert len(page.xpath("//ol[@class='acts']/li")) == 11
        assert "X/1" not in page.text_content()
        assert said in reader.get("/en/record/ctoc-cop/9").content.decode()

    def test_a_long_record_is_read_to_its_end_page_by_page(self, reader, sign):
        for number in range(30):
            record = masthead_only(
                symbol=f"CTOC/COP/{number}", titles={"en": f"Paper {number}"}, date=dt.date(2021, 1, 1)
            )
            publish(
                by_command(), symbol=f"CTOC/COP/{number}", agenda=record, body=Document.objects.get(symbol=AGENDA).body
            )
        sign()
        found: list[str] = []
        address: str | None = "/en/record/ctoc-cop"
        costs = set()
        while address:
            with CaptureQueriesContext(connection) as queries:
                page = lxml.html.fromstring(reader.get(address).content)
            costs.add(len(queries))
            found += [href.rpartition("/")[2] for href in page.xpath("//ol[@class='acts']//a/@href")]
            following = page.xpath("//a[@rel='next']/@href")
            address = f"/en/record/ctoc-cop{following[0]}" if following else None
        assert found == [str(seq) for seq in range(40, -1, -1)]
        assert max(costs) < 20

    @pytest.mark.parametrize("after", ["x", "-1", "", "9" * 30, "٩"])
    def test_a_key_that_is_none_begins_the_list_anew(self, reader, after):
        assert "Reference 10" in reader.get("/en/record/ctoc-cop", {"after": after}).content.decode()

    def test_every_act_has_a_page_whose_proof_holds(self, reader):
        for log in public.logs("public"):
            for seq in range(log.size):
                page = lxml.html.fromstring(reader.get(f"/en/record/{log.name}/{seq}").content)
                assert page.xpath("//div[@class='seal']")
                assert "This is in the record, as it was made." in page.text_content()
        assert reader.get("/en/record/ctoc-cop/11").status_code == 404
        assert reader.get("/en/record/ctoc-cop/09").status_code == 404
        assert reader.get("/en/record/none").status_code == 404

    def test_a_record_whose_proof_does_not_hold_here_says_so(self, reader):
        log = Log.objects.get(name="ctoc-cop")
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE record_loggedact DISABLE TRIGGER USER")
            own = LoggedAct.objects.get(log=log, seq=9)
            LoggedAct.objects.filter(log=log, seq=8).update(hash=own.hash)
        page = lxml.html.fromstring(reader.get("/en/record/ctoc-cop/9").content)
        assert words(page, "//p[@class='finding']") == "The proof of this reference does not hold."

    def test_sentences_know_every_type_of_act_that_the_public_sees(self):
        from nemcon.core.payloads import OPEN_TO_PUBLIC
        from nemcon.web.public import record_words

        source = record_words.sentence.__code__.co_consts
        for name, parts in OPEN_TO_PUBLIC.items():
            if "what" in parts:
                assert name.partition("/")[0] in source, name

    def test_an_act_of_a_type_that_nobody_knows_is_named_by_it(self):
        from nemcon.core.payloads import Unknown
        from nemcon.web.public.record_words import sentence

        act = replace(two_acts()[0], type="silence.broken/7", content=Unknown(value={}))
        assert "silence.broken/7" in sentence(act, None, "en", {})


def test_roots_are_shown_as_the_checkpoint_has_them(reader):
    note = reader.get("/record/ctoc-cop/checkpoint").content.decode()
    root = note.split("\n")[2]
    assert len(base64.b64decode(root)) == 32
    assert root in reader.get("/en/record/ctoc-cop/9").content.decode()
