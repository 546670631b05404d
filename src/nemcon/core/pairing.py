"""Paragraphs of two versions side by side: which translates which, found without knowing the words.

What tells is the structure (kind, number, depth, place), the facts (symbols, dates, numbers), then the length. The
best pairs that keep the order of both sides are found by dynamic programming; no paragraph of either side is lost.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from nemcon.core.agenda_units import Unit
from nemcon.core.facts import Fact, Facts, read_facts
from nemcon.core.numbering import key, ranks
from nemcon.core.states import StateNames

NO_PAIR = 0.35
"""Two paragraphs that are less alike than this are rather one missing and one extra."""

_MOST_CELLS = 2_000_000
_WEIGHTS = {"symbol": 3.0, "date": 2.0, "hour": 2.0, "State": 1.5, "note": 1.5, "number": 1.0}


@dataclass(frozen=True)
class Match:
    """Places in the two lists; None where the other side has nothing. `likeness` is from 0 to 1."""

    left: int | None
    right: int | None
    likeness: float = 0.0


def pair_units(left: Sequence[Unit], right: Sequence[Unit], states: StateNames | None = None) -> list[Match]:
    """Every unit of both lists once, in an order that keeps that of each.

    Where the lists are so long that the time would not be bounded, only pairs of about equal place are looked at.
    """
    ours, theirs = [_seen(unit, states) for unit in left], [_seen(unit, states) for unit in right]
    scale = _scale(ours, theirs)
    wide = len(ours) * len(theirs) <= _MOST_CELLS
    band = max(len(ours), len(theirs)) if wide else 300
    slope = len(theirs) / max(len(ours), 1)
    # best[i][j]: the most that the first i of ours and the first j of theirs are worth together
    above = [0.0] * (len(theirs) + 1)
    ways: list[bytearray] = []
    for i, one in enumerate(ours):
        row, way = [0.0] * (len(theirs) + 1), bytearray(len(theirs) + 1)
        row[0] = above[0]
        for j, other in enumerate(theirs):
            best, step = above[j + 1], 0
            if row[j] > best:
                best, step = row[j], 1
            if abs(i * slope - j) <= band:
                worth = above[j] + likeness_of(one, other, scale) - NO_PAIR
                if worth > best:
                    best, step = worth, 2
            row[j + 1], way[j + 1] = best, step
        ways.append(way)
        above = row
    return _back(ours, theirs, ways, scale)


def _back(ours: "list[_Seen]", theirs: "list[_Seen]", ways: list[bytearray], scale: float) -> list[Match]:
    found: list[Match] = []
    i, j = len(ours), len(theirs)
    while i or j:
        step = 1 if not i else 0 if not j else ways[i - 1][j]
        if step == 2:
            found.append(Match(i - 1, j - 1, likeness_of(ours[i - 1], theirs[j - 1], scale)))
            i, j = i - 1, j - 1
        elif step == 1:
            found.append(Match(None, j - 1))
            j -= 1
        else:
            found.append(Match(i - 1, None))
            i -= 1
    return found[::-1]


@dataclass(frozen=True)
class _Seen:
    """What a unit shows to somebody who does not know its language."""

    unit: Unit
    rank: tuple[int, ...] | None
    path: tuple[tuple[int, ...] | None, ...]
    facts: Facts
    length: float


_LETTERS = {"zh": 3.2, "ar": 1.15, "ru": 0.95, "fr": 0.88, "es": 0.88}
"""How many letters of English a letter is worth, about."""


def _seen(unit: Unit, states: StateNames | None) -> _Seen:
    facts = facts_of(unit, states)
    return _Seen(
        unit, rank_of(unit), rank_path(unit.place.item), facts, len(unit.text) * _LETTERS.get(unit.language, 1)
    )


def facts_of(unit: Unit, states: StateNames | None) -> Facts:
    """What the words of a unit say, and what stands in its own fields."""
    facts = read_facts(unit.text, unit.marks, unit.language, states)
    return Facts(facts.said + Counter(unit.facts), facts.perhaps) if unit.facts else facts


def rank_of(unit: Unit) -> tuple[int, ...] | None:
    """The place of the unit's number in its list: (3,) for "3.", "(c)", "ج", "в)"; None where it has none."""
    if not unit.number:
        return None
    if unit.number in unit.siblings:
        return ranks(list(unit.siblings))[unit.siblings.index(unit.number)]
    return ranks([unit.number])[0]


def rank_path(path: Sequence[str]) -> tuple[tuple[int, ...] | None, ...]:
    """The numbers of a reference, or on the way to an item, as they compare in all languages."""
    return tuple(ranks([part])[0] for number in path for part in key(number))


def _scale(ours: list[_Seen], theirs: list[_Seen]) -> float:
    """How much longer their words are: of two whole documents that are like each other, the sum tells."""
    one, other = sum(s.length for s in ours), sum(s.length for s in theirs)
    return other / one if one and other and 0.4 < other / one < 2.5 else 1.0


def likeness_of(one: _Seen, other: _Seen, scale: float = 1.0) -> float:
    """From 0 to 1: structure, facts and length."""
    structure = _structure(one, other)
    length = max(0.0, 1 - abs(log((other.length + 8) / (one.length * scale + 8))) / 1.2)
    if not one.facts and not other.facts:
        return 0.6 * structure + 0.4 * length
    return 0.35 * structure + 0.4 * _agreement(one.facts, other.facts) + 0.25 * length


_KIN = {"item": "entry", "paper": "entry", "title": "heading"}
"""Kinds that a file does not tell from one another."""


def _structure(one: _Seen, other: _Seen) -> float:
    mine, yours = one.unit, other.unit
    worth = 0.45 if _KIN.get(mine.kind, mine.kind) == _KIN.get(yours.kind, yours.kind) else 0.1
    if mine.place.item or yours.place.item:
        worth += 0.15 * (one.path == other.path)
    else:
        worth += 0.15 * (mine.place.part == yours.place.part)
    worth += 0.1 * (mine.place.part.partition(" ")[0] == yours.place.part.partition(" ")[0])
    if one.rank is None and other.rank is None:
        worth += 0.2
    elif one.rank == other.rank:
        worth += 0.3
    return min(worth, 1.0)


def _agreement(one: Facts, other: Facts) -> float:
    """How many of the facts of both are the same, by weight; what the other may mean counts as the same."""
    both = one.said & (other.said + other.perhaps) | other.said & (one.said + one.perhaps)
    all_of_them = one.said | other.said
    return _weight(both) / _weight(all_of_them) if all_of_them else 1.0


def _weight(facts: Mapping[Fact, int]) -> float:
    return sum(_WEIGHTS[fact.kind] * count for fact, count in facts.items())
