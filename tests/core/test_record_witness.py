"""A witness cosigns what follows from what it cosigned last, and nothing else (C2SP tlog-witness, MUST by MUST)."""

import base64
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemcon.core.acts import Capacity, Who
from nemcon.core.payloads import SymbolReserved
from nemcon.core.record import checkpoint, tree, witness
from nemcon.core.record.checkpoint import Checkpoint, Head
from nemcon.core.record.notes import ML_DSA, Key, Note, Signer, parse_note, verify
from nemcon.core.record.tree import EMPTY, Frontier, leaf_hash
from nemcon.core.record.witness import Answer, add_checkpoint, observe
from record.logs import ORIGIN, TIME, WITNESSES, Log, nodes_of, random_log, signers, who

LOG = random_log(1, 40)
LOGS = {ORIGIN: [each.key for each in LOG.signers]}
KEYS = [each.key for each in WITNESSES]


def head_at(log: Log, size: int) -> Head:
    found = Frontier()
    for leaf in log.leaves[:size]:
        found = found.append(leaf_hash(leaf))
    return Head(log.origin, size, found.root)


def signed_at(size: int, log: Log = LOG) -> Checkpoint:
    return checkpoint.sign(head_at(log, size), log.signers, TIME)


def asking(old: int, new: int, log: Log = LOG) -> bytes:
    return request(old, tree.consistency_proof(old, new, nodes_of(log)), str(signed_at(new, log)))


def request(old: int | str, proof: list[bytes], note: str) -> bytes:
    rows = [f"old {old}", *(base64.b64encode(each).decode() for each in proof)]
    return ("".join(f"{row}\n" for row in rows) + "\n" + note).encode()


def asked(data: bytes, last: int | None = None, **options: object) -> Answer:
    latest = {} if last is None else {ORIGIN: head_at(LOG, last)}
    return add_checkpoint(data, **{"logs": LOGS, "latest": latest, "signers": WITNESSES, "time": TIME, **options})  # type: ignore[arg-type]


@given(st.integers(0, 40), st.integers(0, 40))
def test_a_head_that_follows_is_cosigned_and_kept(first: int, second: int) -> None:
    old, new = sorted((first, second))

    answer = asked(asking(old, new), old)

    assert (answer.status, answer.checkpoint and answer.checkpoint.head) == (200, head_at(LOG, new))
    assert answer.body.decode().startswith("— witness.example.net/w1 ")
    assert answer.body.endswith(b"\n")
    found = verify(parse_note(str(signed_at(new)) + answer.body.decode()), KEYS)
    assert [(key, signature.time) for key, signature in found] == [(key, TIME) for key in KEYS]
    assert answer.checkpoint
    assert len(verify(parse_note(str(answer.checkpoint)), [*LOGS[ORIGIN], *KEYS])) == 4


def test_the_first_head_needs_no_proof_and_may_have_none() -> None:
    assert asked(asking(0, 7)).status == 200
    assert asked(request(0, [b"x" * 32], str(signed_at(7)))).status == 422


def test_an_unknown_origin_is_not_found_whoever_signed() -> None:
    other = random_log(1, 3, origin="record.example.org/other")

    assert asked(asking(0, 3, other)).status == 404
    assert asked(request(5, [], str(signed_at(3))), logs={}).status == 404


def test_without_a_signature_of_the_log_it_is_forbidden() -> None:
    head = head_at(LOG, 7)
    false = replace(signed_at(7).note.signatures[0], value=b"x" * 64)
    stranger = checkpoint.sign(head, signers(9), TIME)

    assert asked(request(0, [], str(stranger))).status == 403
    assert asked(request(0, [], str(Note(head.text, (false,))))).status == 403
    both = Note(head.text, (*signed_at(7).note.signatures[1:], false))
    assert asked(request(0, [], str(both))).status == 403  # one that is known does not hold: the note is malformed
    assert asked(request(9, [], str(stranger))).status == 403  # before anything else of it is judged


