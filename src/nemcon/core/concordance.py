"""The concordance: the languages of one agenda compared, for the translators. One list of differences.

Each paragraph is read in its own language, and what must be equal in all is compared by value: numbers of items and
paragraphs, dates, hours, numbers, symbols, States, marks of footnotes. The original decides what is expected.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Literal

import msgspec

from nemcon.core.agenda import Agenda
from nemcon.core.agenda_units import Place, PlacedItem, Unit, contents_of, placed_items, title_of, units
from nemcon.core.facts import KINDS, difference, wording
from nemcon.core.languages import LANGUAGES
from nemcon.core.numbering import Rank, ranks
from nemcon.core.pairing import facts_of, pair_units, rank_of, rank_path
from nemcon.core.states import StateNames

DifferenceKind = Literal["missing", "extra", "numbering", "date", "hour", "number", "symbol", "State", "note"]


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What one language says otherwise than the original, at `place` of the original (of the translation, if `extra`).

    `expected` and `found` are in words for a reader of `language` ("25 марта 2021 года"); one of them is "" where that
    side says nothing of the kind. For "missing" and "extra" they are the words of the paragraph.
    """

    kind: DifferenceKind
    place: Place
    language: str
    expected: str
    found: str


def concordance(
    agenda: Agenda, states: StateNames | None = None, *, languages: Iterable[str] = LANGUAGES
) -> tuple[Difference, ...]:
    """What the translations of `agenda` say otherwise than it does, in the order of the document, then of LANGUAGES.

    Languages without a translation are passed over: that they are missing is another rule's business. Without
    `states` (see core/states.py) names of States are not compared.
    """
    order = {unit.place: at for at, unit in enumerate(units(agenda))}
    found: list[tuple[int, int, Difference]] = []
    for rank, language in enumerate(languages):
        translation = agenda.translations.get(language)
        if translation is None or language == agenda.language:
            continue
        at = 0
        for one in compare_agendas(agenda, translation, states):
            at = order.get(one.place, at) if one.kind != "extra" else at  # what is extra stands after what was before
            found.append((at, rank, one))
    return tuple(one for _, _, one in sorted(found, key=lambda entry: entry[:2]))


def compare_agendas(original: Agenda, translation: Agenda, states: StateNames | None = None) -> Iterator[Difference]:
    """What `translation` says otherwise, in the order of `original`; its language is what it says itself."""
    language = translation.language
    ours, theirs = _apart(original), _apart(translation)
    items = pair_items(placed_items(original), placed_items(translation))
    yield from _parts(ours, theirs, language, states, before=True)
    for one, other in items:
        if one is None and other is not None:
            yield Difference(
                kind="extra", place=Place(other.path, "title"), language=language, expected="", found=_words(other)
            )
        elif one is not None and other is None:
            yield Difference(
                kind="missing", place=Place(one.path, "title"), language=language, expected=_words(one), found=""
            )
        elif one is not None and other is not None:
            for mine, yours in zip(title_of(one, original.language), title_of(other, language), strict=True):
                yield from compare_units(mine, yours, states, language=language)
    for one, other in items:
        if one is not None and other is not None:
            yield from _lists(
                list(contents_of(one, original.language)), list(contents_of(other, language)), language, states
            )
    yield from _parts(ours, theirs, language, states, before=False)


def compare_units(
    one: Unit, other: Unit, states: StateNames | None = None, *, language: str = ""
) -> Iterator[Difference]:
    """What `other`, which translates `one`, says otherwise; at the place of `one`."""
    language = language or other.language
    expected, found = rank_of(one), rank_of(other)
    cited, cites = rank_path((one.cites,)), rank_path((other.cites,))
    if (one.number or other.number) and (expected != found or bool(one.number) != bool(other.number)):
        yield Difference(kind="numbering", place=one.place, language=language, expected=one.number, found=other.number)
    elif cited != cites:
        yield Difference(kind="numbering", place=one.place, language=language, expected=one.cites, found=other.cites)
    ours, theirs = facts_of(one, states), facts_of(other, states)
    for kind in KINDS:
        missing, extra = difference(ours, theirs, kind)
        for want, got in zip(*_even(missing, extra), strict=True):
            yield Difference(
                kind=kind,
                place=one.place,
                language=language,
                expected=wording(kind, want, language, states) if want else "",
                found=wording(kind, got, language, states) if got else "",
            )


