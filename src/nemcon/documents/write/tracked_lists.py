"""The lists of two versions as one: an older list that counts as a newer one does becomes that one.

Then a paragraph that both versions have is in one list in both, and Word counts right whether the changes are taken or
not, since what is not taken is not counted. Only where the lists themselves differ is the number a tracked change.
"""

from collections import Counter
from collections.abc import Iterable
from copy import deepcopy

from lxml import etree

from nemcon.documents.write.tracked_words import Element, W


class Lists:
    """word/numbering.xml of both versions. `root` is that of the newer one, to which lists are added."""

    def __init__(self, old: Element, new: Element) -> None:
        self.root = new
        self._old, self._new = _Numbering(old), _Numbering(new)
        self._mapped: dict[str, str] = {}

    def unite(self, used: Iterable[Element], pairs: Iterable[tuple[Element, Element]]) -> None:
        """Find the newer list for each older one. `used` are the older paragraphs, `pairs` those that are the same."""
        levels: dict[str, set[str]] = {}
        for paragraph in used:
            if at := list_of(paragraph):
                levels.setdefault(self._old.lists[at[0]], set()).add(at[1])
        votes: Counter[tuple[str, str]] = Counter()
        for one, other in pairs:
            before, after = list_of(one), list_of(other)
            if before and after:
                votes[self._old.lists[before[0]], self._new.lists[after[0]]] += 1
        taken: set[str] = set()
        for kind in levels:
            ranked = sorted(self._new.levels, key=lambda mate: (-votes[kind, mate], mate != kind, int(mate)))
            mate = next((m for m in ranked if m not in taken and self._counts_alike(kind, m, levels[kind])), None)
            taken.add(mate := mate or self._add_kind(kind))
            self._unite_lists(kind, mate)

    def _counts_alike(self, old: str, new: str, levels: set[str]) -> bool:
        ours, theirs = self._old.levels[old], self._new.levels[new]
        return all(ours[level] == theirs[level] for level in levels)

    def _unite_lists(self, kind: str, mate: str) -> None:
        """The lists of one kind, in order: one with the same starts where there is one left, else a new one."""
        free = [number for number, of in self._new.lists.items() if of == mate]
        for number in [number for number, of in self._old.lists.items() if of == kind]:
            starts = self._old.starts[number]
            same = next((f for f in free if self._new.starts[f] == starts), None)
            if same is None:
                same = str(max(map(int, self._new.lists), default=0) + 1)
                added = deepcopy(self._old.elements[number])
                added.set(f"{W}numId", same)
                added[0].set(f"{W}val", mate)
                self.root.append(added)
                self._new.lists[same], self._new.starts[same] = mate, starts
            else:
                free.remove(same)
            self._mapped[number] = same

    def _add_kind(self, kind: str) -> str:
        made = str(max(map(int, self._new.levels), default=-1) + 1)
        added = deepcopy(self._old.kinds[kind])
        added.set(f"{W}abstractNumId", made)
        for name in added.iter(f"{W}nsid"):
            name.set(f"{W}val", f"{0x4E430000 + int(made):08X}")
        self.root.insert(len(self.root.findall(f"{W}abstractNum")), added)
        self._new.levels[made] = self._old.levels[kind]
        return made

    def renumber(self, paragraph: Element) -> None:
        """Put an older paragraph into the list that its own became."""
        for number in paragraph.iterfind(f"{W}pPr/{W}numPr/{W}numId"):
            number.set(f"{W}val", self._mapped[number.get(f"{W}val", "")])


class _Numbering:
    """What is in word/numbering.xml: kinds of list with their levels, lists with where they start."""

    def __init__(self, root: Element) -> None:
        self.kinds = {one.get(f"{W}abstractNumId", ""): one for one in root.iter(f"{W}abstractNum")}
        self.levels = {
            name: {level.get(f"{W}ilvl", ""): etree.tostring(level) for level in kind.iter(f"{W}lvl")}
            for name, kind in self.kinds.items()
        }
        self.elements = {one.get(f"{W}numId", ""): one for one in root.iter(f"{W}num")}
        self.lists = {name: one[0].get(f"{W}val", "") for name, one in self.elements.items()}
        self.starts = {
            name: tuple(etree.tostring(override) for override in one.iter(f"{W}lvlOverride"))
            for name, one in self.elements.items()
        }


def list_of(paragraph: Element) -> tuple[str, str] | None:
    """The list and level in which a paragraph is counted."""
    number = paragraph.find(f"{W}pPr/{W}numPr")
    if number is None:
        return None
    return number[1].get(f"{W}val", ""), number[0].get(f"{W}val", "")
