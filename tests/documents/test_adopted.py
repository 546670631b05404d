"""Documents of a meeting that adopted its agenda."""

import pytest
from msgspec.structs import replace

from nemcon.core.agenda import Agenda, Item, Masthead, Note
from nemcon.core.languages import LANGUAGES
from nemcon.core.passage import Mark
from nemcon.documents.compose.adopted import under_adopted_agenda
from nemcon.documents.phrases import phrase


def a_paper(language: str = "en", number: str = "2 (a)", star: str = "*") -> Agenda:
    """A document under an item of the provisional agenda, whose symbol stands in the footnote."""
    item = phrase("item-of-the-provisional-agenda", language, number=number) + star
    notes = (Note(mark="*", text="CTOC/COP/WG.3/2021/1."),)
    return Agenda(language=language, masthead=Masthead(item=item, title="Paper"), notes=notes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_item_of_the_provisional_agenda_is_an_agenda_item_and_the_footnote_goes(language):
    made = under_adopted_agenda(a_paper(language))
    assert made.masthead.item == phrase("item-of-the-agenda", language, number="2 (a)")
    assert made.notes == ()


def test_it_is_so_in_each_language_of_the_document():
    whole = replace(a_paper(), translations={"fr": a_paper("fr")})
    made = under_adopted_agenda(whole)
    assert made.masthead.item == "Agenda item 2 (a)"
    assert made.translations["fr"].masthead.item == "Point 2 (a) de l’ordre du jour"


def test_a_footnote_that_something_else_names_stays():
    named = replace(a_paper(), items=(Item(number="1", title="T", marks=(Mark(1, 1, "note", "*"),)),))
    made = under_adopted_agenda(named)
    assert made.masthead.item == "Agenda item 2 (a)"
    assert len(made.notes) == 1


@pytest.mark.parametrize("line", ["", "Agenda item 3", "For the Bureau*"])
def test_another_line_stays_as_it_is(line):
    paper = replace(a_paper(), masthead=Masthead(item=line, title="Paper"))
    assert under_adopted_agenda(paper) == paper


def test_twice_is_once():
    once = under_adopted_agenda(a_paper())
    assert under_adopted_agenda(once) == once
