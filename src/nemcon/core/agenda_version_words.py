"""The changes between two versions of an agenda in plain English."""

from collections.abc import Callable, Iterable
from itertools import groupby

from nemcon.core.agenda_versions import Change, Comparison

_MASTHEAD = {
    "house": "The name of the organization",
    "symbol": "The symbol",
    "organ": "The organ",
    "distribution": "The distribution",
    "date": "The date of the document",
    "date_text": "The printed date of the document",
    "language": "The language of the masthead",
    "language_text": "The printed language",
    "original": "The original language",
    "body": "The name of the body",
    "meeting": "The name of the meeting",
    "session": "The line of place and dates",
    "place": "The place of the meeting",
    "opens": "The opening day",
    "closes": "The closing day",
    "item": "The agenda item line",
    "title": "The title of the document",
    "subtitle": "The subtitle",
    "job": "The job number",
    "title_marks": "The emphasis in the title",
    "others": "Other lines of the masthead",
}
_PARTS = {
    "language": "The language of the document",
    "unofficial": "Whether the version is unofficial",
    "illustrative": "The illustrative line",
    "labels": "The words with which the document names its parts",
    "programme_notes": "The notes to the organization of work",
    "sections": "A section beside agenda and annotations",
    "notes": "The footnotes",
    "furniture": "The page heads and numbers",
    "unrecognised": "The words that were not understood",
}
_FIELDS = {
    "heading": "heading in the annotations",
    "basis": "legislative basis",
    "allocation": "allocation",
    "none_foreseen": "statement that no documentation is foreseen",
    "duration": "length in minutes",
    "each": "length for each document",
    "people": "list of presenters",
    "language": "language",
    "marks": "emphasis",
    "number": "number in the list",
    "item": "agenda item",
    "continued": "mark “(continued)”",
    "kind": "kind of entry",
    "joint": "mark of a joint debate",
    "time": "printed hours",
    "day": "printed day",
}


def sentences(comparison: Comparison) -> list[str]:
    """The changes in plain English, all those of one item in one sentence; empty where nothing changed."""
    found = []
    for (old, new, kind), group in groupby(comparison.changes, key=_subject):
        changes = list(group)
        if kind == "item":
            found.append(_item(old, new, changes))
        else:
            found += [_single(change) for change in changes]
    return found


_ALONE = ("item.added", "item.removed", "item.divided", "item.united")


def _subject(change: Change) -> tuple[str, str, str]:
    about_item = change.code.startswith(("item.", "paper")) and change.code not in _ALONE
    return change.old, change.new, "item" if about_item else "other"


def _item(old: str, new: str, changes: list[Change]) -> str:
    """ "Item 4 became 5, its title changed, two documents added."."""
    subject = f"Item {old}" if not old.startswith("“") else f"The item {old}"
    clauses = list(dict.fromkeys(clause for change in changes if (clause := _clause(change))))
    for code, verb in (("paper.added", "added"), ("paper.removed", "removed")):
        papers = [change.after or change.before for change in changes if change.code == code]
        if papers:
            count = "a document was" if len(papers) == 1 else f"{_number(len(papers))} documents were"
            clauses.append(f"{count} {verb}: {'; '.join(papers)}")
    same_name = f" (now {new})" if new != old and not any(c.code == "item.renumbered" for c in changes) else ""
    colon = "" if changes[0].code in ("item.renumbered", "item.moved", "item.nested") else ":"
    text = "; ".join(clauses).rstrip(".")
    return f"{subject}{same_name}{colon} {text}." if clauses else f"{subject} changed."


def _clause(change: Change) -> str:
    was, now = _quoted(change.before), _quoted(change.after)
    match change.code:
        case "item.renumbered":
            return f"became item {change.new}" if change.after else "lost its number"
        case "item.moved":
            return "has another place in the order"
        case "item.nested":
            above = f"is now under item {change.after}" if change.after else "is now an item of its own"
            return f"{above} (before: {f'under item {change.before}' if change.before else 'an item of its own'})"
        case "item.retitled":
            return f"its title changed from {was} to {now}"
        case "item.annotation":
            verb = "was added" if not change.before else "was removed" if not change.after else "changed"
            return f"its annotation {verb}"
        case "item.field":
            return _field(f"its {_FIELDS.get(change.field, change.field)}", was, now, change.field)
        case "paper.retitled":
            symbol = f" {change.others[0]}" if change.others else ""
            return f"the title of a document{symbol} changed from {was} to {now}"
        case "paper.symbol":
            return _field("the symbol of a document", was, now)
        case "paper.field":
            return _field(f"the {_FIELDS.get(change.field, change.field)} of a document", was, now, change.field)
        case "papers.order":
            return "its documents are in another order"
        case _:
            return ""


def _field(what: str, was: str, now: str, field: str = "") -> str:
    if field in ("marks", "title_marks"):
        return f"{what} changed"
    if not was:
        return f"{what} is now {now}"
    return f"{what} changed from {was} to {now}" if now else f"{what} was removed (it was {was})"


def _single(change: Change) -> str:
    was, now = _quoted(change.before), _quoted(change.after)
    row = _row(change)
    say: dict[str, Callable[[], str]] = {
        "item.added": lambda: f"Item {change.new}, {now}, was added",
        "item.removed": lambda: f"Item {change.old}, {was}, was removed",
        "item.divided": lambda: f"Item {change.old}, {was}, was divided into items {_list(change.others)}",
        "item.united": lambda: f"Items {_list(change.others)} were united as item {change.new}, {now}",
        "row.added": lambda: f"In the organization of work, {row} was added: {change.after}",
        "row.removed": lambda: f"In the organization of work, {row} was removed: {change.before}",
        "row.moved": lambda: f"In the organization of work, {row} moved from {change.before} to {change.after}",
        "row.retitled": lambda: f"In the organization of work, the title of {row} changed from {was} to {now}",
        "row.field": lambda: (
            "In the organization of work, "
            + _field(f"the {_FIELDS.get(change.field, change.field)}{f' of {row}' if row else ''}", was, now)
        ),
        "rows.order": lambda: f"In the sitting of {change.before} the order changed",
        "sitting.hours": lambda: f"The hours of a sitting changed from {change.before} to {change.after}",
        "masthead": lambda: _field(_MASTHEAD.get(change.field, change.field), was, now, change.field),
        "part": lambda: _field(_PARTS.get(change.field, change.field), was, now),
        "translation": lambda: (
            f"The translation ({change.field}) "
            + ("was added" if not change.before else "was removed" if not change.after else "changed")
        ),
    }
    return f"{say[change.code]().rstrip('.')}."


def _row(change: Change) -> str:
    named = change.new or change.old
    if not named:
        return ""
    return named if named.startswith("“") else f"item {named}"


def _quoted(text: str) -> str:
    """The words in quotation marks, shortened where they are long; their full length is in the change."""
    text = " ".join(text.split())
    return f"“{text if len(text) <= 160 else text[:150].rsplit(' ', 1)[0] + ' …'}”" if text else ""


def _list(words: Iterable[str]) -> str:
    listed = list(words)
    return " and ".join([*([", ".join(listed[:-1])] if len(listed) > 1 else []), *listed[-1:]])


def _number(count: int) -> str:
    numbers = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return numbers[count - 2] if 2 <= count <= 10 else str(count)
