"""What changed between two agendas, as sentences in the reader's language: one for each change.

The core compares (core.agenda_versions); its English sentences are for terminals. Here nothing of ours comes from a
change but codes, names of fields and values: the rest are the words of the two documents.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nemcon.core.agenda_versions import Change, Comparison
from nemcon.web.drafting.fact_words import (
    day,
    ended,
    field_name,
    isolated,
    language_name,
    quoted,
    sitting,
    speaking,
)
from nemcon.web.wording import comma

Words = str | Promise

WORDS: dict[str, Words] = {
    "item.added": _("Added: %(new)s, “%(after)s”."),
    "item.removed": _("Removed: %(old)s, “%(before)s”."),
    "item.divided": _("%(old)s, “%(before)s”, was divided: %(others)s."),
    "item.united": _("United as %(new)s, “%(after)s”: %(others)s."),
    "item.renumbered": _("%(old)s: now %(new)s."),
    "item.moved": _("%(old)s: another place in the order."),
    "item.nested": _("%(old)s: now under %(after)s; before under %(before)s."),
    "item.retitled": _("%(old)s: the title is now “%(after)s”, before “%(before)s”."),
    "item.annotation": _("%(old)s: the annotation changed."),
    "paper.added": _("%(old)s: document added: %(after)s."),
    "paper.removed": _("%(old)s: document removed: %(before)s."),
    "paper.retitled": _("%(old)s: the title of a document is now “%(after)s”, before “%(before)s”."),
    "papers.order": _("%(old)s: the documents are in another order."),
    "row.added": _("Organization of work: %(row)s added: %(now)s."),
    "row.removed": _("Organization of work: %(row)s removed: %(was)s."),
    "row.moved": _("Organization of work: %(row)s moved: now %(now)s; before %(was)s."),
    "row.retitled": _("Organization of work, %(row)s: the title is now “%(after)s”, before “%(before)s”."),
    "rows.order": _("Organization of work: another order within the sitting %(was)s."),
    "sitting.hours": _("Organization of work: a sitting is now %(now)s; before %(was)s."),
}
"""The sentence of each code that is about no single field."""

_VARIANTS: dict[tuple[str, str], Words] = {
    ("item.annotation", "added"): _("%(old)s: an annotation was added."),
    ("item.annotation", "removed"): _("%(old)s: the annotation was removed."),
    ("item.renumbered", "removed"): _("%(old)s: now without a number."),
    ("item.nested", "added"): _("%(old)s: now under %(after)s."),
    ("item.nested", "removed"): _("%(old)s: now an item of its own; before under %(before)s."),
}
_OF_WORDS: dict[str, Words] = {
    "changed": _("%(where)s. %(field)s: now “%(after)s”; before: “%(before)s”."),
    "added": _("%(where)s. %(field)s: now “%(after)s”."),
    "removed": _("%(where)s. %(field)s: removed; before: “%(before)s”."),
    "altered": _("%(where)s. %(field)s: changed."),
}
_OF_VALUES: dict[str, Words] = {
    "changed": _("%(where)s. %(field)s: now %(after)s; before: %(before)s."),
    "added": _("%(where)s. %(field)s: now %(after)s."),
    "removed": _("%(where)s. %(field)s: removed; before: %(before)s."),
}
_OF_TRANSLATION: dict[str, Words] = {
    "changed": _("The translation changed: %(language)s."),
    "added": _("A translation was added: %(language)s."),
    "removed": _("The translation was removed: %(language)s."),
}
OF_FIELDS = {
    "item.field": "item",
    "paper.symbol": "paper",
    "paper.field": "paper",
    "row.field": "row",
    "masthead": "masthead",
    "part": "part",
}
"""The codes that are about a single field, and what it is a field of."""

_UNSAID = frozenset({"marks", "title_marks", "labels", "furniture", "unrecognised", "sections", "notes"})
"""Fields whose values are no line of words: it is only said that they changed."""
_SHOWN = frozenset({"sections", "notes", "programme_notes", "basis"})
"""Of these the words that changed are shown beside the sentence."""
_FLAGS = frozenset({"none_foreseen", "each", "continued", "joint", "unofficial"})
_DAYS = frozenset({"date", "opens", "closes"})
_VALUES = frozenset({*_FLAGS, *_DAYS, "language", "kind", "duration"})
"""Fields whose values are no words of the document, and stand without quotation marks."""


def said(comparison: Comparison, language: str | None = None) -> list[dict[str, Any]]:
    """Each change as a `sentence`, and `words`: pieces with `kind` ("same", "added", "removed") and `text`, where the
    sentence does not say the words themselves."""
    with speaking(language) as code:
        return [
            {"sentence": _sentence(change, code), "words": _words(change) if _is_shown(change) else []}
            for change in comparison.changes
        ]


def sentences(comparison: Comparison, language: str | None = None) -> list[str]:
    """The changes, one sentence each; empty where nothing changed."""
    with speaking(language) as code:
        return [_sentence(change, code) for change in comparison.changes]


def _is_shown(change: Change) -> bool:
    return change.code == "item.annotation" or (change.code in OF_FIELDS and change.field in _SHOWN)


def _words(change: Change) -> list[dict[str, str]]:
    kinds = {"same": "same", "in": "added", "out": "removed"}
    return [{"kind": kinds[edit.kind], "text": edit.text} for edit in change.words]


def _sentence(change: Change, language: str) -> str:
    how = "added" if not change.before else "removed" if not change.after else "changed"
    if change.code == "translation":
        return str(_OF_TRANSLATION[how]) % {"language": language_name(change.field, language)}
    if change.code in OF_FIELDS:
        return _of_field(change, OF_FIELDS[change.code], how, language)
    words = str(_VARIANTS.get((change.code, how), WORDS[change.code]))
    parts = {
        "old": _named(change.old, language),
        "new": _within(change.new, language),
        "row": _within(change.new or change.old, language),
        "others": comma(language).join(_within(one, language) for one in change.others),
        "was": sitting(dict(change.was), language),
        "now": sitting(dict(change.now), language),
        "before": quoted(change.before, language),
        "after": quoted(change.after, language),
    }
    if change.code == "item.nested":
        parts |= {"before": _within(change.before, language), "after": _within(change.after, language)}
    return ended(words % parts)


def _of_field(change: Change, part: str, how: str, language: str) -> str:
    field = change.field or "symbol"  # a change of a document's symbol names no field
    if field in _UNSAID or field in _SHOWN:
        how = "altered"
    parts = {
        "where": _where(change, part, language),
        "field": field_name(part, field),
        "before": _value(field, change.before, language),
        "after": _value(field, change.after, language),
    }
    words = _OF_VALUES if field in _VALUES and how in _OF_VALUES else _OF_WORDS
    return str(words[how]) % parts


def _where(change: Change, part: str, language: str) -> str:
    row = _within(change.new or change.old, language)
    names: Mapping[str, str] = {
        "item": _named(change.old, language),
        "paper": gettext("%(item)s, a document") % {"item": _named(change.old, language)},
        "row": gettext("Organization of work, %(row)s") % {"row": row} if row else gettext("Organization of work"),
        "masthead": gettext("Masthead"),
        "part": gettext("Document"),
    }
    return names[part]


def _named(name: str, language: str) -> str:
    """An item by its number, or by its title, which the core gives in quotation marks where there is no number."""
    if not name:
        return ""
    if name.startswith("“"):
        return gettext("Item “%(title)s”") % {"title": _title(name, language)}
    return gettext("Item %(number)s") % {"number": isolated(name, language)}


def _within(name: str, language: str) -> str:
    """The same within a sentence."""
    if not name:
        return ""
    if name.startswith("“"):
        return gettext("the item “%(title)s”") % {"title": _title(name, language)}
    return gettext("item %(number)s") % {"number": isolated(name, language)}


def _title(name: str, language: str) -> str:
    return quoted(name.removeprefix("“").removesuffix("”"), language)


def _value(field: str, value: str, language: str) -> str:
    """The value of a field, which the core gives as a code, a date, or the document's words."""
    if not value:
        return ""
    if field in _FLAGS:
        return gettext("yes") if value == "yes" else gettext("no")
    if field in _DAYS:
        return day(value, language)
    if field == "language":
        return language_name(value, language)
    if field == "kind":
        kinds = {"item": gettext("item"), "break": gettext("break"), "event": gettext("event")}
        return kinds.get(value, value)
    return quoted(value, language)
