"""From the order in which characters stand on paper to the order in which they are read.

PDF files store Arabic in many orders, and libraries that put it right guess. Positions do not lie: characters are
taken from left to right, as printed, and the reading order is restored here (Unicode Standard Annex 9 backwards):
in a line from right to left everything is turned round, then Latin words, symbols and numbers are turned back.
"""

import re
import unicodedata

_STRONG_LEFT = frozenset(("L",))
_RIGHT = frozenset(("R", "AL"))
_NUMBER = re.compile(r"\d+(?:[.,:/٫٬]\d+)*%?")
_RANGE = re.compile(
    r"(?<![\w./:-])(?P<first>\d{1,4}(?:[/.:]\d{1,4})*)(?P<dash>\s?[-–]\s?)(?P<last>\d{1,4}(?:[/.:]\d{1,4})*)(?![\w./:-])"
)
_PAIRS = {"(": ")", "[": "]", "{": "}", "«": "»", "‹": "›"}
_OPENING = {**{a: a for a in _PAIRS}, **{b: a for a, b in _PAIRS.items()}}


def is_right_to_left(text: str) -> bool:
    """Whether most letters of `text` are written from right to left."""
    right = left = 0
    for character in text:
        kind = unicodedata.bidirectional(character)
        right += kind in _RIGHT
        left += kind in _STRONG_LEFT
    return right > left


def has_right_to_left(text: str) -> bool:
    """Whether `text` holds any letter that is written from right to left."""
    return any(unicodedata.bidirectional(character) in _RIGHT for character in text)


def reads_from_right(text: str) -> bool:
    """Whether a piece without Arabic letters, on a page from right to left, is read from the right as well.

    It is if it has no Latin letters ("-1" is "1-"), or if its full stop stands before it.
    """
    latin = any(unicodedata.bidirectional(character) in _STRONG_LEFT for character in text)
    return not latin or (text[0] in ".:;،؛" and text[-1] not in ".:;،؛")


def reading_order(units: list[str]) -> str:
    """The words of a line from right to left whose characters stand in `units` from left to right.

    A unit is what one sign shows: a letter with its vowel signs, or a ligature in its reading order.
    """
    kinds = [_kind(unit) for unit in units]
    spans = _left_to_right(units, kinds)
    out: list[str] = []
    at = len(units)
    for start, end in reversed(spans):
        out.extend(reversed(units[end:at]))
        out.extend(units[start:end])
        at = start
    out.extend(reversed(units[:at]))
    return brackets(_ranges("".join(out)))


def _kind(unit: str) -> str:
    for character in unit:
        kind = unicodedata.bidirectional(character)
        if kind in _RIGHT:
            return "R"
        if kind in _STRONG_LEFT:
            return "L"
        if kind in ("EN", "AN"):
            return "N"
    return ""


def _left_to_right(units: list[str], kinds: list[str]) -> list[tuple[int, int]]:
    """The stretches that are read from left to right: Latin with all between it, and numbers by themselves."""
    spans: list[tuple[int, int]] = []
    at = 0
    while at < len(units):
        if kinds[at] not in ("L", "N"):
            at += 1
            continue
        end = at
        latin = False
        for here in range(at, len(units)):
            if kinds[here] == "R":
                break
            if kinds[here]:
                end = here + 1
                latin = latin or kinds[here] == "L"
        if latin:
            spans.append((at, end))
            at = end
            continue
        found = _NUMBER.match("".join(unit if len(unit) == 1 else "\0" for unit in units[at:end]))
        length = found.end() if found else 1
        spans.append((at, at + length))
        at += length
    return spans


def _ranges(text: str) -> str:
    """A range of numbers the right way round: "10/00-13/00", whichever way it was set."""

    def turned(found: re.Match[str]) -> str:
        first, last = found["first"], found["last"]
        if _value(first) > _value(last) and first.count("/") == last.count("/"):
            return f"{last}{found['dash']}{first}"
        return found[0]

    return _RANGE.sub(turned, text)


def _value(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.split(r"[/.:]", number) if part)


def brackets(text: str) -> str:
    """The text with brackets the right way round: files store the sign that is meant or the shape that is seen."""
    signs = list(text)
    open_now: list[str] = []
    for at, sign in enumerate(signs):
        opening = _OPENING.get(sign)
        if opening is None:
            continue
        before = signs[at - 1] if at else " "
        after = signs[at + 1] if at + 1 < len(signs) else " "
        free_before, free_after = (
            not before.isalnum() and before not in ")]}»",
            not after.isalnum() and after not in "([{«",
        )
        if free_before and not free_after:
            opens = True
        elif free_after and not free_before:
            opens = False
        else:
            opens = opening not in open_now
        if opens:
            open_now.append(opening)
            signs[at] = opening
        else:
            if opening in open_now:
                open_now.remove(opening)
            signs[at] = _PAIRS[opening]
    return "".join(signs)
