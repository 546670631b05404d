"""What one sitting takes, as a list of lines says it: items by number and title, "(continued)", breaks, events.

Used by both readers of an organization of work: timetable.py (lines) and grid.py (tables).
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as replaced

from msgspec.structs import replace

from nemcon.core import calendar
from nemcon.core.agenda import Item, reference, walk
from nemcon.core.programme import Row
from nemcon.documents.read.agenda import words
from nemcon.documents.read.agenda.labels import Label, candidates, choose
from nemcon.documents.read.agenda.lines import is_han, single_blanks, unclosed
from nemcon.documents.source import Cell

# An item cited by number alone: "1 (a)", "2", "7B", "1-3", "3 and 4", "5 (a)–(c)", "1 أ", "2（a）"
CITED = re.compile(
    r"(?:(?:items?|points?|temas?|puntos?|пункты?|项目|البند|البندان|البنود)\s*)?\d{1,3}(?:\.\d{1,2})?\.?(?:\s*(?:bis|ter))?(?:\s*[(（]?\s*[a-zA-Zأ-ي]{1,3}\s*[)）])*(?:\s?[A-H](?![a-z]))?",
    re.I,
)
CITATION = re.compile(
    rf"^\s*{CITED.pattern}(?:\s*(?:,|;|/|&|-|–|—|\band\b|\bto\b|\bet\b|\bà\b|\by\b|\ba\b|\bи\b|和|至|、|و)\s*(?:{CITED.pattern}|[(（]?[a-z][)）]))*\s*$",
    re.I,
)
CITED_TITLE = re.compile(
    rf"(?P<items>{CITED.pattern}(?:\s*(?:,|&|-|–|\band\b|\bet\b|\by\b|\bи\b|和|、|و)\s*(?:{CITED.pattern}))*)\s*(?<=[\s)）])"
    r"(?P<title>[^\W\d_]\S.*)$",
    re.I | re.S,
)
IN_BRACKETS = re.compile(
    r"\(\s*(?P<items>\d{1,2}(?:\s*\(?[a-z]\)?)?(?:\s*,\s*\d{1,2}(?:\s*\(?[a-z]\)?)?)*)\s*\)\s*$", re.I
)
ITEM_WORD = (
    r"(?:agenda\s+)?items?|points?|temas?|puntos?|пункт(?:ы|а|ов)?|(?:临时)?(?:议程)?项目|البند(?:ان|ين)?|البنود|بند"
)
_ONE = (
    r"(?:(?-i:[IVX]{1,5})(?![A-Za-z])|\d{1,3}(?:\.\d{1,2})?(?:\s?(?:bis|ter)\b)?"
    r"(?:\s?[(（]?[a-zа-яأ-ي]{1,2}[)）](?:\s?\(?[ivx]{1,4}\))?|\s?[A-H](?![A-Za-z]))?)"
)
_SEP = r"\s*(?:,|;|/|&|-|–|—|،|、|和|至|\b(?:and|to|et|à|y|a|и|до|по)\b|\sو\s?)\s*"
ITEM = re.compile(
    rf"^(?:{ITEM_WORD})\s*(?P<items>{_ONE}(?:{_SEP}(?:{_ONE}|[(（]?[a-zа-яأ-ي][)）]))*)"
    r"(?=[\s.:,(（：–—-]|$|(?<=[)）]))[\s.:：–—-]*(?P<title>.*)$",
    re.I | re.S,
)
TOGETHER = re.compile(
    r"\d[^,;–-]*?(?:\b(?:and|et|y|и)\b|&|和|\sو\s?)\s*\d[^,;–-]*$", re.I
)  # "2 and 3", not "2, 3", "2–4"
POINTED = re.compile(r"(?<![\d.])([01]?\d|2[0-4])\.([0-5]\d)(?![\d.])")
DAY_PREFIX = re.compile(
    r"\s*(?:day|jour|día|день|第)\s*(?:\d{1,2}|one|two|three|four|five|[一二三四五])\s*天?\s*[-–—:：,.(]\s*", re.I
)
HOUR_LIKE = re.compile(r"\d|noon|midnight|midi|minuit|mediod|medianoche|полд|полн|[中正]午|午夜|ظهر|منتصف", re.I)
GLUED = re.compile(r"[时時](?=\d{1,2}(?:\s|[(（和、]))")
AND_ITEM = re.compile(rf"\s*(?:[;,；，،]|\b(?:and|et|y|и)\b|和|\sو)\s*(?=(?:{ITEM_WORD})\s*\d)", re.I)
UNTIL = re.compile(r"(?<=[\d)）])\s*(?:\b(?:to|through|à|au|al|до|по)\b|至|إلى)\s*(?=[\d(（])", re.I)

# The words in the heads of columns, by what the column holds.
HEADS = {
    "time": re.compile(r"date|time|hour|heure|hora|fecha|дата|время|时间|日期|التاريخ|الوقت", re.I),
    "item": re.compile(r"item|^no\b|point|tema|пункт|项目|البند", re.I),
    "title": re.compile(
        r"title|description|subject|titre|t[ií]tulo|назван|описан|标题|说明|议题|العنوان|الموضوع|programme", re.I
    ),
    "track": re.compile(
        r"\bbody\b|\broom\b|track|organ\b|organe|salle|órgano|sala|орган|зал|机构|会议室|الهيئة|القاعة", re.I
    ),
    "papers": re.compile(r"document|\bdocs?\b|symbol|paper|\bcote|signatura|документ|文件|文号|وثيقة|وثائق", re.I),
    "people": re.compile(r"present|speaker|lead|responsib|chair|remarks", re.I),
}


# The name of a body or room at the head of a column of a timetable.
TRACK = re.compile(
    r"(?:plenary.{0,30}|tewg|w/?g ?[ivx0-9]*|(?:[\w-]+ ){0,3}working group.{0,40}|committee.{0,40}|cep.{0,12}|"
    r"expert meeting.{0,40}|experts?['’]? meeting.{0,40}|meeting room.{0,30}|(?:conference )?room.{0,20}|hall.{0,10}|"
    r"(?:contact|drafting|expert|informal|regional) groups?.{0,30}|informal (?:consultations|meetings).{0,20}|"
    r"side events?.{0,20}|parallel (?:events?|sessions?|meetings?).{0,20}|"
    r"(?:séance )?plénière|(?:comité|commission) pléni(?:er|ère)|groupes? de (?:travail|contact|rédaction).{0,30}|"
    r"salle .{0,20}|réunions? (?:parallèles?|informelles?)|"
    r"(?:sesi[oó]n |sesiones )?plenarias?|comité plenario|grupos? de (?:trabajo|contacto|redacción).{0,30}|"
    r"sala .{0,20}|"
    r"пленар.{0,20}|комитет полного состава|рабочая группа.{0,30}|зал .{0,20}|"
    r"全体会议|全体委员会|(?:第.{1,3})?工作组|会议室.{0,6}|"
    r"الجلس(?:ة|ات) العامة|جلسات? عامة|جلسة عامة|اللجنة الجامعة|الفريق العامل.{0,30}|القاعة.{0,10})",
    re.I,
)


@dataclass
class Place:
    """Where in the calendar a row stands."""

    date: dt.date | None = None
    day: str = ""
    start: str | None = None
    end: str | None = None
    session: str | None = None
    track: str | None = None
    time: str = ""

    def row(self, **facts: object) -> Row:
        """A row in this place."""
        return Row(
            date=self.date, day=self.day, start=self.start, end=self.end, session=self.session, track=self.track,
            time=self.time, **facts,  # type: ignore[arg-type]
        )  # fmt: skip

    def at(self, **changes: object) -> "Place":
        """The same place but for `changes`."""
        return replaced(self, **changes)  # type: ignore[arg-type]


class Numbers:
    """The items of an agenda by the ways in which a programme may cite them: "7B", "7 (b)", "item 7 b)" are one."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.by_key: dict[str, str] = {}
        self.titles: dict[str, str] = {}
        for path, item in walk(tuple(items)):
            cited = reference(path)
            self.by_key.setdefault(self.key(cited), cited)
            self.titles.setdefault(cited, item.title)
            if item.number.isdigit():
                continue
            if len(path) == 1 and (chapter := _chapter_value(item.number)):
                self.by_key.setdefault(str(chapter), cited)  # "项目3" of an agenda that counts "三、"
            for one in split_citation(item.number) if len(path) == 1 and len(item.number) > 3 else ():
                self.by_key.setdefault(self.key(one), cited)  # "3 and 4" are found by "3" as well

    @staticmethod
    def key(cited: str) -> str:
        """What is left of a citation when brackets, points and blanks are away."""
        text = re.sub(rf"^(?:{ITEM_WORD})\s*", "", words.plain(cited), flags=re.I)
        return (
            re.sub(r"[\s().（）]+", "", text).casefold() if "." not in text.strip(".") else text.strip(" .").casefold()
        )

    def find(self, cited: str) -> str:
        """The reference of the item that is cited; the citation as printed where the agenda has no such item."""
        return self.by_key.get(self.key(cited), " ".join(cited.split()).rstrip("."))


