"""A tiny log, written for the tests of the reader by other code than the reader's: only roots are taken from it.

Proofs are made by the recursive definitions of RFC 6962, tiles by the formal one of tlog-tiles, JSON by the standard
library, whose sorting and numbers are canonical for what is written here.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ed25519, mldsa

from . import tree
from .tiles import tile_path

ORIGIN = "record.example.invalid/ctoc"
WITNESS = "witness.example/w1"
LOG = ed25519.Ed25519PrivateKey.from_private_bytes(b"l" * 32)
OLD = ed25519.Ed25519PrivateKey.from_private_bytes(b"o" * 32)
LOG_ML = mldsa.MLDSA44PrivateKey.from_seed_bytes(b"m" * 32)
WITNESS_ED = ed25519.Ed25519PrivateKey.from_private_bytes(b"w" * 32)
WITNESS_ML = mldsa.MLDSA44PrivateKey.from_seed_bytes(b"x" * 32)
Signer = tuple[str, int, Any]
SIGNERS: list[Signer] = [(ORIGIN, 1, LOG), (ORIGIN, 6, LOG_ML), (WITNESS, 4, WITNESS_ED), (WITNESS, 6, WITNESS_ML)]


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def jcs(value: object) -> bytes:
    """Canonical for what this file writes: names and numbers without the cases where JSON libraries differ."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def vkey(name: str, kind: int, private: Any) -> str:
    data = bytes([kind]) + private.public_key().public_bytes_raw()
    return f"{name}+{sha256(name.encode() + bytes([10]) + data).hexdigest()[:8]}+{b64(data)}"


def signature(text: str, name: str, kind: int, private: Any, time: int = 1_600_000_000) -> str:
    ident = bytes.fromhex(vkey(name, kind, private).split("+")[1])
    origin, size, root = text.split("\n")[:3]
    stamp = time.to_bytes(8, "big")
    if kind == 1:
        return f"— {name} {b64(ident + private.sign(text.encode()))}\n"
    if kind == 4:
        message = f"cosignature/v1\ntime {time}\n{text}".encode()
        return f"— {name} {b64(ident + stamp + private.sign(message))}\n"
    message = b"subtree/v1\n\0" + bytes([len(name)]) + name.encode() + stamp + bytes([len(origin)]) + origin.encode()
    message += bytes(8) + int(size).to_bytes(8, "big") + base64.b64decode(root)
    return f"— {name} {b64(ident + stamp + private.sign(message))}\n"


def checkpoint(leaves: list[bytes], signers: list[Signer] = SIGNERS[:1], origin: str = ORIGIN) -> str:
    text = f"{origin}\n{len(leaves)}\n{b64(tree.root_of([tree.leaf_hash(leaf) for leaf in leaves]))}\n"
    return text + "\n" + "".join(signature(text, *signer) for signer in signers)


def act(n: int) -> dict[str, Any]:
    """An act's three parts with their salts, without its leaf."""
    instant = f"2020-09-11T{16 + n // 3600}:{n // 60 % 60:02}:{n % 60:02}.000000Z"
    return {
        "what": {
            "id": f"01890a5d-ac96-774b-bcce-{n:012x}",
            "type": "silence.objected/1",
            "received": instant,
            "receipt": "door",
            "recorded": instant,
            "subject": "nemcon:silence/x",
        },
        "who": {"capacity": "state", "of": "XA", "person": None, "recorded_by": None},
        "content": {"text": "Ça – “non”", "paragraphs": [n]},
    } | {f"{part}_salt": b64(sha256(f"{part} {n}".encode()).digest()) for part in ("what", "who", "content")}


def closed(seq: int, parts: dict[str, Any]) -> dict[str, Any]:
    """The act's line: the parts, and the leaf that commits to them."""
    hashes = {
        part: sha256(base64.b64decode(parts[f"{part}_salt"]) + jcs(parts[part])).hexdigest()
        for part in ("what", "who", "content")
    }
    return {"leaf": {"v": 1, "seq": seq, **hashes}, **parts}


