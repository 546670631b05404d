"""Reading the head of the first page: who issues, symbol, distribution, dates, body, title."""

import datetime as dt
import re
from collections.abc import Sequence

from msgspec.structs import replace

from nemcon.core import calendar, symbols
from nemcon.core.agenda import Masthead
from nemcon.core.passage import Mark
from nemcon.documents.read.agenda import words
from nemcon.documents.read.agenda.labels import candidates, without_chapter
from nemcon.documents.source import Line, Piece, Table

HOUSES = re.compile(
    r"(?:united nations|nations unies|naciones unidas|организация объединенных наций|联合国|الأمم المتحدة)", re.I
)
DISTRIBUTION = re.compile(r"distr\b", re.I)
DISTRIBUTION_ALONE = re.compile(r"distr\.?\s*:?", re.I)
LEVEL = re.compile(r"(?:general|limited|restricted|générale|limitée|restreinte|limitada|reservada)", re.I)
RUN_TOGETHER = re.compile(rf"(\S.{{3,80}}?) (distr\.?(?: ?:)? ?{LEVEL.pattern})", re.I)
ORIGINAL = re.compile(r"\(?\s*(?:original|язык оригинала|原文|الأصل)\b", re.I)
LANGUAGE_NAMES = {
    "en": r"english|anglais|ingl[eé]s|английский|英文|الإنكليزية",
    "fr": r"french|fran[cç]ais|franc[eé]s|французский|法文|الفرنسية",
    "es": r"spanish|espa[nñ]ol|espagnol|испанский|西班牙文|الإسبانية",
    "ru": r"russian|russe|ruso|русский|俄文|الروسية",
    "zh": r"chinese|chinois|chino|китайский|中文|الصينية",
    "ar": r"arabic|arabe|[aá]rabe|арабский|阿拉伯文|العربية",
}
LANGUAGE = re.compile(
    "(?:"
    + "|".join(LANGUAGE_NAMES.values())
    + r")(?:(?:,| and| et| y) (?:english|french|spanish|russian|arabic|chinese))*(?: only)?",
    re.I,
)
ITEM_LINE = re.compile(
    r"(?:(?:provisional )?agenda items?|items? \d+.{0,20}\bof the (?:provisional |preliminary )?agenda|"
    r"point \d+.{0,20}\bde l['’]ordre du jour|tema \d+.{0,20}\bdel programa|пункт \d+.{0,30}повестки дня|"
    r"(?:临时)?议程项目|البند \d+.{0,20}من جدول الأعمال)",
    re.I,
)
MEETING = re.compile(
    r"(?:\b(?:[\w-]+(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\w+teenth|\w+tieth|"
    r"resumed|special|regular|organizational|[IVXL]+(?:st|nd|rd|th)?)\b.{0,40}\b(?:session|meeting)|"
    r"(?:[\w-]+ième|première|[IVXL]+(?:e|ème))\b.{0,30}\b(?:session|réunion)|"
    r"\d+\S{0,3} (?:período de sesiones|reunión)|"
    r"(?:[\w-]+) (?:período de sesiones|reunión)|"
    r"(?:\w+ ){0,2}\w+(?:ая|ое|ье|ья) (?:сессия|совещание|специальная сессия)|"
    r"第.{1,6}(?:届会议|次会议)|(?:الدورة|الاجتماع) \S+(?: \S+)?)",
    re.I,
)
SUBTITLE = re.compile(
    r"\(?\s*(?:(?:working paper )?submitted by|presented by|prepared by|note by|note du|nota de|записка|"
    r"秘书处的说明|مذكرة من)\b.*",
    re.I,
)
ISO_RANGE = re.compile(r"(\d{4}-\d\d-\d\d)\s*(?:to|until|through|au|a|al|по|至|إلى|/|[-–—])\s*(\d{4}-\d\d-\d\d)")
DAYS_ONLY = re.compile(r"\d")


def flatten(pieces: Sequence[Piece]) -> list[Line]:
    """The lines of a masthead, those in the cells of its table among them; of two columns the first comes first."""
    lines: list[Line] = []
    beside: list[Line] = []  # the second column, while lines run side by side
    last = _last_beside(pieces)
    for place, piece in enumerate(pieces):
        if isinstance(piece, Table):
            for row in piece.rows:
                for cell in row:
                    lines.extend(part for line in cell.lines for part in _columns(line) if part.text.strip())
            continue
        parts = _columns(piece)
        edge = beside[0].indent if beside else 0
        if len(parts) == 2 and not piece.whole and (not beside or abs(parts[1].indent - edge) <= 6):
            lines.append(parts[0])
            beside.append(parts[1])
            continue
        if beside and len(parts) == 1 and parts[0].indent >= edge - 6 and not piece.whole:
            beside.append(parts[0])
            continue
        if beside and place < last and parts[0].indent < edge - 6:
            lines += parts  # the first column runs on beside the second
            continue
        lines += beside
        beside = []
        lines += parts
    return _pairs_joined(lines + beside)


