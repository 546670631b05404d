"""Days, hours and breaks that stand among the items of an agenda: a running agenda, as expert teams write it.

"Tuesday (09:00 – 17:00)", "10:30 – 11:00 Coffee break", "Lunch break (90’)", "Continue on item 3", and the column at
the right that names who speaks. From them come the rows of an organization of work.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from nemcon.core import calendar
from nemcon.core.agenda import Kept
from nemcon.core.programme import Row
from nemcon.documents.read.agenda import words
from nemcon.documents.read.agenda.lines import Unit, printed
from nemcon.documents.read.agenda.slots import Place, day_of, event, part_of_day
from nemcon.documents.source import Line

CONTINUE = re.compile(
    r"^\W*(?:continue|continuation|resume|suite|continuaci[oó]n|продолжение)\w*\b.{0,20}?\bitem\s+(?P<item>\d+)", re.I
)
TIME_LIKE = re.compile(r"\W*(?:\d{1,2}(?![.)] *[^\W\d])|noon|midi|上午|下午|中午)", re.I)
PEOPLE_AT = 55  # characters: a column of names never begins before


def is_day(text: str) -> bool:
    """Whether a line is a day and nothing more, hours in brackets apart: "Wednesday", "Monday 09:00 – 17:30"."""
    if len(text) > 70 or not words.DAY_LIKE.match(text) or re.match(r"(?:on|from|until|by|to)\b", text):
        return False
    simple = words.plain(text)
    day = day_of(simple)
    if day is None or (day.day is None and day.weekday is None) or day.end == 0:
        return False
    rest = simple[day.end :].strip(" ,.:–-()")
    return not rest or bool((h := calendar.read_hours(rest)) and h.begins == 0 and len(rest) - h.ends <= 2)


def is_time(text: str) -> bool:
    """Whether a line opens with a clock time: "09:00 Meeting opening"."""
    if not TIME_LIKE.match(text):
        return False
    hours = calendar.read_hours(words.plain(text[:80]))
    return bool(hours and hours.begins == 0)


def is_break(text: str) -> bool:
    """Whether a line is a break and little more."""
    return len(text) < 60 and bool(words.BREAK.match(words.plain(text)))


def stands_alone(line: Line) -> bool:
    """Whether a line is never joined with its neighbours in the list of items."""
    text = line.text.strip()
    return (
        is_day(text)
        or is_break(text)
        or bool(words.DOCUMENTATION.fullmatch(words.plain(text)))
        or (is_time(text) and len(text) < 90)
        or bool(len(text) < 60 and part_of_day(text) and calendar.read_hours(text))
    )


def begins_anew(line: Line) -> bool:
    """Whether a line begins something, though it has no label and no blank line before it."""
    return bool(re.match(r"doc(?:ument)?\.?\s?\d+(?:\.\d+)*\s*[-–—:]", line.text.strip(), re.I))


@dataclass
class Running:
    """The rows of a running agenda while it is read."""

    year: int | None = None
    place: Place = field(default_factory=Place)
    rows: list[Row] = field(default_factory=list)
    hours: dict[str, tuple[str, str]] = field(default_factory=dict)
    seen: bool = False
    new_day: bool = False  # a day was named and nothing stands under it yet: it may be no more than a date
    here: set[str] = field(default_factory=set)
    days: list[Kept] = field(default_factory=list)
    sittings: list[Kept] = field(default_factory=list)

    def take(self, unit: Unit) -> bool:
        """Take a unit that says when, and no item. False if it says something else."""
        if unit.labels or not unit.lines:
            return False
        text = unit.text.strip()
        simple = words.plain(text)
        if is_day(text):
            day = day_of(simple, year=self.year)
            assert day is not None
            shown = simple
            self.place = Place(date=day.date, day=shown)
            span = day.hours or calendar.read_hours(simple[day.end :])
            if span and span.end:
                self.hours[shown] = (span.start.strftime("%H:%M"), span.end.strftime("%H:%M"))
            self.new_day, self.here = True, set()
            self.days.append(Kept(text=text, line=unit.at, why="a date with nothing under it"))
            return True
        if found := CONTINUE.match(simple):
            self.seen = True
            self.again(found["item"])
            return True
        if is_break(text):
            self._break(text)
            return True
        hours = calendar.read_hours(simple)
        if hours and hours.end and hours.begins and self._sitting(simple, hours):
            return True
        if hours and hours.begins == 0 and (len(simple) < 90):
            start = hours.start.strftime("%H:%M")
            end = hours.end.strftime("%H:%M") if hours.end else None
            rest = simple[hours.ends :].strip(" :–-")
            if words.BREAK.match(rest):
                self._break(text)
                return True
            self.rows.append(
                self.place.at(start=start, end=end, time=simple[: hours.ends]).row(title=rest, kind="event")
            )
            self._mark()
            return True
        return False

    def _sitting(self, text: str, hours: calendar.ReadHours) -> bool:
        """A line that opens a half-day with its hours: "Morning session (09:30 – 12:30)"."""
        half = part_of_day(text)
        if half is None or len(text) > 60 or len(text) - hours.ends > 2 or hours.end is None:
            return False
        start, end = hours.start.strftime("%H:%M"), hours.end.strftime("%H:%M")
        self.place = self.place.at(start=start, end=end, time=text)
        self.sittings.append(Kept(text=text, why="hours with nothing under them"))
        self._mark()
        return True

    def item(
        self, reference: str, title: str, duration: int | None, each: bool, people: str, above: str | None
    ) -> None:
        """An item stands here; a sub-item only where its item does not."""
        if above is not None and above in self.here:
            return
        self.here.add(reference)
        self.seen = self.seen or self.new_day
        self.rows.append(
            self.place.row(item=reference, title=title, duration=duration, each=each, people=people, continued=False)
        )

    def again(self, reference: str) -> None:
        """The item `reference` goes on here: "9. Continue"."""
        self.here.add(reference)
        self.rows.append(self.place.row(item=reference, title="", continued=True))

    def idle_days(self) -> list[Kept]:
        """The days that were named without anything to take place on them; a date of the document, mostly."""
        busy = {row.day for row in self.rows} if self.seen else set()
        held = {row.time for row in self.rows} if self.seen else set()
        days = [day for day in self.days if words.plain(day.text) not in busy]
        return days + [sitting for sitting in self.sittings if sitting.text not in held]

    def finish(self) -> list[Row]:
        """The rows, none if nothing said when. Breaks and hours part a day into sittings."""
        if not self.seen:
            return []
        from nemcon.documents.read.agenda.listing import between_breaks

        return between_breaks(self._with_marks(), self.hours)

    def _break(self, text: str) -> None:
        row = event(text, self.place)
        span = calendar.read_duration(text)
        hours = calendar.read_hours(words.plain(text))
        minutes = span.minutes if span else None
        title = text
        if hours and hours.begins == 0:
            title = words.plain(text)[hours.ends :].strip(" :–-")
        self.rows.append(replace(row, duration=minutes, kind="break", title=title))
        self._mark()

    def _mark(self) -> None:
        self.seen = True
        self.here = set()

    def _with_marks(self) -> list[Row]:
        """Rows of items without hours of their own begin where the last hour that was named ended or began."""
        out: list[Row] = []
        last: str | None = None
        day = ""
        for index, row in enumerate(self.rows):
            if row.day != day:
                day, last = row.day, None
            if row.start is not None:
                last = row.end or row.start
                out.append(row)
                continue
            ahead = next((r.start for r in self.rows[index + 1 :] if r.day == row.day and r.start is not None), None)
            timed = row.kind == "item" and row.day not in self.hours and last is not None
            out.append(replace(row, start=last, end=ahead) if timed else row)
        return out


def people_column(lines: Sequence[Line]) -> tuple[list[Line], dict[int, str]]:
    """Lines without the column of names at their right, and the names by the number of their line."""
    starts: dict[int, int] = {}
    for line in lines:
        text = printed(line)
        found = re.search(r"\S\s{4,}(\S[^\t]{0,44})$", text)
        if found and found.start(1) >= PEOPLE_AT and not found[1].startswith("("):
            starts[found.start(1)] = starts.get(found.start(1), 0) + 1
    if not starts:
        return list(lines), {}
    edge = max(starts, key=lambda x: sum(n for at, n in starts.items() if abs(at - x) <= 4))
    if sum(n for at, n in starts.items() if abs(at - edge) <= 4) < 3:
        return list(lines), {}
    kept: list[Line] = []
    people: dict[int, str] = {}
    last_at = 0
    for line in lines:
        text = printed(line)
        cut = next((m.start() + 1 for m in re.finditer(r"\s\s(?=\S)", text) if abs(m.end() - edge) <= 6), None)
        if cut is None or line.whole:
            kept.append(line)
            last_at = line.at
            continue
        name = text[cut:].strip()
        left = text[:cut].rstrip()
        if not left.strip():  # a name alone belongs to the line before
            if last_at:
                people[last_at] = "; ".join(filter(None, (people.get(last_at, ""), name)))
                continue
            kept.append(line)
            continue
        shown = left[round(line.indent) :]
        kept.append(replace(line, text=shown, marks=tuple(m for m in line.marks if m.end <= len(shown))))
        people[line.at] = name
        last_at = line.at
    return kept, people
