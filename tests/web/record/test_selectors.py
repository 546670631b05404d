"""Reading the record: tiles, bundles of entries and proofs, compared with the core's tree and the other reader."""

import hashlib

import pytest
from acting import act, seeded
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nemcon.core.record import tiles, tree
from nemcon.core.record.checkpoint import Head, sign
from nemcon.core.record.notes import ED25519, Signer
from nemcon.core.record.tiles import Tile
from nemcon.core.record.tree import Frontier, leaf_hash
from nemcon.web.record import selectors
from nemcon.web.record.models import LoggedAct
from record.independent.tiles import read_tiles

SIZE = 600


@pytest.fixture
def grown(log, world):
    """A log of 600 acts: two full tiles, and a partial one."""
    act(log, world, count=SIZE - 1)
    log.refresh_from_db()
    return log


def leaves_of(log):
    """The leaves that are held."""
    return [bytes(each) for each in LoggedAct.objects.filter(log=log).order_by("seq").values_list("leaf", flat=True)]


def root_of(leaves: list[bytes]) -> bytes:
    """The root by the definition of RFC 6962, section 2.1."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    middle = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + root_of(leaves[:middle]) + root_of(leaves[middle:])).digest()


def test_at_every_size_the_nodes_lead_to_the_root(grown):
    leaves, frontier = leaves_of(grown), Frontier()
    for size, leaf in enumerate(leaves, 1):
        frontier = frontier.append(leaf_hash(leaf))
        if size % 50 in (0, 1, 2) or 250 < size < 260 or 508 < size < 516:
            assert tree.root_of(size, selectors.nodes_of(grown.id, size)) == frontier.root == root_of(leaves[:size])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_proofs_made_from_the_tables_hold_at_every_size(grown, data):
    size = data.draw(st.integers(1, SIZE))
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))
    leaves, nodes = leaves_of(grown), selectors.nodes_of(grown.id, size)

    inclusion = tree.inclusion_proof(index, size, nodes)
    assert tree.verify_inclusion(leaf_hash(leaves[index]), index, size, inclusion, root_of(leaves[:size]))
    consistency = tree.consistency_proof(old, size, nodes)
    assert tree.verify_consistency(old, size, consistency, root_of(leaves[:old]), root_of(leaves[:size]))


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 513, SIZE])
def test_what_a_mirror_would_fetch_is_what_the_other_reader_accepts(grown, size):
    signer = Signer(grown.origin, ED25519, b"s" * 32)
    head = Head(grown.origin, size, root_of(leaves_of(grown)[:size]))

    def fetch(path: str) -> bytes:
        if path == "/checkpoint":
            return str(sign(head, [signer], 0)).encode()
        tile = tiles.parse_path(path.lstrip("/"))
        if tile is None or tile.width > tiles.width_at(tile.level, tile.number, size):
            raise LookupError(path)
        return selectors.entries_of(grown.id, tile) if tile.level < 0 else selectors.tile_of(grown.id, tile, size)

    report = read_tiles(fetch, [str(signer.key)])

    assert report.good, list(report.sentences())


@pytest.mark.parametrize("tile", [Tile(0, 2, 89), Tile(0, 3, 1), Tile(1, 0, 3), Tile(2, 0, 1), Tile(0, 2)])
def test_a_tile_that_the_tree_does_not_have_is_not_given(grown, tile):
    with pytest.raises(LookupError, match="There is no tile/"):
        selectors.tile_of(grown.id, tile, SIZE)


def test_a_tile_of_an_earlier_tree_is_a_beginning_of_the_later_one(grown):
    whole = selectors.tile_of(grown.id, Tile(0, 2, 88), SIZE)
    for width in (1, 40, 87):
        assert selectors.tile_of(grown.id, Tile(0, 2, width), SIZE) == whole[: 32 * width]
        assert selectors.tile_of(grown.id, Tile(0, 2, width), 512 + width) == whole[: 32 * width]


def test_a_second_level_is_read_from_the_first(log):
    frontier = seeded(log, 66_000)

    assert tree.root_of(66_000, selectors.nodes_of(log.id, 66_000)) == frontier.root


@pytest.mark.parametrize(
    ("damage", "tile"),
    [
        ("DELETE FROM record_loggedact WHERE seq = 520", Tile(0, 2, 88)),
        ("DELETE FROM record_fulltile WHERE number = 1", Tile(1, 0, 2)),
        ("DELETE FROM record_loggedact WHERE seq = 5; DELETE FROM record_fulltile", Tile(0, 0)),
    ],
)
def test_a_damaged_store_says_so(grown, tamper, damage, tile):
    tamper(damage)

    with pytest.raises(LookupError, match=r"damaged\. Run `nemcon record check`"):
        selectors.tile_of(grown.id, tile, SIZE)


def test_a_full_tile_that_is_gone_is_computed_from_what_is_under_it(grown, tamper):
    before = selectors.tile_of(grown.id, Tile(0, 1), SIZE)
    tamper("DELETE FROM record_fulltile WHERE level = 0 AND number = 1")

    assert selectors.tile_of(grown.id, Tile(0, 1), SIZE) == before


def test_entries_are_the_leaves_and_none_are_given_that_are_not_there(grown):
    assert tiles.unbundle(selectors.entries_of(grown.id, Tile(-1, 2, 88))) == leaves_of(grown)[512:]
    with pytest.raises(LookupError, match="There is no tile/entries"):
        selectors.entries_of(grown.id, Tile(-1, 2, 89))


def test_acts_are_read_in_order_across_portions_and_without_those_of_which_only_the_leaf_is_held(grown, tamper):
    tamper("DELETE FROM record_actpart WHERE seq IN (3, 499, 500)")

    seqs = [each.seq for each in selectors.acts_in_order(grown.id)]
    assert seqs == [seq for seq in range(SIZE) if seq not in (3, 499, 500)]
    with pytest.raises(LookupError, match="only the leaf"):
        selectors.act_at(grown.id, 3)
