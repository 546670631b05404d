"""A draft as its pages show it: nodes in reading order, each with its fields, labelled in the reader's language."""

import datetime as dt
import functools
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nemcon.core.drafting.draft import ROOT, in_language
from nemcon.core.drafting.draft import Draft as State
from nemcon.core.drafting.fields import NOTHING, fields_of
from nemcon.core.drafting.held import Held
from nemcon.core.drafting.references import references
from nemcon.core.drafting.translating import missing, stale
from nemcon.core.drafting.tree import Tree, removed_nodes, tree
from nemcon.core.languages import direction
from nemcon.web.desk import seat as seats
from nemcon.web.desk.seat import Seat
from nemcon.web.drafting import selectors
from nemcon.web.drafting.models import Draft

LINES = frozenset({"title", "heading", "number", "allocation", "people", "mark", "session", "masthead.title"})
HEAD = ("masthead.title", "masthead.subtitle", "masthead.session", "masthead.date", "masthead.opens", "masthead.closes")
"""Fields of the masthead that are written in the editor; the others follow from body and meeting."""
OF_ITEM = ("number", "title", "basis", "annotation", "documentation", "none_foreseen")
"""Fields of an item that can always be written; the others where they say something."""
ALWAYS = frozenset({"number", "title", "annotation", "text", "mark"})
"""Fields that are open to be written though they say nothing."""


@dataclass(frozen=True)
class Wording:
    """A rival: what somebody wrote at the same time, and the number by which it is chosen."""

    number: int
    value: str
    who: str
    when: str


@dataclass(frozen=True)
class Shown:
    """A field on a page. `of` is the original that it translates; `state` what is to be said of it."""

    id: str
    node: str
    name: str
    label: str
    value: str
    version: int
    kind: str
    rows: int
    language: str
    direction: str
    outline: bool = False
    of: str = ""
    of_version: int = 0
    missing: bool = False
    state: str = ""
    rivals: tuple[Wording, ...] = ()


@dataclass(frozen=True)
class Command:
    """A button: what it does and what it says."""

    name: str
    title: str


@dataclass(frozen=True)
class Node:
    """An item, section, note or words without a place, with its fields."""

    id: str
    kind: str
    name: str
    number: str
    depth: int
    fields: tuple[Shown, ...]
    commands: tuple[Command, ...] = field(default=())
    more: tuple[Shown, ...] = field(default=())
    """Fields that say nothing yet, or seldom anything: folded away."""


@dataclass(frozen=True)
class _Page:
    draft: Draft
    state: State
    names: dict[str, str]
    seat: Seat


def items(draft: Draft, state: State, seat: Seat) -> list[Node]:
    """All that the editor shows, in reading order: the masthead, items, sections, notes, words without a place."""
    found = tree(state)
    cited = references(state, found)
    page = _Page(draft, state, selectors.names(_writers(state)), seat)
    shown = [_node(page, ROOT, "head", 1, "", HEAD)]
    shown += [
        _node(page, node, "item", depth, cited.get(node, ""), _names_of_item(state, node))
        for node, depth in _items(state, found, ROOT, 1)
    ]
    for kind in ("section", "note", "unrecognised"):
        shown += [
            _node(page, node, kind, 1, "", tuple(fields_of(kind)))
            for node in found.children.get(ROOT, ())
            if state.type(node) == kind
        ]
    return shown


def translated(draft: Draft, state: State, code: str, seat: Seat) -> list[Node]:
    """Original and translation side by side: every field of words that the original has, or the translation."""
    found = tree(state)
    cited = references(state, found)
    names = selectors.names(_writers(state))
    gone, old = set(missing(state, code)), set(stale(state, code))
    shown: list[Node] = []
    for node in (ROOT, *found.walk()):
        kind = state.type(node)
        if kind in ("furniture", "unrecognised"):
            continue
        fields = []
        for name, one in fields_of(kind).items():
            original = state.value(node, name)
            own = state.held(node, in_language(name, code))
            if not one.words or not (original or own.value):
                continue
            said = _("translated before the original changed") if (node, name) in old else ""
            if (node, name) in gone:
                said = _("missing")
            fields.append(
                one_field(
                    draft,
                    own,
                    node,
                    in_language(name, code),
                    seat,
                    names=names,
                    of=original,
                    of_version=state.held(node, name).version,
                    state=said,
                    is_missing=(node, name) in gone,
                )
            )
        if fields:
            shown.append(Node(node, kind, _kind(kind, cited.get(node, "")), cited.get(node, ""), 1, tuple(fields)))
    return shown


def removed(state: State) -> list[Node]:
    """What was removed and can be taken back, the last first."""
    return [
        Node(one.node, state.type(one.node), _short(state, one.node), state.value(one.node, "number"), 1, ())
        for one in removed_nodes(state)
        if state.type(one.node) != "row"
    ]


