"""`nemcon record …` on files, called as a user calls it; and a witness over HTTP."""

import base64
import datetime as dt
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

from nemcon.core.acts import Capacity, Who
from nemcon.core.agenda import decode
from nemcon.core.payloads import DocumentPublished, KeyRotated, SymbolReserved
from nemcon.core.record import checkpoint, lines, tree
from nemcon.core.record.notes import parse_key, parse_note, parse_signer, verify
from nemcon.core.record.proof import Proof
from nemcon.documents.compose.agenda import compose
from nemcon.documents.issued import add_proof
from nemcon.documents.write.docx import docx
from nemcon.documents.write.pdf import pdf
from record.logs import ORIGIN, TIME, WITNESSES, Log, nodes_of, random_log, signers, who

ROOT = Path(__file__).resolve().parents[2]
LOG = random_log(1, 12)
KEY = str(LOG.signers[0].key)


def nemcon(*arguments: object, home: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "nemcon.cli", "record", *map(str, arguments)],
        capture_output=True,
        timeout=120,
        env={**os.environ, "XDG_CONFIG_HOME": str(home or "/nowhere")},
    )


def said(result: subprocess.CompletedProcess[bytes]) -> str:
    assert b"Traceback" not in result.stderr, result.stderr.decode()
    return result.stdout.decode()


