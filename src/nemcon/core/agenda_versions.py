"""Two versions of an agenda compared item by item: what moved, was renumbered, retitled, added, removed, divided.

`compare` gives typed changes, `sentences` says them in English. Nothing in either version is left out of account: an
item is matched, added, removed, or part of a division or a union, and a difference that has no name of its own is
told by the field in which it is.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

import msgspec
from msgspec.structs import asdict

from nemcon.core.agenda import Agenda, Block, Item, Paper, reference
from nemcon.core.agenda_matching import (
    Edit,
    Entry,
    divided,
    entries,
    in_place,
    likeness,
    match,
    paper_key,
    plain,
    word_changes,
)
from nemcon.core.agenda_row_versions import compare_rows
from nemcon.core.finding import Facts
from nemcon.core.numbering import key

Code = Literal[
    "item.added",
    "item.removed",
    "item.divided",
    "item.united",
    "item.renumbered",
    "item.moved",
    "item.nested",
    "item.retitled",
    "item.annotation",
    "item.field",
    "paper.added",
    "paper.removed",
    "paper.retitled",
    "paper.symbol",
    "paper.field",
    "papers.order",
    "row.added",
    "row.removed",
    "row.moved",
    "row.retitled",
    "row.field",
    "rows.order",
    "sitting.hours",
    "masthead",
    "part",
    "translation",
]


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One difference. `old` and `new` name the item in each version as a programme cites it ("1 (a)"), or by its title
    in quotation marks where it has no number; `before` and `after` are the words concerned.

    `field` names the field where the code does not. `words` is the word-by-word difference of `before` and `after`.
    `others` are the items of the other version that a division or union speaks of. `was` and `now` are the sittings of
    a row as facts, where `before` and `after` have them in English.
    """

    code: Code
    old: str = ""
    new: str = ""
    before: str = ""
    after: str = ""
    field: str = ""
    words: tuple[Edit, ...] = ()
    others: tuple[str, ...] = ()
    was: Facts = ()
    now: Facts = ()


class Matched(msgspec.Struct, frozen=True):
    """The same item in both versions, as each names it."""

    old: str
    new: str


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """The result: which items are which, and all changes, in the order of the newer version (removals of the older).

    Empty is `not changes`.
    """

    matched: tuple[Matched, ...]
    changes: tuple[Change, ...]


def compare(old: Agenda, new: Agenda) -> Comparison:
    """What is different in `new`, seen from `old`."""
    before, after = entries(old.items), entries(new.items)
    found = match(before, after)
    taken = set(found.values())
    removed = [entry.place for entry in before if entry.place not in found]
    added = [entry.place for entry in after if entry.place not in taken]
    changes = [
        *_head(old, new),
        *_items(before, after, found, removed, added),
        *_rows(old, new, before, after, found),
        *_parts(old, new),
    ]
    matched = tuple(Matched(name(before[one]), name(after[other])) for one, other in sorted(found.items()))
    return Comparison(matched=matched, changes=tuple(changes))


def name(entry: Entry) -> str:
    """How an item is named: by its reference, or by its title where it has no number."""
    return reference(entry.path).strip() if entry.item.number else f"“{entry.item.title}”"


def _head(old: Agenda, new: Agenda) -> Iterable[Change]:
    for field, before in asdict(old.masthead).items():
        yield from _field("masthead", field, before, getattr(new.masthead, field))


def _fields(kind: type[msgspec.Struct], *but: str) -> list[str]:
    """The fields of a type without those that have changes of their own: a field added later is compared too."""
    return [field for field in kind.__struct_fields__ if field not in but]


def _field(code: Code, field: str, before: object, after: object, old: str = "", new: str = "") -> Iterable[Change]:
    if before != after:
        was, now = _say(before), _say(after)
        words = word_changes(was, now) if len(was) + len(now) <= 20_000 else ()
        yield Change(code=code, field=field, before=was, after=now, old=old, new=new, words=words)


def _say(value: object) -> str:
    """A value of any field as words."""
    match value:
        case None | () | "":
            return ""
        case bool():
            return "yes" if value else "no"
        case tuple():
            return "\n".join(_say(part) for part in value)
        case msgspec.Struct():
            text = " ".join(_say(getattr(value, f)) for f in ("number", "mark", "heading", "text") if hasattr(value, f))
            blocks = _say(getattr(value, "blocks", ()))
            return "\n".join(part for part in (" ".join(text.split()), blocks) if part) or _facts(value)
        case _:
            return str(value)


def _facts(value: msgspec.Struct) -> str:
    return ", ".join(f"{field} {said}" for field, part in asdict(value).items() if (said := _say(part)))


