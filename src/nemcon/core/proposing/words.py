"""English sentences for what a request asks and why a proposal is as it is; dates and hours come from `calendar`."""

import datetime as dt
from collections.abc import Sequence

from nemcon.core import calendar
from nemcon.core.proposing.request import (
    USUAL_LONGEST,
    Apart,
    Before,
    Break,
    Constraint,
    First,
    Gap,
    InOrder,
    InSittings,
    Last,
    NotAfter,
    NotBefore,
    On,
    Request,
    Together,
)

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def number(value: int, one: str, many: str = "") -> str:
    """ "two sittings", "12 sittings", "one sitting"."""
    word = _NUMBERS[value] if value < len(_NUMBERS) else str(value)
    return f"{word} {one if value == 1 else many or one + 's'}"


def length(minutes: int) -> str:
    """ "6 hours", "1 hour 30 minutes", "45 minutes"."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} hour{'s' if hours != 1 else ''}"] if hours else []
    if rest or not hours:
        parts.append(f"{rest} minute{'s' if rest != 1 else ''}")
    return " ".join(parts)


def listed(words: Sequence[str]) -> str:
    """ "2", "2 and 3", "2, 3 and 4"."""
    return " and ".join([*([", ".join(words[:-1])] if len(words) > 1 else []), *words[-1:]])


def items(references: Sequence[str]) -> str:
    """ "item 2", "items 2 and 3"."""
    return f"item{'s' if len(references) > 1 else ''} {listed(references)}"


def hour(clock: str) -> str:
    """ "10 a.m." for "10:00"."""
    return calendar.hour(dt.time.fromisoformat(clock), "en")


def hours(start: str, end: str) -> str:
    """ "10 a.m.–1 p.m."."""
    return calendar.hours(dt.time.fromisoformat(start), dt.time.fromisoformat(end), "en")


def when(date: dt.date | None, clock: str | None = None) -> str:
    """ "Friday, 26 March, 3 p.m."."""
    return ", ".join([*([calendar.day(date, "en")] if date else []), *([hour(clock)] if clock else [])])


def constraint_sentence(constraint: Constraint) -> str:
    """The constraint in words, as a sentence."""
    return sentence(_constraint(constraint))


def sentence(text: str) -> str:
    """With a capital and one full stop, also after "3 p.m."."""
    return f"{text[0].upper()}{text[1:].rstrip('.')}."


def _constraint(constraint: Constraint) -> str:
    match constraint:
        case First(named):
            return f"{items(named)} {_is(named)} taken in the first sitting, before every other item"
        case Last(named, closing):
            return (
                f"{items(named)} {_is(named)} taken after every other item{', in the last sitting' if closing else ''}"
            )
        case Before(first, then):
            return f"{items(first)} {_has(first)} ended when {items(then)} {'begins' if len(then) == 1 else 'begin'}"
        case InOrder(named):
            return f"{items(named) if named else 'all items'} are taken in their order"
        case Gap(then, first, half_days):
            ends = f"the end of {items(first)}" if first else "the end of every other item"
            return f"at least {number(half_days, 'half-day')} lies between {ends} and the beginning of item {then}"
        case Apart(named):
            return f"{items(named)} are not taken in parallel"
        case Together(named):
            return f"{items(named)} are taken together"
        case InSittings(item, count):
            return f"item {item} is spread over {number(count, 'sitting')}"
        case On(item, date, start, track):
            time = f" on {calendar.day(date, 'en')}" if date else ""
            sitting = f" in the sitting that begins at {hour(start)}" if start else ""
            return f"item {item} is taken{time}{sitting}{f' by {track}' if track else ''}"
        case NotBefore(item, date, start):
            return f"item {item} does not begin before {when(date, start)}"
        case NotAfter(item, date, end):
            return f"item {item} has ended by {when(date, end)}" + ("" if end else ", the end of the day")


def item_sentence(reference: str, minutes: int) -> str:
    """What an item needs."""
    return f"Item {reference} needs {length(minutes)}."


def break_sentence(pause: Break) -> str:
    """When nobody sits."""
    return f"Nobody sits from {hour(pause.start)} to {hour(pause.end)} ({pause.title})."


def teams_sentence(teams: int) -> str:
    """How many tracks can have interpretation."""
    return f"There is interpretation for {number(teams, 'track')} at a time."


def longest_sentence(request: Request) -> str:
    """How long a sitting with interpretation may be."""
    longest = request.interpretation.longest or USUAL_LONGEST[request.mode]
    return f"A sitting with interpretation lasts at most {length(longest)}."


def weekly_sentence(weekly: int) -> str:
    """How often a team works."""
    return f"A team of interpreters serves at most {number(weekly, 'sitting')} a week."


def track_sentence(name: str | None) -> str:
    """What a track may take."""
    return f"{name or 'The track'} takes only the items and bodies that are named for it."


def allocation_sentence(reference: str, bodies: Sequence[str]) -> str:
    """Who takes an item."""
    return f"Item {reference} is allocated to {listed(bodies)}."


def _is(references: Sequence[str]) -> str:
    return "is" if len(references) == 1 else "are"


def _has(references: Sequence[str]) -> str:
    return "has" if len(references) == 1 else "have"
