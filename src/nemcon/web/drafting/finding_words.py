"""Findings about a draft as sentences in the reader's language: what is wrong, what to do, where, by which rule.

The core gives a code and facts; here each code has its sentence. Places and times are worded by the house's calendar.
"""

from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from nemcon.core.finding import Finding, Rule
from nemcon.web.drafting.fact_words import (
    days,
    ended,
    isolated,
    language_name,
    quoted,
    sitting,
    span,
    speaking,
    value_in_words,
    weekday,
    worded,
)
from nemcon.web.meetings.words import force
from nemcon.web.public.record_words import number
from nemcon.web.wording import comma

Words = str | Promise
_CORRECT_SYMBOL = _(
    "Correct the symbol: parts between slashes, the organ in capitals first, a number in it, as in %(example)s."
)
_EXAMPLE = {"example": "CTOC/COP/WG.3/2021/1"}
_NUMBER_ANEW = _("Add the missing item, or leave the numbers if they are meant so.")
_LIST_DOCUMENTS = _("List its documents, or state that none is foreseen.")
_CORRECT_DATE = _("Correct the date.")
_TRANSLATE = _("Have it translated, or take the translation from the file that came back.")

WORDS: dict[str, tuple[Words, Words]] = {
    "masthead.no_symbol": (_("The document has no symbol."), _("Enter its symbol.")),
    "masthead.no_date": (_("The document has no date."), _("Enter the day of submission.")),
    "masthead.no_meeting_dates": (
        _("The masthead does not say from when to when the meeting is held."),
        _("Enter the first and the last day."),
    ),
    "masthead.closes_before_opening": (
        _("The meeting closes on %(closes)s, before it opens on %(opens)s."),
        _("Exchange or correct the two dates."),
    ),
    "masthead.dated_after_meeting": (
        _("The document is dated %(date)s; the meeting closes on %(closes)s, before that."),
        _("Check the date of the document."),
    ),
    "agenda.no_items": (_("The agenda has no items."), _("Add the items.")),
    "agenda.no_annotations": (
        _("No item has an annotation."),
        _("Add annotations if this is to be an annotated agenda."),
    ),
    "number.missing": (_("“%(title)s” has no number."), _("Give it a number, unless it is meant to have none.")),
    "number.duplicate": (
        _("The number %(number)s stands more than once in its list."),
        _("Number the items anew, or unite them."),
    ),
    "number.order": (
        _("Item %(number)s comes after %(before)s."),
        _("Put the items in their order, or number them anew."),
    ),
    "number.gap": (_("After %(before)s comes %(number)s; what is between is missing."), _NUMBER_ANEW),
    "item.no_title": (_("The item has no title."), _("Give it its title, or remove it.")),
    "item.no_annotation": (_("“%(title)s” has no annotation."), _("Write its annotation.")),
    "item.no_documentation": (
        _("“%(title)s” has no documentation, nor the statement that none is foreseen."),
        _LIST_DOCUMENTS,
    ),
    "item.documents_although_none": (
        _("Documents are listed although it is said that none is foreseen."),
        _("Remove the statement or the documents."),
    ),
    "item.no_basis": (
        _("“%(title)s” has no legislative basis."),
        _("Name the decision, resolution or rule by which the item is on the agenda."),
    ),
    "symbol.malformed": (_("“%(symbol)s” is not the symbol of a document."), _CORRECT_SYMBOL),
    "symbol.twice": (_("%(symbol)s is listed more than once."), _("Remove one of the two entries.")),
    "symbol.unknown": (
        _("%(symbol)s is mentioned, and no item lists it among its documents."),
        _("Check the symbol, and list the document if delegations need it."),
    ),
    "symbol.not_known": (
        _("%(symbol)s is not in the register of documents."),
        _("Check the symbol, or enter the document."),
    ),
    "symbol.withdrawn": (_("%(symbol)s was withdrawn."), _("Take it out, or cite what is valid now.")),
    "symbol.superseded": (
        _("%(symbol)s was replaced by %(by)s."),
        _("Cite what replaces it, unless the earlier text is meant."),
    ),
    "date.impossible": (_("“%(text)s” is no day of the calendar."), _CORRECT_DATE),
    "date.weekday": (
        _("“%(text)s”: in the calendar it is %(weekday)s."),
        _("Correct the weekday or the date."),
    ),
    "words.not_understood": (
        _("“%(text)s” was not understood."),
        _("Put the words where they belong, or remove them if they are not needed."),
    ),
    "programme.unknown_item": (
        _("The organization of work has item %(cited)s, which is not on the agenda."),
        _("Correct the number, or add the item."),
    ),
    "programme.title": (
        _("Item %(cited)s is “%(title)s” here and “%(other)s” on the agenda."),
        _("Use the title of the agenda, or correct the number."),
    ),
    "programme.never_taken": (
        _("“%(title)s” is in no sitting of the organization of work."),
        _("Give it a place, or say why it is not taken."),
    ),
    "programme.continued_first": (
        _("Item %(cited)s is marked “(continued)”, and no earlier sitting has it."),
        _("Remove the mark, or add where it begins."),
    ),
    "programme.continued_missing": (
        _("Item %(cited)s was taken up before, and is not marked “(continued)”."),
        _("Add the mark “(continued)”."),
    ),
    "programme.ends_before_start": (
        _("A sitting ends at %(end)s and begins at %(start)s."),
        _("Correct the hours."),
    ),
    "programme.overlap": (
        _("Two sittings overlap: %(hours)s and %(other_hours)s."),
        _("Correct the hours, or name the two tracks."),
    ),
    "programme.outside_meeting": (
        _("%(day)s is outside the meeting (%(days)s)."),
        _("Correct the date, or the dates of the meeting."),
    ),
    "rule.late": (
        _("The document is of %(date)s; for a meeting that opens on %(opens)s it was due on %(due)s."),
        _("Issue it as soon as can be, with a footnote that gives the reason of the delay."),
    ),
    "rule.paper_late": (
        _("%(symbol)s is of %(date)s; it was due on %(due)s."),
        _("Check that it has a footnote with the reason of the delay."),
    ),
    "rule.too_long": (
        _("Words in the document: %(count)s; limit: %(most)s; too many: %(over)s."),
        _("Shorten it, or ask for a waiver."),
    ),
    "language.missing": (_("The document is missing in this language: %(language)s."), _TRANSLATE),
    "language.masthead": (_("Missing in the masthead: %(fields)s (%(language)s)."), _TRANSLATE),
    "language.item": (_("“%(title)s” is missing in this language: %(language)s."), _TRANSLATE),
    "language.annotation": (
        _("The annotation to “%(title)s” is missing in this language: %(language)s."),
        _TRANSLATE,
    ),
    "language.documentation": (
        _("The documents of “%(title)s” are missing in this language: %(language)s."),
        _TRANSLATE,
    ),
    "language.programme": (
        _("The organization of work is missing in this language: %(language)s."),
        _TRANSLATE,
    ),
    "stale.dates": (
        _("The masthead says %(days)s; the meeting is held on %(other_days)s."),
        _("Correct the masthead, or the dates of the meeting."),
    ),
    "stale.place": (
        _("The masthead says “%(text)s”; the meeting is held in: %(other)s."),
        _("Correct the masthead, or the place of the meeting."),
    ),
    "stale.day": (
        _("“%(text)s” is close to the meeting, and not within it (%(days)s)."),
        _("Check whether a day of the meeting is meant."),
    ),
}
"""Of each code of core.finding the sentence and what to do, with its facts in brackets."""

