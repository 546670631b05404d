"""The Merkle tree of RFC 6962, section 2.1: roots, proofs, and the frontier by which a log grows.

A node is named by its height and its place: node (h, i) is the hash over the leaves i·2^h to (i+1)·2^h. Whoever makes a
proof gives a function that knows the hashes of complete nodes; it is asked for no others.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

HASH = 32
"""Bytes of a hash."""
EMPTY = sha256(b"").digest()
"""Root of the tree without leaves."""

Nodes = Callable[[int, int], bytes]
"""From height and place to the hash of a complete node."""
Subtree = tuple[int, bytes]
"""A complete subtree: its height and the hash of its node."""


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf: a prefix keeps it from ever being taken for a node."""
    return sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbours."""
    return sha256(b"\1" + left + right).digest()


@dataclass(frozen=True)
class Frontier:
    """All that is needed to append: for each complete subtree on the tree's right edge its hash, the largest first."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> "Frontier":
        """The frontier after one more leaf, given by its hash."""
        hashes = list(self.hashes)
        size = self.size
        while size & 1:
            leaf = node_hash(hashes.pop(), leaf)
            size >>= 1
        return Frontier(self.size + 1, (*hashes, leaf))

    def join(self, parts: Iterable[Subtree]) -> "Frontier":
        """The frontier after complete subtrees, each of which begins where the one before it ends.

        Raises: ValueError if one cannot begin there.
        """
        hashes = list(self.hashes)
        size = self.size
        for height, node in parts:
            if size % (1 << height):
                raise ValueError(f"No subtree of height {height} begins at leaf {size}.")
            rest = size >> height
            while rest & 1:
                node = node_hash(hashes.pop(), node)
                rest >>= 1
            hashes.append(node)
            size += 1 << height
        return Frontier(size, tuple(hashes))

    @property
    def root(self) -> bytes:
        """The root of the tree."""
        if not self.hashes:
            return EMPTY
        root = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            root = node_hash(left, root)
        return root

    def to_bytes(self) -> bytes:
        """The hashes one after the other; with the size they are the frontier."""
        return b"".join(self.hashes)

    @staticmethod
    def from_bytes(size: int, data: bytes) -> "Frontier":
        """The frontier of a tree of `size` leaves. Raises: ValueError if `data` holds another number of hashes."""
        if len(data) != HASH * size.bit_count():
            raise ValueError(f"A frontier of {size} leaves has {size.bit_count()} hashes.")
        return Frontier(size, tuple(data[at : at + HASH] for at in range(0, len(data), HASH)))


def subtrees(first: int, leaves: list[bytes]) -> tuple[Subtree, ...]:
    """The largest complete subtrees over leaves of these hashes, of which the first is number `first`."""
    left, right = [], []
    height, level = 0, leaves
    while level:
        if first & 1:  # it belongs to a node that begins before these leaves
            left.append((height, level[0]))
            level = level[1:]
        if len(level) & 1:
            right.append((height, level[-1]))
        level = [sha256(b"\1" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
        first = first + 1 >> 1
        height += 1
    return (*left, *reversed(right))


def frontier_of(size: int, nodes: Nodes) -> Frontier:
    """The frontier of the first `size` leaves of a tree whose nodes are known."""
    hashes = []
    begin = 0
    for height in reversed(range(size.bit_length())):
        if size >> height & 1:
            hashes.append(nodes(height, begin >> height))
            begin += 1 << height
    return Frontier(size, tuple(hashes))


def root_of(size: int, nodes: Nodes) -> bytes:
    """The root of the first `size` leaves of a tree whose nodes are known."""
    return frontier_of(size, nodes).root


def inclusion_proof(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """The hashes from the leaf's neighbour up to the root's child (RFC 6962, 2.1.1), for leaf `index` among `size`.

    Raises: ValueError if there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"There is no leaf {index} among {size}.")
    begin, end = 0, size
    ranges = []
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((begin, middle))
            begin = middle
    return [_hash_of(first, last, nodes) for first, last in reversed(ranges)]


def consistency_proof(old: int, new: int, nodes: Nodes) -> list[bytes]:
    """The hashes which show that the first `old` of `new` leaves are unchanged (RFC 6962, 2.1.2).

    From the empty tree and from the tree itself the proof is empty. Raises: ValueError unless 0 <= old <= new.
    """
    if not 0 <= old <= new:
        raise ValueError(f"A tree of {new} leaves does not follow one of {old}.")
    if old in (0, new):
        return []
    begin, end, whole = 0, new, True
    ranges = []
    while old != end:
        middle = begin + _split(end - begin)
        if old <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((begin, middle))
            begin, whole = middle, False
    if not whole:
        ranges.append((begin, end))
    return [_hash_of(first, last, nodes) for first, last in reversed(ranges)]


def root_from_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """The root to which `proof` leads from the leaf's hash (RFC 9162, 2.1.3.2); None if it is no such proof."""
    if not 0 <= index < size or len(leaf) != HASH or any(len(each) != HASH for each in proof):
        return None
    at, last, found = index, size - 1, leaf
    for each in proof:
        if last == 0:
            return None
        if at & 1 or at == last:
            found = node_hash(each, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, each)
        at, last = at >> 1, last >> 1
    return found if last == 0 else None


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` shows that the leaf of the hash `leaf` is number `index` of the tree of this size and root."""
    return root_from_inclusion(leaf, index, size, proof) == root


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether `proof` shows that the new tree begins with the old one (RFC 9162, 2.1.4.2)."""
    if old == new > 0:
        return not proof and old_root == new_root
    if not 0 <= old <= new or len(old_root) != HASH or len(new_root) != HASH or any(len(p) != HASH for p in proof):
        return False
    if old == 0:
        return not proof and old_root == EMPTY and (new > 0 or new_root == EMPTY)
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    of_old = of_new = path[0]
    for each in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            of_old, of_new = node_hash(each, of_old), node_hash(each, of_new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            of_new = node_hash(of_new, each)
        at, last = at >> 1, last >> 1
    return last == 0 and of_old == old_root and of_new == new_root


def _split(count: int) -> int:
    """The largest power of two smaller than `count`."""
    return 1 << (count - 1).bit_length() - 1


def _hash_of(begin: int, end: int, nodes: Nodes) -> bytes:
    """The hash over the leaves from `begin`, a multiple of the power of two that holds them, to `end`."""
    hashes = []
    while begin < end:
        height = (end - begin).bit_length() - 1
        hashes.append(nodes(height, begin >> height))
        begin += 1 << height
    found = hashes.pop()
    while hashes:
        found = node_hash(hashes.pop(), found)
    return found
