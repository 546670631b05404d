"""Whether the record holds what was answered, as an export of it shows: every rule that must hold after any storm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from uuid import UUID

from tests.record.independent.export import lines_of, read_export

from nemcon.core import acts
from nemcon.core.acts import Act
from nemcon.core.payloads import BodyChanged, BodyEstablished, SymbolReserved
from nemcon.core.record import checkpoint as checkpoints
from nemcon.core.record import lines
from nemcon.core.record.notes import Key, verify
from nemcon.core.record.tree import Frontier, leaf_hash
from nemcon.core.record.verify import verify_record

from .people import Form
from .watching import Sighting

Wrong = list[str]


@dataclass
class Judgement:
    """What was found wrong, by rule, each in a sentence. All empty if the record holds."""

    acts: int
    answered: int
    missing: Wrong = field(default_factory=list)
    """Answered acts that are not on the record, or other ones than was answered; and what must not be there but is."""
    burnt: Wrong = field(default_factory=list)
    """Numbers of acts or of symbols that are used twice or not at all."""
    disagreeing: Wrong = field(default_factory=list)
    """Checkpoints that are not of this record, or that no key of its log signed."""
    disordered: Wrong = field(default_factory=list)
    """Acts recorded before they were received, or before the one before them."""
    unverified: Wrong = field(default_factory=list)
    """What the two verifiers say of the export."""

    def all(self) -> Wrong:
        """Everything that is wrong."""
        return [*self.missing, *self.burnt, *self.disagreeing, *self.disordered, *self.unverified]


def judge(export: Path, forms: Collection[Form], seen: Iterable[Sighting], keys: list[Key]) -> Judgement:
    """Judge the full export of a log whose symbols all come from `forms`, and the checkpoints that were seen of it."""
    recorded, roots = read(export)
    found = Judgement(len(recorded), sum(bool(form.receipts) for form in forms))
    found.missing += _missing(recorded, forms)
    found.burnt += _burnt(recorded)
    found.disagreeing += _disagreeing(roots, seen, keys)
    found.disordered += _disordered(recorded)
    found.unverified += _unverified(export, keys)
    return found


def read(export: Path) -> tuple[list[Act], list[bytes]]:
    """The acts of an export, and the root of the tree of each size, grown from its leaves."""
    recorded, frontier = [], Frontier()
    roots = [frontier.root]
    for line in export.read_bytes().splitlines(keepends=True)[1:-1]:
        found = lines.read_act(line)
        recorded.append(acts.decode(found.leaf.seq, found.parts))
        frontier = frontier.append(leaf_hash(found.leaf_bytes))
        roots.append(frontier.root)
    return recorded, roots


def symbols(recorded: Iterable[Act]) -> list[str]:
    """The symbols that were reserved, in order of record."""
    return [act.content.symbol for act in recorded if isinstance(act.content, SymbolReserved)]


def _missing(recorded: list[Act], forms: Collection[Form]) -> Wrong:
    wrong: Wrong = []
    by_id: dict[UUID, Act] = {act.id: act for act in recorded}
    for form in forms:
        if len(set(form.receipts)) > 1:
            wrong.append(f"{form.act} was answered differently: {set(form.receipts)}.")
        if form.nothing_recorded and form.act in by_id:
            wrong.append(f"{form.act} is on the record, and it was said that nothing was recorded.")
        for receipt in set(form.receipts):
            act = by_id.get(receipt.act)
            if act is None or act.id != form.act:
                wrong.append(f"{receipt} was answered and is not on the record.")
            elif (act.seq, act.received.isoformat(timespec="microseconds")) != (receipt.seq, receipt.received):
                wrong.append(f"{receipt} was answered, and the record says {act.seq}, {act.received}.")
            elif _gave(act) != receipt.gave:
                wrong.append(f"{receipt} was answered, and the record says {act.content}.")
    sent = {form.act for form in forms}
    wrong += [f"{act.id} was sent by nobody." for act in recorded if act.receipt == "door" and act.id not in sent]
    return wrong


def _gave(act: Act) -> str:
    """What its sender was told that the act gave."""
    if isinstance(act.content, BodyChanged | BodyEstablished):
        return act.content.names["en"]
    return "".join(symbols([act]))


def _burnt(recorded: list[Act]) -> Wrong:
    wrong: Wrong = []
    if [act.seq for act in recorded] != list(range(len(recorded))):
        wrong.append("The numbers of the acts do not follow each other.")
    if len({act.id for act in recorded}) != len(recorded):
        wrong.append("Two acts have one id.")
    given = Counter(int(symbol.rpartition("/")[2]) for symbol in symbols(recorded))
    wrong += [f"Number {number} of the series was given {count} times." for number, count in given.items() if count > 1]
    skipped = set(range(1, max(given, default=0))) - set(given)
    wrong += [f"Number {number} of the series was given to nobody." for number in sorted(skipped)]
    return wrong


def _disagreeing(roots: list[bytes], seen: Iterable[Sighting], keys: list[Key]) -> Wrong:
    wrong: Wrong = []
    by_size: dict[int, set[bytes]] = {}
    for each in seen:
        by_size.setdefault(each.size, set()).add(each.root)
        if each.size >= len(roots):
            wrong.append(f"A head of {each.size} acts was seen ({each.where}), and the record holds {len(roots) - 1}.")
        elif roots[each.size] != each.root:
            wrong.append(f"The head of {each.size} acts that was seen ({each.where}) is of another record.")
        if each.note:
            note = checkpoints.parse(each.note).note
            if {key for key, _ in verify(note, keys)} != set(keys):
                wrong.append(f"The checkpoint of {each.size} acts is not signed by the log's keys.")
    wrong += [f"Two heads of {size} acts differ." for size, different in by_size.items() if len(different) > 1]
    return wrong


def _disordered(recorded: list[Act]) -> Wrong:
    wrong = [f"Act {act.seq} is recorded before it was received." for act in recorded if act.received > act.recorded]
    for before, after in pairwise(recorded):
        if after.recorded < before.recorded:
            wrong.append(f"Act {after.seq} is recorded before act {before.seq}.")
    return wrong


def _unverified(export: Path, keys: list[Key]) -> Wrong:
    with export.open("rb") as file:
        ours = verify_record(lines_of(file), keys=keys)
    with export.open("rb") as file:
        theirs = read_export(lines_of(file), [str(key) for key in keys])
    return [
        *(f"verify: {fault.sentence}" for fault in ours.faults),
        *(f"the independent verifier: {sentence}" for sentence in ([] if theirs.good else theirs.sentences())),
    ]
