"""A draft as the agenda that it says, with its translations. Total: whatever was saved makes an agenda."""

from collections.abc import Callable
from typing import Any

from nemcon.core.agenda import Agenda, Item, Kept, Labels, Masthead, Note, Section
from nemcon.core.drafting.draft import ROOT, Draft, in_language, languages
from nemcon.core.drafting.fields import FIELDS, NOTHING, ROOT_FIELDS, Field, fields_of, is_understood, read_field
from nemcon.core.drafting.references import known_in, read_reference, references
from nemcon.core.drafting.tree import Tree, tree
from nemcon.core.programme import Row

Values = dict[str, Any]


def to_agenda(draft: Draft) -> Agenda:
    """The agenda that the draft says. A translated field that is missing is blank in its translation."""
    found = tree(draft)
    original = _Reader(draft, found, "").agenda()
    return Agenda(
        **original, translations={one: Agenda(**_Reader(draft, found, one).agenda()) for one in languages(draft)}
    )


def in_one_language(draft: Draft, language: str = "") -> Agenda:
    """The agenda in one language alone, "" for the original: what a preview shows."""
    return Agenda(**_Reader(draft, tree(draft), language).agenda())


def not_understood(draft: Draft) -> tuple[tuple[str, str, str], ...]:
    """Node, field and value where a date, an hour, a number or a choice is typed that is none: it says nothing yet."""
    seen = [ROOT, *tree(draft).walk()]
    return tuple(
        (node, name, held.value)
        for node in seen
        for field in (fields_of(draft.type(node)),)
        for name, held in draft.nodes.get(node, {}).items()
        if (one := field.get(name.partition("@")[0])) and held.value != NOTHING and not is_understood(one, held.value)
    )


def value_in(draft: Draft, node: str, field: Field, name: str, language: str) -> str:
    """The typed value in the language: its own; for what is not translated, that of the original where it has none."""
    own = draft.value(node, in_language(name, language))
    if not language or field.words:
        return own
    if own == NOTHING:
        return ""
    if own:
        return own
    original = draft.value(node, name)
    return language if field.form == "own" and original else original


class _Reader:
    """The parts of an agenda in one language."""

    def __init__(self, draft: Draft, found: Tree, language: str) -> None:
        self.draft = draft
        self.tree = found
        self.language = language
        self.known = known_in(draft, found, language)
        self.cited = references(draft, found, language)

    def agenda(self) -> Values:
        """The attributes of the agenda but its translations."""
        root: dict[str, Values] = {
            begin: {
                key: value for field in fields for key, value in self._read(ROOT, field, begin + field.name).items()
            }
            for begin, fields in ROOT_FIELDS
        }
        root[""]["language"] = root[""]["language"] or self.language or "en"
        return {
            **root[""],
            "masthead": Masthead(**root["masthead."]),
            "labels": Labels(**root["labels."]),
            "items": self._items(ROOT),
            "programme": self._parts("row", self._row),
            "sections": self._parts("section", lambda values: Section(**values)),
            "notes": self._parts("note", lambda values: Note(**values)),
            "furniture": self._parts("furniture", lambda values: Kept(**values)),
            "unrecognised": self._parts("unrecognised", lambda values: Kept(**values)),
        }

    def _items(self, parent: str) -> tuple[Item, ...]:
        return tuple(
            Item(**self._values(node, "item"), items=self._items(node)) for node in self._nodes(parent, "item")
        )

    def _parts(self, type_: str, made: Callable[[Values], Any]) -> tuple[Any, ...]:
        return tuple(made(self._values(node, type_)) for node in self._nodes(ROOT, type_))

    def _nodes(self, parent: str, type_: str) -> list[str]:
        absent = in_language("absent", self.language)
        return [
            node
            for node in self.tree.children.get(parent, ())
            if self.draft.type(node) == type_ and not self.draft.value(node, absent)
        ]

    def _values(self, node: str, type_: str) -> Values:
        values: Values = {}
        for field in FIELDS[type_]:
            values.update(self._read(node, field, field.name))
        if type_ == "row":
            # Words that are no date and no hour are printed as they were typed.
            for field in FIELDS["row"]:
                if field.form in ("date", "clock") and values[field.key] is None:
                    typed = value_in(self.draft, node, field, field.name, self.language)
                    words = "day" if field.form == "date" else "time"
                    values[words] = " ".join(said for said in (values[words], typed) if said)
        return values

    def _read(self, node: str, field: Field, name: str) -> Values:
        typed = value_in(self.draft, node, field, name, self.language)
        if field.form == "item":
            return {field.key: read_reference(typed, self.cited)}
        return read_field(field, typed, self.known)

    @staticmethod
    def _row(values: Values) -> Row:
        return Row(**values)
