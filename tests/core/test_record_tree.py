"""The tree of RFC 6962: published vectors, and rules for any number of leaves."""

import base64
import json
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nemcon.core.record import tiles, tree
from nemcon.core.record.tiles import Tile
from nemcon.core.record.tree import Frontier, leaf_hash, node_hash

SIZES = st.integers(0, 70)


@pytest.fixture(scope="module")
def vectors(shared: Path) -> Any:
    return json.loads((shared / "data/merkle_vectors.json").read_text("utf-8"))


def leaves_of(size: int) -> list[bytes]:
    return [leaf_hash(b"%d" % n) for n in range(size)]


def frontier(leaves: list[bytes]) -> Frontier:
    found = Frontier()
    for leaf in leaves:
        found = found.append(leaf)
    return found


def root_by_definition(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, as it is written there."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\1" + root_by_definition(leaves[:split]) + root_by_definition(leaves[split:])).digest()


def nodes_over(leaves: list[bytes]) -> tree.Nodes:
    """Complete nodes; whoever asks for one that is not complete is refused."""

    def node(height: int, place: int) -> bytes:
        assert (place + 1) << height <= len(leaves)
        return root_by_definition(leaves[place << height : (place + 1) << height])

    return node


def test_the_published_vectors_of_leaves_and_roots_hold(vectors: Any) -> None:
    inputs = [bytes.fromhex(each) for each in vectors["tree"]["leaf_inputs"]]
    leaves = [leaf_hash(each) for each in inputs]

    assert [leaf.hex() for leaf in leaves] == vectors["tree"]["leaf_hashes"]
    assert [frontier(leaves[:n]).root.hex() for n in range(9)] == vectors["tree"]["roots_by_size"]
    assert [tree.root_of(n, nodes_over(leaves)).hex() for n in range(9)] == vectors["tree"]["roots_by_size"]


def test_the_published_inclusion_proofs_hold_and_the_false_ones_do_not(vectors: Any) -> None:
    for each in vectors["inclusion"]:
        leaf, root, *proof = map(bytes.fromhex, (each["leaf_hash"], each["root"], *each["proof"]))
        found = tree.verify_inclusion(leaf, each["leaf_index"], each["tree_size"], proof, root)
        assert found == each["valid"], each["name"]


def test_the_published_consistency_proofs_hold_and_the_false_ones_do_not(vectors: Any) -> None:
    for each in vectors["consistency"]:
        first, second, *proof = map(bytes.fromhex, (each["root1"], each["root2"], *each["proof"]))
        found = tree.verify_consistency(each["size1"], each["size2"], proof, first, second)
        assert found == each["valid"], each["name"]


def test_the_proofs_that_others_computed_are_those_that_are_made_here(vectors: Any) -> None:
    leaves = [leaf_hash(bytes.fromhex(each)) for each in vectors["tree"]["leaf_inputs"]]
    nodes, derived = nodes_over(leaves), vectors["derived"]

    assert [each.hex() for each in tree.inclusion_proof(5, 8, nodes)] == derived["inclusion_of_leaf_5_in_8"]
    assert [each.hex() for each in tree.consistency_proof(6, 8, nodes)] == derived["consistency_6_to_8"]


@given(SIZES)
def test_the_root_is_that_of_the_definition_however_it_is_reached(size: int) -> None:
    leaves = leaves_of(size)

    grown = frontier(leaves)

    assert grown.root == root_by_definition(leaves) == tree.root_of(size, nodes_over(leaves))
    assert grown == tree.frontier_of(size, nodes_over(leaves)) == Frontier.from_bytes(size, grown.to_bytes())


@given(SIZES, SIZES)
def test_a_frontier_grows_by_whole_subtrees_as_by_single_leaves(first: int, more: int) -> None:
    leaves = leaves_of(first + more)
    parts = tree.subtrees(first, leaves[first:])

    assert frontier(leaves[:first]).join(parts) == frontier(leaves)
    assert sum(1 << height for height, _ in parts) == more


def test_a_subtree_that_cannot_begin_here_is_refused() -> None:
    with pytest.raises(ValueError, match="height 1"):
        frontier(leaves_of(3)).join([(1, b"x" * 32)])


