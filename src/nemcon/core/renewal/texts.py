"""Every text of an agenda with its place, and the same agenda with its texts rewritten."""

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec.structs import replace

from nemcon.core.agenda import Agenda, Block, Item, Labels, Masthead, Paper
from nemcon.core.agenda_units import Place
from nemcon.core.passage import Mark
from nemcon.core.programme import Row


class Text(msgspec.Struct, frozen=True):
    """Words at a place, with their marks, in a language."""

    place: Place
    words: str
    language: str
    marks: tuple[Mark, ...] = ()


Rewrite = Callable[[Text], Text]
"""Gives the text with other words and marks; place and language stay."""

_MASTHEAD = ("house", "organ", "distribution", "language_text", "original", "body", "meeting", "session", "item")
_LABELS = ("agenda", "annotations", "annex", "programme", "documentation")


def rewritten(agenda: Agenda, rewrite: Rewrite) -> Agenda:
    """`agenda` with every text (not those of its translations) as `rewrite` gives it; numbers and symbols stay.

    Whatever is added to core/agenda.py as a text must be added here: tests/core/test_renewal.py holds it to that.
    """
    one = _Rewriting(agenda.language, rewrite)
    return replace(
        agenda,
        illustrative=one.words(Place((), "illustrative"), agenda.illustrative),
        masthead=one.masthead(agenda.masthead),
        labels=one.labels(agenda.labels),
        items=one.items(agenda.items, ()),
        programme=tuple(one.row(row, at) for at, row in enumerate(agenda.programme)),
        programme_notes=one.blocks(agenda.programme_notes, (), "programme notes", ""),
        sections=tuple(
            replace(
                section,
                heading=one.words(Place((), f"section {at} heading"), section.heading),
                blocks=one.blocks(section.blocks, (), f"section {at}", ""),
            )
            for at, section in enumerate(agenda.sections, 1)
        ),
        notes=tuple(one.marked(note, Place((), "notes", at), "text") for at, note in enumerate(agenda.notes)),
        unrecognised=tuple(
            replace(kept, text=one.words(Place((), "unrecognised", at), kept.text))
            for at, kept in enumerate(agenda.unrecognised)
        ),
    )


class _Rewriting:
    """Goes through an agenda; `language` is that of its texts where they do not name their own."""

    def __init__(self, language: str, rewrite: Rewrite) -> None:
        self.language = language
        self.rewrite = rewrite

    def words(self, place: Place, words: str, language: str = "") -> str:
        return self.rewrite(Text(place, words, language or self.language)).words if words else ""

    def marked(self, holder: Any, place: Place, field: str, marks: str = "marks", language: str = "") -> Any:
        """A struct with the words of its `field` rewritten, and the marks over them with it."""
        if not getattr(holder, field):
            return holder
        text = Text(place, getattr(holder, field), language or self.language, getattr(holder, marks))
        new = self.rewrite(text)
        return replace(holder, **{field: new.words, marks: new.marks})

    def masthead(self, head: Masthead) -> Masthead:
        fields = {field: self.words(Place((), f"masthead {field}"), getattr(head, field)) for field in _MASTHEAD}
        others = tuple(self.words(Place((), "masthead others", at), line) for at, line in enumerate(head.others))
        subtitle = self.words(Place((), "masthead subtitle"), head.subtitle)
        with_title: Masthead = self.marked(head, Place((), "masthead title"), "title", "title_marks")
        return replace(with_title, **fields, others=others, subtitle=subtitle)

    def labels(self, labels: Labels) -> Labels:
        fields = {field: self.words(Place((), f"labels {field}"), getattr(labels, field)) for field in _LABELS}
        head = tuple(
            self.words(Place((), "labels programme_head", at), word) for at, word in enumerate(labels.programme_head)
        )
        return replace(labels, **fields, programme_head=head)

    def items(self, items: tuple[Item, ...], above: tuple[str, ...]) -> tuple[Item, ...]:
        return tuple(self.item(item, (*above, item.number)) for item in items)

    def item(self, item: Item, path: tuple[str, ...]) -> Item:
        spoken = item.language
        titled: Item = self.marked(item, Place(path, "title"), "title", language=spoken)
        return replace(
            titled,
            heading=self.words(Place(path, "heading"), item.heading, spoken),
            basis=self.blocks(item.basis, path, "basis", spoken),
            allocation=self.words(Place(path, "allocation"), item.allocation, spoken),
            annotation=self.blocks(item.annotation, path, "annotation", spoken),
            documentation=tuple(self.paper(paper, path, at, spoken) for at, paper in enumerate(item.documentation)),
            people=self.words(Place(path, "people"), item.people, spoken),
            items=self.items(item.items, path),
        )

    def paper(self, paper: Paper, path: tuple[str, ...], at: int, language: str) -> Paper:
        spoken = paper.language or language
        titled: Paper = self.marked(paper, Place(path, "documentation", at), "title", language=spoken)
        return replace(titled, people=self.words(Place(path, "documentation people", at), paper.people, spoken))

    def blocks(self, blocks: tuple[Block, ...], path: tuple[str, ...], part: str, language: str) -> tuple[Block, ...]:
        return tuple(
            self.marked(block, Place(path, part, at), "text", language=block.language or language)
            for at, block in enumerate(blocks)
        )

    def row(self, row: Row, at: int) -> Row:
        titled: Row = self.marked(row, Place((), "programme", at), "title")
        return replace(
            titled,
            session=self.words(Place((), "programme session", at), row.session) if row.session else row.session,
            track=self.words(Place((), "programme track", at), row.track) if row.track else row.track,
            day=self.words(Place((), "programme day", at), row.day),
            time=self.words(Place((), "programme time", at), row.time),
            people=self.words(Place((), "programme people", at), row.people),
        )