def _items(
    before: list[Entry], after: list[Entry], found: dict[int, int], removed: list[int], added: list[int]
) -> Iterable[Change]:
    """Additions and changes in the order of the newer version, then what was removed."""
    divisions = divided(before, after, found, added)
    unions = divided(after, before, {n: o for o, n in found.items()}, removed)
    told_added = {n for _, parts in divisions for n in parts} - set(found.values())
    told_removed = {n for _, parts in unions for n in parts} - set(found)
    told_removed |= {place for place, _ in divisions if place not in found}
    told_added |= {place for place, _ in unions if place not in found.values()}
    of_new = {other: one for one, other in found.items()}
    moved = _moved(before, after, found)
    for whole, parts in divisions:
        names = tuple(name(after[n]) for n in parts)
        yield Change(code="item.divided", old=name(before[whole]), before=before[whole].item.title, others=names)
    for whole, parts in unions:
        names = tuple(name(before[n]) for n in parts)
        yield Change(code="item.united", new=name(after[whole]), after=after[whole].item.title, others=names)
    for entry in after:
        if entry.place in of_new:
            one = before[of_new[entry.place]]
            yield from _place(one, entry, before, after, found, moved)
            yield from _content(one.item, entry.item, name(one), name(entry))
        elif entry.place not in told_added:
            yield Change(code="item.added", new=name(entry), after=entry.item.title)
    for place in removed:
        if place not in told_removed:
            yield Change(code="item.removed", old=name(before[place]), before=before[place].item.title)


def _moved(before: list[Entry], after: list[Entry], found: dict[int, int]) -> set[int]:
    """Of the items under the same item as before, those (of the older version) that changed their order there."""
    siblings: dict[int, list[int]] = {}
    for one, other in sorted(found.items()):
        above, now_above = before[one].above, after[other].above
        if (found.get(above, -2) if above >= 0 else -1) == now_above:
            siblings.setdefault(above, []).append(one)
    moved: set[int] = set()
    for group in siblings.values():
        sequence = [found[one] for one in group]
        if sequence != sorted(sequence):
            keys = [sorted((plain(before[one].item.title), plain(after[found[one]].item.title))) for one in group]
            order = sorted(range(len(group)), key=lambda n: keys[n])
            rank = [0] * len(group)
            for n, index in enumerate(order):
                rank[index] = n
            kept = in_place(sequence, rank)
            moved |= {one for n, one in enumerate(group) if n not in kept}
    return moved


def _place(
    one: Entry, other: Entry, before: list[Entry], after: list[Entry], found: dict[int, int], moved: set[int]
) -> Iterable[Change]:
    old, new = name(one), name(other)
    if one.item.number != other.item.number:
        yield Change(code="item.renumbered", old=old, new=new, before=one.item.number, after=other.item.number)
    if (found.get(one.above, -2) if one.above >= 0 else -1) != other.above:
        above = name(before[one.above]) if one.above >= 0 else ""
        now_above = name(after[other.above]) if other.above >= 0 else ""
        yield Change(code="item.nested", old=old, new=new, before=above, after=now_above)
    elif one.place in moved:
        yield Change(code="item.moved", old=old, new=new)


def _content(one: Item, other: Item, old: str, new: str) -> Iterable[Change]:
    if one.title != other.title:
        words = word_changes(one.title, other.title)
        yield Change(code="item.retitled", old=old, new=new, before=one.title, after=other.title, words=words)
    yield from _papers(one.documentation, other.documentation, old, new)
    if one.annotation != other.annotation:
        was, now = _text(one.annotation), _text(other.annotation)
        words = word_changes(was, now) if len(was) + len(now) <= 100_000 else ()
        yield Change(code="item.annotation", old=old, new=new, before=was, after=now, words=words)
    for field in _fields(Item, "number", "title", "marks", "annotation", "documentation", "items"):
        if field == "heading" and one.title != other.title and _repeats_title(one) and _repeats_title(other):
            continue
        yield from _field("item.field", field, getattr(one, field), getattr(other, field), old, new)
    if one.marks != other.marks and one.title == other.title:
        yield from _field("item.field", "marks", one.marks, other.marks, old, new)


def _repeats_title(item: Item) -> bool:
    return plain(item.heading) in ("", plain(item.title))


def _text(blocks: tuple[Block, ...]) -> str:
    return "\n".join(f"{block.number} {block.text}".strip() for block in blocks)


