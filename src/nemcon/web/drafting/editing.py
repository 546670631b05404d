"""What the buttons and keys of the editor do: each command of a page as saves of one step (core.drafting)."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import uuid4

from msgspec.structs import replace

from nemcon.core.agenda import Agenda, Paper
from nemcon.core.drafting.commands import (
    add_after,
    add_under,
    indent,
    move_down,
    move_up,
    outdent,
    placed,
    remove,
    restore,
    siblings_of,
)
from nemcon.core.drafting.draft import ROOT, revise_all
from nemcon.core.drafting.draft import Draft as State
from nemcon.core.drafting.from_agenda import from_agenda
from nemcon.core.drafting.held import Save
from nemcon.core.drafting.renumbering import renumber
from nemcon.core.drafting.step import REMOVED, Change, Hand, saves_of, settle
from nemcon.core.drafting.tree import tree
from nemcon.core.notation import read_papers, write_papers
from nemcon.core.procedure import refuse

SITTING = ("date", "day", "start", "end", "session", "track", "time")
"""The fields of a row that say in which sitting it is."""


@dataclass(frozen=True)
class Edit:
    """The saves of a command, and the element of the page that shall have the focus after it."""

    saves: tuple[Save, ...]
    focus: str = ""


Do = Callable[[State, Hand, str, str], Edit]


def _after(state: State, hand: Hand, node: str, _value: str) -> Edit:
    new = new_node()
    return Edit(add_after(state, node, new, hand), f"{new}-title")


def _under(state: State, hand: Hand, node: str, _value: str) -> Edit:
    new = new_node()
    return Edit(add_under(state, node, new, hand), f"{new}-title")


def _last(state: State, hand: Hand, _node: str, _value: str) -> Edit:
    new = new_node()
    return Edit(add_under(state, ROOT, new, hand), f"{new}-title")


def _staying(do: Callable[[State, str, Hand], tuple[Save, ...]]) -> Do:
    def done(state: State, hand: Hand, node: str, _value: str) -> Edit:
        return Edit(do(state, node, hand), f"{node}-title" if state.type(node) == "item" else f"move-{node}")

    return done


def _restored(state: State, hand: Hand, node: str, _value: str) -> Edit:
    return Edit(restore(state, node, hand), f"{node}-title")


def _removed(state: State, hand: Hand, node: str, _value: str) -> Edit:
    found = tree(state)
    siblings = siblings_of(state, found, found.above.get(node, ROOT), state.type(node))
    near = [one for one in siblings if one != node]
    at = min(siblings.index(node), len(near) - 1) if node in siblings and near else -1
    return Edit(remove(state, node, hand), f"{near[at]}-title" if at >= 0 else "")


def _renumbered(state: State, hand: Hand, _node: str, _value: str) -> Edit:
    """All levels, from the top: numbers below that repeat those above have followed them when they are looked at."""
    saves: list[Save] = []
    now = state
    for number, parent in enumerate((ROOT, *tree(state).walk())):
        if parent != ROOT and state.type(parent) != "item":
            continue
        # Ids of saves are counted within a step: each level gets numbers of its own.
        part = Hand(hand.by, hand.at, f"{hand.step}/{number}")
        made = tuple(replace(save, step=hand.step) for save in renumber(now, parent, part))
        now = revise_all(now, made)[0]
        saves += made
    return Edit(tuple(saves))


def _rival(state: State, hand: Hand, node: str, value: str) -> Edit:
    """Settle which wording a field shall have: "annotation 0" takes its first rival, "annotation -" keeps what is."""
    name, _, number = value.strip().partition(" ")
    held = state.held(node, name)
    if number.strip() == "-":
        return Edit(settle(state, node, name, held.value, hand), f"{node}-{name}")
    if not number.strip().isdigit() or int(number) >= len(held.rivals):
        raise refuse("drafting.no_such_rival")
    return Edit(settle(state, node, name, held.rivals[int(number)].value, hand), f"{node}-{name}")


def _sitting(state: State, hand: Hand, row: str, value: str) -> Edit:
    """Put a row into a sitting, behind the rows that are there; the sitting is named by one of its rows, or by a day
    and hours ("2021-03-25 10:00 13:00")."""
    found = tree(state)
    rows = siblings_of(state, found, ROOT, "row")
    if row not in rows:
        raise refuse("draft.no_such_node", node=row)
    fields = _sitting_fields(state, rows, value)
    others = [one for one in rows if one != row]
    within = [one for one in others if sitting_of(state, one) == tuple(fields.values())]
    after = within[-1] if within else _before(state, others, fields)
    changes = [Change(row, name, said) for name, said in fields.items()]
    changes += placed(state, found, row, ROOT, others, after)
    return Edit(saves_of(state, changes, hand), f"move-{row}")


def _add_row(state: State, hand: Hand, sitting: str, item: str) -> Edit:
    """A row for an item at the end of a sitting; the row of an item that was taken up before is continued."""
    found = tree(state)
    rows = siblings_of(state, found, ROOT, "row")
    fields = _sitting_fields(state, rows, sitting)
    if state.type(item) != "item" or not found.is_seen(item):
        raise refuse("draft.no_such_node", node=item)
    within = [one for one in rows if sitting_of(state, one) == tuple(fields.values())]
    after = within[-1] if within else _before(state, rows, fields)
    new = new_node()
    changes = [Change(new, "type", "row"), *placed(state, found, new, ROOT, rows, after)]
    changes += [Change(new, name, said) for name, said in fields.items() if said]
    changes += [Change(new, "item", f"{{{item}}}"), Change(new, "title", state.value(item, "title"))]
    if any(f"{{{item}}}" in state.value(one, "item") for one in rows[: rows.index(after) + 1 if after else 0]):
        changes.append(Change(new, "continued", "yes"))
    return Edit(saves_of(state, changes, hand), f"move-{new}")


def _paper(state: State, hand: Hand, item: str, value: str) -> Edit:
    """A document of the register behind those that the item lists: its symbol, a tab, its title."""
    symbol, _tab, title = value.partition("\t")
    listed = read_papers(state.value(item, "documentation"))
    if state.type(item) != "item":
        raise refuse("draft.no_such_node", node=item)
    if any(one.symbol == symbol for one in listed):
        raise refuse("drafting.listed_already", symbol=symbol)
    words = write_papers((*listed, Paper(title=title, symbol=symbol)))
    changes = [Change(item, "documentation", words), Change(item, "none_foreseen", "")]
    return Edit(saves_of(state, changes, hand), f"{item}-documentation")


def _continued(state: State, hand: Hand, row: str, _value: str) -> Edit:
    said = "" if state.value(row, "continued") else "yes"
    return Edit(saves_of(state, [Change(row, "continued", said)], hand), f"move-{row}")


COMMANDS: dict[str, Do] = {
    "after": _after,
    "under": _under,
    "last": _last,
    "up": _staying(move_up),
    "down": _staying(move_down),
    "indent": _staying(indent),
    "outdent": _staying(outdent),
    "remove": _removed,
    "restore": _restored,
    "renumber": _renumbered,
    "rival": _rival,
    "sitting": _sitting,
    "add_row": _add_row,
    "continued": _continued,
    "paper": _paper,
}
"""By the name that a button or key sends. "undo" and "redo" are in actions: they need the history."""


def sitting_of(state: State, row: str) -> tuple[str, ...]:
    """In which sitting a row is."""
    return tuple(state.value(row, name) for name in SITTING)


def replaced(state: State, agenda: Agenda, ids: Iterator[str], hand: Hand) -> tuple[Save, ...]:
    """What an agenda says in place of all that the draft has: what was there is removed and can be restored.

    What is said of a translation that the agenda does not have is left as it is in the head of the document; nodes are
    new, so that translations of the old ones go with them and come back with an undo.
    """
    made = from_agenda(agenda, ids)
    changes = [
        Change(node, "removed", REMOVED)
        for node in tree(state).children.get(ROOT, ())
        if state.type(node) != "furniture"
    ]
    root = made.nodes.get(ROOT, {})
    changes += [
        Change(ROOT, name, root[name].value if name in root else "")
        for name in dict.fromkeys((*state.nodes.get(ROOT, {}), *root))
        if "@" not in name or name in root
    ]
    changes += [
        Change(node, name, held.value)
        for node, fields in made.nodes.items()
        if node != ROOT
        for name, held in fields.items()
    ]
    return saves_of(state, changes, hand)


def _sitting_fields(state: State, rows: list[str], key: str) -> dict[str, str]:
    for row in rows:
        if sitting_key(state, row) == key:
            return dict(zip(SITTING, sitting_of(state, row), strict=True))
    day, _, hours = key.partition(" ")
    start, _, end = hours.partition(" ")
    try:
        dt.date.fromisoformat(day)
        dt.time.fromisoformat(start)
        dt.time.fromisoformat(end)
    except ValueError:
        raise refuse("drafting.no_such_sitting") from None
    return {**dict.fromkeys(SITTING, ""), "date": day, "start": start, "end": end}


def sitting_key(state: State, row: str) -> str:
    """How a page names the sitting of a row: its day and hours, and its track if there are several."""
    parts = [state.value(row, name) for name in ("date", "start", "end", "track")]
    return " ".join(part for part in (parts[0] or state.value(row, "day"), *parts[1:]) if part)


def _before(state: State, rows: list[str], fields: dict[str, str]) -> str:
    """The last row that is earlier by day and hour; "" where none is."""
    when = (fields["date"], fields["start"])
    earlier = [row for row in rows if (state.value(row, "date"), state.value(row, "start")) <= when]
    return earlier[-1] if earlier else ""


def new_node() -> str:
    """A name for a new node: random, and beginning with a letter, since it names a place on pages too."""
    return f"n{uuid4().hex[:16]}"