def test_signatures_by_others_are_left_aside_and_not_kept() -> None:
    more = checkpoint.sign(head_at(LOG, 7), (*LOG.signers, *signers(9)), TIME)

    answer = asked(request(0, [], str(more)))

    assert answer.status == 200
    assert answer.checkpoint
    assert {each.id for each in answer.checkpoint.note.signatures} == {key.id for key in (*LOGS[ORIGIN], *KEYS)}


def test_one_of_the_logs_keys_is_enough() -> None:
    for signer in LOG.signers:
        assert asked(request(0, [], str(checkpoint.sign(head_at(LOG, 7), (signer,), TIME)))).status == 200


def test_an_old_size_above_that_of_the_checkpoint_is_a_bad_request_even_before_the_conflict() -> None:
    assert asked(request(8, [], str(signed_at(7))), 3).status == 400


@pytest.mark.parametrize("last", [None, 0, 5, 7, 9])
def test_an_old_size_that_is_not_the_last_is_a_conflict_which_says_the_last(last: int | None) -> None:
    answer = asked(asking(6, 12), last)

    assert (answer.status, answer.content_type) == (409, "text/x.tlog.size")
    assert answer.body == f"{last or 0}\n".encode()
    assert answer.checkpoint is None


def test_a_log_without_acts_has_the_root_of_nothing() -> None:
    assert asked(asking(0, 0)).status == 200
    false = checkpoint.sign(Head(ORIGIN, 0, b"x" * 32), LOG.signers, TIME)
    assert asked(request(0, [], str(false))).status == 422
    assert asked(request(0, [], str(false)), latest={ORIGIN: Head(ORIGIN, 0, b"x" * 32)}).status == 422


def test_the_same_size_with_another_root_is_unprocessable() -> None:
    fork = checkpoint.sign(Head(ORIGIN, 7, b"x" * 32), LOG.signers, TIME)

    assert asked(request(7, [], str(signed_at(7))), 7).status == 200
    assert asked(request(7, [], str(fork)), 7).status == 422
    assert asked(request(7, [b"x" * 32], str(signed_at(7))), 7).status == 422


@given(st.integers(1, 20), st.integers(1, 20), st.data())
def test_a_proof_that_does_not_verify_is_unprocessable(old: int, more: int, data: st.DataObject) -> None:
    new = old + more
    proof = tree.consistency_proof(old, new, nodes_of(LOG))
    at = data.draw(st.integers(0, len(proof) - 1))
    changed = [*proof[:at], bytes((proof[at][0] ^ 1, *proof[at][1:])), *proof[at + 1 :]]

    for wrong in (changed, proof[:-1], [*proof, proof[0]], []):
        answer = asked(request(old, wrong, str(signed_at(new))), old)
        assert (answer.status, answer.checkpoint) == (422, None), wrong


@given(st.integers(1, 39))
def test_of_a_fork_one_side_only_is_ever_cosigned(size: int) -> None:
    fork = Log(Random(size), LOG.signers)
    for act, parts in zip(LOG.acts[: size - 1], LOG.parts, strict=False):
        fork.keep(act, parts)
    while len(fork.acts) < 40:
        fork.add(SymbolReserved(symbol="FORK"), Who(Capacity.OFFICER))

    assert asked(asking(size, 40, fork), size).status == 422


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"old 0\n",
        b"old 0\n\n",
        b"new 0\n\n" + str(signed_at(7)).encode(),
        request("", [], str(signed_at(7))),
        request("00", [], str(signed_at(7))),
        request("-1", [], str(signed_at(7))),
        request("٠", [], str(signed_at(7))),
        request(0, [], str(signed_at(7)))[1:],
        request(0, [b"x" * 31], str(signed_at(7))),
        request(0, [b"x" * 32] * 64, str(signed_at(7))),
        request(0, [], str(signed_at(7))).replace(b"\n", b"\r\n"),
        request(0, [], str(signed_at(7)))[:-1],
        request(0, [], signed_at(7).head.text),
        request(0, [], f"{ORIGIN}\n7\n\n— a AAAAAAA=\n"),
        request(0, [], f"{ORIGIN}\n7\n{base64.b64encode(EMPTY).decode()}\n\nmore\n\n— a AAAAAAA=\n"),
        b"old 0\nAAAA\n\n" + str(signed_at(7)).encode(),
        request(0, [], "x" * 2_000_000),
    ],
)
def test_what_is_no_request_is_a_bad_one(data: bytes) -> None:
    answer = asked(data)

    assert (answer.status, answer.checkpoint) == (400, None)
    assert answer.body.endswith(b".\n")


