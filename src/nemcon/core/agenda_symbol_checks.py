"""The symbols that an agenda cites against the register of documents: malformed, not known, withdrawn, superseded."""

import datetime as dt
from collections.abc import Iterator, Mapping

import msgspec

from nemcon.core import symbols
from nemcon.core.agenda import Agenda, reference, walk
from nemcon.core.agenda_checks import named
from nemcon.core.finding import Facts, Finding, Part, Rule, Severity
from nemcon.core.symbols import Symbol, SymbolError


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What the register knows of a document: the day of its release (None while it is to come), whether it was
    withdrawn, the symbol of what replaces it ("" for nothing)."""

    released: dt.date | None = None
    withdrawn: bool = False
    superseded_by: str = ""


class _Place(msgspec.Struct, frozen=True):
    """Where a symbol stands, and whether it is listed there as a document."""

    words: str
    part: Part
    item: str = ""
    name: Facts = ()
    listed: bool = False


def known_as(symbol: Symbol | str, known: Mapping[str, Known]) -> Known | None:
    """What is known of a document: under its symbol without the asterisk, or one of those that it has jointly."""
    try:
        parsed = symbols.parse(symbol) if isinstance(symbol, str) else symbol
    except SymbolError:
        return None
    names = (str(parsed.original), *map(str, parsed.members))
    return next((known[name] for name in names if name in known), None)


def symbols_cited(agenda: Agenda) -> frozenset[str]:
    """Every symbol that is looked up, as `known` must have it: canonical, without asterisk, joint ones singly too."""
    cited = [symbol for _, _, symbol in _cited(agenda) if isinstance(symbol, Symbol)]
    return frozenset(name for symbol in cited for name in (str(symbol.original), *map(str, symbol.members)))


def symbol_findings(
    agenda: Agenda, known: Mapping[str, Known] | None, grammar: Rule | None, register: Rule | None
) -> Iterator[Finding]:
    """Each symbol once in each place. Without `known` it is only looked at whether it is one."""
    told: set[tuple[str, str, Part]] = set()
    own = agenda.masthead.symbol.strip()
    if own:
        try:
            own = str(symbols.parse(own).original)
        except SymbolError as error:
            head = _Place("masthead", "masthead")
            yield _finding("symbol.malformed", "error", head, agenda.masthead.symbol, str(error), _CORRECT, grammar)
    for place, written, symbol in _cited(agenda):
        if isinstance(symbol, SymbolError):
            yield _finding("symbol.malformed", "error", place, written, str(symbol), _CORRECT, grammar)
            continue
        name = str(symbol.original)
        if known is None or (name, place.item, place.part) in told or name == own:
            continue
        told.add((name, place.item, place.part))
        yield from _known(place, name, known_as(symbol, known), register)


_CORRECT = "Correct the symbol; a document without one has the field empty."


def _known(place: _Place, symbol: str, known: Known | None, rule: Rule | None) -> Iterator[Finding]:
    if known is None:
        sentence = f"{symbol} is not in the register of documents."
        severity: Severity = "warning" if place.listed else "note"
        what = "Check the symbol, or enter the document."
        yield _finding("symbol.not_known", severity, place, symbol, sentence, what, rule)
    elif known.withdrawn:
        severity = "error" if place.listed else "warning"
        sentence = f"{symbol} was withdrawn."
        what = "Take it out, or cite what is valid now."
        yield _finding("symbol.withdrawn", severity, place, symbol, sentence, what, rule)
    elif known.superseded_by:
        severity = "warning" if place.listed else "note"
        sentence = f"{symbol} was replaced by {known.superseded_by}."
        what = "Cite what replaces it, unless the earlier text is meant."
        yield _finding("symbol.superseded", severity, place, symbol, sentence, what, rule, ("by", known.superseded_by))


def _finding(
    code: str,
    severity: Severity,
    place: _Place,
    symbol: str,
    sentence: str,
    what: str,
    rule: Rule | None,
    *facts: tuple[str, str],
) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        place=place.words,
        sentence=sentence,
        what_to_do=what,
        facts=(("symbol", symbol), *facts, *place.name),
        part=place.part,
        item=place.item,
        rule=rule,
    )


def _cited(agenda: Agenda) -> Iterator[tuple[_Place, str, Symbol | SymbolError]]:
    """Every symbol with its place: those that are listed, as they were written, then those within words."""
    for path, item in walk(agenda.items):
        cited = reference(path).strip()
        words = f"item {cited}" if item.number.strip() else f"item “{item.title}”"
        place = _Place(words, "items", cited if item.number.strip() else "", named(item))
        listed = msgspec.structs.replace(place, listed=True)
        for paper in item.documentation:
            if paper.symbol.strip():
                try:
                    yield listed, paper.symbol, symbols.parse(paper.symbol)
                except SymbolError as error:
                    yield listed, paper.symbol, error
        for block in (*item.basis, *item.annotation):
            yield from ((place, str(symbol), symbol) for _, _, symbol in symbols.find(block.text))
    beside = [
        *((_Place("section", "sections"), block.text) for section in agenda.sections for block in section.blocks),
        *((_Place("footnote", "document"), note.text) for note in agenda.notes),
    ]
    for place, text in beside:
        yield from ((place, str(symbol), symbol) for _, _, symbol in symbols.find(text))
