"""An agenda against the rules of its body and the facts of its meeting: time, length, languages, content, symbols.

A rule is data (`DeskRules`); each finding carries the one that it follows from, with its source and whether it binds
this body or applies mutatis mutandis. `every_finding` adds what an agenda says against itself (agenda_checks).
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping

import msgspec

from nemcon.core import calendar
from nemcon.core.agenda import Agenda, Item, reference, walk
from nemcon.core.agenda_checks import check, named
from nemcon.core.agenda_language_checks import language_findings
from nemcon.core.agenda_programme_checks import outside
from nemcon.core.agenda_stale_checks import Meeting, stale_findings
from nemcon.core.agenda_symbol_checks import Known, known_as, symbol_findings, symbols_cited
from nemcon.core.calendar import Holidays
from nemcon.core.finding import Facts, Finding, Rule, Severity, limited
from nemcon.core.languages import LANGUAGES
from nemcon.core.slots import USUAL, Force, Profile, Term, deadline, limit_of, term_of
from nemcon.core.word_count import words_of

__all__ = [
    "REFERENCE",
    "DeskRules",
    "Finding",
    "Known",
    "Meeting",
    "Rule",
    "by_rule",
    "every_finding",
    "sources",
    "symbols_cited",
]

_RULE_9_SPECIAL = "Rules of procedure for the Conference of the Parties, rule 9: 30 days before a special session"
_SIX = "General Assembly resolution 36/117 B: distribution in all official languages together"
_ANNOTATED = "Practice of the secretariat: every item has its annotation"
_BASIS = "Practice of the secretariat: every item has its legislative basis"
_DOCUMENTED = "Practice of the secretariat: documents are listed, or it is said that none is foreseen"
_SYMBOLS = "United Nations guide to document symbols"
_NUMBERS = "Editorial Manual: numbers run consecutively, the same in all languages"
_MASTHEAD = "Editorial Manual: mastheads"
_PROGRAMME = "Practice of the secretariat: the organization of work follows the agenda"
_CONVENED = "The meeting as it was convened"
_REGISTER = "The register of documents"


class DeskRules(msgspec.Struct, frozen=True, kw_only=True):
    """The rules by which the desk checks an agenda; one that is None is not checked.

    `profile` has how long before the opening documents are due and how long they may be; `special` replaces the
    agenda's time for a special session. `document` is the kind of document that the agenda is there.
    """

    profile: Profile = USUAL
    document: str = "agenda"
    special: Term | None = None
    languages: Rule | None = None
    annotation: Rule | None = None
    basis: Rule | None = None
    documentation: Rule | None = None
    symbols: Rule | None = None
    numbering: Rule | None = None
    masthead: Rule | None = None
    programme: Rule | None = None
    convened: Rule | None = None
    register: Rule | None = None


def _rule(code: str, source: str, force: Force, languages: tuple[str, ...] = ()) -> Rule:
    return Rule(code=code, source=source, force=force, languages=languages)


REFERENCE = DeskRules(
    special=Term(
        code="release",
        document="agenda",
        before=30,
        unit="days",
        whom="document management",
        clock=dt.time(18),
        source=_RULE_9_SPECIAL,
        force="mutatis mutandis",
    ),
    languages=_rule("languages", _SIX, "mutatis mutandis", LANGUAGES),
    annotation=_rule("annotation", _ANNOTATED, "practice"),
    basis=_rule("basis", _BASIS, "practice"),
    documentation=_rule("documentation", _DOCUMENTED, "practice"),
    symbols=_rule("symbols", _SYMBOLS, "mutatis mutandis"),
    numbering=_rule("numbering", _NUMBERS, "mutatis mutandis"),
    masthead=_rule("masthead", _MASTHEAD, "mutatis mutandis"),
    programme=_rule("programme", _PROGRAMME, "practice"),
    convened=_rule("convened", _CONVENED, "binds"),
    register=_rule("register", _REGISTER, "binds"),
)
"""The rules of a working group of the Conference of the Parties (DOMAIN.md sections 1, 2, 5, PRACTICE.md): the rules of
procedure apply to it mutatis mutandis (rule 2), those of the General Assembly likewise."""


def sources() -> tuple[str, ...]:
    """The sources that the reference rules name, each once: what pages have in six languages."""
    held = [rule.source for rule in msgspec.structs.astuple(REFERENCE) if isinstance(rule, Rule | Term)]
    usual = [*(term.source for term in USUAL.terms), *(limit.source for limit in USUAL.limits)]
    return tuple(dict.fromkeys([*held, *usual]))


def every_finding(
    agenda: Agenda,
    rules: DeskRules = REFERENCE,
    *,
    meeting: Meeting | None = None,
    known: Mapping[str, Known] | None = None,
    on: dt.date | None = None,
    observed: Holidays | None = None,
) -> list[Finding]:
    """All findings, each with the rule that it follows from, if any; what two checks find is told once."""
    own = list(_by_rule(agenda, rules, meeting, known, on, observed))
    told = {_what(finding) for finding in own}
    found = [
        _with_rule(finding, rules)
        for finding in check(agenda)
        if _what(finding) not in told and not (meeting and finding.code == "programme.outside_meeting")
    ]
    return list(limited([*found, *own]))


def by_rule(
    agenda: Agenda,
    rules: DeskRules = REFERENCE,
    *,
    meeting: Meeting | None = None,
    known: Mapping[str, Known] | None = None,
    on: dt.date | None = None,
    observed: Holidays | None = None,
) -> list[Finding]:
    """What `agenda` has against `rules` and against the facts given.

    Without `meeting` the dates of the masthead are taken, and nothing is called stale; without `known` (documents by
    symbol, without the asterisk of a reissue) no symbol is looked up. `on` is the day on which the document is
    released, or to be; by default its own date. `observed` are the holidays, for terms in working days.
    """
    return list(limited(_by_rule(agenda, rules, meeting, known, on, observed)))


def _by_rule(
    agenda: Agenda,
    rules: DeskRules,
    meeting: Meeting | None,
    known: Mapping[str, Known] | None,
    on: dt.date | None,
    observed: Holidays | None,
) -> Iterator[Finding]:
    yield from _late(agenda, rules, meeting, known, on, observed)
    yield from _too_long(agenda, rules)
    if meeting:
        yield from stale_findings(agenda, meeting, rules.convened)
    yield from _lacking(agenda, rules)
    yield from symbol_findings(agenda, known, rules.symbols, rules.register)
    if meeting:
        yield from _outside(agenda, meeting, rules.convened)
    if rules.languages:
        yield from language_findings(agenda, rules.languages)


def _what(finding: Finding) -> tuple[object, ...]:
    return (finding.code, finding.part, finding.item, finding.facts)


def _with_rule(finding: Finding, rules: DeskRules) -> Finding:
    """A finding of an agenda against itself, with the rule of its kind."""
    of_kind = {
        "masthead": rules.masthead,
        "number": rules.numbering,
        "symbol": rules.symbols,
        "programme": rules.programme,
        "item.no_annotation": rules.annotation,
        "agenda.no_annotations": rules.annotation,
        "item.no_documentation": rules.documentation,
        "item.documents_although_none": rules.documentation,
    }
    rule = of_kind.get(finding.code) or of_kind.get(finding.code.partition(".")[0])
    return msgspec.structs.replace(finding, rule=rule) if rule else finding


# --- Time and length ----------------------------------------------------------------------------------------------


def _late(
    agenda: Agenda,
    rules: DeskRules,
    meeting: Meeting | None,
    known: Mapping[str, Known] | None,
    on: dt.date | None,
    observed: Holidays | None,
) -> Iterator[Finding]:
    """The agenda, and each listed document whose day of release is known, after the last day that its rule gives."""
    opens = meeting.opens if meeting else agenda.masthead.opens
    if opens is None:
        return
    special = rules.special if meeting and meeting.special else None
    term = special or term_of("release", rules.document, rules.profile)
    day = on or agenda.masthead.date
    if term and day and (late := _after(day, opens, term, observed)):
        due, rule = late
        yield Finding(
            code="rule.late",
            severity=_severity(rule),
            place="document",
            sentence=f"The document is of {_date(day)}; for a meeting that opens on {_date(opens)} it was due on "
            f"{_date(due)}.",
            what_to_do="Issue it as soon as can be, with a footnote that gives the reason of the delay.",
            facts=(("date", day.isoformat()), ("due", due.isoformat()), ("opens", opens.isoformat())),
            part="document",
            rule=rule,
        )
    term = term_of("release", "", rules.profile)
    if known is None or term is None:
        return
    for path, item in walk(agenda.items):
        for paper in item.documentation:
            held = known_as(paper.symbol, known)
            if held is None or held.released is None or (late := _after(held.released, opens, term, observed)) is None:
                continue
            due, rule = late
            yield Finding(
                code="rule.paper_late",
                severity="note",
                place=f"item {reference(path)}",
                sentence=f"{paper.symbol} is of {_date(held.released)}; it was due on {_date(due)}.",
                what_to_do="Check that it has a footnote with the reason of the delay.",
                facts=(
                    ("symbol", paper.symbol),
                    ("date", held.released.isoformat()),
                    ("due", due.isoformat()),
                    ("opens", opens.isoformat()),
                    *named(item),
                ),
                part="items",
                item=reference(path).strip(),
                rule=rule,
            )


def _after(day: dt.date, opens: dt.date, term: Term, observed: Holidays | None) -> tuple[dt.date, Rule] | None:
    """The last day that the term gives and the rule, if `day` is after it. A weekend moves no rule."""
    due = deadline(opens, term, observed, "UTC").counted
    if day <= due:
        return None
    return due, Rule(code="time", source=term.source, force=term.force, number=term.before, unit=term.unit)


def _too_long(agenda: Agenda, rules: DeskRules) -> Iterator[Finding]:
    limit = limit_of(rules.document, rules.profile)
    if limit is None or (count := words_of(agenda)) <= limit.words:
        return
    rule = Rule(code="length", source=limit.source, force=limit.force, number=limit.words, unit="words")
    yield Finding(
        code="rule.too_long",
        severity=_severity(rule),
        place="document",
        sentence=f"The document has {count:,} words, {count - limit.words:,} more than the limit of {limit.words:,}.",
        what_to_do="Shorten it, or ask for a waiver.",
        facts=(("count", str(count)), ("most", str(limit.words)), ("over", str(count - limit.words))),
        part="document",
        rule=rule,
    )


def _severity(rule: Rule) -> Severity:
    return "error" if rule.binds else "warning" if rule.force == "mutatis mutandis" else "note"


def _date(day: dt.date) -> str:
    return calendar.date(day, "en")


# --- What an item must have ---------------------------------------------------------------------------------------


def _lacking(agenda: Agenda, rules: DeskRules) -> Iterator[Finding]:
    """Items without annotation, legislative basis or documentation. What an item has holds for those below it; an
    item has what each of those below it has."""
    if rules.annotation:
        if any(item.annotation for _, item in walk(agenda.items)):
            for path, item in _without(agenda.items, (), lambda one: bool(one.annotation)):
                yield _lack("item.no_annotation", "warning", path, item, rules.annotation, "annotation", "Write it.")
        elif agenda.items:
            yield Finding(
                code="agenda.no_annotations",
                severity="note",
                place="agenda",
                part="agenda",
                sentence="No item has an annotation.",
                what_to_do="Add annotations if this is to be an annotated agenda.",
                rule=rules.annotation,
            )
    if rules.basis:
        for path, item in _without(agenda.items, (), lambda one: bool(one.basis)):
            what = "Name the decision, resolution or rule by which the item is on the agenda."
            yield _lack("item.no_basis", "note", path, item, rules.basis, "legislative basis", what)
    if rules.documentation:
        what = "List its documents, or state that none is foreseen."
        for path, item in _without(agenda.items, (), lambda one: bool(one.documentation) or one.none_foreseen):
            yield _lack("item.no_documentation", "note", path, item, rules.documentation, "documentation", what)


def _without(
    items: tuple[Item, ...], above: tuple[str, ...], has: Callable[[Item], bool]
) -> Iterator[tuple[tuple[str, ...], Item]]:
    """The highest items of which neither they nor anything above or below them has it."""
    for item in items:
        path = (*above, item.number)
        if has(item):
            continue
        if any(has(below) for _, below in walk(item.items)):
            yield from _without(item.items, path, has)
        else:
            yield path, item


def _lack(
    code: str, severity: Severity, path: tuple[str, ...], item: Item, rule: Rule, what: str, to_do: str
) -> Finding:
    cited = reference(path).strip()
    place = f"item {cited}" if item.number.strip() else f"item “{item.title}”"
    facts: Facts = (("title", item.title), *named(item))
    return Finding(
        code=code,
        severity=severity,
        place=place,
        sentence=f"{place[:1].upper()}{place[1:]} has no {what}.",
        what_to_do=to_do,
        facts=facts,
        part="items",
        item=cited if item.number.strip() else "",
        rule=rule,
    )


def _outside(agenda: Agenda, meeting: Meeting, rule: Rule | None) -> Iterator[Finding]:
    what = "Correct the date, or change the dates of the meeting."
    for finding in outside(agenda.programme, meeting.opens, meeting.closes, what):
        yield msgspec.structs.replace(finding, rule=rule)
