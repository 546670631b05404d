"""Which words of an agenda its translations do not have: whole languages, the masthead, single items, the programme."""

from collections.abc import Iterator

from nemcon.core.agenda import Agenda, Block, Item, Paper, reference
from nemcon.core.agenda_checks import named
from nemcon.core.agenda_units import PlacedItem, placed_items
from nemcon.core.concordance import pair_items
from nemcon.core.finding import Finding, Rule
from nemcon.core.languages import LANGUAGES

MASTHEAD = ("house", "organ", "body", "meeting", "session", "item", "title", "subtitle")
"""The fields of a masthead that a translation says in its own words."""

_TRANSLATE = "Have it translated, or take the translation from the file that came back."
_ENGLISH = {"ar": "Arabic", "zh": "Chinese", "en": "English", "fr": "French", "ru": "Russian", "es": "Spanish"}


def language_findings(agenda: Agenda, rule: Rule) -> Iterator[Finding]:
    """What is missing of the languages of `rule`, in the order of LANGUAGES; the agenda's own has everything."""
    for language in (one for one in LANGUAGES if one in rule.languages and one != agenda.language):
        translation = agenda.translations.get(language)
        if translation is None or not _says_anything(translation):
            yield _missing("language.missing", language, rule, "The document", "")
        else:
            yield from _masthead(agenda, translation, language, rule)
            yield from _items(agenda, translation, language, rule)
            yield from _programme(agenda, translation, language, rule)


def _missing(
    code: str, language: str, rule: Rule, what: str, place: str, *facts: tuple[str, str], item: str = ""
) -> Finding:
    name = _ENGLISH[language]
    return Finding(
        code=code,
        severity="warning",
        place=f"{name}, {place}" if place else name,
        sentence=f"{what} is missing in {name}.",
        what_to_do=_TRANSLATE,
        facts=(("language", language), *facts),
        part="languages",
        item=item,
        language=language,
        rule=rule,
    )


def _says_anything(translation: Agenda) -> bool:
    """Whether a translation has been begun: a draft has one for each language, blank at first."""
    head = any(getattr(translation.masthead, field).strip() for field in MASTHEAD)
    return head or any(
        placed.item.title.strip() or placed.item.annotation or placed.item.documentation
        for placed in placed_items(translation)
    )


def _masthead(agenda: Agenda, translation: Agenda, language: str, rule: Rule) -> Iterator[Finding]:
    fields = [
        field
        for field in MASTHEAD
        if getattr(agenda.masthead, field).strip() and not getattr(translation.masthead, field).strip()
    ]
    if fields:
        what = f"Of the masthead, {', '.join(fields)}"
        yield _missing("language.masthead", language, rule, what, "masthead", ("fields", " ".join(fields)))


def _items(agenda: Agenda, translation: Agenda, language: str, rule: Rule) -> Iterator[Finding]:
    absent: list[tuple[str, ...]] = []
    for one, other in pair_items(placed_items(agenda), placed_items(translation)):
        if one is None:
            continue
        if other is None or not _translated_title(one.item, other.item, agenda.language):
            if not any(one.path[: len(above)] == above for above in absent):  # an item with all below it is told once
                yield _of_item("language.item", "The item", one, language, rule)
            if other is None:
                absent.append(one.path)
                continue
        if one.item.annotation and not _translated(other.item.annotation, other.item, agenda.language):
            yield _of_item("language.annotation", "The annotation", one, language, rule)
        if one.item.documentation and not _translated(other.item.documentation, other.item, agenda.language):
            yield _of_item("language.documentation", "The list of documents", one, language, rule)


def _of_item(code: str, what: str, placed: PlacedItem, language: str, rule: Rule) -> Finding:
    item, cited = placed.item, reference(placed.path).strip()
    place = f"item {cited}" if item.number.strip() else f"item “{item.title}”"
    facts = (("title", item.title), *named(item))
    return _missing(code, language, rule, what, place, *facts, item=cited if item.number.strip() else "")


def _translated_title(original: Item, item: Item, language: str) -> bool:
    return not original.title.strip() or (bool(item.title.strip()) and item.language != language)


def _translated(parts: tuple[Block, ...] | tuple[Paper, ...], item: Item, language: str) -> bool:
    """Whether any of the words is in the language of the translation; those left in the original's are marked so."""
    return any((part.language or item.language) != language for part in parts)


def _programme(agenda: Agenda, translation: Agenda, language: str, rule: Rule) -> Iterator[Finding]:
    named_rows = any(row.title.strip() for row in agenda.programme)
    if named_rows and not any(row.title.strip() for row in translation.programme):
        yield _missing("language.programme", language, rule, "The organization of work", "organization of work")
