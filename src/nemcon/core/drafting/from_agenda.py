"""An agenda as a draft: each of its parts a node, each of its values a typed field, its translations beside it."""

from collections.abc import Iterator, Mapping
from typing import Any

from nemcon.core.agenda import Agenda, Item, reference
from nemcon.core.citing import known_items
from nemcon.core.drafting.aligning import Beside, Sides, columns_of, items_beside, side_by_side
from nemcon.core.drafting.draft import ROOT, Draft, in_language, revise_all
from nemcon.core.drafting.fields import FIELDS, NOTHING, ROOT_FIELDS, YES, Field, write_field
from nemcon.core.drafting.held import LONG_AGO, Save
from nemcon.core.drafting.order import place_of, spread
from nemcon.core.drafting.references import cited_as, write_reference
from nemcon.core.drafting.step import Change, Hand, saves_of

_PARTS: tuple[tuple[str, str], ...] = (
    ("row", "programme"),
    ("section", "sections"),
    ("note", "notes"),
    ("furniture", "furniture"),
    ("unrecognised", "unrecognised"),
)
"""What stands in order beside the items: the type of the node, and where the agenda keeps it."""

_NOBODY = Hand("", LONG_AGO, "")


def from_agenda(agenda: Agenda, ids: Iterator[str]) -> Draft:
    """The draft that says what the agenda says; `ids` name its nodes."""
    return revise_all(Draft(), opening(agenda, ids, _NOBODY))[0]


def opening(agenda: Agenda, ids: Iterator[str], hand: Hand) -> tuple[Save, ...]:
    """The saves that make a new draft of the agenda, as one step."""
    return saves_of(Draft(), _changes(agenda, ids), hand)


def _changes(agenda: Agenda, ids: Iterator[str]) -> list[Change]:
    columns = columns_of(agenda)
    known = {language: known_items(one.items) for language, one in columns.items()}
    changes = _root(columns, known)
    writer = _Writer(tuple(columns), known, ids)
    writer.items(items_beside({language: one.items for language, one in columns.items()}), ROOT, {})
    close = {language: writer.is_close(language, one) for language, one in columns.items()}
    for language, is_close in close.items():
        if is_close != close[""] or (is_close and not language):
            writer.changes.append(Change(ROOT, in_language("compact", language), YES if is_close else NOTHING))
    writer.close = close
    for type_, attribute in _PARTS:
        parts: dict[str, tuple[Any, ...]] = {language: getattr(one, attribute) for language, one in columns.items()}
        writer.parts(type_, side_by_side(parts, lambda part: getattr(part, "number", None) or part))
    return changes + writer.changes


def _root(columns: Mapping[str, Agenda], known: Mapping[str, Mapping[str, str]]) -> list[Change]:
    changes = [Change(ROOT, in_language("translated", language), YES) for language in columns if language]
    for begin, fields in ROOT_FIELDS:
        holders: Beside[Any] = {
            language: getattr(one, begin.rstrip(".")) if begin else one for language, one in columns.items()
        }
        for field in fields:
            changes += _field(ROOT, field, holders, known, begin)
    return changes


def _field(
    node: str, field: Field, holders: Beside[Any], known: Mapping[str, Mapping[str, str]], begin: str = ""
) -> list[Change]:
    """The field in each language that has the node; of what is the same in all languages, only what differs."""
    typed = {language: write_field(field, holder, known[language]) for language, holder in holders.items()}
    return list(_differing(node, field, typed, begin))


def _differing(node: str, field: Field, typed: Mapping[str, str], begin: str = "") -> Iterator[Change]:
    original = typed.get("", "")
    name = begin + field.name
    for language, value in typed.items():
        expected = "" if field.words or not language else original
        if field.form == "own" and language:
            expected = language if original else ""
        if value != expected:
            yield Change(node, in_language(name, language), value or NOTHING)


class _Writer:
    """The changes for all nodes, with the nodes by how each language cites them."""

    def __init__(self, languages: tuple[str, ...], known: Mapping[str, Mapping[str, str]], ids: Iterator[str]) -> None:
        self.languages = languages
        self.known = known
        self.ids = ids
        self.changes: list[Change] = []
        self.cited: dict[bool, dict[str, dict[str, str]]] = {
            close: {one: {} for one in languages} for close in (False, True)
        }
        self.close: dict[str, bool] = {}

    def items(self, sides: list[Sides[Item]], parent: str, above: Mapping[str, tuple[str, ...]]) -> None:
        """The nodes of these items and of those below them; `above` is the path to them in each language."""
        for item, key in zip(sides, spread(len(sides)), strict=True):
            node = self._node("item", parent, key, item.beside)
            paths = {
                language: (*above.get(language, ()), self._number(language, item.beside)) for language in self.languages
            }
            for language, path in paths.items():
                if language in item.beside and reference(path):
                    for close, cited in self.cited.items():
                        cited[language].setdefault(cited_as(path, close=close), node)
            for field in FIELDS["item"]:
                self.changes += _field(node, field, item.beside, self.known)
            self.items(item.below, node, paths)

    def parts(self, type_: str, sides: list[Beside[Any]]) -> None:
        """The nodes of these parts."""
        for beside, key in zip(sides, spread(len(sides)), strict=True):
            node = self._node(type_, ROOT, key, beside)
            for field in FIELDS[type_]:
                if field.form != "item":
                    self.changes += _field(node, field, beside, self.known)
                    continue
                typed = {
                    language: write_reference(row.item, self.cited[self.close[language]][language])
                    for language, row in beside.items()
                }
                self.changes += _differing(node, field, typed)

    def is_close(self, language: str, agenda: Agenda) -> bool:
        """Whether the programme cites items without blanks, as in Chinese."""
        wide, close = (self.cited[form][language] for form in (False, True))
        cited = {row.item for row in agenda.programme if row.item}
        return len(cited & close.keys()) > len(cited & wide.keys())

    def _node(self, type_: str, parent: str, key: str, beside: Beside[Any]) -> str:
        node = next(self.ids)
        self.changes += [Change(node, "type", type_), Change(node, "place", place_of(parent, key))]
        self.changes += [
            Change(node, in_language("absent", language), YES) for language in self.languages if language not in beside
        ]
        return node

    @staticmethod
    def _number(language: str, beside: Beside[Item]) -> str:
        item = beside.get(language) or beside.get("") or next(iter(beside.values()))
        return item.number
