"""The folder of keys: the private keys of the logs, and beside each the newest head that was signed or was to be.

Only the signer opens it, and the commands `nemcon record keygen` and `rotate`. Whatever is written is forced to disk
before anything is signed, so that no crash makes it forget a head.
"""

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from nemcon.core.record.checkpoint import Head
from nemcon.core.record.notes import ED25519, ML_DSA, BadNote, Signer, parse_signer
from nemcon.core.record.tree import Frontier
from nemcon.core.world import World


class BadKeys(Exception):
    """A key or a head file cannot be used; the sentence says what to do."""


@dataclass(frozen=True)
class SignedUpTo:
    """What the head file says: the head that was signed last, or was about to be, and the frontier under it."""

    head: Head
    frontier: Frontier


@dataclass(frozen=True)
class Keyring:
    """The keys in a folder. `post_quantum` says whether new ones have an ML-DSA-44 key beside Ed25519."""

    folder: Path
    post_quantum: bool = True

    def signers(self, origin: str) -> list[list[Signer]]:
        """The sets of keys held for a log, each with its Ed25519 key first. Raises: BadKeys."""
        found = []
        for path in sorted(self.folder.glob("*.key")):
            try:
                signers = [parse_signer(line) for line in path.read_text().splitlines() if line.strip()]
            except (OSError, UnicodeDecodeError, BadNote) as error:
                raise BadKeys(f"The key file {path} cannot be used: {error}") from error
            if signers and signers[0].name == origin:
                kinds = [each.kind for each in signers if each.name == origin]
                if len(kinds) < len(signers) or kinds not in ([ED25519], [ED25519, ML_DSA]):
                    raise BadKeys(
                        f"The key file {path} must hold an Ed25519 key of {origin}, and may hold an ML-DSA-44 key of "
                        "it after that."
                    )
                found.append(signers)
        return found

    def generate(self, origin: str, world: World) -> list[Signer]:
        """Make new keys for a log and keep them, forced to disk, for nobody else to read."""
        signers = [Signer(origin, ED25519, world.random(32))]
        if self.post_quantum:
            signers.append(Signer(origin, ML_DSA, world.random(32)))
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = f"{_file_name(origin)}-{signers[0].key.id.hex()}.key"
        write(self.folder / name, "".join(f"{each}\n" for each in signers).encode())
        return signers

    def head(self, origin: str) -> SignedUpTo | None:
        """What was signed last for a log; None if nothing was. Raises: BadKeys if the file is damaged."""
        path = self._head_file(origin)
        try:
            said = json.loads(path.read_text())
            frontier = Frontier.from_bytes(said["size"], bytes.fromhex(said["frontier"]))
            head = Head(said["origin"], said["size"], frontier.root)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadKeys(
                f"The head file {path} is damaged ({error}), so it cannot be known what was signed. Restore it from "
                "the backup of the key folder; without it nothing is signed."
            ) from error
        if head.origin != origin or head.root.hex() != said.get("root"):
            raise BadKeys(f"The head file {path} is of another log, or damaged. Restore it from the backup.")
        return SignedUpTo(head, frontier)

    def write_head(self, origin: str, frontier: Frontier) -> None:
        """Keep the head that is about to be signed, forced to disk."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        said = {
            "origin": origin,
            "size": frontier.size,
            "root": frontier.root.hex(),
            "frontier": frontier.to_bytes().hex(),
        }
        write(self._head_file(origin), json.dumps(said, indent=1).encode() + b"\n")

    def _head_file(self, origin: str) -> Path:
        return self.folder / f"{_file_name(origin)}.head"


def write(path: Path, data: bytes) -> None:
    """Put `data` in the place of the file, all or nothing, on the disk when this returns; only the owner reads it."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    entry = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(entry)
    finally:
        os.close(entry)


def _file_name(origin: str) -> str:
    return "".join(sign if sign.isalnum() or sign in ".-" else "_" for sign in origin)
