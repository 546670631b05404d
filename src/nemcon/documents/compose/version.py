"""An agenda in one language: its own translation where there is one, filled with the original where there is none."""

import msgspec
from msgspec.structs import replace

from nemcon.core.agenda import Agenda, Block, Item, Note, Paper
from nemcon.core.passage import Mark, Passage
from nemcon.documents import phrases
from nemcon.documents.compose import numbers, words


class Version(msgspec.Struct, frozen=True):
    """`own` is the agenda to be printed in `language`, `original` the one that it is a version of; often the same."""

    language: str
    original: Agenda
    own: Agenda

    @property
    def is_original(self) -> bool:
        return self.own is self.original

    def name(self, own: str, original: str) -> Passage:
        """The name of a body: that of this version, else of the original; never made from phrases."""
        if own:
            return words.passage(own, language=self.language, within=self.language)
        return words.passage(original, language=self.original.language, within=self.language)

    def passage(self, own: str, original: str, marks: tuple[Mark, ...] = (), *, phrase: str = "") -> Passage:
        """The words of this version, or those of a set phrase, or the original's, in their own language.

        `phrase` is the key of the set phrase that is meant where neither version has words.
        """
        if own:
            return words.passage(own, marks, language=self.language, within=self.language)
        if original and (translated := phrases.translated(original, self.original.language, self.language)):
            return Passage(words.spaced(translated, self.language))
        if original:
            return words.passage(original, marks, language=self.original.language, within=self.language)
        return Passage(phrases.phrase(phrase, self.language) if phrase else "")

    def words(self, text: str, marks: tuple[Mark, ...], language: str) -> Passage:
        """Words of `own`, which are in `language` where that is not empty."""
        return words.passage(text, marks, language=language or self.language, within=self.language)


def version(agenda: Agenda, language: str) -> Version:
    """`agenda` as it is to be printed in `language`.

    Items of a translation answer those of the original by their number, else by their place; what a translation lacks
    (an annotation, a document, an item) is taken from the original, with its language said.
    """
    if language == agenda.language:
        return Version(language, agenda, agenda)
    own = agenda.translations.get(language) or Agenda(language=language, unofficial=True)
    items = _items(agenda.items, own.items, 0, agenda.language, language)
    notes = own.notes + tuple(n for n in agenda.notes if n.mark not in {o.mark for o in own.notes})
    return Version(language, agenda, replace(own, language=language, items=items, notes=notes))


def is_own_note(note: Note, edition: Version) -> bool:
    """Whether a footnote is in the language of the version."""
    translation = edition.original.translations.get(edition.language)
    return edition.is_original or (translation is not None and note in translation.notes)


def _items(original: tuple[Item, ...], own: tuple[Item, ...], depth: int, language: str, into: str) -> tuple[Item, ...]:
    forms = numbers.converted([item.number for item in original], depth, into)
    left = list(own)
    made: list[Item] = []
    for place, (item, form) in enumerate(zip(original, forms, strict=True)):
        mate = next((o for o in left if o.number in (form, item.number)), None)
        if mate is None and len(original) == len(own) and own[place] in left:
            mate = own[place]
        if mate is not None:
            left.remove(mate)
        made.append(_item(item, mate, form, depth, language, into))
    return (*made, *left)


def _item(item: Item, own: Item | None, form: str, depth: int, language: str, into: str) -> Item:
    items = _items(item.items, own.items if own else (), depth + 1, language, into)
    if own is None:
        title = phrases.translated(item.title, language, into)
        if title and into == "ru" and depth:
            title = words.small(title)
        said = item.language or ("" if title else language)
        own = Item(
            number=form,
            title=title or item.title,
            marks=() if title else item.marks,
            heading="" if title else item.heading,
            language=said,
        )
    return replace(
        own,
        allocation=own.allocation or phrases.translated(item.allocation, language, into) or item.allocation,
        basis=own.basis or _foreign(item.basis, language),
        annotation=own.annotation or _foreign(item.annotation, language),
        documentation=own.documentation or tuple(_paper(paper, language, into) for paper in item.documentation),
        none_foreseen=own.none_foreseen or item.none_foreseen,
        duration=own.duration if own.duration is not None else item.duration,
        each=own.each or item.each,
        people=own.people or item.people,
        items=items,
    )


def _foreign(blocks: tuple[Block, ...], language: str) -> tuple[Block, ...]:
    return tuple(replace(block, language=block.language or language) for block in blocks)


def _paper(paper: Paper, language: str, into: str) -> Paper:
    if title := phrases.translated(paper.title, language, into):
        return replace(paper, title=title, marks=(), language="")
    return replace(paper, language=paper.language or language)
