"""Words with marks as they are typed: *italic*, **bold**, [^1], [words](symbol: A/1), [words](item: 2 (a))."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from nemcon.core.citing import find_marks
from nemcon.core.notation.tidy import EMPHASIS, LINKS, tidy
from nemcon.core.passage import Mark, MarkKind, Passage

NO_ITEMS: Mapping[str, str] = {}
"""Where the items of the agenda are not known, none is found by itself."""

BLANKS = " \t\r\n"
ESCAPED = re.compile(r"\\(\r\n|[\W_])")
_TOKEN = re.compile(
    r"\\(?P<escaped>\r\n|[\W_])"
    r"|(?P<stars>\*+)"
    r"|\[\^(?P<note>(?:\\[\s\S]|[^\]\\]){0,200})\]"
    r"|\]\((?P<kind>symbol|item):(?P<value>(?:\\[\s\S]|[^()\\]|\((?:\\[\s\S]|[^()\\]){0,100}\)){0,600})\)"
    r"|(?P<open>\[)|(?P<close>\])"
    r"|(?:(?<![ \t])[ \t]*)?[\r\n][ \t\r\n]*(?P<fold>)"
)
# Values are of bounded length, so that no input takes long.
_SIMPLE_VALUE = re.compile(r"(?:[^()\\\r\n]|\([^()\\\r\n]{0,100}\))*")
_STARS: dict[int, tuple[MarkKind, ...]] = {1: ("italic",), 2: ("bold",), 3: ("italic", "bold")}
_WIDTH: dict[MarkKind, int] = {"italic": 1, "bold": 2}

_Turn = tuple[MarkKind, bool]
"""A kind of emphasis, and whether it begins here."""

Side = Literal["", "blank", "sign", "letter"]
"""What stands beside a star: nothing, a blank, a sign of punctuation, or a letter; an escaped sign is a letter."""


def read_passage(typed: str, known: Mapping[str, str] = NO_ITEMS) -> Passage:
    """The words that were typed, with the marks that were given and those that the words have by themselves.

    `known` are the items of the agenda, as `citing.known_items` has them. A mark that was given counts before one
    that is found at the same words. The line ends within are blanks, unless escaped. Never raises.
    """
    text, marks = _parsed(typed)
    given = [m for m in marks if m.kind in LINKS]
    found = [m for m in find_marks(text, known) if not any(_disputed(m, other) for other in given)]
    return Passage(text, tidy(text, (*marks, *found)) if marks or found else ())


def write_passage(text: str, marks: Iterable[Mark] = (), known: Mapping[str, str] = NO_ITEMS) -> str:
    """What one types for these words and marks; with as few backslashes as will do."""
    wanted = tidy(text, marks)
    found = set(find_marks(text, known)) if any(m.kind in LINKS for m in wanted) else set()
    taken = {(m.start, m.end) for m in wanted if m.kind in LINKS and m not in found}
    shown = [m for m in wanted if m not in found or (m.start, m.end) in taken]
    if not shown and text.isalnum():
        return text
    needed = {place for place, sign in enumerate(text) if sign in "\\\r\n"}
    needed |= {place for place, sign in enumerate(text) if sign in " \t" and not text[:place].strip(" \t")}
    needed |= {place for place, sign in enumerate(text) if sign in " \t" and not text[place:].strip(" \t")}
    typed = _assembled(text, shown, needed)
    if _parsed(typed) == (text, tidy(text, shown)):
        return typed
    return _assembled(text, shown, needed | {place for place, sign in enumerate(text) if sign in "*[]^"})


def _disputed(found: Mark, given: Mark) -> bool:
    """Whether both cannot be: they cover the same words, or cross."""
    if given.start <= found.start:
        return found.start < given.end and (
            found.end > given.end or (found.start, found.end) == (given.start, given.end)
        )
    return given.start < found.end < given.end


def unescaped(typed: str) -> str:
    """The words without the backslashes that escape signs."""
    return ESCAPED.sub(lambda found: "\n" if found[1] == "\r\n" else found[1], typed)


def trimmed(typed: str) -> str:
    """Without the blanks around it, but for one that is escaped."""
    inner = typed.lstrip(BLANKS)
    bare = inner.rstrip(BLANKS)
    is_escaped = (len(bare) - len(bare.rstrip("\\"))) % 2 == 1
    if not is_escaped:
        return bare
    end = 2 if inner.startswith("\r\n", len(bare)) else 1
    return inner[: len(bare) + end]


# Reading.


class _Token(NamedTuple):
    kind: Literal["words", "stars", "note", "open", "close"]
    text: str
    side: bool = False  # words: escaped, and so beside a star as good as a letter
    link: MarkKind | None = None
    value: str = ""


def _parsed(typed: str) -> tuple[str, tuple[Mark, ...]]:
    """The words with the marks that were given."""
    typed = trimmed(typed)
    tokens = _with_pairs(_tokens(typed))
    if len(tokens) == 1 and tokens[0].kind == "words":
        return tokens[0].text, ()
    before, after = _sides(tokens)
    text: list[str] = []
    length = 0
    marks: list[Mark] = []
    links: list[int] = []
    runs = _runs(tokens, before, after)
    open_at: dict[MarkKind, int] = {}
    for at, token in enumerate(tokens):
        if token.kind == "words":
            text.append(token.text)
            length += len(token.text)
        elif token.kind == "stars":
            turns, literal = runs[at]
            marks += [Mark(open_at.pop(kind), length, kind) for kind, begins in turns if not begins]
            text.append("*" * literal)
            length += literal
            open_at.update({kind: length for kind, begins in turns if begins})
        elif token.kind == "note":
            marks.append(Mark(length, length, "note", token.value))
        elif token.kind == "open":
            links.append(length)
        elif token.link:
            marks.append(Mark(links.pop(), length, token.link, token.value))
    said = "".join(text)
    return said, tidy(said, marks)


def _tokens(typed: str) -> list[_Token]:
    tokens: list[_Token] = []
    end = 0
    for found in _TOKEN.finditer(typed):
        if found.start() > end:
            tokens.append(_Token("words", typed[end : found.start()]))
        end = found.end()
        if (escaped := found["escaped"]) is not None:
            tokens.append(_Token("words", "\n" if escaped == "\r\n" else escaped, side=True))
        elif found["stars"]:
            tokens.append(_Token("stars", found["stars"]))
        elif found["note"] is not None:
            tokens.append(_Token("note", found[0], value=unescaped(found["note"])))
        elif found["kind"]:
            link: MarkKind = "symbol" if found["kind"] == "symbol" else "item"
            tokens.append(_Token("close", found[0], link=link, value=unescaped(trimmed(found["value"]))))
        elif found["open"]:
            tokens.append(_Token("open", "["))
        elif found["close"]:
            tokens.append(_Token("close", "]"))
        else:
            tokens.append(_Token("words", " "))
    if end < len(typed) or not tokens:
        tokens.append(_Token("words", typed[end:]))
    return tokens


def _with_pairs(tokens: list[_Token]) -> list[_Token]:
    """The tokens with each bracket that opens or closes nothing as words."""
    opened: list[tuple[int, int]] = []
    paired: set[int] = set()
    words = 0
    for at, token in enumerate(tokens):
        if token.kind == "open":
            opened.append((at, words))
        elif token.kind == "words":
            words += 1
        elif token.kind == "close" and opened:
            start, words_before = opened.pop()
            if token.link and words > words_before:  # a link of no words would be lost
                paired |= {start, at}
    return [
        _Token("words", token.text) if token.kind in ("open", "close") and at not in paired else token
        for at, token in enumerate(tokens)
    ]


def _side(sign: str) -> Side:
    if sign.isspace():
        return "blank"
    return "sign" if unicodedata.category(sign)[0] in "PS" else "letter"


def _sides(tokens: list[_Token]) -> tuple[list[Side], list[Side]]:
    """For each token, what words stand before and after it."""
    before: list[Side] = []
    after: list[Side] = []
    side: Side = ""
    for token in tokens:
        before.append(side)
        if token.kind == "words" and token.text:
            side = "letter" if token.side else _side(token.text[-1])
    side = ""
    for token in reversed(tokens):
        after.append(side)
        if token.kind == "words" and token.text:
            side = "letter" if token.side else _side(token.text[0])
    return before, after[::-1]


def _opens(before: Side, after: Side) -> bool:
    """Whether stars between these can begin emphasis, as in Markdown: not before a blank, nor inside "10*, 11*"."""
    return after == "letter" or (after == "sign" and before != "letter")


def _closes(before: Side, after: Side) -> bool:
    return _opens(after, before)


def _runs(tokens: list[_Token], before: list[Side], after: list[Side]) -> dict[int, tuple[list[_Turn], int]]:
    """For each run of stars, which emphasis it begins or ends, and how many of its stars are only stars."""
    turns: dict[int, list[_Turn]] = {}
    opened: dict[MarkKind, int] = {}
    for at, token in enumerate(tokens):
        if token.kind != "stars":
            continue
        turns[at] = []
        for kind in _STARS.get(len(token.text), ()):
            if kind in opened and _closes(before[at], after[at]):
                del opened[kind]
                turns[at].append((kind, False))
            elif kind not in opened and _opens(before[at], after[at]):
                opened[kind] = at
                turns[at].append((kind, True))
    for kind, at in opened.items():
        turns[at].remove((kind, True))
    return {at: (meant, len(tokens[at].text) - sum(_WIDTH[kind] for kind, _ in meant)) for at, meant in turns.items()}


# Writing.


def _assembled(text: str, marks: Iterable[Mark], escaped: set[int]) -> str:
    emphasis = [m for m in marks if m.kind in EMPHASIS]
    links = [m for m in marks if m.kind in LINKS]
    notes = [m for m in marks if m.kind == "note"]
    escaped = _with_flanks(text, emphasis, escaped)
    places = sorted({place for m in marks for place in (m.start, m.end)})
    typed: list[str] = []
    end = 0
    for place in places:
        typed.append(_escaped(text, end, place, escaped))
        end = place
        typed += ["*" * _WIDTH[m.kind] for m in emphasis if m.end == place]
        inner_first = sorted((m for m in links if m.end == place), key=lambda m: (-m.start, m.kind, m.value))
        typed += [f"]({m.kind}: {_value(m.value)})" for m in inner_first]
        typed += [f"[^{_note_value(m.value)}]" for m in notes if m.start == place]
        typed += ["[" for m in links if m.start == place]
        typed += ["*" * _WIDTH[m.kind] for m in emphasis if m.start == place]
    typed.append(_escaped(text, end, len(text), escaped))
    return apart("".join(typed))


def apart(typed: str) -> str:
    """With a blank behind an escaped carriage return at the end, lest it and a line end after it be one."""
    return typed + " " * typed.endswith("\\\r")


def _escaped(text: str, start: int, end: int, escaped: set[int]) -> str:
    if not escaped:
        return text[start:end]
    return "".join("\\" * (place in escaped) + text[place] for place in range(start, end))


def _with_flanks(text: str, emphasis: Iterable[Mark], escaped: set[int]) -> set[int]:
    """The signs to escape so that every star opens or closes what it should."""
    escaped = set(escaped)

    def side(place: int) -> Side:
        if not 0 <= place < len(text):
            return ""
        return "letter" if place in escaped else _side(text[place])

    known = -1
    while known != len(escaped):  # an escaped sign is a letter to the star on its other side as well
        known = len(escaped)
        for mark in emphasis:
            if not _opens(side(mark.start - 1), side(mark.start)):
                escaped.add(mark.start)
            if not _closes(side(mark.end - 1), side(mark.end)):
                escaped.add(mark.end - 1)
    return escaped


def _value(value: str) -> str:
    if _SIMPLE_VALUE.fullmatch(value) and value == value.strip(BLANKS):
        return value
    return re.sub(r"([\W_])", r"\\\1", value)


def _note_value(value: str) -> str:
    return re.sub(r"([\]\\\r\n])", r"\\\1", value)