def written(path: Path, data: bytes | str | list[bytes]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(data, list):
        data = b"".join(data)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


# --- verify: an export ----------------------------------------------------------------------------------------------


def test_a_true_record_verifies_and_every_fact_is_said(tmp_path: Path) -> None:
    file = written(tmp_path / "log.jsonl", LOG.export("public", WITNESSES))

    result = nemcon("verify", file, "--key", KEY, "--key", WITNESSES[0].key)

    assert result.returncode == 0, said(result)
    words = said(result)
    for sentence in (
        f"This is the record of {ORIGIN}, opened for the audience “public” as it says itself",
        f"Key: the log's key was given with --key: {LOG.signers[0].key.id.hex()} (Ed25519).",
        "It has 12 acts.",
        "Of 5 nothing is opened, which is no fault.",
        "Its checkpoint is of 12 acts, as of 2020-09-13 12:26:40 UTC",
        "signed by the log with ML-DSA-44",
        "cosigned by witness.example.net/w1 with Ed25519 at 2020-09-13 12:26:40 UTC.",
        "cosigned by witness.example.net/w2 with ML-DSA-44 at 2020-09-13 12:26:40 UTC, with a key that only the file",
        "Whether it was forked or rolled back cannot be seen from one file",
        "Proven, with the log's key: the acts are those of the checkpoint",
    ):
        assert sentence in words, words
    assert not re.search(r"\bvalid\b", words)


def test_without_a_key_it_is_said_that_nothing_says_whose_it_is(tmp_path: Path) -> None:
    file = written(tmp_path / "log.jsonl", LOG.export())

    result = nemcon("verify", file)

    assert result.returncode == 0
    assert "Key: only those that the file names itself" in said(result)
    assert f"Give the key of {ORIGIN} with --key" in said(result)
    assert "Proven" not in said(result)


def test_pinned_keys_count_and_keys_given_go_before_them(tmp_path: Path) -> None:
    file = written(tmp_path / "log.jsonl", LOG.export())
    written(tmp_path / "config/nemcon/record-keys", f"# of the Conference\n\n{KEY}\n")
    other = written(tmp_path / "other.keys", str(signers(5)[0].key) + "\n")

    pinned = nemcon("verify", file, home=tmp_path / "config")
    given = nemcon("verify", file, "--key", other, home=tmp_path / "config")

    assert pinned.returncode == 0
    assert f"Key: the log's key is pinned in {tmp_path}/config/nemcon/record-keys" in said(pinned)
    assert given.returncode == 1
    assert "not signed with the key" in said(given)


def test_a_changed_record_is_refused_and_each_fault_said_with_its_line(tmp_path: Path) -> None:
    export = LOG.export()
    export[4] = export[4].replace(b'"receipt":"', b'"receipt":"x')
    del export[8]
    file = written(tmp_path / "log.jsonl", export)

    result = nemcon("verify", file, "--key", KEY)

    assert result.returncode == 1
    assert "Fault in line 5: " in said(result)
    assert "Fault in line 9: " in said(result)
    assert said(result).endswith("This file does not verify.\n")


def test_a_checkpoint_seen_before_is_compared(tmp_path: Path) -> None:
    later = Log(Random(5), LOG.signers)
    for act, parts in zip(LOG.acts, LOG.parts, strict=True):
        later.keep(act, parts)
    later.now = LOG.now
    later.add(SymbolReserved(symbol="A"), who(later.random))
    fork = random_log(1, 11)
    fork.add(SymbolReserved(symbol="FORK"), who(fork.random))
    seen = written(tmp_path / "seen", str(LOG.checkpoint()))

    results = [
        nemcon("verify", written(tmp_path / f"{n}.jsonl", log.export()), "--key", KEY, "--seen", seen)
        for n, log in enumerate((later, fork, random_log(1, 11)))
    ]

    assert [result.returncode for result in results] == [0, 1, 1]
    assert "It contains the checkpoint of 12 acts that was seen before." in said(results[0])
    assert "cannot be seen from one file" not in said(results[0])
    assert "the record was forked" in said(results[1])
    assert "it is older, or was rolled back" in said(results[2])


def test_derive_says_what_follows_and_what_is_not_known(tmp_path: Path) -> None:
    log = random_log(2, 3)
    log.add(SymbolReserved(symbol="A"), Who(Capacity.CLOCK), subject="nemcon:gong/1")

    result = nemcon("verify", written(tmp_path / "log.jsonl", log.export()), "--derive")

    assert result.returncode == 0
    assert "of those of the clock 0 follow from the acts before them." in said(result)
    assert "1 act of the clock belongs to a procedure that this version does not know." in said(result)


@pytest.mark.parametrize("fault", [False, True])
def test_a_large_record_is_checked_on_every_core_with_the_same_answer(tmp_path: Path, fault: bool) -> None:
    log = Log(Random(1), signers(1))
    content, by = SymbolReserved(symbol="CTOC/COP/WG.3/2021/L.1"), Who(Capacity.OFFICER, "secretariat")
    for _ in range(9_000):
        log.add(content, by)
        log.random.seed(len(log.acts))
    log.rotate(signers(2))
    export = log.export()
    assert sum(map(len, export)) > 6_000_000
    if fault:
        export[8_765] = export[8_765].replace(b"L.1", b"L.2")

    result = nemcon("verify", written(tmp_path / "log.jsonl", export), "--key", KEY)

    assert result.returncode == fault
    assert "It has 9,001 acts." in said(result)
    assert re.findall(r"Fault in line ([0-9,]+)", said(result)) == (["8766"] if fault else [])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["verify", "nothing.jsonl"], "cannot be opened"),
        (["verify", "{log}", "--key", "nonsense"], "is no file, and no key either"),
        (["verify", "{log}", "--key", "{log}"], "is no key"),
        (["verify", "{log}", "--seen", "{log}"], "holds no checkpoint"),
        (["verify", "{log}", "--seen", "nothing"], "cannot be opened"),
        (["verify", "{proof}", "--derive"], "for exports"),
        (["witness", "{log}", "--state", "nowhere"], "There is no folder"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(tmp_path: Path, arguments: list[str], sentence: str) -> None:
    log = written(tmp_path / "log.jsonl", LOG.export())
    proof = written(tmp_path / "a.tlog-proof", "c2sp.org/tlog-proof@v1\n")

    result = nemcon(*(each.format(log=log, proof=proof) for each in arguments))

    assert result.returncode == 1
    assert sentence in result.stderr.decode()
    assert said(result) == ""


@pytest.mark.parametrize("data", [b"", b"\n", b"PK", b"%PDF-1.7", b"\xff" * 100, b"c2sp.org/tlog-proof@v1\n"])
def test_a_file_that_is_none_of_them_does_not_verify(tmp_path: Path, data: bytes) -> None:
    result = nemcon("verify", written(tmp_path / "file", data), "--key", KEY)

    assert result.returncode == 1
    assert said(result)


def test_nothing_of_the_site_is_loaded_to_verify(tmp_path: Path) -> None:
    file = written(tmp_path / "log.jsonl", LOG.export())
    code = (
        "import sys; from nemcon.cli import app_for\n"
        f"try: app_for(['record'])(['record', 'verify', {str(file)!r}])\n"
        "finally: sys.stdout.flush(); print(sorted({m.partition('.')[0] for m in sys.modules} & {'django', 'psycopg'}))"
    )

    result = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60)

    assert result.stdout.decode().splitlines()[-1] == "[]"


