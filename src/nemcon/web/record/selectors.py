"""Ways to read the record: acts, nodes of the tree, tiles, checkpoints, proofs."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from django.db import connection
from django.db.models import Max, Subquery, Sum, Value

from nemcon.core import acts
from nemcon.core.acts import Act, Parts
from nemcon.core.record import checkpoint as checkpoints
from nemcon.core.record import lines, tiles, tree
from nemcon.core.record.disclosure import opened
from nemcon.core.record.proof import Proof
from nemcon.core.record.tiles import Tile
from nemcon.web.record.models import ActPart, FullTile, Log, LoggedAct, PublicHead, SignedHead

PORTION = 500
"""Acts read at once."""
INSTITUTION = "institution"
"""The name of the institution's own log."""


def log_named(name: str) -> Log | None:
    """The log of that name."""
    return Log.objects.filter(name=name).first()


def row_of_call(act_id: UUID) -> LoggedAct | None:
    """Where the act of that id stands, if it was recorded."""
    return LoggedAct.objects.filter(act_id=act_id).first()


def log_of_subject(subject: str, type_: str) -> Log:
    """The log in which an act of that type on that subject was recorded last. Raises: LookupError."""
    row = LoggedAct.objects.filter(subject=subject, type=type_).order_by("-recorded", "-seq").first()
    if row is None:
        raise LookupError(f"There is no {type_} of {subject}.")
    return row.log


def act_at(log_id: int, seq: int) -> Act:
    """The act number `seq` of a log, whole as far as it is not erased. Raises: LookupError without its “what”."""
    parts = parts_of(log_id, seq)
    if parts.what is None:
        raise LookupError(f"Of act {seq} only the leaf is held.")
    return acts.decode(seq, parts)


def parts_of(log_id: int, seq: int) -> Parts:
    """The parts of an act that are held."""
    held = {row.part: row for row in ActPart.objects.filter(log_id=log_id, seq=seq)}

    def pair(name: str) -> tuple[bytes | None, bytes | None]:
        row = held.get(name)
        return (None, None) if row is None else (bytes(row.data), bytes(row.salt))

    return Parts(*pair("what"), *pair("who"), *pair("content"))


def tile_of(log_id: int, tile: Tile, size: int) -> bytes:
    """A tile of hashes of the tree of the first `size` acts; full ones are kept, partial ones computed.

    Raises: LookupError if there is no such tile in that tree.
    """
    if tile.width > tiles.width_at(tile.level, tile.number, size):
        raise LookupError(f"There is no {tile.path} in a tree of {size} leaves.")
    if tile.width == tiles.WIDTH:
        data = FullTile.objects.filter(log_id=log_id, level=tile.level, number=tile.number).values_list("data").first()
        if data is not None:
            return bytes(data[0])
    begin = tile.number * tiles.WIDTH
    if tile.level == 0:
        rows = LoggedAct.objects.filter(log_id=log_id, seq__gte=begin, seq__lt=begin + tile.width).order_by("seq")
        hashes = [bytes(each) for each in rows.values_list("hash", flat=True)]
    else:
        below = FullTile.objects.filter(
            log_id=log_id, level=tile.level - 1, number__gte=begin, number__lt=begin + tile.width
        ).order_by("number")
        hashes = [bytes(each) for each in below.values_list("root", flat=True)]
    if len(hashes) != tile.width:
        raise LookupError(f"The record does not hold {tile.path}: it is damaged. Run `nemcon record check`.")
    return b"".join(hashes)


def entries_of(log_id: int, tile: Tile) -> bytes:
    """A bundle of entries: the leaves under a tile of level 0."""
    begin = tile.number * tiles.WIDTH
    rows = LoggedAct.objects.filter(log_id=log_id, seq__gte=begin, seq__lt=begin + tile.width).order_by("seq")
    leaves = [bytes(each) for each in rows.values_list("leaf", flat=True)]
    if len(leaves) != tile.width:
        raise LookupError(f"There is no {tile.path}.")
    return tiles.bundle(leaves)


def nodes_of(log_id: int, size: int) -> tree.Nodes:
    """The nodes of the tree of the first `size` acts."""
    return tiles.nodes_from(lambda tile: tile_of(log_id, tile, size), size)


