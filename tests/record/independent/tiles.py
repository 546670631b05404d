"""A log as static resources (C2SP tlog-tiles): every entry read, every tile recomputed, nothing beyond the head."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

from . import notes
from .acts import BadAct, Sequence, read_leaf
from .report import Growth, Report
from .tree import leaf_hash, root_of

WIDTH = 256
PATH = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:[.]p/([1-9][0-9]{0,2}))?")

Fetch = Callable[[str], bytes]
"""Gives the bytes at a path such as /checkpoint; raises LookupError or OSError for what is not there."""


def read_tiles(source: Path | Fetch, keys: Iterable[str] = (), seen: Iterable[bytes | str] = ()) -> Report:
    """Rebuild and verify a whole log from a folder or from what `source` serves.

    Tiles name no keys: without `keys` (vkeys) the checkpoint cannot be believed. In a folder every further file under
    `tile/` is checked too, since old partial tiles must agree and nothing may reach beyond the checkpoint. Faults have
    line 0 and name the path or the entry. Raises BadNote if a key given is none.
    """
    given = [notes.read_key(vkey) for vkey in keys]
    report = Report("the published tiles")
    fetch = _folder(source) if isinstance(source, Path) else source
    data = _get(fetch, "/checkpoint")
    if data is None:
        report.fault(0, "/checkpoint is not there.")
        return report
    checkpoint = report.sign(data, 0, [], given)
    if checkpoint is None:
        return report
    growth = Growth(report, list(seen), checkpoint.origin, given)
    levels = _Levels(report, fetch, checkpoint.size)
    with closing(Sequence()) as sequence:
        for hashes in _entries(report, fetch, checkpoint.size, sequence):
            for one in hashes:
                growth.append(one, 0)
                levels.append(0, one)
    levels.end()
    growth.end(0)
    if growth.tree.size != checkpoint.size:
        report.fault(
            0, f"The checkpoint is of {checkpoint.size} acts; only the first {growth.tree.size} could be read."
        )
    elif growth.tree.root() != checkpoint.root:
        report.fault(0, "The entries are not those of the checkpoint: their root is another.")
    if isinstance(source, Path):
        _others(report, source, checkpoint.size)
    return report


def tile_path(level: int | str, index: int, width: int = WIDTH) -> str:
    """The path of a tile (or, at level "entries", of a bundle), partial if narrower than 256."""
    digits = f"{index:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    parts = [digits[n : n + 3] for n in range(0, len(digits), 3)]
    path = "/".join(["x" + part for part in parts[:-1]] + parts[-1:])
    return f"/tile/{level}/{path}" + (f".p/{width}" if width < WIDTH else "")


def split_bundle(data: bytes) -> list[bytes] | None:
    """The entries of a bundle (each after its length in two bytes); None if it does not end with an entry."""
    entries, at = [], 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if at + 2 > len(data) or end > len(data):
            return None
        entries.append(data[at + 2 : end])
        at = end
    return entries


def _entries(report: Report, fetch: Fetch, size: int, sequence: Sequence) -> Iterator[list[bytes]]:
    """Leaf hashes, a bundle at a time; ends at the first bundle that cannot be read."""
    for index in range(-(-size // WIDTH)):
        width = min(WIDTH, size - index * WIDTH)
        path = tile_path("entries", index, width)
        data, full = _get(fetch, path), False
        if data is None and width < WIDTH:
            data, full = _get(fetch, tile_path("entries", index)), True
        if data is None:
            report.fault(0, f"{path} is not there.")
            return
        entries = split_bundle(data)
        if entries is None or len(entries) != (WIDTH if full else width):
            report.fault(0, f"{path} does not hold {width} whole entries.")
            return
        for number, entry in enumerate(entries[:width], index * WIDTH):
            try:
                act = read_leaf(entry)
            except BadAct as error:
                report.fault(0, f"Entry {number}: {error}")
                report.acts += 1
                sequence.skip()
                continue
            for sentence in (*act.faults, *sequence.follow(act, number, "entry")):
                report.fault(0, f"Entry {number}: {sentence}")
            report.count(act)
        yield [leaf_hash(entry) for entry in entries[:width]]


class _Levels:
    """Tiles as they must be, each compared with the one served as soon as it is known."""

    def __init__(self, report: Report, fetch: Fetch, size: int) -> None:
        self._report, self._fetch, self._size = report, fetch, size
        self._hashes: dict[int, list[bytes]] = {}
        self._index: dict[int, int] = {}

    def append(self, level: int, one: bytes) -> None:
        hashes = self._hashes.setdefault(level, [])
        hashes.append(one)
        if len(hashes) == WIDTH:
            self._compare(level)
            self._hashes[level] = []
            self._index[level] = self._index.get(level, 0) + 1
            self.append(level + 1, root_of(hashes))

    def end(self) -> None:
        """The last tile of each level is a partial one, unless it was full."""
        for level, hashes in self._hashes.items():
            if hashes and (self._size >> 8 * level) % WIDTH == len(hashes):  # else entries are missing: said already
                self._compare(level)

    def _compare(self, level: int) -> None:
        hashes, index = self._hashes[level], self._index.get(level, 0)
        path = tile_path(level, index, len(hashes))
        data, full = _get(self._fetch, path), False
        if data is None and len(hashes) < WIDTH:
            data, full = _get(self._fetch, tile_path(level, index)), True
        if data is None:
            self._report.fault(0, f"{path} is not there.")
        elif full and len(data) != WIDTH * 32:
            self._report.fault(0, f"{tile_path(level, index)} is not 256 hashes wide.")
        elif data[: len(hashes) * 32 if full else None] != b"".join(hashes):
            self._report.fault(0, f"{path} does not hold the hashes of the entries.")


def _others(report: Report, folder: Path, size: int) -> None:
    """Whatever else lies in the folder: it must be a beginning of what was verified, and not go beyond the head."""
    fetch = _folder(folder)
    for file in sorted((folder / "tile").rglob("*")):
        if not file.is_file():
            continue
        name = file.relative_to(folder).as_posix()
        found = PATH.fullmatch(name)
        level = found[1] if found else ""
        index = int(found[2].replace("x", "").replace("/", "")) if found else 0
        width = int(found[3] or WIDTH) if found else 0
        if not found or width > WIDTH or "/" + name != tile_path(level, index, width) or (found[3] and width == WIDTH):
            report.fault(0, f"/{name} is no path of a tile.")
            continue
        count = size if level == "entries" else size >> 8 * int(level)
        if index * WIDTH + width > count:
            report.fault(0, f"/{name} reaches beyond the checkpoint: nothing after the public head may be published.")
            continue
        last = min(WIDTH, count - index * WIDTH)
        known = _get(fetch, tile_path(level, index, last)) or b""
        if level == "entries":
            same = (split_bundle(known) or [])[:width] == split_bundle(file.read_bytes())
        else:
            same = known[: width * 32] == file.read_bytes()
        if not same:
            report.fault(0, f"/{name} does not agree with {tile_path(level, index, last)}.")


def _folder(folder: Path) -> Fetch:
    return lambda path: (folder / path.removeprefix("/")).read_bytes()


def _get(fetch: Fetch, path: str) -> bytes | None:
    try:
        return fetch(path)
    except (LookupError, OSError):
        return None