def _papers(one: tuple[Paper, ...], other: tuple[Paper, ...], old: str, new: str) -> Iterable[Change]:
    if one == other:
        return
    pairs = _same_papers(one, other)
    for m, paper in enumerate(other):
        n = next((n for n, k in pairs.items() if k == m), None)
        if n is None:
            yield Change(code="paper.added", old=old, new=new, after=paper_words(paper))
            continue
        was = one[n]
        if was.title != paper.title:
            words = word_changes(was.title, paper.title)
            yield Change(
                code="paper.retitled",
                old=old,
                new=new,
                before=was.title,
                after=paper.title,
                words=words,
                others=(paper.symbol,) if paper.symbol else (),
            )
        if was.symbol != paper.symbol:
            yield Change(code="paper.symbol", old=old, new=new, before=was.symbol, after=paper.symbol)
        for field in _fields(Paper, "title", "symbol", "marks"):
            yield from _field("paper.field", field, getattr(was, field), getattr(paper, field), old, new)
        if was.marks != paper.marks and was.title == paper.title:
            yield from _field("paper.field", "marks", was.marks, paper.marks, old, new)
    for n, paper in enumerate(one):
        if n not in pairs:
            yield Change(code="paper.removed", old=old, new=new, before=paper_words(paper))
    kept = [pairs[n] for n in sorted(pairs)]
    if kept != sorted(kept):
        yield Change(code="papers.order", old=old, new=new)


def paper_words(paper: Paper) -> str:
    """ "Title (symbol)", with the list's own number before it."""
    text = f"{paper.number} {paper.title}".strip()
    return f"{text} ({paper.symbol})" if paper.symbol else text


def _same_papers(one: Sequence[Paper], other: Sequence[Paper]) -> dict[int, int]:
    """Which document of the one list is which of the other: by symbol, by title, by likeness."""
    pairs: dict[int, int] = {}
    keys: tuple[Callable[[Paper], str], ...] = (
        lambda paper: f"{paper.symbol.upper()} {plain(paper.title)}",
        paper_key,
        lambda paper: plain(paper.title),
    )
    for known_by in keys:
        for n, paper in enumerate(one):
            if n not in pairs and known_by(paper):
                hits = (m for m, o in enumerate(other) if m not in pairs.values() and known_by(o) == known_by(paper))
                if (hit := next(hits, None)) is not None:
                    pairs[n] = hit
    alike = [
        (likeness(paper.title, o.title) + 0.1 * (bool(paper.number) and paper.number == o.number), n, m)
        for n, paper in enumerate(one)
        for m, o in enumerate(other)
        if n not in pairs and m not in pairs.values() and (not paper.symbol or not o.symbol)
    ]
    for score, n, m in sorted(alike, key=lambda p: (-p[0], abs(p[1] - p[2]), p[1] + p[2])):
        if score >= 0.7 and n not in pairs and m not in pairs.values():
            pairs[n] = m
    return pairs


def _rows(old: Agenda, new: Agenda, before: list[Entry], after: list[Entry], found: dict[int, int]) -> Iterable[Change]:
    """The organization of work, with the rows of an item that only changed its number as they are."""
    old_known: dict[tuple[str, ...], str] = {}
    new_known: dict[tuple[str, ...], str] = {}
    of_new = {other: one for one, other in found.items()}
    for entry in before:
        word = f"both {entry.place}" if entry.place in found else f"old {entry.place}"
        old_known.setdefault(key(reference(entry.path)), word)
    for entry in after:
        word = f"both {of_new[entry.place]}" if entry.place in of_new else f"new {entry.place}"
        new_known.setdefault(key(reference(entry.path)), word)
    items = {reference(before[one].path): (before[one].item, after[other].item) for one, other in found.items()}
    for moved in compare_rows(old.programme, new.programme, (old_known, new_known), items):
        words = word_changes(moved.before, moved.after) if moved.code == "row.retitled" else ()
        yield Change(
            code=moved.code,
            old=moved.old,
            new=moved.new,
            before=moved.before,
            after=moved.after,
            field=moved.field,
            words=words,
            was=moved.was,
            now=moved.now,
        )


def _parts(old: Agenda, new: Agenda) -> Iterable[Change]:
    """What is neither masthead, item nor programme."""
    for field in _fields(Agenda, "masthead", "items", "programme", "translations"):
        yield from _field("part", field, getattr(old, field), getattr(new, field))
    for language in dict.fromkeys((*old.translations, *new.translations)):
        one, other = old.translations.get(language), new.translations.get(language)
        if one != other:
            was, now = ("" if one is None else "there"), ("" if other is None else "there")
            yield Change(code="translation", field=language, before=was, after=now)


def sentences(comparison: Comparison) -> list[str]:
    """The changes in plain English, all those of one item in one sentence; empty where nothing changed."""
    from nemcon.core.agenda_version_words import sentences as worded  # it reads the types above

    return worded(comparison)
