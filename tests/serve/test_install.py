"""What `make install` says where it cannot install: a sentence, and nothing changed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from .site import ROOT


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    (tmp_path / "requirements").mkdir()
    for name in ("install.sh", "run.txt"):
        shutil.copy(ROOT / "requirements" / name, tmp_path / "requirements" / name)
    shutil.copy(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    (tmp_path / "bin").mkdir()
    for name in ("sh", "dirname", "grep", "cat", "cut", "id", "ls", "rm", "sha256sum", "tail"):
        (tmp_path / "bin" / name).symlink_to(shutil.which(name) or "")
    return tmp_path


def program(clone: Path, name: str, script: str) -> None:
    file = clone / "bin" / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def install(clone: Path) -> tuple[int, str]:
    done = subprocess.run(
        ["sh", "requirements/install.sh", "run"],
        cwd=clone,
        env={"PATH": str(clone / "bin"), "HOME": str(clone)},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    return done.returncode, done.stderr


def test_without_python_it_says_what_to_install(clone: Path) -> None:
    code, said = install(clone)

    assert code == 1
    assert "Python 3.11, 3.12, 3.13 or 3.14 is needed. Install one" in said


def test_too_old_a_python_is_named(clone: Path) -> None:
    program(clone, "python3", 'case "$2" in *platform*) echo 3.9.2;; *) exit 1;; esac')

    code, said = install(clone)

    assert code == 1
    assert "and python3 here is 3.9.2" in said


def test_without_the_module_venv_it_names_the_package(clone: Path) -> None:
    program(clone, "python3", 'case "$2" in *ensurepip*) exit 1;; *%d*) echo 3.11;; *) exit 0;; esac')

    code, said = install(clone)

    assert code == 1
    assert "apt install python3.11-venv" in said
    assert not (clone / ".venv").exists()


def test_a_folder_in_the_place_of_the_environment_is_left_alone(clone: Path) -> None:
    program(clone, "python3", "exit 0")
    (clone / ".venv").mkdir()
    (clone / ".venv" / "letter.txt").touch()

    code, said = install(clone)

    assert code == 1
    assert "is no Python environment, so it is left alone" in said
    assert os.listdir(clone / ".venv") == ["letter.txt"]


def test_every_package_is_locked_with_a_hash_and_no_address() -> None:
    for name in ("run.txt", "dev.txt"):
        lines = (ROOT / "requirements" / name).read_text().splitlines()
        pins = [line for line in lines if "==" in line]
        assert len(pins) > 50
        assert all(line.endswith("\\") for line in pins)
        assert not any("://" in line or line.startswith("-") for line in lines)
