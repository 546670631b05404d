"""Logs for tests: random acts of every kind, written and signed by the product, and exported for an audience."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from random import Random
from uuid import UUID

from nemcon.core import acts
from nemcon.core.acts import Act, Capacity, Parts, Receipt, Who
from nemcon.core.payloads import (
    BodyEstablished,
    DocumentPublished,
    DocumentWithdrawn,
    KeyRotated,
    LogOpened,
    MeetingConvened,
    Payload,
    SymbolGivenBack,
    SymbolReserved,
    type_of,
)
from nemcon.core.record import checkpoint, lines
from nemcon.core.record.checkpoint import Checkpoint, Head
from nemcon.core.record.disclosure import opened
from nemcon.core.record.keys import rotate
from nemcon.core.record.notes import COSIGNATURE, ED25519, ML_DSA, Note, Signer
from nemcon.core.record.tree import Frontier, Nodes, leaf_hash, node_hash

ORIGIN = "record.example.org/ctoc"
START = dt.datetime(2020, 9, 1, 8, tzinfo=dt.UTC)
TIME = 1_600_000_000
"""Seconds since 1970 of a cosignature."""


def signers(seed: int, origin: str = ORIGIN) -> tuple[Signer, ...]:
    """A log's two keys."""
    random = Random(seed)
    return Signer(origin, ED25519, random.randbytes(32)), Signer(origin, ML_DSA, random.randbytes(32))


WITNESSES = (
    Signer("witness.example.net/w1", COSIGNATURE, b"w" * 32),
    Signer("witness.example.net/w2", ML_DSA, b"v" * 32),
)


@dataclass
class Log:
    """A log with the parts of its acts, and the keys that sign it now."""

    random: Random
    signers: tuple[Signer, ...]
    origin: str = ORIGIN
    acts: list[Act] = field(default_factory=list)
    parts: list[Parts] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)
    frontier: Frontier = field(default_factory=Frontier)
    now: dt.datetime = START

    def add(self, content: Payload, who: Who, receipt: Receipt = "none", subject: str = "nemcon:log/1") -> Act:
        """Record an act a little later."""
        self.now += dt.timedelta(seconds=self.random.randrange(3), microseconds=self.random.choice((0, 1, 999_999)))
        received = self.now
        if receipt != "none":
            received -= dt.timedelta(microseconds=self.random.choice((0, 1, 86_400_000_000)))
        act = Act(
            seq=len(self.acts),
            id=uuid7(self.random, self.now),
            type=type_of(content),
            received=received,
            receipt=receipt,
            recorded=self.now,
            subject=subject,
            who=who,
            content=content,
        )
        parts = acts.encode(act, tuple(self.random.randbytes(32) for _ in range(3)))  # type: ignore[arg-type]
        self.keep(act, parts)
        return act

    def keep(self, act: Act, parts: Parts) -> None:
        """Append an act whose parts are already written."""
        leaf = acts.leaf_of(len(self.leaves), parts)
        self.acts.append(act)
        self.parts.append(parts)
        self.leaves.append(leaf)
        self.frontier = self.frontier.append(leaf_hash(leaf))

    def rotate(self, new: tuple[Signer, ...]) -> None:
        """Hand over to other keys."""
        note = rotate(self.origin, self.signers, new)
        self.add(KeyRotated(note=note), Who(Capacity.ADMINISTRATOR, "secretariat", "p0"))
        self.signers = new

    def checkpoint(self, witnesses: tuple[Signer, ...] = ()) -> Checkpoint:
        """The log's head, signed by it and cosigned by witnesses."""
        return checkpoint.sign(
            Head(self.origin, len(self.leaves), self.frontier.root), (*self.signers, *witnesses), TIME
        )

    def opened(self, audience: str, erased: frozenset[tuple[int, str]] = frozenset()) -> list[Parts]:
        """The parts that the audience sees."""
        shown = []
        for act, parts in zip(self.acts, self.parts, strict=True):
            seen = opened(audience, act.type, act.who.of if act.who else None)
            for name in acts.PARTS:
                if name not in seen or (act.seq, name) in erased:
                    parts = replace(parts, **{name: None, f"{name}_salt": None})
            shown.append(parts)
        return shown

    def export(
        self,
        audience: str = "full",
        witnesses: tuple[Signer, ...] = (),
        erased: frozenset[tuple[int, str]] = frozenset(),
    ) -> list[bytes]:
        """The lines of an export; witnesses who cosigned are named in its first line."""
        keys = [str(signer.key) for signer in (*self.signers, *witnesses)]
        return [
            lines.header(self.origin, audience, keys, len(self.leaves)),
            *(
                lines.act_line(leaf, parts)
                for leaf, parts in zip(self.leaves, self.opened(audience, erased), strict=True)
            ),
            lines.last_line(str(self.checkpoint(witnesses))),
        ]


