"""The parts of an agenda and of its translations side by side, in the order of each."""

from collections.abc import Callable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Generic, TypeVar

from nemcon.core.agenda import Agenda, Item
from nemcon.core.numbering import key

T = TypeVar("T")

Beside = dict[str, T]
"""One part in the languages that have it; "" is the original."""


class Sides(Generic[T]):
    """A part in each language that has it, and, for an item, those below it."""

    def __init__(self, beside: Beside[T], below: "list[Sides[T]] | None" = None) -> None:
        self.beside = beside
        self.below = below or []


def side_by_side(columns: Mapping[str, Sequence[T]], name: Callable[[T], object]) -> list[Beside[T]]:
    """The parts of each language beside those of the others.

    As many parts correspond one by one; otherwise those with the same `name`, and the others stand alone. Each
    language keeps its order.
    """
    merged: list[Beside[T]] = []
    for language, parts in columns.items():
        if not merged or len(parts) == len(merged):
            merged = [{**old, language: part} for old, part in zip(merged or [{} for _ in parts], parts, strict=True)]
            continue
        names = [name(next(iter(old.values()))) for old in merged]
        matcher = SequenceMatcher(None, names, [name(part) for part in parts], autojunk=False)
        rows: list[Beside[T]] = []
        for code, old_from, old_to, new_from, new_to in matcher.get_opcodes():
            if code == "equal":
                pairs = zip(merged[old_from:old_to], parts[new_from:new_to], strict=True)
                rows += [{**old, language: part} for old, part in pairs]
            else:
                rows += merged[old_from:old_to]
                rows += [{language: part} for part in parts[new_from:new_to]]
        merged = rows
    return merged


def items_beside(columns: Mapping[str, Sequence[Item]]) -> list[Sides[Item]]:
    """The items of each language beside those of the others, with those below them."""
    return [
        Sides(beside, items_beside({language: item.items for language, item in beside.items()}))
        for beside in side_by_side(columns, lambda item: key(item.number))
    ]


def columns_of(agenda: Agenda) -> dict[str, Agenda]:
    """The agenda under "", its translations under their codes."""
    return {"": agenda, **{language: agenda.translations[language] for language in sorted(agenda.translations)}}
