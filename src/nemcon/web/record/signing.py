"""Signing: apart from every act's transaction, what is committed gets its checkpoint.

A roll-back of something signed would be a lie for ever, so only committed acts are read, the tree is grown from the
signer's own head file and not from what the database says of itself, and the head file is on disk before the signature
exists. A database that does not continue what was signed is refused.
"""

import datetime as dt
from collections.abc import Iterator

import structlog
from django.db import connection, transaction
from django.db.models import F, Q

from nemcon.core.record import checkpoint as checkpoints
from nemcon.core.record import tree
from nemcon.core.record.checkpoint import Head
from nemcon.core.record.notes import Key, Signer, parse_key
from nemcon.core.record.tree import Frontier, leaf_hash
from nemcon.core.world import World
from nemcon.web.record import durable, selectors
from nemcon.web.record.keyring import BadKeys, Keyring
from nemcon.web.record.models import Log, LoggedAct, LogKey, PublicHead, SignedHead

log = structlog.get_logger("nemcon.signer")
PORTION = 2_000
"""Leaves read at once."""
ONE_SIGNER = "SELECT pg_advisory_xact_lock(7303, %s)"
"""One signer at a time for each log, also if a second server was started on the same database and keys."""


class NotContinued(Exception):
    """The database does not continue what was signed; the sentence says why, and what to do."""


def sign_all(ring: Keyring, world: World, public_at: dt.time | None = None) -> int:
    """Sign what was committed since the last time, in every log, and move the public heads that are due.

    `public_at` is the time of day, in UTC, at which the public head moves in any case. Gives the number of new
    checkpoints. Raises: BadKeys, NotContinued; other logs than the one in question are signed first.
    """
    signed, trouble = 0, None
    for each in Log.objects.order_by("id"):
        try:
            signed += sign(each, ring, world)
            move_public_head(each, ring, world.now(), public_at)
        except (BadKeys, NotContinued) as error:
            trouble = error
            tell_gap(each, ring)
        if each.signed > each.size:
            tell_gap(each, ring)
    if trouble is not None:
        raise trouble
    return signed


def tell_gap(of: Log, ring: Keyring) -> None:
    """Let the database know if it lacks acts that were signed, so that nobody adds others in their place, and if it
    does not lack them any more. Called before anything is answered, and by the signer."""
    try:
        before = ring.head(of.origin)
    except BadKeys:
        return  # the signer says so
    size = before.head.size if before else 0
    lacking = Q(size__lt=size, signed__lt=size)
    Log.objects.filter(Q(lacking) | Q(signed__gt=F("size"), size__gte=size), id=of.id).update(signed=size)


def sign(of: Log, ring: Keyring, world: World) -> bool:
    """Sign the newest state of one log; False if there was nothing new. Raises: BadKeys, NotContinued."""
    size, data = _committed(of)
    if _is_signed(of, size, data, ring):
        return False  # without a write to the disk: this is asked several times a second
    durable.wait()  # a commit can be seen before it is on the disk, and until then a crash may take it away
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ONE_SIGNER, [of.id])
        before = ring.head(of.origin)
        newest = selectors.newest_head(of.id)
        if before is not None and size < before.head.size <= _committed(of)[0]:
            return False  # another signer was faster; the next look begins where it ended
        _check_continued(of, size, before.head if before else None, newest)
        if size == 0 or _is_signed(of, size, data, ring):
            return False
        signers = _signers(of, size, ring, world)
        frontier = before.frontier if before else Frontier()
        for leaf in _leaves(of.id, frontier.size, size):
            frontier = frontier.append(leaf_hash(leaf))
        if frontier.to_bytes() != data:
            raise NotContinued(
                f"The acts of {of.origin} do not make up the tree that the database says they do; nothing is signed. "
                "Run `nemcon record check`."
            )
        ring.write_head(of.origin, frontier)
        now = world.now()
        made = checkpoints.sign(Head(of.origin, size, frontier.root), signers, int(now.timestamp()))
        SignedHead.objects.get_or_create(log=of, size=size, defaults={"note": str(made), "signed": now})
        return True


def _is_signed(of: Log, size: int, data: bytes, ring: Keyring) -> bool:
    before, newest = ring.head(of.origin), selectors.newest_head(of.id)
    if before is None or newest is None:
        return size == 0 and before is None and newest is None
    return before.head.size == newest.size == size and before.frontier.to_bytes() == data


def _committed(of: Log) -> tuple[int, bytes]:
    """The size of a log and its frontier, as committed."""
    size, data = Log.objects.values_list("size", "frontier").get(id=of.id)
    return size, bytes(data)


def move_public_head(of: Log, ring: Keyring, now: dt.datetime, public_at: dt.time | None) -> bool:
    """Let the public see more: up to the newest checkpoint if something was released to it; else, once the hour of
    the day came, up to the newest that was signed by then. What is done after the hour waits for the next one.

    The head is signed once more for the public: signatures may say their second, and the first one is that of an act.
    Raises: BadKeys.
    """
    newest = selectors.newest_head(of.id)
    wanted = Log.objects.values_list("public_wanted", flat=True).get(id=of.id)
    seen = selectors.public_size(of.id)
    if newest is None or newest.size <= seen:
        return False
    size = newest.size if seen < wanted <= newest.size else _size_at_hour(of, now, public_at)
    if size <= seen:
        return False
    head = checkpoints.parse(SignedHead.objects.get(log=of, size=size).note).head
    note = str(checkpoints.sign(head, _held_signers(of, current_keys(of, size), ring), int(now.timestamp())))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ONE_SIGNER, [of.id])
        if selectors.public_size(of.id) >= size:
            return False  # another signer moved it further meanwhile, and it never goes back
        PublicHead.objects.update_or_create(log=of, defaults={"size": size, "note": note, "moved": now})
    return True