def shown(line: dict[str, Any], *parts: str) -> dict[str, Any]:
    return {name: value for name, value in line.items() if name == "leaf" or name.removesuffix("_salt") in parts}


def written(acts: list[dict[str, Any]], signers: list[Signer] = SIGNERS[:1], **header: Any) -> list[bytes]:
    """The lines of an export of acts with leaves, header and checkpoint made to fit."""
    keys = [vkey(*signer) for signer in signers]
    head = {"nemcon-record": 1, "origin": ORIGIN, "audience": "full", "keys": keys, "from": 0, "size": len(acts)}
    last = {"checkpoint": checkpoint([jcs(line["leaf"]) for line in acts], signers)}
    return [jcs(value) + b"\n" for value in ({**head, **header}, *acts, last)]


def log(size: int) -> list[dict[str, Any]]:
    return [closed(n, act(n)) for n in range(size)]


KEY = vkey(*SIGNERS[0])


def split(size: int) -> int:
    return 1 << ((size - 1).bit_length() - 1)


def path(index: int, leaves: list[bytes]) -> list[bytes]:
    """PATH(m, D[n]) of section 2.1.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if index < k:
        return path(index, leaves[:k]) + [tree.root_of(leaves[k:])]
    return path(index - k, leaves[k:]) + [tree.root_of(leaves[:k])]


def subproof(first: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b) of section 2.1.2."""
    if first == len(leaves):
        return [] if whole else [tree.root_of(leaves)]
    k = split(len(leaves))
    if first <= k:
        return subproof(first, leaves[:k], whole) + [tree.root_of(leaves[k:])]
    return subproof(first - k, leaves[k:], False) + [tree.root_of(leaves[:k])]


def receipt(
    index: int,
    size: int,
    change: Callable[[dict[str, Any]], Any] = lambda line: None,
    acts: list[dict[str, Any]] | None = None,
) -> bytes:
    """The proof of one act; `change` alters the act's line after signing."""
    acts = acts or log(size)
    leaves = [jcs(line["leaf"]) for line in acts]
    change(acts[index])
    hashes = path(index, [tree.leaf_hash(leaf) for leaf in leaves])
    lines = ["c2sp.org/tlog-proof@v1", f"extra {b64(jcs(acts[index]))}", f"index {index}", *map(b64, hashes)]
    return ("\n".join(lines) + "\n\n" + checkpoint(leaves, SIGNERS)).encode()


def published(leaves: list[bytes]) -> dict[str, bytes]:
    """A log's static resources by the formal definition of tlog-tiles: MTH over each range."""
    resources = {"/checkpoint": checkpoint(leaves, SIGNERS).encode()}
    hashes = [tree.leaf_hash(leaf) for leaf in leaves]
    for first in range(0, len(leaves), 256):
        bundle = leaves[first : first + 256]
        data = b"".join(len(entry).to_bytes(2, "big") + entry for entry in bundle)
        resources[tile_path("entries", first // 256, len(bundle))] = data
    level = 0
    while len(leaves) >> 8 * level:
        span = 256**level
        nodes = [tree.root_of(hashes[n * span : (n + 1) * span]) for n in range(len(leaves) // span)]
        for first in range(0, len(nodes), 256):
            row = nodes[first : first + 256]
            resources[tile_path(level, first // 256, len(row))] = b"".join(row)
        level += 1
    return resources


def bare(size: int) -> list[bytes]:
    """Leaves of acts of which nothing is shown."""
    hashes = [[sha256(f"{n} {part}".encode()).hexdigest() for part in range(3)] for n in range(size)]
    return [jcs({"v": 1, "seq": n, "what": a, "who": b, "content": c}) for n, (a, b, c) in enumerate(hashes)]


def put(folder: Path, resources: dict[str, bytes]) -> None:
    for name, data in resources.items():
        file = folder / name[1:]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def member(part: str, **changes: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda parts: parts[part].update(changes)
