"""`nemcon record …`: verify a record, a proof or an issued document; make keys; be a witness.

What stands here needs nothing but files. The commands that need the institution's database are in `record_site`, and
join the group at the end of this module.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from nemcon.commands import record_words as words
from nemcon.commands.record_files import (
    Failure,
    checking_for,
    keys_given,
    keys_pinned,
    read_checkpoint,
    read_whole,
    streamed,
    telling,
)

if TYPE_CHECKING:
    from nemcon.commands.witness import Folder

LARGEST_DOCUMENT = 256 * 1024 * 1024
PROOF = b"c2sp.org/tlog-proof@"

record = typer.Typer(
    help="The record: verify it, prove an act, keep its keys, be its witness. Findings go to standard output.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@record.command()
def verify(
    file: Path = typer.Argument(..., help="An export (.jsonl), a proof (.tlog-proof), or an issued PDF or DOCX."),
    key: list[str] = typer.Option([], "--key", metavar="K", help="A key that is known for good, or a file of them."),
    seen: list[Path] = typer.Option([], "--seen", help="A checkpoint from elsewhere or earlier; exports only."),
    derive: bool = typer.Option(False, "--derive", help="Run the procedures again on the opened acts; exports only."),
) -> None:
    """Verify a record, a proof of one act, or an issued document: what is proven, what is not, on whose word.

    Nothing is needed but the file, and the key of the log, as the institution announced it. Keys that are always to
    count stand in the file nemcon/record-keys in the configuration folder (~/.config), one key a line; keys given with
    --key go before them. Keys of witnesses may be among both. Without a key an export is only found consistent with the
    keys that it names itself, and the answer says so. Exit code 0 if all holds, 1 if not.

    \b
    nemcon record verify ctoc.jsonl --key record.example.org/ctoc+3c1f9a52+AQeI…
    nemcon record verify ctoc.jsonl --key keys.txt --seen checkpoint-of-may.txt --derive
    nemcon record verify act-903.tlog-proof --key keys.txt
    nemcon record verify CTOC-COP-WG.3-2021-1.pdf --key keys.txt
    """
    with telling():
        begins = beginning(file)
        document = begins.startswith((b"%PDF", b"PK")) or file.suffix in (".pdf", ".docx")
        proof = begins.startswith(PROOF) or file.suffix == ".tlog-proof"
        if (document or proof) and (seen or derive):
            raise Failure("--seen and --derive are for exports: one act says nothing of the others.")
        if document:
            good = _verify_document(file, key)
        elif proof:
            good = _verify_proof(file, key)
        else:
            good = _verify_export(file, key, seen, derive)
        if not good:
            raise typer.Exit(1)


def _verify_export(file: Path, key: list[str], seen: list[Path], derive: bool) -> bool:
    from nemcon.core.record.verify import verify_record

    given, pinned, before = keys_given(key), keys_pinned(), list(map(read_checkpoint, seen))
    with streamed(file) as pieces:
        report = verify_record(
            pieces,
            keys=given,
            pinned=pinned,
            seen=before,
            derive=derive,
            checking=None if derive else checking_for(file),
        )
    origin = report.header.origin if report.header else ""
    witnesses = [each for each in dict.fromkeys((*given, *pinned)) if each.name != origin]
    _say(*words.of_record(report, witnesses, bool(before)))
    return report.holds


def _verify_proof(file: Path, key: list[str]) -> bool:
    from nemcon.core.record.proof import LARGEST
    from nemcon.core.record.verify_proof import verify_proof

    given, pinned = keys_given(key), keys_pinned()
    report = verify_proof(read_whole(file, LARGEST), keys=given, pinned=pinned)
    origin = report.checkpoint.head.origin if report.checkpoint else ""
    _say(*words.of_proof(report, [each for each in dict.fromkeys((*given, *pinned)) if each.name != origin]))
    return report.holds


def _verify_document(file: Path, key: list[str]) -> bool:
    from nemcon.commands.record_issued import verify_issued

    given, pinned = keys_given(key), keys_pinned()
    found = verify_issued(read_whole(file, LARGEST_DOCUMENT), keys=given, pinned=pinned)
    if found.proof is not None:
        origin = found.proof.checkpoint.head.origin if found.proof.checkpoint else ""
        witnesses = [each for each in dict.fromkeys((*given, *pinned)) if each.name != origin]
        _say(*words.of_proof(found.proof, witnesses))
    _say(found.sentence)
    return found.proven


@record.command()
def keygen(
    name: str = typer.Argument(..., help="Whose keys: the log's address without a scheme, or the witness's."),
    output: Path = typer.Option(..., "-o", "--output", help="New file for the private keys; it is never overwritten."),
    witness: bool = typer.Option(False, "--witness", help="Keys of a witness, which cosigns the logs of others."),
) -> None:
    """Make the keys of a log or of a witness: Ed25519, and ML-DSA-44 for readers of later decades.

    The private keys go into a file that only its owner can read: keep a copy of it where no network reaches. The public
    keys are printed, one a line, for the note verbale by which the institution announces them.

    \b
    nemcon record keygen record.example.org/ctoc -o ctoc.key
    nemcon record keygen witness.example.org/w1 --witness -o witness/secret-keys
    """
    from nemcon.core.record.notes import COSIGNATURE, ED25519, ML_DSA, Signer, is_origin

    with telling():
        if not is_origin(name):
            raise Failure("A name is an address without scheme, spaces and plus, such as record.example.org/ctoc.")
        signers = [Signer(name, kind, os.urandom(32)) for kind in (COSIGNATURE if witness else ED25519, ML_DSA)]
        try:
            output.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as kept:
                kept.writelines(f"{signer}\n" for signer in signers)
                kept.flush()
                os.fsync(kept.fileno())
        except FileExistsError as error:
            raise Failure(f"{output} is there already, and keys are never overwritten. Choose another name.") from error
        except OSError as error:
            raise Failure(f"{output} cannot be written ({error.strerror}). Choose another folder.") from error
        print(f"nemcon: the private keys are in {output}. Keep a copy where no network reaches.", file=sys.stderr)
        _say(*(str(signer.key) for signer in signers))


@record.command()
def witness(
    file: Path | None = typer.Argument(None, help="An export, or a request to cosign as tlog-witness has it."),
    state: Path = typer.Option(..., "--state", help="The witness's folder: its keys, the logs it knows, their heads."),
    address: str = typer.Option("", "--serve", metavar="HOST:PORT", help="Serve tlog-witness over HTTP instead."),
) -> None:
    """Be a witness: keep the newest head of a log, find a fork or an older one, and cosign what follows.

    In the folder, `secret-keys` holds the witness's own keys and `logs` the keys of the logs that it knows, one a line.
    Shown an export, it verifies it, compares it with the head that it cosigned last, keeps the new one and prints its
    cosignature. With --serve it answers logs over HTTP (C2SP tlog-witness: POST /add-checkpoint, and
    GET /<SHA-256 of the origin>/checkpoint); put it behind a proxy that speaks TLS. Exit code 1 if it did not cosign.

    \b
    nemcon record keygen witness.example.org/w1 --witness -o w/secret-keys
    echo record.example.org/ctoc+3c1f9a52+AQeI… > w/logs
    nemcon record witness ctoc.jsonl --state w
    nemcon record witness --serve 127.0.0.1:8100 --state w
    """
    from nemcon.commands.witness import Folder

    with telling():
        folder = Folder(state)
        if not state.is_dir():
            raise Failure(f"There is no folder {state}. Make it with a key in it: see nemcon record witness --help.")
        if address and file is None:
            _serve(folder, address)
        elif file is None or address:
            raise Failure("Say either a file to look at, or --serve HOST:PORT.")
        elif not _witness_file(folder, file):
            raise typer.Exit(1)


def _witness_file(folder: Folder, file: Path) -> bool:
    from nemcon.commands.witness import answer, observe
    from nemcon.core.record.witness import LARGEST_REQUEST

    if beginning(file).startswith(b"old "):
        given = answer(folder, read_whole(file, LARGEST_REQUEST))
        said = given.body.decode().rstrip("\n")
        _say(said if given.status == 200 else f"Not cosigned ({given.status}): {said}")
        return given.status == 200
    found = observe(folder, file)
    if found.checkpoint is None:
        _say(*words.of_record(found.report, [], True), "It was not cosigned.")
        return False
    head = found.checkpoint.head
    print(f"nemcon: cosigned the head of {head.origin} with {head.size:,} acts, and kept it.", file=sys.stderr)
    _say("".join(map(str, found.made)).rstrip("\n"))
    known = folder.logs()[head.origin]
    if new := [key for key in found.report.trusted if key not in known]:
        print("nemcon: the log changed its key; write the new one into the file “logs”:", file=sys.stderr)
        print("\n".join(map(str, new)), file=sys.stderr)
    return True


def _serve(folder: Folder, address: str) -> None:
    from nemcon.commands.witness import serve

    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise Failure(f"“{address}” is no address: say HOST:PORT, such as 127.0.0.1:8100.")
    server = serve(folder, host.strip("[]"), int(port))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(
        f"nemcon: witness at http://{host}:{server.server_address[1]}; stop with Ctrl-C.", file=sys.stderr, flush=True
    )
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()


def beginning(file: Path) -> bytes:
    """The first bytes of a file, by which its kind is known. Raises: Failure."""
    try:
        with file.open("rb") as opened:
            return opened.read(64)
    except OSError as error:
        raise Failure(f"“{file}” cannot be opened ({error.strerror}). Check its name and its rights.") from error


def _say(*sentences: str) -> None:
    print("\n".join(sentences))


# --- The commands that need the institution's site: export, prove, check, rotate, recover ---------------------------

SITE = ("export", "prove", "check", "rotate", "recover")


def _join() -> None:
    """Take in the commands of `record_site`; by name, so that what stands above depends on no framework."""
    site = importlib.import_module("nemcon.commands.record_site")
    for name in SITE:
        record.command(name)(getattr(site, name))


_join()
