"""A draft as a whole: nodes with named fields, and the fold of all saves.

A node is an item, a row of the programme, a section, a note, words that were not recognised, furniture; the root,
`ROOT`, is the agenda itself. Its structure is fields as well: `type`, `place` (the node above and a key that orders),
`removed`. Nothing is ever deleted. A field of a translation is named "title@fr".
"""

from collections.abc import Iterable, Mapping

import msgspec

from nemcon.core.drafting.held import EMPTY, Held, Outcome, Save, apply

ROOT = "agenda"

Nodes = Mapping[str, Mapping[str, Held]]


class Draft(msgspec.Struct, frozen=True):
    """The fields of each node as they stand. `seen` are the ids of all saves that are in it."""

    nodes: Nodes = {}
    seen: frozenset[str] = frozenset()

    def held(self, node: str, field: str) -> Held:
        """The field as it stands; `EMPTY` where it was never saved."""
        return self.nodes.get(node, {}).get(field, EMPTY)

    def value(self, node: str, field: str) -> str:
        """The value of the field; "" where it was never saved."""
        return self.held(node, field).value

    def type(self, node: str) -> str:
        """What the node is: "item", "row", "section", "note", "furniture", "unrecognised"; of the root ""."""
        return self.value(node, "type")


class Revision(msgspec.Struct, frozen=True):
    """A save and what came of it: a row of the history."""

    save: Save
    outcome: Outcome


def draft_of(fields: Iterable[tuple[str, str, Held]], seen: Iterable[str] = ()) -> Draft:
    """The draft whose fields are stored one by one: (node, field, held)."""
    nodes: dict[str, dict[str, Held]] = {}
    for node, field, held in fields:
        nodes.setdefault(node, {})[field] = held
    return Draft(nodes, frozenset(seen))


def evolve(draft: Draft, save: Save) -> Draft:
    """The draft after the save. Never raises: history is history."""
    return revise(draft, save)[0]


def revise(draft: Draft, save: Save) -> tuple[Draft, Revision]:
    """The draft after the save, and the row for its history."""
    if save.id in draft.seen:
        return draft, Revision(save, Outcome("again", draft.held(save.node, save.field).version))
    held, outcome = _applied(draft.nodes, save)
    seen = draft.seen | {save.id}
    if not save.field:
        return Draft(draft.nodes, seen), Revision(save, outcome)
    nodes = {**draft.nodes, save.node: {**draft.nodes.get(save.node, {}), save.field: held}}
    return Draft(nodes, seen), Revision(save, outcome)


def revise_all(draft: Draft, saves: Iterable[Save]) -> tuple[Draft, tuple[Revision, ...]]:
    """The draft after all the saves, in their order, with their rows; as `revise` one by one, only faster."""
    nodes = {node: dict(fields) for node, fields in draft.nodes.items()}
    seen = set(draft.seen)
    revisions: list[Revision] = []
    for save in saves:
        if save.id in seen:
            version = nodes.get(save.node, {}).get(save.field, EMPTY).version
            revisions.append(Revision(save, Outcome("again", version)))
            continue
        seen.add(save.id)
        held, outcome = _applied(nodes, save)
        if save.field:
            nodes.setdefault(save.node, {})[save.field] = held
        revisions.append(Revision(save, outcome))
    return Draft(nodes, frozenset(seen)), tuple(revisions)


def replay(revisions: Iterable[Revision], start: Draft = Draft()) -> Draft:  # noqa: B008 -- it is frozen
    """The draft as its history makes it."""
    return revise_all(start, (revision.save for revision in revisions))[0]


def _applied(nodes: Nodes, save: Save) -> tuple[Held, Outcome]:
    if not save.field:
        return EMPTY, Outcome("nothing")
    return apply(nodes.get(save.node, {}).get(save.field, EMPTY), save)


def base_name(field: str) -> str:
    """The field without its language: "title" of "title@fr"."""
    return field.partition("@")[0]


def in_language(field: str, language: str) -> str:
    """The name of the field in `language`; "" is the original."""
    return f"{field}@{language}" if language else field


def languages(draft: Draft) -> tuple[str, ...]:
    """The languages into which the draft is translated, or begun to be, in alphabetical order."""
    found = {
        field.partition("@")[2]
        for fields in draft.nodes.values()
        for field, held in fields.items()
        if "@" in field and held.value
    }
    return tuple(sorted(found - {""}))