def clock(time: dt.time) -> str:
    """ "10:00", as rows of the programme have it."""
    return time.strftime("%H:%M")


def _chapter_value(number: str) -> int:
    """The value of "III" or "三" where items are counted so; 0 of other numbers."""
    return next(
        (c.value for c in candidates(f"{number}{'. ' if number.isascii() else '、'}x") if c.kind == "chapter"), 0
    )


def split_citation(text: str) -> list[str]:
    """The single items of "1 (a) and (b)", "3, 4", "2 and 3"; a range "1–3" stands for all in it."""
    found: list[str] = []
    top = ""
    text = UNTIL.sub("–", text)
    parts = re.split(r"\s*(?:,|;|/|&|\band\b|\bet\b|\by\b|\bи\b|和|、|(?<=\s)و(?=\d)|(?<=\d)\s+و)\s*", text.strip())
    for part in parts:
        part = part.strip()
        if not part:
            continue
        span = re.fullmatch(r"(\d+)\s*[-–—]\s*(\d+)", part)
        if span and 0 < int(span[2]) - int(span[1]) < 20:
            found += [str(n) for n in range(int(span[1]), int(span[2]) + 1)]
            continue
        letters = re.fullmatch(r"(\d+)?\s*\(?([a-z])\)?\s*[-–—]\s*\(?([a-z])\)?", part)
        if letters and (letters[1] or top):
            top = letters[1] or top
            found += [f"{top} ({chr(c)})" for c in range(ord(letters[2]), ord(letters[3]) + 1)]
            continue
        if re.match(r"^\(?[a-z]\)?$", part) and top:
            found.append(f"{top} {part}")
            continue
        if m := re.match(r"\d+", part):
            top = m[0]
        found.append(part)
    return found