def _last_beside(pieces: Sequence[Piece]) -> int:
    """The index of the last line of the second column, where one begins; -1 where there is none.

    The column ends where three lines in a row have nothing in it.
    """
    edge: float = 0
    last = -1
    for index, piece in enumerate(pieces):
        if not isinstance(piece, Line) or piece.whole:
            continue
        parts = _columns(piece)
        if len(parts) == 2 and (not edge or abs(parts[1].indent - edge) <= 6):
            edge, last = edge or parts[1].indent, index
        elif edge and len(parts) == 1 and parts[0].indent >= edge - 6:
            last = index
        elif edge and index - last > 2:
            break
    return last


def _pairs_joined(lines: Sequence[Line]) -> list[Line]:
    """Lines that are one name broken by a narrow column: "UNITED" over "NATIONS", "Distr." over "GENERAL"."""
    out: list[Line] = []
    for line in [part for whole in lines for part in _run_together(whole)]:
        text = words.plain(line.text)
        before = words.plain(out[-1].text) if out else ""
        if before and (
            HOUSES.fullmatch(f"{before} {text}") or (DISTRIBUTION_ALONE.fullmatch(before) and LEVEL.fullmatch(text))
        ):
            out[-1] = replace(out[-1], text=f"{out[-1].text.strip()} {line.text.strip()}", marks=(), at=line.at)
        else:
            out.append(line)
    return out


def _run_together(line: Line) -> list[Line]:
    """Two columns that PDF gave as one: "General Assembly Distr.: General", "United Nations A/AC.1/2"."""
    text = words.plain(line.text)
    if len(text) > 120:
        return [line]
    found = RUN_TOGETHER.fullmatch(text)
    if not found:
        house = HOUSES.match(text)
        if not house or not _is_symbol(text[house.end() :].strip()):
            return [line]
        return [replace(line, text=house[0], marks=()), replace(line, text=text[house.end() :].strip(), marks=())]
    return [replace(line, text=found[1], marks=()), replace(line, text=found[2], marks=())]


def _columns(line: Line) -> list[Line]:
    if line.whole and not re.search(r"[\n\t]|\S {3,}\S", line.text):
        return [line]
    found = []
    label = candidates(line.text)
    if label and label[0].kind in ("chapter", "capital", "decimal") and label[0].width < 12:
        return [line]
    for m in re.finditer(r"\S(?:[^\t\n]*?\S)?(?=\s{3,}|\t|\n|\s*$)", line.text):  # three blanks part columns
        marks = tuple(
            Mark(max(0, k.start - m.start()), min(len(m[0]), k.end - m.start()), k.kind, k.value)
            for k in line.marks
            if k.start < m.end() and k.end > m.start()
        )
        found.append(
            Line(text=m[0], marks=marks, at=line.at, page=line.page, bold=line.bold, indent=line.indent + m.start())
        )
    return found or [line]


def read_masthead(pieces: Sequence[Piece], *, keep_title: bool = False) -> tuple[Masthead, Line | None]:
    """The masthead, and the heading of the agenda list where its last lines are one ("Provisional agenda").

    With `keep_title` the last heading is the title even if another stands before it.
    """
    lines = flatten(pieces)
    facts: dict[str, object] = {}
    others: list[str] = []
    titles: list[tuple[int, Line]] = []
    organ: list[str] = []
    body: list[str] = []
    seen_distribution = seen_title = False
    above_symbol = ""
    place = ""
    for index, line in enumerate(lines):
        text = " ".join(line.text.split())
        text = text.lstrip("# ") or text  # a heading of light markup
        simple = words.plain(text)
        if len(simple) == 1 and simple.isupper():
            others.append(text)  # the letter of the language: "E"
        elif line.kind == "entry" and not organ:
            others.append(text)  # the menu of a web page
        elif HOUSES.fullmatch(simple) and "house" not in facts:
            facts["house"] = text
        elif DISTRIBUTION.match(simple):
            if "distribution" in facts:
                others.append(text)
            facts.setdefault("distribution", text)
            seen_distribution = True
        elif ORIGINAL.match(simple):
            if "original" in facts:
                others.append(text)
            else:
                facts["original"] = text
                seen_distribution = True
        elif LANGUAGE.fullmatch(simple) and "language_text" not in facts:
            facts.setdefault("language_text", text)
            facts.setdefault("language", language_of(simple))
        elif "symbol" not in facts and _is_symbol(simple):
            facts["symbol"] = text
            above_symbol = organ[0] if len(organ) == 1 and organ[0] == _previous(lines, index) else ""
        elif ITEM_LINE.match(simple) and len(simple) < 90:
            if "item" in facts:
                others.append(text)
            else:
                facts["item"] = text
        elif words.AGENDA.fullmatch(without_chapter(simple)) or words.ANNOTATIONS.fullmatch(simple):
            titles.append((index, line))
            seen_title = True
        elif SUBTITLE.fullmatch(simple):
            facts["subtitle"] = f"{facts['subtitle']} {text}" if "subtitle" in facts else text
        elif (day := calendar.read_date(re.sub(r"^date:\s*", "", simple, flags=re.I))) and "date" not in facts:
            facts["date"], facts["date_text"] = day, text
        elif "session" not in facts and len(simple) < 110 and (met := _met(simple)):
            beside = place if place == _previous(lines, index) else ""
            facts.update(session=text, place=met[0] or beside, opens=met[1], closes=met[2])
            if place and not met[0] and others and others[-1] == place == _previous(lines, index):
                others.pop()
                facts["session"] = f"{place}, {text}"
        elif seen_title and titles and index == titles[-1][0] + 1 and _goes_on(titles[-1][1].text, text):
            title = titles[-1][1]
            titles[-1] = (index, Line(text=f"{title.text.strip()} {text}", marks=title.marks, at=title.at))
        elif MEETING.fullmatch(simple) and (seen_distribution or organ) and "meeting" not in facts:
            facts["meeting"] = text
        elif (not seen_distribution and not organ and not seen_title) or (
            not seen_distribution
            and organ
            and organ[-1] == _previous(lines, index)
            and _one_name(lines[index - 1], line)
        ):
            organ.append(text)
        elif above_symbol and not seen_distribution and not seen_title and organ == [above_symbol]:
            facts["house"], organ, above_symbol = above_symbol, [text], ""  # a name over the symbol, then the organ
        elif (
            seen_distribution
            and not seen_title
            and "session" not in facts
            and (not body or body[-1] == _previous(lines, index))
        ):
            body.append(text)
        else:
            others.append(text)
            place = text if len(text) < 40 and not DAYS_ONLY.search(text) else place
    heading = None
    if titles:
        if len(titles) > 1 and not keep_title:
            heading = titles.pop()[1]
        facts["title"] = " ".join(titles[0][1].text.split())
        facts["title_marks"] = titles[0][1].marks
        others += [" ".join(t.text.split()) for _, t in titles[1:]]
    return (
        Masthead(organ=" ".join(organ), body=" ".join(body), others=tuple(others), **facts),  # type: ignore[arg-type]
        heading,
    )


