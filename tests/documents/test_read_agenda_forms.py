"""Reading agendas from Word, web pages and PDF as secretariats make them: the same items whatever the form."""

from pathlib import Path

import pytest

from documents import secretariats
from documents.validators import libreoffice
from nemcon.core.agenda import Agenda, reference, walk
from nemcon.documents.read import read
from nemcon.documents.read.agenda import read_agenda
from nemcon.documents.read.plain import from_text

HERE = Path(__file__).parent / "agendas"


def of(data: bytes) -> Agenda:
    return read_agenda(read(data))


def outline(agenda: Agenda) -> list[tuple[str, str, int, list[str], bool]]:
    return [
        (reference(p), i.title, len(i.annotation), [d.symbol for d in i.documentation], i.none_foreseen)
        for p, i in walk(agenda.items)
    ]


def rows(agenda: Agenda) -> list[tuple[str, str | None, str | None, str | None, bool]]:
    return [(str(r.date)[5:], r.start, r.end, r.item, r.continued) for r in agenda.programme]


COMMITTEE = [
    ("1", "Election of officers", 1, [], False),
    ("2", "Organizational matters", 0, [], False),
    ("2 (a)", "Adoption of the agenda", 1, ["A/AC.555/2024/1"], False),
    ("2 (b)", "Organization of work", 1, [], False),
    ("3", "Review of the sample registry", 0, [], False),
    ("3 (a)", "Glass", 0, [], False),
    ("3 (a) (i)", "Clear glass", 1, [], False),
    ("3 (a) (ii)", "Coloured glass", 1, [], False),
    ("3 (b)", "Paper", 1, ["A/79/65", "A/AC.555/2024/3"], False),
    ("4", "Other matters", 1, [], True),
    ("5", "Adoption of the report", 1, [], False),
]
ITS_WORK = [
    ("04-08", "10:00", "13:00", "1", False),
    ("04-08", "10:00", "13:00", "2 (a)", False),
    ("04-08", "10:00", "13:00", "2 (b)", False),
    ("04-08", "15:00", "18:00", "3 (a)", False),
    ("04-09", "10:00", "13:00", "3 (a)", True),
    ("04-09", "15:00", "18:00", "3 (b)", False),
    ("04-10", "10:00", "13:00", "4", False),
    ("04-10", "10:00", "13:00", "5", False),
]


def test_a_word_file_with_automatic_numbers_and_merged_cells_is_understood() -> None:
    agenda = of(secretariats.word_with_automatic_numbers())

    assert outline(agenda) == COMMITTEE
    assert rows(agenda) == ITS_WORK
    assert (agenda.masthead.distribution, str(agenda.masthead.date)) == ("Distr.: General", "2024-02-02")
    assert agenda.unrecognised == ()


def test_the_pdf_that_libreoffice_makes_of_it_is_understood_alike() -> None:
    agenda = of(libreoffice(secretariats.word_with_automatic_numbers(), "pdf"))

    assert outline(agenda) == COMMITTEE
    assert rows(agenda) == ITS_WORK
    assert {k.why for k in agenda.furniture} == {"page head", "page foot"}


def test_a_web_page_with_nested_lists_and_days_as_columns_is_understood() -> None:
    agenda = of(secretariats.PAGE)

    assert [(r, n, d) for r, _, n, d, _ in outline(agenda) if n or d] == [
        ("1", 1, []),
        ("2 a", 1, ["UNEP/SC/12/1", "UNEP/SC/12/1/Add.1"]),
        ("2 b", 1, []),
        ("3 a i", 1, []),
        ("3 a ii", 1, []),
        ("3 b", 1, ["UNEP/SC/12/4", "UNEP/SC/12/INF/5"]),
        ("4", 1, []),
        ("5", 1, []),
    ]
    assert rows(agenda) == [
        ("05-03", "10:00", "13:00", "1", False),
        ("05-03", "10:00", "13:00", "2", False),
        ("05-03", "15:00", "18:00", "3", False),
        ("05-04", "10:00", "13:00", "3", True),
        ("05-04", "15:00", "18:00", "3", True),
        ("05-05", "10:00", "13:00", "4", False),
        ("05-05", "15:00", "18:00", "5", False),
    ]
    assert agenda.masthead.place == "Nairobi"


@pytest.mark.parametrize(
    "name", ["session-fr", "session-es", "session-ru", "session-zh", "session-ar", "legislative-basis"]
)
@pytest.mark.parametrize("form", [secretariats.word_with_typed_numbers, secretariats.page_of_divisions])
def test_typed_numbers_and_tabs_are_understood_as_the_printed_page_is(form: object, name: str) -> None:
    text = (HERE / f"{name}.txt").read_text("utf-8")
    printed = read_agenda(from_text(text))

    agenda = of(form(text))  # type: ignore[operator]

    assert [o[:2] + o[3:] for o in outline(agenda)] == [o[:2] + o[3:] for o in outline(printed)]
    assert rows(agenda) == rows(printed)
    assert (agenda.masthead.house, agenda.masthead.organ) == (printed.masthead.house, printed.masthead.organ)
    assert (agenda.masthead.distribution, agenda.masthead.date) == (
        printed.masthead.distribution,
        printed.masthead.date,
    )


@pytest.mark.parametrize("name", ["session-fr", "session-zh"])
def test_columns_that_stand_close_in_a_pdf_are_told_apart_by_the_items(name: str) -> None:
    text = (HERE / f"{name}.txt").read_text("utf-8")
    printed = read_agenda(from_text(text))

    agenda = of(libreoffice(secretariats.word_with_typed_numbers(text), "pdf"))

    assert rows(agenda) == rows(printed)
    assert [o[:2] for o in outline(agenda)] == [o[:2] for o in outline(printed)]


def test_days_side_by_side_in_plain_text_are_columns() -> None:
    agenda = read_agenda(from_text((HERE / "days-as-columns.txt").read_text("utf-8")))

    assert rows(agenda) == [
        ("05-03", "10:00", "13:00", "1", False),
        ("05-03", "10:00", "13:00", "2", False),
        ("05-03", "15:00", "18:00", "3", False),
        ("05-04", "10:00", "13:00", "3", True),
        ("05-04", "15:00", "18:00", "4", False),
        ("05-05", "10:00", "13:00", "4", True),
        ("05-05", "15:00", "18:00", "5", False),
        ("05-05", "15:00", "18:00", "6", False),
    ]


def test_hours_with_points_are_hours_where_a_day_stands_above_them() -> None:
    agenda = read_agenda(from_text((HERE / "experts-es.txt").read_text("utf-8")))

    assert [i.duration for i in agenda.items] == [None, 30, 45, None]
    assert rows(agenda)[:2] == [("11-04", "09:00", "09:30", None, False), ("11-04", "09:30", "10:00", "1", False)]
