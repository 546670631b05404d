"""What the outside sees of the record: nothing beyond the public head. Every public page and file reads through here.

The public head moves in batches, so that nobody can tell from it when somebody acted. So nothing here asks how many
acts a log has, and no query reaches an act that the head does not cover; an act whose part “what” is withheld is found
by its number only, as the leaf that it is.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet

from nemcon.core import acts
from nemcon.core.acts import PARTS, Act, Parts
from nemcon.core.payloads import OPEN_TO_PUBLIC, DocumentPublished
from nemcon.core.record import checkpoint as checkpoints
from nemcon.core.record import tree
from nemcon.core.record.checkpoint import Checkpoint
from nemcon.core.record.notes import Key, parse_key
from nemcon.core.record.proof import Proof
from nemcon.core.roles import may
from nemcon.web.listing import PAGE
from nemcon.web.record import selectors
from nemcon.web.record.models import ActPart, Log, LoggedAct, LogKey, SignedHead

OPENED = sorted(name for name, parts in OPEN_TO_PUBLIC.items() if "what" in parts)
"""Types of acts of which the public sees at least what was done."""
PUBLISHED = ("document.published/1", "document.published/2")
"""The act by which a document can be read, as it was ever written."""


@dataclass(frozen=True)
class PublicLog:
    """A log as the public sees it: under its public head, which moved there at `moved`."""

    log: Log
    head: SignedHead
    moved: dt.datetime

    @property
    def name(self) -> str:
        """Its name in addresses."""
        return self.log.name

    @property
    def size(self) -> int:
        """How many acts the public head covers."""
        return self.head.size

    @property
    def checkpoint(self) -> Checkpoint:
        """The public head."""
        return checkpoints.parse(self.head.note)


@dataclass(frozen=True)
class PublicAct:
    """An act under the public head, as far as it is opened to everybody: `act` is None where nothing is.

    `before` is the newest publication before it of the document that it is about; None if there was none.
    """

    log: PublicLog
    seq: int
    act: Act | None
    opened: tuple[str, ...]
    before: Act | None = None


def logs(role: str | None) -> list[PublicLog]:
    """The logs of which something is public, that of the institution first."""
    if not may(role, "read.published"):
        return []
    heads = SignedHead.objects.filter(size=F("log__public__size")).select_related("log", "log__public")
    # Their numbers of acts are not even read.
    heads = heads.defer("log__size", "log__frontier", "log__recorded", "log__public_wanted", "log__signed", "token")
    return [PublicLog(head.log, head, head.log.public.moved) for head in heads.order_by("log_id")]


def log_named(role: str | None, name: str) -> PublicLog | None:
    """The log of that name, if something of it is public."""
    return next((log for log in logs(role) if log.name == name), None)


def keys_of(role: str | None) -> list[Key]:
    """Every key that ever signed a public head of a log that is kept here."""
    since = {log.log.id: log.size for log in logs(role)}
    rows = LogKey.objects.filter(log_id__in=since).order_by("id")
    return [parse_key(row.vkey) for row in rows if row.since <= since[row.log_id]]


def keys_at(log: PublicLog) -> list[Key]:
    """The keys that signed its public head, Ed25519 first."""
    signed = {(each.name, each.id) for each in log.checkpoint.note.signatures}
    keys = [parse_key(vkey) for vkey in LogKey.objects.filter(log=log.log).values_list("vkey", flat=True)]
    return sorted((key for key in keys if (key.name, key.id) in signed), key=lambda key: key.kind)


def root_at(log: PublicLog, size: int) -> bytes:
    """The root over the first `size` acts of the log, at most those under the public head."""
    if size > log.size:
        raise ValueError("The public head does not reach so far.")
    return tree.root_of(size, selectors.nodes_of(log.log.id, log.size))


def proof_of(log: PublicLog, seq: int) -> Proof:
    """The proof of an act under the public head, opened for everybody. Raises: LookupError beyond it."""
    return selectors.proof_of(log.log.id, seq, log.head, "public")


def listed(log: PublicLog, after: str = "") -> tuple[list[PublicAct], str]:
    """A page of the acts of which everybody sees what was done, the newest first, before the number `after`; and the
    number after which the next page begins, "" at the end."""
    end = min(int(after), log.size) if after.isascii() and after.isdigit() and len(after) < 19 else log.size
    rows = _under(log).filter(seq__lt=end, type__in=OPENED).order_by("-seq")
    found = list(rows.values_list("seq", flat=True)[: PAGE + 1])
    return acts_at(log, found[:PAGE]), str(found[PAGE - 1]) if len(found) > PAGE else ""


def act_at(log: PublicLog, seq: int) -> PublicAct | None:
    """The act number `seq`; None beyond the public head."""
    return next(iter(acts_at(log, [seq])), None) if 0 <= seq < log.size else None


def leaf_at(log: PublicLog, seq: int) -> bytes | None:
    """The leaf number `seq`; None beyond the public head."""
    row = _under(log).filter(seq=seq).values_list("leaf", flat=True).first()
    return None if row is None else bytes(row)


def act_of(role: str | None, act_id: UUID) -> PublicAct | None:
    """The act of that id, if everybody may see what was done: the id is part of that."""
    row = LoggedAct.objects.filter(act_id=act_id, type__in=OPENED).values_list("log_id", "seq").first()
    if row is None:
        return None
    log = next((log for log in logs(role) if log.log.id == row[0]), None)
    return act_at(log, row[1]) if log else None


def acts_about(role: str | None, subject: str) -> list[PublicAct]:
    """The acts about a subject of which everybody sees what was done, in their order."""
    found: list[PublicAct] = []
    for log in logs(role):
        rows = _under(log).filter(subject=subject, type__in=OPENED).order_by("seq")
        found += acts_at(log, list(rows.values_list("seq", flat=True)))
    return sorted(found, key=lambda each: (each.act.recorded if each.act else log.moved, each.seq))


def published_with(role: str | None, sha256: str) -> PublicAct | None:
    """The newest act that published a document with a file of this SHA-256, as rendered."""
    by_id = {log.log.id: log for log in logs(role)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.log_id, a.seq FROM record_loggedact AS a"
            " JOIN record_publichead AS h ON h.log_id = a.log_id AND a.seq < h.size"
            " JOIN record_actpart AS p ON p.log_id = a.log_id AND p.seq = a.seq AND p.part = 'content'"
            " WHERE a.type = ANY(%s) AND position(%s::bytea IN p.data) > 0"
            " ORDER BY a.recorded DESC, a.seq DESC LIMIT 1",
            [list(PUBLISHED), sha256.encode()],
        )
        row = cursor.fetchone()
    return act_at(by_id[row[0]], row[1]) if row and row[0] in by_id else None


def withheld(log: PublicLog) -> int:
    """Of how many acts under the public head nothing is opened to everybody."""
    return log.size - _count_opened(log.log.id, log.size, log.checkpoint.head.root)


@lru_cache(maxsize=64)
def _count_opened(log_id: int, size: int, _root: bytes) -> int:
    """It cannot change while the root is the same, and a long record takes a while to count."""
    shown = [name for name, parts in OPEN_TO_PUBLIC.items() if parts]
    return LoggedAct.objects.filter(log_id=log_id, seq__lt=size, type__in=shown).count()


def acts_at(log: PublicLog, seqs: Sequence[int]) -> list[PublicAct]:
    """The acts with these numbers, all under the public head, in the order given; as many queries as for one."""
    held = _parts(log, seqs)
    found = [_act(log, seq, held.get(seq, Parts())) for seq in seqs]
    before = _published_before(log, found)
    return [replace(each, before=before.get(each.seq)) for each in found]


def _act(log: PublicLog, seq: int, parts: Parts) -> PublicAct:
    shown = selectors.opened_parts(parts, seq, "public")
    opened = tuple(name for name in PARTS if getattr(shown, name) is not None)
    return PublicAct(log, seq, acts.decode(seq, shown) if shown.what is not None else None, opened)


def _published_before(log: PublicLog, found: Iterable[PublicAct]) -> dict[int, Act]:
    """For each act about a document, by number: the publication of the same document before it."""
    about = {each.act.subject for each in found if each.act and each.act.type.startswith("document.")}
    if not about:
        return {}
    rows = _under(log).filter(subject__in=about, type__in=PUBLISHED).order_by("seq").values_list("subject", "seq")
    earlier: dict[str, list[int]] = {}
    for subject, seq in rows:
        earlier.setdefault(subject, []).append(seq)
    last: dict[int, int] = {}
    for each in found:
        seqs = [seq for seq in earlier.get(each.act.subject, ()) if seq < each.seq] if each.act else []
        if seqs:
            last[each.seq] = seqs[-1]
    held = _parts(log, sorted(set(last.values())))
    acts_before = {seq: _act(log, seq, parts).act for seq, parts in held.items()}
    return {seq: act for seq, at in last.items() if (act := acts_before.get(at)) is not None}


def _parts(log: PublicLog, seqs: Sequence[int]) -> dict[int, Parts]:
    held: dict[int, dict[str, bytes]] = {}
    for row in ActPart.objects.filter(log=log.log, seq__in=[seq for seq in seqs if seq < log.size]):
        held.setdefault(row.seq, {}).update({row.part: bytes(row.data), f"{row.part}_salt": bytes(row.salt)})
    return {seq: Parts(**pairs) for seq, pairs in held.items()}


def _under(log: PublicLog) -> QuerySet[LoggedAct]:
    return LoggedAct.objects.filter(log=log.log, seq__lt=log.size)


def file_in(act: Act | None, sha256: str) -> tuple[str, str] | None:
    """The language and the form of the file of this SHA-256 among those that an act committed to."""
    if act is None or not isinstance(act.content, DocumentPublished):
        return None
    for language, forms in act.content.files.items():
        for form, hashed in forms.items():
            if hashed == sha256:
                return language, form
    return None
