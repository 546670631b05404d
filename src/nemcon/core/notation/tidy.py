"""Marks in the one order and form in which they are typed and read back."""

from collections.abc import Iterable
from heapq import heapify, heappop, heappush

from nemcon.core.passage import Mark, MarkKind

EMPHASIS: tuple[MarkKind, ...] = ("italic", "bold")
LINKS: tuple[MarkKind, ...] = ("symbol", "item")
_ORDER: tuple[MarkKind, ...] = ("italic", "bold", "symbol", "item", "note")


def tidy(text: str, marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks of `text` in order of place, each once.

    Emphasis that goes on is one mark; marks of no words are left out (but notes, which stand at one place); of two
    links that cross, the later begins where the earlier ends.
    """
    within = [Mark(_inside(m.start, text), _inside(m.end, text), m.kind, m.value) for m in marks]
    found = [Mark(m.start, m.start, "note", m.value) for m in within if m.kind == "note"]
    for kind in EMPHASIS:
        found += _joined(kind, sorted((m.start, m.end) for m in within if m.kind == kind and m.start < m.end))
    found += _nested(m for m in within if m.kind in LINKS and m.start < m.end)
    return tuple(sorted(found, key=_by_place))


def _inside(place: int, text: str) -> int:
    return min(max(place, 0), len(text))


def _joined(kind: MarkKind, spans: list[tuple[int, int]]) -> list[Mark]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return [Mark(start, end, kind) for start, end in joined]


def _nested(links: Iterable[Mark]) -> list[Mark]:
    waiting = [(_from_outside(link), link) for link in links]
    heapify(waiting)
    kept: list[Mark] = []
    opened: list[int] = []  # where those end in which the next one stands, from outside
    while waiting:
        _, link = heappop(waiting)
        while opened and opened[-1] <= link.start:
            opened.pop()
        if opened and link.end > opened[-1]:
            cut = Mark(opened[-1], link.end, link.kind, link.value)
            heappush(waiting, (_from_outside(cut), cut))
            continue
        opened.append(link.end)
        kept.append(link)
    return list(dict.fromkeys(kept))


def _from_outside(mark: Mark) -> tuple[int, int, str, str]:
    return (mark.start, -mark.end, mark.kind, mark.value)


def _by_place(mark: Mark) -> tuple[int, int, int, str]:
    # Notes at one place keep the order in which they were given.
    return (mark.start, mark.end, _ORDER.index(mark.kind), "" if mark.kind == "note" else mark.value)
