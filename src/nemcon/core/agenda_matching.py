"""Which item of one version of an agenda is which item of another: by content, not only by number."""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Literal

import msgspec
from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from nemcon.core.agenda import Item, Paper

MOST_PAIRS = 40_000
"""Beyond so many pairs of items that are left, only equal numbers are compared: the time stays bounded."""

ENOUGH = 0.62
"""The likeness from which two items are the same: equal titles have 1, equal number or documents add to it."""


class Edit(msgspec.Struct, frozen=True):
    """Words that both versions have, that the older one had, or that the newer one has."""

    kind: Literal["same", "out", "in"]
    text: str


class Entry(msgspec.Struct, frozen=True):
    """An item in its version: its place in reading order, the place of the item above it (-1: none), its numbers."""

    place: int
    above: int
    path: tuple[str, ...]
    item: Item


def entries(items: tuple[Item, ...]) -> list[Entry]:
    """All items in reading order."""
    found: list[Entry] = []

    def add(siblings: tuple[Item, ...], above: int, path: tuple[str, ...]) -> None:
        for item in siblings:
            entry = Entry(len(found), above, (*path, item.number), item)
            found.append(entry)
            add(item.items, entry.place, entry.path)

    add(items, -1, ())
    return found


def plain(text: str) -> str:
    """Text as compared: small letters, one space, no closing punctuation."""
    return " ".join(text.casefold().split()).rstrip(" .;:,")


def likeness(one: str, other: str) -> float:
    """From 0 to 1, how alike two texts are; words in another order count a little less."""
    a, b = plain(one), plain(other)
    if not a or not b:
        return float(a == b)
    return max(fuzz.ratio(a, b), 0.95 * fuzz.token_sort_ratio(a, b)) / 100


def match(old: list[Entry], new: list[Entry]) -> dict[int, int]:
    """The places of the items of the old version that are in the new one, with their places there.

    The same in both directions: match(new, old) is the inverse.
    """
    found: dict[int, int] = {}
    for key in (_all_of_it, _title_and_path, _title):
        _match_equal(old, new, key, found)
    left = [entry for entry in old if entry.place not in found]
    taken = set(found.values())
    right = [entry for entry in new if entry.place not in taken]
    pairs = [
        (score, one.place, other.place)
        for one in left
        for other in _worth_comparing(one, right, len(left) * len(right))
        if (score := _score(one, other)) >= ENOUGH
    ]
    # Ties are broken alike in both directions.
    for _, one_place, other_place in sorted(pairs, key=lambda p: (-p[0], abs(p[1] - p[2]), p[1] + p[2])):
        if one_place not in found and other_place not in taken:
            found[one_place] = other_place
            taken.add(other_place)
    return found


def _all_of_it(entry: Entry) -> tuple[object, ...]:
    return (plain(entry.item.title), entry.path, entry.item)


def _title_and_path(entry: Entry) -> tuple[object, ...]:
    return (plain(entry.item.title), entry.path)


def _title(entry: Entry) -> tuple[object, ...]:
    return (plain(entry.item.title),)


def _match_equal(
    old: list[Entry], new: list[Entry], key: Callable[[Entry], tuple[object, ...]], found: dict[int, int]
) -> None:
    """Match items with the same key where there are as many of it in both versions, in their order."""
    taken = set(found.values())
    groups: dict[tuple[object, ...], tuple[list[int], list[int]]] = {}
    for side, listed in enumerate((old, new)):
        for entry in listed:
            if entry.place not in (taken if side else found) and plain(entry.item.title):
                groups.setdefault(key(entry), ([], []))[side].append(entry.place)
    for olds, news in groups.values():
        if len(olds) == len(news):
            found.update(zip(olds, news, strict=True))


def _worth_comparing(one: Entry, right: list[Entry], pairs: int) -> list[Entry]:
    return right if pairs <= MOST_PAIRS else [other for other in right if other.path == one.path]


def _score(one: Entry, other: Entry) -> float:
    score = likeness(one.item.title, other.item.title)
    score += 0.15 * (one.path == other.path)
    ours, theirs = _papers(one.item), _papers(other.item)
    if ours and theirs:
        score += 0.35 * len(ours & theirs) / len(ours | theirs)
    texts = [plain(" ".join(block.text for block in entry.item.annotation)[:2000]) for entry in (one, other)]
    if score < ENOUGH and all(len(text) > 40 for text in texts):
        score += 0.35 * max(0.0, fuzz.ratio(*texts) / 100 - 0.5) * 2
    return score


