"""Rows of the programme in a draft: a proposed programme put in place, and one cell at a time."""

from collections.abc import Iterable, Iterator

from nemcon.core.drafting.commands import siblings_of
from nemcon.core.drafting.draft import ROOT, Draft
from nemcon.core.drafting.fields import FIELDS, Field, fields_of, write_field
from nemcon.core.drafting.held import Save
from nemcon.core.drafting.order import place_of, spread
from nemcon.core.drafting.references import by_reference, known_in, write_reference
from nemcon.core.drafting.step import REMOVED, Change, Hand, saves_of
from nemcon.core.drafting.tree import tree
from nemcon.core.procedure import refuse
from nemcon.core.programme import Row

_SAME = ("item", "title", "continued", "kind")


def put_programme(draft: Draft, rows: Iterable[Row], ids: Iterator[str], hand: Hand) -> tuple[Save, ...]:
    """The rows in place of those that the draft has.

    A row for the same item with the same title stays the same node, so that its translations stay with it; `ids` name
    the others. Rows that are not among the new ones are removed and can be restored.
    """
    found = tree(draft)
    nodes = by_reference(draft, found)
    known = known_in(draft, found)
    free = siblings_of(draft, found, ROOT, "row")
    wanted = [{field.name: _typed(field, row, nodes, known) for field in FIELDS["row"]} for row in rows]
    changes: list[Change] = []
    for values, key in zip(wanted, spread(len(wanted)), strict=True):
        same = next((n for n in free if all(draft.value(n, name) == values[name] for name in _SAME)), None)
        if same is None:
            node = next(ids)
            if node in draft.nodes:
                raise refuse("draft.node_is_there", node=node)
            changes.append(Change(node, "type", "row"))
        else:
            node = same
            free.remove(same)
        changes.append(Change(node, "place", place_of(ROOT, key)))
        changes += [Change(node, name, value) for name, value in values.items()]
    changes += [Change(node, "removed", REMOVED) for node in free]
    return saves_of(draft, changes, hand)


def set_cell(draft: Draft, row: str, field: str, value: str, hand: Hand) -> tuple[Save, ...]:
    """Save one cell of a row; the items that are typed in the cell `item` ("2 (a)") are named by their nodes."""
    found = tree(draft)
    if draft.type(row) != "row" or not found.is_seen(row):
        raise refuse("draft.no_such_node", node=row)
    if field.partition("@")[0] not in fields_of("row"):
        raise refuse("draft.no_such_field", field=field)
    typed = write_reference(value.strip(), by_reference(draft, found)) if field == "item" else value
    return saves_of(draft, (Change(row, field, typed),), hand)


def _typed(field: Field, row: Row, nodes: dict[str, str], known: dict[str, str]) -> str:
    return write_reference(row.item, nodes) if field.form == "item" else write_field(field, row, known)
