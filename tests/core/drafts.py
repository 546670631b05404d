"""Drafts for tests: a small agenda, officers who do things, and agendas of any shape."""

import datetime as dt
import itertools
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from nemcon.core.agenda import Agenda, Block, Item, Kept, Labels, Masthead, Note, Paper, Section
from nemcon.core.drafting.draft import Draft, Revision, revise_all
from nemcon.core.drafting.from_agenda import from_agenda
from nemcon.core.drafting.held import Save
from nemcon.core.drafting.step import Hand
from nemcon.core.passage import Mark
from nemcon.core.programme import Row

T0 = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


def ids(prefix: str = "n") -> Iterator[str]:
    return (f"{prefix}{number}" for number in itertools.count())


def item(number: str, title: str, *items: Item, **more: Any) -> Item:
    return Item(number=number, title=title, items=items, **more)


AGENDA = Agenda(
    items=(
        item("1", "Organizational matters", item("(a)", "Opening"), item("(b)", "Adoption of the agenda")),
        item("2", "Finalization", item("(a)", "Joint bodies"), item("(b)", "Special techniques")),
        item("3", "Other matters"),
    ),
    programme=(
        Row(date=dt.date(2021, 3, 25), start="10:00", end="13:00", item="1 (a)", title="Opening"),
        Row(date=dt.date(2021, 3, 25), start="15:00", end="18:00", item="2", title="Finalization"),
        Row(date=dt.date(2021, 3, 26), start="10:00", end="13:00", item="2 (b) and 3"),
    ),
)
"""Its nodes by `small()`: n0 is 1, n1 (a), n2 (b), n3 2, n4 (a), n5 (b), n6 3; n7, n8 and n9 are rows."""


def small(agenda: Agenda = AGENDA) -> Draft:
    return from_agenda(agenda, ids())


class Desk:
    """A draft, its history, and a clock that goes on with every hand."""

    def __init__(self, draft: Draft | None = None) -> None:
        self.draft = small() if draft is None else draft
        self.start = self.draft
        self.history: list[Revision] = []
        self.steps = 0

    def hand(self, by: str = "Ana") -> Hand:
        self.steps += 1
        return Hand(by, T0 + dt.timedelta(seconds=self.steps), f"step {self.steps}")

    def do(self, saves: tuple[Save, ...]) -> list[str]:
        self.draft, revisions = revise_all(self.draft, saves)
        self.history += revisions
        return [revision.outcome.kind for revision in revisions]


# Agendas of any shape.

WORD = st.sampled_from(
    "alpha beta *gamma* épsilon зета 议程 نقطة x’y 12 [x] “q” : A/C.3/67/L.44 (a) 1. – item {fr} |".split(" ")  # noqa: SIM905
)
TEXT = st.lists(WORD, min_size=1, max_size=5).map(" ".join)
MAYBE = st.one_of(st.just(""), TEXT)
NUMBER = st.sampled_from(["", "1", "2", "15 bis", "(a)", "b)", "i)", "7B", "0.1", "(أ)", "3 and 4"])
LANGUAGE = st.sampled_from(["", "", "fr", "ar", "de"])
CLOCK = st.sampled_from([None, "09:00", "10:30", "13:00"])
DAY = st.one_of(st.none(), st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)))
MARKS = st.sampled_from([(), (), (Mark(0, 1, "italic"), Mark(1, 1, "note", "*")), (Mark(0, 2, "item", "1 (a)"),)])
MINUTES = st.one_of(st.none(), st.integers(0, 90))


def some(what: st.SearchStrategy[Any], most: int) -> st.SearchStrategy[Any]:
    return st.lists(what, max_size=most).map(tuple)


BLOCK = st.builds(
    Block,
    kind=st.sampled_from(["paragraph", "entry", "heading", "quotation"]),
    text=MAYBE,
    number=NUMBER,
    level=st.integers(0, 3),
    language=LANGUAGE,
    marks=st.just(()),
)
PAPER = st.builds(
    Paper, title=MAYBE, symbol=st.sampled_from(["", "A/1/2", "SSS 7/1"]), people=MAYBE, number=NUMBER, language=LANGUAGE
)
ITEMS = st.recursive(
    st.just(()),
    lambda below: some(
        st.builds(
            Item,
            number=NUMBER,
            title=MAYBE,
            heading=MAYBE,
            basis=some(BLOCK, 1),
            annotation=some(BLOCK, 2),
            language=LANGUAGE,
            documentation=some(PAPER, 2),
            none_foreseen=st.booleans(),
            items=below,
            allocation=MAYBE,
            people=MAYBE,
            duration=MINUTES,
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
    title=MAYBE,
    item=st.sampled_from([None, "1", "1 (a)", "1(a)", "2 and 1", "7B, 9", "15 bis"]),
    track=st.one_of(st.none(), MAYBE),
    people=MAYBE,
    kind=st.sampled_from(["item", "break", "event"]),
    day=MAYBE,
    time=MAYBE,
    session=st.one_of(st.none(), MAYBE),
    continued=st.booleans(),
    duration=MINUTES,
    each=st.booleans(),
    joint=st.booleans(),
)
MASTHEAD = st.builds(
    Masthead,
    organ=MAYBE,
    symbol=MAYBE,
    title=TEXT,
    title_marks=MARKS,
    opens=DAY,
    date=DAY,
    language=LANGUAGE,
    others=some(MAYBE, 2),
)
SECTION = st.builds(
    Section,
    place=st.sampled_from(["before", "between", "after", "annex"]),
    heading=MAYBE,
    number=NUMBER,
    blocks=some(BLOCK, 2),
)
KEPT = st.builds(Kept, text=MAYBE, line=st.integers(0, 9), why=MAYBE)


def agendas(language: st.SearchStrategy[str], translations: st.SearchStrategy[Any]) -> st.SearchStrategy[Agenda]:
    return st.builds(
        Agenda,
        language=language,
        unofficial=st.booleans(),
        illustrative=MAYBE,
        masthead=MASTHEAD,
        labels=st.builds(Labels, agenda=MAYBE, programme_head=some(MAYBE, 2)),
        items=ITEMS,
        programme=some(ROW, 3),
        programme_notes=some(BLOCK, 1),
        sections=some(SECTION, 2),
        notes=some(st.builds(Note, mark=st.sampled_from(["1", "*"]), text=TEXT, marks=MARKS), 2),
        furniture=some(KEPT, 1),
        unrecognised=some(KEPT, 2),
        translations=translations,
    )


ONE_LANGUAGE = agendas(st.sampled_from(["en", "ru", "de"]), st.just({}))
TRANSLATED = agendas(
    st.just("en"),
    st.fixed_dictionaries(
        {}, optional={"fr": agendas(st.just("fr"), st.just({})), "zh": agendas(st.just("zh"), st.just({}))}
    ),
)