def _even(one: list[str], other: list[str]) -> tuple[list[str], list[str]]:
    """Both lists as long as the longer one: "" where there is nothing."""
    most = max(len(one), len(other))
    return one + [""] * (most - len(one)), other + [""] * (most - len(other))


def _words(placed: PlacedItem) -> str:
    return f"{placed.item.number} {placed.item.title}".strip()


def pair_items(
    ours: Sequence[PlacedItem], theirs: Sequence[PlacedItem]
) -> list[tuple[PlacedItem | None, PlacedItem | None]]:
    """Which item translates which, level by level: by number where the numbers are the same on both sides, else by
    place where there are as many. What is left has no other."""
    return _level(_top(ours), _top(theirs), ours, theirs)


def _top(items: Sequence[PlacedItem]) -> list[PlacedItem]:
    return [placed for placed in items if len(placed.path) == 1]


def _level(
    ours: list[PlacedItem], theirs: list[PlacedItem], all_ours: Sequence[PlacedItem], all_theirs: Sequence[PlacedItem]
) -> list[tuple[PlacedItem | None, PlacedItem | None]]:
    found: list[tuple[PlacedItem | None, PlacedItem | None]] = []
    for one, other in _beside(ours, theirs):
        found.append((one, other))
        found += _level(_below(one, all_ours), _below(other, all_theirs), all_ours, all_theirs)
    return found


def _below(placed: PlacedItem | None, everything: Sequence[PlacedItem]) -> list[PlacedItem]:
    if placed is None:
        return []
    inside = {id(item) for item in placed.item.items}
    return [one for one in everything if id(one.item) in inside]


def _beside(ours: list[PlacedItem], theirs: list[PlacedItem]) -> Iterator[tuple[PlacedItem | None, PlacedItem | None]]:
    mine, yours = _ranks(ours), _ranks(theirs)
    if len(ours) == len(theirs) and Counter(mine) != Counter(yours):
        yield from zip(ours, theirs, strict=True)
        return
    left = list(range(len(theirs)))
    for at, one in enumerate(ours):
        mate = next((n for n in left if yours[n] == mine[at] and mine[at] is not None), None)
        if mate is None and mine[at] is None and len(ours) == len(theirs) and at in left:
            mate = at
        if mate is not None:
            left.remove(mate)
        yield one, None if mate is None else theirs[mate]
    for n in left:
        yield None, theirs[n]


def _ranks(items: list[PlacedItem]) -> list[Rank | None]:
    return ranks([placed.item.number for placed in items])


def _apart(agenda: Agenda) -> list[Unit]:
    """The units outside the items."""
    return [unit for unit in units(agenda) if not unit.place.item]


_BEFORE = ("masthead",)


def _parts(
    ours: list[Unit], theirs: list[Unit], language: str, states: StateNames | None, *, before: bool
) -> Iterator[Difference]:
    """The parts outside the items, one by one: masthead before the items, the others after them."""
    mine, yours = _by_part(ours), _by_part(theirs)
    for part in dict.fromkeys((*mine, *yours)):
        if part.startswith(_BEFORE) != before:
            continue
        if part.startswith("masthead") and not (part in mine and part in yours):
            continue  # what the head lacks is filled from the original when it is printed
        yield from _lists(mine.get(part, []), yours.get(part, []), language, states)


def _by_part(listed: list[Unit]) -> dict[str, list[Unit]]:
    return {part: list(group) for part, group in groupby(listed, key=lambda unit: unit.place.part)}


def _lists(ours: list[Unit], theirs: list[Unit], language: str, states: StateNames | None) -> Iterator[Difference]:
    """The units of one part: side by side where there are as many of each field, else paired by what they say."""
    for part in dict.fromkeys(unit.place.part for unit in (*ours, *theirs)):
        mine = [unit for unit in ours if unit.place.part == part]
        yours = [unit for unit in theirs if unit.place.part == part]
        if len(mine) == len(yours):
            for one, other in zip(mine, yours, strict=True):
                yield from compare_units(one, other, states, language=language)
            continue
        for match in pair_units(mine, yours, states):
            if match.left is not None and match.right is not None:
                yield from compare_units(mine[match.left], yours[match.right], states, language=language)
            elif match.left is not None:
                lost = mine[match.left]
                yield Difference(kind="missing", place=lost.place, language=language, expected=lost.text, found="")
            elif match.right is not None:
                more = yours[match.right]
                yield Difference(kind="extra", place=more.place, language=language, expected="", found=more.text)
