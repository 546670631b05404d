"""Damage to a text: what copying from a PDF or a wrong encoding does to it, noticed, said, and put right where certain.

PDF files of the United Nations give garbage in French, Russian, Chinese and Arabic when text is copied (fonts with
character codes of their own), and Arabic may come in the order of print, reversed ("00/10" for "10/00"). Garbage
cannot be put right; it is said, with the place. Put right are: presentation forms, reversed Arabic, the ligature of
lam and alef, and UTF-8 that was read as Western European.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from nemcon.core.passage import Mark
from nemcon.documents.read.garbage import find_garbage
from nemcon.documents.read.pdf_order import reading_order
from nemcon.documents.read.words import changed
from nemcon.documents.source import Cell, Line, Piece, Source, Table

Mend = Callable[[str], str]
MOST = 2_000_000  # characters: longer texts are left as they are, since mending takes several times their memory

_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
_ARABIC = re.compile("[\u0621-\u064a]")
_ARABIC_WORD = re.compile("[\u0621-\u0652\u0670-\u06d3]+")
# No Arabic word begins with two alefs and lam: it is the article before the ligature of lam and alef, stored backwards.
_LIGATURE = re.compile("(?<![\u0621-\u0652])(?P<prefix>[وفبك]{0,2})ا(?P<alef>[اأإآ])ل(?=[\u0621-\u0652])")
_TURNED_HOUR = re.compile(r"(?<![\d/])(?P<minutes>00|15|30|45)/(?P<hour>0?[7-9]|1\d|2[0-2])(?![\d/])")
_HOUR = re.compile(r"(?<![\d/])(?:0?[7-9]|1\d|2[0-2])/(?:00|15|30|45)(?![\d/])")
_HOURS = re.compile(r"(?P<first>\d{1,2}/\d{2})(?P<dash>\s?[-–]\s?)(?P<last>\d{1,2}/\d{2})")
_MOJIBAKE = re.compile(
    "Ã[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€[\u0080-\u00bf™œ“”˜¦¢š\u009d]|Â[\u00a0«»°·§©®]|ï»¿"
    "|[ÐÑ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|[ØÙ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
)


def mend(source: Source) -> Source:
    """The source with damage put right where that is certain, and sentences about it and about what stays damaged."""
    said: list[str] = []
    if sum(len(line.text) for line in lines_of(source.pieces)) > MOST:
        return source
    source = _each(source, _without_mojibake, said, _said_mojibake)
    text = "\n".join(line.text for line in lines_of(source.pieces))
    if _FORMS.search(text):
        source = _each(source, _without_forms, said, None)
    if _is_reversed(source):
        source = _each(source, _turned, said, _said_reversed)
    if _LIGATURE.search(text):
        source = _each(source, _ligatures, said, _said_ligatures)
    if _hours_are_turned(text):
        source = _each(source, _right_hours, said, _said_hours)
    left = len(_MOJIBAKE.findall("\n".join(line.text for line in lines_of(source.pieces))))
    if left > 2:
        said.append(
            f"At {left} places letters look as if the text had been stored in a wrong encoding (such as “Ã©” for “é”). "
            "Save the original as UTF-8 and read it again."
        )
    said += find_garbage(list(lines_of(source.pieces)))
    if not said:
        return source
    return _with(source, source.pieces, (*source.warnings, *said))


def lines_of(pieces: Iterable[Piece]) -> Iterator[Line]:
    """All lines, those of cells included, in order."""
    for piece in pieces:
        if isinstance(piece, Line):
            yield piece
        else:
            yield from (line for row in piece.rows for cell in row for line in cell.lines)


def _each(source: Source, right: Mend, said: list[str], sentence: Callable[[int], str] | None) -> Source:
    """The source with `right` done to each line; `sentence` says to how many lines it did something."""
    count = 0

    def mended(line: Line) -> Line:
        nonlocal count
        text = right(line.text)
        if text == line.text:
            return line
        count += 1
        return changed(line, text=text, marks=_carried(line, text, right))

    pieces = tuple(
        mended(piece)
        if isinstance(piece, Line)
        else Table(
            rows=tuple(
                tuple(Cell(lines=tuple(map(mended, c.lines)), columns=c.columns, rows=c.rows) for c in row)
                for row in piece.rows
            ),
            heads=piece.heads,
            caption=right(piece.caption),
            at=piece.at,
        )
        for piece in source.pieces
    )
    if count and sentence:
        said.append(sentence(count))
    return _with(source, pieces, source.warnings) if count else source


def _with(source: Source, pieces: tuple[Piece, ...], warnings: tuple[str, ...]) -> Source:
    return Source(
        pieces=pieces,
        form=source.form,
        language=source.language,
        title=source.title,
        layout=source.layout,
        warnings=warnings,
    )


def _carried(line: Line, text: str, right: Mend) -> tuple[Mark, ...]:
    """The marks of a line whose text was put right: at the places that the words before them now end."""
    if right is _turned:
        return tuple(Mark(0, len(text), m.kind, m.value) for m in line.marks if m.end - m.start == len(line.text))

    def place(at: int) -> int:
        return min(len(right(line.text[:at])), len(text))

    return tuple(Mark(place(m.start), place(m.end), m.kind, m.value) for m in line.marks)


# ── UTF-8 that was read as Western European ("Ã©" for "é")


def _without_mojibake(text: str) -> str:
    if not _MOJIBAKE.search(text):
        return text
    for codec in ("cp1252", "latin-1"):
        try:
            right = b"".join(_byte(character, codec) for character in text).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
        return right
    return re.sub("[\u00a0-\u00ff\u0080-\u009f€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{2,}", _right_stretch, text)


def _right_stretch(found: re.Match[str]) -> str:
    try:
        return b"".join(_byte(character, "cp1252") for character in found[0]).decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return found[0]


def _byte(character: str, codec: str) -> bytes:
    """The byte that was read as this character. Windows-1252 leaves five codes undefined, which stay as they are."""
    if character in "\x81\x8d\x8f\x90\x9d":
        return character.encode("latin-1")
    return character.encode(codec)


def _said_mojibake(count: int) -> str:
    return (
        f"In {_lines(count)} letters had been stored in a wrong encoding (such as “Ã©” for “é”) and were put right. "
        "Check them."
    )


# ── Arabic


def _without_forms(text: str) -> str:
    """Letters instead of their shapes within a word (U+FB50 to U+FEFC), which only old systems store."""
    return _FORMS.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text)


def _is_reversed(source: Source) -> bool:
    """Whether the Arabic of the text stands in the order of print: its words begin with what only ends words."""
    begins = ends = article = elcitra = 0
    for line in lines_of(source.pieces):
        for word in _ARABIC_WORD.findall(line.text):
            if len(word) < 3:
                continue
            begins += word[0] in "ةى"
            ends += word[-1] in "ةى"
            article += bool(re.match("[وفبك]?ال", word))
            elcitra += bool(re.search("لا[وفبك]?$", word))
    return begins > 1 and begins > 8 * ends and elcitra > article


def _turned(text: str) -> str:
    if not _ARABIC.search(text):
        return text
    return reading_order(_clusters(text))


def _clusters(text: str) -> list[str]:
    """The characters of a line in the order of print, each vowel sign with its letter, which there stands after it."""
    clusters: list[str] = []
    vowels = ""
    for character in text:
        if unicodedata.combining(character):
            vowels += character
        else:
            clusters.append(character + vowels)
            vowels = ""
    return [*clusters, vowels] if vowels else clusters


def _said_reversed(count: int) -> str:
    return (
        f"The Arabic text came in the order of print, reversed, as when copied from a PDF, and was put in "
        f"reading order ({_lines(count)}). Check numbers and brackets."
    )


def _ligatures(text: str) -> str:
    return _LIGATURE.sub(r"\g<prefix>ال\g<alef>", text)


def _said_ligatures(count: int) -> str:
    return (
        f"In {_lines(count)} the Arabic letters lam and alef had been stored in the wrong order, as some PDF writers "
        "do, and were put right where a word begins with them. Other words may still be wrong."
    )


def _hours_are_turned(text: str) -> bool:
    return (
        bool(_ARABIC.search(text)) and bool(_TURNED_HOUR.search(text)) and not _HOUR.search(_TURNED_HOUR.sub("", text))
    )


def _right_hours(text: str) -> str:
    if not _TURNED_HOUR.search(text):
        return text
    text = _TURNED_HOUR.sub(r"\g<hour>/\g<minutes>", text)

    def ordered(found: re.Match[str]) -> str:
        first, last = (int(found[name].split("/")[0]) for name in ("first", "last"))
        return found[0] if first < last else f"{found['last']}{found['dash']}{found['first']}"

    return _HOURS.sub(ordered, text)


def _said_hours(count: int) -> str:
    return f"In {_lines(count)} the hours stood reversed (“00/10” for “10/00”) and were put right. Check them."


def _lines(count: int) -> str:
    return "1 line" if count == 1 else f"{count} lines"
