"""What of a translation is missing, and what no longer renders its original."""

from collections.abc import Iterator

from nemcon.core.drafting.draft import ROOT, Draft, in_language
from nemcon.core.drafting.fields import fields_of
from nemcon.core.drafting.held import Held, moment
from nemcon.core.drafting.tree import tree

_NOT_TRANSLATED = ("furniture", "unrecognised")
Place = tuple[str, str]
"""A node and a field of the original."""


def missing(draft: Draft, language: str) -> tuple[Place, ...]:
    """The node and field of all words of the original that the language does not have, in reading order."""
    return tuple(
        (node, field)
        for node, field in _words(draft, language)
        if draft.value(node, field) and not draft.value(node, in_language(field, language))
    )


def stale(draft: Draft, language: str) -> tuple[Place, ...]:
    """The node and field of all words whose original changed after the translation was made, in reading order."""
    return tuple(
        (node, field)
        for node, field in _words(draft, language)
        if _is_older(draft.held(node, in_language(field, language)), draft.held(node, field))
    )


def _is_older(translation: Held, original: Held) -> bool:
    if not translation.value or not original.version:
        return False
    if translation.of:
        return translation.of < original.version
    return moment(translation.at) < moment(original.at)


def _words(draft: Draft, language: str) -> Iterator[Place]:
    for node in (ROOT, *tree(draft).walk()):
        type_ = draft.type(node) if node != ROOT else ""
        if type_ in _NOT_TRANSLATED or draft.value(node, in_language("absent", language)):
            continue
        for name, field in fields_of(type_).items():
            if field.words:
                yield node, name
