"""One finding about a document: a stable code with its facts, how serious it is, where, by which rule, what to do.

`sentence` and `what_to_do` are plain English for who reads a terminal. A page words `code` and `facts` in the language
of its reader. `CODES` names every code that a check can give, with the facts that it always has; `KINDS` says of each
fact what its value is. No value is a word of ours: it is a date, an hour, a number, a symbol, a code, or the words of
the document itself.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from nemcon.core.slots import Force

Severity = Literal["error", "warning", "note"]
Part = Literal["", "document", "masthead", "agenda", "items", "programme", "sections", "languages", "source"]
"""The part of the document; `source` is the file from which words were not understood."""

Facts = tuple[tuple[str, str], ...]
"""Names and values, each name once."""

Kind = Literal["date", "hour", "number", "symbol", "reference", "language", "fields", "words"]
"""What a fact's value is: "2021-03-25"; "10:00"; "24"; a symbol as it stands; the number of an item as printed; the
code of a language; names of fields with blanks between them; words of the document as they stand."""

MOST_ALIKE = 50
"""So many findings of one code are told one by one; how many more there are is told in one sentence."""

KINDS: dict[str, Kind] = {
    "opens": "date",
    "closes": "date",
    "date": "date",
    "day": "date",
    "due": "date",
    "other_opens": "date",
    "other_closes": "date",
    "start": "hour",
    "end": "hour",
    "other_start": "hour",
    "other_end": "hour",
    "count": "number",
    "most": "number",
    "over": "number",
    "line": "number",
    "more": "number",
    "symbol": "symbol",
    "by": "symbol",
    "number": "reference",
    "before": "reference",
    "cited": "reference",
    "language": "language",
    "fields": "fields",
    "text": "words",
    "title": "words",
    "other": "words",
    "named": "words",
    "sitting_date": "date",
    "sitting_day": "words",
    "sitting_start": "hour",
    "sitting_end": "hour",
    "sitting_session": "words",
    "sitting_track": "words",
}
"""What the value of each fact is; a value may be empty where the document says nothing."""

ANYWHERE = frozenset(
    {
        "more",  # so many further findings of this code are not told
        "named",  # the title of the item, where it has no number by which to call it
        "sitting_date",
        "sitting_day",
        "sitting_start",
        "sitting_end",
        "sitting_session",
        "sitting_track",
    }
)
"""Facts that any finding may have beside its own: those of its place, and how many more there are."""

CODES: dict[str, tuple[str, ...]] = {
    "masthead.no_symbol": (),
    "masthead.no_date": ("text",),
    "masthead.no_meeting_dates": (),
    "masthead.closes_before_opening": ("opens", "closes"),
    "masthead.dated_after_meeting": ("date", "closes"),
    "agenda.no_items": (),
    "agenda.no_annotations": (),
    "number.missing": ("title",),
    "number.duplicate": ("number",),
    "number.order": ("number", "before"),
    "number.gap": ("number", "before"),
    "item.no_title": (),
    "item.no_annotation": ("title",),
    "item.no_documentation": ("title",),
    "item.documents_although_none": (),
    "item.no_basis": ("title",),
    "symbol.malformed": ("symbol",),
    "symbol.twice": ("symbol",),
    "symbol.unknown": ("symbol",),
    "symbol.not_known": ("symbol",),
    "symbol.withdrawn": ("symbol",),
    "symbol.superseded": ("symbol", "by"),
    "date.impossible": ("text",),
    "date.weekday": ("text", "day"),
    "words.not_understood": ("text", "line"),
    "programme.unknown_item": ("cited",),
    "programme.title": ("cited", "title", "other"),
    "programme.never_taken": ("title",),
    "programme.continued_first": ("cited",),
    "programme.continued_missing": ("cited",),
    "programme.ends_before_start": ("start", "end"),
    "programme.overlap": ("start", "end", "other_start", "other_end"),
    "programme.outside_meeting": ("day", "opens", "closes"),
    "rule.late": ("date", "due", "opens"),
    "rule.paper_late": ("symbol", "date", "due", "opens"),
    "rule.too_long": ("count", "most", "over"),
    "language.missing": ("language",),
    "language.masthead": ("language", "fields"),
    "language.item": ("language", "title"),
    "language.annotation": ("language", "title"),
    "language.documentation": ("language", "title"),
    "language.programme": ("language",),
    "stale.dates": ("opens", "closes", "other_opens", "other_closes"),
    "stale.place": ("text", "other"),
    "stale.day": ("text", "opens", "closes"),
}
"""Every code, with the facts that a finding of it always has."""


class Rule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A rule as data: by whom it is made, whether it binds the body, and its values.

    `source` names the provision or the practice, in the words of the institution that entered it. `number` is what
    the rule counts, in `unit`: words, or how long before the opening. `languages` are those that it asks for.
    """

    code: str
    source: str
    force: Force
    number: int = 0
    unit: Literal["", "weeks", "days", "working days", "words"] = ""
    languages: tuple[str, ...] = ()

    @property
    def binds(self) -> bool:
        """Whether it binds the body itself; otherwise it applies mutatis mutandis, or is a practice."""
        return self.force == "binds"


class Finding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`place` is where in the document ("masthead", "item 1 (a)", a sitting in words); "" where it is nowhere.

    The same for a page that leads there: `part`, `item` as agenda.reference cites it (a translation's by the number
    in the original), `row` of the programme counted from 0, `language` of a translation ("" for the original).
    """

    code: str
    severity: Severity
    place: str
    sentence: str
    what_to_do: str
    facts: Facts = ()
    part: Part = ""
    item: str = ""
    row: int | None = None
    language: str = ""
    rule: Rule | None = None

    @property
    def fact(self) -> dict[str, str]:
        """The facts by name."""
        return dict(self.facts)


def limited(found: Iterable[Finding]) -> Iterator[Finding]:
    """Of each code the first MOST_ALIKE findings, and one at the end that says how many more there are."""
    counts: Counter[str] = Counter()
    last: dict[str, Finding] = {}
    for finding in found:
        counts[finding.code] += 1
        last[finding.code] = finding
        if counts[finding.code] <= MOST_ALIKE:
            yield finding
    for code, count in counts.items():
        if count > MOST_ALIKE:
            more = count - MOST_ALIKE
            own = tuple((name, value) for name, value in last[code].facts if name in CODES.get(code, ()))
            yield msgspec.structs.replace(
                last[code],
                place="",
                part="",
                item="",
                row=None,
                language="",
                facts=(*own, ("more", str(more))),
                sentence=f"There are {more} more findings of this kind ({code}).",
            )