def one_field(
    draft: Draft,
    held: Held,
    node: str,
    name: str,
    seat: Seat,
    *,
    names: dict[str, str] | None = None,
    of: str = "",
    of_version: int = 0,
    state: str = "",
    is_missing: bool = False,
) -> Shown:
    """A field as it is shown; a name with "@fr" is that of a translation."""
    base, _at, code = name.partition("@")
    language = code or draft.original
    people = names if names is not None else selectors.names(rival.by for rival in held.rivals)
    value = "" if held.value == NOTHING else held.value
    last = base.rpartition(".")[2]
    return Shown(
        id=f"{node}-{name}",
        node=node,
        name=name,
        label=label(base),
        value=value,
        version=held.version,
        kind="check" if last in ("none_foreseen", "unofficial") else "line" if base in LINES else "text",
        rows=1 if base in LINES or not value else max(2, min(12, value.count("\n") + len(value) // 90 + 1)),
        language=language,
        direction=direction(language),
        outline=base == "title" and not code,
        of=of,
        of_version=of_version,
        missing=is_missing,
        state=state,
        rivals=tuple(
            Wording(number, rival.value, people.get(rival.by, "") or _("Somebody"), _when(rival.at, seat))
            for number, rival in enumerate(held.rivals)
        ),
    )


def label(name: str) -> str:
    """What a field is called on a page."""
    return _labels(get_language() or "en").get(name, name)


@functools.cache
def _labels(_language: str) -> dict[str, str]:
    """The labels in the language that is active: a page has thousands of them."""
    return {
        "number": _("Number"),
        "title": _("Title"),
        "heading": _("Heading over the annotation"),
        "basis": _("Legislative basis"),
        "annotation": _("Annotation"),
        "documentation": _("Documentation"),
        "none_foreseen": _("No documentation is foreseen"),
        "allocation": _("Taken by"),
        "people": _("People"),
        "duration": _("Minutes"),
        "each": _("Minutes are for each document"),
        "language": _("Language of these words"),
        "mark": _("Mark"),
        "text": _("Words"),
        "why": _("Why it has no place"),
        "line": _("Line of the file"),
        "blocks": _("Text"),
        "where": _("Where it stands"),
        "session": _("Place and dates"),
        "masthead.title": _("Title of the document"),
        "masthead.subtitle": _("Subtitle"),
        "masthead.session": _("Place and dates"),
        "masthead.date": _("Date of the document"),
        "masthead.opens": _("Opens on"),
        "masthead.closes": _("Closes on"),
        "masthead.house": _("Institution"),
        "masthead.organ": _("Organ"),
        "masthead.distribution": _("Distribution"),
        "masthead.date_text": _("Date as printed"),
        "masthead.language_text": _("Language as printed"),
        "masthead.original": _("Original as printed"),
        "masthead.body": _("Body"),
        "masthead.meeting": _("Meeting"),
        "masthead.place": _("Place"),
        "masthead.item": _("Item line"),
        "masthead.others": _("Other lines"),
        "labels.agenda": _("Heading of the agenda"),
        "labels.annotations": _("Heading of the annotations"),
        "labels.annex": _("Heading of the annex"),
        "labels.programme": _("Heading of the organization of work"),
        "labels.programme_head": _("Heads of its columns"),
        "labels.documentation": _("Heading of the documentation"),
        "programme_notes": _("Notes to the organization of work"),
        "illustrative": _("What is illustrative"),
        "track": _("Track"),
        "day": _("Day as printed"),
        "time": _("Hours as printed"),
    }


def _names_of_item(state: State, node: str) -> tuple[str, ...]:
    more = tuple(name for name in fields_of("item") if name not in OF_ITEM and state.value(node, name))
    return (*OF_ITEM, *more)


def _node(page: "_Page", node: str, kind: str, depth: int, number: str, wanted: tuple[str, ...]) -> Node:
    fields = tuple(
        one_field(page.draft, page.state.held(node, name), node, name, page.seat, names=page.names) for name in wanted
    )
    commands = {"item": _of_item(get_language() or "en"), "head": ()}.get(kind, (Command("remove", _("Remove")),))
    if kind == "head":
        return Node(node, kind, _kind(kind, number), number, depth, fields[:1], commands, fields[1:])
    shown = tuple(one for one in fields if one.value or one.rivals or one.name in ALWAYS)
    return Node(
        node,
        kind,
        _kind(kind, number),
        number,
        depth,
        shown,
        commands,
        tuple(one for one in fields if one not in shown),
    )


@functools.cache
def _of_item(_language: str) -> tuple[Command, ...]:
    return (
        Command("after", _("Add an item after it")),
        Command("under", _("Add an item under it")),
        Command("up", _("Move up")),
        Command("down", _("Move down")),
        Command("indent", _("Move in")),
        Command("outdent", _("Move out")),
        Command("remove", _("Remove")),
    )


def _kind(kind: str, number: str) -> str:
    match kind:
        case "item":
            return _("Item %(number)s") % {"number": number} if number else _("Item without a number")
        case "head" | "":
            return _("Head of the document")
        case "section":
            return _("Section")
        case "note":
            return _("Footnote")
        case "row":
            return _("Row of the organization of work")
        case _:
            return _("Words without a place")


def _short(state: State, node: str) -> str:
    words = state.value(node, "title") or state.value(node, "text") or state.value(node, "heading")
    return words if len(words) < 80 else f"{words[:78]}…"


def _items(state: State, found: Tree, parent: str, depth: int) -> Iterable[tuple[str, int]]:
    for node in found.children.get(parent, ()):
        if state.type(node) == "item":
            yield node, depth
            yield from _items(state, found, node, depth + 1)


def _writers(state: State) -> set[str]:
    return {rival.by for fields in state.nodes.values() for held in fields.values() for rival in held.rivals}


def _when(at: dt.datetime | None, seat: Seat) -> str:
    return seats.moment(at, seat, inside=True) if at else ""
