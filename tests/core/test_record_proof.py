"""Proofs of one act: every true one verifies with the log's key, and none that was changed."""

import base64
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemcon.core import acts
from nemcon.core.acts import Parts
from nemcon.core.record import lines, proof, tree
from nemcon.core.record.keys import Trust
from nemcon.core.record.notes import Key, Note, Signer
from nemcon.core.record.proof import BadProof, Proof
from nemcon.core.record.verify_proof import ProofReport, verify_proof
from record.logs import ORIGIN, WITNESSES, Log, nodes_of, random_log, signers


@cache
def a_log(seed: int, size: int) -> Log:
    return random_log(seed, size)


@cache
def a_proof(seed: int, size: int, index: int, shown: tuple[str, ...] = acts.PARTS) -> Proof:
    log = a_log(seed, size)
    parts = {name: getattr(log.parts[index], name) for part in shown for name in (part, f"{part}_salt")}
    extra = lines.act_line(log.leaves[index], Parts(**parts))[:-1]
    path = tuple(tree.inclusion_proof(index, size, nodes_of(log)))
    return Proof(extra, index, path, log.checkpoint(WITNESSES))


def keys(seed: int) -> list[Key]:
    return [each.key for each in (*signers(seed), *WITNESSES)]


PROOFS = st.tuples(st.integers(1, 20), st.integers(0, 10**6), st.sets(st.sampled_from(acts.PARTS))).map(
    lambda each: a_proof(7, each[0], each[1] % each[0], tuple(sorted(each[2])))
)


def codes(report: ProofReport) -> set[str]:
    return {fault.code for fault in report.faults}


@given(PROOFS)
def test_every_true_proof_verifies_and_says_which_act(true: Proof) -> None:
    data = str(true).encode()

    report = verify_proof(data, keys=keys(7))

    assert proof.parse(data) == true
    assert str(proof.parse(data)) == str(true)
    assert report.holds, report.faults
    assert report.trust is Trust.GIVEN
    assert [key for key, _ in report.signed] == keys(7)
    act = a_log(7, true.checkpoint.head.size).acts[true.index]
    if "what" in report.opened:
        assert report.act == replace(
            act,
            who=act.who if "who" in report.opened else None,
            content=act.content if "content" in report.opened else None,
        )
    else:
        assert report.act is None


@given(PROOFS, st.integers(0), st.integers(0, 255))
def test_no_byte_of_a_proof_can_be_changed(true: Proof, at: int, value: int) -> None:
    data = str(true).encode()
    at %= len(data)
    changed = data[:at] + bytes((value,)) + data[at + 1 :]

    report = verify_proof(changed, keys=keys(7))

    # What makes a witness unknown takes its word away, and nothing else: it is not counted any more.
    assert changed == data or not report.holds or (len(report.signed) < 4 and report.strangers)


def test_a_proof_names_no_keys_so_that_without_one_nobody_vouches_for_it() -> None:
    data = str(a_proof(7, 9, 4)).encode()

    assert codes(verify_proof(data)) == {"key"}
    assert verify_proof(data, pinned=keys(7)).trust is Trust.PINNED
    assert codes(verify_proof(data, keys=keys(8))) == {"signature"}
    assert codes(verify_proof(data, keys=[Signer("other.example.org", 1, b"o" * 32).key])) == {"signature"}
    assert codes(verify_proof(data, keys=[WITNESSES[0].key])) == {"key"}


def test_the_proof_of_another_act_place_or_record_is_found() -> None:
    true, other = a_proof(7, 9, 4), a_proof(7, 9, 5)

    for changed, code in (
        (replace(true, extra=other.extra), {"index", "path"}),
        (replace(true, index=5), {"index", "path"}),
        (replace(true, index=9), {"index", "path"}),
        (replace(true, path=true.path[:-1]), {"path"}),
        (replace(true, path=(*true.path, b"x" * 32)), {"path"}),
        (replace(true, checkpoint=a_log(7, 8).checkpoint(WITNESSES)), {"path"}),
        (replace(true, extra=b""), {"act"}),
        (replace(true, extra=true.extra.replace(b'"type":"', b'"type":"x')), {"act"}),
        (replace(true, extra=b"{}"), {"act"}),
    ):
        report = verify_proof(str(changed).encode(), keys=keys(7))
        assert codes(report) == code, changed


def test_the_log_must_have_signed_with_each_kind_of_key_that_is_known_of_it() -> None:
    true = a_proof(7, 9, 4)
    note = true.checkpoint.note
    stripped = replace(true, checkpoint=replace(true.checkpoint, note=Note(note.text, note.signatures[:1])))

    assert codes(verify_proof(str(stripped).encode(), keys=keys(7))) == {"signature"}
    assert verify_proof(str(stripped).encode(), keys=keys(7)[:1]).holds


@pytest.mark.parametrize("name", ["who", "content"])
def test_a_part_without_what_must_be_in_its_form(name: str) -> None:
    log = a_log(7, 1)
    parts = replace(log.parts[0], **{name: b'{"a": 1}'})
    other = Log(log.random, log.signers)
    other.keep(log.acts[0], parts)
    extra = lines.act_line(other.leaves[0], replace(parts, what=None, what_salt=None))

    report = verify_proof(str(Proof(extra, 0, (), other.checkpoint())).encode(), keys=keys(7))

    assert codes(report) == {"act"}


TRUE = str(a_proof(7, 9, 4))
HASH = base64.b64encode(b"h" * 32).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c2sp.org/tlog-proof@v1\n",
        TRUE.replace("@v1", "@v2"),
        TRUE.replace("index 4", "index 04"),
        TRUE.replace("index 4", "index -4"),
        TRUE.replace("index 4", "indexes 4"),
        TRUE.replace("index 4\n", ""),
        TRUE.replace("index 4", "index 4 "),
        TRUE.replace("extra ", "extra  "),
        TRUE.replace("extra ", "Extra "),
        TRUE.replace("\nindex", "=\nindex"),
        TRUE.replace("index 4\n", f"index 4\n{HASH[:-4]}\n"),
        TRUE.replace("index 4\n", f"index 4\n{HASH} \n"),
        TRUE.replace("index 4\n", "index 4\n" + f"{HASH}\n" * 64),
        TRUE.replace("\n", "\r\n"),
        TRUE[:-1],
        TRUE.replace("\n\n", "\n"),
        TRUE.replace(f"{ORIGIN}\n9\n", f"{ORIGIN}\n09\n"),
    ],
)
def test_what_is_no_proof_is_refused(text: str) -> None:
    report = verify_proof(text.encode(), keys=keys(7))

    assert codes(report) == {"proof"}
    assert report.faults[0].sentence.endswith(".")


def test_what_is_too_large_or_no_text_is_not_read() -> None:
    for data in (b"\xff", b"x" * (proof.LARGEST + 1)):
        with pytest.raises(BadProof):
            proof.parse(data)
