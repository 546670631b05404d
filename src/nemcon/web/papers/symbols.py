"""The register of symbols: what is taken in a series, what comes next, and by what it is locked.

Whoever allocates, gives back or uses a number holds the lock of its series, after those of subjects and before the
log's. So a number is read and taken by one at a time, and one that is rolled back is the next one's.
"""

from nemcon.core.symbol_series import GIVEN_BACK, Numbered, next_in, numbered
from nemcon.web.papers import naming
from nemcon.web.papers.models import DocumentSymbol, RegisteredSymbol


def subject_of(symbol: str) -> str:
    """How acts name a symbol."""
    return f"nemcon:symbol/{symbol}"


def series_subject(series: str) -> str:
    """By what a series is locked."""
    return f"nemcon:series/{series}"


def turns_of(symbol: str) -> list[str]:
    """What is locked to publish under a (canonical) symbol: itself, and the series of each half of a joint one."""
    found = [numbered(each) for each in naming.findable(symbol)]
    return [subject_of(symbol), *(series_subject(each.series) for each in found if each is not None)]


def state_of(symbol: str) -> str | None:
    """Whether a symbol is reserved, used or given back; None if nobody ever took it."""
    return RegisteredSymbol.objects.filter(symbol=symbol).values_list("state", flat=True).first()


def next_free(series: str) -> Numbered:
    """The next symbol of a series whose lock is held: the lowest that was given back, else the one after the highest.

    One under which a document is found already is left out. Raises: SymbolError if `series` is not the beginning of a
    symbol.
    """
    register = RegisteredSymbol.objects.filter(series=series)
    highest = register.order_by("-number").values_list("number", flat=True).first() or 0
    given_back = set(register.filter(state=GIVEN_BACK).values_list("number", flat=True))
    while True:
        found = next_in(series, highest, given_back)
        if not DocumentSymbol.objects.filter(symbol=str(found)).exists():
            return found
        given_back.discard(found.number)
        highest = max(highest, found.number)
