"""Plain text as written: every word in order, one paragraph to a line, tables by tabs."""

import pytest
from samples import agenda, hard, texts, words

from nemcon.core.passage import Mark, Passage
from nemcon.documents import model
from nemcon.documents.write.text import text

LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")


def document(*blocks: model.Blocks, **more: object) -> model.Document:
    return model.Document(language="en", title=Passage("T"), head=model.Head(), blocks=blocks, **more)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_there_in_the_order_of_reading(language: str) -> None:
    sample = agenda(language)

    said = text(sample).replace("¹", "").split()

    assert said[: len(words(sample))] == words(sample)
    assert said[len(words(sample)) :] == [
        *texts()[language]["rule"].split(),
        *sample.illustrative.split(),
        *sample.job.split(),
    ]


def test_what_is_rare_is_there_as_well() -> None:
    said = text(hard()).translate(str.maketrans("", "", "*¹⁹")).split()
    assert said[: len(words(hard()))] == [word.replace("*", "") for word in words(hard())]


def test_a_paragraph_is_one_line_even_if_it_was_broken_in_the_source() -> None:
    assert text(document(model.Paragraph(text=Passage("one\ntwo\tthree"), number="5."))) == "T\n\n5. one two three\n"


def test_a_row_has_all_its_columns_and_a_day_has_its_own_line() -> None:
    lines = text(agenda("en")).splitlines()
    day = lines.index("Thursday, 25 March")

    assert lines[day - 1] == "Date and time\tAgenda item\tTitle or description"
    assert lines[day + 1] == "10 a.m.–1 p.m.\t1 (a)\tOpening of the meeting"
    assert lines[day + 2] == "\t1 (b)\tAdoption of the agenda and organization of work"


def test_two_columns_that_earlier_cells_span_stay_empty() -> None:
    lines = text(hard()).splitlines()
    first = lines.index("9 a.m.–12 noon\tPlenary\t1\tOpening\tChair")
    assert lines[first + 1 : first + 4] == ["\t\t2\tOfficers", "\tWG I\t7B\tPapers", "\t\t\tBreak"]


def test_the_marks_of_notes_stand_in_the_text_and_before_the_notes() -> None:
    marks = (Mark(3, 3, "note", "12"), Mark(7, 7, "note", "*"))
    notes = (model.Footnote(mark="12", text=Passage("Twelve.")), model.Footnote(mark="*", text=Passage("Star.")))

    said = text(document(model.Paragraph(text=Passage("One two", marks)), footnotes=notes))

    assert said == "T\n\nOne¹² two*\n\n¹² Twelve.\n* Star.\n"


def test_sub_items_are_set_in_under_their_item() -> None:
    assert "1. Organizational matters:\n    (a) Opening of the meeting;\n    (b) Adoption" in text(agenda("en"))


def test_arabic_has_no_control_characters_but_those_of_its_words() -> None:
    assert {c for c in text(agenda("ar")) if "\u200e" <= c <= "\u2069"} <= {
        "\u2068",
        "\u2069",
        "\u2060",
        "\u2013",
        "\u2019",
    }
    assert "\u200f" not in text(agenda("ar"))


def test_nothing_leaves_no_empty_lines() -> None:
    assert text(document()) == "T\n"
