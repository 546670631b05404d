"""A translator's file beside the original, paragraph by paragraph.

Items are paired first (by number and order, papers and dates in their titles, length), then what stands in them; what
is then left on both sides is tried once more, wherever it stands. Every paragraph of either side is in the result
exactly once, as one of a pair, as missing, or as extra.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from nemcon.core.agenda import Agenda
from nemcon.core.agenda_units import Place, Unit, leftovers, units
from nemcon.core.concordance import Difference, compare_units
from nemcon.core.pairing import Match, pair_units
from nemcon.core.states import StateNames

DOUBTFUL = 0.55
"""Pairs of a lower confidence are for a person to look at."""


@dataclass(frozen=True)
class Pair:
    """A paragraph of the original and the one that translates it.

    `place` is that of the original; None for what is extra. `original` and `translated` are None where that side has
    nothing. `confidence` is from 0 to 1, 0 where there is no pair. `differences` are those of the concordance.
    """

    status: Literal["paired", "missing", "extra"]
    place: Place | None
    original: Unit | None
    translated: Unit | None
    confidence: float
    differences: tuple[Difference, ...] = ()


def align(original: Agenda, translation: Agenda, states: StateNames | None = None) -> tuple[Pair, ...]:
    """Every paragraph of `original` in its order, with its translation; what is extra stands after what it follows.

    Words of the translator's file that belong to no part of an agenda take part too, but not its page heads.
    """
    ours, theirs = units(original), (*units(translation), *leftovers(translation))
    return _pairs(ours, theirs, _by_items(ours, theirs, states), states, translation.language)


def align_units(
    originals: Sequence[Unit], translated: Sequence[Unit], language: str, states: StateNames | None = None
) -> tuple[Pair, ...]:
    """The same for paragraphs of which only the order is known, as in a file that could not be read as an agenda."""
    return _pairs(originals, translated, pair_units(originals, translated, states), states, language)


def _by_items(ours: Sequence[Unit], theirs: Sequence[Unit], states: StateNames | None) -> list[Match]:
    """Titles with titles, then the contents of paired items, then the parts outside the items, then what is left."""
    titles = _within(_titles(ours), _titles(theirs), ours, theirs, states)
    paired = [(m.left, m.right) for m in titles if m.left is not None and m.right is not None]
    found = [match for match in titles if match.left is not None and match.right is not None]
    contents, translated = _contents(ours), _contents(theirs)
    for one, other in paired:  # items without numbers of their own share a place: the first takes what stands there
        mine, yours = contents.pop(ours[one].place.item, []), translated.pop(theirs[other].place.item, [])
        found += _within(mine, yours, ours, theirs, states)
    found += _within(contents.get((), ()), translated.get((), ()), ours, theirs, states)
    kept = [match for match in found if match.left is not None and match.right is not None]
    left = _not_in(range(len(ours)), (match.left for match in kept))
    right = _not_in(range(len(theirs)), (match.right for match in kept))
    return [*kept, *_within(left, right, ours, theirs, states)]


def _titles(listed: Sequence[Unit]) -> list[int]:
    return [at for at, unit in enumerate(listed) if unit.place.part == "title" and unit.place.item]


def _contents(listed: Sequence[Unit]) -> dict[tuple[str, ...], list[int]]:
    """By item, what stands in it; under () what stands in none."""
    found: dict[tuple[str, ...], list[int]] = {}
    for at, unit in enumerate(listed):
        if unit.place.part != "title" or not unit.place.item:
            found.setdefault(unit.place.item, []).append(at)
    return found


def _not_in(places: Iterable[int], taken: Iterable[int | None]) -> list[int]:
    known = set(taken)
    return [place for place in places if place not in known]


def _within(
    left: Sequence[int], right: Sequence[int], ours: Sequence[Unit], theirs: Sequence[Unit], states: StateNames | None
) -> list[Match]:
    """The matches of some of the units of both sides, by their places in the whole."""
    return [
        Match(
            None if match.left is None else left[match.left],
            None if match.right is None else right[match.right],
            match.likeness,
        )
        for match in pair_units([ours[at] for at in left], [theirs[at] for at in right], states)
    ]


def _pairs(
    ours: Sequence[Unit], theirs: Sequence[Unit], matches: Iterable[Match], states: StateNames | None, language: str
) -> tuple[Pair, ...]:
    """In the order of the original; what is extra after the translation of what stands before it in the file."""
    by_left = {match.left: match for match in matches if match.left is not None}
    translates = {match.right: at for at, match in by_left.items() if match.right is not None}
    extra: dict[int, list[int]] = {}
    after = -1
    for at in range(len(theirs)):
        if at in translates:
            after = translates[at]
        else:
            extra.setdefault(after, []).append(at)
    return tuple(
        chain.from_iterable(
            (
                *(() if at < 0 else (_pair(ours[at], by_left.get(at), theirs, states, language),)),
                *(Pair("extra", None, None, theirs[more], 0.0) for more in extra.get(at, ())),
            )
            for at in range(-1, len(ours))
        )
    )


def _pair(one: Unit, match: Match | None, theirs: Sequence[Unit], states: StateNames | None, language: str) -> Pair:
    if match is None or match.right is None:
        return Pair("missing", one.place, one, None, 0.0)
    other = theirs[match.right]
    differences = tuple(compare_units(one, other, states, language=language))
    return Pair("paired", one.place, one, other, round(min(match.likeness, 1.0), 3), differences)
