"""Joining words without losing the marks beside them, and the spacing that a language asks for."""

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from nemcon.core import calendar
from nemcon.core.languages import LANGUAGES
from nemcon.core.passage import Mark, Passage
from nemcon.documents import phrases
from nemcon.documents.model import Blocks, Document, Entry, Heading, Listing, Paragraph, Table

NARROW, FIXED, JOINED = "\u202f", "\u00a0", "\u2060"

# What opens, divides and closes a list of items, and the brackets, by language.
LIST_MARKS = {
    "en": (":", ";", "."),
    "fr": (f"{FIXED}:", f"{NARROW};", "."),
    "es": (":", ";", "."),
    "ru": (":", ";", "."),
    "zh": ("：", "；", "。"),
    "ar": (":", "؛", "."),
}
# What stands before the last of several numbers: "2, 3 and 4".
AND = {"en": " and ", "fr": " et ", "es": " y ", "ru": " и ", "zh": "和", "ar": " و"}
BRACKETS = {"zh": ("（", "）")}
ENDINGS = ".:;!?。：；！？؛؟…"


def passage(text: str, marks: tuple[Mark, ...] = (), *, language: str, within: str) -> Passage:
    """Words in `language` within a document in `within`; spaces are set as the language wants them.

    French: a narrow fixed space before ; ! ? and a fixed one before : and inside quotation marks. Every language: a
    fixed space between a day and its month, an hour and "a.m.". No letter moves, so marks keep their places.
    """
    return Passage(spaced(text, language), marks, language if text and language != within else "")


def spaced(text: str, language: str) -> str:
    """`text` with the fixed spaces of `language`; of the same length."""
    if language == "fr":
        text = _BEFORE_SEMICOLON.sub(NARROW, text)
        text = _BEFORE_COLON.sub(FIXED, text)
        text = _IN_QUOTES.sub(lambda m: m.group().replace(" ", FIXED), text)
    dated = language in LANGUAGES and any(c.isdigit() for c in text)
    return calendar.keep_together(text, language) if dated else text


def listed(numbers: Sequence[str], language: str) -> str:
    """Numbers of items that are taken together, as the language lists them: "2, 3 and 4"."""
    comma = {"zh": "、", "ar": "، "}.get(language, ", ")
    return AND[language].join(filter(None, (comma.join(numbers[:-1]), *numbers[-1:])))


def joined(*pieces: Passage | str, language: str = "") -> Passage:
    """One passage from several, marks moved along. Its language is `language`, or that of the first Passage."""
    text, marks = "", []
    for piece in pieces:
        if isinstance(piece, Passage):
            language = language or piece.language
            marks += [replace(m, start=m.start + len(text), end=m.end + len(text)) for m in piece.marks]
            text += piece.text
        else:
            text += piece
    return Passage(text, tuple(marks), language)


def closed(words: Passage, sign: str, language: str) -> Passage:
    """`words` with the closing `sign`, unless they end with one.

    A note mark at the end stands before the sign in French, Spanish, Russian, Chinese and Arabic, after it in English.
    """
    if not words.text or words.text.rstrip()[-1:] in ENDINGS:
        return words
    end = len(words.text)
    marks = tuple(
        replace(m, start=end + len(sign), end=end + len(sign)) if language == "en" and m.start == m.end == end else m
        for m in words.marks
    )
    return Passage(words.text + sign, marks, words.language)


def bracketed(words: str, language: str) -> str:
    """`words` in the brackets of `language`, with the space before them that it has."""
    opening, closing = BRACKETS.get(language, (" (", ")"))
    return f"{opening}{words}{closing}"


def spoken(language: str, within: str) -> str:
    """The language whose signs and set phrases go with words in `language`: `within` where it is not one of the six."""
    return language if language in LANGUAGES else within


def length(minutes: int, each: bool, language: str) -> str:
    """A length as programmes write it: "15’", "20’ each", "10 دقائق"."""
    key = ("minutes-each" if each else "minutes") + ("-few" if 3 <= minutes % 100 <= 10 else "")
    return phrases.phrase(key, language, minutes=str(minutes))


def capital(words: Passage) -> Passage:
    """With a capital at the beginning, as in headings: Russian sub-items have none in the list."""
    first = words.text[:1]
    return replace(words, text=first.upper() + words.text[1:]) if len(first.upper()) == 1 else words


def small(text: str) -> str:
    """With a small letter at the beginning, unless the first word is one of capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def passages(document: Document) -> Iterator[Passage]:
    """Every passage of a document in reading order: head, title, text, footnotes."""
    head = document.head
    yield from (head.house, head.organ, head.body, head.meeting, head.session, head.item, *head.others)
    yield from (document.title, document.subtitle)
    yield from passages_of(document.blocks)
    yield from (note.text for note in document.footnotes)


def passages_of(blocks: Iterable[Blocks]) -> Iterator[Passage]:
    """Every passage of some blocks in reading order."""
    for block in blocks:
        match block:
            case Heading() | Paragraph():
                yield block.text
            case Listing():
                yield from _entries(block.entries)
            case Table():
                yield block.caption
                yield from block.head
                for group in block.groups:
                    yield group.head
                    yield from (cell.text for row in group.rows for cell in row)


def _entries(entries: Iterable[Entry]) -> Iterator[Passage]:
    for entry in entries:
        yield entry.text
        yield from _entries(entry.entries)


_BEFORE_SEMICOLON = re.compile("(?<=[^ \u00a0\u202f])[ \u00a0](?=[;?!])")
_BEFORE_COLON = re.compile("(?<=[^ \u00a0\u202f]) (?=:)")
_IN_QUOTES = re.compile("« | »")