def public_size(log_id: int) -> int:
    """To how many acts the public sees a log; 0 before the first public checkpoint."""
    return PublicHead.objects.filter(log_id=log_id).values_list("size", flat=True).first() or 0


def newest_head(log_id: int) -> SignedHead | None:
    """The newest checkpoint, for those who may see that somebody acted."""
    return SignedHead.objects.filter(log_id=log_id).order_by("-size").first()


def public_head(log_id: int) -> SignedHead | None:
    """The checkpoint under which the public sees a log: signed when the public head moved, not when somebody acted."""
    held = PublicHead.objects.filter(log_id=log_id).first()
    if held is None:
        return None
    return SignedHead(log_id=log_id, size=held.size, note=held.note, signed=held.moved)


def proof_of(log_id: int, seq: int, head: SignedHead, audience: str) -> Proof:
    """The proof that act `seq` is in the record under `head`, opened for `audience`. Raises: LookupError."""
    if seq >= head.size:
        raise LookupError(f"Act {seq} is not under the checkpoint of {head.size} acts.")
    leaf = LoggedAct.objects.values_list("leaf", flat=True).get(log_id=log_id, seq=seq)
    line = lines.act_line(bytes(leaf), opened_parts(parts_of(log_id, seq), seq, audience))
    path = tree.inclusion_proof(seq, head.size, nodes_of(log_id, head.size))
    return Proof(line.rstrip(b"\n"), seq, tuple(path), checkpoints.parse(head.note))


def public_proof(act_id: UUID) -> Proof | None:
    """The proof of an act as the public sees it; None until the public head covers it."""
    row = LoggedAct.objects.filter(act_id=act_id).first()
    head = public_head(row.log_id) if row else None
    if row is None or head is None or row.seq >= head.size:
        return None
    return proof_of(row.log_id, row.seq, head, "public")


def opened_parts(parts: Parts, seq: int, audience: str) -> Parts:
    """Those of the parts held that `audience` may see."""
    if parts.what is None:
        return Parts()
    act = acts.decode(seq, parts)
    shown = opened(audience, act.type, act.who.of if act.who else None)
    hidden: dict[str, None] = {}
    for name in acts.PARTS:
        if name not in shown:
            hidden |= {name: None, f"{name}_salt": None}
    return replace(parts, **hidden)


def leaves_and_parts(log_id: int, begin: int, end: int) -> Iterator[tuple[int, bytes, Parts]]:
    """The acts from `begin` to before `end`, as number, leaf and the parts that are held; read in portions."""
    query = """
        SELECT a.seq, a.leaf, p.part, p.data, p.salt FROM record_loggedact AS a
        LEFT JOIN record_actpart AS p ON p.log_id = a.log_id AND p.seq = a.seq
        WHERE a.log_id = %s AND a.seq >= %s AND a.seq < %s ORDER BY a.seq
    """
    for at in range(begin, end, PORTION):
        with connection.cursor() as cursor:
            cursor.execute(query, [log_id, at, min(at + PORTION, end)])
            rows = cursor.fetchall()
        held: dict[int, dict[str, bytes]] = {}
        leaves: dict[int, bytes] = {}
        for seq, leaf, part, data, salt in rows:
            leaves[seq] = bytes(leaf)
            mine = held.setdefault(seq, {})
            if part is not None:
                mine[part], mine[f"{part}_salt"] = bytes(data), bytes(salt)
        for seq, mine in held.items():
            yield seq, leaves[seq], Parts(**mine)


def acts_in_order(log_id: int, begin: int = 0, end: int | None = None) -> Iterator[Act]:
    """The acts of a log in their order, whole as far as they are not erased, but for those without their “what”."""
    last = Log.objects.values_list("size", flat=True).get(id=log_id) if end is None else end
    for seq, _, parts in leaves_and_parts(log_id, begin, last):
        if parts.what is not None:
            yield acts.decode(seq, parts)


def how_far_seen() -> tuple[Subquery, Subquery]:
    """Two expressions for another query: a number that grows whenever a public head moves, and when one last did."""
    heads = PublicHead.objects.order_by().annotate(all=Value(1)).values("all")
    return (
        Subquery(heads.annotate(total=Sum("size")).values("total")),
        Subquery(heads.annotate(last=Max("moved")).values("last")),
    )
