"""Time stamps on checkpoints, by an authority run for the test: openssl behind an HTTP server."""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from acting import act
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from nemcon.core.record.notes import Note, parse_note
from nemcon.serve.signer import stamp
from nemcon.web.record import timestamps
from nemcon.web.record.models import SignedHead
from nemcon.web.record.signing import sign_all
from nemcon.web.record.timestamps import BadToken, NoToken, Tried, request_token, stamp_due, verify_token

OPENSSL = shutil.which("openssl")
pytestmark = pytest.mark.skipif(OPENSSL is None, reason="openssl is not installed: apt install openssl")

SETTINGS = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ordering = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""
TEXT = "testserver/record/ctoc\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"


@dataclasses.dataclass
class Authority:
    """A time-stamp authority, its root, and what it was asked."""

    url: str
    root: x509.Certificate
    folder: Path
    asked: int = 0
    answer: Callable[[bytes], bytes] | None = None
    """What answers instead of it."""


def certificate(name: str, key, issuer: str, issuer_key, stamping: bool) -> x509.Certificate:
    """A certificate of a root, or of an authority that it certifies."""
    now = dt.datetime.now(dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=not stamping, path_length=None), critical=True)
    )
    if stamping:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return builder.sign(issuer_key, hashes.SHA256())


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[Authority]:
    """It runs until the test ends."""
    root_key, own_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = certificate("Root", root_key, "Root", root_key, stamping=False)
    own = certificate("Time", own_key, "Root", root_key, stamping=True)
    folder = tmp_path / "authority"
    folder.mkdir()
    (folder / "serial").write_text("01")
    (folder / "tsa.cnf").write_text(SETTINGS.format(folder=folder))
    (folder / "key.pem").write_bytes(own_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / "own.pem").write_bytes(own.public_bytes(Encoding.PEM))
    (folder / "root.pem").write_bytes(root.public_bytes(Encoding.PEM))
    lock = threading.Lock()

    def reply(question: bytes) -> bytes:
        (folder / "question").write_bytes(question)
        call = [OPENSSL, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "question", "-inkey", "key.pem"]
        done = subprocess.run([*call, "-signer", "own.pem", "-out", "reply"], cwd=folder, capture_output=True)
        assert done.returncode == 0, done.stderr.decode()
        return (folder / "reply").read_bytes()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            question = self.rfile.read(int(self.headers["Content-Length"]))
            with lock:
                made.asked += 1
                data = (made.answer or reply)(question)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_given: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made = Authority(f"http://127.0.0.1:{server.server_port}/", root, folder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def signed(log, world, ring):
    """A log of which everything is signed and public."""
    sign_all(ring, world)
    return log


def tokens() -> dict[int, bool]:
    """By size, whether the checkpoint has a stamp."""
    return {size: token is not None for size, token in SignedHead.objects.values_list("size", "token")}


def test_a_stamp_says_when_the_checkpoint_was_there_at_the_latest(signed, authority):
    before = dt.datetime.now(dt.UTC).replace(microsecond=0)
    assert stamp_due(authority.url, {}) == 1

    row = SignedHead.objects.get()
    at = verify_token(parse_note(row.note), bytes(row.token), [authority.root])
    assert before <= at <= dt.datetime.now(dt.UTC)


def test_openssl_verifies_what_is_kept_with_the_three_lines_of_the_checkpoint(signed, authority):
    stamp_due(authority.url, {})
    row = SignedHead.objects.get()
    (authority.folder / "kept.tsr").write_bytes(bytes(row.token))
    (authority.folder / "text").write_text(parse_note(row.note).text)
    call = [
        OPENSSL,
        "ts",
        "-verify",
        "-data",
        "text",
        "-in",
        "kept.tsr",
        "-CAfile",
        "root.pem",
        "-untrusted",
        "own.pem",
    ]
    done = subprocess.run(call, cwd=authority.folder, capture_output=True, text=True)

    assert "Verification: OK" in done.stdout, done.stderr


def test_a_stamp_of_another_text_or_by_an_unknown_authority_does_not_hold(authority):
    token, note = request_token(authority.url, TEXT), Note(TEXT, ())
    stranger_key = ec.generate_private_key(ec.SECP256R1())
    stranger = certificate("Root", stranger_key, "Root", stranger_key, stamping=False)

    assert verify_token(note, token, [stranger, authority.root])
    for other, data, roots in (
        (Note(TEXT.replace("\n1\n", "\n2\n"), ()), token, [authority.root]),
        (note, token, [stranger]),
        (note, token, []),
        (note, b"", [authority.root]),
        (note, token[:-9], [authority.root]),
        (note, token[:-1] + bytes((token[-1] ^ 1,)), [authority.root]),
    ):
        with pytest.raises(BadToken):
            verify_token(other, data, roots)


def test_any_changed_byte_of_a_stamp_is_found_or_says_nothing_else(authority):
    token, note = request_token(authority.url, TEXT), Note(TEXT, ())
    instant = verify_token(note, token, [authority.root])
    for place in range(0, len(token), 7):
        changed = token[:place] + bytes((token[place] ^ 0x40,)) + token[place + 1 :]
        try:
            assert verify_token(note, changed, [authority.root]) == instant, place
        except BadToken:
            continue


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda _asked: b"", "granted no time stamp"),
        (lambda _asked: b"<html>", "granted no time stamp"),
        (lambda _asked: bytes.fromhex("30053003020102"), "granted no time stamp"),  # rejected
        (lambda _asked: b"x" * 300_000, "more than"),
    ],
)
def test_an_authority_that_answers_anything_else_gives_no_stamp(authority, answer, said):
    authority.answer = answer

    with pytest.raises(NoToken, match=said):
        request_token(authority.url, TEXT)