def uuid7(random: Random, moment: dt.datetime) -> UUID:
    """A UUID of version 7 of this instant."""
    number = int(moment.timestamp() * 1000) << 80 | random.getrandbits(80)
    return UUID(int=number & ~(0xF << 76) & ~(3 << 62) | 7 << 76 | 2 << 62)


WORDS = (
    "Working Group",
    "Groupe d’étude",
    "工作组",
    "فريق عامل",
    "Рабочая группа",
    'a "quoted"\\ word\n',
    "\x7f\x01 𝔄 \ue000",
)


def content(random: Random) -> Payload:
    """The content of some act, with words of many scripts."""
    word = random.choice(WORDS)
    symbol = f"CTOC/COP/WG.{random.randrange(9)}/2021/{random.randrange(99)}"
    day = dt.date(2020, 9, 1) + dt.timedelta(days=random.randrange(900))
    files = {language: {"pdf": random.randbytes(32).hex()} for language in random.sample(["ar", "en", "zh"], 2)}
    return random.choice(
        (
            LogOpened(origin=ORIGIN, body=random.choice((None, "ctoc"))),
            BodyEstablished(
                slug="wg", names={"en": word, "zh": "工作组", word: "x"}, short={}, prefix=symbol, parent=None
            ),
            MeetingConvened(
                slug="m",
                body="wg",
                names={"en": word},
                places={"en": "Vienna"},
                zone="Europe/Vienna",
                opens=day,
                closes=day,
                form="hybrid",
            ),
            SymbolReserved(symbol=symbol),
            SymbolGivenBack(symbol=symbol, reason=word),
            DocumentPublished(
                symbol=symbol,
                body=None,
                meeting="m",
                day=day,
                issued=["en", "ar"],
                status={"en": word},
                model=random.randbytes(32).hex(),
                source=None,
                files=files,
            ),
            DocumentWithdrawn(symbol=symbol, reason=word),
        )
    )


def who(random: Random) -> Who:
    """Somebody."""
    capacity = random.choice([each for each in Capacity if each is not Capacity.CLOCK])
    of = random.choice(("XXA", "XXB", "secretariat", None))
    return Who(capacity, of, random.choice((None, f"p{random.randrange(5)}", "é")), random.choice((None, "p9")))


def random_log(seed: int, size: int, rotated: bool = False, origin: str = ORIGIN) -> Log:
    """A log of so many random acts; `rotated` hands over to other keys twice on the way."""
    random = Random(seed)
    log = Log(random, signers(seed, origin), origin)
    turns = (
        {size // 3: signers(seed + 1, origin), size // 2 + 1: signers(seed + 2, origin)} if rotated and size > 3 else {}
    )
    while len(log.acts) < size:
        if new := turns.pop(len(log.acts), None):
            log.rotate(new)
        else:
            receipt: Receipt = random.choice(("none", "door", "stated"))
            log.add(content(random), who(random), receipt, random.choice(("nemcon:symbol/A", "nemcon:комитет/1")))
    return log


def nodes_of(log: Log) -> Nodes:
    """The tree's complete nodes, computed anew each time."""

    def node(height: int, place: int) -> bytes:
        if height == 0:
            return leaf_hash(log.leaves[place])
        return node_hash(node(height - 1, 2 * place), node(height - 1, 2 * place + 1))

    return node


def cosigned(seen: Checkpoint, *witnesses: Signer) -> Checkpoint:
    """The checkpoint with cosignatures."""
    more = tuple(witness.sign(seen.head.text, TIME) for witness in witnesses)
    return Checkpoint(seen.head, Note(seen.note.text, (*seen.note.signatures, *more)))
