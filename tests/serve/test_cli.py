"""The command itself: quick, helpful, and with every command documented."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from nemcon.cli import COMMANDS, HIDDEN

from .site import ROOT, clean_environ


def nemcon(*arguments: str, python: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *python, "-m", "nemcon.cli", *arguments],
        env=clean_environ(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("called", ["", "demo", "serve"])
def test_no_command_loads_django_or_the_document_factory_before_it_is_run(called: str) -> None:
    code = f"import sys; from nemcon.cli import app_for; app_for([{called!r}]); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], env=clean_environ(), capture_output=True, text=True).stdout

    assert "nemcon.cli" in loaded.split()
    assert not {"django", "typst", "docx", "lxml", "psycopg", "rich"} & set(loaded.split())


@pytest.mark.parametrize("name", [*COMMANDS, *HIDDEN])
def test_every_command_is_there_and_explains_itself(name: str) -> None:
    done = nemcon(name, "--help")

    assert done.returncode == 0, done.stderr
    assert "Usage: " in done.stdout


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_is_in_the_documentation(name: str) -> None:
    documentation = "".join(file.read_text() for file in [ROOT / "README.md", *Path(ROOT / "docs").glob("*.md")])

    assert f"nemcon {name}" in documentation


def test_an_unknown_command_is_wrong_usage() -> None:
    done = nemcon("fly")

    assert done.returncode == 2
    assert "No such command 'fly'" in done.stderr
