"""`nemcon demo --replay`: the case as files, the same bytes each time, verified also by what shares no code with us."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from nemcon.documents.issued import strip_proof

from .site import ROOT, clean_environ

pytestmark = [pytest.mark.process, pytest.mark.xdist_group("replay")]


def nemcon(*arguments: str | Path) -> tuple[int, str]:
    """Run the command; its exit code and all that it said."""
    command = [sys.executable, "-m", "nemcon.cli", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=clean_environ())
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a replay wrote."""
    folder = tmp_path_factory.mktemp("replay") / "case"
    code, said = nemcon("demo", "--replay", "-o", folder)
    assert code == 0, said
    assert "Built twice with the same bytes" in said
    return folder


def digest(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file in a folder, by its name."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_another_replay_writes_the_same_bytes(case: Path, tmp_path: Path) -> None:
    assert nemcon("demo", "--replay", "-o", tmp_path / "again")[0] == 0
    assert digest(tmp_path / "again") == digest(case)


def test_it_has_the_documents_and_the_record_with_its_checkpoint(case: Path) -> None:
    names = digest(case)
    assert {"ctoc-cop.jsonl", "ctoc-cop.public.jsonl", "ctoc-cop.checkpoint", "ctoc-cop.pub"} <= names.keys()
    assert {"institution.jsonl", "institution.checkpoint"} <= names.keys()
    assert sum(name.startswith("documents/") for name in names) == 36


@pytest.mark.parametrize("name", ["ctoc-cop.jsonl", "ctoc-cop.public.jsonl", "institution.jsonl"])
def test_each_record_verifies_here_and_by_a_reader_that_shares_no_code(case: Path, name: str) -> None:
    key = case / f"{name.partition('.')[0]}.pub"
    seen = case / f"{name.partition('.')[0]}.checkpoint"
    code, said = nemcon("record", "verify", case / name, "--key", key, "--seen", seen, "--derive")
    assert code == 0, said

    command = [sys.executable, "-m", "tests.record.independent", case / name, "--key", key.read_text().strip()]
    other = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=clean_environ())
    assert other.returncode == 0, other.stdout


def test_each_document_in_pdf_and_word_proves_itself_and_no_other_does(case: Path, tmp_path: Path) -> None:
    provable = [path for path in (case / "documents").iterdir() if path.suffix in (".pdf", ".docx")]
    assert len(provable) == 12
    for path in provable:
        code, said = nemcon("record", "verify", path, "--key", case / "ctoc-cop.pub")
        assert code == 0, said

    original, proof = strip_proof(provable[0].read_bytes())
    changed = tmp_path / provable[0].name
    changed.write_bytes(original[:-40] + b"0" + original[-39:])
    assert proof is not None
    assert nemcon("record", "verify", changed, "--key", case / "ctoc-cop.pub")[0] == 1


def test_a_folder_that_holds_something_is_left_alone(case: Path) -> None:
    before = digest(case)
    code, said = nemcon("demo", "--replay", "-o", case)
    assert code == 1
    assert "is there already" in said
    assert digest(case) == before