# --- verify: a proof, an issued document ----------------------------------------------------------------------------


def proof_of(log: Log, index: int, hidden: bool = False) -> bytes:
    parts = log.opened("public" if hidden else "full")[index]
    extra = lines.act_line(log.leaves[index], parts)[:-1]
    path = tuple(tree.inclusion_proof(index, len(log.acts), nodes_of(log)))
    return str(Proof(extra, index, path, log.checkpoint())).encode()


def test_a_proof_says_which_act_was_done_by_whom_and_when(tmp_path: Path) -> None:
    log = random_log(3, 4)
    log.add(SymbolReserved(symbol="A"), Who(Capacity.STATE, "XXA", "p17", "o2"), "stated", "nemcon:silence/7")
    file = written(tmp_path / "act-4.tlog-proof", proof_of(log, 4))

    result = nemcon("verify", file, "--key", log.signers[0].key)

    assert result.returncode == 0, said(result)
    received = f"{log.acts[4].received:%Y-%m-%d %H:%M:%S.%f}"
    assert f"It is act 4: symbol.reserved/1 on nemcon:silence/7, received {received} UTC, as an officer" in said(result)
    assert "Done in the capacity of state of XXA, by the person p17." in said(result)
    assert "recorded on their behalf by o2" in said(result)
    assert "Proven: this act is in that record" in said(result)


def test_a_proof_of_an_act_that_is_withheld_says_so(tmp_path: Path) -> None:
    log = Log(Random(1), signers(1))
    log.add(SymbolReserved(symbol="A"), Who(Capacity.OFFICER))
    file = written(tmp_path / "act.tlog-proof", proof_of(log, 0, hidden=True))

    result = nemcon("verify", file, "--key", KEY)

    assert result.returncode == 0
    assert "It is act 0. What was done is withheld." in said(result)


def test_a_proof_without_a_key_or_one_that_was_changed_does_not_verify(tmp_path: Path) -> None:
    true = proof_of(LOG, 3)
    file = written(tmp_path / "act.tlog-proof", true)

    unknown = nemcon("verify", file)
    changed = nemcon("verify", written(tmp_path / "b.tlog-proof", true.replace(b"index 3", b"index 4")), "--key", KEY)

    assert (unknown.returncode, changed.returncode) == (1, 1)
    assert "Key: none is known." in said(unknown)
    assert "leads to another root" in said(changed)