@pytest.mark.parametrize("data", [b"", b"x" * 31, b"x" * 96])
def test_a_frontier_of_another_length_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="hashes"):
        Frontier.from_bytes(5, data)


@given(st.integers(1, 70), st.data())
def test_every_inclusion_proof_verifies_and_no_changed_one_does(size: int, data: st.DataObject) -> None:
    leaves = leaves_of(size)
    index = data.draw(st.integers(0, size - 1))
    root = root_by_definition(leaves)
    proof = tree.inclusion_proof(index, size, nodes_over(leaves))

    assert tree.verify_inclusion(leaves[index], index, size, proof, root)
    assert not tree.verify_inclusion(leaves[index], index, size, [*proof, b"\0" * 32], root)
    assert not tree.verify_inclusion(leaf_hash(b"another"), index, size, proof, root)
    assert not tree.verify_inclusion(leaves[index], index, size, proof, leaf_hash(b"another"))
    if proof:
        assert not tree.verify_inclusion(leaves[index], index, size, proof[:-1], root)
        at, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
        changed = (int.from_bytes(proof[at], "big") ^ 1 << bit).to_bytes(32, "big")
        assert not tree.verify_inclusion(leaves[index], index, size, [*proof[:at], changed, *proof[at + 1 :]], root)
    other = data.draw(st.integers(0, size - 1))
    assert tree.verify_inclusion(leaves[index], other, size, proof, root) == (other == index)


@given(SIZES, SIZES, st.data())
def test_every_consistency_proof_verifies_and_no_other_history_does(old: int, more: int, data: st.DataObject) -> None:
    new, leaves = old + more, leaves_of(old + more)
    old_root, new_root = root_by_definition(leaves[:old]), root_by_definition(leaves)
    proof = tree.consistency_proof(old, new, nodes_over(leaves))

    assert tree.verify_consistency(old, new, proof, old_root, new_root)
    assert not tree.verify_consistency(old, new, [*proof, b"\0" * 32], old_root, new_root)
    if old:
        assert not tree.verify_consistency(old, new, proof, leaf_hash(b"fork"), new_root)
        assert not tree.verify_consistency(old, new, proof, old_root, leaf_hash(b"fork"))
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        assert not tree.verify_consistency(old, new, proof[:at] + proof[at + 1 :], old_root, new_root)
        changed = bytes((proof[at][0] ^ 1, *proof[at][1:]))
        assert not tree.verify_consistency(old, new, [*proof[:at], changed, *proof[at + 1 :]], old_root, new_root)


def test_proofs_of_what_is_not_there_are_refused() -> None:
    nodes = nodes_over(leaves_of(4))

    for index, size in ((4, 4), (-1, 4), (0, 0)):
        with pytest.raises(ValueError, match="no leaf"):
            tree.inclusion_proof(index, size, nodes)
    for old, new in ((5, 4), (-1, 4)):
        with pytest.raises(ValueError, match="does not follow"):
            tree.consistency_proof(old, new, nodes)
    assert not tree.verify_inclusion(b"short", 0, 1, [], b"short")
    assert not tree.verify_consistency(2, 1, [], b"x" * 32, b"x" * 32)


# --- Tiles ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0, 5), "tile/0/000.p/5"),
        (Tile(0, 0), "tile/0/000"),
        (Tile(1, 1_234_067), "tile/1/x001/x234/067"),
        (Tile(-1, 999, 255), "tile/entries/999.p/255"),
        (Tile(-1, 1000), "tile/entries/x001/000"),
        (Tile(63, 7, 1), "tile/63/007.p/1"),
    ],
)
def test_a_tile_has_the_address_that_the_standard_gives_it(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert tiles.parse_path(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/0",
        "tile/00/000",
        "tile/64/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/05",
        "tile/0/x000/001",
    ]
    + ["tile/0/001/000", "tile/-1/000", "/tile/0/000", "tile/0/000/", "tile/0/٠٠٠", "tile/entries/", "tile/0/000\n"],
)
def test_what_is_no_address_of_a_tile_is_none(path: str) -> None:
    assert tiles.parse_path(path) is None


