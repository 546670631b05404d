"""Proofs, published tiles and the command: what is right is accepted, what was changed is refused by line or path."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .__main__ import main
from .proof import read_proof
from .tiles import read_tiles, tile_path
from .tiny_log import (
    KEY,
    ORIGIN,
    SIGNERS,
    act,
    bare,
    checkpoint,
    closed,
    log,
    member,
    published,
    put,
    receipt,
    written,
)

ROOT = Path(__file__).resolve().parents[3]


def test_a_right_proof_is_accepted_for_each_act_of_each_small_log():
    for size in range(1, 8):
        for index in range(size):
            assert read_proof(receipt(index, size), keys=[KEY]).faults == []
    assert read_proof(receipt(0, 1)).faults != []  # it names no key


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (b"proof@v1", b"proof@v2", 1),
        (b"extra ", b"extra  ", 2),
        (b"index 2", b"index 3", 3),
        (b"index 2", b"index 02", 3),
        (b"index 2", b"index 9", 3),
        (b"index 2\n", b"index 2\n\n", 5),  # the hashes become part of the note
        (f"\n{ORIGIN}\n5\n".encode(), f"\n{ORIGIN}\n6\n".encode(), 8),
        (f"\n\n{ORIGIN}".encode(), f"\n{ORIGIN}".encode(), 7),
    ],
)
def test_a_changed_proof_is_refused_at_its_line(old, new, line):
    proof = receipt(2, 5)
    assert old in proof

    faults = read_proof(proof.replace(old, new, 1), keys=[KEY]).faults

    assert line in {number for number, _ in faults}, faults


def test_a_proof_of_another_act_is_refused():
    assert read_proof(receipt(2, 5, member("content", text="x")), keys=[KEY]).faults == [
        (2, "“content” is not what the leaf commits to.")
    ]
    displaced = receipt(2, 5, acts=[*log(2), closed(3, act(2)), *log(5)[3:]])
    assert read_proof(displaced, keys=[KEY]).faults == [(3, "The act's “seq” is 3, the proof is of index 2.")]
    hashes = receipt(2, 5).split(b"\n")
    hashes[3], hashes[4] = hashes[4], hashes[3]
    assert "lead to another root" in read_proof(b"\n".join(hashes), keys=[KEY]).faults[0][1]


def test_the_path_of_a_tile_is_that_of_the_specification():
    assert tile_path(0, 1234067) == "/tile/0/x001/x234/067"
    assert tile_path(1, 0, 17) == "/tile/1/000.p/17"
    assert tile_path("entries", 1000, 1) == "/tile/entries/x001/000.p/1"


def test_tiles_that_agree_with_each_other_but_not_with_the_checkpoint_are_refused():
    resources = published(bare(3)) | {"/checkpoint": checkpoint([b"x", b"y", b"z"]).encode()}
    assert read_tiles(resources.__getitem__, keys=[KEY]).faults == [
        (0, "The entries are not those of the checkpoint: their root is another.")
    ]


def test_an_older_partial_tile_of_a_folder_must_agree_and_have_a_path_of_a_tile(tmp_path):
    put(tmp_path, published(bare(3)))
    put(tmp_path, {"/tile/0/000.p/2": bytes(64), "/tile/0/000.p/02": b"", "/tile/0/x.txt": b""})

    assert read_tiles(tmp_path, keys=[KEY]).faults == [
        (0, "/tile/0/000.p/02 is no path of a tile."),
        (0, "/tile/0/000.p/2 does not agree with /tile/0/000.p/3."),
        (0, "/tile/0/x.txt is no path of a tile."),
    ]


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 600])
def test_a_log_is_rebuilt_from_what_it_serves(size):
    report = read_tiles(published(bare(size)).__getitem__, keys=[KEY])
    assert report.faults == []
    assert report.acts == size


def test_a_folder_may_keep_older_partial_tiles_but_nothing_beyond_its_checkpoint(tmp_path):
    put(tmp_path, {name: data for name, data in published(bare(300)).items() if name != "/checkpoint"})
    put(tmp_path, published(bare(520)))
    leaves = bare(520)
    assert read_tiles(tmp_path, keys=[KEY], seen=[checkpoint(leaves[:300])]).faults == []

    (tmp_path / "checkpoint").write_text(checkpoint(leaves[:300]))
    faults = read_tiles(tmp_path, keys=[KEY]).faults

    assert all("beyond the checkpoint" in sentence for _, sentence in faults)
    assert {sentence.split(" ")[0] for _, sentence in faults} == {
        "/tile/0/001",
        "/tile/0/002.p/8",
        "/tile/1/000.p/2",
        "/tile/entries/001",
        "/tile/entries/002.p/8",
    }


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("/checkpoint", None, "/checkpoint is not there"),
        ("/checkpoint", lambda data: data.replace(b"600", b"599"), "does not verify"),
        ("/tile/0/000", None, "/tile/0/000 is not there"),
        ("/tile/0/001", lambda data: bytes(32) + data[32:], "/tile/0/001 does not hold the hashes"),
        ("/tile/0/002.p/88", lambda data: data[:-32], "/tile/0/002.p/88 does not hold"),
        ("/tile/1/000.p/2", lambda data: data + data, "/tile/1/000.p/2 does not hold"),
        ("/tile/entries/001", None, "/tile/entries/001 is not there"),
        ("/tile/entries/001", lambda data: data[:-1], "whole entries"),
        ("/tile/entries/001", lambda data: data + b"\0\0", "whole entries"),
        ("/tile/entries/001", lambda data: data.replace(b'"seq":256', b'"seq":257'), "Entry 256: The leaf's “seq”"),
        ("/tile/entries/002.p/88", lambda data: data.replace(b'"v":1', b'"v":2', 1), "Entry 512: The leaf's “v”"),
    ],
)
def test_a_changed_resource_is_refused_by_its_path(name, change, words):
    resources = published(bare(600))
    data = resources.pop(name)
    if change:
        assert change(data) != data
        resources[name] = change(data)

    faults = read_tiles(resources.__getitem__, keys=[KEY]).faults

    assert any(words in sentence for _, sentence in faults), faults


def test_a_partial_tile_may_be_gone_once_the_full_one_is_there():
    resources = published(bare(300))
    full = published(bare(512))
    for name, other in {"/tile/0/001.p/44": "/tile/0/001", "/tile/entries/001.p/44": "/tile/entries/001"}.items():
        del resources[name]
        resources[other] = full[other]

    assert read_tiles(resources.__getitem__, keys=[KEY]).faults == []
    resources["/tile/0/001"] = full["/tile/0/001"][:-32]
    assert read_tiles(resources.__getitem__, keys=[KEY]).faults == [(0, "/tile/0/001 is not 256 hashes wide.")]


# --- The command ------------------------------------------------------------------------------------------------------


def test_the_command_says_what_it_found_and_exits_with_0_or_1(tmp_path, capsys):
    good, bad, proof = tmp_path / "good.jsonl", tmp_path / "bad.jsonl", tmp_path / "a.tlog-proof"
    good.write_bytes(b"".join(written(log(3), SIGNERS)))
    bad.write_bytes(good.read_bytes().replace(b'"XA"', b'"XB"', 1))
    proof.write_bytes(receipt(1, 3))
    put(tmp_path / "log", published(bare(3)))

    assert main([str(good), "--key", KEY]) == 0
    assert "record.example.invalid/ctoc" in capsys.readouterr().out
    assert main([str(bad)]) == 1
    assert "Line 2: “who” is not what the leaf commits to." in capsys.readouterr().out
    assert main([str(proof), "--key", KEY]) == 0
    assert main([str(proof)]) == 1
    assert main([str(tmp_path / "log"), "--key", KEY, "--seen", str(tmp_path / "log" / "checkpoint")]) == 0
    assert main([str(good), "--key", "x"]) == 1
    assert main([str(tmp_path / "absent")]) == 1


def test_the_reader_runs_by_itself_and_loads_nothing_of_the_product(tmp_path):
    file = tmp_path / "good.jsonl"
    file.write_bytes(b"".join(written(log(3))))
    run = [sys.executable, "-m", "tests.record.independent", str(file)]
    loaded = "import sys; from tests.record.independent import __main__; print(*{m.split('.')[0] for m in sys.modules})"
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DJANGO"))}

    result = subprocess.run(run, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    modules = subprocess.run(
        [sys.executable, "-c", loaded], cwd=ROOT, env=environ, capture_output=True, text=True, check=True
    ).stdout

    assert (result.returncode, result.stderr) == (0, "")
    assert {"tests", "cryptography"} <= set(modules.split())
    assert not {"nemcon", "rfc8785", "django"} & set(modules.split())