def uncontinued(text: str) -> tuple[str, bool]:
    """`text` without "(continued)", and whether it said so."""
    found = words.CONTINUED.search(words.plain(text)) and words.CONTINUED.search(text)
    if not found:
        return text.strip(), False
    return (text[: found.start()] + text[found.end() :]).strip(), True


@dataclass
class Column:
    """One track of a timetable while it is read: the item spoken of last, to which "b) …" and "(continued)" belong."""

    track: str | None = None
    path: list[tuple[str, Label | None]] = field(default_factory=list)
    event: str = ""

    def last(self) -> str | None:
        """The reference of the item spoken of last."""
        return " ".join(number for number, _ in self.path) or None


def rows_of(texts: Iterable[str], place: Place, column: Column, numbers: Numbers) -> list[Row]:
    """The rows that the lines of one slot make, wrapped lines joined; `column` remembers the item for the next slot."""
    rows: list[Row] = []
    for text in _joined(texts):
        made = _row(text, place, column, numbers)
        if rows and made[0].continued and made[0].item == rows[-1].item and not uncontinued(text)[0]:
            rows[-1] = replace(rows[-1], continued=True)  # "b) Tourism" and under it "(continued)"
            continue
        rows += made
        if made[-1].kind == "event":
            column.event = made[-1].title
            column.path = []
    return rows


def _joined(texts: Iterable[str]) -> list[str]:
    """Lines that begin nothing new are the rest of the line before."""
    whole: list[str] = []
    for text in texts:
        stripped = text.strip()
        if not stripped:
            continue
        begins = bool(
            ITEM.match(stripped)
            or candidates(stripped)
            or re.fullmatch(r"\W*\(?\s*(?:continued|cont['’]d)\s*\)?\W*", stripped, re.I)
            or words.BREAK.match(stripped)
            or not whole
        ) and not (whole and re.match(r"^[-–•]\s", stripped))
        if begins:
            whole.append(stripped)
        elif whole[-1].endswith("-") and not whole[-1].endswith(" -"):
            whole[-1] = (whole[-1][:-1] if stripped[:1].islower() else whole[-1]) + stripped
        else:
            whole[-1] += ("" if is_han(whole[-1][-1]) and is_han(stripped[0]) else " ") + stripped
    return whole


