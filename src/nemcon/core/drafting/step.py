"""Steps: what one person does in one go, and can undo and redo in one go."""

import datetime as dt
from collections.abc import Iterable
from uuid import NAMESPACE_URL, uuid5

import msgspec

from nemcon.core.drafting.draft import Draft, Revision
from nemcon.core.drafting.held import Rival, Save
from nemcon.core.drafting.tree import tree

REMOVED = "yes"


class Hand(msgspec.Struct, frozen=True):
    """Who does something, when, and as which step. A command that is sent again as the same step is one command."""

    by: str
    at: dt.datetime
    step: str


class Change(msgspec.Struct, frozen=True):
    """A field and what it shall be."""

    node: str
    field: str
    value: str


class Left(msgspec.Struct, frozen=True):
    """A field that was left as it is when a step was undone or redone: somebody else changed it since."""

    node: str
    field: str
    by: str
    at: dt.datetime | None


class Undoing(msgspec.Struct, frozen=True):
    """The saves that undo or redo a step, and the fields that they leave. `step` is "" where there was no step."""

    saves: tuple[Save, ...] = ()
    left: tuple[Left, ...] = ()
    step: str = ""


def saves_of(draft: Draft, changes: Iterable[Change], hand: Hand, undoes: str = "") -> tuple[Save, ...]:
    """One save for each change that changes anything, on the version that the draft has."""
    wanted = {(change.node, change.field): change.value for change in changes}
    saves: list[Save] = []
    for (node, field), value in wanted.items():
        held = draft.held(node, field)
        if value != held.value:
            saves.append(_save(len(saves), node, field, value, hand, base=held.version, undoes=undoes))
    return tuple(saves)


def settle(draft: Draft, node: str, field: str, value: str, hand: Hand) -> tuple[Save, ...]:
    """Choose `value` for a field that has rivals: the one that stands, one of theirs, or a third wording."""
    held = draft.held(node, field)
    save = _save(0, node, field, value, hand, base=held.version)
    return (msgspec.structs.replace(save, settles=tuple(rival.save for rival in held.rivals), of=held.of),)


def undo(draft: Draft, revisions: Iterable[Revision], hand: Hand) -> Undoing:
    """Take back the last step of `hand.by` that is not taken back yet; `revisions` are the history, or theirs in it.

    What somebody else saved since stays, and is told in `left`; so does a node that the step added and in which
    somebody else has written.
    """
    done, _ = steps_of(revisions, hand.by)
    return _turned(draft, done[-1], hand, done[-1].id, back=True) if done else Undoing()


def redo(draft: Draft, revisions: Iterable[Revision], hand: Hand) -> Undoing:
    """Do again what `hand.by` undid last, under the same conditions; nothing once they did something else."""
    _, undone = steps_of(revisions, hand.by)
    return _turned(draft, undone[-1], hand, undone[-1].undone_by, back=False) if undone else Undoing()


class Step(msgspec.Struct):
    """One step with its rows of the history. `undone_by` is the step that took it back."""

    id: str
    revisions: list[Revision]
    undone_by: str = ""


def steps_of(revisions: Iterable[Revision], by: str) -> tuple[list[Step], list[Step]]:
    """The steps of one person that stand, and those that they undid and may do again; the last one last in both."""
    steps: dict[str, tuple[str, list[Revision]]] = {}
    for revision in revisions:
        if revision.save.by == by and revision.outcome.kind != "again":
            step = revision.save.step or revision.save.id
            steps.setdefault(step, (revision.save.undoes, []))[1].append(revision)
    done: list[Step] = []
    undone: list[Step] = []
    for name, (undoes, held) in steps.items():
        if not undoes:
            if any(revision.outcome.kind != "same" for revision in held):
                done.append(Step(name, held))
                undone.clear()
        elif taken := next((step for step in done if step.id == undoes), None):
            done.remove(taken)
            undone.append(Step(taken.id, taken.revisions, name))
        elif again := next((step for step in undone if step.undone_by == undoes), None):
            undone.remove(again)
            done.append(Step(again.id, again.revisions))
    return done, undone