def _size_at_hour(of: Log, now: dt.datetime, public_at: dt.time | None) -> int:
    """The size of the newest checkpoint that was signed when that hour of the day came last; 0 if none was."""
    if public_at is None:
        return 0
    hour = dt.datetime.combine(now.astimezone(dt.UTC).date(), public_at, dt.UTC)
    last = hour if hour <= now else hour - dt.timedelta(days=1)
    by_then = SignedHead.objects.filter(log=of, signed__lte=last).order_by("-size")
    return by_then.values_list("size", flat=True).first() or 0


def _check_continued(of: Log, size: int, before: Head | None, newest: SignedHead | None) -> None:
    """Whether what the database holds begins with what was signed."""
    if before is None:
        if newest is not None:
            raise NotContinued(
                f"{of.origin} was signed up to {newest.size} acts, and the head file that says so is not in the folder "
                "of keys. Restore the folder from its backup; nothing is signed without it."
            )
        return
    if size < before.size:
        raise NotContinued(
            f"The database holds {size} acts of {of.origin}, and {before.size} were signed: it was restored to an "
            "earlier state. Nothing is signed, since the world may hold proofs of what is missing. Fill the gap with "
            "`nemcon record recover` from an export or from a copy of the tiles, or restore a newer backup."
        )
    if tree.root_of(before.size, selectors.nodes_of(of.id, size)) != before.root:
        raise NotContinued(
            f"The first {before.size} acts of {of.origin} are not those that were signed: this is another database, or "
            "acts were changed. Nothing is signed. Run `nemcon record check`, and restore the right database."
        )
    if newest is not None and newest.size > before.size:  # the folder of keys is older than the database
        said = checkpoints.parse(newest.note).head
        if newest.size > size or tree.root_of(newest.size, selectors.nodes_of(of.id, size)) != said.root:
            raise NotContinued(
                f"The database holds a checkpoint of {newest.size} acts of {of.origin}, and its acts are not those. "
                "Nothing is signed. Run `nemcon record check`, and restore the right database and folder of keys."
            )


def _leaves(log_id: int, begin: int, end: int) -> Iterator[bytes]:
    for at in range(begin, end, PORTION):
        rows = LoggedAct.objects.filter(log_id=log_id, seq__gte=at, seq__lt=min(at + PORTION, end)).order_by("seq")
        for leaf in rows.values_list("leaf", flat=True):
            yield bytes(leaf)


def _signers(of: Log, size: int, ring: Keyring, world: World) -> list[Signer]:
    """The keys by which a head of this size is signed: those to which the log was handed over last.

    The first time, keys that are in the folder are taken, or made.
    """
    current = current_keys(of, size)
    if current:
        return _held_signers(of, current, ring)
    held = ring.signers(of.origin)
    if len(held) > 1:
        raise BadKeys(f"There are {len(held)} keys of {of.origin} in {ring.folder}. Leave the one that shall sign.")
    if not held and not _signs_here(ring):
        raise BadKeys(
            f"{of.origin} has no key yet, and {ring.folder} holds none of the keys by which this site signs: another "
            "server is its signer and makes it. Set NEMCON_KEYS to the signer's folder, or restore it from its backup."
        )
    signers = held[0] if held else ring.generate(of.origin, world)
    for signer in signers:
        LogKey.objects.get_or_create(log=of, vkey=str(signer.key), defaults={"since": 0})
    return signers


def _signs_here(ring: Keyring) -> bool:
    """Whether this is the folder of the site's signer: it holds a key of some log, or none is signed yet."""
    keys = list(LogKey.objects.values_list("log__origin", "vkey"))
    held = {str(each.key) for origin in {origin for origin, _ in keys} for one in ring.signers(origin) for each in one}
    return not keys or any(vkey in held for _, vkey in keys)


def _held_signers(of: Log, current: list[Key], ring: Keyring) -> list[Signer]:
    """Those of the keys in the folder that are `current`. Raises: BadKeys."""
    for signers in ring.signers(of.origin):
        if {signer.key for signer in signers} == set(current):
            return signers
    raise BadKeys(
        f"The key {current[0].id.hex()} of {of.origin} is not in {ring.folder}. Restore the folder from its backup; if "
        "the key is lost, no checkpoint can be signed that those who know it will accept."
    )


def current_keys(of: Log, size: int) -> list[Key]:
    """The keys that sign heads of this size, Ed25519 first."""
    rows = list(LogKey.objects.filter(log=of, since__lte=size).order_by("-since", "id"))
    keys = [parse_key(row.vkey) for row in rows if row.since == rows[0].since]
    return sorted(keys, key=lambda key: key.kind)
