"""What is wrong or doubtful in an agenda, each with a sentence and what to do about it.

Nothing is corrected here: a number that is not consecutive may be meant. An error contradicts itself or cannot be used
(a row for an item that is not there); a warning is very likely a slip; a note is worth a look.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

import msgspec

from nemcon.core import calendar, symbols
from nemcon.core.agenda import Agenda, Item, reference, walk
from nemcon.core.agenda_programme_checks import programme_findings
from nemcon.core.finding import MOST_ALIKE, Facts, Finding, Part, Severity, limited
from nemcon.core.numbering import follows, key, ranks

__all__ = ["MOST_ALIKE", "Finding", "Severity", "check"]


def check(agenda: Agenda) -> list[Finding]:
    """Every finding, in the order masthead, items, organization of work, words that were not understood."""
    found = [
        *_masthead(agenda),
        *_numbering(agenda.items, ()),
        *_content(agenda),
        *_symbols(agenda),
        *_dates(agenda),
        *programme_findings(agenda),
        *_unrecognised(agenda),
    ]
    return list(limited(found))


def _masthead(agenda: Agenda) -> Iterator[Finding]:
    head = agenda.masthead

    def say(code: str, severity: Severity, sentence: str, what: str, *facts: tuple[str, str]) -> Finding:
        return Finding(
            code=code,
            severity=severity,
            place="masthead",
            sentence=sentence,
            what_to_do=what,
            facts=facts,
            part="masthead",
        )

    if not head.symbol:
        yield say("masthead.no_symbol", "warning", "The document has no symbol.", "Enter it in `masthead.symbol`.")
    else:
        try:
            symbols.parse(head.symbol)
        except symbols.SymbolError as error:
            what = "Correct the symbol of the document."
            yield say("symbol.malformed", "error", str(error), what, ("symbol", head.symbol))
    if head.date is None:
        missing = (
            f"The date of the document, “{head.date_text}”, was not understood."
            if head.date_text
            else ("The document has no date.")
        )
        what = "Enter the day of submission in `masthead.date`."
        yield say("masthead.no_date", "warning", missing, what, ("text", head.date_text))
    if head.opens is None or head.closes is None:
        sentence = "The masthead does not say from when to when the meeting is held."
        yield say("masthead.no_meeting_dates", "warning", sentence, "Enter `masthead.opens` and `masthead.closes`.")
    elif head.closes < head.opens:
        sentence = f"The meeting closes on {_date(head.closes)}, before it opens on {_date(head.opens)}."
        facts = (("opens", head.opens.isoformat()), ("closes", head.closes.isoformat()))
        yield say("masthead.closes_before_opening", "error", sentence, "Exchange or correct the two dates.", *facts)
    elif head.date and head.date > head.closes:
        sentence = f"The document is dated {_date(head.date)}, after the meeting has closed."
        facts = (("date", head.date.isoformat()), ("closes", head.closes.isoformat()))
        yield say("masthead.dated_after_meeting", "warning", sentence, "Check the date of the document.", *facts)
    if not agenda.items:
        sentence = "The agenda has no items."
        yield Finding(
            code="agenda.no_items",
            severity="error",
            place="agenda",
            part="agenda",
            sentence=sentence,
            what_to_do="Add the items.",
        )


def _date(day: dt.date) -> str:
    return calendar.date(day, "en")


def _numbering(items: tuple[Item, ...], above: tuple[str, ...]) -> Iterator[Finding]:
    """Siblings against each other, each list with its own kind of number."""
    stack = [(items, above)]
    while stack:
        siblings, path = stack.pop()
        yield from _siblings(siblings, path)
        stack += [(item.items, (*path, item.number)) for item in reversed(siblings) if item.items]


_GAP = "Add the missing item, or leave the numbers if they are meant so."


def named(item: Item) -> Facts:
    """The title as a fact, for an item that has no number by which to call it."""
    return () if item.number.strip() else (("named", item.title),)


def _siblings(items: tuple[Item, ...], above: tuple[str, ...]) -> Iterator[Finding]:
    places = ranks([item.number for item in items])
    under = f" under item {reference(above)}" if above else ""

    def say(code: str, item: Item, sentence: str, what: str, *facts: tuple[str, str]) -> Finding:
        place = f"item {reference((*above, item.number))}" if item.number else f"item “{item.title}”"
        return Finding(
            code=code,
            severity="warning",
            place=place,
            sentence=sentence,
            what_to_do=what,
            facts=(*facts, *named(item)),
            part="items",
            item=reference((*above, item.number)).strip() if item.number else "",
        )

    seen: dict[tuple[str, ...], int] = {}
    before = None
    for n, (item, place) in enumerate(zip(items, places, strict=True)):
        if not item.title.strip():
            yield Finding(
                code="item.no_title",
                severity="error",
                place=f"item {reference((*above, item.number))}".strip(),
                sentence=f"An item{under} has no title.",
                what_to_do="Give it its title, or remove it.",
                part="items",
                item=reference((*above, item.number)).strip(),
            )
        if not item.number.strip():
            sentence = f"“{item.title}”{under} has no number."
            what = "Give it a number, unless it is meant to have none."
            yield say("number.missing", item, sentence, what, ("title", item.title))
            continue
        number = key(item.number) or (item.number,)
        if number in seen:
            sentence = f"The number {item.number} stands more than once{under}."
            what = "Number the items anew, or unite them."
            yield say("number.duplicate", item, sentence, what, ("number", item.number))
            continue
        seen[number] = n
        if place is None:
            continue
        if before is not None and place <= before[0]:
            sentence = f"Item {item.number} comes after {before[1]}{under}."
            what = "Put the items in their order, or number them anew."
            yield say("number.order", item, sentence, what, ("number", item.number), ("before", before[1]))
            continue
        if before is not None and not follows(before[0], place):
            sentence = f"After {before[1]} comes {item.number}{under}; what is between is missing."
            yield say("number.gap", item, sentence, _GAP, ("number", item.number), ("before", before[1]))
        elif before is None and n == 0 and place[0] > 1:
            sentence = f"The first number{f' {under.strip()}' if under else ''} is {item.number}."
            yield say("number.gap", item, sentence, _GAP, ("number", item.number), ("before", ""))
        before = place, item.number


def _content(agenda: Agenda) -> Iterator[Finding]:
    """Items without annotation, and without documentation or the statement that none is foreseen."""
    annotated = sum(any(one.annotation for one in (item, *_below(item))) for item in agenda.items)
    usual = 2 * annotated > len(agenda.items)
    documented = any(item.documentation or item.none_foreseen for _, item in walk(agenda.items))
    if agenda.items and not annotated:
        yield Finding(
            code="agenda.no_annotations",
            severity="note",
            place="agenda",
            part="agenda",
            sentence="No item has an annotation.",
            what_to_do="Add annotations if this is to be an annotated agenda.",
        )
    for item in agenda.items:
        below = [item, *_below(item)]
        place = f"item {item.number}" if item.number else f"item “{item.title}”"
        title = (("title", item.title), *named(item))
        if annotated and not any(one.annotation for one in below):
            yield Finding(
                code="item.no_annotation",
                severity="warning" if usual else "note",
                place=place,
                what_to_do="Write its annotation.",
                sentence=f"{place.capitalize()}, “{item.title}”, has no annotation.",
                facts=title,
                part="items",
                item=item.number.strip(),
            )
        if documented and not any(one.documentation or one.none_foreseen for one in below):
            yield Finding(
                code="item.no_documentation",
                severity="note",
                place=place,
                sentence=f"{place.capitalize()} has no documentation, nor the statement that none is foreseen.",
                what_to_do="List its documents, or state that none is foreseen.",
                facts=title,
                part="items",
                item=item.number.strip(),
            )
        for one in below:
            if one.documentation and one.none_foreseen:
                yield Finding(
                    code="item.documents_although_none",
                    severity="warning",
                    place=place,
                    sentence="Documents are listed although the annotation says that none is foreseen.",
                    what_to_do="Remove the statement or the documents.",
                    facts=named(item),
                    part="items",
                    item=item.number.strip(),
                )


def _below(item: Item) -> list[Item]:
    return [sub for _, sub in walk(item.items)]


def _symbols(agenda: Agenda) -> Iterator[Finding]:
    """Symbols in lists of documents that are none, and symbols in the text that no list has."""
    listed = {agenda.masthead.symbol.strip()} if agenda.masthead.symbol else set()
    for path, item in walk(agenda.items):
        place = f"item {reference(path)}"
        for paper in item.documentation:
            if not paper.symbol.strip():
                continue
            try:
                listed.add(str(msgspec.structs.replace(symbols.parse(paper.symbol), reissued=False)))
            except symbols.SymbolError as error:
                yield Finding(
                    code="symbol.malformed",
                    severity="error",
                    place=place,
                    sentence=str(error),
                    what_to_do="Correct the symbol; a document without one has the field empty.",
                    facts=(("symbol", paper.symbol), *named(item)),
                    part="items",
                    item=reference(path).strip(),
                )
        twice = [symbol for symbol, n in Counter(p.symbol for p in item.documentation if p.symbol).items() if n > 1]
        for symbol in twice:
            yield Finding(
                code="symbol.twice",
                severity="warning",
                place=place,
                what_to_do="Remove one of the two entries.",
                sentence=f"{symbol} is listed more than once.",
                facts=(("symbol", symbol), *named(item)),
                part="items",
                item=reference(path).strip(),
            )
    told: set[str] = set()
    for path, item in walk(agenda.items):
        for block in item.annotation:
            for _, _, mentioned in symbols.find(block.text):
                words = str(msgspec.structs.replace(mentioned, reissued=False))
                if words not in listed and words not in told:
                    told.add(words)
                    yield Finding(
                        code="symbol.unknown",
                        severity="note",
                        place=f"item {reference(path)}",
                        sentence=f"{words} is mentioned, and no item lists it among its documents.",
                        what_to_do="Check the symbol, and list the document if delegations need it.",
                        facts=(("symbol", words), *named(item)),
                        part="items",
                        item=reference(path).strip(),
                    )


def _dates(agenda: Agenda) -> Iterator[Finding]:
    """Dates in the words of the document that no calendar has, or whose weekday is another."""
    texts: list[tuple[str, Part, str, Facts, str]] = [
        ("masthead", "masthead", "", (), agenda.masthead.date_text),
        ("masthead", "masthead", "", (), agenda.masthead.session),
    ]
    for path, item in walk(agenda.items):
        cited = reference(path)
        texts += [(f"item {cited}", "items", cited.strip(), named(item), block.text) for block in item.annotation]
    texts += [("section", "sections", "", (), block.text) for section in agenda.sections for block in section.blocks]
    for place, part, cited, name, text in texts:
        for start, end in calendar.impossible_dates(text):
            yield Finding(
                code="date.impossible",
                severity="error",
                place=place,
                what_to_do="Correct the date.",
                sentence=f"“{text[start:end]}” is no day of the calendar.",
                facts=(("text", text[start:end]), *name),
                part=part,
                item=cited,
            )
        for found in calendar.find_dates(text):
            words = _with_weekday(text, found.start, found.end)
            if words:
                yield Finding(
                    code="date.weekday",
                    severity="error",
                    place=place,
                    what_to_do="Correct the weekday or the date.",
                    sentence=f"“{words}” is a {calendar.day(found.first, 'en').split(',')[0]}.",
                    facts=(("text", words), ("day", found.first.isoformat()), *name),
                    part=part,
                    item=cited,
                )


def _with_weekday(text: str, start: int, end: int) -> str:
    """The date with the weekday before it, where the two disagree."""
    before = text[max(0, start - 24) : start]
    at = [n for n in range(len(before)) if before[n].isalpha() and (n == 0 or not before[n - 1].isalpha())]
    for n in [*at[-2:], len(before)]:
        words = before[n:] + text[start:end]
        read = calendar.read_day(words)
        if read and read.date and read.weekday is not None and read.weekday != read.date.weekday():
            return words
    return ""


def _unrecognised(agenda: Agenda) -> Iterator[Finding]:
    for kept in agenda.unrecognised:
        where = f"line {kept.line}" if kept.line else "the source"
        shown = kept.text if len(kept.text) <= 120 else kept.text[:110] + " …"
        yield Finding(
            code="words.not_understood",
            severity="warning",
            place=where,
            sentence=f"“{shown}” was not understood{f': {kept.why}' if kept.why else ''}.",
            what_to_do="Put the words where they belong, or delete them from `unrecognised` if they are none.",
            facts=(("text", shown), ("line", str(kept.line) if kept.line else "")),
            part="source",
        )
