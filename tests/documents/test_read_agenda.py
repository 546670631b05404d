"""Reading agendas: shapes met in the field, each in a small document of our own."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemcon.core.agenda import Agenda, decode, encode, walk
from nemcon.documents.read.agenda import read_agenda
from nemcon.documents.read.agenda.labels import candidates
from nemcon.documents.read.plain import from_text

HERE = Path(__file__).parent / "agendas"


def of(text: str) -> Agenda:
    return read_agenda(from_text(text))


def from_file(name: str) -> Agenda:
    return of((HERE / name).read_text("utf-8"))


def rows(agenda: Agenda) -> list[tuple[str, str | None, str | None, str | None, bool]]:
    return [(str(r.date), r.start, r.end, r.item, r.continued) for r in agenda.programme]


def test_chapters_and_numbered_paragraphs_are_told_from_items() -> None:
    agenda = from_file("chapters.txt")
    third = agenda.items[2].items[0]

    assert [i.number for i in agenda.items] == ["1", "2", "3", "4", "5", "6"]
    assert (agenda.labels.agenda, agenda.labels.annotations) == ("I. Provisional agenda", "II. Annotations")
    assert [b.number for b in third.annotation] == ["5", "(a)", "(b)", "6"]
    assert [p.symbol for p in third.documentation] == ["ABCD/SB/2019/INF.3", "ABCD/SB/2019/8"]
    assert agenda.items[3].none_foreseen
    assert agenda.items[3].title == "Matters relating to samples"
    assert [(m.kind, m.value) for m in agenda.items[3].marks] == [("note", "*")]
    assert [n.mark for n in agenda.notes] == ["*"]


def test_a_reference_to_an_item_and_a_symbol_are_marked_in_the_annotation() -> None:
    agenda = from_file("chapters.txt")
    last = agenda.items[2].items[0].annotation[-1]

    assert [(last.text[m.start : m.end], m.kind, m.value) for m in last.marks] == [("item 3 (b)", "item", "3 (b)")]


def test_headings_that_say_item_before_the_number_are_items() -> None:
    agenda = from_file("items-by-name.txt")

    assert [i.number for i in agenda.items] == ["1", "2", "3", "4 (a)", "5"]
    assert [p.symbol for p in agenda.items[1].documentation] == ["XDB.49/1", "XDB.49/1/Add.1"]
    assert agenda.sections[0].place == "before"
    assert agenda.masthead.item == "Item 2 of the provisional agenda"


def test_columns_set_with_blanks_are_a_programme() -> None:
    agenda = from_file("columns.txt")

    assert agenda.labels.programme_head == ("Date and time", "Item", "Title or description")
    assert rows(agenda) == [
        ("2022-03-07", "10:00", "13:00", "1", False),
        ("2022-03-07", "10:00", "13:00", "2", False),
        ("2022-03-07", "15:00", "18:00", "3", False),
        ("2022-03-08", "10:00", "13:00", "3", True),
        ("2022-03-08", "10:00", "13:00", "4 (a)", False),
        ("2022-03-08", "15:00", "18:00", "4 (b)", False),
        ("2022-03-09", "10:00", "13:00", "4", True),
        ("2022-03-09", "15:00", "17:30", "5", False),
    ]


def test_a_running_agenda_gives_days_breaks_lengths_and_speakers() -> None:
    agenda = from_file("running.txt")

    assert [(i.number, i.title, i.duration, i.people) for i in agenda.items] == [
        ("0", "Welcome, practical arrangements", 15, "Host; Deputy"),
        ("1", "Introduction of participants", 30, "All"),
        ("2", "Reports by centres", 10, ""),
        ("3", "Conclusions", 30, "Chair"),
    ]
    assert [i.number for i in agenda.items[2].items] == ["2.1", "2.2", "2.3"]
    assert rows(agenda) == [
        ("2017-10-02", "14:00", "15:30", "0", False),
        ("2017-10-02", "14:00", "15:30", "1", False),
        ("2017-10-02", "15:30", "16:00", None, False),
        ("2017-10-02", "16:00", "17:00", "2", False),
        ("2017-10-03", "09:00", "12:00", "2", True),
        ("2017-10-03", "09:00", "12:00", "3", False),
    ]


def test_bodies_with_item_numbers_in_brackets_are_tracks() -> None:
    agenda = from_file("rooms.txt")

    assert [(r.day, r.session, r.start, r.track, r.item) for r in agenda.programme if r.item] == [
        ("Monday 6 June", "a.m.", "09:00", "Plenary", "1"),
        ("Monday 6 June", "a.m.", "09:00", "Plenary", "2"),
        ("Monday 6 June", "a.m.", "09:00", "Plenary", "3"),
        ("Monday 6 June", "p.m.", "14:30", "Liability", "4"),
        ("Tuesday 7 June", "a.m.", "09:00", "Tourism", "5"),
        ("Tuesday 7 June", None, "18:00", "Plenary", "4"),
    ]


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("1. Opening", "1"),
        ("15 bis. Item", "15 bis"),
        ("0.1", "0.1"),
        ("(a) Opening", "(a)"),
        ("a) Opening", "a)"),
        ("d). Exchange", "d)"),
        ("Item 7B", "7B"),
        ("Point 3. Élection", "3"),
        ("Пункт 2. Утверждение", "2"),
        ("1- المسائل التنظيمية", "1"),
        ("١ - توزيع البنود", "1"),
        ("(أ) افتتاح الدورة", "(أ)"),
        ("（a）会议开幕", "(a)"),
        ("一、导言", "一"),
        ("II. Annotations", "II"),
        ("A. Sessions", "A"),
        ("18     The exchange of information", "18"),
        ("4 (a) Report of the Board", "4 (a)"),
        ("4 y 5. Presupuesto y cuotas", "4 y 5"),
        ("4. bis Credentials", "4 bis"),
    ],
)
def test_a_label_is_read_as_it_is_printed(line: str, number: str) -> None:
    assert candidates(line, bare=True)[0].number == number


@pytest.mark.parametrize(
    "line", ["10:30-12:30 x", "07 - 18 October 1991", "10.00–13.00", "3–6 p.m.", "e.g. this", "2 (a) of it", "1995"]
)
def test_what_is_no_label_is_not_taken_for_one(line: str) -> None:
    assert candidates(line) == []


@pytest.mark.parametrize("between", [" ", "\t"])
def test_a_short_list_without_days_has_items_and_no_sittings(between: str) -> None:
    agenda = of(f"临时议程\n\n1.{between}会议开幕\n2.{between}其他事项\n")

    assert [i.title for i in agenda.items] == ["会议开幕", "其他事项"]
    assert agenda.programme == ()


def test_numbers_that_are_missing_repeated_or_out_of_order_stay_as_they_are() -> None:
    agenda = of(
        "Provisional agenda\n\n1. Opening of the session.\n3. Election of officers.\n3. General debate.\n"
        "15 bis. Credentials.\n7. Closing.\n"
    )

    assert [i.number for i in agenda.items] == ["1", "3", "3", "15 bis", "7"]


def test_a_text_without_an_agenda_is_kept_as_sections_and_has_no_items() -> None:
    agenda = of("A letter\n\nDear colleague,\n\n1. First point.\n2. Second point.\n3. Third point.\n")

    assert agenda.items == ()
    assert "Third point." in encode(agenda).decode()


def test_page_heads_numbers_and_catchwords_are_furniture_and_break_no_paragraph() -> None:
    agenda = of(
        "Annotated agenda\n\n1. Opening of the meeting\n\nThe meeting will be opened by the outgoing Chair in the\n\n"
        "- 2 -\n\nlarge hall of the centre at ten.\n\n2. Election of officers\n\nThe meeting will elect a Chair.\n\n"
        "/ 3. Adoption\n- 3 -\n3. Adoption of the agenda\n\nThe meeting will adopt its agenda after that.\n"
    )

    assert agenda.items[0].annotation[0].text.endswith("Chair in the large hall of the centre at ten.")
    assert [k.why for k in agenda.furniture] == ["page number", "catchword", "page number"]


def test_ten_thousand_items_are_read_in_a_few_seconds() -> None:
    lines = "\n".join(f"{n}. Item number {n} of a long list;" for n in range(1, 10_001))

    agenda = of(f"Provisional agenda\n\n{lines}\n")

    assert len(agenda.items) == 10_000


N = 100_000
LONG = {
    "blanks": "1. a" + " " * N + "b",
    "points": "1. " + "." * N + "x",
    "points and blanks": "1. a" + ". " * (N // 2) + "x",
    "brackets": "1. " + "(a " * (N // 3),
    "figures": "1 " * (N // 2),
    "slashes": "A/" * (N // 2),
    "bars": "|a" * (N // 2),
    "hours": "10 a.m." * (N // 7),
    "stars": "*" * N + "a",
}


@pytest.mark.parametrize("kind", LONG)
def test_a_line_of_a_hundred_thousand_characters_is_read_in_linear_time(kind: str) -> None:
    before = time.process_time()
    for frame in (
        "{}",
        "Provisional agenda\n\n1. Opening\n2. Adoption\n\n{}",
        "Annex\n\nTimetable\n\n3 May\n10-11 a.m.  {}",
    ):
        of(frame.format(LONG[kind]))

    assert time.process_time() - before < 60, "a quadratic pattern takes an hour, a linear one a second"


FRAGMENTS = st.sampled_from(
    [
        "Provisional agenda", "Annotations", "Annex", "Proposed organization of work", "Documentation", "1. Opening",
        "2. Adoption of the agenda:", "(a) First;", "i) sub", "Thursday, 25 March 2021", "10 a.m.–1 p.m.\t1\tOpening",
        "3–6 p.m.", "Item 2. Title", "(continued)", "CTOC/COP/WG.3/2021/1", "* A note.", "- 2 -", "Page 3", "|a|b|",
        "Plenary      WG I", "a.m. Plenary (1, 2)", "The meeting will consider the item.", "31 February 2021", "",
        "1- المسائل", "一、临时议程",
        "Mon, 6 May   10 a.m.–1 p.m.   1   Opening", "Monday, 3 May      Tuesday, 4 May", "a.m.   Opening     Adoption",
        "Date\tPlenary\tWorking group", "10 a.m.\tItem 1. Opening\tAdoption", "Items 2 and 3. Title", "Item 2 (a)",
        "Documents: CTOC/COP/1; Title (A/1/2)", "Legislative basis: meeting",
        "29 October 2002   Opening of the meeting",
        "Morning session (9:30 – 12:30)", "II. Adoption", "A. Title", "Opening ..... 3", "Day 1 - Monday, 6 May 2024",
        "Documentation: note", "The meeting will have before it the following documents:", "- Title (A/1/2)",
        "Time\tItem\tDocuments", "9:30\t1. Opening\tnote", "Distr.", "GENERAL",
        "Annotated provisional agenda*", "Coffee break (15’)", "Distr.: General", "(((",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(FRAGMENTS, st.text(max_size=40)), max_size=40))
def test_reading_never_raises_and_what_it_gives_is_an_agenda(lines: list[str]) -> None:
    text = "\n".join(line.replace("\x00", "") for line in lines)
    agenda = of(text)

    assert decode(encode(agenda)) == agenda


@settings(max_examples=100, deadline=None)
@given(st.lists(FRAGMENTS, min_size=1, max_size=30))
def test_no_word_is_lost_whatever_the_order_of_the_lines(lines: list[str]) -> None:
    agenda = of("\n".join(lines))
    kept = encode(agenda).decode()

    structure = {"item", "items", "continued", "documents", "documentation", "time", "date"}
    for line in lines:
        for word in re.findall(r"[A-Za-z]{4,}", line):
            assert word in kept or word.lower() in structure, (word, line)


def test_each_item_can_be_found_by_the_reference_that_the_programme_uses() -> None:
    agenda = from_file("columns.txt")
    cited = {r.item for r in agenda.programme}

    assert cited <= {" ".join(path) for path, _ in walk(agenda.items)}