def _met(text: str) -> tuple[str, dt.date, dt.date] | None:
    """Place and dates of a meeting, from a line that says them or the dates alone ("May 8-19, 1995")."""
    bare = text.strip("() ")
    if re.match(r"(?:day|jour|día|день) \d", bare, re.I):
        return None  # "Day 1 - Tuesday, 7 May 2024" is a day of the meeting
    if (met := calendar.read_meeting(bare)) and met[1]:
        return met[0], met[1], met[2]
    if iso := ISO_RANGE.search(bare):
        try:
            opens, closes = dt.date.fromisoformat(iso[1]), dt.date.fromisoformat(iso[2])
        except ValueError:
            return None
        return (bare[: iso.start()] + bare[iso.end() :]).strip(" ,;()"), opens, closes
    found = calendar.find_dates(bare)
    if len(found) == 1 and len(bare) - (found[0].end - found[0].start) <= 3 and found[0].first != found[0].last:
        return "", found[0].first, found[0].last
    return None


def _previous(lines: Sequence[Line], index: int) -> str:
    return " ".join(lines[index - 1].text.split()) if index else ""


def _one_name(before: Line, line: Line) -> bool:
    """Whether a name broken over two lines goes on: both bold, behind a full line or a small word, in lower case."""
    small = re.search(r"\b(?:of|the|to|on|for|and|de|des|la|les|sur|por|в|по|на)$", before.text.strip(), re.I)
    if not line.whole and len(before.text.strip()) >= 30 and line.at == before.at + 1:
        return True
    if MEETING.fullmatch(words.plain(line.text)):
        return False
    if (
        line.at == before.at + 1
        and len(line.text.split()) <= 2
        and line.text.isupper() == before.text.isupper()
        and not line.whole
    ):
        return True  # "Economic and Social" over "Council"
    return bool(small) or line.text.strip()[:1].islower() or (before.bold and line.bold)


def _goes_on(title: str, text: str) -> bool:
    simple = words.plain(text)
    return bool(re.match(r"(?:of|for|to|de|du|des|del|and|y|et)\b", simple, re.I)) or bool(
        re.search(r"\b(?:of|the|for|du|de|del|la|le)$", words.plain(title), re.I)
    )


def _is_symbol(text: str) -> bool:
    if len(text) > 80 or "/" not in text:
        return False
    text = re.sub(r" \((?:annotated|annoté|anotado|аннотированная)\)$", "", text)
    if re.fullmatch(r"[A-Z]{2,6}(?: \d{1,3}|\d{1,3})(?:/[A-Z0-9][\w.]*)+(?: (?:Add|Rev|Corr)\.\d+)?", text):
        return True  # "MSC 101/1", "EB146/1": organizations outside the grammar of the United Nations
    try:
        symbols.parse(text)
    except ValueError:
        return False
    return True


def language_of(text: str) -> str:
    """The code of the language that a masthead names, "" if it names none or several."""
    found = [code for code, names in LANGUAGE_NAMES.items() if re.search(names, text, re.I)]
    return found[0] if len(found) == 1 else ""
