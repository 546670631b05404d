"""The log over HTTP, read by somebody who knows C2SP tlog-tiles and nothing of Nemcon; and that nothing shows beyond
the public head."""

import base64
import gzip
import hashlib

import pytest

from nemcon.core.acts import Capacity, Made, Who
from nemcon.core.payloads import SymbolReserved
from nemcon.core.record import proof as proofs
from nemcon.core.record.notes import parse_key
from nemcon.core.record.verify import verify_record
from nemcon.core.record.verify_proof import verify_proof
from nemcon.web.meetings.actions import establish_body
from nemcon.web.public.page import SHELF
from nemcon.web.record.append import Entry, append
from nemcon.web.record.models import Log, LoggedAct, LogKey, SignedHead
from nemcon.web.record.perform import by_command
from nemcon.web.record.world import REAL

LOG = "/record/ctoc-cop"
PAGES = (
    "/en/",
    "/en/check?q=11",
    "/en/check?q=X/1",
    "/en/record/",
    "/en/record/ctoc-cop",
    "/en/record/ctoc-cop/9",
    "/en/record/ctoc-cop/11",
    "/en/CTOC/COP/WG.3/2021/1",
    "/en/documents.atom",
    "/sitemap.xml",
    f"{LOG}/checkpoint",
    f"{LOG}/tile/0/000.p/11",
    f"{LOG}/tile/0/000.p/12",
    f"{LOG}/tile/0/000",
    f"{LOG}/tile/entries/000.p/11",
    f"{LOG}/tile/entries/000.p/12",
    f"{LOG}/public.jsonl",
    f"{LOG}/9.tlog-proof",
    f"{LOG}/11.tlog-proof",
)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("case")]


def in_confidence(count: int = 1) -> None:
    """Record acts of which nothing is opened to the public."""
    content = SymbolReserved(symbol="X/1")
    entry = Entry(None, Made("nemcon:symbol/X/1", content), Who(capacity=Capacity.OFFICER), None, "none")
    append(Log.objects.get(name="ctoc-cop").id, [entry] * count, REAL)


