"""What the commands on records read: keys, checkpoints, and files as they stream in; and checking on every core."""

from __future__ import annotations

import mmap
import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import typer

from nemcon.core.record import checkpoint as checkpoints
from nemcon.core.record import quick
from nemcon.core.record.checkpoint import Checkpoint
from nemcon.core.record.notes import LARGEST_NOTE, BadNote, Key, parse_key
from nemcon.core.record.quick import Block, Checked
from nemcon.core.record.stream import BLOCK
from nemcon.core.record.verify import Checking

LARGE = 4 * 1024 * 1024
"""Bytes from which it pays to check on several cores, and to say how far it is."""


class Failure(Exception):
    """What could not be done, in a sentence that says what to do instead."""


@contextmanager
def telling() -> Iterator[None]:
    """Say a failure in a sentence and end with exit code 1."""
    try:
        yield
    except Failure as failure:
        print(f"nemcon: {failure}", file=sys.stderr)
        raise typer.Exit(1) from failure
    except BrokenPipeError as closed:  # `nemcon record verify … | head`
        raise typer.Exit(1) from closed


def keys_given(values: Iterable[str]) -> list[Key]:
    """The keys of `--key`: each a vkey, or a file of them. Raises: Failure."""
    keys: list[Key] = []
    for value in values:
        try:
            keys.append(parse_key(value))
        except BadNote as error:
            path = Path(value)
            if not path.is_file():
                raise Failure(f"“{value[:80]}” is no file, and no key either: {error}") from error
            keys += read_keys(path)
    return keys


def read_keys(path: Path) -> list[Key]:
    """The vkeys in a file, one a line; empty lines and those that begin with # say nothing. Raises: Failure."""
    keys = []
    for number, line in enumerate(_text(path).splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            try:
                keys.append(parse_key(line))
            except BadNote as error:
                raise Failure(f"Line {number} of {path} is no key: {error}") from error
    if not keys:
        raise Failure(f"{path} holds no key. A key is a line such as record.example.org+3c1f9a52+AQeI….")
    return keys


def pinned_file() -> Path:
    """Where keys that are known for good are kept."""
    folder = os.environ.get("XDG_CONFIG_HOME", "")
    base = Path(folder) if Path(folder).is_absolute() else Path.home() / ".config"
    return base / "nemcon" / "record-keys"


def keys_pinned() -> list[Key]:
    """The keys that are kept there; none if there is no such file. Raises: Failure."""
    path = pinned_file()
    return read_keys(path) if path.is_file() else []


def by_origin(keys: Iterable[Key]) -> Mapping[str, list[Key]]:
    """Keys by the name that signs with them."""
    found: dict[str, list[Key]] = {}
    for key in keys:
        found.setdefault(key.name, []).append(key)
    return found


def read_checkpoint(path: Path) -> Checkpoint:
    """The checkpoint in a file. Raises: Failure."""
    try:
        if path.stat().st_size > LARGEST_NOTE:
            raise BadNote("It is too large.")
        return checkpoints.parse(path.read_bytes())
    except OSError as error:
        raise Failure(f"“{path}” cannot be opened ({error.strerror}). Check its name and its rights.") from error
    except BadNote as error:
        raise Failure(f"{path} holds no checkpoint: {error}") from error


def read_whole(path: Path, most: int) -> bytes:
    """The bytes of a file of at most so many. Raises: Failure."""
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise Failure(f"“{path}” cannot be opened ({error.strerror}). Check its name and its rights.") from error
    if len(data) > most:
        raise Failure(f"{path} has more than {most:,} bytes and is not read.")
    return data


@contextmanager
def streamed(path: Path) -> Iterator[Iterator[bytes]]:
    """The bytes of a file in pieces, with progress on standard error if somebody waits there. Raises: Failure."""
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            shown = size > LARGE and sys.stderr.isatty()

            def pieces() -> Iterator[bytes]:
                while piece := file.read(BLOCK):
                    yield piece
                    if shown:
                        print(f"\rReading: {100 * file.tell() // max(size, 1)} % ", end="", file=sys.stderr, flush=True)
                if shown:
                    print("\r" + " " * 20 + "\r", end="", file=sys.stderr, flush=True)

            yield pieces()
    except OSError as error:
        raise Failure(f"“{path}” cannot be read ({error.strerror}). Check its name and its rights.") from error


def checking_for(path: Path) -> Checking | None:
    """How the blocks of this file are checked: on every core if it is large, else one after the other."""
    try:
        large = path.stat().st_size > LARGE
    except OSError:
        large = False
    return side_by_side if large and (os.cpu_count() or 1) > 1 else None


def side_by_side(blocks: Iterable[Block]) -> Iterator[tuple[Block, Checked | None]]:
    """Check blocks in processes of their own, a few ahead of what is asked for, so that memory stays bounded.

    Where processes begin as copies of this one, blocks are handed over in memory that they share: through a pipe they
    cost a fourth of the whole.
    """
    workers = min(os.cpu_count() or 1, 8)
    places = 2 * workers + 1
    ahead: deque[tuple[Block, Future[Checked | None]]] = deque()
    copied = sys.platform == "linux"
    shared = mmap.mmap(-1, places * PLACE if copied else 1)
    with ProcessPoolExecutor(
        workers,
        multiprocessing.get_context("fork" if copied else None),
        initializer=partial(_share, shared) if copied else None,
    ) as pool:
        for number, (data, first) in enumerate(blocks):
            if len(ahead) == places:  # the place of the oldest is needed
                block, checked = ahead.popleft()
                yield block, checked.result()
            if copied and len(data) <= PLACE:
                begin = number % places * PLACE
                shared[begin : begin + len(data)] = data
                future = pool.submit(_check_shared, begin, len(data), first)
            else:
                future = pool.submit(quick.check, (data, first))
            ahead.append(((data, first), future))
        while ahead:
            block, checked = ahead.popleft()
            yield block, checked.result()


PLACE = 2 * BLOCK
"""Bytes of the place that a block has in the shared memory; a larger one goes through a pipe."""
_shared: mmap.mmap


def _share(memory: mmap.mmap) -> None:
    """Begin a process that checks: where it finds its blocks."""
    global _shared
    _shared = memory


def _check_shared(begin: int, length: int, first: int) -> Checked | None:
    return quick.check((_shared[begin : begin + length], first))


def _text(path: Path) -> str:
    try:
        return read_whole(path, LARGEST_NOTE).decode()
    except UnicodeDecodeError as error:
        raise Failure(f"{path} is no text, and holds no keys.") from error
