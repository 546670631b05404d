"""The documents that the new meeting will have, and its deadlines, after those of last time."""

from collections.abc import Iterator

from nemcon.core.calendar import Holidays
from nemcon.core.renewal.model import Check, Coming, OldDocument, Planned, Previous
from nemcon.core.slots import Profile, deadline
from nemcon.core.symbol_series import numbered
from nemcon.core.symbols import SymbolError, parse


def planned_after(previous: Previous, coming: Coming) -> tuple[list[Planned], list[Check]]:
    """A planned document of the same kind for each old one, and what to check about it.

    A revision, correction or addition is planned by nobody in advance. No symbol is renumbered: a planned document has
    a series at most, and none where its symbol was of another series (a document of the body above, say).
    """
    planned: list[Planned] = []
    checks: list[Check] = []
    for old in previous.documents:
        facts = (("symbol", old.symbol), ("kind", old.kind), ("title", title_of(old, previous.agenda.language)))
        if _alters(old.symbol):
            checks.append(Check(code="document.not_planned", facts=facts))
            continue
        series = series_after(old.symbol, previous.series, coming.series)
        planned.append(Planned(kind=old.kind, titles=old.titles, series=series, items=old.items, of=old.symbol))
        if series:
            checks.append(Check(code="document.planned", facts=(*facts, ("series", series))))
        else:
            checks.append(Check(code="document.no_series", facts=facts))
        waiting = [language for language, state in old.states.items() if state != "released"]
        if waiting:
            out = (("symbol", old.symbol), ("languages", " ".join(waiting)))
            checks.append(Check(code="document.not_released", facts=out))
    return planned, checks


def title_of(old: OldDocument, language: str) -> str:
    """The title in `language`, else in English, else in any."""
    return old.titles.get(language) or old.titles.get("en") or next(iter(old.titles.values()), "")


def series_after(symbol: str, old: str, new: str) -> str:
    """The series of the new meeting in which a document as `symbol` is numbered: "CTOC/COP/WG.3/2023/L." after
    CTOC/COP/WG.3/2021/L.1; "" where that cannot be said."""
    try:
        found = numbered(symbol)
    except SymbolError:
        return ""
    if not found or not old or not new or not found.series.startswith(old):
        return ""
    return new + found.series.removeprefix(old)


def _alters(symbol: str) -> bool:
    try:
        return bool(parse(symbol).modifiers)
    except SymbolError:
        return False


def deadline_checks(previous: Previous, coming: Coming, profile: Profile, observed: Holidays | None) -> Iterator[Check]:
    """Deadlines of last time that no rule gives now, and those that were set at another day than the rule gives for
    that opening; `before` is how many days before it they were, `now` how many the rule says."""
    rules = {(term.code, term.document): term for term in profile.terms}
    for old in previous.deadlines:
        named = (("deadline", old.code), ("document", old.document))
        term = rules.get((old.code, old.document))
        if term is None:
            yield Check(code="deadline.no_rule", facts=(*named, ("day", old.day.isoformat())))
            continue
        by_rule = deadline(previous.opens, term, observed, coming.zone)
        if by_rule.counted == old.counted or (term.unit == "working days" and by_rule.not_entered):
            continue  # working days of a year whose holidays are not entered compare with nothing
        before, now = ((previous.opens - one.counted).days for one in (old, by_rule))
        yield Check(code="deadline.other_distance", facts=(*named, ("before", str(before)), ("now", str(now))))