@pytest.fixture(scope="module")
def issued() -> dict[str, bytes]:
    """A document as rendered, with the proof of the act that issued it, in both forms."""
    agenda = decode((ROOT / "src/nemcon/demo/reference/ctoc-cop-wg3-2021-1.json").read_bytes())
    code = "0174876e-8001-7fe0-80ed-f75f64e04b64"
    document = replace(compose(agenda, "en"), code=code, check="record.example.org/a")
    files = {"pdf": pdf(document), "docx": docx(document)}
    log = random_log(4, 5)
    log.add(
        DocumentPublished(
            symbol="CTOC/COP/WG.3/2021/1",
            body=None,
            meeting=None,
            day=dt.date(2021, 2, 26),
            issued=["en"],
            status={"en": "official"},
            model="a" * 64,
            source=None,
            files={"en": {form: sha256(data).hexdigest() for form, data in files.items()}},
        ),
        Who(Capacity.OFFICER, "secretariat"),
    )
    return {
        "key": str(log.signers[0].key).encode(),
        **{form: add_proof(data, proof_of(log, 5), "act-5.tlog-proof") for form, data in files.items()},
        **{f"bare {form}": data for form, data in files.items()},
        **{f"other {form}": add_proof(data, proof_of(log, 4), "act-4.tlog-proof") for form, data in files.items()},
        "swapped": add_proof(pdf(replace(document, check="record.example.org/b")), proof_of(log, 5), "a.tlog-proof"),
    }