@given(st.integers(-1, 63), st.integers(0, 10**9), st.integers(1, 256))
def test_every_address_is_read_back(level: int, number: int, width: int) -> None:
    assert tiles.parse_path(Tile(level, number, width).path) == Tile(level, number, width)


def stored(leaves: list[bytes]) -> dict[Tile, bytes]:
    """All tiles of a tree, by the formal definition: node i of a tile is the hash over 256^level leaves."""
    found = {}
    for tile in tiles.tiles_of(len(leaves)):
        span = 256**tile.level
        hashes = [
            root_by_definition(leaves[at * span : (at + 1) * span])
            for at in range(tile.number * 256, tile.number * 256 + tile.width)
        ]
        found[tile] = b"".join(hashes)
    return found


@pytest.mark.parametrize("size", [1, 255, 256, 257, 511, 512, 700])
def test_nodes_roots_and_proofs_are_found_in_tiles(size: int) -> None:
    leaves = leaves_of(size)
    kept, random = stored(leaves), Random(size)
    asked: list[Tile] = []

    def read(tile: Tile) -> bytes:
        asked.append(tile)
        return kept[tile]  # a tile that the tree does not have is not asked for

    nodes = tiles.nodes_from(read, size)
    assert tree.root_of(size, nodes) == root_by_definition(leaves)
    for _ in range(20):
        index, old = random.randrange(size), random.randrange(size + 1)
        assert tree.inclusion_proof(index, size, nodes) == tree.inclusion_proof(index, size, nodes_over(leaves))
        assert tree.consistency_proof(old, size, nodes) == tree.consistency_proof(old, size, nodes_over(leaves))
    assert len(asked) == len(set(asked))


@given(st.integers(0, 200_000))
@example(65_536)
@example(70_000)
def test_the_tiles_of_a_tree_are_those_that_the_standard_counts(size: int) -> None:
    level = 0
    listed = list(tiles.tiles_of(size))
    while size >> 8 * level:
        whole = [each for each in listed if each.level == level and each.width == 256]
        partial = [each for each in listed if each.level == level and each.width < 256]
        assert len(whole) == size // 256 ** (level + 1)
        assert [each.width for each in partial] == [w for w in [size // 256**level % 256] if w]
        level += 1
    assert all(each.level < level for each in listed)
    assert all(tiles.width_at(each.level, each.number, size) == each.width for each in listed)


def test_a_tree_of_70_000_has_the_tiles_of_the_standards_example() -> None:
    widths = [(each.level, each.width) for each in tiles.tiles_of(70_000)]

    assert widths == [(0, 256)] * 273 + [(0, 112), (1, 256), (1, 17), (2, 1)]


@given(st.integers(1, 140_000))
@example(65_536)
def test_a_leaf_completes_exactly_the_tiles_that_were_not_full_before(size: int) -> None:
    before = {each for each in tiles.tiles_of(size - 1) if each.width == 256}
    after = {each for each in tiles.tiles_of(size) if each.width == 256}

    assert set(tiles.completed_by(size)) == after - before


def test_a_full_tile_grows_into_one_node_of_the_next_level() -> None:
    leaves = leaves_of(256)

    assert tiles.root_of_tile(b"".join(leaves)) == root_by_definition(leaves)
    assert all(node_hash(a, b) != node_hash(b, a) for a, b in pairwise(leaves))


@given(st.lists(st.binary(max_size=300), max_size=5))
def test_a_bundle_of_entries_is_read_back_and_no_part_of_it_is(entries: list[bytes]) -> None:
    data = tiles.bundle(entries)

    assert tiles.unbundle(data) == entries
    ends = [len(tiles.bundle(entries[:n])) for n in range(len(entries) + 1)]
    for at in set(range(len(data))) - set(ends):
        with pytest.raises(ValueError, match="cut off"):
            tiles.unbundle(data[:at])


def test_an_entry_that_is_too_long_is_refused() -> None:
    assert len(tiles.bundle([b"x" * 65_535])) == 65_537
    with pytest.raises(ValueError, match="65,535"):
        tiles.bundle([b"x" * 65_536])


def test_the_root_of_no_leaves_is_the_hash_of_nothing() -> None:
    assert base64.b64encode(Frontier().root) == b"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