def test_63_lines_of_proof_may_be_sent() -> None:
    assert asked(request(3, [b"x" * 32] * 63, str(signed_at(7))), 3).status == 422


def test_a_log_may_sign_further_lines_and_they_are_cosigned_with_it() -> None:
    text = signed_at(7).head.text + "a line of its own\n"
    note = Note(text, (LOG.signers[0].sign(text, TIME),))

    answer = asked(request(0, [], str(note)))

    assert answer.status == 200
    assert len(verify(parse_note(str(note) + answer.body.decode()), KEYS)) == 2


def test_a_cosignature_without_a_time_is_not_made() -> None:
    with pytest.raises(ValueError, match="when"):
        asked(asking(0, 7), time=0)


# --- A whole export shown to a witness ------------------------------------------------------------------------------


def seen(log: Log, latest: Checkpoint | None = None, logs: dict[str, list[Key]] = LOGS) -> witness.Observation:
    return observe(log.export(), logs, {} if latest is None else {ORIGIN: latest}, WITNESSES, TIME)


def longer(log: Log, more: int) -> Log:
    found = Log(Random(more), log.signers)
    for act, parts in zip(log.acts, log.parts, strict=True):
        found.keep(act, parts)
    found.now = log.now
    for _ in range(more):
        found.add(SymbolReserved(symbol="A"), who(found.random))
    return found


def test_an_export_that_follows_is_cosigned_with_both_kinds_of_key() -> None:
    first = seen(LOG)
    second = seen(longer(LOG, 3), first.checkpoint)

    for observation, size in ((first, 40), (second, 43)):
        assert observation.report.holds, observation.report.faults
        assert observation.checkpoint
        assert observation.checkpoint.head.size == size
        found = verify(observation.checkpoint.note, [*LOGS[ORIGIN], *KEYS])
        assert {key.kind for key, _ in found} == {1, 4, ML_DSA}
        assert len(observation.made) == 2


def test_a_fork_or_an_older_record_is_found_and_not_cosigned() -> None:
    kept = seen(longer(LOG, 3)).checkpoint
    for other, code in ((longer(LOG, 4), "fork"), (LOG, "older")):
        observation = seen(other, kept)
        assert [fault.code for fault in observation.report.faults] == [code]
        assert (observation.made, observation.checkpoint) == ((), None)


def test_a_log_that_the_witness_does_not_know_or_another_key_is_not_cosigned() -> None:
    for logs, code in (({}, "unknown"), ({ORIGIN: [signers(5)[0].key]}, "signature")):
        observation = seen(LOG, logs=logs)
        assert [fault.code for fault in observation.report.faults] == [code]
        assert observation.checkpoint is None


def test_a_file_that_is_no_export_is_refused() -> None:
    for data in ([], [b"x"], [b"{}\n"], LOG.export()[:-1]):
        observation = observe(data, LOGS, {}, WITNESSES, TIME)
        assert observation.report.faults
        assert observation.checkpoint is None


def test_a_witness_has_keys_that_say_a_time() -> None:
    assert all(signer.sign(signed_at(7).head.text, TIME).time == TIME for signer in WITNESSES)
    assert Signer.__repr__(WITNESSES[0]).count("w1") == 1
