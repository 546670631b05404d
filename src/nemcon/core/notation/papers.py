"""Documents listed under an item as they are typed: one a line, the symbol first, then the title.

    CTOC/COP/WG.3/2021/2 Background paper on the impact of COVID-19
    Doc 4.1: Report of the Chair | Chair
    {symbol: SSS 7/1} Provisional agenda

What follows the last upright stroke are the people. A title may also have its symbol behind it in brackets.
"""

import re
from collections.abc import Iterable, Mapping

import msgspec

from nemcon.core import symbols
from nemcon.core.agenda import Paper
from nemcon.core.notation.blocks import lines_of
from nemcon.core.notation.labels import is_bullet, read_label, write_label
from nemcon.core.notation.prefix import read_prefix, write_prefix
from nemcon.core.notation.words import NO_ITEMS, apart, read_passage, trimmed, unescaped, write_passage

_NUMBERED = re.compile(r"((?:Doc|DOC)\.? \d{1,3}(?:\.\d{1,3})*):?(?:[ \t]+|$)")
_BETWEEN = re.compile(r"[ \t]*[-–—:,]?(?:[ \t]+|$)")
_PEOPLE = re.compile(r"(?:^|[ \t])\|(?=[ \t]|$)")
_LAST = re.compile(r"[(（]([^()（）\s]{1,150}(?:\([^()]{0,20}\)[^()（）\s]{0,50}){0,3})[)）][ \t.;]*$")


def read_papers(typed: str, known: Mapping[str, str] = NO_ITEMS) -> tuple[Paper, ...]:
    """The documents that were typed, each in its line. Never raises."""
    return tuple(_paper(line, known) for line in lines_of(typed) if line.strip(" \t"))


def write_papers(papers: Iterable[Paper], known: Mapping[str, str] = NO_ITEMS) -> str:
    """What one types for these documents."""
    return "\n".join(_written(paper, known) for paper in papers)


def _paper(line: str, known: Mapping[str, str]) -> Paper:
    said, rest = read_prefix(line.lstrip(" \t"), ("number", "symbol", "people"))
    number = said.get("number", "")
    if "number" not in said:
        number, rest = _number(rest)
    people = said.get("people", "")
    if "people" not in said and (strokes := [*_PEOPLE.finditer(rest)]):
        people = unescaped(trimmed(rest[strokes[-1].end() :]))
        rest = rest[: strokes[-1].start()]
    symbol = said.get("symbol", "")
    if "symbol" not in said:
        symbol, rest = _symbol(rest)
    title = read_passage(rest, known)
    return Paper(
        title=title.text,
        symbol=symbol,
        number=number,
        marks=title.marks,
        language=said.get("language", ""),
        people=people,
    )


def _number(line: str) -> tuple[str, str]:
    if numbered := _NUMBERED.match(line):
        return numbered[1], line[numbered.end() :]
    number, rest = read_label(line)
    return ("", rest) if is_bullet(number) else (number, rest)  # a bullet is no number of the document


def _symbol(line: str) -> tuple[str, str]:
    found = symbols.find(line)
    if found and found[0][0] == 0 and (between := _BETWEEN.match(line, found[0][1])):
        return line[: found[0][1]], line[between.end() :]
    if (last := _LAST.search(line)) and len(found) == 1 and found[0][:2] == last.span(1):
        return last[1], line[: last.start()]
    return "", line


def _written(paper: Paper, known: Mapping[str, str]) -> str:
    title = write_passage(paper.title, paper.marks, known)
    label = _label(paper.number)
    people = f" | {_people(paper.people)}" if paper.people else ""
    language = {"language": paper.language} if paper.language else {}
    simple = f"{write_prefix(language)}{label}{paper.symbol + ' ' if paper.symbol else ''}{title}{people}"
    named = f"{write_prefix({'symbol': paper.symbol, **language})}{label}{title}{people}"
    for typed in (simple, named):
        if _says(typed, paper):
            return typed
    whole = {"symbol": paper.symbol, "number": paper.number, "people": paper.people, **language}
    return write_prefix(whole) + title


def _label(number: str) -> str:
    return f"{number}: " if _NUMBERED.fullmatch(number) else write_label(number) if number else ""


def _people(people: str) -> str:
    return apart(re.sub(r"([\\|\r\n])", r"\\\1", people))


def _says(typed: str, paper: Paper) -> bool:
    read = read_papers(typed)
    return len(read) == 1 and msgspec.structs.replace(read[0], marks=paper.marks) == paper