_WITH_TEXT: dict[str, tuple[str, Words]] = {
    "masthead.no_date": ("text", _("The date of the document, “%(text)s”, was not understood.")),
}
_WITHOUT_FACT: dict[str, tuple[str, Words]] = {
    "number.gap": ("before", _("The first number of the list is %(number)s.")),
}


def sentence(finding: Finding, language: str | None = None) -> str:
    """What is wrong, in `language`, by default that of the page."""
    with speaking(language) as code:
        facts = finding.fact
        if more := int(facts.get("more", "0")):
            said = ngettext(
                "There is %(more)s more finding of this kind.", "There are %(more)s more findings of this kind.", more
            )
            return said % {"more": number(more, code)}
        return ended(str(_variant(finding.code, facts)) % _parts(facts, code))


def _variant(code: str, facts: Mapping[str, str]) -> Words:
    name, words = _WITH_TEXT.get(code, ("", ""))
    if name and facts.get(name):
        return words
    name, words = _WITHOUT_FACT.get(code, ("", ""))
    return words if name and not facts.get(name) else WORDS[code][0]


def _parts(facts: Mapping[str, str], language: str) -> dict[str, str]:
    """The facts in words, and what two of them make together."""
    parts = worded(facts.items(), language)
    together: dict[str, tuple[Callable[[str, str, str], str], str, str]] = {
        "days": (days, "opens", "closes"),
        "other_days": (days, "other_opens", "other_closes"),
        "hours": (span, "start", "end"),
        "other_hours": (span, "other_start", "other_end"),
    }
    for name, (say, one, other) in together.items():
        if facts.get(one) and facts.get(other):
            parts[name] = say(facts[one], facts[other], language)
    if facts.get("day"):
        parts["weekday"] = weekday(facts["day"], language)
    return parts