@pytest.mark.parametrize(
    ("which", "code", "sentence"),
    [
        ("pdf", 0, "Proven: this file is the PDF of CTOC/COP/WG.3/2021/1 in the language en, byte for byte"),
        ("docx", 0, "Proven: this file is the DOCX of CTOC/COP/WG.3/2021/1 in the language en, byte for byte"),
        ("bare pdf", 1, "There is no proof in this file."),
        ("bare docx", 1, "There is no proof in this file."),
        ("other pdf", 1, "does not say which files were issued"),
        ("swapped", 1, "The file was changed: without its proof it is none of those"),
    ],
)
def test_an_issued_document_is_proven_or_it_is_said_why_not(
    tmp_path: Path, issued: dict[str, bytes], which: str, code: int, sentence: str
) -> None:
    file = written(tmp_path / f"file.{which.split()[-1]}", issued[which])

    result = nemcon("verify", file, "--key", issued["key"].decode())

    assert result.returncode == code, said(result)
    assert sentence in said(result)


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_a_document_changed_after_it_was_issued_is_found(tmp_path: Path, issued: dict[str, bytes], form: str) -> None:
    data = issued[form]
    for n, at in enumerate((len(data) // 3, len(data) // 2, len(data) - 40)):
        changed = data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]
        result = nemcon("verify", written(tmp_path / f"{n}.{form}", changed), "--key", issued["key"].decode())
        assert result.returncode == 1, (at, said(result))


def test_a_document_whose_log_is_not_known_is_not_proven(tmp_path: Path, issued: dict[str, bytes]) -> None:
    result = nemcon("verify", written(tmp_path / "a.pdf", issued["pdf"]))

    assert result.returncode == 1
    assert "There is a proof in this file, and it does not verify." in said(result)


# --- keygen ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("options", "kinds"), [([], [1, 6]), (["--witness"], [4, 6])])
def test_keys_are_made_for_their_owner_only_and_never_overwritten(
    tmp_path: Path, options: list[str], kinds: list[int]
) -> None:
    file = tmp_path / "keys" / "log.key"

    first = nemcon("keygen", ORIGIN, "-o", file, *options)
    kept = file.read_bytes()
    second = nemcon("keygen", ORIGIN, "-o", file, *options)

    assert (first.returncode, second.returncode) == (0, 1)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_bytes() == kept
    assert "never overwritten" in second.stderr.decode()
    made = [parse_signer(line) for line in kept.decode().splitlines()]
    assert [signer.kind for signer in made] == kinds
    assert [parse_key(line) for line in said(first).splitlines()] == [signer.key for signer in made]
    assert "PRIVATE" not in said(first) + first.stderr.decode()


@pytest.mark.parametrize("name", ["https://record.example.org", "a b", "a+b", "", "x" * 300])
def test_a_name_that_cannot_be_signed_for_is_refused(tmp_path: Path, name: str) -> None:
    result = nemcon("keygen", name, "-o", tmp_path / "key")

    assert result.returncode == 1
    assert not (tmp_path / "key").exists()


# --- witness --------------------------------------------------------------------------------------------------------


@pytest.fixture
def state(tmp_path: Path) -> Path:
    folder = tmp_path / "witness"
    written(folder / "secret-keys", "".join(f"{each}\n" for each in WITNESSES))
    written(folder / "logs", "".join(f"{each.key}\n" for each in LOG.signers))
    return folder


def longer(log: Log, more: int) -> Log:
    found = Log(Random(more), log.signers)
    for act, parts in zip(log.acts, log.parts, strict=True):
        found.keep(act, parts)
    found.now = log.now
    for _ in range(more):
        found.add(SymbolReserved(symbol="A"), who(found.random))
    return found


def cosigned(log: Log, body: str) -> list[int]:
    note = parse_note(str(log.checkpoint()) + body)
    return [key.kind for key, _ in verify(note, [each.key for each in WITNESSES])]


def test_a_witness_cosigns_what_follows_and_finds_a_fork_and_an_older_record(tmp_path: Path, state: Path) -> None:
    logs = [LOG, longer(LOG, 3), longer(LOG, 4), LOG]
    results = [nemcon("witness", written(tmp_path / "a.jsonl", log.export()), "--state", state) for log in logs]

    assert [result.returncode for result in results] == [0, 0, 1, 1], [said(each) for each in results]
    assert cosigned(logs[1], said(results[1])) == [4, 6]
    assert "the record was forked" in said(results[2])
    assert "older" in said(results[3])
    assert all("It was not cosigned." in said(result) for result in results[2:])
    kept = checkpoint.parse((state / "heads" / sha256(ORIGIN.encode()).hexdigest()).read_bytes())
    assert kept.head == logs[1].checkpoint().head


def test_a_witness_cosigns_nothing_of_a_log_that_it_does_not_know(tmp_path: Path, state: Path) -> None:
    written(state / "logs", str(signers(7, "record.example.org/other")[0].key))

    result = nemcon("witness", written(tmp_path / "a.jsonl", LOG.export()), "--state", state)

    assert result.returncode == 1
    assert "does not know the log" in said(result)
    assert not (state / "heads").exists()


def test_a_witness_says_which_key_a_log_changed_to(tmp_path: Path, state: Path) -> None:
    log = longer(LOG, 0)
    log.rotate(signers(9))
    assert isinstance(log.acts[-1].content, KeyRotated)

    result = nemcon("witness", written(tmp_path / "a.jsonl", log.export()), "--state", state)

    assert result.returncode == 0
    assert str(signers(9)[0].key) in result.stderr.decode()


def request(old: int, log: Log) -> bytes:
    proof = tree.consistency_proof(old, len(log.acts), nodes_of(log))
    rows = [f"old {old}", *(base64.b64encode(each).decode() for each in proof)]
    return ("\n".join(rows) + f"\n\n{log.checkpoint()}").encode()


def test_a_request_in_a_file_is_answered(tmp_path: Path, state: Path) -> None:
    first = nemcon("witness", written(tmp_path / "request", request(0, LOG)), "--state", state)
    again = nemcon("witness", written(tmp_path / "request", request(0, LOG)), "--state", state)

    assert (first.returncode, again.returncode) == (0, 1)
    assert cosigned(LOG, said(first)) == [4, 6]
    assert said(again) == "Not cosigned (409): 12\n"


@pytest.mark.parametrize("missing", ["secret-keys", "logs"])
def test_what_a_witness_lacks_is_said(tmp_path: Path, state: Path, missing: str) -> None:
    (state / missing).unlink()

    for arguments in ((written(tmp_path / "a.jsonl", LOG.export()),), ("--serve", "127.0.0.1:0")):
        result = nemcon("witness", *arguments, "--state", state)
        assert result.returncode == 1
        assert missing in result.stderr.decode()


@pytest.fixture
def service(state: Path) -> Iterator[str]:
    """The address of a witness that serves."""
    process = subprocess.Popen(
        [sys.executable, "-m", "nemcon.cli", "record", "witness", "--serve", "127.0.0.1:0", "--state", str(state)],
        stderr=subprocess.PIPE,
    )
    assert process.stderr
    try:
        line = process.stderr.readline().decode()
        found = re.search(r"http://\S+:\d+", line)
        assert found, line + process.stderr.read().decode()
        threading.Thread(target=process.stderr.read, daemon=True).start()
        yield found[0]
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def asked(address: str, data: bytes | None = None) -> tuple[int, str, bytes]:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, data), timeout=20) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Content-Type"], error.read()


