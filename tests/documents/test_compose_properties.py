"""Whatever an agenda says is in its document, in every language."""

import datetime as dt
import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from nemcon.core.agenda import Agenda, Block, Item, Labels, Masthead, Paper, Section
from nemcon.core.languages import LANGUAGES
from nemcon.core.passage import Mark
from nemcon.core.programme import Row
from nemcon.documents.compose import words
from nemcon.documents.compose.agenda import compose
from nemcon.documents.model import Document, Entry, Heading, Listing, Paragraph

WORD = st.sampled_from("alpha beta gamma delta épsilon зета эта тета 议程 نقطة x’y 12 3/4 “q” :".split())  # noqa: SIM905
TEXT = st.lists(WORD, min_size=1, max_size=5).map(" ".join)
MAYBE = st.one_of(st.just(""), TEXT)
NUMBER = st.sampled_from(["", "1", "2", "15 bis", "(a)", "b)", "i)", "7B", "0.1", "(أ)"])
LANGUAGE = st.sampled_from(["", "", "fr", "ar", "de"])
SYMBOL = st.sampled_from(["", "A/1", "A/C.3/67/L.44/Rev.1"])
DAY = st.one_of(st.none(), st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)))
CLOCK = st.sampled_from([None, "09:00", "10:30", "13:00"])


def some(what: st.SearchStrategy, most: int) -> st.SearchStrategy:  # type: ignore[type-arg]
    return st.lists(what, max_size=most).map(tuple)


BLOCK = st.builds(
    Block,
    kind=st.sampled_from(["paragraph", "entry", "heading", "quotation"]),
    text=TEXT,
    number=NUMBER,
    level=st.integers(0, 3),
    language=LANGUAGE,
    marks=st.sampled_from([(), (Mark(0, 1, "italic"), Mark(1, 1, "note", "*"))]),
)
PAPER = st.builds(Paper, title=MAYBE, symbol=SYMBOL, people=MAYBE, number=NUMBER)
ITEMS = st.recursive(
    st.just(()),
    lambda below: some(
        st.builds(
            Item,
            number=NUMBER,
            title=TEXT,
            annotation=some(BLOCK, 3),
            language=LANGUAGE,
            documentation=some(PAPER, 2),
            items=below,
            allocation=MAYBE,
            duration=st.one_of(st.none(), st.integers(1, 90)),
            each=st.booleans(),
        ),
        3,
    ),
    max_leaves=4,
)
ROW = st.builds(
    Row,
    date=DAY,
    start=CLOCK,
    end=CLOCK,
    title=TEXT,
    item=st.one_of(st.none(), st.just("1 (a)")),
    track=st.one_of(st.none(), TEXT),
    people=MAYBE,
    day=MAYBE,
    time=MAYBE,
    session=st.one_of(st.none(), TEXT),
    continued=st.booleans(),
)
MASTHEAD = st.builds(
    Masthead,
    organ=MAYBE,
    body=MAYBE,
    title=MAYBE,
    session=MAYBE,
    item=MAYBE,
    subtitle=MAYBE,
    house=MAYBE,
    others=some(TEXT, 2),
)
SECTION = st.builds(
    Section,
    place=st.sampled_from(["before", "between", "after", "annex"]),
    heading=MAYBE,
    number=NUMBER,
    blocks=some(BLOCK, 2),
)
AGENDA = st.builds(
    Agenda,
    language=st.sampled_from(["en", "en", "ru", "de"]),
    masthead=MASTHEAD,
    labels=st.sampled_from([Labels(), Labels(agenda="AGENDA"), Labels(agenda="A", annotations="N", programme="P")]),
    items=ITEMS,
    programme=some(ROW, 5),
    programme_notes=some(BLOCK, 2),
    sections=some(SECTION, 2),
)


def said(document: Document) -> Counter[str]:
    """The words of a document with its numbers."""

    def numbers(entries: tuple[Entry, ...]) -> list[str]:
        return [n for e in entries for n in (e.number, *numbers(e.entries))]

    texts = [passage.text for passage in words.passages(document)]
    for block in document.blocks:
        if isinstance(block, Heading | Paragraph):
            texts += [block.number, block.above if isinstance(block, Heading) else ""]
        elif isinstance(block, Listing):
            texts += numbers(block.entries)
    return tokens(" ".join(texts))


def tokens(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+", text.lower()))


def of(agenda: Agenda) -> Counter[str]:
    """The words of an agenda, each as often as it is there."""
    found: list[str] = []

    def blocks(some: tuple[Block, ...]) -> None:
        for block in some:
            found.extend((block.text, block.number))

    def items(some: tuple[Item, ...]) -> None:
        for item in some:
            found.extend((item.title, item.number, item.allocation))
            blocks(item.annotation)
            for paper in item.documentation:
                found.extend((paper.title, paper.people, paper.number))
            items(item.items)

    head = agenda.masthead
    found.extend((head.organ, head.body, head.title, head.session, head.item, head.subtitle, head.house, *head.others))
    items(agenda.items)
    blocks(agenda.programme_notes)
    for section in agenda.sections:
        found.extend((section.heading, section.number))
        blocks(section.blocks)
    for row in agenda.programme:
        found.extend((row.title, row.people, row.track or ""))
    return tokens(" ".join(found))


@given(AGENDA)
@settings(max_examples=120, deadline=None)
def test_every_word_of_an_agenda_is_in_its_document(agenda: Agenda) -> None:
    agenda = replace(agenda, language="en")  # printed as it stands
    kept = said(compose(agenda, "en"))

    assert [word for word in of(agenda) if word not in kept] == []
    bare = replace(agenda, programme=())  # neighbouring rows on one track name it once
    assert not of(bare) - said(compose(bare, "en"))


@given(AGENDA, st.sampled_from(LANGUAGES))
@settings(max_examples=120, deadline=None)
def test_an_agenda_without_translation_keeps_its_words_in_every_language(agenda: Agenda, language: str) -> None:
    document = compose(agenda, language)
    kept = said(document)

    for item in agenda.items:
        for block in item.annotation:
            assert not tokens(block.text) - kept
    levels = [block.level for block in document.blocks if isinstance(block, Heading)]
    assert levels == [] or levels[0] == 1


def test_a_language_in_which_nothing_is_composed_is_refused() -> None:
    with pytest.raises(ValueError, match="'de' is none of them"):
        compose(Agenda(), "de")