class _Turn(msgspec.Struct):
    """What a step did to one field: from the value before its first save to that of its last."""

    before: str | None = None
    value: str = ""
    settled: tuple[Rival, ...] = ()
    rival: Save | None = None


def _turns(step: Step) -> dict[tuple[str, str], _Turn]:
    turns: dict[tuple[str, str], _Turn] = {}
    for revision in step.revisions:
        save, outcome = revision.save, revision.outcome
        turn = turns.setdefault((save.node, save.field), _Turn())
        turn.settled += outcome.settled
        if outcome.kind == "saved":
            turn.before = outcome.before if turn.before is None else turn.before
            turn.value = save.value
        elif outcome.kind == "rival":
            turn.rival = save
    return turns


def _turned(draft: Draft, step: Step, hand: Hand, undoes: str, *, back: bool) -> Undoing:
    turns = _turns(step)
    made = [node for (node, field), turn in turns.items() if field == "type" and turn.before == ""]
    saves: list[Save] = []
    left: list[Left] = []

    def save(node: str, field: str, value: str) -> Save:
        return _save(len(saves), node, field, value, hand, base=draft.held(node, field).version, undoes=undoes)

    for node in made:
        if back and (others := _by_others(draft, node, made, hand.by)):
            left.append(others)
        elif (gone := draft.held(node, "removed")).version and gone.by != hand.by:
            left.append(Left(node, "removed", gone.by, gone.at))
        elif bool(gone.value) != back:
            saves.append(save(node, "removed", REMOVED if back else ""))
    for (node, field), turn in turns.items():
        if node in made or not field:
            continue
        held = draft.held(node, field)
        if turn.before is not None:
            old, new = (turn.value, turn.before) if back else (turn.before, turn.value)
            if held.value == old and held.by == hand.by:
                rivals = turn.settled if back else ()
                settles = () if back else tuple(rival.save for rival in turn.settled)
                saves.append(msgspec.structs.replace(save(node, field, new), rivals=rivals, settles=settles))
            elif held.value != new:
                left.append(Left(node, field, held.by, held.at))
        elif turn.rival is not None:
            saves += _turned_rival(draft, turn.rival, save(node, field, held.value), back=back)
        elif turn.settled:
            again = save(node, field, held.value)
            settles = tuple(rival.save for rival in turn.settled)
            saves.append(msgspec.structs.replace(again, **({"rivals": turn.settled} if back else {"settles": settles})))
    if not saves:
        # A mark, so that the step counts as taken back and those before it can be reached.
        saves.append(_save(0, "", "", "", hand, undoes=undoes))
    return Undoing(tuple(saves), tuple(left), step.id)


def _turned_rival(draft: Draft, rival: Save, keep: Save, *, back: bool) -> list[Save]:
    """What was saved too late is withdrawn where it still stands beside the value, or put beside it again."""
    stands = any(one.save == rival.id for one in draft.held(rival.node, rival.field).rivals)
    if back:
        return [msgspec.structs.replace(keep, settles=(rival.id,))] if stands else []
    again = Rival(rival.id, rival.value, rival.by, rival.at, rival.base)
    return [] if stands else [msgspec.structs.replace(keep, rivals=(again,))]


def _by_others(draft: Draft, node: str, made: list[str], by: str) -> Left | None:
    """Where somebody else wrote in the node, or put something under it; None where nobody did."""
    for field, held in draft.nodes.get(node, {}).items():
        if held.by != by:
            return Left(node, field, held.by, held.at)
        if other := next((rival for rival in held.rivals if rival.by != by), None):
            return Left(node, field, other.by, other.at)
    for child in tree(draft).children.get(node, ()):
        if child not in made:
            held = draft.held(child, "place")
            return Left(child, "place", held.by, held.at)
    return None


def _save(number: int, node: str, field: str, value: str, hand: Hand, *, base: int = 0, undoes: str = "") -> Save:
    return Save(
        id=str(uuid5(NAMESPACE_URL, f"nemcon:step/{hand.step}/{number}")),
        node=node,
        field=field,
        value=value,
        base=base,
        by=hand.by,
        at=hand.at,
        step=hand.step,
        undoes=undoes,
    )
