"""Allocation of symbols: the numbers of a series follow each other without gaps, and no symbol is used twice.

A series is a symbol up to its last number: CTOC/COP/WG.3/2021/1 and …/2 are of one series, …/CRP.1 of another.
A number that was reserved and given back unused is the next to be allocated, so that no gap stays; the record says why
it was given back.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from nemcon.core.procedure import refuse
from nemcon.core.symbols import SymbolError, parse

RESERVED, USED, GIVEN_BACK = "reserved", "used", "given back"


@dataclass(frozen=True)
class Numbered:
    """A symbol as its series and its number in it."""

    series: str
    number: int

    def __str__(self) -> str:
        return f"{self.series}{self.number}"


def numbered(symbol: str) -> Numbered | None:
    """The series and number of a symbol in canonical form; None for one that no series allocates (a joint symbol, one
    without a number at its end)."""
    parsed = parse(symbol)
    found = _LAST.fullmatch(symbol.rstrip("*"))
    if parsed.others or not found:
        return None
    return Numbered(found["series"], int(found["number"]))


def next_in(series: str, highest: int, given_back: Collection[int]) -> Numbered:
    """The next symbol to allocate, where `highest` is the highest number known and `given_back` are those unused.

    Raises: SymbolError if what the series would allocate is no symbol.
    """
    made = Numbered(series, min(given_back) if given_back else highest + 1)
    try:
        if numbered(str(made)) == made and str(parse(str(made))) == str(made):
            return made
    except SymbolError:
        pass
    raise SymbolError(f"{series!r} is not the beginning of a symbol, such as CTOC/COP/WG.3/2021/.")


def check_given_back(symbol: str, state: str | None, reason: str) -> None:
    """Raises: Refusal unless `symbol` is reserved and not used, and a reason is given."""
    if state != RESERVED:
        raise refuse("symbol.not_reserved", symbol=symbol, state=state or "not known")
    if not reason.strip():
        raise refuse("symbol.no_reason", symbol=symbol)


_LAST = re.compile(r"(?P<series>.*?[^0-9])(?P<number>[1-9][0-9]{0,8})")
