"""The site of these tests from outside: its processes by what they are, and its database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from nemcon.core.record.notes import Key, parse_signer

from ..site import ROOT, Site
from .prepare import SLUG

KINDS = ("answering", "web", "worker", "signer", "postmaster", "backend")
"""What can be killed: a process that answers pages, the one above it, the worker, the signer, PostgreSQL's first
process, and one of PostgreSQL's that serves a connection."""


@dataclass
class AnsweringSite(Site):
    """A site with a form under /acts/symbol and /acts/answer/symbol."""

    program: str = "tests.serve.answering.run"

    def variables(self) -> dict[str, str]:
        """What it is configured with."""
        return {**super().variables(), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}

    def living(self) -> dict[str, list[int]]:
        """The processes of each kind that live now."""
        assert self.process is not None
        tree = _tree()
        found: dict[str, list[int]] = {kind: [] for kind in KINDS}
        for pid in tree.get(self.process.pid, []):
            command = _command(pid)
            for kind in ("web", "worker", "signer"):
                if f"nemcon.serve.{kind}" in command:
                    found[kind].append(pid)
            if "/bin/postgres" in command:
                found["postmaster"].append(pid)
        for pid in found["web"]:
            found["answering"] += tree.get(pid, [])
        for pid in found["postmaster"]:
            found["backend"] += [child for child in tree.get(pid, []) if "postgres: nemcon" in _command(child)]
        return found

    @contextmanager
    def database(self) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
        """A connection to its database, as its owner. Raises: OSError, psycopg.Error if it is not there."""
        url = self.environ.get("DATABASE_URL") or json.loads((self.data / "running.json").read_text())["database_url"]
        with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
            yield connection

    @property
    def keys(self) -> Path:
        """Its folder of keys."""
        return Path(self.environ.get("NEMCON_KEYS") or self.data / "keys")

    @property
    def origin(self) -> str:
        """The address of the body's log."""
        return f"localhost/record/{SLUG}"

    def public_keys(self) -> list[Key]:
        """The keys of the body's log, from the folder of keys and not from what the site says."""
        held = [parse_signer(line) for file in self.keys.glob("*.key") for line in file.read_text().splitlines()]
        return [signer.key for signer in held if signer.name == self.origin]

    def export(self) -> Path:
        """A full export of the body's log, made by the command."""
        file = self.data.parent / f"{self.data.name}.jsonl"
        code, said = self.run("record", "export", SLUG, "--audience", "full", "-o", str(file))
        assert code == 0, said
        return file


def _tree() -> dict[int, list[int]]:
    """The children of every process of this machine."""
    found: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            except (OSError, ValueError):
                continue
            if state != "Z":
                found.setdefault(int(parent), []).append(int(entry.name))
    return found


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
