"""The tree as tiles of 256 hashes (C2SP tlog-tiles): their addresses, their widths, and nodes found in them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nemcon.core.record.tree import HASH, Nodes, node_hash

WIDTH = 256
HEIGHT = 8
"""A full tile is the 256 nodes from which a subtree of eight levels grows."""
Tiles = Callable[["Tile"], bytes]
"""From a tile's name to its bytes."""


@dataclass(frozen=True)
class Tile:
    """A tile by level, number and width (1 to 256 hashes). Level -1 is the bundle of entries under level 0's tile."""

    level: int
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Its address under the log's: tile/0/x001/067, tile/entries/000.p/5."""
        name = "entries" if self.level < 0 else str(self.level)
        groups = f"{self.number:0{-(-len(str(self.number)) // 3) * 3}d}"
        parts = [groups[at : at + 3] for at in range(0, len(groups), 3)]
        number = "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])
        return f"tile/{name}/{number}" + (f".p/{self.width}" if self.width < WIDTH else "")


def parse_path(path: str) -> Tile | None:
    """The tile at the address `path` ("tile/0/000.p/5"); None if it is none's, or not in its canonical form."""
    found = _PATH.fullmatch(path)
    if not found:
        return None
    level = -1 if found["level"] == "entries" else int(found["level"])
    tile = Tile(level, int(found["number"].replace("x", "").replace("/", "")), int(found["width"] or WIDTH))
    return tile if tile.path == path and level < 64 and 0 < tile.width <= WIDTH else None


_PATH = re.compile(
    r"tile/(?P<level>entries|[0-9]{1,2})/(?P<number>(?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/(?P<width>[0-9]{1,3}))?"
)


def width_at(level: int, number: int, size: int) -> int:
    """How many hashes the tile `number` of `level` has in a tree of `size` leaves: 0 if there is none, 256 if full."""
    whole = size >> HEIGHT * max(level, 0)
    return max(0, min(WIDTH, whole - number * WIDTH))


def tiles_of(size: int) -> Iterator[Tile]:
    """Every tile of hashes of a tree of `size` leaves, level by level."""
    level = 0
    while whole := size >> HEIGHT * level:
        for number in range(-(-whole // WIDTH)):
            yield Tile(level, number, width_at(level, number, size))
        level += 1


def completed_by(size: int) -> list[Tile]:
    """The tiles that the last leaf of a tree of `size` leaves completed, the lowest first."""
    done, level = [], 0
    while size and size % WIDTH ** (level + 1) == 0:
        done.append(Tile(level, size // WIDTH ** (level + 1) - 1))
        level += 1
    return done


def root_of_tile(tile: bytes) -> bytes:
    """The node that grows from a tile's hashes, a power of two of them."""
    hashes = [tile[at : at + HASH] for at in range(0, len(tile), HASH)]
    while len(hashes) > 1:
        hashes = [node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
    return hashes[0]


def nodes_from(tiles: Tiles, size: int) -> Nodes:
    """The complete nodes of a tree of `size` leaves, read from its tiles. Each tile is asked for once."""
    held: dict[tuple[int, int], bytes] = {}

    def node(height: int, place: int) -> bytes:
        level, inside = divmod(height, HEIGHT)
        first = place << inside
        number, at = divmod(first, WIDTH)
        data = held.get((level, number))
        if data is None:
            data = tiles(Tile(level, number, width_at(level, number, size)))
            held[level, number] = data
        return root_of_tile(data[at * HASH : (at + (1 << inside)) * HASH])

    return node


def bundle(entries: list[bytes]) -> bytes:
    """The entries of a bundle, each after its length in two bytes. Raises: ValueError for one of more than 65,535."""
    if any(len(entry) > 0xFFFF for entry in entries):
        raise ValueError("An entry of a log has at most 65,535 bytes.")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unbundle(data: bytes) -> list[bytes]:
    """The entries of a bundle. Raises: ValueError if it is cut off."""
    entries, at = [], 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 2], "big")
        entry = data[at + 2 : at + 2 + length]
        if at + 2 > len(data) or len(entry) != length:
            raise ValueError("This bundle of entries is cut off.")
        entries.append(entry)
        at += 2 + length
    return entries