def what_to_do(finding: Finding, language: str | None = None) -> str:
    """What to do about it."""
    with speaking(language) as code:
        words = str(WORDS[finding.code][1])
        return words % {"example": isolated(_EXAMPLE["example"], code)} if "%(" in words else words


def place_of(finding: Finding, language: str | None = None) -> str:
    """Where it is: "Item 1 (a)", "Masthead", "Thursday, 25 March, 10 a.m.–1 p.m.", "French: item 2"."""
    with speaking(language) as code:
        facts = finding.fact
        if finding.part == "programme":
            return sitting(facts, code)
        if finding.part == "languages":
            name = language_name(finding.language, code)
            name = name[:1].upper() + name[1:]
            return f"{name}{comma(code)}{item}" if (item := _item(finding, facts, code)) else name
        if finding.part == "items":
            return _item(finding, facts, code)
        if finding.part == "source" and facts.get("line"):
            return gettext("Line %(line)s of the file") % {"line": value_in_words("line", facts["line"], code)}
        return {
            "document": gettext("Document"),
            "masthead": gettext("Masthead"),
            "agenda": gettext("Agenda"),
            "sections": gettext("Section"),
            "source": gettext("The file"),
        }.get(finding.part, "")


def _item(finding: Finding, facts: Mapping[str, str], language: str) -> str:
    if finding.item:
        return gettext("Item %(number)s") % {"number": isolated(finding.item, language)}
    if "named" in facts:
        return gettext("Item “%(title)s”") % {"title": quoted(facts["named"], language)}
    return ""


# --- Rules --------------------------------------------------------------------------------------------------------

SOURCES: tuple[Words, ...] = (
    _("Rules of procedure for the Conference of the Parties, rule 9: 60 days before a regular session"),
    _("Rules of procedure for the Conference of the Parties, rule 9: 30 days before a special session"),
    _("General Assembly resolution 49/221: six weeks before, in all languages; resolution 36/117 B: together"),
    _("General Assembly resolution 36/117 B: distribution in all official languages together"),
    _("Document planning at Geneva: submission 10 weeks before, 4 weeks for processing, release 6 weeks before"),
    _("Document planning at Geneva: forecast twice a year"),
    _(
        "Four weeks for processing before the release. Rules of procedure for the Conference of the Parties, rule 9:"
        " 60 days before a regular session"
    ),
    _("Limit for documents, footnotes included; more needs a waiver (Editorial Manual)"),
    _("Limit for texts written during a meeting at Geneva"),
    _("Editorial Manual: numbers run consecutively, the same in all languages"),
    _("Editorial Manual: mastheads"),
    _("United Nations guide to document symbols"),
    _("Practice of the secretariat"),
    _("Practice of the secretariat: every item has its annotation"),
    _("Practice of the secretariat: every item has its legislative basis"),
    _("Practice of the secretariat: documents are listed, or it is said that none is foreseen"),
    _("Practice of the secretariat: the organization of work follows the agenda"),
    _("The meeting as it was convened"),
    _("The register of documents"),
)
"""The sources of the rules to begin with; what an institution entered itself is shown as it did."""


def rule_sentence(of: Finding | Rule | None, language: str | None = None) -> str:
    """Which rule says so, and whether it binds: "60 days before the opening: Rules of procedure …, rule 9 (applies
    mutatis mutandis)". "" where there is none."""
    rule = of.rule if isinstance(of, Finding) else of
    if rule is None:
        return ""
    with speaking(language) as code:
        parts = {"source": gettext(rule.source), "force": force(rule.force), "value": _value(rule, code)}
        if parts["value"]:
            return gettext("%(value)s. %(source)s; %(force)s.") % parts
        return gettext("%(source)s; %(force)s.") % parts


def _value(rule: Rule, language: str) -> str:
    """What the rule counts."""
    count = {"count": number(rule.number, language)}
    match rule.unit:
        case "days":
            said = ngettext("%(count)s day before the opening", "%(count)s days before the opening", rule.number)
        case "weeks":
            said = ngettext("%(count)s week before the opening", "%(count)s weeks before the opening", rule.number)
        case "working days":
            said = ngettext(
                "%(count)s working day before the opening", "%(count)s working days before the opening", rule.number
            )
        case "words":
            said = ngettext("At most %(count)s word", "At most %(count)s words", rule.number)
        case _:
            names = [language_name(one, language) for one in rule.languages]
            return gettext("Languages: %(languages)s") % {"languages": comma(language).join(names)} if names else ""
    return said % count
