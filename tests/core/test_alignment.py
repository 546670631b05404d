"""A translation aligned with its original: nothing is lost, and what was taken out or put in is told where it was."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from nemcon.core.agenda import Agenda, Block, Item, decode
from nemcon.core.agenda_units import Place, Unit, leftovers, units
from nemcon.core.alignment import Pair, align, align_units
from nemcon.core.languages import LANGUAGES
from nemcon.core.states import state_names

DEMO = Path(__file__).parents[2] / "src/nemcon/demo/reference/ctoc-cop-wg3-2021-1.json"
STATES = state_names()
OTHERS = [language for language in LANGUAGES if language != "en"]


@cache
def reference() -> Agenda:
    return decode(DEMO.read_bytes())


def both_sides(pairs: tuple[Pair, ...]) -> tuple[list[Unit], list[Unit]]:
    return [p.original for p in pairs if p.original], [p.translated for p in pairs if p.translated]


@pytest.mark.parametrize("language", OTHERS)
def test_every_paragraph_of_the_reference_agenda_finds_its_translation(language: str) -> None:
    translation = reference().translations[language]
    pairs = align(reference(), translation, STATES)
    assert {pair.status for pair in pairs} == {"paired"}
    assert [pair.translated for pair in pairs] == list(units(translation))
    assert min(pair.confidence for pair in pairs) > 0.75
    assert not any(pair.differences for pair in pairs)


@given(st.sampled_from(OTHERS), st.data())
def test_paragraphs_taken_out_of_a_translation_are_missing_and_no_other_is_paired_wrongly(
    language: str, data: st.DataObject
) -> None:
    """In a sequence of which only the order is known."""
    ours, theirs = units(reference()), units(reference().translations[language])
    gone = data.draw(st.sets(st.integers(0, len(theirs) - 1), max_size=4))
    kept = [unit for at, unit in enumerate(theirs) if at not in gone]
    pairs = align_units(ours, kept, language, STATES)
    assert both_sides(pairs) == (list(ours), kept)
    mate = dict(zip(theirs, ours, strict=True))
    wrong = [pair for pair in pairs if pair.translated and pair.original != mate[pair.translated]]
    # Short paragraphs in a row that name no fact (titles) cannot be told from one another by anybody who reads neither.
    assert len(wrong) <= 2 * len(gone)
    assert sum(pair.status == "missing" for pair in pairs) - sum(pair.status == "extra" for pair in pairs) == len(gone)


def _block(text: str) -> Block:
    return Block(text=text)


PARAGRAPHS = st.lists(st.text(min_size=1, max_size=60).map(_block), max_size=4).map(tuple)
ITEMS = st.recursive(
    st.builds(
        Item,
        number=st.sampled_from(["", "1", "2", "(a)", "(b)", "ب"]),
        title=st.text(max_size=40),
        annotation=PARAGRAPHS,
    ),
    lambda below: st.builds(
        Item,
        number=st.sampled_from(["1", "2", "3"]),
        title=st.text(max_size=40),
        items=st.lists(below, max_size=3).map(tuple),
    ),
    max_leaves=6,
)
AGENDAS = st.builds(
    Agenda,
    items=st.lists(ITEMS, max_size=4).map(tuple),
    programme_notes=PARAGRAPHS,
    language=st.sampled_from(LANGUAGES),
)


@settings(max_examples=200)
@given(AGENDAS, AGENDAS)
def test_no_paragraph_of_either_side_is_ever_lost_or_doubled(one: Agenda, other: Agenda) -> None:
    pairs = align(one, other, STATES)
    ours, theirs = both_sides(pairs)
    assert ours == list(units(one))
    assert Counter(theirs) == Counter((*units(other), *leftovers(other)))
    for pair in pairs:
        assert (pair.status == "paired") == (pair.original is not None and pair.translated is not None)
        assert pair.place == (pair.original.place if pair.original else None)
        assert 0 <= pair.confidence <= 1


def test_a_figure_changed_by_the_translator_is_a_difference_of_its_pair() -> None:
    french = reference().translations["fr"]
    second = french.items[1]
    changed = replace(
        second.annotation[1], text=second.annotation[1].text.replace("16\u00a0septembre", "17\u00a0septembre")
    )
    second = replace(second, annotation=(second.annotation[0], changed, second.annotation[2]))
    pairs = align(reference(), replace(french, items=(french.items[0], second, *french.items[2:])), STATES)
    told = [(pair.place, one.kind, one.expected, one.found) for pair in pairs for one in pair.differences]
    assert told == [
        (Place(("2",), "annotation", 1), "date", "16\u00a0septembre 2020", "17\u00a0septembre 2020"),
    ]


def test_paragraphs_under_another_item_are_still_found() -> None:
    """As where a reader took the second item's text for the first's."""
    spanish = reference().translations["es"]
    third, fourth = spanish.items[2], spanish.items[3]
    moved = replace(fourth, annotation=(*third.annotation, *fourth.annotation))
    translation = replace(spanish, items=(*spanish.items[:2], replace(third, annotation=()), moved, spanish.items[4]))
    pairs = {pair.place: pair for pair in align(reference(), translation, STATES)}
    pair = pairs[Place(("3",), "annotation", 0)]
    assert pair.translated is not None
    assert pair.translated.text == third.annotation[0].text


def test_an_item_that_the_translator_left_out_shifts_none_of_the_others() -> None:
    russian = reference().translations["ru"]
    left = tuple(replace(item, number=str(at)) for at, item in enumerate((*russian.items[:2], *russian.items[3:]), 1))
    pairs = align(reference(), replace(russian, items=left), STATES)
    title = {pair.place: pair for pair in pairs if pair.place and pair.place.part == "title"}
    assert title[Place(("3",), "title")].status == "missing"
    told = title[Place(("5",), "title")]
    assert told.translated is not None
    assert told.translated.text == "Утверждение доклада"
    assert [one.kind for one in told.differences] == ["numbering"]


def test_two_hundred_items_take_no_time_to_speak_of() -> None:
    import time

    items = tuple(
        Item(number=str(at), title=f"Title {at}", annotation=(_block(f"On {at} March 2021, {at * 7} States."),) * 3)
        for at in range(1, 201)
    )
    agenda = Agenda(items=items)
    begun = time.perf_counter()
    pairs = align(agenda, replace(agenda, language="fr"), STATES)
    assert time.perf_counter() - begun < 10
    assert len(pairs) == 800
