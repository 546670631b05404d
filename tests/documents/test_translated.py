"""A translator's Word file taken back: what our own paper becomes, and a file that is no agenda any more."""

from functools import cache
from pathlib import Path

import pytest

from nemcon.core.agenda import Agenda, decode
from nemcon.core.agenda_units import Place
from nemcon.core.states import state_names
from nemcon.documents.compose.agenda import compose
from nemcon.documents.read import read
from nemcon.documents.translated import as_units, take_back
from nemcon.documents.write.docx import docx

DEMO = Path(__file__).parents[2] / "src/nemcon/demo/reference/ctoc-cop-wg3-2021-1.json"
OTHERS = ["ar", "zh", "fr", "ru", "es"]
STATES = state_names()


@cache
def reference() -> Agenda:
    return decode(DEMO.read_bytes())


@cache
def word_file(language: str) -> bytes:
    return docx(compose(reference(), language))


@pytest.mark.parametrize("language", OTHERS)
def test_a_word_file_in_another_language_is_aligned_with_every_paragraph(language: str) -> None:
    back = take_back(reference(), read(word_file(language), name="back.docx"), language, STATES)
    assert back.agenda is not None
    assert back.agenda.language == language
    assert {pair.status for pair in back.pairs} == {"paired"}
    assert [one for pair in back.pairs for one in pair.differences] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_file_of_paragraphs_alone_is_aligned_with_the_printed_document(language: str) -> None:
    """As when a translator sends the text without its lists and headings: no item is recognised in it."""
    source = read(word_file(language), name="back.docx")
    lines = list(as_units(source, language))
    bare = "\n\n".join(unit.text.replace("\n", " ") for unit in lines if unit.kind in ("paragraph", "note"))
    back = take_back(reference(), read(bare.encode(), name="back.txt"), language, STATES)
    assert back.agenda is None
    paired = {pair.place: pair.translated.text for pair in back.pairs if pair.place and pair.translated}
    annotation = reference().translations[language].items[1].annotation
    for at, block in enumerate(annotation):
        assert paired[Place(("2",), "annotation", at)].split() == block.text.split()


def test_a_file_in_which_nothing_is_understood_loses_no_word() -> None:
    words = "Rien de tel.\n\nAutre chose, le 5 mai 2021.\n"
    back = take_back(reference(), read(words.encode(), name="x.txt"), "fr", STATES)
    said = " ".join(pair.translated.text for pair in back.pairs if pair.translated)
    assert sorted(said.split()) == sorted(words.split())