def _row(text: str, place: Place, column: Column, numbers: Numbers) -> list[Row]:
    several = AND_ITEM.split(text) if ITEM.match(text) else []
    if len(several) > 1:  # "item 4 (continued) and item 5"
        return [row for part in several for row in _row(part, place, column, numbers)]
    bare, continued = uncontinued(text)
    if not bare and continued:
        last = column.last()
        if last is None:
            return [place.row(title=column.event, kind="event", continued=True)]
        return [place.row(item=last, title=numbers.titles.get(last, ""), continued=True)]
    if found := ITEM.match(bare):
        cited = [numbers.find(c) for c in split_citation(found["items"])]
        column.path = [(part, None) for part in cited[-1].split(" ")] if cited else []
        if cited and len(cited) == 1:
            column.path = [(cited[0], None)]
        title, _ = single_blanks(unclosed(found["title"]), ())
        return rows_together(found["items"], cited, title, place, continued)
    label = choose(candidates(bare), [(lab.style, lab.value) for _, lab in column.path if lab])
    if label and label.kind in ("letter", "roman") and column.path:
        styles = [lab.style if lab else "" for _, lab in column.path]
        if label.style in styles:
            del column.path[styles.index(label.style) :]
        column.path.append((label.number, label))
        cited_one = numbers.find(" ".join(number for number, _ in column.path))
        title, _ = single_blanks(unclosed(bare[label.width :]), ())
        return [place.row(item=cited_one, title=title, continued=continued)]
    if label and label.kind in ("decimal", "dotted"):
        number = numbers.find(label.number)
        if numbers.key(label.number) in numbers.by_key:
            column.path = [(number, None)]
            title, _ = single_blanks(unclosed(bare[label.width :]), ())
            return [place.row(item=number, title=title, continued=continued)]
    if marked := _cited_before_title(bare, numbers):
        said, title = marked
        cited = [numbers.find(c) for c in split_citation(said)]
        column.path = [(cited[-1], None)]
        return rows_together(said, cited, single_blanks(unclosed(title), ())[0], place, continued)
    if (found := IN_BRACKETS.search(bare)) and bare[: found.start()].strip():
        title = bare[: found.start()].strip()
        cited = [numbers.find(c) for c in split_citation(found["items"])]
        return [place.at(track=title).row(item=c, title=numbers.titles.get(c, ""), continued=continued) for c in cited]
    return [event(bare, place, continued)]


def _cited_before_title(text: str, numbers: Numbers) -> tuple[str, str] | None:
    """The number and the title of "3 a) Traceability", "4 and 5 Other matters": a column that stands close by.

    The agenda must have the items, and one number alone must stand before the title of its item.
    """
    found = CITED_TITLE.match(text)
    if not found or len(text) > 300:
        return None
    cited = split_citation(found["items"])
    if not cited or not all(numbers.key(c) in numbers.by_key for c in cited):
        return None
    title = words.plain(numbers.titles.get(numbers.find(cited[0]), "")).casefold()
    alike = bool(title) and words.plain(found["title"]).casefold()[:14] == title[:14]
    return (found["items"], found["title"]) if alike or len(cited) > 1 else None


def rows_together(said: str, cited: Sequence[str], title: str, place: Place, continued: bool) -> list[Row]:
    """A row for each item of one citation; the first has the title. "2 and 3" are taken together."""
    joint = len(cited) > 1 and bool(TOGETHER.search(words.plain(said)))
    return [
        place.row(item=c, title=title if i == 0 else "", continued=continued, joint=joint and i > 0)
        for i, c in enumerate(cited)
    ]


def day_of(text: str, year: int | None = None) -> calendar.ReadDay | None:
    """The day that `text` opens with; "Day 1 - Tuesday, 7 May 2024" is that Tuesday."""
    prefix = DAY_PREFIX.match(text)
    cut = prefix.end() if prefix else 0
    day = calendar.read_day(text[cut:], year=year)
    return day._replace(end=day.end + cut) if day and cut else day


def hours_of(text: str) -> calendar.ReadHours | None:
    """The hours that `text` holds; in a timetable "9.00 - 9.30" are hours too, and no numbers of items.

    In "上午10时至下午1时3(a) …", as PDF gives it, the number of the item is no minutes.
    """
    if not HOUR_LIKE.search(text):
        return None
    if glued := GLUED.search(text):
        text = text[: glued.end()]
    found = calendar.read_hours(text)
    if found or not POINTED.search(text):
        return found
    return calendar.read_hours(POINTED.sub(r"\1:\2", text))


def event(text: str, place: Place, continued: bool = False) -> Row:
    """A row that is no item: a break, a reception, registration, discussion of a report."""
    text, _ = single_blanks(text, ())
    kind = "break" if words.BREAK.match(text) else "event"
    found = calendar.read_hours(words.plain(text))
    if found and found.end is not None:
        start, end = found.start.strftime("%H:%M"), found.end.strftime("%H:%M")
        return place.at(start=start, end=end).row(title=text, kind=kind, continued=continued)
    if found and re.search(r"\bat \d{1,2}[:.]\d\d", text):
        return place.at(start=found.start.strftime("%H:%M"), end=None).row(title=text, kind=kind, continued=continued)
    return place.row(title=text, kind=kind, continued=continued)


def part_of_day(text: str) -> tuple[str, int] | None:
    """The half of the day that `text` opens with, and how many characters that took: ("a.m.", 4)."""
    for label, pattern in words.DAY_PARTS.items():
        if found := pattern.match(text):
            return label, found.end()
    return None


def cell_text(cell: Cell) -> str:
    """The words of a cell on one line."""
    return " ".join(" ".join(line.text.split()) for line in cell.lines if line.text.strip())