def test_the_stamp_of_an_earlier_question_is_not_taken(authority):
    old = request_token(authority.url, TEXT)
    authority.answer = lambda _asked: old

    with pytest.raises(NoToken, match="answered another question"):
        request_token(authority.url, TEXT)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "file:///etc/hostname", "ftp://example.invalid/", "http://"])
def test_an_authority_that_is_not_there_gives_no_stamp(url):
    with pytest.raises(NoToken):
        request_token(url, TEXT)


def test_one_that_does_not_answer_in_time_gives_no_stamp(authority):
    authority.answer = lambda _asked: time.sleep(3) or b""

    with pytest.raises(NoToken, match="cannot be asked"):
        request_token(authority.url, TEXT, timeout=0.2)


# --- Which are stamped, and when


def test_the_newest_checkpoint_and_the_public_one_are_stamped_once(signed, world, ring, authority):
    for _ in range(2):
        act(signed, world)
        sign_all(ring, world)
    tried: Tried = {}

    assert [stamp_due(authority.url, tried) for _ in range(3)] == [2, 0, 0]
    assert tokens() == {1: True, 2: False, 3: True}
    assert authority.asked == 2


def test_after_a_failure_only_what_the_public_sees_is_asked_for_again(signed, world, ring, authority):
    act(signed, world)
    sign_all(ring, world)
    authority.answer = lambda _asked: b""
    tried: Tried = {}
    assert stamp_due(authority.url, tried, now=100.0) == 0
    authority.answer = None

    assert stamp_due(authority.url, tried, now=100.0 + timestamps.AGAIN - 1) == 0
    assert stamp_due(authority.url, tried, now=100.0 + timestamps.AGAIN) == 1
    assert tokens() == {1: True, 2: False}

    act(signed, world, released=True)
    sign_all(ring, world)
    assert stamp_due(authority.url, tried, now=500.0) == 1
    assert tokens() == {1: True, 2: False, 3: True}
    assert tried == {}


def test_a_slow_authority_delays_no_signature(log, world, ring, authority):
    answered = threading.Event()
    authority.answer = lambda _asked: (answered.wait(10) and b"") or b""
    stopped = threading.Event()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("nemcon.serve.signer.STAMPING", 0.01)
        thread = threading.Thread(target=stamp, args=(authority.url, stopped), daemon=True)
        thread.start()
        sign_all(ring, world)
        until = time.monotonic() + 5
        while not authority.asked and time.monotonic() < until:
            time.sleep(0.01)
        for _ in range(3):
            act(log, world)
            began = time.monotonic()
            sign_all(ring, world)
            assert time.monotonic() - began < 1
        authority.answer = None
        answered.set()
        until = time.monotonic() + 10
        while not tokens().get(4) and time.monotonic() < until:
            time.sleep(0.02)
        stopped.set()
        thread.join(10)

    assert tokens()[4]
    assert not thread.is_alive()
