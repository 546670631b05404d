"""Reading an organization of work that is set as lines: days, hours, one or two columns of items beside them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from nemcon.core import calendar
from nemcon.core.agenda import Block
from nemcon.core.programme import Row
from nemcon.documents.read.agenda import words
from nemcon.documents.read.agenda.lines import SEGMENT, is_han, printed, single_blanks
from nemcon.documents.read.agenda.slots import (
    CITATION,
    HEADS,
    TRACK,
    Column,
    Numbers,
    Place,
    clock,
    day_of,
    hours_of,
    part_of_day,
    rows_of,
    rows_together,
    split_citation,
    uncontinued,
)
from nemcon.documents.source import Line

TIGHT = re.compile(r"\S+(?:\s\S+)*")
LABELLED = re.compile(r"(?<!\S)(\d{1,2}\.|\([a-z]\))(\s{2,8})(\S+(?:\s{1,2}\S+)*)")
RIGHT = 28  # characters: a second column of a page never begins before


@dataclass
class Slot:
    """The hours of a sitting and the lines beside them, by column."""

    place: Place
    left: list[str] = field(default_factory=list)
    right: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Segment:
    """Words of a line that stand together, and the column of characters where they begin."""

    x: int
    text: str


def segments(text: str, *, tight: bool = False) -> list[Segment]:
    """The words of a line as its blanks part them: three blanks or a tab between columns, two if `tight`."""
    return [Segment(m.start(), m[0]) for m in (TIGHT if tight else SEGMENT).finditer(text.expandtabs(8))]


def _close_up(found: re.Match[str]) -> str:
    """A number right before its title, what stands in the next column left where it is."""
    return f"{found[1]} {found[3]}" + " " * (len(found[2]) - 1)


def run_on(parts: Sequence[str]) -> str:
    """Pieces of a title that was broken over lines, as one."""
    text = ""
    for part in (p.strip() for p in parts):
        text += part if not text or not part or (is_han(text[-1]) and is_han(part[0])) else " " + part
    return text


def read_lines(
    lines: Sequence[Line], numbers: Numbers, year: int | None
) -> tuple[list[Row], list[Block], tuple[str, ...]]:
    """The rows and the notes of a timetable in lines, and the words of its head where it has one."""
    reader = _Reader(numbers, year)
    for line in lines:
        if line.text.strip():
            reader.take(line)
    return reader.finish()


class _Reader:
    """Walks down the page: what day it is, which tracks sit, which hours are filled."""

    def __init__(self, numbers: Numbers, year: int | None) -> None:
        self.numbers = numbers
        self.year = year
        self.place = Place()
        self.left = Column()
        self.right = Column()
        self.slot: Slot | None = None
        self.rows_of_day = 0
        self.ahead = ""  # what a day line says of the right column, before the hours are named
        self.slots: list[Slot] = []
        self.block: list[Slot] = []
        self.rows: list[Row] = []
        self.notes: list[Block] = []
        self.heads: list[str] = []
        self.named: list[str] = []
        self.days: list[str] = []
        self.head: tuple[str, ...] = ()

    def take(self, line: Line) -> None:
        """One printed line."""
        text = printed(line).expandtabs(8).rstrip()
        simple = words.plain(text)
        if self._is_head(text) or self._is_tracks(text):
            return
        self.heads = []
        if self._is_day(text, simple):
            return
        if self._is_slot(text, simple):
            return
        if self.slot is not None and (line.indent >= 4 or text[:4].isspace() or self._goes_on(text)):
            self._add(text)
        elif self.ahead:
            self.ahead += " " + text.strip()
        elif self.place.date or self.place.day:
            self._free(text)
        else:
            self.notes.append(Block(text=single_blanks(text.strip(), ())[0]))

    def _is_head(self, text: str) -> bool:
        """The head of a table set with blanks: "Date and time    Item    Title or description"."""
        found = segments(text, tight=True)
        if self.slots or self.head or len(found) < 2:
            return False
        roles = {role for s in found for role, pattern in HEADS.items() if len(s.text) < 40 and pattern.search(s.text)}
        if len(roles) < 2 or any(hours_of(s.text) for s in found):
            return False
        self.head = tuple(s.text for s in found)
        return True

    def _goes_on(self, text: str) -> bool:
        """Whether a line at the margin belongs to the slot above it and is no note under the timetable."""
        if (
            (text.strip().isupper() and len(text.strip()) > 3)
            or re.match(r"\s*[*※(]", text)
            or re.match(r"^meetings? will be held", text.strip(), re.I)
        ):
            return False
        return len(text.strip()) < 90

    def _is_tracks(self, text: str) -> bool:
        found = segments(text)
        if not found or any(hours_of(s.text) for s in found) or len(text) > 160:
            return False
        if len(found) > 2 and HEADS["time"].search(found[0].text):
            self.head = self.head or tuple(s.text for s in found)
            found = found[1:]
        if not all(TRACK.fullmatch(words.plain(s.text)) for s in found) or (
            len(found) == 1 and self._is_slot_line(text)
        ):
            return False
        if len(found) == 1 and self.slot is not None and found[0].x > RIGHT and self.slot.left:
            return False
        self._alone()
        self._close_block()
        self.named += [s.text for s in found]
        if self.heads and len(found) == 1:  # heads of columns that were printed one below the other
            self.left = self.right = Column()
            self.heads = []
            return True
        self.heads = [found[0].text] if len(found) == 1 else []
        self.left = Column(found[0].text)
        self.right = Column(found[1].text if len(found) > 1 else None)
        self.slot = None
        return True

    def _is_slot_line(self, text: str) -> bool:
        return part_of_day(text.strip()) is not None

    def _is_day(self, text: str, simple: str) -> bool:
        lead = len(text) - len(text.lstrip())
        day = day_of(text[lead:], year=self.year)
        if day is None or (day.day is None and day.weekday is None) or lead > 40:
            return False
        if day.hours and (span := hours_of(text[lead : lead + day.end])):  # "Mon, 6 May   10 a.m.–1 p.m."
            day = day._replace(end=len(text[lead : lead + span.begins].rstrip()))
        rest = text[lead + day.end :]
        if rest and not rest[0].isspace() and rest[0] not in ",:.;":
            return False
        if len(rest.strip(" ,:.")) > 0 and (day.day is None or not re.match(r"[\s,:.]{2,}", rest)):
            hours = hours_of(rest)
            if day.day is None or not (hours and hours.begins < 3):
                return False
        self._alone()
        shown = text[lead : lead + day.end].strip(" ,:–-")
        if shown != self.place.day or not self.block:
            self._close_block()
        above = day_of(self.place.day) if not self.rows_of_day and self.place.day else None
        if above and above.day is None and day.day is not None and day.weekday in (None, above.weekday):
            shown = f"{self.place.day} {shown}"  # "Monday" over "22 March 2010"
        self.rows_of_day = 0
        self.place = Place(date=day.date, day=shown)
        self.days.append(shown)
        self.slot = None
        self.ahead = ""
        if rest.strip(" ,:."):
            padded = " " * (lead + day.end) + rest
            if not self._is_slot(padded, words.plain(rest)):
                self.ahead = rest.strip()
        return True

    def _is_slot(self, text: str, simple: str) -> bool:
        lead = len(text) - len(text.lstrip())
        body = text[lead:]
        clock: tuple[str | None, str | None]
        hours = hours_of(body)
        half = part_of_day(body)
        if not (self.place.day or self.place.date) and not (hours and hours.end and hours.begins == 0):
            return False
        if hours and hours.begins == 0:
            end = hours.ends
            clock = (hours.start.strftime("%H:%M"), hours.end.strftime("%H:%M") if hours.end else None)
            session = None
        elif half:
            end, clock, session = half[1], (None, None), half[0]
        elif start := re.match(r"([01]?\d|2[0-3])[.:]([0-5]\d)(?=\s+[^\W\d])", body):
            end, clock, session = start.end(), (f"{int(start[1]):02}:{start[2]}", None), None
        else:
            return False
        rest = body[end:]
        place = self.place.at(start=clock[0], end=clock[1], session=session, time=body[:end].strip())
        self.slot = Slot(place)
        self.slots.append(self.slot)
        self.rows_of_day += 1
        self.block.append(self.slot)
        if self.ahead:
            self.slot.right.append(self.ahead)
            self.ahead = ""
        if rest.strip(" .:：–—-"):
            bare = re.sub(r"^\s*[.:：–—-]+(?=\s|\w)", lambda m: " " * len(m[0]), rest)
            self._add(" " * (lead + end) + bare)
        return True

    def _add(self, text: str) -> None:
        assert self.slot is not None
        self.slot.left.append(text)  # split into columns when the block is known

    def _alone(self) -> None:
        """What stood beside a day that named no hours takes place on that day: "29 October   Departure"."""
        if self.ahead:
            slot = Slot(self.place)
            slot.left.append(self.ahead)
            self.block.append(slot)
            self.ahead = ""

    def _free(self, text: str) -> None:
        """A line of a day that names no hours: an event, or a track with its items."""
        simple = text.strip()
        if re.match(r"^[*※(]|^meetings? will be held", simple, re.I) or len(simple) > 110:
            self.notes.append(Block(text=single_blanks(simple, ())[0]))
            return
        slot = Slot(self.place)
        slot.left.append(text)
        self.block.append(slot)

    # ---- a day is done ------------------------------------------------------------------------------------------

    def _close_block(self) -> None:
        """Part the lines of a day into columns and make its rows."""
        if not self.block:
            return
        listed = self._cites() and self.right.track is None
        if self.right.track is not None:
            for slot in self.block:
                slot.left = [LABELLED.sub(_close_up, text) for text in slot.left]
        edge = None if listed else self._edge()
        for slot in self.block:
            lines, extra = slot.left, slot.right
            if listed:
                self.rows += self._listed([*extra, *lines], slot.place)
                continue
            left, right = self._columns(lines, edge)
            right = extra + right
            if edge is None and extra:
                left, right = left + extra, []
            before = len(self.rows)
            if right and self.right.track is None:  # a second column appears under no heading: neither is named
                self.left.track, self.right.track = "first column", "second column"
            self.rows += rows_of(left, slot.place.at(track=self.left.track), self.left, self.numbers)
            if right:
                self.rows += rows_of(right, slot.place.at(track=self.right.track), self.right, self.numbers)
            if len(self.rows) == before and (slot.place.start or slot.place.session):
                self.rows.append(slot.place.at(track=self.left.track).row(title="", kind="event"))
        self.block = []

    def _cites(self) -> bool:
        """Whether item numbers stand in a column of their own: "10 a.m.–1 p.m.   1 (a)   Opening of the meeting"."""
        cited = 0
        for slot in self.block:
            for text in slot.left:
                found = segments(text, tight=True)
                if len(found) >= 2 and CITATION.match(found[0].text):
                    cited += 1
        return cited > 0 and cited * 4 >= sum(1 for slot in self.block for _ in slot.left)

    def _listed(self, lines: Sequence[str], place: Place) -> list[Row]:
        rows: list[Row] = []
        entries: list[tuple[str, list[str]]] = []
        for text in lines:
            found = segments(text, tight=True)
            if found and CITATION.match(found[0].text) and (len(found) > 1 or not entries):
                entries.append((found[0].text, [s.text for s in found[1:]]))
            elif entries:
                entries[-1][1].append(text.strip())
            else:
                entries.append(("", [text.strip()]))
        for cited, parts in entries:
            title, continued = uncontinued(single_blanks(run_on(parts), ())[0])
            if not cited:
                rows += rows_of([title], place, self.left, self.numbers)
                continue
            found_items = [self.numbers.find(one) for one in split_citation(cited)]
            rows += rows_together(cited, found_items, title, place, continued)
        return rows

    def _edge(self) -> int | None:
        """Where the second column of this day begins; None if there is one column only."""
        starts = []
        for slot in self.block:
            for text in slot.left:
                found = segments(text)
                if len(found) >= 2 and found[-1].x >= RIGHT:
                    starts.append(found[-1].x)
        if not starts and not any(slot.right for slot in self.block) and not self.right.track:
            return None
        return min(starts) if starts else None

    def _columns(self, lines: Sequence[str], edge: int | None) -> tuple[list[str], list[str]]:
        if edge is None:
            return [text.strip() for text in lines], []
        left: list[str] = []
        right: list[str] = []
        for text in lines:
            found = segments(text)
            if len(found) == 1 and found[0].x < edge - 4 and len(text.rstrip()) > edge + 8:
                found = segments(text, tight=True)
            if len(found) >= 2 and found[-1].x >= edge - 2:
                left.append(" ".join(s.text for s in found[:-1]))
                right.append(found[-1].text)
            elif len(found) == 1 and found[0].x >= edge - 2:
                right.append(found[0].text)
            elif found:
                left.append(" ".join(s.text for s in found))
        return left, right

    def finish(self) -> tuple[list[Row], list[Block], tuple[str, ...]]:
        """All rows and notes, and the words of the table's head."""
        self._alone()
        self._close_block()
        sat = {row.track for row in self.rows}
        busy = {row.day for row in self.rows}
        self.notes += [Block(text=day) for day in dict.fromkeys(self.days) if day not in busy]
        self.notes += [Block(text=name) for name in dict.fromkeys(self.named) if name not in sat]
        return self.rows, self.notes, self.head


def session_hours(texts: Sequence[str]) -> dict[str, tuple[str, str]]:
    """The hours of "a.m." and "p.m." where a note says them: "a.m.  09:30-12:30", or daily hours, morning first."""
    found: dict[str, tuple[str, str]] = {}
    for text in texts:
        spans = [h for h in calendar.find_hours(text) if h.end]
        half = part_of_day(text.strip())
        if half and len(spans) == 1 and spans[0].end:
            found.setdefault(half[0], (clock(spans[0].start), clock(spans[0].end)))
        elif (
            re.search(r"\b(?:meetings|sittings|daily|sessions) .{0,40}\b(?:held|hours|from)\b", text, re.I)
            and len(spans) >= 2
        ):
            for name, span in zip(("a.m.", "p.m."), spans, strict=False):
                if span.end:
                    found.setdefault(name, (clock(span.start), clock(span.end)))
    return found
