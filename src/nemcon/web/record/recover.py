"""Filling the gap of a database that was restored to an earlier state than what was signed, from a copy elsewhere.

A copy is an export, which brings the acts with the parts that were opened in it, or the tiles of a mirror, which bring
their leaves alone. Whatever comes is taken only if it leads to the head that was signed.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.db.models.functions import Now

from nemcon.core import acts
from nemcon.core.acts import Parts
from nemcon.core.record import checkpoint as checkpoints
from nemcon.core.record import lines, tiles
from nemcon.core.record.lines import BadLine
from nemcon.core.record.tiles import Tile
from nemcon.core.record.tree import Frontier, leaf_hash
from nemcon.web.record import selectors
from nemcon.web.record.append import add_tiles
from nemcon.web.record.keyring import Keyring
from nemcon.web.record.models import ActPart, Log, LoggedAct, SignedHead
from nemcon.web.record.projections import PROJECTIONS

Copied = tuple[int, bytes, Parts]
"""An act from a copy: its number, its leaf, and the parts that the copy opens."""


class CannotRecover(Exception):
    """The copy does not fill the gap; the sentence says why. Nothing was changed."""


@dataclass(frozen=True)
class Recovered:
    """How many acts were added, and of how many only the leaf."""

    acts: int
    bare: int


def recover(of: Log, copy: Path, ring: Keyring, say: Callable[[int, int], None] = lambda _at, _of: None) -> Recovered:
    """Add to `of` the acts that are missing up to the head that was signed last, from the export or folder `copy`.

    `say` is told how far it is. Raises: CannotRecover; BadKeys if the head file cannot be read.
    """
    signed = ring.head(of.origin)
    if signed is None:
        raise CannotRecover(f"There is no head file of {of.origin} in {ring.folder}: it is not known what is missing.")
    size = signed.head.size
    if of.size >= size:
        raise CannotRecover(f"Nothing is missing: {of.origin} holds {of.size} acts, and {size} were signed.")
    copied = _from_tiles(copy, of.size, size) if copy.is_dir() else _from_export(copy, of, size)
    with transaction.atomic(), connection.cursor() as cursor:
        row = Log.objects.select_for_update().get(id=of.id)
        frontier = Frontier.from_bytes(row.size, bytes(row.frontier))
        bare, held = 0, []
        for seq, leaf, parts in copied:
            if seq != frontier.size:
                raise CannotRecover(f"The copy has act {seq} where act {frontier.size} must stand.")
            bare += parts.what is None
            _add(of, seq, leaf, parts)
            frontier = frontier.append(leaf_hash(leaf))
            add_tiles(cursor, of.id, frontier.size)
            if parts.what is not None and parts.who is not None and parts.content is not None:
                held.append(seq)
            say(seq + 1, size)
        if frontier.size != size or frontier.root != signed.head.root:
            raise CannotRecover(
                f"The copy does not lead to the head of {size} acts that was signed: it is of another record, too "
                "short, or was changed. Take another copy."
            )
        recorded = LoggedAct.objects.filter(log=of).order_by("-seq").values_list("recorded", flat=True).first()
        values = {"size": size, "frontier": frontier.to_bytes()} | ({"recorded": recorded} if recorded else {})
        Log.objects.filter(id=of.id).update(**values)
        for seq in held:
            PROJECTIONS.project(selectors.act_at(of.id, seq))
        _keep_head(of, copy, size)
    return Recovered(size - of.size, bare)


def _from_export(path: Path, of: Log, size: int) -> Iterator[Copied]:
    with path.open("rb") as file:
        try:
            header = lines.read_header(file.readline(lines.LARGEST_LINE))
            if header.origin != of.origin:
                raise CannotRecover(f"The export is of {header.origin}, and what is missing is of {of.origin}.")
            if header.size < size:
                raise CannotRecover(f"The export holds {header.size} acts, and {size} were signed. Take a newer one.")
            for seq, line in enumerate(_lines(file, size)):
                if seq >= of.size:
                    found = lines.read_act(line)
                    yield found.leaf.seq, found.leaf_bytes, found.parts
        except BadLine as error:
            raise CannotRecover(f"The export does not verify: {error}.") from error


def _lines(file: Iterable[bytes], count: int) -> Iterator[bytes]:
    for _, line in zip(range(count), file, strict=False):
        yield line


def _from_tiles(folder: Path, begin: int, end: int) -> Iterator[Copied]:
    for number in range(begin // tiles.WIDTH, -(-end // tiles.WIDTH)):
        width = tiles.width_at(-1, number, end)
        entries = _bundle(folder, number, width)
        for at, leaf in enumerate(entries[:width], number * tiles.WIDTH):
            if at >= begin:
                yield at, leaf, Parts()


def _bundle(folder: Path, number: int, width: int) -> list[bytes]:
    """The bundle that holds at least `width` entries: the full one, or a partial one that is wide enough."""
    for wide in (tiles.WIDTH, *range(width, tiles.WIDTH)):
        path = folder / Tile(-1, number, wide).path
        if path.is_file():
            try:
                return tiles.unbundle(path.read_bytes())
            except ValueError as error:
                raise CannotRecover(f"{path} is damaged: {error}") from error
    raise CannotRecover(f"{folder / Tile(-1, number, width).path} is not there; the copy does not reach far enough.")


def _add(of: Log, seq: int, leaf: bytes, parts: Parts) -> None:
    act = acts.decode(seq, parts) if parts.what is not None else None
    LoggedAct.objects.create(
        log=of,
        seq=seq,
        act_id=act.id if act else None,
        type=act.type if act else "",
        subject=act.subject if act else "",
        received=act.received if act else None,
        recorded=act.recorded if act else None,
        leaf=leaf,
        hash=leaf_hash(leaf),
    )
    for name in acts.PARTS:
        data, salt = getattr(parts, name), getattr(parts, f"{name}_salt")
        if data is not None:
            ActPart.objects.create(log=of, seq=seq, part=name, data=data, salt=salt)


def _keep_head(of: Log, copy: Path, size: int) -> None:
    """Keep the checkpoint of the export if it is that of the head; otherwise the signer signs that head once more."""
    if copy.is_dir():
        return
    with copy.open("rb") as file:
        last = deque(file, maxlen=1)
    try:
        checkpoint = checkpoints.parse(lines.read_last(last[0]))
    except ValueError:
        return
    if checkpoint.head.size == size:
        SignedHead.objects.get_or_create(log=of, size=size, defaults={"note": str(checkpoint), "signed": Now()})
