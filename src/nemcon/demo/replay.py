"""The reference case as files: built twice in throw-away databases, compared, and written to a folder.

DIR/ctoc-cop.jsonl            the record of the Conference, all opened (it is a demonstration)
DIR/ctoc-cop.public.jsonl     the same as the public sees it
DIR/ctoc-cop.checkpoint       its signed head; institution.* likewise
DIR/documents/                each document in each language and form, with its proof where the form carries one
DIR/proofs/                   the proof of each document's publication
"""

import filecmp
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from nemcon.demo.world import ReplayWorld
from nemcon.serve.trouble import Trouble

ADDRESS = "{log}.demo.invalid"
"""Addresses that can never be anybody's: what the replay signs is worth nothing elsewhere."""


def replay(output: Path) -> None:
    """Build the case twice and write it to the new folder `output`. Raises: Trouble if the two differ."""
    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise Trouble(f"{output} is there already. Name a new folder, or an empty one.")
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="nemcon-replay-") as place:
        os.chmod(place, 0o711)  # the database runs as another user if we are root
        made = [Path(place) / name for name in ("first", "second")]
        running = [_start(folder) for folder in made]
        for process in running:
            _, said = process.communicate()
            if process.returncode != 0:
                raise Trouble(
                    f"The case could not be built: {said.strip().splitlines()[-1] if said else 'no reason given'}"
                )
        differing = list(_differences(*(folder / "made" for folder in made)))
        if differing:
            raise Trouble(
                f"Two replays differ in {len(differing)} files, first in {differing[0]}. That is a fault of Nemcon."
            )
        shutil.copytree(made[0] / "made", output, dirs_exist_ok=True)
    files = [path for path in output.rglob("*") if path.is_file()]
    print(f"Built twice with the same bytes: {len(files)} files in {output}.", file=sys.stderr)
    print(f"Check the record: nemcon record verify {output / 'ctoc-cop.jsonl'}", file=sys.stderr)


def write(output: Path) -> None:
    """Within Django on an empty database: load the case with nothing left to chance, sign it, and write its files."""
    from django.conf import settings

    from nemcon.demo.load import load
    from nemcon.serve.prepare import bring_up_to_date
    from nemcon.web.papers import files
    from nemcon.web.papers.actions import file_of
    from nemcon.web.papers.formats import file_name
    from nemcon.web.papers.models import Document, Form
    from nemcon.web.record import selectors
    from nemcon.web.record.export import export, keys_of
    from nemcon.web.record.keyring import Keyring
    from nemcon.web.record.models import Log
    from nemcon.web.record.signing import sign_all

    assert settings.NEMCON_RECORD_ADDRESS == ADDRESS
    bring_up_to_date()
    world = ReplayWorld()
    load(world)
    sign_all(Keyring(settings.NEMCON_KEYS, post_quantum=False), world)
    for folder in (output, output / "documents", output / "proofs"):
        folder.mkdir(parents=True)
    for log in Log.objects.order_by("id"):
        head = selectors.newest_head(log.id)
        assert head is not None
        for audience, name in (("full", f"{log.name}.jsonl"), ("public", f"{log.name}.public.jsonl")):
            (output / name).write_bytes(b"".join(export(log, audience, head)))
        (output / f"{log.name}.checkpoint").write_text(head.note)
        (output / f"{log.name}.pub").write_text("".join(f"{key}\n" for key in keys_of(log, head)))
    for document in Document.objects.order_by("symbol"):
        assert document.act is not None
        proof = selectors.public_proof(document.act)
        if proof is not None:
            name = file_name(document.symbol, document.original, "txt").rsplit("-", 1)[0]
            (output / "proofs" / f"{name}.tlog-proof").write_text(str(proof))
        for language, form in Form.objects.filter(document=document).values_list("language", "form"):
            stored = file_of(document, language, form)
            assert stored is not None
            place = output / "documents" / file_name(document.symbol, language, form)
            place.write_bytes(files.read(stored.sha256))


def _start(folder: Path) -> "subprocess.Popen[str]":
    """Build the case once, in a process and a database of its own."""
    folder.mkdir(mode=0o711)
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("NEMCON_", "DATABASE_"))}
    environ |= {
        "NEMCON_DATA": str(folder / "data"),
        "NEMCON_RECORD_ADDRESS": ADDRESS,
        "NEMCON_LOG": "text",
        "NEMCON_LOG_LEVEL": "WARNING",
    }
    command = (sys.executable, "-m", "nemcon.cli", "replay-once", str(folder / "made"))
    return subprocess.Popen(command, env=environ, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def _differences(first: Path, second: Path) -> Iterator[str]:
    """The files that are not alike, byte for byte, by their names within the folder."""
    names = {
        str(path.relative_to(folder)) for folder in (first, second) for path in folder.rglob("*") if path.is_file()
    }
    for name in sorted(names):
        one, other = first / name, second / name
        if not (one.exists() and other.exists() and filecmp.cmp(one, other, shallow=False)):
            yield name