def test_a_witness_serves_logs_and_monitors_over_http(service: str) -> None:
    address, kept = f"{service}/add-checkpoint", f"{service}/{sha256(ORIGIN.encode()).hexdigest()}/checkpoint"
    later, fork = longer(LOG, 3), longer(LOG, 4)

    assert asked(kept)[0] == 404
    status, _, body = asked(address, request(0, LOG))
    assert status == 200
    assert cosigned(LOG, body.decode()) == [4, 6]
    assert asked(address, request(0, later)) == (409, "text/x.tlog.size", b"12\n")
    assert asked(address, request(12, later))[0] == 200
    assert asked(address, request(15, fork).replace(b"old 15", b"old 16"))[0] == 409
    assert asked(address, request(15, fork))[0] == 422
    assert asked(address, b"nonsense")[0] == 400
    assert asked(address, request(0, random_log(1, 2, origin="unknown.example.org")))[0] == 404
    assert asked(f"{service}/elsewhere", b"x")[0] == 404
    assert asked(f"{service}/{'0' * 64}/checkpoint")[0] == 404
    assert asked(f"{service}/../secret-keys")[0] == 404
    status, _, body = asked(kept)
    assert status == 200
    found = verify(parse_note(body), [each.key for each in (*LOG.signers, *WITNESSES)])
    assert [key.kind for key, _ in found] == [1, 6, 4, 6]
    assert checkpoint.parse(body).head == later.checkpoint().head


def test_of_requests_at_one_time_one_side_of_a_fork_wins(service: str, state: Path) -> None:
    forks = [longer(LOG, more) for more in range(8)]
    found: list[tuple[int, str, bytes]] = []
    threads = [
        threading.Thread(target=lambda log=log: found.append(asked(f"{service}/add-checkpoint", request(0, log))))
        for log in forks
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(status for status, _, _ in found) == [200] + [409] * 7
    kept = checkpoint.parse((state / "heads" / sha256(ORIGIN.encode()).hexdigest()).read_bytes())
    assert {body for status, _, body in found if status == 409} == {f"{kept.head.size}\n".encode()}


def sent(service: str, data: bytes) -> bytes:
    host, port = service.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 30) as connection:
        connection.sendall(data)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
        return answer


def test_a_request_without_a_length_or_too_large_is_not_read(service: str) -> None:
    head = b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\n"

    assert sent(service, head + b"\r\n").startswith(b"HTTP/1.1 411")
    assert sent(service, head + b"Content-Length: -1\r\n\r\n").startswith(b"HTTP/1.1 411")
    assert sent(service, head + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n").startswith(b"HTTP/1.1 411")
    assert sent(service, head + b"Content-Length: 99999999\r\n\r\n").startswith(b"HTTP/1.1 413")


def test_a_connection_is_kept_for_the_next_request(service: str) -> None:
    body = b"nonsense"
    one = b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)

    answer = sent(service, one + one.replace(b"Host: w", b"Host: w\r\nConnection: close"))

    assert answer.count(b"HTTP/1.1 400") == 2


def test_the_time_of_a_cosignature_is_that_of_the_witness(tmp_path: Path, state: Path) -> None:
    result = nemcon("witness", written(tmp_path / "a.jsonl", LOG.export()), "--state", state)

    times = [each.time for each in parse_note(f"{LOG.checkpoint()}{said(result)}").signatures[2:]]
    assert all(time > TIME for time in times)
