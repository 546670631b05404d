"""What is written is read again: text and DOCX of the reference agenda, and of the demonstration in six languages."""

import re
from pathlib import Path

import pytest
from rapidfuzz.distance import Indel
from samples import words as said

from nemcon.core.agenda import Agenda, decode, walk
from nemcon.documents.compose.agenda import compose
from nemcon.documents.read import read
from nemcon.documents.read.agenda import read_agenda
from nemcon.documents.source import Line, Piece
from nemcon.documents.write.docx import docx
from nemcon.documents.write.text import text

DEMO = Path(__file__).parents[2] / "src/nemcon/demo/reference/ctoc-cop-wg3-2021-1.json"
INVISIBLE = re.compile("[\u200e\u200f\u2060\u2066-\u2069]")


def words(agenda: Agenda) -> list[str]:
    return INVISIBLE.sub("", text(compose(agenda, agenda.language))).split()


def alike(left: list[str], right: list[str]) -> float:
    return Indel.normalized_similarity(left, right)


@pytest.fixture(scope="module")
def reference(shared: Path) -> tuple[list[str], Agenda]:
    """The words of the reference agenda as it stands (emphasis and links apart), and what was read."""
    data = (shared / "cases" / "ctoc-wg3-2021-agenda.txt").read_bytes()
    plain = re.sub(r"\[([^\]]*)\]\(#\)", r"\1", re.sub(r"</?i>|\*\*", "", data.decode()))
    return [word for word in plain.split() if word != "-"], read_agenda(read(data, name="agenda.txt"))


def test_the_reference_agenda_comes_back_from_text(reference: tuple[list[str], Agenda]) -> None:
    source, agenda = reference
    again = read_agenda(read(text(compose(agenda, "en")).encode(), name="again.txt"))
    assert alike(source, words(agenda)) >= 0.995
    assert alike(source, words(again)) >= 0.995


def test_the_reference_agenda_comes_back_from_docx(reference: tuple[list[str], Agenda]) -> None:
    source, agenda = reference
    again = read_agenda(read(docx(compose(agenda, "en")), name="again.docx"))
    assert alike(source, words(again)) >= 0.995
    assert again.unrecognised == ()
    assert [(path, item.title) for path, item in walk(again.items)] == [
        (path, item.title) for path, item in walk(agenda.items)
    ]
    assert [(row.date, row.start, row.end, row.item) for row in again.programme] == [
        (row.date, row.start, row.end, row.item) for row in agenda.programme
    ]


@pytest.mark.parametrize("language", ["ar", "zh", "en", "fr", "ru", "es"])
def test_the_houses_reader_gets_every_word_number_and_note_of_the_demonstration(language: str) -> None:
    document = compose(decode(DEMO.read_bytes()), language, house="House", job="V.00-00000 (E)")
    source = read(docx(document), name="again.docx")
    lines = [line for piece in source.pieces for line in _lines(piece)]

    body = " ".join(f"{line.number} {line.text}" for line in lines if line.kind not in ("note", "head", "foot"))
    assert INVISIBLE.sub("", body).split() == [INVISIBLE.sub("", word) for word in said(document)]
    notes = [(line.number, INVISIBLE.sub("", line.text)) for line in lines if line.kind == "note"]
    assert notes == [(note.mark, INVISIBLE.sub("", note.text.text)) for note in document.footnotes]
    assert {mark.value for line in lines for mark in line.marks if mark.kind == "note"} == {"1"}
    assert source.warnings == ()


def _lines(piece: Piece) -> list[Line]:
    return [piece] if isinstance(piece, Line) else [ln for row in piece.rows for cell in row for ln in cell.lines]