def body_of(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def fetched(reader, address: str) -> bytes:
    """What is at an address of the log, which must be there."""
    response = reader.get(f"{LOG}/{address}")
    assert response.status_code == 200, address
    return body_of(response)


def head_of(note: bytes) -> tuple[int, str]:
    origin, size, root = note.decode().split("\n")[:3]
    assert origin == "testserver/record/ctoc-cop"
    return int(size), root


def in_path(number: int) -> str:
    """A tile's number as the specification has it: 1234067 is x001/x234/067."""
    digits = str(number).zfill(-(-len(str(number)) // 3) * 3)
    parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])


def root_over(hashes: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, over hashes of leaves."""
    if len(hashes) == 1:
        return hashes[0]
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + root_over(hashes[:half]) + root_over(hashes[half:])).digest()


def test_a_stranger_rebuilds_the_root_from_tiles_and_the_tiles_from_entries(reader, sign):
    in_confidence(600)
    sign(hour_came=True)
    size, root = head_of(fetched(reader, "checkpoint"))
    assert size == 611
    tiles = [fetched(reader, f"tile/0/{in_path(number)}") for number in range(size // 256)]
    tiles.append(fetched(reader, f"tile/0/{in_path(size // 256)}.p/{size % 256}"))
    hashes = [tile[at : at + 32] for tile in tiles for at in range(0, len(tile), 32)]
    assert len(hashes) == size
    assert base64.b64encode(root_over(hashes)).decode() == root
    above = fetched(reader, f"tile/1/000.p/{size // 256}")
    assert above == b"".join(root_over(hashes[at : at + 256]) for at in range(0, size - size % 256, 256))
    entries = [fetched(reader, f"tile/entries/{in_path(number)}") for number in range(size // 256)]
    entries.append(fetched(reader, f"tile/entries/{in_path(size // 256)}.p/{size % 256}"))
    leaves = []
    for bundle in entries:
        at = 0
        while at < len(bundle):
            length = int.from_bytes(bundle[at : at + 2], "big")
            leaves.append(bundle[at + 2 : at + 2 + length])
            at += 2 + length
    assert [hashlib.sha256(b"\0" + leaf).digest() for leaf in leaves] == hashes


def test_partial_tiles_are_there_up_to_the_public_size_and_nothing_else_is(reader, sign):
    in_confidence(500)
    sign(hour_came=True)  # 511 acts
    for address in ("tile/0/001.p/1", "tile/0/001.p/255", "tile/0/000.p/7", "tile/1/000.p/1", "tile/entries/001.p/255"):
        fetched(reader, address)
    absent = reader.get("/record/none/checkpoint")
    for address in (
        "tile/0/001",
        "tile/0/002.p/1",
        "tile/1/000.p/2",
        "tile/1/001.p/1",
        "tile/2/000.p/1",
        "tile/entries/001",
        "tile/entries/002.p/1",
        "tile/0/0",
        "tile/00/000",
        "tile/0/000.p/0",
        "tile/0/000.p/07",
        "tile/0/000.p/256",
        "tile/0/x000/000",
        "tile/64/000",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
        "tile/entries/x999/x999/x999/x999/x999/x999/999.p/1",
        "511.tlog-proof",
        "09.tlog-proof",
        f"{10**17}.tlog-proof",
        "tile/-1/000",
        "checkpoint/",
        "tile/",
    ):
        response = reader.get(f"{LOG}/{address}")
        assert response.status_code == 404, address
        assert response.content == absent.content


def test_the_headers_are_those_of_the_specification(reader, sign):
    sign()
    head = reader.get(f"{LOG}/checkpoint")
    assert head["Content-Type"] == "text/plain; charset=utf-8"
    assert int(head["Cache-Control"].rpartition("=")[2]) <= 5
    assert reader.get(f"{LOG}/checkpoint", headers={"If-None-Match": head["ETag"]}).status_code == 304
    for address in ("tile/0/000.p/11", "tile/entries/000.p/11"):
        tile = reader.get(f"{LOG}/{address}")
        assert tile["Content-Type"] == "application/octet-stream"
        assert tile["Cache-Control"] == "public, max-age=31536000, immutable"
    squeezed = reader.get(f"{LOG}/tile/entries/000.p/11", headers={"Accept-Encoding": "gzip"})
    assert squeezed["Content-Encoding"] == "gzip"
    assert gzip.decompress(squeezed.content) == fetched(reader, "tile/entries/000.p/11")
    assert reader.get(f"{LOG}/public.jsonl").streaming
    assert reader.head(f"{LOG}/public.jsonl").status_code == 200
    assert reader.get(f"{LOG}/9.tlog-proof")["Content-Disposition"] == 'attachment; filename="ctoc-cop-9.tlog-proof"'


def test_the_export_and_every_proof_verify_with_the_logs_key(reader, sign):
    in_confidence()
    sign(hour_came=True)
    keys = [parse_key(row.vkey) for row in LogKey.objects.filter(log__name="ctoc-cop")]
    report = verify_record([fetched(reader, "public.jsonl")], keys=keys)
    assert report.faults == []
    assert (report.acts, report.withheld) == (12, 1)
    for seq in range(12):
        found = verify_proof(fetched(reader, f"{seq}.tlog-proof"), keys=keys)
        assert found.faults == []
        assert found.leaf is not None
        assert found.leaf.seq == seq
    assert proofs.parse(fetched(reader, "11.tlog-proof")).checkpoint.head.size == 12
    assert verify_proof(fetched(reader, "11.tlog-proof"), keys=keys).opened == ()


def test_an_act_beyond_the_public_head_changes_nothing_that_the_public_gets(reader, sign, monkeypatch):
    monkeypatch.setattr(SHELF, "get", lambda _key: None)  # each page is made anew
    sign()
    code = LoggedAct.objects.get(log__name="ctoc-cop", seq=10).act_id

    def everything():
        found = {}
        for address in (*PAGES, f"/en/check?q={code}"):
            response = reader.get(address)
            body = body_of(response)
            if response.cookies:  # the secret of the form is another each time
                body = body[: body.index(b"csrfmiddlewaretoken")] + body[body.index(b'<label for="file"') :]
            headers = {name: value for name, value in response.headers.items() if name != "X-Request-Id"}
            found[address] = (response.status_code, headers, body)
        return found

    before = everything()
    in_confidence(3)
    sign()
    assert SignedHead.objects.filter(log__name="ctoc-cop", size=14).exists()  # signed, for those who may see it
    assert everything() == before
    hidden = LoggedAct.objects.get(log__name="ctoc-cop", seq=11).act_id
    assert "/en/record/ctoc-cop/11" not in str(body_of(reader.get(f"/en/check?q={hidden}")))
    sign(hour_came=True)
    after = everything()
    changed = {address for address in PAGES if after[address] != before[address]}
    assert {"/en/record/ctoc-cop", f"{LOG}/checkpoint", f"{LOG}/public.jsonl", f"{LOG}/9.tlog-proof"} <= changed
    assert f"{LOG}/tile/0/000.p/11" not in changed


def test_the_code_of_a_withheld_act_is_not_known_even_under_the_public_head(reader, sign):
    in_confidence()
    sign(hour_came=True)
    hidden = LoggedAct.objects.get(log__name="ctoc-cop", seq=11).act_id
    page = reader.get(f"/en/check?q={hidden}").content.decode()
    assert "Nothing public is found" in page
    assert "/en/record/ctoc-cop/11" not in page
    assert "not opened to the public" in reader.get("/en/record/ctoc-cop/11").content.decode()


def test_pages_kept_are_made_anew_when_the_public_head_moves_though_nothing_was_done(reader, sign):
    in_confidence()
    sign()  # released acts show; the confidential one waits for the hour
    page = "/en/record/ctoc-cop"
    first = reader.get(page)
    assert reader.get(page, headers={"If-None-Match": first["ETag"]}).status_code == 304
    in_confidence()
    sign(hour_came=True)
    again = reader.get(page, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert again.content != first.content


def test_what_is_decided_in_public_is_there_at_once(reader, sign):
    sign()
    establish_body(by_command(), slug="ctoc-cop", names={"en": "Conference"}, prefix="CTOC/COP")
    sign()
    assert head_of(fetched(reader, "checkpoint"))[0] == 12
    assert "Particulars of a body changed" in reader.get("/en/record/ctoc-cop").content.decode()