def _papers(item: Item) -> set[str]:
    return {paper_key(paper) for paper in item.documentation}


def paper_key(paper: Paper) -> str:
    """What a document is known by: its symbol, or its title where it has none."""
    return paper.symbol.strip().upper() or plain(paper.title)


def divided(
    old: list[Entry], new: list[Entry], found: dict[int, int], added: Sequence[int]
) -> list[tuple[int, list[int]]]:
    """Items of the old version that are evidently several in the new one: (place, places), parts in order.

    Evident is: the titles of the parts, of two words or more each, are made of the old title's words and have at
    least four fifths of them; or the old item's documents are now divided among the parts. At least one part must be
    new (`added`); the others are the item itself where it goes on.
    """
    free = list(added)
    result = []
    for entry in old if free and len(old) * len(free) <= MOST_PAIRS else ():
        own = [found[entry.place]] if entry.place in found else []
        parts = own + [n for n in free if _is_part(new[n].item, entry.item)]
        by_title = len(parts) > 1 and _cover(entry.item, [new[n].item for n in parts])
        if not by_title:
            papers = _papers(entry.item)
            parts = own + [n for n in free if _papers(new[n].item) and _papers(new[n].item) <= papers]
            shares = [_papers(new[n].item) & papers for n in parts]
            disjoint = sum(map(len, shares)) == len(set().union(*shares)) if shares else False
            if len(parts) < 2 or not all(shares) or not disjoint or set().union(*shares) != papers:
                continue
        result.append((entry.place, sorted(parts)))
        free = [n for n in free if n not in parts]
    return result


def _words(text: str) -> list[str]:
    return re.findall(r"\w{3,}", plain(text))


def _is_part(part: Item, whole: Item) -> bool:
    words, all_words = _words(part.title), set(_words(whole.title))
    return len(words) >= 2 and len(set(words)) < len(all_words) and set(words) <= all_words


def _cover(whole: Item, parts: list[Item]) -> bool:
    words = set(_words(whole.title))
    covered = [set(_words(part.title)) for part in parts]
    return all(len(one) >= 2 and one < words for one in covered) and len(set().union(*covered)) >= 0.8 * len(words)


_PIECES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]\s*|[^\s\u3040-\u30ff\u3400-\u9fff]+\s*|\s+")


def word_changes(before: str, after: str) -> tuple[Edit, ...]:
    """The difference word by word (Chinese: character by character); empty where there is none.

    The words marked "same" and "out" make up `before`, those marked "same" and "in" make up `after`, but for spaces.
    """
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    edits: list[Edit] = []
    for code in Indel.opcodes([p.strip() for p in old], [p.strip() for p in new]):
        kind: Literal["same", "out", "in"] = {"equal": "same", "delete": "out", "insert": "in"}[code.tag]  # type: ignore[assignment]
        taken = old[code.src_start : code.src_end] if kind == "out" else new[code.dest_start : code.dest_end]
        if taken:
            edits.append(Edit(kind, "".join(taken)))
    return tuple(edits) if any(edit.kind != "same" for edit in edits) else ()


def in_place(sequence: Sequence[int], rank: Sequence[int]) -> set[int]:
    """The indexes of a longest rising part of `sequence`: what kept its order. Among several that with the highest
    ranks, so that both directions of a comparison tell the same item as moved."""
    if len(sequence) > 500:
        return _longest_rising(sequence)
    best: list[tuple[int, int, int]] = []  # length, weight, index before
    for n, value in enumerate(sequence):
        before = max(((best[k][0], best[k][1], k) for k in range(n) if sequence[k] < value), default=(0, 0, -1))
        best.append((before[0] + 1, before[1] + (1 << rank[n]), before[2]))
    kept: set[int] = set()
    at = max(range(len(best)), key=lambda n: best[n][:2], default=-1)
    while at >= 0:
        kept.add(at)
        at = best[at][2]
    return kept


def _longest_rising(sequence: Sequence[int]) -> set[int]:
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for n, value in enumerate(sequence):
        k = bisect_left(tails, value)
        before.append(ends[k - 1] if k else -1)
        tails[k : k + 1] = [value]
        ends[k : k + 1] = [n]
    kept: set[int] = set()
    at = ends[-1] if ends else -1
    while at >= 0:
        kept.add(at)
        at = before[at]
    return kept
